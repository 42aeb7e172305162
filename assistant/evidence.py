"""Hits in, the sentences of the sources that answer, out; or what is missing, when they do not.

A sentence's score is late interaction over its own tokens, with the passage's title and heading standing in where
they match better, and its passage's fused score. Bars and weights: `docs/decisions.md`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.question import Asked
from index.lexical import _STOP as STOP
from index.lexical import stems
from index.search import Query, Searcher
from index.split import sentences
from index.types import Document, Hit, Passage

WORDS = 150
MOST = 6
LINK_BAR, STRANGER_BAR, FAR = 0.24, 0.45, 0.36
SIGNALS = ("mean_link", "spread", "gap")
BAR = json.loads((Path(__file__).parent / "bar.json").read_text("utf-8"))
MARGIN, NEAR, FAR_BELOW = 0.2, 0.22, 0.28
_FRONT = 0.85
_PASSAGE_WEIGHT = 0.25
_WANTED_BONUS = 0.10
_NAMED_BONUS = 0.08
_SAME_SENTENCE, _REPEATED = 0.85, 0.55
_MIN_WORDS = 5

_CARDINAL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred|dozen|thousand|million|billion)s?"
_NUMBER = rf"(?:\b\d[\d,.]*\b|\b{_CARDINAL}\b)"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ANSWERS = {
    "count": re.compile(_NUMBER, re.I),
    "money": re.compile(r"[£$€]\s?\d|\b\d[\d,.]* ?(?:million|billion|bn|m|pence|pounds)\b|\b(?:million|billion)s? of pounds", re.I),
    "share": re.compile(rf"%|per ?cent|percentage|\b{_CARDINAL} (?:of|in)\b|\bhalf\b|\bthird\b|\bquarter\b", re.I),
    "date": re.compile(
        rf"\b(?:19|20)\d\d\b|\b{_MONTH}\b(?! be\b)|\b(?:week|month|year)s? (?:ago|after|before|later)\b|\blast (?:week|month|year)\b"
    ),
    "person": re.compile(r"\b[A-Z][a-z’']+(?: [A-Z][A-Za-z’'-]+)+|\b[A-Z]{2,}\b|\bHewitt\b|\bDarzi\b|\bHam\b"),
}
_LEANS = re.compile(
    r"^(?:This|That|These|Those|It|Its|They|Their|Them|Such|He|She|His|Her|Both|Neither|Here|There is|The former|The latter|So|"
    r"However|But|And|Indeed|Furthermore|Also|Again|In addition|For example|Linked to this|As well as being)\b"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a passage with its score (0 to about 1.3). `start`, `end` are places in the document's text."""

    text: str
    start: int
    end: int
    passage: Passage
    score: float
    late: float
    vector: np.ndarray


@dataclass(frozen=True)
class Evidence:
    """Chosen sentences in order of score, and the reason there are none, if there are none."""

    chosen: tuple[Sentence, ...]
    missing: str | None
    nearest: tuple[Sentence, ...]


def _weights(query: Query) -> np.ndarray:
    weights = np.array([0.25 if w.lower() in STOP else 1.0 for w in query.words], np.float32)
    return weights / max(weights.sum(), 1e-6)


def score_sentences(searcher: Searcher, query: Query, asked: Asked, hits: list[Hit]) -> list[Sentence]:
    """Every sentence of the hits, best first."""
    weights = _weights(query)
    named = _named(searcher, query.text)
    out: list[Sentence] = []
    for hit in hits:
        passage = hit.passage
        match = searcher.match(query, passage)
        bonus = _NAMED_BONUS if named and _is_by(passage, named) else 0.0
        for start, end in sentences(passage.text):
            inside = (match.offsets[:, 0] >= start) & (match.offsets[:, 1] <= end)
            text = passage.text[start:end]
            if not inside.any() or len(text.split()) < _MIN_WORDS or text.endswith(("?", ":")):
                continue
            best = match.cosines[:, inside].max(axis=1)
            late = float((np.maximum(best, _FRONT * match.front) * weights).sum())
            own = float((best * weights).sum())
            score = 0.6 * late + 0.4 * own + _PASSAGE_WEIGHT * hit.score + bonus
            if asked.wanted in _ANSWERS and _gives(asked, text):
                score += _WANTED_BONUS
            out.append(Sentence(text, passage.start + start, passage.start + end, passage, score, late, best))
    return sorted(out, key=lambda s: (-s.score, s.passage.id, s.start))


def _named(searcher: Searcher, question: str) -> set[str]:
    """Publishers and authors of the library that the question names."""
    lowered = question.lower().replace("’", "'")
    names = set()
    for stored in searcher.documents():
        for name in (stored.metadata.publisher, *stored.metadata.authors):
            bare = (name or "").lower().removeprefix("the ")
            if bare and re.search(rf"\b{re.escape(bare)}\b", lowered):
                names.add(bare)
    return names


