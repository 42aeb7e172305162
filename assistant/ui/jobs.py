"""What takes its time, such as an answer: begun by one call of the page, heard by others, each of
which waits for what is new.

A page that asks again misses nothing, several run at once, and each is stopped by its own name. Of
what a job says only the newest is kept: each packet stands for all before it.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.conversations.store import new_id
from assistant.errors import AssistantError
from assistant.people.acting import LOCAL, owner
from assistant.ui.bridge import Asked, Call, Said, failure
from index.log import begin_request

Packet = dict[str, Any]
Work = Callable[[Said, threading.Event], Iterator[Packet]]
"""What was said and an event in, packets out; the event is set when nobody wants it any more."""
_LOOKS = 0.02
"""Seconds after which one who listens looks again."""
_HOLDS = 5.0
"""Seconds for which a call waits at most; the page then asks again."""
_ALONE = 10.0
"""Seconds without a listener after which a job is told to stop: the page is closed."""
_AT_ONCE = 24
"""Jobs of one person who signed in that run or wait at once."""
_WATCHES = 1.0
"""Seconds after which that is looked at again."""
_KEPT = 600.0
"""Seconds for which what a job said last can still be heard by a page that was away."""
_KEPT_HEARD = 60.0
"""Seconds for which it can be heard again by one that was told it: its reply may have got lost."""
_LOST = "This is no longer under way; please try it again."


class _Job:
    """The newest packet, how many there were, and whether that was all."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.stop = threading.Event()
        self.packet: Packet | None = None
        self.count = 0
        self.over = self.told = False
        self.heard = time.monotonic()

    def run(self, work: Work, said: Said) -> None:
        begin_request()
        try:
            for packet in work(said, self.stop):
                self.packet, self.count = packet, self.count + 1
        except Exception as error:  # noqa: BLE001 - the last seam before the reader
            self.packet, self.count = {"lost": failure(error)}, self.count + 1
        finally:
            self.over = True
            self.stop.set()


class Jobs:
    """Every kind of work, by its name."""

    def __init__(self, **works: Work) -> None:
        self._works, self._lock = works, threading.Lock()
        self._jobs: dict[str, _Job] = {}
        self._watching = False

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {"begin": self._begin, "halt": self._halt}

    def _begin(self, said: Said) -> dict[str, Any]:
        """A job's name; `said` has the "work" and what it wants."""
        work, ident, job = self._works[str(said["work"])], new_id(), _Job(owner())
        with self._lock:
            mine = [j for j in self._jobs.values() if j.owner == job.owner and not j.over]
            if job.owner != LOCAL.id and len(mine) >= _AT_ONCE:
                raise AssistantError(
                    "Too much is under way at once; wait until some of it is done."
                )
            self._jobs[ident] = job
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._watch, daemon=True).start()
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(job.run, work, said), daemon=True).start()
        return {"job": ident}

    def _halt(self, said: Said) -> dict[str, Any]:
        """Ends a job early; what it has by then is what it gives."""
        if job := self._mine(said):
            job.stop.set()
        return {}

    def _mine(self, said: Said) -> _Job | None:
        """The job, if who asks began it."""
        job = self._jobs.get(str(said.get("job")))
        return job if job and job.owner == owner() else None

    def _watch(self) -> None:
        """While there are jobs: stops those that nobody listens to, forgets those long over."""
        while self._watching:
            time.sleep(_WATCHES)  # that nobody listens any more makes no sound
            now = time.monotonic()
            with self._lock:
                for ident, job in list(self._jobs.items()):
                    if now - job.heard > _ALONE:
                        job.stop.set()
                    if job.over and now - job.heard > (_KEPT_HEARD if job.told else _KEPT):
                        del self._jobs[ident]
                self._watching = bool(self._jobs)

    async def hear(self, asked: str) -> dict[str, Any]:
        """{"packet", "seen", "over"} once there is more than was `seen`, or after a while."""
        heard = json.loads(asked)
        said = Asked(heard if isinstance(heard, dict) else {})
        job, seen = self._mine(said), int(said.get("seen") or 0)
        if job is None:
            return {"packet": {"lost": _LOST}, "seen": seen, "over": True}
        until = time.monotonic() + _HOLDS
        while job.count <= seen and not job.over and time.monotonic() < until:
            job.heard = time.monotonic()
            await asyncio.sleep(_LOOKS)
        job.heard = time.monotonic()
        over = job.over  # before the packet: what comes after it is none
        job.told = job.told or over
        new = job.count > seen
        return {"packet": job.packet if new else None, "seen": job.count, "over": over}
