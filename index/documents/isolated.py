"""A file in, its Document out, read in a process of its own within limits of time, memory and size.

A damaged or hostile file may crash a parser, run for ever or ask for more memory than the
machine has. In a child process that costs one file and one sentence; everything else goes on.
The child serves one file after the other, and a new one is started after it had to be ended. It
is a plain `python -c`, so that it does not depend on how the program was started.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from index.documents.load import load
from index.documents.types import Document
from index.errors import LoadError
from index.settings import LoadLimits

_LOOK_EVERY = 0.1
"""Seconds between two looks at the child's memory."""
_STARTS_IN = 60.0
"""Seconds that a child has to start before it counts as broken; loading the parsers takes about
one."""
_START = (
    "import sys; sys.path[:] = {path!r}; from index.documents.isolated import serve;"
    " serve({memory_mb}, {seconds})"
)
_MEMORY = "memory"


@dataclass(frozen=True)
class _Request:
    """A file that the child is asked to read, and how."""

    path: Path
    source: str
    file_mb: int
    voices: bool
    scan_seconds: float


@dataclass(frozen=True)
class _Child:
    """A child with both ends of it: requests go into `requests`, what comes out of `replies` is
    put on `answers` by a thread of its own."""

    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    replies: IO[bytes]
    answers: queue.Queue[object]

    @property
    def pid(self) -> int:
        return self.process.pid

    def end(self) -> None:
        """Ends it, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.requests, self.replies):
            with contextlib.suppress(OSError):
                pipe.close()


class IsolatedLoader:
    """Loads files in a child process. Use it as a context manager; one thread at a time."""

    def __init__(self, limits: LoadLimits) -> None:
        self._limits = limits
        self._child: _Child | None = None

    def __enter__(self) -> IsolatedLoader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def load(self, path: Path, source: str, voices: bool = False) -> Document:
        """The document, as `index.load.load` reads it. Raises LoadError with one clear sentence,
        whatever goes wrong."""
        child = self._started(source)
        try:
            _send(
                child.requests,
                _Request(path, source, self._limits.file_mb, voices, self._limits.scan_seconds),
            )
        except OSError as error:
            self.close()
            raise LoadError(f"{source}: the program that reads files ended; try again.") from error
        return self._awaited(child, source)

    def close(self) -> None:
        """Ends the child, whatever it is doing."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def _started(self, source: str) -> _Child:
        """The running child; a new one where there is none."""
        if self._child is not None and self._child.process.poll() is None:
            return self._child
        self.close()
        self._child = child = _launched(self._limits)
        try:
            ready = child.answers.get(timeout=_STARTS_IN) if child else None
        except queue.Empty:
            ready = None
        if child is None or ready != "ready":
            self.close()
            raise LoadError(
                f"{source}: the program that reads files could not be started; check the"
                " installation and the free memory."
            )
        return child

    def _awaited(self, child: _Child, source: str) -> Document:
        import psutil

        until, limit = time.monotonic() + self._limits.seconds, self._limits.memory_mb * 2**20
        watched = psutil.Process(child.pid)
        while True:
            with contextlib.suppress(queue.Empty):
                answer = child.answers.get(timeout=_LOOK_EVERY)
                if isinstance(answer, Document):
                    return answer
                if answer is None:
                    self.close()
                    raise LoadError(
                        f"{source}: reading it ended the program that reads files (it is damaged,"
                        f" or needs more than {self._limits.memory_mb:,} MB); save it again, or as"
                        " PDF."
                    )
                if answer == _MEMORY:
                    self.close()
                    raise LoadError(self._too_big(source))
                raise LoadError(str(answer))
            with contextlib.suppress(psutil.Error):
                if watched.memory_info().rss > limit:
                    self.close()
                    raise LoadError(self._too_big(source))
            if time.monotonic() > until:
                self.close()
                raise LoadError(
                    f"{source}: reading it took more than {self._limits.seconds:g} seconds; split"
                    " it, or raise ICS_LOAD_SECONDS."
                )

    def _too_big(self, source: str) -> str:
        return (
            f"{source}: reading it needs more than {self._limits.memory_mb:,} MB of memory; split"
            " it, or raise ICS_LOAD_MB."
        )


def _launched(limits: LoadLimits) -> _Child | None:
    """A child that starts, and the thread that listens to it; None without pipes to it."""
    path = [os.path.abspath(p) if p else os.getcwd() for p in sys.path]
    start = _START.format(path=path, memory_mb=limits.memory_mb, seconds=limits.seconds)
    process = subprocess.Popen(
        [sys.executable, "-c", start],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if process.stdin is None or process.stdout is None:
        process.kill()
        return None
    child = _Child(process, process.stdin, process.stdout, queue.Queue())
    threading.Thread(target=_receive_all, args=(child.replies, child.answers), daemon=True).start()
    return child


def _send(pipe: IO[bytes], value: object) -> None:
    data = pickle.dumps(value)
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> object:
    """The next value, or None when the other side has ended."""
    head = pipe.read(8)
    data = pipe.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else b""
    return pickle.loads(data) if data else None


def _receive_all(pipe: IO[bytes], answers: queue.Queue[object]) -> None:
    value: object = "ready"
    while value is not None:
        try:
            value = _receive(pipe)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            value = None
        answers.put(value)


# in the child


def serve(memory_mb: int, seconds: float) -> None:
    """Reads files named on standard input until it ends, which it does when the parent goes.
    What a parser prints goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _bound_memory(memory_mb)
    _send(out, "ready")
    while isinstance(request := _receive(sys.stdin.buffer), _Request):
        _bound_time(seconds)
        _send(out, _answer(request))


def _answer(request: _Request) -> Document | str:
    """The document, or why there is none: whatever a parser raises is about this one file."""
    try:
        return load(
            request.path, request.source, request.file_mb, request.voices, request.scan_seconds
        )
    except LoadError as error:
        return str(error)
    except MemoryError:
        return _MEMORY
    except Exception:  # noqa: BLE001 - the seam: no parser's own error may end a run
        return (
            f"{request.source}: it could not be read (something in it is broken); open it in"
            " the program it was made with and save it again."
        )


def _bound_memory(memory_mb: int) -> None:
    """A hard limit where the system has one; elsewhere the parent's looks at the child's memory
    are the limit."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        import psutil

        most = psutil.Process().memory_info().vms + memory_mb * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _bound_time(seconds: float) -> None:
    """Processor time, in case the parent that watches the clock has been killed."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
