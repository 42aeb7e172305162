"""The screen's templates: a template's name and its values in, HTML out."""

from __future__ import annotations

from functools import partial
from importlib import resources

from assistant import templating

render = partial(templating.render, "assistant.ui")


def script(name: str) -> str:
    """A script of this package."""
    return (resources.files(__package__) / "static" / name).read_text("utf-8")
