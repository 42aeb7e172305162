"""Evidence and a language model in, answers out as they grow: every sentence checked against its
passages before it is shown.

A sentence that its passages support stays. One that another passage supports is cited anew. One
that none supports goes back to the model once with the reason, where a judge that has passed the
exam found it so; where the rules did, it gives way to the source's own words. Else it goes. What
became of each is kept. Where nothing of the model's stands, or the model fails, the quoting answer
stands in its place.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator

from assistant.answer.quote import Rows
from assistant.answer.types import Answer, ModelNote, Timings
from assistant.errors import ChatFailure
from assistant.model.client import ChatModel, Messages
from assistant.model.draft import Draft
from assistant.model.offer import Offer, offer
from assistant.model.stream import Reader, Written
from assistant.model.task import Desk, Task
from assistant.wording import answers
from index.text.sentences import count_tokens
from prompts import render

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_AGAIN = re.compile(r"^\W{0,3}\(?([a-z])[).:]\s*(.*)$")


def write(
    task: Task,
    model: ChatModel,
    desk: Desk,
    stop: threading.Event,
    timings: Callable[[], Timings],
    rows: Rows,
) -> Iterator[Answer]:
    """Answers that grow sentence by sentence; the last one is whole."""
    bare = task.prompt(Offer((), (), 0))
    offered = offer(list(task.passages), model, sum(count_tokens(text) for _, text in bare))
    provider, _, name = model.name.partition(":")
    read = tuple(p.id for p in offered.passages)
    note = ModelNote(
        provider, name, task.prompt_id, read, offered.left_out,
        judge=desk.judge.name, examined=desk.trust.examined,
    )  # fmt: skip
    draft, prompt = Draft(task, offered, desk, note, rows), task.prompt(offered)
    failure = None
    said: list[str] = []
    try:
        for written in _sentences(model, prompt, stop, said):
            if written is not None:
                draft.take(written)
                if draft.due:
                    draft.judge(stop)
            yield draft.answer(timings())
            if draft.goes_round:
                break
        draft.judge(stop)
        if draft.failed and not stop.is_set():
            yield draft.answer(timings())
            draft.rewrite(
                _again(draft.failed, model, [*prompt, ("assistant", "".join(said))], stop)
            )
            draft.judge(stop)
    except ChatFailure as error:
        failure = str(error)
    if stop.is_set():
        failure = answers.STOPPED
    yield draft.finish(failure, timings)


def _again(
    failed: list[tuple[str, str]], model: ChatModel, so_far: Messages, stop: threading.Event
) -> dict[int, Written]:
    """What the model writes in place of the sentences that did not stand, by their number from 0;
    nothing where it does not answer."""
    listed = [
        f"({letter}) {text} Why: {why or 'no passage says it'}."
        for letter, (text, why) in zip(_LETTERS, failed, strict=False)
    ]
    asked = render("repair", sentences="\n".join(listed))
    try:
        text = "".join(model.stream([*so_far, ("user", asked)], stop))
    except ChatFailure:
        return {}
    out: dict[int, Written] = {}
    for line in text.splitlines():
        named = _AGAIN.match(line.strip())
        number = _LETTERS.index(named[1]) if named else len(failed)
        if named is None or number >= len(failed):
            continue
        reader = Reader()
        found = [*reader.feed(named[2] + "\n"), *reader.close()]
        if len(found) == 1:
            out[number] = found[0]
    return out


def _sentences(
    model: ChatModel, prompt: Messages, stop: threading.Event, said: list[str]
) -> Iterator[Written | None]:
    """The sentences as they come, None where there is nothing new yet; all of the text goes into
    `said`."""
    reader = Reader()
    for piece in model.stream(prompt, stop):
        if piece:
            said.append(piece)
            yield from reader.feed(piece)
        else:
            yield None
    if not stop.is_set():
        yield from reader.close()
