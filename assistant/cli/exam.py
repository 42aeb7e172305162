"""`ics-assistant examine`: the language models that the settings name sit the exam, and what they
may do from then on."""

from __future__ import annotations

import sys
import threading
from typing import Annotated

import typer

from assistant.cli.common import Json, print_line, services_of, settings_of


def examine(
    whole: Annotated[bool, typer.Option("--all", help="All questions, not a sample.")] = False,
    size: Annotated[
        int | None, typer.Option(min=10, help="Questions of the sample (default 200).")
    ] = None,
    cost: Annotated[bool, typer.Option(help="Tell what it takes, and stop.")] = False,
    as_json: Json = False,
) -> None:
    """Have the language models sit the exam: judging, refusing, citing."""
    from dataclasses import asdict

    from assistant.exam.papers import WHOLE, papers
    from assistant.exam.sit import cost as cost_of
    from assistant.exam.told import in_full
    from assistant.wording.exam import costs

    settings = settings_of()
    sat = papers(None if whole else size or WHOLE)
    takes = cost_of(sat)
    named = [name for name in (settings.chat_model, settings.judge_model) if name]
    for name in named or ([] if settings.check_model else ["a language model"]):
        print(costs(name, takes.requests, takes.tokens), file=sys.stderr)
    if cost:
        return
    shown = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shown:
            print(f"\r{done} of {total} requests", end="", file=sys.stderr, flush=True)

    cards = services_of(settings).examiner.examine(sat, threading.Event(), progress)
    if shown:
        print(file=sys.stderr)
    for card in cards:
        print_line(asdict(card)) if as_json else print(in_full(card, settings))
