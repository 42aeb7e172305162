"""Planted board papers in, how well a check marks their sentences out: precision and recall of each
mark.

`python -m evals.papers [development|test]`; `--fit` learns the weights of
`assistant.paper.weigh` from the development half, after printing what papers held out get.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from assistant.paper.weigh import (
    FEATURES,
    MARKS,
    WEIGHTS,
    Mark,
    decide,
    features,
    nearest,
    newer_than,
    weigh,
)
from evals.opened import Opened, of_its_own, open_product
from evals.stats import Interval, interval


@dataclass(frozen=True)
class Planted:
    """A sentence of a planted paper with the mark it should get, and what it rests on."""

    id: str
    half: str
    paper: str
    text: str
    mark: Mark
    why: str


def load_planted(half: str) -> list[Planted]:
    """The planted sentences of one half."""
    lines = (resources.files("evals") / "gold" / "papers.jsonl").read_text("utf-8").splitlines()
    return [p for p in (Planted(**json.loads(line)) for line in lines) if p.half == half]


def measure(should: Sequence[Mark], got: Sequence[Mark]) -> dict[str, Interval]:
    """Precision and recall of each mark."""
    out = {}
    for mark in MARKS:
        out[f"{mark}: precision"] = interval(
            [float(s == mark) for s, g in zip(should, got, strict=True) if g == mark]
        )
        out[f"{mark}: recall"] = interval(
            [float(g == mark) for s, g in zip(should, got, strict=True) if s == mark]
        )
    return out


def markdown(figures: dict[str, Interval]) -> str:
    """The figures as a table."""
    rows = [
        f"| {name} | {i.mean:.2f} ({i.low:.2f} to {i.high:.2f}) | {i.n} |"
        for name, i in figures.items()
    ]
    return "\n".join(["| mark | value (95% interval) | n |", "|---|---|---|", *rows])


def fit(assistant: Opened) -> None:
    """Learns the weights, after printing what each development paper gets from weights learnt on
    the others."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import LeaveOneGroupOut
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    planted = load_planted("development")
    found = [nearest(assistant.searcher, assistant.judge, p.text) for p in planted]
    x = np.array(
        [
            features(assistant.judge, p.text, near, newer_than(assistant.searcher, near))
            for p, near in zip(planted, found, strict=True)
        ]
    )
    y = np.array([p.mark for p in planted])

    def learnt(rows: np.ndarray) -> dict:
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3000)).fit(
            x[rows], y[rows]
        )
        scale, logit = model[0], model[1]
        weights = logit.coef_ / scale.scale_
        bias = logit.intercept_ - weights @ scale.mean_
        at = [list(logit.classes_).index(m) for m in MARKS]
        return {
            "features": list(FEATURES),
            "bias": {m: round(float(bias[i]), 4) for m, i in zip(MARKS, at, strict=True)},
            "weights": {
                m: [round(float(w), 4) for w in weights[i]] for m, i in zip(MARKS, at, strict=True)
            },
        }

    got: list[Mark] = ["absent"] * len(planted)
    for rest, held in LeaveOneGroupOut().split(x, y, [p.paper for p in planted]):
        model = learnt(rest)
        for i in held:
            got[i] = decide(list(x[i]), found[i][0].kind, model)
    print(markdown(measure([p.mark for p in planted], got)))
    WEIGHTS.write_text(json.dumps(learnt(np.arange(len(planted))), indent=1) + "\n", "utf-8")


def main() -> None:
    from assistant.settings import load_settings

    words = [w for w in sys.argv[1:] if w != "--fit"]
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_product(of_its_own(load_settings(), Path(folder)))
        assistant.library.index_starter()
        if "--fit" in sys.argv:
            fit(assistant)
        else:
            planted = load_planted(words[0] if words else "test")
            print(
                markdown(
                    measure(
                        [p.mark for p in planted],
                        [weigh(assistant.searcher, assistant.judge, p.text).mark for p in planted],
                    )
                )
            )
        assistant.close()


if __name__ == "__main__":
    main()
