"""Word (.docx, .docm, .dotx, .dotm) in, pieces out: headings by style, lists, footnotes behind the
paragraph that has them, tables a row at a time with their header.

Refuses what is not a Word file, and a zip that would unpack to far more than a document is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.parsers.expat import ExpatError

from index.documents.formats.front import described
from index.documents.formats.htmltable import is_frame, table_pieces
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.office import broken, check_zip
from index.documents.formats.plain import BULLET
from index.documents.formats.wordxml import opened
from index.text.tidy import tidy

_STYLES = "\n".join(
    ["p[style-name='Title'] => h1:fresh"]
    + [f"p[style-name='Heading {n}'] => h{min(n + 1, 6)}:fresh" for n in range(1, 10)]
)
_NOTE = re.compile(r"#(?:foot|end)note-(?!ref)")


def load(file: Raw) -> Loaded:
    """The document's pieces. Raises LoadError for what cannot be opened or holds no text."""
    data, source = file.data, file.source
    check_zip(data, source, "Word")
    import mammoth
    from lxml.etree import XMLSyntaxError
    from lxml.html import fragment_fromstring

    try:
        found = opened(data)
        drawn = mammoth.convert_to_html(
            io.BytesIO(found.data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {}),
        ).value
    except (KeyError, ValueError, XMLSyntaxError, ExpatError, zipfile.BadZipFile) as error:
        raise broken(source, "Word") from error
    root = fragment_fromstring(drawn, create_parent="div")
    pieces = list(pieces_of(root, _notes(root)))
    loaded = described(pieces, found.title, found.creator)
    return replace(loaded, dropped=[*found.left_out, *loaded.dropped])


def _notes(root: Any) -> dict[str, str]:
    """{address: words} of footnotes and endnotes, taken out of their list at the end."""
    found = {}
    for item in root.xpath("./ol/li[starts-with(@id,'footnote-') or starts-with(@id,'endnote-')]"):
        found[f"#{item.get('id')}"] = tidy(item.text_content()).rstrip("↑ ")
        item.drop_tree()
    return found


def pieces_of(node: Any, notes: dict[str, str]) -> Iterator[Piece]:
    """The pieces of a document as HTML; `notes` are {address: words} of its footnotes."""
    for child in node:
        if child.tag in ("ul", "ol"):
            for item in child:
                inner = [e.tag for e in item if e.tag in ("ul", "ol", "table", "p")]
                if text := _words(item, notes):
                    yield Piece("item", BULLET.sub("", text) if child.tag == "ul" else text)
                if set(inner) - {"p"}:
                    yield from pieces_of(item, notes)
        elif child.tag == "table":
            yield from _table(child, notes)
        elif child.tag == "p" and node.tag == "li":
            continue  # said with its item
        elif text := _words(child, notes):
            if child.tag[0] == "h" and child.tag[1:].isdigit():
                yield Piece("heading", text, level=int(child.tag[1:]))
            elif BULLET.match(text):
                yield Piece("item", BULLET.sub("", text))
            else:
                yield Piece("paragraph", text)


def _words(node: Any, notes: dict[str, str]) -> str:
    """The words of a paragraph, an item or a cell, without tables and lists inside it, then its
    footnotes in square brackets."""
    told: list[str] = []
    below: list[str] = []

    def read(element: Any) -> None:
        at = element.tag
        if at == "table" or (node.tag == "li" and at in ("ul", "ol")):
            told.append("\n")
        elif at == "sup" and (marks := element.xpath(".//a/@href")) and _NOTE.match(marks[0]):
            below.append(notes.get(marks[0], ""))
        elif at == "sup" and (element.text_content().strip().isdigit()):
            told.append(_raised(element.text_content().strip(), "".join(told)))
        else:
            told.append("\n" if at in ("br", "p", "li") else "")
            told.append(element.text or "")
            for child in element:
                read(child)
        if element is not node:
            told.append(element.tail or "")

    read(node)
    behind = "".join(f" [Footnote: {note}]" for note in below if note)
    return tidy("".join(told)) + behind if tidy("".join(told)) else ""


def _raised(digits: str, before: str) -> str:
    """A power of a unit as it is; a note's number, which would else become a figure's last digit,
    not at all."""
    power = re.search(r"\b(?:[cmk]?m|ft|10)$", before)
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] for d in digits) if power else ""


def _table(table: Any, notes: dict[str, str]) -> Iterator[Piece]:
    """Its rows, each of which can be read alone; then the tables inside it. One of a single
    column is a frame around text."""
    if is_frame(table):
        for cell in table.xpath("./tr/*|./*/tr/*"):
            yield from pieces_of(cell, notes)
        return
    yield from table_pieces(table, lambda cell: _words(cell, notes))
    for inner in table.xpath("./tr/*/table|./*/tr/*/table"):
        yield from _table(inner, notes)
