"""A paper and what readers say is wrong in, the paper with that beside its sentences out: to be
drawn or written, never to be kept or read by a language model."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.corrected import Corrected, Remark, loosely, shortly
from assistant.paper.types import Line, Paper, Statement


def remarked(paper: Paper, corrected: Corrected) -> Paper:
    """Each sentence with what is told of the words that it quotes, or of the passages it rests on;
    each recommendation with what is told of it in the ledger."""
    if not corrected:
        return paper
    if paper.brief.as_at:  # what differs may have been said later
        corrected = replace(corrected, differs=None)
    said = (p for s in paper.sections for x in s.statements for p in x.passages)
    corrected = replace(corrected, shown=frozenset(p.id for p in said))
    sections = tuple(
        replace(s, statements=tuple(_statement(x, corrected) for x in s.statements))
        for s in paper.sections
    )
    return replace(paper, sections=sections, lines=tuple(_line(x, corrected) for x in paper.lines))


def _statement(statement: Statement, corrected: Corrected) -> Statement:
    told: list[Remark] = []
    if statement.origin == "derived":  # a status says less than the whole passage it rests on
        corrected = replace(corrected, differs=None)
    for p in statement.passages if statement.supported else ():
        found = loosely(statement.text).search(p.text) if statement.origin == "quoted" else None
        start, end = (p.start + found.start(), p.start + found.end()) if found else (p.start, p.end)
        told += corrected.at(p, start, end)
    return replace(statement, told=tuple(r.text for r in shortly(told)))


def _line(line: Line, corrected: Corrected) -> Line:
    cells = (line.recommended, line.response, line.progress)
    told = [*corrected.of_row(line.id)]
    corrected = replace(corrected, differs=None)
    for p in (c.passage for c in cells):
        told += corrected.at(p, p.start, p.end) if p else ()
    return replace(line, told=tuple(r.text for r in shortly(told)))
