"""Pairs of statements with what a language model says of them in, how many of its alarms are right
and how many contradictions it finds out.

`python -m evals.contradictions FOLDER` writes the requests there, and reads the replies that stand
beside them: `1.txt`, and what was answered to it as `1.reply.txt`, by any model or by hand. 120
invented pairs of `evals/gold/contradictions.jsonl`, written by a language model that saw no code:
40 that contradict each other and 80 near ones that do not.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.check.contradicting import AT_ONCE, Stated, differ_prompt, ruled
from assistant.check.types import Source
from evals.stats import interval
from index.text.dates import spoken

HALVES = ("development", "test")


@dataclass(frozen=True)
class Outcome:
    """Of one half: whether each alarm was right, whether each contradiction was found, and the
    ids of what went wrong."""

    alarms: list[float]
    found: list[float]
    wrong: list[str]


def requests() -> list[list[dict[str, Any]]]:
    """The pairs as they are asked about, some at once."""
    text = (resources.files("evals") / "gold" / "contradictions.jsonl").read_text("utf-8")
    every = [json.loads(line) for line in text.splitlines()]
    return [every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE)]


def stated(pair: dict[str, Any]) -> Stated:
    """Both statements as a judge reads them."""
    one, other = (
        Source(s["text"], f"{s['publisher']}, {spoken(s['published'])}")
        for s in (pair["a"], pair["b"])
    )
    return one, other


def measured(replies: list[str], half: str) -> Outcome:
    """`replies` to the requests, in order."""
    alarms, found, wrong = [], [], []
    for some, reply in zip(requests(), replies, strict=True):
        told = ruled(reply, [stated(pair) for pair in some])
        for pair, alarm in zip(some, told, strict=True):
            if pair["half"] != half:
                continue
            if alarm:
                alarms.append(float(pair["contradict"]))
            if pair["contradict"]:
                found.append(float(bool(alarm)))
            if bool(alarm) != pair["contradict"]:
                wrong.append(pair["id"])
    return Outcome(alarms, found, wrong)


def main() -> None:
    """Writes the requests, or prints the figures of both halves."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    replies = []
    for number, some in enumerate(requests(), 1):
        prompt, _ = differ_prompt([stated(pair) for pair in some])
        text = "\n\n".join(f"{who.upper()}\n{words}" for who, words in prompt)
        (folder / f"{number}.txt").write_text(text, "utf-8")
        reply = folder / f"{number}.reply.txt"
        if reply.exists():
            replies.append(reply.read_text("utf-8"))
    if len(replies) < len(requests()):
        print(f"{len(replies)} of {len(requests())} replies are in {folder}; nothing measured.")
        sys.exit(1)
    for half in HALVES:
        out = measured(replies, half)
        for name, given in (("right of its alarms", out.alarms), ("found", out.found)):
            i = interval(given)
            print(f"{half}: {name} {i.mean:.2f} [{i.low:.2f}, {i.high:.2f}], n={i.n}")
        print(f"{half}: wrong {', '.join(out.wrong) or 'none'}")


if __name__ == "__main__":
    main()
