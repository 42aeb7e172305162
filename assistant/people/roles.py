"""Who somebody is and what vouches for them in, the roles that they have out.

The file of roles is YAML: `{librarian: [ann@icb.example, group of librarians], …}`. An entry with
an @, or that begins with "person:", is a person; any other is a group that the sign-in names.
Without a list of readers, everybody who signs in is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import SettingsError
from assistant.people.acting import ROLES, Person, Role


def _is_person(entry: str) -> bool:
    return "@" in entry or entry.startswith("person:")


class RolesFile:
    """Takes the path; read anew whenever somebody signs in, so that a change counts at once."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read()

    def person(
        self, ident: str, name: str, groups: Iterable[str], known_as: Iterable[str] = ()
    ) -> Person | None:
        """The person with their roles; None for who has none. `known_as` are names that they are
        listed under beside their id, which nobody else can take."""
        listed, named = self._read(), {g.lower() for g in groups}
        people = {one.lower() for one in (ident, *known_as)}
        has = {g for g in named if not _is_person(g)} | {f"person:{p}" for p in people}
        has |= {p for p in people if "@" in p}
        roles: set[Role] = {
            role for role in ROLES if role in named or has & listed.get(role, set())
        }
        if "reader" not in listed or roles:
            roles.add("reader")
        return Person(ident, name, frozenset(roles)) if roles else None

    def _read(self) -> dict[str, set[str]]:
        if self._path is None:
            return {}
        try:
            said: Any = yaml.safe_load(self._path.read_text("utf-8")) or {}
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            raise SettingsError(f"ICS_ROLES: {self._path} cannot be read as YAML.") from None
        known = isinstance(said, dict) and set(said) <= set(ROLES)
        if not known or not all(isinstance(some, list) for some in said.values()):
            raise SettingsError(
                f"ICS_ROLES: {self._path} has a list of people or groups for each of"
                f" {', '.join(ROLES)}, and nothing else."
            )
        return {role: {str(one).lower() for one in some} for role, some in said.items()}
