"""Keyword search (BM25 by bm25s, Porter stems by PyStemmer), with abbreviations read from the documents themselves.

Built from the live passages, saved beside the index under the version of what it was built from.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from index.types import Passage

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
_SPELT, _ALIKE = 5, 0.86
_DEFINED = re.compile(r"((?:[A-Za-z][\w’'-]*[ ,]+(?:(?:and|of|for|the|to|in) )*){1,7})\(([A-Z][A-Za-z&]{1,6}?)s?\)")


@cache
def _stemmer():
    import Stemmer

    return Stemmer.Stemmer("english")


def words(text: str) -> list[str]:
    text = re.sub(r"\b([A-Z]{2,})s\b", r"\1", text.replace("’", "'").replace("'s", ""))
    return re.findall(r"[a-z0-9£][a-z0-9]*", text.lower())


def stems(text: str) -> list[str]:
    """Stemmed content words of a text, in order."""
    return _stemmer().stemWords([w for w in words(text) if w not in STOP])


def find_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """{"icb": "integrated care board"} from "integrated care board (ICB)", where the initials fit (after Schwartz & Hearst 2003)."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _DEFINED.finditer(text):
            short, before = match[2], match[1].split()
            letters = [c.lower() for c in short if c.isalpha()]
            for size in range(len(letters), min(len(before), len(letters) + 3) + 1):
                chosen = [w for w in before[-size:] if w.lower() not in ("and", "of", "for", "the", "to", "in")]
                initials = [part[0].lower() for w in chosen for part in re.split(r"[-]", w) if part]
                if initials == letters or [w[0].lower() for w in chosen] == letters:
                    long = " ".join(words(" ".join(before[-size:])))
                    found.setdefault(short.lower(), re.sub(r"ies$", "y", long) if long.endswith("ies") else re.sub(r"s$", "", long))
                    break
    return found


def who(passage: Passage) -> set[str]:
    """Publishers and authors that a passage stands on, in plain lower case, without "the"; authors by surname too."""
    said = re.findall(r"[”\"], ([^,;]+)", passage.voice.sources or "") if passage.voice else []
    named = {n for n in (passage.metadata.publisher, *passage.metadata.authors, *said) if n and not re.search(r"\d", n)}
    named |= {author.split()[-1].upper() for author in passage.metadata.authors}
    plain = {n.replace("’", "'").removeprefix("The ").removeprefix("the ") for n in named}
    return {n.lower() for n in plain if " " in n or n.isupper()}  # "Reform" or "Livi" alone is too often just a word


