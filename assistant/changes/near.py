"""A document and others in, pairs of statements that may say otherwise on one thing out: near in
words and sense, and not of other years. Whether they do is for a judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from assistant.check.untrusted import suspect
from index.documents.types import Label, Passage, Quotation
from index.search.searcher import Searcher
from index.text.dates import years
from index.text.sentences import sentences
from index.text.words import stems

Pair = tuple[Quotation, Quotation]
NEAR, SHARED = 0.5, 2
"""Cosine and stems in common from which two statements may be about one thing: 85 in 100 of the
pairs that contradict each other are (`evals/gold/contradictions.jsonl`, development half and
training, n 317), and 76 in 100 of near ones that do not."""
MOST = 40
"""Pairs of one document, the nearest first."""
_PASSAGES = 4
"""Of other documents that are looked at for each statement."""
_AT_ONCE = 20
"""Statements that are looked up while nobody else can be."""
_NAMED = 200
"""Documents up to which the index is asked for passages of these alone."""
_WORDS = 5
"""Fewest of a statement."""
_NO_STATEMENTS = (Label.DISAGREE, Label.NOT_KNOWN)


def pairs(searcher: Searcher, ident: str, others: frozenset[str]) -> list[Pair]:
    """A statement of the document first, one of the others second; the nearest first."""
    mine = _statements(searcher.of_document(ident))
    if not mine or not others:
        return []
    vectors = searcher.embedder.encode([q.quote for q in mine]).vectors
    theirs = _around(searcher, vectors, others)
    said = {p.id: _statements([p]) for found in theirs for p in found}
    maybe = [
        (q, other, n)
        for n, (q, found) in enumerate(zip(mine, theirs, strict=True))
        for p in found
        for other in said[p.id]
        if _may_be(q.quote, other.quote)
    ]
    if not maybe:
        return []
    texts = list(dict.fromkeys(other.quote for _, other, _ in maybe))
    at = dict(zip(texts, searcher.embedder.encode(texts).vectors, strict=True))
    near = [(float(vectors[n] @ at[other.quote]), q, other) for q, other, n in maybe]
    near.sort(key=lambda found: -found[0])
    return _each_once((q, other) for cosine, q, other in near if cosine >= NEAR)[:MOST]


def _around(searcher: Searcher, vectors: np.ndarray, others: frozenset[str]) -> list[list[Passage]]:
    """The nearest passages of the others to each vector."""
    few = len(others) <= _NAMED
    found: list[dict[str, float]] = []
    for at in range(0, len(vectors), _AT_ONCE):  # who asks meanwhile does not wait for all of it
        with searcher.locked() as store:
            found += [
                store.nearest(v, _PASSAGES if few else 10 * _PASSAGES, others if few else None)
                for v in vectors[at : at + _AT_ONCE]
            ]
    known = searcher.passages(list({i for one in found for i in one}))
    return [
        [known[i] for i in one if i in known and known[i].document_id in others][:_PASSAGES]
        for one in found
    ]


def _statements(passages: Iterable[Passage]) -> list[Quotation]:
    """Their sentences, without those of a passage that tries to steer its reader."""
    return [
        Quotation(p, p.text[a:b], p.start + a, p.start + b)
        for p in passages
        if not (p.voice and p.voice.label in _NO_STATEMENTS) and not suspect(p.text)
        for a, b in sentences(p.text)
        if len(p.text[a:b].split()) >= _WORDS
    ]


def _may_be(one: str, other: str) -> bool:
    ours, theirs = years(one), years(other)
    if ours and theirs and not set(ours) & set(theirs):
        return False
    return one != other and len(set(stems(one)) & set(stems(other))) >= SHARED


def _each_once(found: Iterable[Pair]) -> list[Pair]:
    """Of each statement the nearest of each other document."""
    seen: dict[tuple[str, int], set[str]] = defaultdict(set)
    out = []
    for one, other in found:
        document = other.passage.document_id
        if document not in seen[one.passage.id, one.start]:
            seen[one.passage.id, one.start].add(document)
            out.append((one, other))
    return out
