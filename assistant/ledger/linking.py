"""Rows of the ledger and sentences in, which row each sentence speaks of out."""

from __future__ import annotations

import math

import numpy as np

from assistant.ledger.types import Row
from index.embed import Embedder
from index.text.words import stems

LINKED = 0.77
"""Late interaction both ways plus rare words in common: from here on a sentence is linked to a
row. Precision 0.94 at recall 0.57 of development (docs/history.md, "Linking to rows")."""


class Linker:
    """The rows of a ledger, encoded once; tells which of them a sentence speaks of."""

    def __init__(self, rows: tuple[Row, ...], embedder: Embedder) -> None:
        texts = [f"{row.title}. {row.recommendation}" for row in rows]
        self._rows, self._embedder = rows, embedder
        self._at = {row.id: at for at, row in enumerate(rows)}
        self._tokens = (
            [np.asarray(t.vectors, np.float32) for t in embedder.encode(texts).tokens]
            if texts
            else []
        )
        self._stems = [frozenset(stems(text)) for text in texts]
        counts = {s: sum(s in row for row in self._stems) for s in frozenset().union(*self._stems)}
        self._rarity = {s: math.log(1 + len(rows) / (1 + n)) for s, n in counts.items()}

    def link(self, texts: list[str]) -> list[tuple[Row, float]]:
        """For each text the nearest row, and how near: late interaction both ways (0 to 1) plus
        rare words in common (0 to 1)."""
        near = self.near(texts)
        if not near.size:
            return []
        return [(self._rows[int(n.argmax())], float(n.max())) for n in near]

    def place(self, row: Row) -> int:
        """Where a row stands among those that it knows."""
        return self._at[row.id]

    def near(self, texts: list[str]) -> np.ndarray:
        """How near each text is to each row: [texts, rows]."""
        out = np.zeros((len(texts), len(self._rows)))
        if not out.size:
            return out
        for at, (text, tokens) in enumerate(
            zip(texts, self._embedder.encode(texts).tokens, strict=True)
        ):
            vectors = np.asarray(tokens.vectors, np.float32)
            out[at] = [self._meets(vectors, row) for row in self._tokens]
            out[at] += [self._shares(frozenset(stems(text)), row) for row in self._stems]
        return out

    @staticmethod
    def _meets(tokens: np.ndarray, row: np.ndarray) -> float:
        sim = tokens @ row.T
        return float(sim.max(axis=1).mean() + sim.max(axis=0).mean()) / 2

    def _shares(self, said: frozenset[str], row: frozenset[str]) -> float:
        def weight(some: frozenset[str]) -> float:
            return sum(self._rarity.get(s, math.log(1 + len(self._rows))) for s in some)

        return weight(said & row) / max(math.sqrt(weight(said) * weight(row)), 1e-9)
