"""`ics-assistant differing`: statements of different documents that contradict each other."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.common import Json, print_line, recorded, services_of


def differing(
    look: Annotated[
        bool, typer.Option("--look", help="First look for more, by the judge that has passed.")
    ] = False,
    apart: Annotated[
        str, typer.Option("--apart", help="These do not contradict each other, by their key.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List where sources differ: statements that were found to contradict each other, what digests
    say, recommendations answered in two ways."""
    from assistant.services.disagreeing import AT_ONCE, MOST
    from assistant.wording import differing as wording

    services = services_of()
    desk = services.disagreeing
    if apart:
        desk.part(apart)
    if look:
        if waiting := desk.waiting():
            typer.echo(wording.waits(waiting, desk.judge, MOST, AT_ONCE), err=True)
        recorded(services.settings, "looked for what differs", [])
        done = desk.look()
        typer.echo(wording.done(done.documents, done.read, done.found, done.trouble), err=True)
    found = desk.record()
    if as_json:
        print_line(found)
        return
    for pair in found["statements"]:
        print(f"{pair['key']}  found by {pair['by']} on {pair['on']}")
        for said in pair["statements"]:
            print(f"  “{said['text']}” ({said['who']})")
    for account in found["digests"]:
        print(f"{account['text']} ({account['who']})")
    for row in found["recommendations"]:
        print(f"{row['title']}: {row['told'] or 'answered in two ways'} (ledger show {row['id']})")
    if not any(found.values()):
        print(wording.NOTHING)
