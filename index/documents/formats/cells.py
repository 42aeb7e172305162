"""The value of an Excel cell and its format in, what Excel shows out: "£1,967", "98.1%",
"23/05/2025"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from index.text.dates import spoken
from index.text.tidy import tidy

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_NUMBER = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?,*|General")
_SKIPPED = re.compile(r"\[(?:Red|Blue|Green|Black|White|Color\d+|[<>=]+[\d.]+)\]|_.|\*.", re.I)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
_DATE = re.compile(r"d+|y+|m+|h+|s+|AM/PM", re.I)
_DATE_PARTS: dict[str, Callable[[dt.date], str]] = {
    "d": lambda d: str(d.day),
    "dd": lambda d: f"{d.day:02}",
    "ddd": lambda d: d.strftime("%a"),
    "dddd": lambda d: d.strftime("%A"),
    "m": lambda d: str(d.month),
    "mm": lambda d: f"{d.month:02}",
    "mmm": lambda d: d.strftime("%b"),
    "mmmm": lambda d: d.strftime("%B"),
    "yy": lambda d: f"{d.year % 100:02}",
    "yyyy": lambda d: str(d.year),
}
_PLACES = 10
"""Digits behind the point that a number without a format shows, as Excel's own."""


def shown(value: object, form: str) -> str:
    """The text that a cell shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (dt.datetime, dt.date)):
        return _date(value, form)
    if isinstance(value, (int, float)):
        return _number(float(value), form or "General")
    return tidy(str(value))


def _date(value: dt.date, form: str) -> str:
    """By its format where that is of days, months and years alone; else in words, with the time
    where there is one."""
    parts = _DATE.findall(form.split(";")[0])
    if parts and all(part.lower() in _DATE_PARTS for part in parts):
        bare = re.sub(r"\[[^\]]*\]|\\|\"", "", form.split(";")[0])
        return tidy(_DATE.sub(lambda m: _DATE_PARTS[m[0].lower()](value), bare)).strip("@ ")
    said = spoken(value.isoformat()[:10]) or value.isoformat()[:10]
    timed = isinstance(value, dt.datetime) and (value.hour or value.minute)
    return f"{said} {value.strftime('%H:%M')}" if timed else said


def _number(value: float, form: str) -> str:
    sections = _SECTION.split(form)
    own_sign = value < 0 and len(sections) > 1
    section = (
        sections[1]
        if own_sign
        else sections[2]
        if value == 0 and len(sections) > 2
        else sections[0]
    )
    section = _CURRENCY.sub(r'"\1"', _SKIPPED.sub("", section))
    quoted = re.compile(r'"([^"]*)"|\\(.)')
    literals = [m[1] or m[2] or "" for m in quoted.finditer(section)]
    bare = quoted.sub("\0", section)
    number = _NUMBER.search(bare)
    if number is None:
        told = bare if bare != "@" else _general(value)
    else:
        scaled = abs(value) if own_sign else value
        scaled *= 100 ** bare.count("%")
        told = bare[: number.start()] + _digits(scaled, number[0]) + bare[number.end() :]
    for literal in literals:
        told = told.replace("\0", literal, 1)
    told = tidy(told)
    return re.sub(r"^([£$€])-", r"-\1", told)


def _digits(value: float, pattern: str) -> str:
    if pattern == "General":
        return _general(value)
    thousands = len(pattern) - len(pattern.rstrip(","))
    pattern = pattern.rstrip(",")
    value /= 1000**thousands
    places = len(pattern.partition(".")[2])
    least = len(pattern.partition(".")[2].rstrip("#?"))
    told = f"{value:,.{places}f}" if "," in pattern else f"{value:.{places}f}"
    while places > least and told.endswith("0"):
        told, places = told[:-1], places - 1
    return told.rstrip(".") if float(value) or "0" in pattern else ""


def _general(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{round(value, _PLACES):.{_PLACES}f}".rstrip("0").rstrip(".")
