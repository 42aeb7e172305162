"""`ics-assistant standing` and `digest`: questions that are asked again when documents come in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import Json, print_line, services_of
from assistant.errors import AssistantError
from assistant.people.acting import LOCAL
from assistant.understand.day import checked_day
from index.text.dates import spoken

standing = typer.Typer(no_args_is_help=True, help="Questions that stand (docs/standing.md).")
Person = Annotated[
    str,
    typer.Option("--person", help="Whose, by their id in `people list`; yours if not said."),
]


@standing.command()
def add(
    question: Annotated[list[str], typer.Argument(help="The question.")], person: Person = LOCAL.id
) -> None:
    """A question stands from now on."""
    print(services_of().standing.stand(person, " ".join(question)))


@standing.command("list")
def listed(person: Person = LOCAL.id) -> None:
    """The questions that stand, with the answer that was told last."""
    for s in services_of().standing.standing(person):
        print(f"{s.id}  {s.question}\n    {s.answer.headline if s.answer else 'answer not read'}")


@standing.command()
def remove(
    ident: Annotated[str, typer.Argument(help="Its id in `standing list`.")],
    person: Person = LOCAL.id,
) -> None:
    """A question stands no longer."""
    services_of().standing.remove(person, ident)
    print(f"removed   {ident}")


def digest(
    since: Annotated[str, typer.Option("--since", help="From that day on, as 2026-11-01.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file: .docx, .pdf or .md.")
    ] = None,
    person: Person = LOCAL.id,
    as_json: Json = False,
) -> None:
    """Ask the standing questions again of the documents as they are now, and say which answers
    changed: what it was, what it is, and which passage did it."""
    from assistant.paper.exported import KINDS
    from assistant.paper.files import save

    if output and output.suffix[1:].lower() not in KINDS:
        kinds = ", ".join("." + kind for kind in KINDS)
        raise AssistantError(f"{output}: the file's name should end in one of {kinds}.")
    desk = services_of().standing
    desk.ask_again()
    found = desk.changes(person, checked_day(since or None) or "")
    if output:
        save(output, desk.digest(found, output.suffix[1:].lower()))
    if as_json:
        for change in found:
            print_line(asdict(change))
        return
    if not found:
        print("No answer changed.")
    for change in found if not output else ():
        print(f"{change.question}\n  was: {change.told.was}\n  now: {change.told.now}")
        who = f"{change.told.who}; " if change.told.who else ""
        print(f"  {who}seen {spoken(change.at[:10])}\n")
