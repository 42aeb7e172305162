"""LLM-AggreFact: claims with a document and a label, saved as JSON lines or a table with commas:
`dataset`, `doc`, `claim`, `label` (1: supported)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evals.yardsticks.files import Folder
from evals.yardsticks.types import Claim, PublicSet, Source


def load(folder: Folder, part: str) -> PublicSet:
    """The claims of one part."""
    file = folder.first(f"{part}.jsonl", f"{part}.csv", f"data/{part}.jsonl")
    lines: Iterable[dict[str, Any]] = (
        folder.rows(file, ",") if file.endswith(".csv") else folder.lines(file)
    )
    claims = (
        Claim(
            str(number),
            folder.field(line, "claim", file),
            (Source(folder.field(line, "doc", file)),),
            int(folder.field(line, "label", file)) == 1,
            line.get("dataset") or "",
        )
        for number, line in enumerate(lines)
    )
    return PublicSet(claims=tuple(claims))
