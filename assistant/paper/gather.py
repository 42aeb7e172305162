"""A brief in, a paper as its outline out: what the ledger and the documents hold on the topic,
sentence by sentence, under the heading that its voice belongs to. Refuses an empty topic; a
topic that the library knows nothing of gives a short page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.answer.evidence import GENERIC, Evidence, choose, readable, trusted
from assistant.answer.premise import contradicted
from assistant.answer.voices import speaker
from assistant.errors import AssistantError, NotThereError
from assistant.ledger.statements import Statements
from assistant.ledger.types import Ledger, Row
from assistant.paper.sections import Held, line_of, section, spaces, story, take_row, take_topic
from assistant.paper.sources import Sources
from assistant.paper.types import OF_OUR_READING, Brief, Paper, Section
from assistant.understand.day import read, refuse_unread
from assistant.wording import papers
from index.documents.types import Passage
from index.search.rank import Sentence, weights_of
from index.search.searcher import Query, Searcher
from index.text.dates import by_end_of, spoken
from index.text.words import STOP, stems

LONGEST = 300  # characters of a topic
COVERS, ROW_COVERS = (
    0.95,
    0.65,
)  # of a sentence, of a row; learnt on the development half of evals/gold/topics.jsonl
UNKNOWN_COVERS = 0.75
"""The same of a sentence that says something is not known; set by hand."""
_HEADING, _ODDS = 0.9, 0.1
"""Share of a heading's nearness that counts; what a log odd of answering adds (docs/history.md,
"A topic is known")."""
_ROW_WITHIN, _MOST_ROWS, _MOST_OFFERED = 0.3, 6, 8
"""Cover below the best row within which another is told as well; rows told, and topics offered,
at the most. Set by hand."""
_NO_TOPIC = (
    STOP
    | GENERIC
    | frozenset(
        [
            "paper",
            "board",
            "update",
            "position",
            "progress",
            "response",
            "recommendation",
            "recommendations",
        ]
    )
)
# names of bodies that hold words of topics: "social care" is not the subject of every act of the
# Health and Social Care Committee
_BODIES = re.compile(
    r"Health and Social Care(?: Committee| Secretary| Act(?: 20\d\d)?)?|"
    r"Department of Health and Social Care|Secretary of State for Health and Social Care|"
    r"NHS Confederation|NHS Providers|NHS England|NHS Procurement|(?:Royal )?College of [\w ]+|"
    r"Care England|Care Quality Commission|Local Government Association|"
    r"Association of Directors of [\w ]+|Faculty of Public Health|The King['’]s Fund|"
    r"Public Accounts Committee|Healthcare Leader|Digital Care Hub"
)


@dataclass(frozen=True)
class _Found:
    """One search, best first: `near` are the sentences that come near to what was sought, `rows`
    how near each row comes."""

    near: tuple[Sentence, ...]
    rows: dict[Row, float]


def gather(sources: Sources, brief: Brief) -> Paper:
    """The outline: every statement that a paper quoted from its sources would hold, and the
    recommendations to choose from."""
    searcher, statements = sources.searcher, sources.statements
    brief = _checked(brief)
    asked = read(brief.topic, sources.ledger.events, brief.as_at)
    refuse_unread(asked)
    day, sought = asked.day, asked.question
    brief = replace(brief, as_at=day, sections=tuple(dict.fromkeys(brief.sections)))
    ledger = sources.ledger.as_at(day)
    searches = _searches(searcher, sought, brief, ledger)
    chosen, offered = _rows(searches, brief, ledger)
    paper = Paper(
        brief,
        (),
        (),
        tuple((r.id, r.title) for r in offered),
        library=_library(searcher),
        made_on=date.today().isoformat(),
        notes=_notes(searcher, sought, searches[0]),
    )
    own_topics = _topics_named(statements, sought, ledger)
    if own_topics and brief.rows is None:
        # a row that only touches what the topic names is for the author to choose
        wanted = set(stems(sought))
        chosen = [r for r in chosen if wanted <= set(stems(f"{r.title} {r.recommendation}"))]
    if not chosen and not own_topics and not any(s.near for s in searches):
        return _empty(paper, len(searcher.documents()))
    held = Held()
    for row in chosen:
        take_row(held, statements, row, day)
    held.others = papers.OTHERS if chosen else ""
    for passages in own_topics:
        take_topic(held, passages, day)
    for search in (*searches[1:], searches[0]):  # what the author asked for first
        for sentence in search.near:
            held.add(sentence, search.near[0].score)
    held.in_order()
    background = [s for s in held.statements["background"] if not OF_OUR_READING.search(s.text)]
    told = list(story(statements.events(ledger.timeline, day), chosen))
    held.statements["background"] = [
        *told, *(s for s in background if s.text not in {t.text for t in told})
    ]  # fmt: skip
    lines = tuple(line_of(statements, row, day) for row in chosen)
    sections = tuple(section(key, brief, held.statements, lines) for key in brief.sections)
    return replace(paper, lines=lines, sections=sections)


def _checked(brief: Brief) -> Brief:
    """The brief in words that every kind of file can hold. Refuses an empty topic and one that
    is too long."""
    topic = " ".join(_writable(brief.topic).split())
    if not topic:
        raise AssistantError(papers.NO_TOPIC)
    if len(topic) > LONGEST:
        raise AssistantError(
            f"The topic has {len(topic)} characters, the most is {LONGEST}; say it in a few words."
        )
    return replace(
        brief,
        topic=topic,
        title=_writable(brief.title),
        meeting=_writable(brief.meeting),
        date=_writable(brief.date),
        author=_writable(brief.author),
        sponsor=_writable(brief.sponsor),
    )


def _searches(searcher: Searcher, sought: str, brief: Brief, ledger: Ledger) -> list[_Found]:
    """What was found by the topic's words, or as the answer to it where it is a question; then what
    answers the brief's further questions."""
    topical = _search(searcher, sought, ledger, brief.as_at)
    if not topical.near and brief.asks and not _unknown(searcher, sought):
        topical = replace(topical, near=_answer(searcher, sought, ledger, brief.as_at).near)
    return [topical, *(_answer(searcher, q, ledger, brief.as_at) for q in brief.questions)]


