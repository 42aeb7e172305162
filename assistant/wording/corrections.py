"""What is told of a correction: a reader's words, always as theirs."""

from __future__ import annotations

from index.documents.remarks import SIGN

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


MOST_SHOWN = 3
"""Remarks that are shown at one statement; the list has all."""
_BRACKETS = str.maketrans("[]", "()")
_DOUBLE = str.maketrans(
    {**dict.fromkeys("“„‟«❝〝\uff02", "‘"), **dict.fromkeys("”»❞〞″", "’"), '"': "'"}
)
"""Double quote marks, and the single ones that stand for them within a quotation."""


def quoted(words: str) -> str:
    """Somebody's words, which nothing in them can end."""
    return f"“{words.translate(_DOUBLE)}”"


def disputed(why: str, who: str, day: str, source: str) -> str:
    """Beside a statement that a reader says is wrong."""
    named = f"; source: {quoted(source)}" if source else ""
    said = f"{who[:1].upper()}{who[1:]} says that this is wrong: {quoted(why)}"
    return f"{said} ({day}{named}). Not decided yet."


def corrected(who: str, day: str, instead: str, why: str) -> str:
    """Beside a statement that an editor found wrong; without words of the editor's, the
    reader's."""
    said = quoted(instead) if instead else f"a reader says: {quoted(why)}"
    return f"Corrected by {who} on {day}: {said}"


def differ(accounts: str) -> str:
    """Beside a statement on which sources differ, by what a digest says of them."""
    return f"Sources differ on this: {accounts}"


def apart(told: str) -> str:
    """A remark in a file: it begins with our sign, and has no bracket that might end it."""
    return SIGN + told.translate(_BRACKETS)


def more(count: int) -> str:
    """After the remarks that are shown."""
    return f"and {count} more (Recommendations, Said to be wrong)"
