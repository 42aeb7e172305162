"""A question as typed, with the questions before it, in; a question that stands alone, out.

`carried.py` marks which words belong in it. The question stands where it opens the whole, and what
is carried over of the one before takes the place of the word that points back, or its end; or the
one before stands, and this question's words take the place of what they replace ("and Nuffield?").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understand.carried import BEFORE, NOTHING, Marks, Word, marks, words
from assistant.understand.day import NEWEST
from assistant.understand.types import Turn
from assistant.understand.words import WORDS
from index.text.words import STOP

_POINT = frozenset(WORDS["point back"])
_OWNS = frozenset(("its", "their", "his", "her"))
SMALL = STOP - {"government"}
"""Words that by themselves carry nothing over."""
_OLDER = 3.0
"""Log odds in all from which words of the question before the last are carried over."""
_SURE = 2.0
"""Log odds that a word to be carried must have where nothing in the question points back. On 645
held-out follow-ups it costs .002 of F1; of 80 pairs made to tempt 18 take words over, not 30."""
_LONG = 40
"""Words from which a question stands alone: it is a pasted text or tells all."""
_OWNER, _EARLIER = 3, 8
"""Words of what may own something ("the trust's chair"), and questions of a conversation that are
gone back to."""


@dataclass(frozen=True)
class Step:
    """A question of a conversation as understood: its `text`, empty where it asks nothing, and
    whether it took words over (`took`)."""

    text: str
    took: bool


def resolve(question: str, history: tuple[str, ...] = ()) -> Turn:
    """The question with what it leaves out filled in from the questions before it, oldest first."""
    question = _one_line(question)
    return Turn(question, chain((*history, question))[-1].text or question)


def chain(questions: Sequence[str]) -> list[Step]:
    """Every question of a conversation, oldest first, standing alone."""
    before: list[str] = []
    steps = []
    for said in map(_one_line, questions[-_EARLIER:]):
        text = _standing(said, before) if before else said
        took = bool({w.text for w in words(text)} - {w.text for w in words(said)} - SMALL)
        steps.append(Step(text, took))
        if text:
            before.append(" ".join(text.split()[-_LONG:]))
    return steps


def _one_line(text: str) -> str:
    """A pasted text's lines as sentences, so that a line's first word opens one."""
    lined = re.sub(r"(?<=[\w)”\"'])[ \t]*\n\s*(?=[A-Z])", ". ", text.strip())
    return " ".join(lined.split())


_ONLY_A_DAY = re.compile(
    rf"(?=\W*$|.*\b(?:as at|as of|{NEWEST.pattern})\b)"
    rf"(?:(?:and|so|but|ok|okay|then|what|how|about|is|was|the|as at|as of|{NEWEST.pattern})\b ?)*"
    r"[?.! ]*",
    re.I,
)  # what is left of "and as at July?"; "and as of today?"


def _standing(question: str, before: Sequence[str]) -> str:
    """The question after those before it; empty where it asks nothing."""
    if _ONLY_A_DAY.fullmatch(question):
        return before[-1]
    if len(question.split()) > _LONG:
        return question
    found = marks(tuple(before), question)
    if found.opens == NOTHING:
        return ""
    return composed(question, before[-len(found.before) :], found)


def composed(question: str, before: Sequence[str], found: Marks) -> str:
    """The question standing alone, made of the words that are marked."""
    asked = words(question)
    body = _opened(question, asked, found.question)
    last, odds = before[-1], found.before[-1]
    older = _run(before[-2], found.before[-2], _OLDER) if len(before) > 1 else ""
    most = max(
        (k for k, w in zip(odds, words(last), strict=True) if w.text not in SMALL), default=0
    )
    points = any(w.text in _POINT and k <= 0 for w, k in zip(asked, found.question, strict=True))
    if most <= (0 if points or found.opens == BEFORE else _SURE) and not older:
        return body
    if found.opens == BEFORE:
        new, alike = _kept(question, asked, found.question), bool(_SAME.search(question))
        return _tidy(f"{_replaced(last, odds, new, alike)} {older}")
    carried = f"{older} {_run(last, odds)}".strip().replace(", on ", " on ")
    return _tidy(_filled(body, asked, found.question, carried, len(question) - len(body)))


def _opened(question: str, asked: Sequence[Word], odds: Sequence[float]) -> str:
    """The question without what falls away before it: small words, or what a stop ends ("ok, a
    different thing.")."""
    first = next((i for i, k in enumerate(odds) if k > 0), 0)
    ahead = question[: asked[first].start] if asked else ""
    said = any(w.text not in SMALL for w in asked[:first])
    return question[len(ahead) :] if not said or re.search(r"[.,!?;:] *$", ahead) else question


def _kept(question: str, asked: Sequence[Word], odds: Sequence[float]) -> str:
    """This question's words that are kept, each run of them as it was typed."""
    runs: list[tuple[int, int]] = []
    for i, k in enumerate(odds):
        if k > 0 and runs and i - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], i)
        elif k > 0:
            runs.append((i, i))
    return " ".join(question[asked[a].start : asked[b].end] for a, b in runs)


