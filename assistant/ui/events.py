"""What Gradio wants of the functions that answer its events."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any


def takes_event(gr: Any, *handlers: Callable[..., object]) -> None:
    """Gradio passes the event where it finds this type among a function's annotations."""
    for handler in handlers:
        handler.__annotations__["event"] = gr.EventData


def takes_request(gr: Any, *handlers: Callable[..., object]) -> None:
    """The same for the request, which names the reader's session."""
    for handler in handlers:
        handler.__annotations__["request"] = gr.Request


def script(name: str) -> str:
    """A script of this package, run when its component is loaded."""
    return (resources.files(__package__) / "static" / name).read_text("utf-8")
