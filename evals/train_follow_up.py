"""Learns what a follow-up takes over: `python -m evals.train_follow_up --public FILE --out FILE`.

Chains of questions as typed and in full (`reading/follow-ups.jsonl.xz`) teach which words of a
question and of the two before it belong in it standing alone, and what that opens with; questions
written for passages of the library, public ones and first turns, put behind others by chance, teach
that most stand alone. An eighth of the chains is held out, and told of by kind. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import difflib
import json
import lzma
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.understand.carried import (
    BEFORE,
    HEADS,
    NOTHING,
    QUESTION,
    Marks,
    encoded,
    first_pieces,
    words,
)
from assistant.understand.encoder import network, packed, schedule
from assistant.understand.follow_up import SMALL, composed

ROWS = Path(__file__).parent / "reading" / "follow-ups.jsonl.xz"
EPOCHS, RATE, BATCH, SEED = 5, 1.5e-4, 32, 7
ALONE = 900
"""Questions of each source that are put behind another one by chance."""
HELD_OUT = 8
OPENS = 0.5
"""Weight of what the question opens with beside the words of it."""
UNKNOWN = -100
"""The label of a word that may or may not be carried over."""


@dataclass(frozen=True)
class Row:
    """A question with the one or two before it in full, and itself in full."""

    before: tuple[str, ...]
    question: str
    full: str
    kind: str
    chain: int


@dataclass(frozen=True)
class Labels:
    """1, 0 or UNKNOWN for each word of the questions before and of this one; what it opens with."""

    before: list[list[int]]
    question: list[int]
    opens: int


def rows_of(path: Path = ROWS) -> list[Row]:
    """Every turn after the first of the chains; what asks nothing is passed over by those behind
    it. A turn without a full wording teaches nothing."""
    out: list[Row] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            before: list[str] = []
            for turn in json.loads(line)["turns"]:
                full = turn["full"]
                if before and full is not None:
                    kind = turn.get("kind", "first")
                    out.append(Row(tuple(before[-2:]), turn["q"], full, kind, number))
                before += [full or turn["q"]] if full != "" else []
    return out


def alone(rows: Sequence[Row], others: Sequence[Sequence[str]]) -> list[Row]:
    """Questions that stand alone behind others that they have nothing to do with: of each of the
    `others` and of the first turns of the chains, behind one of any of them."""
    chance = random.Random(SEED)
    firsts = sorted({row.before[0] for row in rows})
    before = [row.before for row in rows] + [(q,) for said in others for q in said]
    out: list[Row] = []
    for said in (firsts, *others):
        for question in chance.sample(list(said), ALONE):
            out.append(Row(chance.choice(before), question, question, "alone", -1))
    return out


def labels(row: Row) -> Labels:
    """What of a row's words is in its full wording. A word that stands in both questions is not
    known; small words of the one before are carried where a run of it is."""
    whole = [w.text for w in words(row.full)]
    asked = [w.text for w in words(row.question)]
    earlier = [[w.text for w in words(b)] for b in row.before]
    if not whole:
        return Labels([[0] * len(b) for b in earlier], [0] * len(asked), NOTHING)
    last, found = earlier[-1], []
    blocks = difflib.SequenceMatcher(None, last, whole, autojunk=False).get_matching_blocks()
    runs = {i for m in blocks for i in range(m.a, m.a + m.size)}
    for n, said in enumerate(earlier):
        newest = n == len(earlier) - 1
        found.append([_label(w, i in runs, newest, asked, last, whole) for i, w in enumerate(said)])
    taken = any(
        mark == 1 and w not in SMALL
        for each, said in zip(found, earlier, strict=True)
        for mark, w in zip(each, said, strict=True)
    )
    if not taken:
        found = [[min(mark, 0) for mark in each] for each in found]
    first = next((w for w in whole if w in asked or w in last), None)
    opens = BEFORE if taken and first is not None and first not in asked else QUESTION
    return Labels(found, [int(w in whole) for w in asked], opens)


def _label(
    word: str, in_run: bool, newest: bool, asked: list[str], last: list[str], whole: list[str]
) -> int:
    small = word in SMALL
    if (word in asked and not small) or (not newest and (small or word in last)):
        return UNKNOWN
    return int(in_run if small else word in whole)


def batch_of(tokenizer: Any, rows: Sequence[Row], marked: Sequence[Labels]) -> tuple[Any, Any, Any]:
    """(word pieces, [n, longest] labels of each word's first piece, what each opens with)."""
    import torch

    fed = encoded(tokenizer, [(r.before, r.question) for r in rows])
    wanted = torch.full(fed["input_ids"].shape, float(UNKNOWN))
    for n, (row, of) in enumerate(zip(rows, marked, strict=True)):
        before, asked = first_pieces(fed, n, row.before, row.question)
        for at, said in zip([*before, asked], [*of.before, of.question], strict=True):
            for i, label in zip(at, said, strict=True):
                if i is not None:
                    wanted[n, i] = label
    return fed, wanted, torch.tensor([of.opens for of in marked])


def learn(rows: Sequence[Row]) -> tuple[Any, Any]:
    """(the model after all epochs, its tokenizer)."""
    import torch
    from torch.nn import functional

    torch.manual_seed(SEED)
    chance, began = random.Random(SEED), time.time()
    model, tokenizer = network(HEADS)
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=RATE, weight_decay=0.01)
    steps = EPOCHS * -(-len(rows) // BATCH)
    rate = schedule(optimiser, steps)
    marked = [labels(row) for row in rows]
    model.train()
    for epoch in range(EPOCHS):
        order = sorted(
            range(len(rows)), key=lambda i: sum(map(len, rows[i].before)) + chance.random() * 60
        )
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        chance.shuffle(batches)
        for some in batches:
            fed, wanted, opens = batch_of(
                tokenizer, [rows[i] for i in some], [marked[i] for i in some]
            )
            hidden = model(fed)
            kept, first = model.keep(hidden)[..., 0], model.base(hidden[:, 0])
            known = wanted >= 0
            loss = functional.binary_cross_entropy_with_logits(kept[known], wanted[known])
            loss = loss + OPENS * functional.cross_entropy(first, opens)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            rate.step()
        took = time.time() - began
        print(f"epoch {epoch}, loss {float(loss.detach()):.3f}, {took:.0f} s", flush=True)
    return model.eval(), tokenizer


def resolved(model: Any, tokenizer: Any, row: Row) -> str:
    """The row's question standing alone, as the product would put it."""
    import torch

    fed = encoded(tokenizer, [(row.before, row.question)])
    with torch.inference_mode():
        hidden = model(fed)
        kept, opens = model.keep(hidden)[..., 0], model.base(hidden[:, 0])
    before, asked = first_pieces(fed, 0, row.before, row.question)
    odds = [[-9.0 if i is None else float(kept[0, i]) for i in at] for at in [*before, asked]]
    found = Marks(tuple(map(tuple, odds[:-1])), tuple(odds[-1]), int(opens[0].argmax()))
    return "" if found.opens == NOTHING else composed(row.question, row.before, found)


def agreement(one: str, other: str) -> float:
    """F1 of two questions' words of weight; 1 where both have none."""
    a, b = ({w.text for w in words(text)} - SMALL for text in (one, other))
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def told(model: Any, tokenizer: Any, rows: Sequence[Row]) -> str:
    """How near rows that took no part come to their full wording, by kind."""
    by: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        by[row.kind].append(agreement(resolved(model, tokenizer, row), row.full))
    every = [v for values in by.values() for v in values]
    kinds = ", ".join(f"{k} {np.mean(v):.2f} ({len(v)})" for k, v in sorted(by.items()))
    same = np.mean([v > 0.999 for v in every])
    return f"{len(every)} held out: F1 {np.mean(every):.3f}, the same words in {same:.3f}; {kinds}"


def main() -> None:
    from safetensors.torch import save_file

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--library", type=Path, default=Path("library/questions.jsonl"))
    parser.add_argument("--public", type=Path, required=True, help="public_qa.jsonl.xz")
    given = parser.parse_args()
    rows = rows_of()
    held = [r for r in rows if r.chain % HELD_OUT == 0]
    kept = [r for r in rows if r.chain % HELD_OUT]
    written = given.library.read_text("utf-8").splitlines()
    with lzma.open(given.public, "rt", encoding="utf-8") as lines:
        public = sorted({json.loads(line)["question"] for line in lines})
    ours = [q for line in written for q in json.loads(line)["questions"]]
    model, tokenizer = learn([*kept, *alone(kept, (ours, public))])
    save_file(packed(model.state_dict()), given.out)
    print(told(model, tokenizer, held))


if __name__ == "__main__":
    main()
