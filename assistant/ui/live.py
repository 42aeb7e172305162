"""Answers that are not kept yet, or could not be, by their owner and the id of their turn: their
sources open all the same."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant.answer.types import Answer
from assistant.people.acting import owner
from assistant.services.keeping import Keeping

SHARED = "~"
"""What stands before the name of an answer that somebody shares, where a turn's id may stand."""
_MOST = 200
"""Answers at hand; the oldest goes first."""


class Live:
    """Over what is kept."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping, self._lock = keeping, threading.Lock()
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()

    def put(self, turn: str, answer: Answer) -> None:
        """An answer as far as it has grown."""
        with self._lock:
            self._answers[owner(), turn] = answer
            self._answers.move_to_end((owner(), turn))
            while len(self._answers) > _MOST:
                self._answers.popitem(last=False)

    def drop(self, turn: str) -> None:
        """It is kept now."""
        with self._lock:
            self._answers.pop((owner(), turn), None)

    def answer(self, turn: str) -> Answer | None:
        """The answer of a turn, or of one that somebody shares, named with `SHARED` before; None
        where another version kept it. Raises AssistantError when it is neither here nor kept."""
        if turn.startswith(SHARED):
            return self._keeping.conversations.shared(turn.removeprefix(SHARED)).answer
        with self._lock:
            found = self._answers.get((owner(), turn))
        return found or self._keeping.conversations.turn(owner(), turn).answer
