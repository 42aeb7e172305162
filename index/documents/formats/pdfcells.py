"""Tables of words without lines, as far as the file writes them cell after cell: an agenda, who was
there with their posts, an action log, the fields of a form. Lines of a page in, tables out.

Office programs write a table row by row and each cell whole, so the file's own order tells which
lines are one cell, where places on the page alone leave it open: a line that goes right and stands
beside the first line of a cell begins the next one. Prose in columns never does that row after row.
Refused is what reads on from cell to cell, what holds mostly figures (`pdfaligned`), and what a
list's numbers stand before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from index.documents.formats.grid import is_figure
from index.documents.formats.hyphens import Mender
from index.documents.formats.pdfaligned import aligned
from index.documents.formats.pdfpages import Box, Line, Page
from index.documents.formats.pdftables import Found, around, is_table

Written = list[list[int]]
"""A row as the file writes it: its cells, each the numbers of its lines."""

_STEP, _GAP = 3.0, 2.5
"""Times the size of letters that a line of a cell may stand below the one before it, and a row
below another, at the most; set by hand."""
_EVEN = 3.0
"""Points by which what stands under each other may be off; set by hand."""
_HEADER_LINES = 4
"""Lines of a header's cell, at the most; set by hand."""
_LEAST_ROWS, _LABEL_WORDS = 3, 6
"""Rows that make a table where no header does, at the least, and words of a label, at the most; set
by hand."""
_SECTION_WORDS = 12
"""Words of a row that heads others, at the most; set by hand."""
_FILLED = 0.6
"""Share of a table's cells that hold words, at the least; set by hand."""
_READS_ON = 0.25
"""Share of cells that begin with a small letter from which they are lines of prose; set by hand."""
_NAMED = re.compile(r"[^\W\d_]{2}")
"""What a label holds, and a list's number does not."""


def rows_as_written(page: Page, taken: frozenset[int]) -> list[Written]:
    """The page's lines as rows of cells in the file's order; a line on its own is a row of one
    cell, and so are lines under each other that nothing stands beside."""
    rows: list[Written] = []
    row: Written = []
    for i, line in enumerate(page.lines):
        if i in taken:
            rows, row = [*rows, row] if row else rows, []
            continue
        cell = row[-1] if row else []
        edge = max((page.lines[k].box[2] for k in row[-2]), default=0.0) if len(row) > 1 else 0.0
        if cell and _under(page.lines[cell[-1]], line) and line.box[0] > edge:
            cell.append(i)
        elif (at := _beside(page, row, i)) is None:
            rows, row = [*rows, row] if row else rows, [[i]]
        elif at == 0:
            row.append([i])
        else:  # what stands above the line that it is beside is a row of its own
            rows.append([*row[:-1], cell[:at]])
            row = [cell[at:], [i]]
    return [*rows, row] if row else rows


def _under(last: Line, line: Line) -> bool:
    """Whether a line goes on with a cell: right below its last one, even with it at its left, its
    right or its middle."""
    if not (_NAMED.search(last.text) or _NAMED.search(line.text)):
        return False  # figures under each other are rows
    step = line.box[3] - last.box[3]
    off = (line.box[0] - last.box[0], line.box[2] - last.box[2], line.middle[0] - last.middle[0])
    return 0.3 * line.size < step < _STEP * line.size and min(map(abs, off)) < _EVEN


def _beside(page: Page, row: Written, i: int) -> int | None:
    """Which line of a row's last cell a line stands beside, at its right; None for none. The first
    also where the cell that begins here has its foot or its middle where the row's first cell has
    it, as headers do."""
    if not row:
        return None
    cell, line = row[-1], page.lines[i]
    for at, j in enumerate(cell):
        if page.lines[j].beside(line):
            return at if all(page.lines[k].box[2] < line.box[0] + 1 for k in cell[at:]) else None
    if line.box[0] < max(page.lines[k].box[2] for k in cell):
        return None
    first, stack = around(page.lines[k] for k in row[0]), [line]
    for below in page.lines[i + 1 :]:
        if not _under(stack[-1], below):
            break
        stack.append(below)
    if len(stack) > _HEADER_LINES:
        return None  # text beside
    level = around(stack)
    off = min(abs(first[3] - level[3]), abs(first[1] + first[3] - level[1] - level[3]) / 2)
    return 0 if off < _EVEN else None


@dataclass
class _Column:
    """What stands under each other: the boxes of its cells."""

    boxes: list[Box]

    @property
    def left(self) -> float:
        return min(box[0] for box in self.boxes)

    @property
    def right(self) -> float:
        return max(box[2] for box in self.boxes)

    def meets(self, box: Box) -> bool:
        """Whether a cell reaches into the column."""
        return box[0] < self.right - 1 and box[2] > self.left + 1

    def holds(self, box: Box) -> bool:
        """Whether a cell stands evenly under or over others."""
        middle = (box[0] + box[2]) / 2
        return any(
            min(abs(box[0] - b[0]), abs(box[2] - b[2]), abs(middle - (b[0] + b[2]) / 2)) < _EVEN
            for b in self.boxes
        )


