"""A file in, a Document out. What a file is, is read from its content; a name that promises otherwise is refused."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from index.documents.types import Document
from index.errors import LoadError

SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt", ".text")
_LOADER_VERSION = 3
_MOSTLY_ASCII = 0.1
"""Share of bytes above 127 under which a text is taken for Windows-1252; French prose has about 0.04, Cyrillic 0.8."""
_MOST_TEXT = 20_000_000
"""Characters of one document, some 7,000 pages."""


def load(path: Path, source: str, max_mb: int = 64, voices: bool = False) -> Document:
    """Document from the file at `path`, known to the reader as `source`. Raises LoadError with one clear sentence.

    With `voices` the statements of a digest are read with who stands behind each; only the library that ships is so read.
    """
    from index.documents.formats.builder import assemble
    from index.documents.metadata import overlay, read_yaml, sidecar_of
    from index.documents.orders import without_orders  # here, so that whoever only wants a date of this package does not wait

    try:
        size = path.stat().st_size
        if size > max_mb * 2**20:
            raise LoadError(f"{source}: {size // 2**20} MB is over the limit of {max_mb} MB; split it or raise ICS_MAX_FILE_MB.")
        data = path.read_bytes()
        sidecar = sidecar_of(path)
        side_text = sidecar.read_text("utf-8") if sidecar else ""
    except OSError as error:
        raise LoadError(f"{source}: cannot be read ({error.strerror}); check that it exists and may be opened.") from error
    except UnicodeDecodeError as error:
        raise LoadError(f"{source}: its metadata file is not UTF-8 text; save it as UTF-8.") from error
    if not data.strip():
        raise LoadError(f"{source}: the file is empty.")
    form = form_of(data, path.suffix.lower(), source)
    if form == "pdf":
        from index.documents.formats.pdf import load_pdf

        pieces, metadata, dropped = load_pdf(data, source)
    elif form == "docx":
        from index.documents.formats.word import load_word

        pieces, metadata, dropped = load_word(data, source)
    else:
        text = decode(data, source)
        if form == "html":
            from index.documents.formats.web import load_web

            pieces, metadata, dropped = load_web(text, source)
        elif form == "markdown":
            from index.documents.formats.markdown import load_markdown

            pieces, metadata, dropped = load_markdown(text, source, voices)
        else:
            from index.documents.formats.plain import load_text

            pieces, metadata, dropped = load_text(text)
    if side_text:
        metadata = overlay(read_yaml(side_text, sidecar.name), metadata)
    metadata, orders = without_orders(metadata)
    text, blocks = assemble(pieces)
    if not text.strip():
        raise LoadError(f"{source}: no text was found in it.")
    if len(text) > _MOST_TEXT:
        raise LoadError(f"{source}: {len(text):,} characters of text are over the limit of {_MOST_TEXT:,}; split it.")
    return Document(_digest(path, side_text, data, voices), source, text, metadata, blocks, (*dropped, *orders))


def fingerprint(path: Path, voices: bool = False) -> str:
    """The id that `load` would give, without loading: a hash of the file, its sidecar and the loader's version."""
    from index.documents.metadata import sidecar_of

    sidecar = sidecar_of(path)
    return _digest(path, sidecar.read_text("utf-8", errors="replace") if sidecar else "", path.read_bytes(), voices)


def _digest(path: Path, side_text: str, data: bytes, voices: bool) -> str:
    mark = f"{_LOADER_VERSION}\0{path.suffix.lower()}\0{side_text}\0{'voices' if voices else ''}"
    return hashlib.sha256(mark.encode() + data).hexdigest()[:24]


def form_of(data: bytes, suffix: str, source: str) -> str:
    """One of pdf, docx, html, markdown, text. Refuses other formats and names that promise what is not there."""
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if b"word/" in data:
            return "docx"
        raise LoadError(f"{source}: a zip or Office file that is not Word; save the text as .docx or PDF.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(f"{source}: an old or password-protected Word file; save it as .docx without a password.")
    if suffix in (".pdf", ".docx"):
        raise LoadError(f"{source}: its name says {'PDF' if suffix == '.pdf' else 'Word'}, its content is not; export it again.")
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not utf16:
        raise LoadError(f"{source}: not a document this library can read; use PDF, Word, HTML, Markdown or plain text.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    if start.startswith((b"<!doctype html", b"<html")) or (suffix in (".html", ".htm") and b"<" in start):
        return "html"
    return "markdown" if suffix in (".md", ".markdown") or start.startswith(b"---\ntitle:") else "text"


def decode(data: bytes, source: str) -> str:
    """Text in whatever encoding it is in: UTF-8, else Windows-1252 as British offices save it, else charset-normalizer's guess.

    Windows-1252 gives nearly every byte a meaning, so it is believed only of a text that is mostly ASCII: Cyrillic is not.
    """
    try:
        return data.decode("utf-8-sig" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        if sum(byte > 127 for byte in data) < _MOSTLY_ASCII * len(data):
            with suppress(UnicodeDecodeError):
                return data.decode("cp1252")

        best = from_bytes(data).best()
        if best is None:
            raise LoadError(f"{source}: its text encoding could not be recognised; save it as UTF-8.") from None
        return str(best)
