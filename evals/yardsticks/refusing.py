"""Questions of which the set says whether they can be answered in, what ours did with each out.

Counted as GOV.UK Chat counts its answers: complete, partial or none; only a complete one is an
answer. Beside ours stands a pipeline that answers whatever it is asked, as a plain one does: its
top k is never empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.exam.card import Mark
from evals.stats import Comparison, compare
from evals.yardsticks.shelf import Shelf
from evals.yardsticks.types import ANSWERABLE, UNANSWERABLE, Question

COMPLETE, PARTIAL, NONE, BACK = "complete", "partial", "none", "asked back or outside"
_OUTCOMES = {
    "answered": COMPLETE,
    "partly answered": PARTIAL,
    "not in the library": NONE,
    "ask back": BACK,
    "outside": BACK,
}
"""An Answer's state: how it is counted."""
RIGHT = "right decision"


@dataclass(frozen=True)
class Asked:
    """A question's label and kind, how its answer is counted, and whether that cites a text that
    is relevant, None where the set names none."""

    id: str
    label: str
    kind: str
    outcome: str
    relevant: bool | None = None

    @property
    def refused(self) -> bool:
        return self.outcome == NONE


@dataclass(frozen=True)
class Row:
    """Of the questions of one label or kind: how many came out in each way; `sound` of the
    complete ones those that cite a relevant text."""

    label: str
    n: int
    outcomes: dict[str, int]
    refused: Mark
    complete: Mark
    sound: Mark


@dataclass(frozen=True)
class Refusals:
    """The rows, and our decisions against those of a pipeline that never refuses."""

    rows: tuple[Row, ...]
    against: Comparison | None
    decided: Mark


def ask(question: Question, shelf: Shelf) -> Asked:
    """The product's answer, of the question's own texts alone where it has some."""
    within = shelf.documents_of(question.within) if question.within else None
    answer = shelf.opened.asking.ask(question.text, question.history, within=within)
    cited = {shelf.text_of(c.passage.source) for c in answer.citations}
    known = {shelf.same.get(i, i) for i in question.relevant}
    relevant = bool(cited & known) if known else None
    outcome = _OUTCOMES[answer.state]
    return Asked(question.id, question.label, question.kind, outcome, relevant)


def measure(questions: Sequence[Question], shelf: Shelf, report: Callable[[str], None]) -> Refusals:
    """Every labelled question asked."""
    labelled = [q for q in questions if q.label]
    report(f"ours answers or refuses: {len(labelled)} questions")
    return summed([ask(q, shelf) for q in labelled])


def summed(asked: Sequence[Asked]) -> Refusals:
    """A row a label, and a row a kind of the unanswerable."""
    labels = dict.fromkeys(a.label for a in asked)
    order = sorted(labels, key=lambda name: (name != ANSWERABLE, name != UNANSWERABLE, name))
    rows = [_row(label, [a for a in asked if a.label == label]) for label in order]
    for kind in sorted({a.kind for a in asked if a.kind}):
        rows.append(_row(f"of these: {kind}", [a for a in asked if a.kind == kind]))
    decisions = {
        a.id: {RIGHT: float(a.refused == (a.label == UNANSWERABLE))}
        for a in asked
        if a.label in (ANSWERABLE, UNANSWERABLE)
    }
    plain = {a.id: {RIGHT: float(a.label == ANSWERABLE)} for a in asked if a.id in decisions}
    right = Mark(round(sum(d[RIGHT] for d in decisions.values())), len(decisions))
    compared = compare(plain, decisions, [RIGHT], {RIGHT})
    return Refusals(tuple(rows), compared[0] if compared else None, right)


def _row(label: str, asked: Sequence[Asked]) -> Row:
    n = len(asked)
    outcomes = {o: sum(a.outcome == o for a in asked) for o in (COMPLETE, PARTIAL, NONE, BACK)}
    full = [a for a in asked if a.outcome == COMPLETE and a.relevant is not None]
    return Row(
        label, n, outcomes, Mark(outcomes[NONE], n), Mark(outcomes[COMPLETE], n),
        Mark(sum(bool(a.relevant) for a in full), len(full)),
    )  # fmt: skip
