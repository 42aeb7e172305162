"""Documents in, the families of those that are editions of one another out, each with its newest.

Two are editions of one document when most of their wording is the same, they are of one
publisher, and neither title names what the other does not: month 6 is no edition of month 7, nor
a template filled in for one clinic of the same for another. A draft and what was adopted under the
same title are editions too, however much was written anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import PurePath

from index.documents.metadata import organisation
from index.documents.types import Document, Stored
from index.text.dates import by_end_of, dates, find_date, undated
from index.text.words import stems, words

SAMPLE = 200
"""Hashes kept of a document: the share that two have in common is known to within .07."""
_RUN = 4
"""Words in a run that is compared; its numbers and dates are not."""
_SHARED, _ALIKE = 0.6, 0.3
"""Of the runs of the shorter one, how many stand in the longer, and of both together, how many
in each: 15 invented cases of evals/gold/versions.jsonl lie at .77 and .53 or above where they are
editions and wholly in other words, and at .50 and .33 or below where they are of one template."""
_FEWEST = 60
"""Runs of a text below which its wording says too little to be taken for an edition."""
_REWRITTEN = 0.05
"""The same where one of the same title says that it is a draft: a text on something else has
next to nothing in common."""
_COMMON = 40
"""Documents that have a run in common, beyond which it is of the house's template and says
nothing of editions."""
_OPENING, _LINE = 6, 160
"""Pieces at a document's beginning, and letters of each, in which it says what edition it is."""
_SHORT = 8
"""Words of a line that may call its document a draft; a longer one tells of another."""
_NUMBERED = re.compile(r"\b(?:v|ver|version|issue|revision|edition)[ .]?(\d+(?:\.\d+)*)\b", re.I)
_DRAFT = re.compile(r"\bdraft\b", re.I)
_NEXT = re.compile(r"\breview\b", re.I)
"""A line of an opening whose date is not the edition's own: when it is to be looked at again."""
_EDITION = re.compile(
    rf"{_NUMBERED.pattern}|\b(?:first |second |final |consultation |revised )?(?:draft|version|"
    r"edition|final|revised)\b",
    re.I,
)


@dataclass(frozen=True)
class Family:
    """Documents that are editions of one another, by id, the newest first; `newest` is False
    where nothing says which that is, `sure` where a reader has confirmed them."""

    ids: tuple[str, ...]
    newest: bool
    sure: bool


@dataclass(frozen=True)
class Said:
    """What a reader said of two documents, by their names: that they are editions of one
    another, or that they are not."""

    one: str
    other: str
    same: bool


def sketch(document: Document) -> str:
    """A sample of the document's wording and what its opening says of its edition, as JSON that
    is kept with its record."""
    opening = [
        line.strip()
        for block in document.blocks[:_OPENING]
        for line in document.text[block.start : block.end].splitlines()
        if len(line) <= _LINE
    ]
    text = ["#" if w[0].isdigit() else w for w in words(undated(document.text))]
    runs = {_hash(text[i : i + _RUN]) for i in range(len(text) - _RUN + 1)}
    sample = b"".join(run.to_bytes(4, "big") for run in sorted(runs)[:SAMPLE])
    found = [d for line in opening if not _NEXT.search(line) for d in dates(line)]
    days = [_iso(year, month, day) for year, month, day in found if year and month]
    numbers = [n for line in opening for n in _NUMBERED.findall(line)]
    return json.dumps(
        {
            "runs": base64.b64encode(sample).decode(),
            "date": max(filter(None, days), key=by_end_of, default=None),
            "number": max(numbers, key=_number, default=None),
            "draft": any(_DRAFT.search(s) for s in opening if len(s.split()) <= _SHORT),
            "body": next((line.lower() for line in opening if organisation(line)), None),
        }
    )


def _hash(run: Sequence[str]) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(run).encode(), digest_size=4).digest(), "big")


def _iso(year: int, month: int | str, day: int | None) -> str | None:
    if isinstance(month, str):  # a season
        return None
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _number(said: str) -> tuple[int, ...]:
    return tuple(int(n) for n in said.split(".") if n)


