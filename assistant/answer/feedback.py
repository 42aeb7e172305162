"""A reader's thumb on an answer, kept on this machine with what is needed to ask again."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answer.records import ask_record
from assistant.answer.types import Answer
from assistant.ledger.lines import append_line

FILE = "feedback.jsonl"


@dataclass(frozen=True)
class Feedback:
    """`version` names the set of documents asked; `answer` is the contract's record of the
    answer."""

    when: str
    good: bool
    reason: str
    question: str
    history: tuple[str, ...]
    answer: dict[str, Any]
    version: str


def keep(
    folder: Path, answer: Answer, history: tuple[str, ...], good: bool, reason: str, version: str
) -> Feedback:
    """Appends one line to `feedback.jsonl`."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Feedback(
        when,
        good,
        " ".join(reason.split())[:500],
        answer.turn.asked,
        history,
        ask_record("feedback", answer),
        version,
    )
    append_line(folder / FILE, entry)
    return entry


def read(folder: Path) -> list[Feedback]:
    """Every thumb in order; a line that cannot be read, such as one that a full disk cut short,
    is left out."""
    path = folder / FILE
    found = []
    for line in path.read_text("utf-8", errors="replace").split("\n") if path.exists() else []:
        try:
            entry = json.loads(line)
            found.append(Feedback(**{**entry, "history": tuple(entry["history"])}))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def drop(folder: Path, before: str) -> int:
    """Thumbs from before that ISO time gone, and lines that cannot be read; how many."""
    path = folder / FILE
    if not path.exists():
        return 0
    lines = [n for n in path.read_text("utf-8", errors="replace").split("\n") if n.strip()]
    kept = [line for line in lines if _since(line, before)]
    if len(kept) < len(lines):
        part = path.with_suffix(".tmp")
        part.write_text("".join(f"{line}\n" for line in kept), "utf-8")
        os.replace(part, path)
    return len(lines) - len(kept)


def _since(line: str, before: str) -> bool:
    try:
        return bool(json.loads(line)["when"] >= before)
    except (ValueError, KeyError, TypeError):
        return False
