"""A PDF's pages in (pdftext, PDFium), the spans of each out: runs of letters of one font on one
line, in the file's own order, cut where the gap between two words is wide.

A program may write a whole row of a table as one run of letters; pdftext, which cuts at another
font alone, would tell its cells as one text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_WIDE, _WIDE_FIGURES = 1.5, 0.5
"""Times the height of letters from which a gap inside a run divides it, and from which one between
two figures does. Justified prose in narrow columns has gaps of up to 1.3 between words."""
_DIGITS = frozenset("0123456789")
_BEGINS, _ENDS = _DIGITS | frozenset("(-–−$£€.*—"), _DIGITS | frozenset(")%*-–−—")
"""What figures begin and end with."""


@dataclass(frozen=True)
class Drawn:
    """A page as the file draws it: its number from 1, width and height in points, and its lines,
    each of spans."""

    number: int
    width: float
    height: float
    lines: list[list[dict[str, Any]]]


def drawn(data: bytes, numbers: Sequence[int], forms: bool) -> Iterator[Drawn]:
    """The pages with these numbers, from 0. `forms`: with what was filled into a form."""
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(data)
    try:
        if forms:
            pdf.init_forms()
        for number in numbers:
            yield _page(pdf, number, forms)
    finally:
        pdf.close()


def _page(pdf: Any, number: int, forms: bool) -> Drawn:
    from pdftext.pdf.chars import deduplicate_chars, get_chars
    from pdftext.pdf.pages import assign_scripts, get_lines, get_spans
    from pdftext.pdf.utils import flatten

    page = pdf[number]
    if forms:
        flatten(page)
        page.close()
        page = pdf[number]
    letters = page.get_textpage()
    try:
        box, turned = page.get_bbox(), page.get_rotation()
        chars = deduplicate_chars(get_chars(letters, box, turned))
    finally:
        letters.close()
        page.close()
    spans = get_spans(chars, need_chars=False, superscript_height_threshold=0.7)
    lines = get_lines(spans)
    assign_scripts(lines, height_threshold=0.7)
    width, height = abs(box[2] - box[0]), abs(box[3] - box[1])
    if turned in (90, 270):
        width, height = height, width
    gaps = _wide(chars)
    at, out = 0, []
    for line in lines:
        cut: list[dict[str, Any]] = []
        for span in line["spans"]:
            end = at + len(span["text"])
            cut += _cut(span, chars, at, [n for n in gaps if at < n < end])
            at = end
        out.append(cut)
    return Drawn(number + 1, float(-(-width // 1)), float(-(-height // 1)), out)


def _wide(chars: Any) -> list[int]:
    """The letters before which there is a wide gap."""
    import numpy as np

    seen = np.flatnonzero([not c.isspace() for c in chars.text])
    boxes, text = chars.boxes[seen], [chars.text[n] for n in seen]
    high = boxes[:, 3] - boxes[:, 1]
    gaps = (boxes[1:, 0] - boxes[:-1, 2]) / np.maximum(np.minimum(high[1:], high[:-1]), 1.0)
    flat = (chars.rotations[seen] == 0)[1:]
    figures = [a in _ENDS and b in _BEGINS for a, b in zip(text, text[1:], strict=False)]
    wide = (gaps > _WIDE) | ((gaps > _WIDE_FIGURES) & np.array(figures, dtype=bool))
    return [int(n) for n in seen[1:][wide & flat]]


def _cut(span: dict[str, Any], chars: Any, start: int, at: list[int]) -> Iterator[dict[str, Any]]:
    """A span in parts, each with its own place; `start` is where it begins among the page's
    letters."""
    from pdftext.postprocessing import handle_hyphens, postprocess_text

    end = start + len(span["text"])
    for a, b in zip([start, *at], [*at, end], strict=True):
        box = list(span["bbox"].bbox)
        if at and (seen := [n for n in range(a, b) if not chars.text[n].isspace()]):
            box = [*chars.boxes[seen, :2].min(axis=0), *chars.boxes[seen, 2:].max(axis=0)]
        text = handle_hyphens(postprocess_text(chars.text[a:b]), keep_hyphens=True)
        yield {**span, "text": text, "bbox": [float(x) for x in box]}
