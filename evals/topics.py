"""Topics as people type them in, how well a board paper knows them out: is the topic known, are its
recommendations there.

`python -m evals.topics [development|test]`. The bar of `assistant.paper.gather` was set on the
development half.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from evals.opened import Opened
from evals.stats import interval


@dataclass(frozen=True)
class Topic:
    """`rows` are the recommendations that a good paper must hold; `known` says whether the
    library holds anything on it."""

    id: str
    half: str
    topic: str
    known: bool
    rows: tuple[str, ...]


def load_topics(half: str) -> list[Topic]:
    """The topics of one half."""
    lines = (resources.files("evals") / "gold" / "topics.jsonl").read_text("utf-8").splitlines()
    topics = [
        Topic(**{**record, "rows": tuple(record["rows"])}) for record in map(json.loads, lines)
    ]
    return [t for t in topics if t.half == half]


def score(assistant: Opened, topics: list[Topic]) -> dict[str, list[float]]:
    """A list of shares (0 to 1) a measure; `row precision` only where rows are expected and some
    were taken."""
    from assistant.paper.types import Brief

    out: dict[str, list[float]] = {
        "known found": [],
        "unknown refused": [],
        "row recall": [],
        "row precision": [],
    }
    for topic in topics:
        paper = assistant.papers.outline(Brief(topic.topic))
        found = paper.missing is None
        out["known found" if topic.known else "unknown refused"].append(float(found == topic.known))
        if topic.rows:
            taken = {line.id for line in paper.lines}
            out["row recall"].append(len(taken & set(topic.rows)) / len(topic.rows))
            if taken:
                out["row precision"].append(len(taken & set(topic.rows)) / len(taken))
    return out


def main() -> None:
    from assistant.settings import load_settings
    from evals.opened import of_its_own, open_product

    half = sys.argv[1] if len(sys.argv) > 1 else "test"
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_product(of_its_own(load_settings(), Path(folder)))
        assistant.library.index_starter()
        for name, values in score(assistant, load_topics(half)).items():
            i = interval(values)
            print(f"{half}, {name}: {i.mean:.2f} ({i.low:.2f} to {i.high:.2f}, n {i.n})")
        assistant.close()


if __name__ == "__main__":
    main()
