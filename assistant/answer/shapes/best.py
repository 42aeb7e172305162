"""The sentences that answer best, for a question that asks for no shape of its own; and those of
its parts, where it has several."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer.evidence import ENOUGH, Evidence
from assistant.answer.shapes.base import Ask, Lead, Told, folded_at, of_passage, without
from assistant.understand.asked_for import asked_for
from assistant.wording import answers
from index.documents.types import Label
from index.search.asked import ANSWERS, gives
from index.search.rank import Sentence

_GIVES_WITHIN = 1.5
"""Log odds below the best within which a sentence that holds the sort of thing asked for goes
before one that does not; set by hand."""
_BELOW_BEST = 3.5
"""Log odds below the best of what stands before the fold; set by hand."""
_AS_GOOD = 1.5
"""Log odds below what is not known, or disputed, within which what is known goes before it; set by
hand on development questions."""
_PLAIN = 3.3
"""Log odds of the first sentence, where a reader has read, under which it is not told as the
answer: docs/answers.md, "When nothing answers plainly"."""


def best(ask: Ask, evidence: Evidence) -> Told | None:
    """The best sentence first, what else bears on it below, the rest behind the fold."""
    order = list(evidence.chosen)
    if not order:
        return None
    order = led_by(ask, first_of_kind(ask, known_first(order)))
    if ask.asked.newest:
        order = newest_first(order, ask.today)
    order = doubted(ask, order)
    least = max(ENOUGH, max(s.score for s in order) - _BELOW_BEST)
    near = [s for s in order if s is order[0] or s.score >= least]
    shown, folded = folded_at(near, ask.rarity)
    told = Told(shown, (*folded, *without(order, near)))
    return plainly(ask, told, shown[0].score)


def plainly(ask: Ask, told: Told, score: float) -> Told:
    """What is told, or that it is not certain that it answers, where a reader has read and the
    best sentence, of log odds `score`, does not answer plainly."""
    if told.lead or not ask.found.ranking.read or score >= _PLAIN:
        return told
    if told.shown and _doubts(told.shown[0]) and asks_of_library(ask):
        return told
    return replace(told, lead=Lead(answers.NEAREST, doubts=True), state="partly answered")


def is_unsure(told: Told) -> bool:
    """Whether it is told that nothing answers plainly."""
    return told.lead is not None and told.lead.doubts


def known_first(order: list[Sentence]) -> list[Sentence]:
    """What is known before what is not, or only disputed, where both come near."""
    known = [s for s in order if not _doubts(s)]
    if not known or order[0].score - known[0].score > _AS_GOOD:
        return order
    return [known[0], *(s for s in order if s is not known[0])]


def _doubts(sentence: Sentence) -> bool:
    voice = sentence.passage.voice
    return bool(voice and voice.label in (Label.NOT_KNOWN, Label.DISAGREE))


def first_of_kind(ask: Ask, order: list[Sentence]) -> list[Sentence]:
    """A sentence that holds a figure, date or name first, where one is asked for and it comes
    near the best."""
    asked = ask.found.query.asked
    if asked.wanted not in ANSWERS or gives(asked, order[0].text):
        return order
    holds = next((s for s in order if gives(asked, s.text)), None)
    if holds is None or order[0].score - holds.score > _GIVES_WITHIN:
        return order
    return [holds, *(s for s in order if s is not holds)]


def led_by(ask: Ask, order: list[Sentence]) -> list[Sentence]:
    """A sentence that says by whom something was written or led first, where that is asked and it
    comes near the best: others publish something about it too."""
    if not _ASKS_BY_WHOM.search(ask.question):
        return order
    says = next((s for s in order if _SAYS_BY_WHOM.search(s.text)), None)
    if says is None or order[0].score - says.score > _BY_WHOM_WITHIN:
        return order
    return [says, *(s for s in order if s is not says)]


_ASKS_BY_WHOM = re.compile(
    r"\bwho(?:['’]s| is| was)?\b.{0,40}\b(?:wrote|written|author\w*|behind|led|leads|did|headed|"
    r"carried out|conducted)\b",
    re.I,
)
_SAYS_BY_WHOM = re.compile(
    r"\b(?:led|written|chaired|headed|authored|conducted|carried out) by (?:the )?[A-Z]|"
    r"\b[A-Z][\w’'-]+ (?:would lead|led|wrote|chaired|headed)\b|\b[A-Z][\w’-]+['’]s report\b"
)
_BY_WHOM_WITHIN = 2.5
"""Log odds; set by hand on six wordings of one question."""


def doubted(ask: Ask, order: list[Sentence]) -> list[Sentence]:
    """That sources disagree first, where a claim is to be checked or accounts are set side by side;
    that it is not known first, where a claim is to be checked, what the library itself lacks is
    asked, or whether or how many by now: each where it comes near the best."""
    asked, wanted = asked_for(ask.question), ask.found.query.asked.wanted
    of_sides = asked.wants("claim") or asked.wants("sides")
    if of_sides and (differ := _near_with(order, Label.DISAGREE, _DOUBTED)):
        whole = [replace(s, score=differ.score) for s in of_passage(differ.passage, _ACCOUNTS)]
        return [*whole, *without(order, whole)]
    unknown = None
    if asks_of_library(ask):
        unknown = _near_with(order, Label.NOT_KNOWN, _OF_LIBRARY)
    elif asked.wants("claim"):
        unknown = _near_with(order, Label.NOT_KNOWN, _AS_GOOD)
    elif wanted in _BY_NOW and (asked.wants("fate") or asked.wants("newest")):
        unknown = _near_with(order, Label.NOT_KNOWN, _DOUBTED)
    return [unknown, *(s for s in order if s is not unknown)] if unknown else order


def asks_of_library(ask: Ask) -> bool:
    """Whether it is asked what the library itself is, has or lacks."""
    asked = asked_for(ask.question)
    return asked.wants("library", _LIKELY) and not asked.wants("newest")


def _near_with(order: list[Sentence], label: Label, within: float) -> Sentence | None:
    best = max(s.score for s in order)
    for s in order:
        if s.passage.voice and s.passage.voice.label == label and best - s.score <= within:
            return s
    return None


_DOUBTED = 2.5
"""Log odds below the best within which it goes first that sources disagree, or that it is not
known, where that is asked; set by hand on development questions."""
_OF_LIBRARY, _LIKELY = 3.0, 0.6
"""Log odds below the best within which it goes first what the library does not know, where what it
has or lacks is asked, and the probability from which that is taken to be asked; set by hand on
development questions."""
_ACCOUNTS = 4
"""Sentences that tell how accounts differ, at the most."""
_BY_NOW = ("yes or no", "count")
"""What may be wanted where it is the answer that nothing is known by now."""


def newest_first(order: list[Sentence], today: str) -> list[Sentence]:
    """The newest of the sentences that come near the best first, plans last."""
    best_score = max(s.score for s in order)
    near = [s for s in order if s.score >= best_score - _BELOW_BEST]

    def when(sentence: Sentence) -> tuple[bool, str]:
        said = sentence.passage.said_on or ""
        return said <= today, said

    return sorted(near, key=when, reverse=True) + without(order, near)
