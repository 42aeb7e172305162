"""An accepted run's scores kept in the project, and the comparison of a new run with them.

Baselines hold places in documents, not text: the commentary's words belong to their publishers.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from evals.cases import case_hash
from evals.errors import EvaluationError
from evals.run import Run
from evals.scorers import BINARY, answer_text
from evals.stats import Comparison, Verdict, compare, overall
from evals.systems import Response

FOLDER = Path(__file__).parent / "baselines"
GATED = [
    "evidence_450",
    "evidence_900",
    "fact_recall",
    "right_decision",
    "citation_recall",
    "citation_precision",
]
_RESPONSE = TypeAdapter(Response)


def path_of(name: str) -> Path:
    """Where a set's accepted baseline lies."""
    return FOLDER / f"{Path(name).stem}.json"


def accept(run: Run, reason: str) -> Path:
    """The run's product becomes the baseline, with the reason kept."""
    if not reason.strip():
        raise EvaluationError("Say why the baseline moves: make accept-baseline REASON='…'.")
    product, records = run.scores["product"], run.records["product"]
    kept = {
        "spec": run.spec,
        "accepted": date.today().isoformat(),
        "reason": reason,
        "cases": {c.id: case_hash(c) for c in run.cases},
        "scores": {
            i: {m: round(v, 6) for m, v in s.values.items()} for i, s in sorted(product.items())
        },
        "responses": {i: _slim(r.response) for i, r in sorted(records.items())},
    }
    FOLDER.mkdir(exist_ok=True)
    target = path_of(run.spec["set"])
    target.write_text(json.dumps(kept, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
    return target


def _slim(response: Response) -> dict:
    """What is needed to show the answer again."""
    full = _RESPONSE.dump_python(response, mode="json")
    return {**full, "read": [], "cited": [], "search_ms": 0, "total_ms": 0}


def load(path: Path, run: Run) -> dict:
    """The baseline. Refused if it is of other cases, or if a case that both know is not the same
    any more; cases that are new are no hindrance, and are not compared."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        known = kept["cases"]
    except (OSError, ValueError, KeyError) as error:
        raise EvaluationError(
            f"{path}: no baseline that can be read; make one with make accept-baseline."
        ) from error
    here = {c.id: case_hash(c) for c in run.cases}
    gone = sorted(i for i in known if i not in here)
    changed = sorted(i for i in known if i in here and known[i] != here[i])
    if gone or changed:
        what = (
            f"{gone[0]} is no longer in the set" if gone else f"{changed[0]} is not the case it was"
        )
        raise EvaluationError(
            f"{path.name} was made from another gold set ({what}); run make accept-baseline with a"
            " reason to make a new one."
        )
    return kept


def new_cases(run: Run, kept: dict) -> list[str]:
    """Ids of cases that the baseline does not know: run, not compared."""
    return [c.id for c in run.cases if c.id not in kept["cases"]]


def against(run: Run, kept: dict) -> tuple[list[Comparison], Verdict]:
    """The comparisons of a run with a kept baseline, and the verdict over all."""
    after = {
        i: {m: round(v, 6) for m, v in s.values.items()}
        for i, s in run.scores["product"].items()
        if i in kept["scores"]
    }
    comparisons = compare(kept["scores"], after, GATED, BINARY)
    return comparisons, overall(comparisons)


def changed(run: Run, kept: dict, limit: float = 0.25) -> list[tuple[str, float, float, str, str]]:
    """(case, fact recall or decision before, after, answer before, answer after) of cases that
    moved by `limit` or more."""
    out = []
    for case in run.cases:
        before, after = kept["scores"].get(case.id, {}), run.scores["product"][case.id].values
        metric = "fact_recall" if case.answerable else "right_decision"
        if metric in before and metric in after and abs(after[metric] - before[metric]) >= limit:
            old = answer_text(_RESPONSE.validate_python(kept["responses"][case.id]), run.documents)
            new = answer_text(run.records["product"][case.id].response, run.documents)
            out.append(
                (case.id, before[metric], after[metric], old or "(refused)", new or "(refused)")
            )
    return out
