"""Sentences of a paper in, what a judge that has passed its exam finds of each out: the passages
that come nearest are read by it, and what is newer than they are is asked of the rules.

Every mark tells who gave it. What a hard fact already decides, and what the judge does not answer,
the rules mark as they would without it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from assistant.check.types import Reason, Ruling, Source, Statement
from assistant.errors import ChatFailure
from assistant.model.offer import standing_before
from assistant.model.task import Desk
from assistant.paper.verdicts import Rows
from assistant.paper.weigh import Weighed, weighed_near
from assistant.wording import papers
from index.documents.types import Passage
from index.search.searcher import Searcher

_READ = 5
"""Passages that a judge reads for a sentence; set by hand: five sentences fit a small window."""


def judged(
    searcher: Searcher,
    desk: Desk,
    sentences: Sequence[str],
    without: frozenset[str],
    rows: Rows,
    stop: threading.Event,
) -> list[Weighed]:
    """What the library says of each sentence, asked of the judge all at once."""
    found = [
        weighed_near(searcher, desk.rules, text, without=without, rows=rows) for text in sentences
    ]
    passages: list[Passage] = []
    statements: list[Statement] = []
    for text, (_, near) in zip(sentences, found, strict=True):
        read = [n.passage for n in near[:_READ]]
        keys = tuple(range(len(passages) + 1, len(passages) + len(read) + 1))
        statements.append(Statement(text, keys))
        passages += read
    sources = [Source(p.text, standing_before(p)) for p in passages]
    try:
        rulings = desk.judge.rule(statements, sources, stop)
    except ChatFailure:
        return [weighed for weighed, _ in found]
    return [
        _marked(weighed, ruling, passages, desk.judge.name)
        for (weighed, _), ruling in zip(found, rulings, strict=True)
    ]


def _marked(by_rules: Weighed, ruling: Ruling, passages: Sequence[Passage], judge: str) -> Weighed:
    """The judge's mark. A sentence that is supported is still superseded where the rules know of
    something newer; and what the rules call supported for want of a judge is not, where the judge
    does not find it."""
    if ruling.keys:
        mark = "superseded" if by_rules.mark == "superseded" else "supported"
        said = tuple(passages[k - 1] for k in ruling.keys)
        if mark == "superseded":
            return replace(by_rules, by=judge)
        return Weighed("supported", papers.SAYS_SO, said, certain=True, by=judge)
    if ruling.by == "facts" or ruling.by == "rules":
        kept = by_rules.mark != "supported"
        return by_rules if kept else Weighed("absent", papers.NOT_FOUND, by_rules.passages)
    if ruling.judgement.reason == Reason.AGAINST:
        why = papers.otherwise(ruling.judgement.told)
        return Weighed("contradicted", why, by_rules.passages[:1], by=judge)
    return Weighed("absent", papers.NOT_FOUND, by_rules.passages[:2], by=judge)
