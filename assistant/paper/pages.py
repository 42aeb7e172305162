"""A paper in, Markdown or one HTML page without scripts out. The page's template holds the
markup and escapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.answer.markdown import inert
from assistant.ledger.catalogue import Source
from assistant.paper.blocks import Block, Contents, Heading, Jump, Mark, Span, Table
from assistant.paper.layout import layout
from assistant.paper.types import Paper
from assistant.templating import render


@dataclass(frozen=True)
class _Words:
    """Words, a link where `to` is given, or the number of a reference where `number` is."""

    text: str = ""
    number: int = 0
    to: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class _Cell:
    """A cell of a table; `scope` makes it the head of its column or row."""

    scope: str
    spans: tuple[_Words, ...]


@dataclass(frozen=True)
class _Block:
    """A block of the paper as the template takes it; `kind` says which of the fields are filled."""

    kind: str
    text: str = ""
    level: int = 0
    anchor: str = ""
    look: str = ""
    spans: tuple[_Words, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[_Cell, ...], ...] = ()


def html(paper: Paper, catalogue: Mapping[str, Source]) -> str:
    """A whole page, en-GB, that reads and prints by itself."""
    blocks = [_block(block) for block in layout(paper, catalogue)]
    return render("assistant.paper", "paper.html", title=paper.brief.heading, blocks=blocks)


def _block(block: Block) -> _Block:
    kind = type(block).__name__
    if isinstance(block, Heading):
        return _Block(kind, block.text, block.level + 1, block.anchor)
    if isinstance(block, Contents):
        return _Block(kind, entries=tuple((h.anchor, h.text) for h in block.entries))
    if isinstance(block, Table):
        return _Block(
            kind,
            block.about,
            rows=tuple(_row(cells, i, block.header) for i, cells in enumerate(block.rows)),
        )
    return _Block(kind, anchor=block.anchor, look=block.look, spans=tuple(map(_span, block.spans)))


def _row(cells: Iterable[tuple[Span, ...]], number: int, header: str) -> tuple[_Cell, ...]:
    out = []
    for column, cell in enumerate(cells):
        scope = (
            "col"
            if header == "row" and number == 0
            else "row"
            if header == "column" and column == 0
            else ""
        )
        out.append(_Cell(scope, tuple(map(_span, cell))))
    return tuple(out)


def _span(span: Span) -> _Words:
    if isinstance(span, Mark):
        return _Words(number=span.number)
    if isinstance(span, Jump):
        return _Words(
            span.text, to=span.to if span.to.startswith(("#", "https://", "http://")) else ""
        )
    return _Words(span.text, bold=span.bold, italic=span.italic)


def markdown(paper: Paper, catalogue: Mapping[str, Source]) -> str:
    """Markdown with [n] markers that stand in the list of references and in the appendix."""
    return markdown_of(paper.brief.heading, layout(paper, catalogue))


def markdown_of(title: str, blocks: Iterable[Block]) -> str:
    """Blocks under a title as Markdown."""
    return "\n\n".join([f"# {inert(title)}", *filter(None, map(_markdown, blocks))]) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {block.text}"
    if isinstance(block, Contents):
        return ""
    if isinstance(block, Table):
        rows = [[_words(cell).replace("|", "\\|") for cell in cells] for cells in block.rows]
        rows = [["", ""], *rows] if block.header == "column" else rows
        rule = ["---"] * len(rows[0])
        return "\n".join(f"| {' | '.join(cells)} |" for cells in [rows[0], rule, *rows[1:]])
    text = "".join(_words((s,)) for s in block.spans)
    if block.look == "reference":
        number, _, rest = text.partition(". ")
        return f"[{number}] {rest}"
    return f"> {text}" if block.look in ("quote", "space") else text


def _words(spans: Iterable[Span]) -> str:
    out = ""
    for span in spans:
        if isinstance(span, Mark):
            out += f" [{span.number}]" if not out.endswith("]") else f"[{span.number}]"
        elif isinstance(span, Jump):
            inside = span.to.startswith("#")
            out += (
                f"[{span.text}]({span.to})"
                if inside and "evidence" in span.to
                else ""
                if inside
                else span.text
            )
        else:
            mark = "**" if span.bold else "*" if span.italic else ""
            words = inert(span.text)
            out += (
                words
                if not mark or not words.strip()
                else f"{mark}{words.strip()}{mark}{' ' if words.endswith(' ') else ''}"
            )
    return out
