"""The calls of a comparison: two documents of the library, and its report as a file."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.changes.differing import Words, worded
from assistant.changes.told import NAMES, counted
from assistant.changes.types import Change, Said
from assistant.errors import AssistantError
from assistant.paper.changed import Compared, Side, place
from assistant.paper.exported import KINDS
from assistant.services import Services
from assistant.ui import evidence_view
from assistant.ui.bridge import Call
from assistant.ui.bridge import Said as Asked
from assistant.ui.templating import render
from index.documents.types import Passage, Quotation
from index.errors import IndexingError

_LONGEST = 20_000
"""Letters of a place that is opened."""


@dataclass(frozen=True)
class _Side:
    """One side of a change as the template takes it."""

    name: str
    label: str
    tag: str
    words: Words
    document: str
    start: int
    end: int
    place: str


@dataclass(frozen=True)
class _Shown:
    kind: str
    names: str
    sides: tuple[_Side, ...]


class ComparingScreen:
    """Nothing is kept: a comparison is made anew for each call."""

    def __init__(self, services: Services) -> None:
        self._comparing, self._library = services.comparing, services.library
        self._told = services.corrections.told

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {"compare": self._compare, "compare_file": self._file, "span": self._span}

    def _made(self, said: Asked) -> Compared:
        """Without an older one named, the version before."""
        after, before = str(said["after"]), str(said.get("before") or "")
        if not before:
            earlier = self._comparing.earlier(after)
            if not earlier:
                raise AssistantError("No earlier version of this document is kept.")
            before = earlier[0].id
        # by what the library has alone: a page names no file of this machine
        kept = self._library.kept
        return self._comparing.compare(kept(before), kept(after))

    def _compare(self, said: Asked) -> dict[str, Any]:
        made = self._made(said)
        shown = [_shown(change, made) for change in made.found.changes]
        weighty = [s for s in shown if s.kind != "wording"]
        worded_ = [s for s in shown if s.kind == "wording"]
        html = render(
            "compared.html",
            before=made.before,
            after=made.after,
            counted=counted(made.found),
            groups=[("Changes", weighty, False), ("Only worded otherwise", worded_, True)],
        )
        return {"html": html, "before": made.before.id, "after": made.after.id}

    def _file(self, said: Asked) -> dict[str, Any]:
        made, kind = self._made(said), str(said["kind"])
        data = self._comparing.file(made, kind)
        name = f"changes of {made.after.source.rpartition('.')[0] or made.after.source}"[:80]
        return {
            "file": {
                "name": f"{name}.{kind}",
                "type": KINDS[kind],
                "data": base64.b64encode(data).decode(),
            }
        }

    def _span(self, said: Asked) -> dict[str, Any]:
        """Where a sentence stands, in a document of the library or one that went from it."""
        ident, start, end = str(said["document"]), int(said["start"]), int(said["end"])
        try:
            document = self._comparing.document(self._library.kept(ident))
        except IndexingError:  # nothing is called so, or it is not theirs to see
            document = None
        text = document.text[start:end] if document and 0 <= start < end else ""
        if document is None or not text or end - start > _LONGEST:
            return {"html": evidence_view.missing("This document is not kept any more.")}
        page = document.page_of(start, end)
        live = next((s for s in self._library.documents() if s.id == ident), None)
        passage = Passage("", ident, document.source, document.metadata, text, start, end, (), page)
        paged = bool(live) and self._library.has_pages(ident)
        quoted = Quotation(passage, text, start, end)
        told = self._told().at(passage, start, end)
        return {"html": evidence_view.evidence(quoted, document, (), paged, told)}


def _shown(change: Change, made: Compared) -> _Shown:
    old, new = change.before, change.after
    ours, theirs = (
        worded(old.text, new.text)
        if old and new
        else (((old.text if old else "", False),), ((new.text if new else "", False),))
    )
    sides = []
    if old:
        sides.append(_side("before", "Before", "del", ours, old, made.before))
    if new:
        sides.append(_side("after", "Now", "ins", theirs, new, made.after))
    names = ", ".join(NAMES[kind] for kind in change.kinds)
    return _Shown(change.kind, names[:1].upper() + names[1:], tuple(sides))


def _side(name: str, label: str, tag: str, words: Words, said: Said, side: Side) -> _Side:
    where = place(said)
    shown = "Open" if where == "–" else where
    return _Side(name, label, tag, words, side.id, said.start, said.end, shown)
