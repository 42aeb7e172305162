"""Ranked passages in, what a language model is given of them out: as many as fit, under opaque
keys, behind a fence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.answer.types import attribution
from assistant.answer.voices import voice
from assistant.check.untrusted import addresses_reader, fenced, harmless
from assistant.model.client import ChatModel, Messages
from index.documents.types import Passage
from index.text.dates import spoken
from index.text.sentences import count_tokens, sentences
from prompts import messages, render

OFFERED = 12
"""Passages a model is given at the most."""
_ROOM = 60  # tokens of a passage's heading line
_SAFETY = 1.25  # other models count up to a quarter more tokens than cl100k_base
_HISTORY_TOKENS = 400
"""Tokens of earlier questions that a model is given; set by hand."""
_FEWEST_WORDS = 5
"""Words of a passage, cleaned of orders to a machine, that is still worth giving; set by hand."""


@dataclass(frozen=True)
class Offer:
    """The passages that a model may cite, by key from 1: `text` is each passage's without what
    speaks to the machine. `left_out` counts those that had no room."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    left_out: int


def offer(passages: list[Passage], model: ChatModel, taken: int) -> Offer:
    """As many of the passages, best first, as fit the model's window beside `taken` tokens of
    prompt and the answer."""
    room = model.window / _SAFETY - taken - model.answer_tokens
    kept: list[Passage] = []
    texts: list[str] = []
    left_out = 0
    for passage in passages:
        text = _clean(passage)
        if len(text.split()) < _FEWEST_WORDS:
            continue
        room -= count_tokens(text) + _ROOM
        if room < 0 and kept:
            left_out += 1
            continue
        kept.append(passage)
        texts.append(text)
    return Offer(tuple(kept), tuple(texts), left_out)


def _clean(passage: Passage) -> str:
    """The passage's text without its sentences that speak to whoever reads it."""
    said = (passage.text[a:b].strip() for a, b in sentences(passage.text))
    return " ".join(text for text in said if not addresses_reader(text))


def standing_before(passage: Passage) -> str:
    """What a reader is told of a passage besides its text: who said it, when, in what voice,
    under which heading."""
    searched = passage.searched[: len(passage.searched) - len(passage.text)].strip()
    stated = replace(
        passage, vouched=True
    )  # what it says of itself, without our word for whose claim that is
    return f"{searched}\n{attribution(stated, 9)}".strip()


def answer_prompt(question: str, history: tuple[str, ...], offered: Offer) -> Messages:
    """The request for an answer: the questions so far, and the passages behind their fence."""
    fence, block = fenced(
        [(heading_of(p), text) for p, text in zip(offered.passages, offered.texts, strict=True)]
    )
    return messages(
        "answer",
        history=_earlier(history),
        question=_one_line(question),
        fence=fence,
        passages=block,
        cannot_say=render("cannot_say"),
    )


def section_prompt(topic: str, section: str, offered: Offer) -> Messages:
    """The request for one section of a board paper."""
    fence, block = fenced(
        [(heading_of(p), text) for p, text in zip(offered.passages, offered.texts, strict=True)]
    )
    cannot_say = render("cannot_say")
    return messages(
        "board_paper",
        topic=_one_line(topic),
        section=section,
        fence=fence,
        passages=block,
        cannot_say=cannot_say,
    )


def _earlier(history: tuple[str, ...]) -> str:
    kept: list[str] = []
    room = _HISTORY_TOKENS
    for asked in reversed(history):
        room -= count_tokens(asked)
        if room < 0:
            break
        kept.insert(0, f"- {_one_line(asked)}")
    return "Asked before:\n" + "\n".join(kept) + "\n\n" if kept else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:1000]


def heading_of(passage: Passage) -> str:
    """Who said it, as what and when, in a few harmless words."""
    if passage.voice:
        return harmless(passage.voice.named)
    m = passage.metadata
    who = harmless(", ".join(filter(None, (m.publisher, *m.authors[:2]))) or "somebody not named")
    return f"{voice(passage, passage.text)}, {who}, {spoken(m.published) or 'date not stated'}"
