"""`ics-assistant evaluate` and `ics-assistant feedback`: joined to the command line by `app.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import settings_of
from evals.errors import EvaluationError

if TYPE_CHECKING:
    from assistant.settings import Settings

_EXIT = {"not worse": 0, "worse": 1, "inconclusive": 3, None: 0}


def evaluate(
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="starter, commentary, as-at, traps, or a gold file; all four if not given.",
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="A baseline file; the accepted one if not given."),
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Where the reports go.")] = None,
    accept: Annotated[
        str | None,
        typer.Option("--accept", help="Accept this run as the baseline, with the reason."),
    ] = None,
    yardsticks: Annotated[bool, typer.Option(help="Run the yardsticks too.")] = True,
) -> None:
    """Gold questions in, a verdict out: exit code 0 not worse, 1 worse, 3 inconclusive or a set
    did not run."""
    from evals.cases import SETS

    settings = settings_of()
    asked = _Asked(
        settings,
        against,
        report or settings.data_dir.expanduser() / "evaluations" / "latest",
        accept,
        yardsticks,
    )
    verdicts = [asked.one(name) for name in sets or SETS]
    for verdict in ("worse", "inconclusive"):
        if verdict in verdicts:
            raise typer.Exit(_EXIT[verdict])


@dataclass(frozen=True)
class _Asked:
    """What the command was given."""

    settings: Settings
    against: Path | None
    folder: Path
    accept: str | None
    yardsticks: bool

    def one(self, name: str) -> str | None:
        """Runs one set, writes its report and prints it; its verdict, None where there is nothing
        to compare with."""
        from evals import baseline
        from evals.cases import SETS
        from evals.page import write_figures
        from evals.report import markdown, write
        from evals.run import evaluate as run_set

        try:
            with _bar() as step:
                run = run_set(name, self.settings, self.yardsticks, step)
        except EvaluationError as error:
            print(f"{name}: did not run. {error}")
            return "inconclusive"
        if self.accept is not None:
            print(f"baseline: {baseline.accept(run, self.accept).name}")
            write_figures()
        path = self.against or baseline.path_of(name)
        kept = baseline.load(path, run) if self.against or path.exists() else None
        comparisons, verdict = baseline.against(run, kept) if kept else ([], None)
        if kept is None and name in SETS:
            print(f"{name}: no accepted baseline; make one with make accept-baseline and a reason.")
            verdict = "inconclusive"
        if kept and (new := baseline.new_cases(run, kept)):
            print(f"new, not compared: {', '.join(new)}")
        page, _ = write(run, self.folder, comparisons, verdict, kept)
        print(markdown(run, comparisons, verdict, kept))
        print(f"report: {page}")
        if name == "commentary":
            self._ledger()
        return verdict

    def _ledger(self) -> None:
        from evals import proposals
        from index.embed import load_embedder

        embedder = load_embedder(self.settings.embedding_model, self.settings.device)
        figures = proposals.markdown(proposals.halves(self.settings, embedder))
        print(f"Recommendations detected and linked in the five documents\n{figures}")
        (self.folder / "ledger.md").write_text(figures + "\n", "utf-8")


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Evaluating", total=None)

        def step(done: int, total: int, system: str) -> None:
            bar.update(task, completed=done, total=total, description=system)

        yield step


feedback = typer.Typer(no_args_is_help=True, help="What readers said of answers.")


@feedback.command()
def listing() -> None:
    """Every thumb, newest last."""
    from assistant.answer.feedback import read

    for n, f in enumerate(read(settings_of().data_dir.expanduser()), 1):
        print(
            f"{n:3} {f.when} {'up  ' if f.good else 'down'}"
            f" {f.question}{f' — {f.reason}' if f.reason else ''}"
        )


@feedback.command()
def review(
    number: Annotated[int, typer.Argument(help="Its number in `feedback listing`.")],
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact", help="A fact that a right answer states, word for word from the evidence."
        ),
    ] = None,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor", help="SOURCE=words: where the evidence stands, if not where it was cited."
        ),
    ] = None,
    unanswerable: Annotated[
        str | None,
        typer.Option(help="No document answers it: a pattern that an answer would match."),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option(help="The set it joins; the starter set if not given.")
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Add it; otherwise it is only shown.")
    ] = False,
) -> None:
    """Turn one into a gold case, with the evidence filled in; a person confirms."""
    from evals.feedback import add, candidate

    settings = settings_of()
    case = candidate(number, settings, fact or [], anchor or [], unanswerable)
    print(case.model_dump_json(indent=1, exclude_none=True))
    if confirm:
        print(f"added to {add(case, settings, gold).name}")
    else:
        print("Not added: run again with --confirm when evidence and facts are right.")
