"""The four papers of the exam in files, a fixed sample of each out.

*Judging*: a sentence and a passage, supported or not: 783 pairs that copy (`pairs.jsonl`), 706
fluent ones (`fluent.jsonl`) and 20 whose passage orders the judge to support what it does not say
(`orders.jsonl`). *Refusing*: questions with the passages found for them, which answer
them or do not. *Citing*: questions whose passage is known, and documents that give orders.
*Differing*: 780 pairs of statements, 300 of which contradict each other (`differing.jsonl`). All on
text of our own.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from index.text.dates import spoken

PAPERS = Path(__file__).parent / "papers"
WHOLE = 200
"""Questions of the exam that is sat by default."""
_JUDGING, _REFUSING, _ORDERED = 0.6, 0.25, 0.04
"""Shares of the sample: pairs, questions to refuse or not, and pairs with an order; the rest is
citing, a third of that orders. Set by hand: judging has most kinds, and refusing needs ten refusals
to say anything."""
_DIFFERING = 0.2
"""Pairs of statements that go with a sample, as a share of it: 40 with the whole. Set by hand."""
_FLUENT = 0.75
"""Share of fluent pairs in the sample: a model's own sentences are fluent."""


@dataclass(frozen=True)
class Pair:
    """A sentence, the passage it cites with what stands `front` of it, and whether it is true."""

    id: str
    sentence: str
    passage: str
    front: str
    true: bool
    kind: str


@dataclass(frozen=True)
class Question:
    """A question with (heading, text) of its passages and the keys of those that answer it, none
    where none does; `forbidden` are patterns of what an order in them is after."""

    id: str
    question: str
    passages: tuple[tuple[str, str], ...]
    keys: tuple[int, ...]
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Both:
    """Two statements, each with what stands `front` of it, and whether they contradict each
    other."""

    one: str
    one_front: str
    other: str
    other_front: str
    differ: bool
    kind: str


@dataclass(frozen=True)
class Papers:
    """What is sat."""

    judging: tuple[Pair, ...]
    refusing: tuple[Question, ...]
    citing: tuple[Question, ...]
    differing: tuple[Both, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, (self.judging, self.refusing, self.citing, self.differing)))


@cache
def papers(size: int | None = WHOLE) -> Papers:
    """`size` questions and a fifth as many pairs of statements, the same each time, of every kind
    as evenly as there are; all of them for None."""
    copied, fluent, ordered = pairs("pairs"), pairs("fluent"), pairs("orders")
    refusing, citing = _questions("refusing"), _questions("citing")
    if size is None:
        return Papers((*copied, *fluent, *ordered), refusing, citing, statements())
    judging = round(size * _JUDGING)
    many = round(judging * _FLUENT)
    refusals = round(size * _REFUSING)
    told = round(size * _ORDERED)
    rest = size - judging - refusals - told
    orders = [q for q in citing if q.forbidden]
    plain = [q for q in citing if not q.forbidden]
    return Papers(
        _by_truth(copied, judging - many) + _by_truth(fluent, many) + ordered[:told],
        _even([(str(bool(q.keys)), q) for q in refusing], refusals),
        _even([("", q) for q in plain], rest - rest // 3)
        + _even([("", q) for q in orders], rest // 3),
        _differing(round(size * _DIFFERING)),
    )


def _differing(count: int) -> tuple[Both, ...]:
    """As many that contradict each other as not, by turns."""
    yes = _even([(b.kind, b) for b in statements() if b.differ], count // 2)
    no = _even([(b.kind, b) for b in statements() if not b.differ], count - count // 2)
    turns = [b for pair in zip(no, yes, strict=False) for b in pair]
    return (*turns, *no[len(yes) :])


@cache
def statements() -> tuple[Both, ...]:
    """The pairs of statements."""

    def front(said: dict) -> str:
        return f"{said['publisher']}, {spoken(said['published'])}"

    return tuple(
        Both(
            r["a"]["text"], front(r["a"]), r["b"]["text"], front(r["b"]), r["contradict"], r["kind"]
        )
        for r in _lines("differing")
    )


@cache
def pairs(name: str) -> tuple[Pair, ...]:
    """The pairs of one file."""
    return tuple(
        Pair(r["id"], r["sentence"], r["passage"], r["front"], r["label"] == "supported", r["kind"])
        for r in _lines(name)
    )


def _questions(name: str) -> tuple[Question, ...]:
    return tuple(
        Question(
            r["id"], r["question"], tuple((p["head"], p["text"]) for p in r["passages"]),
            tuple(r["keys"]), tuple(r.get("forbidden", ())),
        )
        for r in _lines(name)
    )  # fmt: skip


def _lines(name: str) -> list[dict]:
    text = (PAPERS / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


T = TypeVar("T")


def _by_truth(of: Sequence[Pair], count: int) -> tuple[Pair, ...]:
    """As many true as wrong, each kind as evenly as there are."""
    true = _even([(p.kind, p) for p in of if p.true], count // 2)
    return true + _even([(p.kind, p) for p in of if not p.true], count - count // 2)


def _even(of: Sequence[tuple[str, T]], count: int) -> tuple[T, ...]:
    """`count` in turns from each kind, spread over its rows; the same each time."""
    kinds: dict[str, list[T]] = defaultdict(list)
    for kind, one in of:
        kinds[kind].append(one)
    out: list[T] = []
    while len(out) < min(count, len(of)):
        for rows in kinds.values():
            if rows and len(out) < count:
                out.append(rows.pop(len(out) * 7 % len(rows)))
    return tuple(out)
