"""The language models that the settings name in, what each may do out; and the exam itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.check.by_encoder import ByEncoder
from assistant.check.by_model import Ask, ByModel
from assistant.check.support import Rules
from assistant.check.types import Judge
from assistant.errors import ChatModelError
from assistant.exam.card import Card, Cards, trust_of
from assistant.exam.papers import Papers
from assistant.exam.sit import Progress, Unread, sit, sit_judging, true_kinds
from assistant.exam.told import plainly
from assistant.model.client import ChatModel, address_of
from assistant.model.offer import ANSWERING
from assistant.model.opened import ChatHandle
from assistant.model.task import Desk
from assistant.settings import Settings
from assistant.wording import exam as wording
from prompts import version


@dataclass(frozen=True)
class Standing:
    """How the models stand: the card of the one that writes and of the one that judges, None where
    they have sat no exam, and what they may do together."""

    writer: Card | None
    judge: Card | None
    desk: Desk


class Examiner:
    """Takes the settings, the model that writes, the rules and the library's texts."""

    def __init__(
        self,
        settings: Settings,
        chat: ChatHandle,
        rules: Callable[[], Rules],
        text: Callable[[str], str | None],
    ) -> None:
        self._settings, self._chat, self._rules, self._text = settings, chat, rules, text
        self._cards = Cards(settings.data_dir)
        self._lock = threading.Lock()
        self.trouble: str | None = None

    def desk(self) -> Desk:
        """What checking needs, as the models stand now."""
        return self.standing().desk

    def standing(self) -> Standing:
        """As the cards say now; one that is sat while the product runs counts from the next
        question."""
        model = self._chat.model
        writer = self._card(model.name, address_of(self._settings)) if model else None
        judge, card = self._judge(model, writer)
        trust = trust_of(writer, card, self._settings)
        rules = self._rules()
        return Standing(
            writer, card, Desk(judge if trust.judges and judge else rules, rules, self._text, trust)
        )

    def told(self) -> list[str]:
        """What the exam says that the models may do, in plain words; that there was none, and how
        to have it sat, where there was none."""
        s = self._settings
        now = self.standing()
        if self.trouble:
            return [self.trouble, wording.UNEXAMINED]
        if now.writer is None and now.judge is None:
            return [wording.UNEXAMINED, wording.LEARN]
        lines = plainly(now.writer, s) if now.writer else [wording.UNEXAMINED]
        other = s.check_model or s.judge_model
        if other:  # what the writer would be allowed to judge is of no account
            lines = [line for line in lines if not line.startswith(wording.MAY_JUDGE)]
        if other and now.judge:
            return lines + [f"{other}: {line}" for line in plainly(now.judge, s, own=False)]
        return lines + ([wording.other_unexamined(other)] if other else [])

    def _judge(
        self, model: ChatModel | None, writer: Card | None
    ) -> tuple[Judge | None, Card | None]:
        """The judge that the settings name, with its card; else the model that writes."""
        s = self._settings
        if s.check_model:
            card = self._card(s.check_model, s.check_labels or "")
            return (self._encoder if card else None), card
        if s.judge_model and self._second is None:
            return None, None
        if s.judge_model and self._second:
            card = self._card(self._second.name, address_of(s.of_judge()))
            return ByModel(asked(self._second), self._second.name, self._rules()), card
        if model is None:
            return None, None
        return ByModel(asked(model), model.name, self._rules()), writer

    @cached_property
    def _encoder(self) -> ByEncoder:
        with self._lock:
            return ByEncoder.load(self._settings.check_model or "", self._settings.check_labels)

    @cached_property
    def _second(self) -> ChatModel | None:
        """The model that judges in place of the one that writes; None, with the reason kept, where
        it cannot be opened: the rules judge then."""
        try:
            return ChatHandle(self._settings.of_judge()).model
        except ChatModelError as error:
            self.trouble = f"The judge (ICS_JUDGE_MODEL): {error}"
            return None

    def _card(self, model: str, address: str) -> Card | None:
        return self._cards.of(model, address, version(*ANSWERING))

    def _blank(self, model: str, address: str) -> Card:
        return Card(model, address, version(*ANSWERING), date.today().isoformat())

    def examine(self, papers: Papers, stop: threading.Event, progress: Progress) -> list[Card]:
        """Has every model that the settings name sit the papers meant for it; the cards, kept.
        Raises ChatModelError where none is set, ChatFailure where one does not answer."""
        s, model = self._settings, self._chat.model
        if model is None and not s.check_model:
            raise ChatModelError(
                "No language model is set, so there is none to examine; set ICS_CHAT_MODEL, or"
                " ICS_CHECK_MODEL for a cross-encoder."
            )
        if s.judge_model and not s.check_model and self._second is None:
            raise ChatModelError(self.trouble or "")
        cards = []
        if model is not None:
            blank = self._blank(model.name, address_of(s))
            cards.append(sit(asked(model), blank, papers, stop, progress))
        if s.check_model:
            blank, unread = self._blank(s.check_model, s.check_labels or ""), Unread()
            marks = sit_judging(self._encoder, unread, papers.judging, stop, progress)
            cards.append(replace(blank, judging=marks, true=true_kinds(papers.judging)))
        elif s.judge_model and self._second:
            blank = self._blank(self._second.name, address_of(s.of_judge()))
            cards.append(sit(asked(self._second), blank, papers, stop, progress))
        if not stop.is_set():
            for card in cards:
                self._cards.keep(card)
        return cards


def asked(model: ChatModel) -> Ask:
    """The model as something that messages are put to."""
    return lambda messages, stop: "".join(model.stream(messages, stop))
