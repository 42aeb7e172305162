"""A Chroma server's index in lines of text, and lines into a server that has none: for a backup.

A line is JSON: a collection (its name and what made it), or one of the records of the collection
last named. Read and written some at a time, as a server's limits ask.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from index.errors import StoreError
from index.settings import IndexSettings
from index.store.client import Client
from index.store.patience import AT_ONCE, Patient

_OURS, _LIVE = "ics_", "_documents"


def dumped(settings: IndexSettings) -> Iterator[str]:
    """Every record of the index. Raises StoreError when the server cannot be reached."""
    client = Client(settings)
    try:
        for name in sorted((n for n in client.names() if n.startswith(_OURS)), key=_order):
            signature, held = client.existing(name)
            yield json.dumps({"collection": name, "signature": signature})
            yield from _records(held)
    finally:
        client.close()


def _order(name: str) -> tuple[bool, str]:
    """The records that make documents live last, as where they were written first."""
    return name.endswith(_LIVE), name


def _records(held: Patient) -> Iterator[str]:
    import numpy as np

    at = 0
    while True:
        wanted = ["embeddings", "metadatas", "documents"]
        got = held.get(include=wanted, limit=AT_ONCE, offset=at)
        columns = (got["ids"], got["embeddings"], got["metadatas"], got["documents"])
        for ident, vector, fields, text in zip(*columns, strict=True):
            packed = base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode()
            told = {"id": ident, "vector": packed, "fields": fields, "text": text}
            yield json.dumps(told, ensure_ascii=False)
        at += len(got["ids"])
        if len(got["ids"]) < AT_ONCE:
            return


def filled(settings: IndexSettings, lines: Iterable[str]) -> None:
    """The lines into a Chroma that holds no index; what was made of it goes again where it could
    not be made whole. Raises StoreError where an index is there."""
    client, made = Client(settings), list[str]()
    try:
        if here := [n for n in client.names() if n.startswith(_OURS)]:
            raise StoreError(
                f"{client.place} holds an index already ({here[0]}); a backup is read into a Chroma"
                " without one. Name another database (ICS_CHROMA_DATABASE)."
            )
        into: Patient | None = None
        some: list[dict[str, Any]] = []
        for line in lines:
            told = json.loads(line)
            if "collection" in told:
                _put(into, some)
                into, some = client.collection(told["collection"], told["signature"]), []
                made.append(told["collection"])
                continue
            some.append(told)
            if len(some) == AT_ONCE:
                _put(into, some)
                some = []
        _put(into, some)
    except BaseException:
        for name in made:
            with suppress(StoreError):
                client.drop(name)
        raise
    finally:
        client.close()


def _put(into: Patient | None, some: list[dict[str, Any]]) -> None:
    import numpy as np

    if into is None or not some:
        return
    vectors = [np.frombuffer(base64.b64decode(one["vector"]), "<f4") for one in some]
    with_text = any(one["text"] is not None for one in some)
    into.upsert(
        ids=[one["id"] for one in some],
        embeddings=np.stack(vectors),
        metadatas=[one["fields"] for one in some],
        documents=[one["text"] or "" for one in some] if with_text else None,
    )