def _rows(searches: list[_Found], brief: Brief, ledger: Ledger) -> tuple[list[Row], list[Row]]:
    """The rows that go in, and those to choose from: these, what comes near, and some farther
    ones."""
    near = _rows_near(searches)
    chosen = near if brief.rows is None else [_named(ledger, i, brief.as_at) for i in brief.rows]
    farther = sorted(
        {r for s in searches for r in s.rows},
        key=lambda r: -max(s.rows.get(r, -9) for s in searches),
    )
    return chosen, list(dict.fromkeys([*chosen, *near, *farther[:_MOST_OFFERED]]))


def _empty(paper: Paper, documents: int) -> Paper:
    """A short page that says that nothing was found."""
    brief = paper.brief
    missing = papers.nothing_found(brief.topic, documents, spoken(brief.as_at))
    keys = (k for k in brief.sections if k in ("ask", "next"))
    short = tuple(Section(k, spaces=spaces(k, brief)) for k in keys)
    return replace(paper, sections=short, missing=missing)


def _writable(text: str) -> str:
    """Text that every kind of file can hold: half a character is none."""
    return text.encode("utf-8", "ignore").decode()


def _search(searcher: Searcher, sought: str, ledger: Ledger, day: str | None) -> _Found:
    query = searcher.query(sought, day)
    ranked = readable(searcher.rank(query, by_questions=False))
    units = query.worded.units
    content = [not set(re.findall(r"[\w’'-]+", u.text.lower())) <= _NO_TOPIC for u in units]
    weights = weights_of(query.worded, searcher.lexical.rarity_of) * np.array(
        content if any(content) else [True] * len(units), float
    )
    if not weights.sum():
        return _Found((), {})
    rows: dict[Row, tuple[np.ndarray, float]] = {}
    for s in ranked:
        for row in ledger.rows:
            if row.rests_on(s.passage) and _of_the_subject(query, s):
                links, score = rows.get(row, (np.zeros(len(units)), s.score))
                rows[row] = np.maximum(links, _links(s)), max(score, s.score)
    near = tuple(
        s
        for s in ranked
        if covers(weights, _links(s), s.score) >= (UNKNOWN_COVERS if _unknown_said(s) else COVERS)
        and _of_the_subject(query, s)
    )
    if all(map(_unknown_said, near)):
        near = tuple(s for s in near if covers(weights, _links(s), s.score) >= COVERS)
    return _Found(
        trusted(Evidence(near)).chosen,
        {row: covers(weights, *found) for row, found in rows.items()},
    )


