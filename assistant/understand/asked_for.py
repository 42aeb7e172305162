"""A question that stands alone in, what it asks *for* out, whatever it is about: events in order, a
list, accounts side by side, a claim to be checked, what became of something …; which verdict's
items it wants; and which of its words carry what is asked, behind courtesy and preamble.

One small encoder, learnt by `python -m evals.train_asked_for`. Weights: `asked_for.safetensors`,
with its card `asked_for.md` beside it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.understand.encoder import loaded

Kind = Literal[
    "order", "list", "sides", "claim", "fate", "answer", "summary", "library", "advice", "newest"
]  # fmt: skip
"""What may be asked for: values or events in order of time; several items; accounts set side by
side; that a statement is checked; what became of something; how it was answered; a summary; what
the library itself is; advice; the newest."""
KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES = (
    "none", "accepted", "partly accepted", "rejected", "noted", "no clear response", "done",
    "under way", "stalled", "reversed",
)  # fmt: skip
"""Whose items a list may want, as the ledger calls them."""
HEADS = {"kinds": len(KINDS), "statuses": len(STATUSES), "core": 1}
WEIGHTS = Path(__file__).parent / "asked_for.safetensors"
MOST_TOKENS = 192
"""Word pieces that are read."""
_WORD = re.compile(r"\S+")
_CORE, _FEWEST, _LONG, _CARRIED = -1.5, 3, 16, 0.8
"""Log odds from which a word carries what is asked, words that can be asked, words from which a
question is long, and share of them from which it is wrapped in nothing; set by hand on development
questions."""
_FIGURE = re.compile(r"[£%]|\b(?:19|20)\d\d\b")
"""What always belongs to what is asked; a word behind the last piece that is read does, too."""
_KEPT = 512
"""Readings kept in memory."""


@dataclass(frozen=True)
class AskedFor:
    """Probability of each kind; the likeliest status of a list's items, "none" where the list has
    none; the words that carry what is asked, as they follow each other."""

    kinds: dict[Kind, float]
    status: str
    core: str

    def wants(self, kind: Kind, least: float = 0.5) -> bool:
        """Whether this is asked for."""
        return self.kinds[kind] >= least


@lru_cache(maxsize=_KEPT)
def asked_for(question: str) -> AskedFor:
    """What the question asks for."""
    import torch

    model, tokenizer = loaded(WEIGHTS, HEADS)
    fed = encoded(tokenizer, [question])
    with torch.inference_mode():
        hidden = model(fed)
        whole = pooled(hidden, fed)
        kinds, statuses = model.kinds(whole)[0], model.statuses(whole)[0]
        core = model.core(hidden)[0, :, 0]
    spans = spans_of(question)
    kept = [
        question[a:b]
        for (a, b), i in zip(spans, first_pieces(fed, 0, spans), strict=True)
        if i is None or float(core[i]) >= _CORE or _FIGURE.search(question[a:b])
    ]
    wrapped = len(spans) >= _LONG and len(kept) <= _CARRIED * len(spans)
    return AskedFor(
        {kind: 1 / (1 + math.exp(-float(odds))) for kind, odds in zip(KINDS, kinds, strict=True)},
        STATUSES[int(statuses.argmax())],
        " ".join(kept) if wrapped and len(kept) >= _FEWEST else question,
    )


def encoded(tokenizer: Any, questions: list[str]) -> Any:
    """Word pieces of each question with their places."""
    return tokenizer(
        questions,
        truncation=True,
        max_length=MOST_TOKENS,
        padding=True,
        return_offsets_mapping=True,
        return_token_type_ids=True,
        return_tensors="pt",
    )


def pooled(hidden: Any, fed: Any) -> Any:
    """[n, size] the mean of each question's word pieces."""
    mask = fed["attention_mask"][..., None]
    return (hidden * mask).sum(1) / mask.sum(1)


def first_pieces(fed: Any, number: int, spans: list[tuple[int, int]]) -> list[int | None]:
    """The first word piece of each word; None where it was cut off."""
    at: dict[int, int] = {}
    for i, (start, end) in enumerate(fed["offset_mapping"][number].tolist()):
        if end > start:
            at.setdefault(start, i)
    return [at.get(start) for start, _ in spans]


def spans_of(question: str) -> list[tuple[int, int]]:
    """Where its words stand, parted by spaces."""
    return [m.span() for m in _WORD.finditer(question)]
