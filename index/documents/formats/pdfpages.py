"""A PDF in, the lines of its pages out, in the file's own order, each with its place.

Digits set small and high are the numbers of notes and go, or they would become a figure's last
digits; powers of a unit stay. Boxes are in points from the page's upper left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from index.documents.formats.pdfspans import Drawn, drawn
from index.text.tidy import tidy

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""
_APART = 0.55
"""Times the size of letters from which a gap divides a line into two; set by hand."""
_LEAST_LETTERS = 80
"""Characters of a page from which its letters can be judged."""
_FEW_LETTERS, _SOME_LETTERS, _MANY_SIGNS = 0.45, 0.72, 0.15
"""Shares of letters and figures, and of signs that prose does not have, from which a page is no
text. Of 157 files of the real set, six pages a file, the pages so told were those of four files,
all of them garbled."""
_PASSED_OVER = re.compile("[\\s<>\ufffd_…]")
"""Of a page: signs of code, single letters that are not known, lines to write on."""
_PUNCTUATION = frozenset(".,;:!?'\"()-–—−/&%£$€•’‘“”…+*=#@°©®™|_")
_UNDER = 15.0
"""Points by which a field may begin beside where the label above it does; set by hand."""
_RAISED = 0.82
"""Times the size of its line up to which raised digits are a note's number; set by hand."""
_SIGNS = "0123456789,;–-*†‡§¶ "
_LEADERS = re.compile(r"\s*(?:(?:\.\s?){4,}|(?:…\s?){2,})\s*")
_GLUED = re.compile(r"(?<=[a-z]{4}[.,;”)])\d{1,2}(?=\s|$)")
"""A note's number right behind a sentence, where the file does not tell its size."""
_NOTE_LETTER = re.compile("[a-h]")
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNIT = re.compile(r"(?:\b[cmk]?m|\bft|\d\s?[x×]\s?10|(?<![\w’'])[^\W\d_])$")
"""What is raised to a power: a unit, ten, or a letter of its own."""
_RAISED_LETTERS = re.compile(r"(?<=[\w.,;)%’”])[⁰¹²³⁴-⁹]+")
_BROKEN = re.compile("[^\\W\\d_][-\u2010]$")
_BULLETS = str.maketrans({c: "•" for c in "\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8●■◼❑"})


@dataclass(frozen=True)
class Line:
    """A run of words on one line, or in one cell of it. `size` is that of its letters in points;
    `hyphen` when a word is broken at its end,
    `field` what was filled into a form."""

    text: str
    page: int
    box: Box
    size: float
    bold: bool = False
    hyphen: bool = False
    scanned: bool = False
    field: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2

    def beside(self, other: Line) -> bool:
        """Whether both stand on one line of a page."""
        high = min(self.box[3], other.box[3]) - max(self.box[1], other.box[1])
        least = min(self.box[3] - self.box[1], other.box[3] - other.box[1])
        return self.page == other.page and high > 0.5 * least

    def goes_on(self, last: Line) -> bool:
        """Whether it is the next line of what was filled into a field."""
        step = self.box[3] - last.box[3]
        even = abs(self.box[0] - last.box[0]) < 1
        return self.field == last.field and even and 0 < step < 1.6 * self.size


