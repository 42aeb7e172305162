"""Passages and the sentences that rest on them in, numbered citations out, in the order in which
they are first used."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.types import Answer, Citation, Claim
from assistant.model.task import Desk
from index.documents.types import Passage
from index.text.sentences import sentences


class Book:
    """One citation a passage, widened as more of the passage is used."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cited: dict[str, Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """In the order of their markers."""
        return tuple(sorted(self._cited.values(), key=lambda c: c.marker))

    def cite(self, passage: Passage, text: str) -> int:
        """The passage's marker; its citation widened to the sentence that comes nearest to the
        text."""
        spans = sentences(passage.text)
        a, b = max(
            spans,
            key=lambda s: self._desk.rules.nearness(text, passage.text[s[0] : s[1]]),
            default=(0, len(passage.text)),
        )
        return self.widened(passage, passage.start + a, passage.start + b)

    def widened(self, passage: Passage, start: int, end: int) -> int:
        """The passage's marker, once its citation takes in the span."""
        old = self._cited.get(passage.id)
        if old:
            start, end = min(start, old.start), max(end, old.end)
        text = self._desk.text(passage.document_id)
        quote = (
            text[start:end]
            if text
            else passage.text[max(0, start - passage.start) : end - passage.start]
        )
        self._cited[passage.id] = Citation(
            old.marker if old else len(self._cited) + 1, passage, quote, start, end
        )
        return self._cited[passage.id].marker

    def known(self, citation: Citation) -> int:
        """The marker of a citation made elsewhere, taken in as it is where it is new."""
        found = self._cited.setdefault(
            citation.passage.id, replace(citation, marker=len(self._cited) + 1)
        )
        return found.marker


def renumbered(answer: Answer) -> Answer:
    """The answer with its citations numbered in the order they are told."""
    told = [*(answer.note.markers if answer.note else ())]
    told += [m for c in (*answer.claims, *answer.folded) for m in c.markers]
    new = {old: i for i, old in enumerate(dict.fromkeys(told), 1)}

    def moved(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(replace(c, markers=tuple(new[m] for m in c.markers)) for c in claims)

    kept = [replace(c, marker=new[c.marker]) for c in answer.citations if c.marker in new]
    note = answer.note and replace(answer.note, markers=tuple(new[m] for m in answer.note.markers))
    return replace(
        answer,
        claims=moved(answer.claims),
        folded=moved(answer.folded),
        note=note,
        citations=tuple(sorted(kept, key=lambda c: c.marker)),
    )
