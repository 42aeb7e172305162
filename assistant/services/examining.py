"""The language models that the settings name in, what each may do out; and the exam itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.check.by_encoder import ByEncoder
from assistant.check.by_model import Ask, ByModel
from assistant.check.changing import Changing, changing
from assistant.check.contradicting import Contradicting, contradicting
from assistant.check.support import Rules
from assistant.check.types import Judge
from assistant.errors import AssistantError, ChatModelError, SettingsError
from assistant.exam.card import Card, Cards, trust_of
from assistant.exam.papers import Papers
from assistant.exam.sit import Progress, Unread, sit, sit_differing, sit_judging, true_kinds
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
        self._other = ChatHandle(settings.of_judge())
        self._lock = threading.Lock()
        self._loaded: ByEncoder | None = None
        self._unloadable: str | None = None
        self.trouble: str | None = None

    def desk(self) -> Desk:
        """What checking needs, as the models stand now."""
        return self.standing().desk

    def contradicting(self) -> Contradicting | None:
        """Who may tell which statements contradict each other: a judge that has passed, if it can
        tell."""
        desk = self.standing().desk
        return contradicting(desk.judge) if desk.trust.tells else None

    def changing(self) -> Changing | None:
        """Who may tell which answers have changed: a language model that has passed in judging."""
        desk = self.standing().desk
        return changing(desk.judge) if desk.trust.tells else None

    def standing(self) -> Standing:
        """As the cards say now; one that is sat while the product runs counts from the next
        question."""
        self.trouble = None
        model = self._chat.or_none()
        writer = self._card(model.name, address_of(self._settings)) if model else None
        judge, card = self._judge(model, writer)
        trust = trust_of(writer, card, self._settings, alone=model is None)
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
            return [self.trouble, wording.RULES_READ]
        if now.writer is None and now.judge is None:
            return [wording.UNEXAMINED, wording.LEARN]
        lines = plainly(now.writer, s) if now.writer else [wording.UNEXAMINED]
        other = s.check_model or s.judge_model
        if other:  # what the writer would be allowed to judge is of no account
            judges = (wording.MAY_JUDGE, wording.MAY_TELL)
            lines = [line for line in lines if not line.startswith(judges)]
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
            encoder = self._encoder() if card else None
            return encoder, card if encoder else None
        if s.judge_model:
            second = self._second
            if second is None:
                return None, None
            card = self._card(second.name, address_of(s.of_judge()))
            return ByModel(asked(second), second.name, self._rules()), card
        if model is None:
            return None, None
        return ByModel(asked(model), model.name, self._rules()), writer

    def _encoder(self) -> ByEncoder | None:
        """The cross-encoder, loaded once; None, with the reason kept, where it cannot be."""
        s = self._settings
        with self._lock:
            if self._loaded is None and self._unloadable is None:
                try:
                    self._loaded = ByEncoder.load(s.check_model or "", s.check_labels)
                except SettingsError as error:
                    self._unloadable = str(error)
        self.trouble = self._unloadable
        return self._loaded

    @property
    def _second(self) -> ChatModel | None:
        """The model that judges in place of the one that writes; None, with the reason kept, where
        it cannot be opened: the rules judge then."""
        model = self._other.or_none()
        if model is None:
            self.trouble = f"The judge (ICS_JUDGE_MODEL): {self._other.trouble}"
        return model

    def _card(self, model: str, address: str) -> Card | None:
        """Its card; none, with the reason kept, where it cannot be read."""
        try:
            return self._cards.of(model, address, version(*ANSWERING))
        except AssistantError as error:
            self.trouble = str(error)
            return None

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
        second = self._second if s.judge_model and not s.check_model else None
        encoder = self._encoder() if s.check_model else None
        if (s.check_model and encoder is None) or (
            s.judge_model and not s.check_model and not second
        ):
            raise ChatModelError(self.trouble or "")  # before anything is paid for
        cards = []
        for who, address in ((model, address_of(s)), (second, address_of(s.of_judge()))):
            if who is not None:
                blank = self._blank(who.name, address)
                cards.append(self._kept(sit(asked(who), blank, papers, stop, progress), stop))
        if encoder and s.check_model:
            blank = self._blank(s.check_model, s.check_labels or "")
            marks = sit_judging(encoder, Unread(), papers.judging, stop, progress)
            sat = replace(blank, judging=marks, true=true_kinds(papers.judging))
            sat = sit_differing(sat, contradicting(encoder), papers, stop, lambda *_: None)
            cards.append(self._kept(sat, stop))
        return cards

    def _kept(self, card: Card, stop: threading.Event) -> Card:
        """The card, kept unless the exam was broken off."""
        if not stop.is_set():
            self._cards.keep(card)
        return card


def asked(model: ChatModel) -> Ask:
    """The model as something that messages are put to."""
    return lambda messages, stop: "".join(model.stream(messages, stop))
