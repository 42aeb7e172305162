"""A <table> in, its grid and the number of its header rows out; Word files come this way too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.documents.formats.grid import guessed_headers, told
from index.documents.formats.kinds import Piece
from index.text.tidy import tidy

_MOST_COLUMNS = 63
"""Of a table, in Word itself."""


def rows_of(table: Any) -> list[Any]:
    """Its own rows, not those of a table inside it."""
    return [r for part in table for r in ([part] if part.tag == "tr" else part) if r.tag == "tr"]


def is_frame(table: Any) -> bool:
    """Whether it has a single column: a frame around text, no table."""
    return max((sum(_span(c, "colspan") for c in row) for row in rows_of(table)), default=0) <= 1


def table_pieces(table: Any, words: Callable[[Any], str]) -> list[Piece]:
    """Its rows as pieces, each of which can be read alone. `words` gives a cell's text."""
    rows = [row for row in rows_of(table) if len(row)]
    if not rows:
        return []
    above = [Piece("paragraph", words(c)) for c in table.xpath("./caption") if words(c)]
    width = min(max(sum(_span(c, "colspan") for c in row) for row in rows), _MOST_COLUMNS)
    grid = _grid(rows, width, words)
    captions = 0
    while captions < len(grid) - 1 and len(grid[captions]) == 1:
        captions += 1
    pairs = width == 2 and not _headed(rows[captions:], grid[captions:])
    return above + told(grid, 0 if pairs else captions + _header_depth(rows[captions:]))


def _grid(rows: list[Any], width: int, words: Callable[[Any], str]) -> list[list[str]]:
    """Each row's cells, one that takes several places in each of them, and one of the whole
    width alone. What a file claims of its own width is not believed beyond `width`."""
    grid: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells: list[str] = []
        left = {at: (n - 1, c) for at, (n, c) in held.items() if n > 0}
        given = iter(row)
        whole = False
        while len(cells) < width:
            if len(cells) in held and held[len(cells)][0] > 0:
                cells.append(held[len(cells)][1])
                continue
            cell = next(given, None)
            if cell is None:
                break
            span = min(_span(cell, "colspan"), width - len(cells))
            whole = span == width
            made = words(cell)
            if (tall := _span(cell, "rowspan")) > 1:
                left |= {len(cells) + i: (tall - 1, made) for i in range(span)}
            cells += [made] * span
        held = left
        grid.append(cells[:1] if whole else cells)
    return grid


def _span(cell: Any, name: str) -> int:
    told = cell.get(name) or "1"
    return max(1, int(told)) if told.isdigit() else 1


def _header_depth(rows: list[Any]) -> int:
    """How many rows are the header: those marked so, else the first with what its cells reach
    down to, and the second where it only divides what a cell of the first spans."""
    marked = [
        row.getparent().tag == "thead" or all(cell.tag == "th" for cell in row) for row in rows
    ]
    if marked and marked[0]:
        return marked.index(False) if False in marked else len(marked)
    if len(rows) < 2:
        return 0
    reach = max((_span(c, "rowspan") for c in rows[0]), default=1)
    grouped = any(_span(c, "colspan") > 1 for c in rows[0])
    unnamed = grouped and len(rows[1]) > 1 and not tidy(rows[1][0].text_content())
    return max(reach, 2 if unnamed else 1)


def _headed(rows: list[Any], grid: list[list[str]]) -> bool:
    """Whether a table of two columns has a header: marked, bold alone, or words over nothing but
    figures. Else each row is read as a label and what it stands for."""
    bold = [bool(len(row)) and all(c.xpath(".//strong|.//b") for c in row) for row in rows]
    named = rows[0].getparent().tag == "thead" or all(c.tag == "th" for c in rows[0])
    return named or (bold[0] and not any(bold[1:])) or bool(guessed_headers(grid))
