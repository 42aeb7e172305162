"""Questions of the page in, what is shown of their answers out, as it grows; and the calls of the
list of conversations.

A packet is what the page is told at one moment: an article to put at the conversation's end or in
the place of another, the conversation it belongs to, and what a screen reader says of it. Each
holds one article, never the conversation, and stands for all packets before it.
"""

from __future__ import annotations

import base64
import os
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from assistant.answer.feedback import keep
from assistant.answer.types import Answer
from assistant.conversations.store import new_id
from assistant.errors import AssistantError
from assistant.paper.exported import KINDS
from assistant.people.acting import LOCAL, acting, owner
from assistant.services import Services
from assistant.ui import past_view, turn_view
from assistant.ui.bridge import Call, Said, failure
from assistant.ui.jobs import Packet
from assistant.ui.line import Line
from assistant.ui.live import SHARED, Live
from assistant.ui.readiness import Readiness
from assistant.understand.day import checked_day
from assistant.wording import answers

_TOLD_EVERY = 0.5
"""Seconds after which someone who waits in line is told again."""
_LONGEST = 1000
"""Letters of a question that are read."""
_HISTORY = 20
"""Questions before this one that it may follow on from."""
_KEPT = "The question is kept; please ask it again, or in other words."


class Asking:
    """Asks for the page, and keeps what was answered."""

    def __init__(self, services: Services, readiness: Readiness, live: Live) -> None:
        self._services, self._readiness, self._live = services, readiness, live
        self._asking, self._keeping = services.asking, services.keeping
        self._told = services.corrections.told
        self.line = Line(max(2, os.cpu_count() or 2))

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "past": self._past,
            "conversation": self._conversation,
            "rename": self._rename,
            "remove_conversation": self._remove,
            "restore_conversation": self._restore,
            "pin": self._pin,
            "share": self._share,
            "unshare": self._unshare,
            "shared": self._shared,
            "stand": self._stand,
            "unstand": self._unstand,
            "thumb": self._thumb,
            "export": self._export,
        }

    def ask(self, said: Said, stop: threading.Event) -> Iterator[Packet]:
        """Packets. `said` is {"question", "conversation", "instead" (a turn whose place the
        answer takes), "day", "documents"}, of which only the question must be there; setting
        `stop` ends what a language model writes, and the sources are quoted instead."""
        question = " ".join(str(said.get("question") or "").replace("\0", "").split())[:_LONGEST]
        ident, instead = new_id(), str(said.get("instead") or "") or None
        if not question:
            yield _packet(told="Type a question first.")
            return
        waiting = turn_view.waiting(ident, question, "Searching the library …")
        yield _packet(waiting, "Searching.", instead)
        for note in self._readiness.wait():
            yield _packet(turn_view.waiting(ident, question, note), note, instead)
        try:
            if self._readiness.error:
                raise AssistantError(self._readiness.error)
            yield from self._answered(ident, question, said, instead, stop)
        except Exception as error:  # noqa: BLE001 - the last seam before the reader: the question stays
            told = failure(error, _KEPT)
            yield _packet(turn_view.waiting(ident, question, told), told, instead, back=question)

    def _answered(
        self, ident: str, question: str, said: Said, instead: str | None, stop: threading.Event
    ) -> Iterator[Packet]:
        """What is shown while others are before, and while a model writes; then the answer."""
        kept = self._keeping.conversations
        conversation = str(said.get("conversation") or "") or None
        history = self._history(conversation, instead)
        within, gone = self._within(said.get("documents"))
        answer, place = None, self.line.join()
        try:
            while number := place.number(_TOLD_EVERY):
                if stop.is_set():
                    raise AssistantError("Stopped before its turn came.")
                note = f"Many are asking now: your question is number {number} in line …"
                yield _packet(turn_view.waiting(ident, question, note), note, instead)
            day = checked_day(said.get("day") or None)
            asked = replace(self._asking.read(question, history, day, stop), within=within)
            for answer in self._asking.answers(asked, history, stop):
                if answer.model:
                    place.leave()  # what the model takes is nobody else's wait
                    self._live.put(ident, answer)
                    yield _packet(
                        turn_view.growing(ident, answer, self._told()), "Answering.", instead
                    )
        finally:
            place.leave()
        if answer is None:
            return
        try:
            turn = kept.add(owner(), conversation, answer, instead, ident)
        except AssistantError as error:  # it was found: it is shown, though it could not be kept
            self._live.put(ident, answer)
            told = f"{error} This answer is not kept."
            yield _packet(turn_view.answered(answer, ident, self._told()), told, instead, tell=told)
            return
        self._live.drop(ident)
        shown, status = turn_view.turn(turn, None, self._told()), _status(answer)
        packet = _packet(shown, status, instead, turn.conversation, tell=gone)
        yield {**packet, "documents": sorted(within)} if within and gone else packet

    def _within(self, ticked: Any) -> tuple[frozenset[str] | None, str]:
        """(the documents that were ticked and are still there, None where none was ticked; that
        some are gone, in words)."""
        if not ticked:
            return None, ""
        wanted = frozenset(map(str, ticked))
        within = wanted & {s.id for s in self._services.library.documents()}
        if not within:
            raise AssistantError(
                "The documents that you ticked are not in the library any more, or were read anew;"
                " tick them again under Library, or ask all of them."
            )
        return within, answers.ticks_gone(len(wanted) - len(within), len(within))

    def _history(self, conversation: str | None, instead: str | None) -> tuple[str, ...]:
        """The questions before this one, or before the one whose place it takes."""
        if conversation is None:
            return ()
        asked = self._keeping.conversations.asked_before(owner(), conversation, instead)
        return asked[-_HISTORY:]

    def _past(self, said: Said) -> dict[str, Any]:
        words, most = str(said.get("words") or ""), int(said.get("most") or past_view.LISTED)
        found = self._keeping.conversations.conversations(owner(), words, most + 1)
        note = past_view.PASSING if self._keeping.passing else ""
        return {"html": past_view.past(found[:most], bool(words), note, len(found) > most)}

    def _conversation(self, said: Said) -> dict[str, Any]:
        ident = str(said["id"])
        found = self._keeping.conversations.conversation(owner(), ident)
        turns = self._keeping.conversations.turns(owner(), ident)
        live = {s.id for s in self._services.library.documents()}
        told = self._told()
        html = "".join(turn_view.turn(t, live, told) for t in turns)
        return {"html": html, "title": found.title}

    def _rename(self, said: Said) -> dict[str, Any]:
        self._keeping.conversations.rename(owner(), str(said["id"]), str(said["title"]))
        return {}

    def _remove(self, said: Said) -> dict[str, Any]:
        self._keeping.conversations.remove(owner(), str(said["id"]))
        return {}

    def _restore(self, said: Said) -> dict[str, Any]:
        self._keeping.conversations.restore(owner(), str(said["id"]))
        return {}

    def _pin(self, said: Said) -> dict[str, Any]:
        self._keeping.conversations.pin(owner(), str(said["turn"]), bool(said["on"]))
        return {}

    def _share(self, said: Said) -> dict[str, Any]:
        """An answer's link: for everybody here where people sign in, else for this machine."""
        kept, turn = self._keeping.conversations, str(said["turn"])
        if acting() is LOCAL:
            own = kept.turn(owner(), turn)
            told = "The link opens on this machine only; export the answer to send it."
            return {"link": f"#/ask/{own.conversation}/{own.id}", "said": told}
        link = f"#/ask/{SHARED}/{kept.share(owner(), turn, acting().name)}"
        told = "Whoever may sign in here can read this answer by its link; others cannot."
        return {"link": link, "said": told, "shared": True}

    def _unshare(self, said: Said) -> dict[str, Any]:
        self._keeping.conversations.unshare(owner(), str(said["turn"]))
        return {"said": "Nobody else can read this answer any more."}

    def _shared(self, said: Said) -> dict[str, Any]:
        """An answer that somebody shares, to read."""
        kept = self._keeping.conversations.shared(str(said["shared"]))
        live = {s.id for s in self._services.library.documents()}
        return {"html": turn_view.shared(kept, live, self._told())}

    def _stand(self, said: Said) -> dict[str, Any]:
        """An answer's question is asked again when documents come in."""
        kept = self._keeping.conversations.turn(owner(), str(said["turn"]))
        question = kept.answer.turn.standalone if kept.answer else kept.asked
        self._services.standing.stand(owner(), question)
        return {
            "said": "It is asked again when documents come in; Home tells if the answer changes."
        }

    def _unstand(self, said: Said) -> dict[str, Any]:
        self._services.standing.remove(owner(), str(said["id"]))
        return {}

    def _thumb(self, said: Said) -> dict[str, Any]:
        """What a reader said of an answer, kept for the evaluation suite."""
        kept = self._keeping.conversations.turn(owner(), str(said["turn"]))
        if kept.answer is None:
            return {}
        history = self._history(kept.conversation, kept.id)
        folder = self._services.settings.data_dir.expanduser()
        version = self._services.library.version()
        keep(folder, kept.answer, history, bool(said["good"]), str(said["reason"]), version)
        return {}

    def _export(self, said: Said) -> dict[str, Any]:
        """One answer, or a whole conversation, as a file in base64."""
        kind, kept = str(said["kind"]), self._keeping.conversations
        told: list[Answer | None]
        if said.get("turn"):
            told = [self._live.answer(str(said["turn"]))]
            title = told[0].turn.asked if told[0] else "Answer"
        else:
            ident = str(said["conversation"])
            title = kept.conversation(owner(), ident).title
            told = [turn.answer for turn in kept.turns(owner(), ident)]
        answers = [answer for answer in told if answer]
        data = self._keeping.file(title, answers, kind, self._told())
        name = re.sub(r"[^\w -]+", "", title).strip()[:60] or "answer"
        coded = base64.b64encode(data).decode()
        return {"file": {"name": f"{name}.{kind}", "type": KINDS[kind], "data": coded}}


def _packet(
    html: str = "",
    told: str = "",
    instead: str | None = None,
    conversation: str | None = None,
    back: str = "",
    tell: str = "",
) -> Packet:
    packet = {"html": html, "told": told, "instead": instead, "back": back, "tell": tell}
    return {**packet, "conversation": conversation}


def _status(answer: Answer) -> str:
    """What a screen reader is told when an answer has come."""
    status = f"Answer ready, with {len(answer.citations)} sources."
    if answer.refused:
        status = "The library does not say."
    elif answer.state in ("outside", "ask back"):
        status = answer.headline
    if answer.model and answer.model.instead:
        status = f"{answer.model.instead} {status}"
    return status
