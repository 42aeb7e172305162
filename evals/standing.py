"""Standing questions with documents that come in, how many changed answers are told and how many
that did not change stay silent out.

`python -m evals.standing [half …] [--model FOLDER]`. Sixty invented cases, written by language
models that saw no code: thirty whose answer changes, thirty in which it must stay silent. With a
folder a language model judges: its requests are written there as `ID.txt`, and what was answered to
them, by any model or by hand, is read from `ID.reply.txt`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from assistant.check.by_model import ByModel
from assistant.check.changing import Changing
from assistant.check.support import Rules
from assistant.errors import ChatFailure
from assistant.settings import load_settings
from evals.opened import of_its_own, open_product
from evals.stats import interval
from index.embed import Embedder, load_embedder

HALVES = ("development", "test", "second development", "fresh")
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


def measured(
    half: str, embedder: Embedder | None = None, replies: Path | None = None
) -> list[Outcome]:
    """Each case of one half in a library of its own, with no starter library; by rules, or by the
    `replies` of a language model."""
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
            if replies:
                product.standing.judge = by_replies(replies / case["id"], product.standing.rules())
            product.standing.ask_again()
            changes = product.standing.changes(_OWNER)
            product.close()
        out.append(Outcome(case["id"], case["changes"], changes[0].told.now if changes else ""))
    return out


def by_replies(name: Path, rules: Rules) -> Callable[[], Changing]:
    """A judge whose request goes to `name`.txt and whose reply comes from `name`.reply.txt; without
    one nothing changed."""

    def ask(messages: list[tuple[str, str]], _: threading.Event) -> str:
        text = "\n\n".join(f"{who.upper()}\n{words}" for who, words in messages)
        name.with_suffix(".txt").write_text(text, "utf-8")
        reply = name.with_suffix(".reply.txt")
        if reply.exists():
            return reply.read_text("utf-8")
        raise ChatFailure(f"No reply stands in {reply.name}.")

    return lambda: Changing(ByModel(ask, "replies", rules))


def main() -> None:
    """Prints the figures of the halves."""
    halves, replies = sys.argv[1:], None
    if "--model" in halves:
        at = halves.index("--model")
        replies = Path(halves[at + 1])
        replies.mkdir(parents=True, exist_ok=True)
        del halves[at : at + 2]
    for half in halves or HALVES:
        found = measured(half, replies=replies)
        for name, wanted in (("told", True), ("silent", False)):
            some = interval([float(o.right) for o in found if o.changes == wanted])
            print(f"{half}: {name} {some.mean:.2f} [{some.low:.2f}, {some.high:.2f}], n={some.n}")
        wrong = ", ".join(o.id for o in found if not o.right)
        print(f"{half}: wrong {wrong or 'none'}")


if __name__ == "__main__":
    main()
