"""What a file is, read from its content; a name that promises otherwise is refused, and what cannot
be read is called by its right name."""

from __future__ import annotations

import re

from index.documents.formats import FORMATS, SUFFIXES, Format, named
from index.documents.formats.kinds import OLD_OFFICE, is_zip, opening
from index.errors import LoadError

_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Marks of UTF-16."""
_OLD = {
    "WordDocument": ("an old Word file (.doc)", "open it in Word and save it as .docx"),
    "PowerPoint Document": ("an old PowerPoint file (.ppt)", "open it and save it as .pptx"),
    "Workbook": ("an old Excel file (.xls)", "open it in Excel and save it as .xlsx"),
    "Book": ("an old Excel file (.xls)", "open it in Excel and save it as .xlsx"),
    "EncryptedPackage": ("a password-protected Office file", "save a copy without a password"),
}
"""{a part of an older Office file: what the file is, what to do}."""
_EXTENSION = re.compile(r"\.[a-z][a-z0-9+]{0,5}")
"""What may say of what kind a file is (.py, .js): the end of "minutes v1.2 final" does not;
that of "minutes.final" is refused with what to do, because no list here knows all kinds."""
_PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF",
    b"\x00\x00\x00\x18ftyphei",
)  # fmt: skip
_ZIPS = (
    (b"opendocument.spreadsheet", "an OpenDocument sheet", "save it as .xlsx or PDF"),
    (b"opendocument.presentation", "an OpenDocument presentation", "save it as .pptx or PDF"),
    (b"application/epub", "an e-book (EPUB)", "save it as PDF"),
)


def recognised(data: bytes, suffix: str, source: str) -> Format:
    """The file's format. Raises LoadError for what no format claims, and for a name that
    promises what is not there."""
    claimed = next((f for f in FORMATS if f.binary and f.is_one(data, suffix)), None)
    if claimed:
        return claimed
    office = " or ".join(f.called for f in FORMATS if f.office)
    if data.startswith(OLD_OFFICE):
        what, then = _old_office(data)
        raise LoadError(f"{source}: {what}, which cannot be read; {then}, or as PDF.")
    if is_zip(data):
        for mark, what, then in _ZIPS:
            if mark in data[:200]:
                raise LoadError(f"{source}: {what}, which cannot be read; {then}.")
        raise LoadError(
            f"{source}: a zip or Office file that is not {office}; save it as .docx or PDF, or take"
            " the files out of the zip."
        )
    if data.startswith(_PICTURES):
        raise LoadError(
            f"{source}: a picture, which cannot be read; save it as a PDF with recognised text"
            " (OCR) and add that."
        )
    if b'progid="word.document"' in opening(data):
        raise LoadError(
            f"{source}: an old Word file (XML), which cannot be read; open it in Word and save it"
            " as .docx, or as PDF."
        )
    promised = next((f for f in FORMATS if f.binary and suffix in f.suffixes), None)
    if promised:
        raise LoadError(
            f"{source}: its name says {promised.called}, its content is not; export it again."
        )
    if b"\x00" in data[:4096] and not data.startswith(_WIDE):
        raise LoadError(f"{source}: not a document this library can read; use {named()}.")
    form = next(f for f in FORMATS if not f.binary and f.is_one(data, suffix))
    if form is FORMATS[-1] and _EXTENSION.fullmatch(suffix) and suffix not in SUFFIXES:
        raise LoadError(
            f"{source}: a {suffix} file, which is no kind of document that this library reads; if"
            " it is text to be read, save it as .txt, .docx or PDF."
        )
    return form


def _old_office(data: bytes) -> tuple[str, str]:
    """What an older Office file is, and what to do with it."""
    for part, told in _OLD.items():
        if re.search(re.escape(part.encode("utf-16-le") + b"\x00\x00"), data):
            return told
    return "an old Office file", "open it and save it in a newer format"
