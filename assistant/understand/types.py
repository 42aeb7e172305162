"""A question as understood. Frozen."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understand.pasted import Kind
from assistant.understand.route import parts


@dataclass(frozen=True)
class Turn:
    """A question as asked and as understood from the conversation before it."""

    asked: str
    standalone: str


@dataclass(frozen=True)
class Understood:
    """`turn`, the `question` as asked without its day, and that ISO `day`, after which nothing
    may be used (None: no limit). `within` are the ids of the documents that are asked (None: all
    of them). `newest`: the newest evidence is wanted first; `typed`
    says of what kind what was typed is."""

    turn: Turn
    question: str
    day: str | None
    newest: bool = False
    typed: Kind = "plain"
    within: frozenset[str] | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The questions that it is made of, each standing alone; only itself where it is one."""
        found = parts(self.turn.standalone)
        return found if len(found) > 1 else ()
