"""A downloaded folder in, the lines of its files out; every refusal says which file is missing or
broken, and which set it belongs to."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from evals.errors import EvaluationError

_FIELD = 2**31 - 1
"""Letters of a table's field: a cell may hold a whole document, and the standard library stops at
131,072. The most that every system's C long holds."""


class Folder:
    """The folder of a set. `origin` says by name where the set is downloaded from; `version` is a
    hash of what was read."""

    def __init__(self, path: Path, name: str, origin: str) -> None:
        self.path, self._name, self._origin = path, name, origin
        self._read: dict[str, str] = {}
        if not path.is_dir():
            raise EvaluationError(f"{path} is no folder; {name} is downloaded from {origin}.")

    @property
    def version(self) -> str:
        """A hash of the files read so far, their names and what they hold."""
        whole = "".join(f"{name} {mark}\n" for name, mark in sorted(self._read.items()))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return (self.path / name).is_file()

    def first(self, *names: str) -> str:
        """The first of these files that is there."""
        for name in names:
            if self.has(name):
                return name
        raise self.missing(names[0])

    def missing(self, what: str) -> EvaluationError:
        """That something is not in the folder, and where the set is had from."""
        return EvaluationError(
            f"{self.path} has no {what}, which {self._name} needs; download the set from"
            f" {self._origin}."
        )

    def text(self, name: str) -> str:
        """A file's text."""
        if not self.has(name):
            raise self.missing(name)
        data = (self.path / name).read_bytes()
        self._read[name] = hashlib.sha256(data).hexdigest()
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise EvaluationError(
                f"{self.path / name} is not UTF-8 text; unpack or download it again."
            ) from error

    def json(self, name: str) -> Any:
        """A JSON file."""
        return self._parsed(name, self.text(name), "")

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The objects of a file of JSON lines."""
        for number, line in enumerate(self.text(name).split("\n"), 1):
            if line.strip():
                yield self._parsed(name, line, f", line {number}")

    def _parsed(self, name: str, text: str, where: str) -> Any:
        try:
            return json.loads(text)
        except ValueError as error:
            raise EvaluationError(
                f"{self.path / name}{where} is not JSON; download {self._name} again from"
                f" {self._origin}."
            ) from error

    def rows(self, name: str, delimiter: str = "\t") -> Iterator[dict[str, str]]:
        """The rows of a table by its header."""
        csv.field_size_limit(_FIELD)
        table = csv.DictReader(StringIO(self.text(name), newline=""), delimiter=delimiter)
        try:
            yield from table
        except csv.Error as error:
            raise EvaluationError(
                f"{self.path / name}, after line {table.line_num}, is no table ({error});"
                f" download {self._name} again from {self._origin}."
            ) from error

    def judged(self, name: str) -> dict[str, dict[str, int]]:
        """{query id: {text id: grade}} of a file of judgements as BEIR has them, grades above 0."""
        found: dict[str, dict[str, int]] = {}
        for row in self.rows(name):
            if (grade := int(self.field(row, "score", name))) > 0:
                found.setdefault(row["query-id"], {})[row["corpus-id"]] = grade
        return found

    def field(self, row: dict[str, Any], name: str, file: str) -> Any:
        """A field of a row that must have it."""
        if row.get(name) is None:
            raise EvaluationError(
                f"{self.path / file} has an entry without {name!r}; download {self._name} again"
                f" from {self._origin}."
            )
        return row[name]
