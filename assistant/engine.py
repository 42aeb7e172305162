"""Settings in, something that answers questions and takes documents out; the one place where the parts are joined."""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from pathlib import Path

from assistant.answer import answer_with
from assistant.evidence import Evidence, choose
from assistant.premise import byline, contradicted
from assistant.question import resolve
from assistant.settings import Settings
from assistant.types import Answer, Timings, Turn
from index.embed import Embedder
from index.ingest import Report, index_paths
from index.search import Searcher
from index.types import Document, Hit, IndexReport, Stored


class Assistant:
    """Asks one index. Loads the model on first use; `warm` does it early."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self._embedder = embedder
        self._searcher: Searcher | None = None
        self._lock = threading.Lock()
        self._document = lru_cache(maxsize=64)(lambda i: self.searcher.document(i))

    @property
    def searcher(self) -> Searcher:
        with self._lock:
            if self._searcher is None:
                self._searcher = Searcher(self.settings.index(), self._embedder)
            return self._searcher

    def warm(self) -> None:
        """Model loaded and one question encoded, so that the first real one is quick."""
        self.searcher.query("What did the review recommend?")

    def ask(self, question: str, history: tuple[str, ...] = ()) -> Answer:
        """A cited answer or a refusal. `history` holds the questions before this one, oldest first."""
        began = time.perf_counter()
        searcher = self.searcher
        turn = self.understand(question, history)
        query = searcher.query(turn.standalone)
        ranking = searcher.rank(query)
        found = time.perf_counter()
        named = byline(searcher, query, ranking)
        evidence = Evidence((named[1],), None, ()) if named else choose(searcher, query, ranking)
        said = named or contradicted(query, evidence.chosen)
        documents = len(searcher.store.ids())

        def timings() -> Timings:
            now = time.perf_counter()
            return Timings(*(round(1000 * t, 1) for t in (found - began, now - found, now - began)))

        return answer_with(turn, query.asked, evidence, said, self._document, documents, timings)

    def search(self, question: str, history: tuple[str, ...] = (), k: int = 10) -> list[Hit]:
        """The `k` best passages for the question as understood from the ones before it."""
        return self.searcher.search(self.searcher.query(self.understand(question, history).standalone), k)

    def understand(self, question: str, history: tuple[str, ...]) -> Turn:
        return resolve(question, history, self.searcher.lexical.names)

    def document(self, document_id: str) -> Document | None:
        return self._document(document_id)

    def documents(self) -> list[Stored]:
        return self.searcher.documents()

    def index(self, paths: list[Path], report: Report | None = None) -> IndexReport:
        return index_paths(self.searcher, paths, *([report] if report else []))

    def wants_starter(self) -> bool:
        """Whether the index is empty, or holds digests of the starter library (perhaps not all, or not the newest)."""
        documents = self.documents()
        return not documents or any(Path(s.path).parent == self.settings.library_dir.resolve() for s in documents)

    def index_starter(self, report: Report | None = None) -> IndexReport:
        """The starter library's digests, added or refreshed: what is there already costs nothing."""
        digests = sorted(self.settings.library_dir.glob("[0-9]*.md"))
        return self.index(digests, report)
