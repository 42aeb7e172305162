"""What a shape tells in, the claims and citations of an Answer out, each passage's words once; or
a refusal that helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from assistant.answer.evidence import Evidence, same, with_antecedent
from assistant.answer.shapes.base import Lead, Told
from assistant.answer.types import Citation, Claim, Note, Refusal, known_on
from assistant.understand.types import Turn
from assistant.wording import refusals
from index.documents.types import Document, Passage
from index.search.asked import Asked
from index.search.rank import Sentence

OURS = "ICS Assistant starter library"
"""Publisher of the digests."""
_NEAREST = 2
"""Passages that a refusal shows."""


@dataclass(frozen=True)
class Composed:
    """An answer's parts, their citations numbered in the order they are told."""

    claims: tuple[Claim, ...]
    folded: tuple[Claim, ...]
    note: Note | None
    points: tuple[Note, ...]
    citations: tuple[Citation, ...]


Words = tuple[str, int, int]
"""Where words that answer stand: id of the document, start, end."""


def compose(
    told: Told,
    document: Callable[[str], Document | None],
    words: Iterable[Words] = (),
) -> Composed:
    """What a shape tells with its citations; the first claim with its `words` that answer. Repeats
    are merged, each with its own citation; sentences that follow each other in a passage share
    one."""
    book = _Book(document)
    lead = told.lead
    note = Note(lead.text, book.rests(lead), lead.doubts) if lead else None
    claims = book.told(told.shown, told.items)
    points = tuple(Note(point.text, book.rests(point)) for point in told.points)
    folded = book.told(told.folded, False)
    if claims and not told.lead:
        claims = (_with_words(claims[0], told.shown[0], words), *claims[1:])
    return Composed(claims, folded, note, points, tuple(book.citations))


@dataclass
class _Book:
    """Numbers citations as they come."""

    document: Callable[[str], Document | None]
    citations: list[Citation] = field(default_factory=list)
    texts: dict[str, Document | None] = field(default_factory=dict)

    def rests(self, lead: Lead) -> tuple[int, ...]:
        """Markers of the sentences that one of ours rests on."""
        return tuple(
            dict.fromkeys(m for s in lead.rests_on if (m := self._mark(s, s.start, s.end)))
        )

    def told(self, found: Iterable[Sentence], items: bool) -> tuple[Claim, ...]:
        claims: list[tuple[Claim, Sentence]] = []
        spans: list[tuple[str, int, int]] = []
        for sentence in found:
            source = self._source(sentence)
            if source is None:
                continue
            start, end = sentence.start, sentence.end
            if not items:
                start, end = with_antecedent(source, start, end)
            if any(d == source.id and start < e and s < end for d, s, e in spans):
                continue
            spans.append((source.id, start, end))
            repeat = next(
                (i for i, (_, s) in enumerate(claims) if not items and same(s, sentence)), None
            )
            marker = self._mark(sentence, start, end, join=not items and repeat is None)
            if repeat is None:
                text = source.text[start:end]
                claims.append((Claim(text, (marker,), sentence.passage, items), sentence))
            else:
                claim, s = claims[repeat]
                claims[repeat] = (replace(claim, markers=(*claim.markers, marker)), s)
        return tuple(claim for claim, _ in claims)

    def _source(self, sentence: Sentence) -> Document | None:
        key = sentence.passage.document_id
        if key not in self.texts:
            self.texts[key] = self.document(key)
        return self.texts[key]

    def _mark(self, sentence: Sentence, start: int, end: int, join: bool = False) -> int:
        """The citation of a span: one that has it already, the last one if the span goes on from
        it, else a new one; 0 where its document is gone."""
        source = self._source(sentence)
        if source is None:
            return 0
        for c in self.citations:
            if c.passage.document_id == source.id and c.start <= start and end <= c.end:
                return c.marker
        last = self.citations[-1] if self.citations and join else None
        if (
            last
            and last.passage.id == sentence.passage.id
            and last.end <= start
            and not source.text[last.end : start].strip()
        ):
            self.citations[-1] = replace(last, quote=source.text[last.start : end], end=end)
            return last.marker
        marker = len(self.citations) + 1
        self.citations.append(
            Citation(marker, sentence.passage, source.text[start:end], start, end)
        )
        return marker


def _with_words(claim: Claim, sentence: Sentence, words: Iterable[Words]) -> Claim:
    """The claim with the place of the words that answer, where its sentence has some."""
    found = (
        sentence.text[a - sentence.start : b - sentence.start]
        for document, a, b in words
        if document == sentence.passage.document_id and sentence.start <= a < b <= sentence.end
    )
    said = next(found, "")
    at = claim.text.find(said) if said else -1
    return replace(claim, words=(at, at + len(said))) if at >= 0 else claim


def newest_of(citations: tuple[Citation, ...], today: str) -> str | None:
    """ISO date of the newest evidence cited, plans left aside. What a digest says in its own voice
    is no evidence of its day."""
    return max(
        (
            day
            for c in citations
            if not _ours(c.passage) and (day := known_on(c.passage)) and day <= today
        ),
        default=None,
    )


def _ours(passage: Passage) -> bool:
    """Whether the words are ours: a digest's, outside of its statements."""
    return passage.voice is None and passage.metadata.publisher == OURS


def refuse(turn: Turn, evidence: Evidence, asked: Asked) -> tuple[Refusal, tuple[Citation, ...]]:
    """The refusal, with the nearest passages as citations."""
    citations = tuple(
        Citation(i, s.passage, s.text, s.start, s.end)
        for i, s in enumerate(evidence.nearest[:_NEAREST], 1)
    )
    return (
        Refusal(turn.standalone, evidence.missing or "", refusals.advice(asked.wanted)),
        citations,
    )
