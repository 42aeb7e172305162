"""A text in, its words and their stems out, and the abbreviations that it defines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "should",
        "so",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "about",
        "any",
        "say",
        "says",
        "said",
        "tell",
        "please",
    ]
)
"""Function words, and the words of asking: they say nothing of what is asked for."""
_JOINED = re.compile(
    r"(\w+)'(?:s|d|m|re|ve|ll)|(what|who|how|where|when|why|that|there)(?:s|d|re)|"
    r"(did|do|does|is|are|was|were|has|have|had|could|would|should)n'?t"
)
"""What is joined to a small word: "who's", "why'd", "whats", "didnt"."""


def is_small(word: str) -> bool:
    """Whether it is a function word, or one with another joined to it."""
    plain = word.lower().replace("’", "'")
    joined = _JOINED.fullmatch(plain)
    return plain in STOP or bool(joined and (joined[1] or joined[2] or joined[3]) in STOP)


_SHORT = re.compile(r"\(([A-Z][A-Za-z&]{1,6}?)s?\)")
_LONG = re.compile(r"(?:[A-Za-z][\w’'-]*[ ,]+(?:(?:and|of|for|the|to|in) )*){1,7}$")
_LONG_REACH = 240
"""Characters before an abbreviation where its long form is looked for."""


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def words(text: str) -> list[str]:
    """Words in small letters, "A&E" and "R&D" whole; a sum keeps its sign."""
    text = re.sub(r"\b([A-Z]{2,})s\b", r"\1", text.replace("’", "'").replace("'s", ""))
    return re.findall(r"\b[a-z]{1,2}&[a-z]{1,2}\b|[a-z0-9£][a-z0-9]*", text.lower())


def stems(text: str) -> list[str]:
    """Stemmed content words of a text, in order."""
    stemmed: list[str] = _stemmer().stemWords([w for w in words(text) if w not in STOP])
    return stemmed


def find_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """{"icb": "integrated care board"} from "integrated care board (ICB)", where the initials
    fit (after Schwartz & Hearst 2003)."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _SHORT.finditer(text):
            named = _LONG.search(text[max(0, match.start() - _LONG_REACH) : match.start()])
            short, before = match[1], named[0].split() if named else []
            letters = [c.lower() for c in short if c.isalpha()]
            for size in range(len(letters), min(len(before), len(letters) + 3) + 1):
                chosen = [
                    w
                    for w in before[-size:]
                    if w.lower() not in ("and", "of", "for", "the", "to", "in")
                ]
                initials = [part[0].lower() for w in chosen for part in re.split(r"[-]", w) if part]
                if initials == letters or [w[0].lower() for w in chosen] == letters:
                    long = " ".join(words(" ".join(before[-size:])))
                    found.setdefault(
                        short.lower(),
                        (
                            re.sub(r"ies$", "y", long)
                            if long.endswith("ies")
                            else re.sub(r"s$", "", long)
                        ),
                    )
                    break
    return found
