"""Questions are answered in the order in which they came, a few at a time; whoever waits can be
told the place."""

from __future__ import annotations

import threading


class Line:
    """`at_once` questions are answered at a time."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.places: list[Place] = []
        self.moved = threading.Condition()

    def join(self) -> Place:
        """A place at the end; whoever has one leaves it."""
        place = Place(self)
        with self.moved:
            self.places.append(place)
        return place


class Place:
    """One question's place in the line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def number(self, seconds: float) -> int:
        """The place among those who wait, counted from 1, after at most so long; 0 when it is
        this one's turn."""

        def waiting() -> int:
            return max(0, self._line.places.index(self) + 1 - self._line.at_once)

        with self._line.moved:
            self._line.moved.wait_for(lambda: not waiting(), seconds)
            return waiting()

    def leave(self) -> None:
        with self._line.moved:
            if self in self._line.places:
                self._line.places.remove(self)
                self._line.moved.notify_all()
