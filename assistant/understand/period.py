"""The stretch of time that a question names: "April to the end of July 2025", "since spring 2024",
"in 2027 and 2028"."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from index.text.dates import (
    MONTH_WORD,
    SEASONS,
    by_end_of,
    checked_iso,
    find_date,
    month_number,
    spoken,
)

_WHEN = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{MONTH_WORD})\b\.?"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?,?(?= (?:19|20)\d\d\b))?"
    r"(?:,? (?:(?P<year>(?:19|20)\d\d)|['’]?(?P<short>\d\d))\b(?![/\d–-]|th|st|nd|rd))?|"
    rf"\b(?P<season>{'|'.join(SEASONS)})(?:,? (?:of )?(?P<of>(?:19|20)\d\d|['’]?\d\d)\b)?|"
    r"\b(?:(?P<from>(?:19|20)\d\d)[/–-](?P<to>\d\d)|(?P<begins>\d\d)/(?P<ends>\d\d))\b(?![/\d])|"
    r"\b(?P<alone>(?:19|20)\d\d)\b",
    re.I,
)
_IN_FIGURES = re.compile(r"\b(?:\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\b")
_NEAR = r"\W+(?:(?:the|early|mid|late|start|beginning|middle|end|of)\W+)*$"
_SINCE = re.compile(r"\b(?:since|from)" + _NEAR, re.I)
_PAST = re.compile(r"\b(?:after|post|following)" + _NEAR, re.I)
_TODAY = r"(?:(?:up )?to|(?:un)?till?) (?:date|now|today|this day)"
_ONWARDS = re.compile(rf"^\W*(?:onwards?\b|on\W*$|forward\b|{_TODAY}\b)", re.I)
_UNTIL = re.compile(r"\b(?:until|till|up to|by)" + _NEAR, re.I)
_BEFORE = re.compile(r"\b(?:before|prior to)" + _NEAR, re.I)
_WORDS_TOO = ("may", "march")
_DATED = re.compile(
    r"\b(?:in|by|since|until|from|of|to|before|after|and|between|during|mid|late|early)\W+$", re.I
)
_GOES_ON = re.compile(r"\W*(?:to|and|until|till|-|–)\W*\w", re.I)
"""What stands before or behind a month that is a word of other meaning, too, where it is no such
word."""
_FIRST, _LAST = "0000", "9999-12-31"

Period = tuple[str, str]
"""First and last day, ISO 8601; "0000" and "9999-12-31" where it is open."""


def period(question: str) -> Period | None:
    """The stretch of time named; None where none is. A month without a year takes that of the
    next one that has it; "22/23" is the year from April to March."""
    question = _IN_FIGURES.sub(lambda m: spoken(find_date(m[0])) or m[0], question)
    year: int | None = None
    spans: list[tuple[str, str, re.Match[str]]] = []
    for m in reversed(_mentions(question)):
        year = _year(m["year"] or m["short"] or m["of"] or m["alone"]) or year
        if span := _span(m, year):
            spans.append((*span, m))
    spans.reverse()
    if not spans:
        return None
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    ahead, behind = question[: spans[0][2].start()], question[spans[-1][2].end() :]
    if _ONWARDS.match(behind):
        return first, _LAST
    if len(spans) > 1:
        return first, last
    if _SINCE.search(ahead):
        return first, _LAST
    if _PAST.search(ahead):
        return _beside(last, 1), _LAST
    if _UNTIL.search(ahead):
        return _FIRST, last
    return (_FIRST, _beside(first, -1)) if _BEFORE.search(ahead) else (first, last)


def _mentions(question: str) -> list[re.Match[str]]:
    """Where a time is named, in order."""
    return [m for m in _WHEN.finditer(question) if _is_time(m, question)]


def _is_time(m: re.Match[str], question: str) -> bool:
    """Whether a month is one, and not "may" or "march"."""
    bare = not (m["day"] or m["after"] or m["year"] or m["short"])
    if not bare or (m["month"] or "").lower() not in _WORDS_TOO:
        return True
    beside = _DATED.search(question[: m.start()]) or _GOES_ON.match(question[m.end() :])
    return m["month"][0].isupper() or beside is not None


def _beside(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def bounds_time(question: str) -> bool:
    """Whether a stretch of time is what is asked about: two dates, an open end, or no more than a
    month. A year alone may only date something."""
    named = period(question)
    if named is None:
        return False
    if named[0] == _FIRST or named[1] == _LAST or len(_mentions(question)) > 1:
        return True
    return named[0][:7] == named[1][:7]


def overlaps(day: str, within: Period) -> bool:
    """Whether an ISO date of any precision may lie within the stretch."""
    return within[0] <= by_end_of(day) and day <= within[1]


def _year(said: str | None) -> int | None:
    digits = (said or "").lstrip("'’")
    return (int(digits) if len(digits) == 4 else 2000 + int(digits)) if digits else None


def _span(m: re.Match[str], year: int | None) -> Period | None:
    if begins := _year(m["from"] or m["begins"]):
        wanted = int(m["to"] or m["ends"])
        follows = (begins + 1) % 100 == wanted and begins < _NOT_A_YEAR
        return (f"{begins}-04-01", f"{begins + 1}-03-31") if follows else None
    if m["alone"]:
        return f"{year}-01-01", f"{year}-12-31"
    if year is None:
        return None
    if m["season"]:
        months = SEASONS[m["season"].lower()]
        ends = year + (months[-1] < months[0])
        return f"{year}-{months[0]:02}-01", _end(ends, months[-1])
    month = month_number(m["month"])
    if said := m["day"] or m["after"]:
        day = checked_iso(f"{year}-{month:02}-{int(said):02}")
        return (day, day) if day else None
    return f"{year}-{month:02}-01", _end(year, month)


_NOT_A_YEAR = 2060
"""From here on "98/99" is no year to come."""


def _end(year: int, month: int) -> str:
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]:02}"
