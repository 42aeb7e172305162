"""What is known of the files that Chroma 1.5 writes: an SQLite file with records and a log, and
a folder of vectors a segment."""

from __future__ import annotations

import contextlib
import sqlite3
import struct
from pathlib import Path


def missing_vectors(folder: Path) -> list[str]:
    """Segments whose vectors were written to files that are not there. Raises sqlite3.Error when
    the file cannot be read."""
    written = (
        "SELECT s.id FROM segments s JOIN max_seq_id m ON m.segment_id = s.id WHERE s.scope ="
        " 'VECTOR'"
    )
    with contextlib.closing(
        sqlite3.connect(f"{(folder / 'chroma.sqlite3').resolve().as_uri()}?mode=ro", uri=True)
    ) as file:
        return [i for (i,) in file.execute(written) if not (folder / i).is_dir()]


def scrub(folder: Path, document_ids: list[str]) -> None:
    """No word of these documents in the file: Chroma keeps a log of what was written, and SQLite
    what was deleted until the file is made anew. Call it while no client is open."""
    with contextlib.closing(sqlite3.connect(folder / "chroma.sqlite3")) as file:
        for document_id in document_ids:
            told = "UPDATE embeddings_queue SET metadata = NULL WHERE id = ? OR instr(metadata, ?)"
            file.execute(told, (document_id, document_id))
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.execute("VACUUM")


def blank_unused(folder: Path) -> None:
    """Zeros in the places of vector files that no vector has. Chroma writes such a file when it
    first opens a small segment, with whatever lay in the program's memory, words of documents
    too, and does not read it again. Call it with the write lock.
    """
    for header in folder.glob("*/header.bin"):
        _blank(header)


def _blank(header: Path) -> None:
    """The header says how many vectors there are and how long each is; one that says otherwise
    is left alone."""
    with header.open("rb") as file:
        head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return
    version, start, most, count, size = _HEAD.unpack(head)
    data = header.with_name("data_level0.bin")
    if version != 1 or start or count > most or not data.exists():
        return
    with data.open("r+b") as file:
        used, end = count * size, file.seek(0, 2)
        file.seek(used)
        for at in range(used, end, 2**20):
            file.write(bytes(min(2**20, end - at)))


_HEAD = struct.Struct("<iQQQQ")
"""Version, first byte of the vectors, how many there is room for, how many there are, bytes of
each."""


def forget_failed(folder: Path) -> None:
    """Lets Chroma open a folder anew after it failed to: it keeps the half-opened one for the
    rest of the process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    kept = SharedSystemClient._identifier_to_refcount  # noqa: SLF001 - Chroma has no call for it
    if str(folder) not in kept:
        SharedSystemClient._identifier_to_system.pop(str(folder), None)  # noqa: SLF001
