"""Learns the sentence ranker, how the reader is weighed with it and the evidence bar from
development questions; writes `index/search/ranker.json`, `index/search/reread.json` and
`assistant/answer/bar.json`.

`python -m evals.train`. Development halves of the gold sets and `gold/training.jsonl`; test cases
are never read. A logistic regression on `index.search.rank.FEATURES`, a sentence that holds
evidence against the other candidates of its question; each question weighs the same. Prints what
cross-validation by question finds: facts stated in the best 150 words, evidence in the first 450
and 900 words read, and how well answerable questions are told from others.

What the reader says of each question comes from `reading/held-out.jsonl.xz`, where each was read
by a reader that had not learnt from it (`evals.train_reader`). The bar is a logistic regression on
`assistant.answer.evidence.signals` over rankings of questions held out; it lies where it refuses
`FALSE_REFUSALS` of the answerable questions; one for rankings that were read, one for others.
"""

from __future__ import annotations

import json
import lzma
import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.answer.evidence import READ_SIGNALS, SIGNALS, signals
from assistant.settings import Settings, load_settings
from evals.cases import GOLD, Case, load_cases, locate, stated
from evals.errors import EvaluationError
from evals.opened import Opened, of_its_own, open_product
from evals.run import documents_of, gold_path, needs
from index.documents.types import Document
from index.search.rank import FEATURES, Sentence, Table, weigh
from index.search.reread import NAMES, Reading, Scores, features, weighed
from index.search.searcher import Query, Ranking, Searcher
from index.search.windows import MOST

ROOT = Path(__file__).parent.parent
RANKER, BAR = ROOT / "index" / "search" / "ranker.json", ROOT / "assistant" / "answer" / "bar.json"
REREAD, READ = ROOT / "index" / "search" / "reread.json", GOLD.parent / "reading"
DUTY = ROOT / "assistant" / "understand" / "duty.json"
FALSE_REFUSALS = 0.05
SAID_FIRST = 0.2
FOLDS, STRENGTH = 8, 0.1
GIVEN = {"named": 1.0, "foreseen": 1.0}
"""Too few development questions name a publisher to learn it; the commentary has no question that
was written beforehand (docs/retrieval.md)."""


@dataclass(frozen=True)
class Example:
    """A development question with its candidates and which of them hold its evidence."""

    case: Case
    set: str
    query: Query
    searcher: Searcher
    table: Table
    holds: np.ndarray


def development(name: str) -> list[Case]:
    """Development cases of a gold set, with the training cases over the same documents."""
    cases = [c for c in load_cases(gold_path(name)) if c.split == "development"]
    if name == "premises":  # the training questions are those of the starter set
        return cases
    sources = {p.source for c in cases for p in c.evidence}
    more = load_cases(GOLD / "training.jsonl")
    return cases + [
        c
        for c in more
        if {p.source for p in c.evidence} <= sources and (c.evidence or c.author.endswith(name))
    ]


def open_set(name: str, settings: Settings) -> tuple[Opened, dict[str, Document]]:
    """The product over a gold set's documents, and {file: its document}."""
    index = of_its_own(settings, settings.data_dir.expanduser() / "evaluations" / f"index-{name}")
    assistant = open_product(index)
    assistant.library.index(documents_of(name, settings))
    return assistant, assistant.texts()


def collect(name: str, settings: Settings) -> list[Example]:
    """The questions of a set with their candidates' features, and which sentences hold evidence."""
    assistant, documents = open_set(name, settings)
    out = []
    for case in development(name):
        query = assistant.searcher.query(
            assistant.asking.understood(case.question, case.history).turn.standalone
        )
        found = assistant.searcher.table(query)
        places = [(p.source, locate(p, documents)) for p in (*case.evidence, *case.also)]
        holds = [
            any(p.source == s and p.start + a < e[1] and e[0] < p.start + b for s, e in places if e)
            for p, a, b in found.sentences
        ]
        out.append(Example(case, name, query, assistant.searcher, found, np.array(holds, bool)))
    return out


def fit(examples: list[Example]) -> dict:
    """Weights and bias for features as they are (the scaling is folded in)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    used = [e for e in examples if e.holds.any() and not e.holds.all()]
    x = np.vstack([e.table.features for e in used])
    y = np.concatenate([e.holds for e in used])
    share = np.concatenate(
        [np.where(e.holds, 1 / e.holds.sum(), 1 / (~e.holds).sum()) for e in used]
    )
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(
        scaler.transform(x), y, sample_weight=share
    )
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    learnt = {n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=True)}
    return {"weights": learnt | GIVEN, "bias": round(bias, 4)}


def held_out(examples: list[Example]) -> list[list[Sentence]]:
    """Each question's sentences ranked by a model that has not seen it."""
    order = list(range(len(examples)))
    random.Random(0).shuffle(order)
    out: list[list[Sentence]] = [[] for _ in examples]
    for fold in range(FOLDS):
        inside = set(order[fold::FOLDS])
        model = fit([e for i, e in enumerate(examples) if i not in inside and e.case.answerable])
        for i in inside:
            out[i] = weigh(examples[i].table, model)
    return out


