"""The tables of a PDF's pages by the lines drawn around their cells (pdfplumber); and what a table
of a page is.

A frame around text, a chart or two columns of prose is no table.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from index.documents.formats.grid import is_figure
from index.documents.formats.hyphens import Mender
from index.documents.formats.pdfpages import Box, Line, Page

_MOST_DRAWN = 3000
"""Lines and boxes drawn on a page from which it is a chart or a map."""
_THIN, _LONG = 2.5, 6.0
"""Points: what is thinner is a line, what is longer may be a cell's side."""
_MOST_WORDS = 160
"""Words of a cell, at the most; more are a column of a page. Set by hand."""
_SEVERAL = 0.25
"""Share of cells that hold several from which the lines drawn are only some of the table's;
set by hand."""
_CUT = 0.2
"""Share of lines that run across a cell's side from which the lines drawn are not the table's; set
by hand."""
_FULL = 0.3
"""Share of cells that are not empty, at the least; set by hand."""


@dataclass(frozen=True)
class Found:
    """A table: the numbers of the page's lines in it, its grid with the box of each row, how many
    of its first rows are bold when not all are, and where its columns begin."""

    lines: frozenset[int]
    grid: list[list[str]]
    boxes: list[Box]
    bold: int
    edges: tuple[float, ...]


def candidates(pdf: Any) -> list[int]:
    """Numbers (from 1) of the pages with enough lines drawn on them for a ruled table."""
    return [n + 1 for n in range(len(pdf)) if _may_have_table(pdf[n])]


def _may_have_table(page: Any) -> bool:
    import pypdfium2.raw as raw

    flat = upright = 0
    for number, drawn in enumerate(page.get_objects((raw.FPDF_PAGEOBJ_PATH,), max_depth=3)):
        if number > _MOST_DRAWN:
            return False
        left, bottom, right, top = drawn.get_bounds()
        if right - left > _LONG and top - bottom > _LONG:
            flat, upright = flat + 2, upright + 2
        flat += right - left > _LONG and top - bottom < _THIN
        upright += top - bottom > _LONG and right - left < _THIN
    return flat >= 3 and upright >= 2


def ruled(
    data: bytes, wanted: Sequence[int], pages: Sequence[Page], mender: Mender
) -> dict[int, list[Found]]:
    """{page: its ruled tables} of the pages that are `wanted`, by number from 1."""
    if not wanted:
        return {}
    import pdfplumber

    found: dict[int, list[Found]] = {}
    with pdfplumber.open(io.BytesIO(data), pages=list(wanted)) as pdf:
        for drawn in pdf.pages:
            page = pages[drawn.page_number - 1]
            # pdfminer takes every value in a file for granted; what it cannot read has no lines
            with suppress(Exception):
                drawn._layout = _lines_alone(pdf.rsrcmgr, drawn)  # noqa: SLF001 - where pdfplumber keeps it
                tables = [_filled(table, page, mender) for table in drawn.find_tables()]
                found[page.number] = [t for t in tables if t and is_table(t.grid)]
            drawn.close()
    return found


def _lines_alone(fonts: Any, page: Any) -> Any:
    """What is drawn on a page without its letters, which are most of it and tell nothing of where
    lines are: pdfminer makes an object of each."""
    from pdfplumber import page as drawing

    class Lines(drawing.PDFPageAggregator):  # type: ignore[name-defined,misc]
        def render_string(self, *_: Any) -> None:
            pass

    device = Lines(fonts, pageno=page.page_number)
    reader = drawing.PDFPageInterpreter(fonts, device)  # type: ignore[attr-defined]
    reader.process_page(page.page_obj)
    return device.get_result()


