"""What is under way for each session, so that a reader can stop it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stops:
    """A session that nothing is under way for takes no room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, set[threading.Event]] = {}

    @contextmanager
    def of(self, session: str) -> Iterator[threading.Event]:
        """An event that is set when the session stops what it has under way, and at the end."""
        stop = threading.Event()
        with self._lock:
            self._running.setdefault(session, set()).add(stop)
        try:
            yield stop
        finally:
            stop.set()
            with self._lock:
                running = self._running[session]
                running.discard(stop)
                if not running:
                    del self._running[session]

    def stop(self, session: str) -> None:
        """Sets every event of the session."""
        with self._lock:
            running = tuple(self._running.get(session, ()))
        for event in running:
            event.set()
