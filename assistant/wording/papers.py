"""What a board paper says in our own words: what it lacks, what its author is to add, and what the
library makes of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

LACKS = {
    "background": "Nothing more was found on the background.",
    "recommended": "Nothing classed as a recommendation was found under these words; the library "
    "may hold one under others.",
    "answered": "Nothing classed as an answer by government was found under these words; there may "
    "have been one.",
    "progress": "No report of progress was found under these words; that does not mean that nothing"
    " happened.",
    "commentary": "No comment was found under these words.",
    "summary": "No evidence was found to sum up.",
}
ASK = {
    "decision": "Author to complete: the decision that the board is asked to take, in one "
    "sentence.",
    "discussion": "Author to complete: the questions that the board is asked to discuss.",
    "assurance": "Author to complete: what the board is asked to take assurance of, and what "
    "remains unassured.",
    "information": "Author to complete: what the board is asked to note.",
}
NEXT = (
    "Author to complete: options with their costs and risks, and next steps with who and by when."
    " The evidence in this paper does not choose between them."
)
COMPLETE = "Author to complete."
OTHERS = "Also on this topic"
NO_TOPIC = "A paper needs a topic; give a few words, such as “prevention spending”, or a question."
NOTHING_NEAR = "Nothing in the library comes near."
SAYS_SO = "The passage says so."
NOT_TOLD_SO = "the passage does not tell it so"
NOT_FOUND = "No passage was found to say it; what comes nearest is given."


def to_complete(what: str) -> str:
    """A space for the author: `what` is in its own words."""
    return f"Author to complete: {what}."


def nothing_found(topic: str, documents: int, by: str | None) -> str:
    """Nothing on the topic, in so many documents, dated by the day `by` if one is given."""
    dated = f" dated by {by}" if by else ""
    return (
        f"No passage{dated} was found in the {documents} documents of this library by the words"
        f" “{topic}”, so this paper says nothing of it."
    )


def not_mentioned(word: str) -> str:
    """A name in the topic that no document has."""
    return f"No document of this library mentions “{word}”; nothing below is about it."


def in_other_words(lacking: Sequence[str]) -> str:
    """A passage supports the sentence but lacks these words of it."""
    listed = ", ".join(f"“{w}”" for w in lacking)
    return f"The passage says so in other words; it does not have {listed}."


def otherwise(why: str) -> str:
    """A passage on the same subject says something else."""
    return f"On the same subject {why}."


def superseded(when: str) -> str:
    """What is told as the present state is not, as at a later date."""
    return f"It is told as the present state; the library has it otherwise, as at {when}."