def _filled(table: Any, page: Page, mender: Mender) -> Found | None:
    """The cells with their words; None where some words belong to no cell, or the lines drawn are
    not the table's: then the text stays as it is."""
    cells: list[Box] = sorted(set(table.cells), key=lambda c: (c[1], c[0]))
    left, top, right, bottom = table.bbox
    inside = [
        i
        for i, line in enumerate(page.lines)
        if left - 1 <= line.middle[0] <= right + 1 and top - 1 <= line.middle[1] <= bottom + 1
    ]
    words: dict[Box, list[Line]] = {}
    parts = {i: _parts(page.lines[i], cells) for i in inside}
    if sum(len(p) > 1 for p in parts.values()) > _CUT * len(inside):
        return None
    for i in inside:
        for part in parts[i]:
            cell = _cell_at(part.middle, cells)
            if cell is None:
                return None
            words.setdefault(cell, []).append(part)
    if sum(map(_holds_several, words.values())) > _SEVERAL * len(words):
        return None
    edges_x = sorted({round(c[0]) for c in cells})
    edges_x = [a for a, b in zip(edges_x, [*edges_x[1:], right], strict=True) if b - a > _LONG]
    edges_y = sorted({round(c[1]) for c in cells})
    grid: list[list[str]] = []
    boxes: list[Box] = []
    bold: list[bool] = []
    shown: set[Box] = set()
    for y in edges_y:
        row = [_cell_at((x + 2.0, y + 2.0), cells) for x in edges_x]
        texts = [
            "" if c is None else mender.joined(_in_order(words.get(c, [])), narrow=True)[0]
            for c in row
        ]
        said = [line for c in row if c is not None for line in words.get(c, [])]
        if not said:
            continue
        if row[0] is not None and all(c == row[0] for c in row) and len(row) > 1:
            texts = texts[:1]
        grid.append(texts)
        boxes.append(around(said))
        bold.append(all(line.bold for line in said))
        shown.update(c for c in row if c is not None)
    if not words.keys() <= shown:
        return None  # or the words of a cell between the rows would be lost
    if all(bold):
        return None  # a header alone: its table has no lines
    depth = bold.index(False)
    return Found(frozenset(inside), grid, boxes, depth, tuple(edges_x)) if grid else None


def _holds_several(lines: list[Line]) -> bool:
    """Whether a cell holds words far apart on one line, or figures under each other: then the
    lines drawn are not its own."""
    apart = any(
        a.beside(b) and b.box[0] - a.box[2] > 1.5 * a.size
        for a, b in zip(lines, lines[1:], strict=False)
    )
    return apart or (len(lines) > 1 and all(is_figure(line.text) for line in lines))


def around(lines: Iterable[Line]) -> Box:
    """The box around lines."""
    lefts, tops, rights, bottoms = zip(*(line.box for line in lines), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _in_order(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (round(line.middle[1] / 3), line.box[0]))


def _parts(line: Line, cells: list[Box]) -> Sequence[Line]:
    """A line cut at the sides of the cells that it runs across, where a word ends nearest."""
    y = line.middle[1]
    return cut(line, sorted({c[0] for c in cells if c[1] <= y <= c[3]}))


def cut(line: Line, at: Sequence[float]) -> Sequence[Line]:
    """A line cut at the spaces nearest to places across it."""
    left, _, right, _ = line.box
    sides = [x for x in at if left + line.size < x < right - line.size]
    if not sides or right <= left:
        return (line,)
    per = (right - left) / len(line.text)
    spaces = [i for i, c in enumerate(line.text) if c == " "]
    cuts = [min(spaces, key=lambda i: abs(left + i * per - side), default=-1) for side in sides]
    parts: list[Line] = []
    start = 0
    for cut in [*dict.fromkeys(c for c in cuts if c > 0), len(line.text)]:
        if text := line.text[start:cut].strip():
            box = (left + start * per, line.box[1], left + cut * per, line.box[3])
            parts.append(Line(text, line.page, box, line.size, line.bold))
        start = cut
    return parts


def _cell_at(at: tuple[float, float], cells: list[Box]) -> Box | None:
    """The smallest cell around a point."""
    x, y = at
    around = [c for c in cells if c[0] - 1 <= x <= c[2] + 1 and c[1] - 1 <= y <= c[3] + 1]
    return min(around, key=lambda c: (c[2] - c[0]) * (c[3] - c[1]), default=None)


def is_table(grid: list[list[str]]) -> bool:
    """Whether a grid holds enough, and no more in a cell than one would read there."""
    width = max(map(len, grid))
    full = [cell for row in grid for cell in row if cell]
    columns = [sum(bool(row[i]) for row in grid if len(row) == width) for i in range(width)]
    return (
        len(grid) >= 2
        and sum(count > 0 for count in columns) >= 2
        and len(full) >= max(3, _FULL * sum(map(len, grid)))
        and all(len(cell.split()) <= _MOST_WORDS for cell in full)
        and len(full) >= 4
    )
