"""Markdown in, pieces and front matter out. In a digest of the library that ships, a paragraph
that opens with a bold label and ends in a line "Sources: …" is a statement with a voice of its
own: `**Response, 14 June 2023.** The government …`. In any other file it is a paragraph, or
anybody could speak for government."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from index.documents.formats.builder import drop_repeats
from index.documents.formats.grid import told
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.plain import without_links
from index.documents.metadata import read_yaml
from index.documents.types import Drawn, Dropped, Kind, Label, Metadata, Voice
from index.text.dates import find_date
from index.text.tidy import tidy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,65536}?)\n---[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^[A-Za-z][\w -]*:(?:\s|$)", re.M)
_LABEL = re.compile(r"\A\*\*([A-Z][A-Za-z ()]+?)(?:, ([^*]+?))?\.\*\*\s+(.*)\Z", re.S)
_KINDS: dict[Label, Kind | None] = {
    Label.RECOMMENDED: "review",
    Label.RESPONSE: "response",
    Label.PROGRESS: "progress",
    Label.LINKED: "progress",
    Label.COMMENT: "commentary",
    Label.GUIDANCE: "guidance",
    Label.LAW: "legislation",
    Label.EVENT: "progress",
    Label.DEFINITION: "guidance",
    Label.DISAGREE: None,
    Label.NOT_KNOWN: None,
}
_DRAWN = re.compile(r'"([^"]*)", ([^;]+?)(?=; "|\.?$)')
_YEAR = re.compile(r"\b20\d\d\b")


def front_matter(text: str, where: str) -> tuple[Metadata, str]:
    """The metadata block and the text after it. A rule (---) is no block; fields that say
    nothing here are passed over."""
    match = _FRONT.match(text)
    if not match or not _FIELD.search(match[1]):
        return Metadata(), text
    return read_yaml(match[1], where, strict=False), text[match.end() :]


def _statement(raw: str) -> list[Piece] | None:
    """Label, body and source line of one statement, or None for an ordinary paragraph."""
    match = _LABEL.match(raw)
    if not match or match[1] not in _KINDS:
        return None
    body, _, sources = match[3].partition("\nSources: ")
    label, when = Label(match[1]), match[2]
    said_on = (
        (find_date(when) or (when if re.fullmatch(r"\d{4}", when) else None)) if when else None
    )
    voice = Voice(label, _KINDS[label], said_on, _drawn(tidy(sources)))
    named = f"{label}, {when}." if when else f"{label}."
    pieces = [Piece("label", named, voice=voice), Piece("paragraph", _words(body), voice=voice)]
    return pieces + (
        [Piece("sources", "Sources: " + tidy(sources), voice=voice)] if sources else []
    )


def _drawn(sources: str) -> tuple[Drawn, ...]:
    """The sources of a statement, each `"Title", publisher, date`."""
    found = []
    for title, stated in _DRAWN.findall(sources):
        year = _YEAR.search(stated)
        found.append(Drawn(title, stated, find_date(stated) or (year[0] if year else None)))
    return tuple(found)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _words(raw: str) -> str:
    """Inline Markdown as words: emphasis marks and link targets go."""
    [inline] = _parser().parseInline(raw)
    return _said(inline)


def _said(inline: Token, struck: list[str] | None = None) -> str:
    """The words of a parsed inline token, but for those struck through, which are added to
    `struck`."""
    shown: list[str] = []
    out: list[str] = []
    depth = 0
    for t in inline.children or ():
        depth += (t.type == "s_open") - (t.type == "s_close")
        words = _WORDS_OF[t.type](t) if t.type in _WORDS_OF else ""
        (out if depth else shown).append(words)
    if struck is not None and out:
        struck.append(tidy("".join(out)))
    return tidy(without_links("".join(shown)))


_WORDS_OF: dict[str, Callable[[Token], str]] = {
    "text": lambda t: t.content,
    "code_inline": lambda t: t.content,
    "html_inline": lambda t: t.content,
    "image": lambda t: t.content,
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: " ",
}


def load(file: Raw) -> Loaded:
    """A Markdown file; its statements are read as such where it may speak in voices."""
    return read_markdown(file.text, file.source, file.voices)


def read_markdown(text: str, where: str, voices: bool = False) -> Loaded:
    """Pieces in reading order, the front matter's metadata (title from the first heading if it
    has none). `voices`: whether its statements are read as such."""
    metadata, body = front_matter(text, where)
    reader = _Reader(metadata.title, voices)
    for token in _parser().parse(body):
        reader.take(token)
    pieces, repeats = drop_repeats(reader.pieces)
    struck = [Dropped("struck out", words) for words in reader.struck if words]
    return Loaded(pieces, replace(metadata, title=reader.title), [*struck, *repeats])


class _Reader:
    """Takes the tokens of a text in order and keeps the pieces they make."""

    def __init__(self, title: str | None, voices: bool) -> None:
        self.title, self._voices = title, voices
        self.pieces: list[Piece] = []
        self.struck: list[str] = []
        self._grid: list[list[str]] | None = None
        self._depth, self._level = 0, 0

    def take(self, token: Token) -> None:
        """One token of the parser: the start or end of a structure, or what stands in one."""
        kind = token.type
        if kind in ("heading_open", "heading_close"):
            self._level = int(token.tag[1]) if kind == "heading_open" else 0
        elif kind in ("list_item_open", "list_item_close"):
            self._depth += 1 if kind == "list_item_open" else -1
        elif kind == "table_open":
            self._grid = []
        elif kind == "tr_open" and self._grid is not None:
            self._grid.append([])
        elif kind == "table_close":
            self.pieces += told(self._grid or [], 1)
            self._grid = None
        elif kind in ("fence", "code_block", "html_block") and token.content.strip():
            self.pieces.append(Piece("paragraph", tidy(token.content)))
        elif kind == "inline":
            self._words(token)

    def _words(self, token: Token) -> None:
        words = _said(token, self.struck)
        if self._grid:
            self._grid[-1].append(words)
        elif self._level:
            self.title = self.title or (words if self._level == 1 else None)
            self.pieces += [Piece("heading", words, level=self._level)] if words else []
        elif self._voices and not self._depth and (said := _statement(token.content)):
            self.pieces += said
        elif words:
            self.pieces.append(Piece("item" if self._depth else "paragraph", words))
