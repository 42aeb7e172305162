"""Questions in, cited answers out: the one way from a question to an Answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

from assistant.answer.clock import Clock
from assistant.answer.quote import Quoted, quote, rows_of
from assistant.answer.types import Answer
from assistant.ledger.current import CurrentLedger
from assistant.ledger.types import Ledger, Row
from assistant.model.client import ChatModel
from assistant.model.offer import Near
from assistant.model.opened import ChatHandle
from assistant.model.rewrite import rewritten
from assistant.model.task import Desk, Task
from assistant.model.write import write
from assistant.services import counts
from assistant.understand.asked_for import asked_for
from assistant.understand.follow_up import resolve
from assistant.understand.pasted import typed
from assistant.understand.reading import understand
from assistant.understand.types import Understood
from index.documents.types import Hit, Passage
from index.log import LOG
from index.search.handle import IndexHandle
from index.search.searcher import Found, Query, Ranking


class Asking:
    """Takes the open index, the ledger as it stands, the language model if there is one, and what
    checking its sentences needs."""

    def __init__(
        self,
        index: IndexHandle,
        current: CurrentLedger,
        chat: ChatHandle,
        desk: Callable[[], Desk],
    ) -> None:
        self._index, self._current, self._chat, self._desk = index, current, chat, desk

    def warm(self) -> None:
        """Models loaded and one question encoded, so that the first real ones are quick."""
        self._index.searcher.query("What did the review recommend?")
        resolve("And why?", ("What did the review recommend?",))
        asked_for("What did the review recommend?")

    def ask(
        self,
        question: str,
        history: tuple[str, ...] = (),
        as_at: str | None = None,
        within: frozenset[str] | None = None,
    ) -> Answer:
        """A cited answer or a refusal. `history` holds the questions before this one, oldest
        first; nothing said after the ISO day `as_at`, or after the day that the question names,
        is used, and nothing of other documents than those whose ids are `within`, if any are."""
        clock = Clock()
        asked = replace(self.read(question, history, as_at), within=within)
        *_, answer = self.answers(asked, history, clock=clock)
        return answer

    def read(
        self,
        question: str,
        history: tuple[str, ...] = (),
        as_at: str | None = None,
        stop: threading.Event | None = None,
    ) -> Understood:
        """The question as understood, by the language model if there is one, and its day."""
        asked = self.understood(question, history, as_at)
        model = self._chat.model
        if model is None or not history or asked.turn.standalone == asked.question:
            return asked
        worded = rewritten(
            asked.question, history, asked.turn.standalone, model, stop or threading.Event()
        )
        return replace(asked, turn=replace(asked.turn, standalone=worded))

    def understood(
        self, question: str, history: tuple[str, ...] = (), as_at: str | None = None
    ) -> Understood:
        """The question as understood without a language model, and its day."""
        lexical = self._index.searcher.lexical
        found = typed(question, lexical.knows)
        asked = understand(found.question, history, self._current.now().events, as_at)
        return replace(asked, turn=replace(asked.turn, asked=question), typed=found.kind)

    def search(
        self,
        question: str,
        history: tuple[str, ...] = (),
        k: int = 10,
        as_at: str | None = None,
        within: frozenset[str] | None = None,
    ) -> list[Hit]:
        """The `k` best passages for the question as understood from the ones before it, as at
        its day, `within` some documents."""
        asked = self.understood(question, history, as_at)
        question = asked.turn.standalone
        core = asked_for(question).core
        found = self._index.searcher.find(question, asked.day, within, core=core)
        return list(found.ranking.hits[:k])

    def answers(
        self,
        asked: Understood,
        history: tuple[str, ...] = (),
        stop: threading.Event | None = None,
        clock: Clock | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is whole. Without a language model there is only
        that one. Setting `stop` ends what the model writes, and the sources are quoted."""
        clock = clock or Clock()
        rows = rows_of(self._ledger(asked), asked.day)
        quoted, found = self.quoted(asked, clock)
        desk = self._desk() if self._chat.model else None
        if desk is None or not _to_be_asked(quoted, found.ranking, desk):
            _log(asked, quoted.answer)
            yield quoted.answer
            return
        near = self.near(found.query) if desk.trust.examined else None
        task = Task.of_question(asked.turn.standalone, history, quoted, found.ranking, near)
        answer, model = quoted.answer, cast("ChatModel", self._chat.model)
        for answer in write(task, model, desk, stop or threading.Event(), clock.timings, rows):
            yield answer
        _log(asked, answer)

    def near(self, query: Query) -> Near:
        """Where neighbours are had from: none that a question's day does not allow."""

        def section(document_id: str, section: tuple[str, ...]) -> list[Passage]:
            beside = self._index.searcher.section(document_id, section)
            return [p for p in beside if query.allows(p)]

        return Near(section, self._index.text)

    def quoted(self, asked: Understood, clock: Clock | None = None) -> tuple[Quoted, Found]:
        """The answer in the sources' own words, and what was found for the whole question."""
        clock, searcher = clock or Clock(), self._index.searcher
        asks = (asked.turn.standalone, *asked.parts)
        found = tuple(searcher.find(q, asked.day, asked.within, asked_for(q).core) for q in asks)
        clock.found()
        ledger = self._ledger(asked)
        quoted = quote(asked, found, searcher, self._index.document, ledger, clock)
        return quoted, found[0]

    def _ledger(self, asked: Understood) -> Ledger:
        """The ledger, with the rows that rest on documents that are asked alone."""
        ledger = self._current.now()
        if asked.within is None:
            return ledger
        some = [s for s in self._index.searcher.documents() if s.id in asked.within]
        known = {s.source for s in some} | {s.id for s in some}

        def rests(row: Row) -> set[str]:
            said = (row.digest, *(s.words.document_id for s in row.steps if s.words))
            return {name for name in said if name}

        rows = tuple(r for r in ledger.rows if (on := rests(r)) and on <= known)
        return replace(ledger, rows=rows)


def _to_be_asked(quoted: Quoted, ranking: Ranking, desk: Desk) -> bool:
    """Whether the model is asked: always where there is something to tell; where the bar for
    quoting refuses, if the model has passed in refusing, for then it knows better."""
    believed = quoted.answer.refused and desk.trust.refuses and bool(ranking.hits)
    return believed or not quoted.settled


def _log(asked: Understood, answer: Answer) -> None:
    """One line an answer; the question itself only at level debug."""
    counts.answered(answer)
    t, model = answer.timings, answer.model
    LOG.info(
        "answered: refused %s, %d citations, model %s, search %.0f ms, total %.0f ms",
        answer.refused,
        len(answer.citations),
        model.name if model else "none",
        t.search,
        t.total,
    )
    LOG.debug("asked: %s", asked.turn.standalone)
