"""Two documents in, which sentence of one is which of the other out: what stands in both is found
wherever it stands, what was reworded by its words and its sense, one that was split or merged with
all its parts."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from assistant.changes.differing import OWED
from assistant.changes.types import Said
from assistant.errors import AssistantError
from index.documents.types import Document
from index.embed import Embedder
from index.text.numbers import digits
from index.text.sentences import sentences
from index.text.words import stems

PAIRED = 0.6
"""Mean of shared words (weighed by how rare they are) and likeness of sense, 0 to 1, from which two
sentences are one in two wordings (docs/changes.md)."""
IN_PLACE = 0.35
"""The same of two that stand between the same neighbours; set by hand on the development pairs."""
INSIDE = 0.72
"""Share of a sentence's words, weighed so, that another holds when it is a part of it."""
ALIKE = 0.1
"""Added where both have a figure in common: it tells two sentences apart that are worded alike."""
MOST = 1500
"""Sentences of either text that stand in it only, which can be held against those of the other."""
_FEWEST = 3
"""Words of a line that can be compared."""
_NUMBERS = re.compile(r"\d[\d,.]*")
_JOINS = re.compile(r"(?<=\w)-|[-+<>](?![£$€]?\d)")
"""Signs that are no sign of a number."""
_MARKS = re.compile(r"[^\w£$€%<>+-]+")
_LIST = re.compile(r"^\s*(?:[-*•–]|\(?\w{1,3}[.)])\s+")
Pair = tuple[tuple[Said, ...], tuple[Said, ...]]
"""Sentences of the older text and those of the newer that say it; one side may be empty."""


def said_in(document: Document) -> list[Said]:
    """Its sentences, and the rows of its tables, in order; headings are none."""
    out = []
    for block in document.blocks:
        if block.role == "heading":
            continue
        text = document.text[block.start : block.end]
        spans = [(0, len(text))] if block.row else sentences(text)
        for a, b in spans:
            words = " ".join(text[a:b].split())
            if len(words.split()) >= _FEWEST or block.row:
                start, end = block.start + a, block.start + b
                page = document.page_of(start, end) or block.page
                out.append(Said(words, start, end, page, block.section))
    return out


def bare(text: str) -> str:
    """A sentence without what is no word of it: its mark in a list, punctuation, case. A number
    keeps its sign."""
    plain = OWED.sub(r"-\1", _LIST.sub("", text).lower().replace("−", "-"))
    return " ".join(_MARKS.sub(" ", _JOINS.sub(" ", plain)).split())


def aligned(
    before: Sequence[Said], after: Sequence[Said], embedder: Embedder
) -> tuple[list[Pair], list[tuple[int, int]]]:
    """(what differs, pair by pair in the order of the newer text; the places of what stands in
    both letter for letter)."""
    same = _letter_for_letter(before, after)
    kept_old, kept_new = {a for a, _ in same}, {b for _, b in same}
    olds = [i for i in range(len(before)) if i not in kept_old]
    news = [j for j in range(len(after)) if j not in kept_new]
    if max(len(olds), len(news)) > MOST and olds and news:
        raise AssistantError(
            f"The two have too little in common to be compared: {len(olds)} sentences and"
            f" {len(news)} stand in one only, and {MOST} of each can be held against the others."
        )
    weigh = _rarity([*before, *after])
    near = _nearness([before[i] for i in olds], [after[j] for j in news], embedder, weigh)
    one_to_one = _assigned(near, PAIRED)
    one_to_one += _in_one_gap(near, olds, news, one_to_one, same)
    groups: dict[int, tuple[list[int], list[int]]] = {
        n: ([olds[a]], [news[b]]) for n, (a, b) in enumerate(one_to_one)
    }
    paired_old, paired_new = {a for a, _ in one_to_one}, {b for _, b in one_to_one}
    spare_old = [olds[a] for a in range(len(olds)) if a not in paired_old]
    spare_new = [news[b] for b in range(len(news)) if b not in paired_new]
    alone_old = _joined(spare_old, before, after, groups, 0, weigh)
    alone_new = _joined(spare_new, after, before, groups, 1, weigh)
    pairs = [(sorted(a), sorted(b)) for a, b in groups.values()]
    pairs += [([a], []) for a in alone_old] + [([], [b]) for b in alone_new]
    placed = dict(same)
    pairs.sort(key=lambda p: (p[1][0] if p[1] else _place(p[0][0], placed, len(after)), p[0]))
    told = [
        (tuple(before[a] for a in olds_), tuple(after[b] for b in news_)) for olds_, news_ in pairs
    ]
    return told, same


def _letter_for_letter(before: Sequence[Said], after: Sequence[Said]) -> list[tuple[int, int]]:
    """Places of the same words, each once, those in order first."""
    where: dict[str, list[int]] = defaultdict(list)
    for j, said in enumerate(after):
        where[bare(said.text)].append(j)
    found = []
    for i, said in enumerate(before):
        if places := where[bare(said.text)]:
            found.append((i, places.pop(0)))
    return found


