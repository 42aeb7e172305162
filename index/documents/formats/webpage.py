"""A web page in, the same made ready for its main content to be found, out: without what no reader
sees, its notes' numbers or struck text; bare text in paragraphs; its tables set aside.

A table is set aside as a paragraph with its words between two marks, so that it is kept or left
out as they would be, and comes back as rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.documents.formats.htmltable import rows_of, table_pieces
from index.documents.formats.kinds import Piece
from index.documents.types import Dropped
from index.text.tidy import tidy

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure",
     "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
     "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul")
)  # fmt: skip
_BARE = ("div", "section", "article", "main", "blockquote", "details", "td", "aside")
_LEAST_BARE = 4
"""Words of text without a paragraph from which it gets one; set by hand."""
_LONG_CELL = 80
"""Words of a cell, on average, from which a table is a layout; set by hand."""
_UNIT = re.compile(r"(?:\b[cmk]?m|\bft|10)$")
_MARK = re.compile(r"⟦(\d+)⟧")
_UNSEEN = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0+)?(?:;|$)|font-size:(?:0|1|2)(?:\.\d+)?(?:px|"
    r"pt|em|rem|%)?(?:;|$)|(?:left|top|text-indent|margin-left):-\d{3,}|(?:height|width|"
    r"max-height):0(?:px)?(?:;|$)|clip:rect\(0|clip-path:inset\(|(?<!-)color:(?:#fff(?:fff)?|"
    r"white|transparent|rgba\(\d+,\d+,\d+,0(?:\.0+)?\))(?:;|$)"
)


@dataclass(frozen=True)
class Prepared:
    """`html` is for the finder of main content, `tree` the page as it was, `tables` what was set
    aside, `left_out` what goes, with the reason."""

    html: str
    tree: Any
    tables: tuple[tuple[Piece, ...], ...]
    left_out: tuple[Dropped, ...]

    def with_tables(self, piece: Piece) -> Iterator[Piece]:
        """The piece; rows in its place where it is a table set aside."""
        number = _MARK.match(piece.text)
        if number and int(number[1]) < len(self.tables):
            yield from self.tables[int(number[1])]
        else:
            yield piece


def prepared(text: str) -> Prepared:
    """The page made ready."""
    from copy import deepcopy

    from lxml import html

    tree = _tree(text)
    if tree is None:
        return Prepared(text, None, (), ())
    whole = deepcopy(tree)
    gone = [*_unseen(tree), *_struck(tree)]
    _without_note_numbers(tree)
    _in_paragraphs(tree)
    tables = _set_aside(tree)
    left_out = tuple(d for d in gone if d.text)
    return Prepared(html.tostring(tree, encoding="unicode"), whole, tables, left_out)


def _unseen(tree: Any) -> Iterator[Dropped]:
    """Takes out elements that no reader sees."""
    for element in list(tree.iter()):
        if (
            not isinstance(element.tag, str)
            or element.tag in ("html", "body", "head")
            or element.getparent() is None
        ):
            continue
        style = re.sub(r"\s+", "", element.get("style") or "").lower()
        if "hidden" in element.attrib or _UNSEEN.search(style):
            yield Dropped("hidden on the page", " ".join(element.text_content().split()))
            element.drop_tree()


def _struck(tree: Any) -> Iterator[Dropped]:
    """Takes out text that is struck through."""
    for element in list(tree.iter("del", "s", "strike")):
        if element.getparent() is not None:
            yield Dropped("struck out", tidy(element.text_content()))
            element.drop_tree()


def _without_note_numbers(tree: Any) -> None:
    """Takes out the numbers of notes, which would become a figure's last digits; powers of a unit
    stay, as they are written."""
    for element in list(tree.iter("sup")):
        said = element.text_content().strip()
        before = element.getprevious()
        above = element.getparent()
        text = (
            before.tail if before is not None else above.text if above is not None else ""
        ) or ""
        if re.fullmatch(r"[\[(]?\d{1,3}[\])]?|[*†‡§a-z]", said):
            if _UNIT.search(text.rstrip()) and said.isdigit():
                element.text = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] for d in said)
                for child in list(element):
                    element.remove(child)
                element.drop_tag()
            else:
                element.drop_tree()
        else:
            element.drop_tag()
    for link in list(tree.iter("a")):
        if re.fullmatch(r"\[footnote \d+\]", tidy(link.text_content())):
            link.drop_tree()


def _in_paragraphs(tree: Any) -> None:
    """Bare text of a block, which finders of main content pass over, becomes a paragraph."""
    for element in list(tree.iter("summary")):
        element.tag = "p"
    for element in list(tree.iter(*_BARE)):
        inner = any(isinstance(c.tag, str) and c.tag in _BLOCKS for c in element)
        bare = " ".join(filter(None, [element.text, *(c.tail for c in element)]))
        if inner or len(bare.split()) < _LEAST_BARE:
            continue
        if element.tag == "div":
            element.tag = "p"
            continue
        paragraph = element.makeelement("p")
        paragraph.text, element.text = element.text, None
        for child in list(element):
            paragraph.append(child)
        element.append(paragraph)


def _set_aside(tree: Any) -> tuple[tuple[Piece, ...], ...]:
    """Takes out the tables of data; those that only lay out the page stay."""
    out: list[tuple[Piece, ...]] = []
    for table in list(tree.iter("table")):
        if table.getparent() is None or not _is_data(table):
            continue
        pieces = table_pieces(table, lambda cell: tidy(cell.text_content()))
        if not pieces:
            continue
        paragraph = table.makeelement("p")
        paragraph.text = f"⟦{len(out)}⟧ " + ". ".join(p.text for p in pieces)
        paragraph.tail = table.tail
        table.getparent().replace(table, paragraph)
        out.append(tuple(pieces))
    return tuple(out)


def _is_data(table: Any) -> bool:
    rows = [row for row in rows_of(table) if len(row)]
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or max(len(row) for row in rows) < 2 or table.xpath(".//table"):
        return False
    return len(table.text_content().split()) < _LONG_CELL * len(cells)


def _tree(text: str) -> Any:
    """The page as lxml reads it, without comments; None when there is nothing to read."""
    from lxml import html
    from lxml.etree import ParserError

    try:
        return html.document_fromstring(
            text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", remove_comments=True)
        )
    except (ParserError, ValueError):
        return None
