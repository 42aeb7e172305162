"""Passages, vectors and documents in Chroma; the only module that touches it.

Four collections an index generation: passages with their vectors, documents' texts, a record a document, and one a writer.
Texts are kept as metadata: Chroma indexes what it calls a document by its trigrams, which nothing here asks for.
A document is live from the moment its record stands in the third one, so a killed run leaves whole documents or none.
A writer's record says how much it has changed and which document it is at, so that other processes see a change by
reading a few lines, and leftover passages of a dead document are found without reading all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlparse

from index.errors import IndexMismatchError, StoreError
from index.settings import IndexSettings
from index.stored import document_in, document_out, metadata_in, metadata_out, passage_in, passage_out
from index.types import Document, Metadata, Passage, Stored

if TYPE_CHECKING:
    import numpy as np

_FORMAT = 2
"""Of the records in Chroma; another makes an index that has to be made again."""
_PAGE = 2000
_OVERVIEW = "overview.json"
_PARTS = ("_passages", "_texts", "_documents", "_writers")
SEEN_SECONDS = 2.0
"""How late, at the most, a question is told of what another process wrote to a Chroma server."""
_WAITS = (0.2, 0.8)
"""Seconds between tries when a server does not answer: three tries in all."""
ANSWERS_IN = 30.0
"""Seconds that a server has for one answer; Chroma's own client would wait for ever."""
T = TypeVar("T")


class _Patient:
    """A Chroma collection whose calls are tried again when the server does not answer. Every call here may be repeated."""

    def __init__(self, collection, tried: Callable) -> None:
        self._collection, self._tried = collection, tried

    def __getattr__(self, name: str):
        method = getattr(self._collection, name)
        return (lambda *args, **kwargs: self._tried(lambda: method(*args, **kwargs))) if callable(method) else method


