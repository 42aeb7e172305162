"""Sentences with the passages they cite in, what a judge finds of each out: the words that every
judge speaks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from assistant.wording.faults import fault

State = Literal["supported", "partly", "unsupported"]


class Reason(StrEnum):
    """What keeps a passage from supporting a sentence."""

    NUMBER = "number"
    ELSEWHERE = "elsewhere"
    ORDER = "order"
    BOUND = "bound"
    QUOTATION = "quotation"
    WORD = "word"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    VOICE = "voice"
    WORDS = "words"
    UNCITED = "uncited"
    NOT_SAID = "not said"
    AGAINST = "against"


Fault = tuple[Reason, str]
"""What is wrong, and which words it is wrong in; the words may be empty."""


@dataclass(frozen=True)
class Judgement:
    """How far a sentence is supported; what is missing, None where nothing is, and the words
    (`what`) in which it is."""

    state: State
    reason: Reason | None = None
    what: str = ""

    @property
    def supported(self) -> bool:
        return self.state == "supported"

    @property
    def told(self) -> str:
        """What is missing, in words for a reader."""
        return fault(self.reason, self.what, partly=self.state == "partly") if self.reason else ""


SUPPORTED = Judgement("supported")


@dataclass(frozen=True)
class Statement:
    """A sentence and the keys, from 1, of the passages that it cites."""

    text: str
    keys: tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """A passage as a judge reads it: its words, and what stands `front` of them (title, heading,
    voice, date). `chosen`: the quoting answer cites it, so that a sentence may be cited anew with
    it. `suspect`: its document tries to steer its reader."""

    text: str
    front: str = ""
    chosen: bool = False
    suspect: bool = False

    @property
    def whole(self) -> str:
        """The front and the words."""
        return f"{self.front}\n{self.text}" if self.front else self.text


@dataclass(frozen=True)
class Ruling:
    """The keys of the passages that carry a sentence, none where none does, and why; `by` is the
    kind of judge that decided."""

    keys: tuple[int, ...]
    judgement: Judgement
    by: Literal["rules", "facts", "model", "cross-encoder"] = "rules"


class Judge(Protocol):
    """Decides what passages support. `name` is for a reader; `one_by_one`: it may be asked for
    each sentence as it comes, where another is asked for many at once."""

    @property
    def name(self) -> str: ...
    @property
    def one_by_one(self) -> bool: ...

    def rule(
        self,
        statements: Sequence[Statement],
        sources: Sequence[Source],
        stop: threading.Event | None = None,
    ) -> list[Ruling]:
        """A ruling a statement, in order; `sources` are the passages by their keys from 1. Raises
        ChatFailure when a model that judges does not answer."""
        ...
