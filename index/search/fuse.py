"""Sentences best first and how near their passages came by keywords and by vectors in, the
passages in the order of all three together out.

The sentence model has learnt from questions about the NHS alone; what BM25 and the vectors say of
a passage holds for any subject. They are added up as they are, not by their ranks, so that a
clear lead stays one (Bruch et al. 2023, arXiv 2210.11934). A passage without a sentence has no
place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from index.documents.types import Hit
from index.search.rank import UNKNOWN, Near, Sentence

_KEYWORD, _DENSE = 0.12, 10.0
"""Log odds that a point of BM25 and that a cosine of 1 are worth. Chosen, of 18 pairs, on
development questions alone: docs/retrieval.md, "The order of passages"."""


def fused(scored: Iterable[Sentence], near: Near = UNKNOWN) -> tuple[Hit, ...]:
    """A hit for each passage, its score the odds of its best sentence, less what it is behind the
    first in keywords and in nearness. One that the keywords did not find has none; one that the
    vectors did not find is as far as the last that they did. Without `near` a passage is as good
    as its best sentence."""
    best: dict[str, Sentence] = {}
    for sentence in scored:
        best.setdefault(sentence.passage.id, sentence)
    most, nearest = (max(of.values(), default=0.0) for of in (near.keyword, near.dense))
    farthest = min(near.dense.values(), default=0.0)
    odds = {
        i: s.score
        + _KEYWORD * (near.keyword.get(i, 0.0) - most)
        + _DENSE * (near.dense.get(i, farthest) - nearest)
        for i, s in best.items()
    }
    order = sorted(odds, key=lambda i: -odds[i])
    shares = ((1 + math.tanh(odds[i] / 2)) / 2 for i in order)  # the logistic, never overflowing
    return tuple(
        Hit(best[i].passage, rank, share)
        for rank, (i, share) in enumerate(zip(order, shares, strict=True), 1)
    )