def _is_by(passage: Passage, names: set[str]) -> bool:
    said = [passage.metadata.publisher, *passage.metadata.authors, passage.voice.sources if passage.voice else None]
    spoken = " ".join(part for part in said if part).lower()
    return any(name in spoken for name in names)


def choose(searcher: Searcher, query: Query, asked: Asked, hits: list[Hit]) -> Evidence:
    """The few sentences that answer, or why none does."""
    ranked = score_sentences(searcher, query, asked, hits)
    nearest = tuple(_one_a_passage(ranked)[:3])
    if missing := _missing(searcher, query, asked, ranked):
        return Evidence((), missing, nearest)
    if asked.stance and (told := _whole_story(searcher, ranked)):
        return Evidence(tuple(told), None, nearest)
    answering = [s for s in ranked if _gives(asked, s.text)] or ranked
    top = answering[0].score
    chosen: list[Sentence] = []
    count = 0
    for sentence in answering:
        size = len(sentence.text.split())
        if sentence.score < top - MARGIN or len(chosen) >= MOST or (chosen and count + size > WORDS):
            continue
        shared = max((_shared(sentence, other) for other in chosen), default=0.0)
        if _REPEATED <= shared < _SAME_SENTENCE:
            continue
        chosen.append(sentence)
        count += size if shared < _SAME_SENTENCE else 0
    return Evidence(tuple(chosen), None, nearest)


def _gives(asked: Asked, text: str) -> bool:
    """Whether a sentence holds the sort of thing asked for: a count has to stand near what is counted."""
    if asked.wanted not in _ANSWERS:
        return True
    if asked.wanted != "count" or not asked.counted:
        return _ANSWERS[asked.wanted].search(text) is not None
    plain = re.sub(rf"£[\d.,]+|\b\d{{1,2}} {_MONTH}(?: \d{{4}})?|\b{_MONTH} \d{{4}}|\b(?:19|20)\d\d(?:/\d\d)?\b", " ", text)
    for number in _ANSWERS["count"].finditer(plain):
        around = set(stems(plain[max(0, number.start() - 110) : number.end() + 60]))
        if any(set(stems(form)) <= around for form in asked.counted):
            return True
    return False


def _whole_story(searcher: Searcher, ranked: list[Sentence]) -> list[Sentence]:
    """For "what became of …": the statements of the digest section that is about it, recommendation first.

    Empty when the best evidence is no such section. Takes a sentence of each statement, two of a response.
    """
    sections: dict[tuple[str, str], list[float]] = {}
    for s in ranked:
        if s.passage.voice and s.passage.section:
            sections.setdefault((s.passage.document_id, s.passage.section), []).append(s.score)
    best = sorted(sections, key=lambda key: -sum(sections[key][:3]) / 3)[:3]
    by_start = {(s.passage.document_id, s.start): s for s in ranked}
    for key in best:
        passages = searcher.section(*key)
        labels = {p.voice.label.split(",")[0] for p in passages if p.voice}
        if "Recommended" not in labels or len(labels) < 2 or max(sections[key]) < ranked[0].score - NEAR:
            continue
        story: list[Sentence] = []
        count = 0
        for p in passages:
            most = 2 if p.voice.label.startswith("Response") else 1
            for start, end in sentences(p.text)[:most]:
                size = len(p.text[start:end].split())
                if story and count + size > WORDS + 20:
                    break
                known = by_start.get((p.document_id, p.start + start))
                vector = known.vector if known else np.zeros(0)
                story.append(Sentence(p.text[start:end], p.start + start, p.start + end, p, known.score if known else 0.0, 0.0, vector))
                count += size
        return story
    return []


def _one_a_passage(ranked: list[Sentence]) -> list[Sentence]:
    return list({s.passage.id: s for s in reversed(ranked)}.values())[::-1]


def signals(searcher: Searcher, query: Query, asked: Asked, ranked: list[Sentence]) -> dict[str, float]:
    """What the bar weighs, one number a name of `SIGNALS`; `evals/calibrate.py` learns the weights from these."""
    links = _links(query, ranked)
    gap = 0.0
    if asked.wanted in _ANSWERS:
        given = [s.score for s in ranked if _gives(asked, s.text)]
        gap = min(0.6, ranked[0].score - max(given)) if given else 0.6
    return {
        "mean_link": sum(links.values()) / len(links) if links else 0.5,
        "spread": ranked[0].score - ranked[min(4, len(ranked) - 1)].score,
        "gap": gap,
    }


