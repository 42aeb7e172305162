"""Token vectors kept on disk, one file a document, so that a question never encodes a passage again.

Eight bits a number with one scale a token; a missing file is made again from the passages' text.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from pathlib import Path

import numpy as np

from index.embed import Embedder, Tokens
from index.types import Passage

_CACHE_BYTES = 256 * 2**20


class TokenStore:
    """Reads and writes `folder/<document id>.safetensors`; keeps the last used documents in memory."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder, self._embedder = folder, embedder
        self._cache: OrderedDict[str, dict[str, Tokens]] = OrderedDict()
        self._held = 0

    def write(self, document_id: str, passages: list[Passage], tokens: tuple[Tokens, ...]) -> None:
        from safetensors.numpy import save_file

        self._folder.mkdir(parents=True, exist_ok=True)
        vectors = np.concatenate([t.vectors for t in tokens])
        scales = np.abs(vectors).max(axis=1).clip(1e-6).astype(np.float32) / 127
        arrays = {
            "vectors": np.round(vectors / scales[:, None]).astype(np.int8),
            "scales": scales,
            "offsets": np.concatenate([t.offsets for t in tokens]),
            "bounds": np.cumsum([0] + [len(t.offsets) for t in tokens]).astype(np.int64),
        }
        target = self._folder / f"{document_id}.safetensors"
        temporary = target.with_suffix(f".{os.getpid()}.tmp")
        save_file(arrays, temporary, metadata={"ids": json.dumps([p.id for p in passages])})
        os.replace(temporary, target)

    def keep_only(self, document_ids: set[str]) -> None:
        for path in self._folder.glob("*"):
            if path.stem not in document_ids or path.suffix == ".tmp":
                path.unlink(missing_ok=True)

    def of(self, passages: list[Passage]) -> list[Tokens]:
        """Token vectors of each passage's searched text, in the order given."""
        missing = [p for p in passages if p.id not in self._document(p.document_id)]
        if missing:
            encoded = self._embedder.encode([p.searched for p in missing])
            for passage, tokens in zip(missing, encoded.tokens, strict=True):
                self._cache[passage.document_id][passage.id] = tokens
        return [self._cache[p.document_id][p.id] for p in passages]

    def _document(self, document_id: str) -> dict[str, Tokens]:
        if document_id in self._cache:
            self._cache.move_to_end(document_id)
            return self._cache[document_id]
        loaded = self._read(self._folder / f"{document_id}.safetensors")
        self._cache[document_id] = loaded
        self._held += sum(t.vectors.nbytes for t in loaded.values())
        while self._held > _CACHE_BYTES and len(self._cache) > 64:
            _, gone = self._cache.popitem(last=False)
            self._held -= sum(t.vectors.nbytes for t in gone.values())
        return loaded

    @staticmethod
    def _read(path: Path) -> dict[str, Tokens]:
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="numpy") as file:
                ids = json.loads(file.metadata()["ids"])
                vectors = file.get_tensor("vectors").astype(np.float32) * file.get_tensor("scales")[:, None]
                offsets, bounds = file.get_tensor("offsets"), file.get_tensor("bounds")
        except (OSError, SafetensorError):
            return {}
        return {pid: Tokens(vectors[a:b], offsets[a:b]) for pid, a, b in zip(ids, bounds, bounds[1:], strict=False)}
