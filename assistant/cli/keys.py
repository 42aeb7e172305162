"""`ics-assistant keys`: what lets programs in, made, listed and taken away."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.common import recorded, settings_of

keys = typer.Typer(no_args_is_help=True, help="Keys that let programs in (docs/api.md).")
Name = Annotated[str, typer.Argument(help="What the key is for, such as open-webui.")]


@keys.command()
def add(
    name: Name,
    role: Annotated[
        list[str] | None, typer.Option("--role", help="A role that it has; repeatable.")
    ] = None,
) -> None:
    """Make a key; it is shown once."""
    from assistant.people.keys import Keys

    settings, roles = settings_of(), tuple(role or ["reader"])
    recorded(settings, "made a key", [name, *roles])
    print(Keys(settings.data_dir).add(name, roles))


@keys.command("list")
def listing() -> None:
    """The keys by name, with their roles and when they were made."""
    from assistant.people.keys import Keys

    for key in Keys(settings_of().data_dir).all():
        print(f"{key.name}: {', '.join(key.roles)}; made {key.made}")


@keys.command()
def remove(name: Name) -> None:
    """Take a key away; it opens nothing from now on."""
    from assistant.people.keys import Keys

    settings = settings_of()
    Keys(settings.data_dir).remove(name)
    recorded(settings, "took a key away", [name], needed=False)
    print(f"Taken away: {name}.")
