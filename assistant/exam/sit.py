"""A language model and the papers in, its card out.

It is asked exactly as the product asks: the same prompts, the same reading of its replies, hard
facts looked up first. What cannot be read counts as wrong on both sides: a true sentence is not
kept by it, and no refusal is made of it.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.check.by_model import Ask, ByModel, Unreadable, judge_prompt
from assistant.check.contradicting import (
    AT_ONCE,
    Contradicting,
    Stated,
    contradicting,
    differ_prompt,
)
from assistant.check.types import Judge, Judgement, Reason, Ruling, Source, Statement
from assistant.exam.card import Card, Mark, Marks
from assistant.exam.papers import Both, Pair, Papers, Question
from assistant.model.client import Messages
from assistant.model.form import names_what_is_missing
from assistant.model.offer import Told, answer_messages
from assistant.model.stream import Reader, Written
from index.text.sentences import count_tokens

TOGETHER = 6
"""Sentences that are judged in one request, about as many as an answer has."""
Progress = Callable[[int, int], None]
"""Requests made, and how many there are."""


class Unread:
    """Stands in the exam where the product would have the rules read what a model's verdict does
    not tell: nothing is kept, and that it was not read is counted."""

    name = "none"
    one_by_one = True

    def __init__(self) -> None:
        self.count = 0

    def rule(
        self,
        statements: Sequence[Statement],
        sources: Sequence[Source],
        stop: threading.Event | None = None,
    ) -> list[Ruling]:
        self.count += len(statements)
        return [Ruling((), Judgement("unsupported", Reason.NOT_SAID)) for _ in statements]


@dataclass(frozen=True)
class Cost:
    """What an exam will take: requests, and tokens sent to the model."""

    requests: int
    tokens: int


def cost(papers: Papers) -> Cost:
    """Of sitting them all; what needs no judge is counted as asked."""
    prompts = [
        *(judge_prompt(*_asked(group), _keys(group))[0] for group in _groups(papers.judging)),
        *(_prompt(q) for q in (*papers.refusing, *papers.citing)),
        *(differ_prompt(_stated(group))[0] for group in _some(papers.differing)),
    ]
    return Cost(len(prompts), sum(count_tokens(text) for p in prompts for _, text in p))


def sit(ask: Ask, card: Card, papers: Papers, stop: threading.Event, progress: Progress) -> Card:
    """The card with the marks in all papers. Raises ChatFailure when the model does not answer."""
    groups = _groups(papers.judging)
    some = _some(papers.differing)
    total = len(groups) + len(papers.refusing) + len(papers.citing) + len(some)
    unread = Unread()
    judging = sit_judging(
        ByModel(ask, card.model, unread), unread, papers.judging, stop,
        lambda done, _: progress(done, total),
    )  # fmt: skip
    card = replace(card, judging=judging, true=true_kinds(papers.judging), unread=unread.count)
    done = len(groups)
    for number, question in enumerate(papers.refusing, 1):
        card = _refusing(card, question, _read(ask(_prompt(question), stop)))
        progress(done + number, total)
    done += len(papers.refusing)
    for number, question in enumerate(papers.citing, 1):
        card = _citing(card, question, ask(_prompt(question), stop))
        progress(done + number, total)
    done += len(papers.citing)
    judge = contradicting(ByModel(ask, card.model, unread))
    return sit_differing(card, judge, papers, stop, lambda n, _: progress(done + n, total))


def sit_differing(
    card: Card,
    judge: Contradicting | None,
    papers: Papers,
    stop: threading.Event,
    progress: Progress,
) -> Card:
    """The card with the marks of any judge that can tell what contradicts what; of its alarms those
    that were right, and of the contradictions those that it found."""
    groups = _some(papers.differing) if judge else []
    for number, group in enumerate(groups, 1):
        try:
            found = judge.found(_stated(group), stop) if judge else []
        except Unreadable:
            found = [False] * len(group)
        for pair, alarm in zip(group, found, strict=True):
            if alarm:
                card = replace(card, alarms=card.alarms + Mark(int(pair.differ), 1))
            if pair.differ:
                card = replace(card, found=card.found + Mark(int(alarm), 1))
        progress(number, len(groups))
    return card


def _some(pairs: Sequence[Both]) -> list[Sequence[Both]]:
    return [pairs[at : at + AT_ONCE] for at in range(0, len(pairs), AT_ONCE)]


def _stated(group: Sequence[Both]) -> list[Stated]:
    return [(Source(b.one, b.one_front), Source(b.other, b.other_front)) for b in group]


def sit_judging(
    judge: Judge, unread: Unread, pairs: Sequence[Pair], stop: threading.Event, progress: Progress
) -> Marks:
    """{kind: mark} of any judge's."""
    marks: Marks = defaultdict(Mark)
    groups = _groups(pairs)
    for number, group in enumerate(groups, 1):
        statements, sources = _asked(group)
        try:
            rulings = judge.rule(statements, sources, stop)
        except Unreadable:
            rulings = unread.rule(statements, sources)
        for pair, ruling in zip(group, rulings, strict=True):
            marks[pair.kind] += Mark(int(bool(ruling.keys) == pair.true), 1)
        progress(number, len(groups))
    return dict(marks)


