"""A question and those before it in; which of their words belong in the question standing alone,
out.

One small encoder on the bundled model's shape and word embeddings marks each word as carried over
or not (query resolution as term classification, Voskarides and others 2020), learnt by
`python -m evals.train_follow_up`. Weights: `carried.safetensors`, with its card `carried.md`
beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.understand.encoder import loaded

HEADS = {"keep": 1, "base": 3}
"""Whether a word is carried, and what the question opens with."""
WEIGHTS = Path(__file__).parent / "carried.safetensors"
MOST_TOKENS, EARLIER = 256, 2
"""Word pieces of all questions together, and earlier questions that are looked at."""
QUESTION, BEFORE, NOTHING = range(3)
"""What the question standing alone opens with: this question's words, or those of the one before;
NOTHING: it asks nothing ("ok", "thought so")."""
_BETWEEN = " [SEP] "
_WORD = re.compile(r"[\w£%$][\w£%$.,'’/&-]*[\w%]|[\w£%$]")


@dataclass(frozen=True)
class Word:
    """A word as compared (small letters, no possessive), with its place in its question."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Marks:
    """Log odds of each word that it belongs in the question standing alone: of the questions
    before (oldest first) and of this one; and what that one opens with."""

    before: tuple[tuple[float, ...], ...]
    question: tuple[float, ...]
    opens: int


def words(text: str) -> list[Word]:
    """The words of a question, in order."""
    return [
        Word(m[0].lower().replace("’", "'").rstrip("'").removesuffix("'s"), *m.span())
        for m in _WORD.finditer(text)
    ]


def marks(before: tuple[str, ...], question: str) -> Marks:
    """What of the questions before, oldest first, and of this one belongs in it standing alone."""
    return _read(before[-EARLIER:], question)


_KEPT = 512
"""Readings kept in memory: the chains of the conversations that go on."""


@lru_cache(maxsize=_KEPT)
def _read(before: tuple[str, ...], question: str) -> Marks:
    import torch

    model, tokenizer = loaded(WEIGHTS, HEADS)
    fed = encoded(tokenizer, [(before, question)])
    with torch.inference_mode():
        hidden = model(fed)
        kept, opens = model.keep(hidden)[..., 0], model.base(hidden[:, 0])
    earlier, asked = first_pieces(fed, 0, before, question)

    def odds(at: Sequence[int | None]) -> tuple[float, ...]:
        return tuple(_CUT if i is None else float(kept[0, i]) for i in at)

    return Marks(tuple(map(odds, earlier)), odds(asked), int(opens[0].argmax()))


_CUT = -9.0
"""Log odds of a word behind the last word piece that is read."""


def encoded(tokenizer: Any, asked: Sequence[tuple[Sequence[str], str]]) -> Any:
    """Word pieces of each (questions before, question) with their places."""
    return tokenizer(
        [_BETWEEN.join(before) for before, _ in asked],
        [question for _, question in asked],
        truncation="longest_first",
        max_length=MOST_TOKENS,
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )


def first_pieces(
    fed: Any, number: int, before: Sequence[str], question: str
) -> tuple[list[list[int | None]], list[int | None]]:
    """The first word piece of each word of the questions before, and of this one; None where it
    was cut off."""
    places = fed["offset_mapping"][number].tolist()
    types = fed["token_type_ids"][number].tolist()
    at: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for i, ((start, end), kind) in enumerate(zip(places, types, strict=True)):
        if end > start:
            at[kind].setdefault(start, i)
    begins, found = 0, []
    for said in before:
        found.append([at[0].get(begins + w.start) for w in words(said)])
        begins += len(said) + len(_BETWEEN)
    return found, [at[1].get(w.start) for w in words(question)]
