"""Conversations as readers handle them: an owner and what they did in, the same as values out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, insert, select, update

from assistant.answer.types import Answer
from assistant.conversations.opened import asking
from assistant.conversations.tables import cites, conversations, turns
from assistant.conversations.types import Conversation, Kept
from assistant.errors import AssistantError

TITLE = 80
"""Letters of a conversation's title, where it is taken from its first question."""
_UNSHARED: dict[str, None] = {"shared": None, "shared_by": None, "shared_at": None}
"""What an answer that nobody else may read has in its columns."""
_ANSWER = TypeAdapter(Answer)
_GONE = "This conversation is no longer kept; start a new one."


def now() -> str:
    """This moment as it is kept."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def new_id() -> str:
    """A name that nothing else has, and that nobody guesses."""
    return uuid.uuid4().hex


class Conversations:
    """Over one database. Whatever is asked for is looked for among the owner's own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, owner: str, question: str) -> str:
        """A new conversation's id; its title is the question that opens it."""
        with asking(self._engine) as db:
            return _started(db, owner, question)

    def add(
        self,
        owner: str,
        conversation: str | None,
        answer: Answer,
        instead: str | None = None,
        ident: str | None = None,
    ) -> Kept:
        """The answer at the conversation's end (None: of a new one), or in the place of the turn
        `instead`, which is kept behind it; `ident` is the turn's id, if it has one by now. Raises
        AssistantError when there is no such conversation."""
        ident, at = ident or new_id(), now()
        with asking(self._engine) as db:
            conversation = conversation or _started(db, owner, answer.turn.asked)
            mine = and_(conversations.c.id == conversation, _live(owner))
            # first of all, for it holds the row: two answers at once take two places
            if not db.execute(update(conversations).where(mine).values(updated=at)).rowcount:
                raise AssistantError(_GONE)
            place, pinned = self._place(db, conversation, instead, at)
            db.execute(
                insert(turns).values(
                    id=ident,
                    conversation=conversation,
                    place=place,
                    asked=answer.turn.asked,
                    answer=_ANSWER.dump_python(answer, mode="json"),
                    created=at,
                    pinned=pinned,
                )
            )
            quote_documents(db, ident, {c.passage.document_id for c in answer.citations})
        return self.turn(owner, ident)

    def _place(
        self, db: Connection, conversation: str, instead: str | None, at: str
    ) -> tuple[int, str | None]:
        """(where the next answer stands, since when it is pinned); what stood there is replaced."""
        here = turns.c.conversation == conversation
        old = select(turns.c.place).where(turns.c.id == instead, here)
        if instead and (place := db.execute(old).scalar()) is not None:
            live = and_(here, turns.c.place == place, turns.c.replaced.is_(None))
            pinned = db.execute(select(func.max(turns.c.pinned)).where(live)).scalar()
            db.execute(update(turns).where(live).values(replaced=at, pinned=None, **_UNSHARED))
            return int(place), pinned
        last = select(func.max(turns.c.place)).where(turns.c.conversation == conversation)
        highest = db.execute(last).scalar()
        return 0 if highest is None else highest + 1, None

    def turns(self, owner: str, conversation: str) -> list[Kept]:
        """Its questions and answers in order, each as it was answered last. Raises
        AssistantError when there is no such conversation."""
        with asking(self._engine) as db:
            self._own(db, owner, conversation)
            mine = turns.c.conversation == conversation
            rows = db.execute(select(turns).where(mine).order_by(turns.c.place, turns.c.created))
            found = rows.all()
        earlier: dict[int, int] = {}
        for row in found:
            if row.replaced:
                earlier[row.place] = earlier.get(row.place, 0) + 1
        return [_kept(r, earlier.get(r.place, 0)) for r in found if not r.replaced]

    def asked_before(
        self, owner: str, conversation: str, instead: str | None = None
    ) -> tuple[str, ...]:
        """The questions of a conversation in order: all, or those before the turn `instead`, be
        it answered anew by now or not. Raises AssistantError when there is no such
        conversation."""
        at = select(turns.c.place).where(turns.c.id == instead)
        with asking(self._engine) as db:
            place = db.execute(at).scalar() if instead else None
        asked = self.turns(owner, conversation)
        return tuple(t.asked for t in asked if place is None or t.place < place)

    def turn(self, owner: str, ident: str) -> Kept:
        """One question with its answer. Raises AssistantError when it is not kept."""
        with asking(self._engine) as db:
            joined = turns.join(conversations, conversations.c.id == turns.c.conversation)
            mine = and_(turns.c.id == ident, _live(owner))
            row = db.execute(select(turns).select_from(joined).where(mine)).first()
            if row is None:
                raise AssistantError("This answer is no longer kept; ask the question again.")
            same = and_(turns.c.conversation == row.conversation, turns.c.place == row.place)
            before = select(func.count()).where(same, turns.c.replaced.is_not(None))
            return _kept(row, int(db.execute(before).scalar() or 0))

    def pin(self, owner: str, ident: str, on: bool) -> None:
        """An answer kept at hand, or no longer."""
        kept = self.turn(owner, ident)
        with asking(self._engine) as db:
            mine = turns.c.id == kept.id
            db.execute(update(turns).where(mine).values(pinned=now() if on else None))

    def share(self, owner: str, ident: str, name: str) -> str:
        """Lets everybody of this installation read an answer; gives what its link names it by, the
        same each time. `name` is who shares it, as the others are told. Raises AssistantError when
        it is not kept."""
        kept = self.turn(owner, ident)
        values = {"shared": new_id(), "shared_by": name, "shared_at": now()}
        alone = and_(turns.c.id == kept.id, turns.c.shared.is_(None))
        with asking(self._engine) as db:
            db.execute(update(turns).where(alone).values(**values))
        return self.turn(owner, ident).shared

    def unshare(self, owner: str, ident: str) -> None:
        """Lets nobody else read it any more; its link opens nothing from here on."""
        kept = self.turn(owner, ident)
        with asking(self._engine) as db:
            db.execute(update(turns).where(turns.c.id == kept.id).values(**_UNSHARED))

    def shared(self, name: str) -> Kept:
        """What somebody shares, for anybody. Raises AssistantError when it is not shared, or its
        conversation is deleted."""
        joined = turns.join(conversations, conversations.c.id == turns.c.conversation)
        here = and_(turns.c.shared == name, conversations.c.deleted.is_(None))
        with asking(self._engine) as db:
            row = db.execute(select(turns).select_from(joined).where(here)).first()
        if row is None:
            raise AssistantError(
                "This answer is not shared any more; ask who sent you the link, or ask the question"
                " yourself."
            )
        return _kept(row)

    def pinned(self, owner: str) -> list[Kept]:
        """The answers kept at hand, the last one first."""
        joined = turns.join(conversations, conversations.c.id == turns.c.conversation)
        held = and_(turns.c.pinned.is_not(None), turns.c.replaced.is_(None), _live(owner))
        wanted = select(turns).select_from(joined).where(held).order_by(turns.c.pinned.desc())
        with asking(self._engine) as db:
            return [_kept(row) for row in db.execute(wanted)]

    def conversations(
        self, owner: str, words: str = "", most: int | None = None
    ) -> list[Conversation]:
        """The newest first, at most so many; with `words`, those whose title or questions hold
        each of them."""
        count = func.count(turns.c.id).filter(turns.c.replaced.is_(None)).label("asked_here")
        joined = conversations.outerjoin(turns, turns.c.conversation == conversations.c.id)
        wanted = select(conversations, count).select_from(joined).where(_live(owner))
        for word in words.split()[:8]:
            wanted = wanted.where(conversations.c.id.in_(_with_word(word)))
        wanted = wanted.group_by(conversations.c.id).order_by(conversations.c.updated.desc())
        with asking(self._engine) as db:
            rows = db.execute(wanted.limit(most)).all()
        return [Conversation(r.id, r.title, r.created, r.updated, r.asked_here) for r in rows]

    def everybodys(self, since: str = "", until: str = "9") -> list[tuple[str, Kept]]:
        """(owner, a question with its answer) of everybody, also replaced ones and those of
        deleted conversations, of the ISO days from `since` to `until`, both counted, in order."""
        joined = turns.join(conversations, conversations.c.id == turns.c.conversation)
        wanted = select(turns, conversations.c.owner).select_from(joined).order_by(turns.c.created)
        with asking(self._engine) as db:
            rows = db.execute(wanted).all()
        return [
            (r.owner, _kept(r))
            for r in rows
            if since <= r.created[: len(since)] and r.created[: len(until)] <= until
        ]

    def conversation(self, owner: str, ident: str) -> Conversation:
        """One of them. Raises AssistantError when it is not kept."""
        with asking(self._engine) as db:
            row = self._own(db, owner, ident)
        return Conversation(row.id, row.title, row.created, row.updated)

    def rename(self, owner: str, ident: str, title: str) -> None:
        """Another title. Raises AssistantError when there is nothing of it."""
        title = " ".join(title.split())[:TITLE]
        if not title:
            raise AssistantError("A conversation needs a name; type one, or leave it as it is.")
        self._set(owner, ident, title=title)

    def remove(self, owner: str, ident: str) -> None:
        """Out of the list; `restore` brings it back."""
        self._set(owner, ident, deleted=now())

    def restore(self, owner: str, ident: str) -> None:
        """Back in the list."""
        mine = and_(conversations.c.id == ident, conversations.c.owner == owner)
        with asking(self._engine) as db:
            if not db.execute(update(conversations).where(mine).values(deleted=None)).rowcount:
                raise AssistantError(_GONE)

    def _set(self, owner: str, ident: str, **values: Any) -> None:
        with asking(self._engine) as db:
            self._own(db, owner, ident)
            db.execute(update(conversations).where(conversations.c.id == ident).values(**values))

    def _own(self, db: Connection, owner: str, ident: str) -> Any:
        mine = and_(conversations.c.id == ident, _live(owner))
        row = db.execute(select(conversations).where(mine)).first()
        if row is None:
            raise AssistantError(_GONE)
        return row

    def forget_documents(self, ids: Iterable[str]) -> int:
        """Whatever quotes one of these documents, gone for good; how many turns that were."""
        wanted = list(ids)
        with asking(self._engine) as db:
            quoting = select(cites.c.kept).where(cites.c.document.in_(wanted))
            gone = db.execute(delete(turns).where(turns.c.id.in_(quoting))).rowcount
        return int(gone)


