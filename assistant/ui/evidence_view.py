"""A citation and its document in, HTML out: the passage highlighted where it stands, on its page
where the file has pages, with what the document says of itself and what a digest was drawn from."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.citations import reference
from assistant.answer.corrected import Remark
from assistant.answer.types import Citation
from assistant.ui.disputes import Dispute, of_span
from assistant.ui.templating import render
from assistant.wording.voices import ADDED, KIND_NAMES
from index.documents.pages import Sheet, boxes
from index.documents.types import Block, Document, Quotation, Stored
from index.text.dates import spoken

_WINDOW_BLOCKS = 400
"""Paragraphs of a document drawn around the one asked for."""
_MOST_LEFT_OUT = 100
"""Pieces left out of a document that are listed."""


@dataclass(frozen=True)
class _Piece:
    """Words of a document, marked as the "quoted" ones or those of its "passage"; `first` is
    where the panel opens."""

    text: str
    look: str
    first: bool


@dataclass(frozen=True)
class _Line:
    """A block of a document; `page` is given where a page begins."""

    role: str
    pieces: tuple[_Piece, ...]
    page: int | None


@dataclass(frozen=True)
class _Shown:
    """The part of a document that is shown, whether there is more before and behind it, and what
    was left out on loading: how much, the first of it by (reason, text), and how many more."""

    lines: tuple[_Line, ...]
    earlier: bool
    later: bool
    left_out: int
    dropped: tuple[tuple[str, str], ...]
    more: int


def shortened(text: str, most: int = 40) -> str:
    """The first `most` words."""
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]) + " …"


@dataclass(frozen=True)
class Origin:
    """A source that a digest's statement was drawn from, in words, with its address and how much
    of it was read."""

    told: str
    url: str | None
    read: str


def missing(text: str) -> str:
    """Why there is nothing to show."""
    return render("no_evidence.html", missing=text)


def evidence(
    citation: Citation | Quotation,
    document: Document | None,
    origins: Sequence[Origin] = (),
    paged: bool = False,
    told: Sequence[Remark] = (),
) -> str:
    """The passage highlighted inside its document, with what the document says of itself and what
    readers say of it; `paged` when its pages can be shown as pictures."""
    p, m = citation.passage, citation.passage.metadata
    publisher = (m.publisher or "not stated in the document") + (
        ", our digest of the sources named below it" if p.voice else ""
    )
    claim = (
        ""
        if p.vouched or not (m.publisher or m.kind)
        else f" (the document says so itself; {ADDED}, not confirmed)"
    )
    rows = [
        ("Kind", p.voice.named if p.voice else KIND_NAMES[p.kind] + (claim if m.kind else "")),
        ("Publisher", publisher + (claim if m.publisher else "")),
        ("Author", ", ".join(m.authors) or "not stated in the document" if not p.voice else None),
        ("Published", spoken(m.published) or "not stated in the document"),
        ("Page", str(p.page) if p.page else None),
        ("Section", p.section_text),
        ("File", p.source if not p.voice else None),
        ("Versions", p.edition),
        ("Note", p.note),
    ]
    return render(
        "evidence.html",
        title=m.title or p.source,
        document=p.document_id,
        page=p.page if paged and document else None,
        start=citation.start,
        end=citation.end,
        origins=origins,
        facts=[(name, value) for name, value in rows if value],
        reference=reference(citation),
        original=m.url if m.url and m.url.startswith(("https://", "http://")) else None,
        confirm=p.document_id if claim else None,
        shown=_document(document, citation) if document else None,
        quote=citation.quote,
        dispute=_dispute(citation, document, tuple(dict.fromkeys(told))),
        named=False,
    )


def _dispute(
    citation: Citation | Quotation, document: Document | None, told: tuple[Remark, ...]
) -> Dispute:
    if document is None:
        return Dispute(told)
    return of_span(document.id, citation.start, citation.end, citation.quote, told)


def reading(document: Document, stored: Stored, paged: bool, told: Sequence[Remark] = ()) -> str:
    """A whole document to read, from its beginning, with what readers say of it."""
    m = document.metadata
    who = ", ".join(m.authors)
    rows = [
        ("Kind", KIND_NAMES[m.kind]),
        ("Publisher", m.publisher or "not stated in the document"),
        ("Author", who or None),
        ("Published", spoken(m.published) or "not stated in the document"),
        ("File", stored.source),
        ("Note", stored.note or document.unread),
    ]
    return render(
        "evidence.html",
        title=m.title or stored.source,
        document=document.id,
        page=1 if paged else None,
        start=0,
        end=0,
        origins=(),
        facts=[(name, value) for name, value in rows if value],
        reference=None,
        original=m.url if m.url and m.url.startswith(("https://", "http://")) else None,
        confirm=None,
        shown=_document(document, None),
        quote="",
        dispute=Dispute(tuple(told)),
        named=True,
    )


def page(sheet: Sheet, document: Document, number: int, start: int, end: int) -> str:
    """A page as a picture, what is quoted marked on it, with the ways to its neighbours."""
    here = [p.box for p in boxes(document, start, end) if p.page == number]
    marks = [
        (
            100 * left / sheet.width,
            100 * top / sheet.height,
            100 * (right - left) / sheet.width,
            100 * (bottom - top) / sheet.height,
        )
        for left, top, right, bottom in here
    ]
    return render(
        "sheet.html",
        picture=base64.b64encode(sheet.png).decode(),
        number=number,
        pages=sheet.pages,
        marks=marks,
        width=round(sheet.width),
        height=round(sheet.height),
    )


def _document(document: Document, citation: Citation | Quotation | None) -> _Shown:
    blocks = document.blocks
    start = citation.start if citation else 0
    here = next((i for i, b in enumerate(blocks) if b.end > start), 0)
    first = max(0, here - _WINDOW_BLOCKS // 2) if len(blocks) > _WINDOW_BLOCKS else 0
    shown = blocks[first : first + _WINDOW_BLOCKS]
    lines, page = [], None
    for block in shown:
        turned = block.page if block.page and block.page != page else None
        page = turned or page
        lines.append(_line(document, block, citation, turned))
    dropped = tuple((d.reason, shortened(d.text, 60)) for d in document.dropped[:_MOST_LEFT_OUT])
    left_out = len(document.dropped)
    return _Shown(
        tuple(lines),
        first > 0,
        first + len(shown) < len(blocks),
        left_out,
        dropped,
        left_out - len(dropped),
    )


def _line(
    document: Document, block: Block, citation: Citation | Quotation | None, page: int | None
) -> _Line:
    role = block.role if block.role in ("heading", "item", "row", "label", "sources") else ""
    if citation is None:
        return _Line(role, (_Piece(document.text[block.start : block.end], "", False),), page)
    return _Line(role, tuple(_pieces(document.text, block.start, block.end, citation)), page)


def _pieces(text: str, start: int, end: int, citation: Citation | Quotation) -> Iterator[_Piece]:
    """A block's text with the part that is the passage, and in it the quotation, marked."""
    p = citation.passage
    cuts = sorted(
        {
            start,
            end,
            *(c for c in (p.start, p.end, citation.start, citation.end) if start < c < end),
        }
    )
    for a, b in zip(cuts, cuts[1:], strict=False):
        quoted = citation.start <= a < citation.end
        look = "quoted" if quoted else "passage" if p.start <= a < p.end else ""
        first = quoted and a == max(citation.start, start) and citation.start >= start
        yield _Piece(text[a:b], look, first)
