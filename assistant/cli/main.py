"""`ics-assistant`: the same services as the screen. Errors are one sentence on standard error
and exit code 2."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import ask, exam, index, library
from assistant.cli.common import common, services_of, settings_of

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__
)
app.callback()(common)


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Port of the screen (or ICS_PORT).")] = None,
) -> None:
    """Open the screen; the first start indexes the starter library."""
    services = services_of(settings_of(port=port))
    from assistant.web.serve import serve as open_screen

    open_screen(services)


@app.command()
def mcp() -> None:
    """Answer tools of the Model Context Protocol over standard input and output."""
    from assistant.web.tools import tools

    tools(services_of()).run("stdio")


for command in (
    index.index,
    ask.search,
    ask.ask,
    exam.examine,
    index.fetch,
    library.status,
    library.versions,
    library.remove,
    library.restore,
    library.forget,
    library.confirm,
    library.describe,
):
    app.command()(command)
