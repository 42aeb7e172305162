"""A table's cells in, its rows out: each reads alone, as a sentence that names its columns, and
is kept as cells too.

Every loader that meets a table makes it a grid of texts and tells it through here: what takes
several places stands in each of them, and a row of one cell takes the table's whole width: a
caption, or a heading inside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from index.documents.formats.kinds import Piece
from index.documents.types import Row

_SHORT_WORDS = 4
"""Words of a cell up to which it is told with its header before it and no colon; set by hand."""
_HEADER_WORDS = 14
"""Words of a column's header, at the most, where nothing marks it as one; set by hand."""

_FIGURE = re.compile(
    r"[(\[~<>≤≥+−–-]*\s*[£$€]?\s*[−–-]?\d[\d,. ]*"
    r"(?:\s?(?:%|[a-zA-Z]{1,3}|million|billion))?[)\]]?[*†]?"
    r"(?:\s?[(\[][<>+−–-]?\d[\d,. ]*%?[)\]])?"  # "1,204 (12.3%)"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?|[£$€]?\s?[’']?000s?")
"""Figures that head a column: a year, or thousands."""
_COMMA = re.compile(r",(?!\d)|;")

Grid = Sequence[Sequence[str]]


def told(grid: Grid, headers: int | None = None, page: int | None = None) -> list[Piece]:
    """The rows as pieces. `headers` is how many of the first rows are headers, None to tell from
    the cells. Without one, each row of two cells is a label and what it stands for."""
    rows = _without_empty_columns([[cell.strip() for cell in row] for row in grid])
    width = max(map(len, rows), default=0)
    pieces: list[Piece] = []
    while len(rows) > 1 and len(rows[0]) == 1 < width:
        pieces.append(Piece("paragraph", rows[0][0], page=page))
        rows, headers = rows[1:], headers and headers - 1
    if headers is None:
        headers = guessed_headers(rows)
    if headers == len(rows):  # nothing but headers: they are what it says
        headers = 0
    above = [row for row in rows[:headers] if len(row) == width]
    header = [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*above, strict=True)]
    body = [_piece(row, header, page) for row in rows[headers:]]
    return pieces + [replace(piece, opens=not i) for i, piece in enumerate(body)]


def guessed_headers(rows: Grid) -> int:
    """How many of the first rows are headers: those above the first row with figures where the
    columns hold figures, else one; none where two columns are labels and what they stand for."""
    if len(rows) < 2:
        return 0
    figures = [any(map(is_figure, row[1:])) for row in rows]
    if max(map(len, rows)) == 2:
        return int(not figures[0] and all(figures[1:]))
    under = [row for row in rows[1 : figures.index(True)]] if any(figures) else []
    if not figures[0] and len(under) == 1 and under[0][0] in ("", rows[0][0]):
        return 2
    short = all(len(cell.split()) <= _HEADER_WORDS for cell in rows[0])
    return int(not figures[0] and short and not _goes_on(rows))


def _goes_on(rows: Grid) -> bool:
    """Whether the first row is one more of those under it: a cell of it stands below it again, or
    all cells below one with a number in words ("3 May 2026") are of its form."""
    for first, *below in list(zip_longest(*rows, fillvalue=""))[1:]:
        filled = [cell for cell in below if cell]
        if first and first in filled:
            return True
        form = _form(first)
        if "0" in form and "a" in form and filled and all(_form(c) == form for c in filled):
            return True
    return False


def _form(cell: str) -> str:
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "0", cell))


def is_figure(text: str) -> bool:
    """Whether a cell is a figure with its unit, and none that heads a column."""
    return _FIGURE.fullmatch(text) is not None and not _YEAR.fullmatch(text)


def sentence(label: str, cells: Sequence[tuple[str, str]]) -> str:
    """A row that can be read alone: "Northvale: Plan 5.0, Actual 9.4"; with colons and semicolons
    where a cell holds words."""
    short = all(len(v.split()) <= _SHORT_WORDS and not _COMMA.search(v) for _, v in cells)
    within, between = (" ", ", ") if short else (": ", "; ")
    said = between.join(f"{name}{within}{value}" if name else value for name, value in cells)
    if not label or not said:
        return label or said
    return f"{label}{'' if label.endswith(':') else ':'} {said}"


def _piece(row: Sequence[str], header: Sequence[str], page: int | None) -> Piece:
    label = row[0]
    if header and header[0] and label and not any(map(str.isalpha, label)):
        label = f"{header[0]} {label}"  # a number says little without what it counts
    named = zip(header or [""] * len(row), row, strict=False)
    cells = tuple((name, cell) for i, (name, cell) in enumerate(named) if i and cell)
    return Piece("row", sentence(label, cells), page=page, row=Row(label, cells))


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    """The rows that say something, all of one length but those of a single cell, without the
    columns that are empty in all of them."""
    width = max(map(len, rows), default=0)
    full = [row if len(row) == 1 else row + [""] * (width - len(row)) for row in rows if any(row)]
    kept = [i for i in range(width) if any(row[i] for row in full if len(row) > 1)]
    return [row if len(row) == 1 else [row[i] for i in kept] for row in full]
