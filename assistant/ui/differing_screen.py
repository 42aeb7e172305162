"""The calls of "Where sources differ": the list, a look for more, and an editor's word that two
statements do not contradict each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.answer.types import attribution
from assistant.errors import AssistantError
from assistant.services import Services
from assistant.services.disagreeing import AT_ONCE, MOST, Differ
from assistant.ui.bridge import Call, Said
from assistant.ui.jobs import Packet
from assistant.ui.templating import render
from assistant.wording import differing as wording
from index.documents.types import Quotation
from index.text.dates import spoken


@dataclass(frozen=True)
class _Side:
    words: str
    who: str
    document: str
    start: int
    end: int


@dataclass(frozen=True)
class _Pair:
    key: str
    sides: tuple[_Side, _Side]
    found: str


class DifferingScreen:
    """Nothing is kept between calls."""

    def __init__(self, services: Services) -> None:
        self._desk = services.disagreeing

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "differing": lambda _: {"html": self._html()},
            "do_not_differ": self._part,
        }

    def look(self, _: Said, stop: threading.Event) -> Iterator[Packet]:
        """Looks for more, then the list anew."""
        try:
            found = self._desk.look(stop)
        except AssistantError as error:
            yield {"html": self._html(str(error))}
            return
        told = wording.done(found.documents, found.read, found.found, found.trouble)
        yield {"html": self._html(told)}

    def _part(self, said: Said) -> dict[str, Any]:
        self._desk.part(str(said["key"]))
        return {"html": self._html(), "said": "These two are no longer told to differ."}

    def _html(self, notice: str = "") -> str:
        judge, waiting = self._desk.judge, self._desk.waiting()
        return render(
            "differing.html",
            about=wording.ABOUT,
            notice=notice,
            pairs=[_pair(d) for d in self._desk.all()],
            accounts=[(p.id, p.text, attribution(p)) for p in self._desk.by_digests()],
            rows=[(r.id, r.title, r.disagreement or "") for r in self._desk.answered()],
            judge=judge,
            waits=wording.waits(waiting, judge, MOST, AT_ONCE) if waiting else "",
            no_judge=wording.NO_JUDGE,
            nothing=wording.NOTHING,
        )


def _pair(found: Differ) -> _Pair:
    when = spoken(found.on) or found.on
    told = f"Found by {found.by} on {when}."
    return _Pair(found.key, (_side(found.one), _side(found.other)), told)


def _side(said: Quotation) -> _Side:
    return _Side(
        said.quote, attribution(said.passage), said.passage.document_id, said.start, said.end
    )
