"""A Chroma client: a folder on disk or a server, opened, closed and asked with patience.

With `index.store.patience` and `index.store.chroma_files` the only modules that touch Chroma.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlparse

from index.settings import IndexSettings
from index.store import chroma_files
from index.store.patience import ANSWERS_IN, Patience, Patient

_HNSW = {"space": "cosine", "ef_search": 1600, "ef_construction": 200, "max_neighbors": 32}
"""Of the vector index; measured in docs/scale.md and docs/history.md."""


class Client:
    """One Chroma, open until `close`. Raises StoreError when it cannot be opened or reached."""

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self.patience = Patience(settings)
        self.folder = settings.data_dir / "chroma"
        self.open()

    @property
    def on_disk(self) -> bool:
        """Whether it is a folder, not a server."""
        return self._settings.chroma_url is None

    @property
    def place(self) -> str:
        """The server's address, or the index's folder."""
        return self._settings.chroma_url or str(self._settings.data_dir)

    def reopen(self) -> None:
        """The same Chroma again: a local one keeps its vector index in memory."""
        self.close()
        self.open()

    def close(self) -> None:
        """Closes a folder; a server is left as it is."""
        if self.on_disk:
            self._chroma.close()

    def collection(self, name: str, signature: str) -> Patient:
        """The collection, made if it is not there."""
        made = self.patience.tried(
            lambda: self._chroma.get_or_create_collection(
                name,
                metadata={"signature": signature},
                configuration={"hnsw": _HNSW},
                embedding_function=None,
            )
        )
        return Patient(made, self.patience)

    def existing(self, name: str) -> tuple[str, Patient]:
        """(what made it, the collection). Raises StoreError when there is none of this name."""
        found = self.patience.tried(
            lambda: self._chroma.get_collection(name, embedding_function=None)
        )
        signature = (found.metadata or {}).get("signature", "unknown")
        return signature, Patient(found, self.patience)

    def names(self) -> list[str]:
        """Names of the collections."""
        return [c.name for c in self.patience.tried(self._chroma.list_collections)]

    def drop(self, name: str) -> None:
        """Deletes a collection."""
        self.patience.tried(lambda: self._chroma.delete_collection(name))

    def open(self) -> None:
        """Opens it again after `close`."""
        self._chroma: Any = self._at_server() if self._settings.chroma_url else self._at_folder()
        if self.on_disk:
            self._check_vectors()

    def _at_server(self) -> Any:
        import chromadb
        import httpx

        s = self._settings
        url = urlparse(s.chroma_url or "")
        secure = url.scheme == "https"
        host, port = url.hostname or "127.0.0.1", url.port or (443 if secure else 8000)
        heartbeat = f"{url.scheme}://{host}:{port}/api/v2/heartbeat"
        self.patience.tried(lambda: httpx.get(heartbeat, timeout=ANSWERS_IN))
        client: Any = self.patience.tried(
            lambda: chromadb.HttpClient(
                host=host,
                port=port,
                ssl=secure,
                headers={"X-Chroma-Token": s.chroma_token} if s.chroma_token else None,
                tenant=s.chroma_tenant,
                database=s.chroma_database,
                settings=_quiet(),
            )
        )
        # Chroma sets none, and has no setting for it
        client._server._session.timeout = ANSWERS_IN  # noqa: SLF001
        return client

    def _at_folder(self) -> Any:
        import chromadb
        from filelock import FileLock

        s = self._settings
        try:
            s.data_dir.mkdir(parents=True, exist_ok=True)
            # two that create Chroma's tables at once break it
            with FileLock(s.data_dir / "open.lock", timeout=s.lock_seconds):
                return chromadb.PersistentClient(
                    str(self.folder),
                    tenant=s.chroma_tenant,
                    database=s.chroma_database,
                    settings=_quiet(),
                )
        except BaseException as error:
            chroma_files.forget_failed(self.folder)
            if not self.patience.expected(error):
                raise
            raise self.patience.of_disk(error) from error

    def _check_vectors(self) -> None:
        """Refuses an index whose vector files are gone: Chroma would answer from what is left
        without a word."""
        try:
            missing = chroma_files.missing_vectors(self.folder)
        except sqlite3.Error as error:
            raise self.patience.of_disk(error) from error
        if missing:
            self.close()
            told = FileNotFoundError(f"the vector files in {missing[0]} are missing")
            raise self.patience.of_disk(told)


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
