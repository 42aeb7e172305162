"""An indexed document in, proposed ledger entries out, each with its words: the whole list of what
it recommends, what it answers or reports on by number, and single sentences.

Nothing proposed is in the ledger until a reader accepts it (`decisions`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assistant.ledger.decisions import ACTIONS, Proposal
from assistant.ledger.detect import LIKELY
from assistant.ledger.linking import LINKED, Linker
from assistant.ledger.reading import Heard, Reading
from assistant.ledger.replies import Reply, by_words, replies
from assistant.ledger.types import Row, Said, Words
from index.documents.types import Document, Stored
from index.text.dates import by_end_of
from index.text.words import stems

FEWEST = 3
"""Recommendations that make a list, where none is an action, which is plain by itself: in a
document that has one, single sentences are not taken for recommendations beside it."""
_FEWEST_WORDS = 5
"""Words of a sentence that can be read on its own; set by hand."""
_NAMED = 0.4
"""Share of the words of a review's title that a document names it by; set on the development half
of `evals/gold/detection`."""
_AS_FULLY = 0.85
"""Of what the review named most fully is named by: what is less so is another of a like name."""
_SAME = 0.6
"""Share of a recommendation's words that a row has which is the same one: an action that stands in
the minutes and in the log."""


def propose(
    of: Document | Stored,
    reading: Reading,
    meets: np.ndarray,
    linker: Linker,
    document: Callable[[], Document | None],
) -> list[Proposal]:
    """What a document recommends, answers or reports, most certain first. `meets` [sentences,
    rows] is how its sentences meet the rows that `linker` knows; `document` gives the document,
    which is only asked for where it speaks of a review."""
    if not reading.heard:
        return []
    rows, speaks_as = linker.rows, of.metadata.kind
    near = linker.near([h.stems for h in reading.heard], meets)
    few = len(reading.listed) < FEWEST and not any(one.action for one in reading.listed)
    some = few or speaks_as in ("response", "progress")
    whole = () if some else reading.listed
    out = {p.id: p for p in _of_list(of, reading, rows)} if whole else {}
    reviews = _spoken_of(of, reading, rows)
    if reviews and (text := document()):
        for theirs in reviews:
            out |= {p.id: p for p in _replying(text, reading, near, theirs, linker)}
    own = {s.words.document_id for r in rows for s in r.of("recommended") if s.words}
    taken = [(p.words.start, p.words.end) for p in out.values()]
    for p in _sentences(of, reading, near, linker):
        inside = any(a < p.words.end and p.words.start < b for a, b in taken)
        again = of.id in own if p.said == "progress" else whole and p.said == "recommended"
        if not inside and not again:
            out.setdefault(p.id, p)
    return sorted(out.values(), key=lambda p: (-p.confidence, p.words.start))


def _of_list(of: Document | Stored, reading: Reading, rows: Sequence[Row]) -> list[Proposal]:
    """The list's own rows, but for those that are rows already."""
    known: dict[str, list[set[str]]] = {}
    title = of.metadata.title or of.source
    for row in (r for r in rows if r.review == title or r.theme == ACTIONS):
        known.setdefault(row.number or "", []).append(set(stems(row.recommendation)))
    out = []
    for one, quote in zip(reading.listed, reading.quotes, strict=True):
        said = set(stems(one.text))
        if any(
            len(said & row) >= _SAME * min(len(said), len(row))
            for row in known.get(one.number or "", [])
        ):
            continue
        words = Words(of.id, of.source, one.start, one.end, quote)
        p = _proposal(of, "recommended", None, words, one.sure, one.text, among=one.number or "")
        given = replace(p, number=one.number, owner=one.owner, due=one.due)
        out.append(replace(given, listed=True, action=one.action))
    return out


