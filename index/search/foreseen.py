"""Questions written beforehand for passages of the library that ships in; what a passage's odds of
answering gain by a question that comes near one of its own, out (document expansion by queries:
Nogueira et al. 2019, arXiv 1904.08375); and which row of the ledger a question asks after, or which
digest as a whole.

People type "who marks systems' homework" where a digest writes "peer review". The questions and the
passage that each belongs to, by the hash of its text, stand in `library/questions.jsonl`, those
that ask what came of a recommendation with the id of its row, those that want a digest summed up
with its name; their vectors, by the bundled model and a map learnt from them, in
`library/questions.npz` (`python -m evals.foreseen`). Another model has none, and so has a passage
whose text has changed.
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
_SURE, _WARMTH, _COSINE, _ALIKE = 3.0, 0.05, 4.0, 0.4
"""Log odds that a passage gains that alone is meant, by the root of its share (softmax of cosines
by `_WARMTH`, among all passages, asked or not); and log odds a cosine of 1 above `_ALIKE`. Chosen
on development questions over the starter library: docs/retrieval.md, "Questions written
beforehand"."""
ROW, DOCUMENT, SAME = "row:", "document:", "as:"
"""Before the id of a row, the name of a digest, and another question that asks the same, in a
key."""


def key_of(text: str) -> str:
    """What a passage's questions are kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Foreseen:
    """`vectors` [n, d] of unit length, `of` [n] the number of the passage's key in `keys`; `map`
    [d, d] is what a question's vector goes through first."""

    def __init__(
        self, keys: np.ndarray, of: np.ndarray, vectors: np.ndarray, by: np.ndarray
    ) -> None:
        self._keys, self._of, self._vectors, self._map = keys, of, vectors, by
        self._of_passages = np.array([":" not in str(key) for key in keys], np.float32)
        self._last: tuple[bytes, np.ndarray] = b"", np.zeros(0, np.float32)

    @classmethod
    def load(cls, folder: Path | None, signature: str) -> Foreseen | None:
        """What lies in the folder of the library that ships; None where it has no questions, or
        their vectors are of another model."""
        path = folder / NAME if folder else None
        if path is None or not path.is_file():
            return None
        with np.load(path) as kept:
            if str(kept["signature"]) != signature or "map" not in kept:
                return None
            vectors = kept["vectors"].astype(np.float32) * kept["step"]
            return cls(kept["keys"], kept["of"], vectors, kept["map"].astype(np.float32))

    def near(self, vector: np.ndarray, live: Mapping[str, Iterable[Passage]]) -> dict[str, float]:
        """{passage id: log odds that it gains} of the passages whose questions come nearest, best
        first; `live` are those that may be told, by the hash of their text."""
        near = self._best(vector)
        share = np.exp((near - near.max()) / _WARMTH) * self._of_passages
        gain = _SURE * np.sqrt(share / max(float(share.sum()), 1e-6))
        gain += _COSINE * np.maximum(0.0, near - _ALIKE)
        found: dict[str, float] = {}
        for n in np.argsort(-near, kind="stable"):
            passages = live.get(str(self._keys[n]), ())
            found |= {passage.id: float(gain[n]) for passage in passages}
            if len(found) >= _MOST:
                break
        return found

    def first(self, vector: np.ndarray, most: int = 3) -> list[tuple[str, float]]:
        """(key of a passage's text, or `ROW` and a row's id, or `DOCUMENT` and a digest's name, or
        `SAME` and a question; cosine) of those whose questions come nearest, best first."""
        best = self._best(vector)
        return [(str(self._keys[n]), float(best[n])) for n in np.argsort(-best)[:most]]

    def _best(self, vector: np.ndarray) -> np.ndarray:
        """[keys] cosine of the nearest question of each; that of the last vector is kept."""
        asked = vector.tobytes()
        last = self._last
        if last[0] == asked:
            return last[1]
        placed = vector @ self._map
        best = np.full(len(self._keys), -1.0, np.float32)
        np.maximum.at(best, self._of, self._vectors @ placed / np.linalg.norm(placed))
        self._last = asked, best
        return best
