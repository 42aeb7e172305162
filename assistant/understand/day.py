"""A question in, the day that it asks to be answered as at, and the question without that
phrase, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.errors import AssistantError
from index.text.dates import MONTH_WORD, by_end_of, checked_iso, find_date, spoken

_SEASONS = {"spring": "05", "summer": "08", "autumn": "11", "winter": "12", "christmas": "12-25"}
_YEAR = r"(?:19|20)\d\d"
_AFTER = (
    r"(?=\)?\s*(?:$|[?,.;:–-]|(?:and|was|were|is|are|did|do|does|had|has|have|could|can|would|"
    r"what|which|who|how|where|when|why|the|in|on|about|for|of|to|any)\b))"
)
_DATE = (
    r"(?:the )?(?:(?P<part>early|mid|late|end|start|(?:the )?(?:start|beginning|middle|end) of)["
    r" -])?"
    rf"(?P<date>\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH_WORD},? {_YEAR}|{MONTH_WORD}"
    rf" \d{{1,2}}(?:st|nd|rd|th)?, {_YEAR}|\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}|"
    rf"{_YEAR}-\d\d(?:-\d\d)?|{MONTH_WORD},? (?:{_YEAR}|['’]\d\d)|"
    rf"(?:spring|summer|autumn|winter|christmas)(?: of)?,? {_YEAR}|(?:q[1-4] )?{_YEAR}(?:/\d\d)?)"
    rf"{_AFTER}"
)
_STRONG = re.compile(
    r"[,(]? ?\b(?P<how>as at|as of|as things stood (?:at|in|on|by)?|(?:the"
    r" )?(?:position|picture|state of play) (?:at|in|on|by)|prior to|before|up(?: un)?til|up"
    rf" to|until) {_DATE}\)?",
    re.I,
)
_WEAK = re.compile(rf"[,(]? ?\b(?P<how>back in|by|in|at|on|during) {_DATE}\)?", re.I)
_HEADS = re.compile(rf"^(?P<how>){_DATE} ?[-–:,]", re.I)
_NOT_A_DAY = re.compile(
    r"\b(?:since|after|following|announced|published|launched|began|ever)\b", re.I
)
_UNREAD = re.compile(r"\bas (?:at|of) (?:the )?(?:\w+ ){0,2}['’]?\d", re.I)
_LOOKS_BACK = re.compile(
    r"\b(?:had|accepted|rejected|responded|answered|agreed|position|picture|happened|know[ns]?|"
    r"knew|known|progress\w*|how far|stood|state of play|so far|got to|stands?|doing|done|news)\b",
    re.I,
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:should|recommend\w*|want\w*|due|deadline|asked? for|propos\w*|suppos\w*|plan(?:ned|s)?|"
    r"expect\w*|must|have to|call\w* for|said|say|publish\w*|wr[io]te\w*)\b",
    re.I,
)
_HAPPENED = (
    r"(?! (?:even )?(?:(?:had|was|were) )?(?:began|begun|starte?d?|set up)\b)(?: (?:was|were|"
    r"had been))?(?: (?:published|launched|released|announced|introduced|came out|came in|out|"
    r"to hewitt))?"
)
NEWEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|now|currently|today|these days|at the moment|"
    r"nowadays)\b",
    re.I,
)


@dataclass(frozen=True)
class AsAt:
    """`day`: nothing published after it may be used, None for no limit. `newest`: the question
    wants the newest evidence."""

    question: str
    day: str | None
    newest: bool = False


def read(question: str, events: tuple[tuple[str, str], ...] = (), given: str | None = None) -> AsAt:
    """`events` are (what an event is called, its ISO date); `given` is a day set beside the
    question, and the earlier one counts."""
    day, rest = _named(question, events) or _dated(question) or (None, question)
    days = [d for d in (day, given) if d]
    return AsAt(
        _tidy(rest), min(days) if days else None, not day and NEWEST.search(question) is not None
    )


def says_nothing_else(asked: AsAt) -> bool:
    """Whether nothing but "what happened?" is left of the question without its day: then the day
    is what it is about."""
    return asked.day is not None and _SAYS_NOTHING.fullmatch(asked.question) is not None


_SAYS_NOTHING = re.compile(
    r"(?:\b(?:and|so|what|which|did|does|was|is|had|has|been|the|things?|happen(?:ed|s|ing)?|took|"
    r"take|place|went|going|on|there)\b|\W)*",
    re.I,
)


def in_words(question: str) -> str:
    """The question with days in figures ("04/05/2024") written as documents write them ("4 May
    2024")."""
    return re.sub(
        r"\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d\b",
        lambda m: spoken(find_date(m[0])) or m[0],
        question,
    )


def refuse_unread(asked: AsAt) -> None:
    """Refuses a question whose "as at" is followed by what is no date: it is never answered as
    if it had none."""
    if asked.day is None and _UNREAD.search(asked.question):
        raise AssistantError(
            "The date after “as at” could not be read; write it as 31 July 2024 and ask again."
        )


def checked_day(given: str | None) -> str | None:
    """A day given beside a question: a date, or the last day of a month or year. Refuses what is
    none."""
    if not given:
        return None
    iso = checked_iso(given) or find_date(given)
    if iso is None:
        raise AssistantError(f"{given!r} is not a date; write --as-at 2024-07-31.")
    return by_end_of(iso)


def _named(question: str, events: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
    for called, when in sorted(events, key=lambda e: -len(e[0])):
        event = rf"(?:the )?{re.escape(called)}\b{_HAPPENED}{_AFTER}"
        if m := re.search(
            rf"[,(]? ?\b(?:before|until|prior to|ahead of|up to) {event}\)?", question, re.I
        ):
            return _eve(when), question[: m.start()] + question[m.end() :]
        if m := re.search(
            r"[,(]? ?\b(?P<n>a|an|one|two|three|four|five|six|\d+) (?P<unit>day|week|month|year)s?"
            rf" after {event}\)?",
            question,
            re.I,
        ):
            return (
                _after(by_end_of(when), m["n"].lower(), m["unit"].lower()),
                question[: m.start()] + question[m.end() :],
            )
        if m := re.search(
            rf"^(?:and |so )?when {event}|\b(?:at|by) the time of {event}", question, re.I
        ):
            return by_end_of(when), question[: m.start()] + question[m.end() :]
    return None


def _after(day: str, count: str, unit: str) -> str:
    number = (
        int(count)
        if count.isdigit()
        else {"a": 1, "an": 1}.get(count)
        or ("one", "two", "three", "four", "five", "six").index(count) + 1
    )
    then = date.fromisoformat(day)
    if unit in ("day", "week"):
        return (then + timedelta(days=number * (7 if unit == "week" else 1))).isoformat()
    months = then.year * 12 + then.month - 1 + number * (12 if unit == "year" else 1)
    month = f"{months // 12}-{months % 12 + 1:02d}"
    return min(f"{month}-{then.day:02d}", by_end_of(month))


def _dated(question: str) -> tuple[str, str] | None:
    strong = _STRONG.search(question)
    m = strong or _HEADS.search(question) or _WEAK.search(question)
    if not m:
        return None
    rest = question[: m.start()] + question[m.end() :]
    certain = strong and m["how"].lower().startswith(("as ", "the", "position", "picture", "state"))
    opens = not question[: m.start()].strip(" ,(").lower().removeprefix("and").removeprefix("so")
    certain = (
        certain
        or m["how"].lower() == "back in"
        or (opens and m["how"].lower() != "by" and not strong)
    )
    if not certain and not opens and not strong and _NOT_A_DAY.search(question):
        return None
    if not certain and (
        _LOOKS_AHEAD.search(rest) or not (strong or opens or _LOOKS_BACK.search(rest))
    ):
        return None
    iso = _iso(m["date"])
    if iso is None:
        return None
    if m["how"].lower() in ("before", "prior to", "until"):
        return _eve(iso), rest
    return _end(iso, (m["part"] or "").lower()), rest


def _iso(written: str) -> str | None:
    if spell := re.fullmatch(rf"(?:q([1-4]) )?({_YEAR})(?:/(\d\d))?", written, re.I):
        return _spell(spell[1], spell[2], spell[3])
    season = next((month for name, month in _SEASONS.items() if name in written.lower()), None)
    year = re.search(_YEAR, written)
    if season and year:
        return f"{year[0]}-{season}"
    return find_date(re.sub(r"['’](\d\d)$", r"20\1", written.replace(" of ", " ")))


def _spell(quarter: str | None, year: str, ends: str | None) -> str:
    """The ISO month or year in which a year, a quarter of it, or a financial year ("2023/24",
    April to March) ends."""
    if ends is None:
        return f"{year}-{int(quarter) * 3:02d}" if quarter else year
    month = int(quarter or 4) * 3 + 3
    return f"{year}-{month:02d}" if month <= 12 else f"{year[:2]}{ends}-{month - 12:02d}"


def _end(iso: str, part: str) -> str:
    """The last day of the period, or of its part: "mid 2024" ends on 30 June, "early 2024" on 31
    March."""
    if len(iso) == 4 and part:
        if part.startswith("early") or "start" in part or "beginning" in part:
            return f"{iso}-03-31" if part.startswith("early") else f"{iso}-01-01"
        if part.startswith("mid"):
            return f"{iso}-06-30"
    if len(iso) == 7 and ("start" in part or "beginning" in part or part.startswith("early")):
        return f"{iso}-10"
    return by_end_of(iso)


def _eve(iso: str) -> str:
    """The day before a date, month or year begins."""
    first = date.fromisoformat((iso + "-01-01")[:10])
    return (first - timedelta(days=1)).isoformat()


def _tidy(rest: str) -> str:
    return " ".join(rest.split()).strip(" ,").replace(" ?", "?")


def age(then: str, now: str) -> str | None:
    """How much older than a year an ISO date is, in words; None when it is not."""
    months = (
        (int(now[:4]) - int(then[:4])) * 12
        + int(now[5:7])
        - int(by_end_of(then)[5:7])
        - (now[8:10] < by_end_of(then)[8:10])
    )
    if months < 12:
        return None
    years, rest = divmod(months, 12)
    words = [f"{years} year" + ("s" if years > 1 else "")] + (
        [f"{rest} month" + ("s" if rest > 1 else "")] if rest else []
    )
    return " and ".join(words)
