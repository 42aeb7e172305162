"""The formats that can be read: one file each, and this registry, from which upload, ingest, fetch
and every message are made.

A new format is a module beside these with a function `load(file: Raw) -> Loaded`, and one line
in `FORMATS`.
"""

from __future__ import annotations

from importlib import import_module

from index.documents.formats.kinds import Format, Loaded, Raw, office, opening

_OPEN, _MICROSOFT = "application/vnd.openxmlformats-officedocument.", "application/vnd.ms-word."
_WORD = (
    f"{_OPEN}wordprocessingml.document",
    f"{_OPEN}wordprocessingml.template",
    f"{_MICROSOFT}document.macroenabled.12",
    f"{_MICROSOFT}template.macroenabled.12",
)
_DOCX = (".docx", ".docm", ".dotx", ".dotm")
_WEB, _MARKDOWN = ("text/html", "application/xhtml+xml"), ("text/markdown",)
_PAGES = (b"<!doctype html", b"<html")


def _is_pdf(data: bytes, _suffix: str) -> bool:
    return b"%PDF-" in data[:1024]


def _is_page(data: bytes, suffix: str) -> bool:
    start = opening(data)
    return start.startswith(_PAGES) or (suffix in (".html", ".htm") and b"<" in start)


def _is_markdown(data: bytes, suffix: str) -> bool:
    return suffix in (".md", ".markdown") or opening(data).startswith(b"---\ntitle:")


FORMATS = (
    Format("pdf", "PDF", "PDF", (".pdf",), ("application/pdf",), _is_pdf, binary=True),
    Format("word", "Word", "Word", _DOCX, _WORD, office(b"word/"), True, True),
    Format("web", "HTML", "HTML", (".html", ".htm"), _WEB, _is_page),
    Format("markdown", "Markdown", "Markdown", (".md", ".markdown"), _MARKDOWN, _is_markdown),
    Format("plain", "plain text", "text", (".txt", ".text"), ("text/plain",), lambda *_: True),
)
"""In the order in which a file's content is tried: the binary ones, then texts; the last takes
what no other claims."""
SUFFIXES = tuple(suffix for f in FORMATS for suffix in f.suffixes)
MEDIA_TYPES = {media: f.suffixes[0] for f in FORMATS for media in f.media_types}
"""{content type: suffix under which a fetched file is kept}."""


def named(short: bool = False) -> str:
    """The formats as a reader is told them: "PDF, Word, HTML, Markdown or plain text"; `short`:
    "PDF, Word, …, text"."""
    if short:
        return ", ".join(f.short for f in FORMATS)
    *first, last = (f.called for f in FORMATS)
    return f"{', '.join(first)} or {last}"


def read(form: Format, file: Raw) -> Loaded:
    """The file's pieces, what it says of itself, and what was left out. Loads only the parser it
    needs."""
    loaded: Loaded = import_module(f"{__name__}.{form.module}").load(file)
    return loaded


__all__ = ["FORMATS", "MEDIA_TYPES", "SUFFIXES", "Format", "Loaded", "Raw", "named", "read"]