def _best(values: Sequence[float]) -> tuple[float, int, int]:
    """(sum, start, end) of the run of values with the largest sum."""
    best, total, start = (0.0, 0, 0), 0.0, 0
    for i, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, i
        total += value
        if total > best[0]:
            best = (total, start, i + 1)
    return best


def _run(text: str, odds: Sequence[float], least: float = 0.0) -> str:
    """The run of words that belongs most, without small words at its ends."""
    found = words(text)
    told = [k if w.text not in SMALL else min(k, 0.0) / 2 for k, w in zip(odds, found, strict=True)]
    total, start, end = _best(told)
    while start < end and found[start].text in SMALL:
        start += 1
    while end > start and found[end - 1].text in SMALL:
        end -= 1
    said = text[found[start].start : found[end - 1].end] if end > start else ""
    return re.sub(r"['’]s$", "", said) if total > least else ""


def _replaced(before: str, odds: Sequence[float], new: str, alike: bool) -> str:
    """The question before, with the run of words that belongs least replaced. Where all of them
    belong: what stands behind its last preposition, if the same is asked of another thing
    (`alike`); else the new words behind it, if they open with a preposition or a figure, or before
    what is carried."""
    found = words(before)
    _, start, end = _best([-k for k in odds])
    if any(w.text not in SMALL for w in found[start:end]):
        ahead = before[: found[start].start]
        return ahead + _without_repeat(ahead, new) + before[found[end - 1].end :]
    places = [w for w in found[:-1] if alike and _PREPOSITION.fullmatch(w.text)]
    if places:
        ahead = f"{before[: places[-1].end]} "
        return ahead + _without_repeat(ahead, new)
    if _ADDS.match(new):
        return f"{before.rstrip(' ?.!,')} {new}"
    return f"{new}, on {_run(before, odds)}?"


_ADDS = re.compile(r"(?:about|on|of|to|with|for|in|from|over|by|at|since|after|before)\b|\d", re.I)


def _without_repeat(ahead: str, new: str) -> str:
    """The new words without small ones that stand before their place already."""
    there = [w.lower() for w in ahead.split()[-2:]]
    said = new.split()
    while len(said) > 1 and said[0].lower() in SMALL and said[0].lower() in there:
        said = said[1:]
    return " ".join(said)


_SAME = re.compile(r"\bsame (?:thing |question )?(?:about|for|of|on|with)\b", re.I)


def _filled(body: str, asked: Sequence[Word], odds: Sequence[float], carried: str, cut: int) -> str:
    """The question with what is carried over in the place of the word that points back, else
    behind it."""
    for word, k in zip(asked, odds, strict=True):
        owns = word.text in _OWNS
        if word.start < cut or k > 0 or word.text not in _POINT:
            continue
        if not owns or len(carried.split()) <= _OWNER:
            owner = "’s" if owns else ""
            return f"{body[: word.start - cut]}{carried}{owner}{body[word.end - cut :]}"
    bare = body.rstrip(" ?.!,")
    return f"{bare} {carried}?" if _PREPOSITION.search(bare) else f"{bare}, on {carried}?"


_PREPOSITION = re.compile(r"\b(?:about|on|of|to|with|for|in|from|over|towards)$", re.I)


def _tidy(text: str) -> str:
    """One space between words, and no small word twice in a row."""
    out: list[str] = []
    for word in text.split():
        if not out or word.lower() != out[-1].lower() or word.lower() not in SMALL:
            out.append(word)
    return " ".join(out)
