"""An Excel workbook in (openpyxl), pieces out: each sheet under its name, its tables as rows with
their values as Excel shows them, what stands alone in a row as a line of text.

Hidden sheets, rows and columns are left out, and said. A formula is its last value.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.documents.formats.cells import shown
from index.documents.formats.front import described
from index.documents.formats.grid import told
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.office import broken, check_zip
from index.documents.types import Dropped
from index.text.tidy import tidy

_MOST_ROWS, _MOST_COLUMNS = 20_000, 200
"""Of a sheet, that are read; set by hand."""


def load(file: Raw) -> Loaded:
    """The workbook's pieces. Raises LoadError for what cannot be opened."""
    check_zip(file.data, file.source, "Excel")
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(file.data), data_only=True)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, zipfile.BadZipFile) as e:
        raise broken(file.source, "Excel") from e
    pieces: list[Piece] = []
    dropped: list[Dropped] = []
    long: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            words = [tidy(str(v)) for row in sheet.values for v in row if v is not None]
            dropped += [Dropped("on a hidden sheet", " ".join(words))] if words else []
            continue
        if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
            long.append(sheet.title)
        made = list(_pieces(sheet, dropped))
        if made:
            pieces += [Piece("heading", tidy(sheet.title), level=2), *made]
    loaded = _titled(pieces, book)
    most = f"{_MOST_ROWS:,} rows or {_MOST_COLUMNS} columns"
    unread = f"Of {', '.join(long)} what lies beyond {most} was not read." if long else None
    return replace(loaded, dropped=[*dropped, *loaded.dropped], unread=unread)


def _titled(pieces: list[Piece], book: Any) -> Loaded:
    """The pieces with the first line that stands alone as title."""
    about = book.properties
    first = next((n for n, p in enumerate(pieces[:3]) if p.role == "paragraph"), None)
    if first is not None and len(pieces[first].text.split()) > 1:
        title = replace(pieces[first], role="heading", level=1)
        pieces = [title, *pieces[:first], *pieces[first + 1 :]]
    return described(pieces, about.title or "", about.creator or "")


def _pieces(sheet: Any, dropped: list[Dropped]) -> Iterator[Piece]:
    """The blocks of a sheet between its empty rows."""
    block: list[list[str]] = []
    for row in [*_rows(sheet, dropped), []]:
        if any(row):
            block.append(row)
            continue
        yield from _block(block)
        block = []


def _block(rows: list[list[str]]) -> Iterator[Piece]:
    """A table, with the lines that stand alone above and below it."""
    alone = [len({cell for cell in row if cell}) == 1 and bool(row[0]) for row in rows]
    start = next((n for n, one in enumerate(alone) if not one), len(rows))
    end = len(rows) - next((n for n, one in enumerate(reversed(alone)) if not one), 0)
    for row in rows[:start]:
        yield Piece("paragraph", row[0])
    yield from told(rows[start : max(start, end)])
    for row in rows[max(start, end) :]:
        yield Piece("paragraph", row[0])


def _rows(sheet: Any, dropped: list[Dropped]) -> Iterator[list[str]]:
    merged: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        corner = sheet.cell(area.min_row, area.min_col)
        if area.size["rows"] * area.size["columns"] <= _MOST_ROWS:
            merged |= {(r, c): corner for r, c in area.cells}
    hidden = {
        column
        for letter, about in sheet.column_dimensions.items()
        if about.hidden and about.min
        for column in range(about.min, min(about.max, _MOST_COLUMNS) + 1)
    }
    gone: list[str] = []
    last = min(sheet.max_row, _MOST_ROWS), min(sheet.max_column, _MOST_COLUMNS)
    for row in sheet.iter_rows(max_row=last[0], max_col=last[1]):
        texts = []
        out_of_sight = bool(row) and sheet.row_dimensions[row[0].row].hidden
        for cell in row:
            seen = merged.get((cell.row, cell.column), cell)
            text = shown(seen.value, seen.number_format)
            if out_of_sight or cell.column in hidden:
                gone += [text] if text else []
            else:
                texts.append(text)
        yield [] if out_of_sight else texts
    if gone:
        dropped.append(Dropped("in hidden rows or columns", " ".join(gone)))
