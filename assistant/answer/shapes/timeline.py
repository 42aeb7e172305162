"""What happened, in order of date: each event once, with its day."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.shapes.base import FOLDED, Ask, Told, once, repeated, size, without
from index.documents.types import Label
from index.search.rank import Sentence
from index.text.dates import by_end_of, years

_WITHIN, _FROM = 4.0, 40
"""Log odds below the best of an event that is told, and sentences looked at; set by hand."""
_MOST, _WORDS = 6, 130
"""Events before the fold and their words, at the most; set by hand."""
_SAME_DAY = 0.4
"""Share of a sentence's weight in words that another of the same day has said, from which it tells
of the same event; set by hand."""
_EVENTS = (Label.EVENT, Label.RESPONSE, Label.PROGRESS, Label.LINKED, Label.RECOMMENDED, Label.LAW,
           Label.GUIDANCE, Label.COMMENT, None)  # fmt: skip


def timeline(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """Dated sentences on the subject, oldest first; None where fewer than three are found."""
    if not ranked:
        return None
    asked_years = years(ask.question)
    told: list[Sentence] = []
    for sentence in once(ranked[:_FROM]):
        voice = sentence.passage.voice
        day = sentence.passage.said_on
        if not day or (voice.label if voice else None) not in _EVENTS:
            continue
        if sentence.score < ranked[0].score - _WITHIN:
            continue
        if asked_years and day[:4] not in asked_years and not asked_years & years(sentence.text):
            continue
        same_day = [s for s in told if s.passage.said_on == day]
        if not repeated(sentence, told, ask.rarity) and not repeated(
            sentence, same_day, ask.rarity, _SAME_DAY
        ):
            told.append(sentence)
    if len(told) < 3:
        return None
    shown: list[Sentence] = []
    count = 0
    for sentence in told:
        if len(shown) < _MOST and count + size(sentence) <= _WORDS:
            shown.append(sentence)
            count += size(sentence)
    rest = without(told, shown)
    return Told(tuple(in_time(shown)), tuple(in_time(_fitting(rest))))


def in_time(found: Sequence[Sentence]) -> list[Sentence]:
    """Oldest first."""
    return sorted(found, key=lambda s: by_end_of(s.passage.said_on or ""))


def _fitting(found: Sequence[Sentence]) -> list[Sentence]:
    left, out = FOLDED, []
    for sentence in found:
        if size(sentence) <= left:
            out.append(sentence)
            left -= size(sentence)
    return out
