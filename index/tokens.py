"""Token vectors kept on disk, one file a document, so that a question never encodes a passage again.

Eight bits a number with one scale a token; a missing file is made again from the passages' text.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from index.embed import Embedder, Tokens
from index.types import Passage

_CACHE_BYTES = 128 * 2**20
_LATE = ".late.safetensors"
_READERS = 8
_TYPES = {"I8": np.int8, "F32": np.float32, "I32": np.int32, "I64": np.int64}
Packed = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Token vectors in eight bits [t, d], one scale a token [t], and their places in the text [t, 2]."""


class TokenStore:
    """Reads and writes `folder/<document id>.safetensors`; keeps the last used passages in memory."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder, self._embedder = folder, embedder
        self._cache: OrderedDict[str, Packed] = OrderedDict()
        self._held = 0
        self._readers = ThreadPoolExecutor(_READERS, "tokens")

    def write(self, document_id: str, passages: list[Passage], tokens: tuple[Tokens, ...]) -> None:
        self._save(self._folder / f"{document_id}.safetensors", {p.id: _pack(t) for p, t in zip(passages, tokens, strict=True)})

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
        for found in self._readers.map(lambda item: self._read(*item), by_document.items()):
            for passage_id, packed in found.items():
                self._keep(passage_id, packed)
        missing = [p for p in passages if p.id not in self._cache]
        if missing:
            self._make(missing)
        found = [self._cache[p.id] for p in passages]
        while self._held > _CACHE_BYTES and len(self._cache) > len(passages):
            _, gone = self._cache.popitem(last=False)
            self._held -= gone[0].nbytes
        return [Tokens(vectors.astype(np.float32) * scales[:, None], offsets) for vectors, scales, offsets in found]

    def _read(self, document_id: str, wanted: list[Passage]) -> dict[str, Packed]:
        ids = {p.id for p in wanted}
        found = _read(self._folder / f"{document_id}.safetensors", ids)
        return found if len(found) == len(ids) else found | _read(self._folder / f"{document_id}{_LATE}", ids - found.keys())

    def _make(self, missing: list[Passage]) -> None:
        """Passages that another machine added are encoded when they are first wanted, and kept beside the others."""
        encoded = self._embedder.encode([p.searched for p in missing])
        late: dict[str, dict[str, Packed]] = {}
        for passage, tokens in zip(missing, encoded.tokens, strict=True):
            late.setdefault(passage.document_id, {})[passage.id] = packed = _pack(tokens)
            self._keep(passage.id, packed)
        for document_id, more in late.items():
            target = self._folder / f"{document_id}{_LATE}"
            with contextlib.suppress(OSError):  # a full or read-only disk costs time, not the answer
                self._save(target, {**_read(target, None), **more})

    def _keep(self, passage_id: str, packed: Packed) -> None:
        self._held += packed[0].nbytes - (self._cache[passage_id][0].nbytes if passage_id in self._cache else 0)
        self._cache[passage_id] = packed

    def _save(self, target: Path, packed: dict[str, Packed]) -> None:
        from safetensors.numpy import save_file

        self._folder.mkdir(parents=True, exist_ok=True)
        arrays = {
            name: np.concatenate(column)
            for name, column in zip(("vectors", "scales", "offsets"), zip(*packed.values(), strict=True), strict=True)
        }
        arrays["bounds"] = np.cumsum([0] + [len(offsets) for _, _, offsets in packed.values()]).astype(np.int64)
        temporary = target.with_suffix(f".{os.getpid()}.tmp")
        save_file(arrays, temporary, metadata={"ids": json.dumps(list(packed))})
        os.replace(temporary, target)


def _pack(tokens: Tokens) -> Packed:
    scales = np.abs(tokens.vectors).max(axis=1).clip(1e-6).astype(np.float32) / 127
    return np.round(tokens.vectors / scales[:, None]).astype(np.int8), scales, tokens.offsets


def _read(path: Path, wanted: set[str] | None) -> dict[str, Packed]:
    """What a file holds of the passages wanted (None: of all), only their rows read; nothing if it is missing or broken.

    Plain reads, for they wait for the disk side by side; safetensors' own mapping waits with the interpreter locked.
    """
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(size))

            def rows(name: str, start: int, end: int) -> np.ndarray:
                about, kind = header[name], np.dtype(_TYPES[header[name]["dtype"]])
                width = kind.itemsize * int(np.prod(about["shape"][1:]))
                file.seek(8 + size + about["data_offsets"][0] + start * width)
                return np.frombuffer(file.read((end - start) * width), kind).reshape(end - start, *about["shape"][1:])

            ids = json.loads(header["__metadata__"]["ids"])
            bounds = rows("bounds", 0, len(ids) + 1).tolist()
            places = zip(ids, bounds, bounds[1:], strict=False)
            return {
                i: tuple(rows(name, a, b) for name in ("vectors", "scales", "offsets"))
                for i, a, b in places
                if wanted is None or i in wanted
            }
    except (OSError, ValueError, KeyError, TypeError, MemoryError, OverflowError):
        return {}
