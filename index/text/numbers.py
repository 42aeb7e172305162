"""A text in; its figures, dates and bounds in one form out, so that "ten" meets "10" and "£50m"
meets "£50 million"."""

from __future__ import annotations

import re
from functools import lru_cache

from index.text.dates import MONTHS
from index.text.words import STOP, stems

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
"""Value of each word."""
_SPELT = {w: n for n, w in enumerate(_UNITS)} | _TENS
_SPELT |= {
    f"{t}{sep}{u}": n + i
    for t, n in _TENS.items()
    for i, u in enumerate(_UNITS[1:10], 1)
    for sep in "- "
}
_SPELT |= {"dozen": 12, "hundred": 100}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_SPELT, key=len, reverse=True))})\b")
_ORDINALS = {
    w: f"{n}th"
    for n, w in enumerate(
        [
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        3,
    )
}
_SHARES = (
    (r"\b(?:one |a )?half\b(?! (?:a )?year)|\bhal(?:ve|ved|ving)\b", "50%"),
    (r"\btwo[ -]thirds\b", "67%"),
    (r"\b(?:one|a)[ -]third\b", "33%"),
    (r"\bthree[ -]quarters\b", "75%"),
    (r"\b(?:one|a) quarter of\b", "25%"),
    (r"\bfour in (?:5|five)\b|\bfour[ -]fifths\b", "80%"),
    (r"\bone in (?:5|five)\b|\ba fifth\b", "20%"),
    (r"\bnine in (?:10|ten)\b", "90%"),
    (r"\b(?:twice|doubl(?:e|ed|ing))\b", "2 times"),
    (r"\b(?:three ?fold|tripl(?:e|ed|ing)|treb(?:le|led))\b", "3 times"),
)
_SCALE = {
    "m": "million",
    "mn": "million",
    "bn": "billion",
    "k": "thousand",
    "million": "million",
    "billion": "billion",
    "thousand": "thousand",
}
_FIGURE = re.compile(
    r"(£ ?)?(\d[\d,]*(?:\.\d+)?)(?: ?(million|billion|thousand|mn|bn|m|k)\b)?( ?(?:%|per ?cent\b))?"
)
_DURATION = re.compile(r"\b(\d+)[ -](day|week|month|year|decade)s?\b")
_NOT_TOLD_BY = {
    *MONTHS,
    "spring",
    "summer",
    "autumn",
    "winter",
    "million",
    "billion",
    "per",
    "cent",
}
_FLOOR = (
    r"at least|no fewer than|no less than|a minimum of|more than|over|above|upwards of|exceed(?:s|"
    r"ed|ing)?"
)
_CEIL = (
    r"at most|no more than|not more than|up to|a maximum of|fewer than|less than|under|below|"
    r"no higher than"
)
_BOUND = re.compile(rf"\b(?:({_FLOOR})|({_CEIL}))(?: \w+)?? ?£? ?(\d[\d,.]*)")


@lru_cache(maxsize=20_000)
def digits(text: str) -> str:
    """Lower case, with numbers in words written in figures."""
    return _NUMBER_WORD.sub(lambda m: str(_SPELT[m[0]]), text.lower())


@lru_cache(maxsize=20_000)
def figures(text: str, generous: bool = False) -> frozenset[str]:
    """Numbers, sums, shares and durations. In a sentence a bare one counts only as part of a
    duration; a passage is read `generous`: its shares in words and the numbers inside its sums
    count too."""
    spelt = re.sub(r"\b\d{1,2}/\d{1,2}/(?=(?:19|20)\d\d\b)", " ", text.lower())
    found = set()
    for pattern, figure in _SHARES:
        if re.search(pattern, spelt):
            found.add(figure)
            if not generous:
                spelt = re.sub(pattern, " ", spelt)
    spelt = digits(spelt)
    durations = {f"{n} {unit}" for n, unit in _DURATION.findall(spelt)}
    for pound, number, scale, share in _FIGURE.findall(spelt):
        number = number.replace(",", "").rstrip(".")
        if scale in ("k", "thousand"):
            number, scale = f"{float(number) * 1000:.0f}", ""
        whole = (
            ("£" if pound else "")
            + number
            + (f" {_SCALE[scale]}" if scale else "")
            + ("%" if share else "")
        )
        if generous:
            found |= {whole, number}
        elif whole != "1" or re.search(r"\b1\b", text):
            found.add(whole)
    ordinals = {_ORDINALS[w] for w in re.findall(r"[a-z]+", spelt) if w in _ORDINALS} | set(
        re.findall(r"\b\d+th\b", spelt)
    )
    return frozenset(found | durations | ordinals)


def swapped(sentence: str, passage: str) -> str:
    """The figure that the passage gives of something else: another figure, which the sentence
    does not have, stands there in its words. Empty when there is none."""
    said, given = _surroundings(sentence), _surroundings(passage)
    own = {figure for figure, _ in said}
    for figure, around in said:
        here = max((len(around & other) for f, other in given if f == figure), default=0)
        there = max((len(around & other) for f, other in given if f not in own), default=0)
        if any(f == figure for f, _ in given) and there >= max(2, here + 1):
            return figure
    return ""


@lru_cache(maxsize=20_000)
def _surroundings(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each figure with the stems of the content words within four words of it."""
    pieces = re.findall(
        r"£?\d[\d,.]*\d|£?\d|[a-z]+", re.sub(r"(?<=\d)-(?=[a-z])", " ", digits(text))
    )
    found = []
    for i, word in enumerate(pieces):
        if word[-1].isdigit():
            near = pieces[max(0, i - 4) : i + 5]
            said = (v for v in near if v[-1].isalpha() and v not in STOP | _NOT_TOLD_BY)
            found.append((word.strip("£").replace(",", ""), frozenset(stems(" ".join(said)))))
    return tuple(found)


_ALL = re.compile(r"\b(?:all|every|each|always|entirely|none)\b")
_SOME = re.compile(
    r"\b(?:some|most|many|several|few|half|often|mainly|largely|partly|majority|sometimes)\b"
)


def bounds(sentence: str, passage: str) -> bool:
    """Whether a figure has another bound than in the passage, goes from and to the other way, or
    all stands for some."""
    said, given = _bounds(sentence), _bounds(passage)
    both = [digits(text).replace(",", "") for text in (sentence, passage)]
    for figure in {*said, *given}:
        if said.get(figure) != given.get(figure) and all(
            re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]*\d)", text) for text in both
        ):
            return True
    if any((b, a) in _spans(passage) for a, b in _spans(sentence)):
        return True
    return bool(
        _ALL.search(sentence.lower())
        and not _ALL.search(passage.lower())
        and _SOME.search(passage.lower())
    )


def _spans(text: str) -> set[tuple[str, str]]:
    """(from, to) of every "from 42 to 26" and "to 26 from 42"."""
    spelt = digits(text)
    forward = re.findall(r"\bfrom £? ?(\d[\d,.]*)[^.;]{0,25}? to £? ?(\d[\d,.]*)", spelt)
    return set(forward) | {
        (a, b)
        for b, a in re.findall(r"\bto £? ?(\d[\d,.]*)[^.;]{0,25}? from £? ?(\d[\d,.]*)", spelt)
    }


def _bounds(text: str) -> dict[str, str]:
    return {
        m[3].replace(",", "").rstrip("."): "floor" if m[1] else "ceil"
        for m in _BOUND.finditer(digits(text))
    }
