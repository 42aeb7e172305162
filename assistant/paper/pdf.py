"""Blocks in, a PDF out, by ReportLab: A4, page numbers, numbers that lead to their sources."""

from __future__ import annotations

import io
from collections.abc import Iterable
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape

from assistant.paper.blocks import Block, Contents, Heading, Jump, Mark, Span, Table

_INK, _BLUE, _SOFT, _LINE = "#1d2530", "#005eb8", "#55606e", "#d9dfe6"
_FONT = "OpenSans"
_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_LACKS = str.maketrans({"\u2010": "-", "\u2011": "-", "→": "–"})
"""What the font has no letter for, and what stands for it."""


def pdf(title: str, blocks: Iterable[Block]) -> bytes:
    """The file's bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.platypus import SimpleDocTemplate

    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=2.3 * cm,
        rightMargin=2.3 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title=title,
        author="ICS Assistant",
        lang="en-GB",
    )
    looks = _looks()
    flow: list[Any] = [_paragraph(escape(title), looks["title"])]
    for block in blocks:
        flow += _flowables(block, looks)
    document.build(flow, onFirstPage=_footer, onLaterPages=_footer)
    return out.getvalue()


def _footer(canvas: Any, document: Any) -> None:
    canvas.setFont(f"{_FONT}-Regular", 8)
    canvas.setFillColor(_SOFT)
    canvas.drawString(document.leftMargin, 28, "ICS Assistant")
    canvas.drawRightString(
        document.pagesize[0] - document.rightMargin, 28, f"Page {canvas.getPageNumber()}"
    )


def _looks() -> dict[str, Any]:
    """A style for each look of a paragraph and each level of heading."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    files = resources.files("ttf_opensans") / "ttf"
    for face in _FACES:
        file = str(files / f"OpenSans-{face}.ttf")
        pdfmetrics.registerFont(TTFont(f"{_FONT}-{face}", file))
    pdfmetrics.registerFontFamily(f"{_FONT}-Regular", *(f"{_FONT}-{face}" for face in _FACES))
    body = ParagraphStyle(
        "body", fontName=f"{_FONT}-Regular", fontSize=10, leading=15, textColor=_INK, spaceAfter=6
    )

    def like(name: str, **other: Any) -> Any:
        return ParagraphStyle(name, parent=body, **other)

    bold: dict[str, Any] = {"fontName": f"{_FONT}-Bold", "textColor": _BLUE, "keepWithNext": 1}
    return {
        "body": body,
        "title": like("title", fontSize=18, leading=23, spaceAfter=10, **bold),
        "h1": like("h1", fontSize=13, leading=18, spaceBefore=14, spaceAfter=5, **bold),
        "h2": like("h2", fontSize=11, leading=15, spaceBefore=8, spaceAfter=4, **bold),
        "small": like("small", fontSize=8.5, leading=12, textColor=_SOFT),
        "reference": like("reference", fontSize=9, leading=13, spaceBefore=5, spaceAfter=2),
        "quote": like("quote", fontSize=9, leading=13, leftIndent=12, textColor=_SOFT),
        "space": like("space", leftIndent=10),
        "author": like("author", leftIndent=10),
    }


def _paragraph(marked: str, look: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(marked.translate(_LACKS), look)


def _flowables(block: Block, looks: dict[str, Any]) -> list[Any]:
    if isinstance(block, Heading):
        words = f'<a name="{block.anchor}"/>{escape(block.text)}'
        return [_paragraph(words, looks[f"h{min(block.level, 2)}"])]
    if isinstance(block, Contents):
        return []
    if isinstance(block, Table):
        return [_table(block, looks)]
    anchor = f'<a name="{block.anchor}"/>' if block.anchor else ""
    return [_paragraph(anchor + _marked(block.spans), looks[block.look])]


def _marked(spans: Iterable[Span]) -> str:
    out, after_mark = "", False
    for span in spans:
        if isinstance(span, Mark):
            comma = "<super size=7>,</super>" if after_mark else ""
            number = f'<link href="#reference-{span.number}" color="{_BLUE}">{span.number}</link>'
            out += f"{comma}<super size=7>{number}</super>"
        elif isinstance(span, Jump):
            to = span.to if span.to.startswith(("#", "https://", "http://")) else ""
            words = escape(span.text)
            out += f'<link href="{escape(to)}" color="{_BLUE}">{words}</link>' if to else words
        else:
            words = escape(span.text).replace("\n", "<br/>")
            words = f"<b>{words}</b>" if span.bold else words
            out += f"<i>{words}</i>" if span.italic else words
        after_mark = isinstance(span, Mark)
    return out


def _table(block: Table, looks: dict[str, Any]) -> Any:
    from reportlab.platypus import Table as Grid

    rows = [[_paragraph(_marked(cell), looks["reference"]) for cell in row] for row in block.rows]
    grid = Grid(rows, repeatRows=1 if block.header == "row" else 0)
    grid.setStyle([("GRID", (0, 0), (-1, -1), 0.5, _LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return grid