class _Known:
    """A document as it is compared with others."""

    def __init__(self, stored: Stored) -> None:
        said = json.loads(stored.sketch)
        m, stem = stored.metadata, re.sub(r"[_-]", " ", PurePath(stored.source).stem)
        sample = base64.b64decode(said["runs"])
        self.id = stored.id
        self.runs = {sample[i : i + 4] for i in range(0, len(sample), 4)}
        self.publisher = (m.publisher or said["body"] or "").lower().removeprefix("the ")
        self.title = frozenset(stems(_EDITION.sub(" ", m.title or ""))) if m.title else None
        numbers = [n for text in (m.title or "", stem) for n in _NUMBERED.findall(text)]
        self.date: str | None = m.published or said["date"] or find_date(stem)
        self.number = _number(said["number"] or max(numbers, key=_number, default=""))
        self.draft = bool(said["draft"] or _DRAFT.search(f"{m.title or ''} {stem}"))

    def shared(self, other: _Known) -> tuple[float, float]:
        """Of the runs of the one that has fewer, the share that both have, and of all; by the
        hashes below the last that both samples reach to."""
        ends = [max(k.runs) for k in (self, other) if len(k.runs) >= SAMPLE]
        a, b = ({r for r in k.runs if not ends or r <= min(ends)} for k in (self, other))
        both = len(a & b)
        return both / max(1, min(len(a), len(b))), both / max(1, len(a | b))

    def edition_of(self, other: _Known) -> bool:
        """Whether they are editions of one document, by their words."""
        if self.publisher and other.publisher and self.publisher != other.publisher:
            return False
        if min(len(self.runs), len(other.runs)) < _FEWEST:
            return False
        shared, alike = self.shared(other)
        if self.title is None or other.title is None:
            return shared >= _SHARED and alike >= _SHARED
        if self.title - other.title and other.title - self.title:
            return False
        if shared >= _SHARED and alike >= _ALIKE:
            return True
        drafted = self.draft != other.draft and self.title == other.title
        return drafted and bool(self.publisher) and shared >= _REWRITTEN


def families(documents: Iterable[Stored], decided: Iterable[Said] = ()) -> list[Family]:
    """Of the documents that have a sketch. What a reader `decided` goes before what their words
    say; of two words on the same pair the later one."""
    stored = list(documents)
    known = {s.id: _Known(s) for s in stored if s.sketch}
    named: dict[str, list[str]] = defaultdict(list)
    for s in stored:
        named[s.source].append(s.id)
    said = {
        frozenset((a, b)): one.same
        for one in decided
        for a in named[one.one]
        for b in named[one.other]
        if a in known and b in known
    }
    joined = {pair for pair, same in said.items() if same}
    found = {p for p in _near(known.values()) if p not in said} | joined
    return [_ordered([known[i] for i in ids], joined) for ids in _together(found)]


def _near(known: Iterable[_Known]) -> set[frozenset[str]]:
    """The pairs that are editions by their words; only those that have a run in common are
    held against each other."""
    having: dict[bytes, list[_Known]] = defaultdict(list)
    for one in known:
        for run in one.runs:
            having[run].append(one)
    pairs = {
        frozenset((a.id, b.id)): (a, b)
        for some in having.values()
        if 1 < len(some) <= _COMMON
        for a, b in combinations(some, 2)
    }
    return {pair for pair, (a, b) in pairs.items() if a.edition_of(b)}


def _together(pairs: Iterable[frozenset[str]]) -> list[list[str]]:
    """Pairs that have a document in common as one set."""
    of: dict[str, list[str]] = {}
    for pair in pairs:
        whole = [i for part in {id(of.get(i)): of.get(i, [i]) for i in pair}.values() for i in part]
        whole = list(dict.fromkeys([*whole, *pair]))
        of.update(dict.fromkeys(whole, whole))
    return list({id(whole): whole for whole in of.values()}.values())


def _ordered(members: list[_Known], joined: set[frozenset[str]]) -> Family:
    """The newest first: by dates, then numbers, then whether it is a draft, as far as all of
    them say."""

    def place(one: _Known) -> tuple[str, tuple[int, ...], bool]:
        dated = all(m.date for m in members)
        numbered = all(m.number for m in members)
        date = by_end_of(one.date) if dated and one.date else ""
        return date, one.number if numbered else (), not one.draft

    members = sorted(members, key=lambda m: (place(m), m.id), reverse=True)
    sure = {frozenset((a.id, b.id)) for a, b in combinations(members, 2)} <= joined
    return Family(tuple(m.id for m in members), place(members[0]) > place(members[1]), sure)
