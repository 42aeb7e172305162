"""Candidate passages in, their sentences out, scored; a passage is as good as its best sentence.

How well each unit of the question meets a sentence, its neighbours, its passage and what stands
in front (late interaction over token vectors), and who says it, are weighed by a logistic model
learnt on development questions (`evals/train.py` writes `ranker.json`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.documents.types import Label, Passage
from index.embed import Tokens
from index.search.asked import Asked
from index.search.wording import Worded
from index.text.sentences import sentences
from index.text.words import STOP

MODEL = json.loads((Path(__file__).parent / "ranker.json").read_text("utf-8"))
FEATURES = (
    "own", "context", "below_best", "context_z", "neighbours", "whole", "named", "not_named",
    "doubt", "defines", "foreseen",
)  # fmt: skip
_NEIGHBOUR, _FRONT = 0.85, 0.8
"""Shares of the nearness of the sentences beside, and of the title and heading, that count; set
by hand before the weights were learnt."""
_FEWEST_WORDS = 4
"""Words of a sentence that is scored; set by hand."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage: `start`, `end` are places in the document's text, `score` the log
    odds that it answers.

    `links` [u] is how near it comes to each unit of the question (cosine), `front` [u] how near
    its title and heading do.
    """

    text: str
    start: int
    end: int
    passage: Passage
    score: float
    links: np.ndarray = field(repr=False)
    front: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Near:
    """How the candidates were found: {passage id: BM25 score} and {passage id: cosine}, each only
    of those that it found."""

    keyword: Mapping[str, float] = field(default_factory=dict)
    dense: Mapping[str, float] = field(default_factory=dict)


UNKNOWN = Near()
"""Where it is not known how they were found."""


@dataclass(frozen=True)
class Table:
    """Every sentence of the candidates with its features, [s, f], before they are weighed; how
    near their passages came."""

    features: np.ndarray
    sentences: list[tuple[Passage, int, int]]
    links: np.ndarray
    front: np.ndarray
    near: Near = UNKNOWN


@lru_cache(maxsize=50_000)
def _parsed(passage: Passage) -> list[tuple[int, int]]:
    """Sentence spans of a passage."""
    return [
        (a, b)
        for a, b in sentences(passage.text)
        if len(passage.text[a:b].split()) >= _FEWEST_WORDS
    ]


def weights_of(worded: Worded, rarity: Callable[[str], float]) -> np.ndarray:
    """[u], summing to 1: rare words of the question weigh more, function words little."""
    raw = []
    for unit in worded.units:
        content = [w for w in re.findall(r"\w+", unit.text) if w.lower() not in STOP]
        raw.append(
            max(0.2, max(map(rarity, content))) ** 0.5
            if content
            else (0.45 if unit.others else 0.4)
        )
    total = np.array(raw, np.float32)
    return total / max(float(total.sum()), 1e-6)


def table(
    worded: Worded,
    asked: Asked,
    passages: list[Passage],
    tokens: list[Tokens],
    rarity: Callable[[str], float],
    is_named: Callable[[Passage], bool] | None,
    foreseen: Mapping[str, float] | None = None,
) -> Table:
    """Features of every sentence of the passages; `rarity` of a word among them all; `foreseen`
    {passage id: what it gains by the questions that were written for it}."""
    at = _place(passages, tokens)
    if not at.said:
        units = np.zeros((0, len(worded.units)))
        return Table(np.zeros((0, len(FEATURES))), [], units, units)
    near = worded.tokens @ np.concatenate([t.vectors for t in tokens]).T
    own, front, whole = (
        worded.links(_segment_max(near, b)) for b in (at.sentences, at.fronts, at.bodies)
    )
    where = np.array([n for n, _, _ in at.said])
    front = front[:, where]
    columns = _links(weights_of(worded, rarity), own, front, whole, where)
    context = columns["context"]
    columns |= {"below_best": context - context.max(), "context_z": _z(context)}
    by = np.array([is_named(p) for p in passages], float)[where] if is_named else None
    columns["named"] = by if by is not None else np.zeros(len(where))
    columns["not_named"] = 1 - by if by is not None else np.zeros(len(where))
    columns |= _voices([passages[n] for n in where], asked)
    columns["foreseen"] = np.array([(foreseen or {}).get(p.id, 0.0) for p in passages])[where]
    features = np.stack([columns[name] for name in FEATURES], axis=1)
    return Table(features, [(passages[n], a, b) for n, a, b in at.said], own.T, front.T)


Columns = dict[str, np.ndarray]
"""{feature: its value for each sentence}."""
Run = tuple[int, int]
"""First and last token, of all passages' tokens one after the other."""


