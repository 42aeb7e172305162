"""Evidence in, the sections of a paper out: each sentence under the heading that its voice
belongs to, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.answer.voices import speaker
from assistant.ledger.statements import Statements
from assistant.ledger.types import Row, Step
from assistant.paper.types import (
    FROM_EVIDENCE,
    HEADINGS,
    IMPLICATIONS,
    OF_OUR_READING,
    Brief,
    Cell,
    Key,
    Line,
    Section,
    Space,
    Statement,
)
from assistant.wording import papers
from assistant.wording.ledger import status
from index.documents.types import Label, Passage
from index.search.rank import Sentence
from index.text.dates import by_end_of
from index.text.sentences import LEANS, sentences
from index.text.words import stems

_WITHIN, _REPEATED = 3.0, 0.6
"""Log odds below the best that a section still quotes; share of stems in common that makes a
repeat. Set by hand."""
_MOST: dict[Key, int] = {
    "background": 4,
    "recommended": 3,
    "answered": 4,
    "progress": 5,
    "commentary": 6,
}
"""Statements of each section, at the most; set by hand."""
_SUMMED, _MOST_IMPLIED, _MOST_COMMENTS = 3, 2, 2
"""Lines of the summary, implications and comments, at the most; set by hand."""
_OF_STEP: dict[str, Key] = {
    "recommended": "recommended",
    "responded": "answered",
    "progress": "progress",
    "comment": "commentary",
}
_SECTION_OF: dict[str, Key] = {
    "recommended": "recommended",
    "responded": "answered",
    "reported": "progress",
    "linked": "progress",
    "event": "progress",
    "argued": "commentary",
    "disagree": "commentary",
}
MATTERS: dict[str, tuple[str, re.Pattern[str]]] = {
    name: (asks, re.compile(rf"\b(?:{words})\b|{other}", re.I))
    for name, asks, words, other in (
        ("Finance", "what this means for this system’s money", (
            r"funding|costs?|budgets?|spend(?:ing)?|spent|financ\w+|savings?|grants?|capital|"
            r"allocations?|money"
        ), r"£"),
        ("Workforce", "what this means for staff", (
            r"workforce|staff\w*|recruit\w*|redundanc\w+|training|jobs?|pharmacists?"
        ), r"(?!)"),
        ("Inequalities", "what this means for unequal access, experience and outcomes", (
            r"inequalit\w+|inequit\w+|depriv\w+|health gap|disadvantaged"
        ), r"(?!)"),
        ("Legal", "what duties and powers this touches", (
            r"law(?![- ]firm)|legal\w*|legislat\w+|statut\w+|the act|act 20\d\d|"
            r"acts? of parliament|bill|dut(?:y|ies)|regulations?|clauses?"
        ), r"(?!)"),
        ("Risk", "what could go wrong, and who owns that", (
            r"risks?|risk\w+|warn\w*|concern\w*|danger\w*|uncertain\w*|too slow|stalled"
        ), r"(?!)"),
    )
}  # fmt: skip


class Held:
    """The statements under way, by section; nothing is said twice."""

    def __init__(self) -> None:
        self.statements: dict[Key, list[Statement]] = {key: [] for key in FROM_EVIDENCE}
        self.others = ""
        self._more: dict[Key, int] = dict.fromkeys(FROM_EVIDENCE, 0)
        self._rows: set[str] = set()

    def take(self, key: Key, statement: Statement) -> None:
        self.statements[key].append(statement)
        self._rows.add(statement.passages[0].id)

    def in_order(self) -> None:
        """What stands beside the rows by date, what has none last; the rows' own stay as they
        are."""
        for key, said in self.statements.items():
            rows = [s for s in said if s.passages[0].id in self._rows]
            rest = [s for s in said if s.passages[0].id not in self._rows]
            self.statements[key] = rows + sorted(
                rest,
                key=lambda s: by_end_of(s.passages[0].said_on) if s.passages[0].said_on else "9",
            )

    def add(self, sentence: Sentence, best: float) -> None:
        """A sentence beside the rows', unless it scores far below the best, repeats one, or
        there are enough."""
        key = section_of(sentence.passage, sentence.text)
        if (
            sentence.score < best - _WITHIN
            or self._more[key] >= _MOST[key]
            or sentence.passage.id in self._rows
        ):
            return
        text = _whole(sentence)
        if text is None or any(
            _repeats(text, s.text) for said in self.statements.values() for s in said
        ):
            return
        self._more[key] += 1
        self.statements[key].append(Statement(text, (sentence.passage,), group=self.others))


_UNKNOWN_OF: tuple[tuple[Key, re.Pattern[str]], ...] = (
    ("answered", re.compile(r"\b(?:answer\w*|respon\w+|repl\w+)\b", re.I)),
    ("progress", re.compile(r"\b(?:progress|happened|became|since|later|after|outcome)\b", re.I)),
)
_LEANS_BACK = re.compile(r"^(?:\S+ ){1,6}then\b", re.I)


def section_of(passage: Passage, text: str) -> Key:
    """The heading that a sentence belongs under, by who speaks; what is not known stands where
    it is missed."""
    spoken_by = speaker(passage, text)
    if spoken_by == "unknown":
        return next((key for key, words in _UNKNOWN_OF if words.search(text)), "background")
    return _SECTION_OF.get(spoken_by, "background")


def _whole(sentence: Sentence) -> str | None:
    """The sentence, with the one before it in its passage when it leans on that; None when that
    stands elsewhere."""
    if not LEANS.match(sentence.text):
        return sentence.text
    p = sentence.passage
    before = [a for a, _ in sentences(p.text) if p.start + a < sentence.start]
    return p.text[before[-1] : sentence.end - p.start] if before else None


def _repeats(a: str, b: str) -> bool:
    left, right = set(stems(a)), set(stems(b))
    return len(left & right) >= _REPEATED * min(len(left), len(right))


def take_topic(held: Held, passages: list[Passage], day: str | None) -> None:
    """The first sentence of each statement of a digest's topic that is no row, with what is not
    known of it."""
    for p in passages:
        if day and not (p.said_on and by_end_of(p.said_on) <= day):
            continue
        spans = sentences(p.text)
        text = p.text[slice(*spans[0])] if spans else ""
        if text and not any(
            _repeats(text, s.text) for said in held.statements.values() for s in said
        ):
            held.statements[section_of(p, text)].append(Statement(text, (p,), group=held.others))


def take_row(held: Held, statements: Statements, row: Row, day: str | None) -> None:
    """Every sentence of the row's topic, and the words that readers accepted for it."""
    for p in statements.of(row):
        if day and not (p.said_on and by_end_of(p.said_on) <= day):
            continue
        spans = sentences(p.text)
        at = 0
        while at < len(spans):
            a, b = spans[at]
            at += 1
            while at < len(spans) and LEANS.match(p.text[slice(*spans[at])]):
                b, at = spans[at][1], at + 1
            held.take(section_of(p, p.text[a:b]), Statement(p.text[a:b], (p,), group=row.title))
    for step in row.steps:
        placed = statements.place(step.words) if step.words else None
        if placed:
            held.take(
                _OF_STEP[step.said], Statement(placed.quote, (placed.passage,), group=row.title)
            )


