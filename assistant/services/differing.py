"""Where sources differ: words of a passage in, what a digest of the library says of accounts that
differ on the same thing out.

Only what a digest says is told, none is made out here. Such a statement is about the same thing
where it gives the figure or date of the words and is near them, or, giving none, is very near
them, and both are not of other years.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.answer.corrected import Remark
from assistant.wording.corrections import differ
from index.documents.types import Label, Passage
from index.errors import IndexingError
from index.log import LOG
from index.search.handle import IndexHandle
from index.text.dates import dates, undated, years
from index.text.numbers import figures
from index.text.sentences import sentences
from index.text.words import stems

if TYPE_CHECKING:
    import numpy as np

STATE = "differ"
"""Of such a remark."""
_NEAR, _VERY_NEAR = 0.55, 0.8
"""Cosine from which a statement that gives the same value, and one without any, is about the same
thing; set by hand on the starter library, docs/answers.md."""
_BARE = 3
"""From which a number without a unit is a value: one and two are said of anything."""
_STRETCH = re.compile(r"\b[\w-]+[- ]years?\b", re.IGNORECASE)
"""Also in a name: the 10 Year Health Plan."""
_SHARED = 4
"""Stems that words share with a statement without values, at the least, before they are compared
by meaning: comparing costs time."""
_SENTENCES = 12
"""Of the words that are looked at."""


@dataclass(frozen=True)
class _Account:
    """A statement that sources differ."""

    passage: Passage
    values: frozenset[object]
    years: frozenset[str]
    stems: frozenset[str]
    vectors: np.ndarray


class Differing:
    """Over an open index. Safe to share between threads."""

    def __init__(self, index: IndexHandle) -> None:
        self._index, self._lock = index, threading.Lock()
        self._version: str | None = None
        self._accounts: tuple[_Account, ...] = ()
        self._near = lru_cache(maxsize=2_000)(self._looked_up)

    def told(self) -> list[Passage]:
        """Every such statement."""
        return [a.passage for a in self._known(self._index.searcher.version())]

    def at(self, passage: Passage, start: int, end: int) -> tuple[Remark, ...]:
        """What is told beside `document.text[start:end]`, the nearest first."""
        if passage.voice and passage.voice.label in (Label.DISAGREE, Label.NOT_KNOWN):
            return ()
        words = passage.text[max(0, start - passage.start) : max(0, end - passage.start)]
        try:
            return self._near(self._index.searcher.version(), words)
        except IndexingError as error:  # nothing that is shown waits for it
            LOG.warning("Where sources differ is not told now: %s", error)
            return ()

    def _looked_up(self, version: str, words: str) -> tuple[Remark, ...]:
        found: dict[str, tuple[float, Passage]] = {}
        parts = [words[a:b] for a, b in sentences(words)][:_SENTENCES]
        values = [_values(part) for part in parts]
        vectors: dict[str, np.ndarray] = {}
        for account in self._known(version):
            same = [p for p, v in zip(parts, values, strict=True) if _may_be(account, p, v)]
            for part in same:
                if part not in vectors:
                    vectors[part] = self._index.searcher.embedder.encode([part]).vectors[0]
            if not same:
                continue
            near = max(float((account.vectors @ vectors[part]).max()) for part in same)
            if near >= (_NEAR if account.values else _VERY_NEAR):
                found[account.passage.id] = near, account.passage
        best = sorted(found.values(), key=lambda f: -f[0])
        return tuple(Remark("", STATE, differ(p.text), words, p.id) for _, p in best)

    def _known(self, version: str) -> tuple[_Account, ...]:
        with self._lock:
            if version != self._version:
                known = {a.passage.id: a for a in self._accounts}
                self._accounts = tuple(known.get(p.id) or self._account(p) for p in self._read())
                self._version = version
                self._near.cache_clear()  # words of what was forgotten go too
            return self._accounts

    def _read(self) -> list[Passage]:
        """What the digests that are asked say of accounts that differ."""
        searcher = self._index.searcher
        older = searcher.editions.older(None, None)
        return [
            p
            for s in searcher.documents()
            if s.voiced and s.id not in older
            for p in searcher.of_document(s.id)
            if p.voice and p.voice.label == Label.DISAGREE
        ]

    def _account(self, p: Passage) -> _Account:
        said = [p.text[a:b] for a, b in sentences(p.text)]
        vectors = self._index.searcher.embedder.encode(said).vectors
        return _Account(
            p, _values(p.text), frozenset(years(p.text)), frozenset(stems(p.text)), vectors
        )


def _values(text: str) -> frozenset[object]:
    """Days, months of a year, and figures, but for small bare numbers and stretches of years,
    which are said of anything."""
    days = {d for d in dates(text) if d[0] and d[1]}
    plain = figures(_STRETCH.sub(" ", undated(text)))
    return frozenset(days | {f for f in plain if not f.isdecimal() or int(f) >= _BARE})


def _may_be(account: _Account, words: str, values: frozenset[object]) -> bool:
    of = years(words)
    if of and account.years and not (of & account.years):
        return False
    if account.values:
        return bool(account.values & values)
    return not values and len(account.stems & frozenset(stems(words))) >= _SHARED
