"""Counts of what the program does, for who runs it: in Prometheus' form, of this process, without
a word that anybody asked and without who asked."""

from __future__ import annotations

import logging

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from assistant.answer.types import Answer
from index.log import LOG

KIND = "text/plain; version=0.0.4; charset=utf-8"
"""The media type of `told`."""
_SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
"""Upper ends of the histograms' buckets."""
_ALL = CollectorRegistry()
PlatformCollector(registry=_ALL)
ProcessCollector(registry=_ALL)
_requests = Counter("ics_requests", "Requests.", ("part", "status"), registry=_ALL)
_answers = Counter("ics_answers", "Answers by state and who wrote.", ("state", "by"), registry=_ALL)
_answer_seconds = Histogram(
    "ics_answer_seconds", "A whole answer.", buckets=_SECONDS, registry=_ALL
)
_search_seconds = Histogram(
    "ics_search_seconds", "The search in it.", buckets=_SECONDS, registry=_ALL
)
_errors = Counter("ics_errors", "Lines of the log at level error.", registry=_ALL)
_documents = Gauge("ics_documents", "Documents of the library.", registry=_ALL)
_passages = Gauge("ics_passages", "Passages of the library.", registry=_ALL)
_ready = Gauge("ics_ready", "1 where questions are answered.", registry=_ALL)
_looked = Gauge(
    "ics_watched_timestamp_seconds", "When watched folders were looked at last.", registry=_ALL
)


class _Errors(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        del record
        _errors.inc()


LOG.addHandler(_Errors(logging.ERROR))


def requested(part: str, status: int) -> None:
    """A request to a part of the program was answered so."""
    _requests.labels(part, str(status)).inc()


def answered(answer: Answer) -> None:
    """A whole answer."""
    by = "model" if answer.model and not answer.model.instead else "quoted"
    _answers.labels(answer.state, by).inc()
    _answer_seconds.observe(answer.timings.total / 1000)
    _search_seconds.observe(answer.timings.search / 1000)


def looked() -> None:
    """Watched folders were looked at."""
    _looked.set_to_current_time()


def told(ready: bool, documents: int, passages: int) -> bytes:
    """All of it."""
    _ready.set(ready)
    _documents.set(documents)
    _passages.set(passages)
    return generate_latest(_ALL)
