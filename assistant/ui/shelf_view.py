"""Documents and what became of files in, HTML out. The templates hold the markup and escape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assistant.services.watching import Looked
from assistant.ui.templating import render
from assistant.wording.voices import ADDED, KIND_NAMES
from index.documents.editions import Family
from index.documents.types import KINDS, FileOutcome, IndexReport, Removed, Stored
from index.text.dates import spoken

LISTED = 300
"""Documents of a reader's own that the page lists at once; the others are found by their words."""
_WHY = {
    "removed": "removed by a reader",
    "replaced": "replaced by another version",
    "gone": "its file went from its folder",
}


@dataclass(frozen=True)
class _Kin:
    """A document among its versions, in words; `others` are the ids of the others, `newest` the
    id of the newest where it is another one, `sure` whether a reader has confirmed them; where to
    `decide` that is asked."""

    told: str
    others: str
    newest: str
    sure: bool
    decide: bool


@dataclass(frozen=True)
class _Row:
    """A document in words for the list; `note` is what a reader has to know of it, `iso` its date
    for sorting."""

    id: str
    title: str
    source: str
    note: str | None
    publisher: str
    published: str
    iso: str
    kind: str
    passages: int
    vouched: bool
    versions: int
    kin: _Kin | None = None


@dataclass(frozen=True)
class _Gone:
    """Documents whose files are not where they were: how many, and the first few by name."""

    count: str
    listed: str


@dataclass(frozen=True)
class Watched:
    """Watched folders by name, what the last look at them found, in words, and what it could not
    do."""

    folders: tuple[str, ...]
    found: str
    trouble: tuple[str, ...]


def watched(folders: Sequence[Path], last: Looked | None) -> Watched | None:
    """In words; None where no folder is watched."""
    if not folders:
        return None
    names = tuple(folder.name or str(folder) for folder in folders)
    if last is None:
        return Watched(names, "Not looked at yet.", ())
    at = datetime.fromisoformat(last.at).astimezone()
    changed = ", ".join(f"{count} {status}" for status, count in last.changed.items())
    found = f"Looked at {spoken(f'{at:%Y-%m-%d}')}, {at:%H:%M}: {changed or 'nothing new'}."
    return Watched(names, found, last.trouble)


def library(
    own: Sequence[Stored],
    starter: Sequence[Stored],
    removed: Sequence[Removed],
    folders: bool,
    watched: Watched | None = None,
    families: Mapping[str, Family] | None = None,
    every: Sequence[Stored] = (),
) -> str:
    """Every document with who, when and kind: the reader's own, those that ship, and what can be
    brought back; the folders that are watched; and which are versions of one another."""
    older = Counter(r.source for r in removed if r.why == "replaced")
    listed = sorted(own, key=lambda s: (s.metadata.title or s.source).lower())[:LISTED]
    known = {s.id: s for s in (*own, *starter, *every)}
    kin = {s.id: _kin(s, f, known) for s in listed if (f := (families or {}).get(s.id))}
    return render(
        "library.html",
        own=[replace(_row(s, older[s.source]), kin=kin.get(s.id)) for s in listed],
        more=len(own) - len(listed),
        starter=[_row(s, 0) for s in starter],
        removed=[
            (r.id, r.metadata.title or r.source, r.source, _when(r)) for r in removed[:LISTED]
        ],
        kinds=sorted({KIND_NAMES[s.metadata.kind] for s in (*own, *starter)}),
        folders=folders,
        watched=watched,
    )


