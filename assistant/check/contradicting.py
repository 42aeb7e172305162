"""Pairs of statements in, which of them cannot both be true out: by a judge that has passed the
exam, a language model or a cross-encoder that knows contradiction. Rules cannot tell
(docs/history.md), so without such a judge there is none."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import Protocol

from assistant.check.by_encoder import ByEncoder
from assistant.check.by_model import ByModel, Unreadable, stand, verdicts
from assistant.check.types import Judge, Source
from assistant.check.untrusted import fenced, harmless
from prompts import messages, version

Stated = tuple[Source, Source]
AT_ONCE = 10
"""Pairs of one request."""
_BAR = 0.5
"""Probability of contradiction, either way round: the model's own middle."""
_KEY = 6
"""Hex digits of a pair's key."""


class Contradicting(Protocol):
    """Tells which pairs contradict each other. `name` is for a reader; `mark` changes with all
    that decides."""

    @property
    def name(self) -> str: ...
    @property
    def mark(self) -> str: ...

    def found(self, pairs: Sequence[Stated], stop: threading.Event) -> list[bool]:
        """Of at most AT_ONCE pairs each. Raises ChatFailure when a model does not answer, or not
        so that its reply can be read."""
        ...


def contradicting(judge: Judge) -> Contradicting | None:
    """What this judge is for pairs of statements; None for one that cannot tell."""
    if isinstance(judge, ByModel):
        return _Model(judge)
    if isinstance(judge, ByEncoder) and judge.knows_contradiction:
        return _Encoder(judge)
    return None


class _Model:
    def __init__(self, judge: ByModel) -> None:
        self._ask, self.name = judge.ask, judge.name
        self.mark = f"{judge.name} {version('differ')}"

    def found(self, pairs: Sequence[Stated], stop: threading.Event) -> list[bool]:
        told = ruled(self._ask(differ_prompt(pairs)[0], stop), pairs)
        left = [n for n, one in enumerate(told) if one is None]
        if left and not stop.is_set():  # the reply was cut, or left some out: those once more
            again = [pairs[n] for n in left]
            more = ruled(self._ask(differ_prompt(again)[0], stop), again)
            for n, one in zip(left, more, strict=True):
                told[n] = one
        return [bool(one) for one in told]


class _Encoder:
    def __init__(self, judge: ByEncoder) -> None:
        self._judge, self.name, self.mark = judge, judge.name, judge.name

    def found(self, pairs: Sequence[Stated], stop: threading.Event) -> list[bool]:
        ways = [(a.text, b.text) for a, b in pairs] + [(b.text, a.text) for a, b in pairs]
        _, no = self._judge.probabilities(ways)
        half = len(pairs)
        return [bool(min(no[n], no[n + half]) >= _BAR) for n in range(half)]


def differ_prompt(pairs: Sequence[Stated]) -> tuple[list[tuple[str, str]], list[str]]:
    """(messages, the key of each pair), under keys that no document can know."""
    bodies = [(harmless(s.front, 400), s.text) for pair in pairs for s in pair]
    fence, _ = fenced(bodies)
    keys, lines = [], []
    for n, (one, other) in enumerate(pairs):
        digest = hashlib.sha256(f"{fence}{n}{one.text}{other.text}".encode()).hexdigest()
        keys.append(f"k{digest[:_KEY]}")
        lines.append(f"{keys[-1]}\n  first: {_line(one)}\n  second: {_line(other)}")
    return messages("differ", fence=fence, pairs="\n".join(lines)), keys


def ruled(reply: str, pairs: Sequence[Stated]) -> list[bool | None]:
    """What a reply to the prompt says of each pair, None where it says nothing of it. Raises
    ChatFailure where none of it can be read."""
    replied, (_, keys) = verdicts(reply), differ_prompt(pairs)
    if not any(key in replied for key in keys):
        raise Unreadable("The reply on statements that may differ could not be read.")
    return [
        _proved(replied[k], pair) if k in replied else None
        for k, pair in zip(keys, pairs, strict=True)
    ]


def _line(source: Source) -> str:
    _, body = fenced([(harmless(source.front, 400), " ".join(source.text.split()))])
    return body.removeprefix("[1] ")


def _proved(said: dict[str, object], pair: Stated) -> bool:
    """Whether the reply says so, with words of both that stand there."""
    if said.get("verdict") != "contradict":
        return False
    words = (said.get("first"), said.get("second"))
    return all(
        isinstance(w, str) and stand(w, [source.text], fewest=1)
        for w, source in zip(words, pair, strict=True)
    )
