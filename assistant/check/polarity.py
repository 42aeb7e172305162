"""Words of a text in, each with its sign out: +1, or -1 inside the reach of a negation; and
which words are opposites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from index.embed import Tokens
from index.text.words import STOP, stems

_VERBS = re.compile(
    r"\b(?:not|never|cannot|hardly|scarcely|barely|unlikely|no longer|(?:fail|refus|declin|reject|"
    r"oppos|den[iy]|ruled? out|turn\w* down|stopped short of|yet to|rather than|instead of|"
    r"far from)\w*(?: to)?)\b|n['’]t\b",
    re.I,
)
_NOUNS = re.compile(
    r"\b(?:no(?! (?:more|fewer|less) than| later than| longer)|none|nor|neither|without|nothing|"
    r"nobody)\b",
    re.I,
)
_BREAK = re.compile(
    r"[,;:.!?()“”\"]|\b(?:and|but|although|though|while|whereas|which|who|because|unless|however|"
    r"yet)\b",
    re.I,
)
_PHRASE = re.compile(
    rf"{_BREAK.pattern}|\b(?:to|of|for|on|in|from|by|with|at|that|was|were|is|are|has|have|had)\b",
    re.I,
)
WORD = re.compile(r"[A-Za-z0-9£%]+(?:['’-][A-Za-z0-9]+)*")

PLAIN = re.compile(
    r"\b(?:not|never|no(?! (?:more|fewer|less) than| later than| longer than)|none|nor|neither|"
    r"without|cannot|nothing|nobody|hardly|scarcely|barely|yet to|(?<!as )against|refus(?:e[sd]?|"
    r"ing|als?)|declin(?:e[sd]?|ing)|reject\w*|oppos(?:e[sd]?|ing|ition)|fail(?:s|ed|ing)? to|"
    r"rul(?:ed|es|ing) out)\b|n['’]t\b",
    re.I,
)
_ANY = re.compile(
    rf"{PLAIN.pattern}|\b(?:(?:fail|refus|declin|reject|oppos|den(?:y|ied)|rul\w* out|turn\w*"
    r" down|stop|halt|stall|lack|absen|miss(?:ing|ed)|exclu|outside|"
    r"withdr[ae]w|drop|scrap|abandon|ban(?:ned)?\b|revers|resist|dismiss|prevent|avoid|unable|yet"
    r" to|rather than|instead|far from|short of|too (?:slow|few|little|late)|"
    r"un(?!it|der|til|ion|ique|ivers)\w{4,}|dis(?!trict|cuss|tinct|ability|ease|charge|play|tribut)\w{4,}|impossible|only|few\b|fewer|little|even"
    r" though|despite|away|end(?:ed|s|ing)?\b|abolish|"
    r"remov|cut|free(?:d|s)?\b|less|slow|limit|block|doubt|against|skip|left out|leav\w+"
    r" out|neglect|overlook|ignor|separate|open\b|wait|await)\w*)",
    re.I,
)


@dataclass(frozen=True)
class Word:
    """A word with its sign and the unit vector of its tokens, float32 [d]; `content` unless it
    is a function word or a negation, `denied` when it comes right behind one."""

    text: str
    sign: int
    content: bool
    denied: bool
    vector: np.ndarray


@cache
def _sides() -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """{stem: numbers of the pairs that it stands in, on the left} and the same for the right."""
    left: dict[str, set[int]] = {}
    right: dict[str, set[int]] = {}
    lines = (Path(__file__).parent / "opposites.txt").read_text("utf-8").splitlines()
    for number, line in enumerate(line for line in lines if line and not line.startswith("#")):
        for side, listed in zip((left, right), line.split(":"), strict=True):
            for stem in stems(listed):
                side.setdefault(stem, set()).add(number)
    return left, right


def _pairs(stems_of: set[str], side: dict[str, set[int]]) -> set[int]:
    return set().union(*(side.get(s, ()) for s in stems_of))


@lru_cache(maxsize=50_000)
def opposed(one: str, other: str) -> bool:
    """Whether two words mean the opposite: by a list, or by a prefix."""
    left, right = set(stems(one)), set(stems(other))
    if left & right:
        return False
    before, after = _sides()
    if _pairs(left, before) & _pairs(right, after) or _pairs(left, after) & _pairs(right, before):
        return True
    return any(
        a == prefix + b or b == prefix + a
        for a in left
        for b in right
        for prefix in ("un", "dis", "in", "im", "non", "non-")
        if len(min(a, b, key=len)) > 3
    )


def denied(sentence: str, nearest: str, passage: str) -> str:
    """The negation that one side has and the other has nothing like: the sentence against the
    whole passage, the passage's nearest sentence against the sentence."""
    own, theirs = PLAIN.search(sentence), PLAIN.search(nearest)
    if own and not _ANY.search(passage):
        return own[0]
    return theirs[0] if theirs and not _ANY.search(sentence) else ""


def turned(one: str, other: str) -> bool:
    """Whether one of two sentences on one thing denies and the other has nothing like it."""
    return bool(_ANY.search(one)) != bool(_ANY.search(other))


@lru_cache(maxsize=50_000)
def allied(one: str, other: str) -> bool:
    """Whether two words stand on the same side of a pair of opposites."""
    left, right = set(stems(one)), set(stems(other))
    return any(_pairs(left, side) & _pairs(right, side) for side in _sides())


def signs(text: str, tokens: Tokens) -> list[Word]:
    """Every word that the model read, in order."""
    spans = [m.span() for m in WORD.finditer(text)]
    negative = [0] * len(spans)
    own: set[int] = set()
    first: set[int] = set()
    for pattern, stop in ((_VERBS, _BREAK), (_NOUNS, _PHRASE)):
        for negation in pattern.finditer(text):
            fresh = 1 if pattern is _VERBS else 3
            for i, (start, end) in enumerate(spans):
                if start < negation.end() and end > negation.start():
                    own |= {i} if negation[0].lower().split()[0] in _PURE else set()
                elif start >= negation.end():
                    if stop.search(text[negation.end() : start]):
                        break
                    negative[i] += 1
                    if fresh and text[start:end].lower() not in STOP:
                        first.add(i)
                        fresh -= 1
    out = []
    starts, ends = tokens.offsets[:, 0], tokens.offsets[:, 1]
    for i, (start, end) in enumerate(spans):
        inside = np.flatnonzero((starts < end) & (ends > start))
        if not len(inside):
            continue  # beyond the model's window
        vector = tokens.vectors[inside].mean(axis=0)
        vector = vector / max(float(np.linalg.norm(vector)), 1e-6)
        word = text[start:end]
        content = (
            i not in own
            and (word.lower() in _AMOUNTS or word.lower() not in _FILLERS | STOP)
            and not word.lower().endswith(("n't", "n’t"))
        )
        out.append(Word(word, -1 if negative[i] % 2 else 1, content, i in first, vector))
    return out


_AMOUNTS = frozenset(["more", "less", "fewer", "few", "most", "many"])
_FILLERS = frozenset(["enough", "also", "still", "even", "now", "least"])
_PURE = frozenset(
    [
        "not",
        "never",
        "no",
        "none",
        "nor",
        "neither",
        "without",
        "cannot",
        "nothing",
        "nobody",
        "hardly",
        "scarcely",
        "barely",
        "rather",
        "instead",
        "yet",
    ]
)