def _answer(searcher: Searcher, question: str, ledger: Ledger, day: str | None) -> _Found:
    """What the chat would quote to answer a question, and the rows that it is about."""
    asked = read(question, ledger.events, day)
    query = searcher.query(asked.question, asked.day)
    chosen = trusted(choose(searcher, query, searcher.rank(query, by_questions=False))).chosen
    about = {link.id for link in ledger.rows_about(tuple(s.passage for s in chosen), day)}
    return _Found(
        tuple(sorted(chosen, key=lambda s: -s.score)),
        {row: 1.0 for row in ledger.rows if row.id in about},
    )


def _of_the_subject(query: Query, sentence: Sentence) -> bool:
    """Whether the topic's words stand in the sentence, or before it, other than in the name of a
    body that the topic does not name."""
    if _BODIES.search(query.text):
        return True
    whole = " ".join(filter(None, (sentence.text, sentence.passage.section_text)))
    sought = {
        s for u in query.worded.units for s in stems(u.text) if u.text.lower() not in _NO_TOPIC
    }
    return sought & set(stems(whole)) <= set(stems(_BODIES.sub(" ", whole)))


def _topics_named(statements: Statements, sought: str, ledger: Ledger) -> list[list[Passage]]:
    """The digests' topics whose heading is the topic sought, rows of the ledger and the glossary
    left aside."""
    wanted = {
        s for w in re.findall(r"[\w’'-]+", sought) if w.lower() not in _NO_TOPIC for s in stems(w)
    }
    rows = {(r.digest, r.title) for r in ledger.rows}
    return [
        passages
        for (source, title), passages in statements.topics().items()
        if (source, title) not in rows
        and source != ledger.timeline
        and wanted
        and wanted == set(stems(title)) - set(stems(" ".join(_NO_TOPIC)))
    ]


def _unknown(searcher: Searcher, sought: str) -> list[str]:
    """The topic's words, names in one piece, that no document has."""
    names = re.findall(r"(?<!^)\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*", sought)
    words = [
        w
        for w in re.findall(r"[\w’'-]+", sought)
        if not any(w in name for name in names) and w.lower() not in _NO_TOPIC
    ]
    return [w for w in (*names, *words) if all(searcher.unknown(part) for part in w.split())]


def _notes(searcher: Searcher, sought: str, found: _Found) -> tuple[str, ...]:
    """What the topic names and no document has, and what it takes for granted against the
    evidence."""
    notes = [
        papers.not_mentioned(word) for word in _unknown(searcher, sought) if word[:1].isupper()
    ]
    said = contradicted(searcher.query(sought), found.near)
    return (*notes, *([said.text] if said else []))


def _unknown_said(sentence: Sentence) -> bool:
    """Whether it says that something is not known: what a board must hear, though it comes less
    near to the topic's words."""
    return speaker(sentence.passage, sentence.text) == "unknown"


def _links(sentence: Sentence) -> np.ndarray:
    """How near the sentence, or what stands in front of it, comes to each unit of the topic."""
    return np.maximum(sentence.links, _HEADING * sentence.front)


def covers(weights: np.ndarray, links: np.ndarray, score: float) -> float:
    """How near to the topic's words, by their rarity (`weights` [u]); raised by the log odds of
    answering."""
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
        raise NotThereError(
            f"There is no recommendation {row_id!r}{by}; `ics-assistant ledger list` gives the ids."
        )
    return row


def _library(searcher: Searcher) -> str:
    """What the paper was made from, in a line."""
    documents = searcher.documents()
    newest = max(
        (by_end_of(d.metadata.published) for d in documents if d.metadata.published), default=None
    )
    return (
        f"{len(documents)} documents, the newest of {spoken(newest) or 'no known date'}; index"
        f" version {searcher.version()}"
    )
