"""Answers in, a file to take along out: Word, PDF or Markdown, with the passage behind each
number.

The numbers run on through a conversation, so that each leads to one source at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answer.citations import reference
from assistant.answer.corrected import Corrected, shortly
from assistant.answer.markdown import (
    grouped,
    led,
    model_text,
    refusal_text,
    rules_stand,
    rules_text,
    standing_text,
)
from assistant.answer.types import Answer, Claim, Note, attribution
from assistant.answer.voices import voice
from assistant.errors import AssistantError
from assistant.paper.blocks import Block, Heading, Mark, Paragraph, Span, Text
from assistant.paper.pages import markdown_of
from assistant.wording.corrections import apart
from assistant.wording.outside import SHOWN_STATES, STATES
from index.text.dates import spoken

NOTHING = Corrected()
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown",
}
ABOUT = (
    "Made by ICS Assistant on {day} from the documents of its library. Not advice, and not a"
    " record of a decision: check what matters against the sources."
)


def exported(
    title: str, answers: Sequence[Answer], kind: str, corrected: Corrected = NOTHING
) -> bytes:
    """The file's bytes, with what readers say is wrong beside each source. Raises AssistantError
    for a kind that there is none of, or where there is nothing to put in it."""
    if not answers:
        raise AssistantError("There is no answer here to put into a file yet; ask a question.")
    return written(title, tuple(_blocks(answers, corrected)), kind)


def written(title: str, blocks: tuple[Block, ...], kind: str) -> bytes:
    """Blocks as a file of a kind of `KINDS`. Raises AssistantError for any other."""
    if kind == "md":
        return markdown_of(title, blocks).encode()
    if kind == "docx":
        from assistant.paper.word import word_of

        return word_of(title, blocks)
    if kind == "pdf":
        from assistant.paper.pdf import pdf

        return pdf(title, blocks)
    raise AssistantError(f"{kind!r} is not a kind of file for this; use {', '.join(KINDS)}.")


@dataclass(frozen=True)
class _Numbers:
    """The numbers of one answer's sources in the file: its first is `before` + 1."""

    before: int

    def marks(self, markers: Sequence[int]) -> tuple[Span, ...]:
        return tuple(Mark(self.before + m) for m in markers)


def _blocks(answers: Sequence[Answer], corrected: Corrected) -> Iterator[Block]:
    today = spoken(date.today().isoformat()) or ""
    yield Paragraph((Text(ABOUT.format(day=today)),), "small")
    before, starts = 0, []
    for answer in answers:
        starts.append(before)
        yield from _answer(answer, _Numbers(before), f"question-{len(starts)}")
        before += len(answer.citations)
    if before:
        yield Heading(1, "Sources", "sources")
    for answer, start in zip(answers, starts, strict=True):
        for c in answer.citations:
            number = start + c.marker
            yield Paragraph(
                (Text(f"{number}. {reference(c)}"),), "reference", f"reference-{number}"
            )
            yield Paragraph((Text(f"“{c.quote}”"),), "quote")
            for remark in shortly(corrected.beside(answer).of([c])):
                yield Paragraph((Text(apart(remark.text), italic=True),), "small")


def _answer(answer: Answer, numbers: _Numbers, anchor: str) -> Iterator[Block]:
    yield Heading(1, answer.turn.asked, anchor)
    if answer.turn.standalone != answer.turn.asked:
        yield Paragraph((Text(f"Understood as: {answer.turn.standalone}"),), "small")
    day = answer.standing and answer.standing.as_at
    state = STATES[answer.state] or (day and SHOWN_STATES[answer.state])
    if state:
        yield Paragraph((Text(state + (f", as at {spoken(day)}" if day else ""), bold=True),))
    if answer.refusal:
        yield Paragraph((Text(refusal_text(answer)),))
        for c in answer.citations:
            yield Paragraph(
                (
                    Text(f"Near, but no answer: {attribution(c.passage, 1)}"),
                    *numbers.marks([c.marker]),
                )
            )
    else:
        yield from _told(answer, numbers)
    for remark in answer.remarks:
        yield Paragraph((Text(remark),))
    for quiet in (standing_text(answer), model_text(answer)):
        if quiet:
            yield Paragraph((Text(quiet),), "small")


def _told(answer: Answer, numbers: _Numbers) -> Iterator[Block]:
    """What is said, each voice with whose it is; what is folded on the screen too."""
    rules, stands = rules_text(answer), rules_stand(answer)
    if rules and stands == "before":
        yield Paragraph((Text(rules),))
    if answer.note:
        yield _note(answer.note, numbers, bold=True)
    if rules and stands == "with":
        yield Paragraph((Text(rules),))
    yield from _said(answer.claims, numbers)
    for point in answer.points:
        yield _note(point, numbers)
    if answer.folded:
        yield Heading(2, "More on this", f"more-{numbers.before}")
        yield from _said(answer.folded, numbers)
    if rules and stands == "below":
        yield Paragraph((Text(rules),), "small")


def _note(note: Note, numbers: _Numbers, bold: bool = False) -> Paragraph:
    return Paragraph((Text(note.text, bold=bold), *numbers.marks(note.markers)))


def _said(claims: tuple[Claim, ...], numbers: _Numbers) -> Iterator[Block]:
    for passage, said in grouped(claims):
        spans: list[Span] = []
        for claim in said:
            spans += [Text(led(claim) + claim.text), *numbers.marks(claim.markers), Text(" ")]
        yield Paragraph(tuple(spans[:-1]))
        if not said[0].written:
            who = f"{voice(passage, said[0].text)} · {attribution(passage, 1)}"
            yield Paragraph((Text(who),), "small")
