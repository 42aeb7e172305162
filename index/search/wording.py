"""A question in, its units out: words and phrases, each with what reports call the same thing.

The alternatives come from `everyday.txt` (what people type: what reports say), from the
abbreviations that the documents define, and from their spelling. `Units.texts` are the question
with the alternatives put in; a unit meets a sentence as well as the best of its wordings does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.embed import Embedder

_LONGEST, _MOST = 4, 3
"""Words of a unit, and other wordings of one that are tried, at the most."""


@dataclass(frozen=True)
class Unit:
    """A word or phrase of the question and its other wordings, best first."""

    text: str
    start: int
    end: int
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Worded:
    """A question's wordings encoded: `vector` [d], their mean; `typed` [d], that of the question
    as it was typed; `tokens` [m, d], word pieces of all wordings.

    `gather` [w, u, m] averages the pieces of each unit in each wording; `has` [w, u] tells where
    a wording words a unit.
    """

    units: tuple[Unit, ...]
    vector: np.ndarray
    typed: np.ndarray
    tokens: np.ndarray
    gather: np.ndarray
    has: np.ndarray

    def links(self, near: np.ndarray) -> np.ndarray:
        """[u, n] from the cosines [m, n] of each piece with each of n texts: a unit's best
        wording counts."""
        each = self.gather @ near
        return np.where(self.has[:, :, None], each, -1.0).max(axis=0)


@cache
def everyday() -> dict[str, tuple[str, ...]]:
    """{what people type: what reports write}, from `everyday.txt`."""
    lines = (Path(__file__).parent / "everyday.txt").read_text("utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {
        key.strip(): tuple(other.strip() for other in others.split(",")) for key, others in pairs
    }


def units(
    question: str,
    abbreviations: Mapping[str, str],
    respelt: Callable[[str], str | None] = lambda _: None,
) -> tuple[Unit, ...]:
    """The question cut into units, the longest known phrase first; `abbreviations` as {"icb":
    "integrated care board"}."""
    spans = [
        m.span()
        for m in re.finditer(r"\b[A-Za-z]{1,2}&[A-Za-z]{1,2}\b|\w(?:[\w’'-]*\w)?", question)
    ]
    long_forms = {long: short.upper() for short, long in abbreviations.items()}
    found: list[Unit] = []
    at = 0
    while at < len(spans):
        for size in range(min(_LONGEST, len(spans) - at), 0, -1):
            start, end = spans[at][0], spans[at + size - 1][1]
            key = " ".join(
                question[a:b].lower().replace("’", "'").removesuffix("'s")
                for a, b in spans[at : at + size]
            )
            single = key.removesuffix("s")
            others = [
                o
                for table in (everyday(), abbreviations, long_forms)
                for k in dict.fromkeys((key, single))
                for o in _listed(table.get(k, ()))
            ]
            if size == 1 and not others and (right := respelt(key)):
                others = [right, *everyday().get(right, ())]
            if others or size == 1:
                found.append(
                    Unit(question[start:end], start, end, tuple(dict.fromkeys(others))[:_MOST])
                )
                at += size
                break
    return tuple(found)


def _listed(entry: str | tuple[str, ...]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else entry


def encode(question: str, found: tuple[Unit, ...], embedder: Embedder) -> Worded:
    """The question as it is and once for each rank of alternatives, encoded together."""
    texts, places = [], []
    for rank in range(max((len(u.others) for u in found), default=0) + 1):
        text, last, spans = "", 0, []
        for unit in found:
            text += question[last : unit.start]
            chosen = (
                unit.others[min(rank, len(unit.others)) - 1] if rank and unit.others else unit.text
            )
            spans.append((len(text), len(text) + len(chosen)))
            text += chosen
            last = unit.end
        texts.append(text + question[last:])
        places.append(spans)
    encoded = embedder.encode(texts)
    starts = [np.array([t.offsets[:, 0]]) for t in encoded.tokens]
    inside = [
        (
            (start >= np.array(spans).reshape(-1, 2)[:, :1])
            & (start < np.array(spans).reshape(-1, 2)[:, 1:])
        )
        for start, spans in zip(starts, places, strict=True)
    ]
    word = [
        np.array([text[s : s + 1].isalnum() for s in start[0]], bool)
        for text, start in zip(texts, starts, strict=True)
    ]
    total = sum(m.shape[1] for m in inside)
    gather = np.zeros((len(texts), len(found), total), np.float32)
    at = 0
    for rank, (marks, real) in enumerate(zip(inside, word, strict=True)):
        marks = marks & real
        gather[rank, :, at : at + marks.shape[1]] = marks / np.maximum(
            marks.sum(axis=1, keepdims=True), 1
        )
        at += marks.shape[1]
    has = np.asarray(gather.any(axis=2))
    has[1:] &= np.array([bool(u.others) for u in found], bool)
    vector = encoded.vectors.mean(axis=0)
    return Worded(
        found,
        vector / max(float(np.linalg.norm(vector)), 1e-9),
        encoded.vectors[0],
        np.concatenate([t.vectors for t in encoded.tokens]),
        gather,
        has,
    )
