"""Documents in, the families of those that are editions of one another out, each with its newest.

Two are editions of one document when most of their wording and most of their figures are the same,
they are of one publisher, and their titles do not each name what the other does not: month 6 is no
edition of month 7, nor a template filled in for one clinic of the same for another. Two of one
title at one address are editions with a tenth of their wording in common. Where one title names
more than the other, a draft was written anew, or one address has two texts, they only seem to be: a
reader is asked first.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import PurePath

from index.documents.metadata import organisation
from index.documents.types import Document, Stored
from index.log import failed
from index.text.dates import by_end_of, checked_iso, dates, find_date, undated
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
_REWRITTEN = 0.1
"""The same where one of the same title calls itself a draft: enough to ask a reader."""
_FIGURES, _KEPT = 6, 0.45
"""Figures in each of two texts from which on so many of the fewer must stand in both: a report
that comes again each month keeps its words and changes its figures (of 15 invented cases .30 or
below, and .50 or above where they are editions)."""
_COMMON = 40
"""Documents that have a run in common, beyond which it is of the house's template and says
nothing of editions."""
_MOST = 60
"""Figures, and periods, that are kept of a document."""
_OPENING, _LINE = 6, 160
"""Pieces at a document's beginning, and letters of each, in which it says what edition it is."""
_NUMBERED = re.compile(r"\b(?:v|ver|version|issue|revision|edition)[ .]?(\d+(?:\.\d+)*)\b", re.I)
_DRAFT = re.compile(r"\bdraft\b", re.I)
_CALLED = re.compile(
    r"(?:[^.]{0,60}[:,(] ?)?(?:\w+ ){0,2}draft(?: (?:for|version)\b[^.]{0,40})?\)?", re.I
)
"""A line that calls its document a draft; a sentence tells of another."""
_NEXT = re.compile(r"\b(?:review|valid|until|expires?|next|closes)\b", re.I)
"""A line of an opening whose date is not the edition's own: when it ends or is looked at again."""
_PERIOD = re.compile(r"\b(?:(?:month|quarter|week|period) \d{1,2}|Q[1-4])\b", re.I)
"""What a report that comes again is about: of another one it is another report."""
_ADDRESS = re.compile(r"^https?://(?:www\.)?|[?#].*$")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_EDITION = re.compile(
    rf"{_NUMBERED.pattern}|\b(?:first |second |final |consultation |revised )?(?:draft|version|"
    r"edition|final|revised)\b",
    re.I,
)


@dataclass(frozen=True)
class Family:
    """Documents that are editions of one another, by id, the newest first. `places` says which is
    before which: those with the same number cannot be told apart. `sure` where a reader has
    confirmed them, `settled` where the newest is asked alone without that."""

    ids: tuple[str, ...]
    places: tuple[int, ...]
    sure: bool
    settled: bool

    @property
    def newest(self) -> bool:
        """Whether it is known which is the newest."""
        return self.places[1] > 0

    def left_out(self, asked: Iterable[str]) -> list[str]:
        """Of the editions `asked`, those that are older than another of them; none before a
        reader has confirmed what only seems to be a family."""
        if not (self.settled or self.sure):
            return []
        at = dict(zip(self.ids, self.places, strict=True))
        known = [i for i in asked if i in at]
        first = min((at[i] for i in known), default=0)
        return [i for i in known if at[i] > first]


@dataclass(frozen=True)
class Said:
    """What a reader said of two documents: that they are editions of one another, or that they
    are not. By their names, and by the words in them (`content_key`), which a file that is renamed
    keeps; empty where an earlier version of this program wrote it."""

    one: str
    other: str
    same: bool
    one_key: str = ""
    other_key: str = ""


