"""Keys of programs: a name and roles in, a key out that is shown once; of each only its hash is
kept, in the data folder, for its owner alone."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from assistant.errors import AssistantError
from assistant.people.acting import ROLES, Person, Role

_FILE = "keys.json"
_BEGINS = "ics_"
"""So that a key is known for one where it should not stand."""
_WAITS = 30
"""Seconds for which one command waits for another that changes the keys."""


@dataclass(frozen=True)
class Key:
    """What is kept of one; `made` is an ISO day."""

    name: str
    hashed: str
    roles: tuple[Role, ...]
    made: str


class Keys:
    """Over the data folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder.expanduser() / _FILE

    def add(self, name: str, roles: tuple[str, ...]) -> str:
        """The new key itself. Raises AssistantError for a name that is taken or a role that is
        none."""
        wrong = next((r for r in roles if r not in ROLES), None)
        if wrong:
            raise AssistantError(f"{wrong!r} is not a role; they are {', '.join(ROLES)}.")
        made = _BEGINS + secrets.token_urlsafe(32)
        known: tuple[Role, ...] = tuple(r for r in ROLES if r in roles)
        with self._alone():
            kept = self.all()
            if not name.strip() or any(k.name == name for k in kept):
                raise AssistantError(f"A key called {name!r} is there already; give another name.")
            self._write([*kept, Key(name, _hashed(made), known, date.today().isoformat())])
        return made

    def remove(self, name: str) -> None:
        """It opens nothing from now on. Raises AssistantError where there is none."""
        with self._alone():
            left = [k for k in self.all() if k.name != name]
            if len(left) == len(self.all()):
                raise AssistantError(f"There is no key called {name!r}.")
            self._write(left)

    def all(self) -> list[Key]:
        """Every key, as it is kept."""
        if not self._file.exists():
            return []
        kept = json.loads(self._file.read_text("utf-8"))
        return [Key(k["name"], k["hashed"], tuple(k["roles"]), k["made"]) for k in kept]

    def person(self, key: str) -> Person | None:
        """The program that shows it; None for one that is not known."""
        shown = _hashed(key)
        found = next((k for k in self.all() if secrets.compare_digest(k.hashed, shown)), None)
        return Person(f"key:{found.name}", found.name, frozenset(found.roles)) if found else None

    def _alone(self) -> FileLock:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(f"{self._file}.lock", timeout=_WAITS)

    def _write(self, kept: list[Key]) -> None:
        part = self._file.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump([asdict(k) for k in kept], out)
        part.replace(self._file)


def _hashed(key: str) -> str:
    """A key has 256 random bits, so that a plain hash of it cannot be turned round."""
    return hashlib.sha256(key.encode()).hexdigest()
