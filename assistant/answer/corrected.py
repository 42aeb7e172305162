"""What readers say is wrong, beside what is shown: a passage's words or a ledger's step in, what
is told of them out. Nothing here becomes part of an answer, nor of what a language model reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.answer.types import Answer, Citation
from assistant.wording.corrections import MOST_SHOWN, more
from index.documents.types import Passage


@dataclass(frozen=True)
class Disputed:
    """What is said to be wrong: `words` as they were quoted, in the `file` (a document's name, or
    the ledger's). Of a document its id, the passage's and where the words stood; of the ledger the
    row and the number of the step, None for the row itself. A step that rests on words of a
    reader's document has that one's id."""

    words: str
    file: str
    document: str = ""
    passage: str = ""
    start: int = 0
    end: int = 0
    row: str = ""
    step: int | None = None

    def stands_at(self, passage: Passage, start: int, end: int) -> bool:
        """Whether `document.text[start:end]` of the passage has some of the words. A document that
        was read anew has another id: then the words have to stand in a file of that name."""
        if self.row or not (self.document == passage.document_id or self.file == passage.source):
            return False
        if self.document == passage.document_id:
            return self.start < end and start < self.end
        if found := loosely(self.words).search(passage.text):
            return passage.start + found.start() < end and start < passage.start + found.end()
        quoted = passage.text[start - passage.start : end - passage.start]
        return bool(quoted.strip()) and bool(loosely(quoted).search(self.words))

    def is_of(self, row: str, step: int | None, words: str) -> bool:
        """Whether it is of that step of the ledger, or of the row itself; a step is known by its
        words, for its number changes when another comes before it."""
        if self.row != row or (self.step is None) != (step is None):
            return False
        return step is None or self.words == words


@dataclass(frozen=True)
class Remark:
    """What is told beside a statement, of which correction, in which state; `words` are those
    that it is of, `passage` the id of one that says it."""

    correction: str
    state: str
    text: str
    words: str
    passage: str = ""


Differs = Callable[[Passage, int, int], tuple[Remark, ...]]
"""`document.text[start:end]` of a passage in, where sources differ on it out, the nearest first."""


@dataclass(frozen=True)
class Corrected:
    """All that is to be told, in the order it was said, and where sources differ (`differs`) but
    for what is `shown` anyway, by the ids of its passages."""

    told: tuple[tuple[Disputed, Remark], ...] = ()
    differs: Differs | None = None
    shown: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.told) or self.differs is not None

    def at(self, passage: Passage, start: int, end: int) -> tuple[Remark, ...]:
        """Beside `document.text[start:end]`."""
        said = tuple(r for d, r in self.told if d.stands_at(passage, start, end))
        found = self.differs(passage, start, end) if self.differs else ()
        return said if self.shown & {r.passage for r in found} else said + found[:1]

    def beside(self, answer: Answer) -> Corrected:
        """For the statements of an answer: that sources differ is told where the answer does not
        show it, and not as at an earlier day, for what differs may have been said later."""
        if answer.standing and answer.standing.as_at:
            return replace(self, differs=None)
        return replace(self, shown=frozenset(c.passage.id for c in answer.citations))

    def of(self, citations: Iterable[Citation]) -> tuple[Remark, ...]:
        """Beside a sentence that rests on these, each once."""
        found = (r for c in citations for r in self.at(c.passage, c.start, c.end))
        return tuple(dict.fromkeys(found))

    def of_step(self, row: str, step: int | None, words: str) -> tuple[Remark, ...]:
        """Beside a step of the ledger, or beside a row (None)."""
        return tuple(r for d, r in self.told if d.is_of(row, step, words))

    def of_row(self, row: str) -> tuple[Remark, ...]:
        """Beside a row that is told of as a whole: those of its steps too."""
        return tuple(r for d, r in self.told if d.row == row)

    def by_marker(self, answer: Answer) -> tuple[tuple[int, Remark], ...]:
        """What is told of an answer's citations, each with its marker."""
        here = self.beside(answer)
        return tuple((c.marker, r) for c in answer.citations for r in here.of([c]))


def shortly(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """What is shown at one statement: each once, the first ones only, then how many more."""
    found = tuple(dict.fromkeys(remarks))
    rest = len(found) - MOST_SHOWN
    if rest <= 0:
        return found
    last = found[MOST_SHOWN - 1]
    return (*found[:MOST_SHOWN], replace(last, correction="", state="more", text=more(rest)))


@lru_cache(maxsize=512)
def loosely(words: str) -> re.Pattern[str]:
    """Finds these words, however they are broken into lines."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))
