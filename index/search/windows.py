"""Ranked hits in, the windows that a reader reads out: the best passages with their neighbours of
the same section, each passage once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.documents.types import Hit, Passage
from index.search.reader import Window
from index.text.sentences import sentences

WORDS, MOST = 160, 6
"""Words of a window and windows of a question, at the most: docs/retrieval.md, "The reader"."""

Section = Callable[[str, tuple[str, ...]], list[Passage]]


@dataclass(frozen=True)
class Placed:
    """A window with what its sentences are: (passage, place in the document's text) of each."""

    window: Window
    said: tuple[tuple[Passage, int, int], ...]

    def where(self, span: tuple[int, int] | None) -> tuple[str, int, int] | None:
        """A span of the window's text as (id of the document, start, end); None where it leaves
        its sentence."""
        for (a, b), (passage, start, _) in zip(self.window.spans, self.said, strict=True):
            if span and a <= span[0] and span[1] <= b:
                return passage.document_id, start + span[0] - a, start + span[1] - a
        return None


def windows(hits: Sequence[Hit], section: Section, most: int = MOST) -> list[Placed]:
    """The windows of the best hits, in their order. `section` gives the passages under one heading
    of a document."""
    seen: set[str] = set()
    kept: dict[tuple[str, tuple[str, ...]], list[Passage]] = {}
    out: list[Placed] = []
    for hit in hits:
        if hit.passage.id in seen:
            continue
        key = (hit.passage.document_id, hit.passage.section)
        if key not in kept:
            kept[key] = section(*key)
        chosen = _around(hit.passage, kept[key])
        seen |= {p.id for p in chosen}
        out.append(placed(chosen))
        if len(out) == most:
            break
    return out


def _around(passage: Passage, beside: Sequence[Passage]) -> list[Passage]:
    """The passage with those behind it, then those before it, while they fit."""
    order = sorted(beside, key=lambda p: p.start)
    at = next((i for i, p in enumerate(order) if p.id == passage.id), None)
    if at is None:
        return [passage]
    first = last = at
    count = len(passage.text.split())
    for step in (1, -1):
        i = at + step
        while 0 <= i < len(order) and count + len(order[i].text.split()) <= WORDS:
            count += len(order[i].text.split())
            first, last = min(first, i), max(last, i)
            i += step
    return order[first : last + 1]


def placed(passages: Sequence[Passage]) -> Placed:
    """Passages of one section as one window, each statement behind its label and date."""
    first = passages[0]
    front = ". ".join(filter(None, (first.metadata.title, first.section_text)))
    text, spans, said = "", [], []
    for p in passages:
        text += (" " if text else "") + (f"{p.voice.named}. " if p.voice else "")
        for a, b in sentences(p.text):
            spans.append((len(text) + a, len(text) + b))
            said.append((p, p.start + a, p.start + b))
        text += p.text
    return Placed(Window(front, text, tuple(spans)), tuple(said))
