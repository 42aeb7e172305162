"""One logger for the whole program. What readers ask and what documents say is not in it, unless
that is asked for; every line of one question carries the same request id.
"""

from __future__ import annotations

import logging
import traceback
import uuid
from contextvars import ContextVar

LOG = logging.getLogger("ics_assistant")
_FORMAT = "%(asctime)s %(levelname)s [%(request)s] %(message)s"
_request: ContextVar[str] = ContextVar("request", default="-")


def begin_request() -> str:
    """A new request id for what this thread does from now on; it is told to the reader when
    something goes wrong, so that the lines of the log can be found."""
    made = uuid.uuid4().hex[:8]
    _request.set(made)
    return made


def request_id() -> str:
    """The id of the request under way, "-" outside any."""
    return _request.get()


def failed(what: str, error: BaseException) -> None:
    """Something unforeseen: where it happened, without the error's own words, which may quote a
    question or a document. Those are in the log at level debug."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{f.name} ({f.filename.rpartition('/')[2]}:{f.lineno})" for f in frames[::-1][:4]
    )
    LOG.error("%s: %s in %s", what, type(error).__name__, where)
    LOG.debug("%s", what, exc_info=error)


def configure(level: str) -> None:
    """Writes lines of `level` ("info") and above to standard error. Called again, it
    only changes the level."""
    LOG.setLevel(level.upper())
    if not any(isinstance(h, logging.StreamHandler) for h in LOG.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(_FORMAT))
        handler.addFilter(_with_request)
        LOG.addHandler(handler)
        LOG.propagate = False


def _with_request(record: logging.LogRecord) -> bool:
    record.request = _request.get()
    return True
