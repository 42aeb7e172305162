"""Hand-labelled sentence–passage pairs in, the support judge's agreement out: `python -m evals.pairs`."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from evals.cases import GOLD
from evals.judge import Judge
from evals.stats import RESAMPLES, SEED, kappa

PAIRS = GOLD / "pairs.jsonl"


@dataclass(frozen=True)
class Agreement:
    """Agreement with the hand labels over n pairs: share, Cohen's kappa with its 95% bootstrap interval, and recall by kind.

    A kind's recall is the share of its pairs judged as labelled.
    """

    n: int
    share: float
    kappa: float
    low: float
    high: float
    by_kind: dict[str, tuple[float, int]]


def load_pairs(split: str) -> list[dict]:
    return [p for p in map(json.loads, PAIRS.read_text("utf-8").splitlines()) if p["split"] == split]


def agreement(judge: Judge, pairs: list[dict]) -> Agreement:
    theirs = np.array([p["label"] == "supported" for p in pairs])
    ours = np.array([judge.supports(p["sentence"], p["passage"], p["front"]).supported for p in pairs])
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(pairs), (RESAMPLES // 4, len(pairs)))
    kappas = [kappa(list(ours[i]), list(theirs[i])) for i in picks]
    kinds: dict[str, list[bool]] = {}
    for p, a, b in zip(pairs, ours, theirs, strict=True):
        kinds.setdefault(p["kind"], []).append(bool(a == b))
    by_kind = {k: (sum(v) / len(v), len(v)) for k, v in kinds.items()}
    low, high = np.quantile(kappas, [0.025, 0.975])
    return Agreement(len(pairs), float((ours == theirs).mean()), kappa(list(ours), list(theirs)), float(low), float(high), by_kind)


def main() -> None:
    from assistant.settings import load_settings
    from index.embed import load_embedder

    judge = Judge(load_embedder(load_settings().embedding_model))
    for split in ("development", "test"):
        a = agreement(judge, load_pairs(split))
        print(f"{split}: n {a.n}, agreement {a.share:.2f}, kappa {a.kappa:.2f} (95% interval {a.low:.2f} to {a.high:.2f})")
        for kind, (share, n) in sorted(a.by_kind.items()):
            print(f"  {kind}: {share:.2f} of {n}")


if __name__ == "__main__":
    main()
