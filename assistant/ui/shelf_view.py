"""Documents and what became of files in, HTML out."""

from __future__ import annotations

from html import escape

from assistant.wording.voices import ADDED, KIND_NAMES
from index.documents.types import FileOutcome, IndexReport, Stored
from index.text.dates import spoken


def library(documents: list[Stored]) -> str:
    """Every document with who, when and kind, as a table; what only the document says of itself is told as that."""
    return (
        '<div class="library" tabindex="0" role="region" aria-label="Documents in the library"><table><thead><tr><th scope="col">Document</th>'
        '<th scope="col">Publisher</th><th scope="col">Published</th><th scope="col">Kind</th></tr></thead>'
        f"<tbody>{''.join(map(_row, documents))}</tbody></table></div>"
    )


def _row(s: Stored) -> str:
    m = s.metadata
    publisher = m.publisher or "not stated"
    if not s.vouched:
        publisher = f"{ADDED}; says it is by {m.publisher}" if m.publisher else ADDED
    note = f'<p class="soft">{escape(s.note)}</p>' if s.note else ""
    return (
        f"<tr><td>{escape(m.title or s.source)}{note}</td><td>{escape(publisher)}</td>"
        f"<td>{escape(spoken(m.published) or 'not stated')}</td><td>{escape(KIND_NAMES[m.kind])}</td></tr>"
    )


def outcome(report: IndexReport | None, waiting: list[str]) -> str:
    """What became of each file, in a line each, and the questions that wait for a reader's word."""
    files = [f for f in report.files if not f.waits] if report else []
    kept = [f for f in files if f.status == "kept"]
    lines = [f for f in files if f.status not in ("kept", "unchanged")]
    told = f'<ul class="notice">{"".join(f"<li>{escape(_line(f))}</li>" for f in lines)}</ul>' if lines else ""
    if report and not lines and not kept and not waiting:
        told = '<p class="notice">Nothing has changed.</p>'
    return told + "".join(map(_waits, waiting)) + (_gone(kept) if kept else "")


def _waits(name: str) -> str:
    return (
        f'<div class="notice question" role="group" aria-label="{escape(name)}"><p>Another document called <b>{escape(name)}</b> is in the library, '
        "with other content. Nothing has been replaced.</p>"
        f"{_button('replace', name, 'Replace it; keep the old version aside')}{_button('both', name, 'Keep both')}</div>"
    )


def _gone(kept: list[FileOutcome]) -> str:
    count = f"{len(kept)} document" + ("" if len(kept) == 1 else "s")
    listed = ", ".join(f.source for f in kept[:5]) + (" …" if len(kept) > 5 else "")
    return (
        f'<div class="notice question" role="group" aria-label="Files that are gone"><p>The files of {count} are not where they were ({escape(listed)}). '
        "If a shared folder is away, they will be back with it. Nothing was removed.</p>"
        f"{_button('prune', '', f'Remove {count} from the library')}{_button('keep', '', 'Keep them')}</div>"
    )


def _button(choice: str, name: str, text: str) -> str:
    return f'<button type="button" class="outlined" data-choice="{choice}" data-name="{escape(name)}">{escape(text)}</button>'


def _line(file: FileOutcome) -> str:
    return file.reason if file.reason else f"{file.source}: {file.status}."
