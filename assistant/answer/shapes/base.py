"""What every shape of an answer is given and what it gives, and what they share: telling each
thing once, within so many words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.answer.evidence import same
from assistant.answer.types import State
from assistant.ledger.types import Ledger, Row
from assistant.understand.types import Understood
from index.documents.types import Document, Label, Passage, Stored
from index.search.rank import Sentence
from index.search.searcher import Found, Searcher
from index.text.sentences import sentences
from index.text.words import stems

SHOWN, FOLDED = 150, 220
"""Words before the fold, and behind it, at the most: docs/retrieval.md, "How much is said"."""
REPEATS = 0.6
"""Share of a sentence's weight in words (by their rarity) that another has said, from which it is
told behind the fold; measured on development questions (docs/retrieval.md, "How much is said")."""


@dataclass(frozen=True)
class Ask:
    """A question as a shape sees it. `document` gives a document by its id; `ledger` is as at the
    question's day, `whole` as it stands; `on_duty`: the question speaks of what has to be done."""

    asked: Understood
    found: Found
    searcher: Searcher
    ledger: Ledger
    whole: Ledger
    document: Callable[[str], Document | None]
    today: str
    on_duty: bool = False

    @property
    def question(self) -> str:
        return self.found.query.text

    def rarity(self, stem: str) -> float:
        return self.searcher.lexical.rarity(stem)

    def statements(self) -> tuple[Passage, ...]:
        """Every statement of the digests that are asked, read once for a set of documents."""
        found, within = _voiced(self.searcher, self.searcher.version()), self.asked.within
        return found if within is None else tuple(p for p in found if p.document_id in within)

    def documents(self) -> list[Stored]:
        """The documents that are asked."""
        live, within = self.searcher.documents(), self.asked.within
        return [s for s in live if within is None or s.id in within]

    def section(self, row: Row, near: Iterable[Sentence]) -> list[Passage]:
        """The statements of a row's topic, found through a sentence that rests on it."""
        passage = next((s.passage for s in near if row.rests_on(s.passage)), None)
        if passage is None:
            return []
        found = self.searcher.section(passage.document_id, passage.section)
        return [p for p in found if p.voice and self.found.query.allows(p)]


@dataclass(frozen=True)
class Lead:
    """A sentence of ours with the sentences of the sources that it rests on; `doubts`: that what
    is told may be no answer."""

    text: str
    rests_on: tuple[Sentence, ...] = ()
    doubts: bool = False


@dataclass(frozen=True)
class Told:
    """An answer before its citations are numbered: `lead` is its headline where that is ours;
    `shown` stands before the fold, `folded` behind it, `points` are a list's lines in our words,
    `items` whether what is shown are a list's. `remarks` are said quietly below."""

    shown: tuple[Sentence, ...] = ()
    folded: tuple[Sentence, ...] = ()
    lead: Lead | None = None
    points: tuple[Lead, ...] = ()
    items: bool = False
    remarks: tuple[str, ...] = ()
    state: State = "answered"
    next: tuple[str, ...] = ()


@lru_cache(maxsize=2)
def _voiced(searcher: Searcher, version: str) -> tuple[Passage, ...]:
    return tuple(searcher.voiced())


def of_passage(passage: Passage, most: int, score: float = 0.0) -> list[Sentence]:
    """The first sentences of a passage."""
    none = np.zeros(0)
    return [
        Sentence(
            passage.text[a:b], passage.start + a, passage.start + b, passage, score, none, none
        )
        for a, b in sentences(passage.text)[:most]
    ]


def spanned(ask: Ask, document: Document, start: int, end: int) -> Sentence | None:
    """A span of a document as a sentence of the passage that holds its beginning."""
    passages = ask.searcher.of_document(document.id)
    holder = next((p for p in passages if p.start <= start < p.end), None)
    none = np.zeros(0)
    if holder is None:
        return None
    return Sentence(document.text[start:end], start, end, holder, 0.0, none, none)


def size(sentence: Sentence) -> int:
    """Words."""
    return len(sentence.text.split())


def repeated(
    one: Sentence,
    told: Iterable[Sentence],
    rarity: Callable[[str], float],
    share: float = REPEATS,
) -> bool:
    """Whether what one sentence says has been told: nearly all of its words of weight, and none of
    its figures new. What is asked and what is answered are two things, however alike."""
    said = set(stems(one.text))
    weight = sum(map(rarity, said)) or 1.0
    figures = {w for w in said if w[:1].isdigit()}
    for other in told:
        if _is_asked(one.passage) != _is_asked(other.passage):
            continue
        theirs = set(stems(other.text))
        if figures <= theirs and sum(map(rarity, said & theirs)) >= share * weight:
            return True
    return False


def _is_asked(passage: Passage) -> bool:
    return bool(passage.voice and passage.voice.label == Label.RECOMMENDED)


def folded_at(
    order: Sequence[Sentence], rarity: Callable[[str], float], words: int = SHOWN, most: int = 7
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """(before the fold, behind it): in order, each thing once, until the words are used up. What
    says the same in all but a word stays before it, for its citation."""
    shown: list[Sentence] = []
    folded: list[Sentence] = []
    count = 0
    for sentence in order:
        if any(same(sentence, other) for other in shown):
            shown.append(sentence)
        elif shown and (
            len(shown) >= most
            or count + size(sentence) > words
            or repeated(sentence, shown, rarity)
        ):
            folded.append(sentence)
        else:
            shown.append(sentence)
            count += size(sentence)
    kept: list[Sentence] = []
    left = FOLDED
    for sentence in folded:
        if left >= size(sentence) and not any(same(sentence, other) for other in kept):
            kept.append(sentence)
            left -= size(sentence)
    return tuple(shown), tuple(kept)


def without(found: Iterable[Sentence], told: Iterable[Sentence]) -> list[Sentence]:
    """Those that are not told, by their place."""
    places = {(s.passage.document_id, s.start) for s in told}
    return [s for s in found if (s.passage.document_id, s.start) not in places]


def once(order: Iterable[Sentence]) -> list[Sentence]:
    """Each sentence once, by its place."""
    return list({(s.passage.document_id, s.start): s for s in order}.values())
