"""What was typed in; the question that it holds, and what has to be said of it, out: a text pasted
whole, a language that the sources are not in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from index.text.sentences import sentences
from index.text.words import STOP

LONG = 150
"""Words from which a question is a pasted text; set by hand."""
_FEWEST, _KNOWN = 3, 0.34
"""Words from which a language can be told, and the share of them that the documents use in one that
they are in; set by hand."""
_ENGLISH = STOP | {"what", "who", "when", "where", "why", "which", "how", "about", "say", "said"}


Kind = Literal["plain", "pasted", "other language"]


@dataclass(frozen=True)
class Typed:
    """The question that is asked, and of what kind what was typed is; `question` is empty for a
    long text that asks nothing."""

    question: str
    kind: Kind = "plain"


def typed(text: str, knows: Callable[[str], bool]) -> Typed:
    """The question in what was typed. `knows` says whether the documents use a word."""
    if len(text.split()) > LONG:
        asks = [text[a:b] for a, b in sentences(text) if text[a:b].rstrip("”\"' ").endswith("?")]
        return Typed(asks[-1].strip() if asks else "", "pasted")
    words = re.findall(r"[^\W\d_]{2,}", text.lower())
    foreign = len(words) >= _FEWEST and not _ENGLISH.intersection(words)
    if foreign and sum(map(knows, words)) < _KNOWN * len(words):
        return Typed(text, "other language")
    return Typed(text)
