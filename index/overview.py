"""What an index holds, read without loading a model; on disk without Chroma too, while its files are as they were."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass

from index.settings import IndexSettings
from index.types import Metadata, Stored

FILE = "overview.json"


@dataclass(frozen=True)
class Overview:
    """What an index holds, whatever made it."""

    place: str
    signatures: tuple[str, ...]
    documents: tuple[Stored, ...]


def look(settings: IndexSettings) -> Overview:
    """What is indexed, read without loading a model; on disk without Chroma too, while its files are as they were when last read."""
    if not settings.chroma_url and not (settings.data_dir / "chroma").is_dir():
        return Overview(str(settings.data_dir), (), ())
    if (kept := _kept(settings)) is not None:
        return kept
    from index.store import Store

    store = Store(settings, "")
    signatures, documents = [], []
    for name in store.other_generations():
        if name.endswith("_documents"):
            signature, found = store.generation(name)
            signatures.append(signature)
            documents += found
    store.close()
    found = Overview(store.place, tuple(signatures), tuple(documents))
    if not settings.chroma_url:
        keep(settings, found)
    return found


def marks(settings: IndexSettings) -> list[list]:
    """Name, size and time of the files that Chroma writes when documents come or go."""
    return [[f.name, f.stat().st_size, f.stat().st_mtime_ns] for f in sorted((settings.data_dir / "chroma").glob("chroma.sqlite3*"))]


def keep(settings: IndexSettings, found: Overview) -> None:
    record = {"marks": marks(settings), "signatures": found.signatures, "documents": [asdict(s) for s in found.documents]}
    with contextlib.suppress(OSError):  # a folder that may only be read is read through Chroma each time
        (settings.data_dir / FILE).write_text(json.dumps(record, ensure_ascii=False), "utf-8")


def _kept(settings: IndexSettings) -> Overview | None:
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
    """The documents as they were last listed, however old that list is: for an index that can no longer be read."""
    try:
        return _documents(json.loads((settings.data_dir / FILE).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _documents(record: dict) -> tuple[Stored, ...]:
    def of(d: dict) -> Metadata:
        return Metadata(**{**d["metadata"], "authors": tuple(d["metadata"]["authors"])})

    return tuple(Stored(**{**d, "metadata": of(d)}) for d in record["documents"])
