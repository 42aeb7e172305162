"""A sentence and a passage in, how far the passage supports the sentence out; decided without a
language model.

Word for word it is supported. Otherwise every figure, date and name must stand in the passage or
in front of it, each word must keep its sign (negation, opposites, at least or at most), who
speaks must stay who speaks, and every content word must have a near enough word (cosine of the
embedding model's token vectors). Bars: `docs/history.md`.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from assistant.check.polarity import WORD, Word, allied, denied, opposed, signs
from assistant.check.telling import TELLING, retold
from assistant.check.types import SUPPORTED, Fault, Judgement, Reason, Ruling, Source, Statement
from assistant.check.wordings import misquoted, resting_on
from index.embed import Embedder
from index.text.dates import MONTHS, dates, undated, unmet, years
from index.text.numbers import bounds, figures, swapped
from index.text.sentences import sentences
from index.text.tidy import plain
from index.text.words import stems, words

_ORDER = ("unsupported", "partly", "supported")
MEAN_BAR, WEAK_BAR, PART_BAR = 0.52, 0.2, 0.45
"""Cosines of a sentence's content words with the passage: their mean and the farthest for
support, the mean for partial support. Measured on the development pairs (docs/history.md, "The
checker")."""
_ALIGNED, _RIVAL, _SURE, _OPPOSED, _SAME, _TURNED = 0.45, 0.12, 0.7, 0.9, 0.95, 0.2
"""Cosine from which two words meet; how much nearer another must be to count alone; cosine from
which one denial turns a sentence; nearness of opposites and allies, and of one word in two
forms; share of words that may be turned. Measured on the same pairs."""
_COPIED, _COPIED_SHORT, _SHORT, _MOST_CHANGED = 0.8, 0.6, 6, 2
"""Share of content words a copy has, in a long and in a short sentence; content words of a short
one; words that may differ. Measured on the same pairs."""
_IN_ORDER = 0.8
"""Share of stems that stand in the passage's order; measured on the same pairs."""
_KEPT = 4000
"""Sentences whose vectors are kept, about 40 KB each."""


@lru_cache(maxsize=20_000)
def _initials(text: str) -> str:
    return "".join(w[0] for w in words(re.sub(r"\b(?:and|of|for|the|to|in)\b", " ", text)))


def _names(sentence: str) -> set[str]:
    """Capitalised words that do not open the sentence, or that open it as part of a longer name."""
    found = re.findall(r"(?<![.!?“\"] )(?<!^)\b[A-Z][A-Za-z’'&-]+\b", sentence)
    opening = re.match(r"(?:The )?([A-Z][A-Za-z’'&-]+)(?= [A-Z])", sentence)
    return {w for name in [*found, *([opening[1]] if opening else [])] for w in words(name)} - {
        *MONTHS,
        "the",
    }


class Rules:
    """Decides support with one embedder's token vectors; keeps what it has encoded."""

    name = "rules"
    one_by_one = True

    def __init__(
        self, embedder: Embedder, mean_bar: float = MEAN_BAR, weak_bar: float = WEAK_BAR
    ) -> None:
        self._embedder, self._mean_bar, self._weak_bar = embedder, mean_bar, weak_bar
        self._kept: OrderedDict[str, list[Word]] = OrderedDict()
        self._lock = threading.Lock()

    def supports(self, sentence: str, passage: str, front: str = "") -> Judgement:
        """Whether `passage`, with `front` (title, heading, label) standing before it, supports
        `sentence`."""
        if stands_in(sentence, passage):
            return Judgement("supported")
        if words_quoted := misquoted(sentence, passage):
            return Judgement("unsupported", Reason.QUOTATION, words_quoted)
        whole = f"{front}\n{passage}" if front else passage
        rests = resting_on(sentence, passage)
        seen = f"{front}\n{rests}" if front else rests
        if wrong := self._quantities(sentence, rests, seen) or self._named(sentence, seen):
            return Judgement("unsupported", *wrong)
        if retold(sentence, rests, passage, whole):
            return Judgement("unsupported", Reason.VOICE)
        ours, theirs = self._words(sentence), self._words(whole)
        if not ours or not theirs:
            return Judgement("unsupported", Reason.WORDS)
        near = np.stack([w.vector for w in ours]) @ np.stack([w.vector for w in theirs]).T
        body = len(WORD.findall(front))
        if turned := denied(sentence, rests, passage) or self._turned(
            ours, theirs[body:], near[:, body:]
        ):
            return Judgement("unsupported", Reason.NEGATION, turned)
        if changed := _changed(ours, seen):
            return Judgement("partly", Reason.WORD, changed)
        if _reordered(sentence, rests):
            return Judgement("partly", Reason.ORDER)
        links = near.max(axis=1)[[w.content for w in ours]]
        if links.size and (links.mean() < self._mean_bar or links.min() < self._weak_bar):
            return Judgement("partly" if links.mean() >= PART_BAR else "unsupported", Reason.WORDS)
        return Judgement("supported")

    def rule(
        self,
        statements: Sequence[Statement],
        sources: Sequence[Source],
        stop: threading.Event | None = None,
    ) -> list[Ruling]:
        """Of the passages cited each that supports the sentence alone, or all of them together;
        else the first other, of those chosen, that does."""
        return [self._ruled(statement, sources) for statement in statements]

    def _ruled(self, statement: Statement, sources: Sequence[Source]) -> Ruling:
        def judged(keys: tuple[int, ...]) -> Judgement:
            cited = [sources[k - 1] for k in keys]
            texts, fronts = "\n".join(s.text for s in cited), "\n".join(s.front for s in cited)
            return self.supports(statement.text, texts, fronts)

        alone = {k: judged((k,)) for k in statement.keys}
        best = max(
            alone.values(),
            key=lambda j: _ORDER.index(j.state),
            default=Judgement("unsupported", Reason.UNCITED),
        )
        if carry := tuple(k for k, j in alone.items() if j.supported):
            return Ruling(carry, best)
        if len(statement.keys) > 1 and judged(statement.keys).supported:
            return Ruling(statement.keys, SUPPORTED)
        others = (k for k, s in enumerate(sources, 1) if s.chosen and k not in statement.keys)
        other = next((k for k in others if judged((k,)).supported), None)
        return Ruling((other,) if other else (), SUPPORTED if other else best)

    def nearness(self, sentence: str, other: str) -> float:
        """How near the words of another sentence come to those of this one, 0 to 1."""
        ours, theirs = ([w for w in self._words(text) if w.content] for text in (sentence, other))
        return float(_links(ours, theirs).mean()) if ours and theirs else 0.0

    def links(self, sentence: str, passage: str) -> np.ndarray:
        """How near each content word of the sentence comes to any word of the passage, farthest
        first; [w] cosines."""
        ours, theirs = [w for w in self._words(sentence) if w.content], self._words(passage)
        return np.sort(_links(ours, theirs)) if ours and theirs else np.zeros(0)

    @staticmethod
    def _quantities(sentence: str, rests: str, seen: str) -> Fault | None:
        """What is wrong with the figures or dates: figures must stand in the words themselves,
        dates may stand in front."""
        if missing := figures(undated(sentence)) - figures(undated(rests), generous=True):
            return Reason.NUMBER, sorted(missing)[0]
        if late := unmet(dates(sentence), dates(seen)) or sorted(years(sentence) - years(seen)):
            return Reason.DATE, late[0]
        if bounds(sentence, rests):
            return Reason.BOUND, ""
        return (Reason.ELSEWHERE, other) if (other := swapped(sentence, rests)) else None

    @staticmethod
    def _named(sentence: str, whole: str) -> Fault | None:
        here, initials, rooted = set(words(whole)), _initials(whole), set(stems(whole))
        unknown = {
            n
            for n in _names(sentence)
            if n not in here and n not in initials and not set(stems(n)) <= rooted
        }
        unknown -= {n for n in unknown if n in _EVERYDAY}
        return (Reason.NAME, sorted(unknown)[0]) if unknown else None

    @staticmethod
    def _turned(ours: list[Word], theirs: list[Word], near: np.ndarray) -> str:
        """The words whose sign in the passage is the other one wherever they are met as well: an
        opposite, or a good part of the sentence; empty when there are none."""
        turned, met_at_all = [], 0
        for i, word in enumerate(ours):
            if not word.content or not (word.text.islower() or i == 0):
                continue
            met = []
            for j, other in enumerate(theirs):
                if not (other.text.islower() or j == 0):
                    continue
                against, for_it = opposed(word.text, other.text), allied(word.text, other.text)
                if against or for_it or (other.content and near[i, j] >= _ALIGNED):
                    score = max(
                        near[i, j],
                        (
                            _OPPOSED
                            if against or for_it
                            else _SAME
                            if stems(word.text) == stems(other.text)
                            else 0.0
                        ),
                    )
                    denied_once = word.denied != other.denied and score >= _SURE
                    met.append(
                        (
                            score,
                            word.sign * other.sign * (-1 if against else 1),
                            against,
                            denied_once,
                        )
                    )
            if not met:
                continue
            met_at_all += 1
            best = max(score for score, *_ in met)
            close = [rest for score, *rest in met if score >= best - _RIVAL]
            if {sign for sign, *_ in close} == {-1}:
                turned.append(word.text)
                if any(against or near_it for _, against, near_it in close):
                    return word.text
        return turned[0] if len(turned) > _TURNED * met_at_all else ""

    def _words(self, text: str) -> list[Word]:
        with self._lock:
            if text not in self._kept:
                self._kept[text] = signs(text, self._embedder.encode([text]).tokens[0])
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(text)
            return self._kept[text]


def _links(ours: list[Word], theirs: list[Word]) -> np.ndarray:
    near = np.stack([w.vector for w in ours]) @ np.stack([w.vector for w in theirs]).T
    return np.asarray(near.max(axis=1))


def stands_in(sentence: str, passage: str) -> bool:
    """Whether it is word for word one whole sentence of the passage, or several that follow each
    other."""
    whole = [plain(passage[a:b]).strip(" .") for a, b in sentences(passage)]
    said = plain(sentence).strip(" .")
    return any(
        said == ". ".join(whole[i:j])
        for i in range(len(whole))
        for j in range(i + 1, len(whole) + 1)
    )


def _reordered(sentence: str, rests: str) -> bool:
    """Whether a sentence of the passage's own words puts them in another order: who did what to
    whom may have changed."""
    said, given = stems(sentence), stems(rests)
    return set(said) <= set(given) and SequenceMatcher(
        None, said, given, autojunk=False
    ).ratio() * (len(said) + len(given)) / 2 < _IN_ORDER * len(said)


def _changed(ours: list[Word], seen: str) -> str:
    """In a sentence that otherwise copies, the word that is not there: a changed word in the
    same place is near to any model."""
    there = set(stems(seen))
    known = set(words(seen))
    content = [w for w in ours if w.content and any(c.isalpha() for c in w.text)]
    new = [
        w
        for w in content
        if (w.text.islower() or w is ours[0])
        and not set(stems(w.text)) <= there
        and not any(allied(w.text, other) for other in known)
    ]
    new = [w for w in new if not TELLING.fullmatch(w.text) and w.text not in _JOINING]
    bar = _COPIED if len(content) > _SHORT else _COPIED_SHORT
    inside = sum(
        w is not ours[0] for w in new
    )  # a name that opens the sentence is told apart by nothing but its being new
    return (
        new[0].text
        if new and inside <= _MOST_CHANGED and len(content) - inside >= bar * len(content)
        else ""
    )


_JOINING = frozenset(
    words(
        "while both within among each part point out being let behind whether either one many use"
        " used also whose whom those these such including include included between across through"
        " during around about upon onto towards toward along via per own itself themselves then"
        " thus hence therefore later earlier already further furthermore moreover meanwhile made"
        " make makes making take taken taking took given giving give gives came come comes coming"
        " went set put way ways matter matters thing things place case year years month months time"
        " times date dates dated day days "
    )
)
_EVERYDAY = frozenset(
    words(
        "integrated care systems system boards board english nhs england national government"
        " ministers review report health service services local social both however "
    )
)
