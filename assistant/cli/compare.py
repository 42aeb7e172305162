"""`ics-assistant compare`: what changed between two documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import Json, print_line, recorded, services_of
from assistant.errors import AssistantError


def compare(
    before: Annotated[
        str, typer.Argument(help="The older one: a document's name or id, or a file.")
    ],
    after: Annotated[str, typer.Argument(help="The newer one.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A report: .docx, .pdf or .md.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what was added, dropped or changed in figure, date, verdict or commitment, sentence by
    sentence; what only moved is no change."""
    from assistant.changes.told import NAMES, counted
    from assistant.paper.changed import record
    from assistant.paper.exported import KINDS
    from assistant.paper.files import save

    if output and output.suffix[1:].lower() not in KINDS:
        kinds = ", ".join("." + kind for kind in KINDS)
        raise AssistantError(f"{output}: the report's name should end in one of {kinds}.")
    services = services_of()
    compared = services.comparing.compare(before, after)
    found = compared.found
    if output:
        recorded(services.settings, "exported a comparison", [output.name])
        save(output, services.comparing.file(compared, output.suffix[1:].lower()))
    if as_json:
        print_line(record(compared))
        return
    print(counted(found))
    for change in found.changes if not output else ():
        if change.kind != "wording":
            print(f"\n{', '.join(NAMES[kind] for kind in change.kinds)}")
            if change.before:
                print(f"  - {change.before.text}")
            if change.after:
                print(f"  + {change.after.text}")
