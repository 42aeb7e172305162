"""Word (.docx, .docm, .dotx, .dotm) in, pieces out: headings by style, lists, footnotes behind the
paragraph that has them, tables a row at a time with their header.

Refuses what is not a Word file, and a zip that would unpack to far more than a document is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers.expat import ExpatError

from index.documents.formats.builder import drop_repeats
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.markdown import table_row
from index.documents.formats.plain import BULLET
from index.documents.formats.wordxml import opened
from index.documents.metadata import is_name, overlay, person, read_header
from index.documents.types import Dropped, Metadata
from index.errors import LoadError
from index.text.tidy import tidy

_UNPACKED_MAX = 300 * 2**20
"""Bytes a file may unpack to."""
_RATIO_MAX = 200
"""Times its own size that it may unpack to."""
_MOST_COLUMNS = 63
"""Of a table, in Word itself."""
_FIGURE_WORDS = 3
"""Words of a figure with its unit, at the most; set by hand."""
_STYLES = "\n".join(
    ["p[style-name='Title'] => h1:fresh"]
    + [f"p[style-name='Heading {n}'] => h{min(n + 1, 6)}:fresh" for n in range(1, 10)]
)
_NOTE = re.compile(r"#(?:foot|end)note-(?!ref)")


@dataclass(frozen=True)
class _Cell:
    """A cell's words, from which a cell that takes several places shows them in each; `whole`
    when it takes the table's width."""

    text: str
    whole: bool = False


def load(file: Raw) -> Loaded:
    """The document's pieces. Raises LoadError for what cannot be opened or holds no text."""
    data, source = file.data, file.source
    _check_zip(data, source)
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
        raise LoadError(
            f"{source}: not a Word file that can be opened; open it in Word and save it as .docx"
            " again."
        ) from error
    root = fragment_fromstring(drawn, create_parent="div")
    pieces = list(_pieces(root, _notes(root)))
    head = [
        p.text
        for p in pieces[:8]
        if p.role in ("paragraph", "heading") and len(p.text.split()) <= 40
    ]
    said, furniture = read_header(head)
    author = person(found.creator)
    named = Metadata(
        title=found.title if len(found.title.split()) >= 3 else None,
        authors=(author,) if is_name(author) else (),
    )
    gone = {head[i] for i in furniture}
    kept, repeats = drop_repeats(
        [p for i, p in enumerate(pieces) if not (i < 8 and p.text in gone)]
    )
    left_out = [*found.left_out, *(Dropped(furniture[i], head[i]) for i in furniture)]
    return Loaded(kept, overlay(named, said), left_out + repeats)


