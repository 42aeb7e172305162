"""Questions written beforehand for passages of the library that ships in; what a passage's odds of
answering gain by a question that comes near one of its own, out (document expansion by queries:
Nogueira et al. 2019, arXiv 1904.08375).

People type "who marks systems' homework" where a digest writes "peer review". The questions and the
passage that each belongs to, by the hash of its text, stand in `library/questions.jsonl`; their
vectors, by the bundled model, in `library/questions.npz` (`python -m evals.foreseen`). Another
model has none, and so has a passage whose text has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from index.documents.types import Passage

NAME = "questions.npz"
_MOST = 10
"""Passages whose questions come nearest that join the candidates; set by hand."""
_FIRST, _LEAST, _COSINE, _ALIKE = 3.0, 0.55, 4.0, 0.5
"""Log odds that the nearest passage gains, the second half of it, the third a third, each from a
cosine of `_LEAST`; and log odds a cosine of 1 above `_ALIKE`. Chosen on development questions over
the starter library: docs/retrieval.md, "Questions written beforehand"."""


def key_of(text: str) -> str:
    """What a passage's questions are kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Foreseen:
    """`vectors` [n, d] of unit length, `of` [n] the number of the passage's key in `keys`."""

    def __init__(self, keys: np.ndarray, of: np.ndarray, vectors: np.ndarray) -> None:
        self._keys, self._of, self._vectors = keys, of, vectors

    @classmethod
    def load(cls, folder: Path | None, signature: str) -> Foreseen | None:
        """What lies in the folder of the library that ships; None where it has no questions, or
        their vectors are of another model."""
        path = folder / NAME if folder else None
        if path is None or not path.is_file():
            return None
        with np.load(path) as kept:
            if str(kept["signature"]) != signature:
                return None
            return cls(kept["keys"], kept["of"], kept["vectors"].astype(np.float32))

    def near(self, vector: np.ndarray, live: Mapping[str, Iterable[Passage]]) -> dict[str, float]:
        """{passage id: log odds that it gains} of the passages whose questions come nearest, best
        first; `live` are those that may be told, by the hash of their text."""
        best = np.full(len(self._keys), -1.0, np.float32)
        np.maximum.at(best, self._of, self._vectors @ vector)
        found: dict[str, float] = {}
        rank = 0
        for number in np.argsort(-best):
            passages = list(live.get(str(self._keys[number]), ()))
            rank += bool(passages)
            cosine = float(best[number])
            first = _FIRST / rank if passages and cosine > _LEAST else 0.0
            gain = first + _COSINE * max(0.0, cosine - _ALIKE)
            found |= {passage.id: gain for passage in passages}
            if len(found) >= _MOST:
                break
        return found
