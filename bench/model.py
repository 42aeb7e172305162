"""What checking costs: the product against the bare model, same prompts, same server, in one run.

`ICS_CHAT_MODEL=… ICS_CHAT_BASE_URL=… python bench/model.py [questions]`. The bare model's text
is split into sentences and nothing else; the product searches, checks and quotes as well. The
two take turns, and no question is asked twice running.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from assistant.model.client import Messages
from assistant.model.draft import Draft  # the one part whose share is measured
from assistant.model.stream import Reader
from assistant.settings import load_settings
from evals.cases import GOLD, load_cases
from evals.opened import Opened, open_product


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    questions = [
        c.question
        for c in load_cases(GOLD / "starter.jsonl")
        if c.split == "development" and c.answerable and not c.history
    ][:count]
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_product(load_settings(data_dir=Path(folder)))
        model = assistant.chat.model
        if model is None:
            sys.exit("Set ICS_CHAT_MODEL, and ICS_CHAT_BASE_URL for a server of your own.")
        assistant.library.index_starter()
        assistant.asking.warm()
        prompts: dict[str, Messages] = {}
        stream, take, spent = model.stream, Draft.take, [0.0]

        def noted(messages: Messages, stop: threading.Event):
            prompts[asking] = messages
            return stream(messages, stop)

        def timed(draft, written):
            began = time.perf_counter()
            take(draft, written)
            spent[0] += time.perf_counter() - began

        model.stream, Draft.take = noted, timed
        rows = []
        for asking in questions:
            spent[0] = 0.0
            rows.append({"product": _product(assistant, asking), "checking": spent[0]})
        asked = [q for q in questions if q in prompts]
        for asking, row in zip(questions, rows, strict=True):
            if asking in asked:
                row["bare"] = _bare(stream, prompts[asking])
    rows = [r for r in rows if "bare" in r and r["bare"][0]]
    _print(
        "time to first sentence, product / bare",
        [r["product"][0] / r["bare"][0] for r in rows if r["product"][0]],
    )
    _print("whole answer, product / bare", [r["product"][1] / r["bare"][1] for r in rows])
    _print("checking / whole bare answer", [r["checking"] / r["bare"][1] for r in rows])
    _print("bare: first sentence, s", [r["bare"][0] for r in rows])
    _print("bare: whole answer, s", [r["bare"][1] for r in rows])


def _product(assistant: Opened, question: str) -> tuple[float | None, float]:
    began, first = time.perf_counter(), None
    for answer in assistant.asking.answers(assistant.asking.read(question)):
        if first is None and answer.model and answer.model.checks:
            first = time.perf_counter() - began
    return first, time.perf_counter() - began


def _bare(stream, prompt: Messages) -> tuple[float | None, float]:
    began, first, reader = time.perf_counter(), None, Reader()
    for piece in stream(prompt, threading.Event()):
        if reader.feed(piece) and first is None:
            first = time.perf_counter() - began
    if reader.close() and first is None:
        first = time.perf_counter() - began
    return first, time.perf_counter() - began


def _print(name: str, values: list[float]) -> None:
    print(
        f"{name}: median {statistics.median(values):.3f} (min {min(values):.3f}, max"
        f" {max(values):.3f}, n {len(values)})"
    )


if __name__ == "__main__":
    main()
