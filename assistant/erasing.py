"""What is kept of readers' doings in the data folder, without what quotes a forgotten document."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.answer.feedback import FILE as FEEDBACK
from assistant.ledger.proposals import FILE as DECISIONS


def without_documents(folder: Path, ids: set[str]) -> int:
    """Decisions and thumbs that name one of these documents go; how many lines that were."""
    gone = 0
    for name in (DECISIONS, FEEDBACK):
        path = folder / name
        if not path.exists():
            continue
        lines = path.read_text("utf-8", errors="replace").splitlines(keepends=True)
        kept = [line for line in lines if not any(i in line for i in ids)]
        if len(kept) < len(lines):
            gone += len(lines) - len(kept)
            temporary = path.with_suffix(".tmp")
            temporary.write_text("".join(kept), "utf-8")
            os.replace(temporary, path)
    return gone
