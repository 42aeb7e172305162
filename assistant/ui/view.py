"""Answers and documents in, HTML out. The templates hold the markup and escape: a document's
markup is shown, never run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.citations import with_references
from assistant.answer.markdown import (
    grouped,
    led,
    model_text,
    refusal_text,
    row_text,
    rules_stand,
    rules_text,
    standing_text,
)
from assistant.answer.types import Answer, Check, Citation, Claim, Note, attribution, brief
from assistant.answer.voices import voice
from assistant.ledger.types import RowLink
from assistant.ui.evidence_view import shortened
from assistant.ui.templating import render
from assistant.wording.outside import STATES
from index.documents.types import Passage, Stored
from index.text.dates import spoken

_STATES = {"supported": "Supported", "partly": "Partly supported", "unsupported": "Not supported"}
_DONE = {
    "kept": "",
    "rewritten": "written again by the model",
    "cited anew": "cited anew",
    "quoted instead": "the source is quoted instead",
    "removed": "removed",
}


@dataclass(frozen=True)
class _Mark:
    """The number of a source: of which turn and citation, and what it is read out as."""

    turn: int
    marker: int
    label: str


@dataclass(frozen=True)
class _Sentence:
    """What is said, its sources, and where in it the words stand that answer."""

    text: str
    marks: tuple[_Mark, ...]
    words: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Who:
    """Who says it: the kind of statement, the voice in words, and where it stands."""

    kind: str
    voice: str
    attribution: str


@dataclass(frozen=True)
class _Said:
    """Sentences of one passage; `look` is "written", "listed" or "plain"."""

    look: str
    who: _Who
    lead: str | None
    sentences: tuple[_Sentence, ...]


@dataclass(frozen=True)
class _Row:
    """A link to the ledger's row, with its statuses as they stood."""

    id: str
    title: str
    day: str
    rest: str


@dataclass(frozen=True)
class _Refused:
    text: str
    near: tuple[tuple[_Who, _Sentence], ...]


@dataclass(frozen=True)
class _Checked:
    """A sentence of the model's and what the checker made of it, in words."""

    state: str
    found: str
    done: str
    text: str
    reason: str


@dataclass(frozen=True)
class _Model:
    """Which model wrote, or, plainly, why it is not heard."""

    text: str
    checks: tuple[_Checked, ...]


@dataclass(frozen=True)
class _Tools:
    """What stands below an answer; `chips` are (marker, label) of its sources."""

    chips: tuple[tuple[int, str], ...]
    model: _Model | None
    copy: str
    paper: bool


@dataclass(frozen=True)
class _Turn:
    """A question with its answer; `writing` says which model is at work on it. It opens with the
    `note`, else with the first of the `groups`; `warned` stands before that, `ruled` with it,
    `unruled` below."""

    number: int
    asked: str
    understood: str
    refusal: _Refused | None
    state: str
    note: _Sentence | None
    warned: str
    ruled: str
    groups: tuple[_Said, ...]
    points: tuple[_Sentence, ...]
    remarks: tuple[str, ...]
    folded: tuple[_Said, ...]
    rows: tuple[_Row, ...]
    unruled: str
    next: tuple[str, ...]
    writing: str
    stands: str
    tools: _Tools | None


def header(
    documents: list[Stored],
    newest: str | None,
    note: str | None,
    speaks: str = "quoting the sources, no language model",
    trust: Sequence[str] = (),
) -> str:
    """Name, purpose and the library's state in a line; `note` stands in while it is being made
    ready. `trust` is what the language model's exam says that it may do."""
    count = f"{len(documents)} document" + ("" if len(documents) == 1 else "s")
    facts = [count, f"newest evidence {spoken(newest)}" if newest else "no dated evidence", speaks]
    return render("header.html", state=note or " · ".join(facts), trust=() if note else trust)


def as_at() -> str:
    """The day that answers may not look beyond."""
    return render("as_at.html")


def conversation(
    answers: list[Answer],
    examples: Sequence[str],
    pending: tuple[str, str] | None = None,
    partial: int | None = None,
) -> str:
    """The whole conversation. `pending` is a question with a note on its way; `partial` shows
    the last answer's first claims."""
    last = len(answers) - 1
    turns = [_turn(i, answer, partial if i == last else None) for i, answer in enumerate(answers)]
    count = len(turns) + bool(pending) or 1
    return render("conversation.html", turns=turns, count=count, pending=pending, examples=examples)


