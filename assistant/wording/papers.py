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
    "summary": "What was found is little, and stands below.",
}
SUMMED = "What was found stands in the summary."
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


RULES_RIGHT = (39, 60)
"""Sentences of the planted papers' test half that the rules mark rightly, and how many there are:
`python -m evals.papers test`."""


def to_complete(what: str) -> str:
    """A space for the author: `what` is in its own words."""
    return f"Author to complete: {what}."


def stands_under(headings: Sequence[str]) -> str:
    """Where in the paper the evidence on a matter stands."""
    named = " and ".join(f"“{heading}”" for heading in headings)
    return f"Quoted above, under {named}."


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


def ledger_says(title: str, response: str, when: str | None) -> str:
    """The ledger has the opposite verdict."""
    return f"The ledger has it the other way: {title}, {response}{f' ({when})' if when else ''}."


def how_checked(judge: str) -> str:
    """Who gave the marks of a check, and how far to trust them."""
    if judge != "rules":
        return (
            f"{judge.partition(':')[2] or judge}, which has passed the exam in judging, read each"
            " sentence against the five passages that come nearest; figures, dates and names were"
            " looked up by rules. Read the passages before you change a paper."
        )
    return (
        "Each sentence was compared with the passages of this library by rules, without a language"
        f" model that has passed the exam. Of {RULES_RIGHT[1]} sentences of test papers they marked"
        f" {RULES_RIGHT[0]} rightly; a sentence may be true and still be marked as not found,"
        " because the library says it in other words or not at all. Read the passages before you"
        " change a paper."
    )


def marked_by(judge: str) -> str:
    """Who gave a mark, behind it."""
    return {"rules": "by rules", "ledger": "by the ledger"}.get(judge, f"by {judge}")


def otherwise(why: str) -> str:
    """A passage on the same subject says something else."""
    return f"On the same subject {why}."


def superseded(when: str) -> str:
    """What is told as the present state is not, as at a later date."""
    return f"It is told as the present state; the library has it otherwise, as at {when}."
