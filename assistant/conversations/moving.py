"""A whole database as lines of JSON, and back: between SQLite and PostgreSQL too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Engine, delete, func, insert, select

from assistant.conversations.opened import asking
from assistant.conversations.tables import METADATA, conversations, papers, record
from assistant.errors import AssistantError

_AT_ONCE = 500
"""Rows that are written at once."""


def dumped(engine: Engine) -> Iterator[str]:
    """Each row as a line: its table's name and its values. One moment of the database."""
    with asking(engine) as db:
        for table in METADATA.sorted_tables:
            for row in db.execute(select(table)).mappings():
                yield json.dumps([table.name, dict(row)], ensure_ascii=False)


def filled(engine: Engine, lines: Iterable[str]) -> int:
    """Writes such lines into an empty database; how many rows that were. Raises AssistantError
    where something is kept in it already."""
    rows: dict[str, list[dict[str, object]]] = {t.name: [] for t in METADATA.sorted_tables}
    for line in filter(str.strip, lines):
        name, values = json.loads(line)
        if name in rows:
            rows[name].append(values)
    with asking(engine) as db:
        for table in (conversations, papers, record):
            if db.execute(select(func.count()).select_from(table)).scalar():
                raise AssistantError(
                    "The database of conversations holds something already; a backup is read into"
                    " an empty one only."
                )
        for table in reversed(METADATA.sorted_tables):
            db.execute(delete(table))
        for table in METADATA.sorted_tables:
            for at in range(0, len(rows[table.name]), _AT_ONCE):
                db.execute(insert(table), rows[table.name][at : at + _AT_ONCE])
    return sum(map(len, rows.values()))
