"""Plain text, often saved from a web page, in; pieces and what its first lines say out.

Takes broken Markdown links to their words, drops navigation and related links, keeps quotations
with their attribution.
"""

from __future__ import annotations

import re

from index.documents.formats.builder import drop_repeats
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.metadata import NAVIGATION, RELATED, is_date_line, publisher_of, read_header
from index.documents.types import Dropped
from index.text.dates import find_date
from index.text.tidy import tidy

_ADDRESS = r"(?:https?://|www\.|/[a-z][\w-]*/)[^\s()<>\[\]]*"
BULLET = re.compile(r"^\s*(?:[•◦▪‣·*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?=\S)")
_HEADER_LINES, _BODY_WORDS = 14, 70
"""Paragraphs that may be a header, and the words from which one is body; set by hand."""
_HEADING_WORDS = 14
"""Words of a heading, at the most; set by hand."""
_RULE = re.compile(r"^[^\S\n]*([=_*~-])\1{3,}[^\S\n]*$", re.M)
"""A line drawn under a heading or between parts."""
_ENDS = (".", "!", "?", "…", "”", '"', "’", "'", ":", ";", ")")


def without_links(text: str) -> str:
    """Markdown links, whole or broken, reduced to their words; addresses in brackets go."""
    # patterns below that begin with white space would read a long run of it for each of its places
    text = re.sub(r"[^\S\n]{2,}", " ", text)
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
    text = _RULE.sub("\n", text)
    lines = [line for line in text.split("\n") if line.strip()]
    long_lines = sum(len(line) > 120 for line in lines)
    if long_lines * 4 >= len(lines) or not lines:
        return [line.strip() for line in lines]
    out: list[str] = []
    for chunk in re.split(r"\n[^\S\n]*\n", text):
        current: list[str] = []
        for line in filter(str.strip, chunk.split("\n")):
            if current and not BULLET.match(line):
                if re.fullmatch(r"[a-z]-", current[-1][-2:]) and line.strip()[:1].islower():
                    current[-1] = current[-1][:-1]
                else:
                    current.append(" ")
            elif current:
                out.append("".join(current))
                current = []
            current.append(line.strip())
        out += ["".join(current)] if current else []
    return out


def _join_split(paragraphs: list[str]) -> list[str]:
    """A sentence cut in two by a broken link comes together: an open bracket, then a small
    letter."""
    out: list[list[str]] = []
    still_open = 0
    for paragraph in paragraphs:
        opened = paragraph.count("(") - paragraph.count(")")
        if still_open > 0 and not out[-1][-1].endswith(_ENDS) and paragraph[:1].islower():
            out[-1].append(paragraph)
            still_open += opened
        else:
            out.append([paragraph])
            still_open = opened
    return [" ".join(parts) for parts in out]


def _is_heading(line: str, following: str | None) -> bool:
    words = line.split()
    return (
        len(words) <= _HEADING_WORDS
        and len(line) <= 200
        and following is not None
        and len(following) > len(line)
        and line[0].isupper()
        and (not line.endswith(_ENDS) or line.endswith("?"))
        and not re.search(r"https?://|@", line)
    )


def _cut_related(paragraphs: list[str]) -> tuple[list[str], list[Dropped]]:
    """The links under a "Find out more" go: lines that are a link's words, and cards (title,
    teaser, then who wrote it when).

    The first sentence that is no card's ends them: it is the document's own, and so is what
    follows.
    """
    kept: list[str] = []
    dropped: list[Dropped] = []
    i = 0
    while i < len(paragraphs):
        if not (i and RELATED.match(paragraphs[i])):
            kept.append(paragraphs[i])
            i += 1
            continue
        end = i + 1
        while end < len(paragraphs):
            byline = next(
                (
                    j
                    for j in range(end, min(end + _CARD, len(paragraphs)))
                    if _is_byline(paragraphs[j])
                ),
                None,
            )
            if byline is None and not _is_link(paragraphs[end]):
                break
            end = (end if byline is None else byline) + 1
        dropped += [Dropped("related links", p) for p in paragraphs[i:end]]
        i = end
    return kept, dropped


_CARD = 3
"""Lines of a card that leads to another document: title, teaser, byline."""


def _is_link(line: str) -> bool:
    """Whether a line is a link's words and no statement: short, and without a sentence's end."""
    return len(line.split()) <= 25 and not line.endswith((".", "!", ";", ":", "”", '"'))


def _is_byline(line: str) -> bool:
    """Whether a line says who wrote another document and when."""
    return (
        len(line.split()) <= 14
        and find_date(line) is not None
        and (line.lower().startswith("by ") or is_date_line(line))
    )


def load(file: Raw) -> Loaded:
    """Pieces in reading order, metadata from the first lines, and what was left out."""
    cleaned = (tidy(without_links(p)) for p in _paragraphs(file.text))
    paragraphs, dropped = _cut_related(_join_split([p for p in cleaned if p]))
    while paragraphs and NAVIGATION.match(paragraphs[-1]):
        dropped.append(Dropped("navigation", paragraphs.pop()))

    body = next(
        (i for i, p in enumerate(paragraphs) if len(p.split()) > _BODY_WORDS), len(paragraphs)
    )
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
        elif BULLET.match(paragraph):
            pieces.append(Piece("item", BULLET.sub("", paragraph)))
        elif (
            previous
            and previous.role == "paragraph"
            and previous.text.endswith(("”", "'", '"'))
            and _is_attribution(paragraph)
        ):
            pieces[-1] = Piece("paragraph", previous.text + " — " + paragraph)
        elif _is_heading(paragraph, following) and not publisher_of(paragraph):
            pieces.append(Piece("heading", paragraph, level=2))
        else:
            pieces.append(Piece("paragraph", paragraph))
    pieces, repeats = drop_repeats(pieces)
    return Loaded(pieces, metadata, dropped + repeats)


def _is_attribution(line: str) -> bool:
    """Who is quoted, on a line of its own under the quotation: short, ends in a year."""
    return len(line.split()) <= 16 and bool(re.search(r"\b(19|20)\d\d$", line))
