"""Evidence and a language model in, answers out as they grow: every sentence checked against its
passages before it is shown.

A sentence that its passages support stays. One that another passage supports is cited anew; one
that none supports gives way to the source's own words, or goes. What became of each is kept.
Where nothing of the model's stands, or the model fails, the quoting answer stands in its place.
"""

from __future__ import annotations

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
    note = ModelNote(provider, name, task.prompt_id, read, offered.left_out)
    draft = Draft(task, offered, desk, note, rows)
    failure = None
    try:
        for written in _sentences(model, task.prompt(offered), stop):
            if written is not None:
                draft.take(written)
            yield draft.answer(timings())
            if draft.goes_round:
                break
    except ChatFailure as error:
        failure = str(error)
    if stop.is_set():
        failure = answers.STOPPED
    yield draft.finish(failure, timings)


def _sentences(
    model: ChatModel, prompt: Messages, stop: threading.Event
) -> Iterator[Written | None]:
    """The sentences as they come, None where there is nothing new yet."""
    reader = Reader()
    for piece in model.stream(prompt, stop):
        if piece:
            yield from reader.feed(piece)
        else:
            yield None
    if not stop.is_set():
        yield from reader.close()
