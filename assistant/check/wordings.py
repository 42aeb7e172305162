"""Texts in, their plain forms out: what the checks of support compare."""

from __future__ import annotations

import re

from index.text.sentences import LEANS, sentences
from index.text.tidy import plain
from index.text.words import stems

_MORE = 2
"""Content words a further passage must add to be cited as well; set by hand."""


_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘([^’]+(?:’\w+[^’]*)*)’")


def misquoted(sentence: str, passage: str) -> str:
    """The first two words or more in quotation marks that do not stand so in the passage; empty
    when all do."""
    given = plain(passage)
    for groups in _QUOTED.findall(sentence):
        said = plain("".join(groups)).strip(" .,;:")
        if len(said.split()) > 1 and said not in given:
            return said
    return ""


def resting_on(sentence: str, passage: str) -> str:
    """The passage's sentences that the sentence can rest on: the one that shares most with it,
    and others that each add two words or more; with the sentence before one that leans on it
    ("It …")."""
    spans = [passage[a:b] for a, b in sentences(passage)]
    if len(spans) < 2:
        return passage
    wanted = {
        s for s in stems(re.sub(r"(?<!^)\b[A-Z][\w’'-]*", " ", sentence)) if not s[0].isdigit()
    }
    shared = [set(stems(s)) & wanted for s in spans]
    chosen: set[int] = set()
    covered: set[str] = set()
    while True:
        best = max(
            (i for i in range(len(spans)) if i not in chosen),
            key=lambda i: len(shared[i] - covered),
            default=None,
        )
        if best is None or (chosen and len(shared[best] - covered) < _MORE):
            break
        chosen.add(best)
        covered |= shared[best]
    chosen |= {i - 1 for i in chosen if i and LEANS.match(spans[i])}
    return " ".join(spans[i] for i in sorted(chosen))