@dataclass(frozen=True)
class Page:
    """A page's lines in the file's order; `number` counts from 1, `width` and `height` are in
    points as it is shown."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def pages(data: bytes, count: int, forms: bool) -> Iterator[Page]:
    """The pages in order. `forms`: what was filled into a form is read too, each field behind
    the line that stands before it."""
    if not forms:
        yield from _pages(data, count, False)
        return
    for bare, filled in zip(_pages(data, count, False), _pages(data, count, True), strict=True):
        printed = {(line.text, line.box) for line in bare.lines}
        lines = list(bare.lines)
        for line in (line for line in filled.lines if (line.text, line.box) not in printed):
            field = replace(line, field=True)
            lines.insert(_label_of(field, lines) + 1, field)
        yield Page(bare.number, bare.width, bare.height, tuple(lines))


def garbled(pages: list[Page]) -> list[int]:
    """The numbers of pages whose letters are not what they look like: a font without names for
    them gives signs in their place. Where half of a file is so, its doubtful pages are too."""
    shares = {page.number: _shares(page) for page in pages}
    told = {n: s for n, s in shares.items() if s is not None}
    sure = [
        n
        for n, (few, signs) in told.items()
        if few < _FEW_LETTERS or (few < _SOME_LETTERS and signs > _MANY_SIGNS)
    ]
    if 2 * len(sure) < len(told):
        return sure
    return [n for n, (few, _) in told.items() if few < _SOME_LETTERS]


def _shares(page: Page) -> tuple[float, float] | None:
    """Of a page's characters the shares of letters and figures, and of signs that prose does not
    have; None where there are too few to judge."""
    text = _PASSED_OVER.sub("", "".join(line.text for line in page.lines))
    if len(text) < _LEAST_LETTERS:
        return None
    letters = sum(c.isalnum() for c in text)
    signs = sum(not c.isalnum() and c not in _PUNCTUATION for c in text)
    return letters / len(text), signs / len(text)


def _label_of(field: Line, lines: list[Line]) -> int:
    """The number of the printed line that stands before a field: on its left, or above it where
    that is nearer; the last line where none does."""
    near: list[tuple[float, int]] = []
    for n, line in enumerate(lines):
        if line.field:
            if field.goes_on(line):
                return n
            continue
        over = abs(line.box[0] - field.box[0]) < _UNDER
        if line.beside(field) and line.box[0] < field.box[0]:
            near.append((abs(field.box[0] - line.box[2]), n))
        elif over and line.box[1] < field.box[1]:
            near.append((abs(field.box[1] - line.box[3]), n))
    return min(near)[1] if near else len(lines) - 1


def _pages(data: bytes, count: int, forms: bool) -> Iterator[Page]:
    yield from map(_page, drawn(data, range(count), forms))


def _page(drawn: Drawn) -> Page:
    runs: list[list[Any]] = []
    for spans in drawn.lines:
        if runs and _goes_on(runs[-1], spans):
            runs[-1][-1]["text"] = runs[-1][-1]["text"].rstrip("\n")
            runs[-1] += spans
        else:
            runs.append(spans)
    lines = tuple(line for spans in runs for line in _lines(spans, drawn.number))
    return Page(drawn.number, drawn.width, drawn.height, lines)


def _goes_on(last: list[Any], spans: list[Any]) -> bool:
    """Whether a line goes on, on the same line, right behind another: the file divides them where
    a note's number or another font stands between."""
    before = next((s for s in reversed(last) if s["text"].strip()), None)
    after = next((s for s in spans if s["text"].strip()), None)
    if before is None or after is None or before["text"].endswith("-\n"):
        return False
    high = min(before["bbox"][3], after["bbox"][3]) - max(before["bbox"][1], after["bbox"][1])
    least = min(before["bbox"][3] - before["bbox"][1], after["bbox"][3] - after["bbox"][1])
    size = max(_size(before), _size(after))
    return (
        bool(high > 0.5 * least) and -0.5 * size < after["bbox"][0] - before["bbox"][2] < 0.3 * size
    )


def _lines(every: list[Any], page: int) -> Iterator[Line]:
    """A line's words, divided where the gap is wide."""
    spans = [s for s in every if s["text"].strip()]
    sizes = Counter[float]()
    for span in spans:
        sizes[_size(span)] += len(span["text"].strip())
    if not spans:
        return
    body = sizes.most_common(1)[0][0]
    base = max((s["bbox"][3] for s in spans if _size(s) == body), default=0.0)
    run: list[Any] = []
    for span in every:
        if not span["text"].strip():
            run += [span] if run else []
            continue
        last = next((s for s in reversed(run) if s["text"].strip()), None)
        if last and not -_APART * body < span["bbox"][0] - last["bbox"][2] < _APART * body:
            yield from _line(run, body, base, page)
            run = []
        run.append(span)
    yield from _line(run, body, base, page)


def _line(spans: list[Any], size: float, base: float, page: int) -> Iterator[Line]:
    told = ""
    for span in spans:
        text = span["text"]
        raised = _size(span) <= _RAISED * size and span["bbox"][3] < base - 0.1 * size
        sign = text.strip(_SIGNS + "\n") == "" or _NOTE_LETTER.fullmatch(text.strip())
        if (span["superscript"] or raised) and sign and told.strip():
            if _UNIT.search(told) and text.strip().isdigit():
                told += text.strip().translate(_POWERS)
            told += "" if text == text.rstrip() else " "
            continue
        told += text
    text = _LEADERS.sub(" … ", tidy(told.translate(_BULLETS))).strip()
    hyphen = _BROKEN.search(text) is not None
    text = text[:-1] + "-" if hyphen else text
    text = _GLUED.sub("", text)
    text = _RAISED_LETTERS.sub(lambda m: m[0] if _UNIT.search(text[: m.start()]) else "", text)
    if not text.strip("_"):
        return  # a line to write on
    seen = [s for s in spans if s["text"].strip()]
    box = (
        min(s["bbox"][0] for s in seen),
        min(s["bbox"][1] for s in seen),
        max(s["bbox"][2] for s in seen),
        max(s["bbox"][3] for s in seen),
    )
    heavy = sum(len(s["text"]) for s in seen if _is_bold(s["font"]))
    bold = heavy > 0.8 * sum(len(s["text"]) for s in seen)
    yield Line(text, page, box, size, bold, hyphen)


def _size(span: Any) -> float:
    """Size of the letters in points; the box's height where the file's own figure is scaled out
    of all proportion."""
    size, high = span["font"]["size"], span["bbox"][3] - span["bbox"][1]
    if span["rotation"]:
        high = min(high, span["bbox"][2] - span["bbox"][0]) or high
    return round(float(size if 0.5 * high < size < 3 * high else 0.85 * high), 1)


def _is_bold(font: Any) -> bool:
    name = (font["name"] or "").lower()
    return font["weight"] >= 600 or any(word in name for word in ("bold", "black", "heavy"))
