"""An indexed document in, proposed ledger entries out, each with its words: the whole list of what
it recommends, what it answers or reports on by number, and single sentences.

Nothing proposed is in the ledger until a reader accepts it (`decisions`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.ledger.decisions import ACTIONS, Proposal
from assistant.ledger.detect import LIKELY, recommends
from assistant.ledger.linking import LINKED, Linker
from assistant.ledger.lists import Listed, listed
from assistant.ledger.replies import Reply, by_words, replies
from assistant.ledger.types import Row, Said, Words
from index.documents.types import Document, Passage
from index.text.dates import by_end_of
from index.text.sentences import sentences
from index.text.words import stems

FEWEST = 3
"""Recommendations that make a list: in a document that has one, single sentences are not taken
for recommendations beside it."""
_FEWEST_WORDS = 5
"""Words of a sentence that can be read on its own; set by hand."""
_OPENING = 2000
"""Letters at a document's beginning in which it names the review that it speaks of."""
_NAMED = 0.4
"""Share of the words of a review's title that a document names it by; set on the development half
of `evals/gold/detection`."""
_AS_FULLY = 0.85
"""Of what the review named most fully is named by: what is less so is another of a like name."""
_SAME = 0.6
"""Share of a recommendation's words that a row has which is the same one: an action that stands in
the minutes and in the log."""
_REPORTS = re.compile(
    r"\b(?:has|have|had) (?:not |since |now |yet )?(?:been )?\w+|\bprogress\b|\bstill\b|"
    r"\bso far\b|\byet\b|\bstalled|\bslow\b",
    re.I,
)


def propose(
    document: Document, passages: Iterable[Passage], rows: Sequence[Row], linker: Linker
) -> list[Proposal]:
    """What the document recommends, answers or reports, most certain first; a digest's
    statements are in the ledger already. `linker` knows the `rows`."""
    read = [p for p in passages if not p.voice]
    if not read:
        return []
    speaks_as = read[0].kind
    found = [] if speaks_as in ("response", "progress") else listed(document)
    whole = found if len(found) >= FEWEST else []
    out = {p.id: p for p in _of_list(document, whole, rows)}
    for theirs in _spoken_of(document, rows):
        out |= {p.id: p for p in _replying(document, theirs, speaks_as, linker)}
    own = {s.words.document_id for r in rows for s in r.of("recommended") if s.words}
    taken = [(p.words.start, p.words.end) for p in out.values()]
    for p in _sentences(document, read, linker):
        inside = any(a < p.words.end and p.words.start < b for a, b in taken)
        again = document.id in own if p.said == "progress" else whole and p.said == "recommended"
        if not inside and not again:
            out.setdefault(p.id, p)
    return sorted(out.values(), key=lambda p: (-p.confidence, p.words.start))


def _of_list(document: Document, found: list[Listed], rows: Sequence[Row]) -> list[Proposal]:
    """The list's own rows, but for those that are rows already."""
    known: dict[str, list[set[str]]] = {}
    title = document.metadata.title or document.source
    for row in (r for r in rows if r.review == title or r.theme == ACTIONS):
        known.setdefault(row.number or "", []).append(set(stems(row.recommendation)))
    out = []
    for one in found:
        said = set(stems(one.text))
        if any(
            len(said & row) >= _SAME * min(len(said), len(row))
            for row in known.get(one.number or "", [])
        ):
            continue
        words = Words(
            document.id, document.source, one.start, one.end, document.text[one.start : one.end]
        )
        p = _proposal(document, "recommended", None, words, one.sure, one.text, of=one.number or "")
        given = replace(p, number=one.number, owner=one.owner, due=one.due)
        out.append(replace(given, listed=True, action=one.action))
    return out


def _spoken_of(document: Document, rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each review that the document is, or that it names where it begins, and is no
    older than; of those with like names only what is named most fully."""
    opening = set(stems(f"{document.metadata.title or ''} {document.text[:_OPENING]}"))
    named: list[tuple[float, list[Row]]] = []
    by: dict[str, list[Row]] = {}
    for row in rows:  # two minutes of one title are two lists
        if words := row.of("recommended")[0].words:
            by.setdefault(words.document_id, []).append(row)
    for theirs in by.values():
        title = set(stems(theirs[0].review))
        share = len(title & opening) / max(1, len(title))
        if share >= _NAMED and not any(_before(document, row) for row in theirs):
            named.append((share, theirs))
    best = max((share for share, _ in named), default=0.0)
    return [theirs for share, theirs in named if share >= _AS_FULLY * best]


def _replying(
    document: Document, rows: Sequence[Row], speaks_as: str | None, linker: Linker
) -> list[Proposal]:
    """What it answers and reports of one review's rows: by number, and where it is not the review
    itself by its words."""
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
        named += [(said, r) for r in by_words(document, rest, rows, linker, said == "responded")]
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
    document: Document,
    said: Said,
    row: Row | None,
    words: Words,
    sure: float,
    text: str = "",
    status: str | None = None,
    of: str = "",
) -> Proposal:
    """`of` tells apart what is said in the same words of several rows."""
    named = f"{document.source}\0{said}\0{words.quote}" + (f"\0{of}" if of else "")
    mark = hashlib.sha256(named.encode()).hexdigest()[:12]
    published = document.metadata.published
    return Proposal(
        mark,
        said,
        row.id if row else None,
        text or words.quote,
        published,
        words,
        round(sure, 3),
        status,
    )


def _sentences(document: Document, passages: list[Passage], linker: Linker) -> list[Proposal]:
    """Single sentences that recommend, answer or report."""
    found: list[tuple[Passage, int, int, float]] = []
    for passage in passages:
        for a, b in sentences(passage.text):
            text = passage.text[a:b]
            if len(text.split()) >= _FEWEST_WORDS and not text.endswith((":", "?")):
                found.append((passage, a, b, recommends(text, passage.lead)))
    near_rows = linker.link([p.text[a:b] for p, a, b, _ in found])
    linked: Iterable[tuple[Row | None, float]] = near_rows or [(None, 0.0)] * len(found)
    out = []
    for (passage, a, b, chance), (row, near) in zip(found, linked, strict=True):
        said, text = _said(passage, passage.text[a:b], chance, near), passage.text[a:b]
        if said is None or (said != "recommended" and row and _before(document, row)):
            continue
        words = Words(document.id, document.source, passage.start + a, passage.start + b, text)
        sure = chance if said == "recommended" else min(1.0, near - 0.1)
        out.append(_proposal(document, said, row if near >= LINKED else None, words, sure))
    return out


def _before(document: Document, row: Row) -> bool:
    """Whether the document was published before the recommendation that it would answer or
    report on."""
    then, published = document.metadata.published, row.published
    return bool(then and published and by_end_of(then) < published)


def _said(passage: Passage, text: str, chance: float, near: float) -> Said | None:
    if passage.kind == "response":
        return "responded" if near >= LINKED else None
    if near >= LINKED and chance < LIKELY and _REPORTS.search(text):
        return "progress"
    return "recommended" if chance >= LIKELY else None
