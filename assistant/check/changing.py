"""A question, the answer that was given and passages of documents that came in since in, which of
these change the answer out: by a language model that has passed the exam in judging."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence

from assistant.check.by_model import ByModel, Unreadable, stand, verdicts
from assistant.check.types import Judge, Source
from assistant.check.untrusted import fenced, harmless
from index.text.sentences import sentences
from prompts import messages

_KEY = 6
"""Hex digits of a passage's key."""
_QUESTION, _ANSWER = 500, 1500
"""Letters of the question and of the answer given that are shown."""


class Changing:
    """Tells which passages change an answer."""

    def __init__(self, judge: ByModel) -> None:
        self._ask = judge.ask

    def found(
        self, question: str, answer: str, passages: Sequence[Source], stop: threading.Event
    ) -> list[str]:
        """Of each passage the sentence that now answers, empty where it changes nothing. Raises
        ChatFailure when the model does not answer, or not so that its reply can be read."""
        prompt, keys = changed_prompt(question, answer, passages)
        replied = verdicts(self._ask(prompt, stop))
        if not any(key in replied for key in keys):
            raise Unreadable("The reply on an answer that may have changed could not be read.")
        return [_proved(replied.get(k), p.text) for k, p in zip(keys, passages, strict=True)]


def changing(judge: Judge) -> Changing | None:
    """What this judge is for answers; None for one that is no language model."""
    return Changing(judge) if isinstance(judge, ByModel) else None


def changed_prompt(
    question: str, answer: str, passages: Sequence[Source]
) -> tuple[list[tuple[str, str]], list[str]]:
    """(messages, the key of each passage), under keys that no document can know."""
    bodies = [("", question), ("", answer), *((harmless(s.front, 400), s.text) for s in passages)]
    fence, _ = fenced(bodies)
    keys, lines = [], []
    for n, source in enumerate(passages):
        digest = hashlib.sha256(f"{fence}{n}{source.text}".encode()).hexdigest()
        keys.append(f"k{digest[:_KEY]}")
        _, body = fenced([(harmless(source.front, 400), " ".join(source.text.split()))])
        lines.append(f"{keys[-1]}: {body.removeprefix('[1] ')}")
    prompt = messages(
        "changed",
        question=harmless(question, _QUESTION),
        answer=harmless(answer, _ANSWER),
        fence=fence,
        passages="\n\n".join(lines),
    )
    return prompt, keys


def _proved(said: dict[str, object] | None, text: str) -> str:
    """The sentence of the passage with the words that the reply names, which have to stand in
    it."""
    words = (said or {}).get("words")
    if (said or {}).get("verdict") != "changed" or not isinstance(words, str):
        return ""
    found = (text[a:b] for a, b in sentences(text))
    return next(
        (s for s in found if stand(words, [s], fewest=1)),
        text if stand(words, [text], fewest=1) else "",
    )
