"""Questions that stand, as a reader handles them: asked again when documents come in, and told of
only where the answer changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer.changed import Told, changed, of_passage
from assistant.answer.types import Answer, attribution
from assistant.check.changing import Changing
from assistant.check.support import Rules
from assistant.check.types import Source
from assistant.check.untrusted import suspect
from assistant.conversations.standing import Change, Standing, StandingQuestions
from assistant.errors import AssistantError
from assistant.model.offer import cleaned, standing_before
from assistant.paper.blocks import Block, Heading, Paragraph, Text
from assistant.paper.exported import written
from assistant.services.asking import Asking
from assistant.services.keeping import Keeping
from assistant.services.library import Library
from index.documents.types import Passage
from index.errors import IndexingError
from index.log import LOG, failed
from index.text.dates import spoken

_QUOTED = "An answer that refuses, or asks back, cannot be told to have changed; ask it otherwise."
_RESTS = 900.0
"""Seconds for which one that failed is not asked again by itself."""
_PASSAGES = 8
"""Of what came in, the nearest to the question, that a language model reads."""


@dataclass(frozen=True)
class Again:
    """How many questions were asked again, and of how many the answer changed."""

    asked: int
    changed: int


class StandingDesk:
    """Takes what asks, what is kept, and the judge that tells whether something new is said."""

    def __init__(
        self,
        asking: Asking,
        library: Library,
        keeping: Keeping,
        rules: Callable[[], Rules],
        judge: Callable[[], Changing | None],
    ) -> None:
        self._asking, self._library = asking, library
        self.rules, self.judge = rules, judge
        self._keeping, self._lock = keeping, threading.Lock()
        self._not_before: dict[str, float] = {}

    @property
    def _kept(self) -> StandingQuestions:
        return self._keeping.standing

    def stand(self, owner: str, question: str) -> str:
        """The question stands from now on, answered as now; its id. It is read by itself: what was
        asked before it is not. Raises AssistantError for one that is none for the documents."""
        here = self._here()  # before it is asked: what comes in meanwhile was not asked
        answer = self._asking.ask(question)
        if answer.state in ("ask back", "outside"):
            raise AssistantError(_QUOTED)
        return self._kept.add(owner, question, answer, here)

    def standing(self, owner: str) -> list[Standing]:
        """Those of an owner, the newest first."""
        return self._kept.all(owner)

    def remove(self, owner: str, ident: str) -> None:
        """It stands no longer."""
        self._kept.remove(owner, ident)

    def changes(self, owner: str, since: str = "") -> list[Change]:
        """What changed in their answers after that ISO time, the last one first."""
        return self._kept.changes(owner, since)

    def ask_again(self, stop: threading.Event | None = None, patient: bool = False) -> Again:
        """Every question that has not been asked of the documents as they are now. One that
        cannot be answered now is asked the next time, if `patient` after a quarter of an hour."""
        here, done, told_of = self._here(), 0, 0
        with self._lock:
            for question in self._kept.all():
                if question.documents == here or (stop and stop.is_set()):
                    continue
                if patient and time.monotonic() < self._not_before.get(question.id, 0):
                    continue
                try:
                    answer = self._asking.ask(question.question)
                    told = self._told(question, answer)
                except (AssistantError, IndexingError) as error:
                    LOG.warning("A standing question could not be asked again: %s", error)
                    self._not_before[question.id] = time.monotonic() + _RESTS
                    continue
                except Exception as error:  # noqa: BLE001 - the other questions are asked all the same
                    failed("A standing question", error)
                    continue
                kept = self._kept.asked(question, here, answer, told)
                done, told_of = done + kept, told_of + (kept and bool(told))
        return Again(done, told_of)

    def _here(self) -> frozenset[str]:
        return frozenset(s.id for s in self._library.documents())

    def _told(self, question: Standing, answer: Answer) -> Told | None:
        """What is to be told of the new answer; the documents that came in since the last are
        asked by themselves too, for the older ones may still be told first."""
        before = question.answer
        if before is None:
            return None
        came = self._here() - question.documents
        if came and not answer.refused and (judge := self.judge()):
            hits = self._asking.search(question.question, k=_PASSAGES, within=frozenset(came))
            near = [h.passage for h in hits if not suspect(h.passage.text)]
            last = next(
                (c for c in self.changes(question.owner) if c.standing == question.id), None
            )
            return _by_judge(before, near, judge, last.told.now if last else "")
        alone = self._asking.ask(question.question, within=came) if came else None
        return changed(before, answer, alone, frozenset(came), self.rules())

    def digest(self, found: Sequence[Change], kind: str) -> bytes:
        """What changed as a file: docx, pdf or md."""
        return written("Answers that changed", tuple(_blocks(found)), kind)


def _by_judge(before: Answer, passages: list[Passage], judge: Changing, last: str) -> Told | None:
    """What a language model that has passed finds in passages of what came in; `last` is what was
    told since the answer."""
    if not passages:
        return None
    sources = [Source(cleaned(p), standing_before(p)) for p in passages]
    cited = [replace(c.passage, vouched=True) for c in before.citations[:2]]
    who = "; ".join(dict.fromkeys(attribution(p, 1) for p in cited))
    told = " ".join(dict.fromkeys([before.headline, *(c.text for c in before.claims[:2])]))
    was = f"{told} ({who})" if who else told
    was += f" Since then they were told: {last}" if last else ""
    found = judge.found(before.turn.standalone, was, sources, threading.Event())
    now = next(((text, p) for text, p in zip(found, passages, strict=True) if text), None)
    return of_passage(before, *now, sure=True) if now else None


def _blocks(found: Sequence[Change]) -> list[Block]:
    today = spoken(date.today().isoformat()) or ""
    out: list[Block] = [Paragraph((Text(f"Made by ICS Assistant on {today}."),), "small")]
    if not found:
        out.append(Paragraph((Text("No answer changed."),)))
    for number, change in enumerate(found, 1):
        out.append(Heading(1, change.question, f"change-{number}"))
        out.append(Paragraph((Text("It was: "), Text(change.told.was)), "quote"))
        out.append(
            Paragraph((Text(f"{change.told.now_is}: ", bold=True), Text(change.told.now)), "quote")
        )
        who = f"{change.told.who}. " if change.told.who else ""
        out.append(Paragraph((Text(f"{who}Seen {spoken(change.at[:10])}."),), "small"))
    return out
