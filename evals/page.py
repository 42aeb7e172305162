"""Puts the latest run's tables into docs/evaluation.md, between its markers: `python -m
evals.page` after `make eval`."""

from __future__ import annotations

from pathlib import Path

from assistant.settings import load_settings
from evals.cases import SETS

PAGE = Path(__file__).parent.parent / "docs" / "evaluation.md"


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


if __name__ == "__main__":
    main()
