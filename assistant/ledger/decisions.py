"""What readers decided on proposals, kept beside the index, and the ledger with what they accepted.

Decisions are lines of `ledger.jsonl` in the data folder, the last one on a proposal counts; a
line that does not fit, or whose document has gone, is named and the rest stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from assistant.errors import AssistantError
from assistant.ledger.lines import append_line
from assistant.ledger.types import (
    STATUSES,
    Ledger,
    Problem,
    Row,
    Said,
    Step,
    Words,
    contradictions,
    in_order,
)
from assistant.people.acting import LOCAL, acting
from index.documents.types import Document
from index.text.dates import checked_iso

FILE = "ledger.jsonl"
ADDED, ACTIONS = "Added from your documents", "Actions of your committees"


@dataclass(frozen=True)
class Proposal:
    """A sentence that may belong in the ledger: as a recommendation (new when `row` is None), a
    response or progress.

    `confidence` 0 to 1: for a recommendation the detector's probability, for the others how near
    the row's words are. `status` is what its words speak of, for a reader to confirm; `number`,
    `owner` and `due` (an ISO date) as the document has them. `listed`: it is one of its document's
    whole list, of recommendations or of a committee's `action`s.
    """

    id: str
    said: Said
    row: str | None
    text: str
    date: str | None
    words: Words
    confidence: float
    status: str | None = None
    number: str | None = None
    owner: str | None = None
    due: str | None = None
    listed: bool = False
    action: bool = False

    @property
    def sure(self) -> str:
        return "high" if self.confidence >= 0.8 else "medium" if self.confidence >= 0.65 else "low"


Verdict = Literal["accepted", "rejected"]


@dataclass(frozen=True)
class Decision:
    """What a reader made of a proposal; `row` None makes a row of its own. `when` is an ISO day,
    `by` who decided, where somebody signed in, and `name` what they are called."""

    proposal: Proposal
    verdict: Verdict
    when: str
    row: str | None = None
    title: str | None = None
    text: str | None = None
    status: str | None = None
    by: str | None = None
    name: str | None = None


_DECISION = TypeAdapter(Decision)


def decide(
    folder: Path,
    proposal: Proposal,
    verdict: Verdict,
    row: str | None = None,
    title: str = "",
    text: str = "",
    status: str = "",
) -> Decision:
    """Keeps what a reader decided. Refuses a status outside the vocabulary, and a response or
    progress without a row."""
    decision = Decision(
        proposal,
        verdict,
        date.today().isoformat(),
        row,
        title.strip() or None,
        text.strip() or None,
        status or None,
        None if acting() == LOCAL else acting().id,
        None if acting() == LOCAL else acting().name,
    )
    if wrong := _misfit(decision):
        raise AssistantError(f"{wrong[:1].upper()}{wrong[1:]}; choose again and accept.")
    append_line(folder / FILE, decision)
    return decision


def _misfit(d: Decision) -> str | None:
    """Why an acceptance cannot stand, if it cannot."""
    allowed = STATUSES.get(d.proposal.said, [])
    if d.verdict == "rejected":
        return None
    if allowed and d.status not in allowed:
        return f"status {d.status or 'none'!r} is not one of {', '.join(allowed)}"
    if not allowed and d.status:
        return "a recommendation has no status of its own"
    if d.proposal.date is not None and checked_iso(d.proposal.date) is None:
        return f"{d.proposal.date!r} is not a date"
    if allowed and d.row is None:
        return "a response or a progress report belongs to a recommendation"
    return None


def read_decisions(folder: Path) -> tuple[dict[str, tuple[int, Decision]], list[Problem]]:
    """{proposal id: (line, its last decision)}, and the lines that do not fit."""
    path = folder / FILE
    decisions: dict[str, tuple[int, Decision]] = {}
    problems: list[Problem] = []
    try:
        lines = path.read_text("utf-8", errors="replace").split("\n") if path.exists() else []
    except OSError as error:
        return {}, [
            Problem(
                FILE,
                1,
                "the file",
                f"cannot be read ({error.strerror}); what readers accepted is left out.",
            )
        ]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            decision = _DECISION.validate_json(line)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "the line"
            problems.append(
                Problem(FILE, number, where, f"{error.errors()[0]['msg'].lower()}; left out.")
            )
            continue
        if wrong := _misfit(decision):
            problems.append(Problem(FILE, number, decision.proposal.id, f"{wrong}; left out."))
            continue
        decisions[decision.proposal.id] = number, decision
    return decisions, problems


def with_decisions(
    ledger: Ledger, folder: Path, document: Callable[[Words], Document | None]
) -> Ledger:
    """The ledger with what readers accepted; `document` gives the indexed document that words stand
    in.

    A document that has changed keeps what was accepted from it as long as the words still stand
    in it once. A sentence accepted for a row that is there already is a comment on it: what the
    review itself recommended is not rewritten.
    """
    decisions, problems = read_decisions(folder)
    rows = {row.id: row for row in ledger.rows}
    for number, d in decisions.values():
        if d.verdict == "rejected":
            continue
        p = d.proposal
        source = document(p.words)
        words = _found(p.words, source) if source else None
        if source is None or words is None:
            gone = "is no longer in the library" if source is None else "no longer has these words"
            problems.append(
                Problem(
                    FILE,
                    number,
                    p.id,
                    f"{p.words.source} {gone}; left out until it is there again.",
                )
            )
            continue
        said: Said = "comment" if p.said == "recommended" and d.row else p.said
        who = d.name or d.by or ""
        step = Step(said, d.text or p.text, p.date, d.status, (), "reader", words, who)
        if d.row is None:
            m = source.metadata
            review = m.title or p.words.source
            first = p.text.split()
            title = d.title or " ".join(first[:9]) + (" …" if len(first) > 9 else "")
            rows[f"added-{p.id}"] = _added(p, title, review, step, number)
        elif d.row in rows:
            row = rows[d.row]
            rows[d.row] = replace(row, steps=in_order([*row.steps, step]))
            if d.status and p.said == "responded":
                problems += contradictions(rows[d.row], FILE, number)
        else:
            problems.append(
                Problem(
                    FILE, number, p.id, f"there is no recommendation {d.row!r} for it; left out."
                )
            )
    return replace(ledger, rows=tuple(rows.values()), problems=(*ledger.problems, *problems))


def _added(p: Proposal, title: str, review: str, step: Step, line: int) -> Row:
    """A row that a document brought, with its number before its title."""
    what = f"{'Action' if p.action else 'Recommendation'} {p.number}: " if p.number else ""
    owner = (p.owner,) if p.owner else ()
    theme = ACTIONS if p.action else ADDED
    row = Row(f"added-{p.id}", f"{what}{title}", review, theme, owner, (step,), line=line)
    return replace(row, number=p.number, owner=p.owner, due=p.due)


def _found(words: Words, document: Document) -> Words | None:
    """The words where they stand in the document as it is now; None when they are gone or stand
    twice."""
    if document.text[words.start : words.end] == words.quote:
        return replace(words, document_id=document.id)
    if document.text.count(words.quote) != 1:
        return None
    start = document.text.index(words.quote)
    return replace(words, document_id=document.id, start=start, end=start + len(words.quote))
