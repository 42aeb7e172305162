"""Corrections for programs: what readers say is wrong listed, said, and decided on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from assistant.conversations.corrections import Correction, State
from assistant.errors import AssistantError
from assistant.services.corrections import NOTE, SOURCE, WHY, WORDS
from assistant.web.asked import Name, Way

Ident = Annotated[str, Path(min_length=1, max_length=64)]
_STEPS = 10_000
"""The highest number of a step that is looked for."""


class Said(BaseModel):
    """What is said to be wrong, and why: words of a `passage` by its id (`quote`, all of it if
    empty), or a recommendation (`row`), or a `step` of it as `GET /api/recommendations` has them,
    from 0. `source` is a document's title, a link, or words."""

    why: Annotated[str, Field(min_length=1, max_length=WHY)]
    passage: Name | None = None
    quote: Annotated[str, Field(max_length=WORDS)] = ""
    row: Name | None = None
    step: Annotated[int, Field(ge=0, le=_STEPS)] | None = None
    source: Annotated[str, Field(max_length=SOURCE)] = ""


class Decided(BaseModel):
    """What became of it: withdrawn by who said it, or accepted or declined by an editor, with a
    note and, accepted, the words that are to stand instead. `seen` is the time of the decision
    that was seen (`decision.at`), empty where there was none."""

    state: Literal["accepted", "declined", "withdrawn"]
    note: Annotated[str, Field(max_length=NOTE)] = ""
    instead: Annotated[str, Field(max_length=WORDS)] = ""
    seen: Annotated[str, Field(max_length=64)] | None = None


class Corrections:
    """As on the screen."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def all(self, state: State | None = None) -> list[dict[str, Any]]:
        """What readers say is wrong, in the order it was said, or what is in one state."""
        return [_record(one) for one in self._way.begin().corrections.all(state)]

    def add(self, said: Said) -> dict[str, Any]:
        """Says that something is wrong."""
        desk = self._way.begin().corrections
        if (said.passage is None) == (said.row is None):
            raise AssistantError("Say of what: a passage, or a row of the recommendations.")
        if said.row is not None:
            return _record(desk.add(desk.of_step(said.row, said.step), said.why, said.source))
        of = desk.of_words(said.passage or "", said.quote)
        return _record(desk.add(of, said.why, said.source))

    def decide(self, correction: Ident, said: Decided) -> dict[str, Any]:
        """Decides on one; accepting and declining needs the role editor."""
        desk = self._way.begin().corrections
        if said.state == "withdrawn":
            return _record(desk.withdraw(correction))
        return _record(desk.decide(correction, said.state, said.note, said.instead, said.seen))


def _record(one: Correction) -> dict[str, Any]:
    """With names, but not by what a sign-in knows people."""
    record = asdict(one)
    del record["owner"], record["decision"]["who"]
    return {**record, "told": one.remark.text if one.remark else None}