def _turn(number: int, answer: Answer, shown: int | None) -> _Turn:
    asked, standalone = answer.turn.asked, answer.turn.standalone
    heard = answer.refusal is None
    rules = rules_text(answer) if heard else ""
    stands = rules_stand(answer) if heard else "below"
    whole = heard and shown is None
    writing = ""
    if shown is not None and answer.model:
        doing = "is writing" if answer.model.checks else f"is reading {answer.model.read} passages"
        writing = f"{answer.model.name} {doing}"
    return _Turn(
        number,
        asked,
        understood=standalone if standalone != asked else "",
        refusal=None if heard else _refusal(number, answer),
        note=_noted(number, answer, answer.note) if heard else None,
        state=STATES[answer.state],
        warned=rules if stands == "before" else "",
        ruled=rules if stands == "with" else "",
        groups=tuple(_groups(number, answer, answer.claims[:shown])) if heard else (),
        points=tuple(s for p in answer.points if (s := _noted(number, answer, p))),
        remarks=answer.remarks,
        folded=tuple(_groups(number, answer, answer.folded)) if whole else (),
        rows=tuple(_row(row, answer) for row in answer.rows) if whole else (),
        unruled=rules if stands == "below" else "",
        next=answer.next if shown is None else (),
        writing=writing,
        stands=standing_text(answer) if shown is None else "",
        tools=_tools(number, answer) if shown is None else None,
    )


def _noted(number: int, answer: Answer, note: Note | None) -> _Sentence | None:
    """A sentence of ours with the sources that it rests on."""
    if note is None:
        return None
    marks = tuple(_mark(number, c) for c in answer.citations if c.marker in note.markers)
    return _Sentence(note.text, marks)


def _groups(number: int, answer: Answer, claims: tuple[Claim, ...]) -> Iterator[_Said]:
    """The claims by passage, in the order they are told."""
    by_marker = {c.marker: c for c in answer.citations}
    for passage, said in grouped(claims):
        first = said[0]
        look = "written" if first.written else "listed" if first.listed else "plain"
        sentences = tuple(_sentence(number, claim, by_marker) for claim in said)
        yield _Said(look, _who(passage, first.text), first.lead, sentences)


def _sentence(number: int, claim: Claim, by_marker: dict[int, Citation]) -> _Sentence:
    marks = tuple(_mark(number, by_marker[m]) for m in claim.markers)
    before = led(claim) if not claim.listed else ""
    words = (claim.words[0] + len(before), claim.words[1] + len(before)) if claim.words else None
    return _Sentence(before + claim.text, marks, words)


def _row(row: RowLink, answer: Answer) -> _Row:
    rest = row_text(row, answer).removeprefix(f"In the ledger: {row.title}.").strip()
    return _Row(row.id, row.title, (answer.standing and answer.standing.as_at) or "", rest)


def _model(answer: Answer) -> _Model | None:
    """Which model wrote and what the checker made of each of its sentences; or, plainly, why it
    is not heard."""
    if answer.model is None:
        return None
    return _Model(model_text(answer), tuple(map(_checked, answer.model.checks)))


def _checked(check: Check) -> _Checked:
    return _Checked(
        check.state, _STATES[check.state], _DONE[check.action], check.text, check.reason
    )


def _who(passage: Passage, text: str) -> _Who:
    return _Who(passage.kind or "none", voice(passage, text), attribution(passage, 1))


def _mark(number: int, citation: Citation) -> _Mark:
    label = (
        f"Source {citation.marker}: {voice(citation.passage, citation.quote)},"
        f" {attribution(citation.passage, 1)}. Open the passage."
    )
    return _Mark(number, citation.marker, label)


def _refusal(number: int, answer: Answer) -> _Refused:
    near = (
        (_who(c.passage, c.quote), _Sentence(shortened(c.quote), (_mark(number, c),)))
        for c in answer.citations
    )
    return _Refused(refusal_text(answer), tuple(near))


def _tools(number: int, answer: Answer) -> _Tools:
    cited = () if answer.refusal else answer.citations
    chips = tuple((c.marker, f"{voice(c.passage, c.quote)} · {brief(c.passage)}") for c in cited)
    return _Tools(chips, _model(answer), with_references(answer), paper=not answer.refused)


def report(page: str | None) -> str:
    """The latest evaluation report, in a frame of its own without scripts."""
    return render("report.html", page=page)


def told(text: str) -> str:
    """One sentence that something was not done."""
    return render("told.html", text=text)