class _Reader:
    """One page's rows, and what is made of them."""

    def __init__(self, page: Page, taken: frozenset[int], mender: Mender) -> None:
        self.page, self.mender = page, mender
        self.rows = rows_as_written(page, taken)

    def lines(self, cell: Sequence[int]) -> list[Line]:
        return [self.page.lines[i] for i in cell]

    def text(self, cell: Sequence[int]) -> str:
        return self.mender.joined(self.lines(cell), narrow=True)[0]

    def box(self, row: Written) -> Box:
        return around(line for cell in row for line in self.lines(cell))

    def bold(self, row: Written) -> bool:
        return all(line.bold for cell in row for line in self.lines(cell))

    def near(self, above: Written, below: Written) -> bool:
        """Whether a row stands right under another."""
        gap = self.box(below)[1] - self.box(above)[3]
        size = self.page.lines[below[0][0]].size
        return -0.5 * size < gap < _GAP * size

    def placed(self, row: Written, columns: list[_Column]) -> list[int] | None:
        """The column of each of a row's cells, new ones counted on; None where it does not fit."""
        out: list[int] = []
        new = len(columns)
        for cell in row:
            box = self.box([cell])
            met = [n for n, column in enumerate(columns) if column.meets(box)]
            if len(met) > 1 or (met and (met[0] in out or not columns[met[0]].holds(box))):
                return None
            out.append(met[0] if met else new)
            new += not met
        return out

    def run(self, start: int) -> tuple[int, list[_Column], list[list[int] | None]]:
        """The end of the rows from here that stand under each other, their columns, and the columns
        of each row's cells; None for a row that heads others."""
        columns: list[_Column] = []
        places: list[list[int] | None] = []
        end = start
        for at in range(start, len(self.rows)):
            row = self.rows[at]
            if at > start and not self.near(self.rows[at - 1], row):
                break
            placed = self.placed(row, columns)
            if len(row) == 1 and (placed is None or placed[0] in (0, len(columns))):
                if not self.heads(at):
                    break
                places.append(None)
                continue
            if placed is None:
                break
            for cell, n in zip(row, placed, strict=True):
                columns += [_Column([])] if n == len(columns) else []
                columns[n].boxes.append(self.box([cell]))
            places.append(placed)
            end = at + 1
        return end, columns, places[: end - start]

    def heads(self, at: int) -> bool:
        """Whether a row of one cell may head the rows under it."""
        (cell,) = self.rows[at]
        words = self.text(cell).split()
        return len(cell) == 1 and len(words) <= _SECTION_WORDS and words[0][:1].isupper()

    def heading(self, row: Written) -> bool:
        """Whether a row names columns: bold words side by side."""
        return len(row) > 1 and self.bold(row) and not any(is_figure(self.text(c)) for c in row)

    def table(self, start: int) -> list[Found]:
        """The table that begins with a row, in parts where it has no header and rows in it head
        others; none where it is no table."""
        end, columns, places = self.run(start)
        wide = [at for at in range(start, end) if len(self.rows[at]) > 1]
        for before, at in pairwise(wide):
            if self.heading(self.rows[at]) and not self.bold(self.rows[before]):
                end = at  # another table's header
                break
        rows, places = self.rows[start:end], places[: end - start]
        while places and places[-1] is None:
            rows, places = rows[:-1], places[:-1]
        order = sorted(range(len(columns)), key=lambda n: columns[n].left)
        grid: list[list[str]] = []
        for row, placed in zip(rows, places, strict=True):
            told = {n: self.text(c) for c, n in zip(row, placed, strict=True)} if placed else {}
            grid.append([told.get(n, "") for n in order] if placed else [self.text(row[0])])
        header = int(self.heading(rows[0]) and not all(map(self.bold, rows)))
        edges = tuple(columns[n].left for n in order)
        if not self.is_table(rows, grid, header, len(columns)):
            return []
        if header:
            return [self.found(rows, grid, 1, edges)]
        cuts = [-1, *(n for n, p in enumerate(places) if p is None), len(rows)]
        runs = [(a + 1, b) for a, b in pairwise(cuts) if b > a + 1]
        return [self.found(rows[a:b], grid[a:b], 0, edges) for a, b in runs]

    def rest(self, before: Found) -> list[Found]:
        """The rows with which a table of the page before goes on, be it only one."""
        rows: list[Written] = []
        grid: list[list[str]] = []
        for row in self.rows:
            boxes = [self.box([cell]) for cell in row]
            at = [bisect_right(before.edges, box[0] + _EVEN) - 1 for box in boxes]
            ends = [(*before.edges, inf)[n + 1] for n in at]
            even = sum(
                abs(box[0] - before.edges[n]) < _EVEN for box, n in zip(boxes, at, strict=True)
            )
            inside = all(box[2] < end for box, end in zip(boxes, ends, strict=True))
            if (
                len(row) < 2
                or not inside
                or at[0]
                or len(set(at)) < len(row)
                or not len(row) <= 2 * even
            ):
                break
            told = {n: self.text(cell) for n, cell in zip(at, row, strict=True)}
            rows.append(row)
            grid.append([told.get(n, "") for n in range(len(before.edges))])
        return [self.found(rows, grid, 0, before.edges)] if rows else []

    def is_table(self, rows: list[Written], grid: list[list[str]], header: int, width: int) -> bool:
        """Whether rows under each other are a table of words."""
        body = [row for row in grid[header:] if len(row) == width]
        full = [cell for row in body for cell in row if cell]
        figures = sum(map(is_figure, full))
        if 2 * figures > len(full) or len(full) < _FILLED * width * len(body):
            return False
        if header:
            return len(body) >= 2 and is_table(grid) and bool(_NAMED.search(grid[0][0]))
        reads_on = sum(cell[:1].islower() for cell in full)
        if len(body) < _LEAST_ROWS or reads_on > _READS_ON * len(full) or not is_table(grid):
            return False
        labels = [row[0] for row in body if row[0]]
        if 2 * len(set(labels)) <= len(body):
            return False  # boxes to tick
        return width > 2 or all(
            _NAMED.search(label) and len(label.split()) <= _LABEL_WORDS for label in labels
        )

    def found(
        self, rows: list[Written], grid: list[list[str]], header: int, edges: tuple[float, ...]
    ) -> Found:
        used = frozenset(i for row in rows for cell in row for i in cell)
        return Found(used, grid, [self.box(row) for row in rows], header, edges)

    def form(self, start: int) -> list[Found]:
        """Labels with what was filled in beside them, more than one to a row."""
        held: list[tuple[list[int], list[int]]] = []
        several = False
        for at in range(start, len(self.rows)):
            pairs = self.pairs(self.rows[at])
            if not pairs or (at > start and not self.near(self.rows[at - 1], self.rows[at])):
                break
            held += pairs
            several = several or len(pairs) > 1
        if not several or len(held) < _LEAST_ROWS:
            return []
        grid = [[self.text(a), self.text(b)] for a, b in held]
        edges = tuple(self.page.lines[c[0]].box[0] for c in held[0])
        return [self.found([[a, b] for a, b in held], grid, 0, edges)]

    def pairs(self, row: Written) -> list[tuple[list[int], list[int]]]:
        """A row's labels, each with what stands for it; none where it is not made of such."""
        labels = [self.text(c).endswith(":") or self.bold([c]) for c in row]
        if not labels[0] or labels[-1] or any(not a and not b for a, b in pairwise(labels)):
            return []
        return [(row[n], row[n + 1]) for n in range(len(row) - 1) if labels[n] > labels[n + 1]]


