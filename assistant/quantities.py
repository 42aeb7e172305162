"""A text in; its figures, dates and bounds in one form out, so that "ten" meets "10" and "£50m" meets "£50 million"."""

from __future__ import annotations

import re
from functools import lru_cache

from index.lexical import STOP, stems

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
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SPELT = {w: n for n, w in enumerate(_UNITS)} | _TENS
_SPELT |= {f"{t}{sep}{u}": n + i for t, n in _TENS.items() for i, u in enumerate(_UNITS[1:10], 1) for sep in "- "}
_SPELT |= {"dozen": 12, "hundred": 100}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_SPELT, key=len, reverse=True))})\b")
_ORDINALS = {
    w: f"{n}th"
    for n, w in enumerate(["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"], 3)
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
_FIGURE = re.compile(r"(£ ?)?(\d[\d,]*(?:\.\d+)?)(?: ?(million|billion|thousand|mn|bn|m|k)\b)?( ?(?:%|per ?cent\b))?")
_DURATION = re.compile(r"\b(\d+)[ -](day|week|month|year|decade)s?\b")
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_NOT_TOLD_BY = {*_MONTHS, "spring", "summer", "autumn", "winter", "million", "billion", "per", "cent"}
_SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
_MONTH = rf"(?:{'|'.join(m.capitalize() for m in _MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({_MONTH})(?: (\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?(?:,? ((?:19|20)\d\d))?\b|"
    r"\b([Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)(?: (?:of )?((?:19|20)\d\d))\b|\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b"
)
_FLOOR = r"at least|no fewer than|no less than|a minimum of|more than|over|above|upwards of|exceed(?:s|ed|ing)?"
_CEIL = r"at most|no more than|not more than|up to|a maximum of|fewer than|less than|under|below|no higher than"
_BOUND = re.compile(rf"\b(?:({_FLOOR})|({_CEIL}))(?: \w+)?? ?£? ?(\d[\d,.]*)")

Date = tuple[int | None, int | str | None, int | None]


@lru_cache(maxsize=20_000)
def _digits(text: str) -> str:
    """Lower case, with numbers in words written in figures."""
    return _NUMBER_WORD.sub(lambda m: str(_SPELT[m[0]]), text.lower())


@lru_cache(maxsize=20_000)
def figures(text: str, generous: bool = False) -> frozenset[str]:
    """Numbers, sums, shares and durations. In a sentence a bare one counts only as part of a duration; a passage is
    read `generous`: its shares in words and the numbers inside its sums count too."""
    spelt = re.sub(r"\b\d{1,2}/\d{1,2}/(?=(?:19|20)\d\d\b)", " ", text.lower())
    found = set()
    for pattern, figure in _SHARES:
        if re.search(pattern, spelt):
            found.add(figure)
            if not generous:
                spelt = re.sub(pattern, " ", spelt)
    spelt = _digits(spelt)
    durations = {f"{n} {unit}" for n, unit in _DURATION.findall(spelt)}
    for pound, digits, scale, share in _FIGURE.findall(spelt):
        number = digits.replace(",", "").rstrip(".")
        if scale in ("k", "thousand"):
            number, scale = f"{float(number) * 1000:.0f}", ""
        whole = ("£" if pound else "") + number + (f" {_SCALE[scale]}" if scale else "") + ("%" if share else "")
        if generous:
            found |= {whole, number}
        elif whole != "1" or re.search(r"\b1\b", text):
            found.add(whole)
    ordinals = {_ORDINALS[w] for w in re.findall(r"[a-z]+", spelt) if w in _ORDINALS} | set(re.findall(r"\b\d+th\b", spelt))
    return frozenset(found | durations | ordinals)


@lru_cache(maxsize=20_000)
def dates(text: str) -> frozenset[Date]:
    """(year, month or season, day), None for what is not said."""
    found = {(int(y), int(m), int(d)) for d, m, y in re.findall(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b", text)}
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
            or re.search(r"\b(?:in|by|since|until|from|of|to|before|after|and|last|next) May\b", text)
        ):
            number = next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(month.lower().rstrip(".")[:3]))
            found.add((int(year) if year else None, number, int(day or after) if day or after else None))
    return frozenset(found)


