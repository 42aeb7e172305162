"""The calls of the library: adding files and addresses, saying what a document is, removing and
bringing back, and the questions that these raise.

Nothing takes another document's place, and nothing goes, before a reader has said so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assistant.errors import AssistantError
from assistant.services import Services
from assistant.ui import shelf_view
from assistant.ui.bridge import Call, Said
from assistant.ui.readiness import Readiness
from assistant.ui.uploads import Uploads
from index.describing import FIELDS
from index.documents.types import IndexReport, Stored
from index.errors import IndexingError


class Shelf:
    """Each call gives the list of documents anew, and what became of what was asked."""

    def __init__(self, services: Services, readiness: Readiness, uploads: Uploads) -> None:
        self._library, self._uploads = services.library, uploads
        self._watching = services.watching
        self._readiness = readiness

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "library": self._opened,
            "add": self._add,
            "fetch": self._fetch,
            "choose": self._choose,
            "look_again": lambda _: self._done(self._library.look_again),
            "about": self._about,
            "describe": self._describe,
            "undescribe": self._undescribe,
            "confirm": self._confirm,
            "versions": self._versions,
            "remove": self._remove,
            "restore": self._restore,
        }

    def _opened(self, said: Said) -> dict[str, Any]:
        """The documents, those with the words of `find` if there are more than a page shows, what
        still waits for a reader's word, and which of those `ticked` are there."""
        waiting = [f.name for f in self._library.waiting()]
        found = self._list(str(said.get("find") or ""))
        live = {s.id for s in self._library.documents()}
        ticked = [i for i in map(str, said.get("ticked") or ()) if i in live]
        return {"html": found, "notice": shelf_view.outcome(None, waiting), "ticked": ticked}

    def _list(self, find: str = "") -> str:
        every = self._library.documents()
        live, files = [s for s in every if shelf_view.has(s, find)], {s.path for s in every}
        return shelf_view.library(
            [s for s in live if not self._library.ships(s)],
            [s for s in live if self._library.ships(s)],
            [r for r in self._library.removed() if r.path not in files],  # the same file, corrected
            bool(self._library.folders()),
            shelf_view.watched(self._watching.folders, self._watching.last),
            {i: f for f in self._library.families() for i in f.ids},
            every,
        )

    def _add(self, said: Said) -> dict[str, Any]:
        """One uploaded file, in the place of a `document` if one is named. What was uploaded is
        kept by its content, or not at all."""
        path = self._uploads.take(said["path"])
        old = self._named(said) if said.get("document") else None
        try:
            if self._readiness.note:
                raise AssistantError(f"Not added yet. {self._readiness.note}")
            if old:
                return self._done(lambda: self._library.replace(old.id, path))
            return self._done(lambda: self._library.add([path]))
        finally:
            self._uploads.drop(path)

    def _fetch(self, said: Said) -> dict[str, Any]:
        """The document at an address, where the installation allows it."""
        url = str(said["url"]).strip()
        if not url.startswith(("https://", "http://")):
            raise AssistantError(f"{url or 'This'} is no address; one begins with https://.")
        return self._done(lambda: self._library.fetch(url))

    def _choose(self, said: Said) -> dict[str, Any]:
        """A reader's word: "replace" or "both" about a file that waits; "prune" about documents
        whose files are gone."""
        choice, name = str(said["choice"]), str(said.get("name") or "")
        if choice == "prune":
            return self._done(lambda: self._library.look_again(prune=True))
        waiting = [f for f in self._library.waiting() if f.name == name]
        if not waiting:
            raise AssistantError(f"{name} no longer waits; add it again.")
        word: Any = "replace" if choice == "replace" else "both"
        return self._done(lambda: self._library.add(waiting, word))

    def _named(self, said: Said) -> Stored:
        ident = str(said["document"])
        stored = next((s for s in self._library.documents() if s.id == ident), None)
        if stored is None:
            raise AssistantError("This document is not in the library any more.")
        return stored

    def _about(self, said: Said) -> dict[str, Any]:
        """The form that says what a document is."""
        stored = self._named(said)
        return {"html": shelf_view.about(stored, self._library.said(stored))}

    def _describe(self, said: Said) -> dict[str, Any]:
        stored, fields = self._named(said), said["fields"]
        told = {name: str(fields.get(name) or "") for name in FIELDS}
        now = shelf_view.fields(stored)
        changed = {name: text for name, text in told.items() if text.strip() != now[name]}
        if emptied := [name for name, text in changed.items() if not text.strip()]:
            raise AssistantError(
                f"The {emptied[0]} is empty; type it, or take away all that was said."
            )
        if not changed:
            raise AssistantError("Nothing was changed.")
        return self._done(lambda: self._library.describe(stored.source, changed))

    def _undescribe(self, said: Said) -> dict[str, Any]:
        stored = self._named(said)
        return self._done(lambda: self._library.undescribe(stored.source))

    def _confirm(self, said: Said) -> dict[str, Any]:
        """A reader vouches for a document's publisher and kind."""
        [stored] = self._library.confirm([self._named(said).id])
        name = stored.metadata.title or stored.source
        who = stored.metadata.publisher or "its author"
        told = f"Confirmed: {name} is quoted as {who}’s from now on."
        return {"html": self._list(), "said": told}

    def _versions(self, said: Said) -> dict[str, Any]:
        """A reader's word that documents are versions of one another ("same"), or not
        ("apart")."""
        same = said["choice"] == "same"
        found = self._library.decide_versions([str(i) for i in said["documents"]], same)
        names = " and ".join(dict.fromkeys(f"“{s.metadata.title or s.source}”" for s in found))
        told = f"{'Versions of one document' if same else 'Documents of their own'}: {names}."
        return {"html": self._list(), "said": told}

    def _remove(self, said: Said) -> dict[str, Any]:
        [stored] = self._library.remove([self._named(said).id])
        told = f"Removed: {stored.metadata.title or stored.source}. No answer uses it any more."
        return {"html": self._list(), "said": told, "undo": stored.id}

    def _restore(self, said: Said) -> dict[str, Any]:
        [back] = self._library.restore([str(said["document"])])
        return {
            "html": self._list(),
            "said": f"Brought back: {back.metadata.title or back.source}.",
        }

    def _done(self, work: Callable[[], IndexReport]) -> dict[str, Any]:
        """The list after a run, and what became of each file."""
        try:
            report = work()
        except (IndexingError, AssistantError, OSError) as error:
            return {"html": self._list(), "notice": shelf_view.told(str(error))}
        waiting = [f.name for f in self._library.waiting()]
        return {"html": self._list(), "notice": shelf_view.outcome(report, waiting)}
