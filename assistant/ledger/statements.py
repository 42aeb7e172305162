"""The digests' statements by topic, and what each step of a ledger row rests on: a passage that
can be opened."""

from __future__ import annotations

from dataclasses import replace

from assistant.ledger.types import Row, Step, Words, statement_of
from index.documents.types import Passage, Quotation
from index.search.handle import IndexHandle
from index.text.dates import by_end_of

Topic = tuple[str, str]
"""(digest, heading)."""


class Statements:
    """Reads one index; what it has read is kept until the documents change."""

    def __init__(self, index: IndexHandle) -> None:
        self._index = index
        self._kept: tuple[str, dict[Topic, list[Passage]]] | None = None

    def topics(self) -> dict[Topic, list[Passage]]:
        """{(digest, topic): its statements in order}."""
        searcher = self._index.searcher
        version = searcher.version()
        if self._kept is None or self._kept[0] != version:
            topics: dict[Topic, list[Passage]] = {}
            for p in searcher.voiced():
                topics.setdefault((p.source, p.heading or ""), []).append(p)
            found = {topic: sorted(some, key=lambda p: p.start) for topic, some in topics.items()}
            self._kept = version, found
        return self._kept[1]

    def of(self, row: Row) -> list[Passage]:
        """The statements of a row's topic."""
        return self.topics().get((row.digest or "", row.title), [])

    def events(self, timeline: str | None, day: str | None = None) -> list[Passage]:
        """The dated events of the `timeline` digest, oldest first, none later than `day`."""
        found = [
            p for (source, _), some in self.topics().items() for p in some if source == timeline
        ]
        dated = [p for p in found if p.said_on and (day is None or by_end_of(p.said_on) <= day)]
        return sorted(dated, key=lambda p: by_end_of(p.said_on or ""))

    def evidence(self, step: Step, row: Row) -> Quotation | None:
        """What a step rests on: the words a reader accepted, or the digest's statement; None
        when neither is indexed."""
        if step.words:
            return self.place(step.words)
        found = statement_of(step, self.of(row))
        return Quotation(found, found.text, found.start, found.end) if found else None

    def place(self, words: Words) -> Quotation | None:
        """Where words stand in their document; None when it is not indexed."""
        passages = self._index.searcher.of_document(words.document_id)
        found = next((p for p in passages if p.start <= words.start < p.end), None)
        return Quotation(found, words.quote, words.start, words.end) if found else None

    def in_original(self, document_id: str, step: Step) -> Quotation | None:
        """Where an indexed document, be it an older version of another, comes nearest to what a
        step says of it; None when nothing in it comes near."""
        searcher = self._index.searcher
        query = searcher.query(step.text or "")  # of the whole library: alone every score is high
        query = replace(query, older=query.older - {document_id})
        sentences = searcher.rank(query, by_questions=False).sentences
        best = next(
            (s for s in sentences if s.passage.document_id == document_id and s.score > 0), None
        )
        return Quotation(best.passage, best.text, best.start, best.end) if best else None
