"""Documents' texts in a Chroma collection: packed, in pieces no larger than Chroma takes."""

from __future__ import annotations

from collections.abc import Iterable

from index.documents.types import Document
from index.store.patience import Patient
from index.store.records import document_in, document_out

PIECE = 8000
"""Bytes of a piece; packed text is ASCII, a byte a letter."""


class Texts:
    """A document is the record of its id, with how many more pieces there are, and those, each
    called by the id and its number. What an earlier version wrote is one record, of any length."""

    def __init__(self, records: Patient) -> None:
        self._records = records

    def put(self, document: Document) -> None:
        """The document, whatever stood there before."""
        self._put(document.id, document_in(document))

    def _put(self, key: str, packed: str) -> None:
        pieces = [packed[at : at + PIECE] for at in range(0, len(packed), PIECE)]
        fields = [{"record": piece, "more": 0, "of": key} for piece in pieces]
        fields[0]["more"] = len(pieces) - 1
        # the first one last: once it stands, the others do
        names = _names(key, len(pieces) - 1)
        self._records.put(names[1:] + names[:1], fields[1:] + fields[:1])

    def get(self, key: str) -> Document | None:
        """The document of that id; None where there is none."""
        packed = self._packed(key)
        return document_out(packed) if packed else None

    def _packed(self, key: str) -> str:
        first = self._records.rows(ids=[key])
        if not first or "record" not in first[0][1]:
            return ""
        more = int(first[0][1].get("more", 0))
        names = _names(key, more)[1:]
        rest = dict(self._records.rows(ids=names)) if more else {}
        if len(rest) < more:
            return ""  # another process is taking it away
        return first[0][1]["record"] + "".join(rest[name]["record"] for name in names)

    def copy(self, key: str, to: Texts) -> bool:
        """The document there too; whether there was one."""
        packed = self._packed(key)
        if packed:
            to._put(key, packed)
        return bool(packed)

    def drop(self, keys: Iterable[str]) -> None:
        """Nothing is left of these documents."""
        for key in keys:
            self._records.drop(ids=[key])
            self._records.drop(where={"of": key})


def _names(key: str, more: int) -> list[str]:
    return [key, *(f"{key}.{number}" for number in range(1, more + 1))]
