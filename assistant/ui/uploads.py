"""A path that a browser names in, the file that it has uploaded out; anything else is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.settings import Settings


def uploaded(settings: Settings, given: Any) -> Path:
    """The file. Raises AssistantError for a path outside the folder of uploads."""
    folder = settings.uploads_dir.resolve()
    path = Path(str(given or "")).resolve()
    if not path.is_file() or not path.is_relative_to(folder):
        raise AssistantError("This file did not come through; add it again.")
    return path
