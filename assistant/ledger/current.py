"""The ledger as it stands: the library's file with what readers have accepted, read again when
either has changed."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import SettingsError
from assistant.ledger.catalogue import FILE as CATALOGUE
from assistant.ledger.catalogue import Source, load_catalogue
from assistant.ledger.decisions import FILE as DECISIONS
from assistant.ledger.decisions import with_decisions
from assistant.ledger.file import load_ledger
from assistant.ledger.types import FILE, Ledger, Problem, Words
from index.documents.types import Document
from index.search.handle import IndexHandle


class CurrentLedger:
    """Reads `library` and the decisions in `folder`; opens the index only where a reader has
    accepted something."""

    def __init__(self, library: Path, folder: Path, index: IndexHandle) -> None:
        self._library, self._folder, self._index = library, folder, index
        self._kept: tuple[tuple[object, ...], Ledger] | None = None

    def now(self) -> Ledger:
        """The ledger; entries that do not load are among its problems."""
        files = (self._library / FILE, self._library / CATALOGUE, self._folder / DECISIONS)
        marks: tuple[object, ...] = tuple(f.stat().st_mtime_ns if f.exists() else 0 for f in files)
        if marks[2]:
            marks += (self._index.searcher.version(),)
        if self._kept is None or self._kept[0] != marks:
            try:
                written = load_ledger(self._library, self.catalogue())
            except SettingsError as error:
                written = Ledger((), (Problem(CATALOGUE, 1, "the catalogue", str(error)),))
            self._kept = marks, with_decisions(written, self._folder, self._document_of)
        return self._kept[1]

    def catalogue(self) -> dict[str, Source]:
        """The public documents behind the starter library, by id. Raises SettingsError when it
        cannot be read."""
        return load_catalogue(self._library)

    def _document_of(self, words: Words) -> Document | None:
        """The document that words were accepted from, or what has taken its place under the same
        name."""
        searcher = self._index.searcher
        newer = next((s.id for s in searcher.documents() if s.source == words.source), None)
        return searcher.document(words.document_id) or (searcher.document(newer) if newer else None)