def readings(examples: list[Example]) -> list[tuple[Scores, Reading]]:
    """What a reader that had not learnt from it said of each question's sentences, and of its
    windows."""
    said: dict[tuple[str, str], tuple[dict[tuple[str, int], tuple[float, float]], list[float]]]
    said = {(e.set, e.case.id): ({}, []) for e in examples}
    with lzma.open(READ / "held-out.jsonl.xz", "rt", encoding="utf-8") as lines:
        for held in map(json.loads, lines):
            scores, windows = said.get((held["source"], held["group"]), ({}, []))
            if len(windows) == MOST:
                continue
            windows.append(held["score"])
            for document, start, score in held["sentences"]:
                scores[document, start] = (score, held["score"])
    return [(scores, Reading(max(w), w[0], float(np.mean(w)))) for scores, w in said.values()]


def fit_reread(
    ranked: list[list[Sentence]], examples: list[Example], read: list[tuple[Scores, Reading]]
) -> dict[str, float]:
    """How the ranker's score, a sentence's and its window's are weighed; each question weighs the
    same."""
    from sklearn.linear_model import LogisticRegression

    xs, ys, weights = [], [], []
    for found, example, (scores, _) in zip(ranked, examples, read, strict=True):
        holding = {
            (p.document_id, p.start + a)
            for (p, a, _), h in zip(example.table.sentences, example.holds, strict=True)
            if h
        }
        at = [(s.passage.document_id, s.start) for s in found]
        holds = np.array([place in holding for place in at])
        if example.case.answerable and holds.any() and not holds.all():
            xs += [features(s.score, scores.get(p)) for s, p in zip(found, at, strict=True)]
            ys.append(holds)
            weights.append(np.where(holds, 1 / holds.sum(), 1 / (~holds).sum()))
    model = LogisticRegression(C=1.0, max_iter=500).fit(
        np.array(xs), np.concatenate(ys), sample_weight=np.concatenate(weights)
    )
    learnt = {n: round(float(w), 4) for n, w in zip(NAMES, model.coef_[0], strict=True)}
    return learnt | {"bias": round(float(model.intercept_[0]), 4)}


def reread_held_out(
    ranked: list[list[Sentence]], examples: list[Example], read: list[tuple[Scores, Reading]]
) -> list[Ranking]:
    """Each question's ranking weighed again by weights that have not seen it."""
    order = list(range(len(examples)))
    random.Random(0).shuffle(order)
    out = [Ranking((), ()) for _ in examples]
    for fold in range(FOLDS):
        inside = order[fold::FOLDS]
        others = [i for i in order if i not in inside]
        model = fit_reread(
            [ranked[i] for i in others], [examples[i] for i in others], [read[i] for i in others]
        )
        for i in inside:
            scores, said = read[i]
            again = [
                replace(
                    s, score=weighed(s.score, scores.get((s.passage.document_id, s.start)), model)
                )
                for s in ranked[i]
            ]
            again.sort(key=lambda s: (-s.score, s.passage.id, s.start))
            out[i] = Ranking((), tuple(again), said)
    return out


def facts_in(case: Case, ranked: list[Sentence], words: int = 150) -> float:
    """Share of the case's facts stated in the first `words` words."""
    said, left = "", words
    for s in ranked:
        left -= len(s.text.split())
        if left < 0:
            break
        said += " " + s.text
    return sum(stated(f, said) for f in case.facts) / len(case.facts)


def found_in(example: Example, ranked: list[Sentence], words: int) -> float:
    """Whether any evidence stands in the passages read, best first, until the words are used up."""
    holding = {
        (p.id, a) for (p, a, _), h in zip(example.table.sentences, example.holds, strict=True) if h
    }
    for passage in {s.passage.id: s.passage for s in ranked}.values():
        if any(p == passage.id for p, _ in holding):
            return 1.0
        words -= len(passage.text.split())
        if words <= 0:
            break
    return 0.0


