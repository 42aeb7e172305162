"""What a public set holds, whatever its format: texts, questions and claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ANSWERABLE, UNANSWERABLE = "answerable", "unanswerable"


@dataclass(frozen=True)
class Text:
    """A passage or document of the set."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class Question:
    """A question: `history` are the user's questions before it, oldest first; `relevant` {text id:
    grade}, empty where retrieval is not measured.

    `label` says whether it can be answered, in the set's words, empty where the set does not say;
    `kind` is a finer sort. `within`: the ids of the texts that alone are asked.
    """

    id: str
    text: str
    history: tuple[str, ...] = ()
    relevant: Mapping[str, int] = field(default_factory=dict)
    label: str = ""
    kind: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A document that a claim rests on."""

    text: str
    title: str = ""


@dataclass(frozen=True)
class Claim:
    """A claim with its documents, and whether people found that they support it."""

    id: str
    text: str
    sources: tuple[Source, ...]
    supported: bool
    kind: str = ""


@dataclass(frozen=True)
class PublicSet:
    """A set as its loader read it. `withheld` are the ids of texts that are taken out of the
    library before its refusals are counted; `notes` say what was left out."""

    texts: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()
    claims: tuple[Claim, ...] = ()
    withheld: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
