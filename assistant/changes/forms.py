"""A sentence in, the same with its numbers and days in one form out: "nine in ten" and "90%", "the
sixth of March" and "6 March", "a fortnight" and "14 days"."""

from __future__ import annotations

import calendar
import re
from functools import lru_cache

from index.text.dates import MONTH_WORD, MONTHS, month_number
from index.text.numbers import digits

_UNITS = [
    "first",
    "second",
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
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_DAYS = {word: n for n, word in enumerate(_UNITS, 1)} | {"thirtieth": 30, "thirty-first": 31}
_DAYS |= {f"twenty-{word}": 20 + n for n, word in enumerate(_UNITS[:9], 1)}
_PARTS = {"half": 2, "quarter": 4} | {word: n for n, word in enumerate(_UNITS, 1) if 3 <= n <= 10}
_DAY = re.compile(
    rf"\b(?:the )?({'|'.join(sorted(_DAYS, key=len, reverse=True))})(?: day)? of ({MONTH_WORD})\b"
)
_LAST = re.compile(rf"\b(?:the )?(?:last day|end) of ({MONTH_WORD})(?: (\d{{4}}))?\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)\b")
_PART = re.compile(
    rf"\b(?:(\d+)[ -]({'|'.join(_PARTS)})s\b|(?:an?|1)[ -]({'|'.join(_PARTS)})\b(?= of\b|[.,;:]|$))"
    rf"(?! of (?:{'|'.join(MONTHS)}))"
)
"""Two fifths; a fifth of something, for a fifth review is none."""
_OUT_OF = re.compile(
    r"\b(\d+)((?: [a-z]+){0,2}?) (?:in (?:every )?(10|100|1000)|"
    r"(?:in every|out of(?: every)?) (\d{1,3}))\b"
    r"(?! ?(?:%|per cent|hours?|days?|weeks?|months?|years?))"
)
"""Nine in ten; 2 nurses in 4 wards are no share."""
_MONTHS = re.compile(
    rf"\b(?!(?:may|march)\b){MONTH_WORD}\b|(?<=\d )(?:may|march)\b(?! (?:be|not|have|well)\b)|"
    r"\b(?:may|march)\b(?=,? (?:19|20)\d\d)|(?<=\bin )(?:may|march)\b"
)
_WEEKS = re.compile(r"\b(\d{1,2}) weeks\b")
_IN_WORDS = (
    (r"\b(?:a|1) fortnight\b", "14 days"),
    (r"\b(?:a|the) pair of\b", "2"),
    (r"\btwice\b", "2 times"),
    (r"\bhalf a (?:dozen|12)\b", "6"),
)


@lru_cache(maxsize=20_000)
def in_one_form(text: str) -> str:
    """In small letters."""
    said = digits(_DOTTED.sub(r"\1/\2/\3", text))
    said = _DAY.sub(lambda m: f"{_DAYS[m[1]]} {m[2].capitalize()}", said)
    said = _LAST.sub(_last_day, said)
    for pattern, plain in _IN_WORDS:
        said = re.sub(pattern, plain, said)
    said = _WEEKS.sub(lambda m: f"{7 * int(m[1])} days", said)
    said = _PART.sub(lambda m: _share(int(m[1] or 1), _PARTS[m[2] or m[3]]), said)
    said = _OUT_OF.sub(lambda m: f"{_share(int(m[1]), int(m[3] or m[4]))}{m[2]}", said)
    return _MONTHS.sub(lambda m: m[0].capitalize(), said)


def _share(some: int, of: int) -> str:
    return f"{100 * some / of:.3g}%" if 0 < some <= of else f"{some} in {of}"


def _last_day(found: re.Match[str]) -> str:
    month = month_number(found[1])
    day = calendar.monthrange(int(found[2]) if found[2] else 2023, month)[1]
    return f"{day} {found[1].capitalize()}" + (f" {found[2]}" if found[2] else "")
