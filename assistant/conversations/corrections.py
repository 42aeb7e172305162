"""Corrections as they are kept: what a reader says is wrong in, where it stands and what an editor
decided out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, update

from assistant.answer.corrected import Corrected, Disputed, Remark
from assistant.conversations.opened import asking
from assistant.conversations.store import new_id, now
from assistant.conversations.tables import corrections
from assistant.errors import AssistantError, NotThereError
from assistant.wording.corrections import corrected, disputed
from index.text.dates import spoken

State = Literal["open", "accepted", "declined", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)
MOST = 200
"""Open corrections of one person."""
_NAME = 200
"""Letters of a name that are kept."""


@dataclass(frozen=True)
class Source:
    """What a reader names as the source: a document of the library by its title (`document` is its
    id), a link, or words; empty where none is named."""

    said: str = ""
    document: str = ""

    @property
    def link(self) -> str:
        """The address, if it is one."""
        return self.said if self.said.startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class Decision:
    """What an editor decided: by whom (id and name), with a note, and the words that are to stand
    `instead`, where the editor gave some. `at` is empty until then."""

    at: str = ""
    who: str = ""
    name: str = ""
    note: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Correction:
    """What one reader says is wrong, and why. `at` is an ISO time in UTC."""

    id: str
    owner: str
    name: str
    at: str
    of: Disputed
    why: str
    source: Source
    state: State
    decision: Decision

    @property
    def remark(self) -> Remark | None:
        """What is told beside the statement: nothing of one that was declined or withdrawn."""
        told = ""
        if self.state == "open":
            told = disputed(self.why, self.name, spoken(self.at[:10]) or "", self.source.said)
        elif self.state == "accepted":
            d = self.decision
            told = corrected(d.name, spoken(d.at[:10]) or "", d.instead, self.why)
        return Remark(self.id, self.state, told, self.of.words) if told else None


class KeptCorrections:
    """Over one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self, owner: str, name: str, of: Disputed, why: str, source: Source, ident: str = ""
    ) -> str:
        """Its id, the one that is given if any; the one it has where that reader said the same
        already. Raises AssistantError where too many of that reader's are open."""
        mine, same = _open_of(owner), _same(owner, of, why)
        c = corrections.c
        with asking(self._engine) as db:
            if (there := db.execute(select(c.id).where(same)).scalar()) is not None:
                return str(there)
            count = select(func.count()).select_from(corrections).where(mine)
            if (db.execute(count).scalar() or 0) >= MOST:
                raise AssistantError(
                    f"{MOST} corrections of yours wait for a decision; withdraw one before you add"
                    " another."
                )
            ident, at = ident or new_id(), now()
            said = {"why": why, "source": source.said, "source_document": source.document}
            who = {"id": ident, "owner": owner, "name": name[:_NAME], "at": at}
            rest = {"state": "open", "decider": "", "decider_name": "", "note": "", "instead": ""}
            db.execute(insert(corrections).values(**who, **asdict(of), **said, **rest))
        return ident

    def same(self, owner: str, of: Disputed, why: str) -> str | None:
        """The id of an open one in which that reader said the same."""
        with asking(self._engine) as db:
            return db.execute(select(corrections.c.id).where(_same(owner, of, why))).scalar()

    def all(self, state: State | None = None) -> list[Correction]:
        """In the order they were said."""
        wanted = select(corrections).order_by(corrections.c.at, corrections.c.id)
        if state is not None:
            wanted = wanted.where(corrections.c.state == state)
        with asking(self._engine) as db:
            return [_correction(row) for row in db.execute(wanted)]

    def one(self, ident: str) -> Correction:
        """Raises NotThereError where none is called so."""
        with asking(self._engine) as db:
            row = db.execute(select(corrections).where(corrections.c.id == ident)).first()
        if row is None:
            raise NotThereError(
                f"There is no correction {ident!r}; `ics-assistant corrections list` gives them."
            )
        return _correction(row)

    def told(self) -> Corrected:
        """What is to be told beside statements."""
        c = corrections.c
        wanted = select(corrections).where(c.state.in_(("open", "accepted"))).order_by(c.at, c.id)
        with asking(self._engine) as db:
            found = [_correction(row) for row in db.execute(wanted)]
        return Corrected(tuple((f.of, r) for f in found if (r := f.remark)))

    def decide(self, seen: Correction, state: State, decision: Decision) -> None:
        """What became of it. Raises AssistantError where it has another state by now than it was
        `seen` in."""
        c = corrections.c
        same = c.decided.is_(None) if not seen.decision.at else c.decided == seen.decision.at
        here = and_(c.id == seen.id, c.state == seen.state, same)
        values = {
            "state": state,
            "decided": now(),
            "decider": decision.who,
            "decider_name": decision.name[:_NAME],
            "note": decision.note,
            "instead": decision.instead,
        }
        with asking(self._engine) as db:
            if not db.execute(update(corrections).where(here).values(**values)).rowcount:
                raise AssistantError(
                    "This correction was decided on or withdrawn meanwhile; look at it again."
                )

    def forget_documents(self, ids: Iterable[str], files: Iterable[str] = ()) -> int:
        """Those of these documents, or of files of these names, gone for good; how many. One that
        only names such a document as its source stays, without it."""
        gone, c = list(ids), corrections.c
        which = or_(c.document.in_(gone), and_(c.document != "", c.file.in_(list(files))))
        names = c.source_document.in_(gone)
        with asking(self._engine) as db:
            count = db.execute(delete(corrections).where(which)).rowcount
            db.execute(update(corrections).where(names).values(source="", source_document=""))
        return int(count)


def _open_of(owner: str) -> ColumnElement[bool]:
    return and_(corrections.c.owner == owner, corrections.c.state == "open")


def _same(owner: str, of: Disputed, why: str) -> ColumnElement[bool]:
    c = corrections.c
    where = and_(c.words == of.words, c.file == of.file, c.row == of.row)
    return and_(_open_of(owner), where, c.why == why)


def _correction(row: Any) -> Correction:
    return Correction(
        row.id,
        row.owner,
        row.name,
        row.at,
        Disputed(
            *(row.words, row.file, row.document, row.passage),
            *(row.start, row.end, row.row, row.step),
        ),
        row.why,
        Source(row.source, row.source_document),
        row.state,
        Decision(row.decided or "", row.decider, row.decider_name, row.note, row.instead),
    )
