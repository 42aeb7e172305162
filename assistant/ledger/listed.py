"""One recommendation or action of a document, and the marks by which documents write one: whose it
is, by when, and in whose voice it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.text.dates import find_date

FIRST = re.compile(
    r"\b(?:I|we|the (?:review|inquiry|panel|commission|committee|taskforce))(?: \w+){0,2}"
    r" (?:recommends?|urges?)\b(?! th(?:is|at)\b[.,])|"
    r"\b(?:my|our)(?: \w+){0,2} recommendation is\b",
    re.I,
)
DENIED = re.compile(
    r"\b(?:not|never|no|whether to|rather than) (?:to )?recommend|\bno recommendation|"
    r"\brecommends? against",
    re.I,
)
LEAD = re.compile(r"\brecommend(?:s|ations?)?\b(?!ed)[^.]*:$", re.I)
GOES_ON = re.compile(r"\b(?:should|must|ought to)\b", re.I)


def opens_list(text: str) -> bool:
    """Whether a line ends so that a list of recommendations follows."""
    end = text[-_END:]
    return text.endswith(":") and bool(LEAD.search(end)) and not DENIED.search(end)


_END = 300
"""Letters at the end of a paragraph that say what follows."""
PART = re.compile(r"\(?(?:[a-h]|[ivx]{1,4})[).]\s")
_ASSIGNED = re.compile(
    r"\s*\((?P<who>[^()]{2,80}?)(?:[,;] (?:by|before|due)?:? ?(?P<when>[^()]*\d[^()]*))?\)\s*$"
)
_TO_DO = re.compile(r"^(?P<who>[A-Z][\w./& ]{1,40}?) to (?=[a-z])")
_DUE = re.compile(r"\b(?:by|before|no later than)(?: the end of)? (?P<when>[^,.;()]{4,30})", re.I)
_NAME = r"(?:[A-Z][\w’'&-]*|of|and|the|for|to)"
_MUST = re.compile(
    rf"^(?:The )?(?P<who>[A-Z][\w’'-]*(?:,? {_NAME})*),? (?:should|must|needs? to)\b"
)
_TAIL = re.compile(
    r"[\s(]*(?:(?:owner|lead|by whom|who): ?(?P<who>[^.;:()]{2,60})|"
    r"(?:due|deadline|by when|target date|by): ?(?P<when>[^.;()]{4,40}))[.;)]*\s*$",
    re.I,
)
"""What stands behind an action: whose it is, and when it is due."""
_INITIALS = re.compile(r"^\((?P<who>[^()]{2,40})\)\s*")


@dataclass(frozen=True)
class Listed:
    """One of a document's recommendations or `action`s: `document.text[start:end]`, in its words
    as `text`; its number as the document has it, and whom and what day it names. `answer` and
    `state` are what a table says beside it. `sure` from 0 to 1."""

    text: str
    start: int
    end: int
    number: str | None = None
    owner: str | None = None
    due: str | None = None
    answer: str | None = None
    state: str | None = None
    action: bool = False
    sure: float = 0.9


def without_tail(one: Listed) -> Listed:
    """An action without what is said behind or before it of whose it is and when it is due."""
    while match := _TAIL.search(one.text):
        kept = one.text[: match.start()].rstrip()
        due = find_date(match["when"] or "")
        one = replace(
            one,
            text=kept,
            end=one.start + len(kept),
            owner=one.owner or match["who"],
            due=one.due or due,
        )
    if match := _INITIALS.match(one.text):
        cut = match.end()
        text, owner = one.text[cut:], one.owner or match["who"]
        one = replace(one, text=text, start=one.start + cut, owner=owner)
    return one


def assigned(one: Listed) -> Listed:
    """With whom and what day it names, in brackets at its end or in its words."""
    if match := _ASSIGNED.search(one.text):
        when = find_date(match["when"] or "")
        if when or one.action:
            kept = one.text[: match.start()]
            return replace(one, text=kept, end=one.start + len(kept), owner=match["who"], due=when)
    who = _TO_DO.match(one.text) if one.action else _MUST.match(one.text)
    when = next(filter(None, (find_date(m["when"]) for m in _DUE.finditer(one.text))), None)
    named = who["who"].replace(" and ", "/") if who and one.action else who and who["who"]
    return replace(one, owner=one.owner or named, due=one.due or when)
