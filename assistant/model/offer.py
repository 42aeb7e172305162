"""Ranked passages in, what a language model is given of them out: as many as fit, under opaque
keys, behind a fence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer.types import attribution
from assistant.answer.voices import voice
from assistant.check.untrusted import addresses_reader, fenced, harmless, suspect
from assistant.ledger.types import RowLink
from assistant.model.client import ChatModel, Messages
from index.documents.orders import speaks_to_machine
from index.documents.types import Passage
from index.text.dates import spoken
from index.text.sentences import count_tokens, sentences
from prompts import messages, render, shape

OFFERED, _WITH_NEIGHBOURS, _WINDOW = 12, 20, 160
"""Passages a model is given at the most, those with the neighbours of digests' statements, and
words of a passage with its neighbours; set by hand."""
_ROOM = 60  # tokens of a passage's heading line
_SAFETY = 1.25  # other models count up to a quarter more tokens than cl100k_base
_REGISTER = 300  # characters of a row of the ledger
_HISTORY_TOKENS = 400
"""Tokens of earlier questions that a model is given; set by hand."""
_FEWEST_WORDS = 5
"""Words of a passage, cleaned of orders to a machine, that is still worth giving; set by hand."""


ANSWERING = ("answer", "cannot_say", "judge", "repair", "differ", "changed")
"""The prompts that an answer rests on: a change of one is another exam."""


@dataclass(frozen=True)
class Near:
    """Where a passage's neighbours are had from: the passages under one heading of a document,
    and a document's text, each by the document's id."""

    section: Callable[[str, tuple[str, ...]], list[Passage]]
    text: Callable[[str], str | None]


@dataclass(frozen=True)
class Told:
    """What a model is told of a question besides the passages: the questions before it, the route
    it goes, and the rows of the ledger that it is about."""

    question: str
    history: tuple[str, ...] = ()
    route: str = "best"
    rows: tuple[RowLink, ...] = ()


@dataclass(frozen=True)
class Offer:
    """The passages that a model may cite, by key from 1: `text` is each passage's without what
    speaks to the machine. `left_out` counts those that had no room; `suspect` are the ids of the
    documents of which a passage tries to steer its reader."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    left_out: int
    suspect: frozenset[str] = frozenset()


def offer(passages: list[Passage], model: ChatModel, taken: int) -> Offer:
    """As many of the passages, best first, as fit the model's window beside `taken` tokens of
    prompt and the answer."""
    room = model.window / _SAFETY - taken - model.answer_tokens
    kept: list[Passage] = []
    texts: list[str] = []
    left_out = 0
    for passage in passages:
        text = cleaned(passage)
        if len(text.split()) < _FEWEST_WORDS:
            continue
        room -= count_tokens(text) + _ROOM
        if room < 0 and kept:
            left_out += 1
            continue
        kept.append(passage)
        texts.append(text)
    steering = frozenset(p.document_id for p in passages if suspect(p.text))
    return Offer(tuple(kept), tuple(texts), left_out, steering)


def cleaned(passage: Passage) -> str:
    """The passage's text without its paragraphs that give orders to a machine, and without its
    sentences that speak to whoever reads it."""
    kept = []
    for paragraph in passage.text.split("\n\n"):
        said = [paragraph[a:b].strip() for a, b in sentences(paragraph)]
        if not any(map(speaks_to_machine, said)):
            kept += [text for text in said if not addresses_reader(text)]
    return " ".join(kept)


def standing_before(passage: Passage) -> str:
    """What a reader is told of a passage besides its text: who said it, when, in what voice,
    under which heading."""
    searched = passage.searched[: len(passage.searched) - len(passage.text)].strip()
    stated = replace(
        passage, vouched=True
    )  # what it says of itself, without our word for whose claim that is
    return f"{searched}\n{attribution(stated, 9)}".strip()


def widened(passages: Sequence[Passage], near: Near) -> tuple[Passage, ...]:
    """The passages, best first, each with its neighbours of the same heading and page as one; the
    statements of a digest stay apart, since each has its own voice, and those beside them come
    last."""
    out: list[Passage] = []
    beside: list[Passage] = []
    for passage in passages:
        order = sorted(near.section(passage.document_id, passage.section), key=lambda p: p.start)
        if passage.voice:
            out.append(passage)
            beside += order
            continue
        if any(_holds(p, passage) for p in out):
            continue
        steers = any(suspect(p.text) for p in order)  # the rules read it, passage by passage
        text = None if steers else near.text(passage.document_id)
        out.append(_with_neighbours(passage, order, text))
    there = {p.id for p in out}
    more = {p.id: p for p in beside if p.id not in there}
    return tuple([*out, *more.values()][:_WITH_NEIGHBOURS])


def _holds(whole: Passage, part: Passage) -> bool:
    same = whole.document_id == part.document_id
    return same and whole.start <= part.start and part.end <= whole.end


def _with_neighbours(passage: Passage, order: Sequence[Passage], text: str | None) -> Passage:
    at = next((i for i, p in enumerate(order) if p.id == passage.id), None)
    if at is None or text is None:
        return passage
    first = last = at
    for step in (1, -1):
        i = at + step
        while 0 <= i < len(order) and order[i].page == passage.page:
            low, high = min(first, i), max(last, i)
            if len(text[order[low].start : order[high].end].split()) > _WINDOW:
                break
            first, last = low, high
            i += step
    start, end = order[first].start, order[last].end
    return replace(passage, text=text[start:end], start=start, end=end)


def answer_prompt(told: Told, offered: Offer) -> Messages:
    """The request for an answer of what is offered."""
    return answer_messages(told, headed(offered))


def headed(offered: Offer) -> list[tuple[str, str]]:
    """(heading line, text) of each passage offered."""
    return [(heading_of(p), text) for p, text in zip(offered.passages, offered.texts, strict=True)]


def answer_messages(told: Told, passages: Sequence[tuple[str, str]]) -> Messages:
    """The request for an answer: the questions so far, what is asked for, what the ledger holds,
    and the passages, (heading line, text) each, behind their fence."""
    fence, block = fenced(passages)
    cannot_say = render("cannot_say")
    lines = [shape(told.route), *(_register(row) for row in told.rows)]
    return messages(
        "answer",
        history=_earlier(told.history),
        question=_one_line(told.question),
        shape="".join(f"{line}\n" for line in lines if line),
        fence=fence,
        passages=block,
        cannot_say=cannot_say,
        cannot_say_short=cannot_say.rstrip("."),
    )


def _register(row: RowLink) -> str:
    """What the ledger holds of a recommendation, for a model to check its passages by."""
    answered = f" ({spoken(row.responded)})" if row.responded else ""
    reported = f" ({spoken(row.progressed)})" if row.progressed else ""
    return harmless(
        f"Our register, which is no passage: {row.title}. Response: {row.response}{answered}."
        f" Progress: {row.progress}{reported}.",
        _REGISTER,
    )


def section_prompt(topic: str, section: str, offered: Offer) -> Messages:
    """The request for one section of a board paper."""
    fence, block = fenced(headed(offered))
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
    """Who said it, as what and when, in a few harmless words; of a digest's statement, in which
    sources it stands."""
    if passage.voice:
        told = "; ".join(source.stated for source in passage.voice.sources[:2])
        return harmless(f"{passage.voice.named}{f'; told by {told}' if told else ''}")
    m = passage.metadata
    who = harmless(", ".join(filter(None, (m.publisher, *m.authors[:2]))) or "somebody not named")
    return f"{voice(passage, passage.text)}, {who}, {spoken(m.published) or 'date not stated'}"
