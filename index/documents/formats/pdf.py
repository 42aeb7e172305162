"""PDF in (pypdfium2), pieces with page numbers in reading order out.

Lines that repeat at the top or bottom of most pages are furniture; hyphenated line ends are
joined; text in two columns is read down one, then the other. Refuses encrypted, broken, empty
and scanned files by name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from index.documents.formats.builder import drop_repeats
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.plain import BULLET
from index.documents.metadata import NAVIGATION, is_name, overlay, person, read_header
from index.documents.types import Dropped, Metadata
from index.errors import LoadError
from index.text.tidy import tidy

_MARGIN, _FURNITURE_WORDS = 0.1, 14
"""Share of a page's height at its top and foot where furniture stands, and its words at the
most; set by hand."""
_REPEAT_SHARE = 0.5
"""Share of the pages from which a repeated line is furniture; set by hand."""
_HEADING_SIZE = 1.15
"""Times the median size of letters from which a line is a heading; set by hand."""
_MOST_FRAGMENTS = 4000
"""Pieces of text of a page that are placed one by one, each by a search through the page; a
dense page of print has 300."""


@dataclass(frozen=True)
class _Line:
    text: str
    page: int
    left: float
    right: float
    top: float
    base: float
    size: float
    depth: float


def load(file: Raw) -> Loaded:
    """The document\'s pieces. Raises LoadError for what cannot be opened or holds no text."""
    data, source = file.data, file.source
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise LoadError(
                f"{source}: the PDF is encrypted; save a copy without a password and add that."
            ) from error
        raise LoadError(
            f"{source}: the PDF is damaged or cut short; download or export it again."
        ) from error
    try:
        if not len(pdf):
            raise LoadError(f"{source}: the PDF has no pages; export it again.")
        pages = [_page_lines(pdf[n], n + 1) for n in range(len(pdf))]
        title, author = pdf.get_metadata_value("Title"), pdf.get_metadata_value("Author")
    except pdfium.PdfiumError as error:
        raise LoadError(f"{source}: a page of the PDF cannot be read; export it again.") from error
    finally:
        pdf.close()
    if sum(len(line.text) for lines in pages for line in lines) < 20:
        raise LoadError(
            f"{source}: the PDF holds pictures of pages, no text; run text recognition (OCR) on it"
            " and add the result."
        )
    pages, dropped = _without_furniture(pages)
    pieces = _pieces([line for lines in pages for line in lines])
    head = [p.text for p in pieces[:8] if len(p.text.split()) <= 40]
    found, furniture = read_header(head)
    named = Metadata(
        title=tidy(title) if title and _is_title(title) else None,
        authors=(person(tidy(author)),) if author and is_name(person(author)) else (),
    )
    dropped += [Dropped(furniture[i], head[i]) for i in furniture]
    gone = {head[i] for i in furniture}
    kept, repeats = drop_repeats(
        [p for i, p in enumerate(pieces) if not (i < 8 and p.text in gone)]
    )
    return Loaded(kept, overlay(named, found), dropped + repeats)


def _is_title(value: str) -> bool:
    """Whether what a PDF calls its title is one, not the name of a file."""
    return len(value.split()) >= 3 and not re.search(
        r"\.(docx?|pdf|indd|pptx?)$|^(microsoft word|untitled)", value, re.I
    )


def _page_lines(page: Any, number: int) -> list[_Line]:
    """Lines of one page in reading order; boxes in points, `top` measured down from the page's
    top, `depth` its share (0 to 1)."""
    text_page, height = page.get_textpage(), page.get_height()
    fragments: list[_Line] = []
    if text_page.count_rects() > _MOST_FRAGMENTS:
        plain = text_page.get_text_range()
        text_page.close()
        return _plain_lines(plain, number)
    for i in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(i)
        text = text_page.get_text_bounded(left, bottom, right, top)
        text = re.sub(r"[\ufffe\x02]\s*", "-", text).replace("\r\n", " ")
        if text.strip():
            size = _font_size(text_page, (left + right) / 2, (top + bottom) / 2, top - bottom)
            fragments.append(
                _Line(
                    text.strip(),
                    number,
                    left,
                    right,
                    height - top,
                    height - bottom,
                    size,
                    1 - top / height,
                )
            )
    text_page.close()
    return [line for column in _columns(_joined(fragments)) for line in column]


def _plain_lines(text: str, number: int) -> list[_Line]:
    """Lines of a page in the file's own order, without their places: all alike, one below the
    other."""
    lines = [
        line.strip() for line in re.sub(r"[\ufffe\x02]\s*", "-", text).splitlines() if line.strip()
    ]
    return [
        _Line(line, number, 0.0, 500.0, 12.0 * i, 12.0 * i + 10, 10.0, 0.5)
        for i, line in enumerate(lines)
    ]


def _font_size(text_page: Any, x: float, y: float, height: float) -> float:
    """Font size at a point in points; the box's height where the file's own figure is scaled out
    of all proportion."""
    import pypdfium2.raw as raw

    at = text_page.get_index(x, y, 4, 6)
    size: float = raw.FPDFText_GetFontSize(text_page.raw, at) if at is not None and at >= 0 else 0.0
    return size if 0.5 * height < size < 3 * height else height


