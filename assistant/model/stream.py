"""A model's text in, piece by piece; its sentences with the passage keys they cite out, as soon as
each is whole.

What comes out is bare text: links, images, markup and invisible characters are gone, and said to
have been there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.text.sentences import sentences

_KEY = (
    r"(?:passages?|sources?|keys?|refs?\.?)?\s*\d{1,3}(?:\s*(?:,|;|–|-|—|and|&)\s*(?:passages?|"
    r"sources?)?\s*\d{1,3})*"
)
CITE = re.compile(rf"\[{{1,2}}\^?\s*{_KEY}\s*\]{{1,2}}|【\s*{_KEY}\s*(?:†[^】]*)?】", re.I)
_PARTIAL = re.compile(r"(?:\[{1,2}\^?|【)[^\]】\n]{0,20}$")
_BEHIND = re.compile(rf"([.!?]['”’\"]?)\s*((?:{CITE.pattern}\s*)+)", re.I)
_HIDDEN = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]"
)
_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.S | re.I)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*(\w*)[ \t]*$", re.M)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)|<a\b[^>]*>(.*?)</a>", re.I)
_ADDRESS = re.compile(
    r"\b(?:https?|ftp|data|javascript|mailto|file)\s?:\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\w+|"
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|co|uk|example|test|invalid|info|dev)/\S*",
    re.I,
)
_TAG = re.compile(r"</?[a-z][^>\n]*>|<!--.*?-->", re.I | re.S)
_OPENS = re.compile(r"^\s*(?:[-*•+–]|\d{1,2}[.)]|#{1,6}|>)\s+")
_MARKS = re.compile(r"[*_`#|]+|\[(?=\D)|(?<=\D)\]")
_PROSE = ("", "markdown", "md", "text", "txt", "plaintext")


@dataclass(frozen=True)
class Written:
    """A sentence as the model wrote it, bare, with the keys it cites in order and what was wrong
    with its form."""

    text: str
    keys: tuple[int, ...]
    flaws: tuple[str, ...] = ()


class Reader:
    """Takes pieces of text; gives every sentence once, when what follows shows that it and its
    keys are whole."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Written]:
        self._text += piece
        return (
            self._fresh(self._sentences(final=False))
            if re.search(r"[.!?\n]", piece + self._text[-40:])
            else []
        )

    def close(self) -> list[Written]:
        """What is left at the end, an unfinished sentence too."""
        return self._fresh(self._sentences(final=True))

    def _fresh(self, found: list[Written]) -> list[Written]:
        new, self._given = found[self._given :], max(self._given, len(found))
        return new

    def _sentences(self, final: bool) -> list[Written]:
        text = _THINKING.sub("", self._text)
        if re.search(r"<(?:think|thinking|reasoning)>", text, re.I):
            text = re.split(r"<(?:think|thinking|reasoning)>", text, maxsplit=1, flags=re.I)[0]
        text = _unfenced(text)
        lines = text.split("\n")
        out: list[Written] = []
        for number, line in enumerate(lines):
            whole = final or number < len(lines) - 1
            found = _of_line(line, whole, final and number == len(lines) - 1)
            if (
                found and not found[0].text and out
            ):  # keys alone at the start of a line belong to the sentence before
                out[-1] = Written(out[-1].text, (*out[-1].keys, *found[0].keys), out[-1].flaws)
                found = found[1:]
            out += [w for w in found if w.text]
        undecided = not final and not _PARTIAL.sub("", CITE.sub("", lines[-1])).strip()
        return (
            out[:-1] if undecided else out
        )  # the next line may open with the keys of the last sentence


def _unfenced(text: str) -> str:
    """The text without fences: what a fence of prose holds stays, code goes; an open fence of
    code waits for its end."""
    out, at, language = "", 0, None
    for fence in _FENCE.finditer(text):
        if language is None or language in _PROSE:
            out += text[at : fence.start()]
        language = fence[1].lower() if language is None else None
        at = fence.end()
    rest = text[at:]
    return out + (rest if language is None or language in _PROSE else "")


def _of_line(line: str, whole: bool, last: bool) -> list[Written]:
    """Sentences of a line; of one that is still being written all but the last."""
    line = _BEHIND.sub(lambda m: f" {m[2].strip()}{m[1]} ", _HIDDEN.sub("", _OPENS.sub("", line)))
    unfinished = _PARTIAL.search(line) if last else None
    if unfinished:
        line = line[: unfinished.start()]
    spans = _closed(line, sentences(line))
    if not whole:
        spans = spans[: -2 if spans and line[spans[-1][0] :].lstrip()[:1] in ("[", "【") else -1]
    found = [_written(line[a:b]) for a, b in spans]
    if unfinished and found:
        found[-1] = Written(
            found[-1].text, found[-1].keys, (*found[-1].flaws, "its last key is not finished")
        )
    return found


def _closed(line: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those joined that a quotation or a bracket runs across."""
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and _open(line[out[-1][0] : out[-1][1]]):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _open(text: str) -> bool:
    return (
        text.count("“") > text.count("”")
        or text.count('"') % 2 == 1
        or text.count("(") > text.count(")")
    )


def _written(raw: str) -> Written:
    flaws = []
    text = re.sub(r"`[^`]*`", lambda m: CITE.sub("", m[0]), raw)
    if _IMAGE.search(text) or re.search(r"<img\b", text, re.I):
        flaws.append("an image")
    text = _IMAGE.sub(" ", text)
    if _LINK.search(text):
        flaws.append("a link")
    text = _LINK.sub(lambda m: m[1] or m[2] or " ", text)
    if _ADDRESS.search(text):
        flaws.append("an address")
    keys = tuple(dict.fromkeys(key for mark in CITE.finditer(text) for key in _keys(mark[0])))
    text = _TAG.sub(" ", CITE.sub(" ", text))
    text = _MARKS.sub("", text).replace("<", "‹").replace(">", "›")
    text = re.sub(r"\s+([.,;:!?])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return Written(text if re.search(r"\w", text) else "", keys, tuple(flaws))


def _keys(mark: str) -> list[int]:
    """The numbers that a mark names: `[1, 3]` and `[1-3]` name three and more."""
    out: list[int] = []
    for first, last in re.findall(
        r"(\d{1,3})(?:\s*[–—-]\s*(?:passages?|sources?)?\s*(\d{1,3}))?", mark.partition("†")[0]
    ):
        low, high = int(first), int(last or first)
        out += range(low, high + 1) if low <= high <= low + 8 else [low, high]
    return out
