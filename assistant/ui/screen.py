"""What the events of the chat do: a question in, the conversation as it grows out."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.answer.feedback import keep
from assistant.answer.types import Answer
from assistant.errors import AssistantError
from assistant.services import Services
from assistant.ui import evidence_view, shelf_view, view
from assistant.ui.line import Line
from assistant.ui.readiness import Readiness
from assistant.understand.day import checked_day
from assistant.wording.failures import went_wrong
from index.errors import IndexingError
from index.log import begin_request, failed, request_id

KEPT_TURNS = 20
"""Questions and answers the browser keeps."""
_TOLD_EVERY = 0.5
"""Seconds after which someone who waits in line is told again."""
_ANSWER = TypeAdapter(Answer)
_KEPT = "The question is kept; please ask it again, or in other words."
EXAMPLES = (
    "What did government say to the ten-target limit, and has anything happened?",
    "Did anyone accept the call to spend more on prevention?",
    "What happened to high accountability and responsibility partnerships?",
    "How did commentators receive the government's response?",
)


def read_answers(stored: Any) -> list[Answer]:
    """Answers kept by the browser; what cannot be read (another version, tampering) is left out."""
    answers = []
    for record in stored if isinstance(stored, list) else []:
        try:
            answers.append(_ANSWER.validate_python(record))
        except ValidationError:
            continue
    return answers


def kept(answers: list[Answer]) -> list[dict]:
    """The last answers as the browser keeps them."""
    return [_ANSWER.dump_python(a, mode="json") for a in answers[-KEPT_TURNS:]]


Shown = tuple[str, str, Any, str]
"""(conversation, question box, kept conversation, spoken status)."""


def _shown(
    answers: list[Answer],
    asked: tuple[str, str] | None = None,
    box: str = "",
    told: str = "",
    partial: int | None = None,
) -> Shown:
    """The conversation, with a question under way and what is said of it, if there is one."""
    return view.conversation(answers, EXAMPLES, asked, partial=partial), box, kept(answers), told


def _told(answers: list[Answer], answer: Answer) -> Iterator[Shown]:
    """The conversation with its new answer: claim by claim, unless a model has been seen
    writing."""
    whole = [*answers, answer]
    for shown in range(1, len(answer.claims)) if answer.model is None else ():
        yield _shown(whole, told="Answering.", partial=shown)
    status = f"Answer ready, with {len(answer.citations)} sources."
    if answer.refused:
        status = "The library does not say."
    elif answer.state in ("outside", "ask back"):
        status = answer.headline
    if answer.model and answer.model.instead:
        status = f"{answer.model.instead} {status}"
    yield _shown(whole, told=status)


class Screen:
    """The event handlers; each takes and returns plain component values."""

    def __init__(self, services: Services, readiness: Readiness) -> None:
        self.readiness = readiness
        self._asking, self._library, self._chat = services.asking, services.library, services.chat
        self._examiner = services.examiner
        self._folder = services.settings.data_dir.expanduser()
        self._stops: dict[str, set[threading.Event]] = {}
        self.line = Line(max(2, os.cpu_count() or 2))

    def head(self) -> str:
        if self.readiness.note:
            return view.header([], None, self.readiness.note)
        library = self._library
        documents, newest = library.documents(), library.newest()
        return view.header(documents, newest, None, self._speaks(), self._trust())

    def _speaks(self) -> str:
        if self._chat.trouble:
            return f"quoting the sources: {self._chat.trouble}"
        model = self._chat.or_none()
        if model is None:
            return "quoting the sources, no language model"
        return f"written by {model.name.partition(':')[2]}, every sentence checked"

    def _trust(self) -> list[str]:
        """What the language model's exam says, in plain words; nothing where there is no model."""
        return self._examiner.told() if self._chat.or_none() else []

    def stop(self, session: str) -> None:
        """Ends what the language model is writing for this session; the sources are quoted
        instead."""
        for stop in tuple(self._stops.get(session, ())):
            stop.set()

    def load(self, stored: Any) -> Iterator[tuple[str, str, str]]:
        """First page: the kept conversation at once, the library's state as it comes."""
        talk = view.conversation(read_answers(stored), EXAMPLES)
        yield self.head(), talk, shelf_view.library([])
        for note in self.readiness.wait():
            yield view.header([], None, note), talk, shelf_view.library([])
        documents = [] if self.readiness.error else self._library.documents()
        yield self.head(), talk, shelf_view.library(documents)

    def ask(self, question: str, stored: Any, day: str = "", session: str = "") -> Iterator[Shown]:
        """What is shown, growing as the answer comes."""
        question = " ".join((question or "").split())[:1000]
        answers = read_answers(stored)
        if not question:
            yield _shown(answers, told="Type a question first.")
            return
        yield _shown(answers, (question, "Searching the library …"), told="Searching.")
        for note in self.readiness.wait():
            yield _shown(answers, (question, note), told=note)
        stop = threading.Event()
        self._stops.setdefault(session, set()).add(stop)
        answer = None
        begin_request()
        try:
            if self.readiness.error:
                raise AssistantError(self.readiness.error)
            for shown in self._answered(question, answers, checked_day(day), stop):
                if isinstance(shown, Answer):
                    answer = shown
                else:
                    yield shown
        except (IndexingError, AssistantError) as error:
            yield _shown(answers, (question, str(error)), box=question, told=str(error))
        except Exception as error:  # noqa: BLE001 - the last seam before the reader: the question stays
            failed("A question could not be answered", error)
            told = went_wrong(_KEPT, request_id())
            yield _shown(answers, (question, told), box=question, told=told)
        finally:
            stop.set()
            self._stops[session].discard(stop)
        if answer is not None:
            yield from _told(answers, answer)

    def _answered(
        self, question: str, answers: list[Answer], day: str | None, stop: threading.Event
    ) -> Iterator[Shown | Answer]:
        """What is shown while others are before, and while a model writes; the answer each time."""
        history = tuple(a.turn.asked for a in answers)
        understood = self._asking.read(question, history, day, stop)
        place = self.line.join()
        try:
            while (number := place.number(_TOLD_EVERY)) and not stop.is_set():
                note = f"Many are asking now: your question is number {number} in line …"
                yield _shown(answers, (question, note), told=note)
            for answer in self._asking.answers(understood, history, stop):
                if answer.model:
                    place.leave()  # what the model takes is nobody else's wait
                    growing = view.conversation(
                        [*answers, answer], EXAMPLES, partial=len(answer.claims)
                    )
                    yield growing, "", kept(answers), "Answering."
                yield answer
        finally:
            place.leave()

    def cite(self, turn: int, marker: int, stored: Any) -> str:
        answers = read_answers(stored)
        citation = (
            next((c for c in answers[turn].citations if c.marker == marker), None)
            if 0 <= turn < len(answers)
            else None
        )
        if citation is None:
            return evidence_view.evidence(
                None, None, "This source is no longer kept; ask the question again."
            )
        try:
            document = self._library.document(citation.passage.document_id)
        except IndexingError as error:
            return evidence_view.evidence(None, None, str(error))
        return evidence_view.evidence(citation, document)

    def thumb(self, turn: int, good: bool, reason: str, stored: Any) -> None:
        """Keeps what a reader said of an answer, for the evaluation suite."""
        answers = read_answers(stored)
        if 0 <= turn < len(answers):
            history = tuple(a.turn.asked for a in answers[:turn])
            keep(self._folder, answers[turn], history, good, reason, self._library.version())

    def reports(self) -> str:
        """The latest evaluation reports, one after the other."""
        pages = sorted((self._folder / "evaluations" / "latest").glob("*.html"))
        return "".join(view.report(page.read_text("utf-8")) for page in pages) or view.report(None)