def _rarity(some: Sequence[Said]) -> dict[str, float]:
    """How much a stem weighs: a rare one more."""
    counts = Counter(s for said in some for s in set(_stems(said.text)))
    return {s: math.log(1 + len(some) / n) for s, n in counts.items()}


def _stems(text: str) -> list[str]:
    """Stems, every number alike: a figure that changed makes no other sentence."""
    return stems(_NUMBERS.sub("0", digits(_LIST.sub("", text))))


def _weight(some: Iterable[str], weigh: dict[str, float]) -> float:
    return sum(weigh.get(s, 1.0) for s in some)


def _nearness(
    olds: Sequence[Said], news: Sequence[Said], embedder: Embedder, weigh: dict[str, float]
) -> np.ndarray:
    """[olds, news], 0 to 1: shared words and likeness of sense, half each."""
    if not olds or not news:
        return np.zeros((len(olds), len(news)))
    ours, theirs = [set(_stems(s.text)) for s in olds], [set(_stems(s.text)) for s in news]
    names = sorted(set().union(*ours) | set().union(*theirs))
    weights = np.array([weigh.get(name, 1.0) for name in names], np.float32)
    one, other = _rows(ours, names), _rows(theirs, names)
    whole = (one @ weights)[:, None] + (other @ weights)[None, :]
    shared = 2 * (one * weights) @ other.T / np.maximum(whole, 1e-9)
    sense = _vectors(olds, embedder) @ _vectors(news, embedder).T
    told, tells = [_figures(s.text) for s in olds], [_figures(s.text) for s in news]
    figures = sorted(set().union(*told) & set().union(*tells))
    same = _rows(told, figures) @ _rows(tells, figures).T > 0
    return (shared + np.clip(sense, 0, 1)) / 2 + ALIKE * same


def _rows(sets: Sequence[set[str]], names: Sequence[str]) -> np.ndarray:
    """[sets, names] of 1 where a set has the name, else 0."""
    at = {name: n for n, name in enumerate(names)}
    rows = np.zeros((len(sets), len(names)), np.float32)
    for row, some in enumerate(sets):
        rows[row, [at[name] for name in some if name in at]] = 1
    return rows


def _figures(text: str) -> set[str]:
    return set(_NUMBERS.findall(digits(_LIST.sub("", text))))


def _vectors(some: Sequence[Said], embedder: Embedder) -> np.ndarray:
    return np.asarray(embedder.encode([s.text for s in some]).vectors)


def _assigned(near: np.ndarray, least: float) -> list[tuple[int, int]]:
    """Pairs, the nearest first, each sentence once."""
    olds, news = np.nonzero(near >= least)
    order = np.argsort(-near[olds, news], kind="stable")
    found: list[tuple[int, int]] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for n in order:
        a, b = int(olds[n]), int(news[n])
        if a not in taken_old and b not in taken_new:
            found.append((a, b))
            taken_old.add(a)
            taken_new.add(b)
    return found


def _in_one_gap(
    near: np.ndarray,
    olds: list[int],
    news: list[int],
    paired: list[tuple[int, int]],
    same: list[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Pairs more, of those left: a sentence that is gone and one that is new between the same two
    neighbours are one in quite other words, where they are at all alike."""
    placed = {**dict(same), **{olds[a]: news[b] for a, b in paired}}
    others = {new: old for old, new in placed.items()}
    left = near.copy()
    left[[a for a, _ in paired], :] = left[:, [b for _, b in paired]] = 0
    for a, b in np.argwhere(left >= IN_PLACE):
        old, new = olds[a], news[b]
        before = old == new == 0 or placed.get(old - 1, -1) == new - 1
        after = others.get(new + 1, -1) == old + 1
        if not (before and after):
            left[a, b] = 0
    return _assigned(left, IN_PLACE)


def _joined(
    spare: list[int],
    own: Sequence[Said],
    others: Sequence[Said],
    groups: dict[int, tuple[list[int], list[int]]],
    side: int,
    weigh: dict[str, float],
) -> list[int]:
    """Those that are a part of no pair; the others are put into theirs, next to which they
    stand."""
    alone = []
    for n in spare:
        mine = set(_stems(own[n].text))
        best, most = None, INSIDE
        for key, group in groups.items():
            if not any(abs(n - place) <= 2 for place in group[side]):
                continue
            whole = set().union(*(_stems(others[o].text) for o in group[1 - side]))
            share = _weight(mine & whole, weigh) / max(1e-9, _weight(mine, weigh))
            if share >= most:
                best, most = key, share
        if best is None:
            alone.append(n)
        else:
            groups[best][side].append(n)
    return alone


def _place(old: int, placed: dict[int, int], last: int) -> int:
    """Where in the newer text a sentence stood that is gone: behind the one before it."""
    for before in range(old, -1, -1):
        if before in placed:
            return placed[before]
    return 0 if placed else last
