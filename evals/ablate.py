"""What each part of the ranking adds and costs, on development questions, for `docs/retrieval.md`:
`python -m evals.ablate`.

Each row learns the ranker anew without one part and ranks questions held out by fold. The cost
of the wordings is taken in turn with their absence, question by question.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from typing import Any
from unittest import mock

import numpy as np

from assistant.settings import load_settings
from evals.train import Example, collect, facts_in, fit, found_in, held_out
from index.search import wording
from index.search.rank import FEATURES, Sentence, weigh

PARTS = {
    "neighbours and headings": ("context", "below_best", "context_z", "neighbours", "whole"),
    "keyword features": ("keywords_z", "cover_z"),
    "the document's other sentences": ("document",),
    "the sentence's words in the question": ("reverse_z",),
    "the kind of thing asked for": ("gives", "gives_not"),
    "named publishers and authors": ("named", "not_named"),
    "form of the sentence": ("length", "leans", "opens"),
}


def without(examples: list[Example], names: tuple[str, ...]) -> list[Example]:
    """The examples without these features."""
    keep = np.array([name not in names for name in FEATURES], float)
    return [replace(e, table=replace(e.table, features=e.table.features * keep)) for e in examples]


def line(name: str, examples: list[Example], ranked: list[list[Sentence]]) -> str:
    """One row of the table: evidence and facts found, by set."""
    cells = [name]
    for kept in ("commentary", "starter"):
        some = [
            (e, r)
            for e, r in zip(examples, ranked, strict=True)
            if e.set == kept and e.case.answerable
        ]
        values = [
            np.mean([f(e, r) for e, r in some])
            for f in (_at(450), _at(900), lambda e, r: facts_in(e.case, r))
        ]
        cells += [f"{v:.3f}" for v in values]
    return "| " + " | ".join(cells) + " |"


def _at(words: int) -> Callable[[Example, list[Sentence]], float]:
    return lambda e, r: found_in(e, r, words)


def gather(*patches: AbstractContextManager[Any]) -> list[Example]:
    """The answerable questions of both sets, read with `patches` in force."""
    settings = load_settings()
    with ExitStack() as stack:
        for patch in patches:
            stack.enter_context(patch)
        return [
            e
            for name in ("commentary", "starter")
            for e in collect(name, settings)
            if e.case.answerable
        ]


def cost(examples: list[Example]) -> str:
    """Milliseconds to encode and rank a question with and without the everyday words, taken in
    turn."""
    took: tuple[list[float], list[float]] = ([], [])
    for example in examples[::6]:
        patches: tuple[AbstractContextManager[Any], ...] = (
            nullcontext(), mock.patch.object(wording, "everyday", dict)
        )  # fmt: skip
        for kept, patch in zip(took, patches, strict=True):
            with patch:
                began = time.perf_counter()
                example.searcher.rank(example.searcher.query(example.query.text))
                kept.append(1000 * (time.perf_counter() - began))
    medians = [float(np.median(kept)) for kept in took]
    return (
        f"{medians[0]:.0f} ms a question, {medians[1]:.0f} without everyday words"
        f" ({medians[0] / medians[1]:.2f}; n {len(took[0])})"
    )


def main() -> None:
    examples = gather()
    counts = [sum(e.set == name for e in examples) for name in ("commentary", "starter")]
    print(f"n {counts[0]} (commentary) and {counts[1]} (starter)\n")
    columns = "evidence at 450 | at 900 | facts in 150 words"
    print(f"| | commentary: {columns} | starter: {columns} |\n|---|---|---|---|---|---|---|")
    print(line("everything", examples, held_out(examples)))
    for name, features in PARTS.items():
        cut = without(examples, features)
        print(line(f"without {name}", cut, held_out(cut)), flush=True)
    alone = {"weights": dict.fromkeys(FEATURES, 0.0) | {"own": 1.0}, "bias": 0.0}
    print(line("late interaction alone", examples, [weigh(e.table, alone) for e in examples]))
    alone = {
        "weights": dict.fromkeys(FEATURES, 0.0) | {"keywords_z": 1.0, "cover_z": 1.0},
        "bias": 0.0,
    }
    print(line("keywords alone", examples, [weigh(e.table, alone) for e in examples]), flush=True)
    for name, patch in (
        ("without everyday words", mock.patch.object(wording, "everyday", dict)),
        ("one other wording at most", mock.patch.object(wording, "_MOST", 1)),
        ("two other wordings at most", mock.patch.object(wording, "_MOST", 2)),
    ):
        other = gather(patch)
        print(line(name, other, held_out(other)), flush=True)
    print(f"\n{cost(examples)}")
    everything = fit(examples)
    print("\nweights: " + ", ".join(f"{k} {v:.2f}" for k, v in everything["weights"].items()))


if __name__ == "__main__":
    main()
