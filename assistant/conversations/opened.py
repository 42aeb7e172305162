"""A database's address in, an engine with the newest tables out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from assistant.errors import AssistantError, SettingsError
from index.log import LOG

FILE = "conversations.sqlite"
_BUSY = 30
"""Seconds for which one process waits for another that writes."""
_LOCK = 7_320_022
"""PostgreSQL's advisory lock while tables are brought up to date: any number, always the same."""
_KINDS = ("sqlite", "postgresql")


def open_database(address: str | None, folder: Path) -> Engine:
    """The database at `address`, or the file in `folder`, its tables brought up to date. Raises
    SettingsError when the address cannot be used and AssistantError when the database cannot be
    reached."""
    engine = _engine(address, folder)
    try:
        _migrate(engine)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        said = str(getattr(error, "orig", None) or error).strip().splitlines()
        raise AssistantError(
            f"The database of conversations ({where(engine)}) cannot be opened:"
            f" {said[0] if said else type(error).__name__}. Check ICS_DATABASE_URL, or that the"
            " folder may be written."
        ) from None
    return engine


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """A connection whose work stands whole or not at all. What goes wrong with the database, such
    as a full disk or a server that is away, is an AssistantError in one sentence."""
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        LOG.warning("The database of conversations failed: %s", type(error).__name__)
        raise AssistantError(
            f"The database of conversations ({where(engine)}) cannot be used now; see that it runs"
            " and has room. Nothing that was kept is lost."
        ) from None


def where(engine: Engine) -> str:
    """The database's place for a reader: without its password."""
    return str(engine.url.database) if engine.dialect.name == "sqlite" else repr(engine.url)


def _engine(address: str | None, folder: Path) -> Engine:
    if address is None:
        folder.mkdir(parents=True, exist_ok=True)
        address = f"sqlite:///{folder / FILE}"
    try:
        url = make_url(address)
    except ArgumentError:
        raise SettingsError("ICS_DATABASE_URL is not the address of a database.") from None
    if url.get_backend_name() not in _KINDS:
        raise SettingsError(
            f"ICS_DATABASE_URL names {url.get_backend_name()}; it can be postgresql:// or sqlite://."
        )
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY})
    event.listen(engine, "connect", _careful)
    return engine


def _careful(connection: Any, _: object) -> None:
    """Of each SQLite connection: readers do not wait for a writer, and references hold."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _migrate(engine: Engine) -> None:
    """The newest migration, by one process at a time."""
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "assistant.conversations:migrations")
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    alone = FileLock(f"{file}.lock", timeout=_BUSY) if file else nullcontext()
    with alone, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
