"""The values of a board paper. Frozen; numbers of references, support and everything displayed
are derived each time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

from assistant.answer.types import ModelNote
from index.documents.types import Passage
from index.text.dates import spoken

Purpose = Literal["decision", "discussion", "assurance", "information"]
Style = Literal["harvard", "vancouver"]
Origin = Literal["quoted", "written", "derived", "author"]
Key = Literal[
    "ask",
    "summary",
    "background",
    "recommended",
    "answered",
    "progress",
    "commentary",
    "implications",
    "next",
]

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
STYLES: tuple[Style, ...] = get_args(Style)
SECTIONS: tuple[Key, ...] = get_args(Key)
HEADINGS: dict[Key, str] = {
    "ask": "What the board is asked to do",
    "summary": "Executive summary",
    "background": "Background",
    "recommended": "What was recommended",
    "answered": "How it was answered",
    "progress": "Progress to date",
    "commentary": "What commentators say, and where they differ",
    "implications": "Implications",
    "next": "Options and next steps",
}
IMPLICATIONS = ("Finance", "Workforce", "Inequalities", "Legal", "Risk")
QUESTION = re.compile(
    r"^(?:why|how|what|which|who|whom|whose|when|where|did|does|do|has|have|had|is|are|was|were|"
    r"will|would|should|can|could)\b|\?$",
    re.I,
)
OF_OUR_READING = re.compile(
    r"^No (?:source|trace|figure|timetable|commitment|progress|report|answer)?\b.*\b(?:ties|read|"
    r"seen|found)\b|^No .{0,90}\bwas (?:seen|found)\b|^Whether\b|\bthe full list was not read\b|"
    r"\bis known here\b|\bown wording\b.*\bnot read\b|"
    r"\bwas not seen in (?:any source|the copies)\b",
    re.I,
)
FROM_EVIDENCE: tuple[Key, ...] = ("background", "recommended", "answered", "progress", "commentary")


@dataclass(frozen=True)
class Brief:
    """What is asked for. `questions` are further questions (those of a chat) whose evidence goes
    in; `rows` are ids of the ledger, None for those that the topic finds; `sections` are those
    wanted, in order; `as_at` is an ISO day.
    """

    topic: str
    purpose: Purpose = "information"
    title: str = ""
    meeting: str = ""
    date: str = ""
    author: str = ""
    sponsor: str = ""
    as_at: str | None = None
    questions: tuple[str, ...] = ()
    rows: tuple[str, ...] | None = None
    sections: tuple[Key, ...] = SECTIONS
    style: Style = "harvard"

    @property
    def heading(self) -> str:
        """The paper's title: the one given, or the topic. A question is no title: what it takes
        for granted may be false."""
        topic = self.topic.strip()
        return self.title.strip() or (
            "Paper on a question" if self.asks else topic[:1].upper() + topic[1:]
        )

    @property
    def asks(self) -> bool:
        return bool(QUESTION.search(self.topic.strip()))


@dataclass(frozen=True)
class Verdict:
    """What the checker said of an author's sentence, and why, in words for a reader."""

    state: Literal["supported", "partly", "unsupported"]
    reason: str = ""


@dataclass(frozen=True)
class Statement:
    """A sentence of the paper with the passages that it rests on. `quoted` stands word for word
    in the first of them, `written` is a language model's that the checker found supported,
    `derived` is ours, from the ledger or of what stands elsewhere in the paper, `author` was typed
    by the paper's author, may rest on nothing, and has a `verdict` once it was checked. `group` is
    the recommendation or matter it belongs to. `told` is what readers say of it, while it is
    drawn.
    """

    text: str
    passages: tuple[Passage, ...]
    origin: Origin = "quoted"
    group: str = ""
    verdict: Verdict | None = None
    told: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether the statement may carry its references."""
        return self.origin != "author" or (
            self.verdict is not None and self.verdict.state == "supported"
        )


@dataclass(frozen=True)
class Space:
    """A marked space for the author, with what is to be written there."""

    text: str
    group: str = ""


@dataclass(frozen=True)
class Section:
    """`lacks` is the one line that stands where there is no evidence. `model` is what a language
    model and its checker did."""

    key: Key
    statements: tuple[Statement, ...] = ()
    spaces: tuple[Space, ...] = ()
    lacks: str = ""
    model: ModelNote | None = None

    @property
    def evidence(self) -> int:
        """Number of passages that the section rests on."""
        return len({p.id for s in self.statements for p in s.passages})


@dataclass(frozen=True)
class Cell:
    """A status of a recommendation, its ISO date, the passage behind it, and what stands beside
    it without a date."""

    status: str
    date: str | None
    passage: Passage | None
    beside: str = ""

    @property
    def text(self) -> str:
        when = f" ({spoken(self.date)})" if self.date else ""
        undated = f"; undated: {self.beside}" if self.beside else ""
        return f"{self.status[:1].upper()}{self.status[1:]}{when}{undated}"


@dataclass(frozen=True)
class Line:
    """A recommendation at a glance. `doubt` is what is unsure of its being a recommendation;
    empty where nothing is. `told` is what readers say of it, while it is drawn."""

    id: str
    title: str
    review: str
    recommended: Cell
    response: Cell
    progress: Cell
    doubt: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A paper, as an outline or drafted. `offered` are the (id, title) of the recommendations
    that may be chosen, those that the topic finds first; `missing` says why there is no evidence
    at all, `notes` what of the topic the library does not hold."""

    brief: Brief
    sections: tuple[Section, ...]
    lines: tuple[Line, ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    missing: str | None = None
    notes: tuple[str, ...] = ()
    library: str = ""
    made_on: str = ""
    speaks: str = "quoted from sources"
    drafted: bool = False

    def section(self, key: str) -> Section | None:
        return next((s for s in self.sections if s.key == key), None)

    def with_section(self, section: Section) -> Paper:
        return replace(
            self, sections=tuple(section if s.key == section.key else s for s in self.sections)
        )

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage that the paper cites, once, in the order of first use: its place is its
        reference number less one."""
        found: dict[str, Passage] = {}
        for section in self.sections:
            for statement in section.statements:
                for p in statement.passages if statement.supported else ():
                    found.setdefault(p.id, p)
            for line in self.lines if section.key == "summary" else ():
                for cell in (line.recommended, line.response, line.progress):
                    if cell.passage:
                        found.setdefault(cell.passage.id, cell.passage)
        return tuple(found.values())
