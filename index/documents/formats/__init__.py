"""The formats that can be read: one file each, and this registry, from which upload, ingest, fetch
and every message are made.

A new format is a module beside these with a function `load(file: Raw) -> Loaded`, and one line
in `FORMATS`.
"""

from __future__ import annotations

import re
from importlib import import_module

from index.documents.formats.kinds import (
    OLD_OFFICE,
    Format,
    Loaded,
    Raw,
    is_zip,
    office,
    opening,
)

_OPEN = "application/vnd.openxmlformats-officedocument."
_MICROSOFT = "application/vnd.ms-"
_WORD = (
    f"{_OPEN}wordprocessingml.document",
    f"{_OPEN}wordprocessingml.template",
    f"{_MICROSOFT}word.document.macroenabled.12",
    f"{_MICROSOFT}word.template.macroenabled.12",
)
_SLIDES = (
    f"{_OPEN}presentationml.presentation",
    f"{_OPEN}presentationml.slideshow",
    f"{_MICROSOFT}powerpoint.presentation.macroenabled.12",
)
_SHEETS = (f"{_OPEN}spreadsheetml.sheet", f"{_MICROSOFT}excel.sheet.macroenabled.12")
_DOCX = (".docx", ".docm", ".dotx", ".dotm")
_PPTX, _XLSX = (".pptx", ".pptm", ".ppsx", ".potx"), (".xlsx", ".xlsm", ".xltx")
_WEB, _MARKDOWN = ("text/html", "application/xhtml+xml"), ("text/markdown",)
_PAGES = (b"<!doctype html", b"<html")
_RTF, _ODT = ("application/rtf", "text/rtf"), ("application/vnd.oasis.opendocument.text",)
_OUTLOOK = "__properties_version1.0".encode("utf-16-le")
_CSV = ("text/csv", "text/tab-separated-values")
_MAIL = re.compile(rb"^(?:from|to|date|subject|received|return-path|mime-version): ?\S", re.M)
_LEAST_FIELDS = 3
"""Fields of a mail in a text from which it is one."""


def _is_pdf(data: bytes, _suffix: str) -> bool:
    return b"%PDF-" in data[:1024]


def _is_page(data: bytes, suffix: str) -> bool:
    start = opening(data)
    return start.startswith(_PAGES) or (suffix in (".html", ".htm") and b"<" in start)


def _is_markdown(data: bytes, suffix: str) -> bool:
    return suffix in (".md", ".markdown") or opening(data).startswith(b"---\ntitle:")


def _is_rtf(data: bytes, _suffix: str) -> bool:
    return data.lstrip()[:5] == b"{\\rtf"


def _is_mail(data: bytes, suffix: str) -> bool:
    head = opening(data).split(b"\n\n")[0].split(b"\r\n\r\n")[0]
    return suffix == ".eml" or len(set(_MAIL.findall(head))) >= _LEAST_FIELDS


def _is_outlook(data: bytes, _suffix: str) -> bool:
    return data.startswith(OLD_OFFICE) and _OUTLOOK in data


def _is_odt(data: bytes, _suffix: str) -> bool:
    return is_zip(data) and _ODT[0].encode() in data[:200]


def _is_table(_data: bytes, suffix: str) -> bool:
    return suffix in (".csv", ".tsv")


FORMATS = (
    Format("pdf", "PDF", "PDF", (".pdf",), ("application/pdf",), _is_pdf, binary=True),
    Format("word", "Word", "Word", _DOCX, _WORD, office(b"word/"), True, True),
    Format("slides", "PowerPoint", "PowerPoint", _PPTX, _SLIDES, office(b"ppt/"), True, True),
    Format("excel", "Excel", "Excel", _XLSX, _SHEETS, office(b"xl/"), True, True),
    Format("odt", "OpenDocument text", "OpenDocument", (".odt",), _ODT, _is_odt, True, True),
    Format("msg", "Outlook mail", "mail", (".msg",), (f"{_MICROSOFT}outlook",), _is_outlook, True),
    Format("rtf", "rich text", "text", (".rtf",), _RTF, _is_rtf, binary=True),
    Format("web", "HTML", "web pages", (".html", ".htm"), _WEB, _is_page),
    Format("mail", "mail", "mail", (".eml",), ("message/rfc822",), _is_mail),
    Format("table", "CSV", "text", (".csv", ".tsv"), _CSV, _is_table),
    Format("markdown", "Markdown", "text", (".md", ".markdown"), _MARKDOWN, _is_markdown),
    Format("plain", "plain text", "text", (".txt", ".text"), ("text/plain",), lambda *_: True),
)
"""In the order in which a file's content is tried: the binary ones, then texts; the last takes
what no other claims."""
SUFFIXES = tuple(suffix for f in FORMATS for suffix in f.suffixes)
MEDIA_TYPES = {media: f.suffixes[0] for f in FORMATS for media in f.media_types}
"""{content type: suffix under which a fetched file is kept}."""


def named(short: bool = False) -> str:
    """The formats as a reader is told them: "PDF, Word, …, Markdown or plain text"; `short`, their
    sorts: "PDF, Word, …, text"."""
    if short:
        return ", ".join(dict.fromkeys(f.short for f in FORMATS))
    *first, last = (f.called for f in FORMATS)
    return f"{', '.join(first)} or {last}"


def read(form: Format, file: Raw) -> Loaded:
    """The file's pieces, what it says of itself, and what was left out. Loads only the parser it
    needs."""
    loaded: Loaded = import_module(f"{__name__}.{form.module}").load(file)
    return loaded


__all__ = ["FORMATS", "MEDIA_TYPES", "SUFFIXES", "Format", "Loaded", "Raw", "named", "read"]
