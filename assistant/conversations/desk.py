"""Papers in the making and visits as they are kept: an owner and a value in, the same out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.conversations.opened import asking
from assistant.conversations.store import new_id, now, quote_documents
from assistant.conversations.tables import cites, papers, visits
from assistant.conversations.types import KeptPaper, Seen
from assistant.errors import AssistantError

_AWAY = timedelta(minutes=30)
"""After which a reader who comes back is told what is new since the visit before."""

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Papers:
    """The board papers that somebody works on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(
        self, owner: str, ident: str | None, title: str, state: dict[str, Any], cited: Iterable[str]
    ) -> str:
        """The paper's id, after it was kept as it is now; `cited` are ids of the documents that
        it quotes."""
        at, values = now(), {"title": title, "state": state}
        with asking(self._engine) as db:
            mine = and_(papers.c.id == ident, papers.c.owner == owner)
            changed = ident and db.execute(
                update(papers).where(mine).values(**values, updated=at, deleted=None)
            )
            if not (ident and changed and changed.rowcount):
                ident = new_id()
                row = {"id": ident, "owner": owner, "created": at, "updated": at, **values}
                db.execute(insert(papers).values(**row))
            quote_documents(db, ident, cited)
        return ident

    def paper(self, owner: str, ident: str) -> KeptPaper:
        """One of them. Raises AssistantError when it is not kept."""
        mine = and_(papers.c.id == ident, papers.c.owner == owner, papers.c.deleted.is_(None))
        with asking(self._engine) as db:
            row = db.execute(select(papers).where(mine)).first()
        if row is None:
            raise AssistantError("This paper is no longer kept; make it again.")
        return KeptPaper(row.id, row.title, row.updated, row.state)

    def papers(self, owner: str) -> list[KeptPaper]:
        """All of them, the one last worked on first."""
        mine = and_(papers.c.owner == owner, papers.c.deleted.is_(None))
        with asking(self._engine) as db:
            rows = db.execute(select(papers).where(mine).order_by(papers.c.updated.desc()))
            return [KeptPaper(r.id, r.title, r.updated, r.state) for r in rows]

    def remove(self, owner: str, ident: str, undo: bool = False) -> None:
        """Out of the list, or back in it."""
        mine = and_(papers.c.id == ident, papers.c.owner == owner)
        with asking(self._engine) as db:
            db.execute(update(papers).where(mine).values(deleted=None if undo else now()))

    def forget_documents(self, ids: Iterable[str]) -> int:
        """Papers that quote one of these documents, gone for good; how many that were."""
        with asking(self._engine) as db:
            quoting = select(cites.c.kept).where(cites.c.document.in_(list(ids)))
            return int(db.execute(delete(papers).where(papers.c.id.in_(quoting))).rowcount)


class Visits:
    """What a reader had before them when they were last here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def come(
        self, owner: str, documents: list[str], rows: dict[str, tuple[str, str]]
    ) -> Seen | None:
        """What was there at the visit before this one; None at the first. A visit ends when
        nothing was opened for half an hour."""
        here = Seen(now(), tuple(documents), rows)
        with asking(self._engine) as db:
            new = {"owner": owner, "last": asdict(here), "before": None}
            first = _INSERTS[self._engine.dialect.name](visits).values(**new)
            if db.execute(first.on_conflict_do_nothing()).rowcount == 1:
                return None
            found = db.execute(select(visits).where(visits.c.owner == owner)).one()
            last, before = _seen(found.last), _seen(found.before)
            away = last and datetime.now(UTC) - datetime.fromisoformat(last.at) > _AWAY
            before = last if away else before
            kept = asdict(before) if before else None
            mine = visits.c.owner == owner
            db.execute(update(visits).where(mine).values(last=asdict(here), before=kept))
        return before

    def since(self, moment: datetime) -> set[str]:
        """Who was here at that time or later."""
        last = select(visits.c.owner, visits.c.last["at"].as_string())
        with asking(self._engine) as db:
            return {o for o, at in db.execute(last) if datetime.fromisoformat(at) >= moment}


def _seen(kept: Any) -> Seen | None:
    if not kept:
        return None
    rows = {row: (said[0], said[1]) for row, said in kept["rows"].items()}
    return Seen(kept["at"], tuple(kept["documents"]), rows)
