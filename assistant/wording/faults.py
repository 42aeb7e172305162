"""Why a passage does not support a sentence, in words."""

from __future__ import annotations

_FAULTS = {
    "number": "the passage does not give {what}",
    "elsewhere": "the passage gives {what} of something else",
    "order": "the passage has these words in another order",
    "bound": "the passage says another bound, direction or extent",
    "quotation": "these words in quotation marks are not in the passage: {what}",
    "word": "the passage does not say “{what}”",
    "date": "the passage does not give the date {what}",
    "name": "the passage does not name “{what}”",
    "negation": "the passage says the opposite, or denies it (“{what}”)",
    "voice": "the passage says it in another voice, or as somebody else's",
    "words": "the passage does not say it",
    "uncited": "no passage is cited",
    "not said": "the judge finds no passage that says all of it",
}
_AGAINST = "the judge finds that the passage says otherwise"
_PARTLY = "the passage does not say all of it"


def fault(reason: str, what: str, partly: bool = False) -> str:
    """`reason` is one of the checker's; `what` the words that are at fault; `partly`: some of
    the sentence is supported."""
    if reason == "words" and partly:
        return _PARTLY
    if reason == "against":
        return f"{_AGAINST}: “{what}”" if what else _AGAINST
    return _FAULTS[reason].format(what=what)
