"""Folders that are watched: the library follows what comes, changes and goes in them, by the same
rules as by command: nothing is lost, and many files gone at once are a question, not a wish."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from watchfiles import watch

from assistant.errors import AssistantError
from assistant.services import counts
from assistant.services.keeping import Keeping
from assistant.services.library import Library
from assistant.settings import Settings
from index.documents.types import IndexReport
from index.errors import IndexingError
from index.log import LOG, failed

_QUIET = 2000
"""Milliseconds without a change after which a folder is looked at: a file is copied by then."""
_COPIED = 300.0
"""Seconds for which a file that grows is waited for."""
_DONE = ("added", "updated", "removed", "moved")
"""What becomes of a file that changes the library."""


@dataclass(frozen=True)
class Looked:
    """A look at the watched folders: ISO time in UTC, {what became of files: how many}, and what
    could not be done, a sentence each."""

    at: str
    changed: dict[str, int]
    trouble: tuple[str, ...] = ()


class Watching:
    """Hears of changes where the system tells them, and looks at all of it from time to time, for
    a share on a network tells nothing."""

    def __init__(self, settings: Settings, library: Library, keeping: Keeping) -> None:
        self._folders, self._every = settings.watch, settings.watch_minutes
        self._library, self._keeping = library, keeping
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.last: Looked | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """Those that the installation watches."""
        return self._folders

    def begin(self, ready: threading.Event | None = None) -> None:
        """In a thread of its own, once it is `ready`, until `stop`."""
        if self._folders and self._thread is None:
            self._thread = threading.Thread(
                target=self._run, args=(ready,), name="watching", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Ends it, after what it is at."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def look(self) -> Looked:
        """Looks at every watched folder now."""
        try:
            found = _told(self._library.index(list(self._folders)))
        except (IndexingError, AssistantError) as error:
            found = Looked(_now(), {}, (str(error),))
        self.last = found
        counts.looked()
        if found.changed:
            self._keeping.record.add("took in watched folders", found.changed, "the program")
        return found

    def _run(self, ready: threading.Event | None) -> None:
        while ready and not ready.wait(1) and not self._stop.is_set():
            pass
        while not self._stop.is_set():
            try:
                self._follow([f for f in self._folders if f.is_dir()])
            except Exception as error:  # noqa: BLE001 - whatever it was, the next look comes
                failed("Watching folders", error)
                self._stop.wait(60 * self._every)

    def _follow(self, there: list[Path]) -> None:
        """Looks now, and whenever something changes or it is time to look anyway; until another
        folder is there or one is not. What changes during a look is heard after it."""
        if not there:
            self.look()
            self._stop.wait(60 * self._every)
            return
        heard = watch(
            *there,
            debounce=_QUIET,
            step=_QUIET,
            rust_timeout=int(60_000 * self._every),
            yield_on_timeout=True,
            stop_event=self._stop,
            ignore_permission_denied=True,
        )
        begun = threading.Thread(target=self.look, name="first look")
        begun.start()  # beside it: the system is asked for changes by the first `next` only
        for heard_of in heard:
            begun.join()
            self._settle({Path(path) for _, path in heard_of})
            self.look()
            if there != [f for f in self._folders if f.is_dir()]:
                return
        begun.join()

    def _settle(self, files: set[Path]) -> None:
        """Waits until none of them grows any more, for a while at most: what is half copied is no
        version of anything."""
        end = time.monotonic() + _COPIED
        before: dict[Path, tuple[float, int]] = {}
        while time.monotonic() < end and not self._stop.is_set():
            now = {path: _size(path) for path in files}
            if now == before:
                return
            before = now
            self._stop.wait(_QUIET / 1000)


def _size(path: Path) -> tuple[float, int]:
    """When it was written last, and how large it is; zeros for a file that is gone."""
    try:
        found = path.stat()
        return found.st_mtime, found.st_size
    except OSError:
        return 0.0, 0


def _told(report: IndexReport) -> Looked:
    changed = {status: n for status in _DONE if (n := report.count(status))}
    trouble = tuple(f.reason or f.source for f in report.files if f.failed)
    if trouble:
        LOG.warning("watched folders: %d files could not be read", len(trouble))
    return Looked(_now(), changed, trouble)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
