"""Answers and documents in, HTML out. The templates hold the markup and escape: a document's
markup is shown, never run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.citations import reference, with_references
from assistant.answer.markdown import (
    grouped,
    led,
    model_text,
    refusal_text,
    row_text,
    rules_text,
    standing_text,
)
from assistant.answer.types import Answer, Check, Citation, Claim, attribution, brief
from assistant.answer.voices import voice
from assistant.ledger.types import RowLink
from assistant.ui.templating import render
from assistant.wording.voices import ADDED, KIND_NAMES
from index.documents.types import Block, Document, Passage, Quotation, Stored
from index.text.dates import spoken

_WINDOW_BLOCKS = 400
"""Paragraphs of a document drawn around the one asked for."""
_MOST_LEFT_OUT = 100
"""Pieces left out of a document that are listed."""
_STATES = {"supported": "Supported", "partly": "Partly supported", "unsupported": "Not supported"}
_DONE = {
    "kept": "",
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
    text: str
    marks: tuple[_Mark, ...]


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
    """A question with its answer; `writing` says which model is at work on it."""

    number: int
    asked: str
    understood: str
    refusal: _Refused | None
    note: _Sentence | None
    unruled: str
    groups: tuple[_Said, ...]
    rows: tuple[_Row, ...]
    writing: str
    stands: str
    tools: _Tools | None


@dataclass(frozen=True)
class _Piece:
    """Words of a document, marked as the "quoted" ones or those of its "passage"; `first` is
    where the panel opens."""

    text: str
    look: str
    first: bool


@dataclass(frozen=True)
class _Line:
    """A block of a document; `page` is given where a page begins."""

    role: str
    pieces: tuple[_Piece, ...]
    page: int | None


@dataclass(frozen=True)
class _Shown:
    """The part of a document that is shown, whether there is more before and behind it, and what
    was left out on loading: how much, the first of it by (reason, text), and how many more."""

    lines: tuple[_Line, ...]
    earlier: bool
    later: bool
    left_out: int
    dropped: tuple[tuple[str, str], ...]
    more: int


def header(
    documents: list[Stored],
    newest: str | None,
    note: str | None,
    speaks: str = "quoting the sources, no language model",
) -> str:
    """Name, purpose and the library's state in a line; `note` stands in while it is being made
    ready."""
    count = f"{len(documents)} document" + ("" if len(documents) == 1 else "s")
    facts = [count, f"newest evidence {spoken(newest)}" if newest else "no dated evidence", speaks]
    return render("header.html", state=note or " · ".join(facts))


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
    writing = ""
    if shown is not None and answer.model:
        doing = "is writing" if answer.model.checks else f"is reading {answer.model.read} passages"
        writing = f"{answer.model.name} {doing}"
    return _Turn(
        number,
        asked,
        understood=standalone if standalone != asked else "",
        refusal=None if heard else _refusal(number, answer),
        note=_note(number, answer) if heard else None,
        unruled=rules_text(answer) if heard else "",
        groups=tuple(_groups(number, answer, shown)) if heard else (),
        rows=tuple(_row(row, answer) for row in answer.rows) if heard and shown is None else (),
        writing=writing,
        stands=standing_text(answer) if shown is None else "",
        tools=_tools(number, answer) if shown is None else None,
    )


def _note(number: int, answer: Answer) -> _Sentence | None:
    if answer.note is None:
        return None
    cited = next(c for c in answer.citations if c.marker == answer.note.marker)
    return _Sentence(answer.note.text, (_mark(number, cited),))


def _groups(number: int, answer: Answer, shown: int | None) -> Iterator[_Said]:
    """The claims by passage, in the order they are told."""
    by_marker = {c.marker: c for c in answer.citations}
    for passage, said in grouped(answer.claims if shown is None else answer.claims[:shown]):
        first = said[0]
        look = "written" if first.written else "listed" if first.listed else "plain"
        sentences = tuple(_sentence(number, claim, by_marker) for claim in said)
        yield _Said(look, _who(passage, first.text), first.lead, sentences)


def _sentence(number: int, claim: Claim, by_marker: dict[int, Citation]) -> _Sentence:
    marks = tuple(_mark(number, by_marker[m]) for m in claim.markers)
    return _Sentence((led(claim) if not claim.listed else "") + claim.text, marks)


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
    return _Who(passage.kind or "none", voice(passage, text), attribution(passage))


def _mark(number: int, citation: Citation) -> _Mark:
    label = (
        f"Source {citation.marker}: {voice(citation.passage, citation.quote)},"
        f" {attribution(citation.passage, 1)}. Open the passage."
    )
    return _Mark(number, citation.marker, label)


def _refusal(number: int, answer: Answer) -> _Refused:
    near = (
        (_who(c.passage, c.quote), _Sentence(_shortened(c.quote), (_mark(number, c),)))
        for c in answer.citations
    )
    return _Refused(refusal_text(answer), tuple(near))


def _shortened(text: str, most: int = 40) -> str:
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]) + " …"


def _tools(number: int, answer: Answer) -> _Tools:
    cited = () if answer.refusal else answer.citations
    chips = tuple((c.marker, f"{voice(c.passage, c.quote)} · {brief(c.passage)}") for c in cited)
    return _Tools(chips, _model(answer), with_references(answer), paper=not answer.refused)


def evidence(
    citation: Citation | Quotation | None, document: Document | None, missing: str | None = None
) -> str:
    """The passage highlighted inside its document, with what the document says of itself."""
    if citation is None:
        return render("no_evidence.html", missing=missing)
    p, m = citation.passage, citation.passage.metadata
    publisher = (m.publisher or "not stated in the document") + (
        ", our digest of the sources named below it" if p.voice else ""
    )
    claim = (
        ""
        if p.vouched or not (m.publisher or m.kind)
        else f" (the document says so itself; {ADDED}, not confirmed)"
    )
    rows = [
        ("Kind", p.voice.named if p.voice else KIND_NAMES[p.kind] + (claim if m.kind else "")),
        ("Publisher", publisher + (claim if m.publisher else "")),
        ("Author", ", ".join(m.authors) or "not stated in the document" if not p.voice else None),
        ("Published", spoken(m.published) or "not stated in the document"),
        ("Page", str(p.page) if p.page else None),
        ("Section", p.section_text),
        ("File", p.source if not p.voice else None),
        ("Note", p.note),
    ]
    return render(
        "evidence.html",
        title=m.title or p.source,
        facts=[(name, value) for name, value in rows if value],
        reference=reference(citation),
        original=m.url if m.url and m.url.startswith(("https://", "http://")) else None,
        confirm=p.document_id if claim else None,
        shown=_document(document, citation) if document else None,
        quote=citation.quote,
    )


def _document(document: Document, citation: Citation | Quotation) -> _Shown:
    blocks = document.blocks
    here = next((i for i, b in enumerate(blocks) if b.end > citation.start), 0)
    first = max(0, here - _WINDOW_BLOCKS // 2) if len(blocks) > _WINDOW_BLOCKS else 0
    shown = blocks[first : first + _WINDOW_BLOCKS]
    lines, page = [], None
    for block in shown:
        turned = block.page if block.page and block.page != page else None
        page = turned or page
        lines.append(_line(document, block, citation, turned))
    dropped = tuple((d.reason, _shortened(d.text, 60)) for d in document.dropped[:_MOST_LEFT_OUT])
    left_out = len(document.dropped)
    return _Shown(
        tuple(lines),
        first > 0,
        first + len(shown) < len(blocks),
        left_out,
        dropped,
        left_out - len(dropped),
    )


def _line(
    document: Document, block: Block, citation: Citation | Quotation, page: int | None
) -> _Line:
    role = block.role if block.role in ("heading", "item", "row", "label", "sources") else ""
    return _Line(role, tuple(_pieces(document.text, block.start, block.end, citation)), page)


def _pieces(text: str, start: int, end: int, citation: Citation | Quotation) -> Iterator[_Piece]:
    """A block's text with the part that is the passage, and in it the quotation, marked."""
    p = citation.passage
    cuts = sorted(
        {
            start,
            end,
            *(c for c in (p.start, p.end, citation.start, citation.end) if start < c < end),
        }
    )
    for a, b in zip(cuts, cuts[1:], strict=False):
        quoted = citation.start <= a < citation.end
        look = "quoted" if quoted else "passage" if p.start <= a < p.end else ""
        first = quoted and a == max(citation.start, start) and citation.start >= start
        yield _Piece(text[a:b], look, first)


def report(page: str | None) -> str:
    """The latest evaluation report, in a frame of its own without scripts."""
    return render("report.html", page=page)


def told(text: str) -> str:
    """One sentence that something was not done."""
    return render("told.html", text=text)
