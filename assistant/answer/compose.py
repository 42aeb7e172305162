"""Evidence in, an Answer out: the sources' own sentences in a natural order, or a refusal that helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answer.evidence import Evidence, same, whole_list, with_antecedent
from assistant.answer.types import (
    Answer,
    Citation,
    Claim,
    Note,
    Refusal,
    RowLink,
    Standing,
    Timings,
    Turn,
    attribution,
    known_on,
    source_dates,
)
from assistant.answer.voices import CLAIMED_RULE, NO_DUTY, NO_RULE, NOT_A_RULE, RULES, speaker, voice
from assistant.understand.day import age
from index.documents.types import KINDS, Document, Passage
from index.search.asked import Asked
from index.search.rank import Sentence
from index.text.dates import spoken
from prompts import render

_LIST_WORDS = 400
_ADVICE = {
    "count": "A statistical release, a board report or the full text of the report asked about might give it.",
    "money": "Annual accounts, a finance paper or a spending announcement might give it.",
    "share": "Annual accounts, a finance paper or a statistical release might give it.",
    "date": "An announcement on GOV.UK or by NHS England, or the report itself, might give it.",
    "person": "The organisation's own page or a board paper might name them.",
    "list": "The full text of the report asked about would have it.",
    "any": "The full text of the report, or a later progress report, might have it; add it to the library and ask again.",
}


def compose(
    evidence: Evidence, asked: Asked, document: Callable[[str], Document | None], today: str | None = None
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """Claims and their citations, kinds in the order recommended, answered, done, commented.

    With `today` (ISO) the newest comes first. Repeats are merged, each with its own citation; sentences that follow each other in a passage share one.
    """
    spans: list[tuple[Sentence, int, int, bool]] = []
    taken: list[tuple[str, int, int]] = []
    for sentence in evidence.chosen:
        source = document(sentence.passage.document_id)
        if source is None:
            continue
        items = whole_list(source, sentence.passage) if asked.wanted == "list" and not spans else []
        if len(items) >= 3 and sum(len(source.text[a:b].split()) for a, b in items) <= _LIST_WORDS:
            new = [(sentence, a, b, True) for a, b in items]
        else:
            new = [(sentence, *with_antecedent(source, sentence.start, sentence.end), False)]
        for entry in new:
            if not any(d == source.id and entry[1] < e and s < entry[2] for d, s, e in taken):
                spans.append(entry)
                taken.append((source.id, entry[1], entry[2]))
        if new[0][3]:
            break
    citations: list[Citation] = []
    claims: list[tuple[Claim, Sentence]] = []
    for sentence, start, end, listed in _ordered(spans, evidence.story, today):
        text = document(sentence.passage.document_id).text
        repeat = next((i for i, (_, s) in enumerate(claims) if not listed and same(s, sentence)), None)
        last = citations[-1] if citations and not listed and repeat is None else None
        if last and last.passage.id == sentence.passage.id and last.end <= start and not text[last.end : start].strip():
            citation = citations[-1] = replace(last, quote=text[last.start : end], end=end)
        else:
            citation = Citation(len(citations) + 1, sentence.passage, text[start:end], start, end)
            citations.append(citation)
        if repeat is None:
            claims.append((Claim(text[start:end], (citation.marker,), sentence.passage, listed), sentence))
        else:
            claim, s = claims[repeat]
            claims[repeat] = (replace(claim, markers=(*claim.markers, citation.marker)), s)
    return tuple(claim for claim, _ in claims), tuple(citations)


def _ordered(spans: list, story: bool, today: str | None) -> list:
    """The best first, then its document's others and the other documents as they were found, each in its own order.

    A story is told by kind: recommended, answered, done, commented. With `today`, the newest first, plans last.
    """
    if today:
        dated = [(entry[0].passage.said_on or "", entry) for entry in spans]
        return [entry for _, entry in sorted(dated, key=lambda d: (d[0] <= today, d[0]), reverse=True)]
    order = {kind: i for i, kind in enumerate(KINDS)}

    def rank(passage: Passage) -> int:
        doubt = passage.voice is not None and passage.voice.kind is None
        return 8 if doubt else order.get(passage.kind, 7)

    first_of: dict[str, int] = {}
    for i, entry in enumerate(spans):
        first_of.setdefault(entry[0].passage.document_id, i)
    if story and len({entry[0].passage.kind for entry in spans}) > 1:
        return sorted(spans, key=lambda e: (rank(e[0].passage), first_of[e[0].passage.document_id], e[1]))
    best = spans[:1] if spans and not spans[0][3] else []
    return best + sorted(spans[len(best) :], key=lambda e: (first_of[e[0].passage.document_id], e[1]))


def newest_of(citations: tuple[Citation, ...], today: str) -> str | None:
    """ISO date of the newest evidence cited, plans left aside."""
    return max((day for c in citations if (day := known_on(c.passage)) and day <= today), default=None)


def refuse(turn: Turn, evidence: Evidence, asked: Asked) -> tuple[Refusal, tuple[Citation, ...]]:
    """The refusal, with the nearest passages as citations."""
    citations = tuple(Citation(i, s.passage, s.text, s.start, s.end) for i, s in enumerate(evidence.nearest, 1))
    return Refusal(turn.standalone, evidence.missing or "", _ADVICE.get(asked.wanted, _ADVICE["any"])), citations


def markdown(answer: Answer) -> str:
    """The answer as Markdown with [n] markers; derived from its claims each time."""
    if answer.refusal:
        nearest = "".join(f"\n- {attribution(c.passage)} [{c.marker}]" for c in answer.citations)
        parts = (refusal_text(answer), nearest and f"Nearest passages:{nearest}", standing_text(answer), model_text(answer))
        return "\n\n".join(filter(None, parts))
    lines = [f"{answer.note.text} [{answer.note.marker}]" if answer.note else "", rules_text(answer)]
    lines = [line for line in lines if line]
    for passage, claims in grouped(answer.claims):
        lead = f"**{voice(passage, claims[0].text)}** ({attribution(passage)}):"
        if claims[0].written:
            lines.append(" ".join(f"{c.text} {_marks(c)}" for c in claims))
        elif claims[0].listed:
            opening = f" {inert(claims[0].lead)}" if claims[0].lead else ""
            lines.append(lead + opening + "".join(f"\n- {inert(c.text)} {_marks(c)}" for c in claims))
        else:
            lines.append(lead + " " + " ".join(f"{inert(led(c) + c.text)} {_marks(c)}" for c in claims))
    lines += [row_text(row, answer) for row in answer.rows]
    return "\n\n".join([*lines, *filter(None, [standing_text(answer), model_text(answer)])])


def inert(text: str) -> str:
    """A document's words inside Markdown: an image, a link or markup in them stays text."""
    return text.replace("![", "!\\[").replace("](", "]\\(").replace("][", "]\\[").replace("<", "&lt;")


