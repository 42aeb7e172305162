"""PDF in (pdftext for its words, pdfplumber for ruled tables), pieces in reading order with the
place of each line out.

Refuses encrypted, broken, empty and scanned files by name; a file of which only some pages are
pictures is read, and says which are not.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from index.documents.formats.front import described
from index.documents.formats.hyphens import Mender
from index.documents.formats.kinds import Loaded, Raw, listed
from index.documents.formats.ocr import available, read_scans
from index.documents.formats.pdfaligned import aligned, rows_of
from index.documents.formats.pdfcells import celled, figures
from index.documents.formats.pdffields import fields
from index.documents.formats.pdffurniture import without_furniture
from index.documents.formats.pdflayout import pieces as laid_out
from index.documents.formats.pdfpages import Page, garbled, pages
from index.documents.formats.pdftables import Found, candidates, ruled
from index.documents.types import Dropped
from index.errors import LoadError

_LEAST_TEXT = 20
"""Characters under which a page with a picture on it is a picture of a page."""
_PICTURE = 0.4
"""Share of a page that a picture of it takes, at the least; set by hand."""


@dataclass(frozen=True)
class _Read:
    """A file's pages; the numbers of those that may have ruled tables, those that are pictures
    and those whose letters are garbled and that could not be read; what is lost with these."""

    pages: list[Page]
    ruling: list[int]
    scans: list[int]
    garbled: list[int]
    lost: list[Dropped]
    title: str
    author: str


def load(file: Raw) -> Loaded:
    """The document's pieces. Raises LoadError for what cannot be opened or holds no text."""
    source = file.source
    read = _read(file)
    if sum(len(line.text) for page in read.pages for line in page.lines) < _LEAST_TEXT:
        holds = "letters without names" if read.garbled else "pictures of pages"
        raise LoadError(
            f"{source}: the PDF holds {holds}, no text; install tesseract on this machine, or run"
            " text recognition (OCR) on it and add the result."
        )
    kept, dropped = without_furniture(read.pages)
    mender = Mender(line for page in kept for line in page.lines)
    tables = ruled(file.data, read.ruling, kept, mender)
    last: Found | None = None
    for page in kept:
        found = tables[page.number] = _whole(page, tables.get(page.number, []))
        found += fields(page)
        found += celled(page, _lines_of(found), mender, last)
        found += figures(page, _lines_of(found), mender)
        found += aligned(page, rows_of(page, _lines_of(found)))
        last = _last(page, found)
    loaded = described(laid_out(kept, tables, mender), read.title, read.author)
    told = listed(read.scans, "Page", "Pages"), listed(read.garbled, "Page", "Pages", garbled=True)
    unread = " ".join(filter(None, told)) or None
    return replace(loaded, dropped=[*read.lost, *dropped, *loaded.dropped], unread=unread)


def _whole(page: Page, found: list[Found]) -> list[Found]:
    """Ruled tables, but those that are only the header's end of a longer one without lines."""
    longer = aligned(page, rows_of(page, frozenset())) if found else []
    return [
        table
        for table in found
        if not any(
            table.lines < whole.lines and len(whole.grid) >= 2 * len(table.grid) for whole in longer
        )
    ]


def _last(page: Page, found: list[Found]) -> Found | None:
    """The table that a page ends with."""
    foot = max((line.box[3] for line in page.lines), default=0.0)
    return next((table for table in found if table.boxes[-1][3] >= foot), None)


def _lines_of(found: list[Found]) -> frozenset[int]:
    """The lines that belong to a table already."""
    return frozenset(i for table in found for i in table.lines)


def _read(file: Raw) -> _Read:
    """The pages as they are, or as a machine reads their pictures."""
    import pypdfium2 as pdfium

    data, source = file.data, file.source
    pdf = _opened(data, source)
    try:
        if not len(pdf):
            raise LoadError(f"{source}: the PDF has no pages; export it again.")
        read = list(pages(data, len(pdf), bool(pdf.get_formtype())))
        ruling = candidates(pdf)
        unnamed = garbled(read)
        lost = [
            Dropped("letters without names", " ".join(line.text for line in read[n - 1].lines))
            for n in unnamed
        ]
        read = [replace(p, lines=()) if p.number in unnamed else p for p in read]
        scans = [p.number for p in read if p.number not in unnamed and _is_scan(pdf, p)]
        if (scans or unnamed) and file.scan_seconds and available():
            read = read_scans(pdf, read, sorted(scans + unnamed), file.scan_seconds)
            left = {p.number for p in read if not any(line.scanned for line in p.lines)}
            scans, unnamed = ([n for n in some if n in left] for some in (scans, unnamed))
        said = pdf.get_metadata_value("Title"), pdf.get_metadata_value("Author")
        return _Read(read, ruling, scans, unnamed, lost, *said)
    except pdfium.PdfiumError as error:
        raise LoadError(f"{source}: a page of the PDF cannot be read; export it again.") from error
    finally:
        pdf.close()


def _opened(data: bytes, source: str) -> Any:
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise LoadError(
                f"{source}: the PDF is encrypted; save a copy without a password and add that."
            ) from error
        raise LoadError(
            f"{source}: the PDF is damaged or cut short; download or export it again."
        ) from error


def _is_scan(pdf: Any, page: Page) -> bool:
    """Whether a page is a picture: next to no text, and an image over much of it."""
    import pypdfium2.raw as raw

    if sum(len(line.text) for line in page.lines) >= _LEAST_TEXT:
        return False
    area = page.width * page.height
    with suppress(Exception):
        for drawn in pdf[page.number - 1].get_objects((raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
            left, bottom, right, top = drawn.get_bounds()
            if (right - left) * (top - bottom) > _PICTURE * area:
                return True
    return False
