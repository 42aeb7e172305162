"""Labelled sentence–passage pairs in, how far each judge agrees with the labels out: `python -m
evals.pairs [FOLDER]`.

Rules always; a cross-encoder where ICS_CHECK_MODEL names one; and every model whose card of the
exam lies in the data folder FOLDER, with what it got there. Two sets: pairs that copy, and fluent
ones, as a chat model writes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.check.by_encoder import ByEncoder
from assistant.check.support import Rules
from assistant.check.types import Judge, Source, Statement
from assistant.exam.card import Card, Cards, Mark
from assistant.exam.papers import PAPERS
from evals.stats import RESAMPLES, SEED, kappa

SETS = ("pairs", "fluent")


@dataclass(frozen=True)
class Agreement:
    """Agreement with the labels over n pairs: share, and Cohen's kappa with its 95% bootstrap
    interval.

    `by_kind` {kind: (share judged as labelled, n)}: of an unsupported kind that is its recall.
    `by_reason` {reason: (share of the sentences faulted for it that are unsupported, n)}: its
    precision. `precision` and `recall` are those of "supported".
    """

    n: int
    share: float
    kappa: float
    low: float
    high: float
    precision: float
    recall: float
    by_kind: dict[str, tuple[float, int]]
    by_reason: dict[str, tuple[float, int]]


def load_pairs(split: str, name: str = "pairs") -> list[dict]:
    """The labelled pairs of one half of a set."""
    lines = (PAPERS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [p for p in map(json.loads, lines) if p["split"] == split]


def agreement(judge: Judge, pairs: list[dict]) -> Agreement:
    """How far the judge agrees with the labels."""
    theirs = np.array([p["label"] == "supported" for p in pairs])
    found = [
        judge.rule([Statement(p["sentence"], (1,))], [Source(p["passage"], p["front"])])[0]
        for p in pairs
    ]
    ours = np.array([bool(f.keys) for f in found])
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(pairs), (RESAMPLES // 4, len(pairs)))
    kappas = [kappa(list(ours[i]), list(theirs[i])) for i in picks]
    by_kind = _shares((p["kind"], a == b) for p, a, b in zip(pairs, ours, theirs, strict=True))
    by_reason = _shares(
        (f.judgement.reason or "", not b) for f, b in zip(found, theirs, strict=True) if not f.keys
    )
    low, high = np.quantile(kappas, [0.025, 0.975])
    return Agreement(
        len(pairs), float((ours == theirs).mean()), kappa(list(ours), list(theirs)), float(low),
        float(high), float(theirs[ours].mean()), float(ours[theirs].mean()), by_kind, by_reason,
    )  # fmt: skip


def _shares(marks: Iterable[tuple[str, bool]]) -> dict[str, tuple[float, int]]:
    found: dict[str, list[bool]] = {}
    for name, mark in marks:
        found.setdefault(name, []).append(bool(mark))
    return {name: (sum(m) / len(m), len(m)) for name, m in sorted(found.items())}


def table(columns: dict[str, dict[str, Mark]]) -> str:
    """{judge: {kind: mark}} as a table of shares with 95% intervals and n."""
    kinds = sorted({kind for marks in columns.values() for kind in marks})
    rows = ["| " + " | ".join(["what the sentence is", *columns]) + " |"]
    rows += ["|" + "---|" * (len(columns) + 1)]
    for kind in kinds:
        cells = [_cell(marks.get(kind, Mark())) for marks in columns.values()]
        rows.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(mark: Mark) -> str:
    if not mark.n:
        return ""
    low, high = mark.interval()
    return f"{mark.share:.2f} ({low:.2f} to {high:.2f}), {mark.n}"


def marks_of(a: Agreement, pairs: list[dict]) -> dict[str, Mark]:
    """Each kind's mark, and those of all that are supported and of all that are not."""
    marks = {k: Mark(round(share * n), n) for k, (share, n) in a.by_kind.items()}
    true = {p["kind"] for p in pairs if p["label"] == "supported"}
    marks["ALL supported, kept"] = sum((m for k, m in marks.items() if k in true), Mark())
    wrong = (m for k, m in marks.items() if k not in true and not k.startswith("ALL"))
    marks["ALL unsupported, caught"] = sum(wrong, Mark())
    return marks


def _cards(folder: Path | None) -> list[Card]:
    return Cards(folder).all() if folder else []


def main() -> None:
    from assistant.settings import load_settings
    from index.embed import load_embedder

    settings = load_settings()
    judges: list[Judge] = [Rules(load_embedder(settings.embedding_model, settings.device))]
    if settings.check_model:
        judges.append(ByEncoder.load(settings.check_model, settings.check_labels))
    for name in SETS:
        for split in ("development", "test"):
            pairs, columns = load_pairs(split, name), {}
            for judge in judges:
                a = agreement(judge, pairs)
                columns[judge.name] = marks_of(a, pairs)
                print(
                    f"{name}, {split}, {judge.name}: n {a.n}, agreement {a.share:.2f}, kappa"
                    f" {a.kappa:.2f} (95% interval {a.low:.2f} to {a.high:.2f}); supported:"
                    f" precision {a.precision:.2f}, recall {a.recall:.2f}"
                )
                print(
                    "  rightly faulted, by reason: "
                    + ", ".join(f"{why} {s:.2f} of {n}" for why, (s, n) in a.by_reason.items())
                )
            print(table(columns))
    for card in _cards(Path(sys.argv[1]) if sys.argv[1:] else None):
        found = {"ALL supported, kept": card.kept, "ALL unsupported, caught": card.caught}
        print(
            f"{card.model}, exam of {card.sat}:\n{table({card.model: {**card.judging, **found}})}"
        )


if __name__ == "__main__":
    main()
