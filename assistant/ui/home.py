"""The first page: what is new since the last visit, how the recommendations stand, what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.conversations.types import Seen
from assistant.people.acting import Role, acting, owner
from assistant.services import Services
from assistant.ui import ledger_view, past_view, telling
from assistant.ui.bridge import Call, Said
from assistant.ui.readiness import Readiness
from assistant.ui.templating import render
from index.documents.types import Passage, Stored
from index.text.dates import spoken

EXAMPLES = (
    "What did government say to the ten-target limit, and has anything happened?",
    "Did anyone accept the call to spend more on prevention?",
    "What happened to high accountability and responsibility partnerships?",
)
_CHANGES: tuple[Role, ...] = ("librarian", "editor")
"""Roles without which some of the page is not offered."""
_NEW = 5
"""Documents and rows that are named among what is new; more are counted."""
_EVENTS = 4
"""Pieces of the newest evidence that are shown."""
_RECENT = 3
"""Conversations, papers, pinned answers and changes that are shown."""
_EARLIER = 50
"""Changes that are there at all, most of them folded."""


@dataclass(frozen=True)
class _News:
    """What is new since the visit before: since when, documents, and rows as (id, title, how it
    was and is)."""

    since: str
    documents: tuple[Stored, ...]
    rows: tuple[tuple[str, str, str], ...]
    more: int


class Home:
    """The call of the first page, and what the head of the page says."""

    def __init__(self, services: Services, readiness: Readiness) -> None:
        self._services = services
        self._library, self._desk = services.library, services.ledger
        self._keeping, self._chat = services.keeping, services.chat
        self._readiness = readiness

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {"home": self._home, "state": self._state}

    def _state(self, _: Said) -> dict[str, Any]:
        """The library's state in a line; `ready` once questions are answered at once."""
        if self._readiness.note:
            ready, failed = False, self._readiness.error is not None
            return {"state": self._readiness.note, "ready": ready, "failed": failed}
        count = len(self._library.documents())
        newest = self._library.newest()
        facts = [
            f"{count} document" + ("" if count == 1 else "s"),
            f"newest evidence {spoken(newest)}" if newest else "no dated evidence",
            self._speaks(),
        ]
        lacks = [role for role in _CHANGES if not acting().may(role)]
        return {"state": " · ".join(facts), "ready": True, "failed": False, "lacks": lacks}

    def _speaks(self) -> str:
        if self._chat.trouble:
            return f"quoting the sources: {self._chat.trouble}"
        model = self._chat.or_none()
        if model is None:
            return "quoting the sources, no language model"
        return f"written by {model.name.partition(':')[2]}, every sentence checked"

    def _home(self, _: Said) -> dict[str, Any]:
        ledger = self._desk.ledger()
        documents = self._library.documents()
        rows = {r.id: (r.response, r.progress) for r in ledger.rows}
        seen = self._keeping.visits.come(owner(), [s.id for s in documents], rows)
        today = date.today().isoformat()
        dated = [p for p in self._desk.events() if p.said_on and p.said_on <= today]
        newest = sorted(dated, key=lambda p: p.said_on or "", reverse=True)[:_EVENTS]
        changes = self._services.standing.changes(owner())
        html = render(
            "home.html",
            questions=self._questions(documents),
            yours=len(self._mine(documents)) == len(EXAMPLES),
            news=self._news(seen, documents),
            count=len(ledger.rows),
            about=ledger.about,
            responses=ledger_view.parts(ledger.rows, "response"),
            progress=ledger_view.parts(ledger.rows, "progress"),
            events=[_event(p) for p in newest],
            differ=len(self._services.disagreeing.all()),
            wrong=len(self._services.corrections.waiting()) if acting().may("editor") else 0,
            changes=changes[:_RECENT],
            earlier=changes[_RECENT:_EARLIER],
            told=telling.view(self._services),
            standing=[(s.id, s.question) for s in self._services.standing.standing(owner())],
            spoken=spoken,
            papers=[
                (p.id, p.title, past_view.when(p.updated))
                for p in self._keeping.papers.papers(owner())[:_RECENT]
            ],
            pinned=[
                (k.conversation, k.id, k.asked)
                for k in self._keeping.conversations.pinned(owner())[:_RECENT]
            ],
            recent=[
                (c.id, c.title, past_view.when(c.updated))
                for c in self._keeping.conversations.conversations(owner(), most=_RECENT)
            ],
        )
        return {"html": html}

    def _questions(self, documents: list[Stored]) -> tuple[str, ...]:
        """Three worth asking: of the reader's own documents, if there are any."""
        return tuple([*self._mine(documents), *EXAMPLES][: len(EXAMPLES)])

    def _mine(self, documents: list[Stored]) -> list[str]:
        own = [s for s in documents if not self._library.ships(s) and s.metadata.title]
        titles = list(dict.fromkeys(s.metadata.title for s in own))[: len(EXAMPLES)]
        return [f"Summarise “{title}”" for title in titles]

    def _news(self, seen: Seen | None, documents: list[Stored]) -> _News | None:
        if seen is None:
            return None
        added = [s for s in documents if s.id not in set(seen.documents)]
        moved = []
        for row in self._desk.ledger().rows:
            before = seen.rows.get(row.id)
            if before is None:
                moved.append((row.id, row.title, "new"))
            elif before != (row.response, row.progress):
                was, now = " and ".join(before), f"{row.response} and {row.progress}"
                moved.append((row.id, row.title, f"was {was}, is {now}"))
        more = max(0, len(added) - _NEW) + max(0, len(moved) - _NEW)
        since = spoken(seen.at[:10]) or ""
        return _News(since, tuple(added[:_NEW]), tuple(moved[:_NEW]), more)


def _event(passage: Passage) -> tuple[str, str, str]:
    return passage.id, spoken(passage.said_on) or "", passage.text
