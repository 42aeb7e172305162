"""A brief in, a paper as its outline out: what the ledger and the documents hold on the topic, sentence by sentence, under
the heading that its voice belongs to. Refuses an empty topic; a topic that the library knows nothing of gives a short page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.as_at import read, refuse_unread
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.evidence import GENERIC, Evidence, choose, readable
from assistant.ledger import Ledger, Row, Step
from assistant.paper.types import FROM_EVIDENCE, IMPLICATIONS, Brief, Cell, Key, Line, Paper, Section, Space, Statement
from assistant.voices import speaker
from index.lexical import STOP, stems
from index.load.dates import by_end_of, spoken
from index.rank import LEANS, Sentence, weights_of
from index.split import sentences
from index.types import Passage

LONGEST = 300  # characters of a topic
COVERS, ROW_COVERS = 0.95, 0.65  # of a sentence, of a row; learnt on the development half of evals/gold/topics.jsonl
_HEADING, _ODDS = 0.9, 0.1
_ROW_WITHIN, _MOST_ROWS, _MOST_OFFERED = 0.3, 6, 8
_WITHIN, _REPEATED = 3.0, 0.6
_MOST: dict[Key, int] = {"background": 4, "recommended": 3, "answered": 4, "progress": 5, "commentary": 6}
_SUMMED, _MOST_IMPLIED = 3, 2
_NO_TOPIC = (
    STOP | GENERIC | frozenset(["paper", "board", "update", "position", "progress", "response", "recommendation", "recommendations"])
)
_OF_STEP: dict[str, Key] = {"recommended": "recommended", "responded": "answered", "progress": "progress", "comment": "commentary"}
_SECTION_OF: dict[str, Key] = {
    "recommended": "recommended",
    "responded": "answered",
    "reported": "progress",
    "linked": "progress",
    "event": "progress",
    "argued": "commentary",
    "disagree": "commentary",
}
LACKS: dict[str, str] = {
    "background": "Nothing more was found on the background.",
    "recommended": "No recommendation was found under these words; the library may hold one under others.",
    "answered": "No answer by government was found under these words; there may have been one.",
    "progress": "No report of progress was found; that does not mean that nothing happened.",
    "commentary": "No comment was found under these words.",
    "summary": "No evidence was found to sum up.",
}
_ASK = {
    "decision": "Author to complete: the decision that the board is asked to take, in one sentence.",
    "discussion": "Author to complete: the questions that the board is asked to discuss.",
    "assurance": "Author to complete: what the board is asked to take assurance of, and what remains unassured.",
    "information": "Author to complete: what the board is asked to note.",
}
_NEXT = "Author to complete: options with their costs and risks, and next steps with who and by when. The evidence in this paper does not choose between them."
MATTERS: dict[str, tuple[str, re.Pattern[str]]] = {
    name: (asks, re.compile(rf"\b(?:{words})\b|{other}", re.I))
    for name, asks, words, other in (
        ("Finance", "what this means for this system’s money", r"fund(?:ing|ed)|costs?|budgets?|spend(?:ing)?|spent|financ\w+|savings?|grants?|capital|allocations?|money", r"£"),
        ("Workforce", "what this means for staff", r"workforce|staff\w*|recruit\w*|pay|posts?|redundanc\w+|training|jobs?|pharmacists?", r"(?!)"),
        ("Inequalities", "what this means for unequal access, experience and outcomes", r"inequalit\w+|inequit\w+|depriv\w+|health gap|disadvantaged", r"(?!)"),
        ("Legal", "what duties and powers this touches", r"law(?![- ]firm)|legal\w*|legislat\w+|statut\w+|the act|act 20\d\d|acts? of parliament|bill|dut(?:y|ies)|regulations?|clauses?", r"(?!)"),
        ("Risk", "what could go wrong, and who owns that", r"risks?|risk\w+|warn\w*|concern\w*|fear\w*|danger\w*|uncertain\w*|too slow|stalled", r"(?!)"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """One search, best first: `near` are the sentences that come near to what was sought, `rows` how near each row comes."""

    near: tuple[Sentence, ...]
    rows: dict[Row, float]


def gather(assistant: Assistant, brief: Brief) -> Paper:
    """The outline: every statement that a paper quoted from its sources would hold, and the recommendations to choose from."""
    topic = " ".join(brief.topic.split())
    if not topic:
        raise AssistantError("A paper needs a topic; give a few words, such as “prevention spending”, or a question.")
    if len(topic) > LONGEST:
        raise AssistantError(f"The topic has {len(topic)} characters, the most is {LONGEST}; say it in a few words.")
    asked = read(topic, assistant.ledger().events, brief.as_at)
    refuse_unread(asked)
    day = asked.day
    brief = replace(brief, topic=topic, as_at=day)
    ledger = assistant.ledger().as_at(day)
    searches = [_search(assistant, asked.question, ledger, day), *(_answer(assistant, q, ledger, day) for q in brief.questions)]
    chosen = _rows_near(searches) if brief.rows is None else [_named(ledger, i, day) for i in brief.rows]
    nearest = sorted({r for s in searches for r in s.rows}, key=lambda r: -max(s.rows.get(r, -9) for s in searches))
    offered = list(dict.fromkeys([*chosen, *_rows_near(searches), *nearest[:_MOST_OFFERED]]))
    documents = assistant.documents()
    paper = Paper(brief, (), (), tuple((r.id, r.title) for r in offered), library=_library(assistant), made_on=date.today().isoformat())
    if not chosen and not any(s.near for s in searches):
        by = f" dated by {spoken(day)}" if day else ""
        missing = f"Nothing{by} in the {len(documents)} documents of this library was found to be about “{topic}”, so this paper says nothing of it."
        short = tuple(Section(k, spaces=_spaces(k, brief)) for k in brief.sections if k in ("ask", "next"))
        return replace(paper, sections=short, missing=missing)
    held = _Held()
    for row in chosen:
        _take_row(held, assistant, row, day)
    held.others = "Also on this topic" if chosen else ""
    for search in searches:
        for sentence in search.near:
            held.add(sentence, search.near[0].score)
    for said in _published(assistant, chosen):
        held.statements["background"].insert(0, said)
    lines = tuple(_line(assistant, row, day) for row in chosen)
    return replace(paper, lines=lines, sections=tuple(_section(key, brief, held.statements, lines) for key in brief.sections))


def _search(assistant: Assistant, sought: str, ledger: Ledger, day: str | None) -> _Found:
    searcher = assistant.searcher
    query = searcher.query(sought, day)
    ranked = readable(searcher.rank(query))
    units = query.worded.units
    content = [not set(re.findall(r"[\w’'-]+", u.text.lower())) <= _NO_TOPIC for u in units]
    weights = weights_of(query.worded, searcher.lexical.rarity_of) * np.array(content if any(content) else [True] * len(units), float)
    if not weights.sum():
        return _Found((), {})
    rows: dict[Row, tuple[np.ndarray, float]] = {}
    for s in ranked:
        for row in ledger.rows:
            if row.rests_on(s.passage):
                links, score = rows.get(row, (np.zeros(len(units)), s.score))
                rows[row] = np.maximum(links, _links(s)), max(score, s.score)
    near = tuple(s for s in ranked if covers(weights, _links(s), s.score) >= COVERS)
    return _Found(assistant.trusted(Evidence(near)).chosen, {row: covers(weights, *found) for row, found in rows.items()})


def _answer(assistant: Assistant, question: str, ledger: Ledger, day: str | None) -> _Found:
    """What the chat would quote to answer a question, and the rows that it is about."""
    searcher = assistant.searcher
    asked = read(question, ledger.events, day)
    query = searcher.query(asked.question, asked.day)
    chosen = assistant.trusted(choose(searcher, query, searcher.rank(query))).chosen
    about = {link.id for link in ledger.rows_about(tuple(s.passage for s in chosen), day)}
    return _Found(tuple(sorted(chosen, key=lambda s: -s.score)), {row: 1.0 for row in ledger.rows if row.id in about})


def _links(sentence: Sentence) -> np.ndarray:
    """How near the sentence, or what stands in front of it, comes to each unit of the topic."""
    return np.maximum(sentence.links, _HEADING * sentence.front)


def covers(weights: np.ndarray, links: np.ndarray, score: float) -> float:
    """How near to the topic's words, by their rarity (`weights` [u]); raised by the log odds of answering."""
    return float(weights @ links / weights.sum()) + _ODDS * score


