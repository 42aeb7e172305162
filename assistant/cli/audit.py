"""`ics-assistant audit`: the record of who did what, verified and handed out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zipfile import ZIP_DEFLATED, ZipFile

import typer

from assistant.cli.common import Json, recorded, services_of, settings_of
from assistant.errors import AssistantError
from assistant.understand.day import checked_day
from index.text.dates import spoken

if TYPE_CHECKING:
    from assistant.conversations.record import Entry
    from assistant.conversations.types import Kept

audit = typer.Typer(no_args_is_help=True, help="The record of who did what (docs/audit.md).")
Since = Annotated[str | None, typer.Option("--from", help="First day, as 2026-04-01.")]
Until = Annotated[str | None, typer.Option("--to", help="Last day.")]


_HELD = {
    True: "answers.csv holds {} questions with their answers, those of deleted conversations that"
    " are kept still among them.",
    False: "Questions and answers that people keep are not in it; --answers puts them in.",
}


@audit.command()
def verify(as_json: Json = False) -> None:
    """Read the whole chain; exit code 2 where an entry was changed or is missing."""
    found = services_of().keeping.record.verify()
    if as_json:
        print(json.dumps(asdict(found)))
    elif not found.wrong:
        print(f"{found.entries} entries, none changed or missing. Last hash: {found.last or '–'}")
    if found.wrong:
        raise AssistantError(f"The record was tampered with: {found.wrong}.")


@audit.command()
def export(since: Since = None, until: Until = None) -> None:
    """The entries of these days on standard output, as CSV."""
    from assistant.conversations.handed import as_csv

    found = as_csv(_entries(since, until))
    recorded(settings_of(), "exported the record", [])
    sys.stdout.write(found)


@audit.command()
def foi(
    file: Annotated[Path, typer.Argument(help="The file to write, .zip.")],
    since: Since = None,
    until: Until = None,
    answers: Annotated[
        bool, typer.Option("--answers", help="With every question and its answer of these days.")
    ] = False,
) -> None:
    """What an answer to a freedom of information request starts from: the entries of these days,
    and what they are, in one file."""
    from assistant.conversations.handed import answers_csv, as_csv

    services = services_of()
    found, checked = list(_entries(since, until)), services.keeping.record.verify()
    if file.suffix != ".zip" or file.exists():
        raise AssistantError(f"{file}: name a new file that ends in .zip.")
    held = _answers(since, until) if answers else []
    did = "made a pack of the record" + (" and answers" if answers else "")
    recorded(services.settings, did, [file.name])
    asked = "with" if services.settings.audit_questions else "without"
    days = f"from {spoken(since) or 'the beginning'} to {spoken(until) or 'today'}"
    state = checked.wrong or "none changed or missing"
    about = (
        f"What was done with ICS Assistant {days}: {len(found)} entries, questions {asked} their"
        f" words.\nThe whole record has {checked.entries} entries, {state}. Last hash:"
        f" {checked.last}\n\n{_HELD[answers].format(len(held))}\n\nEntries name people. Read them"
        " before you hand anything out.\n"
    )
    with ZipFile(file, "x", ZIP_DEFLATED) as pack:
        pack.writestr("record.csv", as_csv(found))
        pack.writestr("about.txt", about)
        if answers:
            pack.writestr("answers.csv", answers_csv(held))
    print(f"{len(found)} entries written to {file}.")


def _answers(since: str | None, until: str | None) -> list[tuple[str, Kept]]:
    first, last = checked_day(since), checked_day(until)
    return services_of().keeping.conversations.everybodys(first or "", last or "9")


def _entries(since: str | None, until: str | None) -> Iterable[Entry]:
    first, last = checked_day(since), checked_day(until)
    return services_of().keeping.record.entries(first or "", last or "9")
