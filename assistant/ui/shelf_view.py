"""Documents and what became of files in, HTML out. The templates hold the markup and escape."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ui.templating import render
from assistant.wording.voices import ADDED, KIND_NAMES
from index.documents.types import FileOutcome, IndexReport, Stored
from index.text.dates import spoken


@dataclass(frozen=True)
class _Row:
    """A document in words for the table; `note` is what a reader has to know of it."""

    title: str
    note: str | None
    publisher: str
    published: str
    kind: str


@dataclass(frozen=True)
class _Gone:
    """Documents whose files are not where they were: how many, and the first few by name."""

    count: str
    listed: str


def library(documents: list[Stored]) -> str:
    """Every document with who, when and kind, as a table; what only the document says of itself
    is told as that."""
    return render("library.html", rows=[_row(s) for s in documents])


def _row(s: Stored) -> _Row:
    m = s.metadata
    publisher = m.publisher or "not stated"
    if not s.vouched:
        publisher = f"{ADDED}; says it is by {m.publisher}" if m.publisher else ADDED
    return _Row(
        m.title or s.source,
        s.note,
        publisher,
        spoken(m.published) or "not stated",
        KIND_NAMES[m.kind],
    )


def outcome(report: IndexReport | None, waiting: list[str]) -> str:
    """What became of each file, in a line each, and the questions that wait for a reader's word."""
    files = [f for f in report.files if not f.waits] if report else []
    kept = [f for f in files if f.status == "kept"]
    lines = [_line(f) for f in files if f.status not in ("kept", "unchanged")]
    quiet = bool(report) and not lines and not kept and not waiting
    return render(
        "outcome.html",
        lines=lines,
        quiet=quiet,
        waiting=waiting,
        gone=_gone(kept) if kept else None,
    )


def _gone(kept: list[FileOutcome]) -> _Gone:
    count = f"{len(kept)} document" + ("" if len(kept) == 1 else "s")
    return _Gone(count, ", ".join(f.source for f in kept[:5]) + (" …" if len(kept) > 5 else ""))


def _line(file: FileOutcome) -> str:
    return file.reason if file.reason else f"{file.source}: {file.status}."
