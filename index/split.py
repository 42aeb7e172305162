"""A Document in, Passages out: on structure, sized in tokens, never over the embedding model's
window.

Small passages (about 45 to 80 words) find best; the reader is shown the section around them.
Every passage is an exact span: `document.text[p.start:p.end] == p.text`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from index.documents.types import Block, Document, Passage
from index.text.sentences import PIECE, Span, count_tokens, sentences

VERSION = 2
"""Part of a document's digest: another makes every document split again."""
TARGET_TOKENS = 100
"""Tokens of a passage; 65 gave more evidence and fewer facts (docs/history.md, "Ranking")."""
SHORT_TOKENS = 24
"""Tokens under which a paragraph is joined to the next; set by hand."""
_SHORTEST = 40
"""Characters under which a passage is not cut again: what is too long then stands in front of
it, and the model cuts it."""
_LONGEST = TARGET_TOKENS * 16
"""Characters; what is longer is more than 160 tokens, or no text."""


def split(
    document: Document, window: int, count_pieces: Callable[[list[str]], list[int]]
) -> list[Passage]:
    """Passages in reading order. `count_pieces` gives the model's own word pieces of each text,
    specials included.

    A passage that would pass the window with its title and heading in front is cut again until
    it fits.
    """
    leads = _leads(document)
    waiting = [_passage(document, block, span, leads) for block, span in _units(document)]
    waiting = [p for p in waiting if re.search(r"\w", p.text)]
    done: list[Passage] = []
    while waiting:
        sizes = count_pieces([p.searched for p in waiting])
        over: list[Passage] = []
        for passage, size in zip(waiting, sizes, strict=True):
            if size <= window or len(passage.text) < _SHORTEST:
                done.append(passage)
            else:
                over += _halves(document, passage, leads)
        waiting = over
    unique: dict[str, Passage] = {}
    for passage in sorted(done, key=lambda p: p.start):
        unique.setdefault(passage.id, passage)
    return list(unique.values())


def _units(document: Document) -> Iterator[tuple[Block, Span]]:
    """Spans that make a passage each: runs of sentences of a paragraph, items or rows near each
    other.

    In a digest only the statements are evidence: its introductions say nothing that a source
    stands behind.
    """
    held: tuple[Block, Span] | None = None
    digest = any(block.voice for block in document.blocks)
    for block in document.blocks:
        if block.role in ("heading", "label", "sources") or (digest and not block.voice):
            if held:
                yield held
            held = None
            continue
        text = document.text[block.start : block.end]
        size = count_tokens(text) if len(text) <= PIECE else len(text)
        if (
            held
            and _together(held[0], block)
            and _one_passage(document.text[held[1][0] : block.end])
            and (
                size <= SHORT_TOKENS or count_tokens(document.text[slice(*held[1])]) <= SHORT_TOKENS
            )
        ):
            held = (held[0], (held[1][0], block.end))
            continue
        if held:
            yield held
            held = None
        if size <= TARGET_TOKENS * 1.25:
            held = (block, (block.start, block.end))
        else:
            for span in _runs(text):
                yield block, (block.start + span[0], block.start + span[1])
    if held:
        yield held


def _one_passage(text: str) -> bool:
    """Whether it is short enough to stand as one."""
    return len(text) <= PIECE and count_tokens(text) <= TARGET_TOKENS


def _together(a: Block, b: Block) -> bool:
    return (
        a.section == b.section
        and a.role == b.role
        and a.page == b.page
        and a.scanned == b.scanned
        and a.voice is None
        and b.voice is None
    )


def _runs(text: str) -> list[Span]:
    """Sentences gathered into runs of about equal size, none over the target unless one sentence
    is."""
    spans = [s for span in sentences(text) for s in _short_enough(text, span)]
    sizes = [count_tokens(text[a:b]) for a, b in spans]
    runs_wanted = max(1, round(sum(sizes) / (TARGET_TOKENS * 0.8)))
    aim = sum(sizes) / runs_wanted
    out: list[Span] = []
    held = 0
    for span, size in zip(spans, sizes, strict=True):
        if out and held + size <= TARGET_TOKENS and held + size / 2 <= aim:
            out[-1] = (out[-1][0], span[1])
            held += size
        else:
            out.append(span)
            held = size
    return out


def _short_enough(text: str, span: Span) -> Iterator[Span]:
    """A sentence of ordinary length as it is; a longer one cut at white space. Only as much is
    counted as may be too long."""
    start, end = span
    while (
        count_tokens(text[start : min(end, start + _LONGEST)]) > 1.6 * TARGET_TOKENS
        or end - start > _LONGEST
    ):
        cut = start + min(end - start - 1, TARGET_TOKENS * 4)
        space = max(text.rfind(" ", start, cut), text.rfind("\n", start, cut))
        cut = space if space > start else cut
        yield start, cut
        start = cut + (1 if text[cut].isspace() else 0)
    if start < end:
        yield start, end


def _halves(document: Document, passage: Passage, leads: dict[int, str]) -> list[Passage]:
    block = document.blocks[bisect_right(document.blocks, passage.start, key=lambda b: b.start) - 1]
    spans = sentences(passage.text)
    if len(spans) > 1:
        middle = min(spans[1:], key=lambda s: abs(s[0] - len(passage.text) / 2))[0]
    else:
        middle = (
            passage.text.rfind(" ", 1, max(2, len(passage.text) // 2)) + 1 or len(passage.text) // 2
        )
    cut = passage.start + middle
    first_end = passage.start + len(passage.text[:middle].rstrip())
    return [
        _passage(document, block, span, leads)
        for span in ((passage.start, first_end), (cut, passage.end))
        if span[0] < span[1]
    ]


def _leads(document: Document) -> dict[int, str]:
    """{start of an item's block: the line that opens its list ("The priorities now are to:")}."""
    leads: dict[int, str] = {}
    opening = None
    for block in document.blocks:
        if block.role == "item":
            if opening:
                leads[block.start] = opening
            continue
        text = document.text[block.start : block.end]
        opening = None
        if block.role == "paragraph" and text.endswith(":"):
            start, end = sentences(text)[-1]
            opening = text[start:end]
    return leads


def _passage(document: Document, block: Block, span: Span, leads: dict[int, str]) -> Passage:
    text = document.text[span[0] : span[1]]
    path = [*block.section, lead] if (lead := leads.get(block.start)) else block.section
    section = tuple(path)
    digest = hashlib.sha256(
        "\0".join((document.id, " › ".join(section), text)).encode()
    ).hexdigest()[:24]
    return Passage(
        digest,
        document.id,
        document.source,
        document.metadata,
        text,
        *span,
        section,
        document.page_of(*span) or block.page,
        block.voice,
        scanned=block.scanned,
    )
