"""The answer under way: each sentence of a model's checked against its passages, kept, cited anew,
replaced by the source's own words, or removed, and what became of it noted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.answer.compose import newest_of
from assistant.answer.quote import Rows
from assistant.answer.types import (
    Action,
    Answer,
    Check,
    Citation,
    Claim,
    ModelNote,
    Note,
    Refusal,
    Timings,
)
from assistant.check.support import Judgement, Reason
from assistant.check.untrusted import addresses_reader
from assistant.model.offer import Offer, heading_of, standing_before
from assistant.model.stream import Written
from assistant.model.task import Desk, Task
from assistant.wording import answers, refusals
from index.documents.types import Passage
from index.text.sentences import sentences
from index.text.tidy import plain
from index.text.words import stems
from prompts import render

_NEAR, _FEWEST_WORDS, _NEAREST, _REPEATS = 0.5, 5, 3, 3
"""Nearness (0 to 1) from which a source's sentence stands in for the model's; words of such a
sentence; passages quoted when nothing stands; repeats after which the model is stopped. Set by
hand."""
_LONGEST = 80  # words; beyond, a sentence runs on
_OF_ITSELF = re.compile(
    r"^\W*(?:(?:the|this|these|each|no|all) )?(?:numbered |given |above )?passages?\b|^\W*(?:the|"
    r"this) (?:answer|question|text|sentence)\b",
    re.I,
)
_I = re.compile(
    r"(?<!Part )(?<!Schedule )(?<!Annex )(?<!Phase )\b(?:I|I['’]m|me|my|we|our|ours)\b(?!\.)"
)
_ANSWERING = ("review", "response", "progress", "guidance", "legislation")
_SAID_BEFORE = "said before"


class Draft:
    """The answer under way: claims in the order written, citations numbered as they are first
    used."""

    def __init__(self, task: Task, offered: Offer, desk: Desk, note: ModelNote, rows: Rows) -> None:
        self._quoted, self._offered, self._desk, self._note = task.quoted, offered, desk, note
        self._rows, self._best, self._sure = rows, task.passages[0].id, task.sure
        self._claims: list[Claim] = []
        self._cited: dict[str, Citation] = {}
        self._checks: list[Check] = []
        self._refuses = False

    def take(self, written: Written) -> None:
        """Checks one sentence, keeps it or what takes its place, and notes down what became of
        it."""
        cannot_say = plain(render("cannot_say")).strip(" .")
        if plain(written.text).strip(" .") == cannot_say:
            self._refuses = True
            return
        written = replace(written, text=self._unheaded(written.text))
        keys = tuple(k for k in written.keys if 1 <= k <= len(self._offered.passages))
        invented = tuple(k for k in written.keys if k not in keys)
        reason = "; ".join(
            [
                *(f"it has {flaw}" for flaw in written.flaws),
                *(f"passage {k} was never given" for k in invented),
            ]
        )
        if why := self._unfit(written):
            self._checks.append(
                Check(
                    written.text,
                    written.keys,
                    "unsupported",
                    "removed",
                    "; ".join(filter(None, [reason, why])),
                )
            )
            return
        found = self._support(written.text, keys)
        if found.keys:
            action: Action = "kept" if set(found.keys) <= set(keys) else "cited anew"
            self._keep(written.text, found.keys)
            self._checks.append(Check(written.text, written.keys, "supported", action, reason))
            return
        words = self._own_words(written.text, keys)
        if words is not None:
            self._quote(*words)
        action = "removed" if words is None else "quoted instead"
        why = "; ".join(filter(None, [reason, found.judgement.told]))
        self._checks.append(Check(written.text, written.keys, found.judgement.state, action, why))

    def _unheaded(self, text: str) -> str:
        """The sentence without a passage's heading line copied in front of it."""
        for passage in self._offered.passages:
            text = text.removeprefix(f"({heading_of(passage)})").lstrip(" :")
        return text

    @property
    def goes_round(self) -> bool:
        """Whether the model only repeats itself."""
        return (
            len(self._checks) >= _REPEATS
            and sum(c.reason.endswith(_SAID_BEFORE) for c in self._checks[-_REPEATS - 1 :])
            >= _REPEATS
        )

    def _stands(self) -> bool:
        """Whether the answer may stand: something in it is the model's, and no more than half of
        what it wrote was unsupported."""
        fresh = [c for c in self._checks if not c.reason.endswith(_SAID_BEFORE)]
        return any(c.written for c in self._claims) and sum(
            c.state == "unsupported" for c in fresh
        ) * 2 <= len(fresh)

    def _unfit(self, written: Written) -> str:
        """Why a sentence is not even looked up in the passages; empty when it is."""
        if not 3 <= len(written.text.split()) <= _LONGEST or written.text.endswith("?"):
            return "it states nothing"
        if any(plain(c.text) == plain(written.text) for c in self._checks):
            return _SAID_BEFORE
        if plain(written.text).startswith(plain(render("cannot_say")).strip(" .")):
            return "it says what is missing"
        if {"an address", "an image", "a link"} & set(written.flaws):
            return "nothing may be opened from an answer"
        if any(
            set(stems(written.text)) <= set(stems(standing_before(p)))
            for p in self._offered.passages
        ):
            return "it only repeats a heading"
        if addresses_reader(written.text) or _I.search(written.text):
            return "it speaks to the reader, or for itself"
        if _OF_ITSELF.search(written.text):
            return "it speaks of the passages, not of the subject"
        return ""

    def _support(self, text: str, keys: tuple[int, ...]) -> _Found:
        """The keys that support the sentence: of those cited each that does alone, or all of
        them together; else the first other, of those that the quoting answer chose, that does."""
        judged = {k: self._judge(text, (k,)) for k in keys}
        alone = tuple(k for k, j in judged.items() if j.supported)
        best = max(
            judged.values(),
            key=lambda j: _ORDER.index(j.state),
            default=Judgement("unsupported", Reason.UNCITED),
        )
        if alone:
            return _Found(alone, best)
        if len(keys) > 1 and self._judge(text, keys).supported:
            return _Found(keys, best)
        chosen = {c.passage.id for c in self._quoted.citations}
        others = (
            k for k, p in enumerate(self._offered.passages, 1) if k not in keys and p.id in chosen
        )
        other = next((k for k in others if self._judge(text, (k,)).supported), None)
        return _Found((other,) if other else (), best)

    def _judge(self, text: str, keys: tuple[int, ...]) -> Judgement:
        fronts = "\n".join(standing_before(self._offered.passages[k - 1]) for k in keys)
        return self._desk.judge.supports(
            text, "\n".join(self._offered.texts[k - 1] for k in keys), fronts
        )

    def _keep(self, text: str, keys: tuple[int, ...]) -> None:
        markers = tuple(self._cite(self._offered.passages[k - 1], text) for k in keys)
        self._claims.append(Claim(text, markers, self._offered.passages[keys[0] - 1], written=True))

    def _cite(self, passage: Passage, text: str) -> int:
        """The passage's marker; its citation widened to the sentence that comes nearest to the
        text."""
        spans = sentences(passage.text)
        a, b = max(
            spans,
            key=lambda s: self._desk.judge.nearness(text, passage.text[s[0] : s[1]]),
            default=(0, len(passage.text)),
        )
        return self._widened(passage, passage.start + a, passage.start + b)

    def _widened(self, passage: Passage, start: int, end: int) -> int:
        """The passage's marker, once its citation takes in the span."""
        old = self._cited.get(passage.id)
        if old:
            start, end = min(start, old.start), max(end, old.end)
        text = self._desk.text(passage.document_id)
        quote = (
            text[start:end]
            if text
            else passage.text[max(0, start - passage.start) : end - passage.start]
        )
        self._cited[passage.id] = Citation(
            old.marker if old else len(self._cited) + 1, passage, quote, start, end
        )
        return self._cited[passage.id].marker

    def _own_words(self, text: str, keys: tuple[int, ...]) -> tuple[Passage, str] | None:
        """The source's sentence that comes nearest, from the passages cited or, without any,
        from those that the quoting answer chose."""
        chosen = [self._offered.passages[k - 1] for k in keys] or [
            c.passage for c in self._quoted.claims
        ]
        said = {plain(c.text) for c in self._claims}
        best, near = None, _NEAR
        for passage in chosen:
            for a, b in sentences(passage.text):
                words = passage.text[a:b].strip()
                if (
                    len(words.split()) < _FEWEST_WORDS
                    or words.endswith(("?", ":"))
                    or plain(words) in said
                    or addresses_reader(words)
                ):
                    continue
                nearness = self._desk.judge.nearness(text, words)
                if nearness > near:
                    best, near = (passage, words), nearness
        return best

    def _quote(self, passage: Passage, words: str) -> None:
        at = passage.start + passage.text.index(words)
        self._claims.append(Claim(words, (self._widened(passage, at, at + len(words)),), passage))

    def answer(self, timings: Timings) -> Answer:
        """The answer so far."""
        note = self._noted()
        citations = tuple(sorted(self._cited.values(), key=lambda c: c.marker))
        standing = self._quoted.standing and replace(
            self._quoted.standing, newest=newest_of(citations, self._quoted.standing.today)
        )
        model = replace(self._note, checks=tuple(self._checks))
        return replace(
            self._quoted,
            claims=tuple(self._claims),
            folded=(),
            points=(),
            citations=citations,
            timings=timings,
            note=note,
            rows=(),
            standing=standing,
            model=model,
        )

    def _noted(self) -> Note | None:
        """What is said before, with the citation that it rests on."""
        note = self._quoted.note
        if note is None:
            return None
        markers = []
        for on in (c for c in self._quoted.citations if c.marker in note.markers):
            known = self._cited.get(on.passage.id)
            if known is None:
                known = self._cited[on.passage.id] = replace(on, marker=len(self._cited) + 1)
            markers.append(known.marker)
        return replace(note, markers=tuple(markers))

    def _complete(self) -> None:
        """Quotes what the model left out of the best evidence: its best passage, and the first
        of each kind that is not cited."""
        by_marker = {c.marker: c for c in self._quoted.citations}
        for claim in self._quoted.claims:
            citation = by_marker[claim.markers[0]]
            shown = {m for c in self._claims for m in c.markers}
            kinds = {c.passage.kind for c in self._cited.values() if c.marker in shown}
            if claim.passage.id not in {
                c.passage.id for c in self._cited.values() if c.marker in shown
            } and (
                claim.passage.id == self._best
                or (claim.passage.kind in _ANSWERING and claim.passage.kind not in kinds)
            ):
                marker = self._widened(claim.passage, citation.start, citation.end)
                self._claims.append(replace(claim, markers=(marker,)))

    def finish(self, failure: str | None, timings: Callable[[], Timings]) -> Answer:
        """The whole answer, or the quoting one with the reason."""
        note = replace(self._note, checks=tuple(self._checks))
        if failure is None and self._stands():
            self._complete()
            return replace(self.answer(timings()), rows=self._rows(tuple(self._claims)))
        if failure is None and self._refuses and not self._checks and self._sure:
            return replace(
                self._quoted, timings=timings(), model=replace(note, instead=answers.FOUND_NONE)
            )
        if failure is None and self._refuses and not self._checks:
            nearest = tuple(
                replace(c, marker=i) for i, c in enumerate(self._quoted.citations[:_NEAREST], 1)
            )
            missing, advice = refusals.model_found_none(note.read), refusals.MODEL_ADVICE
            refusal = Refusal(self._quoted.turn.standalone, missing, advice)
            return replace(
                self._quoted,
                claims=(),
                folded=(),
                points=(),
                next=(),
                citations=nearest,
                refusal=refusal,
                note=None,
                rows=(),
                timings=timings(),
                model=note,
            )
        why = failure or (answers.MOST_UNSUPPORTED if self._checks else answers.EMPTY)
        return replace(self._quoted, timings=timings(), model=replace(note, instead=why))


_ORDER = ("unsupported", "partly", "supported")


@dataclass(frozen=True)
class _Found:
    keys: tuple[int, ...]
    judgement: Judgement
