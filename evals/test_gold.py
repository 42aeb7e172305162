"""`pytest evals`: every gold case against the accepted baseline; a regression fails with both answers in its message."""

import pytest

from assistant.settings import load_settings
from evals import baseline
from evals.cases import GOLD, SETS, load_cases
from evals.errors import EvaluationError
from evals.run import evaluate

_RUNS: dict = {}


def _run(name, tmp_path_factory):
    if name not in _RUNS:
        try:
            run = evaluate(name, load_settings(data_dir=tmp_path_factory.mktemp("gold")), yardsticks=False)
            kept = baseline.load(baseline.path_of(name), run)
            _RUNS[name] = run, kept, {i: (old, new) for i, _, _, old, new in baseline.changed(run, kept, 0.01)}
        except EvaluationError as error:
            _RUNS[name] = str(error)
    if isinstance(_RUNS[name], str):
        pytest.skip(_RUNS[name])
    return _RUNS[name]


@pytest.mark.parametrize(("name", "case_id"), [(name, c.id) for name in SETS for c in load_cases(GOLD / f"{name}.jsonl")], ids=lambda v: v)
def test_no_case_that_was_right_is_wrong_now(name, case_id, tmp_path_factory):
    run, kept, changed = _run(name, tmp_path_factory)
    before, after = kept["scores"][case_id], run.scores["product"][case_id].values
    metric = next(m for m in ("fact_recall", "not_policy", "in_time", "right_decision") if m in before)
    old, new = changed.get(case_id, ("", ""))
    assert after[metric] >= before[metric] - 1e-6, f"{metric} {before[metric]:.2f} -> {after[metric]:.2f}\nBEFORE: {old}\nNOW: {new}"
