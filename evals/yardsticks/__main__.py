"""A public set in a folder in, figures beside those of plain systems out: `python -m
evals.yardsticks NAME FOLDER -o OUT`."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.check.by_encoder import ByEncoder
from assistant.check.support import Rules
from assistant.check.types import Judge
from assistant.cli.common import run
from assistant.settings import Settings, load_settings
from evals.run import needs
from evals.yardsticks import judging, refusing, retrieval
from evals.yardsticks.report import Outcome, markdown, write
from evals.yardsticks.sets import SETS, Chosen, open_set
from evals.yardsticks.shelf import Shelf
from index.embed import load_embedder

_NEEDS = ("ir_measures", "langchain_chroma", "langchain_huggingface", "langchain_text_splitters")


def measure(chosen: Chosen, settings: Settings, command: str) -> Outcome:
    """Whatever the set can measure: retrieval, refusing, judging."""
    embedder = load_embedder(settings.embedding_model, settings.device)
    data, head = chosen.data, (chosen, command, date.today(), settings.embedding_model)
    if data.claims:
        judges: list[Judge] = [Rules(embedder)]
        if settings.check_model:
            judges.append(ByEncoder.load(settings.check_model, settings.check_labels))
        return Outcome(*head, judged=tuple(judging.measure(data.claims, judges, _say)))
    _say(f"{len(data.texts)} texts into a library")
    shelf = Shelf(data.texts, settings, embedder)
    try:
        retrieved = refusals = None
        if any(q.relevant and not q.within for q in data.questions):
            retrieved = retrieval.measure(data.questions, shelf, _say)
        unread, gone = shelf.unread, shelf.withhold(data.withheld)
        if any(q.label for q in data.questions):
            refusals = refusing.measure(data.questions, shelf, _say)
    finally:
        shelf.close()
    return Outcome(*head, unread, gone, retrieved, refusals)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def yardstick(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(SETS)}.")],
    folder: Annotated[Path, typer.Argument(help="Where the set was downloaded to.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where the results go.")] = None,
    part: Annotated[
        str | None, typer.Option(help="A part of the set, such as test or govt.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Questions or claims, drawn by a seed.")
    ] = None,
    documents: Annotated[
        int | None, typer.Option(min=1, help="Texts; those that a question needs stay.")
    ] = None,
) -> None:
    """How the product does on a public set, beside plain systems in the same run."""
    chosen = open_set(name, folder, part, limit, documents)
    needs(*_NEEDS)
    typed = shlex.join(["python", "-m", "evals.yardsticks", *sys.argv[1:]])
    outcome = measure(chosen, load_settings(), typed)
    print(markdown(outcome))
    if out:
        print(f"results: {write(outcome, out)}")


def main() -> None:
    app = typer.Typer(add_completion=False)
    app.command()(yardstick)
    run(app)


if __name__ == "__main__":
    main()
