"""A document's pieces in, those pieces without what readers said of a paper that this program
wrote, and that, out. Added to the library, such a paper is quoted as a source; a remark beside it
is somebody's word that it is wrong, and no word of the paper's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.documents.types import Dropped

if TYPE_CHECKING:
    from index.documents.formats.kinds import Piece

SIGN = "‡ Remark: "
"""What a remark in a file of ours begins with."""
_SIGN = r"\s+".join(map(re.escape, SIGN.split()))
REMARK = re.compile(rf"\[[*_]*{_SIGN}[^\]]*\]|\A[*_\s]*{_SIGN}.*", re.S)
"""A remark within brackets in a paragraph, or a paragraph of its own."""
_WHY = "what a reader said of a paper of this program's (‡ Remark)"


def without_remarks(pieces: list[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """What is left out is told; the lines of a piece keep their places on the page."""
    kept: list[Piece] = []
    gone: list[Dropped] = []
    for piece in pieces:
        found = list(REMARK.finditer(piece.text))
        gone += [Dropped(_WHY, match[0]) for match in found]
        for match in reversed(found):
            piece = _cut(piece, *match.span())
        if piece.text.strip():
            kept.append(piece)
    return kept, gone


def _cut(piece: Piece, start: int, end: int) -> Piece:
    """The piece without these letters, and the white space before them."""
    start = len(piece.text[:start].rstrip())

    def moved(place: int) -> int:
        return place - max(0, min(place, end) - start)

    lines = [replace(x, start=moved(x.start), end=moved(x.end)) for x in piece.lines]
    text = piece.text[:start] + piece.text[end:]
    return replace(piece, text=text, lines=tuple(x for x in lines if x.start < x.end))
