"""Board papers as an author handles them: an outline, a draft, its files, and a check of a paper
one has."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.answer.corrected import Corrected
from assistant.ledger.current import CurrentLedger
from assistant.ledger.statements import Statements
from assistant.model.opened import ChatHandle
from assistant.model.task import Desk
from assistant.paper.check import Checked, check, read_paper
from assistant.paper.disputed import remarked
from assistant.paper.draft import draft, rechecked
from assistant.paper.files import file_of
from assistant.paper.gather import gather
from assistant.paper.sources import Sources
from assistant.paper.types import Brief, Paper
from index.search.handle import IndexHandle


class PaperDesk:
    """Takes the open index, the ledger, the digests' statements, the language model and what
    checking needs."""

    def __init__(
        self,
        index: IndexHandle,
        current: CurrentLedger,
        statements: Statements,
        chat: ChatHandle,
        desk: Callable[[], Desk],
        told: Callable[[], Corrected] = Corrected,
    ) -> None:
        self._index, self._current, self._statements = index, current, statements
        self._chat, self._desk, self._told = chat, desk, told

    def outline(self, brief: Brief) -> Paper:
        """What a paper would hold, quoted from its sources, and the recommendations to choose
        from."""
        return gather(self._sources(), brief)

    def draft(self, outline: Paper, stop: threading.Event | None = None) -> Iterator[Paper]:
        """Papers that grow; the last one is whole."""
        return draft(outline, self._chat.model, self._desk(), stop or threading.Event())

    def rechecked(self, paper: Paper, key: str, place: int) -> Paper:
        """The paper with what the whole library says of an author's sentence."""
        searcher, ledger = self._index.searcher, self._current.now()
        return rechecked(searcher, self._desk().rules, paper, key, place, ledger.rows_about)

    def check(
        self, file: Path, name: str = "", stop: threading.Event | None = None
    ) -> Iterator[Checked]:
        """Findings on a paper of one's own as they are made; the last one has them all. `name`
        is its name for the reader."""
        paper = read_paper(file, self._index.settings.limits, name)
        ledger = self._current.now()
        return check(self._index.searcher, self._desk(), paper, stop, ledger.rows_about)

    def file(self, paper: Paper, kind: str, template: Path | None = None) -> bytes:
        """The paper as a file of that kind."""
        return file_of(self.remarked(paper), kind, self._current.catalogue(), template)

    def remarked(self, paper: Paper) -> Paper:
        """The paper with what readers say is wrong beside its sentences, to be drawn or written
        into a file; it is not kept so, and no language model reads it so."""
        return remarked(paper, self._told())

    def _sources(self) -> Sources:
        return Sources(self._index.searcher, self._current.now(), self._statements)