def main() -> None:
    needs("sklearn")
    settings = load_settings().model_copy(update={"reader_model": None})
    examples: list[Example] = []
    for name in ("commentary", "starter", "premises"):
        try:
            examples += collect(name, settings)
        except EvaluationError as error:
            print(error)
    ranked = held_out(examples)
    read = readings(examples)
    again = reread_held_out(ranked, examples, read)
    told("ranker", examples, ranked)
    told("reader", examples, [list(r.sentences) for r in again])
    DUTY.write_text(json.dumps(duty(examples), separators=(",", ":")) + "\n", "utf-8")
    RANKER.write_text(
        json.dumps(fit([e for e in examples if e.case.answerable]), indent=1) + "\n", "utf-8"
    )
    REREAD.write_text(json.dumps(fit_reread(ranked, examples, read), indent=1) + "\n", "utf-8")
    bars = {
        "read": bar(examples, again),
        "unread": bar(examples, [Ranking((), tuple(r)) for r in ranked]),
    }
    BAR.write_text(json.dumps(bars, indent=1) + "\n", "utf-8")


def told(name: str, examples: list[Example], ranked: list[list[Sentence]]) -> None:
    """Prints what questions held out find: facts in so many words, and evidence read."""
    for at in ("commentary", "starter", "premises"):
        for kind in ("gold", "training"):
            some = [
                (e, r)
                for e, r in zip(examples, ranked, strict=True)
                if e.set == at and e.case.answerable and e.case.author.startswith(kind)
            ]
            if some:
                facts = [np.mean([facts_in(e.case, r, w) for e, r in some]) for w in (60, 90, 150)]
                first, second = (np.mean([found_in(e, r, w) for e, r in some]) for w in (450, 900))
                print(
                    f"{name}: {at}, {kind}: n {len(some)}, facts in 60, 90 and 150 words"
                    f" {facts[0]:.3f}, {facts[1]:.3f}, {facts[2]:.3f}, evidence at 450 words"
                    f" {first:.3f}, at 900 {second:.3f}"
                )


def duty(examples: list[Example]) -> dict:
    """The line through a question's vector that tells those that speak of duties: development
    traps against the other development questions, and what it finds of those held out."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    traps = [c.question for c in load_cases(gold_path("traps")) if c.split == "development"]
    questions = traps + [e.case.question for e in examples]
    x = examples[0].searcher.embedder.encode(questions).vectors
    y = np.arange(len(questions)) < len(traps)
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=500)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    scores = cross_val_predict(model, x, y, cv=folds, method="decision_function")
    at = round(float(np.quantile(scores[~y], 1 - SAID_FIRST)), 4)
    print(
        f"speaks of duty, held out: {(scores[y] > at).mean():.2f} of the traps,"
        f" {SAID_FIRST} of others"
    )
    model.fit(x, y)
    weights = [round(float(w), 5) for w in model.coef_[0]]
    return {"bar": at, "bias": round(float(model.intercept_[0]), 5), "weights": weights}


def bar(examples: list[Example], rankings: list[Ranking]) -> dict:
    """Weights, bias and bar of the decision to answer."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    said = [signals(e.searcher, e.query, r) for e, r in zip(examples, rankings, strict=True)]
    names = SIGNALS if rankings[0].read is None else (*SIGNALS, *READ_SIGNALS)
    x = np.array([[w[s] for s in names] for w in said])
    y = np.array([e.case.answerable for e in examples])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.03, class_weight="balanced"))
    scores = np.zeros(len(y))
    for seed in range(3):
        for train, test in StratifiedKFold(10, shuffle=True, random_state=seed).split(x, y):
            scores[test] += model.fit(x[train], y[train]).decision_function(x[test]) / 3
    gold = np.array([e.case.author.startswith("gold") for e in examples])
    for name, some in (("all", np.ones(len(y), bool)), ("gold", gold)):
        print(
            f"answerable or not, {name}: n {int((y & some).sum())} and {int((~y & some).sum())},"
            f" area {roc_auc_score(y[some], scores[some]):.2f}",
            end="",
        )
        for share in (FALSE_REFUSALS, 0.06, 0.08, 0.12):
            at = np.quantile(scores[y], share)
            print(
                f"; {(scores[~y & some] < at).mean():.2f} refused at"
                f" {(scores[y & some] < at).mean():.2f}",
                end="",
            )
        print()
    model.fit(x, y)
    weights = model[1].coef_[0] / model[0].scale_
    bias = float(model[1].intercept_[0] - (weights * model[0].mean_).sum())
    at = float(np.quantile(scores[y], FALSE_REFUSALS))
    return {
        "bar": round(at, 4),
        "bias": round(bias, 4),
        "weights": {s: round(float(w), 4) for s, w in zip(names, weights, strict=True)},
    }


if __name__ == "__main__":
    main()
