"""The door of this room: what a question found in, the answer that quotes the sources out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer.clock import Clock
from assistant.answer.compose import compose, newest_of, refuse
from assistant.answer.evidence import Evidence, choose, readable, too_early, trusted
from assistant.answer.premise import byline, contradicted, takes_for_granted
from assistant.answer.shapes import listing
from assistant.answer.shapes.advice import advice
from assistant.answer.shapes.base import Ask, Lead, Told, folded_at, once, without
from assistant.answer.shapes.best import best, is_unsure, plainly
from assistant.answer.shapes.comparison import comparison
from assistant.answer.shapes.extreme import extreme
from assistant.answer.shapes.foreseen import digest_asked, same_asked
from assistant.answer.shapes.library import outside_the_documents
from assistant.answer.shapes.status import row_asked, status
from assistant.answer.shapes.summary import summary
from assistant.answer.shapes.timeline import timeline
from assistant.answer.types import Answer, Claim, Standing, State
from assistant.answer.voices import RULES, speaker
from assistant.ledger.types import Ledger, RowLink
from assistant.understand.asked_for import asked_for
from assistant.understand.duty import speaks_of_duty
from assistant.understand.period import bounds_time
from assistant.understand.reading import leaning
from assistant.understand.route import Route, in_words, joined, routed
from assistant.understand.types import Understood
from assistant.wording import answers
from assistant.wording import outside as outside_wording
from index.documents.types import Document
from index.search.asked import ANSWERS, analyse, gives
from index.search.rank import Sentence
from index.search.searcher import Found, Searcher

_PART_WORDS = 65
"""Words before the fold for each part of a question; set by hand."""
Rows = Callable[[tuple[Claim, ...]], tuple[RowLink, ...]]
Texts = Callable[[str], Document | None]


@dataclass(frozen=True)
class Quoted:
    """The quoting answer and the evidence it was made from. `settled`: nothing is left for a
    language model to say, because it is a refusal, a document's own byline, or none for the
    documents; `route` is the way the question went."""

    answer: Answer
    evidence: Evidence
    settled: bool
    route: Route = "best"


def rows_of(ledger: Ledger, day: str | None) -> Rows:
    """Finds the rows that claims are about, each as at the ISO `day`."""

    def rows(claims: tuple[Claim, ...]) -> tuple[RowLink, ...]:
        return ledger.rows_about(tuple(c.passage for c in claims), day)

    return rows


def quote(
    asked: Understood,
    found: tuple[Found, ...],
    searcher: Searcher,
    document: Texts,
    ledger: Ledger,
    clock: Clock,
) -> Quoted:
    """The answer in the sources' own sentences, or a refusal. `found` is what the question found,
    and behind it what each of its parts did, where it has several; `document` gives a document by
    its id."""
    today = date.today().isoformat()
    then, question = ledger.as_at(asked.day), asked.turn.standalone
    on_duty = speaks_of_duty(question, searcher.embedder.encode([question]).vectors[0])
    asks = [Ask(asked, f, searcher, then, ledger, document, today, on_duty) for f in found]
    every = searcher.documents()
    stored = [s for s in every if asked.within is None or s.id in asked.within]
    standing = Standing(
        today,
        asked.day,
        later=next((f.later.passage.said_on for f in found if f.later), None),
        undated=sum(s.metadata.published is None for s in stored) if asked.day else 0,
        asked=len(stored) if len(stored) < len(every) else None,
        of=len(every),
        within=tuple(sorted(asked.within or ())),
    )
    ask, route = asks[0], routed(question)
    bare = len(asks) == 1 and in_words(question) is None
    if bare and (same := same_asked(ask)):
        ask = replace(ask, found=searcher.find(same, asked.day, asked.within))
        route = routed(same)
    elif len(asks) == 1 and route in ("best", "about") and digest_asked(ask, summary=False):
        route = "summary"
    outside = outside_the_documents(ask, route)
    if outside:
        return _whole(outside, Evidence(()), ask, standing, clock, settled=True)
    evidence, named, told = _one(ask, route)
    if len(asks) > 1 and (route == "best" or told is None):
        told, evidence = _several(asks[1:], told, evidence)
    told, evidence = _with_leaning(ask, told, evidence)
    if told is None:
        refusal, nearest = refuse(asked.turn, evidence, found[0].query.asked)
        answer = Answer(
            asked.turn,
            (),
            nearest,
            refusal,
            len(stored),
            clock.timings(),
            standing=standing,
            remarks=_of_what_was_typed(asked),
        )
        return Quoted(answer, evidence, settled=True, route=route)
    settled = named or not evidence.chosen
    whole = _whole(told, evidence, ask, standing, clock, settled)
    return replace(whole, route=route)


def _one(ask: Ask, route: Route) -> tuple[Evidence, bool, Told | None]:
    """(evidence, whether it is a document's byline, what is told) of one question."""
    searcher, query, ranking = ask.searcher, ask.found.query, ask.found.ranking
    if named := byline(searcher, query, ranking):
        alone = trusted(Evidence((named[1],)))
        told = Told(alone.chosen, lead=Lead(named[0], alone.chosen)) if alone.chosen else None
        return alone, True, told
    early = too_early(ask.found)
    evidence = trusted(early or choose(searcher, query, ranking))
    ranked = trusted(Evidence(tuple(readable(ranking)))).chosen
    told = None if early else _shaped(ask, route, evidence, ranked)
    if told is None:
        told = best(ask, evidence)
    row = row_asked(ask, ranked, alike=takes_for_granted(query.text))
    if told and (wrong := contradicted(query, evidence.chosen, row, ranked)):
        told = replace(told, lead=wrong)
    return evidence, False, _with_rule(told, ask) if told else None


def _with_rule(told: Told, ask: Ask) -> Told:
    """Guidance or law that says what has to be done before the fold, where that is asked."""
    rules = [s for s in told.folded if speaker(s.passage, s.text) in RULES]
    shown = any(speaker(s.passage, s.text) in RULES for s in told.shown)
    if not rules or shown or not ask.on_duty:
        return told
    return replace(
        told, shown=(*told.shown, rules[0]), folded=tuple(without(told.folded, rules[:1]))
    )


def _shaped(
    ask: Ask, route: Route, evidence: Evidence, ranked: tuple[Sentence, ...]
) -> Told | None:
    """What the shape that is asked for tells; None where the documents have nothing of it."""
    if route == "list" and (told := listing.rows(ask)):
        return told
    if route == "summary":
        return summary(ask, ranked, not evidence.missing)
    found = evidence.barred or not evidence.missing
    if route == "extreme" and found and (told := extreme(ask, ranked)):
        return told
    if evidence.missing:
        return None
    plain = in_words(ask.question) == route
    if route == "list" and not listing.only_counts(ask.question):
        told = listing.items(ask, ranked)
        if told is None or not (plain or _fits(ask, route, told, ranked)):
            told = listing.several(ask, evidence.chosen, plain)
        if told or plain:
            return plainly(ask, told, ranked[0].score) if told else None
    if route == "comparison":
        return comparison(ask, ranked)
    if route == "timeline":
        told = timeline(ask, ranked)
        if plain or (told and _fits(ask, route, told, ranked)):
            return told
    if route == "advice":
        return advice(ask, evidence)
    return status(ask, ranked)


def _fits(ask: Ask, route: Route, told: Told, ranked: tuple[Sentence, ...]) -> bool:
    """Whether a shape that no plain word asks for may be told: it tells the sentence that answers
    best, or the stretch of time asked about. That sentence has to be a digest's: the day of any
    other is that of its document."""
    best = not without(ranked[:1], told.shown)
    in_time = route == "timeline" and bounds_time(ask.question)
    return ranked[0].passage.voice is not None and (best or in_time)


def _several(
    asks: list[Ask], whole: Told | None, evidence: Evidence
) -> tuple[Told | None, Evidence]:
    """What the parts of a question tell, each in turn, and then what the whole of it does; a part
    of which no sentence that is told comes near is named as missing."""
    parts = []
    for ask in asks:
        more, _, told = _one(ask, routed(ask.question))
        parts.append((ask, more, told))
    told_parts = [told for _, _, told in parts if told] or ([whole] if whole else [])
    if not told_parts:
        return None, evidence
    order = [s for told in told_parts for s in told.shown[:2]]
    if whole and whole.shown and all(s.score < whole.shown[0].score for s in order):
        order.insert(0, whole.shown[0])  # parts of a question may lack what it is about
    behind = [
        s
        for told in [*told_parts, *([whole] if whole else [])]
        for s in (*told.shown, *told.folded)
    ]
    shown, folded = folded_at(
        once([*order, *behind]),
        asks[0].rarity,
        words=_PART_WORDS * len(asks),
        most=max(3, len(order) + 1),
    )
    near = {s.start for s in shown}
    missing = [
        answers.part_missing(ask.question)
        for ask, more, told in parts
        if told is None and not any(s.start in near for s in more.nearest)
    ]
    first = next((told for told in told_parts if not is_unsure(told)), told_parts[0])
    if not is_unsure(first):
        unsure = [ask for ask, _, told in parts if told and is_unsure(told)]
        missing += [answers.part_unsure(ask.question) for ask in unsure]
    state: State = "partly answered" if missing or is_unsure(first) else "answered"
    chosen = tuple(once([*evidence.chosen, *(s for _, more, _ in parts for s in more.chosen)]))
    told = replace(
        first, shown=shown, folded=folded, state=state, remarks=(*missing, *first.remarks)
    )
    return told, replace(evidence, chosen=chosen)


def _with_leaning(ask: Ask, told: Told | None, evidence: Evidence) -> tuple[Told | None, Evidence]:
    """What is told where parts of the question lean on its first: that part alone where the whole
    of it is near no passage; and of which others it is not certain that they are answered."""
    alone = leaning(ask.question)
    if not alone:
        return told, evidence
    day, within = ask.asked.day, ask.asked.within

    def part(question: str) -> Ask:
        found = ask.searcher.find(question, day, within, asked_for(question).core)
        return replace(ask, found=found)

    whole = told is not None
    if told is None:
        more, _, told = _one(part(alone[0]), routed(alone[0]))
        if told is None or is_unsure(told):
            return None, evidence
        evidence = more
    said, missing = [s.text for s in told.shown], []
    for question, typed in zip(alone[1:], joined(ask.question)[1:], strict=True):
        asked = analyse(question)
        thing = asked.wanted in ANSWERS
        if (thing and any(gives(asked, text) for text in said)) or (whole and not thing):
            continue
        if not whole or _one(part(question), routed(question))[2] is None:
            missing.append(answers.part_unsure(typed))
    if not missing:
        return told, evidence
    return replace(told, state="partly answered", remarks=(*missing, *told.remarks)), evidence


def _of_what_was_typed(asked: Understood) -> tuple[str, ...]:
    """What has to be said of a text that was pasted whole, or of its language."""
    if asked.typed == "other language":
        return (outside_wording.NOT_ENGLISH,)
    pasted = asked.typed == "pasted" and asked.turn.standalone
    return (outside_wording.of_long_text(asked.turn.standalone),) if pasted else ()


def _whole(
    told: Told, evidence: Evidence, ask: Ask, standing: Standing, clock: Clock, settled: bool
) -> Quoted:
    """What is told as an Answer."""
    read = ask.found.ranking.read
    c = compose(told, ask.document, read.words if read else ())
    outside = told.state in ("outside", "ask back")
    rows = ask.whole.rows_about(tuple(k.passage for k in c.claims), ask.asked.day)
    answer = Answer(
        ask.asked.turn,
        c.claims,
        c.citations,
        None,
        len(ask.documents()),
        clock.timings(),
        note=c.note,
        standing=None if outside else replace(standing, newest=newest_of(c.citations, ask.today)),
        rows=rows,
        folded=c.folded,
        points=c.points,
        remarks=(*told.remarks, *_of_what_was_typed(ask.asked)),
        next=tuple(q for q in told.next if q != ask.question),
        on_duty=ask.on_duty,
        outcome=told.state,
    )
    return Quoted(answer, evidence, settled=settled or outside)