def _rows_near(searches: list[_Found]) -> list[Row]:
    """The rows that come near to what was sought, nearest first."""
    near: dict[Row, float] = {}
    for search in searches:
        best = max(search.rows.values(), default=0.0)
        for row, covered in search.rows.items():
            if covered >= max(ROW_COVERS, best - _ROW_WITHIN):
                near[row] = max(near.get(row, covered), covered)
    return sorted(near, key=lambda r: -near[r])[:_MOST_ROWS]


def _named(ledger: Ledger, row_id: str, day: str | None) -> Row:
    row = ledger.row(row_id)
    if row is None:
        by = f" as at {spoken(day)}" if day else ""
        raise AssistantError(f"There is no recommendation {row_id!r}{by}; `ics-assistant ledger list` gives the ids.")
    return row


class _Held:
    """The statements under way, by section; nothing is said twice."""

    def __init__(self) -> None:
        self.statements: dict[Key, list[Statement]] = {key: [] for key in FROM_EVIDENCE}
        self.others = ""
        self._more: dict[Key, int] = dict.fromkeys(FROM_EVIDENCE, 0)
        self._rows: set[str] = set()

    def take(self, key: Key, statement: Statement) -> None:
        self.statements[key].append(statement)
        self._rows.add(statement.passages[0].id)

    def add(self, sentence: Sentence, best: float) -> None:
        """A sentence beside the rows', unless it scores far below the best, repeats one, or there are enough."""
        key = section_of(sentence.passage, sentence.text)
        if sentence.score < best - _WITHIN or self._more[key] >= _MOST[key] or sentence.passage.id in self._rows:
            return
        text = _whole(sentence)
        if text is None or any(_repeats(text, s.text) for said in self.statements.values() for s in said):
            return
        self._more[key] += 1
        self.statements[key].append(Statement(text, (sentence.passage,), group=self.others))


