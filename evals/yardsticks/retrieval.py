"""Questions with what is relevant to them in, each system's recall and nDCG out, question by
question.

Beside ours stand plain systems over the same texts: LangChain's pipeline, keywords (BM25),
vectors, and the reciprocal rank fusion of the two (Cormack et al. 2009). They are asked the last
question of a conversation; ours has the questions before it too, and is also asked without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from unittest import mock

from evals.stats import Comparison, Interval, compare, interval
from evals.systems import OneRanker, PlainPipeline, System
from evals.yardsticks.shelf import Shelf
from evals.yardsticks.types import Question
from index.search import wording

OURS, WITHOUT_WORDS, ALONE = "ours", "ours without everyday words", "ours, last question alone"
PLAIN, FUSED = "plain LangChain", "BM25 and dense fused"
MEASURES = ("nDCG@10", "R@1", "R@5", "R@10")
BEST_BY = "nDCG@10"
_DEPTH = 40
"""Passages that a system ranks: several may be of one text, and ten texts are wanted."""
_DAMPING = 60
"""The constant of reciprocal rank fusion, as its authors set it."""

Scores = dict[str, dict[str, float]]
"""{question id: {measure: value}}."""


@dataclass(frozen=True)
class Retrieved:
    """Scores of every system, and ours against the best of the plain ones and against ours
    without a part."""

    n: int
    systems: Mapping[str, Mapping[str, Interval]]
    best: str
    against: Mapping[str, tuple[Comparison, ...]]


def fused(rankings: Sequence[Sequence[str]]) -> list[str]:
    """Reciprocal rank fusion: each text gets 1 / (60 + its rank) from every ranking."""
    points: dict[str, float] = {}
    for ranking in rankings:
        for rank, text in enumerate(ranking, 1):
            points[text] = points.get(text, 0.0) + 1 / (_DAMPING + rank)
    return sorted(points, key=lambda text: -points[text])


def scored(questions: Sequence[Question], ranked: Mapping[str, Sequence[str]]) -> Scores:
    """Each question's measures by ir-measures; one without a ranking has found nothing."""
    import ir_measures

    judged = {q.id: dict(q.relevant) for q in questions}
    run = {q: {text: 1 / n for n, text in enumerate(r, 1)} for q, r in ranked.items()}
    found: Scores = {i: dict.fromkeys(MEASURES, 0.0) for i in judged}
    wanted = [ir_measures.parse_measure(m) for m in MEASURES]
    for value in ir_measures.iter_calc(wanted, judged, run):
        found[value.query_id][str(value.measure)] = float(value.value)
    return found


def measure(
    questions: Sequence[Question], shelf: Shelf, report: Callable[[str], None]
) -> Retrieved:
    """Every system over the questions that have something relevant."""
    asked = [_known(q, shelf) for q in questions if q.relevant and not q.within]
    scores: dict[str, Scores] = {}
    for name, ranker in _rankers(asked, shelf).items():
        report(f"{name}: {len(asked)} questions")
        scores[name] = scored(asked, {q.id: ranker(q) for q in asked})
    return summed(scores)


def summed(scores: Mapping[str, Scores]) -> Retrieved:
    """Means with intervals, and the paired differences."""
    systems = {
        name: {m: interval([s[m] for s in by.values()]) for m in MEASURES}
        for name, by in scores.items()
    }
    plain = [name for name in scores if name not in (OURS, WITHOUT_WORDS, ALONE)]
    best = max(plain, key=lambda name: systems[name][BEST_BY].mean)
    against = {
        other: tuple(compare(scores[other], scores[OURS], list(MEASURES), set()))
        for other in (best, WITHOUT_WORDS, ALONE)
        if other in scores
    }
    return Retrieved(len(scores[OURS]), systems, best, against)


def _known(question: Question, shelf: Shelf) -> Question:
    """With the ids of the texts that stand for what is relevant."""
    relevant = {shelf.same.get(i, i): grade for i, grade in question.relevant.items()}
    return Question(question.id, question.text, question.history, relevant)


def _rankers(asked: Sequence[Question], shelf: Shelf) -> dict[str, Callable[[Question], list[str]]]:
    def ours(q: Question) -> list[str]:
        hits = shelf.opened.asking.search(q.text, q.history, 2 * _DEPTH)
        return _distinct(shelf, [h.passage.source for h in hits])

    def without_words(q: Question) -> list[str]:
        with mock.patch.object(wording, "everyday", dict):
            return ours(q)

    def by(system: System) -> Callable[[Question], list[str]]:
        return lambda q: _distinct(shelf, [r.source for r in system.respond(q.text, ()).read])

    keyword = by(OneRanker(shelf.opened, "keyword only"))
    dense = by(OneRanker(shelf.opened, "dense only"))
    rankers = {
        OURS: ours,
        WITHOUT_WORDS: without_words,
        PLAIN: by(PlainPipeline(shelf.documents(), _DEPTH)),
        "BM25": keyword,
        "dense": dense,
        FUSED: lambda q: fused([keyword(q), dense(q)]),
    }
    if any(q.history for q in asked):
        rankers[ALONE] = lambda q: ours(Question(q.id, q.text))
    return rankers


def _distinct(shelf: Shelf, sources: list[str]) -> list[str]:
    """The texts that passages are of, each once, best first."""
    return list(dict.fromkeys(shelf.text_of(s) for s in sources))