def _joined(fragments: list[_Line]) -> list[_Line]:
    """Fragments on the same baseline and close together become one line."""
    lines: list[_Line] = []
    for f in sorted(fragments, key=lambda f: (round(f.base / 3), f.left)):
        last = lines[-1] if lines else None
        if (
            last
            and abs(last.base - f.base) < 3.5
            and -2 < f.left - last.right < 1.6 * max(f.size, last.size)
        ):
            gap = " " if f.left - last.right > 0.12 * f.size else ""
            lines[-1] = _Line(
                last.text + gap + f.text,
                f.page,
                last.left,
                f.right,
                min(last.top, f.top),
                max(last.base, f.base),
                max(last.size, f.size),
                last.depth,
            )
        else:
            lines.append(f)
    return sorted(lines, key=lambda line: (line.top, line.left))


def _columns(lines: list[_Line]) -> list[list[_Line]]:
    """Lines between full-width ones, split at a gutter that most lines respect; a lone column
    comes back whole."""
    if len(lines) < 6:
        return [lines]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    middle = (left + right) / 2
    crossing = {line for line in lines if line.left < middle - 5 and line.right > middle + 5}
    lefts = {line for line in lines if line.right <= middle + 5}
    rights = {line for line in lines if line.left >= middle - 5}
    wide_enough = min(len(lefts), len(rights)) >= 3 and median(
        line.right - line.left for line in lefts
    ) > 0.25 * (right - left)
    if len(crossing) > 0.4 * len(lines) or not wide_enough:
        return [lines]
    out: list[list[_Line]] = []
    band: list[_Line] = []
    for line in lines:
        if line in crossing:
            out += [[b for b in band if b in lefts], [b for b in band if b in rights], [line]]
            band = []
        else:
            band.append(line)
    return [
        column
        for column in [*out, [b for b in band if b in lefts], [b for b in band if b in rights]]
        if column
    ]


def _without_furniture(pages: list[list[_Line]]) -> tuple[list[list[_Line]], list[Dropped]]:
    """Lines in the margins that say the same on most pages, page numbers apart, and are no
    larger than the body."""
    sizes = [line.size for lines in pages for line in lines]
    large = _HEADING_SIZE * median(sizes) if sizes else 0.0

    def key(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text.lower())

    def in_margin(line: _Line) -> bool:
        return (
            not _MARGIN < line.depth < 1 - _MARGIN
            and line.size <= large
            and len(line.text.split()) <= _FURNITURE_WORDS
        )

    edges = Counter(key(line) for lines in pages for line in lines if in_margin(line))
    repeated = {
        text
        for text, count in edges.items()
        if len(pages) >= 3 and count >= _REPEAT_SHARE * len(pages)
    }
    out, dropped = [], []
    for lines in pages:
        kept = []
        for line in lines:
            page_number = in_margin(line) and re.fullmatch(
                r"(page )?\d{1,4}( of \d+)?", line.text.lower()
            )
            if page_number or (in_margin(line) and key(line) in repeated):
                dropped.append(Dropped("page header or footer", line.text))
            else:
                kept.append(line)
        out.append(kept)
    return out, dropped


def _pieces(lines: list[_Line]) -> list[Piece]:
    """Lines joined into headings, list items and paragraphs, across a page break where a
    sentence runs on."""
    if not lines:
        return []
    body = median(line.size for line in lines)
    width = max(line.right for line in lines) - min(line.left for line in lines)
    groups: list[list[_Line]] = []
    leftmost = 0.0
    for line in lines:
        last = groups[-1][-1] if groups else None
        if last is None:
            groups.append([line])
            leftmost = line.left
            continue
        same_size = abs(line.size - last.size) < 0.2 * body
        close = 0 <= line.top - last.top < 2.0 * max(line.size, last.size)
        runs_on = line.page != last.page or line.top < last.top
        runs_on = (
            runs_on and not last.text.endswith((".", "!", "?", ":")) and line.text[:1].islower()
        )
        ends_short = (
            last.text.endswith((".", "!", "?", ":"))
            and last.right - leftmost < 0.6 * width
            and len(groups[-1]) > 1
        )
        if not BULLET.match(line.text) and same_size and (close or runs_on) and not ends_short:
            groups[-1].append(line)
            leftmost = min(leftmost, line.left)
        else:
            groups.append([line])
            leftmost = line.left
    pieces: list[Piece] = []
    for group in groups:
        parts: list[str] = []
        for line in group:
            if parts and re.fullmatch(r"[a-z]-", parts[-1][-2:]) and line.text[:1].islower():
                parts[-1] = parts[-1][:-1]
            else:
                parts.append(" ")
            parts.append(line.text)
        text, page = tidy("".join(parts)), group[0].page
        size = median(line.size for line in group)
        if not text or (NAVIGATION.match(text) and pieces):
            continue
        if (
            len(text.split()) <= 16
            and not text.endswith((".", ";", ","))
            and size > _HEADING_SIZE * body
        ):
            pieces.append(
                Piece(
                    "heading", text, level=1 if size > 1.6 * body and not pieces else 2, page=page
                )
            )
        elif BULLET.match(text):
            pieces.append(Piece("item", BULLET.sub("", text), page=page))
        else:
            pieces.append(Piece("paragraph", text, page=page))
    return pieces