@dataclass(frozen=True)
class _Places:
    """Where the tokens lie: of what stands in front of each passage, of the whole passage, and of
    each sentence. `said` are (number of the passage, start, end) of the sentences."""

    fronts: list[Run]
    bodies: list[Run]
    sentences: list[Run]
    said: list[tuple[int, int, int]]


def _place(passages: list[Passage], tokens: list[Tokens]) -> _Places:
    found = _Places([], [], [], [])
    at = 0
    for number, (passage, token) in enumerate(zip(passages, tokens, strict=True)):
        starts = token.offsets[:, 0] - (len(passage.searched) - len(passage.text))
        found.fronts.append((at, at + int(np.searchsorted(starts, 0))))
        found.bodies.append((at, at + len(starts)))
        for a, b in _parsed(passage):
            first, last = np.searchsorted(starts, (a, b))
            if last > first:
                found.sentences.append((at + int(first), at + int(last)))
                found.said.append((number, a, b))
        at += len(starts)
    return found


def _links(
    weights: np.ndarray, own: np.ndarray, front: np.ndarray, whole: np.ndarray, where: np.ndarray
) -> Columns:
    """How near the units of the question come to the sentence, its neighbours and its passage;
    `own` and `front` [u, s], `whole` [u, p], `where` [s] the passage of each sentence."""
    beside = np.zeros_like(own)
    together = where[1:] == where[:-1]
    beside[:, 1:] = np.where(together, own[:, :-1], 0.0)
    beside[:, :-1] = np.maximum(beside[:, :-1], np.where(together, own[:, 1:], 0.0))
    beside = np.maximum(beside, 0.0)
    context = weights @ np.maximum(np.maximum(own, _NEIGHBOUR * beside), _FRONT * front)
    return {
        "own": weights @ own,
        "context": context,
        "neighbours": weights @ beside,
        "whole": (weights @ whole)[where],
    }


def _voices(of: list[Passage], asked: Asked) -> Columns:
    """Whether a statement only tells of doubt; whether it defines where no meaning is asked for."""
    labels = [p.voice.label if p.voice else None for p in of]
    defines = np.array([label == Label.DEFINITION for label in labels], float)
    return {
        "doubt": np.array([label in (Label.DISAGREE, Label.NOT_KNOWN) for label in labels], float),
        "defines": defines * (asked.wanted != "definition"),
    }


def _segment_max(near: np.ndarray, bounds: list[tuple[int, int]]) -> np.ndarray:
    """[m, n] greatest value in each of n runs of columns; an empty run gives 0."""
    out = np.zeros((near.shape[0], len(bounds)), np.float32)
    for i, (a, b) in enumerate(bounds):
        if b > a:
            out[:, i] = near[:, a:b].max(axis=1)
    return out


def _z(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / (values.std() + 1e-6)


def weigh(found: Table, model: Mapping = MODEL) -> list[Sentence]:
    """The sentences with their scores, best first."""
    scores = (
        found.features @ np.array([model["weights"][name] for name in FEATURES]) + model["bias"]
    )
    order = sorted(
        range(len(scores)),
        key=lambda i: (-scores[i], found.sentences[i][0].id, found.sentences[i][1]),
    )
    out = []
    for i in order:
        passage, a, b = found.sentences[i]
        out.append(
            Sentence(
                passage.text[a:b],
                passage.start + a,
                passage.start + b,
                passage,
                float(scores[i]),
                found.links[i],
                found.front[i],
            )
        )
    return out
