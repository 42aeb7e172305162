"""Where else somebody is told of changed answers, as it is kept: an owner in, the token of their
feed and their address of mail out, and which changes were mailed already.

A change is mailed once: its id is put down after a server took the mail, and one process at a
time sends to a person. A process that ends between the two, or a database that fails then, leaves
the mark of a sending; when that is old, it is sent again, under the same Message-ID.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, delete, insert, or_, select, update

from assistant.conversations.opened import asking
from assistant.conversations.store import new_id, now
from assistant.conversations.tables import telling

_LEFT = timedelta(minutes=15)
"""After which a sending that neither ended nor failed counts as left behind; its time-outs are
shorter."""
_AGAIN = timedelta(minutes=10)
"""After which a sending that failed is tried again by itself."""
_TOKEN = 32
"""Random bytes of a feed's token, so that a plain hash of it cannot be turned round."""


@dataclass(frozen=True)
class Chosen:
    """What somebody chose: `id` names their feed, `feed` is whether it has an address, `mail` where
    mail goes, `since` when that was turned on, `failing` since when none could be sent; empty
    where that is not so."""

    id: str
    owner: str
    feed: bool = False
    mail: str = ""
    since: str = ""
    mailed: frozenset[str] = frozenset()
    failing: str = ""


class Tellings:
    """Over one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, owner: str) -> Chosen:
        """What they chose."""
        with asking(self._engine) as db:
            row = db.execute(select(telling).where(telling.c.owner == owner)).first()
        return _chosen(row) if row else Chosen("", owner)

    def make_feed(self, owner: str) -> tuple[str, str]:
        """(id, token) of their feed's address; the token is shown once, and another that there was
        opens nothing any more."""
        token = secrets.token_urlsafe(_TOKEN)
        self._put(owner, {"feed": _hashed(token)})
        return self.of(owner).id, token

    def drop_feed(self, owner: str) -> None:
        """Their feed has no address any more."""
        self._put(owner, {"feed": None})

    def by_token(self, ident: str, token: str) -> Chosen | None:
        """Whose feed it is; None where the token is none of it."""
        with asking(self._engine) as db:
            row = db.execute(select(telling).where(telling.c.id == ident)).first()
        kept = (row.feed if row else None) or ""
        right = secrets.compare_digest(kept or _hashed(""), _hashed(token))
        return _chosen(row) if kept and right else None

    def turn_on(self, owner: str, mail: str) -> None:
        """Changes from now on are mailed there."""
        if self.of(owner).mail != mail:
            self._put(owner, {**_OFF, "mail": mail, "since": now()})

    def turn_off(self, owner: str) -> None:
        """Nothing is mailed any more, and the address is not kept."""
        self._put(owner, _OFF)

    def mailing(self) -> list[Chosen]:
        """Everybody whose changes are mailed."""
        wanted = select(telling).where(telling.c.mail.is_not(None)).order_by(telling.c.owner)
        with asking(self._engine) as db:
            return [_chosen(row) for row in db.execute(wanted)]

    def begin(self, owner: str, at_once: bool) -> tuple[str, Chosen] | None:
        """(the mark of a sending that begins now, what they chose); None where another is under
        way, or one failed a moment ago and it need not be `at_once`."""
        mark, moment = now(), datetime.now(UTC)
        free = or_(telling.c.sending.is_(None), telling.c.sending < _iso(moment - _LEFT))
        due = or_(telling.c.failed.is_(None), telling.c.failed < _iso(moment - _AGAIN))
        mine = and_(telling.c.owner == owner, telling.c.mail.is_not(None), free)
        with asking(self._engine) as db:
            claim = update(telling).where(mine if at_once else and_(mine, due))
            if not db.execute(claim.values(sending=mark)).rowcount:
                return None
            row = db.execute(select(telling).where(telling.c.owner == owner)).one()
        return mark, _chosen(row)

    def sent(self, chosen: Chosen, mark: str, ids: Iterable[str]) -> None:
        """The sending went well; `ids` are the changes that need not be mailed any more. Nothing
        is put down where they chose otherwise meanwhile."""
        told = {"mailed": sorted(ids), "sending": None, "failing": None, "failed": None}
        self._end(chosen, mark, told)

    def not_sent(self, chosen: Chosen, mark: str) -> None:
        """The sending failed."""
        at = now()
        self._end(chosen, mark, {"sending": None, "failed": at, "failing": chosen.failing or at})

    def _end(self, chosen: Chosen, mark: str, values: dict[str, Any]) -> None:
        same = and_(telling.c.owner == chosen.owner, telling.c.sending == mark)
        with asking(self._engine) as db:
            db.execute(update(telling).where(same).values(**values))

    def _put(self, owner: str, values: dict[str, Any]) -> None:
        """Puts it down; a row in which nothing is chosen any more goes."""
        mine = telling.c.owner == owner
        nothing = and_(mine, telling.c.feed.is_(None), telling.c.mail.is_(None))
        with asking(self._engine) as db:
            if not db.execute(update(telling).where(mine).values(**values)).rowcount:
                row = {"id": new_id(), "owner": owner, "mailed": [], **values}
                db.execute(insert(telling).values(**row))
            db.execute(delete(telling).where(nothing))


_OFF: dict[str, Any] = {
    **dict.fromkeys(("mail", "since", "sending", "failing", "failed")),
    "mailed": [],
}


def _chosen(row: Any) -> Chosen:
    return Chosen(
        row.id,
        row.owner,
        row.feed is not None,
        row.mail or "",
        row.since or "",
        frozenset(row.mailed),
        row.failing or "",
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
