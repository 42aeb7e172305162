"""A paper in, its blocks in order out: the one place that says what stands where, in what words,
with which reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from assistant.answer.types import attribution
from assistant.answer.voices import speaker
from assistant.ledger.catalogue import Source
from assistant.paper.appendix import appendix, references, when
from assistant.paper.blocks import (
    Block,
    Contents,
    Heading,
    Mark,
    Paragraph,
    Span,
    Table,
    Text,
)
from assistant.paper.types import (
    HEADINGS,
    IMPLICATIONS,
    OF_OUR_READING,
    Cell,
    Line,
    Paper,
    Section,
    Statement,
)
from assistant.wording.corrections import apart
from index.documents.types import Label
from index.text.dates import spoken

NOT_CHECKED = "author’s words, not checked"
NOT_SUPPORTED = "author’s words, not supported by the passages"
AUTHORS = "author’s words"
AS_AT = (
    "only what is dated by then; some of the accounts it is drawn from are later, and undated"
    " statements are left out"
)


def layout(paper: Paper, catalogue: Mapping[str, Source]) -> tuple[Block, ...]:
    """Everything after the title."""
    numbers = {p.id: n for n, p in enumerate(paper.passages, 1)}
    notes = [Paragraph((Text(note),), "small") for note in paper.notes]
    body = [block for section in paper.sections for block in _section(paper, section, numbers)]
    if paper.missing:
        body.insert(0, Paragraph((Text(paper.missing),)))
    body += [*references(paper, catalogue), *appendix(paper, catalogue), *_how(paper)]
    return (
        _cover(paper),
        *notes,
        Contents(tuple(b for b in body if isinstance(b, Heading) and b.level == 1)),
        *body,
    )


def _cover(paper: Paper) -> Table:
    b = paper.brief
    fields = (
        ("Meeting", b.meeting),
        ("Date", b.date),
        ("Author", b.author),
        ("Sponsor", b.sponsor),
        ("Purpose", f"For {b.purpose}"),
    )
    rows = [
        ((Text(name, bold=True),), (Text(value or "[Author to complete]"),))
        for name, value in fields
    ]
    if b.asks and not b.title:
        rows.insert(0, ((Text("Question", bold=True),), (Text(b.topic),)))
    if b.as_at:
        rows.append(((Text("As at", bold=True),), (Text(f"{spoken(b.as_at)}: {AS_AT}"),)))
    return Table(
        tuple(rows),
        "Cover details: meeting, date, author, sponsor and purpose of the paper",
        "column",
    )


def _section(paper: Paper, section: Section, numbers: Mapping[str, int]) -> Iterator[Block]:
    today = paper.brief.as_at or paper.made_on
    yield Heading(1, heading_of(paper, section), section.key)
    if section.key == "implications":
        for matter in IMPLICATIONS:
            yield Heading(2, matter, f"{section.key}-{matter.lower()}")
            said = [s for s in section.statements if s.group == matter]
            if any(s.origin != "author" for s in said):
                yield Paragraph((Text("Evidence that may bear on it:", italic=True),))
            yield from _paragraphs(said, numbers, today, named=False)
            yield from (_space(space.text) for space in section.spaces if space.group == matter)
        return
    if section.lacks and not section.statements:
        yield Paragraph((Text(section.lacks),))
    yield from _paragraphs(
        section.statements,
        numbers,
        today,
        named=len({s.group for s in section.statements}) > 1,
        together=section.key == "summary",
    )
    if section.key == "summary" and paper.lines:
        yield _at_a_glance(paper, numbers)
    for space in section.spaces:
        yield _space(space.text)


def heading_of(paper: Paper, section: Section) -> str:
    """The section's heading, with the day that progress is told as at."""
    heading = HEADINGS[section.key]
    return (
        f"{heading}, as at {spoken(paper.brief.as_at or paper.made_on)}"
        if section.key == "progress"
        else heading
    )


def _space(text: str) -> Paragraph:
    return Paragraph((Text(f"[{text}]"),), "space")


def _paragraphs(
    statements: Iterable[Statement],
    numbers: Mapping[str, int],
    today: str,
    named: bool,
    together: bool = False,
) -> Iterator[Paragraph]:
    """A paragraph a voice (`together`: a recommendation): what it is about, who says it and
    when, then each sentence with its references."""
    told = ""
    for (group, _, own), part in groupby(
        statements,
        key=lambda s: (s.group, "" if together else lead_of(s, today), s.origin == "author"),
    ):
        spans: list[Span] = []
        if named and group and group != told:
            spans.append(Text(f"{group}. ", bold=True))
        told, lead = group, ""
        for i, statement in enumerate(part):
            spans += [Text(" ")] if i else []
            if lead_of(statement, today) not in ("", lead):
                spans.append(Text(f"{lead_of(statement, today)} ", italic=True))
            lead = lead_of(statement, today)
            spans += sentence(statement, numbers)
        yield Paragraph(tuple(spans), "author" if own else "body")


