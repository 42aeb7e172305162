"""Two answers to one question, from before and after documents came in, in; whether something of
substance is told now, and which passage says it, out. No change, no noise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer.types import Answer, Citation, Claim, attribution
from assistant.changes.differing import firmness, numbers
from assistant.check.polarity import turned
from assistant.check.support import Rules
from assistant.wording.telling import IT_IS, IT_MAY_BE
from index.documents.types import Passage
from index.text.dates import MONTHS, dates, unmet, years
from index.text.sentences import sentences
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
    document; empty where the library no longer says it. `sure`: a language model that has passed
    the exam told so, or nothing is said any more; rules are often wrong."""

    was: str
    now: str
    passage: str = ""
    who: str = ""
    document: str = ""
    sure: bool = False

    @property
    def now_is(self) -> str:
        """What stands before what is said now."""
        return IT_IS if self.sure else IT_MAY_BE


def changed(
    before: Answer, after: Answer, new: Answer | None, came: frozenset[str], rules: Rules
) -> Told | None:
    """None where nothing of substance is told that was not told before. `new` is the answer of
    the documents alone that came in since, whose ids are `came`; where none did, something went,
    and any document that was not cited counts."""
    if before.refused and after.refused:
        return None
    if after.refused:
        return Told(before.headline, after.headline, sure=True)
    known = {c.passage.document_id for c in before.citations}

    def fresh(cited: Citation) -> bool:
        ident = cited.passage.document_id
        return ident in came if came else ident not in known

    # what another document said already is no news
    olds = [c.quote for c in (*before.citations, *after.citations) if not fresh(c)]
    said = " ".join([before.headline, *olds])
    for claim in after.claims[:_READ]:
        cited = next((c for c in _cited(after, claim) if fresh(c)), None)
        if cited and _of_it(before, claim.text, cited) and not _said(claim.text, said, rules):
            return _told(before, claim.text, cited)
    if new is None or new.refused or not new.claims:
        return None
    claim = new.claims[0]
    cited = next(iter(_cited(new, claim)), None)
    if cited is None or not _of_it(before, claim.text, cited):
        return None
    figure = _on(before.turn.standalone, cited) and _measured(claim.text, said)
    if figure or (_plain(new) and _otherwise(before, claim.text, said, rules)):
        return _told(before, claim.text, cited)
    return None


def _cited(answer: Answer, claim: Claim) -> list[Citation]:
    return [c for c in answer.citations if c.marker in claim.markers]


def _plain(answer: Answer) -> bool:
    """Whether it is told as the answer, not as what comes nearest."""
    return answer.state == "answered" and not (answer.note and answer.note.doubts)


def _told(before: Answer, now: str, by: Citation) -> Told:
    return of_passage(before, now, by.passage)


def of_passage(before: Answer, now: str, p: Passage, sure: bool = False) -> Told:
    """What is told of a passage that changes the answer."""
    return Told(before.headline, now, p.id, attribution(p, 1), p.document_id, sure)


def _said(text: str, said: str, rules: Rules) -> bool:
    """Whether it was told before: in other words, or rounded."""
    if rules.supports(text, said).supported:
        return True
    return bool(numbers(text)) and bool(_ROUNDS.search(text)) and not _measured(text, said)


def _otherwise(before: Answer, text: str, said: str, rules: Rules) -> bool:
    """Whether a statement that answers plainly says something else than the answer before: a
    figure or a day, a denial where there was none or the other way, a promise where there was
    none."""
    was = before.claims[0].text if before.claims else before.headline
    if before.refused or not _plain(before):
        return not _said(text, said, rules)
    firmer = firmness(text) - firmness(was) & {"must", "will"}
    other = _measured(text, said) or turned(was, text)
    return other or bool(firmer and not _said(text, said, rules))


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


def _above(passage: Passage) -> str:
    """Title, publisher and headings."""
    m = passage.metadata
    return " ".join([m.title or "", m.publisher or "", *passage.section])


def _on(question: str, cited: Citation) -> bool:
    """Whether most words of the question are in the passage or above it."""
    passage = cited.passage
    wanted, held = set(stems(question)), set(stems(f"{_above(passage)} {passage.text}"))
    return len(wanted & held) >= _ON_IT * max(1, len(wanted))


def _of_it(before: Answer, text: str, cited: Citation) -> bool:
    """Whether a new statement may change the answer before: it has the question's names, is of
    the same time and not from an earlier document, is no plan beside what is settled, and no
    other body's own view."""
    old = [c.passage for c in before.citations]
    question, stands = before.turn.standalone, _above(cited.passage)
    own, said = _names(question, old), set(stems(text))
    held = said | set(stems(stands))
    if not own <= held or _earlier(cited.passage, old) or _other_time(question, text, stands):
        return False
    known = set(stems(stands)).union(*(_proper(p.text) for p in old))
    if own and not own & said and _proper(text) - known:
        return False  # it is of a place of its own
    if _WEIGHED.search(text) and not before.refused:
        return False
    ours = {p.metadata.publisher for p in old}
    return not (_OPINION.search(text) and ours and cited.passage.metadata.publisher not in ours)


def _names(question: str, old: Iterable[Passage]) -> set[str]:
    """Stems of names in a question, however it is typed: words with a capital within it, those that
    stand in the documents only so, and those of the name of who published them. Not letters such
    as A&E."""
    names = {s for w in _NAME.findall(question) if not w.isupper() for s in stems(w)}
    proper: set[str] = set()
    plain: set[str] = set()
    bodies: set[str] = set()
    for p in old:
        proper |= _proper(p.text)
        plain |= {s for w in _SMALL.findall(p.text) for s in stems(w)}
        bodies |= set(stems(p.metadata.publisher or ""))
    return names | (set(stems(question)) & (proper - plain | bodies))


def _proper(text: str) -> set[str]:
    """Stems of words that begin with a capital though they open no sentence; no months."""
    found = {w for a, b in sentences(text) for w in _NAME.findall(text[a:b]) if not w.isupper()}
    return {s for w in found if w.lower() not in MONTHS for s in stems(w)}


def _earlier(passage: Passage, old: Iterable[Passage]) -> bool:
    """Whether its document is of an earlier day than all that the answer rests on."""
    days = [p.said_on for p in old if p.said_on]
    return bool(passage.said_on and days and passage.said_on < max(days))


def _other_time(question: str, text: str, stands: str) -> bool:
    """Whether a statement is of another year than the question; where it names none, what
    `stands` above it."""
    asked, told = _years(question), _years(text) or _years(stands)
    return bool(asked and told) and not asked & told


def _years(text: str) -> set[str]:
    """Years, one of accounts ("2024-25") as one."""
    of_accounts = {re.sub(r"\D", "/", y) for y in _ACCOUNTS.findall(text)}
    return of_accounts or set(years(text))


_ACCOUNTS = re.compile(r"\b20\d\d[-/–]\d\d\b")
_NAME = re.compile(r"(?<!^)\b[A-Z][A-Za-z’'&-]+\b")
_SMALL = re.compile(r"\b[a-z][a-z’'-]+\b")
_OPINION = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|[Mm]y)\b")
"""First person: another body's view."""
_WEIGHED = re.compile(r"\boptions?\b|\bbe (?:explored|considered)\b|\bpropos\w+", re.I)
"""What is only thought of."""
