"""A case and its recorded response in, scores out: each between 0 and 1, or None with a reason;
never a guess.

Citation recall and precision follow ALCE (Gao et al. 2023, arXiv 2305.14627) at sentence level:
recall is the share of sentences that their cited passages together support; a citation is
precise if its sentence is supported and it either supports it alone or is needed (the others
without it do not). Support is decided by `assistant.check.support`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.voices import RULES
from assistant.check.support import Rules
from assistant.wording.answers import NO_DUTY, NO_RULE, NOT_A_RULE
from assistant.wording.voices import VOICES
from evals.cases import Case, Place, locate, problems, stated
from evals.systems import Cited, Read, Response, Statement, digest
from index.documents.types import Document
from index.text.dates import by_end_of

HIGHER_IS_BETTER = {
    "evidence_450": "evidence recall in the first 450 words read",
    "evidence_900": "evidence recall in the first 900 words read",
    "recall_10": "evidence recall in the first 10 passages",
    "ndcg_10": "nDCG at 10",
    "rr_10": "reciprocal rank at 10",
    "fact_recall": "fact recall of the answer",
    "complete": "complete answers: every fact told (GOV.UK Chat counts no other as accurate)",
    "told_something": "complete or partial answers: some fact told",
    "right_decision": "answers when it should, refuses when it should",
    "premise_corrected": "false premises corrected",
    "attributed": "who and when right, where that is asked",
    "right_document": "citations from a document that holds the evidence",
    "right_kind": "citations of a kind that the evidence has",
    "citation_recall": "citation recall (ALCE)",
    "citation_precision": "citation precision (ALCE)",
    "verbatim": "quotations word for word",
    "in_time": "as at a date: nothing later is used",
    "not_policy": "traps: no recommendation given as a rule",
    "follow_up_loss": "follow-up: facts stated, less those of the same question in full",
}
_RULING = {VOICES[key] for key in RULES}
BINARY = {"complete", "told_something", "right_decision"}
BINARY |= {"premise_corrected", "in_time", "not_policy"}


@dataclass(frozen=True)
class Scored:
    """Scores of one case: a value by metric, and why a metric has none."""

    values: dict[str, float]
    unscored: dict[str, str]
    words: int


def answer_text(response: Response, documents: dict[str, Document]) -> str:
    """The answer's sentences and attributions, rebuilt from their places."""
    said = " ".join(_words_of(s, documents) for s in response.statements)
    return f"{response.extra} {said}".strip()


def _words_of(statement: Statement, documents: dict[str, Document]) -> str:
    return statement.written or documents[statement.source].text[statement.start : statement.end]


def score(
    case: Case,
    response: Response,
    full: Response | None,
    documents: dict[str, Document],
    judge: Rules,
) -> Scored:
    """Every metric that applies to the case."""
    if wrong := problems(case, documents):
        return Scored({}, dict.fromkeys(HIGHER_IS_BETTER, wrong[0]), 0)
    text = answer_text(response, documents)
    values: dict[str, float] = {}
    if case.type == "trap":
        values["not_policy"] = float(_keeps_from_policy(case, response, documents))
    elif not case.expects_none:
        values["right_decision"] = float(response.refused != case.answerable)
    if case.cut:
        values["in_time"] = float(_in_time(case, response, text, documents))
    if case.answerable:
        values |= _retrieval(case, response.read, documents)
        values["fact_recall"] = told = _facts(case, response, text)
        values |= {"complete": float(told == 1.0), "told_something": float(told > 0.0)}
        if case.type == "false premise":
            values["premise_corrected"] = values["complete"]
        if case.type == "attribution":
            values["attributed"] = values["fact_recall"]
        if full is not None:
            values["follow_up_loss"] = values["fact_recall"] - _facts(
                case, full, answer_text(full, documents)
            )
        if not response.refused and response.cited:
            holders = {p.source for p in (*case.evidence, *case.also)}
            kinds = {_kind_at(p, documents) for p in (*case.evidence, *case.also)}
            values["right_kind"] = sum(c.kind in kinds for c in response.cited) / len(
                response.cited
            )
            values["right_document"] = sum(c.source in holders for c in response.cited) / len(
                response.cited
            )
    if not response.refused and response.statements:
        values |= _citations(response, documents, judge)
    unscored = {m: "does not apply" for m in HIGHER_IS_BETTER if m not in values}
    said = sum(len(_words_of(s, documents).split()) for s in response.statements)
    return Scored(values, unscored, said)


def _kind_at(place: Place, documents: dict[str, Document]) -> str | None:
    """Kind of the statement that holds the evidence: a digest's statements have their own."""
    span = locate(place, documents)
    return _said_at(documents[place.source], span[0] if span else -1)[0]


def _said_at(document: Document, at: int) -> tuple[str | None, str | None]:
    """(kind, date) of the statement at a place of the text: a digest's statements have their
    own."""
    voice = next((b.voice for b in document.blocks if b.start <= at < b.end), None)
    kind = (voice.kind if voice else None) or document.metadata.kind
    return kind, voice.said_on if voice else document.metadata.published


def _in_time(case: Case, response: Response, text: str, documents: dict[str, Document]) -> bool:
    """Whether everything cited was said by the case's day, and nothing told that came later."""
    said = [_said_at(documents[c.source], c.start)[1] for c in response.cited]
    cut = case.cut or ""
    return all(day and by_end_of(day) <= cut for day in said) and not any(
        re.search(p, text, re.I) for p in case.not_stated
    )


