"""`ics-assistant tidy` and `people`: what is kept for a time only, and what is kept of whom."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.cli.common import Json, print_line, recorded, services_of
from assistant.errors import AssistantError
from index.text.dates import spoken

people = typer.Typer(no_args_is_help=True, help="What is kept of whom (docs/running.md).")


def tidy(as_json: Json = False) -> None:
    """Let go what is older than the ICS_KEEP_… settings allow; the screen does so every day."""
    done = services_of().tidying.tidy()
    if as_json:
        print_line(done.gone)
    else:
        print(done)


@people.command("list")
def listed(as_json: Json = False) -> None:
    """Everybody of whom conversations, papers or visits are kept."""
    for somebody in services_of().keeping.retention.people():
        if as_json:
            print_line(asdict(somebody))
        else:
            last = spoken(somebody.last[:10]) or "not known"
            print(
                f"{somebody.id}: {somebody.conversations} conversations, {somebody.papers} papers,"
                f" last here {last}"
            )


@people.command()
def forget(
    person: Annotated[str, typer.Argument(help="Their id, as `people list` has it.")],
) -> None:
    """Delete all conversations, papers, standing questions, visits, and choices of feed and mail of
    a person for good; what they said is wrong stays without their name. The record of who did
    what keeps its entries until their time is over
    (ICS_KEEP_RECORD_DAYS)."""
    services = services_of()
    keeping = services.keeping
    known = [s.id for s in keeping.retention.people()]
    if person not in known:
        raise AssistantError(f"Nothing is kept of {person!r}; `ics-assistant people list` has all.")
    recorded(services.settings, "forgot a person", [person])
    keeping.retention.forget_person(person)
    print(f"forgotten {person}")
