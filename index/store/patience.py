"""Calls to Chroma, tried again while a server is away; what goes wrong becomes one sentence for
the reader."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from index.errors import DamagedIndexError, StoreError
from index.settings import IndexSettings

WAITS = (0.2, 0.8)
"""Seconds between tries when a server does not answer: three tries in all."""
ANSWERS_IN = 30.0
"""Seconds that a server has for one answer; Chroma's own client would wait for ever."""
AWAY_FOR = 2.0
"""Seconds in which a server that was just found to be away is not asked again."""
_LEAST_ROOM = 4 * 2**20
"""Bytes free under which a failed write is put down to a full disk."""
_FULL = re.compile(r"no space left|disk is full|database or disk", re.I)
_READ_ONLY = re.compile(r"readonly|read-only", re.I)
T = TypeVar("T")


class Patience:
    """Makes calls to one index's Chroma."""

    def __init__(self, settings: IndexSettings) -> None:
        import httpx
        from chromadb.errors import ChromaError

        self._url, self.place = settings.chroma_url, settings.chroma_url or str(settings.data_dir)
        self.errors: tuple[type[BaseException], ...] = (
            ChromaError,
            httpx.HTTPError,
            ValueError,
            OSError,
        )
        self._away: tuple[float, str] | None = None

    @property
    def remote(self) -> bool:
        """Whether it is a server's."""
        return self._url is not None

    @property
    def away(self) -> bool:
        """Whether the server could not be reached when it was last asked."""
        return self._away is not None

    def expected(self, error: BaseException) -> bool:
        """Whether it is Chroma's trouble: its own errors, and panics of its Rust core, which are
        no Exceptions and have no name to import."""
        return isinstance(error, self.errors) or type(error).__name__ == "PanicException"

    def tried(self, call: Callable[[], T]) -> T:
        """The call's result. A server that cannot be reached is asked three times in all; who
        asks while it is known to be away is told at once."""
        import httpx

        if self._away and time.monotonic() < self._away[0]:
            raise StoreError(self._away[1])
        waits = iter(WAITS if self._url else ())
        while True:
            try:
                result, self._away = call(), None
                return result
            except BaseException as error:
                if not self.expected(error):
                    raise
                if isinstance(error, httpx.TransportError):
                    wait = None if isinstance(error, httpx.TimeoutException) else next(waits, None)
                    if wait is not None:
                        time.sleep(wait)  # a server that is being started again is back in a moment
                        continue
                    why = (
                        f"no answer in {ANSWERS_IN:.0f} s"
                        if isinstance(error, httpx.TimeoutException)
                        else first_line(error)
                    )
                    told = (
                        f"The Chroma server {self.place} cannot be reached ({why}); nothing is"
                        " lost, ask again when it is running."
                    )
                    self._away = time.monotonic() + AWAY_FOR, told
                elif self._url:
                    told = (
                        f"The Chroma server {self.place} refuses ({first_line(error)}); check"
                        " ICS_CHROMA_TENANT, ICS_CHROMA_DATABASE and ICS_CHROMA_TOKEN."
                    )
                else:
                    raise self.of_disk(error) from error
                raise StoreError(told) from error

    def _no_room(self) -> bool:
        """Whether the disk has less room than a write takes: Chroma does not always say that
        this was the trouble."""
        try:
            return shutil.disk_usage(self.place).free < _LEAST_ROOM
        except OSError:
            return False

    def of_disk(self, error: BaseException) -> StoreError:
        """What went wrong with an index on disk, and what to do."""
        why = first_line(error)
        if _FULL.search(str(error)) or self._no_room():
            return StoreError(
                f"The disk of {self.place} is full; free some space and run the same command again."
                " What was indexed before is whole."
            )
        if _READ_ONLY.search(str(error)):
            return StoreError(
                f"The index in {self.place} may only be read; nothing was changed. Check who may"
                " write to the folder."
            )
        return DamagedIndexError(
            f"The index in {self.place} cannot be read ({why}); if it is damaged, `ics-assistant"
            " index --rebuild` sets it aside and reads again every file it knows."
        )


AT_ONCE = 300
"""Records that one call writes, and that one reads from a server: the least of Chroma's limits."""


class Patient:
    """A Chroma collection whose calls are made with patience. Every call here may be repeated."""

    def __init__(self, collection: Any, patience: Patience) -> None:
        self._collection, self._patience = collection, patience

    def put(self, ids: list[str], fields: list[dict[str, Any]], vectors: Any = None) -> None:
        """Records with their fields, some at a time; those without vectors of their own get a
        number, since Chroma wants one."""
        import numpy as np

        vectors = np.ones((len(ids), 1), np.float32) if vectors is None else vectors
        for at in range(0, len(ids), AT_ONCE):
            some = slice(at, at + AT_ONCE)
            self.upsert(ids=ids[some], embeddings=vectors[some], metadatas=fields[some])

    def rows(
        self, where: dict[str, Any] | None = None, ids: list[str] | None = None
    ) -> list[tuple[str, dict[str, Any]]]:
        """(id, fields) of the records that match: of a server a page at a time."""
        pages = self._pages(where) if ids is None else self._named(ids)
        return [row for got in pages for row in zip(got["ids"], got["metadatas"], strict=True)]

    def _pages(self, where: dict[str, Any] | None) -> Iterator[Any]:
        if not self._patience.remote:
            yield self.get(where=where, include=["metadatas"])
            return
        at = 0
        while True:
            got = self.get(where=where, include=["metadatas"], limit=AT_ONCE, offset=at)
            yield got
            at += len(got["ids"])
            if len(got["ids"]) < AT_ONCE:
                return

    def _named(self, ids: list[str]) -> Iterator[Any]:
        for at in range(0, len(ids), AT_ONCE):
            yield self.get(ids=ids[at : at + AT_ONCE], include=["metadatas"])

    def drop(self, ids: list[str] | None = None, where: dict[str, Any] | None = None) -> None:
        """These records go, or those that match: at a server some at a time."""
        if ids is None and not self._patience.remote:
            self.delete(where=where)
            return
        wanted = [key for key, _ in self.rows(where)] if ids is None else ids
        for at in range(0, len(wanted), AT_ONCE):
            self.delete(ids=wanted[at : at + AT_ONCE])

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._collection, name)
        if not callable(method):
            return method
        return lambda *args, **kwargs: self._patience.tried(lambda: method(*args, **kwargs))


def first_line(error: BaseException) -> str:
    """What an error says, in a line."""
    return re.sub(
        r"^\[Errno \d+\] ", "", (str(error).splitlines() or ["no reason given"])[0].rstrip(".")
    )
