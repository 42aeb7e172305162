"""What is dated in, the timeline's list out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assistant.ledger.timeline import Entry, Kind
from assistant.ui.templating import render
from index.text.dates import spoken

NAMES: dict[Kind, str] = {
    "recommended": "Recommended",
    "responded": "Response",
    "progress": "Progress",
    "comment": "Comment",
    "event": "Event",
    "published": "Document",
    "action due": "Action due",
}
LISTED = 200
"""Entries that are shown at once."""


@dataclass(frozen=True)
class _Line:
    entry: Entry
    day: str
    kind: str
    planned: bool

    @property
    def about(self) -> str:
        """What it is about, and the first two of those who say it."""
        names = self.entry.who.split("; ")
        more = f" and {len(names) - 2} more" if len(names) > 2 else ""
        return " · ".join(filter(None, [self.entry.about, "; ".join(names[:2]) + more]))


def _ahead(entry: Entry, today: str) -> bool:
    """Whether all of its day, month or year lies ahead; what is published is not planned."""
    return entry.kind != "published" and entry.date > today[: len(entry.date)]


def listed(found: Sequence[Entry]) -> str:
    """By year, the newest first; what lies ahead is said to be planned."""
    today = date.today().isoformat()
    lines = [
        _Line(e, spoken(e.date) or e.date, NAMES[e.kind], _ahead(e, today)) for e in found[:LISTED]
    ]
    years = [(year, list(some)) for year, some in groupby(lines, lambda line: line.entry.date[:4])]
    return render("timeline.html", years=years, count=len(found), shown=len(lines))
