"""The language model that the settings name, opened when it is first asked for; or why there is
none."""

from __future__ import annotations

import threading

from assistant.errors import ChatModelError
from assistant.model.client import ChatModel, open_chat_model
from assistant.settings import Settings


class ChatHandle:
    """Safe to share between threads. `chat` stands in place of what the settings name."""

    def __init__(self, settings: Settings, chat: ChatModel | None = None) -> None:
        self._settings, self._chat, self._opened = settings, chat, chat is not None
        self._lock = threading.Lock()
        self.trouble: str | None = None

    @classmethod
    def none(cls, settings: Settings) -> ChatHandle:
        """No language model, whatever the settings name: the sources are quoted."""
        handle = cls(settings)
        handle._opened = True
        return handle

    @property
    def model(self) -> ChatModel | None:
        """The model, None when none is set. Raises ChatModelError when it is not set up."""
        with self._lock:
            if not self._opened:
                self._chat, self._opened = open_chat_model(self._settings), True
            return self._chat

    def or_none(self) -> ChatModel | None:
        """The model; without one that can be opened the sources are quoted from now on, and
        `trouble` says why."""
        try:
            return self.model
        except ChatModelError as error:
            self._chat, self._opened, self.trouble = None, True, str(error)
            return None
