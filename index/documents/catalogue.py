"""A document's metadata and the catalogue of the library that ships in, the same with what the
catalogue knows of that document out.

Only a title that is the catalogue's word for word is a match, and only where nothing that the
document says of itself contradicts it: what is not plainly the same document stays as it is.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from index.documents.metadata import from_mapping, overlay
from index.documents.types import Document, Metadata
from index.errors import LoadError
from index.text.tidy import plain

FILE = "sources.yaml"
_LEAST_WORDS = 4
"""Words of a title under which many documents may have the same; set by hand."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def named(document: Document, library: Path | None) -> Document:
    """The document with publisher, date, kind, address and licence as the catalogue has them,
    where it does not state its own."""
    known = _known(library / FILE) if library else {}
    said = document.metadata
    agreed = [m for m in known.get(_key(said.title), ()) if _agrees(said, m)]
    if len(agreed) != 1:
        return document
    return replace(document, metadata=overlay(said, replace(agreed[0], title=None)))


def _agrees(said: Metadata, known: Metadata) -> bool:
    """Whether nothing the document says contradicts the catalogue's entry."""
    publisher = not said.publisher or _key(said.publisher) in _key(known.publisher)
    dates = said.published or "", known.published or ""
    return publisher and (
        not all(dates) or dates[0].startswith(dates[1]) or dates[1].startswith(dates[0])
    )


def _key(text: str | None) -> str:
    """A name's words, without what is said of it in brackets at its end."""
    return " ".join(re.findall(r"\w+", plain(re.sub(r"\s*\([^()]*\)\s*$", "", text or ""))))


@lru_cache(maxsize=4)
def _known(path: Path) -> dict[str, tuple[Metadata, ...]]:
    """{key of a title: what the catalogue has under it}; empty where there is no catalogue."""
    try:
        entries = yaml.load(path.read_text("utf-8"), _LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    found: dict[str, tuple[Metadata, ...]] = {}
    for entry in entries if isinstance(entries, list) else []:
        with suppress(LoadError):  # an entry that is none is the catalogue's own reader's matter
            about = from_mapping(entry, path.name, strict=False)
            key = _key(about.title)
            if len(key.split()) >= _LEAST_WORDS:
                found[key] = (*found.get(key, ()), about)
    return found
