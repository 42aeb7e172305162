"""A PDF's pages of lines in, its pieces in reading order out: tables as rows, headings, items and
paragraphs, also those that run over a column or a page.

Lines in the margins that say the same on page after page are furniture. The file's own order is
kept, but where it runs across columns.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.documents.formats.grid import told
from index.documents.formats.hyphens import Mender
from index.documents.formats.kinds import Piece
from index.documents.formats.pdfpages import Line, Page
from index.documents.formats.pdftables import Found
from index.documents.formats.plain import BULLET
from index.documents.metadata import NAVIGATION
from index.documents.types import Dropped, Place

_MARGIN, _FURNITURE_WORDS = 0.12, 20
"""Share of a page's height at its top and foot where furniture stands, and its words at the
most; set by hand."""
_EDGE = 0.08
"""Share of a page's height at its top and foot where a number that stands alone is the page's; set
by hand."""
_SAME_PLACE = 4.0
"""Points by which furniture may move from page to page; set by hand."""
_REPEATS = 0.3
"""Share of the pages between its first and its last that furniture stands on; set by hand."""
_HEADING_SIZE, _HEADING_WORDS = 1.15, 16
"""Times the median size of letters from which a line is a heading, and its words at the most;
set by hand."""
_BESIDE = 0.05
"""Share of a page's lines that may have another at their side where it is one column; set by
hand."""
_DEEPEST = 4
"""Depth of a heading, at the most."""
_LINE_NUMBERS = {1: 15, 5: 4}
"""{by how much the numbers of lines count: how many of them a page has at the least}; set by
hand."""
_END = (".", "!", "?", ":", ";")
_PAGE_NUMBER = re.compile(r"(?:page |p\.? ?)?[-–| ]*(\d{1,4})[-–| ]*(?:(?:of|/) ?\d+)?", re.I)
_MARKED = re.compile(r"^\s*(?:[•◦▪‣·–-]|\uf0b7|o(?= [A-Z]))\s+(?=\S)")
_MARK_ALONE = re.compile(r"[•◦▪‣·–o-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,5})[.)]?")


def without_furniture(pages: Sequence[Page]) -> tuple[list[Page], list[Dropped]]:
    """The pages without what stands in the margins of page after page at the same place, saying
    the same or counting with the pages."""
    large = _HEADING_SIZE * _body(line for page in pages for line in page.lines)
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for line in page.lines:
            if _in_margin(line, page, large):
                for key in _keys(line, page):
                    seen[key].add(page.number)
    furniture = {key for key, numbers in seen.items() if _repeats(numbers)}
    out, dropped = [], []
    for page in pages:
        found = {
            i
            for i, line in enumerate(page.lines)
            if _in_margin(line, page, large)
            and (furniture.intersection(_keys(line, page)) or _is_number_of(line, page))
        }
        gone = {  # a cell of a row whose other cells stay is no furniture
            i
            for i in found
            if _is_number_of(page.lines[i], page)
            or all(j in found or not page.lines[i].beside(o) for j, o in enumerate(page.lines))
        }
        if len(gone) == len(page.lines):
            gone = set()  # a page that is nothing else says this
        dropped += [Dropped("page header or footer", page.lines[i].text) for i in sorted(gone)]
        counted = _line_numbers(page)
        dropped += [Dropped("line number", page.lines[i].text) for i in sorted(counted - gone)]
        kept = tuple(line for i, line in enumerate(page.lines) if i not in gone | counted)
        out.append(replace(page, lines=kept))
    return out, dropped


def _in_margin(line: Line, page: Page, large: float) -> bool:
    depth = line.middle[1] / page.height if page.height else 0.5
    short = len(line.text.split()) <= _FURNITURE_WORDS and line.size <= large
    return short and not _MARGIN < depth < 1 - _MARGIN


def _body(lines: Iterable[Line]) -> float:
    """The size of most letters, in points."""
    weights = Counter[float]()
    for line in lines:
        weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def _keys(line: Line, page: Page) -> Iterator[tuple[str, int]]:
    """What a line says, with a number in it taken as counted from the page's own, and where: in
    two bands, so that what moves a little falls into one of them on each page."""
    told = {line.text.lower()}
    for number in re.finditer(r"\d{1,4}", line.text):
        off = int(number[0]) - page.number
        told.add(f"{line.text[: number.start()]}#{off}#{line.text[number.end() :]}".lower())
    for text in told:
        for shift in (0.0, _SAME_PLACE / 2):
            yield f"{text}|{shift}", int((line.middle[1] + shift) // _SAME_PLACE)


def _repeats(numbers: set[int]) -> bool:
    """Whether what stands on these pages is furniture: on two that follow each other, or on more
    of some length of the document."""
    span = max(numbers) - min(numbers) + 1
    return len(numbers) == span > 1 or (len(numbers) >= 3 and len(numbers) >= _REPEATS * span)


def _is_number_of(line: Line, page: Page) -> bool:
    """Whether a line is its page's number and nothing else: it says that it is one, or counts as
    the pages do, or stands alone at the very edge."""
    number = _PAGE_NUMBER.fullmatch(line.text)
    if number is None:
        return False
    depth = line.middle[1] / page.height if page.height else 0.5
    alone = not any(o is not line and o.beside(line) for o in page.lines)
    edge = alone and not _EDGE < depth < 1 - _EDGE
    return int(number[1]) == page.number or edge or " of " in line.text.lower()


def _line_numbers(page: Page) -> set[int]:
    """The numbers that count a page's lines at its side, as in a bill or a transcript: evenly
    under each other, outside of all that is text."""
    others = [line.box for line in page.lines if not line.text.isdecimal()]
    left, right = min((b[0] for b in others), default=0), max((b[2] for b in others), default=0)
    found = [
        (line.middle[1], int(line.text), i)
        for i, line in enumerate(page.lines)
        if line.text.isdecimal() and (line.box[2] <= left or line.box[0] >= right)
    ]
    steps, gaps = set(), []
    for (above, one, _), (below, other, _) in pairwise(sorted(found)):
        steps.add(other - one)
        gaps.append(below - above)
    least = _LINE_NUMBERS.get(min(steps, default=0))
    enough = len(steps) == 1 and least is not None and len(found) >= least
    return {i for *_, i in found} if enough and max(gaps) - min(gaps) <= _SAME_PLACE else set()


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
    body = _body(line for line in flow if isinstance(line, Line))
    out: list[tuple[Piece, float]] = []
    run: list[Line] = []
    before: tuple[Found, list[list[str]]] | None = None
    for item in flow:
        if isinstance(item, Line):
            run.append(item)
            continue
        if run:
            before = None
        out += _told(run, body, mender, not out)
        run = []
        header = _carried(before, item.found)
        out += ((piece, 0.0) for piece in _rows(item, header))
        before = (item.found, header or item.found.grid[: _headers(item.found) or 0])
    out += _told(run, body, mender, not out)
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
    if _one_below_the_other(free):
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


def _headers(found: Found) -> int | None:
    """How many rows are headers, where bold type tells."""
    return found.bold or None


def _carried(before: tuple[Found, list[list[str]]] | None, table: Found) -> list[list[str]] | None:
    """The header of the table of the page before, where this one goes on with it."""
    if before is None:
        return None
    earlier, header = before
    same = len(earlier.edges) == len(table.edges) and all(
        abs(a - b) < 2 * _SAME_PLACE for a, b in zip(earlier.edges, table.edges, strict=True)
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


def _one_below_the_other(lines: Sequence[Line]) -> bool:
    """Whether a page is one column: hardly any line has another at its side."""
    order = sorted(lines, key=lambda line: line.middle[1])
    beside = sum(
        a.beside(b) and (b.box[0] > a.box[2] or b.box[2] < a.box[0])
        for a, b in zip(order, order[1:], strict=False)
    )
    return len(lines) > 1 and beside <= _BESIDE * len(lines)


def _told(
    lines: list[Line], body: float, mender: Mender, first: bool
) -> Iterator[tuple[Piece, float]]:
    """Headings, items and paragraphs."""
    groups: list[list[Line]] = []
    for n, line in enumerate(lines):
        if groups and _goes_on(groups[-1], line, lines[max(0, n - 12) : n + 12]):
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
    return ratio > _HEADING_SIZE or bold


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
    edge = max(
        (
            n.box[2]
            for n in near
            if n.page == line.page and n.box[0] < last.box[2] and abs(n.box[0] - last.box[0]) < 40
        ),
        default=last.box[2],
    )
    left = min(n.box[0] for n in group if n.page == last.page)
    short = edge - last.box[2] > 0.25 * (edge - left)
    return not (short and last.text.endswith(_END) and line.text[:1].isupper())


def _steps(lines: Sequence[Line], like: Line) -> list[float]:
    """How far below each other lines of this size stand on its page, the least first."""
    alike = [x for x in lines if x.page == like.page and abs(x.size - like.size) < 0.1 * like.size]
    steps = (b.box[3] - a.box[3] for a, b in zip(alike, alike[1:], strict=False))
    return sorted(step for step in steps if step > 0.9 * like.size)
