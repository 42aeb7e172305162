"""`ics-assistant backup`: all that is kept, in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import recorded, settings_of

backup = typer.Typer(no_args_is_help=True, help="All that is kept, in one file (docs/running.md).")
File = Annotated[Path, typer.Argument(help="The file, .zip.")]


@backup.command()
def make(file: File) -> None:
    """Write everything into a new file, while the program runs."""
    from assistant.services.backing import back_up
    from index.search.handle import IndexHandle

    settings = settings_of()
    recorded(settings, "backed up", [file.name], needed=False)
    index = IndexHandle(settings.index())
    count = back_up(settings, index, file)
    index.close()
    print(f"{count} files and the database written to {file}.")


@backup.command()
def read(file: File) -> None:
    """Read such a file into an empty data folder."""
    from assistant.services.backing import read_back

    settings = settings_of()
    about = read_back(settings, file)
    recorded(settings, "read a backup", [file.name], needed=False)
    print(f"Read: made {about['made']} by version {about['version']}.")
    if about["index"] != "within" and not settings.chroma_url:
        print("Its index was on a Chroma server; it is in the data folder now.")
