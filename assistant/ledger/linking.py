"""Rows of the ledger and sentences in, how near each sentence is to each row out: late interaction
both ways, from the token vectors that the index keeps, plus rare words in common."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from assistant.ledger.types import Row
from index.embed import Embedder
from index.text.words import stems

LINKED = 0.79
"""Late interaction both ways plus rare words in common: from here on a sentence is linked to a
row. Precision 0.94 at recall 0.57 of development (docs/history.md, "Linking to rows")."""


class Linker:
    """The rows of a ledger, encoded once; tells how near they are to sentences. `before` is one
    whose encoded rows are taken over."""

    def __init__(
        self, rows: Sequence[Row], embedder: Embedder, before: Linker | None = None
    ) -> None:
        texts = [f"{row.title}. {row.recommendation}" for row in rows]
        self.rows = tuple(rows)
        self.keys = tuple(hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts)
        """A name for each row's words."""
        self._at = {row.id: at for at, row in enumerate(rows)}
        known: dict[str, np.ndarray] = before.tokens if before else {}
        new = {k: t for k, t in zip(self.keys, texts, strict=True) if k not in known}
        made = embedder.encode(list(new.values())).tokens if new else ()
        made_of = dict(zip(new, (np.asarray(t.vectors, np.float32) for t in made), strict=True))
        self.tokens: dict[str, np.ndarray] = {
            k: known[k] if k in known else made_of[k] for k in self.keys
        }
        """{key of a row: its token vectors}."""
        said = [frozenset(stems(text)) for text in texts]
        self._column = {s: at for at, s in enumerate(sorted(frozenset().union(*said)))}
        self._has = np.zeros((len(rows), len(self._column)), np.float32)
        for at, of in enumerate(said):
            self._has[at, [self._column[s] for s in of]] = 1.0
        self._rarity = np.log(1 + len(rows) / (1 + self._has.sum(axis=0)))
        self._rarest = math.log(1 + len(rows))

    def place(self, row: Row) -> int:
        """Where a row stands among those that it knows."""
        return self._at[row.id]

    def near(self, said: Sequence[frozenset[str]], meets: np.ndarray) -> np.ndarray:
        """[sentences, rows]: how near each sentence, by its stems and by how it `meets` each row
        (0 to 1), is to each; rare words in common count 0 to 1."""
        has = np.zeros((len(said), len(self._column)), np.float32)
        others = np.zeros(len(said))
        for at, of in enumerate(said):
            known = [self._column[s] for s in of if s in self._column]
            has[at, known] = 1.0
            others[at] = len(of) - len(known)
        weight = has @ self._rarity + others * self._rarest
        both = np.sqrt(np.outer(weight, self._has @ self._rarity))
        near: np.ndarray = meets + (has * self._rarity) @ self._has.T / np.maximum(both, 1e-9)
        return near

    def meets(self, sentences: Sequence[np.ndarray], keys: Sequence[str]) -> np.ndarray:
        """[sentences, keys]: late interaction both ways of sentences' token vectors with the rows
        of these keys; none with a sentence that has no token."""
        out = np.zeros((len(sentences), len(keys)), np.float32)
        full = [at for at, vectors in enumerate(sentences) if len(vectors)]
        if not full or not keys:
            return out
        lengths = [len(sentences[at]) for at in full]
        starts = [0, *accumulate(lengths)][:-1]
        tokens = np.concatenate([sentences[at] for at in full])
        for column, key in enumerate(keys):
            near = tokens @ self.tokens[key].T
            there = np.add.reduceat(near.max(axis=1), starts) / lengths
            back = np.maximum.reduceat(near, starts, axis=0).mean(axis=1)
            out[full, column] = (there + back) / 2
        return out