def story(events: list[Passage], rows: list[Row]) -> Iterator[Statement]:
    """How each review came about, when it was published and when it was answered, from the
    timeline."""
    for review, when in dict.fromkeys((r.review, r.published) for r in rows):
        named = set(stems(review))
        about = [p for p in events if p.said_on and named <= set(stems(p.text))]
        before = [p for p in about if (p.said_on or "") < (when or "")]
        there = [p for p in about if p.said_on == when]
        answered = [
            p for p in about if (p.said_on or "") > (when or "") and _ANSWERS.search(p.text)
        ]
        for p in (*before[:1], *there[:1], *answered[:1]):
            a, b = sentences(p.text)[0]
            yield Statement(p.text[a:b], (p,))


_ANSWERS = re.compile(r"\b(?:response|responded|answered)\b", re.I)


def line_of(statements: Statements, row: Row, day: str | None) -> Line:
    """The row at a glance, each status with the passage behind it."""
    section = [
        p for p in statements.of(row) if not day or (p.said_on and by_end_of(p.said_on) <= day)
    ]

    def cell(status: str, step: Step | None, key: Key) -> Cell:
        if step is None:
            unknown = (
                p
                for p in section
                if speaker(p, p.text) == "unknown" and section_of(p, p.text) == key
            )
            return Cell(status, None, next(unknown, None))
        found = statements.evidence(step, row)
        return Cell(status, step.date, found.passage if found else None)

    recommended = row.of("recommended")[0]
    backed = cell("recommended", recommended, "recommended")
    recommended_there = bool(
        backed.passage
        and (not backed.passage.voice or backed.passage.voice.label == Label.RECOMMENDED)
    )
    answers = sorted(row.of("responded"), key=lambda s: (s.status == "unknown", s.date or "9"))
    return Line(
        row.id,
        row.title,
        row.review,
        backed if recommended_there else replace(backed, date=None),
        cell(row.response, next(iter(answers), None), "answered"),
        replace(cell(row.progress, row.latest, "progress"), beside=_undated(row)),
        (
            "whether as a formal recommendation is unclear"
            if row.formal == "unclear" or not recommended_there
            else ""
        ),
    )


