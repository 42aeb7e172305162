"""Standing questions with documents that come in, how many changed answers are told and how many
that did not change stay silent out.

`python -m evals.standing [development|test]`. Twenty invented cases, written by a language model
that saw no code: ten whose answer changes, ten in which it must stay silent.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from assistant.settings import load_settings
from evals.opened import of_its_own, open_product
from evals.stats import interval
from index.embed import Embedder, load_embedder

_OWNER = "measured"
_NONE = {"recommendations.yaml": "reviews: []\n", "sources.yaml": "[]\n"}
"""A starter library with nothing in it."""


@dataclass(frozen=True)
class Outcome:
    """A case: whether its answer changes, what was told, empty where nothing was."""

    id: str
    changes: bool
    told: str

    @property
    def right(self) -> bool:
        """Told where it changes, silent where it does not."""
        return bool(self.told) == self.changes


def measured(half: str, embedder: Embedder | None = None) -> list[Outcome]:
    """Each case of one half in a library of its own, with no starter library."""
    lines = (resources.files("evals") / "gold" / "standing.jsonl").read_text("utf-8").splitlines()
    embedder = embedder or load_embedder(load_settings().embedding_model)
    out = []
    for case in (c for c in map(json.loads, lines) if c["half"] == half):
        with tempfile.TemporaryDirectory(prefix="ics-standing-") as name:
            folder = Path(name)
            for part, files in (
                ("none", _NONE),
                ("before", case["before"]),
                ("after", case["after"]),
            ):
                (folder / part).mkdir()
                for file, text in files.items():
                    (folder / part / file).write_text(text, "utf-8")
            settings = of_its_own(load_settings(library_dir=folder / "none"), folder / "data")
            product = open_product(settings, embedder, quoting=True)
            product.library.index([folder / "before"])
            product.standing.stand(_OWNER, case["question"])
            product.library.index([folder / "after"])
            product.standing.ask_again()
            changes = product.standing.changes(_OWNER)
            product.close()
        out.append(Outcome(case["id"], case["changes"], changes[0].told.now if changes else ""))
    return out


def main() -> None:
    """Prints the figures of the halves."""
    for half in sys.argv[1:] or ["development", "test"]:
        found = measured(half)
        for name, wanted in (("told", True), ("silent", False)):
            some = interval([float(o.right) for o in found if o.changes == wanted])
            print(f"{half}: {name} {some.mean:.2f} [{some.low:.2f}, {some.high:.2f}], n={some.n}")
        wrong = ", ".join(o.id for o in found if not o.right)
        print(f"{half}: wrong {wrong or 'none'}")


if __name__ == "__main__":
    main()
