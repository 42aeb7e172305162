"""Hand-labelled sentence–passage pairs in, the support judge's agreement out: `python -m
evals.pairs`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assistant.check.support import Judge
from evals.cases import GOLD
from evals.stats import RESAMPLES, SEED, kappa

PAIRS = GOLD / "pairs.jsonl"


@dataclass(frozen=True)
class Agreement:
    """Agreement with the labels over n pairs: share, and Cohen's kappa with its 95% bootstrap
    interval.

    `by_kind` {kind: (share judged as labelled, n)}: of an unsupported kind that is its recall.
    `by_reason` {reason: (share of the sentences faulted for it that are unsupported, n)}: its
    precision. `precision` and `recall` are those of "supported".
    """

    n: int
    share: float
    kappa: float
    low: float
    high: float
    precision: float
    recall: float
    by_kind: dict[str, tuple[float, int]]
    by_reason: dict[str, tuple[float, int]]


def load_pairs(split: str) -> list[dict]:
    """The labelled pairs of one half."""
    return [
        p for p in map(json.loads, PAIRS.read_text("utf-8").splitlines()) if p["split"] == split
    ]


def agreement(judge: Judge, pairs: list[dict]) -> Agreement:
    """How far the judge agrees with the labels."""
    theirs = np.array([p["label"] == "supported" for p in pairs])
    found = [judge.supports(p["sentence"], p["passage"], p["front"]) for p in pairs]
    ours = np.array([f.supported for f in found])
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(pairs), (RESAMPLES // 4, len(pairs)))
    kappas = [kappa(list(ours[i]), list(theirs[i])) for i in picks]
    by_kind = _shares((p["kind"], a == b) for p, a, b in zip(pairs, ours, theirs, strict=True))
    by_reason = _shares(
        (f.reason or "", not b) for f, b in zip(found, theirs, strict=True) if not f.supported
    )
    low, high = np.quantile(kappas, [0.025, 0.975])
    return Agreement(
        len(pairs), float((ours == theirs).mean()), kappa(list(ours), list(theirs)), float(low),
        float(high), float(theirs[ours].mean()), float(ours[theirs].mean()), by_kind, by_reason,
    )  # fmt: skip


def _shares(marks: Iterable[tuple[str, bool]]) -> dict[str, tuple[float, int]]:
    found: dict[str, list[bool]] = {}
    for name, mark in marks:
        found.setdefault(name, []).append(bool(mark))
    return {name: (sum(m) / len(m), len(m)) for name, m in sorted(found.items())}


def main() -> None:
    from assistant.settings import load_settings
    from index.embed import load_embedder

    judge = Judge(load_embedder(load_settings().embedding_model))
    for split in ("development", "test"):
        a = agreement(judge, load_pairs(split))
        print(
            f"{split}: n {a.n}, agreement {a.share:.2f}, kappa {a.kappa:.2f} (95% interval"
            f" {a.low:.2f} to {a.high:.2f})"
        )
        print(f"  supported: precision {a.precision:.2f}, recall {a.recall:.2f}")
        for title, shares in (
            ("judged as labelled, by kind", a.by_kind),
            ("rightly faulted, by reason", a.by_reason),
        ):
            print(
                f"  {title}: "
                + ", ".join(f"{name} {share:.2f} of {n}" for name, (share, n) in shares.items())
            )


if __name__ == "__main__":
    main()
