"""Evidence in, an Answer out: the sources' own sentences in a natural order, or a refusal that
helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answer.evidence import Evidence, same, whole_list, with_antecedent
from assistant.answer.types import Citation, Claim, Refusal, known_on
from assistant.understand.types import Turn
from assistant.wording import refusals
from index.documents.types import KINDS, Document, Passage
from index.search.asked import Asked
from index.search.rank import Sentence

_LIST_WORDS = 400
"""Words of a list that is quoted whole; set by hand."""


Chosen = tuple[Sentence, int, int, bool]
"""A sentence, the span that is quoted, and whether it is an item of a whole list."""


def compose(
    evidence: Evidence,
    asked: Asked,
    document: Callable[[str], Document | None],
    today: str | None = None,
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """Claims and their citations, kinds in the order recommended, answered, done, commented.

    With `today` (ISO) the newest comes first. Repeats are merged, each with its own citation;
    sentences that follow each other in a passage share one.
    """
    spans: list[Chosen] = []
    taken: list[tuple[str, int, int]] = []
    texts: dict[str, str] = {}
    for sentence in evidence.chosen:
        source = document(sentence.passage.document_id)
        if source is None:
            continue
        texts[source.id] = source.text
        items = whole_list(source, sentence.passage) if asked.wanted == "list" and not spans else []
        if len(items) >= 3 and sum(len(source.text[a:b].split()) for a, b in items) <= _LIST_WORDS:
            new = [(sentence, a, b, True) for a, b in items]
        else:
            new = [(sentence, *with_antecedent(source, sentence.start, sentence.end), False)]
        for entry in new:
            if not any(d == source.id and entry[1] < e and s < entry[2] for d, s, e in taken):
                spans.append(entry)
                taken.append((source.id, entry[1], entry[2]))
        if new[0][3]:
            break
    citations: list[Citation] = []
    claims: list[tuple[Claim, Sentence]] = []
    for sentence, start, end, listed in _ordered(spans, evidence.story, today):
        text = texts[sentence.passage.document_id]
        repeat = next(
            (i for i, (_, s) in enumerate(claims) if not listed and same(s, sentence)), None
        )
        last = citations[-1] if citations and not listed and repeat is None else None
        if (
            last
            and last.passage.id == sentence.passage.id
            and last.end <= start
            and not text[last.end : start].strip()
        ):
            citation = citations[-1] = replace(last, quote=text[last.start : end], end=end)
        else:
            citation = Citation(len(citations) + 1, sentence.passage, text[start:end], start, end)
            citations.append(citation)
        if repeat is None:
            claims.append(
                (Claim(text[start:end], (citation.marker,), sentence.passage, listed), sentence)
            )
        else:
            claim, s = claims[repeat]
            claims[repeat] = (replace(claim, markers=(*claim.markers, citation.marker)), s)
    return tuple(claim for claim, _ in claims), tuple(citations)


def _ordered(spans: list[Chosen], story: bool, today: str | None) -> list[Chosen]:
    """The best first, then its document's others and the other documents as they were found, each
    in its own order.

    A story is told by kind: recommended, answered, done, commented. With `today`, the newest
    first, plans last.
    """
    if today:
        dated = [(entry[0].passage.said_on or "", entry) for entry in spans]
        return [
            entry for _, entry in sorted(dated, key=lambda d: (d[0] <= today, d[0]), reverse=True)
        ]
    order: dict[str | None, int] = {kind: i for i, kind in enumerate(KINDS)}

    def rank(passage: Passage) -> int:
        doubt = passage.voice is not None and passage.voice.kind is None
        return 8 if doubt else order.get(passage.kind, 7)

    first_of: dict[str, int] = {}
    for i, entry in enumerate(spans):
        first_of.setdefault(entry[0].passage.document_id, i)
    if story and len({entry[0].passage.kind for entry in spans}) > 1:
        return sorted(
            spans, key=lambda e: (rank(e[0].passage), first_of[e[0].passage.document_id], e[1])
        )
    best = spans[:1] if spans and not spans[0][3] else []
    return best + sorted(
        spans[len(best) :], key=lambda e: (first_of[e[0].passage.document_id], e[1])
    )


def newest_of(citations: tuple[Citation, ...], today: str) -> str | None:
    """ISO date of the newest evidence cited, plans left aside."""
    return max(
        (day for c in citations if (day := known_on(c.passage)) and day <= today), default=None
    )


def refuse(turn: Turn, evidence: Evidence, asked: Asked) -> tuple[Refusal, tuple[Citation, ...]]:
    """The refusal, with the nearest passages as citations."""
    citations = tuple(
        Citation(i, s.passage, s.text, s.start, s.end) for i, s in enumerate(evidence.nearest, 1)
    )
    return (
        Refusal(turn.standalone, evidence.missing or "", refusals.advice(asked.wanted)),
        citations,
    )
