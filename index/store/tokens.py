"""Token vectors kept on disk, one file a document, so that a question never encodes a passage
again.

Eight bits a number with one scale a token; a missing file is made again from the passages' text.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from index.documents.types import Passage
from index.embed import Embedder, Tokens

_CACHE_BYTES = 128 * 2**20
"""Bytes of token vectors kept in memory."""
_LATE = ".late.safetensors"
_READERS = 8
"""Files read at once; measured (docs/history.md, "Token files")."""
_WIDTHS = {"vectors": "I8", "scales": "F32", "offsets": "I32"}
_TYPES = {"I8": np.int8, "F32": np.float32, "I32": np.int32, "I64": np.int64}
Packed = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Token vectors in eight bits [t, d], one scale a token [t], and their places in the text [t,
2]."""


class TokenStore:
    """Reads and writes `folder/<document id>.safetensors`; keeps the last used passages in
    memory."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder, self._embedder = folder, embedder
        self._cache: OrderedDict[str, Packed] = OrderedDict()
        self._held = 0
        self._readers = ThreadPoolExecutor(_READERS, "tokens")

    @contextlib.contextmanager
    def writer(self, document_id: str) -> Iterator[TokenWriter]:
        """Takes the token vectors of a document a few passages at a time; the file stands when
        the block ends well."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with TokenWriter(self._folder / f"{document_id}.safetensors") as writer:
            yield writer

    def beside(self, document_id: str, name: str) -> Path:
        """Where something else that is derived from a document by this model is kept: a file that
        goes when its vectors go."""
        return self._folder / f"{document_id}.{name}"

    def forget(self, document_ids: list[str]) -> None:
        """No vectors of these documents, on disk or in memory."""
        self.keep_only(
            {path.name.split(".")[0] for path in self._folder.glob("*")} - set(document_ids)
        )
        self._cache.clear()
        self._held = 0

    def keep_only(self, document_ids: set[str]) -> None:
        for path in self._folder.glob("*"):
            if path.name.split(".")[0] not in document_ids or path.suffix == ".tmp":
                path.unlink(missing_ok=True)

    def of(self, passages: list[Passage]) -> list[Tokens]:
        """Token vectors of each passage's searched text, in the order given."""
        by_document: dict[str, list[Passage]] = {}
        for p in passages:
            if p.id in self._cache:
                self._cache.move_to_end(p.id)
            else:
                by_document.setdefault(p.document_id, []).append(p)
        for read in self._readers.map(lambda item: self._read(*item), by_document.items()):
            for passage_id, packed in read.items():
                self._keep(passage_id, packed)
        missing = [p for p in passages if p.id not in self._cache]
        if missing:
            self._make(missing)
        found = [self._cache[p.id] for p in passages]
        while self._held > _CACHE_BYTES and len(self._cache) > len(passages):
            _, gone = self._cache.popitem(last=False)
            self._held -= gone[0].nbytes
        return [
            Tokens(vectors.astype(np.float32) * scales[:, None], offsets)
            for vectors, scales, offsets in found
        ]

    def _read(self, document_id: str, wanted: list[Passage]) -> dict[str, Packed]:
        ids = {p.id for p in wanted}
        found = _read(self._folder / f"{document_id}.safetensors", ids)
        return (
            found
            if len(found) == len(ids)
            else found | _read(self._folder / f"{document_id}{_LATE}", ids - found.keys())
        )

    def _make(self, missing: list[Passage]) -> None:
        """Passages that another machine added are encoded when they are first wanted, and kept
        beside the others."""
        encoded = self._embedder.encode([p.searched for p in missing])
        late: dict[str, dict[str, Packed]] = {}
        for passage, tokens in zip(missing, encoded.tokens, strict=True):
            late.setdefault(passage.document_id, {})[passage.id] = packed = _pack(tokens)
            self._keep(passage.id, packed)
        for document_id, more in late.items():
            target = self._folder / f"{document_id}{_LATE}"
            with contextlib.suppress(
                OSError
            ):  # a full or read-only disk costs time, not the answer
                self._save(target, {**_read(target, None), **more})

    def _keep(self, passage_id: str, packed: Packed) -> None:
        self._held += packed[0].nbytes - (
            self._cache[passage_id][0].nbytes if passage_id in self._cache else 0
        )
        self._cache[passage_id] = packed

    def _save(self, target: Path, packed: dict[str, Packed]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with TokenWriter(target) as writer:
            writer.add_packed(packed)


class TokenWriter:
    """Writes a safetensors file whose rows come bit by bit: each array grows in a file of its
    own, and they are joined under one header at the end. A file that is not finished leaves
    nothing."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._ids: list[str] = []
        self._bounds = [0]
        self._arrays = {name: tempfile.TemporaryFile(dir=target.parent) for name in _WIDTHS}  # noqa: SIM115 - closed by __exit__
        self._shapes: dict[str, tuple[int, ...]] = {name: () for name in _WIDTHS}

    def __enter__(self) -> TokenWriter:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            for array in self._arrays.values():
                array.close()

    def add(self, passages: list[Passage], tokens: tuple[Tokens, ...]) -> None:
        self.add_packed({p.id: _pack(t) for p, t in zip(passages, tokens, strict=True)})

    def add_packed(self, packed: dict[str, Packed]) -> None:
        for passage_id, columns in packed.items():
            self._ids.append(passage_id)
            self._bounds.append(self._bounds[-1] + len(columns[0]))
            for name, rows in zip(_WIDTHS, columns, strict=True):
                self._shapes[name] = rows.shape[1:]
                self._arrays[name].write(
                    np.ascontiguousarray(rows, _TYPES[_WIDTHS[name]]).tobytes()
                )

    def _finish(self) -> None:
        bounds = np.array(self._bounds, np.int64).tobytes()
        header: dict[str, Any] = {"__metadata__": {"ids": json.dumps(self._ids)}}
        at = 0
        for name, kind in _WIDTHS.items():
            size = self._arrays[name].tell()
            header[name] = {
                "dtype": kind,
                "shape": [self._bounds[-1], *self._shapes[name]],
                "data_offsets": [at, at + size],
            }
            at += size
        header["bounds"] = {
            "dtype": "I64",
            "shape": [len(self._bounds)],
            "data_offsets": [at, at + len(bounds)],
        }
        head = json.dumps(header).encode()
        temporary = self._target.with_suffix(f".{os.getpid()}.tmp")
        with temporary.open("wb") as out:
            out.write(len(head).to_bytes(8, "little") + head)
            for array in self._arrays.values():
                array.seek(0)
                shutil.copyfileobj(array, out, 2**20)
            out.write(bounds)
        os.replace(temporary, self._target)


def _pack(tokens: Tokens) -> Packed:
    scales = np.abs(tokens.vectors).max(axis=1).clip(1e-6).astype(np.float32) / 127
    return np.round(tokens.vectors / scales[:, None]).astype(np.int8), scales, tokens.offsets


def _read(path: Path, wanted: set[str] | None) -> dict[str, Packed]:
    """What a file holds of the passages wanted (None: of all), only their rows read; nothing if it
    is missing or broken.

    Plain reads, for they wait for the disk side by side; safetensors' own mapping waits with the
    interpreter locked.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(size))

            def rows(name: str, start: int, end: int) -> np.ndarray:
                about, kind = header[name], np.dtype(_TYPES[header[name]["dtype"]])
                width = kind.itemsize * int(np.prod(about["shape"][1:]))
                file.seek(8 + size + about["data_offsets"][0] + start * width)
                return np.frombuffer(file.read((end - start) * width), kind).reshape(
                    end - start, *about["shape"][1:]
                )

            ids = json.loads(header["__metadata__"]["ids"])
            bounds = rows("bounds", 0, len(ids) + 1).tolist()
            places = zip(ids, bounds, bounds[1:], strict=False)
            return {
                i: (rows("vectors", a, b), rows("scales", a, b), rows("offsets", a, b))
                for i, a, b in places
                if wanted is None or i in wanted
            }
    except (OSError, ValueError, KeyError, TypeError, MemoryError, OverflowError):
        return {}
