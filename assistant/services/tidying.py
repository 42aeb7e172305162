"""Periods in, what is older gone for good: what the installation says is kept for a time only."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.answer import feedback
from assistant.services.keeping import Keeping
from assistant.settings import Settings
from index.log import LOG, failed

TAKEN = "taken-"
"""How a copy of an upload is called that somebody works with."""
_UPLOADED = timedelta(days=1)
"""After which what was uploaded and not taken goes."""


@dataclass(frozen=True)
class Tidied:
    """How many of each were older than they may be, by what they are."""

    gone: dict[str, int]

    def __str__(self) -> str:
        some = [f"{count} {what}" for what, count in self.gone.items() if count]
        return f"Gone for good: {', '.join(some)}." if some else "Nothing was older than it may be."


class Tidying:
    """By the periods of the settings. May be done at any time, by several processes at once."""

    def __init__(self, settings: Settings, keeping: Keeping) -> None:
        self._settings, self._keeping = settings, keeping

    def tidy(self) -> Tidied:
        """Does it, and puts on record that something went."""
        s, kept = self._settings, self._keeping.retention
        folder = s.data_dir.expanduser()
        gone = {
            "conversations": _older(s.keep_conversations_days, kept.old_conversations),
            "told changes": _older(s.keep_conversations_days, kept.old_changes),
            "declined corrections": _older(s.keep_conversations_days, kept.old_corrections),
            "papers": _older(s.keep_papers_days, kept.old_papers),
            "deleted or replaced": _older(s.keep_deleted_days, kept.deleted),
            "thumbs": _older(s.keep_feedback_days, lambda at: feedback.drop(folder, at)),
            "uploads": self._uploads(),
            "entries of the record": _older(s.keep_record_days, self._keeping.record.cut),
        }
        if any(gone.values()):
            told = {what: count for what, count in gone.items() if count}
            self._keeping.record.add("let go what was too old", told, "the program")
            LOG.info("tidied: %s", told)
        return Tidied(gone)

    def _uploads(self) -> int:
        """Folders of uploads that nobody took; a copy that somebody took is theirs to drop."""
        import shutil

        before = (datetime.now(UTC) - _UPLOADED).timestamp()
        folder, gone = self._settings.uploads_dir, 0
        for one in folder.glob("*/") if folder.is_dir() else ():
            with contextlib.suppress(FileNotFoundError):  # another sweeps, too
                if not one.name.startswith(TAKEN) and one.stat().st_mtime < before:
                    shutil.rmtree(one, ignore_errors=True)
                    gone += 1
        return gone


def _older(days: int | None, drop: Callable[[str], int]) -> int:
    """How many went that were older than so many days; none where no number is set."""
    if days is None:
        return 0
    return drop((datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds"))


def regularly(
    work: Callable[[], object], stop: threading.Event, every: float = 86_400
) -> threading.Thread:
    """Does `work` now and after every so many seconds, in a thread of its own, until `stop` is
    set; that thread."""

    def run() -> None:
        while not stop.is_set():
            try:
                work()
            except Exception as error:  # noqa: BLE001 - the next day is another try
                failed("Work done from time to time", error)
            stop.wait(every)

    thread = threading.Thread(target=run, name="from time to time", daemon=True)
    thread.start()
    return thread