def _keeps_from_policy(case: Case, response: Response, documents: dict[str, Document]) -> bool:
    """Whether a reader cannot take a recommendation or a view for a rule: each sentence in its
    own voice, and, where no guidance or law is quoted, that said before anything else."""
    ruled = {s: s.voice in _RULING for s in response.statements}
    kinds = {s: _said_at(documents[s.source], s.start)[0] for s in response.statements}
    in_voice = all(
        s.voice and (not rule or kinds[s] in ("guidance", "legislation"))
        for s, rule in ruled.items()
    )
    return response.refused or (
        in_voice
        and (
            any(ruled.values())
            or any(words in response.note for words in (NOT_A_RULE, NO_RULE, NO_DUTY))
        )
    )


def _facts(case: Case, response: Response, text: str) -> float:
    return 0.0 if response.refused else sum(stated(f, text) for f in case.facts) / len(case.facts)


def _retrieval(
    case: Case, read: tuple[Read, ...], documents: dict[str, Document]
) -> dict[str, float]:
    """Share of the evidence places inside the first words read, and rank metrics over passages
    by ir-measures."""
    wanted = [(p.source, locate(p, documents)) for p in case.evidence]
    also = [(p.source, locate(p, documents)) for p in case.also]
    out = {
        f"evidence_{words}": _within(wanted, also, read, documents, words) for words in (450, 900)
    }
    holds = [
        {i for i, w in enumerate(wanted) if _covers(r.source, r.start, r.end, w)} for r in read
    ]
    seen: set[int] = set().union(*holds[:10]) if holds else set()
    stand_ins = any(_covers(r.source, r.start, r.end, a) for r in read[:10] for a in also)
    out["recall_10"] = min(1.0, (len(seen) + (stand_ins and len(seen) < len(wanted))) / len(wanted))
    return out | _ranks(
        read,
        [
            bool(h) or any(_covers(r.source, r.start, r.end, a) for a in also)
            for r, h in zip(read, holds, strict=True)
        ],
    )


def _ranks(read: tuple[Read, ...], relevant: list[bool]) -> dict[str, float]:
    import ir_measures
    from ir_measures import RR, nDCG

    run = [ir_measures.ScoredDoc("q", str(i), float(-i)) for i in range(len(read))]
    marks = [ir_measures.Qrel("q", str(i), 1) for i, r in enumerate(relevant) if r] or [
        ir_measures.Qrel("q", "none", 1)
    ]
    found = ir_measures.calc_aggregate(
        [nDCG @ 10, RR @ 10], marks, run or [ir_measures.ScoredDoc("q", "nothing", 0.0)]
    )
    return {"ndcg_10": float(found[nDCG @ 10]), "rr_10": float(found[RR @ 10])}


def _covers(source: str, start: int, end: int, place: tuple[str, tuple[int, int] | None]) -> bool:
    return (
        place[1] is not None and source == place[0] and start <= place[1][0] and place[1][1] <= end
    )


Spans = list[tuple[str, tuple[int, int] | None]]
"""(file, where in its text); None where it was not found."""


def _within(
    wanted: Spans,
    also: Spans,
    read: tuple[Read, ...],
    documents: dict[str, Document],
    words: int,
) -> float:
    """Passages read in order until the words are used up, the last one cut; `also` may stand in
    for one place."""
    left = words
    seen: set[int] = set()
    stand_in = False
    for r in read:
        text = documents[r.source].text[r.start : r.end]
        pieces = text.split()
        end = r.end if len(pieces) <= left else r.start + len(" ".join(pieces[:left]))
        seen |= {i for i, w in enumerate(wanted) if _covers(r.source, r.start, end, w)}
        stand_in = stand_in or any(_covers(r.source, r.start, end, a) for a in also)
        left -= len(pieces)
        if left <= 0:
            break
    return min(1.0, (len(seen) + (stand_in and len(seen) < len(wanted))) / len(wanted))


def _citations(
    response: Response, documents: dict[str, Document], judge: Rules
) -> dict[str, float]:
    by_marker = {c.marker: c for c in response.cited}
    supported = precise = total = 0
    for s in response.statements:
        sentence = _words_of(s, documents)
        cited = [by_marker[m] for m in s.markers if m in by_marker]
        together = (
            bool(cited)
            and judge.supports(sentence, _passages(cited, documents), _fronts(cited)).supported
        )
        supported += together
        for c in cited:
            total += 1
            others = [o for o in cited if o is not c]
            alone = judge.supports(sentence, _passages([c], documents), _fronts([c])).supported
            needed = (
                not others
                or not judge.supports(
                    sentence, _passages(others, documents), _fronts(others)
                ).supported
            )
            precise += together and (alone or needed)
    exact = [_is_quotation(c, documents) for c in response.cited]
    return {
        "citation_recall": supported / len(response.statements),
        "citation_precision": precise / total if total else 0.0,
        "verbatim": sum(exact) / len(exact) if exact else 0.0,
    }


def _is_quotation(c: Cited, documents: dict[str, Document]) -> bool:
    """Whether the words shown are those of the document at that place."""
    return digest(documents[c.source].text[c.start : c.end]) == c.quoted


def _passages(cited: list[Cited], documents: dict[str, Document]) -> str:
    return "\n".join(
        documents[c.source].text[min(c.start, c.passage_start) : max(c.end, c.passage_end)]
        for c in cited
    )


def _fronts(cited: list[Cited]) -> str:
    return "\n".join(c.front for c in cited if c.front)
