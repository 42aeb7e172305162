"""A sentence that tells what government answered in, the row of the ledger that has the opposite
out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.ledger.types import RowLink
from assistant.wording.ledger import status
from index.documents.types import Passage

Rows = Callable[[tuple[Passage, ...]], tuple[RowLink, ...]]
_GOVERNMENT = re.compile(r"\b(?:government|ministers?|department|dhsc|whitehall)\b", re.I)
_YES = re.compile(r"\b(?:accept|agree|endors|back|adopt|approv)(?:e?d|s|es|ing)?\b", re.I)
_NO = re.compile(r"\b(?:reject|refus|declin|dismiss)(?:e?d|s|es|ing)?\b", re.I)
_DENIED = re.compile(
    r"\b(?:not|never|n['’]t|refus\w+ to|declin\w+ to|fail\w+ to)\b(?:\W+\w+){0,3}?\W+$", re.I
)
_PARTLY = re.compile(r"\b(?:part(?:ly|ially)?|in part|some|most|many)\b", re.I)
_AGAINST = {"rejected": True, "accepted": False}
"""Statuses of the ledger that one verdict turns round: whether it is a yes that does."""


def turned(sentence: str, near: Sequence[Passage], rows: Rows) -> RowLink | None:
    """The row that the nearest passages rest on, where the sentence says the opposite of its
    answer; None where it tells no plain verdict of government's."""
    said = _verdict(sentence)
    if said is None or not near:
        return None
    return next((r for r in rows(tuple(near)) if _AGAINST.get(r.response) is said), None)


def told(sentence: str, near: Sequence[Passage], rows: Rows) -> RowLink | None:
    """The row whose standing the sentence tells in the ledger's own words, as our papers do."""
    return next(
        (
            row
            for row in rows(tuple(near))
            if sentence
            == status(row.title, (row.response, row.responded), (row.progress, row.progressed))
        ),
        None,
    )


def _verdict(sentence: str) -> bool | None:
    """Whether government said yes or no, as a sentence tells it; None where it tells neither, both
    or a part."""
    if not _GOVERNMENT.search(sentence) or _PARTLY.search(sentence):
        return None
    yes, no = _YES.search(sentence), _NO.search(sentence)
    if no and not (yes and yes.start() > no.end()):
        return None if yes else False
    return None if yes is None else _DENIED.search(sentence[: yes.start()]) is None
