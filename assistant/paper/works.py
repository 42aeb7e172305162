"""A cited passage in, the works it comes from out: the document itself, or what a statement of a
digest was drawn from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.ledger.catalogue import Source
from index.documents.types import Passage

_DATED = re.compile(r",? (?:undated|(?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4})$")
_READ = ("full", "opening", "listing")
_PERSON = re.compile(r"[A-Z][\w’'.-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+|de|van|von|den|der)){1,3}")
_BODY = re.compile(
    r"\b(?:NHS|Team|Group|Fund|Trust|Board|Committee|Department|Council|Association|Foundation|"
    r"Institute|Office|Service|Confederation|Network)\b",
    re.I,
)


@dataclass(frozen=True)
class Work:
    """A document as a reference names it. `people` are (given, family); `date` is ISO or None;
    `seen` says how much of it was read, None where that is the whole of it; `read_on` is the ISO
    day of the register that it was read for.
    """

    title: str
    publisher: str
    people: tuple[tuple[str, str], ...] = ()
    bodies: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    page: int | None = None
    seen: str | None = None
    read_on: str | None = None

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None


def document_of(passage: Passage) -> Work:
    """The document that the passage stands in, with its page."""
    m = passage.metadata
    people = tuple(split for name in m.authors if (split := _split(name)))
    bodies = tuple(name for name in m.authors if not _split(name))
    title, publisher = m.title or passage.source, m.publisher or ""
    return Work(title, publisher, people, bodies, m.published, m.url, passage.page)


def sources_of(passage: Passage, catalogue: Mapping[str, Source]) -> tuple[Work, ...]:
    """What a statement of a digest was drawn from; addresses from the catalogue. Empty for a
    passage of any other document."""
    if not passage.voice or not passage.voice.sources:
        return ()
    known = {(_plain(s.title), s.date or ""): s for s in catalogue.values()}
    by_title = {_plain(s.title): s for s in catalogue.values()}
    read_on = (
        passage.metadata.published
        if re.fullmatch(r"\d{4}-\d\d-\d\d", passage.metadata.published or "")
        else None
    )
    works = []
    for drawn in passage.voice.sources:
        day = drawn.published
        found = known.get((_plain(drawn.title), day or "")) or by_title.get(_plain(drawn.title))
        publisher = found.publisher if found else _DATED.sub("", drawn.stated)
        works.append(
            Work(
                drawn.title,
                publisher,
                date=day,
                url=found.url if found else None,
                seen=found.seen if found else None,
                read_on=read_on if found and found.seen in _READ else None,
            )
        )
    return tuple(works)


def _plain(title: str) -> str:
    return re.sub(r"\W+", " ", title).lower().strip()


def _split(name: str) -> tuple[str, str] | None:
    """(given, family) of a person's name; None for a body's."""
    if not _PERSON.fullmatch(name) or _BODY.search(name):
        return None
    given, _, family = name.rpartition(" ")
    return given, family
