"""Files come from the reader's machine: an address that an event names as a file is refused
before its name is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_ADDRESS = re.compile(r"\s*[a-z][a-z0-9+.-]*://", re.I)


def only_local(demo: Any) -> None:
    """Guards every component of the page: Gradio would fetch such an address."""
    import gradio as gr

    def guarded(move: Callable[..., Any]) -> Callable[..., Any]:
        def moved(path: object, *rest: Any, **named: Any) -> Any:
            if _ADDRESS.match(str(path)):
                raise gr.Error(
                    "Addresses are not fetched here; add the file itself.", print_exception=False
                )
            return move(path, *rest, **named)

        return moved

    for block in demo.blocks.values():
        block.move_resource_to_block_cache = guarded(block.move_resource_to_block_cache)
        block.async_move_resource_to_block_cache = guarded(block.async_move_resource_to_block_cache)
