"""A question in, ranked Hits and sentences out: candidates by vectors and by keywords, then late
interaction over both."""

from __future__ import annotations

import math
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index import split
from index.documents.types import Document, Hit, Passage, Removed, Stored
from index.embed import Embedder, load_embedder
from index.search.asked import Asked, analyse
from index.search.copied import copy_of_read_only
from index.search.editions import Editions
from index.search.foreseen import DOCUMENT, ROW, SAME, Foreseen, key_of
from index.search.fuse import fused
from index.search.rank import UNKNOWN, Near, Sentence, Table, table, weigh
from index.search.reader import load_reader
from index.search.reread import Reading, reread
from index.search.wording import Worded, encode, units
from index.settings import IndexSettings
from index.store.chroma import Store
from index.store.decided import Decided
from index.store.keywords import Lexical, who
from index.store.tokens import TokenStore
from index.text.dates import by_end_of
from index.text.words import words

if TYPE_CHECKING:
    import numpy as np

CANDIDATES = 50
"""Passages from the vectors, and as many from the keywords, whose sentences are scored."""
_NARROW_REACH = 8  # as at an early date, or of a few documents, most of what is near is not asked


@dataclass(frozen=True)
class Before:
    """What a question written beforehand asks after, the id of a row, the name of a digest, what
    another question does, or passages, and how near it comes (cosine)."""

    row: str | None
    document: str | None
    question: str | None
    passages: tuple[Passage, ...]
    cosine: float


@dataclass(frozen=True)
class Query:
    """A question as the index sees it: what would answer it, its wordings, encoded, the day
    nothing may be later than, the ids of the documents that are asked, None for all, and of those
    whose newer edition is asked. `core`: the words of it that carry what is asked, which are what
    is looked for and read for; all of them where none is named."""

    text: str
    asked: Asked
    worded: Worded = field(repr=False)
    until: str | None = None
    within: frozenset[str] | None = None
    older: frozenset[str] = frozenset()
    core: str = ""

    @property
    def sought(self) -> str:
        """The words that are looked for."""
        return self.core or self.text

    def allows(self, passage: Passage) -> bool:
        """Whether the passage is of a document that is asked and was said by then; one without a
        date cannot be shown to have been."""
        if self.within is not None and passage.document_id not in self.within:
            return False
        if passage.document_id in self.older:
            return False
        return self.until is None or (
            passage.said_on is not None and by_end_of(passage.said_on) <= self.until
        )


@dataclass(frozen=True)
class Ranking:
    """Candidate passages and their sentences, each best first; what the reader read of them, None
    where it did not; how near the passages came."""

    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]
    read: Reading | None = None
    near: Near = UNKNOWN

    def together(self) -> Ranking:
        """With its passages in the order of sentences, keywords and vectors together."""
        return replace(self, hits=fused(self.sentences, self.near))


@dataclass(frozen=True)
class Found:
    """What a question found. `later` is the best sentence that was said too late for its day, if
    it answers better than any that was said in time, by `ahead` log odds of the ranker."""

    query: Query
    ranking: Ranking
    later: Sentence | None = None
    ahead: float = 0.0


def ranked(scored: list[Sentence], near: Near = UNKNOWN) -> Ranking:
    """Sentences in their order as a ranking: a passage is as good as its best one. It is read in
    this order; readers are given their passages `together`."""
    return Ranking(fused(scored), tuple(scored), near=near)


