"""Ranked sentences in, the few that answer, out; or what is missing, when they do not. Bars:
`docs/history.md`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.answer.types import known_on
from assistant.check.untrusted import addresses_reader, among_orders
from assistant.understand.asked_for import asked_for
from assistant.wording import refusals
from index.documents.types import Document, Label, Passage
from index.search.asked import ANSWERS, Asked, gives
from index.search.rank import Sentence, weights_of
from index.search.searcher import Found, Query, Ranking, Searcher
from index.search.wording import Unit
from index.text.dates import spoken
from index.text.sentences import LEANS, sentences
from index.text.words import is_small, stems

WORDS, MOST = 240, 8
"""Words and sentences of an answer, at the most. Measured with `WITHIN`."""
ENOUGH, WITHIN = 0.6, 3.0
"""Log odds of answering: the least that is quoted, and how far below the best. Measured on
development questions over the commentary (docs/history.md, "How much is said")."""
TOO_LATE = 1.5
"""Log odds by which something said after the day asked for must answer better than all before
it; set by hand."""
SURE = 3.0
"""Log odds from which a model's "the library does not say" is doubted; set by hand."""
BAR = json.loads((Path(__file__).parent / "bar.json").read_text("utf-8"))
SIGNALS = ("off_subject", "short_list")
READ_SIGNALS = ("window", "first", "mean")
"""What the bar weighs: always, and where a reader has read (log odds that any window answers, that
the first does, and their mean). What else was tried: docs/retrieval.md."""
STRANGER, FAR = 0.45, 0.36
"""Cosines under which a name, and an odd word, is taken to stand nowhere near; set by hand."""
_READ, _BEST, _GIVEN_NEAR, _FRONT, _ON_SUBJECT = 25, 8, 1.0, 0.9, 0.5
"""Sentences looked at for the kind of answer wanted, and for nearness; log odds within which
such an answer counts as near; share of a heading's nearness that counts; cosine under which the
subject is another. Set by hand; the bar was then learnt over them."""
_NUMBERED = re.compile(r"\brec(?:ommendation)?s?\.? (?:no\.? |number |#)?(\d{1,3})\b", re.I)
_MEANS = 1.0
"""Log odds by which a definition must answer better than all else to be told where no meaning is
asked for; set by hand."""
_SMALL = ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SAME_SENTENCE, _REPEATED = 0.85, 0.55
"""Shares of stems in common from which a sentence is the same, or says again what was said
(docs/history.md, "Repeats")."""
_FEWEST_WORDS = 5
"""Words of a sentence that can be read on its own; set by hand."""


@dataclass(frozen=True)
class Evidence:
    """Chosen sentences in order of score, and the reason there are none, if there are none;
    `barred`: because none was taken to answer, not because something named is not there."""

    chosen: tuple[Sentence, ...]
    missing: str | None = None
    nearest: tuple[Sentence, ...] = ()
    barred: bool = False


def choose(searcher: Searcher, query: Query, ranking: Ranking) -> Evidence:
    """The few sentences that answer, or why none does."""
    ranked = readable(ranking)
    nearest = _nearest(ranked)
    if missing := _not_there(searcher, query, ranked):
        return Evidence((), missing, nearest)
    if missing := _not_answered(searcher, query, ranking):
        return Evidence((), missing, nearest, barred=True)
    other = next((s.score for s in ranked if _speaks(s.passage) != Label.DEFINITION), -np.inf)
    means = query.asked.wanted == "definition" or ranked[0].score - other > _MEANS
    chosen: list[Sentence] = []
    defined: list[Sentence] = []
    count = 0
    for sentence in ranked:
        size = len(sentence.text.split())
        if not means and _speaks(sentence.passage) == Label.DEFINITION:
            defined.append(sentence)
            continue
        if chosen and (
            sentence.score < max(ENOUGH, chosen[0].score - WITHIN)
            or count + size > WORDS
            or len(chosen) >= MOST
        ):
            break
        shared = max((_shared(sentence, other) for other in chosen), default=0.0)
        if _REPEATED <= shared < _SAME_SENTENCE:
            continue
        chosen.append(sentence)
        count += size if shared < _SAME_SENTENCE else 0
    return Evidence((*chosen, *defined[: 1 if chosen else 2]), None, nearest)