def sentence(statement: Statement, numbers: Mapping[str, int]) -> list[Span]:
    """The words, quoted where they are a document's, the references that they may carry, and what
    readers say of them."""
    quoted = statement.origin == "quoted" and not statement.passages[0].voice
    spans: list[Span] = [Text(f"“{statement.text}”" if quoted else statement.text)]
    if statement.supported:
        spans += [Mark(numbers[p.id]) for p in statement.passages]
    if statement.origin == "author":
        own = statement.supported or (
            not statement.passages and statement.verdict is None
        )  # a space filled in claims no source
        note = AUTHORS if own else NOT_SUPPORTED if statement.verdict else NOT_CHECKED
        spans.append(Text(f" [{note}]", italic=True))
    return spans + _told(statement.told)


def _told(told: Iterable[str]) -> list[Span]:
    """What readers say is wrong, apart from what is said."""
    return [Text(f" [{apart(text)}]", italic=True) for text in told]


_LEADS = {
    "disagree": "Where sources disagree:",
    "unknown": "Not known:",
    "defined": "What the words mean:",
}
_SAYS = {
    "recommended": "recommended",
    "responded": "answered",
    "reported": "reported",
    "argued": "argued",
    "requires": "required",
    "advises": "advised",
    "provides": "provided",
}
_PLANNED = re.compile(r"\b(?:was|were) (?:then )?(?:planned|due|expected|intended|to)\b", re.I)


def lead_of(statement: Statement, today: str) -> str:
    """Who says it, as what and when; for a digest's statement its own label, but what is dated
    after the ISO day `today` is a plan. Empty for what a model or the author wrote."""
    if statement.origin != "quoted":
        return ""
    p = statement.passages[0]
    if p.voice:
        if lead := _LEADS.get(speaker(p, statement.text)):
            return lead
        if OF_OUR_READING.search(statement.text):
            return "Note on the evidence:"
        then = spoken(p.said_on) or ""
        if (
            p.said_on
            and p.voice.label == Label.EVENT
            and (p.said_on > today or (then in statement.text and _PLANNED.search(statement.text)))
        ):
            return f"Planned for {then}:"
        return f"{p.voice.named}:"
    m = p.metadata
    says = _SAYS.get(speaker(p, statement.text), "said")
    if not m.publisher and not m.authors:
        return (
            f"“{m.title or p.source}” (publisher not stated)"
            f" {says}{when(m.published) or ' (no date stated)'}:"
        )
    who = attribution(p).removesuffix(f", {spoken(m.published) or 'date not stated'}")
    return f"{who} {says}{when(m.published) or ' (no date stated)'}:"


def _at_a_glance(paper: Paper, numbers: Mapping[str, int]) -> Table:
    def cell(c: Cell) -> tuple[Span, ...]:
        return (Text(c.text), *((Mark(numbers[c.passage.id]),) if c.passage else ()))

    header = tuple(
        (Text(name, bold=True),)
        for name in ("Recommendation", "Recommended by", "Response", "Progress")
    )
    rows = tuple(
        (
            (Text(line.title), *_told(line.told)),
            (Text(_by(line)), *cell(line.recommended)[1:]),
            cell(line.response),
            cell(line.progress),
        )
        for line in paper.lines
    )
    return Table(
        (header, *rows),
        "Each recommendation with who made it, how government answered and the newest dated"
        " progress known",
    )


def _by(line: Line) -> str:
    when = f" ({spoken(line.recommended.date)})" if line.recommended.date else ""
    return f"{line.review}{when}{f'; {line.doubt}' if line.doubt else ''}"


def _how(paper: Paper) -> Iterator[Block]:
    yield Heading(1, "How this paper was made", "made")
    day = (
        f"as at {spoken(paper.brief.as_at)} ({AS_AT})"
        if paper.brief.as_at
        else "with no limit of date"
    )
    yield Paragraph(
        (
            Text(
                f"Made by ICS Assistant on {spoken(paper.made_on)}, {day}. Text: {paper.speaks}."
                f" Library: {paper.library}. A number after a sentence leads to its reference, and"
                " from there to the passage, word for word. Statements of the starter library are"
                " our own summaries of published accounts; check the original before relying on"
                " its wording. A recommendation is not policy, and what is not known is said to be"
                " not known."
            ),
        ),
        "small",
    )
    authored = sum(s.origin == "author" for section in paper.sections for s in section.statements)
    if authored:
        yield Paragraph(
            (
                Text(
                    f"{authored} sentence{'s are' if authored > 1 else ' is'} the author’s own"
                    " words, marked as such."
                ),
            ),
            "small",
        )