def _started(db: Connection, owner: str, question: str) -> str:
    ident, at = new_id(), now()
    title = question if len(question) <= TITLE else question[: TITLE - 2].rstrip() + " …"
    values = {"id": ident, "owner": owner, "title": title, "created": at, "updated": at}
    db.execute(insert(conversations).values(**values))
    return ident


def quote_documents(db: Connection, kept: str, ids: Iterable[str]) -> None:
    """That something kept quotes these documents."""
    db.execute(delete(cites).where(cites.c.kept == kept))
    rows = [{"kept": kept, "document": ident} for ident in sorted(set(ids))]
    if rows:
        db.execute(insert(cites), rows)


def also_quotes(db: Connection, kept: str, ids: Iterable[str]) -> None:
    """That it quotes these documents too."""
    known = set(db.execute(select(cites.c.document).where(cites.c.kept == kept)).scalars())
    rows = [{"kept": kept, "document": ident} for ident in sorted(set(ids) - known)]
    if rows:
        db.execute(insert(cites), rows)


def _live(owner: str) -> ColumnElement[bool]:
    return and_(conversations.c.owner == owner, conversations.c.deleted.is_(None))


def _with_word(word: str) -> Any:
    """The conversations that hold a word, whatever its case."""
    like = "%" + word.lower().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    said = func.lower(func.coalesce(turns.c.asked, "")).like(like, escape="\\")
    titled = func.lower(conversations.c.title).like(like, escape="\\")
    joined = conversations.outerjoin(turns, turns.c.conversation == conversations.c.id)
    return select(conversations.c.id).select_from(joined).where(said | titled)


def _kept(row: Any, earlier: int = 0) -> Kept:
    try:
        answer = _ANSWER.validate_python(row.answer)
    except ValidationError:
        answer = None
    return Kept(
        row.id,
        row.conversation,
        row.place,
        row.asked,
        row.created,
        answer,
        row.pinned is not None,
        earlier,
        row.shared or "",
        row.shared_by or "",
        row.shared_at or "",
    )