def trusted(evidence: Evidence) -> Evidence:
    """The evidence without sentences that speak to the machine that reads them."""

    def kept(found: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(s for s in found if not among_orders(s.passage.text, s.text))

    chosen = kept(evidence.chosen)
    missing = evidence.missing if chosen or not evidence.chosen else refusals.SPEAKS_TO_MACHINE
    nearest = tuple(s for s in kept(evidence.nearest) if not addresses_reader(s.text))
    return replace(evidence, chosen=chosen, nearest=nearest, missing=missing)


def too_early(found: Found) -> Evidence | None:
    """A refusal when something said too late answers clearly better than anything said in time,
    and on another topic."""
    ranked, later = readable(found.ranking), found.later
    if later is None or found.ahead < TOO_LATE:
        return None
    topic = (later.passage.document_id, later.passage.section)
    if later.passage.voice and any(
        (s.passage.document_id, s.passage.section) == topic for s in ranked[:_BEST]
    ):
        return None
    when = spoken(known_on(later.passage)) or "no date"
    return Evidence((), refusals.dated_later(when), _nearest(ranked))


def _nearest(ranked: list[Sentence]) -> tuple[Sentence, ...]:
    """The best sentence of each of the three best passages."""
    return tuple({s.passage.id: s for s in reversed(ranked)}.values())[:-4:-1]


def readable(ranking: Ranking) -> list[Sentence]:
    """The sentences that can stand in an answer: no questions, no openings of lists, no scraps."""
    return [
        s
        for s in ranking.sentences
        if len(s.text.split()) >= _FEWEST_WORDS and not s.text.endswith(("?", ":"))
    ]


def signals(searcher: Searcher, query: Query, ranking: Ranking) -> dict[str, float]:
    """What the bar weighs, a number a name of `SIGNALS` and `READ_SIGNALS`; `evals/train.py` learns
    the weights from these."""
    ranked = readable(ranking)
    content = np.array([not _says_nothing(u.text) for u in query.worded.units], float)
    weights = content * weights_of(query.worded, searcher.lexical.rarity_of)
    listed = _listed(query.text)
    near = float(weights @ _near(ranked)) / max(float(weights.sum()), 1e-6)
    found = {
        "off_subject": max(0.0, _ON_SUBJECT - near),
        "short_list": float(listed > 0 and not any(_items(s.text) >= listed for s in ranked[:4])),
    }
    if ranking.read:
        found["window"], found["first"] = ranking.read.any, ranking.read.first
        found["mean"] = ranking.read.mean
    return found


def _gives_none(asked: Asked, ranked: list[Sentence]) -> bool:
    """Whether no sentence near the best holds the sort of thing asked for."""
    given = [s.score for s in ranked[:_READ] if gives(asked, s.text)]
    return asked.wanted in ANSWERS and (not given or ranked[0].score - given[0] > _GIVEN_NEAR)


def _strangers(searcher: Searcher, query: Query, ranked: list[Sentence]) -> dict[str, float]:
    """{unit: how near the best sentences come to it} of units that no document uses, in any
    wording."""
    return {
        u.text: float(link)
        for u, link in zip(query.worded.units, _near(ranked), strict=True)
        if not _says_nothing(u.text)
        and searcher.unknown(u.text)
        and all(searcher.unknown(o) for o in u.others)
    }


def _near(ranked: list[Sentence]) -> np.ndarray:
    """[u] how near any of the best sentences, or what stands in front of it, comes to each unit."""
    near = [np.maximum(s.links, _FRONT * s.front) for s in ranked[:_BEST]]
    return np.asarray(np.max(near, axis=0))


def _is_odd(searcher: Searcher, word: str) -> bool:
    """A number, or a word rare enough in English that the model writes it in pieces."""
    return any(c.isdigit() for c in word) or searcher.embedder.count([word])[0] > 3


def _listed(question: str) -> int:
    """How many items a question asks to have listed ("the five themes"), 0 when it asks for no
    such list."""
    found = re.search(
        r"\b(?:what (?:are|were)|list|name|which)(?: [\w’']+){0,2}?"
        rf" (\d{{1,2}}|{'|'.join(_SMALL)}) (?:[\w-]+ ){{0,3}}?\w+s\b",
        question,
        re.I,
    )
    return (
        (int(found[1]) if found[1].isdigit() else _SMALL.index(found[1].lower()) + 3)
        if found
        else 0
    )


def _items(text: str) -> int:
    return max(text.count(","), text.count(";")) + 1


def _not_there(searcher: Searcher, query: Query, ranked: list[Sentence]) -> str | None:
    """What the question names that no document has, in a sentence; None where there is nothing of
    the kind."""
    if not ranked:
        return refusals.NOTHING_NEAR
    numbered = _NUMBERED.search(query.text)
    if numbered and not any(
        re.search(rf"\b{numbered[1]}\b", s.text) and _NUMBERED.search(s.text) for s in ranked
    ):
        return refusals.numbers_unknown(numbered[1])
    strange = _strangers(searcher, query, ranked)
    names = [
        u.text
        for u in query.worded.units
        if _is_name(query.sought, u)
        and (strange.get(u.text, 1.0) < STRANGER or (u.text in strange and "&" in u.text))
    ]
    names = [n for n in names if not _spelt_out(n, ranked)]
    if names:
        return refusals.not_mentioned(names)
    content = [u for u in query.worded.units if not _says_nothing(u.text)]
    far = [word for word, link in strange.items() if link < FAR and _is_odd(searcher, word)]
    if far and len(far) * 2 >= len(content):
        return refusals.nothing_on(far)
    return None


def _not_answered(searcher: Searcher, query: Query, ranking: Ranking) -> str | None:
    """Why what was found does not answer, in a sentence; None when it does."""
    ranked = readable(ranking)
    weighed = signals(searcher, query, ranking)
    bar = BAR["read" if ranking.read else "unread"]
    if bar["bias"] + sum(w * weighed[name] for name, w in bar["weights"].items()) >= bar["bar"]:
        return None
    if weighed["short_list"]:
        return refusals.not_listed(_listed(query.text))
    if _gives_none(query.asked, ranked):
        return refusals.none_given(query.asked.wanted)
    core = asked_for(query.text).core.lower()
    if strange := [w for w in _strangers(searcher, query, ranked) if _may_lack(w, core)]:
        return refusals.nothing_on(strange)
    return refusals.SOMETHING_ELSE


def _may_lack(word: str, core: str) -> bool:
    """Whether documents may be said to lack a word: it is of what is asked for, and no participle
    or adverb ("decided", "kindly"), which stands for no subject."""
    return word.lower() in core and not re.fullmatch(r"[a-z]+(?:ed|ly)", word, re.I)


def _spelt_out(name: str, ranked: list[Sentence]) -> bool:
    """Whether one of the best sentences spells out letters in capitals: "FT" for "foundation
    trust"."""
    if not re.fullmatch(r"[A-Z]{2,5}s?", name):
        return False
    letters = name.rstrip("s")
    words = r"[\w-]+ ".join(rf"\b{c}" for c in letters) + r"[\w-]+"
    return any(re.search(words, s.text, re.I) for s in ranked[:_READ])


def _is_name(question: str, unit: Unit) -> bool:
    """Whether a capital letter makes it a name: that of a word which opens a sentence does not."""
    before = question[: unit.start].rstrip(" “\"‘'(")
    return unit.text[0].isupper() and bool(before) and before[-1] not in ".!?:\n–—"


GENERIC = frozenset(
    re.findall(
        r"\w+",
        "happen happened happens became become becomes done doing did want wants wanted think"
        " thinks thought find finds found got get gets gone go goes left made make makes give gives"
        " gave know known latest current currently now today ever yet still anything something"
        " anyone someone people thing things year years much many long old new one ones need needs"
        " called name named ",
    )
)


def _says_nothing(unit: str) -> bool:
    """Whether a unit of the question only asks, and names nothing that could be looked for."""
    return all(is_small(w) or w.lower() in GENERIC for w in unit.split())


def same(a: Sentence, b: Sentence) -> bool:
    """Whether two sentences say the same in all but a word or two, so that one may carry both
    citations.

    Never across kinds: a recommendation and its refusal share most of their words.
    """
    return _shared(a, b) >= _SAME_SENTENCE


def _shared(a: Sentence, b: Sentence) -> float:
    """Share of stems in common (Jaccard), 0 where kind, label or numbers differ."""
    left, right = set(stems(a.text)), set(stems(b.text))
    alike = _speaks(a.passage) == _speaks(b.passage) and {w for w in left if w.isdigit()} == {
        w for w in right if w.isdigit()
    }
    return len(left & right) / len(left | right) if alike and left and right else 0.0


def _speaks(passage: Passage) -> str | None:
    return passage.voice.label if passage.voice else passage.kind


def with_antecedent(document: Document, start: int, end: int) -> tuple[int, int]:
    """The span, begun one sentence earlier in its paragraph if its sentence leans on the one
    before ("This …")."""
    if not LEANS.match(document.text[start:end]):
        return start, end
    block = next((b for b in document.blocks if b.start <= start < b.end), None)
    if block is None:
        return start, end
    before = [
        block.start + a
        for a, _ in sentences(document.text[block.start : block.end])
        if block.start + a < start
    ]
    return (before[-1], end) if before else (start, end)


def whole_list(document: Document, passage: Passage) -> list[tuple[int, int]]:
    """Spans of every item of the list that the passage is part of; empty when it is not part of
    one."""
    here = next(
        (i for i, b in enumerate(document.blocks) if b.start <= passage.start < b.end), None
    )
    if here is None or document.blocks[here].role != "item":
        return []
    first = last = here
    while first > 0 and document.blocks[first - 1].role == "item":
        first -= 1
    while last + 1 < len(document.blocks) and document.blocks[last + 1].role == "item":
        last += 1
    return [(b.start, b.end) for b in document.blocks[first : last + 1]]
