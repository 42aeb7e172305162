"""Cleaned pieces in, a Document's text and blocks out; every loader builds through here.

Drops pull-quotes: a paragraph that stands word for word inside a longer one close by is that
text again. Nothing else is dropped for being like something else: three boards' deficits, or a
list of what must be done, are told in much the same words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.documents.formats.kinds import Piece
from index.documents.types import Block, Dropped, Place, Role

_WORD = re.compile(r"[^\W_]+")
_PULL_QUOTE_MIN_WORDS = 8
"""Words up to which a repeat is not taken for a pull-quote; set by hand."""
_PULL_QUOTE_REACH = 6
"""Paragraphs, before or after, in which a pull-quote's own text stands."""


def drop_repeats(pieces: list[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """Pull-quotes out, with their reason kept: what stands word for word in a longer paragraph
    near it, under one heading."""
    said = [
        (
            f" {' '.join(_WORD.findall(p.text.lower()))} "
            if p.role == "paragraph" and p.voice is None
            else ""
        )
        for p in pieces
    ]
    under, heading = [], 0
    for i, piece in enumerate(pieces):
        heading = i if piece.role == "heading" else heading
        under.append(heading)
    gone: list[int] = []
    for i, words in enumerate(said):
        if words.count(" ") <= _PULL_QUOTE_MIN_WORDS:
            continue
        near = range(max(0, i - _PULL_QUOTE_REACH), min(len(pieces), i + _PULL_QUOTE_REACH + 1))
        if any(
            len(said[j]) > len(words) and under[j] == under[i] and words in said[j] for j in near
        ):
            gone.append(i)
    left = set(gone)
    kept = [p for i, p in enumerate(pieces) if i not in left]
    return kept, [Dropped("repeats the text beside it (pull-quote)", pieces[i].text) for i in gone]


def assemble(pieces: list[Piece]) -> tuple[str, tuple[Block, ...], tuple[Place, ...]]:
    """Text with its blocks and the places of its lines: list items, rows, labels and source lines
    follow on the next line, the rest after a gap.

    A text that is all headings is what it has to say: its lines are paragraphs.
    """
    if all(piece.role == "heading" for piece in pieces):
        pieces = [replace(piece, role="paragraph") for piece in pieces]
    text: list[str] = []
    at = 0
    blocks: list[Block] = []
    places: list[Place] = []
    tables = 0
    headings: list[tuple[int, str]] = []
    previous: Role | None = None
    for piece in pieces:
        if piece.role == "heading":
            headings = [(level, title) for level, title in headings if level < piece.level]
        section = tuple(title for level, title in headings if level > 1)
        tables += piece.opens
        close = (
            (not piece.opens and piece.role in ("item", "row") and previous == piece.role)
            or previous == "label"
            or piece.role == "sources"
        )
        gap = ("\n" if close else "\n\n") if text else ""
        start = at + len(gap)
        at = start + len(piece.text)
        text += [gap, piece.text]
        row = replace(piece.row, table=tables) if piece.row else None
        blocks.append(
            Block(start, at, piece.role, section, piece.page, piece.voice, row, piece.scanned)
        )
        places += [replace(p, start=start + p.start, end=start + p.end) for p in piece.lines]
        if piece.role == "heading":
            headings.append((piece.level, piece.text))
        previous = piece.role
    return "".join(text), tuple(blocks), tuple(places)
