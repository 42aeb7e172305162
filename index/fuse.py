"""Scores of several rankers in, one score out. Min-max and addition measured better here than reciprocal ranks."""

from __future__ import annotations

from collections.abc import Mapping

WEIGHTS = {"dense": 0.5, "lexical": 0.5, "late": 1.0}


def min_max(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores rescaled to 0..1 within one question; all equal (or one alone) becomes 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (value - low) / (high - low) if high > low else 1.0 for key, value in scores.items()}


def fuse(rankings: Mapping[str, Mapping[str, float]], weights: Mapping[str, float] = WEIGHTS) -> dict[str, float]:
    """Weighted mean of min-max normalised scores, 0..1; an id that a ranker lacks counts 0 there."""
    total = sum(weights[name] for name in rankings)
    normalised = {name: min_max(scores) for name, scores in rankings.items()}
    ids = {key for scores in rankings.values() for key in scores}
    return {key: sum(weights[name] * normalised[name].get(key, 0.0) for name in rankings) / total for key in ids}