_UNKNOWN_OF: tuple[tuple[Key, re.Pattern[str]], ...] = (
    ("answered", re.compile(r"\b(?:answer\w*|respon\w+|repl\w+)\b", re.I)),
    ("progress", re.compile(r"\b(?:progress|happened|became|since|later|after|outcome)\b", re.I)),
)
_NOT_ALONE = re.compile(
    r"^(?:\S+ ){1,6}then\b|\bno source read ties\b|\bthe full list was not read\b|\bis known here\b|\bwas not read\b|\bwas seen in\b|\bwas not seen\b",
    re.I,
)


def section_of(passage: Passage, text: str) -> Key:
    """The heading that a sentence belongs under, by who speaks; what is not known stands where it is missed."""
    spoken_by = speaker(passage, text)
    if spoken_by == "unknown":
        return next((key for key, words in _UNKNOWN_OF if words.search(text)), "background")
    return _SECTION_OF.get(spoken_by, "background")


def _whole(sentence: Sentence) -> str | None:
    """The sentence, with the one before it in its passage when it leans on that; None when that stands elsewhere."""
    if not LEANS.match(sentence.text):
        return sentence.text
    p = sentence.passage
    before = [a for a, _ in sentences(p.text) if p.start + a < sentence.start]
    return p.text[before[-1] : sentence.end - p.start] if before else None


def _repeats(a: str, b: str) -> bool:
    left, right = set(stems(a)), set(stems(b))
    return len(left & right) >= _REPEATED * min(len(left), len(right))


def _take_row(held: _Held, assistant: Assistant, row: Row, day: str | None) -> None:
    """Every sentence of the row's topic, and the words that readers accepted for it."""
    for p in assistant.topics().get((row.digest or "", row.title), ()):
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
        placed = assistant.place(step.words) if step.words else None
        if placed:
            held.take(_OF_STEP[step.said], Statement(placed.quote, (placed.passage,), group=row.title))


