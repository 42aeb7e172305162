"""The words that a comparison speaks. Frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["figure", "date", "verdict", "commitment", "added", "dropped", "wording"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Said:
    """A sentence or a row of a table where it stands: `start` and `end` count letters of its
    document's text, `page` from 1, `section` is the path of headings above it."""

    text: str
    start: int
    end: int
    page: int | None = None
    section: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What stood there before and what stands there now, None where nothing does; of which
    `kinds` it is, the weightiest first."""

    kinds: tuple[Kind, ...]
    before: Said | None
    after: Said | None

    @property
    def kind(self) -> Kind:
        """The weightiest."""
        return self.kinds[0]


@dataclass(frozen=True)
class Comparison:
    """`changes` in the order of the newer text, each of what is only worded otherwise last; how
    many sentences stand in both letter for letter, and how many of these at another place."""

    changes: tuple[Change, ...]
    same: int
    moved: int

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """Those whose weightiest kind is one of these."""
        return tuple(c for c in self.changes if c.kind in kinds)
