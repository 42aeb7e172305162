"""Sentences with their passages in, what a language model finds of them out: asked once for all of
them, behind a fence and under keys that no document can know.

Its word is taken only with proof: for "supported" it has to name a passage and copy the words that
decide, and they have to stand there. Figures, months, names and quotations are looked up before it
is asked. A sentence of the passage's own needs no judge. What it gives no readable verdict on is
left to the rules, and so is what rests on a document that tries to steer its reader.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Sequence
from typing import Any

from assistant.check.facts import broken
from assistant.check.support import stands_in
from assistant.check.types import SUPPORTED, Judge, Judgement, Reason, Ruling, Source, Statement
from assistant.check.untrusted import fenced, harmless
from assistant.errors import ChatFailure
from index.text.tidy import HIDDEN, plain
from prompts import messages

Ask = Callable[[list[tuple[str, str]], threading.Event], str]
"""Messages to the text of a reply."""
_VERDICTS = {"contradicted": Reason.AGAINST, "not said": Reason.NOT_SAID}
_MOST_WORDS, _FEWEST_WORDS, _KEY = 40, 2, 3
"""Words of a passage that are taken as those that decide, and the fewest that prove anything; hex
digits of a sentence's key, more where two would be the same. Set by hand."""


class Unreadable(ChatFailure):
    """A reply that holds no verdict in the form asked for."""


class ByModel:
    """A judge that a language model is, which `ask` puts messages to. `rules` decide where it gives
    no readable verdict."""

    one_by_one = False

    def __init__(self, ask: Ask, name: str, rules: Judge) -> None:
        self.ask, self.name, self._rules = ask, name, rules

    def rule(
        self,
        statements: Sequence[Statement],
        sources: Sequence[Source],
        stop: threading.Event | None = None,
    ) -> list[Ruling]:
        """One request for all that need a judge. Raises ChatFailure when none of its reply can be
        read."""
        clear = [_clear(s, sources) or self._suspect(s, sources) for s in statements]
        asked = [s for s, known in zip(statements, clear, strict=True) if known is None]
        found = iter(self._judged(asked, sources, stop) if asked else ())
        return [known or next(found) for known in clear]

    def _suspect(self, statement: Statement, sources: Sequence[Source]) -> Ruling | None:
        """What the rules find of a sentence that rests on a document which tries to steer its
        reader: no model decides on that."""
        cited = statement.keys or [k for k, s in enumerate(sources, 1) if s.chosen]
        steered = any(sources[k - 1].suspect for k in cited)
        return self._rules.rule([statement], sources)[0] if steered else None

    def _judged(
        self, statements: list[Statement], sources: Sequence[Source], stop: threading.Event | None
    ) -> list[Ruling]:
        shown = _shown(statements, sources)
        prompt, keys = judge_prompt(statements, sources, shown)
        replied = verdicts(self.ask(prompt, stop or threading.Event()))
        if not any(key in replied for key in keys):
            raise Unreadable("The judge's reply could not be read.")
        given = [
            _ruling(statement, replied.get(key), sources, shown)
            for statement, key in zip(statements, keys, strict=True)
        ]
        return [
            ruling or self._rules.rule([statement], sources)[0]
            for statement, ruling in zip(statements, given, strict=True)
        ]


def _clear(statement: Statement, sources: Sequence[Source]) -> Ruling | None:
    """What needs no judge: a sentence of the passage's own, one without a passage, one with a
    figure or a name that stands in none."""
    own = tuple(k for k in statement.keys if stands_in(statement.text, sources[k - 1].text))
    if own:
        return Ruling(own, SUPPORTED, "facts")
    cited = statement.keys or tuple(k for k, s in enumerate(sources, 1) if s.chosen)
    if not cited:
        return Ruling((), Judgement("unsupported", Reason.UNCITED), "facts")
    passages = "\n".join(sources[k - 1].whole for k in cited)
    wrong = broken(statement.text, passages, "\n".join(s.whole for s in sources))
    return Ruling((), Judgement("unsupported", *wrong), "facts") if wrong else None


