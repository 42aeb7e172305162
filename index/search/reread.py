"""A ranking and the reader in, the ranking as the reader sees it out: what the windows of the best
passages answer, sentence by sentence, weighed together with the ranker's score.

The weights are a logistic regression on development questions, each read by a reader that had not
learnt from it (`reread.json`, by `python -m evals.train`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.documents.types import Hit
from index.search.rank import Sentence
from index.search.reader import Read, Reader
from index.search.windows import Placed, Section, windows

MODEL: Mapping[str, float] = json.loads((Path(__file__).parent / "reread.json").read_text("utf-8"))
NAMES = ("rank", "sentence", "window", "unread")
Place = tuple[str, int]
"""Id of a document and where a sentence of it begins."""
Scores = Mapping[Place, tuple[float, float]]
"""Log odds of a sentence and of its window."""


@dataclass(frozen=True)
class Reading:
    """Log odds that any window answers, that the first does, and the mean of all; where the words
    that answer stand in those that do: (id of the document, start, end) of each."""

    any: float
    first: float
    mean: float
    words: tuple[tuple[str, int, int], ...] = ()


def reread(
    question: str,
    found: Sequence[Sentence],
    hits: Sequence[Hit],
    section: Section,
    reader: Reader,
    model: Mapping[str, float] = MODEL,
) -> tuple[list[Sentence], Reading]:
    """The sentences weighed again, and what was read; `hits` are read in their order, as many as
    are worth it."""
    placed = windows(hits, section)
    reads = reader.read(question, [p.window for p in placed])
    scores = scores_of(placed, reads)
    again = [
        replace(s, score=weighed(s.score, scores.get((s.passage.document_id, s.start)), model))
        for s in found
    ]
    again.sort(key=lambda s: (-s.score, s.passage.id, s.start))
    if not reads:
        return again, Reading(_UNREAD, _UNREAD, _UNREAD)
    words = (p.where(r.answer) for p, r in zip(placed, reads, strict=True) if r.score > 0)
    odds = [r.score for r in reads]
    mean = sum(odds) / len(odds)
    return again, Reading(max(odds), odds[0], mean, tuple(w for w in words if w))


_UNREAD = -10.0
"""Log odds where there was nothing to read."""


def scores_of(placed: Sequence[Placed], reads: Sequence[Read]) -> Scores:
    """What each sentence that was read scored, and its window."""
    return {
        (passage.document_id, start): (score, r.score)
        for p, r in zip(placed, reads, strict=True)
        for (passage, start, _), score in zip(p.said, r.sentences, strict=True)
    }


def features(rank: float, read: tuple[float, float] | None) -> tuple[float, ...]:
    """A sentence's numbers, in the order of `NAMES`; one that was not read has those of its rank
    alone."""
    return (rank, *read, 0.0) if read else (rank, 0.0, 0.0, 1.0)


def weighed(
    rank: float, read: tuple[float, float] | None, model: Mapping[str, float] = MODEL
) -> float:
    """Log odds that a sentence answers: the ranker's, its own and its window's."""
    return model["bias"] + sum(
        model[name] * value for name, value in zip(NAMES, features(rank, read), strict=True)
    )