def content_key(text: str) -> str:
    """A name for a document's words, whatever it is called and however it is described."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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
    today = date.today().isoformat()
    days = [_iso(year, month, day) for year, month, day in found if year and month]
    numbers = [n for line in opening for n in _NUMBERED.findall(line)]
    return json.dumps(
        {
            "text": content_key(document.text),
            "runs": base64.b64encode(sample).decode(),
            "figures": sorted(set(_FIGURE.findall(undated(document.text))))[:_MOST],
            "periods": sorted({m.lower() for m in _PERIOD.findall(document.text)})[:_MOST],
            "date": max(
                (d for d in days if d and by_end_of(d) <= today), key=by_end_of, default=None
            ),
            "number": max(numbers, key=_number, default=None),
            "draft": any(_CALLED.fullmatch(line) for line in opening),
            "body": next((line.lower() for line in opening if organisation(line)), None),
        }
    )


def safe_sketch(document: Document) -> str:
    """The sketch, or none for a text that breaks it: that costs the document its editions only."""
    try:
        return sketch(document)
    except Exception as error:  # noqa: BLE001 - a document is not lost for it
        failed("A text could not be compared with others", error)
        return ""


def _hash(run: Sequence[str]) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(run).encode(), digest_size=4).digest(), "big")


def _iso(year: int, month: int | str, day: int | None) -> str | None:
    if isinstance(month, str):  # a season
        return None
    return checked_iso(f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}")


def _number(said: str) -> tuple[int, ...]:
    return tuple(int(n) for n in said.split(".") if n)


class _Known:
    """A document as it is compared with others."""

    def __init__(self, stored: Stored) -> None:
        said = json.loads(stored.sketch)
        m, stem = stored.metadata, re.sub(r"[_-]", " ", PurePath(stored.source).stem)
        sample = base64.b64decode(said["runs"])
        self.id, self.key = stored.id, said.get("text", "")
        self.runs = {sample[i : i + 4] for i in range(0, len(sample), 4)}
        self.figures, self.periods = set(said["figures"]), set(said["periods"])
        self.publisher = (m.publisher or said["body"] or "").lower().removeprefix("the ")
        self.title = frozenset(stems(_EDITION.sub(" ", m.title or ""))) if m.title else None
        numbers = [n for text in (m.title or "", stem) for n in _NUMBERED.findall(text)]
        self.date: str | None = m.published or said["date"] or find_date(stem)
        self.number = _number(said["number"] or max(numbers, key=_number, default=""))
        self.address = _ADDRESS.sub("", (m.url or "").lower()).rstrip("/")
        self.draft = bool(said["draft"] or _DRAFT.search(f"{m.title or ''} {stem}"))

    def apart(self, other: _Known) -> bool:
        """Whether they are documents of their own whatever their wording has in common."""
        if self.publisher and other.publisher and self.publisher != other.publisher:
            return True
        if self.title and other.title and self.title - other.title and other.title - self.title:
            return True
        if self.periods and other.periods and not self.periods & other.periods:
            return True
        fewer = min(len(self.figures), len(other.figures))
        return fewer >= _FIGURES and len(self.figures & other.figures) < _KEPT * fewer

    def shared(self, other: _Known) -> tuple[float, float]:
        """Of the runs of the one that has fewer, the share that both have, and of all; by the
        hashes below the last that both samples reach to."""
        ends = [max(k.runs) for k in (self, other) if len(k.runs) >= SAMPLE]
        a, b = ({r for r in k.runs if not ends or r <= min(ends)} for k in (self, other))
        both = len(a & b)
        return both / max(1, min(len(a), len(b))), both / max(1, len(a | b))

    def edition_of(self, other: _Known) -> bool | None:
        """Whether they are editions of one document: True, or None where they only seem to be."""
        here = bool(self.address) and self.address == other.address
        if not here and min(len(self.runs), len(other.runs)) < _FEWEST:
            return False
        shared, alike = self.shared(other)
        if here:
            titled = self.title is not None and self.title == other.title
            return True if titled and shared >= _REWRITTEN else None
        if self.title is None or other.title is None:
            return shared >= _SHARED and alike >= _SHARED
        if shared >= _SHARED and alike >= _ALIKE:
            return True if self.title == other.title else None
        drafted = self.draft != other.draft and self.title == other.title and self.publisher
        return None if drafted and shared >= _REWRITTEN else False


def families(documents: Iterable[Stored], decided: Iterable[Said] = ()) -> list[Family]:
    """Of the documents that have a sketch; what only seems to be a version joins no family that
    is one. What a reader `decided` goes before what their words say, of documents with the content
    that it was said of, else of those with the name; of two words on the same pair the later
    one."""
    stored = list(documents)
    known = {s.id: _Known(s) for s in stored if s.sketch}
    named: dict[str, list[str]] = defaultdict(list)
    keyed: dict[str, list[str]] = defaultdict(list)
    for s in stored:
        named[s.source].append(s.id)
    for k in known.values():
        keyed[k.key].append(k.id)
    said = {
        frozenset((a, b)): one.same
        for one in decided
        for a in (one.one_key and keyed[one.one_key]) or named[one.one]
        for b in (one.other_key and keyed[one.other_key]) or named[one.other]
        if a in known and b in known and a != b
    }
    joined = {pair for pair, same in said.items() if same}
    found = {pair: told for pair, told in _near(known.values()).items() if pair not in said}

    def refused(a: str, b: str) -> bool:
        pair = frozenset((a, b))
        return said[pair] is False if pair in said else known[a].apart(known[b])

    told = sorted(((sorted(p), p, w) for p, w in found.items()), key=lambda one: one[0])
    groups = _together([*joined, *(pair for _, pair, what in told if what)], refused)
    placed = {i for ids in groups for i in ids}
    rest = [pair for _, pair, what in told if what is None and not pair & placed]
    return [
        *(_ordered([known[i] for i in ids], joined, True) for ids in groups),
        *(_ordered([known[i] for i in ids], joined, False) for ids in _together(rest, refused)),
    ]


Pair = frozenset[str]


def _near(known: Iterable[_Known]) -> dict[Pair, bool | None]:
    """The pairs that are, or seem to be, editions by their words; only those that have a run or
    their address in common are held against each other."""
    having: dict[bytes | str, list[_Known]] = defaultdict(list)
    for one in known:
        signs: list[bytes | str] = [*one.runs, one.address]
        for sign in (s for s in signs if s):
            having[sign].append(one)
    pairs = {
        frozenset((a.id, b.id)): (a, b)
        for some in having.values()
        if 1 < len(some) <= _COMMON
        for a, b in combinations(some, 2)
    }
    told = {pair: a.edition_of(b) for pair, (a, b) in pairs.items() if not a.apart(b)}
    return {pair: what for pair, what in told.items() if what is not False}


def _together(pairs: Iterable[Pair], refused: Callable[[str, str], bool]) -> list[list[str]]:
    """Pairs that have a document in common as one group, unless two in it are apart."""
    of: dict[str, list[str]] = {}
    for pair in pairs:
        a, b = (of.get(i, [i]) for i in sorted(pair))
        if a is b or any(refused(x, y) for x in a for y in b if frozenset((x, y)) != pair):
            continue
        whole = [*a, *b]
        of.update(dict.fromkeys(whole, whole))
    return list({id(whole): whole for whole in of.values()}.values())


def _ordered(members: list[_Known], joined: set[Pair], settled: bool) -> Family:
    """The newest first: what is no draft before what is one, then by dates, then by numbers, as
    far as all of them say; two dates of which one holds the other are the same."""
    dated = all(m.date for m in members)
    days = [m.date or "" for m in members]
    vague = any(a != b and (a.startswith(b) or b.startswith(a)) for a, b in combinations(days, 2))
    numbered = all(m.number for m in members)

    def place(one: _Known) -> tuple[bool, str, tuple[int, ...]]:
        day = by_end_of(one.date) if dated and not vague and one.date else ""
        return not one.draft, day, one.number if numbered else ()

    members = sorted(members, key=lambda m: (place(m), m.id), reverse=True)
    ranks = {p: n for n, p in enumerate(dict.fromkeys(place(m) for m in members))}
    pairs = {frozenset((a.id, b.id)) for a, b in combinations(members, 2)}
    sure = pairs <= joined
    ids, places = tuple(m.id for m in members), tuple(ranks[place(m)] for m in members)
    return Family(ids, places, sure, settled)
