"""Tables of words without lines: labels with what they stand for beside them, what was filled into
a form, and cells under a header of bold words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.documents.formats.grid import is_figure
from index.documents.formats.hyphens import Mender
from index.documents.formats.pdfaligned import rows_of
from index.documents.formats.pdfpages import Line, Page
from index.documents.formats.pdftables import Found, around, cut, is_table

_LEAST_LABELS, _LABEL_WORDS = 3, 5
"""Rows of labels that make a table, at the least, and words of a label, at the most; set by
hand."""
_FIELD_WORDS = 16
"""Words of what stands before a field of a form, at the most; set by hand."""


def fields(page: Page) -> list[Found]:
    """What was filled into a form, each with the line before it as its label."""
    lines = page.lines
    pairs = [
        (n - 1, n)
        for n, line in enumerate(lines)
        if line.field
        and n
        and not lines[n - 1].field
        and len(lines[n - 1].text.split()) <= _FIELD_WORDS
    ]
    return [
        Found(
            frozenset(pair),
            [[lines[pair[0]].text, lines[pair[1]].text]],
            [around(lines[i] for i in pair)],
            0,
            tuple(lines[i].box[0] for i in pair),
        )
        for pair in pairs
    ]


def labelled(page: Page, taken: frozenset[int], mender: Mender) -> list[Found]:
    """Labels with what they stand for, row under row, as on a cover sheet. `taken` are lines that
    belong to a table already."""
    rows = rows_of(page, taken)
    out: list[Found] = []
    start = 0
    while start < len(rows):
        stop = _labels(page, rows, start)
        out += [_pairs(page, rows[start:stop], mender)] if stop > start else []
        start = max(stop, start + 1)
    return out


def _labels(page: Page, rows: list[list[int]], start: int) -> int:
    """The end of a run of rows, each a short label and what stands for it, all under each other;
    a row of the value alone goes on with the one above it."""
    first = [page.lines[i] for i in rows[start]]
    end, figures = start, 0
    for row in rows[start:]:
        lines = [page.lines[i] for i in row]
        last = page.lines[rows[end - 1][-1]] if end > start else lines[0]
        if len(first) != 2 or lines[0].box[1] - last.box[3] > 2.5 * lines[0].size:
            break
        rest = len(lines) == 1 and end > start and abs(lines[0].box[0] - first[1].box[0]) < 3
        if not rest:
            under = all(abs(a.box[0] - b.box[0]) < 3 for a, b in zip(lines, first, strict=False))
            words = lines[0].text.split()
            named = len(words) <= _LABEL_WORDS and re.search(r"[^\W\d_]{2}", lines[0].text)
            if len(lines) != 2 or not under or not named:
                break
            figures += is_figure(lines[1].text)
        end += 1
    labels = [[page.lines[i] for i in row] for row in rows[start:end] if len(row) == 2]
    set_off = sum(a.text.endswith(":") or (a.bold and not b.bold) for a, b in labels)
    holds = len(labels) >= _LEAST_LABELS and 2 * figures < len(labels) <= 2 * set_off
    return end if holds else start


def _pairs(page: Page, rows: list[list[int]], mender: Mender) -> Found:
    """Labels and what they stand for."""
    held: list[list[int]] = []
    for row in rows:
        if len(row) == 1:
            held[-1] += row
        else:
            held.append(list(row))
    grid = [
        [page.lines[row[0]].text, mender.joined([page.lines[i] for i in row[1:]])[0]]
        for row in held
    ]
    boxes = [around(page.lines[i] for i in row) for row in held]
    edges = tuple(page.lines[i].box[0] for i in held[0])
    return Found(frozenset(i for row in held for i in row), grid, boxes, 0, edges)


def worded(page: Page, taken: frozenset[int], mender: Mender) -> list[Found]:
    """Tables of words without lines, as far as the file writes cell after cell: a header of bold
    words side by side, and below it lines that begin where these do."""
    lines = page.lines
    out: list[Found] = []
    at = 0
    while at < len(lines):
        head, columns = _header_end(lines, at)
        free = taken.isdisjoint(range(at, head + 1))
        if columns < 2 or not free:
            at = head + 1
            continue
        found = _cells(page, at, head, taken, mender)
        if found:
            out.append(found)
        at = max(found.lines) + 1 if found else head + 1
    return out


def _header_end(lines: Sequence[Line], at: int) -> tuple[int, int]:
    """The last line of a header that begins here, and how many columns it names: bold words side
    by side, each perhaps on several lines."""
    head, columns, top = at, int(lines[at].bold), lines[at]
    for i in range(at + 1, len(lines) if lines[at].bold else at):
        line, last = lines[i], lines[i - 1]
        beside = line.beside(top) and line.box[0] > last.box[2]
        below = (
            abs(line.box[0] - last.box[0]) < 3 and 0 < line.box[3] - last.box[3] < 1.6 * line.size
        )
        if not line.bold or not (beside or (below and columns > 1)):
            break
        head, columns = i, columns + beside
    return head, columns


def _cells(page: Page, at: int, head: int, taken: frozenset[int], mender: Mender) -> Found | None:
    """The table under the header made of the lines from `at` to `head`."""
    lines = page.lines
    lefts = _lefts(page, at, head)
    top: list[list[Line]] = [[] for _ in lefts]
    for part in (p for line in lines[at : head + 1] for p in cut(line, lefts)):
        near = min(range(len(lefts)), key=lambda n: abs(lefts[n] - part.box[0]))
        top[near].append(part)
    rows: list[list[list[int]]] = []
    before, lowest = len(lefts), lines[head].box[3]
    for i in range(head + 1, len(lines)):
        line = lines[i]
        column = _column(line, lefts)
        beyond = column is None or (column + 1 < len(lefts) and line.box[2] > lefts[column + 1])
        far = line.box[1] - lowest > 3 * line.size or line.box[1] < lines[head].box[1]
        if i in taken or beyond or far or line.bold != lines[head + 1].bold:
            break
        if column is not None and column < before:
            rows.append([[] for _ in lefts])
        before = column or 0
        rows[-1][before].append(i)
        lowest = max(lowest, line.box[3])
    grid = [[mender.joined([lines[i] for i in cell])[0] for cell in row] for row in rows]
    full = [cell for row in grid for cell in row if cell]
    figures = sum(map(is_figure, full))
    if len(rows) < 2 or len(full) < max(2, 0.6 * len(lefts)) * len(rows) or 2 * figures > len(full):
        return None
    grid.insert(0, [mender.joined(cell)[0] for cell in top])
    boxes = [around(lines[at : head + 1])]
    boxes += [around(lines[i] for cell in row for i in cell) for row in rows]
    used = frozenset(i for row in rows for cell in row for i in cell) | set(range(at, head + 1))
    return Found(used, grid, boxes, 1, tuple(lefts)) if is_table(grid) else None


def _lefts(page: Page, at: int, head: int) -> list[float]:
    """Where the columns begin: where the header's words do, and what stands under it; two
    headers close together may stand as one line."""
    lines = page.lines
    lefts = sorted({round(line.box[0], 1) for line in lines[at : head + 1]})
    lefts = [x for n, x in enumerate(lefts) if not n or x - lefts[n - 1] > 3]
    seen = Counter(round(line.box[0]) for line in lines[head + 1 : head + 40])
    for left, count in seen.items():
        inside = lefts[0] < left < lines[head].box[2]
        if inside and count >= _LEAST_LABELS and all(abs(left - x) > 5 for x in lefts):
            lefts.append(float(left))
    return sorted(lefts)


def _column(line: Line, lefts: Sequence[float]) -> int | None:
    """The column that a line begins in; None when it begins at none."""
    return next((n for n, left in enumerate(lefts) if abs(line.box[0] - left) < 3), None)
