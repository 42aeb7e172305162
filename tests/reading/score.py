"""A document as it was read, beside what its file is known to hold: cells, words that have to be
there and words that must not, pages, and what it says of itself."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from index.documents.types import Document, Row

_WORD = re.compile(r"\w+")


@dataclass
class Found:
    """`cells` and `pairs` are (right, of how many); the rest are what is wrong, in words."""

    cells: tuple[int, int]
    pairs: tuple[int, int]
    wrong: list[str] = field(default_factory=list)
    lost_cells: list[str] = field(default_factory=list)


def even(text: str) -> str:
    """Small letters, single spaces, one kind of dash and quotation mark."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub("[\u2010-\u2015\u2212]", "-", text).replace("’", "'").replace("‘", "'")
    return re.sub(r"\s+", " ", text.replace("“", '"').replace("”", '"')).strip(" :")


def found(document: Document, expected: dict) -> Found:
    """The document scored."""
    rows = [block.row for block in document.blocks if block.row]
    lost = [
        f"{cell['row']} | {cell['column']} | {cell['value']}"
        for table in expected["tables"]
        for cell in table["cells"]
        if not any(_holds(row, cell) for row in rows)
    ]
    count = sum(len(table["cells"]) for table in expected["tables"])
    right = _pairs(" ".join(expected["text"]))
    kept = right & _pairs(document.text)
    out = Found((count - len(lost), count), (sum(kept.values()), sum(right.values())), lost_cells=lost)
    text = even(document.text)
    unread = expected.get("picture_text", []) if document.unread else []
    gone = even(" ".join([*(d.text for d in document.dropped), *unread]))
    missing = [must for must in expected["must"] if even(must) not in text]
    out.wrong += [f"{'left out' if even(must) in gone else 'lost'}: {must}" for must in missing]
    out.wrong += [f"kept: {must}" for must in expected["must_not"] if must in document.text or (len(must) > 2 and even(must) in text)]
    for phrase, page in expected.get("pages", {}).items():
        at = text_at(document, phrase)
        if at is None:
            out.wrong.append(f"phrase not found: {phrase}")
        elif document.page_of(*at) != page:
            out.wrong.append(f"page {document.page_of(*at)}, not {page}: {phrase}")
    said = document.metadata
    for name in ("title", "published", "publisher"):
        if (want := expected[name]) and even(want) != even(getattr(said, name) or ""):
            out.wrong.append(f"{name}: {getattr(said, name)!r}, not {want!r}")
    if (want := expected["published"]) is None and said.published:
        out.wrong.append(f"published made up: {said.published}")
    return out


def text_at(document: Document, phrase: str) -> tuple[int, int] | None:
    """Where a phrase stands in the document's text."""
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    match = re.search(pattern, document.text, re.I)
    return match.span() if match else None


def _holds(row: Row, cell: dict) -> bool:
    """Whether a row has the cell under its column, and the labels that it should have."""
    told = {even(row.label), *(even(value) for _, value in row.cells)}
    labels = all(even(label) in told or even(label) == even(row.label) for label in cell["row"])
    first = not cell["row"] or even(cell["row"][0]) in (even(row.label), *_short(row))
    value, column = even(cell["value"]), even(cell["column"])
    return (labels or first) and any(
        even(v) == value and (even(c) == column or not column) for c, v in row.cells
    )


def _short(row: Row) -> set[str]:
    """A numbered row's label without what it counts: "Ref 1" is row 1."""
    return {even(row.label.split()[-1])} if row.label else set()


def _pairs(text: str) -> Counter:
    words = _WORD.findall(even(text))
    return Counter(zip(words, words[1:], strict=False))
