"""`ics-assistant corrections`: what readers say is wrong, decided on and exported."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import Json, print_line, recorded, services_of
from assistant.errors import AssistantError
from index.text.dates import spoken

if TYPE_CHECKING:
    from assistant.conversations.corrections import Correction

corrections = typer.Typer(
    no_args_is_help=True, help="What readers say is wrong (docs/corrections.md)."
)
Ident = Annotated[str, typer.Argument(help="Its id in `corrections list`.")]
Note = Annotated[str, typer.Option("--note", help="A note on the decision.")]


@corrections.command("list")
def listed(
    state: Annotated[
        str, typer.Option("--state", help="Only open, accepted, declined or withdrawn ones.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Every correction with what became of it."""
    from assistant.conversations.corrections import STATES

    wanted = next((s for s in STATES if s == state), None)
    if state and wanted is None:
        raise AssistantError(f"{state!r} is not a state; they are {', '.join(STATES)}.")
    found = services_of().corrections.all(wanted)
    for one in found:
        print_line(record(one)) if as_json else _print(one)
    if not found and not as_json:
        print("Nothing is said to be wrong.")


@corrections.command()
def add(
    why: Annotated[list[str], typer.Argument(help="Why it is wrong.")],
    passage: Annotated[
        str, typer.Option("--passage", help="Of a passage, by its id in `search --json`.")
    ] = "",
    quote: Annotated[
        str, typer.Option("--quote", help="Of these words of the passage; all of it if not said.")
    ] = "",
    row: Annotated[
        str, typer.Option("--row", help="Of a recommendation, by its id in `ledger list`.")
    ] = "",
    step: Annotated[
        int | None,
        typer.Option("--step", min=1, help="Of that step of it, counted from 1."),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", help="A document's title, a link, or words.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Say that a statement is wrong: one of a passage, or a recommendation's."""
    if bool(passage) == bool(row):
        raise AssistantError("Say of what: --passage ID (with --quote WORDS), or --row ID.")
    if (quote and row) or (step and passage):
        raise AssistantError("--quote goes with --passage, and --step with --row.")
    desk = services_of().corrections
    of = desk.of_step(row, step and step - 1) if row else desk.of_words(passage, quote)
    _done(desk.add(of, " ".join(why), source), as_json)


@corrections.command()
def accept(
    ident: Ident,
    instead: Annotated[
        str, typer.Option("--instead", help="Words that are to stand in its place.")
    ] = "",
    note: Note = "",
    as_json: Json = False,
) -> None:
    """Accept a correction; with words it goes into the patch."""
    _done(services_of().corrections.decide(ident, "accepted", note, instead), as_json)


@corrections.command()
def decline(ident: Ident, note: Note = "", as_json: Json = False) -> None:
    """Decline a correction; it is no longer shown beside the statement."""
    _done(services_of().corrections.decide(ident, "declined", note), as_json)


@corrections.command()
def withdraw(ident: Ident, as_json: Json = False) -> None:
    """Take a correction back that nobody has decided on."""
    _done(services_of().corrections.withdraw(ident), as_json)


@corrections.command()
def export(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file, such as corrections.patch.")
    ] = None,
    as_json: Json = False,
) -> None:
    """The accepted corrections as a patch for the library's files; what somebody has to look at
    stands before it."""
    from assistant.paper.files import save

    services = services_of()
    recorded(services.settings, "exported corrections", [output.name] if output else [])
    made = services.corrections.export()
    if output:
        save(output, made.text.encode())
    if as_json:
        print_line(asdict(made))
    elif not output:
        print(made.text, end="")
    else:
        files = ", ".join(made.files) or "no file"
        print(f"{output}: changes {files}; {len(made.looked)} to be looked at by hand")


def record(one: Correction) -> dict[str, Any]:
    """A correction as a JSON line."""
    return {**asdict(one), "told": one.remark.text if one.remark else None}


def _done(one: Correction, as_json: bool) -> None:
    if as_json:
        print_line(record(one))
    else:
        print(f"{one.state}   {one.id}")


def _print(one: Correction) -> None:
    where = f"{one.of.file}, {one.of.row}" if one.of.row else one.of.file
    print(f"{one.id}  {one.state}  {where}\n    “{one.of.words}”")
    source = f"; source: {one.source.said}" if one.source.said else ""
    print(f"    wrong, says {one.name}, {spoken(one.at[:10])}: {one.why}{source}")
    d = one.decision
    if d.at:
        instead = f": “{d.instead}”" if d.instead else ""
        note = f" ({d.note})" if d.note else ""
        print(f"    {one.state} by {d.name}, {spoken(d.at[:10])}{instead}{note}")
