"""Two sentences on one thing in, in what they differ out: a figure, a date, a verdict, a
commitment, or only the wording."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from assistant.changes.forms import in_one_form
from assistant.changes.types import Kind
from assistant.check.polarity import PLAIN, opposed, turned
from index.text.dates import dates, undated, years
from index.text.numbers import digits, figures
from index.text.words import stems

OWED = re.compile(r"\(([£$€]?\d[\d,.]*(?: ?(?:million|billion|bn|m|k|%))?)\)", re.I)
"""A sum in brackets, as accounts write one that is owed."""
_NUMBER = re.compile(
    r"((?:(?<!\w)[-+])|[<>])?([£$€]?)(\d[\d,]*(?:\.\d+)?)"
    r"(?: ?(million|billion|thousand|bn|m|k)\b)?(%?)",
    re.I,
)
_TIMES = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3, "k": 1e3}
"""What a word behind a number makes of it."""
_SHARE = re.compile(
    r"[\d.]+ ?(?:%|per cent)|\b(?:(?:one|two|three|four|a|an) )?(?:half|thirds?|quarters?|fifths?|"
    r"tenths?)\b",
    re.I,
)
_SIGNED = re.compile(r"(?:(?<!\w)[-+]|[<>])\d[\d.]*(?= ?(?:%|per cent))")
_LIST_NUMBER = re.compile(r"^\s*(?:\(?\w{1,3}[.)]|recommendation \d+[.:])\s+", re.I)
_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_DEGREE = re.compile(
    r"\b(?:in (?:part|full|principle)|part(?:ly|ial(?:ly)?)|full(?:y)?|subject to|"
    r"provisional(?:ly)?)\b",
    re.I,
)
"""How far a verdict goes."""
_STRENGTH: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("must", re.compile(r"\b(?:must|shall|required to|obliged to|mandatory)\b", re.I)),
    (
        "weighs",
        re.compile(
            r"\b(?:consider|explore|examine whether|look (?:at|into)|seek|aim|aspire|hope|intend|"
            r"plan|expect|propos|where possible|if (?:funding|resources?))\w*",
            re.I,
        ),
    ),
    ("should", re.compile(r"\b(?:should|ought)\b", re.I)),
    ("may", re.compile(r"\b(?:may|might|could|can)\b(?! 20)", re.I)),
    ("will", re.compile(r"\b(?:will|commit\w*|guarantee\w*|undertake\w*|promise\w*)\b", re.I)),
)
"""How firmly something is promised, by the words that say so."""


_ONE = frozenset({"1"})
"""Bare: "one centre" is "a single centre"."""


def kinds(before: str, after: str) -> tuple[Kind, ...]:
    """In what they differ, the weightiest first; ("wording",) where in nothing that counts."""
    before, after = in_one_form(before), in_one_form(after)
    found: list[Kind] = []
    if numbers(before) - _ONE != numbers(after) - _ONE:
        found.append("figure")
    if dates(before) != dates(after) or years(before) != years(after):
        found.append("date")
    if _turned(before, after):
        found.append("verdict")
    if firmness(before) != firmness(after):
        found.append("commitment")
    return tuple(found) or ("wording",)


def numbers(text: str) -> frozenset[str]:
    """Numbers in figures, those in words too, without dates and the number of a list."""
    owed = OWED.sub(r"-\1", _LIST_NUMBER.sub("", text).replace("−", "-"))
    plain = digits(undated(owed))
    shares = {f for f in figures(plain) if f.endswith("%")}
    told = _SHARE.sub(" ", plain) if shares else plain
    shares |= {sign for sign in _SIGNED.findall(plain) if sign[0] != "+"}  # plus is as without
    return frozenset(_whole(*found) for found in _NUMBER.findall(told)) | shares


def _whole(sign: str, money: str, number: str, times: str, share: str) -> str:
    """A number in one form: "£4.2 million" and "£4,200,000" are the same."""
    value = float(number.replace(",", "")) * _TIMES.get(times.lower(), 1)
    return f"{sign.strip('+')}{money}{value:.15g}{share}"


def firmness(text: str) -> frozenset[str]:
    """How firmly something is said to be done, by the words that say so."""
    return frozenset(name for name, pattern in _STRENGTH if pattern.search(text))


def _turned(before: str, after: str) -> bool:
    """Whether one denies what the other says, goes less far, or has an opposite in a word's
    place."""
    if len(PLAIN.findall(before)) != len(PLAIN.findall(after)) or turned(before, after):
        return True
    gone, come = _exchanged(before, after)
    if _count(_DEGREE, before) != _count(_DEGREE, after):
        return True
    return any(opposed(one, other) for one in gone for other in come)


def _count(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The words that the pattern finds, those that begin alike as one."""
    return tuple(sorted(found[:4].lower() for found in pattern.findall(text)))


def _exchanged(before: str, after: str) -> tuple[list[str], list[str]]:
    """Words that are in one only, with what stands in their place in the other."""
    ours, theirs = _WORD.findall(before), _WORD.findall(after)
    here, there = set(stems(before)), set(stems(after))
    gone: list[str] = []
    come: list[str] = []
    matched = SequenceMatcher(None, [w.lower() for w in ours], [w.lower() for w in theirs], False)
    for tag, a, b, c, d in matched.get_opcodes():
        if tag != "equal":
            gone += [w for w in ours[a:b] if not set(stems(w)) <= there]
            come += [w for w in theirs[c:d] if not set(stems(w)) <= here]
    return gone, come


Words = tuple[tuple[str, bool], ...]
"""Pieces of a sentence, each with whether the other sentence has it not."""


def worded(before: str, after: str) -> tuple[Words, Words]:
    """Both sentences in pieces, what is only in one of them marked."""
    ours, theirs = _PIECE.findall(before), _PIECE.findall(after)
    matched = SequenceMatcher(
        None, [w.strip().lower() for w in ours], [w.strip().lower() for w in theirs], False
    )
    old: list[tuple[str, bool]] = []
    new: list[tuple[str, bool]] = []
    for tag, a, b, c, d in matched.get_opcodes():
        old.append(("".join(ours[a:b]), tag != "equal"))
        new.append(("".join(theirs[c:d]), tag != "equal"))
    return tuple(p for p in old if p[0]), tuple(p for p in new if p[0])


_PIECE = re.compile(r"\S+\s*")
