"""Two documents in, what is different between them out."""

from __future__ import annotations

from assistant.changes.align import aligned, said_in
from assistant.changes.differing import kinds
from assistant.changes.types import Change, Comparison, Said
from index.documents.types import Document
from index.embed import Embedder


def compare(before: Document, after: Document, embedder: Embedder) -> Comparison:
    """What was added, dropped or changed from `before` to `after`; what moved is no change."""
    old, new = said_in(before), said_in(after)
    pairs, same = aligned(old, new, embedder)
    changes = [_change(a, b) for a, b in pairs]
    weighty = [c for c in changes if c.kind != "wording"]
    worded = [c for c in changes if c.kind == "wording"]
    return Comparison(tuple(weighty + worded), len(same), _moved(same))


def _change(before: tuple[Said, ...], after: tuple[Said, ...]) -> Change:
    old, new = _whole(before), _whole(after)
    if old and new:
        return Change(kinds(old.text, new.text), old, new)
    return Change(("dropped",) if old else ("added",), old, new)


def _whole(some: tuple[Said, ...]) -> Said | None:
    """Sentences that belong together as one."""
    if not some:
        return None
    text = " ".join(s.text for s in some)
    return Said(text, some[0].start, some[-1].end, some[0].page, some[0].section)


def _moved(same: list[tuple[int, int]]) -> int:
    """How many of the sentences in both do not stand in the same order: all but the longest run
    that does."""
    rising: list[int] = []
    from bisect import bisect_left

    for _, place in sorted(same):
        at = bisect_left(rising, place)
        rising[at : at + 1] = [place]
    return len(same) - len(rising)
