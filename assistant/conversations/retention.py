"""What is kept for a time only: rows older than a moment in, gone for good out; and everything of
one person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, and_, delete, func, or_, select, update

from assistant.conversations.opened import asking
from assistant.conversations.tables import (
    changes,
    cites,
    conversations,
    corrections,
    papers,
    standing,
    telling,
    turns,
    visits,
)
from assistant.wording.corrections import DECIDED_BY, FORGOTTEN


@dataclass(frozen=True)
class Somebody:
    """Whoever keeps something: the id that owns it, how many conversations and papers, deleted
    ones too, and the time of the last visit."""

    id: str
    conversations: int
    papers: int
    last: str


class Retention:
    """Over one database. Moments are ISO times in UTC."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def old_conversations(self, before: str) -> int:
        """Those in which nothing was asked or changed since, but for those with an answer that
        is pinned, gone; how many."""
        pinned = select(turns.c.conversation).where(
            turns.c.pinned.is_not(None), turns.c.replaced.is_(None)
        )
        old = and_(conversations.c.updated < before, conversations.c.id.not_in(pinned))
        return self._gone(conversations, old)

    def old_papers(self, before: str) -> int:
        """Papers in the making on which nobody worked since, gone; how many."""
        return self._gone(papers, papers.c.updated < before)

    def old_changes(self, before: str) -> int:
        """What was told of standing questions before, gone; how many. The questions stand."""
        return self._gone(changes, changes.c.at < before)

    def old_corrections(self, before: str) -> int:
        """Corrections that an editor declined before, gone; how many. Open and accepted ones
        stay."""
        c = corrections.c
        return self._gone(corrections, and_(c.state == "declined", c.decided < before))

    def deleted(self, before: str) -> int:
        """What was deleted or withdrawn before, and answers that another took the place of, gone;
        how many."""
        c = corrections.c
        return (
            self._gone(conversations, conversations.c.deleted < before)
            + self._gone(papers, papers.c.deleted < before)
            + self._gone(turns, turns.c.replaced < before)
            + self._gone(corrections, and_(c.state == "withdrawn", c.decided < before))
        )

    def _gone(self, table: Table, where: object) -> int:
        with asking(self._engine) as db:
            return _without(db, table, where)

    def people(self) -> list[Somebody]:
        """Everybody of whom something is kept."""
        with asking(self._engine) as db:
            talks = _counted(db, conversations)
            drafts = _counted(db, papers)
            stands = {**_counted(db, standing), **_counted(db, telling)}
            seen = {r.owner: str(r.last["at"]) for r in db.execute(select(visits))}
            said = _counted(db, corrections)
            deciders = set(db.execute(select(corrections.c.decider)).scalars())
        ids = sorted({*talks, *drafts, *stands, *seen, *said, *deciders} - {""})
        return [Somebody(i, talks.get(i, 0), drafts.get(i, 0), seen.get(i, "")) for i in ids]

    def forget_person(self, owner: str) -> int:
        """All that is theirs, gone; how many conversations, papers, standing questions,
        choices of feed and mail, and visits. What they said is wrong, or decided of it, stays
        without their name; what they withdrew goes."""
        c = corrections.c
        nobody = {"owner": "", "name": FORGOTTEN}
        without = {"decider": "", "decider_name": DECIDED_BY}
        with asking(self._engine) as db:
            withdrawn = and_(c.owner == owner, c.state == "withdrawn")
            db.execute(delete(corrections).where(withdrawn))
            db.execute(update(corrections).where(c.owner == owner).values(**nobody))
            db.execute(update(corrections).where(c.decider == owner).values(**without))
            return sum(
                _without(db, table, table.c.owner == owner)
                for table in (conversations, papers, standing, telling, visits)
            )


def _without(db: Connection, table: Table, where: object) -> int:
    """Rows gone, and with them what says which documents they quoted."""
    count = db.execute(delete(table).where(where)).rowcount  # type: ignore[arg-type]
    kept = or_(*(cites.c.kept.in_(select(t.c.id)) for t in (turns, papers, standing)))
    if count:
        db.execute(delete(cites).where(~kept))
    return int(count)


def _counted(db: Connection, table: Table) -> dict[str, int]:
    rows = db.execute(select(table.c.owner, func.count()).group_by(table.c.owner))
    return {owner: int(count) for owner, count in rows}
