"""A paper as it is kept between two clicks, and back."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.paper.types import Paper

_PAPER = TypeAdapter(Paper)


def read_kept(kept: Any) -> Paper | None:
    """The paper; None where it cannot be read, such as one of an earlier version."""
    try:
        return _PAPER.validate_python(kept)
    except ValidationError:
        return None


def to_keep(paper: Paper) -> dict[str, Any]:
    """The paper as it is kept."""
    return dict(_PAPER.dump_python(paper, mode="json"))
