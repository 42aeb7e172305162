"""Learns the evidence bar from the development halves of the gold sets and writes `assistant/bar.json`.

`python -m evals.calibrate`. A logistic regression on `assistant.evidence.signals`, answerable against unanswerable;
the bar is the quantile of the cross-validated scores of answerable questions that refuses `FALSE_REFUSALS` of them.
Test cases are never read. Prints the cross-validated area under the curve and the refusal recall at the bar.
"""

from __future__ import annotations

import json
from pathlib import Path

from assistant.engine import READ, Assistant
from assistant.evidence import SIGNALS, score_sentences, signals
from assistant.question import analyse
from assistant.settings import Settings, load_settings
from evals.cases import load_cases
from evals.errors import EvaluationError
from evals.run import documents_of, gold_path

FALSE_REFUSALS = 0.08
OUT = Path(__file__).parent.parent / "assistant" / "bar.json"


def collect(name: str, settings: Settings) -> tuple[list[list[float]], list[bool]]:
    """Signals and answerability of the development cases of a set."""
    index = settings.model_copy(update={"data_dir": settings.data_dir.expanduser() / "evaluations" / f"index-{name}"})
    assistant = Assistant(index)
    assistant.index(documents_of(name, settings))
    searcher = assistant.searcher
    rows, labels = [], []
    for case in load_cases(gold_path(name)):
        if case.split != "development":
            continue
        standalone = assistant.understand(case.question, case.history).standalone
        asked, query = analyse(standalone, searcher.lexical.abbreviations), searcher.query(standalone)
        found = signals(searcher, query, asked, score_sentences(searcher, query, asked, searcher.search(query, READ)))
        rows.append([found[s] for s in SIGNALS])
        labels.append(case.answerable)
    return rows, labels


def main() -> None:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import RepeatedStratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    settings = load_settings()
    rows, labels, used = [], [], []
    for name in ("starter", "commentary"):
        try:
            more, answerable = collect(name, settings)
        except EvaluationError as error:
            print(error)
            continue
        rows += more
        labels += answerable
        used.append(name)
    x, y = np.array(rows), np.array(labels)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced"))
    held_out = np.zeros(len(y))
    folds = RepeatedStratifiedKFold(n_splits=8, n_repeats=5, random_state=1)
    for train, test in folds.split(x, y):
        held_out[test] += model.fit(x[train], y[train]).decision_function(x[test]) / 5
    model.fit(x, y)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    offset = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    bar = float(np.quantile(held_out[y], FALSE_REFUSALS)) - offset
    recall = float((held_out[~y] < bar + offset).mean())
    OUT.write_text(
        json.dumps({"bar": round(bar, 4), "weights": {s: round(float(w), 4) for s, w in zip(SIGNALS, weights, strict=True)}}, indent=1)
        + "\n"
    )
    print(f"{', '.join(used)}: {int(y.sum())} answerable, {int((~y).sum())} unanswerable development cases")
    print(
        f"cross-validated area under the curve {roc_auc_score(y, held_out):.2f}; at {FALSE_REFUSALS:.0%} false refusals, recall {recall:.2f}"
    )


if __name__ == "__main__":
    main()
