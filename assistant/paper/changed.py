"""A comparison of two documents as a file to take along: Word, PDF or Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assistant.changes.differing import worded
from assistant.changes.told import NAMES, NOTHING, counted
from assistant.changes.types import Change, Comparison, Said
from assistant.paper.blocks import Block, Heading, Paragraph, Text
from assistant.paper.exported import written
from index.documents.types import Document
from index.text.dates import spoken

_ABOUT = (
    "Made by ICS Assistant on {day}, by rules and without a language model: it compares sentences,"
    " and can miss a change that is worded unlike what it changes. What only moved is no change."
)


@dataclass(frozen=True)
class Side:
    """One of the two: its text, its file's name, its id in the library, empty for a file beside
    it; `gone` where another took its place or a reader removed it."""

    document: Document
    source: str
    id: str
    gone: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return self.document.metadata.title or self.source

    @property
    def when(self) -> str:
        """When it was published, in words."""
        return spoken(self.document.metadata.published) or "undated"


@dataclass(frozen=True)
class Compared:
    """Both sides and what is different."""

    before: Side
    after: Side
    found: Comparison


def record(compared: Compared) -> dict[str, Any]:
    """The comparison for other programs."""
    found = compared.found
    return {
        "before": compared.before.source,
        "after": compared.after.source,
        "same": found.same,
        "moved": found.moved,
        "changes": [asdict(change) for change in found.changes],
    }


def changed_file(compared: Compared, kind: str) -> bytes:
    """The report's bytes. Raises AssistantError for a kind that there is none of."""
    return written(f"What changed: {compared.after.title}", tuple(_blocks(compared)), kind)


def _blocks(compared: Compared) -> Iterator[Block]:
    day = spoken(date.today().isoformat()) or ""
    yield Paragraph((Text(_ABOUT.format(day=day)),), "small")
    for name, side in (("From", compared.before), ("To", compared.after)):
        yield Paragraph((Text(f"{name}: ", bold=True), Text(f"{side.title} ({side.when})")))
    yield Paragraph((Text(counted(compared.found)),))
    if not compared.found.changes:
        yield Paragraph((Text(NOTHING),))
    shown = ""
    for number, change in enumerate(compared.found.changes, 1):
        heading = "Worded otherwise" if change.kind == "wording" else "Changes"
        if heading != shown:
            shown = heading
            yield Heading(1, heading, heading.lower().replace(" ", "-"))
        yield from _told(number, change)


def _told(number: int, change: Change) -> Iterator[Block]:
    names = ", ".join(NAMES[kind] for kind in change.kinds)
    yield Paragraph((Text(f"{number}. {names[:1].upper()}{names[1:]}", bold=True),))
    old = change.before.text if change.before else ""
    new = change.after.text if change.after else ""
    ours, theirs = worded(old, new) if old and new else (((old, False),), ((new, False),))
    for name, side, words in (
        ("Before", change.before, ours),
        ("Now", change.after, theirs),
    ):
        if side:
            spans = tuple(Text(text, bold=other) for text, other in words)
            yield Paragraph((Text(f"{name}: "), *spans), "quote")
            yield Paragraph((Text(place(side)),), "small")


def place(said: Said) -> str:
    """Where it stands, in words."""
    section = " › ".join(said.section[-2:])
    return ", ".join(filter(None, [f"page {said.page}" if said.page else "", section])) or "–"
