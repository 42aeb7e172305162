"""What is known of the files that Chroma 1.5 writes: an SQLite file with records and a log, and a folder of vectors a segment."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path


def missing_vectors(folder: Path) -> list[str]:
    """Segments whose vectors were written to files that are not there. Raises sqlite3.Error when the file cannot be read."""
    written = "SELECT s.id FROM segments s JOIN max_seq_id m ON m.segment_id = s.id WHERE s.scope = 'VECTOR'"
    with contextlib.closing(sqlite3.connect(f"{(folder / 'chroma.sqlite3').resolve().as_uri()}?mode=ro", uri=True)) as file:
        return [i for (i,) in file.execute(written) if not (folder / i).is_dir()]


def scrub(folder: Path, document_ids: list[str]) -> None:
    """No word of these documents in the file: Chroma keeps a log of what was written, and SQLite what was deleted until the
    file is made anew. Call it while no client is open."""
    with contextlib.closing(sqlite3.connect(folder / "chroma.sqlite3")) as file:
        for document_id in document_ids:
            told = "UPDATE embeddings_queue SET metadata = NULL WHERE id = ? OR instr(metadata, ?)"
            file.execute(told, (document_id, document_id))
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.execute("VACUUM")
