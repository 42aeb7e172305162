"""Sentences of a paper in, what a judge that has passed its exam finds of each out: the passages
that come nearest are read by it, and what is newer than they are is asked of the rules.

Every mark tells who gave it. What a hard fact or the ledger already decides, and what the judge
gives no verdict on, is marked by the rules as it would be without it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from assistant.check.types import Reason, Ruling, Source, Statement
from assistant.check.untrusted import addresses_reader, suspect
from assistant.model.offer import cleaned, standing_before
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
    """What the library says of each sentence, asked of the judge all at once. Raises ChatFailure
    when it does not answer."""
    found = [
        weighed_near(searcher, desk.rules, text, without=without, rows=rows) for text in sentences
    ]
    passages: list[Passage] = []
    asked: dict[int, Statement] = {}
    for number, (text, (weighed, near)) in enumerate(zip(sentences, found, strict=True)):
        read = [n.passage for n in near[:_READ]]
        if weighed.by == "ledger" or not read or addresses_reader(text):
            continue  # the ledger has decided, there is nothing to read, or it gives orders
        keys = tuple(range(len(passages) + 1, len(passages) + len(read) + 1))
        asked[number] = Statement(text, keys)
        passages += read
    sources = [Source(cleaned(p), standing_before(p), suspect=suspect(p.text)) for p in passages]
    rulings = dict(zip(asked, desk.judge.rule(list(asked.values()), sources, stop), strict=True))
    return [
        _marked(weighed, rulings[n], passages, asked[n].keys, desk.judge.name)
        if n in rulings
        else weighed
        for n, (weighed, _) in enumerate(found)
    ]


def _marked(
    by_rules: Weighed,
    ruling: Ruling,
    passages: Sequence[Passage],
    read: tuple[int, ...],
    judge: str,
) -> Weighed:
    """The judge's mark. A sentence that is supported is still superseded where the rules know of
    something newer; one with a hard fact that stands nowhere is never supported."""
    if ruling.by == "rules":
        return by_rules
    nearest = tuple(passages[k - 1] for k in read[:2])
    if ruling.keys:
        if by_rules.mark == "superseded":
            return replace(by_rules, by=judge)
        said = tuple(passages[k - 1] for k in ruling.keys)
        return Weighed("supported", papers.SAYS_SO, said, certain=True, by=judge)
    if ruling.by == "facts":
        kept = by_rules.mark != "supported"
        return by_rules if kept else Weighed("absent", papers.NOT_FOUND, nearest)
    if ruling.judgement.reason == Reason.AGAINST:
        return Weighed(
            "contradicted", papers.otherwise(ruling.judgement.told), nearest[:1], by=judge
        )
    return Weighed("absent", papers.NOT_FOUND, nearest, by=judge)