class Store:
    """One index generation, named by `signature` (model, weights, splitter). Open it with `Store.open`."""

    def __init__(self, settings: IndexSettings, signature: str) -> None:
        self._settings, self.signature = settings, signature
        self.mark = hashlib.sha256(f"{signature}|{_FORMAT}".encode()).hexdigest()[:10]
        self._names = tuple(f"ics_{self.mark}{part}" for part in _PARTS)
        self._writer, self._changes = uuid.uuid4().hex[:12], 0
        self._lock_of = hashlib.sha256(f"{uuid.getnode()} {settings.data_dir.resolve()}".encode()).hexdigest()[:12]
        self._seen: object = None
        self._others: dict[str, str] = {}
        self._state: object = None
        self._listed: list[Stored] = []
        self._live: frozenset[str] = frozenset()
        self._version = ""
        self._away: tuple[float, str] | None = None
        self._connect()

    @classmethod
    def open(cls, settings: IndexSettings, signature: str, rebuilding: bool = False) -> Store:
        """Refuses an index made with another model or splitter, unless it is being rebuilt."""
        store = cls(settings, signature)
        if store.other_generations() and not rebuilding:
            store.close()
            raise IndexMismatchError(
                f"The index in {store.place} was made with another model or splitter (or a rebuild was cut short); "
                "run `ics-assistant index --rebuild`."
            )
        store._ensure()
        return store

    @property
    def place(self) -> str:
        return self._settings.chroma_url or str(self._settings.data_dir)

    def _connect(self) -> None:
        import chromadb
        import httpx
        from chromadb.config import Settings as ChromaSettings
        from chromadb.errors import ChromaError
        from filelock import FileLock

        self._errors: tuple[type[BaseException], ...] = (ChromaError, httpx.HTTPError, ValueError, OSError)
        quiet = ChromaSettings(anonymized_telemetry=False)
        s = self._settings
        if s.chroma_url:
            url = urlparse(s.chroma_url)
            host, port = url.hostname or "127.0.0.1", url.port or (443 if url.scheme == "https" else 8000)
            self._tried(lambda: httpx.get(f"{url.scheme}://{host}:{port}/api/v2/heartbeat", timeout=ANSWERS_IN))
            self._client = self._tried(
                lambda: chromadb.HttpClient(
                    host=host,
                    port=port,
                    ssl=url.scheme == "https",
                    headers={"X-Chroma-Token": s.chroma_token} if s.chroma_token else None,
                    tenant=s.chroma_tenant,
                    database=s.chroma_database,
                    settings=quiet,
                )
            )
            self._client._server._session.timeout = ANSWERS_IN
            return
        try:
            s.data_dir.mkdir(parents=True, exist_ok=True)
            with FileLock(s.data_dir / "open.lock", timeout=s.lock_seconds):  # two that create Chroma's tables at once break it
                self._client = chromadb.PersistentClient(
                    str(s.data_dir / "chroma"), tenant=s.chroma_tenant, database=s.chroma_database, settings=quiet
                )
        except self._errors as error:
            raise StoreError(
                f"The index in {self.place} cannot be opened ({_first_line(error)}); check that the folder may be written to."
            ) from error

    def _ensure(self) -> None:
        self._passages, self._texts, self._documents, self._writers = (
            _Patient(
                self._tried(
                    lambda name=name: self._client.get_or_create_collection(
                        name,
                        metadata={"signature": self.signature},
                        configuration={"hnsw": {"space": "cosine", "ef_search": 1600, "ef_construction": 200, "max_neighbors": 32}},
                        embedding_function=None,
                    )
                ),
                self._tried,
            )
            for name in self._names
        )

    def _tried(self, call: Callable[[], T]) -> T:
        """The call's result. A server that cannot be reached is asked three times in all; who asks while it is known to be
        away is told at once."""
        import httpx

        s = self._settings
        if self._away and time.monotonic() < self._away[0]:
            raise StoreError(self._away[1])
        waits = iter(_WAITS if s.chroma_url else ())
        while True:
            try:
                result, self._away = call(), None
                return result
            except self._errors as error:
                if isinstance(error, httpx.TransportError):
                    wait = None if isinstance(error, httpx.TimeoutException) else next(waits, None)
                    if wait is not None:
                        time.sleep(wait)  # a server that is being started again is back in a moment
                        continue
                    why = f"no answer in {ANSWERS_IN:.0f} s" if isinstance(error, httpx.TimeoutException) else _first_line(error)
                    told = f"The Chroma server {self.place} cannot be reached ({why}); nothing is lost, ask again when it is running."
                    self._away = time.monotonic() + SEEN_SECONDS, told
                elif s.chroma_url:
                    told = f"The Chroma server {self.place} refuses ({_first_line(error)}); check ICS_CHROMA_TENANT, ICS_CHROMA_DATABASE and ICS_CHROMA_TOKEN."
                else:
                    told = f"The index in {self.place} cannot be read ({_first_line(error)})."
                raise StoreError(told) from error

    def reopen(self) -> None:
        """Open the same index again."""
        self.close()
        self._connect()
        self._ensure()

    def close(self) -> None:
        if not self._settings.chroma_url:
            self._client.close()

    # documents

    def refresh(self) -> None:
        """See what other processes have changed: at once on disk, within `SEEN_SECONDS` on a server. While a server is away
        the last state known stands."""
        seen = int(time.monotonic() / SEEN_SECONDS) if self._settings.chroma_url else _marks(self._settings)
        if seen == self._seen:
            return
        try:
            records = self._records()
        except StoreError:
            if self._state is None or not self._away:
                raise
            return
        others = {i: r for i, r in records.items() if i != self._writer}
        if not others.items() <= self._others.items() and self._seen is not None and not self._settings.chroma_url:
            self.reopen()  # a local Chroma keeps its vector index in memory
        state = (records, self._documents.count())
        if state != self._state:
            self._listed = _listed(self._documents)
            self._live = frozenset(s.id for s in self._listed)
            self._version = hashlib.sha256("\n".join(sorted(self._live)).encode()).hexdigest()[:16]
        self._state, self._others, self._seen = state, others, seen

    def _records(self) -> dict[str, str]:
        """{writer: what it is at}. A server that came back empty gets its collections again."""
        from chromadb.errors import NotFoundError

        try:
            got = self._writers.get(include=["documents"])
        except StoreError as error:
            if not isinstance(error.__cause__, NotFoundError) or self.other_generations():
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
        return list(self._listed)

    def document(self, document_id: str) -> Document | None:
        got = self._texts.get(ids=[document_id], include=["metadatas"])
        return document_out(got["metadatas"][0]["record"]) if got["ids"] else None

    def write(self, document: Document, path: str, passages: list[Passage], vectors: np.ndarray) -> None:
        """Passages first, the document's record last: only then is it live."""
        import numpy as np

        self._note(writing=document.id)
        for at in range(0, len(passages), _PAGE):
            chunk = passages[at : at + _PAGE]
            self._passages.upsert(
                ids=[p.id for p in chunk],
                embeddings=vectors[at : at + _PAGE],
                metadatas=[passage_in(p) for p in chunk],
            )
        about = {"source": document.source, "path": path, "passages": len(passages), "voiced": any(p.voice for p in passages)}
        about |= metadata_in(document.metadata)
        for part, fields in ((self._texts, {"record": document_in(document)}), (self._documents, about)):
            part.upsert(ids=[document.id], embeddings=np.ones((1, 1), np.float32), metadatas=[fields])
        self._note()

    def remove(self, document_id: str) -> None:
        self._note(writing=document_id)
        self._documents.delete(ids=[document_id])
        self._forget(document_id)
        self._note()

    def _forget(self, document_id: str) -> None:
        """What is left of a document that is not live."""
        self._texts.delete(ids=[document_id])
        self._passages.delete(where={"document_id": document_id})

    def _note(self, writing: str | None = None) -> None:
        """What this writer is at, for other processes and for whoever sweeps after it."""
        import numpy as np

        self._changes += 1
        record = {"changes": self._changes, "writing": writing, "at": time.time(), "lock": self._lock_of}
        self._writers.upsert(ids=[self._writer], embeddings=np.ones((1, 1), np.float32), documents=[json.dumps(record)])
        self._seen = None if self._seen is None else object()

    def sweep(self) -> None:
        """What a killed run left of a document goes, and the records of writers that are done. Call it with the write lock.

        Who takes another lock (another machine, on a server) is left alone until it has been silent as long as a lock is waited for.
        """
        live = self.ids()
        for writer, record in self._records().items():
            at = json.loads(record)
            gone = at["lock"] == self._lock_of or time.time() - at["at"] > self._settings.lock_seconds
            if (gone or writer == self._writer) and at["writing"] and at["writing"] not in live:
                self._forget(at["writing"])
            if gone and writer != self._writer:
                self._writers.delete(ids=[writer])

    # passages

    def all_passages(self, of: frozenset[str] | None = None) -> Iterator[Passage]:
        """Every live passage, or those of some live documents, a few documents at a time."""
        wanted, size, listed = [], 0, self.documents()
        for s in listed:
            if of is None or s.id in of:
                wanted.append(s.id)
                size += s.passages
            if wanted and (size >= _PAGE or s is listed[-1]):
                yield from self._where({"document_id": {"$in": wanted}})
                wanted, size = [], 0

    def passages(self, ids: list[str]) -> dict[str, Passage]:
        if not ids:
            return {}
        live = self.ids()
        got = self._passages.get(ids=ids, include=["metadatas"])
        found = zip(got["ids"], got["metadatas"], strict=True)
        return {i: passage_out(i, m) for i, m in found if m["document_id"] in live}

    def in_section(self, document_id: str, section: str) -> list[Passage]:
        return self._where({"$and": [{"document_id": document_id}, {"section": section}]})

    def of_document(self, document_id: str) -> list[Passage]:
        return self._where({"document_id": document_id})

    def _where(self, where: dict) -> list[Passage]:
        """Passages that match, in the order of their documents' text."""
        got = self._passages.get(where=where, include=["metadatas"])
        found = [passage_out(i, m) for i, m in zip(got["ids"], got["metadatas"], strict=True)]
        return sorted(found, key=lambda p: p.start)

    def nearest(self, vector: np.ndarray, k: int) -> dict[str, float]:
        """{passage id: cosine similarity} of the `k` nearest passages."""
        got = self._passages.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        return {i: 1.0 - d for i, d in zip(got["ids"][0], got["distances"][0], strict=True)}

    # generations

    def other_generations(self) -> list[str]:
        names = [c.name for c in self._tried(self._client.list_collections)]
        return [n for n in names if n.startswith("ics_") and n.endswith(_PARTS) and n not in self._names]

    def documents_of_others(self) -> Iterator[tuple[str, Document]]:
        """(path, document) of every document held by other generations, for a rebuild."""
        from chromadb.errors import NotFoundError

        for name in self.other_generations():
            if name.endswith("_documents"):
                listed = _listed(self._client.get_collection(name, embedding_function=None))
                try:
                    texts = self._client.get_collection(name.removesuffix("_documents") + "_texts", embedding_function=None)
                except NotFoundError:
                    raise StoreError(
                        f"The index in {self.place} is of an earlier version of this program; delete it and index your files again."
                    ) from None
                for s in listed:
                    [about] = texts.get(ids=[s.id], include=["metadatas"])["metadatas"]
                    yield s.path, document_out(about["record"])

    def drop_others(self) -> None:
        for name in self.other_generations():
            self._client.delete_collection(name)


