"""Whether a passage supports a sentence, decided without a large model.

A sentence that stands in the passage word for word is supported. Otherwise its numbers, dates and names must stand
in the passage or in front of it, negation and the direction of verdict words must agree, a recommendation may not
become a duty, and every content word must have a near enough word (cosine of the embedding model's token vectors).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from evals.cases import plain
from index.embed import Embedder
from index.lexical import STOP, stems, words
from index.split import sentences

MEAN_BAR, WEAK_BAR = 0.55, 0.2

_UNITS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen"]
_UNITS += ["fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBER_WORDS = {w: str(n) for n, w in enumerate(_UNITS) if n > 2} | {w: str(n) for w, n in _TENS.items()}
_NUMBER_WORDS |= {f"{t}-{u}": str(n + i) for t, n in _TENS.items() for i, u in enumerate(_UNITS[1:10], 1)}
_SHARES = {
    "half": {"50%"},
    "halve": {"50%"},
    "third": {"33%"},
    "quarter": {"25%"},
    "four in five": {"80%"},
    "one": {"1"},
    "two": {"2"},
    "first": {"1"},
}
_NEGATIONS = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|nothing|n't|fail(?:s|ed)? to|unknown|refus\w+|declin\w+)\b|n['’]t\b"
)
_OPPOSED = (
    ({"accept", "agre", "support", "endors", "back", "welcom"}, {"reject", "refus", "declin", "dismiss", "turn"}),
    (
        {"rise", "rose", "increas", "rais", "grow", "grew", "higher", "more"},
        {"fall", "fell", "cut", "reduc", "lower", "fewer", "drop", "shrink", "less"},
    ),
    ({"welcom", "prais", "applaud", "glad", "cheer"}, {"criticis", "regret", "disappoint", "attack", "condemn", "oppos"}),
    ({"settl", "clear", "ampl", "confid"}, {"unsettl", "unclear", "littl", "worri"}),
    ({"start", "began", "begin", "launch", "resum"}, {"stop", "end", "paus", "halt", "abolish", "delay", "postpon"}),
)
_SAYS = re.compile(
    r"\b(?:recommend\w*|propos\w*|call(?:s|ed|ing)?|want\w*|urg\w+|argu\w+|suggest\w*|ask\w*|said|says?|would|could|should|plan\w*|advis\w+|"
    r"according|judg\w+|view|found|finds|report\w*|warn\w*|stress\w*|not\w+|observ\w+|count\w*|may|might|due|record\w*|express\w*|conclud\w*)\b"
)
_DUTY = re.compile(
    r"\b(?:must|required to|is a duty|are obliged|legally|mandatory|have to|has to|is policy|law requires|requires? (?:all|every|each))\b"
)


@dataclass(frozen=True)
class Judgement:
    """Supported or not, and why not in a word."""

    supported: bool
    reason: str = ""


@cache
def _figures(text: str, generous: bool = False) -> frozenset[str]:
    """Numbers, years and shares of a text in one form: "ten" and "10", "1 per cent" and "1%".

    `generous`, for the passage: halves and small counts in words give their figures too.
    """
    lowered = re.sub(r" ?(?:%|per ?cent)", "%", plain(text))
    found = set(re.findall(r"\d[\d,]*(?:\.\d+)?%?", lowered))
    found |= {_NUMBER_WORDS[w] for w in re.findall(r"[a-z]+(?:-[a-z]+)?", lowered) if w in _NUMBER_WORDS}
    if generous:
        found |= {f for words_, figures in _SHARES.items() if words_ in lowered for f in figures}
    return frozenset(f.replace(",", "").rstrip(".") for f in found)


_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]


def _months(text: str) -> set[str]:
    return {m for m in re.findall(r"\b[A-Z][a-z]+\b", text) if m.lower() in _MONTHS}


def _names(sentence: str) -> set[str]:
    """Capitalised words that do not open the sentence."""
    found = re.findall(r"(?<![.!?“\"] )(?<!^)\b[A-Z][A-Za-z’'&-]+\b", sentence)
    return {w for name in found for w in words(name)} - set(_MONTHS)


def _nearest(sentence: str, passage: str) -> str:
    """The passage's sentence that shares most with the sentence, in plain form."""
    spans = sentences(passage)
    ours = set(stems(sentence))
    return plain(max((passage[a:b] for a, b in spans), key=lambda s: len(set(stems(s)) & ours), default=passage))


class Judge:
    """Decides support with one embedder's token vectors; keeps what it has encoded."""

    def __init__(self, embedder: Embedder, mean_bar: float = MEAN_BAR, weak_bar: float = WEAK_BAR) -> None:
        self._embedder, self._mean_bar, self._weak_bar = embedder, mean_bar, weak_bar
        self._kept: dict[str, tuple[np.ndarray, list[str]]] = {}

    def supports(self, sentence: str, passage: str, front: str = "") -> Judgement:
        if plain(sentence) in plain(passage):
            return Judgement(True)
        whole = f"{front}\n{passage}" if front else passage
        if extra := _figures(sentence) - _figures(whole, generous=True):
            return Judgement(False, f"number {sorted(extra)[0]}")
        if extra := _months(sentence) - _months(whole):
            return Judgement(False, f"date {sorted(extra)[0]}")
        here = set(words(whole))
        initials = "".join(w[0] for w in words(re.sub(r"\b(?:and|of|for|the|to|in)\b", " ", whole)))
        unknown = {n for n in _names(sentence) if n not in here and n not in initials and not set(stems(n)) <= set(stems(whole))}
        if unknown:
            return Judgement(False, f"name {sorted(unknown)[0]}")
        if bool(_NEGATIONS.search(plain(sentence))) != bool(_NEGATIONS.search(plain(passage))) and self._negation_matters(
            sentence, passage
        ):
            return Judgement(False, "negation")
        ours, theirs = set(stems(sentence)), set(stems(whole))
        for left, right in _OPPOSED:
            for mine, other in ((left, right), (right, left)):
                if ours & mine and not theirs & mine and theirs & other:
                    return Judgement(False, "direction")
        if _DUTY.search(plain(sentence)) and not _DUTY.search(plain(whole)):
            return Judgement(False, "voice")
        if _SAYS.search(_nearest(sentence, passage)) and not _SAYS.search(plain(sentence)):
            return Judgement(False, "voice")
        links = self._links(sentence, whole)
        if links.size and (links.mean() < self._mean_bar or links.min() < self._weak_bar):
            return Judgement(False, "words")
        return Judgement(True)

    @staticmethod
    def _negation_matters(sentence: str, passage: str) -> bool:
        """A negation elsewhere in a passage of several sentences says nothing of this one; in the sentence it always counts."""
        if _NEGATIONS.search(plain(sentence)):
            return True
        return bool(_NEGATIONS.search(_nearest(sentence, passage)))

    def _links(self, sentence: str, passage: str) -> np.ndarray:
        """Best cosine of each content word of the sentence with the passage's words."""
        vectors, spelt = self._encode(sentence)
        others, _ = self._encode(passage)
        keep = [i for i, w in enumerate(spelt) if w.lower() not in STOP and any(c.isalnum() for c in w)]
        return (vectors[keep] @ others.T).max(axis=1) if keep and len(others) else np.zeros(0)

    def _encode(self, text: str) -> tuple[np.ndarray, list[str]]:
        if text not in self._kept:
            tokens = self._embedder.encode([text]).tokens[0]
            self._kept[text] = (tokens.vectors, [text[a:b] for a, b in tokens.offsets])
        return self._kept[text]
