"""What is told of a correction: a reader's words, always as theirs."""

from __future__ import annotations

ABOUT = (
    "A reader’s words stand beside the statement until an editor decides. They change no document,"
    " are never quoted as evidence, and no language model reads them."
)
FORGOTTEN, DECIDED_BY = "a reader", "an editor"
"""Who said it, and who decided, where they were forgotten."""
STATES = {
    "open": "not decided yet",
    "accepted": "accepted",
    "declined": "declined",
    "withdrawn": "withdrawn",
}


def disputed(why: str, who: str, day: str, source: str) -> str:
    """Beside a statement that a reader says is wrong."""
    named = f"; source: {source}" if source else ""
    return f"A reader says that this is wrong: {why} ({who}, {day}{named}). Not decided yet."


def corrected(who: str, day: str, instead: str, why: str) -> str:
    """Beside a statement that an editor found wrong; without words of the editor's, the
    reader's."""
    said = f"“{instead}”" if instead else f"a reader says: {why}"
    return f"Corrected by {who} on {day}: {said}"
