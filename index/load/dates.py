"""A written date in, ISO 8601 out: full dates, months and years as the English-speaking public sector writes them."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_FULL = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})\b", re.I)
_AMERICAN = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}}),\s+(\d{{4}})\b", re.I)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\s+(\d{{4}})\b", re.I)


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def find_date(text: str) -> str | None:
    """First date in `text` as ISO 8601 (day, else month precision), or None. Slashed dates are day first."""
    if match := _FULL.search(text):
        return _iso(match[3], _month(match[2]), match[1])
    if match := _AMERICAN.search(text):
        return _iso(match[3], _month(match[1]), match[2])
    if match := _SLASHED.search(text):
        return _iso(match[3], match[2], match[1])
    if match := _ISO.search(text):
        return _iso(match[1], match[2], match[3]) if match[3] else _iso_month(match[1], match[2])
    if match := _MONTH_YEAR.search(text):
        return f"{match[2]}-{_month(match[1]):02d}"
    return None


def _iso(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _iso_month(year: str, month: str) -> str | None:
    return f"{year}-{month}" if 1 <= int(month) <= 12 else None


def checked_iso(value: object) -> str | None:
    """An ISO date given in a metadata block, kept as it is (year, month or day precision); None if it is not one."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    text = str(value).strip()
    if re.fullmatch(r"\d{4}", text):
        return text
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return _iso_month(*text.split("-"))
    return _iso(*text.split("-")) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def spoken(iso: str | None) -> str | None:
    """ISO 8601 as a UK reader says it: "2023-04-14" -> "14 April 2023", "2023-04" -> "April 2023"."""
    if not iso:
        return None
    parts = iso.split("-")
    month = _MONTHS[int(parts[1]) - 1].capitalize() if len(parts) > 1 else ""
    day = str(int(parts[2])) if len(parts) > 2 else ""
    return " ".join(part for part in (day, month, parts[0]) if part)


def by_end_of(iso: str) -> str:
    """The last day that an ISO date of any precision may mean: "2024-07" -> "2024-07-31", "2024" -> "2024-12-31"."""
    year, month, day = [*iso.split("-"), "", ""][:3]
    return f"{year}-{month or 12}-{day or calendar.monthrange(int(year), int(month or 12))[1]:0>2}"
