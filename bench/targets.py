"""What `make bench` holds its figures against: each a measure with its rounds, a peer's rounds in
the same turns where there is one, and a bound; reached, missed, or missed within its noise.

What was reached before is kept in `bench/reached.json`, by kind of processor. A measure that was
reached there and is missed by every one of its rounds now ends the run with 1.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

KEPT = Path(__file__).parent / "reached.json"
REACHED, WITHIN, MISSED = "reached", "missed within its noise", "missed"


@dataclass(frozen=True)
class Measure:
    """`ours` and `theirs` by round; held against `bound` is the median of `ours`, or of the ratios
    to `theirs` round by round; `at_least` where more is better. No bound: told, not held."""

    name: str
    ours: Sequence[float]
    theirs: Sequence[float] = ()
    bound: float | None = None
    at_least: bool = False

    @property
    def held(self) -> list[float]:
        """What is held against the bound, by round."""
        if not self.theirs:
            return list(self.ours)
        return [a / b for a, b in zip(self.ours, self.theirs, strict=True)]

    def _holds(self, value: float) -> bool:
        assert self.bound is not None
        return value >= self.bound if self.at_least else value <= self.bound

    @property
    def verdict(self) -> str:
        """Reached by the median; missed within its noise where some round reached it all the
        same."""
        if self.bound is None:
            return ""
        if self._holds(statistics.median(self.held)):
            return REACHED
        return WITHIN if any(map(self._holds, self.held)) else MISSED

    @property
    def target(self) -> str:
        """The bound in words."""
        if self.bound is None:
            return ""
        times = " times the peer" if self.theirs else ""
        return f"{self.bound:,.3g}{times} or {'more' if self.at_least else 'less'}"

    def row(self) -> str:
        """A line of the table."""
        ratio = spread(self.held) if self.theirs else ""
        theirs = spread(self.theirs) if self.theirs else ""
        cells = (self.name, spread(self.ours), theirs, ratio, self.target, self.verdict)
        return "| " + " | ".join(cells) + " |"


HEADER = "| measure | product | peer | ratio | target | |\n|---|---|---|---|---|---|"


def spread(values: Sequence[float]) -> str:
    """Median with least and most."""
    if len(values) == 1:
        return f"{values[0]:.3g}"
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


def judged(measures: Sequence[Measure], kind: str, kept: Path = KEPT) -> list[str]:
    """Names of what was reached before on this kind of processor and is missed now by more than
    its noise. What is reached now for the first time is kept."""
    before: dict[str, list[str]] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    reached = set(before.get(kind, ()))
    lost = [m.name for m in measures if m.verdict == MISSED and m.name in reached]
    before[kind] = sorted(reached | {m.name for m in measures if m.verdict == REACHED})
    kept.write_text(json.dumps(before, indent=1) + "\n", "utf-8")
    return lost