def _links(query: Query, ranked: list[Sentence]) -> dict[str, float]:
    """For each content word of the question, how near the best sentences come to it (mean over its word pieces)."""
    near = np.max([s.vector for s in ranked[:8]], axis=0)
    pieces: dict[str, list[float]] = {}
    for word, link in zip(query.words, near, strict=True):
        if word.lower() not in STOP | _GENERIC:
            pieces.setdefault(word, []).append(float(link))
    return {word: sum(values) / len(values) for word, values in pieces.items()}


def _strangers(searcher: Searcher, links: dict[str, float]) -> list[str]:
    """Words of the question that no document uses and nothing comes near."""
    return [w for w, link in links.items() if link < STRANGER_BAR and len(w) > 2 and searcher.unknown(w)]


def _missing(searcher: Searcher, query: Query, asked: Asked, ranked: list[Sentence]) -> str | None:
    """Why the evidence is not enough, in a sentence; None when it is."""
    if not ranked:
        return "Nothing in it is near the question."
    links = _links(query, ranked)
    strangers = _strangers(searcher, links)
    names = [t for t in asked.terms if t.split()[0].istitle() and any(w in strangers for w in t.split())]
    if names:
        return f"No document in it mentions {_either(names)}."
    far = [w for w in strangers if links[w] < FAR]
    if len(far) * 2 >= len(links) and far:
        return f"Its documents say nothing near {_either(far)}."
    if asked.wanted in _ANSWERS:
        top = ranked[0].score
        if not any(_gives(asked, s.text) for s in ranked if s.score >= top - FAR_BELOW):
            return f"The passages on this subject give no {_WANTED_NAMES[asked.wanted]}."
    weighed = signals(searcher, query, asked, ranked)
    if sum(BAR["weights"][name] * weighed[name] for name in SIGNALS) < BAR["bar"]:
        weak = strangers or [w for w, link in links.items() if link < LINK_BAR]
        return f"Its documents say nothing near {_either(weak)}." if weak else "What comes nearest is about something else."
    return None


_GENERIC = frozenset(
    [
        "happen",
        "happened",
        "happens",
        "became",
        "become",
        "becomes",
        "done",
        "doing",
        "did",
        "want",
        "wants",
        "wanted",
        "think",
        "thinks",
        "thought",
        "find",
        "finds",
        "found",
        "got",
        "get",
        "gets",
        "gone",
        "go",
        "goes",
        "left",
        "made",
        "make",
        "makes",
        "give",
        "gives",
        "gave",
        "know",
        "known",
        "latest",
        "current",
        "currently",
        "now",
        "today",
        "ever",
        "yet",
        "still",
        "anything",
        "something",
        "anyone",
        "someone",
        "people",
        "thing",
        "things",
        "year",
        "years",
        "much",
        "many",
        "long",
        "old",
        "new",
        "one",
        "ones",
        "need",
        "needs",
        "called",
        "name",
        "named",
    ]
)
_WANTED_NAMES = {"count": "number", "money": "sum of money", "share": "percentage or share", "date": "date", "person": "name"}


def _either(terms: list[str]) -> str:
    quoted = [f"“{t}”" for t in dict.fromkeys(terms)][:3]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]


def same(a: Sentence, b: Sentence) -> bool:
    """Whether two sentences say the same in all but a word or two, so that one may carry both citations.

    Never across kinds: a recommendation and its refusal share most of their words.
    """
    return _shared(a, b) >= _SAME_SENTENCE


def _shared(a: Sentence, b: Sentence) -> float:
    """Share of stems in common (Jaccard), 0 where kind, label or numbers differ."""
    left, right = set(stems(a.text)), set(stems(b.text))
    alike = a.passage.kind == b.passage.kind and {w for w in left if w.isdigit()} == {w for w in right if w.isdigit()}
    return len(left & right) / len(left | right) if alike and left and right else 0.0


def with_antecedent(document: Document, start: int, end: int) -> tuple[int, int]:
    """The span, begun one sentence earlier in its paragraph if its sentence leans on the one before ("This …")."""
    if not _LEANS.match(document.text[start:end]):
        return start, end
    block = next((b for b in document.blocks if b.start <= start < b.end), None)
    if block is None:
        return start, end
    before = [block.start + a for a, _ in sentences(document.text[block.start : block.end]) if block.start + a < start]
    return (before[-1], end) if before else (start, end)


def whole_list(document: Document, passage: Passage) -> list[tuple[int, int]]:
    """Spans of every item of the list that the passage is part of; empty when it is not part of one."""
    here = next((i for i, b in enumerate(document.blocks) if b.start <= passage.start < b.end), None)
    if here is None or document.blocks[here].role != "item":
        return []
    first = last = here
    while first > 0 and document.blocks[first - 1].role == "item":
        first -= 1
    while last + 1 < len(document.blocks) and document.blocks[last + 1].role == "item":
        last += 1
    return [(b.start, b.end) for b in document.blocks[first : last + 1]]
