"""What every command shares: its options, the settings, the services, and errors as one sentence
with exit code 2."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError
from index.errors import IndexingError

if TYPE_CHECKING:
    from assistant.services import Services
    from assistant.settings import Settings

_given: dict[str, Path | None] = {"data_dir": None}

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[
    Path | None,
    typer.Option(
        "--batch", help='A file of questions, a JSON line each: {"id", "question", "history"}.'
    ),
]
AsAt = Annotated[
    str | None, typer.Option("--as-at", help="Use nothing said after this day, as 2024-07-31.")
]
Words = Annotated[list[str] | None, typer.Argument(help="The question.")]
Names = Annotated[
    list[str], typer.Argument(help="Documents by name, path or id, as `status --json` lists them.")
]


def run(command: Callable[[], object]) -> None:
    """Runs `command`; its own errors become one sentence and exit code 2. What it writes, nobody
    else may read."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows cannot write “ or £ otherwise
            stream.reconfigure(encoding="utf-8")
    try:
        command()
    except (AssistantError, IndexingError) as error:
        print(f"ics-assistant: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


def common(
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="Where the index lives (or ICS_DATA_DIR).")
    ] = None,
) -> None:
    """Before any command: where the index lives."""
    _given["data_dir"] = data_dir


def settings_of(**overrides: Any) -> Settings:
    """Settings, with what was given on the command line."""
    from assistant.settings import load_settings

    return load_settings(data_dir=_given["data_dir"], **overrides)


def services_of(settings: Settings | None = None) -> Services:
    """The services over the index that the settings name."""
    from assistant.services import open_services

    return open_services(settings or settings_of())


def print_line(record: dict[str, Any]) -> None:
    """A JSON line on standard output."""
    print(json.dumps(record, ensure_ascii=False), flush=True)


def recorded(settings: Settings, did: str, names: Iterable[str], needed: bool = True) -> None:
    """Puts on record what is done by command, as the user of this machine. Raises AssistantError
    where it cannot be, unless it is not `needed`: a key that leaked goes all the same."""
    from assistant.services.keeping import Keeping

    keeping = Keeping(settings)
    try:
        keeping.record.add(did, {"names": list(names), "by": "command"})
    except AssistantError as error:
        if needed:
            raise
        print(f"Not put on record: {error}", file=sys.stderr)
    finally:
        keeping.close()
