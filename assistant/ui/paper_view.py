"""A paper's form, outline and draft, and what a check found, in; HTML out. The templates hold
the markup and escape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.answer.types import attribution
from assistant.answer.voices import voice
from assistant.conversations.types import KeptPaper
from assistant.paper.check import MARKS, Checked, Finding
from assistant.paper.check_report import how, place, summary
from assistant.paper.layout import heading_of, lead_of
from assistant.paper.types import (
    HEADINGS,
    PURPOSES,
    SECTIONS,
    STYLES,
    Brief,
    Cell,
    Key,
    Line,
    Paper,
    Section,
    Statement,
)
from assistant.ui.past_view import when
from assistant.ui.templating import render
from assistant.wording import papers
from index.text.dates import spoken

_DETAILS = (
    ("title", "Title", "the topic, if left empty"),
    ("meeting", "Meeting", ""),
    ("date", "Date of the meeting", ""),
    ("author", "Author", ""),
    ("sponsor", "Sponsor", ""),
)
_LIGHTS = {
    "quoted": "Word for word from its source",
    "written": "Written by the language model, supported by its passage",
    "derived": "In our words, from the ledger and the passages named",
    "unchecked": "Author’s words, not checked",
    "supported": "Author’s words, supported by the passage",
    "partly": "Author’s words, not fully supported",
    "unsupported": "Author’s words, not supported",
}
_FILES = (("docx", "Word"), ("html", "Web page"), ("md", "Markdown"), ("ris", "References (RIS)"))


@dataclass(frozen=True)
class _Outlined:
    """A section that may go in: `says` what there is for it."""

    key: str
    heading: str
    says: str
    kept: bool


@dataclass(frozen=True)
class _Mark:
    """A reference by its number; `key` and `place` are of the sentence that rests on it."""

    passage: str
    number: int
    key: str = ""
    place: int = -1


@dataclass(frozen=True)
class _Said:
    """A sentence of the draft with its light; `verdict` is given for the author's own, which may
    be checked again."""

    place: int
    text: str
    shown: str
    light: str
    meaning: str
    marks: tuple[_Mark, ...]
    verdict: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class _Group:
    """What belongs together in a section: sentences by (who says them, sentences), and spaces by
    (place, text)."""

    heading: str
    bears: bool
    said: tuple[tuple[str | None, tuple[_Said, ...]], ...]
    spaces: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class _Line:
    """A recommendation at a glance; `cells` are (column, text, reference)."""

    title: str
    review: str
    cells: tuple[tuple[str, str, _Mark | None], ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """A section of the draft; `lacks` says what it has no evidence for."""

    key: str
    heading: str
    lacks: str
    groups: tuple[_Group, ...]
    lines: tuple[_Line, ...]


def form(brief: Brief) -> str:
    """What the paper is to be about, for whom."""
    details = [(name, label, hint, getattr(brief, name)) for name, label, hint in _DETAILS]
    return render("paper_form.html", brief=brief, purposes=PURPOSES, details=details)


def papers_of(found: Iterable[KeptPaper], opened: str) -> str:
    """The papers in progress, each with when it was last worked on."""
    listed = [(p.id, p.title, when(p.updated)) for p in found]
    return render("papers.html", papers=listed, opened=opened)


def outline(paper: Paper, rows: Iterable[tuple[str, str]]) -> str:
    """Recommendations to choose, sections with their evidence; `rows` are (id, title) of the
    whole ledger."""
    taken = {line.id for line in paper.lines}
    keys = [*paper.brief.sections, *(k for k in SECTIONS if k not in paper.brief.sections)]
    return render(
        "paper_outline.html",
        heading=paper.brief.heading,
        notes=_notes(paper),
        found=(
            f"{_counted(len(taken), 'recommendation')}, {_counted(len(paper.passages), 'passage')}"
            " of evidence."
        ),
        offered=[(i, title, i in taken) for i, title in paper.offered],
        others=[(i, title) for i, title in rows if i not in dict(paper.offered)],
        sections=[_outlined(paper, key) for key in keys],
    )


def _notes(paper: Paper) -> list[str]:
    return [*paper.notes, *filter(None, [paper.missing])]


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _outlined(paper: Paper, key: Key) -> _Outlined:
    section = paper.section(key)
    if section is None:
        says = "left out" if not paper.missing else "no evidence"
    elif section.evidence:
        says = _counted(section.evidence, "passage")
    else:
        says = "yours to write" if section.spaces else "no evidence found"
    return _Outlined(key, HEADINGS[key], says, key in paper.brief.sections)


def draft(paper: Paper, writing: str = "") -> str:
    """The draft, each sentence with its light, its sources and a way to change it; `writing`
    says what is under way."""
    numbers = {p.id: n for n, p in enumerate(paper.passages, 1)}
    lights = {_light(s) for section in paper.sections for s in section.statements}
    day = f", as at {spoken(paper.brief.as_at)}" if paper.brief.as_at else ""
    return render(
        "paper_draft.html",
        heading=paper.brief.heading,
        about=f"For {paper.brief.purpose}{day}. {_speaks(paper)}",
        writing=writing,
        files=_FILES,
        styles=[(style, style.title()) for style in STYLES],
        chosen=paper.brief.style,
        legend=[(name, text) for name, text in _LIGHTS.items() if name in lights],
        notes=_notes(paper),
        parts=[_part(paper, section, numbers) for section in paper.sections],
    )


def _speaks(paper: Paper) -> str:
    return f"{paper.speaks[:1].upper()}{paper.speaks[1:]}."


def _part(paper: Paper, section: Section, numbers: dict[str, int]) -> _Part:
    return _Part(
        section.key,
        heading_of(paper, section),
        lacks="" if section.statements else section.lacks,
        groups=tuple(_groups(paper, section, numbers)),
        lines=(
            tuple(_line(line, numbers) for line in paper.lines) if section.key == "summary" else ()
        ),
    )


def _groups(paper: Paper, section: Section, numbers: dict[str, int]) -> Iterator[_Group]:
    """Sentences and spaces by the recommendation or matter they belong to, in the order of first
    mention."""
    placed, spaces = list(enumerate(section.statements)), list(enumerate(section.spaces))
    groups = list(dict.fromkeys([*(s.group for _, s in placed), *(s.group for _, s in spaces)]))
    for group in groups:
        mine = [(i, s) for i, s in placed if s.group == group]
        by_lead = groupby(
            mine, key=lambda pair: lead_of(pair[1], paper.brief.as_at or paper.made_on)
        )
        yield _Group(
            heading=group if len(groups) > 1 else "",
            bears=section.key == "implications" and any(s.origin != "author" for _, s in mine),
            said=tuple(
                (lead, tuple(_statement(section.key, i, s, numbers) for i, s in said))
                for lead, said in by_lead
            ),
            spaces=tuple((i, s.text) for i, s in spaces if s.group == group),
        )


def _light(statement: Statement) -> str:
    if statement.origin != "author":
        return statement.origin
    return statement.verdict.state if statement.verdict else "unchecked"


def _statement(key: str, place: int, statement: Statement, numbers: dict[str, int]) -> _Said:
    light = _light(statement)
    quoted = statement.origin == "quoted" and not statement.passages[0].voice
    verdict = ""
    if statement.origin == "author":
        why = (
            f": {statement.verdict.reason}"
            if statement.verdict and statement.verdict.reason
            else ""
        )
        verdict = f"{_LIGHTS[light]}{why}"
    return _Said(
        place,
        statement.text,
        shown=f"“{statement.text}”" if quoted else statement.text,
        light=light,
        meaning=_LIGHTS[light],
        marks=(
            tuple(_Mark(p.id, numbers[p.id], key, place) for p in statement.passages)
            if statement.supported
            else ()
        ),
        verdict=verdict,
        told=statement.told,
    )


def _line(line: Line, numbers: dict[str, int]) -> _Line:
    def cell(name: str, cell: Cell) -> tuple[str, str, _Mark | None]:
        return (
            name,
            cell.text,
            _Mark(cell.passage.id, numbers[cell.passage.id]) if cell.passage else None,
        )

    review = f"{line.review}{f'; {line.doubt}' if line.doubt else ''}"
    cells = (cell("Response", line.response), cell("Progress", line.progress))
    return _Line(line.title, review, cells, line.told)


def _sources(finding: Finding) -> list[tuple[str, str]]:
    """(the passage's id, who says it and when) of what a verdict rests on."""
    return [(p.id, f"{voice(p, p.text)}, {attribution(p, 1)}") for p in finding.weighed.passages]


def findings(checked: Checked | None, told: str = "", running: bool = False) -> str:
    """What a check found so far; `told` is a notice in its place."""
    if checked is None:
        return render("notice.html", text=told)
    return render(
        "findings.html",
        checked=checked,
        told=told,
        running=running,
        summary=summary(checked),
        how=how(checked),
        counts=[(mark, label, checked.count(mark)) for mark, label in MARKS.items()],
        word=checked.name.lower().endswith(".docx"),
        findings=[
            (place(f), f, papers.marked_by(f.weighed.by), _sources(f)) for f in checked.findings
        ],
    )
