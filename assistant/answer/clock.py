"""How long an answer takes, told from its beginning."""

from __future__ import annotations

import time

from assistant.answer.types import Timings


class Clock:
    """Starts when it is made; `found` marks the end of the search."""

    def __init__(self) -> None:
        self._began = self._found = time.perf_counter()

    def found(self) -> None:
        """The search has ended."""
        self._found = time.perf_counter()

    def timings(self) -> Timings:
        """Milliseconds so far."""
        now = time.perf_counter()
        spans = (self._found - self._began, now - self._found, now - self._began)
        return Timings(*(round(1000 * t, 1) for t in spans))
