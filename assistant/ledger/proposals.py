"""An indexed document in, proposed ledger entries out, each with its words, and what readers
decided kept beside the index.

Nothing proposed is in the ledger until a reader accepts it. Decisions are lines of
`ledger.jsonl` in the data folder, the last one on a proposal counts; a line that does not fit,
or whose document has gone, is named and the rest stands.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import TypeAdapter, ValidationError

from assistant.errors import AssistantError
from assistant.ledger.detect import LIKELY, recommends
from assistant.ledger.lines import append_line
from assistant.ledger.types import (
    STATUSES,
    Ledger,
    Problem,
    Row,
    Said,
    Step,
    Words,
    contradictions,
    in_order,
)
from assistant.people.acting import LOCAL, acting
from index.documents.types import Document, Passage
from index.embed import Embedder
from index.text.dates import by_end_of, checked_iso
from index.text.sentences import sentences
from index.text.words import stems

FILE = "ledger.jsonl"
LINKED = 0.77
"""Late interaction both ways plus rare words in common: from here on a sentence is linked to a
row. Precision 0.94 at recall 0.57 of development (docs/history.md, "Linking to rows")."""
ADDED = "Added from your documents"
_FEWEST_WORDS = 5
"""Words of a sentence that can be read on its own; set by hand."""
_REPORTS = re.compile(
    r"\b(?:has|have|had) (?:not |since |now |yet )?(?:been )?\w+|\bprogress\b|\bstill\b|"
    r"\bso far\b|\byet\b|\bstalled|\bslow\b",
    re.I,
)


@dataclass(frozen=True)
class Proposal:
    """A sentence that may belong in the ledger: as a recommendation (new when `row` is None), a
    response or progress.

    `confidence` 0 to 1: for a recommendation the detector's probability, for the others how near
    the row's words are.
    """

    id: str
    said: Said
    row: str | None
    text: str
    date: str | None
    words: Words
    confidence: float

    @property
    def sure(self) -> str:
        return "high" if self.confidence >= 0.8 else "medium" if self.confidence >= 0.65 else "low"


Verdict = Literal["accepted", "rejected"]


@dataclass(frozen=True)
class Decision:
    """What a reader made of a proposal; `row` None makes a row of its own. `when` is an ISO day,
    `by` who decided, where somebody signed in."""

    proposal: Proposal
    verdict: Verdict
    when: str
    row: str | None = None
    title: str | None = None
    text: str | None = None
    status: str | None = None
    by: str | None = None


class Linker:
    """The rows of a ledger, encoded once; tells which of them a sentence speaks of."""

    def __init__(self, rows: tuple[Row, ...], embedder: Embedder) -> None:
        texts = [f"{row.title}. {row.recommendation}" for row in rows]
        self._rows, self._embedder = rows, embedder
        self._tokens = (
            [np.asarray(t.vectors, np.float32) for t in embedder.encode(texts).tokens]
            if texts
            else []
        )
        self._stems = [frozenset(stems(text)) for text in texts]
        counts = {s: sum(s in row for row in self._stems) for s in frozenset().union(*self._stems)}
        self._rarity = {s: math.log(1 + len(rows) / (1 + n)) for s, n in counts.items()}

    def link(self, texts: list[str]) -> list[tuple[Row, float]]:
        """For each text the nearest row, and how near: late interaction both ways (0 to 1) plus
        rare words in common (0 to 1)."""
        if not texts or not self._rows:
            return []
        out = []
        for text, tokens in zip(texts, self._embedder.encode(texts).tokens, strict=True):
            near = np.array(
                [self._meets(np.asarray(tokens.vectors, np.float32), row) for row in self._tokens]
            )
            near += [self._shares(frozenset(stems(text)), row) for row in self._stems]
            best = int(near.argmax())
            out.append((self._rows[best], float(near[best])))
        return out

    @staticmethod
    def _meets(tokens: np.ndarray, row: np.ndarray) -> float:
        sim = tokens @ row.T
        return float(sim.max(axis=1).mean() + sim.max(axis=0).mean()) / 2

    def _shares(self, said: frozenset[str], row: frozenset[str]) -> float:
        def weight(some: frozenset[str]) -> float:
            return sum(self._rarity.get(s, math.log(1 + len(self._rows))) for s in some)

        return weight(said & row) / max(math.sqrt(weight(said) * weight(row)), 1e-9)


def propose(document: Document, passages: Iterable[Passage], linker: Linker) -> list[Proposal]:
    """What the document recommends, answers or reports, most certain first; a digest's
    statements are in the ledger already."""
    found: list[tuple[Passage, int, int, float]] = []
    for passage in passages:
        if passage.voice:
            continue
        for a, b in sentences(passage.text):
            text = passage.text[a:b]
            if len(text.split()) >= _FEWEST_WORDS and not text.endswith((":", "?")):
                found.append((passage, a, b, recommends(text, passage.lead)))
    near_rows = linker.link([p.text[a:b] for p, a, b, _ in found])
    linked: Iterable[tuple[Row | None, float]] = near_rows or [(None, 0.0)] * len(found)
    out: dict[str, Proposal] = {}
    for (passage, a, b, chance), (row, near) in zip(found, linked, strict=True):
        said, text = _said(passage, passage.text[a:b], chance, near), passage.text[a:b]
        if said is None or (said != "recommended" and _before(document, row)):
            continue
        words = Words(document.id, document.source, passage.start + a, passage.start + b, text)
        mark = hashlib.sha256(f"{document.source}\0{said}\0{text}".encode()).hexdigest()[:12]
        sure = chance if said == "recommended" else min(1.0, near - 0.1)
        out.setdefault(
            mark,
            Proposal(
                mark,
                said,
                row.id if row and near >= LINKED else None,
                text,
                document.metadata.published,
                words,
                round(sure, 3),
            ),
        )
    return sorted(out.values(), key=lambda p: -p.confidence)


def _before(document: Document, row: Row | None) -> bool:
    """Whether the document was published before the recommendation that it would answer or
    report on."""
    then, published = document.metadata.published, row.published if row else None
    return bool(then and published and by_end_of(then) < published)


def _said(passage: Passage, text: str, chance: float, near: float) -> Said | None:
    if passage.kind == "response":
        return "responded" if near >= LINKED else None
    if near >= LINKED and chance < LIKELY and _REPORTS.search(text):
        return "progress"
    return "recommended" if chance >= LIKELY else None


_DECISION = TypeAdapter(Decision)


def decide(
    folder: Path,
    proposal: Proposal,
    verdict: Verdict,
    row: str | None = None,
    title: str = "",
    text: str = "",
    status: str = "",
) -> Decision:
    """Keeps what a reader decided. Refuses a status outside the vocabulary, and a response or
    progress without a row."""
    decision = Decision(
        proposal,
        verdict,
        date.today().isoformat(),
        row,
        title.strip() or None,
        text.strip() or None,
        status or None,
        None if acting() == LOCAL else acting().id,
    )
    if wrong := _misfit(decision):
        raise AssistantError(f"{wrong[:1].upper()}{wrong[1:]}; choose again and accept.")
    append_line(folder / FILE, decision)
    return decision


def _misfit(d: Decision) -> str | None:
    """Why an acceptance cannot stand, if it cannot."""
    allowed = STATUSES.get(d.proposal.said, [])
    if d.verdict == "rejected":
        return None
    if allowed and d.status not in allowed:
        return f"status {d.status or 'none'!r} is not one of {', '.join(allowed)}"
    if not allowed and d.status:
        return "a recommendation has no status of its own"
    if d.proposal.date is not None and checked_iso(d.proposal.date) is None:
        return f"{d.proposal.date!r} is not a date"
    if allowed and d.row is None:
        return "a response or a progress report belongs to a recommendation"
    return None


def read_decisions(folder: Path) -> tuple[dict[str, tuple[int, Decision]], list[Problem]]:
    """{proposal id: (line, its last decision)}, and the lines that do not fit."""
    path = folder / FILE
    decisions: dict[str, tuple[int, Decision]] = {}
    problems: list[Problem] = []
    try:
        lines = path.read_text("utf-8", errors="replace").split("\n") if path.exists() else []
    except OSError as error:
        return {}, [
            Problem(
                FILE,
                1,
                "the file",
                f"cannot be read ({error.strerror}); what readers accepted is left out.",
            )
        ]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            decision = _DECISION.validate_json(line)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "the line"
            problems.append(
                Problem(FILE, number, where, f"{error.errors()[0]['msg'].lower()}; left out.")
            )
            continue
        if wrong := _misfit(decision):
            problems.append(Problem(FILE, number, decision.proposal.id, f"{wrong}; left out."))
            continue
        decisions[decision.proposal.id] = number, decision
    return decisions, problems


def with_decisions(
    ledger: Ledger, folder: Path, document: Callable[[Words], Document | None]
) -> Ledger:
    """The ledger with what readers accepted; `document` gives the indexed document that words stand
    in.

    A document that has changed keeps what was accepted from it as long as the words still stand
    in it once. A sentence accepted for a row that is there already is a comment on it: what the
    review itself recommended is not rewritten.
    """
    decisions, problems = read_decisions(folder)
    rows = {row.id: row for row in ledger.rows}
    for number, d in decisions.values():
        if d.verdict == "rejected":
            continue
        p = d.proposal
        source = document(p.words)
        words = _found(p.words, source) if source else None
        if source is None or words is None:
            gone = "is no longer in the library" if source is None else "no longer has these words"
            problems.append(
                Problem(
                    FILE,
                    number,
                    p.id,
                    f"{p.words.source} {gone}; left out until it is there again.",
                )
            )
            continue
        said: Said = "comment" if p.said == "recommended" and d.row else p.said
        step = Step(said, d.text or p.text, p.date, d.status, (), "reader", words)
        if d.row is None:
            m = source.metadata
            review = m.title or p.words.source
            first = p.text.split()
            title = d.title or " ".join(first[:9]) + (" …" if len(first) > 9 else "")
            rows[f"added-{p.id}"] = Row(
                f"added-{p.id}", title, review, ADDED, (), (step,), line=number
            )
        elif d.row in rows:
            row = rows[d.row]
            rows[d.row] = replace(row, steps=in_order([*row.steps, step]))
            if d.status and p.said == "responded":
                problems += contradictions(rows[d.row], FILE, number)
        else:
            problems.append(
                Problem(
                    FILE, number, p.id, f"there is no recommendation {d.row!r} for it; left out."
                )
            )
    return replace(ledger, rows=tuple(rows.values()), problems=(*ledger.problems, *problems))


def _found(words: Words, document: Document) -> Words | None:
    """The words where they stand in the document as it is now; None when they are gone or stand
    twice."""
    if document.text[words.start : words.end] == words.quote:
        return replace(words, document_id=document.id)
    if document.text.count(words.quote) != 1:
        return None
    start = document.text.index(words.quote)
    return replace(words, document_id=document.id, start=start, end=start + len(words.quote))
