"""A PDF's pages in, the same without their furniture out: what stands in the margins of page after
page, page numbers, and the numbers that count lines. What goes is told with its reason; a page that
is nothing else keeps it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.documents.formats.pdfpages import Line, Page
from index.documents.types import Dropped

HEADING_SIZE = 1.15
"""Times the size of most letters from which a line is a heading; set by hand."""
_MARGIN, _FURNITURE_WORDS = 0.12, 20
"""Share of a page's height at its top and foot where furniture stands, and its words at the
most; set by hand."""
_EDGE = 0.08
"""Share of a page's height at its top and foot where a number that stands alone is the page's; set
by hand."""
SAME_PLACE = 4.0
"""Points by which furniture may move from page to page; set by hand."""
_REPEATS = 0.3
"""Share of the pages between its first and its last that furniture stands on; set by hand."""
_LINE_NUMBERS = {1: 15, 5: 4}
"""{by how much the numbers of lines count: how many of them a page has at the least}; set by
hand."""
_PAGE_NUMBER = re.compile(r"(?:page |p\.? ?)?[-–| ]*(\d{1,4})[-–| ]*(?:(?:of|/) ?\d+)?", re.I)


def without_furniture(pages: Sequence[Page]) -> tuple[list[Page], list[Dropped]]:
    """The pages without what stands in the margins of page after page at the same place, saying
    the same or counting with the pages."""
    large = HEADING_SIZE * body_size(line for page in pages for line in page.lines)
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


def _keys(line: Line, page: Page) -> Iterator[tuple[str, int]]:
    """What a line says, with a number in it taken as counted from the page's own, and where: in
    two bands, so that what moves a little falls into one of them on each page."""
    told = {line.text.lower()}
    for number in re.finditer(r"\d{1,4}", line.text):
        off = int(number[0]) - page.number
        told.add(f"{line.text[: number.start()]}#{off}#{line.text[number.end() :]}".lower())
    for text in told:
        for shift in (0.0, SAME_PLACE / 2):
            yield f"{text}|{shift}", int((line.middle[1] + shift) // SAME_PLACE)


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
    return {i for *_, i in found} if enough and max(gaps) - min(gaps) <= SAME_PLACE else set()


def body_size(lines: Iterable[Line]) -> float:
    """The size of most letters, in points."""
    weights = Counter[float]()
    for line in lines:
        weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 10.0