def _shown(statements: Sequence[Statement], sources: Sequence[Source]) -> list[int]:
    """The keys of the passages that the judge reads: those cited, and, where a sentence cites
    none, those that the quoting answer cites."""
    cited = {k for s in statements for k in s.keys}
    if any(not s.keys for s in statements):
        cited |= {k for k, s in enumerate(sources, 1) if s.chosen}
    return sorted(cited)


def judge_prompt(
    statements: Sequence[Statement], sources: Sequence[Source], shown: Sequence[int]
) -> tuple[list[tuple[str, str]], list[str]]:
    """(messages, the key of each statement). `shown` are the passages' keys, which the judge sees
    as they are."""
    fence, block = fenced(
        [(harmless(sources[k - 1].front, 400), sources[k - 1].text) for k in shown], shown
    )
    hashes = [
        hashlib.sha256(f"{fence}{number}{s.text}".encode()).hexdigest()
        for number, s in enumerate(statements)
    ]
    size = next(n for n in range(_KEY, 65) if len({h[:n] for h in hashes}) == len(hashes))
    keys = [f"k{h[:size]}" for h in hashes]
    lines = [
        f"{key}: {_bare(s.text)} {''.join(f'[{k}]' for k in s.keys)}".rstrip()
        for key, s in zip(keys, statements, strict=True)
    ]
    prompt = messages("judge", fence=fence, passages=block, sentences="\n".join(lines))
    return prompt, keys


def _bare(text: str) -> str:
    return " ".join(HIDDEN.sub("", text).split()).replace("{", "(").replace("}", ")")


def verdicts(reply: str) -> dict[str, dict[str, Any]]:
    """{key: verdict} of a reply, as far as it is JSON of the form asked for; what is not is left
    out."""
    text = re.sub(r"<think>.*?</think>", "", reply, flags=re.S)
    found: dict[str, dict[str, Any]] = {}
    for key in _KEYED.finditer(text):
        try:
            said, _ = json.JSONDecoder().raw_decode(text, key.end())
        except (ValueError, RecursionError):
            continue  # cut, or no JSON: the rest of the reply may be whole
        if isinstance(said, dict):
            found[key[1]] = said
    return found


_KEYED = re.compile(r'"(k[0-9a-f]{3,64})"\s*:\s*(?=\{)')


def _ruling(
    statement: Statement,
    said: dict[str, Any] | None,
    sources: Sequence[Source],
    shown: Sequence[int],
) -> Ruling | None:
    """What the model's verdict comes to; None where it is not to be read, or has no proof."""
    verdict, words = (said or {}).get("verdict"), (said or {}).get("words")
    if not isinstance(verdict, str):
        return None
    words = words if isinstance(words, str) else ""
    read = [sources[k - 1].whole for k in shown]
    if verdict in _VERDICTS:
        quoted = _first(words) if stand(words, read) else ""
        return Ruling((), Judgement("unsupported", _VERDICTS[verdict], quoted), "model")
    named = (said or {}).get("passages")
    if verdict != "supported" or not isinstance(named, list):
        return None
    whole = dict.fromkeys(k for k in named if type(k) is int and k in shown)
    proved = [k for k in whole if stand(words, [sources[k - 1].whole])]
    keys = tuple(k for k in whole if k in statement.keys or k in proved)
    passages = "\n".join(sources[k - 1].whole for k in keys)
    if not proved or broken(statement.text, passages, "\n".join(s.whole for s in sources)):
        return None
    return Ruling(keys, SUPPORTED, "model")


def _first(words: str) -> str:
    return " ".join(words.split()[:_MOST_WORDS])


def stand(words: str, texts: Sequence[str], fewest: int = _FEWEST_WORDS) -> bool:
    """Whether every run of the words stands whole in one of the texts; three dots part runs. Fewer
    words than `fewest` prove nothing."""
    runs = [plain(run).strip(" .,;:\"'") for run in re.split(r"\.{3}|…", words)]
    runs = [run for run in runs if run]
    if len(" ".join(runs).split()) < max(1, fewest):
        return False
    given = [plain(text) for text in texts]
    return all(any(re.search(rf"(?<!\w){re.escape(run)}(?!\w)", t) for t in given) for run in runs)
