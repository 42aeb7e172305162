"""How a recommendation was answered and how far it got: the ledger's word first, then the
statements it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from assistant.answer.shapes.base import Ask, Lead, Told, folded_at, of_passage, once, without
from assistant.answer.shapes.foreseen import fate_asked
from assistant.ledger.types import Row, Said, Step, statement_of
from assistant.understand.asked_for import AskedFor, asked_for
from assistant.understand.words import WORDS
from assistant.wording import ledger as wording
from index.documents.types import Kind, Label, Passage
from index.embed import Embedder
from index.search.rank import Sentence
from index.text.numbers import figures

_LOOKED_AT, _SHARE = 12, 0.45
"""Best sentences that say which row is asked about, and the share of their weight that must rest
on it; set by hand."""
_RESTS, _FIGURE = 0.35, 0.2
"""What it adds to a row's nearness (cosine) that all of the best sentences rest on it, and that the
question names one of its figures; set by hand on 29 questions typed for it."""
_ALIKE = 0.6
"""How near a row must come to be the one that a question takes a verdict on for granted."""
_CLOSE, _CLEAR, _LEAST = 0.75, 0.2, 0.04
"""How near a row must come, by how much nearer than the next, and the share of the best sentences
that must rest on it; set by hand on the same questions."""
_UNSTATED = ("any", "opinion", "yes or no", "which", "definition")
"""What may be wanted of a question that the status answers."""
_AT_ALL = 0.2
"""Probability from which a question may ask what became of something, where only a word such as
"now" says so; set by hand on development questions."""
_SHORT = 5
"""Words of a question that only names its topic."""
_FAR = 3.0
"""Log odds by which a reader's own document must answer better for the ledger to be silent; set by
hand."""


def status(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """The status of the recommendation asked about; None where the question asks for something
    else, or the ledger has no row for it."""
    asked = ask.found.query.asked
    only_named = asked.wanted == "any" and len(ask.question.split()) <= _SHORT
    wants = asked_for(ask.question)
    in_words = asked.sides & _BOTH or asked.stance
    if asked.sides & _BOTH == {"progress"} and not asked.stance:
        in_words = wants.wants("fate", _AT_ALL)  # "now", "still" and "since" are said of anything
    about = in_words or only_named or wants.wants("fate")
    if asked.wanted not in _UNSTATED or "commentary" in asked.sides or _others_answer(ranked):
        return None
    row = fate_asked(ask)
    bare = row and not (about or _asks(ask.question) or _knows(row, asked.sides, False))
    if row and (told := of_row(ask, row, ranked, whole=bool(bare), after=True)):
        return replace(told, lead=None) if bare or _says_more(row, told, ranked) else told
    if not about:
        return None
    row = row_asked(ask, ranked) or fate_asked(ask, alone=False)
    if row is None:
        return _story(ask, ranked) if asked.stance else None
    return of_row(ask, row, ranked, only_named)


def _says_more(row: Row, told: Told, ranked: Sequence[Sentence]) -> bool:
    """Whether the sentence that answers best opens what is told of a row of which the ledger knows
    neither an answer nor how far it got, and says more than what was recommended."""
    unknown = row.response in ("unknown", "not recorded") and row.progress not in _JUDGED
    opens = bool(told.shown) and told.shown[0] is ranked[0]
    return unknown and opens and _label(ranked[0].passage) in _TELL_OF_IT


_TELL_OF_IT = (Label.RESPONSE, Label.PROGRESS, Label.LINKED, Label.EVENT)


def _asks(question: str) -> bool:
    """Whether it is a question at all, and no more than words for what it is about."""
    return "?" in question or bool(set(re.findall(r"[a-z]+", question.lower())) & _ASKING)


_ASKING = frozenset(WORDS["ask"])


def _others_answer(ranked: Sequence[Sentence]) -> bool:
    """Whether a document that is no digest answers far better than any statement of one."""
    ours = next((s.score for s in ranked if s.passage.voice), None)
    return ours is not None and ranked[0].score - ours > _FAR


def of_row(
    ask: Ask, row: Row, ranked: Sequence[Sentence], whole: bool, after: bool = False
) -> Told | None:
    """The status of one row; `whole`: what was recommended is told too; `after`: it is asked what
    came of it, which is told where nothing is known of that, too."""
    section = ask.section(row, ranked)
    if after and not section:
        resting = (p for p in ask.statements() if row.rests_on(p))
        section = ask.section(row, (s for p in resting for s in of_passage(p, 1)))
    if not section:
        return None
    asked = ask.found.query.asked
    yes_or_no = asked.wanted == "yes or no" or _VERDICT_ASKED.match(ask.question) is not None
    said = {step.said: _sentences(step, section, ranked) for step in _told(row)}
    if after and not said.get("responded"):
        unknown = (p for p in section if _label(p) == Label.NOT_KNOWN)
        said["responded"] = [s for p in unknown for s in of_passage(p, 2)][:2]
    wants = asked_for(ask.question)
    if not after and not _knows(row, _sides(ask, wants), whole):
        return None
    verdict = wording.yes_or_no(ask.question, row.response) if yes_or_no else ""
    fate = wants.wants("fate") and not wants.wants("answer")
    progress = row.progress in _JUDGED and (fate or asked.sides & _BOTH == {"progress"})
    lead = Lead(
        status_of(row, verdict, progress),
        tuple(s for key in ("responded", "progress") for s in said.get(key, [])[:1]),
    )
    order: tuple[Said, ...] = ("responded", "progress", "recommended")
    if progress:
        order = ("progress", "responded", "recommended")
    if (whole and not asked.sides) or "review" in asked.sides:
        order = ("recommended", "responded", "progress")
    kinds = {_OF_KIND[kind] for kind in asked.sides if kind in _OF_KIND}
    best = [
        s
        for s in ranked[:1]
        if row.rests_on(s.passage)
        and not _doubts(s.passage)
        and (not kinds or s.passage.kind is None or s.passage.kind in asked.sides)
    ]
    told = once([*best, *(s for key in order for s in said.get(key, []))])
    shown, folded = folded_at(told, ask.rarity, words=120, most=6)
    more = [s for s in ranked[:_LOOKED_AT] if row.rests_on(s.passage)]
    rest = [
        s
        for p in section
        for s in of_passage(p, 1)
        if p.voice and p.voice.label != Label.RECOMMENDED
    ]
    behind = without(once([*folded, *more, *rest]), shown)
    _, folded = folded_at([*shown, *behind], ask.rarity, words=0, most=len(shown))
    return Told(shown, tuple(without(folded, shown)), lead, next=_next(row, section))


def _story(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """For a recommendation that the ledger does not know: the statements of the digest's section
    that most of the best sentences stand in, as they followed each other; the newest first where
    that is asked for."""
    best = ranked[:_LOOKED_AT]
    shares: dict[tuple[str, tuple[str, ...]], float] = {}
    for s in best:
        if s.passage.voice and s.passage.section:
            key = (s.passage.document_id, s.passage.section)
            shares[key] = shares.get(key, 0.0) + math.exp(s.score - best[0].score)
    top = max(shares, key=lambda key: shares[key], default=None)
    if top is None or shares[top] < _SHARE * sum(shares.values()):
        return None
    section = [p for p in ask.searcher.section(*top) if p.voice and ask.found.query.allows(p)]
    labels = {p.voice.label for p in section if p.voice}
    if Label.RECOMMENDED not in labels or len(labels) < 2:
        return None
    scored = {(s.passage.id, s.start): s for s in ranked}
    told = [scored.get((p.id, s.start), s) for p in section for s in of_passage(p, 1)]
    if ask.asked.newest:
        told = sorted(told, key=lambda s: s.passage.said_on or "", reverse=True)
    shown, folded = folded_at(once(told), ask.rarity)
    return Told(shown, folded)


def _sides(ask: Ask, wants: AskedFor) -> frozenset[Kind]:
    """The kinds of statement that are asked for: progress, where it is asked what came of it."""
    progress: frozenset[Kind] = frozenset(("progress",) if wants.wants("fate") else ())
    return ask.found.query.asked.sides | progress


def _knows(row: Row, sides: frozenset[Kind], whole: bool) -> bool:
    """Whether the ledger knows what is asked: how the row was answered (that this is not known is
    an answer, too), or how far it got."""
    answered = row.response not in ("unknown", "not recorded")
    if "response" in sides:
        return True
    if "progress" in sides:
        return answered or row.progress in (*_JUDGED, "none found")
    return answered or (not whole and row.progress in _JUDGED)


_OF_KIND: dict[str, Said] = {
    "review": "recommended",
    "response": "responded",
    "progress": "progress",
}
_JUDGED = ("done", "under way", "stalled", "reversed")
_BOTH = frozenset(("response", "progress"))


def row_asked(ask: Ask, ranked: Sequence[Sentence], alike: bool = False) -> Row | None:
    """The row of the ledger that the question calls by its title, or that comes nearest to it: by
    the meaning of its title and wording, by the share of the best sentences that rest on it, and
    by a figure that both name. None where no row does so clearly."""
    plain = ask.question.lower().replace("’", "'")
    best, rows = ranked[:_LOOKED_AT], ask.ledger.rows
    for row in rows:
        if _called(row.title, plain) and any(row.rests_on(s.passage) for s in ranked):
            return row
    if not best or not rows:
        return None
    weights = np.array([math.exp(s.score - best[0].score) for s in best])
    rests = np.array([[row.rests_on(s.passage) for s in best] for row in rows], float)
    shares = rests @ weights / weights.sum()
    asked = ask.found.query.worded.vector
    titles, wordings = _vectors(
        ask.searcher.embedder, tuple((r.title, f"{r.title}. {r.recommendation}") for r in rows)
    )
    named = figures(ask.question, True)
    figure = np.array([bool(named & figures(r.recommendation, True)) for r in rows], float)
    near = np.maximum(titles @ asked, wordings @ asked) + _FIGURE * figure
    score = near + _RESTS * (shares + shares / max(shares.sum(), _LEAST))
    order = np.argsort(-score)
    top, second = order[0], score[order[1]] if len(rows) > 1 else 0.0
    if alike:
        return rows[top] if score[top] >= _ALIKE and score[top] > second else None
    clear = score[top] >= _CLOSE and score[top] - second >= _CLEAR and shares[top] >= _LEAST
    return rows[top] if clear else None


def _called(title: str, question: str) -> bool:
    """Whether the question has the title, or the short name in its brackets ("HARPs")."""
    plain = title.lower().replace("’", "'")
    short = re.search(r"\((\w+)\)", plain)
    return plain in question or bool(
        short and re.search(rf"\b{short[1].rstrip('s')}s?\b", question)
    )


@lru_cache(maxsize=4)
def _vectors(
    embedder: Embedder, texts: tuple[tuple[str, str], ...]
) -> tuple[np.ndarray, np.ndarray]:
    """[rows, d] of titles, and of titles with wordings."""
    first, second = zip(*texts, strict=True)
    return embedder.encode(list(first)).vectors, embedder.encode(list(second)).vectors


def status_of(row: Row, verdict: str = "", progress_first: bool = False) -> str:
    """The row's status in a sentence."""
    responded = next((s.date for s in row.of("responded") if s.date), None)
    progressed = row.latest.date if row.latest else None
    return wording.status(
        row.title,
        (row.response, responded),
        (row.progress, progressed),
        verdict,
        progress_first,
    )


