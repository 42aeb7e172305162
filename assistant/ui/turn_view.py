"""A question with its answer in, its article out. The template holds the markup and escapes: a
document's markup is shown, never run."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from assistant.answer.citations import with_references
from assistant.answer.corrected import Corrected, Remark
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
from assistant.answer.types import Answer, Check, Citation, Claim, Note, attribution
from assistant.answer.voices import voice
from assistant.check.untrusted import addresses_reader
from assistant.conversations.types import Kept
from assistant.ledger.types import RowLink
from assistant.ui.disputes import Dispute, of_citations
from assistant.ui.evidence_view import shortened
from assistant.ui.live import SHARED
from assistant.ui.templating import render
from assistant.wording import answers
from assistant.wording.outside import SHOWN_STATES
from index.documents.types import Passage
from index.text.dates import spoken
from index.text.words import stems

NOTHING = Corrected()
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

    turn: str
    marker: int
    label: str


@dataclass(frozen=True)
class _Sentence:
    """What is said, its sources, where in it the words stand that answer, and, of a sentence of
    ours, what readers say of its sources."""

    text: str
    marks: tuple[_Mark, ...]
    words: tuple[int, int] | None = None
    told: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Who:
    """Who says it: the kind of statement, the voice in words, and where it stands."""

    kind: str
    voice: str
    attribution: str


@dataclass(frozen=True)
class _Said:
    """Sentences of one passage; `look` is "written", "listed" or "plain"; `dispute` what readers
    say of them."""

    look: str
    who: _Who
    lead: str | None
    sentences: tuple[_Sentence, ...]
    dispute: Dispute


@dataclass(frozen=True)
class _Row:
    """A link to the ledger's row, with its statuses as they stood and what readers say of it."""

    id: str
    title: str
    day: str
    rest: str
    told: tuple[Remark, ...]


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
class _Source:
    """A source of an answer in one line: its number, who says it, and where it stands."""

    mark: _Mark
    who: _Who
    place: str


@dataclass(frozen=True)
class _Tools:
    """What stands below an answer; `count` is "7 sources"."""

    sources: tuple[_Source, ...]
    count: str
    model: _Model | None
    copy: str
    paper: bool


@dataclass(frozen=True)
class _Turn:
    """A question with its answer; `writing` says which model is at work on it. It opens with the
    `note`, else with the first of the `groups`; `warned` stands before that, `ruled` with it,
    `unruled` below; `stand` are rows shown before the fold, `rows` those behind it. `day` and
    `documents` are what it was limited to, for when it is asked again."""

    id: str
    conversation: str
    asked: str
    understood: str
    state: str
    look: str
    refusal: _Refused | None
    note: _Sentence | None
    warned: str
    ruled: str
    groups: tuple[_Said, ...]
    points: tuple[_Sentence, ...]
    remarks: tuple[str, ...]
    folded: tuple[_Said, ...]
    stand: tuple[_Row, ...]
    rows: tuple[_Row, ...]
    unruled: str
    next: tuple[str, ...]
    writing: str
    stands: str
    tools: _Tools | None
    day: str = ""
    documents: str = ""
    kept: bool = False
    pinned: bool = False
    earlier: str = ""
    gone: str = ""
    shared: bool = False
    sharer: str = ""


def waiting(ident: str, question: str, note: str) -> str:
    """A question on its way, and what is said of it meanwhile; `ident` is the id that its turn
    will have."""
    return render("waiting.html", id=ident, asked=question, note=note)


def unread(kept: Kept) -> str:
    """A question whose answer another version kept in a way that cannot be read any more."""
    return render("unread.html", kept=kept)


def turn(kept: Kept, live: AbstractSet[str] | None = None, corrected: Corrected = NOTHING) -> str:
    """A question with its answer, as it was kept; `live` are the ids of the documents that are in
    the library now, where that may have changed since; `corrected` is what readers say is wrong."""
    if kept.answer is None:
        return unread(kept)
    cited = {c.passage.document_id for c in kept.answer.citations}
    gone = len(cited - live) if live is not None else 0
    earlier = f"Answered {kept.earlier + 1} times; this is the latest." if kept.earlier else ""
    made = _turn(kept.id, kept.answer, None, corrected)
    made = replace(made, conversation=kept.conversation, kept=True, pinned=kept.pinned)
    made = replace(made, earlier=earlier, shared=bool(kept.shared))
    return render("turn.html", turn=replace(made, gone=answers.since_gone(gone)))


def shared(kept: Kept, live: AbstractSet[str], corrected: Corrected = NOTHING) -> str:
    """A question with its answer that somebody else asked and shares."""
    if kept.answer is None:
        return unread(replace(kept, id="", conversation=""))
    cited = {c.passage.document_id for c in kept.answer.citations}
    made = _turn(SHARED + kept.shared, kept.answer, None, corrected)
    asked, at = spoken(kept.created[:10]), spoken(kept.shared_at[:10])
    sharer = f"Asked on {asked}, shared by {kept.shared_by} on {at}."
    sharer += " What came in since is not in it."
    gone = answers.since_gone(len(cited - live))
    return render("turn.html", turn=replace(made, sharer=sharer, gone=gone))


def answered(answer: Answer, ident: str = "", corrected: Corrected = NOTHING) -> str:
    """A question with its answer that is not kept."""
    return render("turn.html", turn=_turn(ident, answer, None, corrected))


def growing(ident: str, answer: Answer, corrected: Corrected = NOTHING) -> str:
    """An answer while a language model writes it."""
    return render("turn.html", turn=_turn(ident, answer, len(answer.claims), corrected))


