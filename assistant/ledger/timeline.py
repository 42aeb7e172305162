"""Everything dated in: what was recommended, answered, reported and said of it, events, documents
published, actions due; what of it lies between two days, of a kind, by whom and with which words,
newest first, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from assistant.ledger.types import Ledger, Row
from index.documents.types import Passage, Stored
from index.text.dates import by_end_of

if TYPE_CHECKING:
    from assistant.ledger.catalogue import (
        Source,
    )  # it reads YAML, which a command's help has no use for

Kind = Literal[
    "recommended", "responded", "progress", "comment", "event", "published", "action due"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Entry:
    """One dated thing: its ISO date (a month or year where no more is known), its kind, what is
    said of it and by whom, what it is about. Of a row its id and the number of the step, else the
    passage's or the document's id."""

    date: str
    kind: Kind
    text: str
    who: str
    about: str
    row: str = ""
    step: int = -1
    passage: str = ""
    document: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Wanted:
    """Between which ISO days, of which kind, with which name among who is behind it or is
    addressed, with which words, and of recommendations of which theme (a part of its name does);
    an empty one leaves all."""

    since: str = ""
    until: str = ""
    kind: str = ""
    who: str = ""
    find: str = ""
    theme: str = ""


def timeline(
    ledger: Ledger,
    events: Iterable[Passage],
    documents: Iterable[Stored],
    catalogue: dict[str, Source],
    wanted: Wanted,
) -> list[Entry]:
    """What is wanted, newest first. A month counts as its last day."""
    every = [
        *(entry for row in ledger.rows for entry in _of_row(row, catalogue)),
        *(
            Entry(p.said_on, "event", p.text, p.metadata.publisher or "", "", passage=p.id)
            for p in events
            if p.said_on
        ),
        *(
            Entry(
                m.published, "published", m.title or s.source, m.publisher or "", "", document=s.id
            )
            for s in documents
            if (m := s.metadata).published and not s.voiced
        ),
    ]
    found = [entry for entry in every if _fits(entry, wanted)]
    return sorted(found, key=lambda e: (by_end_of(e.date), e.kind, e.text), reverse=True)


def _of_row(row: Row, catalogue: dict[str, Source]) -> Iterator[Entry]:
    for at, step in enumerate(row.steps):
        if step.date and step.text:
            names = dict.fromkeys(catalogue[i].publisher for i in step.sources if i in catalogue)
            said = [step.words.source] if step.words else [*names]
            said = [row.review] if step.said == "recommended" else said
            status = f"{step.status[:1].upper()}{step.status[1:]}: " if step.status else ""
            who = "; ".join(said)
            yield Entry(
                step.date,
                step.said,
                status + step.text,
                who,
                row.title,
                row.id,
                at,
                theme=row.theme,
            )
    if row.due:
        owner = row.owner or ""
        wanted = row.recommendation
        yield Entry(row.due, "action due", wanted, owner, row.title, row.id, 0, theme=row.theme)


def _fits(entry: Entry, wanted: Wanted) -> bool:
    day = by_end_of(entry.date)
    text = f"{entry.text} {entry.about}".lower()
    return (
        (not wanted.since or day >= wanted.since)
        and (not wanted.until or day <= wanted.until)
        and wanted.kind in ("", entry.kind)
        and wanted.theme.lower() in entry.theme.lower()
        and wanted.who.lower() in f"{entry.who} {entry.about}".lower()
        and all(word in text for word in wanted.find.lower().split())
    )