def _published(assistant: Assistant, rows: list[Row]) -> Iterator[Statement]:
    """When each review was published, from the timeline."""
    events = assistant.events()
    for review, when in dict.fromkeys((r.review, r.published) for r in rows):
        named = set(stems(review))
        best = max((p for p in events if p.said_on == when), key=lambda p: len(named & set(stems(p.text))), default=None)
        if best and named & set(stems(best.text)):
            a, b = sentences(best.text)[0]
            yield Statement(best.text[a:b], (best,))


def _line(assistant: Assistant, row: Row, day: str | None) -> Line:
    """The row at a glance, each status with the passage behind it."""
    section = [
        p for p in assistant.topics().get((row.digest or "", row.title), ()) if not day or (p.said_on and by_end_of(p.said_on) <= day)
    ]

    def cell(status: str, step: Step | None, key: Key) -> Cell:
        if step is None:
            unknown = (p for p in section if speaker(p, p.text) == "unknown" and section_of(p, p.text) == key)
            return Cell(status, None, next(unknown, None))
        found = assistant.evidence(step, row)
        return Cell(status, step.date, found and found.passage)

    recommended = row.of("recommended")[0]
    answers = sorted(row.of("responded"), key=lambda s: (s.status == "unknown", s.date or "9"))
    return Line(
        row.id,
        row.title,
        row.review,
        cell("recommended", recommended, "recommended"),
        cell(row.response, next(iter(answers), None), "answered"),
        cell(row.progress, row.latest, "progress"),
    )


def _section(key: Key, brief: Brief, held: dict[Key, list[Statement]], lines: tuple[Line, ...]) -> Section:
    if key == "summary":
        statements = tuple(_summary(held, lines))
    elif key == "implications":
        statements = tuple(_implied(held))
    else:
        statements = tuple(held.get(key, ()))
    return Section(key, statements, _spaces(key, brief), "" if statements or key in ("ask", "implications", "next") else LACKS[key])


def _summary(held: dict[Key, list[Statement]], lines: tuple[Line, ...]) -> Iterator[Statement]:
    """Of the first few recommendations the answer and the newest progress; without any, the first statement of each kind."""
    firsts = {s.passages[0].id: s for key in reversed(FROM_EVIDENCE) for s in reversed(held[key])}
    if not lines:
        yield from (held[key][0] for key in FROM_EVIDENCE[1:] if held[key])
    for line in lines[:_SUMMED]:
        for cell in (line.recommended, line.response, line.progress):
            if cell.passage and cell.passage.id in firsts:
                yield replace(firsts[cell.passage.id], group=line.title)


def _implied(held: dict[Key, list[Statement]]) -> Iterator[Statement]:
    """For each matter the statements that speak of it most; not what is said of our own reading, nor what words mean."""
    said = [s for key in ("answered", "progress", "recommended", "commentary", "background") for s in held[key]]
    for name, (_, words) in MATTERS.items():
        counted = [
            (len(set(words.findall(s.text.lower()))), s)
            for s in said
            if speaker(s.passages[0], s.text) not in ("unknown", "defined") and not _NOT_ALONE.search(s.text)
        ]
        best = sorted((c for c in counted if c[0]), key=lambda c: -c[0])[:_MOST_IMPLIED]
        yield from (replace(s, group=name) for _, s in best)


def _spaces(key: Key, brief: Brief) -> tuple[Space, ...]:
    if key == "implications":
        return tuple(Space(f"Author to complete: {MATTERS[name][0]}.", name) for name in IMPLICATIONS)
    return {"ask": (Space(_ASK[brief.purpose]),), "next": (Space(_NEXT),)}.get(key, ())


def _library(assistant: Assistant) -> str:
    """What the paper was made from, in a line."""
    documents = assistant.documents()
    newest = max((by_end_of(d.metadata.published) for d in documents if d.metadata.published), default=None)
    return (
        f"{len(documents)} documents, the newest of {spoken(newest) or 'no known date'}; index version {assistant.searcher.store.version()}"
    )
