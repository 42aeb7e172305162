"""`pytest evals`: every gold case against the accepted baseline; a regression fails with both
answers in its message.

A baseline that is missing or of other cases fails. A set whose documents are not on this machine
is not asked for, unless `EVAL_SETS` names it, as CI does for all: then it fails. A new case
without a baseline is run and listed by `evaluate`.
"""

import os

import pytest

from assistant.settings import load_settings
from evals import baseline
from evals.cases import GOLD, SETS, load_cases
from evals.errors import EvaluationError
from evals.run import Run, documents_of, evaluate

_RUNS: dict = {}
_ASKED_FOR = os.environ.get("EVAL_SETS", "").split()


def _here(name: str) -> bool:
    """Whether a set is to be run: its documents are here, or it was asked for by name."""
    try:
        documents_of(name, load_settings())
    except EvaluationError:
        return name in _ASKED_FOR
    return True


def _run(name: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, dict, dict]:
    if name not in _RUNS:
        run = evaluate(
            name, load_settings(data_dir=tmp_path_factory.mktemp("gold")), yardsticks=False
        )
        kept = baseline.load(baseline.path_of(name), run)
        _RUNS[name] = (
            run,
            kept,
            {i: (old, new) for i, _, _, old, new in baseline.changed(run, kept, 0.01)},
        )
    return _RUNS[name]


_CASES = [(name, c.id) for name in SETS if _here(name) for c in load_cases(GOLD / f"{name}.jsonl")]


@pytest.mark.parametrize(("name", "case_id"), _CASES, ids=lambda v: v)
def test_no_case_that_was_right_is_wrong_now(
    name: str, case_id: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One case against its accepted baseline."""
    run, kept, changed = _run(name, tmp_path_factory)
    before, after = kept["scores"].get(case_id), run.scores["product"][case_id].values
    if before is None:
        assert case_id in baseline.new_cases(run, kept)
        return
    metric = next(
        m for m in ("fact_recall", "not_policy", "in_time", "right_decision") if m in before
    )
    old, new = changed.get(case_id, ("", ""))
    assert after[metric] >= before[metric] - 1e-6, (
        f"{metric} {before[metric]:.2f} -> {after[metric]:.2f}\nBEFORE: {old}\nNOW: {new}"
    )
