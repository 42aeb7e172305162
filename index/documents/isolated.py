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
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

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


class IsolatedLoader:
    """Loads files in a child process. Use it as a context manager; one thread at a time."""

    def __init__(self, limits: LoadLimits) -> None:
        self._limits = limits
        self._child: subprocess.Popen | None = None
        self._answers: queue.Queue = queue.Queue()

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
        answers = self._started(source)
        try:
            _send(self._child.stdin, (str(path), source, self._limits.file_mb, voices))
        except OSError as error:
            self.close()
            raise LoadError(f"{source}: the program that reads files ended; try again.") from error
        return self._awaited(answers, source)

    def close(self) -> None:
        """Ends the child, whatever it is doing."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()
            self._child = None

    def _started(self, source: str) -> queue.Queue:
        """The queue on which the running child's answers come."""
        if self._child is not None and self._child.poll() is None:
            return self._answers
        self.close()
        path = [os.path.abspath(p) if p else os.getcwd() for p in sys.path]
        start = _START.format(
            path=path, memory_mb=self._limits.memory_mb, seconds=self._limits.seconds
        )
        self._child = subprocess.Popen(
            [sys.executable, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._answers = queue.Queue()
        threading.Thread(
            target=_receive_all, args=(self._child.stdout, self._answers), daemon=True
        ).start()
        try:
            ready = self._answers.get(timeout=_STARTS_IN)
        except queue.Empty:
            ready = None
        if ready != "ready":
            self.close()
            raise LoadError(
                f"{source}: the program that reads files could not be started; check the"
                " installation and the free memory."
            )
        return self._answers

    def _awaited(self, answers: queue.Queue, source: str) -> Document:
        import psutil

        until, limit = time.monotonic() + self._limits.seconds, self._limits.memory_mb * 2**20
        watched = psutil.Process(self._child.pid)
        while True:
            with contextlib.suppress(queue.Empty):
                answer = answers.get(timeout=_LOOK_EVERY)
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
                raise LoadError(answer)
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


def _send(pipe: BinaryIO, value: object) -> None:
    data = pickle.dumps(value)
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def _receive(pipe: BinaryIO) -> object:
    """The next value, or None when the other side has ended."""
    head = pipe.read(8)
    data = pipe.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else b""
    return pickle.loads(data) if data else None


def _receive_all(pipe: BinaryIO, answers: queue.Queue) -> None:
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
    while (asked := _receive(sys.stdin.buffer)) is not None:
        path, source, file_mb, voices = asked
        _bound_time(seconds)
        _send(out, _answer(Path(path), source, file_mb, voices))


def _answer(path: Path, source: str, file_mb: int, voices: bool) -> Document | str:
    """The document, or why there is none: whatever a parser raises is about this one file."""
    try:
        return load(path, source, file_mb, voices)
    except LoadError as error:
        return str(error)
    except MemoryError:
        return _MEMORY
    except Exception:  # noqa: BLE001 - the seam: no parser's own error may end a run
        return (
            f"{source}: it could not be read (something in it is broken); open it in"
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
