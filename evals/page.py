"""Puts the latest run's tables into docs/evaluation.md, between its markers, and the figures of
the accepted baselines where the screen shows them: `python -m evals.page` after `make eval`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.settings import load_settings
from evals.baseline import FOLDER
from evals.cases import SETS

PAGE = Path(__file__).parent.parent / "docs" / "evaluation.md"
SHOWN = Path(__file__).parent.parent / "assistant" / "ui" / "figures.json"
_SHARES = (
    ("right_decision", "answered when they should be, refused when they should be"),
    ("fact_recall", "of the facts of a good answer told"),
    ("citation_precision", "of the citations support what they stand behind"),
    ("in_time", "told nothing that came later"),
    ("not_policy", "told no recommendation as policy or law"),
)
"""(a measure of a case, what its mean is on the screen)."""


def figures() -> dict[str, Any]:
    """The accepted baselines as the screen shows them: {"accepted": the day of the oldest,
    "sets": [{"set", "n", "shares": [(what, mean)]}]}."""
    days, sets = [], []
    for name in SETS:
        kept = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        days.append(kept["accepted"])
        scores = kept["scores"].values()
        shares = []
        for measure, what in _SHARES:
            got = [case[measure] for case in scores if case.get(measure) is not None]
            if got:
                shares.append((what, round(sum(got) / len(got), 3)))
        sets.append({"set": name, "n": len(scores), "shares": shares})
    return {"accepted": min(days), "sets": sets}


def main() -> None:
    """The page is part of a checkout: in an installed package, one sentence and exit code 1."""
    if not PAGE.exists():
        raise SystemExit(
            "docs/evaluation.md is not here; run python -m evals.page in a checkout of the project."
        )
    latest = load_settings().data_dir.expanduser() / "evaluations" / "latest"
    text = PAGE.read_text("utf-8")
    for name in (*SETS, "ledger"):
        tables = (latest / f"{name}.md").read_text("utf-8").strip()
        head, rest = text.split(f"<!-- {name} -->\n", 1)
        _, tail = rest.split(f"<!-- /{name} -->", 1)
        text = f"{head}<!-- {name} -->\n{tables}\n<!-- /{name} -->{tail}"
    PAGE.write_text(text, "utf-8")
    write_figures()


def write_figures() -> None:
    """The figures of the screen."""
    SHOWN.write_text(json.dumps(figures(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
