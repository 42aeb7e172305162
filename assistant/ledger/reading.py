"""A document in, what of it may concern a ledger out, whatever rows that has: its list, and its
sentences with how likely each recommends. It is what is kept of a document between two looks
(`assistant/ledger/kept.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ledger.detect import recommends
from assistant.ledger.listed import Listed
from assistant.ledger.lists import listed
from index.documents.types import Document, Passage
from index.embed import Tokens
from index.text.sentences import sentences
from index.text.words import stems

_OPENING = 2000
"""Letters at a document's beginning in which it names the review that it speaks of."""
_REPORTS = re.compile(
    r"\b(?:has|have|had) (?:not |since |now |yet )?(?:been )?\w+|\bprogress\b|\bstill\b|"
    r"\bso far\b|\byet\b|\bstalled|\bslow\b",
    re.I,
)


@dataclass(frozen=True)
class Heard:
    """A sentence, `document.text[start:end] == text`: how likely it recommends (0 to 1), whether
    its words tell of progress, its stems, and the paragraph or item, by its number, that it
    stands in."""

    start: int
    end: int
    text: str
    chance: float
    reports: bool
    stems: frozenset[str]
    block: int | None


@dataclass(frozen=True)
class Reading:
    """What a document holds: the stems of its opening, its list with the words of each entry, and
    its sentences in order."""

    opening: frozenset[str]
    listed: tuple[Listed, ...]
    quotes: tuple[str, ...]
    heard: tuple[Heard, ...]


def own(passages: Iterable[Passage]) -> list[Passage]:
    """In the order of the text, without a digest's statements: those are in the ledger already."""
    return sorted((p for p in passages if not p.voice), key=lambda p: p.start)


def read(document: Document, passages: Sequence[Passage]) -> Reading:
    """The reading of a document by its `own` passages."""
    blocks = [b for b in document.blocks if b.role in ("paragraph", "item")]
    heard: list[Heard] = []
    block = 0
    for passage in passages:
        for a, b in sentences(passage.text):
            start, end, text = passage.start + a, passage.start + b, passage.text[a:b]
            while block < len(blocks) and blocks[block].end < end:
                block += 1
            inside = block < len(blocks) and blocks[block].start <= start
            chance, reports = recommends(text, passage.lead), bool(_REPORTS.search(text))
            said = frozenset(stems(text))
            heard.append(Heard(start, end, text, chance, reports, said, block if inside else None))
    found = tuple(listed(document)) if heard else ()
    return Reading(
        frozenset(stems(document.text[:_OPENING])),
        found,
        tuple(document.text[one.start : one.end] for one in found),
        tuple(heard),
    )


def vectors(passages: Sequence[Passage], tokens: Sequence[Tokens]) -> list[np.ndarray]:
    """The token vectors of each sentence of a document's `own` passages, in order; `tokens` are
    those of the passages, as the index keeps them."""
    out = []
    for passage, token in zip(passages, tokens, strict=True):
        starts = token.offsets[:, 0] - (len(passage.searched) - len(passage.text))
        for a, b in sentences(passage.text):
            first, last = np.searchsorted(starts, (a, b))
            out.append(token.vectors[first:last])
    return out