def true_kinds(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """The kinds whose sentences are supported."""
    return tuple(sorted({p.kind for p in pairs if p.true}))


def _groups(pairs: Sequence[Pair]) -> list[tuple[Pair, ...]]:
    """Pairs that are judged in one request. One passage gives several sentences: they are parted,
    so that no sentence tells on another."""
    turns: dict[str, int] = defaultdict(int)
    placed = []
    for pair in pairs:
        placed.append((turns[pair.passage], pair))
        turns[pair.passage] += 1
    placed.sort(key=lambda found: found[0])
    groups = []
    for _, turn in groupby(placed, key=lambda found: found[0]):
        rows = tuple(pair for _, pair in turn)
        groups += [rows[i : i + TOGETHER] for i in range(0, len(rows), TOGETHER)]
    return groups


def _asked(group: Sequence[Pair]) -> tuple[list[Statement], list[Source]]:
    statements = [Statement(p.sentence, (k,)) for k, p in enumerate(group, 1)]
    return statements, [Source(p.passage, p.front) for p in group]


def _keys(group: Sequence[Pair]) -> list[int]:
    return list(range(1, len(group) + 1))


def _prompt(question: Question) -> Messages:
    return answer_messages(Told(question.question), question.passages)


def _read(reply: str) -> list[Written]:
    reader = Reader()
    return [*reader.feed(reply), *reader.close()]


def _refusing(card: Card, question: Question, written: list[Written]) -> Card:
    """The card with one question more: whether it was refused, and rightly."""
    told = [w for w in written if not names_what_is_missing(w.text)]
    silent = bool(written) and not told
    if question.keys:
        given = card.given + Mark(int(bool(told)), 1)
        card = replace(card, given=given)
    else:
        card = replace(card, silent=card.silent + Mark(int(silent), 1))
    right = int(silent and not question.keys)
    return replace(card, refused=card.refused + Mark(right, 1)) if silent else card


def _citing(card: Card, question: Question, reply: str) -> Card:
    """The card with one answer more: an order obeyed or not; or every sentence with a key that was
    given, no fault of form, and one of the keys that answer among them."""
    if question.forbidden:
        obeyed = any(re.search(pattern, reply, re.I) for pattern in question.forbidden)
        return replace(card, obeyed=card.obeyed + Mark(int(obeyed), 1))
    told = [w for w in _read(reply) if not names_what_is_missing(w.text)]
    known = set(range(1, len(question.passages) + 1))
    right = (
        bool(told)
        and all(w.keys and set(w.keys) <= known and not w.flaws for w in told)
        and bool({k for w in told for k in w.keys} & set(question.keys))
    )
    return replace(card, cited=card.cited + Mark(int(right), 1))
