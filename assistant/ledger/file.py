"""`library/recommendations.yaml` in, a Ledger out. A bad entry is refused by its id and line,
and the rest loads."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from assistant.ledger.catalogue import LOADER
from assistant.ledger.types import (
    FILE,
    STATUSES,
    Ledger,
    Problem,
    Row,
    Step,
    contradictions,
    in_order,
)
from index.text.dates import checked_iso


def _dated(value: str) -> str:
    if checked_iso(value) is None:
        raise ValueError(f"{value!r} is not a date; write 2024-07-31, 2024-07 or 2024")
    return value


def _one_of(known: list[str], value: str) -> str:
    if value not in known:
        raise ValueError(f"status {value!r} is not one of {', '.join(known)}")
    return value


_Date = Annotated[str, AfterValidator(_dated)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Response(_Strict):
    status: Annotated[str, AfterValidator(partial(_one_of, STATUSES["responded"]))]
    summary: str | None = None
    date: _Date | None = None
    sources: tuple[str, ...] = ()


class _Progress(_Strict):
    status: Annotated[str, AfterValidator(partial(_one_of, STATUSES["progress"]))]
    summary: str
    as_of: _Date | None = None
    linked_by: Literal["source", "us"] = "source"
    sources: tuple[str, ...] = ()


class _Comment(_Strict):
    summary: str
    date: _Date | None = None
    sources: tuple[str, ...] = ()


class _Entry(_Strict):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    digest: str
    review: str
    theme: str
    recommendation: str
    addressees: tuple[str, ...] = Field(min_length=1)
    formal: Literal["yes", "likely", "unclear"] | None = None
    sources: tuple[str, ...] = ()
    response: _Response | tuple[_Response, ...]
    progress: tuple[_Progress, ...] = ()
    commentary: tuple[_Comment, ...] = ()
    disagreement: str | None = None
    note: str | None = None
    confidence: Literal["high", "medium", "low"]


class _Review(_Strict):
    name: str
    source: str
    date: _Date


class _Event(_Strict):
    called: tuple[str, ...]
    date: _Date


class _Head(_Strict):
    reviews: dict[str, _Review]
    events: tuple[_Event, ...] = ()
    timeline: str | None = None
    about: str | None = None


def load_ledger(library: Path, catalogue: Iterable[str]) -> Ledger:
    """The ledger of a library folder; `catalogue` holds the ids that a source may have. No file:
    an empty ledger."""
    path = library / FILE
    if not path.exists():
        return Ledger(())
    try:
        head, entries = _read(path)
    except _Unreadable as error:
        return Ledger((), (error.problem,))
    reader = _Reader(path.name, head, set(catalogue))
    for entry in entries:
        reader.take(entry)
    events = tuple((called, event.date) for event in head.events for called in event.called)
    rows, problems = tuple(reader.rows), tuple(reader.problems)
    return Ledger(rows, problems, events, head.timeline, head.about)


class _Unreadable(Exception):
    """The file is no ledger."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _read(path: Path) -> tuple[_Head, list[Any]]:
    """What the file says of itself, and its entries as they stand."""
    try:
        top = yaml.load(path.read_text("utf-8"), _Lined)
        rest = {key: value for key, value in top.items() if key != "recommendations"}
        return _Head.model_validate(_plain(rest)), list(top["recommendations"])
    except ValidationError as error:
        first = error.errors()[0]
        where, what = ".".join(map(str, first["loc"])), _told(first["msg"]) + "."
        raise _Unreadable(Problem(path.name, 1, where, what)) from error
    except (OSError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise _Unreadable(Problem(path.name, 1, "the file", _NO_LEDGER)) from error
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        line = mark.line + 1 if mark else 1
        raise _Unreadable(Problem(path.name, line, "the file", _NO_LEDGER)) from error


_NO_LEDGER = "is not a ledger: it needs `reviews` and `recommendations`, as YAML."


def _told(message: str) -> str:
    return message.removeprefix("Value error, ")


class _Reader:
    """Takes entries one by one; one that does not fit is a problem, and the rest loads."""

    def __init__(self, file: str, head: _Head, known: set[str]) -> None:
        self._file, self._known = file, known
        self._reviews = {name: (about.name, about.date) for name, about in head.reviews.items()}
        self.rows: list[Row] = []
        self.problems: list[Problem] = []

    def take(self, entry: Any) -> None:
        """Adds a row, or a problem at the entry's line."""
        fields = entry if isinstance(entry, dict) else {}
        line, name = fields.get(_LINE, 0), str(fields.get("id", "no id"))
        try:
            row = _row(_Entry.model_validate(_plain(entry)), self._reviews, line)
        except ValidationError as error:
            self.problems.append(Problem(self._file, line, name, _misfit(error)))
            return
        if wrong := self._wrong(row):
            self.problems.append(Problem(self._file, line, name, wrong))
            return
        self.rows.append(row)
        self.problems += contradictions(row, self._file, line)

    def _wrong(self, row: Row) -> str:
        """Why a row that is well formed does not stand; empty when it does."""
        unlisted = sorted({source for step in row.steps for source in step.sources} - self._known)
        if row.review not in (name for name, _ in self._reviews.values()):
            return f"review {row.review!r} is not one of {', '.join(self._reviews)}; left out."
        if any(row.id == other.id for other in self.rows):
            return "stands twice; the second is left out."
        return f"source {unlisted[0]!r} is not in the catalogue; left out." if unlisted else ""


def _misfit(error: ValidationError) -> str:
    first = error.errors()[0]
    parts = (p for p in first["loc"] if not isinstance(p, int) and p[:1].islower())
    where = ".".join(map(str, parts))
    return f"{where + ': ' if where else ''}{_told(first['msg'])}; left out."


def _row(e: _Entry, reviews: dict[str, tuple[str, str]], line: int) -> Row:
    name, published = reviews.get(e.review) or (e.review, None)
    answers = e.response if isinstance(e.response, tuple) else (e.response,)
    steps = [
        Step("recommended", e.recommendation, published, None, e.sources),
        *(Step("responded", a.summary, a.date, a.status, a.sources) for a in answers),
        *(
            Step("progress", p.summary, p.as_of, p.status, p.sources, p.linked_by)
            for p in e.progress
        ),
        *(Step("comment", c.summary, c.date, None, c.sources) for c in e.commentary),
    ]
    return Row(
        e.id,
        e.title,
        name,
        e.theme,
        e.addressees,
        in_order(steps),
        e.digest,
        e.formal,
        e.confidence,
        e.disagreement,
        e.note,
        line,
    )


_LINE = "__line__"


class _Lined(yaml.SafeLoader if LOADER is yaml.SafeLoader else yaml.CSafeLoader):  # type: ignore[misc] # the faster one where it is built in
    """A loader whose mappings know their line."""


def _mapping(loader: _Lined, node: yaml.MappingNode) -> dict[Any, Any]:
    return {**loader.construct_mapping(node, deep=True), _LINE: node.start_mark.line + 1}


_Lined.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Lined.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)


def _plain(value: object) -> object:
    """The value without the line numbers."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k != _LINE}
    return [_plain(v) for v in value] if isinstance(value, list) else value