def _turn(ident: str, answer: Answer, shown: int | None, corrected: Corrected) -> _Turn:
    asked, standalone = answer.turn.asked, answer.turn.standalone
    corrected = corrected.beside(answer)
    heard = answer.refusal is None
    rules = rules_text(answer) if heard else ""
    stands = rules_stand(answer) if heard else "below"
    whole = heard and shown is None
    rows = tuple(_row(row, answer, corrected) for row in answer.rows) if whole else ()
    stand = () if answer.note else tuple(r for r in rows if _shares(r.title, standalone))[:1]
    writing = ""
    if shown is not None and answer.model:
        doing = "is writing" if answer.model.checks else f"is reading {answer.model.read} passages"
        writing = f"{answer.model.name} {doing}"
    return _Turn(
        ident,
        "",
        asked,
        understood=standalone if standalone != asked else "",
        state=_state(answer) if shown is None else "",
        look=answer.state.replace(" ", "-"),
        refusal=None if heard else _refusal(ident, answer, corrected),
        note=_noted(ident, answer, answer.note, corrected) if heard else None,
        warned=rules if stands == "before" else "",
        ruled=rules if stands == "with" else "",
        groups=tuple(_groups(ident, answer, answer.claims[:shown], corrected)) if heard else (),
        points=tuple(s for p in answer.points if (s := _noted(ident, answer, p, corrected))),
        remarks=answer.remarks,
        folded=tuple(_groups(ident, answer, answer.folded, corrected)) if whole else (),
        stand=stand,
        rows=tuple(r for r in rows if r not in stand),
        unruled=rules if stands == "below" else "",
        next=answer.next if shown is None else (),
        writing=writing,
        stands=standing_text(answer) if shown is None else "",
        tools=_tools(ident, answer) if shown is None else None,
        day=(answer.standing and answer.standing.as_at) or "",
        documents=" ".join(answer.standing.within) if answer.standing else "",
    )


def _shares(title: str, question: str) -> bool:
    """Whether a recommendation's title has a word of the question: then how it stands is shown
    before the fold, where the headline does not tell it."""
    return bool(set(stems(title)) & set(stems(question)))


def _state(answer: Answer) -> str:
    """How it was answered, and as at which day."""
    day = answer.standing and answer.standing.as_at
    return SHOWN_STATES[answer.state] + (f", as at {spoken(day)}" if day else "")


def _noted(ident: str, answer: Answer, note: Note | None, corrected: Corrected) -> _Sentence | None:
    """A sentence of ours with the sources that it rests on."""
    if note is None:
        return None
    cited = [c for c in answer.citations if c.marker in note.markers]
    marks = tuple(_mark(ident, c) for c in cited)
    return _Sentence(note.text, marks, told=corrected.of(cited))


def _groups(
    ident: str, answer: Answer, claims: tuple[Claim, ...], corrected: Corrected
) -> Iterator[_Said]:
    """The claims by passage, in the order they are told."""
    by_marker = {c.marker: c for c in answer.citations}
    for passage, said in grouped(claims):
        first = said[0]
        look = "written" if first.written else "listed" if first.listed else "plain"
        sentences = tuple(_sentence(ident, claim, by_marker) for claim in said)
        markers = dict.fromkeys(m for claim in said for m in claim.markers)
        cited = [by_marker[m] for m in markers]
        dispute = of_citations(ident, cited, corrected.of(cited))
        yield _Said(look, _who(passage, first.text), first.lead, sentences, dispute)


def _sentence(ident: str, claim: Claim, by_marker: dict[int, Citation]) -> _Sentence:
    marks = tuple(_mark(ident, by_marker[m]) for m in claim.markers)
    before = led(claim) if not claim.listed else ""
    words = (claim.words[0] + len(before), claim.words[1] + len(before)) if claim.words else None
    return _Sentence(before + claim.text, marks, words)


def _row(row: RowLink, answer: Answer, corrected: Corrected) -> _Row:
    rest = row_text(row, answer).removeprefix(f"In the ledger: {row.title}.").strip()
    day = (answer.standing and answer.standing.as_at) or ""
    return _Row(row.id, row.title, day, rest, corrected.of_row(row.id))


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


def _mark(ident: str, citation: Citation) -> _Mark:
    label = (
        f"Source {citation.marker}: {voice(citation.passage, citation.quote)},"
        f" {attribution(citation.passage, 1)}. Open the passage."
    )
    return _Mark(ident, citation.marker, label)


def _refusal(ident: str, answer: Answer, corrected: Corrected) -> _Refused:
    near = (
        (
            _who(c.passage, c.quote),
            _Sentence(shortened(c.quote), (_mark(ident, c),), told=corrected.of([c])),
        )
        for c in answer.citations
    )
    return _Refused(refusal_text(answer), tuple(near))


def _tools(ident: str, answer: Answer) -> _Tools:
    cited = () if answer.refusal else answer.citations
    sources = tuple(
        _Source(_mark(ident, c), _who(c.passage, c.quote), _place(c.passage)) for c in cited
    )
    count = f"{len(cited)} source" + ("" if len(cited) == 1 else "s")
    return _Tools(sources, count, _model(answer), with_references(answer), paper=not answer.refused)


def _place(passage: Passage) -> str:
    """Where in its document a passage stands."""
    title = passage.metadata.title or passage.source
    heading = passage.heading or ""
    where = f"page {passage.page}" if passage.page else heading
    where = "" if addresses_reader(where) else where  # a heading may be an order to a machine
    return ". ".join(
        [", ".join(filter(None, [f"“{title}”", where])), *filter(None, [passage.note])]
    )