@dataclass(frozen=True)
class Overview:
    """What an index holds, whatever made it."""

    place: str
    signatures: tuple[str, ...]
    documents: tuple[Stored, ...]


def look(settings: IndexSettings) -> Overview:
    """What is indexed, read without loading a model; on disk without Chroma too, while its files are as they were when last read."""
    if not settings.chroma_url and not (settings.data_dir / "chroma").is_dir():
        return Overview(str(settings.data_dir), (), ())
    if (kept := _kept(settings)) is not None:
        return kept
    store = Store(settings, "")
    signatures, documents = [], []
    for name in store.other_generations():
        if name.endswith("_documents"):
            collection = _Patient(store._tried(lambda name=name: store._client.get_collection(name, embedding_function=None)), store._tried)
            signatures.append((collection.metadata or {}).get("signature", "unknown"))
            documents += _listed(collection)
    store.close()
    found = Overview(store.place, tuple(signatures), tuple(documents))
    if not settings.chroma_url:
        _keep(settings, found)
    return found


def _marks(settings: IndexSettings) -> list[list]:
    """Name, size and time of the files that Chroma writes when documents come or go."""
    return [[f.name, f.stat().st_size, f.stat().st_mtime_ns] for f in sorted((settings.data_dir / "chroma").glob("chroma.sqlite3*"))]


