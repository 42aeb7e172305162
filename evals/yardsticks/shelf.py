"""Texts of a set in, the product over them as a library of its own out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from assistant.settings import Settings
from evals.opened import Opened, of_its_own, open_product
from evals.yardsticks.types import Text
from index.documents.types import Document
from index.embed import Embedder


class Shelf:
    """The product with each text as a Markdown file, in a folder that goes with it. Texts that
    say the same are one document: `same` {text id: id of the one that stands for it}."""

    def __init__(
        self, texts: Iterable[Text], settings: Settings, embedder: Embedder | None = None
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ics-yardstick-")
        files = Path(self._folder.name) / "texts"
        files.mkdir()
        self.same: dict[str, str] = {}
        self._name_of: dict[str, str] = {}
        said: dict[str, str] = {}
        for text in texts:
            words = f"# {text.title}\n\n{text.text}" if text.title else text.text
            first = self.same[text.id] = said.setdefault(words.strip(), text.id)
            if first == text.id:
                name = f"{len(self._name_of):06}.md"
                (files / name).write_text(words, "utf-8")
                self._name_of[text.id] = name
        self._text_of = {name: i for i, name in self._name_of.items()}
        own = of_its_own(settings, Path(self._folder.name) / "data")
        self.opened: Opened = open_product(own, embedder, quoting=True)
        self.opened.library.index([files])
        self._document_of = {s.source: s.id for s in self.opened.library.documents()}

    @property
    def unread(self) -> int:
        """Texts that could not be read, or held nothing to read."""
        return len(self._name_of) - len(self._document_of)

    def text_of(self, source: str) -> str:
        """The id of the text that a document is."""
        return self._text_of[source]

    def documents_of(self, ids: Iterable[str]) -> frozenset[str]:
        """The ids of the documents that texts are, as far as they are there."""
        names = {self._name_of[self.same[i]] for i in ids if i in self.same}
        return frozenset(self._document_of[n] for n in names if n in self._document_of)

    def documents(self) -> dict[str, Document]:
        """{file: its document}."""
        return self.opened.texts()

    def withhold(self, ids: Iterable[str]) -> int:
        """Takes texts out of the library; how many documents went."""
        going = sorted(self.documents_of(ids))
        return len(self.opened.library.remove(going)) if going else 0

    def close(self) -> None:
        """Closes the product and clears its folder."""
        self.opened.close()
        self._folder.cleanup()
