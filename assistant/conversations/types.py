"""The values of this room. Frozen; times are ISO 8601 in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.answer.types import Answer

LOCAL = "local"
"""The owner of everything, until there is sign-in."""


@dataclass(frozen=True)
class Conversation:
    """One line of the list of conversations; `turns` is how many questions it has."""

    id: str
    title: str
    created: str
    updated: str
    turns: int = 0


@dataclass(frozen=True)
class Kept:
    """A question with its answer as they were kept. `answer` is None where an earlier version of
    this program wrote it in a way that this one cannot read; `earlier` counts the answers that
    were given before to the same question, or to its wording before it was changed. `shared` is
    the name under which everybody here may read it, else empty; by whom and since when."""

    id: str
    conversation: str
    place: int
    asked: str
    created: str
    answer: Answer | None
    pinned: bool = False
    earlier: int = 0
    shared: str = ""
    shared_by: str = ""
    shared_at: str = ""


@dataclass(frozen=True)
class KeptPaper:
    """A board paper in the making; `state` is what the screen needs to go on with it."""

    id: str
    title: str
    updated: str
    state: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Seen:
    """What a reader had before them at a visit: ids of documents, and {row: (response,
    progress)} of the ledger. `at` is when."""

    at: str
    documents: tuple[str, ...]
    rows: dict[str, tuple[str, str]]
