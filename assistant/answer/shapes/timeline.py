"""What happened, in order of date: each event once, with its day."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.shapes.base import FOLDED, Ask, Told, once, repeated, size, without
from assistant.understand.period import Period, overlaps, period
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
_HAPPENED = 0.75
"""Log odds by which what happened goes before what was said of it; set by hand."""
_FEWEST = 3
"""Events that make a timeline."""
_EVENTS = (Label.EVENT, Label.RESPONSE, Label.PROGRESS, Label.LINKED, Label.RECOMMENDED, Label.LAW,
           Label.GUIDANCE, Label.COMMENT, None)  # fmt: skip


def timeline(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """Dated sentences on the subject within the stretch of time that is named, oldest first; None
    where fewer than three are found, or two where a stretch is named."""
    within = period(ask.question)
    dated = [s for s in once(ranked[: None if within else _FROM]) if _tells(s)]
    if within:
        dated = [s for s in dated if _lies(s, within)]
    if not dated:
        return None
    told: list[Sentence] = []
    for sentence in sorted(dated, key=_weight, reverse=True):
        if sentence.score < ranked[0].score - _WITHIN:
            continue
        same_day = [
            s
            for s in told
            if s.passage.said_on == sentence.passage.said_on and s.passage != sentence.passage
        ]
        if not repeated(sentence, told, ask.rarity) and not repeated(
            sentence, same_day, ask.rarity, _SAME_DAY
        ):
            told.append(sentence)
    if len(told) < _FEWEST - (within is not None):
        return None
    shown: list[Sentence] = []
    count = 0
    for sentence in told:
        if len(shown) < _MOST and count + size(sentence) <= _WORDS:
            shown.append(sentence)
            count += size(sentence)
    rest = without(told, shown)
    return Told(tuple(in_time(shown)), tuple(in_time(_fitting(rest))))


def _tells(sentence: Sentence) -> bool:
    """Whether it tells of something on a day."""
    voice = sentence.passage.voice
    return bool(sentence.passage.said_on) and (voice.label if voice else None) in _EVENTS


def _lies(sentence: Sentence, within: Period) -> bool:
    """Whether it was said within the stretch, or speaks of a year that lies whole in it."""
    spoken_of = (y[:4] for y in years(sentence.text))
    return overlaps(sentence.passage.said_on or "", within) or any(
        within[0] <= f"{y}-01-01" and f"{y}-12-31" <= within[1] for y in spoken_of
    )


def _weight(sentence: Sentence) -> float:
    """Log odds that it answers; what happened goes before what was said of it."""
    voice = sentence.passage.voice
    return sentence.score + _HAPPENED * (voice is not None and voice.label != Label.COMMENT)


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
