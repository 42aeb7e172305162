"""An outline in, the draft as it grows out: quoted from its sources, or written by the language
model section by section and checked sentence by sentence, as a chat answer is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from assistant.answer.types import Answer, Citation, Claim, Timings
from assistant.check.support import Rules
from assistant.check.types import State
from assistant.model.client import ChatModel
from assistant.model.offer import OFFERED, section_prompt
from assistant.model.task import Desk, Task
from assistant.model.write import write
from assistant.paper.types import FROM_EVIDENCE, Paper, Section, Space, Statement, Verdict
from assistant.paper.verdicts import Rows
from assistant.paper.weigh import weigh
from assistant.understand.types import Turn
from assistant.wording import papers
from index.documents.types import Passage
from index.search.searcher import Searcher
from prompts import version


def draft(
    outline: Paper, chat: ChatModel | None, desk: Desk, stop: threading.Event
) -> Iterator[Paper]:
    """Papers that grow; the last one is whole. Setting `stop` ends what the model writes:
    sections without its text stay quoted."""
    paper = replace(outline, drafted=True)
    if chat is None or outline.missing:
        yield paper
        return
    provider, _, name = chat.name.partition(":")
    silent = ""  # why the model is not asked for the other sections
    for section in outline.sections:
        if section.key in (*FROM_EVIDENCE, "summary") and _to_write(section) and not stop.is_set():
            for growing in _written(paper, section, chat, desk, stop):
                yield paper.with_section(growing)
            paper = paper.with_section(growing)
            if growing.model and growing.model.instead and not growing.model.checks:
                silent = growing.model.instead
                break
    wrote = any(s.origin == "written" for section in paper.sections for s in section.statements)
    speaks = (
        f"written by {name} ({provider}), every sentence checked against its passage; the rest"
        " quoted from sources"
    )
    quoted = (
        "quoted from sources"
        f" ({silent.rstrip('.') or f'{name} was asked, and the checker kept nothing of its text'})"
    )
    yield replace(paper, speaks=speaks if wrote else quoted)


def _written(
    paper: Paper, section: Section, chat: ChatModel, desk: Desk, stop: threading.Event
) -> Iterator[Section]:
    """The section as the model writes it; as it was when nothing of the model's stands."""
    from assistant.paper.layout import heading_of

    heading = heading_of(paper, section)
    passages = list({p.id: p for s in section.statements for p in s.passages}.values())
    quoted = _as_answer(paper.brief.topic, heading, section.statements, passages)
    began = time.perf_counter()

    def timings() -> Timings:
        spent = round(1000 * (time.perf_counter() - began), 1)
        return Timings(0.0, spent, spent)

    prompt = partial(section_prompt, paper.brief.topic, heading)
    found = None
    task = Task(quoted, tuple(passages[:OFFERED]), prompt, version("board_paper"), sure=True)
    for found in write(task, chat, desk, stop, timings, lambda _: ()):
        yield replace(
            section, statements=_as_statements(found) or section.statements, model=found.model
        )
    if found is not None:
        stands = found.model and not found.model.instead and found.claims
        yield replace(
            section,
            statements=_as_statements(found) if stands else section.statements,
            model=found.model,
        )


def _to_write(section: Section) -> bool:
    """Whether it has something to say that is not ours already."""
    return any(s.origin != "derived" for s in section.statements)


def _as_answer(
    topic: str, heading: str, statements: tuple[Statement, ...], passages: list[Passage]
) -> Answer:
    markers = {p.id: i for i, p in enumerate(passages, 1)}
    citations = tuple(Citation(markers[p.id], p, p.text, p.start, p.end) for p in passages)
    claims = tuple(
        Claim(s.text, tuple(markers[p.id] for p in s.passages), s.passages[0]) for s in statements
    )
    return Answer(Turn(topic, f"{topic}: {heading}"), claims, citations, None, 0, Timings(0, 0, 0))


def _as_statements(answer: Answer) -> tuple[Statement, ...]:
    by_marker = {c.marker: c.passage for c in answer.citations}
    return tuple(
        Statement(
            claim.text,
            tuple(by_marker[m] for m in claim.markers),
            "written" if claim.written else "quoted",
        )
        for claim in answer.claims
    )


def reworded(paper: Paper, key: str, place: int, text: str) -> Paper:
    """The paper with one sentence in the author's words, not checked yet; taken out when the
    text is empty."""
    section = paper.section(key)
    if section is None or not 0 <= place < len(section.statements):
        return paper
    said = list(section.statements)
    text = " ".join(text.split())
    if not text:
        gone = said.pop(place)
        back = (
            (Space(papers.COMPLETE, gone.group),)
            if gone.origin == "author" and not gone.passages
            else ()
        )
        section = replace(section, spaces=(*section.spaces, *back))
    elif text != said[place].text:
        said[place] = replace(said[place], text=text, origin="author", verdict=None)
    return paper.with_section(replace(section, statements=tuple(said)))


def filled(paper: Paper, key: str, place: int, text: str) -> Paper:
    """The paper with what its author wrote in a marked space, in the place of the space."""
    section, text = paper.section(key), " ".join(text.split())
    if section is None or not text or not 0 <= place < len(section.spaces):
        return paper
    said = Statement(text, (), "author", section.spaces[place].group)
    spaces = section.spaces[:place] + section.spaces[place + 1 :]
    return paper.with_section(
        replace(section, statements=(*section.statements, said), spaces=spaces)
    )


def rechecked(
    searcher: Searcher,
    judge: Rules,
    paper: Paper,
    key: str,
    place: int,
    rows: Rows = lambda _: (),
) -> Paper:
    """The paper with what the whole library says of an author's sentence."""
    section = paper.section(key)
    if (
        section is None
        or not 0 <= place < len(section.statements)
        or section.statements[place].origin != "author"
    ):
        return paper
    statement = section.statements[place]
    weighed = weigh(
        searcher, judge, statement.text, paper.brief.as_at, statement.passages, rows=rows
    )
    if weighed.mark == "supported" and weighed.certain:
        said = replace(statement, passages=weighed.passages[:1], verdict=Verdict("supported"))
    else:
        state: State = "partly" if weighed.mark in ("supported", "superseded") else "unsupported"
        said = replace(statement, verdict=Verdict(state, weighed.reason.rstrip(".")))
    statements = tuple(said if i == place else s for i, s in enumerate(section.statements))
    return paper.with_section(replace(section, statements=statements))
