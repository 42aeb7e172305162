"""The answer under way: each sentence of a model's checked against its passages, kept, cited anew,
written again, replaced by the source's own words, or removed, and what became of it noted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant.answer.compose import newest_of
from assistant.answer.premise import takes_for_granted
from assistant.answer.quote import Rows
from assistant.answer.types import (
    Action,
    Answer,
    Check,
    Claim,
    ModelNote,
    Note,
    Refusal,
    State,
    Timings,
)
from assistant.check.facts import broken
from assistant.check.types import Judge, Judgement, Ruling, Source, Statement
from assistant.check.untrusted import addresses_reader
from assistant.errors import ChatFailure
from assistant.model.book import Book, renumbered
from assistant.model.form import (
    SAID_BEFORE,
    cannot_say,
    names_what_is_missing,
    only_names_it,
    unfit,
)
from assistant.model.offer import Offer, heading_of, standing_before
from assistant.model.stream import Written
from assistant.model.task import Desk, Task
from assistant.wording import answers, refusals
from index.text.sentences import sentences
from index.text.tidy import plain

_NEAR, _FEWEST_WORDS, _NEAREST, _REPEATS = 0.5, 5, 3, 3
"""Nearness (0 to 1) from which a source's sentence stands in for the model's; words of such a
sentence; passages quoted when nothing stands; repeats after which the model is stopped. Set by
hand."""
_ANSWERING = ("review", "response", "progress", "guidance", "legislation")


@dataclass
class _Slot:
    """A sentence of the model's, with the keys it cites that were given, and what was wrong with
    its form. `judgement` is None until it has been read, `action` until what becomes of it is
    settled; `first` is what it was before it was written again."""

    written: Written
    keys: tuple[int, ...]
    flaws: str = ""
    judgement: Judgement | None = None
    action: Action | None = None
    claim: Claim | None = None
    first: str = ""

    @property
    def check(self) -> Check | None:
        """What became of it; None until that is settled."""
        if self.action is None or self.judgement is None:
            return None
        told = "" if self.judgement.supported else self.judgement.told
        before = f"written again, for “{self.first}”: {told}" if self.first else told
        reason = "; ".join(filter(None, [self.flaws, before.rstrip(": ")]))
        text, keys = self.written.text, self.written.keys
        return Check(text, keys, self.judgement.state, self.action, reason)


class Draft:
    """The answer under way: claims in the order written, citations numbered as they are first
    used."""

    def __init__(self, task: Task, offered: Offer, desk: Desk, note: ModelNote, rows: Rows) -> None:
        self._task, self._quoted, self._offered, self._desk = task, task.quoted, offered, desk
        self._note, self._rows = note, rows
        self._slots: list[_Slot] = []
        self._missing: list[str] = []
        self._book = Book(desk)
        self._stand_in: Claim | None = None
        self._refuses = self._read = False
        self._fronts = [standing_before(p) for p in offered.passages]
        chosen = {c.passage.id for c in task.quoted.citations if not task.quoted.refused}
        self._sources = [
            Source(text, front, p.id in chosen, p.document_id in offered.suspect)
            for p, text, front in zip(offered.passages, offered.texts, self._fronts, strict=True)
        ]
        self._judge: Judge = desk.judge
        self._trusted = desk.trust.judges

    def take(self, written: Written) -> None:
        """Takes in one sentence, or removes it, if its form is wrong."""
        if plain(written.text).strip(" .") == cannot_say():
            self._refuses = True
            return
        text = self._unheaded(written.text)
        if names_what_is_missing(text) and self._believed(text):
            self._missing.append(text)
            return
        self._slots.append(self._slot(replace(written, text=text)))

    def _slot(self, written: Written, instead: _Slot | None = None) -> _Slot:
        """The sentence to be read, `instead` of another where it is, or removed for its form."""
        keys = tuple(k for k in written.keys if 1 <= k <= len(self._sources))
        flaws = [f"it has {flaw}" for flaw in written.flaws]
        flaws += [f"passage {k} was never given" for k in written.keys if k not in keys]
        slot = _Slot(written, keys, "; ".join(flaws))
        before = [s.written.text for s in self._slots if s is not instead]
        why = unfit(written, before, self._fronts)
        if not why and names_what_is_missing(written.text):
            why = "it says what is missing"
        if why:
            slot.flaws = "; ".join(filter(None, [slot.flaws, why]))
            slot.judgement, slot.action = Judgement("unsupported"), "removed"
        return slot

    def _believed(self, text: str) -> bool:
        """Whether what the model says is missing may be told: it has passed in refusing, and names
        nothing that was neither asked nor read."""
        asked = self._quoted.turn.standalone
        read = "\n".join([asked, *(s.whole for s in self._sources)])
        form = unfit(Written(text, ()), self._missing, [])
        told = self._desk.trust.refuses and self._task.folds and only_names_it(text)
        return told and not form and not broken(text, read, read)

    def _unheaded(self, text: str) -> str:
        """The sentence without a passage's heading line copied in front of it."""
        for passage in self._offered.passages:
            text = text.removeprefix(f"({heading_of(passage)})").lstrip(" :")
        return text

    @property
    def due(self) -> bool:
        """Whether what waits should be read now: each sentence as it comes where that costs
        nothing, else the first one alone, while the rest is being written."""
        return self._judge.one_by_one or not self._read

    @property
    def goes_round(self) -> bool:
        """Whether the model only repeats itself."""
        last = [s.flaws.endswith(SAID_BEFORE) for s in self._slots[-_REPEATS - 1 :]]
        return len(self._slots) >= _REPEATS and sum(last) >= _REPEATS

    @property
    def failed(self) -> list[tuple[str, str]]:
        """The sentences that go back to the model, as they were written and why."""
        return [
            (s.written.text, s.judgement.told)
            for s in self._slots
            if s.judgement and s.action is None
        ]

    def judge(self, stop: threading.Event) -> None:
        """Has what waits read, and settles what becomes of it. Where the judge does not answer,
        the rules read it, and go on doing so."""
        waiting = [s for s in self._slots if s.judgement is None]
        asked = [Statement(s.written.text, s.keys) for s in waiting]
        if not waiting:
            return
        self._read = True
        try:
            rulings = self._judge.rule(asked, self._sources, stop)
        except ChatFailure as failure:
            self._judge, self._trusted = self._desk.rules, False
            trouble = None if stop.is_set() else str(failure)
            self._note = replace(self._note, trouble=trouble, judge=self._judge.name)
            rulings = self._judge.rule(asked, self._sources, stop)
        for slot, ruling in zip(waiting, rulings, strict=True):
            self._settle(slot, ruling)

    def _settle(self, slot: _Slot, ruling: Ruling) -> None:
        slot.judgement = ruling.judgement
        if ruling.keys:
            anew: Action = "kept" if set(ruling.keys) <= set(slot.keys) else "cited anew"
            slot.action = "rewritten" if slot.first else anew
            markers = tuple(
                self._book.cite(self._offered.passages[k - 1], slot.written.text)
                for k in ruling.keys
            )
            passage = self._offered.passages[ruling.keys[0] - 1]
            slot.claim = Claim(slot.written.text, markers, passage, written=True)
        elif slot.first:
            slot.action = "removed"
        elif not self._trusted:
            slot.claim = self._own_words(slot.written.text, slot.keys)
            slot.action = "quoted instead" if slot.claim else "removed"

    def rewrite(self, again: Mapping[int, Written]) -> None:
        """Takes what the model wrote in place of the sentences that failed, by their number from
        0; the others are removed."""
        failed = [s for s in self._slots if s.judgement and s.action is None]
        for number, slot in enumerate(failed):
            fresh = self._slot(again[number], slot) if number in again else None
            if fresh is None or fresh.action or not fresh.keys:
                slot.action = "removed"
                continue
            slot.first, slot.written, slot.keys = slot.written.text, fresh.written, fresh.keys
            slot.judgement, slot.flaws = None, fresh.flaws

    def _own_words(self, text: str, keys: tuple[int, ...]) -> Claim | None:
        """The source's sentence that comes nearest, from the passages cited or, without any,
        from those that the quoting answer chose, as a claim."""
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
                nearness = self._desk.rules.nearness(text, words)
                if nearness > near:
                    best, near = (passage, words), nearness
        if best is None:
            return None
        passage, words = best
        at = passage.start + passage.text.index(words)
        return Claim(words, (self._book.widened(passage, at, at + len(words)),), passage)

    @property
    def _claims(self) -> tuple[Claim, ...]:
        """What stands so far, in the order written."""
        first = (self._stand_in,) if self._stand_in else ()
        return (*first, *(s.claim for s in self._slots if s.claim))

    @property
    def _noting(self) -> ModelNote:
        checks = tuple(check for s in self._slots if (check := s.check))
        return replace(self._note, checks=checks)

    def answer(self, timings: Timings, folded: tuple[Claim, ...] = ()) -> Answer:
        """The answer so far; what of it nobody has read is not in it."""
        claims = self._claims
        mends = takes_for_granted(self._quoted.turn.standalone)
        note = None if self._trusted and claims and not mends else self._noted()
        remarks = [
            r for r in self._quoted.remarks if not (self._trusted and names_what_is_missing(r))
        ]
        citations = self._book.citations
        standing = self._quoted.standing and replace(
            self._quoted.standing, newest=newest_of(citations, self._quoted.standing.today)
        )
        return replace(
            self._quoted,
            claims=claims,
            folded=folded,
            points=(),
            citations=citations,
            refusal=None,
            timings=timings,
            note=note,
            rows=(),
            standing=standing,
            model=self._noting,
            remarks=(*self._missing, *remarks),
            outcome=self._outcome(note),
        )

    def _outcome(self, note: Note | None) -> State:
        """That nothing answers plainly is said of the quotations, not of what a trusted model
        wrote in their place."""
        unsure = self._quoted.note is not None and self._quoted.note.doubts
        if self._missing:
            return "partly answered"
        return "answered" if unsure and note is None else self._quoted.outcome

    def _noted(self) -> Note | None:
        """What is said before, with the citation that it rests on."""
        note = self._quoted.note
        if note is None:
            return None
        markers = []
        for on in (c for c in self._quoted.citations if c.marker in note.markers):
            markers.append(self._book.known(on))
        return replace(note, markers=tuple(markers))

    def _left_out(self, everything: bool) -> tuple[Claim, ...]:
        """What the quoting answer tells from passages that the model left out: all of it, or of
        the best passage and the first of each kind that is not cited."""
        by_marker = {c.marker: c for c in self._quoted.citations}
        shown = {m for c in self._claims for m in c.markers}
        out: list[Claim] = []
        for claim in (*self._quoted.claims, *(self._quoted.folded if everything else ())):
            cited = [c for c in self._book.citations if c.marker in shown]
            kinds = {c.passage.kind for c in cited}
            new = claim.passage.kind in _ANSWERING and claim.passage.kind not in kinds
            wanted = everything or claim.passage.id == self._task.passages[0].id or new
            told = claim.passage.id in {c.passage.id for c in cited} and not everything
            if not wanted or told or any(plain(claim.text) == plain(c.text) for c in self._claims):
                continue
            at = by_marker[claim.markers[0]]
            marker = self._book.widened(claim.passage, at.start, at.end)
            out.append(replace(claim, markers=(marker,), words=None))
            shown |= set() if everything else {marker}
        return tuple(out)

    def finish(self, failure: str | None, timings: Callable[[], Timings]) -> Answer:
        """The whole answer, or the quoting one with the reason."""
        for slot in self._slots:
            if slot.action is None:
                slot.action, slot.judgement = "removed", slot.judgement or Judgement("unsupported")
        if failure is None and self._stands():
            return self._whole(timings())
        note = self._noting
        refuses = failure is None and not self._slots and (self._refuses or bool(self._missing))
        if refuses and self._quoted.refused:
            return replace(self._quoted, timings=timings(), model=note)
        if refuses and self._task.sure and not self._desk.trust.refuses:
            note = replace(note, instead=answers.FOUND_NONE)
            return replace(self._quoted, timings=timings(), model=note)
        if refuses:
            return self._refused(timings(), note)
        why = failure or (answers.MOST_UNSUPPORTED if self._slots else answers.EMPTY)
        return replace(self._quoted, timings=timings(), model=replace(note, instead=why))

    def _stands(self) -> bool:
        """Whether the answer may stand: something in it is the model's; and, where the rules read
        it, no more than half of what it wrote was unsupported."""
        fresh = [c for c in self._noting.checks if not c.reason.endswith(SAID_BEFORE)]
        most = sum(c.state == "unsupported" for c in fresh) * 2 <= len(fresh)
        return any(c.written for c in self._claims) and (self._trusted or most)

    def _whole(self, timings: Timings) -> Answer:
        """The answer with its headline; what of the evidence the model left out stands behind the
        fold, or, where it is unknown, below."""
        if self._trusted:
            first = self._slots[0]
            if first.claim is None:  # a quotation only where the answer would lose its headline
                self._stand_in = self._own_words(first.written.text, first.keys)
        if self._trusted and self._task.folds:
            whole = self.answer(timings, self._left_out(everything=True))
        else:
            more = self._left_out(everything=False)
            whole = self.answer(timings)
            claims = (*whole.claims, *more)
            whole = replace(whole, claims=claims, citations=self._book.citations)
        return renumbered(replace(whole, rows=self._rows(whole.claims)))

    def _refused(self, timings: Timings, note: ModelNote) -> Answer:
        """That the model found none, with what comes nearest."""
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
            timings=timings,
            model=note,
        )
