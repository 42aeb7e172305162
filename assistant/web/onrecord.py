"""What the program itself puts on record: that it started and with which settings, and who signed
in or out."""

from __future__ import annotations

import hashlib
import hmac
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.errors import AssistantError
from assistant.people.acting import Person
from assistant.services.keeping import Keeping
from assistant.settings import Settings
from assistant.web.signin import Told, session_key
from index.log import LOG

_SEALED = re.compile(r"secret|key|token|url|contact|mail")
"""What may be a secret or tell a place: put on record as a keyed hash, which tells that it changed
and nothing else."""
_SHOWN = 16
"""Letters of a hash that are kept: enough to tell a change, by a key that stays here."""


def started(settings: Settings, keeping: Keeping) -> None:
    """That the program started, and which settings, or what of the file of roles, are others than
    at its last start."""
    try:
        told = _seen(settings)
        before = [e.what for e in keeping.record.entries() if e.did == "started"][-1:]
        was: dict[str, Any] = before[0] if before else told
        changed = _others(was.get("settings", {}), told["settings"])
        if was.get("by") == told["by"]:  # with another key every hash is another
            changed += _others(was.get("sealed", {}), told["sealed"])
        keeping.record.add("started", {**told, "changed": sorted(changed)}, "the program")
    except (AssistantError, OSError) as error:  # it starts all the same, on a full disk too
        LOG.warning("The start could not be put on record: %s", error)


def _seen(settings: Settings) -> dict[str, Any]:
    """The settings as they go on record: plainly, or as a hash by a key of this installation."""
    given = {k: str(v) for k, v in settings.model_dump(mode="json").items()}
    given |= {name: _secret(settings, name) for name in given if _SEALED.search(name)}
    roles = settings.roles.read_bytes() if settings.roles and settings.roles.is_file() else b""
    key = session_key(settings).encode()
    sealed = {k: _hashed(key, v.encode()) for k, v in given.items() if _SEALED.search(k)}
    sealed["what the file of roles holds"] = _hashed(key, roles)
    plain = {k: v for k, v in given.items() if not _SEALED.search(k)}
    return {"settings": plain, "sealed": sealed, "by": _hashed(key, b"")}


def _others(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return [k for k in now if before.get(k) != now[k]]


def _secret(settings: Settings, name: str) -> str:
    """A setting's value, also of one that shows itself as stars."""
    value: Any = getattr(settings, name)
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)


def _hashed(key: bytes, value: bytes) -> str:
    return hmac.new(key, value, hashlib.sha256).hexdigest()[:_SHOWN]


def signing(keeping: Keeping) -> Told:
    """Puts on record who signed in or out, by what vouches for them and by name."""

    def told(did: str, person: Person | None) -> None:
        what = {"name": person.name} if person and person.name.lower() != person.id else {}
        try:
            keeping.record.add(did, what, person.id if person else "somebody")
        except AssistantError as error:  # the database is away: who signs in is told so anyway
            LOG.warning("A sign-in could not be put on record: %s", error)

    return told


def beside(told: Told) -> Told:
    """The same, in a thread of its own: a proxy's word comes with each request, none of which is
    to wait for the database."""
    one = ThreadPoolExecutor(1, thread_name_prefix="record of who came")

    def later(did: str, person: Person | None) -> None:
        one.submit(told, did, person)

    return later
