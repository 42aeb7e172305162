"""A table as text (.csv, .tsv) in, its rows out; lines that stand alone above the table are its
title and its notes."""

from __future__ import annotations

import csv
import io

from index.documents.formats.front import described
from index.documents.formats.grid import told
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.errors import LoadError
from index.text.tidy import tidy

_LOOKED_AT = 20_000
"""Characters from which the sign between cells is told."""


def load(file: Raw) -> Loaded:
    """The rows. Raises LoadError for a file that is no table."""
    text = file.text
    csv.field_size_limit(len(text) + 1)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), _dialect(text)))
    except csv.Error as error:
        raise LoadError(
            f"{file.source}: not a table that can be read; save it as .xlsx."
        ) from error
    grid = [[tidy(cell) for cell in row] for row in rows]
    grid = [row for row in grid if any(row)]
    alone = [sum(map(bool, row)) == 1 and bool(row[0]) for row in grid]
    start = next((n for n, one in enumerate(alone) if not one), 0)
    end = len(grid) - next((n for n, one in enumerate(reversed(alone)) if not one), 0)
    lead = [
        Piece("paragraph" if n else "heading", row[0], 0 if n else 1)
        for n, row in enumerate(grid[:start])
    ]
    notes = [Piece("paragraph", row[0]) for row in grid[end:]]
    return described([*lead, *told(grid[start:end]), *notes])


def _dialect(text: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(text[:_LOOKED_AT], delimiters=",;\t|")
    except csv.Error:
        return csv.excel
