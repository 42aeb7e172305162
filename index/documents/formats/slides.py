"""A PowerPoint presentation in (python-pptx), pieces out: a slide is a page; titles, bullets,
tables, the numbers of charts, and the speaker's notes, which say that they are notes.

Hidden slides are left out, and said; slides of pictures alone are named.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.documents.formats.front import described
from index.documents.formats.grid import told
from index.documents.formats.kinds import Loaded, Piece, Raw, listed
from index.documents.formats.office import broken, check_zip
from index.documents.types import Dropped
from index.text.tidy import tidy

_MAIN = b"presentationml.presentation.main+xml"
_OTHERS = re.compile(rb"presentationml\.(?:slideshow|template)\.main\+xml")


def load(file: Raw) -> Loaded:
    """The slides' pieces. Raises LoadError for what cannot be opened."""
    check_zip(file.data, file.source, "PowerPoint")
    from lxml.etree import XMLSyntaxError
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    try:
        show = Presentation(io.BytesIO(_as_presentation(file.data)))
        slides = list(show.slides)
    except (KeyError, ValueError, XMLSyntaxError, PythonPptxError, zipfile.BadZipFile) as error:
        raise broken(file.source, "PowerPoint") from error
    pieces: list[Piece] = []
    dropped: list[Dropped] = []
    pictures: list[int] = []
    for number, slide in enumerate(slides, 1):
        made = list(_slide(slide, number, not pieces))
        if slide._element.get("show") == "0":  # noqa: SLF001 - the library has no name for it
            dropped.append(Dropped("on a hidden slide", " ".join(p.text for p in made)))
        elif made:
            pieces += made
        elif any(shape.shape_type == 13 for shape in slide.shapes):  # a picture
            pictures.append(number)
    about = show.core_properties
    loaded = described(pieces, about.title or "", about.author or "")
    unread = listed(pictures, "Slide", "Slides")
    return replace(loaded, dropped=[*dropped, *loaded.dropped], unread=unread)


def _as_presentation(data: bytes) -> bytes:
    """A slide show or a template as the presentation that it is but for its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
        if not _OTHERS.search(types):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for name in archive.namelist():
                part = types if name == "[Content_Types].xml" else archive.read(name)
                made.writestr(name, _OTHERS.sub(_MAIN, part) if part is types else part)
    return out.getvalue()


def _slide(slide: Any, number: int, first: bool) -> Iterator[Piece]:
    title = slide.shapes.title
    if title is not None and (text := tidy(title.text_frame.text)):
        yield Piece("heading", text, level=1 if first else 2, page=number)
    for shape in _in_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape(shape, number)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and (text := tidy(notes.text)):
        yield Piece("paragraph", f"Speaker's notes: {text}", page=number)


def _in_order(shapes: Any) -> list[Any]:
    """Shapes from the top, those beside each other from the left."""
    return sorted(
        shapes, key=lambda s: ((s.top or 0) // 300_000, s.left or 0)
    )  # a third of an inch


def _shape(shape: Any, number: int) -> Iterator[Piece]:
    if shape.shape_type == 6:  # a group
        for inner in _in_order(shape.shapes):
            yield from _shape(inner, number)
    elif getattr(shape, "has_table", False) and shape.has_table:
        yield from told(_grid(shape.table), page=number)
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        yield from _chart(shape.chart, number)
    elif shape.has_text_frame:
        lines = [(tidy(p.text), p.level) for p in shape.text_frame.paragraphs]
        lines = [(text, level) for text, level in lines if text]
        listed_ = len(lines) > 1
        for text, _ in lines:
            yield Piece("item" if listed_ else "paragraph", text, page=number)


def _grid(table: Any) -> list[list[str]]:
    """Its cells; one that takes several places stands in each."""
    grid: list[list[str]] = []
    corners: dict[tuple[int, int], str] = {}
    for r, row in enumerate(table.rows):
        cells = []
        for c, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                spread = [
                    (r + i, c + j) for i in range(cell.span_height) for j in range(cell.span_width)
                ]
                corners |= dict.fromkeys(spread, tidy(cell.text))
            cells.append(corners.get((r, c), tidy(cell.text)))
        grid.append(cells)
    return grid


def _chart(chart: Any, number: int) -> Iterator[Piece]:
    """The numbers of a chart, as a table."""
    try:
        plot = chart.plots[0]
        names = [tidy(str(series.name or "")) for series in plot.series]
        kinds = [tidy(str(category)) for category in plot.categories]
        rows = [
            [kind, *(_figure(series.values[n]) for series in plot.series)]
            for n, kind in enumerate(kinds)
        ]
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        return  # a chart of a kind that the library does not know
    if rows:
        yield from told([["", *names], *rows], 1, number)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
