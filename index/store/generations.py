"""What other models, splitters or formats made in the same Chroma, so that it can be told, and made
again from the texts it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from index.documents.types import Document, Stored
from index.errors import StoreError
from index.store.client import Client
from index.store.patience import Patient
from index.store.records import stored_out
from index.store.texts import Texts

PARTS = ("_passages", "_texts", "_documents", "_writers")
"""Of a generation: a collection each."""


class Generations:
    """Those in one Chroma beside the collections called `own`."""

    def __init__(self, client: Client, own: tuple[str, ...] = ()) -> None:
        self._client, self._own = client, own

    def others(self) -> list[str]:
        """Names of their collections."""
        names = (n for n in self._client.names() if n.startswith("ics_") and n.endswith(PARTS))
        return [n for n in names if n not in self._own]

    def listed(self) -> Iterator[tuple[str, str, list[Stored]]]:
        """(name, what made it, its documents) of each."""
        for name in self.others():
            if name.endswith("_documents"):
                signature, records = self._client.existing(name)
                yield name.removesuffix("_documents"), signature, documents_in(records)

    def documents(self) -> Iterator[tuple[Stored, Document]]:
        """Every document held by them with its record, for a rebuild."""
        for name, _, documents in self.listed():
            if f"{name}_texts" not in self._client.names():
                raise StoreError(
                    f"The index in {self._client.place} is of an earlier version of this program;"
                    " delete it and index your files again."
                )
            _, texts = self._client.existing(f"{name}_texts")
            for s in documents:
                document = Texts(texts).get(s.id)
                if document is None:
                    raise StoreError(f"The text of {s.source} is not in {self._client.place}.")
                yield s, document

    def drop(self) -> None:
        """Deletes them all."""
        for name in self.others():
            self._client.drop(name)


def documents_in(records: Patient) -> list[Stored]:
    """The documents of a records collection by source, those left out whose place another has
    taken."""
    found = records.rows()
    replaced = {i for _, m in found for i in m.get("replaces", "").split()}
    live = [stored_out(i, m) for i, m in found if i not in replaced]
    return sorted(live, key=lambda stored: stored.source)
