"""One index, opened when it is first asked for: opening it loads the embedding model, which
takes seconds."""

from __future__ import annotations

import threading

from index.documents.types import Document, Stored
from index.embed import Embedder
from index.search.searcher import Searcher
from index.settings import IndexSettings
from index.store.look import look

_MOST_TEXTS = 64
"""Documents whose whole text is kept in memory."""


class IndexHandle:
    """Safe to share between threads; everything that reads or writes one index goes through one
    handle."""

    def __init__(self, settings: IndexSettings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.place = settings.chroma_url or str(settings.data_dir)
        self._embedder = embedder
        self._searcher: Searcher | None = None
        self._texts: dict[str, Document] = {}
        self._lock = threading.Lock()

    @property
    def searcher(self) -> Searcher:
        """The open index. Raises StoreError or IndexMismatchError when it cannot be opened."""
        with self._lock:
            if self._searcher is None:
                self._searcher = Searcher(self.settings, self._embedder)
            return self._searcher

    def open_for_rebuild(self) -> Searcher:
        """The index open although it holds what another version of this program made."""
        with self._lock:
            if self._searcher is None:
                self._searcher = Searcher(self.settings, self._embedder, rebuilding=True)
            return self._searcher

    def listed(self) -> tuple[Stored, ...]:
        """The documents; of an index that is not open yet as its overview tells them, without a
        model."""
        return (
            tuple(self._searcher.documents()) if self._searcher else look(self.settings).documents
        )

    def document(self, document_id: str) -> Document | None:
        """A document with its text, the last 64 kept in memory; None when it is not in the
        library."""
        kept = self._texts.pop(document_id, None) or self.searcher.document(document_id)
        if kept is not None:
            self._texts[document_id] = kept
            while len(self._texts) > _MOST_TEXTS:
                self._texts.pop(next(iter(self._texts)), None)
        return kept

    def text(self, document_id: str) -> str | None:
        """The text of a document; None when it is not in the library."""
        document = self.document(document_id)
        return document.text if document else None

    def forget_texts(self) -> None:
        """No text of any document in memory."""
        self._texts.clear()

    def close(self) -> None:
        """Closes the index if it is open; asked again, it opens anew."""
        with self._lock:
            if self._searcher is not None:
                self._searcher.close()
                self._searcher = None