def celled(
    page: Page, taken: frozenset[int], mender: Mender, before: Found | None = None
) -> list[Found]:
    """The page's tables of words without lines. `taken` are lines that belong to a table already,
    `before` is the table that the page before ends with."""
    reader = _Reader(page, taken, mender)
    out: list[Found] = []
    used: set[int] = set()
    for at, row in enumerate(reader.rows):
        if len(row) > 1 and used.isdisjoint(row[0]):
            found = reader.form(at) or reader.table(at)
            if not found and not at and before:
                found = reader.rest(before)
            used.update(i for table in found for i in table.lines)
            out += found
    return out


def figures(page: Page, taken: frozenset[int], mender: Mender) -> list[Found]:
    """The page's tables of figures as the file writes them, so that a table beside text is read
    apart from it, and a label on two lines is one; not where the labels are written elsewhere."""
    lines: list[Line] = []
    owners: list[list[int]] = []
    rows: list[list[int]] = []
    for row in rows_as_written(page, taken):
        cells = row if len(row) > 1 else [[i] for i in row[0]]
        for cell in cells:
            own = [page.lines[i] for i in cell]
            text, bold = mender.joined(own, narrow=True)[0], all(line.bold for line in own)
            lines.append(replace(own[0], text=text, box=around(own), bold=bold))
            owners.append(cell)
        numbers = range(len(lines) - len(cells), len(lines))
        rows += [list(numbers)] if len(row) > 1 else [[n] for n in numbers]
    found = aligned(replace(page, lines=tuple(lines)), rows)
    labelled = [t for t in found if 2 * sum(is_figure(row[0]) for row in t.grid) <= len(t.grid)]
    return [
        replace(table, lines=frozenset(i for n in table.lines for i in owners[n]))
        for table in labelled
    ]
