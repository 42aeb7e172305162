"""Two answers to one question, from before and after documents came in, in; whether something of
substance is told now, and which passage says it, out. No change, no noise."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.types import Answer, Citation, Claim, attribution
from assistant.changes.differing import numbers
from assistant.check.support import Rules
from index.text.dates import dates, unmet, years
from index.text.words import stems

_READ = 2
"""Statements from the top of an answer that count: what stands below is no answer to it."""
_ON_IT = 0.75
"""Share of the question's words that the passage of a new document must hold, to be on it."""
_NEAR = 0.03
"""Share by which a rounded figure may differ from the one that it rounds."""
_ROUNDS = re.compile(
    r"\b(?:about|around|nearly|almost|over|under|roughly|approximately|some|just|more than|"
    r"less than|close to|up to)\b",
    re.I,
)


@dataclass(frozen=True)
class Told:
    """What an answer said, what it says now, and the passage that did it with who said it and its
    document; empty where the library no longer says it."""

    was: str
    now: str
    passage: str = ""
    who: str = ""
    document: str = ""


def changed(before: Answer, after: Answer, new: Answer | None, rules: Rules) -> Told | None:
    """None where nothing of substance is told that was not told before. `new` is the answer of
    the documents alone that came in since."""
    if before.refused and after.refused:
        return None
    if after.refused:
        return Told(before.headline, after.headline)
    known = {c.passage.document_id for c in before.citations}
    said = " ".join([before.headline, *(c.quote for c in before.citations)])
    for claim in after.claims[:_READ]:
        cited = next((c for c in _cited(after, claim) if c.passage.document_id not in known), None)
        if not cited or not _named(before.turn.standalone, claim.text, cited):
            continue
        if before.refused or not _said(claim.text, said, rules):
            return _told(before, claim.text, cited)
    if new is None or new.refused or not new.claims:
        return None
    claim, asked = new.claims[0], before.turn.standalone
    cited = next(iter(_cited(new, claim)), None)
    near = cited and _on(asked, cited) and _named(asked, claim.text, cited)
    if cited and near and _measured(claim.text, said):
        return _told(before, claim.text, cited)
    return None


def _cited(answer: Answer, claim: Claim) -> list[Citation]:
    return [c for c in answer.citations if c.marker in claim.markers]


def _told(before: Answer, now: str, by: Citation) -> Told:
    p = by.passage
    return Told(before.headline, now, p.id, attribution(p, 1), p.document_id)


def _said(text: str, said: str, rules: Rules) -> bool:
    """Whether it was told before: in other words, or rounded."""
    if rules.supports(text, said).supported:
        return True
    return bool(numbers(text)) and bool(_ROUNDS.search(text)) and not _measured(text, said)


def _measured(text: str, said: str) -> bool:
    """Whether it has a figure or a date that was not told before."""
    if unmet(dates(text), dates(said)):
        return True
    given = [_value(n) for n in numbers(said)]
    rounds = bool(_ROUNDS.search(text))
    for number in numbers(text):
        value = _value(number)
        close = [g for g in given if abs(g - value) <= _NEAR * max(abs(g), abs(value))]
        if value not in given and not (rounds and close):
            return True
    return False


def _value(number: str) -> float:
    found = re.search(r"-?\d+(?:\.\d+)?", number)
    return float(found[0]) if found else 0.0


def _above(cited: Citation) -> str:
    m = cited.passage.metadata
    return " ".join([m.title or "", m.publisher or "", *cited.passage.section])


def _on(question: str, cited: Citation) -> bool:
    """Whether most words of the question are in the passage or above it."""
    wanted, held = set(stems(question)), set(stems(f"{_above(cited)} {cited.passage.text}"))
    return len(wanted & held) >= _ON_IT * max(1, len(wanted))


def _named(question: str, claim: str, cited: Citation) -> bool:
    """Whether every name in the question stands in the statement or above it, and it is of no
    other year than the question."""
    names = {stem for name in _NAME.findall(question) for stem in stems(name)}
    if not names <= set(stems(f"{_above(cited)} {claim}")):
        return False
    asked, told = years(question), years(claim)
    return not asked or not told or bool(asked & told)


_NAME = re.compile(r"(?<!^)\b[A-Z][A-Za-z’'&-]+\b")
