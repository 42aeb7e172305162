"""What each part of the ranking adds and costs, on development questions, for `docs/retrieval.md`:
`python -m evals.ablate`.

Each row learns the ranker anew without one part, weighs it with what the reader read, and ranks
questions held out by fold. The windows that were read are those of the whole ranker. The cost of
the wordings is taken in turn with their absence, question by question.
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
from evals.train import (
    Example,
    collect,
    facts_in,
    fit,
    found_in,
    held_out,
    readings,
    reread_held_out,
)
from index.search import wording
from index.search.rank import FEATURES, Sentence, weigh

PARTS = {
    "neighbours and headings": ("context", "below_best", "context_z", "neighbours", "whole"),
    "named publishers and authors": ("named", "not_named"),
    "what is doubted or defined": ("doubt", "defines"),
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
            np.mean([f(e, r) for e, r in some]) for f in (_at(450), _facts(60), _facts(150), _first)
        ]
        cells += [f"{v:.3f}" for v in values]
    return "| " + " | ".join(cells) + " |"


def _facts(words: int) -> Callable[[Example, list[Sentence]], float]:
    return lambda e, r: facts_in(e.case, r, words)


def _first(example: Example, ranked: list[Sentence]) -> float:
    """Whether the first sentence is evidence."""
    best = (ranked[0].passage.id, ranked[0].start - ranked[0].passage.start)
    return float(
        any(
            h and (p.id, a) == best
            for (p, a, _), h in zip(example.table.sentences, example.holds, strict=True)
        )
    )


def read(examples: list[Example]) -> list[list[Sentence]]:
    """The examples ranked and weighed with what was read of them, held out by fold."""
    again = reread_held_out(held_out(examples), examples, readings(examples))
    return [list(r.sentences) for r in again]


def _at(words: int) -> Callable[[Example, list[Sentence]], float]:
    return lambda e, r: found_in(e, r, words)


def gather(*patches: AbstractContextManager[Any]) -> list[Example]:
    """The answerable questions of both sets, read with `patches` in force."""
    settings = load_settings().model_copy(update={"reader_model": None})
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
    columns = "evidence at 450 | facts in 60 words | in 150 | first sentence"
    print(f"| | commentary: {columns} | starter: {columns} |\n|---|" + 8 * "---|")
    print(line("everything", examples, read(examples)))
    print(line("without the reader", examples, held_out(examples)))
    for name, features in PARTS.items():
        cut = without(examples, features)
        print(line(f"without {name}", cut, read(cut)), flush=True)
    alone = {"weights": dict.fromkeys(FEATURES, 0.0) | {"own": 1.0}, "bias": 0.0}
    print(line("late interaction alone", examples, [weigh(e.table, alone) for e in examples]))
    for name, patch in (
        ("without everyday words", mock.patch.object(wording, "everyday", dict)),
        ("one other wording at most", mock.patch.object(wording, "_MOST", 1)),
        ("two other wordings at most", mock.patch.object(wording, "_MOST", 2)),
    ):
        other = gather(patch)
        print(line(name, other, read(other)), flush=True)
    print(f"\n{cost(examples)}")
    everything = fit(examples)
    print("\nweights: " + ", ".join(f"{k} {v:.2f}" for k, v in everything["weights"].items()))


if __name__ == "__main__":
    main()
