"""One sentence in, what the whole library says of it out: decided over every near passage, not over one that was cited.

Among many passages some farther one can be found to "support" almost anything, so only the nearest may: a passage supports
a sentence if the checker says so and no other comes clearly nearer; one that comes as near and says otherwise contradicts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.engine import Assistant
from assistant.support import Judgement
from index.load.dates import by_end_of, spoken
from index.split import sentences
from index.types import Passage

Mark = Literal["supported", "contradicted", "superseded", "absent"]
_READ = 10
_SLACK, _SUPPORT_NEAR, _AGAINST_NEAR = 0.06, 0.6, 0.72
_AGAINST = ("number", "date", "negation", "bound", "elsewhere", "name", "voice")
_PRESENT = re.compile(
    r"\b(?:currently|still|yet to|remains?|at present|for now|as yet|so far|awaits?|awaiting|to date|not yet|has yet|have yet|at the moment|is due|are due|now)\b",
    re.I,
)


@dataclass(frozen=True)
class Weighed:
    """The mark, why in words for a reader, and the passages to read: those that say it, those that say otherwise, what is
    newer, or what comes nearest."""

    mark: Mark
    reason: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class _Near:
    passage: Passage
    judgement: Judgement
    nearness: float


def weigh(assistant: Assistant, sentence: str, until: str | None = None, also: tuple[Passage, ...] = ()) -> Weighed:
    """What the library says of the sentence, from passages dated by the ISO day `until` only, if one is given, and `also`."""
    found = _nearest(assistant, sentence, until, also)
    if not found:
        return Weighed("absent", "Nothing in the library comes near.", ())
    bar = found[0].nearness - _SLACK
    by = [n for n in found if n.judgement.supported and n.nearness >= max(bar, _SUPPORT_NEAR)]
    against = [n for n in found if n.judgement.reason.split(" ")[0] in _AGAINST and n.nearness >= max(bar, _AGAINST_NEAR)]
    if by and not (against and against[0].nearness > by[0].nearness):
        if newer := _newer(assistant, sentence, by[0].passage, until):
            said = spoken(newer.said_on)
            return Weighed(
                "superseded",
                f"The library says so as at {spoken(by[0].passage.said_on)}, and has something later ({said}).",
                (newer, by[0].passage),
            )
        return Weighed("supported", "The passage says so.", tuple(n.passage for n in by[:2]))
    if against:
        return Weighed("contradicted", f"On the same subject {against[0].judgement.told}.", (against[0].passage,))
    return Weighed("absent", "No passage says it; what comes nearest is below.", tuple(n.passage for n in found[:2]))


def _nearest(assistant: Assistant, sentence: str, until: str | None, also: tuple[Passage, ...]) -> list[_Near]:
    searcher = assistant.searcher
    hits = searcher.rank(searcher.query(sentence, until)).hits[:_READ]
    judge = assistant.judge
    found = []
    for p in {p.id: p for p in (*also, *(h.passage for h in hits))}.values():
        near = max((judge.nearness(sentence, p.text[a:b]) for a, b in sentences(p.text)), default=0.0)
        found.append(_Near(p, assistant.supported(sentence, p), near))
    return sorted(found, key=lambda n: -n.nearness)


def _newer(assistant: Assistant, sentence: str, passage: Passage, until: str | None) -> Passage | None:
    """The newest statement of the same topic that is later than the passage, for a sentence that tells how things stand."""
    if not passage.voice or not passage.said_on or not _PRESENT.search(sentence):
        return None
    later = [
        p
        for p in assistant.searcher.section(passage.document_id, passage.section or "")
        if p.voice
        and p.said_on
        and by_end_of(p.said_on) > by_end_of(passage.said_on)
        and p.kind in ("progress", "response")
        and (until is None or by_end_of(p.said_on) <= until)
    ]
    return max(later, key=lambda p: by_end_of(p.said_on or ""), default=None)