def _next(row: Row, section: list[Passage]) -> tuple[str, ...]:
    labels = {p.voice.label for p in section if p.voice}
    progressed = bool(labels & {Label.PROGRESS, Label.LINKED})
    answered = Label.RESPONSE in labels
    return wording.next_of(row.title, Label.COMMENT in labels, progressed, answered)


_VERDICT_ASKED = re.compile(r"(?:(?:and|so|but) )?(?:did|has|have|was|were|is|are)\b", re.I)


def _told(row: Row) -> Iterable[Step]:
    """What was recommended, how it was answered, the newest progress."""
    yield from row.of("recommended")[:1]
    yield from row.of("responded")[:1]
    yield from [row.latest] if row.latest else []


def _sentences(step: Step, section: list[Passage], ranked: Sequence[Sentence]) -> list[Sentence]:
    """Two sentences of the statement behind a step, with the scores they were found with."""
    passage = statement_of(step, section)
    if passage is None:
        return []
    scored = {(s.passage.id, s.start): s for s in ranked}
    most = 1 if step.said == "recommended" else 2
    return [scored.get((passage.id, s.start), s) for s in of_passage(passage, most)]


def _doubts(passage: Passage) -> bool:
    return _label(passage) in (Label.DISAGREE, Label.NOT_KNOWN)


def _label(passage: Passage) -> Label | None:
    return passage.voice.label if passage.voice else None
