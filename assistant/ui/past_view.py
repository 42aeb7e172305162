"""Conversations in, the list of them as HTML out, by when they were last gone on with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.conversations.types import Conversation
from assistant.ui.templating import render
from index.text.dates import spoken

_DAYS = ("Today", "Yesterday")
LISTED = 20
"""Conversations that are listed at first: the list comes anew after each answer."""
PASSING = (
    "The data folder may only be read: conversations are kept until the program ends, and then"
    " are gone."
)


@dataclass(frozen=True)
class _Group:
    """Conversations of one stretch of time."""

    when: str
    conversations: tuple[Conversation, ...]

    def at(self, conversation: Conversation) -> str:
        """When it was last gone on with: the time of a day that is named, else the day."""
        then = datetime.fromisoformat(conversation.updated).astimezone()
        return f"{then:%H:%M}" if self.when in _DAYS else spoken(f"{then:%Y-%m-%d}") or ""


def past(found: list[Conversation], searched: bool, note: str, more: bool) -> str:
    """The list; `searched` when it was narrowed by words, `more` when there are others."""
    groups = _groups(found)
    return render("past.html", groups=groups, searched=searched, note=note, more=more)


def _groups(found: list[Conversation]) -> tuple[_Group, ...]:
    groups: dict[str, list[Conversation]] = {}
    for conversation in found:
        groups.setdefault(when(conversation.updated), []).append(conversation)
    return tuple(_Group(name, tuple(some)) for name, some in groups.items())


def when(at: str) -> str:
    """A moment as a list has it: today, yesterday, this week, or its day."""
    day = datetime.fromisoformat(at).astimezone().date()
    today = datetime.now(UTC).astimezone().date()
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    if day > today - timedelta(days=7):
        return "Last seven days"
    return spoken(f"{day:%Y-%m}") or ""
