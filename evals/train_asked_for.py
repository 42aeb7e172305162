"""Learns what a question asks for: `python -m evals.train_asked_for --out FILE`.

Questions written for it (`reading/asked-for.jsonl.xz`) with what they ask for, the verdict whose
items they want, or the words that carry what is asked. A tenth is held out, and told of. Seeds are
fixed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.understand.asked_for import (
    HEADS,
    KINDS,
    STATUSES,
    encoded,
    first_pieces,
    pooled,
    spans_of,
)
from assistant.understand.encoder import network, packed, schedule

ROWS = Path(__file__).parent / "reading" / "asked-for.jsonl.xz"
EPOCHS, RATE, BATCH, SEED, HELD_OUT = 9, 2e-4, 16, 7, 10
UNKNOWN = -100.0
"""The label of a word piece that is not the first of its word."""
Row = dict[str, Any]


def rows_of(path: Path = ROWS) -> list[Row]:
    """Rows with `q` and one of `kinds` (a list), `status` or `core`."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def in_core(question: str, core: str) -> list[int]:
    """1 for each word of the question that is the next one of its core, else 0."""
    wanted = core.split()
    found = []
    for start, end in spans_of(question):
        word = question[start:end].strip(_EDGES).lower()
        is_next = bool(wanted) and word == wanted[0].strip(_EDGES).lower()
        found.append(int(is_next))
        if is_next:
            wanted.pop(0)
    return found


_EDGES = ".,;:?!'\"“”‘’()-–—"


def loss_of(model: Any, tokenizer: Any, rows: Sequence[Row]) -> Any:
    """What is wrong about rows that all have the same label."""
    import torch
    from torch.nn import functional

    fed = encoded(tokenizer, [r["q"] for r in rows])
    hidden = model(fed)
    if "kinds" in rows[0]:
        wanted = torch.tensor([[float(k in r["kinds"]) for k in KINDS] for r in rows])
        said = model.kinds(pooled(hidden, fed))
        return functional.binary_cross_entropy_with_logits(said, wanted)
    if "status" in rows[0]:
        right = torch.tensor([STATUSES.index(r["status"]) for r in rows])
        return functional.cross_entropy(model.statuses(pooled(hidden, fed)), right)
    marked = torch.full(fed["input_ids"].shape, UNKNOWN)
    for n, row in enumerate(rows):
        at = first_pieces(fed, n, spans_of(row["q"]))
        for i, label in zip(at, in_core(row["q"], row["core"]), strict=True):
            if i is not None:
                marked[n, i] = label
    known = marked >= 0
    said = model.core(hidden)[..., 0]
    return functional.binary_cross_entropy_with_logits(said[known], marked[known])


def label_of(row: Row) -> str:
    """Which of the three labels a row has."""
    return next(name for name in ("kinds", "status", "core") if name in row)


def learn(rows: Sequence[Row]) -> tuple[Any, Any]:
    """(the model after all epochs, its tokenizer)."""
    import torch

    torch.manual_seed(SEED)
    chance, began = random.Random(SEED), time.time()
    model, tokenizer = network(HEADS)
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=RATE, weight_decay=0.01)
    rate = schedule(optimiser, EPOCHS * (len(rows) // BATCH + len(HEADS)))
    model.train()
    for epoch in range(EPOCHS):
        batches = []
        for name in ("kinds", "status", "core"):
            some = [r for r in rows if label_of(r) == name]
            chance.shuffle(some)
            batches += [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
        chance.shuffle(batches)
        for batch in batches:
            loss = loss_of(model, tokenizer, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            rate.step()
        took = time.time() - began
        print(f"epoch {epoch}, loss {float(loss.detach()):.3f}, {took:.0f} s", flush=True)
    return model.eval(), tokenizer


def told(model: Any, tokenizer: Any, rows: Sequence[Row]) -> str:
    """F1 of each kind, share of statuses right and F1 of core words, of rows that took no part."""
    import torch

    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(label_of(row), []).append(row)
    said = []
    with torch.inference_mode():
        fed = encoded(tokenizer, [r["q"] for r in by["kinds"]])
        likely = model.kinds(pooled(model(fed), fed)) > 0
        for at, kind in enumerate(KINDS):
            wanted = torch.tensor([kind in r["kinds"] for r in by["kinds"]])
            said.append(f"{kind} {_f1(likely[:, at], wanted):.2f} ({int(wanted.sum())})")
        fed = encoded(tokenizer, [r["q"] for r in by["status"]])
        best = model.statuses(pooled(model(fed), fed)).argmax(1).tolist()
        right = sum(STATUSES[i] == r["status"] for i, r in zip(best, by["status"], strict=True))
        fed = encoded(tokenizer, [r["q"] for r in by["core"]])
        odds = model.core(model(fed))[..., 0]
        kept, marked = [], []
        for n, row in enumerate(by["core"]):
            at_word = first_pieces(fed, n, spans_of(row["q"]))
            for i, label in zip(at_word, in_core(row["q"], row["core"]), strict=True):
                kept.append(i is not None and bool(odds[n, i] > 0))
                marked.append(bool(label))
    counts = ", ".join(f"{len(some)} of {name}" for name, some in by.items())
    return (
        f"held out: {counts}. Kinds, F1 (n): {', '.join(said)}. Statuses right: {right} of"
        f" {len(by['status'])}. Words of the core, F1: "
        f"{_f1(torch.tensor(kept), torch.tensor(marked)):.3f}."
    )


def _f1(said: Any, right: Any) -> float:
    both = int((said & right).sum())
    return 2 * both / max(1, int(said.sum()) + int(right.sum()))


def main() -> None:
    from safetensors.torch import save_file

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    rows = rows_of()
    random.Random(SEED).shuffle(rows)
    held, kept = rows[::HELD_OUT], [r for i, r in enumerate(rows) if i % HELD_OUT]
    model, tokenizer = learn(kept)
    save_file(packed(model.state_dict()), given.out)
    print(told(model, tokenizer, held))


if __name__ == "__main__":
    main()
