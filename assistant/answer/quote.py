"""The door of this room: what a question found in, the answer that quotes the sources out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer.clock import Clock
from assistant.answer.compose import compose, newest_of, refuse
from assistant.answer.evidence import Evidence, choose, too_early, trusted
from assistant.answer.premise import byline, contradicted, not_a_rule
from assistant.answer.types import Answer, Claim, Note, Standing
from assistant.ledger.types import Ledger, RowLink
from assistant.understand.types import Understood
from index.documents.types import Document
from index.search.searcher import Found, Searcher

Rows = Callable[[tuple[Claim, ...]], tuple[RowLink, ...]]
Texts = Callable[[str], Document | None]


@dataclass(frozen=True)
class Quoted:
    """The quoting answer and the evidence it was made from. `settled`: nothing is left for a
    language model to say, because it is a refusal or a document's own byline."""

    answer: Answer
    evidence: Evidence
    settled: bool


def rows_of(ledger: Ledger, day: str | None) -> Rows:
    """Finds the rows that claims are about, each as at the ISO `day`."""

    def rows(claims: tuple[Claim, ...]) -> tuple[RowLink, ...]:
        return ledger.rows_about(tuple(c.passage for c in claims), day)

    return rows


def quote(
    asked: Understood, found: Found, searcher: Searcher, document: Texts, rows: Rows, clock: Clock
) -> Quoted:
    """The answer in the sources' own sentences, or a refusal. `document` gives a document by its
    id, `rows` the rows of the ledger that claims are about."""
    query, ranking = found.query, found.ranking
    named = byline(searcher, query, ranking)
    early = None if named else too_early(ranking, found.later)
    alone = Evidence((named[1],)) if named else None
    evidence = trusted(alone or early or choose(searcher, query, ranking))
    said = named or contradicted(query, evidence.chosen) or not_a_rule(query, evidence.chosen)
    stored = searcher.documents()
    today = date.today().isoformat()
    standing = Standing(
        today,
        asked.day,
        later=found.later.passage.said_on if found.later else None,
        undated=sum(s.metadata.published is None for s in stored) if asked.day else 0,
    )
    newest_first = today if asked.newest else None
    claims, citations = compose(evidence, query.asked, document, newest_first)
    if not claims:
        refusal, nearest = refuse(asked.turn, evidence, query.asked)
        answer = Answer(
            asked.turn, (), nearest, refusal, len(stored), clock.timings(), standing=standing
        )
        return Quoted(answer, evidence, settled=True)
    on = said and next((c.marker for c in citations if c.passage.id == said[1].passage.id), None)
    answer = Answer(
        asked.turn,
        claims,
        citations,
        None,
        len(stored),
        clock.timings(),
        note=Note(said[0], on) if said and on else None,
        standing=replace(standing, newest=newest_of(citations, today)),
        rows=rows(claims),
    )
    return Quoted(answer, evidence, settled=named is not None)
