"""A record in, a line more at the end of a file of JSON lines out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from index.store.private import make_private


def append_line(path: Path, record: Any) -> None:
    """Adds a dataclass as one line. A line that was cut short before is ended first, so that it spoils no other."""
    try:
        make_private(path.parent)
        torn = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
        with path.open("a", encoding="utf-8") as out:
            out.write(("\n" if torn else "") + json.dumps(asdict(record), ensure_ascii=False) + "\n")
    except OSError as error:
        raise AssistantError(
            f"{path.name} in {path.parent} cannot be written ({error.strerror}); free some space or check who may write to it."
        ) from error
