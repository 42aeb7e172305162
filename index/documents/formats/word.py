"""Word (.docx) in, pieces out: headings by style, lists, tables a row at a time with their header.

Refuses what is not a Word file, and a zip that would unpack to far more than a document is.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from index.documents.formats.builder import drop_repeats
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.markdown import table_row
from index.documents.formats.plain import BULLET
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


def load(file: Raw) -> Loaded:
    """The document\'s pieces. Raises LoadError for what cannot be opened or holds no text."""
    data, source = file.data, file.source
    _check_zip(data, source)
    from docx import Document as Docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table
    from lxml.etree import XMLSyntaxError

    try:
        docx = Docx(io.BytesIO(data))
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        XMLSyntaxError,
        zipfile.BadZipFile,
    ) as error:
        raise LoadError(
            f"{source}: not a Word file that can be opened; open it in Word and save it as .docx"
            " again."
        ) from error
    pieces: list[Piece] = []
    for part in docx.iter_inner_content():
        pieces += _table(part) if isinstance(part, Table) else _paragraph(part)
    head = [
        p.text
        for p in pieces[:8]
        if p.role in ("paragraph", "heading") and len(p.text.split()) <= 40
    ]
    found, furniture = read_header(head)
    core = docx.core_properties
    author = person(core.author or "")
    named = Metadata(
        title=tidy(core.title) if core.title and len(core.title.split()) >= 3 else None,
        authors=(author,) if is_name(author) else (),
    )
    gone = {head[i] for i in furniture}
    kept, repeats = drop_repeats(
        [p for i, p in enumerate(pieces) if not (i < 8 and p.text in gone)]
    )
    left_out = [Dropped(furniture[i], head[i]) for i in furniture]
    return Loaded(kept, overlay(named, found), left_out + repeats)


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


def _paragraph(paragraph: Any) -> list[Piece]:
    text = tidy(paragraph.text)
    if not text:
        return []
    style = (paragraph.style.name if paragraph.style else "") or ""
    if style == "Title":
        return [Piece("heading", text, level=1)]
    if match := re.match(r"Heading (\d)", style):
        return [Piece("heading", text, level=int(match[1]) + 1)]
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    if style.startswith("List") or numbered or BULLET.match(text):
        return [Piece("item", BULLET.sub("", text))]
    return [Piece("paragraph", text)]


def _table(table: Any) -> list[Piece]:
    rows = _rows(table)
    if not rows:
        return []
    header, body = (rows[0], rows[1:]) if len(rows) > 1 else ([], rows)
    return [Piece("row", text) for cells in body if (text := table_row(header, cells))]


def _rows(table: Any) -> list[list[str]]:
    """The words of each cell, a merged one's in each place that it takes. What a file claims of
    its own width is not believed beyond what Word allows."""
    from docx.text.paragraph import Paragraph

    rows: list[list[str]] = []
    for row in table._tbl.tr_lst:
        cells: list[str] = []
        for cell in row.tc_lst:
            text = tidy("\n".join(Paragraph(p, table).text for p in cell.p_lst))
            if (
                not text
                and cell.vMerge == "continue"
                and len(rows) > 1
                and len(cells) < len(rows[-1])
            ):
                text = rows[-1][len(cells)]  # from the row above, but not from the header
            cells += [text] * min(max(cell.grid_span, 1), _MOST_COLUMNS - len(cells))
        rows.append(cells)
    return rows
