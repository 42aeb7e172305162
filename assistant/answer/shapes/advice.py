"""What sources recommend or require, for a question of what to do: the decision is the board's."""

from __future__ import annotations

from assistant.answer.evidence import Evidence
from assistant.answer.shapes.base import Ask, Told, folded_at
from assistant.wording import answers
from index.documents.types import Label
from index.search.rank import Sentence

_ADVISES = (Label.RECOMMENDED, Label.GUIDANCE, Label.LAW, Label.LINKED, Label.PROGRESS)
_ABOVE = 2.0
"""Log odds that a sentence which says what to do is given over others; set by hand."""


def advice(ask: Ask, evidence: Evidence) -> Told | None:
    """The sentences that say what to do first, and whose decision it is."""
    order = sorted(evidence.chosen, key=lambda s: -(s.score + _ABOVE * _advises(s)))
    if not order:
        return None
    shown, folded = folded_at(order, ask.rarity, words=110, most=4)
    return Told(shown, folded, remarks=(answers.YOURS_TO_DECIDE,))


def _advises(sentence: Sentence) -> bool:
    voice = sentence.passage.voice
    return (voice.label in _ADVISES) if voice else sentence.passage.kind in ("review", "guidance")
