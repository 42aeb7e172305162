"""Model and starter library made ready behind the first page; a question asked meanwhile waits
for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from assistant.errors import AssistantError
from assistant.services import Services
from index.errors import IndexingError, OlderIndexError
from index.ingest import Progress

_LOADING = "Getting ready: loading the model …"
_FAILED = "The library could not be made ready; the reason is in the terminal it was started from."


class Readiness:
    """`note` is what a reader is told meanwhile, None when all is ready; `error` is why it could
    not be made ready; `done` is set in either case."""

    def __init__(self, services: Services) -> None:
        self._asking, self._library = services.asking, services.library
        self.done = threading.Event()
        self._lock = threading.Lock()
        self.note: str | None = _LOADING
        self.error: str | None = None

    def begin(self) -> None:
        """Starts in a thread of its own."""
        self.note, self.error = _LOADING, None
        self.done.clear()
        threading.Thread(target=self._make_ready, name="warm-up", daemon=True).start()

    def _make_ready(self) -> None:
        try:
            try:
                self._asking.warm()
            except OlderIndexError:
                self._library.rebuild(self._again)
                self._asking.warm()
            if self._library.wants_starter():
                self._library.index_starter(self._progress)
            self.note = None
        except (IndexingError, AssistantError) as error:
            self.error = self.note = str(error)
        finally:
            if self.note and not self.error:
                self.error = self.note = _FAILED
            self.done.set()

    def _again(self, progress: Progress) -> None:
        self.note = (
            f"Getting ready: {progress.done} of {progress.total} documents made again for this"
            " version …"
        )

    def _progress(self, progress: Progress) -> None:
        self.note = (
            f"Getting ready: {progress.done} of {progress.total} documents of the starter library"
            " indexed …"
        )

    def again(self) -> None:
        """Tries again where it went wrong, for it may be mended."""
        with self._lock:
            if self.error and self.done.is_set():
                self.begin()

    def wait(self) -> Iterator[str]:
        """Yields the note about twice a second until ready; what went wrong is tried again, for
        it may be mended."""
        with self._lock:
            if self.error:
                self.begin()
        while not self.done.wait(0.5):
            yield self.note or ""
