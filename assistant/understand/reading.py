"""The door of this room: a question with the questions before it in, what is asked and as at
which day out."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understand.day import AsAt, in_words, read, refuse_unread, says_nothing_else
from assistant.understand.follow_up import chain
from assistant.understand.route import joined, parts, topic
from assistant.understand.types import Turn, Understood

Events = tuple[tuple[str, str], ...]
"""(what an event is called, its ISO date): a day may be named by what happened on it."""


def leaning(question: str) -> tuple[str, ...]:
    """The questions that one is made of where a later one leans on the first for what it is about
    ("how many beds are to be opened, and who is responsible"), each made to stand alone; none
    where it asks one thing, or each has a topic of its own."""
    found = joined(question)
    if len(found) < 2 or parts(question) == found:
        return ()
    return (found[0], *(_standing(part, found[0]) for part in found[1:]))


def _standing(part: str, first: str) -> str:
    """A part that leans on the first, with what that is about."""
    alone = (chain([first, part])[-1].text or part).strip(" ?")
    return alone if topic(alone) else f"{alone}, on {topic(first)}"


_WHO_SAYS = re.compile(
    r"(?<=\w\w[\w)]),? (?:and )?(?:who|(?:which|what) sources?)"
    r" (?:says?|said) (?:so|that|this|it)\W*$",
    re.I,
)
"""What every answer tells: each of its sentences says whose it is."""


def understand(
    question: str,
    history: tuple[str, ...] = (),
    events: Events = (),
    day: str | None = None,
) -> Understood:
    """The question standing alone, and its day: its own, the one given beside it, or that of the
    question it follows on from.

    Raises AssistantError for an "as at" that is followed by no date.
    """
    asked = read(question, events, day)
    refuse_unread(asked)
    asked = replace(asked, question=_WHO_SAYS.sub("?", asked.question))
    if says_nothing_else(asked) and not history:
        asked = AsAt(in_words(question), day, asked.newest)
    before = [read(h, events) for h in history]
    said = [*before, asked]
    kept: str | None = None
    steps = chain([s.question for s in said])
    for each, step in zip(said[-len(steps) :], steps, strict=True):
        if each.day or each.newest or (step.text and not step.took):
            kept = each.day
    if history and not asked.newest:
        asked = replace(asked, day=kept)
    turn = Turn(question, steps[-1].text or asked.question)
    return Understood(turn, asked.question, asked.day, asked.newest)