def undated(text: str) -> str:
    """The text without its dates and years: a day of the month is no count of anything."""
    return _YEAR.sub(" ", _DATE.sub(" ", re.sub(r"\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b", " ", text)))


def years(text: str) -> set[str]:
    """Years and financial years, as written."""
    return set(_YEAR.findall(text))


_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b")
_PART = re.compile(
    r"\b(?:(?:first|second|third|fourth|final|last) (?:quarter|half|week|month|day)|(?:early|late|mid|end|beginning|start|middle)(?: of| in|-| the)*(?= ?(?:\d{4}|[A-Z][a-z]+)))"
)


def parts(sentence: str, passage: str) -> str:
    """A part of a year or month ("the first quarter", "late 2024") that the passage does not name; empty when there is none."""
    return next((m[0] for m in _PART.finditer(sentence) if m[0].lower() not in passage.lower()), "")


def unmet(said: frozenset[Date], given: frozenset[Date]) -> list[str]:
    """The dates said that no date given bears out, in words."""
    return sorted(_spoken(date) for date in said if not any(_meets(date, other) for other in given))


def _meets(said: Date, given: Date) -> bool:
    year, month, day = said
    if (year is not None and year != given[0]) or (day is not None and day != given[2]):
        return False
    return month == given[1] or (isinstance(month, str) and given[1] in _SEASONS[month])


def _spoken(date: Date) -> str:
    year, month, day = date
    return " ".join(str(part) for part in (day, _MONTHS[month - 1].capitalize() if isinstance(month, int) else month, year) if part)


def swapped(sentence: str, passage: str) -> str:
    """The figure that the passage gives of something else: another figure, which the sentence does not have, stands there
    in its words. Empty when there is none."""
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
    pieces = re.findall(r"£?\d[\d,.]*\d|£?\d|[a-z]+", re.sub(r"(?<=\d)-(?=[a-z])", " ", _digits(text)))
    return tuple(
        (w.strip("£").replace(",", ""), frozenset(stems(" ".join(v for v in pieces[max(0, i - 4) : i + 5] if v[-1].isalpha() and v not in STOP and v not in _NOT_TOLD_BY))))
        for i, w in enumerate(pieces) if w[-1].isdigit()
    )  # fmt: skip


_ALL = re.compile(r"\b(?:all|every|each|always|entirely|none)\b")
_SOME = re.compile(r"\b(?:some|most|many|several|few|half|often|mainly|largely|partly|majority|sometimes)\b")


def bounds(sentence: str, passage: str) -> bool:
    """Whether a figure has another bound than in the passage, goes from and to the other way, or all stands for some."""
    said, given = _bounds(sentence), _bounds(passage)
    both = [_digits(text).replace(",", "") for text in (sentence, passage)]
    for figure in {*said, *given}:
        if said.get(figure) != given.get(figure) and all(re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]*\d)", text) for text in both):
            return True
    if any((b, a) in _spans(passage) for a, b in _spans(sentence)):
        return True
    return bool(_ALL.search(sentence.lower()) and not _ALL.search(passage.lower()) and _SOME.search(passage.lower()))


def _spans(text: str) -> set[tuple[str, str]]:
    """(from, to) of every "from 42 to 26" and "to 26 from 42"."""
    spelt = _digits(text)
    forward = re.findall(r"\bfrom £? ?(\d[\d,.]*)[^.;]{0,25}? to £? ?(\d[\d,.]*)", spelt)
    return set(forward) | {(a, b) for b, a in re.findall(r"\bto £? ?(\d[\d,.]*)[^.;]{0,25}? from £? ?(\d[\d,.]*)", spelt)}


def _bounds(text: str) -> dict[str, str]:
    return {m[3].replace(",", "").rstrip("."): "floor" if m[1] else "ceil" for m in _BOUND.finditer(_digits(text))}
