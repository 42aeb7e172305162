"""A question in, ranked Hits and sentences out: candidates by vectors and by keywords, then late interaction over both."""

from __future__ import annotations

import math
import re
import shutil
import threading
from dataclasses import dataclass, field

from index import split
from index.asked import Asked, analyse
from index.embed import Embedder, load_embedder
from index.lexical import Lexical, who, words
from index.load.dates import by_end_of
from index.rank import Sentence, Table, table, weigh
from index.settings import IndexSettings
from index.store import Store
from index.tokens import TokenStore
from index.types import Document, Hit, Passage, Stored
from index.wording import Worded, encode, units

CANDIDATES = 50
_DATED_REACH = 8  # as at an early date most of what is near is too late


@dataclass(frozen=True)
class Query:
    """A question as the index sees it: what would answer it, its wordings, encoded, and the day nothing may be later than."""

    text: str
    asked: Asked
    worded: Worded = field(repr=False)
    until: str | None = None

    def allows(self, passage: Passage) -> bool:
        """Whether the passage was said by then; one without a date cannot be shown to have been."""
        return self.until is None or (passage.said_on is not None and by_end_of(passage.said_on) <= self.until)


@dataclass(frozen=True)
class Ranking:
    """Candidate passages and their sentences, each best first."""

    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]


class Searcher:
    """Search over one index. Safe to call from several threads; sees what other processes write."""

    def __init__(self, settings: IndexSettings, embedder: Embedder | None = None, rebuilding: bool = False) -> None:
        self.settings = settings
        self.embedder = embedder or load_embedder(settings.embedding_model)
        signature = f"{self.embedder.signature}|split {split.VERSION}|{split.TARGET_TOKENS} tokens"
        self.store = Store.open(settings, signature, rebuilding)
        self.tokens = TokenStore(settings.data_dir / "tokens" / self.store.signature.split("|")[0], self.embedder)
        self._lexical: Lexical | None = None
        self.lock = threading.RLock()

    @property
    def lexical(self) -> Lexical:
        """The keyword index of the documents now live, brought up to date when they have changed."""
        with self.lock:
            version = self.store.version()
            if self._lexical is None:
                folder = self.settings.data_dir / "lexical"
                self._lexical = Lexical(folder / self.store.mark)
                for other in folder.iterdir():
                    if other.name != self.store.mark:
                        shutil.rmtree(other, ignore_errors=True)
            if self._lexical.version != version:
                self._lexical.follow(version, self.store.ids(), self.store.all_passages)
            return self._lexical

    def version(self) -> str:
        """A name for the set of live documents."""
        with self.lock:
            return self.store.version()

    def query(self, question: str, until: str | None = None) -> Query:
        """Encodes the question once, in its wordings; `until` is an ISO day."""
        lexical = self.lexical
        found = units(question, lexical.abbreviations, lexical.respelt)
        with self.lock:
            worded = encode(question, found, self.embedder)
        return Query(question, analyse(question, lexical.abbreviations), worded, until)

    def rank(self, query: Query) -> Ranking:
        """Every candidate passage, and every sentence of them."""
        scored = weigh(self.table(query))
        best: dict[str, Sentence] = {}
        for sentence in scored:
            best.setdefault(sentence.passage.id, sentence)
        hits = [Hit(s.passage, rank, 1 / (1 + math.exp(-s.score))) for rank, s in enumerate(best.values(), 1)]
        return Ranking(tuple(hits), tuple(scored))

    def search(self, query: Query, k: int = 10) -> list[Hit]:
        """The `k` best passages, best first."""
        return list(self.rank(query).hits[:k])

    def table(self, query: Query) -> Table:
        """Candidates' sentences with the features they are ranked by."""
        lexical = self.lexical
        worded = " ".join([query.text, *(other for unit in query.worded.units for other in unit.others)])
        reach = CANDIDATES * (_DATED_REACH if query.until else 1)
        with self.lock:
            dense = self.store.nearest(query.worded.vector, reach)
            keyword = lexical.search(worded, reach)
            found = self.store.passages(list(dict.fromkeys([*dense, *keyword])))
            allowed = {i for i, passage in found.items() if query.allows(passage)}
            dense, keyword = (dict([(i, s) for i, s in ranked.items() if i in allowed][:CANDIDATES]) for ranked in (dense, keyword))
            found = [passage for i, passage in found.items() if i in dense or i in keyword]
            tokens = self.tokens.of(found)
            named = self._named(query.text)
        known = {stem: lexical.rarity(stem) for stem in lexical.stems_of(query.text)}
        return table(query.worded, query.asked, found, tokens, keyword, known, lexical.rarity_of, named)

    def _named(self, question: str):
        """Whether a passage is by a publisher or author that the question names; None when it names none."""
        plain = question.lower().replace("’", "'")
        names = {n for n in self.lexical.names if n in plain and re.search(rf"\b{re.escape(n)}\b", plain)}
        return (lambda passage: not names.isdisjoint(who(passage))) if names else None

    def section(self, document_id: str, section: str) -> list[Passage]:
        """Every passage under one heading of a document, in order."""
        with self.lock:
            return self.store.in_section(document_id, section)

    def voiced(self) -> list[Passage]:
        """Every statement that has a voice of its own: those of digests."""
        with self.lock:
            digests = frozenset(s.id for s in self.store.documents() if s.voiced)
            return [p for p in self.store.all_passages(digests) if p.voice]

    def unknown(self, term: str) -> bool:
        """Whether no document has this word."""
        return bool(words(term)) and not self.lexical.knows(term)

    def document(self, document_id: str) -> Document | None:
        with self.lock:
            return self.store.document(document_id)

    def documents(self) -> list[Stored]:
        with self.lock:
            return self.store.documents()

    def close(self) -> None:
        self.store.close()
