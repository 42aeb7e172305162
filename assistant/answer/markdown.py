"""An Answer in, its text out: Markdown, and the sentences that stand around the quotations."""

from __future__ import annotations

from typing import Literal

from assistant.answer.types import Answer, Claim, attribution, source_dates
from assistant.answer.voices import RULES, speaker, voice
from assistant.ledger.types import RowLink
from assistant.understand.day import age
from assistant.understand.duty import asks_for_rule
from assistant.wording import answers, refusals
from assistant.wording.answers import CLAIMED_RULE, NO_DUTY, NO_RULE
from index.documents.types import Passage
from index.text.dates import spoken


def markdown(answer: Answer) -> str:
    """The answer before its fold as Markdown with [n] markers, headline first; derived from its
    claims each time."""
    if answer.refusal:
        nearest = "".join(f"\n- {attribution(c.passage, 1)} [{c.marker}]" for c in answer.citations)
        parts = (
            refusal_text(answer),
            nearest and f"Nearest passages:{nearest}",
            *answer.remarks,
            standing_text(answer),
            model_text(answer),
        )
        return "\n\n".join(filter(None, parts))
    lines = [f"{answer.note.text} {_numbers(answer.note.markers)}".strip()] if answer.note else []
    lines += [_group(passage, claims) for passage, claims in grouped(answer.claims)]
    lines += ["\n".join(f"- {p.text} {_numbers(p.markers)}".rstrip() for p in answer.points)]
    lines += answer.remarks
    where = {"before": 0, "with": 1, "below": len(lines)}[rules_stand(answer)]
    lines.insert(where, rules_text(answer))
    return "\n\n".join(filter(None, [*lines, standing_text(answer), model_text(answer)]))


def _group(passage: Passage, claims: list[Claim]) -> str:
    """Sentences of one voice, and whose it is behind them."""
    if claims[0].written:
        return " ".join(f"{c.text} {_marks(c)}" for c in claims)
    who = f"({voice(passage, claims[0].text)}; {attribution(passage, 1)})"
    if claims[0].listed:
        opening = f"{inert(claims[0].lead)}\n" if claims[0].lead else ""
        return opening + "\n".join(f"- {inert(c.text)} {_marks(c)}" for c in claims) + f"\n\n{who}"
    return " ".join(f"{inert(led(c) + c.text)} {_marks(c)}" for c in claims) + f" {who}"


def inert(text: str) -> str:
    """A document's words inside Markdown: an image, a link or markup in them stays text."""
    return (
        text.replace("![", "!\\[").replace("](", "]\\(").replace("][", "]\\[").replace("<", "&lt;")
    )


def model_text(answer: Answer) -> str:
    """Which model wrote, that a checker read it, and what the checker did; or why the sources
    are quoted instead."""
    m = answer.model
    if m is None:
        return ""
    if m.instead and not answer.refused:
        return answers.quoted_instead(m.instead)
    if answer.refused:
        return answers.asked_of(m.name, m.provider, m.read)
    again = m.count("rewritten")
    kept = m.count("kept") + m.count("cited anew") + again
    counts = (kept, again, m.count("quoted instead"), m.count("removed"))
    return answers.written_by(
        m.name, m.provider, m.read, m.judge, counts, m.left_out, m.examined, m.trouble
    )


def rules_text(answer: Answer) -> str:
    """That nothing quoted is a rule, where nothing is: whatever the question, no recommendation
    may be read as policy."""
    told = answer.claims
    speakers = {speaker(c.passage, c.text) for c in told}
    if answer.refused or not told or not speakers.isdisjoint(RULES):
        return ""
    if any(c.passage.kind in ("guidance", "legislation") and not c.passage.vouched for c in told):
        return CLAIMED_RULE
    if answer.on_duty:
        return answers.no_rule(said_of(speakers), "advises" in speakers)
    return f"{NO_DUTY}." if "advises" in speakers else NO_RULE


def said_of(speakers: set[str]) -> list[str]:
    """What was said instead of a rule: "recommended", "answered", …"""
    return [word for word, keys in _SAID.items() if not speakers.isdisjoint(keys)]


_SAID = {
    "recommended": ("recommended",),
    "answered": ("responded",),
    "reported": ("reported", "linked", "event"),
    "argued": ("argued", "found"),
}


def rules_stand(answer: Answer) -> Literal["before", "with", "below"]:
    """Where that stands: before all else where the question asks in so many words what has to be
    done and nothing of ours opens the answer, for then it is the answer; with the headline where
    the question may speak of duties or the first sentence quoted could be read as saying what to
    do; else quietly below."""
    first = answer.claims[0] if answer.claims else None
    said = speaker(first.passage, first.text) if first else ""
    if answer.on_duty and not answer.note and asks_for_rule(answer.turn.standalone):
        return "before"
    could_rule = said in ("recommended", "advises", "stated", "found", "event")
    return "with" if answer.on_duty or could_rule else "below"


def standing_text(answer: Answer) -> str:
    """The answer's day, and how new and how old its evidence is, in words; empty where there is
    nothing to say."""
    s = answer.standing
    if s is None:
        return ""
    parts = [answers.asked_some(s.asked, s.of)] if s.asked is not None else []
    if s.as_at:
        later = any(day > s.as_at for c in answer.citations for day in source_dates(c.passage))
        parts.append(answers.as_at(_day(s.as_at), s.undated, later))
    if s.newest:
        parts.append(answers.newest(_day(s.newest), age(s.newest, s.as_at or s.today)))
    if s.later and not answer.refused:
        parts.append(answers.said_later(_day(s.later)))
    quoted = [c.passage for c in answer.claims]
    parts += {f"“{p.metadata.title or p.source}”: {p.edition}": None for p in quoted if p.edition}
    return " ".join(parts)


def _day(iso: str) -> str:
    return spoken(iso) or iso


def row_text(row: RowLink, answer: Answer) -> str:
    """What the ledger says of the recommendation: how it was answered, how far it got, and what
    is newer than the answer."""
    quoted = (answer.standing and answer.standing.newest) or "9"
    newer = bool(row.progressed and answer.standing and row.progressed > quoted)
    response = (row.response, spoken(row.responded))
    progress = (row.progress, spoken(row.progressed))
    return answers.in_ledger(row.title, response, progress, newer, spoken(row.later))


def refusal_text(answer: Answer) -> str:
    """What was sought, what is missing, and where it might be; empty for an answer."""
    r = answer.refusal
    return refusals.refusal(r.sought, answer.documents, r.missing, r.advice) if r else ""


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


def _who(claim: Claim) -> tuple[str, ...]:
    if claim.written:
        return ("the model",)
    return (claim.passage.document_id, voice(claim.passage, claim.text), attribution(claim.passage))


def _marks(claim: Claim) -> str:
    return _numbers(claim.markers)


def _numbers(markers: tuple[int, ...]) -> str:
    return "".join(f"[{m}]" for m in markers)