class Searcher:
    """Search over one index. Safe to call from several threads; sees what other processes write."""

    def __init__(
        self, settings: IndexSettings, embedder: Embedder | None = None, rebuilding: bool = False
    ) -> None:
        self.settings = settings
        self.place = settings.chroma_url or str(settings.data_dir)
        self._copy = copy_of_read_only(settings)
        here = replace(settings, data_dir=Path(self._copy.name)) if self._copy else settings
        self._folder = here.data_dir
        self.embedder = embedder or load_embedder(settings.embedding_model, settings.device)
        signature = f"{self.embedder.signature}|split {split.VERSION}|{split.TARGET_TOKENS} tokens"
        self._store = Store.open(here, signature, rebuilding)
        self.tokens = TokenStore(
            settings.data_dir / "tokens" / signature.split("|")[0], self.embedder
        )
        self.reader = load_reader(settings.reader_model, self.embedder, settings.device)
        self.editions = Editions(
            self.documents, self.version, self.document, Decided(settings.data_dir)
        )
        self.foreseen = Foreseen.load(settings.library_dir, self.embedder.signature)
        self._digests: tuple[str, dict[str, list[Passage]]] = ("", {})
        self._lexical: Lexical | None = None
        self._lock = threading.RLock()

    @contextmanager
    def locked(self) -> Iterator[Store]:
        """The store, for this thread alone: a run that writes opens it anew now and then."""
        with self._lock:
            yield self._store

    @property
    def lexical(self) -> Lexical:
        """The keyword index of the documents now live, brought up to date when they have
        changed."""
        with self._lock:
            version = self._store.version()
            if self._lexical is None:
                folder = self._folder / "lexical"
                self._lexical = Lexical(folder / self._store.mark)
                for other in folder.iterdir():
                    if other.name != self._store.mark:
                        shutil.rmtree(other, ignore_errors=True)
            if self._lexical.version != version or not self._lexical.whole:
                self._lexical.follow(version, self._store.ids(), self._store.all_passages)
            return self._lexical

    def version(self) -> str:
        """A name for the set of live documents."""
        with self._lock:
            return self._store.version()

    def query(
        self,
        question: str,
        until: str | None = None,
        within: frozenset[str] | None = None,
        core: str = "",
    ) -> Query:
        """Encodes the question, or its `core`, once, in its wordings; `until` is an ISO day,
        `within` are the ids of the documents that are asked."""
        lexical = self.lexical
        sought = core or question
        found = units(sought, lexical.abbreviations, lexical.respelt)
        with self._lock:
            worded = encode(sought, found, self.embedder)
        older = self.editions.older(until, within)
        asked = analyse(question, lexical.abbreviations)
        return Query(question, asked, worded, until, within, older, core)

    def find(
        self,
        question: str,
        until: str | None = None,
        within: frozenset[str] | None = None,
        core: str = "",
    ) -> Found:
        """The question encoded, its candidates among the documents asked ranked, and what was
        said too late for the ISO day `until`."""
        query = self.query(question, until, within, core)
        ranking = self.rank(query)
        later = self._later(query, ranking)
        best = ranking.sentences[0].score if ranking.sentences else -math.inf
        ahead = later.score - best if later else 0.0
        return Found(query, self._reread(query, ranking).together(), later, ahead)

    def _reread(self, query: Query, ranking: Ranking) -> Ranking:
        """The ranking as the reader sees it; it sees nothing that was said too late."""
        if self.reader is None:
            return ranking

        def section(document_id: str, section: tuple[str, ...]) -> list[Passage]:
            return [p for p in self.section(document_id, section) if query.allows(p)]

        again, read = reread(query.sought, ranking.sentences, ranking.hits, section, self.reader)
        return replace(ranked(again, ranking.near), read=read)

    def _later(self, query: Query, ranking: Ranking) -> Sentence | None:
        if not query.until:
            return None
        older = self.editions.older(None, query.within)
        best = next(iter(self.rank(replace(query, until=None, older=older)).sentences), None)
        here = ranking.sentences[0] if ranking.sentences else None
        if best is None or not best.passage.said_on or query.allows(best.passage):
            return None
        return best if here is None or best.score > here.score else None

    def rank(self, query: Query, by_questions: bool = True) -> Ranking:
        """Every candidate passage, and every sentence of them; `by_questions`: with what questions
        written beforehand bring, which a topic or a sentence of a paper is none of."""
        found = self.table(query, by_questions)
        return ranked(weigh(found), found.near)

    def search(self, query: Query, k: int = 10) -> list[Hit]:
        """The `k` best passages, best first."""
        return list(self.rank(query).together().hits[:k])

    def table(self, query: Query, by_questions: bool = True) -> Table:
        """Candidates' sentences with the features they are ranked by."""
        lexical = self.lexical
        worded = " ".join(
            [query.sought, *(other for unit in query.worded.units for other in unit.others)]
        )
        narrow = query.until or query.within is not None
        with self._lock:
            foreseen = self._foreseen(query) if by_questions else {}
            for reach in (CANDIDATES, CANDIDATES * _NARROW_REACH)[bool(narrow) :]:
                dense = self._store.nearest(query.worded.vector, reach, query.within)
                keyword = lexical.search(worded, reach)
                read = self.passages(list(dict.fromkeys([*dense, *keyword, *foreseen])))
                if not any(p.document_id in query.older for p in read.values()):
                    break  # else older versions took the places of what is asked: look further
            allowed = {i for i, passage in read.items() if query.allows(passage)}
            dense, keyword = (
                dict([(i, s) for i, s in ranked.items() if i in allowed][:CANDIDATES])
                for ranked in (dense, keyword)
            )
            candidates = [p for i, p in read.items() if i in dense or i in keyword or i in foreseen]
            tokens = self.tokens.of(candidates)
            named = self._named(query.text)
        found = table(
            query.worded, query.asked, candidates, tokens, lexical.rarity_of, named, foreseen
        )
        return replace(found, near=Near(keyword, dense))

    def _foreseen(self, query: Query) -> dict[str, float]:
        """{passage id: log odds that it gains} of those that questions like this one were written
        for, among those that are asked."""
        if self.foreseen is None:
            return {}
        allowed = {
            key: [p for p in found if query.allows(p)] for key, found in self._live().items()
        }
        return self.foreseen.near(_asked_for(query), allowed)

    def asked_before(self, query: Query, most: int = 1) -> list[Before]:
        """What questions written beforehand that come nearest to this one ask after; nothing where
        no digest is asked."""
        if self.foreseen is None:
            return []
        with self._lock:
            live = self._live()
        digests = {p.document_id for passages in live.values() for p in passages}
        if not (digests if query.within is None else digests & query.within):
            return []
        return [
            Before(
                key.removeprefix(ROW) if key.startswith(ROW) else None,
                key.removeprefix(DOCUMENT) if key.startswith(DOCUMENT) else None,
                key.removeprefix(SAME) if key.startswith(SAME) else None,
                tuple(p for p in live.get(key, ()) if query.allows(p)),
                cosine,
            )
            for key, cosine in self.foreseen.first(_asked_for(query), most)
        ]

    def _live(self) -> dict[str, list[Passage]]:
        """The statements of digests by the hash of their text."""
        version = self._store.version()
        if self._digests[0] != version:
            live: dict[str, list[Passage]] = {}
            for passage in self.voiced():
                live.setdefault(key_of(passage.text), []).append(passage)
            self._digests = version, live
        return self._digests[1]

    def _named(self, question: str) -> Callable[[Passage], bool] | None:
        """Whether a passage is by a publisher or author that the question names; None when it
        names none."""
        plain = question.lower().replace("’", "'")
        names = {
            n for n in self.lexical.names if n in plain and re.search(rf"\b{re.escape(n)}\b", plain)
        }
        return (lambda passage: not names.isdisjoint(who(passage))) if names else None

    def section(self, document_id: str, section: tuple[str, ...]) -> list[Passage]:
        """Every passage under one heading of a document, in order."""
        with self._lock:
            return self.editions.told(self._store.in_section(document_id, section))

    def voiced(self) -> list[Passage]:
        """Every statement that has a voice of its own: those of digests."""
        with self._lock:
            digests = frozenset(s.id for s in self._store.documents() if s.voiced)
            return [p for p in self._store.all_passages(digests) if p.voice]

    def unknown(self, term: str) -> bool:
        """Whether no document has this word, nor the name of one's author or publisher."""
        lexical = self.lexical
        named = {w for name in lexical.names for w in words(name)}
        return any(w not in named and not lexical.knows(w) for w in words(term))

    def of_document(self, document_id: str) -> list[Passage]:
        """Every passage of a document, in order."""
        with self._lock:
            return self.editions.told(self._store.of_document(document_id))

    def passages(self, ids: list[str]) -> dict[str, Passage]:
        """{id: passage} of those that are live."""
        with self._lock:
            found = self._store.passages(ids)
            return dict(zip(found, self.editions.told(found.values()), strict=True))

    def nearest(self, vector: np.ndarray, k: int) -> dict[str, float]:
        """{passage id: cosine similarity} of the `k` nearest passages."""
        with self._lock:
            return self._store.nearest(vector, k)

    def removed(self) -> list[Removed]:
        """The documents that were taken out and can be brought back, last removed first."""
        with self._lock:
            return self._store.removed()

    def document(self, document_id: str) -> Document | None:
        with self._lock:
            return self._store.document(document_id)

    def documents(self) -> list[Stored]:
        with self._lock:
            return self._store.documents()

    def forget_words(self) -> None:
        """The keyword index made anew from the live documents: it holds the words of what went
        until it is."""
        with self._lock:
            if self._lexical:
                self._lexical.clear()
            self._lexical = None
            self._digests = ("", {})
            shutil.rmtree(self._folder / "lexical", ignore_errors=True)
            _ = self.lexical

    def close(self) -> None:
        with self._lock:
            self._store.close()
        if self._copy:
            self._copy.cleanup()


def _asked_for(query: Query) -> np.ndarray:
    """The question's vector beside those of questions written beforehand: of its standard terms
    and of what was typed, halved."""
    return (query.worded.vector + query.worded.typed) / 2