def _keep(settings: IndexSettings, found: Overview) -> None:
    record = {"marks": _marks(settings), "signatures": found.signatures, "documents": [asdict(s) for s in found.documents]}
    with contextlib.suppress(OSError):  # a folder that may only be read is read through Chroma each time
        (settings.data_dir / _OVERVIEW).write_text(json.dumps(record, ensure_ascii=False), "utf-8")


def _kept(settings: IndexSettings) -> Overview | None:
    """What was kept, if nothing has been written since and it can be read."""
    if settings.chroma_url:
        return None
    try:
        record = json.loads((settings.data_dir / _OVERVIEW).read_text("utf-8"))
        if record["marks"] != _marks(settings):
            return None
        documents = [
            Stored(
                d["id"],
                d["source"],
                d["path"],
                Metadata(**{**d["metadata"], "authors": tuple(d["metadata"]["authors"])}),
                d["passages"],
                d["voiced"],
            )
            for d in record["documents"]
        ]
        return Overview(str(settings.data_dir), tuple(record["signatures"]), tuple(documents))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _listed(collection) -> list[Stored]:
    got = collection.get(include=["metadatas"])
    listed = [
        Stored(i, m["source"], m["path"], metadata_out(m), int(m["passages"]), m.get("voiced", True))
        for i, m in zip(got["ids"], got["metadatas"], strict=True)
    ]
    return sorted(listed, key=lambda stored: stored.source)


def _first_line(error: BaseException) -> str:
    return re.sub(r"^\[Errno \d+\] ", "", (str(error).splitlines() or [type(error).__name__])[0].rstrip("."))