def model_text(answer: Answer) -> str:
    """Which model wrote, that a checker read it, and what the checker did; or why the sources are quoted instead."""
    m = answer.model
    if m is None:
        return ""
    if m.instead:
        return f"{m.instead} The sources are quoted instead."
    read = f"from {m.read} passage{'' if m.read == 1 else 's'}"
    if answer.refused:
        return f"Asked of {m.name} ({m.provider}), {read}."
    did = [
        f"{_sentences(m.count('kept') + m.count('cited anew'))} supported",
        f"{_sentences(m.count('quoted instead'))} replaced by the source's own words" if m.count("quoted instead") else "",
        f"{_sentences(m.count('removed'))} removed" if m.count("removed") else "",
    ]
    left = f" {m.left_out} more had no room and {'was' if m.left_out == 1 else 'were'} not read." if m.left_out else ""
    return f"Written by {m.name} ({m.provider}) {read}; a checker read every sentence against its passage: {', '.join(filter(None, did))}.{left}"


def _sentences(count: int) -> str:
    return f"{count} sentence{'' if count == 1 else 's'}"


def rules_text(answer: Answer) -> str:
    """That nothing quoted is a rule, where nothing is: whatever the question, no recommendation may be read as policy."""
    speakers = {speaker(c.passage, c.text) for c in answer.claims}
    said = answer.note is not None and answer.note.text.startswith((NOT_A_RULE, NO_DUTY))
    if answer.refused or said or not speakers.isdisjoint(RULES):
        return ""
    if any(c.passage.kind in ("guidance", "legislation") and not c.passage.vouched for c in answer.claims):
        return CLAIMED_RULE
    return f"{NO_DUTY}." if "advises" in speakers else NO_RULE


