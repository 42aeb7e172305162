"""Rich text (.rtf) in (striprtf), pieces out: headings by outline level, bullets, tables as rows;
without hidden text."""

from __future__ import annotations

import re

from index.documents.formats.front import described
from index.documents.formats.grid import told
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.plain import BULLET
from index.documents.types import Dropped
from index.errors import LoadError
from index.text.tidy import tidy

# Marks put in where the reader of rich text drops what they stand for.
_HEADING, _ITEM, _CELL = "@@h{}@@", "@@li@@", "@@c@@"
_MARKS = (
    (re.compile(r"\\outlinelevel(\d)(?!\d) ?"), r"\\outlinelevel\1 @@h\1@@"),
    (re.compile(r"\{\\(?:pntext|listtext)[^{}]*\}"), _ITEM),
    (re.compile(r"\\(nest)?cell(?![a-z]) ?"), rf" {_CELL}\\cell "),
)
_HIDDEN = re.compile(r"\{\\(?:v|deleted)(?![a-z0-9])[^{}]*\}")
_NOTE = re.compile(r"\{(?:\\\*)?\\footnote(?![a-z]) ?")
_CODES = re.compile(r"\\'[0-9a-f]{2}|\\[a-z]+-?\d* ?|[{}]")
_TITLE = re.compile(r"\{\\title ([^{}\\]*)\}")
_AUTHOR = re.compile(r"\{\\author ([^{}\\]*)\}")


def load(file: Raw) -> Loaded:
    """The pieces. Raises LoadError for what is no rich text."""
    from striprtf.striprtf import rtf_to_text

    raw = file.data.decode("latin-1")
    hidden = [tidy(_CODES.sub("", m[0])) for m in _HIDDEN.finditer(raw)]
    marked = _with_notes(_HIDDEN.sub("", raw))
    for pattern, mark in _MARKS:
        marked = pattern.sub(mark, marked)
    try:
        text: str = rtf_to_text(marked, errors="ignore")  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, LookupError) as error:
        raise LoadError(
            f"{file.source}: not rich text that can be read; save it as .docx."
        ) from error
    title, author = _TITLE.search(raw), _AUTHOR.search(raw)
    loaded = described(_pieces(text), title[1] if title else "", author[1] if author else "")
    gone = [Dropped("hidden or deleted", words) for words in hidden if words]
    return Loaded(loaded.pieces, loaded.metadata, gone + loaded.dropped)


def _with_notes(raw: str) -> str:
    """The text with its footnotes in square brackets where their numbers stand: the reader of
    rich text drops them."""
    out, at = [], 0
    for found in _NOTE.finditer(raw):
        if found.start() < at:
            continue
        depth, end = 1, found.end()
        while end < len(raw) and depth:
            escaped = raw[end - 1] == "\\" and raw[end - 2 : end - 1] != "\\"
            depth += 0 if escaped else (raw[end] == "{") - (raw[end] == "}")
            end += 1
        body = re.sub(r"\\(?:pard|plain|chftn)(?![a-z]) ?", "", raw[found.end() : end - 1])
        out += [raw[at : found.start()], "{ [Footnote: ", body, "]}"]
        at = end
    return "".join([*out, raw[at:]])


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    grid: list[list[str]] = []
    headings = [int(m) for m in re.findall(r"@@h(\d)@@", text)]
    least = min(headings, default=0)
    for line in [*text.split("\n"), ""]:
        if _CELL in line:
            grid.append([tidy(cell.strip("|")) for cell in line.split(_CELL)][:-1])
            continue
        if grid:
            pieces += told(grid)
            grid = []
        if (said := tidy(line)) and (piece := _piece(said, least)):
            pieces.append(piece)
    return pieces


def _piece(line: str, least: int) -> Piece | None:
    heading = re.match(r"@@h(\d)@@", line)
    item = line.startswith(_ITEM) or BULLET.match(line)
    text = tidy(re.sub(r"@@(?:h\d|li)@@", "", line))
    if not text:
        return None
    if heading:
        return Piece("heading", text, level=int(heading[1]) - least + 1)
    return Piece("item" if item else "paragraph", BULLET.sub("", text) if item else text)
