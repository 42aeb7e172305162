"""A follow-up with the questions before it in, the same question standing alone out, as a language
model words it.

The model may only put together what was asked: a word or a figure that stands in no question
sends its wording back.
"""

from __future__ import annotations

import re
import threading

from assistant.errors import ChatFailure
from assistant.model.client import ChatModel
from index.documents.orders import speaks_to_machine
from index.text.words import stems
from prompts import messages

_EARLIER, _MOST_WORDS = 4, 60
"""Earlier questions that a follow-up is reworded from, and words of the rewording; set by
hand."""


def rewritten(
    question: str, history: tuple[str, ...], by_rule: str, model: ChatModel, stop: threading.Event
) -> str:
    """The model's wording if it keeps to the questions, else `by_rule`."""
    asked = history[-_EARLIER:]
    prompt = messages(
        "follow_up",
        history="\n".join(f"- {' '.join(h.split())[:500]}" for h in asked),
        question=" ".join(question.split())[:500],
    )
    try:
        text = "".join(model.stream(prompt, stop))
    except ChatFailure:
        return by_rule
    line = next((part for part in re.split(r"[\r\n]+", text) if part.strip()), "").strip(' "“”*`')
    return line if _keeps_to(line, question, asked) else by_rule


def _keeps_to(line: str, question: str, asked: tuple[str, ...]) -> bool:
    """One question, of the words that were asked, which says everything that the new question
    says."""
    known = set(stems(" ".join([*asked, question])))
    said = set(stems(line))
    new = set(stems(question)) - set(stems(" ".join(_POINTERS)))
    return (
        bool(line)
        and line.endswith("?")
        and len(line.split()) <= _MOST_WORDS
        and said <= known
        and new <= said
        and not speaks_to_machine(line)
    )


_POINTERS = (
    (
        "it its they them their he she his her this that these those there one ones what about and"
        " also else then so"
    ),
)
