"""Pieces in, the same without what only names the document, and what they say of it, out: a
cover's labelled lines, a letterhead, a title, a byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.documents.formats.builder import drop_repeats
from index.documents.formats.kinds import Loaded, Piece
from index.documents.metadata import (
    is_name,
    labelled,
    organisation,
    overlay,
    person,
    publisher_of,
    read_header,
)
from index.documents.types import Dropped, Metadata
from index.text.tidy import plain, tidy

_HEAD, _COVER = 8, 40
"""Pieces that may be a header, and those that may be a cover's labels."""
_HEAD_WORDS = 40
"""Words of a line of a header, at the most; set by hand."""
_TITLE_WORDS, _LINE_WORDS = 30, 15
"""Words of a title, and of one that nothing but its place shows to be one, at the most; set by
hand."""
_ANY = 99
"""Deeper than any heading."""


def described(pieces: list[Piece], title: str = "", author: str = "") -> Loaded:
    """The pieces with what they say of the document. `title` and `author` are what the file has
    in its properties; the title counts only where the first page shows it."""
    cover = [p for p in pieces[:_COVER] if p.page in (None, 1)]
    head = [
        p.text for p in pieces[:_HEAD] if p.role != "row" and len(p.text.split()) <= _HEAD_WORDS
    ]
    found, furniture = read_header(head)
    shown = Metadata(title=tidy(title) if _shows(title, cover) else _heading(cover, 1))
    line, guessed = Metadata(title=_first_line(cover)), Metadata(title=_heading(cover, _ANY))
    if found.title and organisation(found.title):
        found = replace(found, title=None)
    first = (p.text.removeprefix("From ") for p in cover[:3])
    named = Metadata(
        publisher=next((text for text in first if organisation(text)), None),
        authors=(person(tidy(author)),) if author and is_name(person(tidy(author))) else (),
    )
    stated = labelled(_labels(cover))
    gone = {head[i] for i in furniture}
    kept = [p for i, p in enumerate(pieces) if not (i < _HEAD and p.text in gone)]
    kept, repeats = drop_repeats(kept)
    said = [stated, shown, line, found, named, guessed]
    metadata = Metadata()
    for weaker in said:
        metadata = overlay(metadata, weaker)
    return Loaded(kept, metadata, [Dropped(furniture[i], head[i]) for i in furniture] + repeats)


def _labels(cover: Iterable[Piece]) -> Iterator[tuple[str, str]]:
    """Labels with what they stand for: rows of a table without header, and lines "Label:
    value"."""
    for piece in cover:
        if piece.row and piece.row.cells and not piece.row.cells[0][0]:
            yield piece.row.label, piece.row.cells[0][1]
        elif match := re.match(r"([A-Z][\w ]{1,30}):\s+(\S.*)", piece.text):
            yield match[1], match[2]


def _shows(title: str, cover: list[Piece]) -> bool:
    """Whether the first page shows what the file calls its title."""
    words = re.findall(r"\w+", plain(tidy(title)))
    shown = re.findall(r"\w+", plain(" ".join(p.text for p in cover)))
    return len(words) >= 2 and f" {' '.join(words)} " in f" {' '.join(shown)} "


def _heading(cover: list[Piece], level: int) -> str | None:
    """The title as a heading of this depth says it, the name of who publishes it apart."""
    headings = (p for p in cover if p.role == "heading" and p.level <= level)
    return next((p.text for p in headings if _may_name(p.text)), None)


def _first_line(cover: list[Piece]) -> str | None:
    """The title as a short first line that is no sentence says it."""
    first = cover[0] if cover else None
    if first is None or first.role != "paragraph" or len(first.text.split()) > _LINE_WORDS:
        return None
    return first.text if _may_name(first.text) and first.text[-1].isalnum() else None


def _may_name(text: str) -> bool:
    """Whether a heading can be a document's title."""
    body = organisation(text) or publisher_of(text)
    return not body and 2 <= len(text.split()) <= _TITLE_WORDS
