"""How well recommendations are detected and linked, on sentences labelled by hand: `python -m
evals.proposals [--fit]`.

Each sentence of the five real documents has a label (recommendation, response, progress, none)
and the ledger rows it speaks of. Detection: precision and recall of "recommendation" over all
sentences. Linking: of the sentences that speak of anything recommended, precision over the rows
named, recall over those that have one. `--fit` learns the detector from the development half
only and prints eight-fold figures.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field

import numpy as np

from assistant.ledger.catalogue import load_catalogue
from assistant.ledger.detect import LIKELY, NAMES, WEIGHTS, cues, recommends
from assistant.ledger.file import load_ledger
from assistant.ledger.linking import LINKED, Linker
from assistant.ledger.reading import vectors
from assistant.settings import Settings, load_settings
from evals.cases import GOLD, Place, locate
from evals.errors import EvaluationError
from evals.run import documents_of
from evals.stats import RESAMPLES, SEED, Interval
from index.documents.load import load
from index.embed import Embedder
from index.split import split
from index.text.sentences import sentences
from index.text.words import stems

GIVEN = {
    "numbered": 2.0
}  # "Recommendation 12: …" says what it is, and stands in none of the five documents
SENTENCES = GOLD / "recommendations.jsonl"


@dataclass(frozen=True)
class Labelled:
    """A sentence with its list's opening line and its token vectors in its passage, as labelled
    by hand; `run` groups eight sentences that stand together."""

    text: str
    lead: str
    vectors: np.ndarray = field(repr=False)
    label: str
    rows: frozenset[str]
    split: str
    run: int


def labelled(settings: Settings, embedder: Embedder) -> list[Labelled]:
    """Every labelled sentence, found again by its anchor."""
    documents = {
        p.name: load(p, p.name, settings.max_file_mb) for p in documents_of("commentary", settings)
    }
    heard: dict[tuple[str, int], tuple[str, np.ndarray]] = {}
    for name, d in documents.items():
        passages = split(d, embedder.window, embedder.count)
        said = vectors(passages, embedder.encode([p.searched for p in passages]).tokens)
        places = [(p, p.start + a) for p in passages for a, _ in sentences(p.text)]
        heard |= {(name, at): (p.lead, v) for (p, at), v in zip(places, said, strict=True)}
    out = []
    for number, line in enumerate(SENTENCES.read_text("utf-8").splitlines()):
        case = json.loads(line)
        span = locate(Place(source=case["source"], anchor=case["anchor"]), documents)
        if span is None:
            raise EvaluationError(
                f"{SENTENCES.name}, line {number + 1}: its anchor does not stand exactly once in"
                f" {case['source']}."
            )
        text = documents[case["source"]].text
        block = next(b for b in documents[case["source"]].blocks if b.start <= span[0] < b.end)
        a, b = next(
            (block.start + a, block.start + b)
            for a, b in sentences(text[block.start : block.end])
            if block.start + b > span[0]
        )
        lead, tokens = heard[case["source"], a]
        rows = frozenset(case["rows"])
        out.append(
            Labelled(text[a:b], lead, tokens, case["label"], rows, case["split"], number // 8)
        )
    return out


def _share(hits: np.ndarray, of: np.ndarray) -> Interval:
    """Share of `of` that are `hits`, with a bootstrap interval over sentences."""
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(of), (RESAMPLES, len(of)))
    shares = (hits & of)[picks].sum(axis=1) / np.maximum(of[picks].sum(axis=1), 1)
    return Interval(
        int(of.sum()),
        float((hits & of).sum() / max(of.sum(), 1)),
        *map(float, np.quantile(shares, [0.025, 0.975])),
    )


def measure(cases: list[Labelled], linker: Linker) -> dict[str, Interval]:
    """Precision and recall of detecting and of linking, each with its n and interval."""
    wanted = np.array([c.label == "recommendation" for c in cases])
    found = np.array([recommends(c.text, c.lead) >= LIKELY for c in cases])
    about = [c for c in cases if c.label != "none"]
    meets = linker.meets([c.vectors for c in about], linker.keys)
    near = linker.near([frozenset(stems(c.text)) for c in about], meets)
    named = near.max(axis=1) >= LINKED
    best = [linker.rows[at] for at in near.argmax(axis=1)]
    right = np.array([row.id in c.rows for c, row in zip(about, best, strict=True)])
    has = np.array([bool(c.rows) for c in about])
    return {
        "detection precision": _share(wanted, found),
        "detection recall": _share(found, wanted),
        "linking precision": _share(right, named),
        "linking recall": _share(right & named, has),
    }


def halves(settings: Settings, embedder: Embedder) -> dict[str, dict[str, Interval]]:
    """{half: {measure: interval}} over the labelled sentences."""
    cases = labelled(settings, embedder)
    linker = Linker(
        load_ledger(settings.library_dir, load_catalogue(settings.library_dir)).rows, embedder
    )
    return {
        half: measure([c for c in cases if c.split == half], linker)
        for half in ("test", "development")
    }


def markdown(figures: dict[str, dict[str, Interval]]) -> str:
    """The figures as a table."""
    lines = [
        f"| {half} | {name} | {i.mean:.2f} ({i.low:.2f} to {i.high:.2f}) | {i.n} |"
        for half, measures in figures.items()
        for name, i in measures.items()
    ]
    return "\n".join(["| half | measure | value (95% interval) | n |", "|---|---|---|---|", *lines])


def fit(cases: list[Labelled]) -> None:
    """Learns the detector from the development half, after printing what eight folds of it find."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    cases = [c for c in cases if c.split == "development"]
    x = np.array([cues(c.text, c.lead) for c in cases])
    y = np.array([c.label == "recommendation" for c in cases])
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
    held = (
        cross_val_predict(
            model, x, y, cv=GroupKFold(8), groups=[c.run for c in cases], method="predict_proba"
        )[:, 1]
        >= LIKELY
    )
    print(
        f"held out: precision {(held & y).sum() / held.sum():.2f}, recall"
        f" {(held & y).sum() / y.sum():.2f}, n {len(y)}, {y.sum()} positive"
    )
    model.fit(x, y)
    weights = dict(zip(NAMES, (round(float(w), 4) for w in model.coef_[0]), strict=True)) | GIVEN
    WEIGHTS.write_text(
        json.dumps({"bias": round(float(model.intercept_[0]), 4), "weights": weights}, indent=1)
        + "\n",
        "utf-8",
    )


def main() -> None:
    from index.embed import load_embedder

    settings = load_settings()
    embedder = load_embedder(settings.embedding_model, settings.device)
    if "--fit" in sys.argv:
        fit(labelled(settings, embedder))
    else:
        print(markdown(halves(settings, embedder)))


if __name__ == "__main__":
    main()
