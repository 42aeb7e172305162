"""Plain text, often saved from a web page, in; pieces and what its first lines say out.

Takes broken Markdown links to their words, drops navigation and related links, keeps quotations with their attribution.
"""

from __future__ import annotations

import re

from index.load.builder import Piece, drop_repeats, tidy
from index.load.metadata import NAVIGATION, RELATED, publisher_of, read_header
from index.types import Dropped, Metadata

_ADDRESS = r"(?:https?://|www\.|/[a-z][\w-]*/)[^\s()<>\[\]]*"
_BULLET = re.compile(r"^\s*(?:[•◦▪‣·*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?=\S)")
_HEADER_LINES, _BODY_WORDS = 14, 70
_HEADING_WORDS = 14
_ENDS = (".", "!", "?", "…", "”", '"', "’", "'", ":", ";", ")")


def without_links(text: str) -> str:
    """Markdown links, whole or broken, reduced to their words; addresses in brackets go."""
    text = re.sub(r"\\([()\[\]_*])", r"\1", text)
    text = re.sub(rf"\s*\(<?{_ADDRESS}>?\)(?=\])", "", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*\)", r"\1", text)
    text = re.sub(rf"\[([^\[\]]*)\]\({_ADDRESS}", r"\1", text)
    text = re.sub(rf"\s*\(<?{_ADDRESS}>?\s*(?:\)|(?=\n|$))", "", text)
    text = re.sub(rf"\s*<{_ADDRESS}>", "", text)
    return re.sub(r"\s+([,.;:!?)])", r"\1", text)


def _paragraphs(text: str) -> list[str]:
    """Lines joined into paragraphs; a text whose lines are long is one paragraph a line already."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n")
    lines = [line for line in text.split("\n") if line.strip()]
    long_lines = sum(len(line) > 120 for line in lines)
    if long_lines * 4 >= len(lines) or not lines:
        return [line.strip() for line in lines]
    out: list[str] = []
    for chunk in re.split(r"\n\s*\n", text):
        current = ""
        for line in filter(str.strip, chunk.split("\n")):
            if current and not _BULLET.match(line):
                joined = current[:-1] if re.search(r"[a-z]-$", current) and line.strip()[:1].islower() else current + " "
                current = joined + line.strip()
            else:
                out += [current] if current else []
                current = line.strip()
        out += [current] if current else []
    return out


def _join_split(paragraphs: list[str]) -> list[str]:
    """A sentence cut in two by a broken link comes together: an open bracket, then a small letter."""
    out: list[str] = []
    for paragraph in paragraphs:
        open_bracket = out and out[-1].count("(") > out[-1].count(")") and not out[-1].endswith(_ENDS)
        if open_bracket and paragraph[:1].islower():
            out[-1] += " " + paragraph
        else:
            out.append(paragraph)
    return out


def _is_heading(line: str, following: str | None) -> bool:
    words = line.split()
    return (
        len(words) <= _HEADING_WORDS
        and following is not None
        and len(following) > len(line)
        and line[0].isupper()
        and (not line.endswith(_ENDS) or line.endswith("?"))
        and not re.search(r"https?://|@", line)
    )


def _cut_related(paragraphs: list[str]) -> tuple[list[str], list[Dropped]]:
    """Everything from a "Find out more" to the end goes, if nothing long enough to be the document's own follows."""
    for i, paragraph in enumerate(paragraphs):
        if i and RELATED.match(paragraph) and all(len(p.split()) <= 60 for p in paragraphs[i + 1 :]):
            return paragraphs[:i], [Dropped("related links", p) for p in paragraphs[i:]]
    return paragraphs, []


def load_text(text: str) -> tuple[list[Piece], Metadata, list[Dropped]]:
    """Pieces in reading order, metadata from the first lines, and what was left out."""
    cleaned = (tidy(without_links(p)) for p in _paragraphs(text))
    paragraphs, dropped = _cut_related(_join_split([p for p in cleaned if p]))
    while paragraphs and NAVIGATION.match(paragraphs[-1]):
        dropped.append(Dropped("navigation", paragraphs.pop()))

    body = next((i for i, p in enumerate(paragraphs) if len(p.split()) > _BODY_WORDS), len(paragraphs))
    header = paragraphs[: min(body, _HEADER_LINES)]
    metadata, furniture = read_header(header)
    pieces: list[Piece] = []
    for i, paragraph in enumerate(paragraphs):
        if i in furniture or (i > body and NAVIGATION.match(paragraph)):
            dropped.append(Dropped(furniture.get(i, "navigation"), paragraph))
            continue
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
        previous = pieces[-1] if pieces else None
        if paragraph == metadata.title and i < len(header):
            pieces.append(Piece("heading", paragraph, level=1))
        elif _BULLET.match(paragraph):
            pieces.append(Piece("item", _BULLET.sub("", paragraph)))
        elif previous and previous.role == "paragraph" and previous.text.endswith(("”", "'", '"')) and _is_attribution(paragraph):
            pieces[-1] = Piece("paragraph", previous.text + " — " + paragraph)
        elif _is_heading(paragraph, following) and not publisher_of(paragraph):
            pieces.append(Piece("heading", paragraph, level=2))
        else:
            pieces.append(Piece("paragraph", paragraph))
    pieces, repeats = drop_repeats(pieces)
    return pieces, metadata, dropped + repeats


def _is_attribution(line: str) -> bool:
    """Who is quoted, on a line of its own under the quotation: short, ends in a year."""
    return len(line.split()) <= 16 and bool(re.search(r"\b(19|20)\d\d$", line))
