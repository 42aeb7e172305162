"""What is told of statements that contradict each other: always in their sources' own words."""

from __future__ import annotations

from assistant.wording.corrections import quoted

ABOUT = (
    "Statements of different documents of which not both can be true: told by a digest of the"
    " library or by the recommendations, or found by a language model or cross-encoder that has"
    " passed the exam. Which of them is right is not judged."
)
NO_JUDGE = (
    "No language model that has passed the exam in telling what contradicts what is set, so no two"
    " statements are held against each other; have one sit it (ics-assistant examine)."
)
UNDER_WAY = "A look is under way; what it finds will be listed here."
NOTHING = "No two statements are known to contradict each other."


def otherwise(who: str, words: str) -> str:
    """Beside a statement that another document contradicts."""
    return f"Another document says otherwise: {quoted(words)} ({who})"


def done(documents: int, read: int, found: int, trouble: str) -> str:
    """What a look came to, and what it could not read."""
    told = looked(documents, read, found) if documents or not trouble else ""
    return f"{trouble} {told}".strip()


def looked(documents: int, read: int, found: int) -> str:
    """What a look came to."""
    if not documents:
        return "Nothing new to look at."
    some = "1 document was" if documents == 1 else f"{documents} documents were"
    pairs = "1 pair of statements" if read == 1 else f"{read} pairs of statements"
    differ = "none contradict each other" if not found else f"{found} found"
    return f"{some} held against the others: {pairs} read, {differ}."


def waits(documents: int, judge: str, most: int, at_once: int) -> str:
    """What a look would cost, before it."""
    some = "1 document waits" if documents == 1 else f"{documents} documents wait"
    return (
        f"{some} to be held against the others. {judge} reads up to {most} pairs of statements"
        f" of each, {at_once} a request."
    )
