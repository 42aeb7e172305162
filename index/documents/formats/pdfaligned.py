"""Tables of figures without lines: rows whose figures stand under each other, with the words above
them as headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.documents.formats.grid import is_figure
from index.documents.formats.pdfpages import Line, Page
from index.documents.formats.pdftables import Found, around

_BETWEEN = 3
"""Rows of a label alone between two with figures, at the most; set by hand."""
_HEADER_ROWS = 4
"""Lines above figures that may be their headers, at the most; set by hand."""
_ROW_STEP = 1.32
"""Times the size of letters from which the lines of a header are rows of their own and no one name
on two lines; set by hand."""
_DASHES = ("-", "–", "—", "n/a", "N/A", "*", "nil", "Nil")


def aligned(page: Page, rows: list[list[int]]) -> list[Found]:
    """Tables without lines: rows of figures that stand under each other, with the words above
    them as headers. `rows` are the numbers of the lines of each row of the page."""
    out: list[Found] = []
    start = 0
    while start < len(rows):
        end = _run(page, rows, start)
        figures = [row for row in rows[start:end] if _figures(page, row)]
        most = max((len(_figures(page, row)) for row in figures), default=0)
        if len(figures) >= (2 if most > 1 else 3):
            if table := _from_rows(page, rows, start, end):
                out.append(table)
            start = end
        else:
            start = max(end, start + 1)
    return out


def rows_of(page: Page, taken: frozenset[int]) -> list[list[int]]:
    """Numbers of the lines that stand on one line of the page, from the left, top row first."""
    order = sorted(
        (i for i in range(len(page.lines)) if i not in taken), key=lambda i: page.lines[i].middle[1]
    )
    rows: list[list[int]] = []
    for i in order:
        if rows and page.lines[rows[-1][-1]].beside(page.lines[i]):
            rows[-1].append(i)
        else:
            rows.append([i])
    return [sorted(row, key=lambda i: page.lines[i].box[0]) for row in rows]


def _figures(page: Page, row: list[int]) -> list[int]:
    """Lines of a row that are figures, its label apart."""
    told = [i for i in row[1:] if _is_value(page.lines[i].text)]
    return told if any(is_figure(page.lines[i].text) for i in told) else []


def _is_value(text: str) -> bool:
    return is_figure(text) or text in _DASHES


def _run(page: Page, rows: list[list[int]], start: int) -> int:
    """The end of the run of rows that begins with a row of figures: until the rows stand too far
    apart, or two in turn hold no figure."""
    if not _figures(page, rows[start]):
        return start
    last = start
    for at in range(start + 1, len(rows)):
        if not _near(page, rows[at - 1], rows[at], 2.5):
            break
        if _figures(page, rows[at]):
            last = at
        elif at - last > _BETWEEN or not _is_label(page, rows[at], rows[last]):
            break
    end = last + 1
    while end < len(rows) and _is_rest(page, rows[end], rows[end - 1]):
        end += 1
    return end


def _near(page: Page, above: list[int], below: list[int], most: float) -> bool:
    """Whether a row stands below another, by no more than so many times the size of letters."""
    gap = min(page.lines[i].box[1] for i in below) - max(page.lines[i].box[3] for i in above)
    size = page.lines[below[0]].size
    return -size < gap < most * size


def _is_label(page: Page, row: list[int], figures: list[int]) -> bool:
    """Whether a row is a label alone, which ends before the figures of another row begin."""
    first = min(page.lines[i].box[0] for i in _figures(page, figures))
    return len(row) == 1 and page.lines[row[0]].box[2] < first


def _is_rest(page: Page, row: list[int], above: list[int]) -> bool:
    """Whether a row is the rest of the label above it."""
    line, last = page.lines[row[0]], page.lines[above[0]]
    close = line.box[1] - last.box[3] < 0.6 * line.size and abs(line.box[0] - last.box[0]) < 3
    return len(row) == 1 and close and line.text[:1].islower() and line.box[2] < last.box[2] + 40


def _from_rows(page: Page, rows: list[list[int]], start: int, end: int) -> Found | None:
    columns = _columns(page, rows[start:end])
    if not columns:
        return None
    grid: list[list[str]] = []
    held: list[list[int]] = []
    for row in rows[start:end]:
        cells = _placed(page, row, columns)
        if cells is None:
            return None
        alone = not any(cells[1:])
        lone = bool(grid) and len(grid[-1]) == 1
        if alone and grid and cells[0][:1].islower():
            grid[-1][0] = f"{grid[-1][0]} {cells[0]}"
            held[-1] += row
        elif lone and not alone and (not cells[0] or cells[0][:1].islower()):
            grid[-1] = [f"{grid[-1][0]} {cells[0]}".strip(), *cells[1:]]
            held[-1] += row
        else:
            grid.append(cells[:1] if alone else cells)
            held.append(list(row))
    if (top := _top(page, rows, start, end, columns)) is not None:
        if top.section and (grid[0][0][:1].islower() or not grid[0][0]):
            label = " ".join(page.lines[i].text for i in top.section)
            grid[0][0] = f"{label} {grid[0][0]}".strip()
            held[0] += top.section
        else:
            grid[:0] = [[page.lines[i].text] for i in top.section]
            held[:0] = [[i] for i in top.section]
        grid.insert(0, top.names)
        held.insert(0, top.lines)
    boxes = [around(page.lines[i] for i in row) for row in held]
    used = frozenset(i for row in held for i in row)
    return Found(used, grid, boxes, int(top is not None), tuple(c[0] for c in columns))


@dataclass(frozen=True)
class _Top:
    """What stands above the figures: a name for each column, the lines that say it, and those that
    name the first section."""

    names: list[str]
    lines: list[int]
    section: list[int]


def _top(
    page: Page, rows: list[list[int]], start: int, end: int, columns: list[tuple[float, float]]
) -> _Top | None:
    """The header; None where nothing above the figures is one."""
    labels = max(page.lines[r[0]].box[2] for r in rows[start:end] if _figures(page, r))
    first = start
    while first > 0 and _is_label(page, rows[first - 1], rows[start]):
        first -= 1
    first = first if start - first <= _BETWEEN else start
    header: list[list[str]] = []
    apart: list[bool] = []
    lines: list[int] = []
    for at in range(first - 1, max(-1, first - 1 - _HEADER_ROWS), -1):
        below, line = page.lines[rows[at + 1][0]], page.lines[rows[at][0]]
        whole = next((row[1:] for row in header if all(row[1:])), [])
        cells = _header(page, rows[at], columns, labels, whole)
        if cells is None or not _near(page, rows[at], rows[at + 1], 1.5):
            break
        header.insert(0, cells)
        apart.insert(0, below.box[3] - line.box[3] > _ROW_STEP * line.size)
        lines += rows[at]
    if not header:
        return None
    for n in range(len(header) - 2, -1, -1):
        if apart[n]:
            _spread(
                header[n], [any(row[i] for row in header[n + 1 :]) for i in range(len(columns) + 1)]
            )
    names = [" ".join(dict.fromkeys(filter(None, c))) for c in zip(*header, strict=True)]
    return _Top(names, lines, [i for row in rows[first:start] for i in row])


def _spread(upper: list[str], divided: list[bool]) -> None:
    """Gives a name that stands over several divided columns to each of them that has none."""
    named = [n for n, name in enumerate(upper) if n and name and divided[n]]
    for n in range(1, len(upper)):
        if not upper[n] and divided[n] and named:
            upper[n] = upper[min(named, key=lambda m: abs(m - n))]


def _columns(page: Page, rows: list[list[int]]) -> list[tuple[float, float]]:
    """Left and right of each column of figures."""
    spans = sorted(
        (page.lines[i].box[0], page.lines[i].box[2])
        for row in rows
        if _figures(page, row)
        for i in row[1:]
    )
    out: list[tuple[float, float]] = []
    for left, right in spans:
        if out and left < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], right))
        else:
            out.append((left, right))
    return out


def _header(
    page: Page, row: list[int], columns: list[tuple[float, float]], labels: float, below: list[str]
) -> list[str] | None:
    """What a row above the figures says of each column; None for a caption, which begins over the
    labels and runs on. With a full header `below` it, fewer words than columns stand for as many
    columns each where they stand over them or the header says the same again and again."""
    lines = [page.lines[i] for i in row]
    over = [line for line in lines if line.box[0] > min(labels, columns[0][0] - line.size)]
    if not over or any(line.box[2] > columns[0][0] for line in lines if line not in over):
        return None
    if any(is_figure(line.text) for line in over):
        return None  # a row of the table above
    label = " ".join(line.text for line in lines if line not in over)
    each, left_over = divmod(len(columns), len(over))
    groups = [columns[n * each : (n + 1) * each] for n in range(len(over))]
    again = len(over) > 1 and not left_over and below[:-each] == below[each:]
    if below and each > 1 and not left_over and (again or all(map(_spans, over, groups))):
        return [label, *(line.text for line in over for _ in range(each))]
    cells = [label] + [""] * len(columns)
    for line in over:
        middle = line.middle[0]
        near = min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle))
        at = [n for n, (a, b) in enumerate(columns) if line.box[0] < b and line.box[2] > a]
        for n in at or [near]:
            cells[n + 1] = f"{cells[n + 1]} {line.text}".strip()
    return cells


def _spans(line: Line, group: Sequence[tuple[float, float]]) -> bool:
    """Whether a header stands over a group of columns rather than over one of them."""
    left, right = group[0][0], group[-1][1]
    off = abs(line.middle[0] - (left + right) / 2)
    return off < min(abs(line.middle[0] - (a + b) / 2) for a, b in group) or off < line.size


def _placed(page: Page, row: list[int], columns: list[tuple[float, float]]) -> list[str] | None:
    """A row's words by column, its label first; None when some stand in two."""
    cells = [""] * (len(columns) + 1)
    for i in row:
        line = page.lines[i]
        left, right = line.box[0], line.box[2]
        at = [n for n, (a, b) in enumerate(columns, 1) if left < b and right > a]
        if len(at) > 1:
            return None
        if not at and right > columns[0][0]:
            middle = line.middle[0]
            at = [min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle)) + 1]
        cells[at[0] if at else 0] = f"{cells[at[0] if at else 0]} {line.text}".strip()
    return cells
