"""PDF in (pdftext for its words, pdfplumber for ruled tables), pieces in reading order with the
place of each line out.

Refuses encrypted, broken, empty and scanned files by name; a file of which only some pages are
pictures is read, and says which are not.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from index.documents.formats.front import described
from index.documents.formats.hyphens import Mender
from index.documents.formats.kinds import Loaded, Raw, listed
from index.documents.formats.ocr import available, read_scans
from index.documents.formats.pdfaligned import aligned
from index.documents.formats.pdflayout import pieces as laid_out
from index.documents.formats.pdflayout import without_furniture
from index.documents.formats.pdfpages import Page, pages
from index.documents.formats.pdftables import candidates, ruled
from index.documents.formats.pdfworded import fields, labelled, worded
from index.errors import LoadError

_LEAST_TEXT = 20
"""Characters under which a page with a picture on it is a picture of a page."""
_PICTURE = 0.4
"""Share of a page that a picture of it takes, at the least; set by hand."""


def load(file: Raw) -> Loaded:
    """The document's pieces. Raises LoadError for what cannot be opened or holds no text."""
    data, source = file.data, file.source
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise LoadError(
                f"{source}: the PDF is encrypted; save a copy without a password and add that."
            ) from error
        raise LoadError(
            f"{source}: the PDF is damaged or cut short; download or export it again."
        ) from error
    try:
        if not len(pdf):
            raise LoadError(f"{source}: the PDF has no pages; export it again.")
        read = list(pages(data, len(pdf), bool(pdf.get_formtype())))
        ruling = candidates(pdf)
        scans = [page.number for page in read if _is_scan(pdf, page)]
        if scans and file.scan_seconds and available():
            read = read_scans(pdf, read, scans, file.scan_seconds)
            scans = [n for n in scans if not any(line.scanned for line in read[n - 1].lines)]
        title, author = pdf.get_metadata_value("Title"), pdf.get_metadata_value("Author")
    except pdfium.PdfiumError as error:
        raise LoadError(f"{source}: a page of the PDF cannot be read; export it again.") from error
    finally:
        pdf.close()
    if sum(len(line.text) for page in read for line in page.lines) < _LEAST_TEXT:
        raise LoadError(
            f"{source}: the PDF holds pictures of pages, no text; install tesseract on this"
            " machine, or run text recognition (OCR) on it and add the result."
        )
    kept, dropped = without_furniture(read)
    mender = Mender(line for page in kept for line in page.lines)
    tables = ruled(data, ruling, kept, mender)
    for page in kept:
        found = tables.setdefault(page.number, [])
        found += fields(page)
        for more in (worded, labelled, aligned):
            found += more(page, frozenset(i for table in found for i in table.lines), mender)
    made = laid_out(kept, tables, mender)
    loaded = described(made, title, author)
    return replace(loaded, dropped=dropped + loaded.dropped, unread=listed(scans, "Page", "Pages"))


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
