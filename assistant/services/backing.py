"""The whole of what an installation keeps in one file, made while it runs, and back.

The index, what readers added, decided and said, and the database of conversations, of one moment:
nothing is indexed meanwhile; also an index that lies on a Chroma server. Not in it: the key that
signs sessions (everybody signs in again), and what is being uploaded.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from assistant.conversations.moving import dumped, filled
from assistant.conversations.opened import open_database
from assistant.errors import AssistantError
from assistant.settings import Settings
from index.ingest import writing
from index.search.handle import IndexHandle
from index.store import moving

_ABOUT, _ROWS, _INDEX, _FILES = "about.json", "database.jsonl", "index.jsonl", "data/"
_LEFT_OUT = ("uploading/", "conversations.sqlite", "session.key")
_ENDS = (".lock", "-wal", "-shm", ".part", ".log")


def back_up(settings: Settings, index: IndexHandle, file: Path) -> int:
    """Writes the file, readable by its owner alone; how many files are in it. Raises
    AssistantError where it is there already."""
    folder = settings.data_dir.expanduser().resolve()
    address = settings.database_url
    if file.exists():
        raise AssistantError(f"{file} is there already; name a new file.")
    if file.resolve().is_relative_to(folder):
        raise AssistantError(f"{file} lies in the data folder itself; name one elsewhere.")
    part = file.with_name(f".{file.name}.part")
    engine = open_database(address.get_secret_value() if address else None, folder)
    about = {
        "version": metadata.version("ics-assistant"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "index": "on a server" if settings.chroma_url else "within",
    }
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with writing(index.searcher), ZipFile(part, "w", ZIP_DEFLATED) as pack:
            pack.writestr(_ABOUT, json.dumps(about))
            pack.writestr(_ROWS, "\n".join(dumped(engine)))
            if settings.chroma_url:
                with pack.open(_INDEX, "w", force_zip64=True) as out:
                    out.writelines(f"{line}\n".encode() for line in moving.dumped(index.settings))
            count = sum(_put(pack, folder, path) for path in sorted(folder.rglob("*")))
        part.replace(file)
    finally:
        engine.dispose()
        part.unlink(missing_ok=True)
    return count


def _put(pack: ZipFile, folder: Path, path: Path) -> bool:
    """A file of the data folder into the pack; a database of SQLite as of one moment."""
    name = path.relative_to(folder).as_posix()
    if not path.is_file() or name.startswith(_LEFT_OUT) or name.endswith(_ENDS):
        return False
    if path.suffix != ".sqlite3":
        pack.write(path, _FILES + name)
        return True
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / "copy"
        with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(copy)) as then:
            now.backup(then)
        pack.write(copy, _FILES + name)
    return True


def read_back(settings: Settings, file: Path) -> dict[str, str]:
    """Reads such a file into an empty data folder (and an empty database, where a server has it);
    what the file says of itself. Raises AssistantError for a folder that holds something and for
    what is no backup."""
    folder, address = settings.data_dir.expanduser(), settings.database_url
    held = (
        [p.name for p in folder.iterdir() if not p.name.endswith(".lock")]
        if folder.is_dir()
        else []
    )
    if held:
        raise AssistantError(
            f"{folder} holds something already ({held[0]}); a backup is read into an empty folder"
            " only. Move it aside first."
        )
    try:
        with ZipFile(file) as pack:
            about: dict[str, str] = json.loads(pack.read(_ABOUT))
            lines = pack.read(_ROWS).decode().split("\n")
            of_server = _INDEX in pack.namelist()
            if settings.chroma_url and not of_server:
                raise AssistantError(
                    f"{file} holds an index of a folder and ICS_CHROMA_URL names a server; read it"
                    " without that, or index the files anew."
                )
            for entry in pack.infolist():
                name = entry.filename.removeprefix(_FILES)
                ours = entry.filename.startswith(_FILES) and not name.startswith(_LEFT_OUT)
                old = of_server and name.startswith("chroma/")  # from before it went to a server
                if ours and not old and not entry.is_dir():
                    _take(pack.read(entry), folder, name)
    except (BadZipFile, KeyError, OSError, ValueError) as error:
        raise AssistantError(
            f"{file} cannot be read as a backup ({type(error).__name__})."
        ) from None
    engine = open_database(address.get_secret_value() if address else None, folder)
    try:
        filled(engine, lines)
    finally:
        engine.dispose()
    if of_server:  # last, for without it there is no document yet
        with ZipFile(file) as pack, pack.open(_INDEX) as index:
            moving.filled(settings.index(), (line.decode() for line in index))
    return about


def _take(data: bytes, folder: Path, name: str) -> None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise ValueError(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
