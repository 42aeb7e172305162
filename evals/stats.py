"""Scores before and after, case by case, in; a verdict with its evidence out.

Means: paired bootstrap, seeded. Yes/no: McNemar's exact test. Several metrics: Holm's
correction. A metric is worse if the corrected one-sided p is under 0.05; not worse if the
one-sided 95% bound of the difference stays above the margin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

SEED, RESAMPLES = 20260704, 4000
ALPHA = 0.05
MARGIN = 0.02
LEAST_CHANGE = 0.05

Verdict = Literal["not worse", "worse", "inconclusive"]


@dataclass(frozen=True)
class Interval:
    """Mean with a 95% bootstrap interval over n cases."""

    n: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """One metric before and after. `difference` is after minus before; `p_worse` is one-sided,
    corrected by Holm.

    `detectable` is the smallest drop that this n would call worse four times in five, with the
    spread seen here or, where little changed, that of one case in twenty changing wholly.
    """

    metric: str
    n: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p_worse: float
    detectable: float
    verdict: Verdict


def interval(values: list[float], seed: int = SEED) -> Interval:
    """Mean of the values with a percentile bootstrap interval."""
    data = np.asarray(values, float)
    if not len(data):
        return Interval(0, math.nan, math.nan, math.nan)
    means = _resampled(data, seed)
    return Interval(
        len(data),
        float(data.mean()),
        float(np.quantile(means, 0.025)),
        float(np.quantile(means, 0.975)),
    )


def _resampled(data: np.ndarray, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return data[rng.integers(0, len(data), (RESAMPLES, len(data)))].mean(axis=1)


def mcnemar(lost: int, won: int) -> float:
    """One-sided exact p that at least `lost` of the changed cases are losses when losses and
    wins are as likely."""
    n = lost + won
    return sum(math.comb(n, k) for k in range(lost, n + 1)) / 2**n if n else 1.0


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down correction: each p times the number of hypotheses left, never falling, at
    most 1."""
    out: dict[str, float] = {}
    running = 0.0
    for i, name in enumerate(sorted(p, key=lambda k: p[k])):
        running = max(running, min(1.0, p[name] * (len(p) - i)))
        out[name] = running
    return out


def compare(
    before: Mapping[str, Mapping[str, float]],
    after: Mapping[str, Mapping[str, float]],
    metrics: list[str],
    binary: frozenset[str] | set[str],
) -> list[Comparison]:
    """Each metric over the cases that both runs scored: {case id: {metric: value}} twice."""
    raw: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
    p: dict[str, float] = {}
    for metric in metrics:
        ids = sorted(i for i in before if metric in before[i] and metric in after.get(i, {}))
        if not ids:
            continue
        a, b = (np.array([run[i][metric] for i in ids]) for run in (before, after))
        means = _resampled(b - a, SEED)
        raw[metric] = (a, b, means)
        if metric in binary:
            p[metric] = mcnemar(int((b < a).sum()), int((b > a).sum()))
        else:
            p[metric] = float((means >= 0).mean()) if b.mean() < a.mean() else 1.0
    corrected = holm(p)
    out = []
    for metric, (a, b, means) in raw.items():
        d = b - a
        bound = float(np.quantile(means, ALPHA))
        spread = max(float(d.std(ddof=1)) if len(d) > 1 else 0.0, math.sqrt(LEAST_CHANGE))
        detectable = (1.645 + 0.842) * spread / math.sqrt(len(d))
        verdict: Verdict = (
            "worse"
            if corrected[metric] < ALPHA and d.mean() < 0
            else "not worse"
            if bound >= -MARGIN
            else "inconclusive"
        )
        low, high = (float(np.quantile(means, q)) for q in (0.025, 0.975))
        out.append(
            Comparison(
                metric,
                len(d),
                float(a.mean()),
                float(b.mean()),
                float(d.mean()),
                low,
                high,
                corrected[metric],
                detectable,
                verdict,
            )
        )
    return out


def overall(comparisons: list[Comparison]) -> Verdict:
    """Worse if any metric is; not worse if every one is; otherwise the evidence is not enough."""
    verdicts = {c.verdict for c in comparisons}
    return (
        "worse"
        if "worse" in verdicts
        else "not worse"
        if verdicts <= {"not worse"}
        else "inconclusive"
    )


def kappa(ours: list[bool], theirs: list[bool]) -> float:
    """Cohen's kappa of two raters' yes/no labels."""
    a, b = np.asarray(ours, bool), np.asarray(theirs, bool)
    observed = float((a == b).mean())
    chance = float(a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean()))
    return (observed - chance) / (1 - chance) if chance < 1 else 1.0
