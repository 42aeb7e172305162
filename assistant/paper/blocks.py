"""What a paper is made of, whatever file it becomes: headings, paragraphs, tables, and the words in
them. Frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Look = Literal["body", "space", "quote", "small", "reference", "author"]


@dataclass(frozen=True)
class Text:
    """Words, plain, bold or italic."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Mark:
    """The number of a reference, which leads to it."""

    number: int


@dataclass(frozen=True)
class Jump:
    """Words that lead to an anchor in the paper, or to an address."""

    text: str
    to: str


Span = Text | Mark | Jump


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2, which `anchor` leads to."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """Words in one look; `anchor` leads to it."""

    spans: tuple[Span, ...]
    look: Look = "body"
    anchor: str = ""


@dataclass(frozen=True)
class Table:
    """`rows` of cells; the first row is the header unless `header` is "column", which makes the
    first column one."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    about: str
    header: Literal["row", "column"] = "row"


@dataclass(frozen=True)
class Contents:
    """Links to the headings of the first level."""

    entries: tuple[Heading, ...]


Block = Heading | Paragraph | Table | Contents
