"""A question as understood. Frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """A question as asked and as understood from the conversation before it."""

    asked: str
    standalone: str


@dataclass(frozen=True)
class Understood:
    """`turn`, the `question` as asked without its day, and that ISO `day`, after which nothing
    may be used (None: no limit). `newest`: the newest evidence is wanted first."""

    turn: Turn
    question: str
    day: str | None
    newest: bool = False
