"""Folders of documents of which some are editions of one another in; of how many folders the
families and their newest are told rightly, out.

`python -m evals.editions [development|test]`. Thirty invented folders, written by a language model
that saw no code. The bars of `index.documents.editions` were set on the development half.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

from evals.stats import interval
from index.documents.editions import families, sketch
from index.documents.isolated import IsolatedLoader
from index.documents.types import Stored
from index.settings import LoadLimits


@dataclass
class Outcome:
    """Of each folder whether everything of it is right (1 or 0); pairs of editions that are told,
    that there are, and that are told and are none; the folders that are wrong, with what was
    told."""

    right: list[float] = field(default_factory=list)
    told: int = 0
    there: int = 0
    false: int = 0
    wrong: list[str] = field(default_factory=list)


def measured(half: str) -> Outcome:
    """One half, folder by folder."""
    out, gold = Outcome(), Path(str(resources.files("evals") / "gold" / "versions.jsonl"))
    with IsolatedLoader(LoadLimits()) as loader, tempfile.TemporaryDirectory() as folder:
        for line in gold.read_text("utf-8").splitlines():
            case = json.loads(line)
            if case["half"] == half:
                _take(out, case, list(_stored(case, loader, Path(folder))))
    return out


def _stored(case: dict[str, Any], loader: IsolatedLoader, folder: Path) -> Iterable[Stored]:
    for name, text in case["documents"].items():
        path = folder / name
        path.write_text(text, "utf-8")
        document = loader.load(path, name)
        about = Stored(name, name, str(path), document.metadata, 1, sketch=sketch(document))
        yield about


def _take(out: Outcome, case: dict[str, Any], documents: list[Stored]) -> None:
    found = families(documents)
    told = {frozenset(p) for f in found for p in combinations(f.ids, 2)}
    there = {frozenset(p) for names in case["families"] for p in combinations(names, 2)}
    newest = {i: f.ids[0] for f in found if f.newest for i in f.ids[1:]}
    wanted = {old: new for old, new in case["newest"].items() if old != new}
    right = told == there and all(newest.get(old) == new for old, new in wanted.items())
    out.right.append(float(right))
    out.told += len(told & there)
    out.there += len(there)
    out.false += len(told - there)
    if not right:
        out.wrong.append(f"{case['id']}: {[list(f.ids) for f in found]}, newest {newest}")


def main() -> None:
    """Prints the figures of the halves."""
    for half in sys.argv[1:] or ("development", "test"):
        out = measured(half)
        right = interval(out.right)
        print(
            f"{half}: {right.mean:.2f} [{right.low:.2f}, {right.high:.2f}] of {len(out.right)}"
            f" folders right; {out.told} of {out.there} pairs told, {out.false} falsely"
        )
        if half == "development":
            print(*out.wrong, sep="\n")


if __name__ == "__main__":
    main()
