"""What comes in overnight: 10,000 passages there, 500 more; how long indexing, families of
versions, questions asked again and proposals take.

`python -m bench.nightly [PASSAGES [NEW]]`. The text is invented as that of `bench.scale` is, over
the starter library; 50 questions stand. Prints a Markdown table of one run.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.services import open_services
from assistant.settings import load_settings
from bench.scale import Writer, questions

_STANDING = 50
_A_DOCUMENT = 50
"""Passages of each document."""


def _documents(folder: Path, writer: Writer, count: int, seed: int) -> None:
    folder.mkdir()
    for number in range(count // _A_DOCUMENT):
        rng = random.Random(f"{seed} {number}")
        day = f"20{seed + 22}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        text = "\n\n".join(
            f"## Part {n}\n\n{writer.passage(rng)}." for n in range(1, _A_DOCUMENT + 1)
        )
        about = f"title: Board paper {number}\npublisher: Trust {number % 9}\npublished: {day}"
        head = f"---\n{about}\n---"
        (folder / f"paper-{seed}-{number}.md").write_text(f"{head}\n\n{text}\n", "utf-8")


def main() -> None:
    """Prints the table."""
    there, new = (int(n) for n in [*sys.argv[1:], *("10000", "500")[len(sys.argv) - 1 :]])
    told: list[tuple[str, float]] = []

    def timed(what: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        done = work()
        told.append((what, time.perf_counter() - began))
        return done

    with tempfile.TemporaryDirectory() as name:
        folder, writer = Path(name), Writer()
        _documents(folder / "old", writer, there, 1)
        _documents(folder / "new", writer, new, 2)
        services = open_services(load_settings(data_dir=folder / "data"))
        services.library.index_starter()
        timed(f"{there} passages indexed", lambda: services.library.index([folder / "old"]))
        standing = 0
        for question in questions():
            if standing < _STANDING:
                try:
                    services.standing.stand("bench", question)
                    standing += 1
                except Exception as error:  # noqa: BLE001 - a question that is none for the documents
                    print(f"not standing: {error}", file=sys.stderr)
        timed(f"proposals of {there} passages", services.ledger.proposals)
        timed(f"{new} passages more", lambda: services.library.index([folder / "new"]))
        families = timed("families of versions", services.library.families)
        again = timed(f"{standing} questions asked again", services.standing.ask_again)
        proposed = timed(f"proposals with {new} passages more", services.ledger.proposals)
        timed("proposals again", services.ledger.proposals)
        new_row = next(p for p in proposed if p.said == "recommended" and p.row is None)
        timed("accepted as a row of its own", lambda: services.ledger.accept(new_row.id, new=True))
        timed("proposals after that", services.ledger.proposals)
        other = next(p for p in proposed if p.id != new_row.id)
        timed("another one rejected", lambda: services.ledger.reject(other.id))
        timed("proposals after that too", services.ledger.proposals)
        services = open_services(load_settings(data_dir=folder / "data"))
        _ = services.library.documents()
        timed("proposals in another process", services.ledger.proposals)
    print("| what | seconds |\n|---|---|")
    print(*(f"| {what} | {seconds:.1f} |" for what, seconds in told), sep="\n")
    rate = 60 * again.asked / max(1e-9, dict(told)[f"{standing} questions asked again"])
    print(
        f"\n{rate:.0f} questions a minute; {again.changed} of {again.asked} answers changed;"
        f" {len(families)} families, {len(proposed)} proposals."
    )


if __name__ == "__main__":
    main()
