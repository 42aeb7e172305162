"""A document and a span of it in, where it stands on its pages out, for whoever shows it: boxes of
a PDF's lines and the picture of a page; of a document without pages, the number of the paragraph.
"""

from __future__ import annotations

import io
import threading
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from index.documents.types import Document, Place
from index.errors import LoadError

_POINTS = 72
"""Points to an inch."""
_ALONE = threading.Lock()
"""PDFium is not safe for more than one thread."""
_COLOURS = 64
"""Of a picture: a page of text needs few, and takes a third of the room with them."""


def boxes(document: Document, start: int, end: int) -> tuple[Place, ...]:
    """The parts of lines that a span covers, also over columns and pages, in order: each with its
    page and its box in points. Empty where the format has no pages. The end of a part of a line
    is reckoned by its share of the line's letters."""
    return tuple(
        _part(place, max(start, place.start), min(end, place.end))
        for place in document.places
        if place.start < end and place.end > start
    )


def _part(place: Place, start: int, end: int) -> Place:
    left, top, right, bottom = place.box
    letter = (right - left) / max(1, place.end - place.start)
    begins = left + letter * (start - place.start)
    return Place(start, end, place.page, (begins, top, begins + letter * (end - start), bottom))


def paragraph(document: Document, start: int) -> int:
    """The number, from 1, of the paragraph, item or row that a place in the text stands in,
    headings not counted."""
    upto = bisect_right(document.blocks, start, key=lambda b: b.start)
    return max(1, sum(b.role != "heading" for b in document.blocks[:upto]))


@dataclass(frozen=True)
class Sheet:
    """A page as a PNG, its size in points, and how many pages there are."""

    png: bytes
    width: float
    height: float
    pages: int


def picture(path: Path, page: int, dots_an_inch: int = 110) -> Sheet:
    """A page of a PDF, counted from 1, as a picture. Raises LoadError for what is no PDF or has
    no such page."""
    with _ALONE:
        return _picture(path, page, dots_an_inch)


def _picture(path: Path, page: int, dots_an_inch: int) -> Sheet:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(path.read_bytes())
    except (OSError, pdfium.PdfiumError) as error:
        raise LoadError(f"{path.name}: its pages cannot be shown; open the file itself.") from error
    try:
        if not 1 <= page <= len(pdf):
            raise LoadError(f"{path.name}: has no page {page}; it has {len(pdf)}.")
        drawn = pdf[page - 1]
        picture = drawn.render(scale=dots_an_inch / _POINTS).to_pil().convert("RGB")
        out = io.BytesIO()
        picture.quantize(_COLOURS).save(out, "PNG", optimize=True)
        width, height = drawn.get_size()
        return Sheet(out.getvalue(), width, height, len(pdf))
    finally:
        pdf.close()
