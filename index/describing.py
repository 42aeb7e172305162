"""What a reader says a document is: its title, publisher, authors, date, kind or address, kept as
YAML beside the file and read with it from then on. Undone, the file speaks for itself again.
"""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from index import keeping
from index.documents.files import Wanted
from index.documents.metadata import read_yaml, sidecar_of
from index.documents.types import IndexReport, Stored
from index.errors import LibraryError
from index.ingest import index_wanted
from index.search.searcher import Searcher

_OURS = "# Said by a reader; `ics-assistant describe NAME --undo` takes it away.\n"
FIELDS = ("title", "publisher", "authors", "published", "kind", "url")
"""What may be said, as the fields of the YAML."""


def describe(searcher: Searcher, name: str, said: dict[str, str]) -> IndexReport:
    """Keeps what is `said` of a document (by FIELDS; authors parted by semicolons) and reads its
    file again. What was said of it before stays where it is not said anew.

    Raises LibraryError for a document of the library that ships, one whose file is gone, and a
    field that cannot be so.
    """
    stored, path = _described(searcher, name)
    before = sidecar_of(path)
    fields = _fields(before) if before else {}
    fields |= {field: value for field, value in said.items() if value.strip()}
    if isinstance(authors := fields.get("authors"), str):
        fields["authors"] = [one.strip() for one in authors.split(";") if one.strip()]
    text = _OURS + yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    read_yaml(text, stored.source)  # refuses what cannot be so, before anything is written
    target = before or path.with_name(path.name + ".yaml")
    _write(target, text)
    return _again(searcher, stored, path)


def said(stored: Stored) -> dict[str, object]:
    """What a reader has said of a document, by FIELDS; empty where nobody has."""
    beside = sidecar_of(Path(stored.path)) if stored.path else None
    if beside is None or not beside.read_text("utf-8", "replace").startswith(_OURS):
        return {}
    return _fields(beside)


def undescribe(searcher: Searcher, name: str) -> IndexReport:
    """Takes away what a reader said of a document, and reads its file again. Raises LibraryError
    when nothing was said."""
    stored, path = _described(searcher, name)
    beside = sidecar_of(path)
    if beside is None or not beside.read_text("utf-8", "replace").startswith(_OURS):
        raise LibraryError(f"{stored.source}: nothing was said of it by a reader.")
    beside.unlink()
    return _again(searcher, stored, path)


def replace(searcher: Searcher, name: str, file: Path) -> IndexReport:
    """A reader's file in a document's place (`index.keeping.replace`). What a reader said of it is
    said of the new one too, but for its date and address, which are its own."""
    before = said(keeping.one_of(name, searcher.documents(), "in the library"))
    fields = {key: value for key, value in before.items() if key not in ("published", "url")}
    text = _OURS + yaml.safe_dump(fields, allow_unicode=True, sort_keys=False) if fields else ""
    return keeping.replace(searcher, name, file, text)


def _described(searcher: Searcher, name: str) -> tuple[Stored, Path]:
    stored = keeping.one_of(name, searcher.documents(), "in the library")
    path = Path(stored.path) if stored.path else None
    if path and searcher.settings.ships(path):
        raise LibraryError(f"{stored.source} is part of the library that ships; it stays as it is.")
    if path is None or not path.is_file():
        raise LibraryError(f"{stored.source}: its file is gone; add it again first.")
    return stored, path


def _fields(beside: Path) -> dict[str, object]:
    try:
        found = yaml.safe_load(beside.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LibraryError(f"{beside.name} cannot be read; mend it or delete it.") from error
    return found if isinstance(found, dict) else {}


def _write(target: Path, text: str) -> None:
    """Whole or not at all."""
    waiting = target.with_name(f".{target.name}.new")
    try:
        waiting.write_text(text, "utf-8")
        os.replace(waiting, target)
    except OSError as error:
        raise LibraryError(
            f"{target.name} cannot be written ({error.strerror}); check who may write beside the"
            " document."
        ) from error


def _again(searcher: Searcher, stored: Stored, path: Path) -> IndexReport:
    return index_wanted(searcher, [Wanted(path, stored.source, named=True)])
