"""What is answered without looking into the documents: greetings, thanks, what this is for, what is
in the library and how new it is, an emergency, and which review is meant."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.shapes.base import Ask, Lead, Told
from assistant.understand.route import Route
from assistant.wording import outside
from index.documents.types import Stored

_LISTED = 30
"""Documents that are named, at the most; set by hand."""


def outside_the_documents(ask: Ask, route: Route) -> Told | None:
    """The answer to a question that is none for the documents; None for any other."""
    if route == "emergency":
        return Told(lead=Lead(outside.EMERGENCY), state="outside")
    if route == "greeting":
        return Told(lead=Lead(outside.GREETING), state="outside", next=outside.examples(_rows(ask)))
    if route == "thanks":
        return Told(lead=Lead(outside.THANKS), state="outside")
    if route == "help":
        return Told(lead=Lead(outside.HELP), state="outside", next=outside.examples(_rows(ask)))
    if route == "using":
        return Told(lead=Lead(outside.USING), state="outside")
    if route == "empty":
        long = ask.asked.typed == "pasted"
        return Told(lead=Lead(outside.NO_QUESTION if long else outside.EMPTY), state="outside")
    if route == "which review":
        reviews = list(dict.fromkeys(r.review for r in ask.ledger.rows))
        if len(reviews) < 2:
            return None
        asks = tuple(outside.ask_of(ask.question, r) for r in reviews)
        return Told(lead=Lead(outside.which(reviews)), state="ask back", next=asks)
    return _about(ask, ask.documents()) if route == "about" else None


def _rows(ask: Ask) -> Sequence[str]:
    return [r.title for r in ask.ledger.rows if r.response in ("rejected", "partly accepted")]


def _about(ask: Ask, stored: Sequence[Stored]) -> Told:
    """What documents there are, ours and a reader's, and the newest dated evidence in them."""
    ours = [s for s in stored if s.voiced]
    added = [s for s in stored if not s.voiced]
    newest = max(
        (p.said_on for p in ask.statements() if p.said_on and p.said_on <= ask.today),
        default=None,
    )
    dated = [s.metadata.published for s in added if s.metadata.published]
    newest = max([d for d in (*dated, newest) if d and d <= ask.today], default=None)
    points = [Lead(s.metadata.title or s.source) for s in (*added, *ours)]
    more = len(points) - _LISTED
    remarks = (outside.more(more),) if more > 0 else ()
    lead = Lead(outside.about(len(ours), len(added), newest))
    return Told(lead=lead, points=tuple(points[:_LISTED]), remarks=remarks, state="outside")