def _kin(stored: Stored, family: Family, known: Mapping[str, Stored]) -> _Kin:
    others = [i for i in family.ids if i != stored.id]
    named = "; ".join(_edition(known[i]) for i in others if i in known)
    if not (family.settled or family.sure):
        told = f"Seems to be a version of: {named}. All are asked until somebody confirms it."
    elif not family.newest and stored.id in family.ids[: family.places.count(0)]:
        told = f"A version of: {named}. Nothing says which is the newest."
    elif stored.id == family.ids[0]:
        older = "an older one is" if len(others) == 1 else "older ones are"
        told = f"Newest version; {older} not asked: {named}."
    else:
        told = f"Older version, not asked. The newest: {_edition(known[family.ids[0]])}."
    acts = family.settled or family.sure
    newest = family.ids[0] if family.newest and stored.id != family.ids[0] else ""
    decide = not (acts and family.newest) or bool(newest)
    return _Kin(told, " ".join(others), newest, family.sure, decide)


def _edition(stored: Stored) -> str:
    """A version by its file's name and date."""
    return ", ".join(filter(None, (stored.source, spoken(stored.metadata.published))))


def _when(removed: Removed) -> str:
    """Why and when it went, and which edition it is."""
    at = datetime.fromisoformat(removed.at).astimezone()
    edition = spoken(removed.metadata.published)
    of = f", published {edition}" if edition else ""
    return f"{_WHY[removed.why]} {spoken(f'{at:%Y-%m-%d}')}, {at:%H:%M}{of}"


def has(stored: Stored, find: str) -> bool:
    """Whether each of the words stands in the document's title, publisher or file's name."""
    m = stored.metadata
    text = f"{m.title or ''} {m.publisher or ''} {stored.source}".lower()
    return all(word in text for word in find.lower().split())


def _row(s: Stored, versions: int) -> _Row:
    m = s.metadata
    publisher = m.publisher or "publisher not stated"
    if not s.vouched:
        publisher = f"{ADDED}; says it is by {m.publisher}" if m.publisher else ADDED
    return _Row(
        s.id,
        m.title or s.source,
        s.source,
        s.note,
        publisher,
        spoken(m.published) or "date not stated",
        m.published or "",
        KIND_NAMES[m.kind],
        s.passages,
        s.vouched,
        versions,
    )


def fields(stored: Stored) -> dict[str, str]:
    """What is known of a document as the form has it."""
    m = stored.metadata
    return {
        "title": m.title or "",
        "publisher": m.publisher or "",
        "authors": "; ".join(m.authors),
        "published": spoken(m.published) or "",
        "kind": m.kind or "",
        "url": m.url or "",
    }


def about(stored: Stored, said: Mapping[str, object]) -> str:
    """The form that says what a document is, with who said each thing."""
    return render(
        "about.html",
        document=stored.id,
        source=stored.source,
        fields=fields(stored),
        said=set(said),
        kinds=[(kind, KIND_NAMES[kind]) for kind in KINDS],
    )


def outcome(report: IndexReport | None, waiting: list[str]) -> str:
    """What became of each file, in a line each, and the questions that wait for a reader's word."""
    files = [f for f in report.files if not f.waits] if report else []
    kept = [f for f in files if f.status == "kept"]
    lines = [(_line(f), f.failed) for f in files if f.status not in ("kept", "unchanged")]
    quiet = bool(report) and not lines and not kept and not waiting
    return render(
        "outcome.html",
        lines=lines,
        quiet=quiet,
        waiting=waiting,
        gone=_gone(kept) if kept else None,
    )


def told(text: str) -> str:
    """One sentence that something was not done."""
    return render("told.html", text=text)


def _gone(kept: list[FileOutcome]) -> _Gone:
    count = f"{len(kept)} document" + ("" if len(kept) == 1 else "s")
    return _Gone(count, ", ".join(f.source for f in kept[:5]) + (" …" if len(kept) > 5 else ""))


def _line(file: FileOutcome) -> str:
    if not file.reason:
        return f"{file.source}: {file.status}."
    done = file.status in ("added", "updated") and file.reason.startswith(f"{file.source}: ")
    if not done:
        return file.reason
    return f"{file.source}: {file.status}; {file.reason.removeprefix(f'{file.source}: ')}"
