"""Passages, vectors and documents in Chroma.

Four collections an index generation: passages with their vectors, documents' texts, a record a
document, and one a writer; and one for all generations with the documents that were taken out,
which can be brought back. Texts are kept as metadata: Chroma indexes what it calls a document by
its trigrams, which nothing here asks for. A document is live from the moment its record stands
in the third one, so a killed run leaves whole documents or none. The record names the versions
whose place it takes, which are dead from that same moment: never two versions answer. A writer's
record says how much it has changed and which document it is at, so that other processes see a
change by reading a few lines, and leftover passages of a dead document are found without reading
all.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from index.documents.types import Document, Passage, Removed, Stored
from index.errors import IndexMismatchError, OlderIndexError, StoreError
from index.settings import IndexSettings
from index.store import chroma_files
from index.store.client import Client
from index.store.generations import PARTS, Generations, documents_in
from index.store.overview import Overview, keep, marks
from index.store.patience import AWAY_FOR
from index.store.records import (
    metadata_in,
    noted,
    passage_in,
    passage_out,
    removed_out,
    section_in,
)
from index.store.texts import Texts

if TYPE_CHECKING:
    import numpy as np

_FORMAT = 4  # of the records in Chroma; another makes an index that has to be made again
_PAGE = 2000  # passages whose documents are read at once
_REMOVED, _REMOVED_TEXTS = "ics_removed", "ics_removed_pieces"
SEEN_SECONDS = AWAY_FOR
"""How late, at the most, a question is told of what another process wrote to a Chroma server."""


class Store:
    """One index generation, named by `signature` (model, weights, splitter). Open it with
    `Store.open`."""

    def __init__(self, settings: IndexSettings, signature: str) -> None:
        self._settings, self.signature = settings, signature
        self.mark = hashlib.sha256(f"{signature}|{_FORMAT}".encode()).hexdigest()[:10]
        self._names = tuple(f"ics_{self.mark}{part}" for part in PARTS)
        self._writer, self._changes = uuid.uuid4().hex[:12], 0
        lock = f"{uuid.getnode()} {settings.data_dir.resolve()}"
        self._lock_of = hashlib.sha256(lock.encode()).hexdigest()[:12]
        self._seen: object = None
        self._others: dict[str, str] = {}
        self._state: object = None
        self._listed: dict[str, Stored] = {}
        self._live, self._version = frozenset[str](), ""
        self._client = Client(settings)
        self.others = Generations(self._client, self._names)

    @classmethod
    def open(cls, settings: IndexSettings, signature: str, rebuilding: bool = False) -> Store:
        """Refuses an index made with another model or splitter, unless it is being rebuilt."""
        store = cls(settings, signature)
        made = [made_by for _, made_by, _ in store.others.listed()]
        if made and not rebuilding:
            store.close()
            again = "run `ics-assistant index --rebuild`."
            if signature in made:
                told = f"The index in {store.place} is of an earlier version of this program"
                raise OlderIndexError(f"{told}; {again}")
            told = f"The index in {store.place} was made with another model or way of splitting"
            raise IndexMismatchError(f"{told} (or a rebuild was cut short); {again}")
        store._ensure()
        return store

    @property
    def place(self) -> str:
        """The server's address, or the index's folder."""
        return self._client.place

    def _ensure(self) -> None:
        self._passages, texts, self._documents, self._writers, self._removed, removed = (
            self._client.collection(name, self.signature)
            for name in (*self._names, _REMOVED, _REMOVED_TEXTS)
        )
        self._parts = (
            *(self._passages, texts, self._documents, self._writers, self._removed, removed),
        )
        self._texts, self._removed_texts = Texts(texts), Texts(removed)

    def reopen(self) -> None:
        """Open the same index again."""
        self._client.reopen()
        self._ensure()

    def overviewed(self) -> None:
        """Keeps the list of documents beside the index, for `status` and for the day when the
        index cannot be read."""
        if self._client.on_disk:
            keep(self._settings, Overview(self.place, (self.signature,), tuple(self.documents())))

    def close(self) -> None:
        """Closes the Chroma behind it."""
        self._client.close()

    # documents

    def refresh(self) -> None:
        """See what other processes have changed: at once on disk, within `SEEN_SECONDS` on a
        server. While a server is away the last state known stands."""
        seen = (
            marks(self._settings) if self._client.on_disk else int(time.monotonic() / SEEN_SECONDS)
        )
        if seen == self._seen:
            return
        try:
            records = self._records()
        except StoreError:
            if self._state is None or not self._client.patience.away:
                raise
            return
        others = {i: r for i, r in records.items() if i != self._writer}
        if (
            not others.items() <= self._others.items()
            and self._seen is not None
            and self._client.on_disk
        ):
            self.reopen()  # a local Chroma keeps its vector index in memory
        state = (records, self._documents.count())
        if state != self._state:
            self._listed = {s.id: s for s in documents_in(self._documents)}
            self._live = frozenset(self._listed)
            self._version = hashlib.sha256("\n".join(sorted(self._live)).encode()).hexdigest()[:16]
        self._state, self._others, self._seen = state, others, seen

    def _records(self) -> dict[str, str]:
        """{writer: what it is at}. A server that came back empty gets its collections again."""
        from chromadb.errors import NotFoundError

        try:
            got = self._writers.get(include=["documents"])
        except StoreError as error:
            if not isinstance(error.__cause__, NotFoundError) or self.others.others():
                raise
            self._ensure()
            got = self._writers.get(include=["documents"])
        return dict(zip(got["ids"], got["documents"], strict=True))

    def ids(self) -> frozenset[str]:
        """Ids of the live documents."""
        self.refresh()
        return self._live

    def version(self) -> str:
        """A name for the set of live documents: changes when any comes, goes or changes."""
        self.refresh()
        return self._version

    def documents(self) -> list[Stored]:
        self.refresh()
        return list(self._listed.values())

    def document(self, document_id: str) -> Document | None:
        document, stored = self._texts.get(document_id), self._listed.get(document_id)
        return replace(document, source=stored.source) if document and stored else document

    def begin(self, document_id: str) -> None:
        """Says that this document is being written: if it is not finished, a sweep takes away
        what came of it."""
        self._note(writing=document_id)

    def put(self, passages: list[Passage], vectors: np.ndarray) -> None:
        """Some passages of the document being written."""
        self._passages.put([p.id for p in passages], [passage_in(p) for p in passages], vectors)

    def commit(self, document: Document, about: Stored, replaces: tuple[str, ...] = ()) -> None:
        """The document's text, then its record: only then is it live, and those that it
        `replaces` are not. They are kept among the removed."""
        fields = {
            "source": about.source,
            "path": about.path,
            "passages": about.passages,
            "voiced": about.voiced,
            "sketch": about.sketch,
        }
        fields |= {
            "vouched": about.vouched,
            "note": about.note or "",
            "replaces": " ".join(replaces),
            **metadata_in(document.metadata),
        }
        self._texts.put(document)
        self._documents.put([document.id], [fields])
        self._settle()
        self._note()

    def _settle(self) -> None:
        """Versions whose place another has taken go among the removed."""
        for newer, m in self._documents.rows(where={"replaces": {"$ne": ""}}):
            for older in m.get("replaces", "").split():
                self._take_out(older, "replaced")
            self.amend(newer, replaces="")

    def amend(self, document_id: str, **fields: str | bool) -> None:
        """Changes what the record of a document says: its source, path, note, or whether it is
        vouched for."""
        self._documents.update(ids=[document_id], metadatas=[fields])
        self._note()

    def remove(self, document_id: str, why: str) -> None:
        """Out of what answers; it is kept among the removed."""
        self._note(writing=document_id)
        self._take_out(document_id, why)
        self._note()

    def _take_out(self, document_id: str, why: str) -> None:
        about = self._documents.rows(ids=[document_id])
        if about and self._texts.copy(document_id, self._removed_texts):
            at = datetime.now(UTC).isoformat(timespec="seconds")
            fields = {**about[0][1], "at": at, "why": why, "replaces": ""}
            self._removed.put([document_id], [fields])
        self._documents.delete(ids=[document_id])
        self._forget(document_id)

    def _forget(self, document_id: str) -> None:
        """What is left of a document that is not live."""
        self._texts.drop([document_id])
        self._passages.drop(where={"document_id": document_id})

    # the removed

    def removed(self) -> list[Removed]:
        """The documents that can be brought back, last removed first."""
        found = [removed_out(i, m) for i, m in self._removed.rows() if i not in self.ids()]
        return sorted(found, key=lambda r: (r.at, r.id), reverse=True)

    def taken_out(self) -> dict[str, str]:
        """{id: why} of the removed documents that a reader took out or replaced: finding their
        file again is no reason to add it."""
        return {i: m["why"] for i, m in self._removed.rows(where={"why": {"$ne": "gone"}})}

    def removed_document(self, document_id: str) -> Document | None:
        kept = self._removed_texts.get(document_id)
        return kept or Texts(self._removed).get(document_id)  # an earlier version kept it there

    def drop_removed(self, document_id: str) -> None:
        """Nothing is left of it among the removed: it is back, or to be forgotten."""
        self._removed.delete(ids=[document_id])
        self._removed_texts.drop([document_id])

    def forget(self, document_ids: list[str]) -> None:
        """Documents, live or removed, without a trace in Chroma's own files. A server's files
        are its keeper's."""
        for document_id in document_ids:
            self._note(writing=document_id)
            self._documents.delete(ids=[document_id])
            self._forget(document_id)
            self.drop_removed(document_id)
            self._note()
        if self._client.on_disk:
            self._client.close()
            chroma_files.scrub(self._client.folder, document_ids)
            self._client.open()
            self._ensure()
            for part in self._parts:
                part.get(limit=1, include=[])
            chroma_files.blank_unused(self._client.folder)

    def _note(self, writing: str | None = None) -> None:
        """What this writer is at, for other processes and for whoever sweeps after it."""
        import numpy as np

        self._changes += 1
        record = {
            "changes": self._changes,
            "writing": writing,
            "at": time.time(),
            "lock": self._lock_of,
        }
        self._writers.upsert(
            ids=[self._writer],
            embeddings=np.ones((1, 1), np.float32),
            documents=[json.dumps(record)],
        )
        self._seen = None if self._seen is None else object()

    def sweep(self) -> None:
        """What a killed run left of a document goes, and the records of writers that are done. Call
        it with the write lock.

        Who takes another lock (another machine, on a server) is left alone until it has been
        silent as long as a lock is waited for.
        """
        self._settle()
        live = self.ids()
        for writer, record in self._records().items():
            at = json.loads(record)
            gone = (
                at["lock"] == self._lock_of or time.time() - at["at"] > self._settings.lock_seconds
            )
            if (gone or writer == self._writer) and at["writing"] and at["writing"] not in live:
                self._forget(at["writing"])
            if gone and writer != self._writer:
                self._writers.delete(ids=[writer])

    # passages

    def all_passages(self, of: frozenset[str] | None = None) -> Iterator[Passage]:
        """Every live passage, or those of some live documents, a few documents at a time."""
        wanted, size, documents = [], 0, self.documents()
        for s in documents:
            if of is None or s.id in of:
                wanted.append(s.id)
                size += s.passages
            if wanted and (size >= _PAGE or s is documents[-1]):
                yield from self._where({"document_id": {"$in": wanted}})
                wanted, size = [], 0

    def passages(self, ids: list[str]) -> dict[str, Passage]:
        if not ids:
            return {}
        live = self.ids()
        found = self._passages.rows(ids=ids)
        return {i: self._known(passage_out(i, m)) for i, m in found if m["document_id"] in live}

    def in_section(self, document_id: str, section: tuple[str, ...]) -> list[Passage]:
        return self._where(
            {"$and": [{"document_id": document_id}, {"section": section_in(section)}]}
        )

    def of_document(self, document_id: str) -> list[Passage]:
        return self._where({"document_id": document_id})

    def _where(self, where: dict[str, Any]) -> list[Passage]:
        """Passages that match, in the order of their documents' text."""
        found = [self._known(passage_out(i, m)) for i, m in self._passages.rows(where)]
        return sorted(found, key=lambda p: p.start)

    def _known(self, passage: Passage) -> Passage:
        """The passage with what its document's record says: a name or a standing may change, its
        words do not."""
        about = self._listed.get(passage.document_id)
        return noted(passage, about) if about else passage

    def nearest(
        self, vector: np.ndarray, k: int, within: frozenset[str] | None = None
    ) -> dict[str, float]:
        """{passage id: cosine similarity} of the `k` nearest passages, `within` some documents."""
        where = {"document_id": {"$in": sorted(within)}} if within else None
        got = self._passages.query(
            query_embeddings=vector[None, :], n_results=k, where=where, include=["distances"]
        )
        return {i: 1.0 - d for i, d in zip(got["ids"][0], got["distances"][0], strict=True)}