def standing_text(answer: Answer) -> str:
    """The answer's day, and how new and how old its evidence is, in words; empty where there is nothing to say."""
    s = answer.standing
    if s is None:
        return ""
    parts = []
    if s.as_at:
        left_out = f", nor the {s.undated} document{'s' if s.undated > 1 else ''} without a date" if s.undated else ""
        later = any(day > s.as_at for c in answer.citations for day in source_dates(c.passage))
        told = " Some of it is told here from later accounts." if later else ""
        parts.append(f"As at {spoken(s.as_at)}: nothing dated later was used{left_out}.{told}")
    if s.newest:
        old = age(s.newest, s.as_at or s.today)
        parts.append(f"Newest evidence quoted: {spoken(s.newest)}{f', {old} old' if old else ''}.")
    if s.later and not answer.refused:
        parts.append(f"Something said later ({spoken(s.later)}) comes nearer to an answer.")
    return " ".join(parts)


def row_text(row: RowLink, answer: Answer) -> str:
    """What the ledger says of the recommendation: how it was answered, how far it got, and what is newer than the answer."""
    answered = f" ({spoken(row.responded)})" if row.responded else ""
    newer = row.progressed and answer.standing and row.progressed > (answer.standing.newest or "9")
    reported = f" ({spoken(row.progressed)}{', newer than anything quoted here' if newer else ''})" if row.progressed else ""
    after = f" The ledger has later entries, the newest of {spoken(row.later)}." if row.later else ""
    return f"In the ledger: {row.title}. Response: {row.response}{answered}. Progress: {row.progress}{reported}.{after}"


def refusal_text(answer: Answer) -> str:
    documents = f"{answer.documents} document" + ("" if answer.documents == 1 else "s")
    r = answer.refusal
    return render("refusal", sought=f"“{r.sought}”", documents=documents, missing=r.missing, advice=r.advice)


def grouped(claims: tuple[Claim, ...]) -> list[tuple[Passage, list[Claim]]]:
    """Claims gathered by who says them, in order: one attribution for sentences of one voice."""
    groups: list[tuple[Passage, list[Claim]]] = []
    for claim in claims:
        if groups and _who(groups[-1][1][-1]) == _who(claim):
            groups[-1][1].append(claim)
        else:
            groups.append((claim.passage, [claim]))
    return groups


def led(claim: Claim) -> str:
    """The opening of a list before an item quoted alone."""
    return f"{claim.lead} " if claim.lead else ""


def _who(claim: Claim) -> tuple:
    if claim.written:
        return ("the model",)
    return (claim.passage.document_id, voice(claim.passage, claim.text), attribution(claim.passage))


def _marks(claim: Claim) -> str:
    return "".join(f"[{m}]" for m in claim.markers)


def answer_with(
    turn: Turn,
    asked: Asked,
    evidence: Evidence,
    said: tuple[str, Sentence] | None,
    document,
    documents: int,
    timings: Callable[[], Timings],
    standing: Standing,
    rows: Callable[[tuple[Claim, ...]], tuple[RowLink, ...]],
    newest_first: bool = False,
) -> Answer:
    """The Answer that the evidence allows; `said` is a note with the sentence that it rests on."""
    claims, citations = compose(evidence, asked, document, standing.today if newest_first else None)
    if not claims:
        refusal, citations = refuse(turn, evidence, asked)
        return Answer(turn, (), citations, refusal, documents, timings(), standing=standing)
    standing = replace(standing, newest=newest_of(citations, standing.today))
    on = said and next((c.marker for c in citations if c.passage.id == said[1].passage.id), None)
    return Answer(
        turn, claims, citations, None, documents, timings(), note=Note(said[0], on) if on else None, standing=standing, rows=rows(claims)
    )
