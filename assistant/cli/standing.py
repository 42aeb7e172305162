"""`ics-assistant standing` and `digest`: questions that are asked again when documents come in."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import Json, print_line, recorded, services_of
from assistant.errors import AssistantError
from assistant.people.acting import LOCAL
from assistant.understand.day import checked_day
from assistant.wording.telling import NO_SERVER
from index.text.dates import spoken

if TYPE_CHECKING:
    from assistant.services import Services

standing = typer.Typer(no_args_is_help=True, help="Questions that stand (docs/changes.md).")
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


@standing.command()
def feed(
    off: Annotated[bool, typer.Option("--off", help="Take the private address away.")] = False,
    person: Person = LOCAL.id,
) -> None:
    """Where a feed reader finds what changed: a private address, made anew and shown once; where
    nobody signs in, the one that is always there."""
    services = services_of()
    if off:
        services.telling.drop_feed(person)
        recorded(services.settings, "took a feed's address away", [person], needed=False)
        print("The private address opens nothing any more.")
    elif services.telling.private:
        recorded(services.settings, "made a feed's address", [person])
        print(services.telling.make_feed(person))
    else:
        print(services.telling.address())


@standing.command()
def mail(
    address: Annotated[str, typer.Argument(help="Where to; nothing to see where it goes.")] = "",
    off: Annotated[bool, typer.Option("--off", help="No longer by mail.")] = False,
    person: Person = LOCAL.id,
) -> None:
    """Have changed answers by mail too. Where people sign in, each turns that on at Home: only
    their sign-in tells their address."""
    services = services_of()
    telling = services.telling
    if off:
        telling.turn_off(person)
        recorded(services.settings, "turned mail of changes off", [person], needed=False)
    elif address and telling.private:
        raise AssistantError("Where people sign in, each turns mail on at Home; --off ends it.")
    elif address:
        recorded(services.settings, "turned mail of changes on", [person])
        telling.turn_on(replace(LOCAL, id=person), address)
    chosen = telling.chosen(person)
    print(f"mailed to {chosen.mail}" if chosen.mail else "not by mail")
    if chosen.failing:
        print(f"could not be sent since {chosen.failing}")


def _mailed(services: Services, as_json: bool) -> None:
    """Sends what is owing. Raises AssistantError where some could not be sent."""
    if not services.telling.mails:
        raise AssistantError(NO_SERVER)
    done = services.telling.send(at_once=True)
    if as_json:
        print_line(asdict(done))
    elif done.sent or not done.failed:
        print(f"Mailed to {done.sent}." if done.sent else "No mail was owing.")
    if done.failed:
        raise AssistantError(
            f"Mail to {done.failed} could not be sent ({done.why}). It stays owing; see"
            " ICS_MAIL_SERVER and what the server's own log says."
        )


def digest(
    since: Annotated[str, typer.Option("--since", help="From that day on, as 2026-11-01.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file: .docx, .pdf or .md.")
    ] = None,
    person: Person = LOCAL.id,
    by_mail: Annotated[
        bool, typer.Option("--mail", help="Send everybody the mail that is owing instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask the standing questions again of the documents as they are now, and say which answers
    changed: what it was, what it is, and which passage did it."""
    from assistant.paper.exported import KINDS
    from assistant.paper.files import save

    if output and output.suffix[1:].lower() not in KINDS:
        kinds = ", ".join("." + kind for kind in KINDS)
        raise AssistantError(f"{output}: the file's name should end in one of {kinds}.")
    services = services_of()
    desk = services.standing
    desk.ask_again()
    if by_mail:
        return _mailed(services, as_json)
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
        now = "now" if change.told.sure else "may now be (by rules)"
        print(f"{change.question}\n  was: {change.told.was}\n  {now}: {change.told.now}")
        who = f"{change.told.who}; " if change.told.who else ""
        print(f"  {who}seen {spoken(change.at[:10])}\n")
