"""A PDF's pages of lines in, its pieces in reading order out: tables as rows, headings, items and
paragraphs, also those that run over a column or a page.

The file's own order is kept, but where it runs across columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.documents.formats.grid import told
from index.documents.formats.hyphens import Mender
from index.documents.formats.kinds import Piece
from index.documents.formats.pdffurniture import HEADING_SIZE, SAME_PLACE, body_size
from index.documents.formats.pdfpages import Box, Line, Page
from index.documents.formats.pdftables import Found
from index.documents.formats.plain import BULLET
from index.documents.metadata import NAVIGATION
from index.documents.types import Place

_HEADING_WORDS = 16
"""Words of a heading, at the most; set by hand."""
_BESIDE = 0.05
"""Share of a page's lines that may have another at their side where it is one column; set by
hand."""
_INDENT = 40.0
"""Points by which lines of one column may begin apart; set by hand."""
_FITTING = 3
"""Words that would have stood behind a line which was ended on purpose; set by hand."""
_DEEPEST = 4
"""Depth of a heading, at the most."""
_END = (".", "!", "?", ":", ";")
_MARKED = re.compile(r"^\s*(?:[•◦▪‣·–-]|\uf0b7|o(?= [A-Z]))\s+(?=\S)")
_MARK_ALONE = re.compile(r"[•◦▪‣·–o-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,5})[.)]?")


@dataclass(frozen=True)
class _Table:
    found: Found
    page: int


def pieces(pages: Sequence[Page], tables: dict[int, list[Found]], mender: Mender) -> list[Piece]:
    """The pieces of all pages, tables in the place of their first line. The largest heading of
    the first page is of level 1, the others of level 2 and more by their size."""
    flow: list[Line | _Table] = []
    for page in pages:
        flow += _flow(page, tables.get(page.number, []))
    body = body_size(line for line in flow if isinstance(line, Line))
    by_number = {page.number: page for page in pages}
    out: list[tuple[Piece, float]] = []
    run: list[Line] = []
    before: tuple[Found, list[list[str]]] | None = None
    for item in flow:
        if isinstance(item, Line):
            run.append(item)
            continue
        if run:
            before = None
        out += _told(run, body, mender, not out, by_number)
        run = []
        header = _carried(before, item.found)
        out += ((piece, 0.0) for piece in _rows(item, header))
        before = (item.found, header or item.found.grid[: _headers(item.found) or 0])
    out += _told(run, body, mender, not out, by_number)
    return _levelled(out)


def _levelled(made: list[tuple[Piece, float]]) -> list[Piece]:
    """The pieces, headings with their depth by size."""
    front = [(size, -n) for n, (p, size) in enumerate(made) if p.role == "heading" and p.page == 1]
    title = -max(front)[1] if front else -1
    sizes = sorted({size for n, (p, size) in enumerate(made) if p.role == "heading" and n != title})
    depth = {size: min(2 + n, _DEEPEST) for n, size in enumerate(reversed(sizes))}
    return [
        replace(p, level=1 if n == title else depth[size]) if p.role == "heading" else p
        for n, (p, size) in enumerate(made)
    ]


def _flow(page: Page, tables: list[Found]) -> Iterator[Line | _Table]:
    """Lines and tables of a page in reading order: from the top where hardly any line stands
    beside another, else as the file has them."""
    owner = {i: table for table in tables for i in table.lines}
    free = [line for i, line in enumerate(page.lines) if i not in owner]
    if _one_below_the_other(free, tables):
        at: list[tuple[float, Line | _Table]] = [(line.box[3], line) for line in free]
        at += [(table.boxes[0][3], _Table(table, page.number)) for table in tables]
        yield from (item for _, item in sorted(at, key=lambda pair: pair[0]))
        return
    if len(free) == len(page.lines):
        yield from _across_columns(free)
        return
    done: set[int] = set()
    held: list[Line] = []
    for i, line in enumerate(page.lines):
        table = owner.get(i)
        if table is None:
            held.append(line)
        elif id(table) not in done:
            done.add(id(table))
            yield from _across_columns(held)
            held = []
            yield _Table(table, page.number)
    yield from _across_columns(held)


def _around(table: Found) -> Box:
    """The box around a table."""
    lefts, tops, rights, bottoms = zip(*table.boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _headers(found: Found) -> int | None:
    """How many rows are headers, where bold type tells."""
    return found.bold or None


def _carried(before: tuple[Found, list[list[str]]] | None, table: Found) -> list[list[str]] | None:
    """The header of the table of the page before, where this one goes on with it."""
    if before is None:
        return None
    earlier, header = before
    same = len(earlier.edges) == len(table.edges) and all(
        abs(a - b) < 2 * SAME_PLACE for a, b in zip(earlier.edges, table.edges, strict=True)
    )
    again = table.grid[: len(header)] == header
    return header if same and header and not again and not table.bold else None


def _rows(item: _Table, header: list[list[str]] | None) -> list[Piece]:
    found = item.found
    if header:
        made = told([*header, *found.grid], len(header), item.page)
    else:
        made = told(found.grid, _headers(found), item.page)
    out = []
    captions = [piece for piece in made if piece.role != "row"]
    for n, piece in enumerate(made):
        at = n if n < len(captions) else n - len(made)
        box = found.boxes[at] if -len(found.boxes) <= at < len(found.boxes) else found.boxes[0]
        out.append(replace(piece, lines=(Place(0, len(piece.text), item.page, box),)))
    return out


def _across_columns(lines: list[Line]) -> list[Line]:
    """The lines as they are; where the file runs across two columns of prose, those between lines
    of full width, column after column."""
    pairs = sum(a.beside(b) and b.box[0] > a.box[2] for a, b in zip(lines, lines[1:], strict=False))
    if len(lines) < 6 or pairs < 0.3 * len(lines):
        return lines
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    middle = (left + right) / 2
    crossing = {line for line in lines if line.box[0] < middle - 5 and line.box[2] > middle + 5}
    lefts = {line for line in lines if line.box[2] <= middle + 5}
    rights = {line for line in lines if line.box[0] >= middle - 5}
    prose = (
        min(len(lefts), len(rights)) >= 3
        and min(median(len(line.text.split()) for line in side) for side in (lefts, rights)) >= 3
    )
    if len(crossing) > 0.4 * len(lines) or not prose:
        return lines
    out: list[Line] = []
    band: list[Line] = []
    for line in lines:
        if line in crossing:
            out += [b for b in band if b in lefts] + [b for b in band if b not in lefts] + [line]
            band = []
        else:
            band.append(line)
    return out + [b for b in band if b in lefts] + [b for b in band if b not in lefts]


def _one_below_the_other(lines: Sequence[Line], tables: Sequence[Found]) -> bool:
    """Whether a page is one column: hardly any line has another or a table at its side."""
    order = sorted(lines, key=lambda line: line.middle[1])
    beside = sum(
        a.beside(b) and (b.box[0] > a.box[2] or b.box[2] < a.box[0])
        for a, b in zip(order, order[1:], strict=False)
    )
    for left, top, right, bottom in map(_around, tables):
        level = (line.box for line in lines if top < line.middle[1] < bottom)
        beside += sum(box[0] > right or box[2] < left for box in level)
    return len(lines) > 1 and beside <= _BESIDE * len(lines)


def _told(
    lines: list[Line], body: float, mender: Mender, first: bool, pages: dict[int, Page]
) -> Iterator[tuple[Piece, float]]:
    """Headings, items and paragraphs."""
    groups: list[list[Line]] = []
    for n, line in enumerate(lines):
        near = lines[max(0, n - 12) : n + 12]
        ended = n and _had_room(lines[n - 1], line, pages[line.page], body)
        if groups and not ended and _goes_on(groups[-1], line, near):
            groups[-1].append(line)
        else:
            groups.append([line])
    for group in groups:
        text, places = mender.joined(group)
        if not text or (NAVIGATION.match(text) and not first):
            continue
        size = round(median(line.size for line in group), 1)
        piece = Piece("paragraph", text, 0, group[0].page, lines=places, scanned=group[0].scanned)
        if _is_heading(text, size / body, group):
            piece = replace(piece, role="heading")
        elif mark := _MARKED.match(text):
            cut = mark.end()
            moved = (replace(p, start=max(0, p.start - cut), end=p.end - cut) for p in places)
            piece = replace(piece, role="item", text=text[cut:], lines=tuple(moved))
        elif BULLET.match(text):
            piece = replace(piece, role="item")
        yield piece, size
        first = False


def _is_heading(text: str, ratio: float, group: list[Line]) -> bool:
    """Whether a text is larger than the body, or bold and on lines of its own."""
    if len(text.split()) > _HEADING_WORDS or text.endswith((".", ";", ",")):
        return False
    if "…" in text or not re.search(r"[^\W\d]", text):
        return False
    bold = all(line.bold for line in group) and not text.endswith(":") and ratio > 0.9
    return ratio > HEADING_SIZE or bold


def _goes_on(group: list[Line], line: Line, near: Sequence[Line]) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last = group[-1]
    if abs(line.size - last.size) > 0.1 * last.size or (
        line.bold != last.bold
        and not (last.hyphen or (not last.text.endswith(_END) and line.text[:1].islower()))
    ):
        return False
    unfinished = not last.text.endswith((*_END, ","))
    if BULLET.match(line.text) or _MARKED.match(line.text):
        lettered = re.match(r"\(?[a-z][.)]\s", line.text) and not BULLET.match(group[0].text)
        if not (lettered and unfinished):  # "Smith / v. Wolf" is no list
            return False
    moved = line.page != last.page or line.box[1] < last.box[1] - last.size
    if moved:  # to another column or page
        if last.hyphen:
            return True
        return not last.text.endswith(_END) and line.text[:1].islower()
    if last.beside(line) and line.box[0] >= last.box[2]:  # the next cell of a line
        reach = 6.0 if _MARK_ALONE.fullmatch(last.text) and len(group) == 1 else 1.6
        ended = reach < 2 and last.text.endswith(_END)
        gap = line.box[0] - last.box[2]
        return gap < line.size or (gap < reach * line.size and not ended)
    if re.match(r"\d{1,2} [A-Z]", line.text) and last.text.endswith(_END):
        return False  # the next of the notes at a page's foot
    step = line.box[3] - last.box[3]
    if (
        step > 2.0 * max(line.size, last.size)
        or line.box[0] > last.box[2]
        or line.box[2] < last.box[0]
    ):
        return False
    if line.text[:1].islower() and unfinished:
        return True
    around = _steps(near, line)
    steps = _steps(group, line) or around[len(around) // 4 :][:1] or [step]
    if step > 1.35 * median(steps):
        return False
    column = (n for n in near if abs(n.box[0] - last.box[0]) < _INDENT)
    rights = (n.box[2] for n in column if n.page == line.page and n.box[0] < last.box[2])
    edge = max(rights, default=last.box[2])
    left = min(n.box[0] for n in group if n.page == last.page)
    short = edge - last.box[2] > 0.25 * (edge - left)
    return not (short and last.text.endswith(_END) and line.text[:1].isupper())


def _had_room(last: Line, line: Line, page: Page, body: float) -> bool:
    """Whether a bold line stands under one that was ended on purpose: its own first words would
    have stood behind it. Not of titles, whose lines are broken by hand."""
    if not (last.bold and line.bold and line.text[:1].isupper()) or last.page != line.page:
        return False
    if line.size > HEADING_SIZE * body or line.box[1] < last.box[1] or last.beside(line):
        return False
    edge = max(o.box[2] for o in page.lines if abs(o.box[0] - last.box[0]) < _INDENT)
    per = (line.box[2] - line.box[0]) / len(line.text)
    return last.box[2] + per * len(" ".join(["", *line.text.split()[:_FITTING]])) < edge


def _steps(lines: Sequence[Line], like: Line) -> list[float]:
    """How far below each other lines of this size stand on its page, the least first."""
    alike = [x for x in lines if x.page == like.page and abs(x.size - like.size) < 0.1 * like.size]
    steps = (b.box[3] - a.box[3] for a, b in zip(alike, alike[1:], strict=False))
    return sorted(step for step in steps if step > 0.9 * like.size)
