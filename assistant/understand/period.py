"""The stretch of time that a question names: "April to the end of July 2025", "since spring 2024",
"in 2027 and 2028"."""

from __future__ import annotations

import calendar
import re

from index.text.dates import MONTH_WORD, SEASONS, by_end_of, month_number

_WHEN = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{MONTH_WORD})\b\.?"
    r"(?:,? (?:(?P<year>(?:19|20)\d\d)|['’]?(?P<short>\d\d)\b(?!th|st|nd|rd)))?|"
    rf"\b(?P<season>{'|'.join(SEASONS)})(?:,? (?:of )?(?P<of>(?:19|20)\d\d|['’]?\d\d)\b)?|"
    r"\b(?P<from>(?:19|20)?\d\d)[/-](?P<to>\d\d)\b|\b(?P<alone>(?:19|20)\d\d)\b",
    re.I,
)
_OPEN_END = re.compile(r"\b(?:since|from|after|post|following)\W+(?:\w+\W+){0,2}$", re.I)
_ONWARDS = re.compile(
    r"^\W*(?:onwards?|on\b|forward|(?:(?:up )?to|(?:un)?till?) (?:date|now|today|this day)\b)", re.I
)
_OPEN_START = re.compile(r"\b(?:before|until|till|up to|by|prior to)\W+(?:\w+\W+){0,2}$", re.I)
_FIRST, _LAST = "0000", "9999-12-31"

Period = tuple[str, str]
"""First and last day, ISO 8601; "0000" and "9999-12-31" where it is open."""


def period(question: str) -> Period | None:
    """The stretch of time named; None where none is. A month without a year takes that of the
    next one that has it; "22/23" is the year from April to March."""
    found = list(_WHEN.finditer(question))
    year: int | None = None
    spans: list[tuple[str, str, re.Match[str]]] = []
    for m in reversed(found):
        year = _year(m["year"] or m["short"] or m["of"] or m["alone"]) or year
        if span := _span(m, year):
            spans.append((*span, m))
    spans.reverse()
    if not spans:
        return None
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    if len(spans) == 1:
        opens = spans[0][2]
        if _OPEN_END.search(question[: opens.start()]) or _ONWARDS.match(question[opens.end() :]):
            return first, _LAST
        if _OPEN_START.search(question[: opens.start()]):
            return _FIRST, last
    elif _ONWARDS.match(question[spans[-1][2].end() :]):
        return first, _LAST
    return first, last


def bounds_time(question: str) -> bool:
    """Whether a stretch of time is what is asked about: two dates, an open end, or no more than a
    month. A year alone may only date something."""
    named = period(question)
    if named is None:
        return False
    if named[0] == _FIRST or named[1] == _LAST or len(_WHEN.findall(question)) > 1:
        return True
    return named[0][:7] == named[1][:7]


def overlaps(day: str, within: Period) -> bool:
    """Whether an ISO date of any precision may lie within the stretch."""
    return within[0] <= by_end_of(day) and day <= within[1]


def _year(said: str | None) -> int | None:
    digits = (said or "").lstrip("'’")
    return (int(digits) if len(digits) == 4 else 2000 + int(digits)) if digits else None


def _span(m: re.Match[str], year: int | None) -> Period | None:
    if m["from"]:
        begins = _year(m["from"]) or 0
        return (f"{begins}-04-01", f"{begins + 1}-03-31") if _follows(begins, m["to"]) else None
    if m["alone"]:
        return f"{year}-01-01", f"{year}-12-31"
    if year is None:
        return None
    if m["season"]:
        months = SEASONS[m["season"].lower()]
        ends = year + (months[-1] < months[0])
        return f"{year}-{months[0]:02}-01", _end(ends, months[-1])
    month = month_number(m["month"])
    if m["day"]:
        day = f"{year}-{month:02}-{int(m['day']):02}"
        return day, day
    return f"{year}-{month:02}-01", _end(year, month)


def _follows(begins: int, ends: str) -> bool:
    """Whether "22/23" is a financial year, and no fraction or day."""
    return (begins + 1) % 100 == int(ends)


def _end(year: int, month: int) -> str:
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]:02}"
