"""The one home of dates: a written date in, ISO 8601 out; the dates that a text names, and whether
one bears out another.

Full dates, months and years as the English-speaking public sector writes them.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from functools import lru_cache

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
"""In small letters, in order."""
MONTH_IN_FULL = rf"(?:{'|'.join(m.capitalize() for m in MONTHS)})"
MONTH_WORD = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""Patterns of a month: its name as a document writes it, and in full or short in any case."""
_MONTH = rf"({MONTH_WORD})\.?"
_FULL = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})\b", re.I)
_AMERICAN = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}}),\s+(\d{{4}})\b", re.I)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_SHORT_MONTH = rf"(?:{MONTH_IN_FULL}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\s+(\d{{4}})\b", re.I)


def month_number(name: str) -> int:
    """1 to 12, from a month's name or its first three letters."""
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def find_date(text: str) -> str | None:
    """First date in `text` as ISO 8601 (day, else month precision), or None. Slashed dates are
    day first."""
    if match := _FULL.search(text):
        return _iso(match[3], month_number(match[2]), match[1])
    if match := _AMERICAN.search(text):
        return _iso(match[3], month_number(match[1]), match[2])
    if match := _SLASHED.search(text):
        return _iso(match[3], match[2], match[1])
    if match := _ISO.search(text):
        return _iso(match[1], match[2], match[3]) if match[3] else _iso_month(match[1], match[2])
    if match := _MONTH_YEAR.search(text):
        return f"{match[2]}-{month_number(match[1]):02d}"
    return None


def _iso(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _iso_month(year: str, month: str) -> str | None:
    return f"{year}-{month}" if 1 <= int(month) <= 12 else None


def checked_iso(value: object) -> str | None:
    """An ISO date given in a metadata block, kept as it is (year, month or day precision); None
    if it is not one."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    text = str(value).strip()
    if re.fullmatch(r"\d{4}", text):
        return text
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return _iso_month(*text.split("-"))
    return _iso(*text.split("-")) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def spoken(iso: str | None) -> str | None:
    """ISO 8601 as a UK reader says it: "2023-04-14" -> "14 April 2023", "2023-04" -> "April
    2023"."""
    if not iso:
        return None
    parts = iso.split("-")
    month = MONTHS[int(parts[1]) - 1].capitalize() if len(parts) > 1 else ""
    day = str(int(parts[2])) if len(parts) > 2 else ""
    return " ".join(part for part in (day, month, parts[0]) if part)


def by_end_of(iso: str) -> str:
    """The last day that an ISO date of any precision may mean: "2024-07" -> "2024-07-31", "2024"
    -> "2024-12-31"."""
    year, month, day = [*iso.split("-"), "", ""][:3]
    return f"{year}-{month or 12}-{day or calendar.monthrange(int(year), int(month or 12))[1]:0>2}"


SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
"""Months of each."""
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({_SHORT_MONTH})(?:"
    r" (\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,? ((?:19|20)\d\d))?\b|"
    r"\b([Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)(?: (?:of"
    r" )?((?:19|20)\d\d))\b|\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b"
)
Date = tuple[int | None, int | str | None, int | None]
"""(year, month or season, day), None for what is not said."""


@lru_cache(maxsize=20_000)
def dates(text: str) -> frozenset[Date]:
    """(year, month or season, day), None for what is not said; "2024-25" is a financial year and
    none of them."""
    found: set[Date] = {
        (int(y), int(m), int(d))
        for d, m, y in re.findall(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b", text)
    }
    for day, month, after, year, season, of, iso_year, iso_month, iso_day in _DATE.findall(text):
        if season:
            found.add((int(of), season.lower(), None))
        elif iso_year:
            found.add((int(iso_year), int(iso_month), int(iso_day) if iso_day else None))
        elif (
            month != "May"
            or day
            or after
            or year
            or re.search(
                r"\b(?:in|by|since|until|from|of|to|before|after|and|last|next) May\b", text
            )
        ):
            number = month_number(month)
            found.add(
                (int(year) if year else None, number, int(day or after) if day or after else None)
            )
    return frozenset(filter(_of_calendar, found))


def _of_calendar(date: Date) -> bool:
    _, month, day = date
    return (not isinstance(month, int) or 1 <= month <= 12) and (day is None or 1 <= day <= 31)


def undated(text: str) -> str:
    """The text without its dates and years: a day of the month is no count of anything."""
    return _YEAR.sub(" ", _DATE.sub(" ", re.sub(r"\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b", " ", text)))


def years(text: str) -> set[str]:
    """Years and financial years, as written."""
    return set(_YEAR.findall(text))


_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b")


def unmet(said: frozenset[Date], given: frozenset[Date]) -> list[str]:
    """The dates said that no date given bears out, in words."""
    return sorted(
        _in_words(date) for date in said if not any(_meets(date, other) for other in given)
    )


def _meets(said: Date, given: Date) -> bool:
    year, month, day = said
    if (year is not None and year != given[0]) or (day is not None and day != given[2]):
        return False
    return month == given[1] or (isinstance(month, str) and given[1] in SEASONS[month])


def _in_words(date: Date) -> str:
    year, month, day = date
    return " ".join(
        str(part)
        for part in (day, MONTHS[month - 1].capitalize() if isinstance(month, int) else month, year)
        if part
    )
