"""Two documents compared, as a reader names them: of the library, of what was removed or replaced,
or files beside it."""

from __future__ import annotations

import threading
from pathlib import Path

from assistant.changes.compare import compare
from assistant.errors import NotThereError
from assistant.paper.changed import Compared, Side, changed_file
from index.documents.isolated import IsolatedLoader
from index.documents.types import Document, Removed, Stored
from index.search.handle import IndexHandle


class Comparing:
    """Takes the open index."""

    def __init__(self, index: IndexHandle) -> None:
        self._index, self._alone = index, threading.Lock()

    def compare(self, before: str, after: str) -> Compared:
        """What is different from `before` to `after`, each named by name, id or path. Raises
        NotThereError for one that is nothing of these, and LoadError for a file that cannot be
        read."""
        old, new = self._side(before), self._side(after)
        with self._alone:  # it takes a processor for itself
            found = compare(old.document, new.document, self._index.searcher.embedder)
        return Compared(old, new, found)

    def earlier(self, ident: str) -> list[Removed]:
        """The versions whose place a live document took, the last one first."""
        searcher = self._index.searcher
        live = next((s for s in searcher.documents() if s.id == ident), None)
        if live is None:
            return []
        return [r for r in searcher.removed() if r.why == "replaced" and r.source == live.source]

    def file(self, compared: Compared, kind: str) -> bytes:
        """A report of that kind: docx, pdf or md."""
        return changed_file(compared, kind)

    def document(self, ident: str) -> Document | None:
        """A document with its text, live or removed; None where there is none."""
        live = self._index.document(ident)
        if live is not None:
            return live
        with self._index.searcher.locked() as store:
            return store.removed_document(ident)

    def _side(self, name: str) -> Side:
        searcher = self._index.searcher
        known: list[Stored | Removed] = [*searcher.documents(), *searcher.removed()]
        about = next((d for d in known if name in (d.id, d.source, d.path)), None)
        document = self.document(about.id) if about else None
        if about and document:
            removed = isinstance(about, Removed)
            return Side(document, about.source, about.id, removed)
        path = Path(name)
        if not path.is_file():
            raise NotThereError(f"{name!r} is neither a document of the library nor a file.")
        with IsolatedLoader(self._index.settings.limits) as loader:
            return Side(loader.load(path, path.name), path.name, "", False)
