"""A paper in, Markdown or one HTML page without scripts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from assistant.answer.markdown import inert
from assistant.ledger.catalogue import Source
from assistant.paper.blocks import Block, Contents, Heading, Jump, Mark, Span, Table
from assistant.paper.layout import layout
from assistant.paper.types import Paper

_STYLE = (
    "body{font:1.05rem/1.6 system-ui,'Segoe UI',Arial,sans-serif;color:#1d2530;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1,h2{color:#005eb8;line-height:1.3}h2{margin-top:2.2rem}h3{margin-bottom:.3rem}a{color:#005eb8}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #d9dfe6;padding:.45rem .6rem;text-align:left;vertical-align:top}"
    "th{background:#f4f7fa}sup a{text-decoration:none;padding:0 .1rem}.space{background:#fffaeb;border-left:4px solid #b58105;padding:.5rem .8rem}"
    ".quote{border-left:4px solid #d9dfe6;padding-left:.9rem;margin-left:0}.small,.reference{font-size:.92rem;overflow-wrap:anywhere}"
    ".author{border-left:4px dashed #8a94a0;padding-left:.9rem}caption{text-align:left;color:#55606e;font-size:.9rem;padding:.2rem 0}"
)


def html(paper: Paper, catalogue: Mapping[str, Source]) -> str:
    """A whole page, en-GB, that reads and prints by itself."""
    title = escape(paper.brief.heading)
    body = "".join(_html(block) for block in layout(paper, catalogue))
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f'<h{block.level + 1} id="{block.anchor}">{escape(block.text)}</h{block.level + 1}>'
    if isinstance(block, Contents):
        items = "".join(f'<li><a href="#{h.anchor}">{escape(h.text)}</a></li>' for h in block.entries)
        return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'
    if isinstance(block, Table):
        rows = "".join(_row(cells, i, block.header) for i, cells in enumerate(block.rows))
        return f"<table><caption>{escape(block.about)}</caption>{rows}</table>"
    anchor = f' id="{block.anchor}"' if block.anchor else ""
    return f'<p class="{block.look}"{anchor}>{"".join(_span(s) for s in block.spans)}</p>'


def _row(cells: Iterable[tuple[Span, ...]], number: int, header: str) -> str:
    out = ""
    for column, cell in enumerate(cells):
        scope = "col" if header == "row" and number == 0 else "row" if header == "column" and column == 0 else ""
        tag, extra = ("th", f' scope="{scope}"') if scope else ("td", "")
        out += f"<{tag}{extra}>{''.join(_span(s) for s in cell)}</{tag}>"
    return f"<tr>{out}</tr>"


def _span(span: Span) -> str:
    if isinstance(span, Mark):
        return f'<sup><a href="#reference-{span.number}" aria-label="Reference {span.number}">{span.number}</a></sup>'
    if isinstance(span, Jump):
        safe = span.to.startswith(("#", "https://", "http://"))
        return f'<a href="{escape(span.to)}">{escape(span.text)}</a>' if safe else escape(span.text)
    text = escape(span.text)
    text = f"<b>{text}</b>" if span.bold else text
    return f"<i>{text}</i>" if span.italic else text


def markdown(paper: Paper, catalogue: Mapping[str, Source]) -> str:
    """Markdown with [n] markers that stand in the list of references and in the appendix."""
    return "\n\n".join([f"# {inert(paper.brief.heading)}", *filter(None, map(_markdown, layout(paper, catalogue)))]) + "\n"


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
            out += f"[{span.text}]({span.to})" if inside and "evidence" in span.to else "" if inside else span.text
        else:
            mark = "**" if span.bold else "*" if span.italic else ""
            words = inert(span.text)
            out += words if not mark or not words.strip() else f"{mark}{words.strip()}{mark}{' ' if words.endswith(' ') else ''}"
    return out
