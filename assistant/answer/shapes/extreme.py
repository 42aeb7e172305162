"""The highest or lowest of a table's column, from its rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.answer.shapes.base import Ask, Lead, Told, spanned
from assistant.wording import answers
from index.documents.types import Block, Document, Row
from index.search.rank import Sentence
from index.text.words import stems

_LOSS = re.compile(r"\b(?:deficit|overspen\w*|loss(?:es)?|shortfall)\b", re.I)
_DOWN = re.compile(r"\b(?:lowest|smallest|fewest|least|bottom)\b", re.I)
_FIGURE = re.compile(r"[(−–-]?\s?[£$€]?\s?(\d[\d,]*(?:\.\d+)?)")
_FEWEST, _MOST_OF = 2, 6
"""Rows that can be compared, and how many are told; set by hand."""


def extreme(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """The row with the highest or lowest figure of the column asked about; None where no table
    among the best sentences has one."""
    tables: dict[tuple[str, int], float] = defaultdict(float)
    for sentence in ranked[:20]:
        document = ask.document(sentence.passage.document_id)
        block = _block(document, sentence.start) if document else None
        if block and block.row:
            tables[sentence.passage.document_id, block.row.table] += 1.0
    down = _DOWN.search(ask.question) is not None
    for document_id, number in sorted(tables, key=lambda t: -tables[t]):
        document = ask.document(document_id)
        found = _figures(document, number, ask.question) if document else None
        if document and found:
            column, rows = found
            rows.sort(key=lambda r: r[0], reverse=not down)
            told = [
                s
                for _, block in rows[:_MOST_OF]
                if (s := spanned(ask, document, block.start, block.end))
            ]
            if not told:
                continue
            first = rows[0][1].row
            ties = sum(value == rows[0][0] for value, _ in rows)
            cell = dict(first.cells)[column] if first else ""
            label = first.label if first else ""
            lead = Lead(answers.extreme(label, column, cell, down, len(rows), ties), (told[0],))
            return Told(tuple(told[:1]), tuple(told[1:]), lead)
    return None


def _block(document: Document, at: int) -> Block | None:
    return next((b for b in document.blocks if b.start <= at < b.end), None)


def _figures(
    document: Document, table: int, question: str
) -> tuple[str, list[tuple[float, Block]]] | None:
    """The column whose header says most of what is asked, and its figures by row; totals are
    left out."""
    rows = [b for b in document.blocks if b.row and b.row.table == table]
    headers = list(dict.fromkeys(h for b in rows if b.row for h, _ in b.row.cells))
    asked = set(stems(question))
    scored = [(len(asked & set(stems(h))), -n, h) for n, h in enumerate(headers)]
    for shared, _, header in sorted(scored, reverse=True):
        found = [(v, b) for b in rows if b.row and (v := _value(b.row, header)) is not None]
        found = [
            (v, b) for v, b in found if b.row and not re.match(r"total\b|all\b", b.row.label, re.I)
        ]
        if len(found) >= _FEWEST and (shared or len(headers) == 1):
            values = [v for v, _ in found]
            lost = _LOSS.search(question) and all(v <= 0 for v in values)
            sign = -1.0 if lost else 1.0  # a deficit written as a minus
            return header, [(sign * v, b) for v, b in found]
    return None


def _value(row: Row, header: str) -> float | None:
    cell = dict(row.cells).get(header, "").strip()
    match = _FIGURE.match(cell)
    if not match:
        return None
    value = float(match[1].replace(",", ""))
    return -value if cell[0] in "(−–-" else value