def _check_zip(data: bytes, source: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise LoadError(
            f"{source}: the Word file is damaged or cut short; save it again."
        ) from error
    if unpacked > _UNPACKED_MAX or unpacked > max(_RATIO_MAX * len(data), 10 * 2**20):
        raise LoadError(
            f"{source}: would unpack to {unpacked // 2**20} MB, which no document needs; not"
            " opened."
        )


def _notes(root: Any) -> dict[str, str]:
    """{address: words} of footnotes and endnotes, taken out of their list at the end."""
    found = {}
    for item in root.xpath("./ol/li[starts-with(@id,'footnote-') or starts-with(@id,'endnote-')]"):
        found[f"#{item.get('id')}"] = tidy(item.text_content()).rstrip("↑ ")
        item.drop_tree()
    return found


def _pieces(node: Any, notes: dict[str, str]) -> Iterator[Piece]:
    for child in node:
        if child.tag in ("ul", "ol"):
            for item in child:
                inner = [e.tag for e in item if e.tag in ("ul", "ol", "table", "p")]
                if text := _words(item, notes):
                    yield Piece("item", BULLET.sub("", text) if child.tag == "ul" else text)
                if set(inner) - {"p"}:
                    yield from _pieces(item, notes)
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
    rows = [r for part in table for r in ([part] if part.tag == "tr" else part) if len(r)]
    width = max((sum(_span(c, "colspan") for c in row) for row in rows), default=0)
    if width <= 1:
        for cell in (c for row in rows for c in row):
            yield from _pieces(cell, notes)
        return
    width = min(width, _MOST_COLUMNS)
    grid = _grid(rows, width, notes)
    captions = 0
    while captions < len(grid) - 1 and grid[captions][0].whole:
        if grid[captions][0].text:
            yield Piece("paragraph", grid[captions][0].text)
        captions += 1
    depth = _header_depth(rows[captions:])
    pairs = width == 2 and not _headed(rows[captions:], grid[captions:])
    header: list[str] = []
    if not pairs and len(grid) - captions > depth:
        above = grid[captions : captions + depth]
        header = [
            " ".join(dict.fromkeys(filter(None, (r[i].text for r in above if i < len(r)))))
            for i in range(width)
        ]
        captions += depth
    told = (_row(row, header, pairs) for row in grid[captions:])
    yield from (Piece("row", text) for text in told if text)
    for cell in table.xpath("./tr/*|./*/tr/*"):
        for inner in cell:
            if inner.tag == "table":
                yield from _table(inner, notes)


def _row(row: list[_Cell], header: list[str], pairs: bool) -> str:
    cells = [c.text for c in row]
    if row[0].whole:
        return cells[0]
    if not pairs:
        return table_row(header, cells)
    mark = ": " if all(cells) and not cells[0].endswith(":") else " "
    return mark.join(filter(None, cells))


def _grid(rows: list[Any], width: int, notes: dict[str, str]) -> list[list[_Cell]]:
    """Each row's cells, one that takes several places in each of them. What a file claims of its
    own width is not believed beyond `width`."""
    grid: list[list[_Cell]] = []
    held: dict[int, tuple[int, _Cell]] = {}
    for row in rows:
        cells: list[_Cell] = []
        left = {at: (n - 1, c) for at, (n, c) in held.items() if n > 0}
        given = iter(row)
        while len(cells) < width:
            if len(cells) in held and held[len(cells)][0] > 0:
                cells.append(held[len(cells)][1])
                continue
            cell = next(given, None)
            if cell is None:
                break
            span = min(_span(cell, "colspan"), width - len(cells))
            made = _Cell(_words(cell, notes), span == width)
            if (tall := _span(cell, "rowspan")) > 1:
                left |= {len(cells) + i: (tall - 1, made) for i in range(span)}
            cells += [made] * span
        held = left
        grid.append(cells)
    return grid


def _span(cell: Any, name: str) -> int:
    told = cell.get(name) or "1"
    return max(1, int(told)) if told.isdigit() else 1


def _header_depth(rows: list[Any]) -> int:
    """How many rows are the header: those marked so, else the first with what its cells reach
    down to, and the second where it only divides what a cell of the first spans."""
    marked = len([r for r in rows if r.getparent().tag == "thead"])
    if marked or len(rows) < 2:
        return marked
    reach = max((_span(c, "rowspan") for c in rows[0]), default=1)
    grouped = any(_span(c, "colspan") > 1 for c in rows[0])
    unnamed = grouped and len(rows[1]) > 1 and not tidy(rows[1][0].text_content())
    return max(reach, 2 if unnamed else 1)


def _headed(rows: list[Any], grid: list[list[_Cell]]) -> bool:
    """Whether a table of two columns has a header: marked, bold alone, or words over nothing but
    figures. Else each row is read as a label and what it stands for."""
    bold = [bool(len(row)) and all(c.xpath(".//strong") for c in row) for row in rows]
    if rows[0].getparent().tag == "thead" or (bold[0] and not any(bold[1:])):
        return True
    first, *below = [row[1].text for row in grid if len(row) == 2] or [""]
    return bool(below) and not _is_figure(first) and all(_is_figure(text) for text in below)


def _is_figure(text: str) -> bool:
    return any(c.isdigit() for c in text) and len(text.split()) <= _FIGURE_WORDS