def _undated(row: Row) -> str:
    """The status of a report of progress that has no date, beside one that has."""
    undated = [
        s.status or "unknown"
        for s in row.of("progress")
        if not s.date and row.latest and row.latest.date
    ]
    return undated[0] if undated else ""


def section(
    key: Key, brief: Brief, held: dict[Key, list[Statement]], lines: tuple[Line, ...]
) -> Section:
    """One section of the paper: its statements, its spaces for the author, or what it lacks. What
    the summary quotes is not said again."""
    summary = tuple(_summary(held, lines))
    lacks = papers.LACKS.get(key, "")
    if key == "summary":
        statements = summary
    elif key == "implications":
        statements = tuple(_implied(held, brief))
    else:
        summed = {s.text for s in summary} if "summary" in brief.sections else set()
        statements = tuple(s for s in held.get(key, ()) if s.text not in summed)
        lacks = papers.SUMMED if held.get(key) and not statements else lacks
    return Section(
        key,
        statements,
        spaces(key, brief),
        "" if statements else lacks,
    )


def _summary(held: dict[Key, list[Statement]], lines: tuple[Line, ...]) -> Iterator[Statement]:
    """How the first few recommendations stand, a sentence each, from the ledger; without any, the
    first of each kind of which more was found."""
    if not lines:
        spare = {key: said if len(said) > 1 else [] for key, said in held.items()}
        yield from (
            *spare["recommended"][:1],
            *spare["answered"][:1],
            *spare["progress"][:1],
            *spare["commentary"][:1],
        )
    for line in lines[:_SUMMED]:
        cells = (line.response, line.progress, line.recommended)
        passages = list({c.passage.id: c.passage for c in cells if c.passage}.values())
        if passages:
            answered = (line.response.status, line.response.date)
            text = status(line.title, answered, (line.progress.status, line.progress.date))
            yield Statement(text, tuple(passages[:2]), "derived")


def _implied(held: dict[Key, list[Statement]], brief: Brief) -> Iterator[Statement]:
    """For each matter where the statements stand that speak of it most; not what is said of our
    own reading, nor what words mean."""
    said = [
        (key, s)
        for key in ("answered", "progress", "recommended", "commentary", "background")
        for s in held[key]
        if key in brief.sections
    ]
    for name, (_, words) in MATTERS.items():
        counted = [
            (len(set(words.findall(s.text.lower()))), key, s)
            for key, s in said
            if speaker(s.passages[0], s.text) not in ("unknown", "defined")
            and not OF_OUR_READING.search(s.text)
            and not _LEANS_BACK.match(s.text)
        ]
        best = sorted((c for c in counted if c[0]), key=lambda c: -c[0])[:_MOST_IMPLIED]
        if best:
            headings = list(dict.fromkeys(HEADINGS[key] for _, key, _ in best))
            passages = tuple({s.passages[0].id: s.passages[0] for *_, s in best}.values())
            yield Statement(papers.stands_under(headings), passages, "derived", name)


def spaces(key: Key, brief: Brief) -> tuple[Space, ...]:
    """What the author is to write in a section."""
    if key == "implications":
        return tuple(Space(papers.to_complete(MATTERS[name][0]), name) for name in IMPLICATIONS)
    return {"ask": (Space(papers.ASK[brief.purpose]),), "next": (Space(papers.NEXT),)}.get(key, ())