class Lexical:
    """A BM25 index over passages' searched text. `version` names the set of documents it was built from."""

    def __init__(
        self, version: str, ids: list[str], retriever, abbreviations: dict[str, str], spelling: list[str], names: list[str]
    ) -> None:
        self.version, self._ids, self._retriever = version, ids, retriever
        self.abbreviations, self._spelling, self.names = abbreviations, spelling, frozenset(names)
        self._vocabulary = frozenset(retriever.vocab_dict) if retriever else frozenset()

    @classmethod
    def build(cls, version: str, passages: list[Passage]) -> Lexical:
        import bm25s

        if not passages:
            return cls(version, [], None, {}, [], [])
        retriever = bm25s.BM25(k1=1.2, b=0.6)
        corpus = [stems(p.searched) or ["\0"] for p in passages]
        retriever.index(corpus, show_progress=False)
        texts = [p.text for p in passages]
        spelling = sorted({w for p in passages for w in words(p.searched) if len(w) >= _SPELT and w.isalpha() and w not in STOP})
        return cls(
            version, [p.id for p in passages], retriever, find_abbreviations(texts), spelling, sorted({n for p in passages for n in who(p)})
        )

    @classmethod
    def load(cls, folder: Path, version: str) -> Lexical | None:
        """The saved index, mapped from disk, if it was built from `version`; None if it is missing or broken."""
        import bm25s

        here = folder / version
        try:
            about = json.loads((here / "about.json").read_text("utf-8"))
            ids, abbreviations, spelling = about["ids"], about["abbreviations"], about["spelling"]
            names = about["names"]
            retriever = bm25s.BM25.load(here, mmap=True) if ids else None
        except (OSError, ValueError, KeyError):
            return None
        return cls(version, ids, retriever, abbreviations, spelling, names)

    def save(self, folder: Path) -> None:
        """Written whole under another name, then renamed: a killed run leaves the old one."""
        temporary = folder / f".{self.version}.{os.getpid()}"
        temporary.mkdir(parents=True, exist_ok=True)
        if self._retriever:
            self._retriever.save(temporary, show_progress=False)
        about = {"ids": self._ids, "abbreviations": self.abbreviations, "spelling": self._spelling, "names": sorted(self.names)}
        (temporary / "about.json").write_text(json.dumps(about), "utf-8")
        target = folder / self.version
        shutil.rmtree(target, ignore_errors=True)
        os.replace(temporary, target)
        for other in folder.iterdir():
            if other != target:
                shutil.rmtree(other, ignore_errors=True)

    def expand(self, question: str) -> str:
        """The question with abbreviations spelt out and long forms abbreviated, from the documents' own definitions."""
        lowered = " ".join(words(question))
        extra = []
        for short, long in self.abbreviations.items():
            has_short = re.search(rf"\b{re.escape(short)}s?\b", lowered) is not None
            has_long = " ".join(words(long)) in lowered
            if has_short != has_long:
                extra.append(long if has_short else short)
        return " ".join([question, *extra])

    def knows(self, word: str) -> bool:
        """Whether any document has this word (by its stem, or one letter's slip from it)."""
        return all(self._known(w) for w in words(word) if w not in STOP)

    def rarity(self, stem: str | None) -> float:
        """Inverse document frequency as in BM25; that of no document for a stem that none has."""
        at = self._retriever.vocab_dict.get(stem) if self._retriever and stem else None
        bounds = self._retriever.scores["indptr"] if at is not None else (0, 0)
        having = int(bounds[at + 1] - bounds[at]) if at is not None else 0
        return math.log(1 + (len(self._ids) - having + 0.5) / (having + 0.5))

    def rarity_of(self, word: str) -> float:
        return self.rarity(next(iter(stems(word)), None))

    def stems_of(self, question: str) -> list[str]:
        """Stems of the question and of its abbreviations spelt out, spelling mended; unknown words stand as they are."""
        asked = [w for w in words(self.expand(question)) if w not in STOP]
        return list(dict.fromkeys(self._known(w) or w for w in asked))

    def respelt(self, word: str) -> str | None:
        """The nearest word that a document has, for one that none has."""
        if len(word) < _SPELT or not word.isalpha() or word in STOP or any(s in self._vocabulary for s in stems(word)):
            return None
        near = [known for known in self._spelling if known[0] == word[0] and abs(len(known) - len(word)) <= 2]
        return next(iter(get_close_matches(word, near, n=1, cutoff=_ALIKE)), None)

    def _known(self, word: str) -> str | None:
        """The word's stem if a document has it; else that of the nearest spelling that one has; else None."""
        for stem in stems(word) + stems(word.removesuffix("s")):
            if stem in self._vocabulary:
                return stem
        close = self.respelt(word)
        return stems(close)[0] if close else None

    def search(self, question: str, k: int) -> dict[str, float]:
        """{passage id: BM25 score} of the best `k`; ids without any shared stem are left out."""
        query = [s for s in self.stems_of(question) if s in self._vocabulary]
        if not query or not self._ids:
            return {}
        found, scores = self._retriever.retrieve([query], k=min(k, len(self._ids)), show_progress=False)
        return {self._ids[int(i)]: float(s) for i, s in zip(found[0], scores[0], strict=True) if s > 0}
