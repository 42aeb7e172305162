"""Who did what, as a chain: each entry carries the hash of the one before, so that one that is
changed, added between or taken out is found. What was cut off its end shows only against a last
hash that was kept elsewhere: `verify` gives it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from assistant.conversations.opened import asking
from assistant.conversations.store import now
from assistant.conversations.tables import record, record_head
from assistant.people.acting import owner

_PAGE = 1000
"""Entries that are read at once."""
_TRIES = 5
"""Times that the chain is read while others add to it."""
_LAST, _CUT = 1, 2
"""Rows of the head: the last entry, and the last of those whose time was over."""


@dataclass(frozen=True)
class Entry:
    """`at` is an ISO time in UTC; `what` names things (documents by name and id, kinds of file)
    and holds no text of a question unless the installation says so."""

    number: int
    at: str
    who: str
    did: str
    what: dict[str, Any]
    before: str
    hash: str


@dataclass(frozen=True)
class Verified:
    """How many entries there are, the hash of the last one, and what is wrong, empty where
    nothing is."""

    entries: int
    last: str
    wrong: str = ""


class Record:
    """Over one database. Nothing in it is ever changed here, nor taken out but from its
    beginning, once its time is over."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, did: str, what: Mapping[str, Any] | None = None, who: str | None = None) -> None:
        """An entry at the end, by who is acting unless somebody else is named."""
        at, who, told = now(), who or owner(), dict(what or {})
        only = record_head.c.id == _LAST
        with asking(self._engine) as db:
            # first of all, for it holds the row: one entry after the other
            db.execute(update(record_head).where(only).values(number=record_head.c.number + 1))
            head = db.execute(select(record_head).where(only)).one()
            values = (head.number, at, who, did, told, head.hash)
            hashed = _hash(*values)
            names = ("number", "at", "who", "did", "what", "before")
            row = dict(zip(names, values, strict=True))
            db.execute(insert(record).values(**row, hash=hashed))
            db.execute(update(record_head).where(only).values(hash=hashed))

    def entries(self, since: str = "", until: str = "9") -> Iterator[Entry]:
        """In order, those of the ISO days from `since` to `until`, both counted."""
        last = 0
        while True:
            wanted = select(record).where(record.c.number > last).order_by(record.c.number)
            with asking(self._engine) as db:
                rows = db.execute(wanted.limit(_PAGE)).all()
            if not rows:
                return
            last = rows[-1].number
            for r in rows:
                if since <= r.at[: len(since)] and r.at[: len(until)] <= until:
                    yield Entry(r.number, r.at, r.who, r.did, r.what, r.before, r.hash)

    def newest(self, most: int, day: str = "", did: str = "") -> list[Entry]:
        """The last entries, the newest first: of an ISO day and of what was done, empty for all."""
        wanted = select(record).order_by(record.c.number.desc()).limit(most)
        if day:
            wanted = wanted.where(record.c.at.startswith(day, autoescape=True))
        if did:
            wanted = wanted.where(record.c.did == did)
        with asking(self._engine) as db:
            rows = db.execute(wanted).all()
        return [Entry(r.number, r.at, r.who, r.did, r.what, r.before, r.hash) for r in rows]

    def kinds(self) -> list[str]:
        """Everything that was ever done, each once, in order."""
        with asking(self._engine) as db:
            return list(db.scalars(select(record.c.did).distinct().order_by(record.c.did)))

    def verify(self) -> Verified:
        """Reads the whole chain; anew, where it was cut or grew meanwhile."""
        for _ in range(_TRIES):
            heads = self._heads()
            found = self._verified()
            if not found.wrong or heads == self._heads():
                return found
        return found

    def _heads(self) -> list[tuple[int, int]]:
        with asking(self._engine) as db:
            wanted = select(record_head.c.id, record_head.c.number).order_by(record_head.c.id)
            return [(r.id, r.number) for r in db.execute(wanted)]

    def _verified(self) -> Verified:
        with asking(self._engine) as db:
            number, before = _cut_off(db)
        began = number
        for entry in self.entries():
            number += 1
            said = (entry.number, entry.at, entry.who, entry.did, entry.what, entry.before)
            if entry.number != number:
                return Verified(number - began, before, f"entry {number} is missing")
            if entry.before != before or entry.hash != _hash(*said):
                return Verified(number - began, before, f"entry {number} was changed")
            before = entry.hash
        with asking(self._engine) as db:
            head = db.execute(select(record_head).where(record_head.c.id == _LAST)).one()
        if (head.number, head.hash) != (number, before):
            return Verified(number - began, before, f"entries after {number} are missing")
        return Verified(number - began, before)

    def cut(self, before: str) -> int:
        """Entries from before that ISO time gone, for their time is over; how many. Their last
        number and hash stay, so that what follows is still a chain, and that it was done is an
        entry of its own."""
        old = select(func.max(record.c.number)).where(record.c.at < before).scalar_subquery()
        with asking(self._engine) as db:
            # holds the row, so that another process that cuts or adds waits
            only = record_head.c.id == _LAST
            db.execute(update(record_head).where(only).values(number=record_head.c.number))
            last = db.execute(select(record).where(record.c.number == old)).first()
            if last is None or last.number <= _cut_off(db)[0]:
                return 0
            gone = db.execute(delete(record).where(record.c.number <= last.number)).rowcount
            db.execute(delete(record_head).where(record_head.c.id == _CUT))
            kept = {"id": _CUT, "number": last.number, "hash": last.hash}
            db.execute(insert(record_head).values(**kept))
        self.add("cut off the record", {"up to": last.number, "before": before}, "the program")
        return int(gone)


def _cut_off(db: Connection) -> tuple[int, str]:
    """(number, hash) of the last entry whose time was over; (0, "") where none was."""
    kept = db.execute(select(record_head).where(record_head.c.id == _CUT)).first()
    return (kept.number, kept.hash) if kept else (0, "")


def _hash(number: int, at: str, who: str, did: str, what: dict[str, Any], before: str) -> str:
    said = json.dumps([number, at, who, did, what, before], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
