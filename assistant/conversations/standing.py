"""Standing questions as they are kept: an owner and a question in, what changed in its answer
out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine, and_, delete, func, insert, select, update

from assistant.answer.changed import Told
from assistant.answer.types import Answer
from assistant.conversations.opened import asking
from assistant.conversations.store import also_quotes, new_id, now, quote_documents
from assistant.conversations.tables import changes, standing
from assistant.errors import AssistantError, NotThereError

MOST = 50
"""Standing questions of one person."""
_ANSWER = TypeAdapter(Answer)
_TOLD = TypeAdapter(Told)


@dataclass(frozen=True)
class Standing:
    """A question that stands. `answer` is the one that was told last, None where an earlier
    version kept it in a way that this one cannot read; `documents` are the ids of those that it
    was asked of last."""

    id: str
    owner: str
    question: str
    answer: Answer | None
    documents: frozenset[str]
    created: str
    asked: str


@dataclass(frozen=True)
class Change:
    """An answer that changed: of which question, when, and what is told of it."""

    id: str
    standing: str
    question: str
    at: str
    told: Told


class StandingQuestions:
    """Over one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, owner: str, question: str, answer: Answer, documents: Iterable[str]) -> str:
        """Its id; the one it has where it stands already. Raises AssistantError where there are
        too many."""
        with asking(self._engine) as db:
            mine = standing.c.owner == owner
            there = select(standing.c.id).where(mine, standing.c.question == question)
            if (ident := db.execute(there).scalar()) is not None:
                return str(ident)
            count = select(func.count()).select_from(standing).where(mine)
            if (db.execute(count).scalar() or 0) >= MOST:
                raise AssistantError(
                    f"{MOST} questions stand already; take one away before you add another."
                )
            ident, at = new_id(), now()
            row = {
                "id": ident,
                "owner": owner,
                "question": question,
                "documents": sorted(documents),
            }
            kept = _ANSWER.dump_python(answer, mode="json")
            db.execute(insert(standing).values(**row, answer=kept, created=at, asked=at))
            quote_documents(db, ident, {c.passage.document_id for c in answer.citations})
        return ident

    def all(self, owner: str | None = None) -> list[Standing]:
        """Those of an owner, or everybody's, the newest first."""
        wanted = select(standing).order_by(standing.c.created.desc())
        if owner is not None:
            wanted = wanted.where(standing.c.owner == owner)
        with asking(self._engine) as db:
            return [_standing(row) for row in db.execute(wanted)]

    def remove(self, owner: str, ident: str) -> None:
        """It stands no longer. Raises NotThereError where none of that owner is called so."""
        mine = and_(standing.c.id == ident, standing.c.owner == owner)
        with asking(self._engine) as db:
            if not db.execute(delete(standing).where(mine)).rowcount:
                raise NotThereError("This question does not stand any more.")

    def asked(
        self, question: Standing, documents: Iterable[str], answer: Answer, told: Told | None
    ) -> bool:
        """It was asked again of these documents; where its answer changed, what is told of it.
        False where another process did so meanwhile, or it was taken away."""
        at = now()
        values: dict[str, Any] = {"documents": sorted(documents), "asked": at}
        if told is not None or question.answer is None:
            values["answer"] = _ANSWER.dump_python(answer, mode="json")
        here = and_(standing.c.id == question.id, standing.c.asked == question.asked)
        with asking(self._engine) as db:
            if not db.execute(update(standing).where(here).values(**values)).rowcount:
                return False
            if told is not None:
                row = {"id": new_id(), "standing": question.id, "at": at, "told": asdict(told)}
                db.execute(insert(changes).values(**row))
                quoted = {c.passage.document_id for c in answer.citations}
                also_quotes(db, question.id, {*quoted, told.document} - {""})
        return True

    def changes(self, owner: str, since: str = "") -> list[Change]:
        """What changed after that ISO time, the last one first."""
        joined = changes.join(standing, standing.c.id == changes.c.standing)
        wanted = (
            select(changes, standing.c.question)
            .select_from(joined)
            .where(standing.c.owner == owner, changes.c.at > since)
            .order_by(changes.c.at.desc(), changes.c.id)
        )
        with asking(self._engine) as db:
            rows = db.execute(wanted).all()
        found = ((r, _told(r.told)) for r in rows)
        return [Change(r.id, r.standing, r.question, r.at, told) for r, told in found if told]

    def forget_documents(self, ids: list[str]) -> int:
        """Questions whose answers quote one of these documents, gone with what is told of them."""
        from assistant.conversations.tables import cites

        quoting = select(cites.c.kept).where(cites.c.document.in_(ids))
        with asking(self._engine) as db:
            return int(db.execute(delete(standing).where(standing.c.id.in_(quoting))).rowcount)


def _standing(row: Any) -> Standing:
    try:
        answer = _ANSWER.validate_python(row.answer)
    except ValidationError:
        answer = None
    return Standing(
        row.id,
        row.owner,
        row.question,
        answer,
        frozenset(row.documents),
        row.created,
        row.asked,
    )


def _told(kept: Any) -> Told | None:
    try:
        return _TOLD.validate_python(kept)
    except ValidationError:
        return None
