"""The record of who did what as an auditor reads it: the newest entries of a day and a kind, and
all of them as a file. The role is asked for by the door of the calls (`assistant/ui/bridge.py`)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.conversations.record import Entry
from assistant.services import Services
from assistant.ui.bridge import Call, Said
from assistant.ui.templating import render
from assistant.understand.day import checked_day
from index.text.dates import spoken

_SHOWN = 100
"""Entries that the page shows; the file has all."""


@dataclass(frozen=True)
class _Line:
    """An entry in words: its day and time (UTC), who, what was done, and the things named."""

    number: int
    when: str
    who: str
    did: str
    things: str


class Recorded:
    """Nothing is kept between calls: each says which day and kind it means."""

    def __init__(self, services: Services) -> None:
        self._keeping = services.keeping

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "record": self._shown,
            "record_file": self._file,
        }

    def _shown(self, said: Said) -> dict[str, Any]:
        """The newest entries."""
        day, did = _chosen(said)
        found = self._keeping.record.newest(_SHOWN, day, did)
        lines = [_line(entry) for entry in found]
        html = render("record.html", lines=lines, most=_SHOWN)
        return {"html": html, "kinds": self._keeping.record.kinds()}

    def _file(self, said: Said) -> dict[str, Any]:
        """All of that day and kind, oldest first, as CSV in base64."""
        from assistant.conversations.handed import as_csv

        day, did = _chosen(said)
        entries = self._keeping.record.entries(day, day or "9")
        data = as_csv(e for e in entries if did in ("", e.did)).encode()
        coded = base64.b64encode(data).decode()
        name = "-".join(filter(None, ("record", day)))
        return {"file": {"name": f"{name}.csv", "type": "text/csv", "data": coded}}


def _chosen(said: Said) -> tuple[str, str]:
    """(an ISO day, what was done), each empty where all are meant."""
    return checked_day(str(said.get("day") or "") or None) or "", str(said.get("did") or "")


def _line(entry: Entry) -> _Line:
    things = "; ".join(f"{name}: {value}" for name, value in entry.what.items())
    when = f"{spoken(entry.at[:10])}, {entry.at[11:16]}"
    return _Line(entry.number, when, entry.who, entry.did, things[:500])
