"""Lines in, running text with the place of each line out; a word broken at a line's end is whole
again, and a compound that was broken at its hyphen keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.documents.formats.pdfpages import Line
from index.documents.types import Place

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+$")
_BEFORE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-$")


class Mender:
    """Joins lines. Whether a hyphen at a line's end is the word's own is told by the same word
    elsewhere in the document, else by whether both halves are words and the whole is none."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._known: set[str] = set()
        for line in lines:
            words = _WORD.findall(line.text.lower())
            self._known.update(words[:-1] if line.hyphen else words)

    def joined(self, lines: list[Line], narrow: bool = False) -> tuple[str, tuple[Place, ...]]:
        """The text of the lines, and where in it each stands. In a `narrow` column a word may be
        cut where the line ends, without a hyphen."""
        text = ""
        places: list[Place] = []
        for n, line in enumerate(lines):
            broken = bool(n) and lines[n - 1].hyphen
            if broken and not self._keeps(text, line.text):
                text = text[:-1]
            cut = narrow and _is_cut(text, line.text)
            text += " " if n and not broken and not cut else ""
            places.append(Place(len(text), len(text) + len(line.text), line.page, line.box))
            text += line.text
        return text, tuple(places)

    def _keeps(self, before: str, after: str) -> bool:
        """Whether the hyphen at the end of `before` is the word's own."""
        left, right = _BEFORE.search(before), _WORD.match(after)
        capitals = left and right and left[0].isupper() and right[0].isupper()
        if not left or not right or not (after[:1].islower() or capitals):
            return True
        head, tail = left[0][:-1].lower(), right[0].lower()
        if f"{head}-{tail}" in self._known:
            return True
        if head + tail in self._known or ("-" in tail and head + tail.split("-")[0] in self._known):
            return False
        halves = head.split("-")[-1], tail.split("-")[0]
        return not _is_word("".join(halves)) and all(map(_is_word, halves))


def _is_cut(before: str, after: str) -> bool:
    """Whether one common word was cut here: it is one, and what stands before the cut is none."""
    left, right = _LAST.search(before), _WORD.match(after)
    if not left or not right or not after[:1].islower():
        return False
    head, tail = left[0].lower(), right[0]
    return _is_word(head + tail) and not _is_word(head)


def _is_word(text: str) -> bool:
    """Whether it is a common word: one token of the tokenizer's."""
    from index.text.sentences import count_tokens

    return count_tokens(" " + text) == 1
