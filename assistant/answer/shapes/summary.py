"""A document or a topic in so many lines: one point a section, the most central of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.shapes.base import Ask, Lead, Told, of_passage, once, repeated
from assistant.answer.shapes.foreseen import digest_asked
from assistant.answer.shapes.listing import behind
from assistant.answer.shapes.status import of_row, row_asked
from assistant.understand.route import lines_wanted, routed, subject
from assistant.wording import ledger
from index.documents.types import Label, Passage, Stored
from index.search.rank import Sentence
from index.text.words import stems

_NAMED = 0.6
"""Share of the rarity of a question's words that a document's title or source must hold for it to
be the one that is to be summed up; set by hand."""
_LINE = 45
"""Words of a line, at the most; set by hand."""
_LESS = (Label.NOT_KNOWN, Label.DISAGREE, Label.DEFINITION, Label.COMMENT)
"""Statements that open no section's line where it has others."""


def summary(ask: Ask, ranked: Sequence[Sentence], answered: bool) -> Told | None:
    """The lines asked for: of the document whose title is named, of the digest asked after, of a
    recommendation, or, where the best sentences answer at all (`answered`), of the sections that
    they stand in."""
    lines = lines_wanted(ask.question)
    about = subject(ask.question)
    if document := _document_named(ask, about):
        return _of(ask, ask.searcher.of_document(document), lines)
    so_asked = routed(ask.question) == "summary"
    digest = digest_asked(ask, so_asked) if answered or not so_asked else None
    if digest and (told := _of(ask, ask.searcher.of_document(digest.id), lines)):
        return _counted(ask, digest, told)
    if ranked and (row := row_asked(ask, ranked)) and (told := of_row(ask, row, ranked, True)):
        return told
    if not answered:
        return None
    sections: list[tuple[str, tuple[str, ...]]] = []
    for s in ranked[:15]:
        key = (s.passage.document_id, s.passage.section)
        if key not in sections:
            sections.append(key)
    if not sections:
        return None
    best = sections[0]
    found = once(
        s for s in ranked[:25] if (s.passage.document_id, s.passage.section) in sections[:3]
    )
    told_once: list[Sentence] = []
    for s in found:
        if not repeated(s, told_once, ask.rarity) and len(s.text.split()) <= _LINE:
            told_once.append(s)
    inside = sorted(
        told_once[: lines + 1],
        key=lambda s: (
            (s.passage.document_id, s.passage.section) != best,
            s.passage.document_id,
            s.start,
        ),
    )
    return Told(tuple(inside[:lines]), tuple(told_once[lines + 1 : 2 * lines + 2]))


def _counted(ask: Ask, digest: Stored, told: Told) -> Told:
    """The lines of a digest behind how government answered its topics, where the ledger has
    them."""
    passages = ask.searcher.of_document(digest.id)
    topics = {p.heading for p in passages if p.voice and ask.found.query.allows(p)}
    rows = [r for r in ask.ledger.rows if r.digest == digest.source and r.title in topics]
    title = digest.metadata.title or digest.source
    counted = ledger.of_theme(title, [row.response for row in rows])
    if not counted:
        return told
    rests = tuple(s for row in rows if row.response != "unknown" for s in behind(ask, row, False))
    return replace(told, lead=Lead(counted, rests), remarks=(*told.remarks, ledger.NO_COUNT))


def _document_named(ask: Ask, about: str) -> str | None:
    """Id of the document that is to be summed up, by the words of its title, file or authors, with
    those of its publisher; None where none is named. Words that no document has count for
    nothing, but for names."""
    typed = {w for w in re.findall(r"[\w’']+", about) if not ask.searcher.unknown(w)}
    strange = [w for w in re.findall(r"[\w’']+", about) if w[0].isupper() and w not in typed]
    wanted = set(stems(" ".join([*typed, *strange])))
    total = sum(map(ask.rarity, wanted)) or 1.0
    best, most = None, _NAMED
    for stored in ask.documents():
        m = stored.metadata
        writers = set(stems(" ".join(m.authors)))
        file = stored.source.rsplit(".", 1)[0].replace("-", " ")
        title = set(stems(" ".join(filter(None, (m.title, *m.authors, file)))))
        named = wanted & (title | set(stems(m.publisher or "")))
        share = sum(map(ask.rarity, named)) / total
        if wanted & title and share >= most and (len(named) > 1 or named & writers):
            best, most = stored.id, share + 1e-6
    return best


def _of(ask: Ask, passages: Sequence[Passage], lines: int) -> Told | None:
    """One sentence a section, those of the sections that say most like the whole."""
    sections: dict[tuple[str, ...], list[Passage]] = {}
    for p in passages:
        if ask.found.query.allows(p):
            sections.setdefault(p.section, []).append(p)
    if not sections:
        return None
    vectors = ask.searcher.embedder.encode([p.searched for p in passages]).vectors
    middle = vectors.mean(axis=0)
    central = {p.id: float(v @ middle) for p, v in zip(passages, vectors, strict=True)}
    points: list[tuple[float, Sentence]] = []
    for some in sections.values():
        told = [p for p in some if not (p.voice and p.voice.label in _LESS)] or some
        top = max(told, key=lambda p: central[p.id])
        best = next((s for s in of_passage(top, 2) if len(s.text.split()) <= _LINE), None)
        if best:
            doubt = bool(top.voice and top.voice.label in _LESS)
            points.append((central[top.id] - doubt, best))
    kept = sorted(points, key=lambda p: -p[0])[:lines]
    shown = tuple(s for p in points if p in kept for s in [p[1]])
    rest = tuple(s for p in points if p not in kept for s in [p[1]])
    return Told(shown, rest[: 2 * lines]) if shown else None
