"""Claims that people labelled in, how often each judge agrees out: balanced accuracy, the mean of
the shares of supported claims kept and of unsupported ones caught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from assistant.check.types import Judge, Source, Statement
from assistant.exam.card import Mark
from evals.stats import RESAMPLES, SEED, Interval
from evals.yardsticks.types import Claim


@dataclass(frozen=True)
class Verdict:
    """What people and a judge found of a claim."""

    id: str
    kind: str
    supported: bool
    judged: bool


@dataclass(frozen=True)
class Judged:
    """One judge: balanced accuracy, the supported claims it kept and the unsupported ones it
    caught, and balanced accuracy or the share right by kind."""

    name: str
    balanced: Interval
    kept: Mark
    caught: Mark
    by_kind: dict[str, Interval | Mark]


def balanced(verdicts: Sequence[Verdict]) -> Interval:
    """Balanced accuracy with a bootstrap interval that draws within each label; not a number where
    a label is missing."""
    right = {
        label: np.array([v.judged == label for v in verdicts if v.supported == label], float)
        for label in (True, False)
    }
    if not all(map(len, right.values())):
        return Interval(len(verdicts), nan, nan, nan)
    rng = np.random.default_rng(SEED)
    means = [r[rng.integers(0, len(r), (RESAMPLES, len(r)))].mean(axis=1) for r in right.values()]
    low, high = np.quantile((means[0] + means[1]) / 2, [0.025, 0.975])
    mean = sum(float(r.mean()) for r in right.values()) / 2
    return Interval(len(verdicts), mean, float(low), float(high))


def measure(
    claims: Sequence[Claim], judges: Sequence[Judge], report: Callable[[str], None]
) -> list[Judged]:
    """Every judge over every claim."""
    out = []
    for judge in judges:
        report(f"{judge.name}: {len(claims)} claims")
        out.append(summed(judge.name, [_verdict(judge, claim) for claim in claims]))
    return out


def summed(name: str, verdicts: Sequence[Verdict]) -> Judged:
    """A judge's verdicts as its figures."""
    kinds = sorted({v.kind for v in verdicts if v.kind})
    by_kind = {kind: _of_kind([v for v in verdicts if v.kind == kind]) for kind in kinds}
    kept = [v.judged for v in verdicts if v.supported]
    caught = [not v.judged for v in verdicts if not v.supported]
    return Judged(
        name, balanced(verdicts), Mark(sum(kept), len(kept)), Mark(sum(caught), len(caught)),
        by_kind,
    )  # fmt: skip


def _of_kind(verdicts: Sequence[Verdict]) -> Interval | Mark:
    """Balanced accuracy of a kind that has both labels, else its share right."""
    if len({v.supported for v in verdicts}) == 2:
        return balanced(verdicts)
    return Mark(sum(v.judged == v.supported for v in verdicts), len(verdicts))


def _verdict(judge: Judge, claim: Claim) -> Verdict:
    keys = tuple(range(1, len(claim.sources) + 1))
    sources = [Source(s.text, s.title) for s in claim.sources]
    ruling = judge.rule([Statement(claim.text, keys)], sources)[0]
    return Verdict(claim.id, claim.kind, claim.supported, bool(ruling.keys))
