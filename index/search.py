"""A question in, ranked Hits out: dense and keyword candidates, late interaction over them, scores fused."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

import numpy as np

from index import split
from index.embed import Embedder, load_embedder
from index.fuse import fuse
from index.lexical import Lexical, words
from index.settings import IndexSettings
from index.store import Store
from index.tokens import TokenStore
from index.types import Document, Hit, Passage, Stored

CANDIDATES = 50


@dataclass(frozen=True)
class Query:
    """A question as the index sees it: `vector` [d], `tokens` [m, d] of its word pieces, `words` the m words they belong to."""

    text: str
    vector: np.ndarray = field(repr=False)
    tokens: np.ndarray = field(repr=False)
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """Cosine of each question token with each token of a passage's own text: `cosines` [m, t], `offsets` [t, 2] in it.

    `front` [m] is the best cosine with the title, heading and label in front of the passage.
    """

    cosines: np.ndarray = field(repr=False)
    offsets: np.ndarray = field(repr=False)
    front: np.ndarray = field(repr=False)


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
        """The keyword index of the documents now live: loaded, or built again when they have changed."""
        with self.lock:
            version = self.store.version()
            if self._lexical is None or self._lexical.version != version:
                if self._lexical is not None:
                    self.store.reopen()
                folder = self.settings.data_dir / "lexical"
                fresh = Lexical.load(folder, version)
                if fresh is None:
                    fresh = Lexical.build(version, list(self.store.all_passages()))
                    fresh.save(folder)
                self._lexical = fresh
            return self._lexical

    def query(self, question: str) -> Query:
        """Encodes the question once; abbreviations are spelt out from the documents' own definitions."""
        lexical = self.lexical
        with self.lock:
            expanded = lexical.expand(question)
            encoded = self.embedder.encode([question] if expanded == question else [question, expanded])
        tokens = encoded.tokens[0]
        whole = {i: m[0] for m in re.finditer(r"\w+", question) for i in range(*m.span())}
        keep = [i for i, (start, _) in enumerate(tokens.offsets) if int(start) in whole]
        return Query(question, encoded.vectors[-1], tokens.vectors[keep], tuple(whole[int(tokens.offsets[i][0])] for i in keep))

    def search(self, query: Query, k: int = 10) -> list[Hit]:
        """The `k` best passages, best first."""
        lexical = self.lexical
        with self.lock:
            dense = self.store.nearest(query.vector, CANDIDATES)
            keyword = lexical.search(query.text, CANDIDATES)
            found = self.store.passages(list(dict.fromkeys([*dense, *keyword])))
            late = self._late(query, list(found.values()))
        if not found:
            return []
        dense = {i: s for i, s in dense.items() if i in found}
        keyword = {i: s for i, s in keyword.items() if i in found}
        scores = fuse({"dense": dense, "lexical": keyword, "late": late})
        best = sorted(found, key=lambda i: (-scores[i], i))[:k]
        return [Hit(found[i], rank, scores[i], late[i]) for rank, i in enumerate(best, 1)]

    def _late(self, query: Query, passages: list[Passage]) -> dict[str, float]:
        if not passages or not len(query.tokens):
            return {p.id: 0.0 for p in passages}
        tokens = self.tokens.of(passages)
        return {p.id: float((query.tokens @ t.vectors.T).max(axis=1).mean()) for p, t in zip(passages, tokens, strict=True)}

    def match(self, query: Query, passage: Passage) -> Match:
        """How each question token meets each token of the passage, for choosing sentences in it."""
        with self.lock:
            tokens = self.tokens.of([passage])[0]
        shift = len(passage.searched) - len(passage.text)
        cosines = query.tokens @ tokens.vectors.T
        own = tokens.offsets[:, 0] >= shift
        front = cosines[:, ~own].max(axis=1) if (~own).any() else np.zeros(len(query.tokens), np.float32)
        return Match(cosines[:, own], tokens.offsets[own] - shift, front)

    def section(self, document_id: str, section: str) -> list[Passage]:
        """Every passage under one heading of a document, in order."""
        with self.lock:
            return self.store.in_section(document_id, section)

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
