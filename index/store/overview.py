"""The list of documents kept beside an index on disk, so that it can be told without Chroma, and
when Chroma cannot be read."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from index.documents.types import Metadata, Stored
from index.settings import IndexSettings

FILE = "overview.json"


@dataclass(frozen=True)
class Overview:
    """What an index holds, whatever made it."""

    place: str
    signatures: tuple[str, ...]
    documents: tuple[Stored, ...]


def marks(settings: IndexSettings) -> list[list]:
    """Name, size and time of the files that Chroma writes when documents come or go."""
    return [
        [f.name, f.stat().st_size, f.stat().st_mtime_ns]
        for f in sorted((settings.data_dir / "chroma").glob("chroma.sqlite3*"))
    ]


def keep(settings: IndexSettings, found: Overview) -> None:
    """Writes the overview beside the index, with the marks of Chroma's files."""
    record = {
        "marks": marks(settings),
        "signatures": found.signatures,
        "documents": [asdict(s) for s in found.documents],
    }
    with contextlib.suppress(
        OSError
    ):  # a folder that may only be read is read through Chroma each time
        (settings.data_dir / FILE).write_text(json.dumps(record, ensure_ascii=False), "utf-8")


def kept(settings: IndexSettings) -> Overview | None:
    """What was kept, if nothing has been written since and it can be read."""
    if settings.chroma_url:
        return None
    try:
        record = json.loads((settings.data_dir / FILE).read_text("utf-8"))
        if record["marks"] != marks(settings):
            return None
        return Overview(str(settings.data_dir), tuple(record["signatures"]), _documents(record))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def last_known(settings: IndexSettings) -> tuple[Stored, ...]:
    """The documents as they were last listed, however old that list is: for an index that can no
    longer be read."""
    try:
        return _documents(json.loads((settings.data_dir / FILE).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _documents(record: dict[str, Any]) -> tuple[Stored, ...]:
    def of(d: dict[str, Any]) -> Metadata:
        return Metadata(**{**d["metadata"], "authors": tuple(d["metadata"]["authors"])})

    return tuple(Stored(**{**d, "metadata": of(d)}) for d in record["documents"])
