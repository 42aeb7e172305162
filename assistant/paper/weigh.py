"""One sentence in, what the whole library says of it out: decided over every near passage, not over
one that was cited.

Among many passages some farther one "supports" almost anything, so the nearest decides. How near
it comes, what the checker holds against it, how the sentence is told and whether something newer
is known are weighed by a logistic model learnt on the development half of
`evals/gold/papers.jsonl` (`python -m evals.papers --fit` writes `marks.json`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from assistant.check.support import Rules
from assistant.check.telling import TELLING
from assistant.check.types import Judgement
from assistant.ledger.types import RowLink
from assistant.model.offer import standing_before
from assistant.paper.verdicts import Rows as RowsOf
from assistant.paper.verdicts import told as told_so
from assistant.paper.verdicts import turned
from assistant.wording import papers
from index.documents.types import Label, Passage
from index.search.searcher import Searcher
from index.text.dates import by_end_of, spoken
from index.text.sentences import sentences
from index.text.words import stems, words

Mark = Literal["supported", "contradicted", "superseded", "absent"]
MARKS: tuple[Mark, ...] = get_args(Mark)
WEIGHTS = Path(__file__).parent / "marks.json"
BARS: dict[Mark, float] = {"supported": 0.55, "contradicted": 0.35, "superseded": 0.4}
"""Probability under which a mark is not given; set on the development half held out by paper
(docs/history.md, "Board papers")."""
_READ = 10
"""Passages a sentence is weighed against."""
_FEWEST = 6  # stems of a sentence that may be certain; shorter ones say too little to be told apart
_KINDS = (
    "supported",
    "word",
    "words",
    "voice",
    "order",
    "negation",
    "number",
    "date",
    "name",
    "elsewhere",
    "bound",
)
_SAYS_OTHERWISE = ("negation", "number", "date", "name", "elsewhere", "bound", "quotation")
FEATURES = (
    "near", "back", "whole", "farthest", "second", "mean", "state", "present", "newer",
    "state_newer", "told_as_done", "others", *(f"judged {kind}" for kind in _KINDS),
)  # fmt: skip
_AROUND, _OTHERS = 0.2, 0.1
"""Nearness (0 to 1) below the nearest within which a passage may be newer, and within which
others count as support; set by hand."""
_STATE = re.compile(
    r"\b(?:currently|still|yet to|remains?|at present|for now|as yet|so far|awaits?|awaiting|"
    r"not yet|has yet|have yet|at the moment|is due|are due|now|will|no plans?)\b",
    re.I,
)
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|will|plans?|remains?|represents?|applies|stands?|exists?|does|do|"
    r"resumes?|runs?|holds?)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|\w+ed|said|told|found|gave|took|set|began|made|wrote|came|went|put|saw|"
    r"held|led|drew|felt)\b",
    re.I,
)
_OWN = re.compile(
    r"\b(?:this|the present|our) (?:paper|report|meeting|committee|board|item|update)\b|"
    r"\b(?:at|of) (?:its|our|the (?:board|committee)['’]s) (?:last |next |previous )?meeting\b|"
    r"\b(?:the|our) (?:board|committee|partnership) (?:met|meets|will meet|last met)\b|"
    r"\b(?:next|last|previous) meeting\b|\bminutes of\b",
    re.I,
)
_ASKS = re.compile(
    r"\b(?:recommend\w*|call\w*|propos\w*|want\w*|urg\w+|ask\w*|suggest\w*|should|seek\w*|sought|"
    r"press\w*|argu\w*|advis\w*)\b",
    re.I,
)


@dataclass(frozen=True)
class Weighed:
    """The mark, why in words for a reader, and the passages to read: those that say it, those
    that say otherwise, what is newer, or what comes nearest. `certain` when the checker itself
    found the sentence supported by its passage, which has every word of it. `by` is who gave the
    mark: the rules, the ledger, or the judge by its name.
    """

    mark: Mark
    reason: str
    passages: tuple[Passage, ...]
    certain: bool = False
    by: str = "rules"


@dataclass(frozen=True)
class Near:
    """A passage, how far it supports the sentence, and how near its nearest sentence comes (0 to
    1)."""

    passage: Passage
    judgement: Judgement
    nearness: float

    @property
    def kind(self) -> str:
        """What the checker holds against it, or "supported"."""
        return self.judgement.reason or "supported"


def weigh(
    searcher: Searcher,
    judge: Rules,
    sentence: str,
    until: str | None = None,
    also: tuple[Passage, ...] = (),
    without: frozenset[str] = frozenset(),
    rows: RowsOf = lambda _: (),
) -> Weighed:
    """What the library says of the sentence, from passages dated by the ISO day `until` only, if
    one is given, and `also`; none of the documents `without`. `rows` finds the ledger's rows that
    passages are about."""
    return weighed_near(searcher, judge, sentence, until, also, without, rows)[0]


def weighed_near(
    searcher: Searcher,
    judge: Rules,
    sentence: str,
    until: str | None = None,
    also: tuple[Passage, ...] = (),
    without: frozenset[str] = frozenset(),
    rows: RowsOf = lambda _: (),
) -> tuple[Weighed, list[Near]]:
    """The same, with the passages that come near, nearest first."""
    near = nearest(searcher, judge, sentence, until, also, without)
    if not near:
        return Weighed("absent", papers.NOTHING_NEAR, ()), near
    return _weighed(searcher, judge, sentence, near, newer_than(searcher, near, until), rows), near


def turned_back(
    searcher: Searcher,
    judge: Rules,
    sentence: str,
    before: str,
    without: frozenset[str],
    rows: RowsOf,
) -> Weighed | None:
    """What the ledger says against a sentence that tells an answer to "this recommendation": the
    one that the sentence `before` it tells of."""
    if not _POINTS_BACK.search(sentence):
        return None
    near = [n.passage for n in nearest(searcher, judge, before, None, (), without)]
    return _contradicted(searcher, turned(sentence, near[:1], rows), near[:1])


_POINTS_BACK = re.compile(
    r"\b(?:this|that|these|the) (?:recommendation|proposal|call)s?\b|\bit\b", re.I
)


def _contradicted(searcher: Searcher, row: RowLink | None, near: list[Passage]) -> Weighed | None:
    """By the row of the ledger that has another answer, if there is one."""
    if row is None:
        return None
    told = papers.ledger_says(row.title, row.response, spoken(row.responded))
    beside = [p for q in near for p in searcher.section(q.document_id, q.section)]
    answers = [p for p in (*near, *beside) if p.kind == "response"]
    return Weighed("contradicted", told, tuple(answers[:1] or near[:1]), by="ledger")


def _weighed(
    searcher: Searcher,
    judge: Rules,
    sentence: str,
    near: list[Near],
    newer: list[Passage],
    rows: RowsOf,
) -> Weighed:
    first = near[0]
    if _word_for_word(sentence, first.passage):
        return _supported(sentence, near)
    close = [n.passage for n in near if n.nearness >= first.nearness - _OTHERS]
    if told_so(sentence, close, rows):
        return Weighed("supported", papers.SAYS_SO, tuple(close[:2]), by="ledger")
    if wrong := _contradicted(searcher, turned(sentence, close, rows), close):
        return wrong
    mark = decide(features(judge, sentence, near, newer), first.kind)
    if mark == "contradicted" and first.kind in ("date", "number") and _OWN.search(sentence):
        mark = "absent"  # the library knows nothing of a meeting of one's own
    if mark == "supported":
        return _supported(sentence, near)
    if mark == "contradicted":
        why = first.judgement.told if first.kind in _SAYS_OTHERWISE else papers.NOT_TOLD_SO
        return Weighed(mark, papers.otherwise(why), (first.passage,))
    if mark == "superseded":
        later = _superseding(near, newer)
        passages = tuple(dict.fromkeys((later, first.passage)))
        when = spoken(later.said_on) or "no stated date"
        return Weighed(mark, papers.superseded(when), passages)
    return Weighed(mark, papers.NOT_FOUND, tuple(n.passage for n in near[:2]))


def _supported(sentence: str, near: list[Near]) -> Weighed:
    """By the passages that the checker agrees with and that come about as near as the nearest, else
    by the nearest."""
    first = near[0]
    close = first.nearness - _OTHERS
    by = [n for n in near if n.judgement.supported and n.nearness >= close] or [first]
    new = new_words(sentence, by[0].passage)
    agreed = by[0] is first and first.judgement.supported
    certain = agreed and not new and len(set(stems(sentence))) >= _FEWEST
    reason = papers.in_other_words(new[:6]) if new else papers.SAYS_SO
    return Weighed("supported", reason, tuple(n.passage for n in by[:2]), certain)


def nearest(
    searcher: Searcher,
    judge: Rules,
    sentence: str,
    until: str | None = None,
    also: tuple[Passage, ...] = (),
    without: frozenset[str] = frozenset(),
) -> list[Near]:
    """The passages found for the sentence, and `also`, nearest first."""
    ranked = searcher.rank(searcher.query(sentence, until), by_questions=False).hits
    hits = [h for h in ranked if h.passage.document_id not in without][:_READ]
    found = []
    for p in {p.id: p for p in (*also, *(h.passage for h in hits))}.values():
        near = max(
            (judge.nearness(sentence, p.text[a:b]) for a, b in sentences(p.text)), default=0.0
        )
        found.append(Near(p, judge.supports(sentence, p.text, standing_before(p)), near))
    return sorted(found, key=lambda n: -n.nearness)


def newer_than(searcher: Searcher, near: list[Near], until: str | None = None) -> list[Passage]:
    """Statements of what happened or was answered later than the nearest passage, under the
    headings of those that come near."""
    first = near[0]
    if not first.passage.said_on:
        return []
    around = {
        (n.passage.document_id, n.passage.section): n
        for n in near
        if n.passage.voice and n.nearness >= first.nearness - _AROUND
    }
    found = [p for document, section in around for p in searcher.section(document, section)]
    return [
        p
        for p in found
        if p.kind in ("progress", "response", "legislation", "guidance")
        and p.said_on
        and _day(p) > _day(first.passage)
        and (until is None or _day(p) <= until)
    ]


def new_words(sentence: str, passage: Passage) -> list[str]:
    """The words of the sentence that neither the passage nor what stands in front of it has in
    any form: one of them may turn it."""
    there = set(stems("\n".join(filter(None, (passage.text, standing_before(passage))))))
    return [
        w
        for w in dict.fromkeys(words(sentence))
        if not set(stems(w)) <= there and not TELLING.fullmatch(w)
    ]


def _superseding(near: list[Near], newer: list[Passage]) -> Passage:
    """What to show: the nearest of what is later than the nearest passage, else the newest under
    the same headings, else itself."""
    first = near[0]
    later = (
        n.passage
        for n in near
        if n.nearness >= first.nearness - _AROUND and _day(n.passage) > _day(first.passage)
    )
    return next(later, max(newer, key=_day, default=first.passage))


def _day(passage: Passage) -> str:
    return by_end_of(passage.said_on) if passage.said_on else ""


def features(
    judge: Rules, sentence: str, near: list[Near], newer: Iterable[Passage]
) -> list[float]:
    """What is weighed, a number a name of `FEATURES`."""
    first = near[0]
    p = first.passage
    closest = max(
        (p.text[a:b] for a, b in sentences(p.text)),
        key=lambda s: judge.nearness(sentence, s),
        default=p.text,
    )
    links = judge.links(
        sentence,
        "\n".join(filter(None, (p.text, p.section_text, p.voice.named if p.voice else None))),
    )
    state, present = (
        bool(_STATE.search(sentence)),
        bool(_PRESENT.search(sentence)) and not _PAST.search(sentence),
    )
    later = bool(list(newer))
    told_as_done = (
        p.voice is not None and p.voice.label == Label.RECOMMENDED and not _ASKS.search(sentence)
    )
    others = any(n.judgement.supported for n in near if n.nearness >= first.nearness - _OTHERS)
    return [
        first.nearness,
        judge.nearness(closest, sentence),
        judge.nearness(sentence, p.text),
        float(links[0]) if len(links) else 0.0,
        float(links[min(1, len(links) - 1)]) if len(links) else 0.0,
        float(links.mean()) if len(links) else 0.0,
        float(state),
        float(present),
        float(later),
        float(state and later),
        float(told_as_done),
        float(others),
        *(float(first.kind == kind) for kind in _KINDS),
    ]


@cache
def _model() -> dict:
    return json.loads(WEIGHTS.read_text("utf-8"))


def decide(numbers: list[float], kind: str, model: dict | None = None) -> Mark:
    """The likeliest mark if it is likely enough, by `model` or the weights learnt. What the
    checker finds otherwise (`kind`) is never called supported."""
    model = model or _model()
    logits = np.array(
        [model["bias"][m] + float(np.dot(model["weights"][m], numbers)) for m in MARKS]
    )
    chance = dict(
        zip(MARKS, np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum(), strict=True)
    )
    best = max(MARKS, key=lambda m: chance[m])
    if best == "supported" and (chance[best] < BARS[best] or kind in _SAYS_OTHERWISE):
        best = "contradicted"
    return best if best == "absent" or chance[best] >= BARS[best] else "absent"


def _word_for_word(sentence: str, passage: Passage) -> bool:
    return " ".join(sentence.split()) in " ".join(passage.text.split())
