"""Pairs of documents with planted changes in, how many of them a comparison finds and what it takes
for one that is none out.

`python -m evals.changes [half …]`. Twelve invented pairs, written by language models that saw no
code: 82 changes, and 315 sentences that were only moved, reworded, split or merged. The bars of
`assistant.changes.align` were set on the development pairs, 1 to 3 and 7 to 9.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.changes.align import bare
from assistant.changes.compare import compare
from assistant.changes.types import Change
from evals.stats import interval
from index.documents.isolated import IsolatedLoader
from index.embed import Embedder, load_embedder
from index.settings import BUNDLED_MODEL, LoadLimits

HALVES = {
    "development": (1, 2, 3),
    "test": (4, 5, 6),
    "second development": (7, 8, 9),
    "fresh": (10, 11, 12),
}
_OF_A_ROW = 0.85
"""Share of a table row's words that a change must hold to be that row's."""


@dataclass
class Outcome:
    """Of each planted change: found (1 or 0), and of which kind it is rightly said to be; changes
    that are told and were none; how many sentences were changed in nothing that counts."""

    found: list[float] = field(default_factory=list)
    named: list[float] = field(default_factory=list)
    false: list[Change] = field(default_factory=list)
    same: int = 0

    @property
    def precision(self) -> float:
        """Share of what is told that was planted."""
        right = sum(self.found)
        return right / max(1.0, right + len(self.false))


def measured(half: str, embedder: Embedder) -> Outcome:
    """One half, compared pair by pair."""
    out, folder = Outcome(), Path(str(resources.files("evals") / "gold" / "changes"))
    with IsolatedLoader(LoadLimits()) as loader:
        for pair in HALVES[half]:
            before, after = (loader.load(folder / f"{pair}-{s}.md", f"{s}.md") for s in "ab")
            gold = json.loads((folder / f"{pair}.json").read_text("utf-8"))
            told = [c for c in compare(before, after, embedder).changes if c.kind != "wording"]
            used: set[int] = set()
            for planted in gold["changes"]:
                hits = [n for n, change in enumerate(told) if _is(change, planted)]
                used |= set(hits)
                out.found.append(float(bool(hits)))
                kinds = {kind for n in hits for kind in told[n].kinds}
                out.named.append(float(planted["kind"] in kinds))
            out.false += [c for n, c in enumerate(told) if n not in used]
            out.same += len(gold["same"])
    return out


def _is(change: Change, planted: dict[str, Any]) -> bool:
    """Whether what is told holds the planted sentences, each on its side."""
    for side, words in ((change.before, planted["a"]), (change.after, planted["b"])):
        if words and (side is None or not _holds(side.text, words)):
            return False
    return True


def _holds(text: str, words: str) -> bool:
    ours, theirs = bare(text), bare(words)
    if words.startswith("|"):
        cells = set(theirs.split())
        return len(cells & set(ours.split())) >= _OF_A_ROW * len(cells)
    return theirs in ours or ours in theirs


def main() -> None:
    """Prints the figures of the halves."""
    embedder = load_embedder(BUNDLED_MODEL)
    for half in sys.argv[1:] or list(HALVES):
        out = measured(half, embedder)
        found, named = interval(out.found), interval(out.named)
        print(
            f"{half}: found {found.mean:.2f} [{found.low:.2f}, {found.high:.2f}],"
            f" rightly named {named.mean:.2f}, n={len(out.found)};"
            f" {len(out.false)} told of {out.same} that are none, precision {out.precision:.2f}"
        )


if __name__ == "__main__":
    main()
