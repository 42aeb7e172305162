"""A reader's thumb on an answer, kept on this machine with what is needed to ask again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.records import ask_record
from assistant.types import Answer


@dataclass(frozen=True)
class Feedback:
    """`version` names the set of documents asked; `answer` is the contract's record of the answer."""

    when: str
    good: bool
    reason: str
    question: str
    history: tuple[str, ...]
    answer: dict
    version: str


def keep(folder: Path, answer: Answer, history: tuple[str, ...], good: bool, reason: str, version: str) -> Feedback:
    """Appends one line to `feedback.jsonl`."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Feedback(when, good, " ".join(reason.split())[:500], answer.turn.asked, history, ask_record("feedback", answer), version)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "feedback.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
    return entry


def read(folder: Path) -> list[Feedback]:
    path = folder / "feedback.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [Feedback(**{**entry, "history": tuple(entry["history"])}) for entry in map(json.loads, lines)]
