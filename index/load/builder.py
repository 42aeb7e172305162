"""Cleaned pieces in, a Document's text and blocks out; every loader builds through here.

Drops pull-quotes: a paragraph most of whose word 5-grams stand in another, longer paragraph is that text again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from index.addressed import HIDDEN
from index.types import Block, Dropped, Role, Voice

_SHINGLE = 5
_PULL_QUOTE_MIN_WORDS = 8
_PULL_QUOTE_SHARE = 0.6


@dataclass(frozen=True)
class Piece:
    """A block before it has a place in the text. `level` is a heading's depth from 1."""

    role: Role
    text: str
    level: int = 0
    page: int | None = None
    voice: Voice | None = None


def tidy(text: str) -> str:
    """One line, single spaces, no control, zero-width or invisible characters; letters and quotation marks untouched."""
    text = HIDDEN.sub("", re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufffe\uffff]", " ", text))
    return re.sub(r"\s+", " ", text).strip()


def drop_repeats(pieces: list[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """Pull-quotes out: the shorter of two paragraphs that say the same words goes, with its reason kept."""
    words = [re.findall(r"[a-z0-9]+", re.sub(r"\[[^]]*\]", " ", p.text.lower())) for p in pieces]
    candidates = [i for i, p in enumerate(pieces) if p.role == "paragraph" and p.voice is None and len(words[i]) >= _PULL_QUOTE_MIN_WORDS]
    shingles = {i: {tuple(words[i][k : k + _SHINGLE]) for k in range(len(words[i]) - _SHINGLE + 1)} for i in candidates}
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in candidates:
        for shingle in shingles[i]:
            where[shingle].append(i)
    gone: set[int] = set()
    for i in candidates:
        shared: dict[int, int] = defaultdict(int)
        for shingle in shingles[i]:
            for j in where[shingle]:
                if j != i and j not in gone and (len(words[j]), -j) > (len(words[i]), -i):
                    shared[j] += 1
        if shared and max(shared.values()) >= _PULL_QUOTE_SHARE * len(shingles[i]):
            gone.add(i)
    kept = [p for i, p in enumerate(pieces) if i not in gone]
    return kept, [Dropped("repeats the body (pull-quote)", pieces[i].text) for i in sorted(gone)]


def assemble(pieces: list[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Text with its blocks: list items, rows, labels and source lines follow on the next line, the rest after a gap."""
    text = ""
    blocks: list[Block] = []
    headings: list[tuple[int, str]] = []
    previous: Role | None = None
    for piece in pieces:
        if piece.role == "heading":
            headings = [(level, title) for level, title in headings if level < piece.level]
        section = tuple(title for level, title in headings if level > 1)
        close = (piece.role in ("item", "row") and previous == piece.role) or previous == "label" or piece.role == "sources"
        text += ("\n" if close else "\n\n") if text else ""
        start = len(text)
        text += piece.text
        blocks.append(Block(start, len(text), piece.role, section, piece.page, piece.voice))
        if piece.role == "heading":
            headings.append((piece.level, piece.text))
        previous = piece.role
    return text, tuple(blocks)