def _spoken_of(of: Document | Stored, reading: Reading, rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each review that the document is, or that it names where it begins, and is no
    older than; of those with like names only what is named most fully."""
    opening = {*stems(of.metadata.title or ""), *reading.opening}
    named: list[tuple[float, list[Row]]] = []
    by: dict[str, list[Row]] = {}
    for row in rows:  # two minutes of one title are two lists
        if words := row.of("recommended")[0].words:
            by.setdefault(words.document_id, []).append(row)
    for theirs in by.values():
        title = set(stems(theirs[0].review))
        share = len(title & opening) / max(1, len(title))
        if share >= _NAMED and not any(_before(of, row) for row in theirs):
            named.append((share, theirs))
    best = max((share for share, _ in named), default=0.0)
    return [theirs for share, theirs in named if share >= _AS_FULLY * best]


def _replying(
    document: Document, reading: Reading, near: np.ndarray, rows: Sequence[Row], linker: Linker
) -> list[Proposal]:
    """What it answers and reports of one review's rows: by number, and where it is not the review
    itself by its words."""
    speaks_as = document.metadata.kind
    own = {s.words.document_id for r in rows for s in r.of("recommended") if s.words}
    named: list[tuple[Said, Reply]] = []
    answers = [
        r for r in replies(document, rows, answers=True) if speaks_as == "response" or r.beside
    ]
    named += [("responded", r) for r in answers]
    if speaks_as != "response":
        reports = replies(document, rows, answers=False)
        named += [("progress", r) for r in reports if r.beside or document.id not in own]
    said: Said = "responded" if speaks_as == "response" else "progress"
    if document.id not in own:
        rest = [r for r in rows if r.id not in {reply.row.id for _, reply in named}]
        beside = near[:, [linker.place(row) for row in rows]]
        named += [(said, r) for r in by_words(reading, beside, rest, rows, said == "responded")]
    return [
        _proposal(
            document,
            kind,
            r.row,
            Words(document.id, document.source, r.start, r.end, document.text[r.start : r.end]),
            r.sure,
            r.text,
            r.status,
            f"{r.row.id}\0{r.start}",
        )
        for kind, r in named
    ]


def _proposal(
    document: Document | Stored,
    said: Said,
    row: Row | None,
    words: Words,
    sure: float,
    text: str = "",
    status: str | None = None,
    among: str = "",
) -> Proposal:
    """`among` tells apart what is said in the same words of several rows."""
    named = f"{document.source}\0{said}\0{words.quote}" + (f"\0{among}" if among else "")
    mark = hashlib.sha256(named.encode()).hexdigest()[:12]
    return Proposal(
        mark,
        said,
        row.id if row else None,
        text or words.quote,
        document.metadata.published,
        words,
        round(sure, 3),
        status,
    )


def _sentences(
    of: Document | Stored, reading: Reading, near: np.ndarray, linker: Linker
) -> list[Proposal]:
    """Single sentences that recommend, answer or report."""
    best = near.argmax(axis=1) if linker.rows else np.zeros(len(reading.heard), int)
    out = []
    for at, heard in enumerate(reading.heard):
        if len(heard.text.split()) < _FEWEST_WORDS or heard.text.endswith((":", "?")):
            continue
        row = linker.rows[best[at]] if linker.rows else None
        nearness = float(near[at, best[at]]) if row else 0.0
        said = _said(of.metadata.kind, heard, nearness)
        if said is None or (said != "recommended" and row and _before(of, row)):
            continue
        words = Words(of.id, of.source, heard.start, heard.end, heard.text)
        sure = heard.chance if said == "recommended" else min(1.0, nearness - 0.1)
        out.append(_proposal(of, said, row if nearness >= LINKED else None, words, sure))
    return out


def _before(document: Document | Stored, row: Row) -> bool:
    """Whether the document was published before the recommendation that it would answer or
    report on."""
    then, published = document.metadata.published, row.published
    return bool(then and published and by_end_of(then) < published)


def _said(kind: str | None, heard: Heard, near: float) -> Said | None:
    if kind == "response":
        return "responded" if near >= LINKED else None
    if near >= LINKED and heard.chance < LIKELY and heard.reports:
        return "progress"
    return "recommended" if heard.chance >= LIKELY else None
