"""A sentence and the passages it rests on in, the figure, month, name or quotation that stands in
none of them out.

Only a veto: what stands there may still be said wrongly. Only what cannot be put in other words is
looked at, figures in digits and names with a capital, so that a true sentence is hardly ever
stopped (docs/exam.md, "Hard facts").
"""

from __future__ import annotations

import re

from assistant.check.types import Fault, Reason
from assistant.check.wordings import misquoted
from index.text.dates import MONTH_IN_FULL, MONTHS, dates
from index.text.numbers import digits
from index.text.words import stems, words

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(rf"(?<!^)\b{MONTH_IN_FULL}\b")
_NAME = re.compile(r"(?<![.!?:“\"] )(?<!^)(?<!^[“\"'‘])\b[A-Z][A-Za-z’'&-]+\b")
_SMALL = re.compile(r"\b(?:and|of|for|the|to|in)\b")
_EVERYDAY = frozenset(
    words(
        "integrated care systems system boards board english nhs england national government"
        " ministers review report health service services local social both however mp mps"
    )
)


def broken(sentence: str, passages: str, read: str) -> Fault | None:
    """What is wrong: a figure, month or quotation must stand in the `passages` that it cites, with
    what stands in front of them; a name in any that was `read`."""
    if quoted := misquoted(sentence, passages):
        return Reason.QUOTATION, quoted
    if missing := sorted(_numbers(sentence) - _given(passages)):
        return Reason.NUMBER, missing[0]
    if missing := sorted({m.lower() for m in _MONTH.findall(sentence)} - _months(passages)):
        return Reason.DATE, missing[0].capitalize()
    unknown = _names(sentence, read)
    return (Reason.NAME, unknown[0]) if unknown else None


def _numbers(text: str) -> set[str]:
    return {n.replace(",", "").rstrip(".") for n in _NUMBER.findall(text)}


def _given(text: str) -> set[str]:
    """Every number of a text, those in words too, and of a year its last two digits (2022/23)."""
    found = _numbers(text) | _numbers(digits(text))
    return found | {n[-2:] for n in found if _YEAR.fullmatch(n)}


def _months(text: str) -> set[str]:
    """Every month that a text names, in a word or inside a date in figures."""
    named = (month for _, month, _ in dates(text) if isinstance(month, int))
    dated = {MONTHS[month - 1] for month in named if 1 <= month <= len(MONTHS)}
    return dated | {m for m in MONTHS if m in text.lower()}


def _names(sentence: str, read: str) -> list[str]:
    """Capitalised words inside the sentence that nothing read has, in any form or as initials."""
    here, rooted = set(words(read)), set(stems(read))
    initials = "".join(w[0] for w in words(_SMALL.sub(" ", read)))
    named = {w for name in _NAME.findall(sentence) for w in words(re.sub(r"['’]s\b", "", name))}
    return sorted(
        n
        for n in named - here - _EVERYDAY - set(MONTHS)
        if not set(stems(n)) <= rooted and n not in initials and n.removesuffix("s") not in initials
    )
