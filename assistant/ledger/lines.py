"""A record in, a line more at the end of a file of JSON lines out."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from index.store.private import make_private


def append_line(path: Path, record: Any) -> None:
    """Adds a dataclass as one line. A line that was cut short before is ended first, so that it
    spoils no other."""
    try:
        make_private(path.parent)
        torn = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
        with path.open("a", encoding="utf-8") as out:
            out.write(
                ("\n" if torn else "") + json.dumps(asdict(record), ensure_ascii=False) + "\n"
            )
    except OSError as error:
        raise AssistantError(
            f"{path.name} in {path.parent} cannot be written ({error.strerror}); free some space or"
            " check who may write to it."
        ) from error


def without_lines(path: Path, marks: set[str]) -> int:
    """Takes out the lines that hold one of the marks, such as a document's id; how many those
    were."""
    if not path.exists():
        return 0
    lines = path.read_text("utf-8", errors="replace").splitlines(keepends=True)
    kept = [line for line in lines if not any(mark in line for mark in marks)]
    if len(kept) < len(lines):
        temporary = path.with_suffix(".tmp")
        temporary.write_text("".join(kept), "utf-8")
        os.replace(temporary, path)
    return len(lines) - len(kept)
