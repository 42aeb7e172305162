"""The library on the screen: adding documents, looking for changes in folders, and the questions
that either may raise.

Nothing takes another document's place, and nothing goes, before a reader has said so.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from assistant.errors import AssistantError
from assistant.services import Library
from assistant.ui import evidence_view, shelf_view, view
from index.documents.types import IndexReport
from index.errors import IndexingError

Shown = tuple[str, str, str]
"""(what became of it with the questions that are open, the documents, the header), as HTML."""


class Ready(Protocol):
    """What is told while the library is made ready; None when it is."""

    note: str | None


class Shelf:
    """The event handlers of the library."""

    def __init__(self, library: Library, readiness: Ready, head: Callable[[], str]) -> None:
        self._library, self._readiness, self._head = library, readiness, head

    def has_folders(self) -> bool:
        """Whether there are folders to look for changes in."""
        return bool(self._library.folders())

    def documents(self) -> str:
        """The table of documents."""
        return shelf_view.library(self._library.documents())

    def questions(self) -> str:
        """What still waits for a reader's word, after a page was loaded again."""
        try:
            return shelf_view.outcome(None, [f.name for f in self._library.waiting()])
        except (IndexingError, AssistantError):
            return ""  # the header says what is wrong with the library

    def add(self, files: list[str] | None) -> Shown:
        """Uploaded files into the library. What was uploaded is kept by its content, or not at
        all."""
        if self._readiness.note:
            return (
                view.told(f"Not added yet. {self._readiness.note}"),
                shelf_view.library([]),
                self._head(),
            )
        paths = [Path(f) for f in files or []]
        try:
            return self._done(lambda: self._library.add(paths))
        finally:
            for path in paths:
                with contextlib.suppress(OSError):
                    path.unlink()

    def choose(self, choice: str, name: str) -> Shown:
        """A reader's word: "replace" or "both" about the file called `name`; "prune" about
        documents whose files are gone."""
        if choice == "prune":
            return self._done(lambda: self._library.look_again(prune=True))
        waiting = [f for f in self._library.waiting() if f.name == name]
        if not waiting:
            return (
                view.told(f"{name} no longer waits; add it again."),
                self.documents(),
                self._head(),
            )
        return self._done(
            lambda: self._library.add(waiting, "replace" if choice == "replace" else "both")
        )

    def look_again(self) -> Shown:
        """What has changed in the folders that were indexed before."""
        return self._done(self._library.look_again)

    def confirm(self, document_id: str) -> tuple[str, str]:
        """A reader vouches for a document's publisher: (the evidence panel's word for it, the
        documents)."""
        try:
            [stored] = self._library.confirm([document_id])
        except (IndexingError, AssistantError) as error:
            return evidence_view.evidence(None, None, str(error)), self.documents()
        said = (
            f"Confirmed: {stored.metadata.title or stored.source} is quoted as"
            f" {stored.metadata.publisher or 'its author'}’s from now on."
        )
        return evidence_view.evidence(None, None, said), self.documents()

    def names(self) -> list[str]:
        """The documents of which a reader may say what they are, by name: an id is another once
        something was said."""
        return [s.source for s in self._library.described()]

    def describe(self, name: str, said: dict[str, str]) -> Shown:
        """What a reader says a document is, kept beside its file."""
        if not name or not any(value.strip() for value in said.values()):
            told = view.told("Choose a document and say at least one thing of it.")
            return told, self.documents(), self._head()
        return self._done(lambda: self._library.describe(name, said))

    def undescribe(self, name: str) -> Shown:
        """What a reader said of a document taken away."""
        if not name:
            return view.told("Choose a document first."), self.documents(), self._head()
        return self._done(lambda: self._library.undescribe(name))

    def _done(self, work: Callable[[], IndexReport]) -> Shown:
        report: IndexReport | None = None
        try:
            report = work()
            said = shelf_view.outcome(report, [f.name for f in self._library.waiting()])
        except (IndexingError, AssistantError, OSError) as error:
            said = view.told(str(error))
        return said, self.documents(), self._head()
