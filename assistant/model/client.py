"""Messages in, a language model's text out as it comes. The one module that touches LangChain and
its vendors.

Every vendor's error becomes a `ChatFailure` in words a reader understands; nothing here prints,
keeps or repeats a key.
"""

from __future__ import annotations

import asyncio
import importlib.util
import re
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from assistant.errors import ChatFailure, ChatModelError
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

Messages = list[tuple[str, str]]  # (system, user or assistant; text)


class _Provider(NamedTuple):
    """The module of its LangChain package, our extra that brings it, and the variable it has its
    key in, empty when it needs none."""

    module: str
    extra: str
    key: str


_PROVIDERS = {
    "openai": _Provider("langchain_openai", "openai", "OPENAI_API_KEY"),
    "azure_openai": _Provider("langchain_openai", "azure", "AZURE_OPENAI_API_KEY"),
    "anthropic": _Provider("langchain_anthropic", "anthropic", "ANTHROPIC_API_KEY"),
    "ollama": _Provider("langchain_ollama", "ollama", ""),
}
_BEAT, _MOST_WAIT = 0.2, 20.0
"""Seconds between looks at the stop button, and the longest wait before a server is asked
again."""
_CHARACTERS_A_TOKEN = 8
"""The most a token is taken to hold: an answer of more characters than this times the tokens
asked for is cut."""
_LONGEST = 10  # times the longest silence: the longest answer
_OPENAI = "https://api.openai.com/v1"
_FINISHES = ("finish_reason", "stop_reason", "done_reason")
_BROKE_OFF = "The connection to the language model broke off."


class ChatModel(Protocol):
    """`name` is provider:model; `window` and `answer_tokens` are tokens."""

    @property
    def name(self) -> str: ...
    @property
    def window(self) -> int: ...
    @property
    def answer_tokens(self) -> int: ...

    def stream(self, messages: Messages, stop: threading.Event) -> Iterator[str]:
        """Pieces of text as they come, empty ones while waiting. Closing it, or setting `stop`,
        ends the request."""
        ...


@dataclass(frozen=True)
class ScriptedModel:
    """A model for fast tests: says what `reply` gives for the messages, piece by piece, and may
    raise."""

    reply: Callable[[Messages], Iterable[str]]
    name: str = "scripted:test"
    window: int = 8192
    answer_tokens: int = 700

    def stream(self, messages: Messages, stop: threading.Event) -> Iterator[str]:
        for piece in self.reply(messages):
            if stop.is_set():
                return
            yield piece


class LangChainModel:
    """A model behind `init_chat_model`: bounded retries before the first word, bounded silence,
    bounded length."""

    def __init__(self, settings: Settings, provider: str, model: str) -> None:
        self.name = f"{provider}:{model}"
        self.window, self.answer_tokens = settings.chat_window, settings.chat_answer_tokens
        self._seconds, self._retries = settings.chat_seconds, settings.chat_retries
        self._place = address_of(settings)
        self._chat = _opened(settings, provider, model)

    def stream(self, messages: Messages, stop: threading.Event) -> Iterator[str]:
        for attempt in range(self._retries + 1):
            said = False
            try:
                for piece in self._once(messages, stop):
                    said = said or bool(piece.strip())
                    yield piece
                if said or stop.is_set():
                    return
                raise ChatFailure("The language model gave an empty answer.", again=0.0)
            except ChatFailure as failure:
                if said or failure.again is None or attempt == self._retries:
                    raise
                until = time.monotonic() + min(_MOST_WAIT, max(failure.again, 0.5 * 2**attempt))
            while time.monotonic() < until and not stop.wait(
                min(_BEAT, max(0.0, until - time.monotonic()))
            ):
                yield ""

    def _once(self, messages: Messages, stop: threading.Event) -> Iterator[str]:
        pieces: SimpleQueue[str | ChatFailure | None] = SimpleQueue()
        request = asyncio.run_coroutine_threadsafe(self._pump(messages, pieces.put), _loop())
        try:
            while not stop.is_set():
                try:
                    piece = pieces.get(timeout=_BEAT)
                except Empty:
                    yield ""
                    continue
                if isinstance(piece, ChatFailure):
                    raise piece
                if piece is None:
                    return
                yield piece
        finally:
            request.cancel()

    async def _pump(
        self, messages: Messages, put: Callable[[str | ChatFailure | None], None]
    ) -> None:
        """Puts pieces of text, and last None or what went wrong."""
        most, finished = self.answer_tokens * _CHARACTERS_A_TOKEN, False
        # a generator, though its type says no more than iterator: closing it ends the request
        stream = cast("AsyncGenerator[AIMessageChunk, None]", self._chat.astream(messages))
        try:
            async with (
                asyncio.timeout(_LONGEST * self._seconds),
                asyncio.timeout(self._seconds) as silence,
                aclosing(stream) as chunks,
            ):
                async for chunk in chunks:
                    silence.reschedule(asyncio.get_running_loop().time() + self._seconds)
                    reason = next(
                        (
                            chunk.response_metadata[k]
                            for k in _FINISHES
                            if chunk.response_metadata.get(k)
                        ),
                        None,
                    )
                    if reason in ("content_filter", "refusal") or chunk.additional_kwargs.get(
                        "refusal"
                    ):
                        raise ChatFailure("The language model's provider declined to answer.")
                    put(str(chunk.text))
                    most -= len(chunk.text)
                    finished = finished or reason is not None or most <= 0
                    if most <= 0:
                        break
            put(None if finished else ChatFailure(_BROKE_OFF, again=0.0))
        except asyncio.CancelledError:
            raise
        # the seam: whatever a vendor raises is said in our words, without its text, which may
        # hold a key
        except Exception as error:  # noqa: BLE001
            put(error if isinstance(error, ChatFailure) else self._failure(error))

    def _failure(self, error: Exception) -> ChatFailure:
        response = getattr(error, "response", None)
        status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
        kind = type(error).__name__
        if isinstance(error, TimeoutError) or "Timeout" in kind:
            return ChatFailure(f"The language model said nothing for {self._seconds:g} seconds.")
        if status in (401, 403):
            return ChatFailure("The language model's server refused the key; check ICS_CHAT_KEY.")
        if status == 404:
            return ChatFailure(
                f"The language model's server does not know {self.name.partition(':')[2]!r}; check"
                " ICS_CHAT_MODEL."
            )
        if status == 429:
            return ChatFailure(
                "The language model is busy: too many requests.", again=_retry_after(response)
            )
        if isinstance(status, int) and status >= 500:
            return ChatFailure(
                f"The language model's server failed (error {status}).",
                again=_retry_after(response),
            )
        if isinstance(status, int):
            return ChatFailure(
                f"The language model's server did not take the question (error {status})."
            )
        if "Connect" in kind and "Connection reset" not in str(error):
            return ChatFailure(
                f"No language model could be reached{f' at {self._place}' if self._place else ''}.",
                again=0.0,
            )
        return ChatFailure(_BROKE_OFF, again=0.0)


def _retry_after(response: object) -> float:
    """Seconds that the server asks to wait; 0 when it does not say, or says a date."""
    value = getattr(response, "headers", {}).get("retry-after", "")
    return float(value) if value.replace(".", "", 1).isdigit() else 0.0


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop in a thread of its own for every request: vendors keep their connections by
    loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="language model", daemon=True).start()
    return loop


def address_of(settings: Settings) -> str:
    """Where the model is asked, without a name or password in it; empty for a vendor's own."""
    return re.sub(r"//[^/@]*@", "//", settings.chat_base_url or "")


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model that the settings name, None when they name none. Loads no vendor's package
    before."""
    if not settings.chat_model:
        return None
    provider, _, model = settings.chat_model.partition(":")
    if provider not in _PROVIDERS:
        if not settings.chat_base_url:
            raise ChatModelError(
                f"ICS_CHAT_MODEL is {settings.chat_model!r}; write provider:model, with a provider"
                f" of {', '.join(_PROVIDERS)}, or set ICS_CHAT_BASE_URL for a server that speaks"
                " OpenAI's protocol."
            )
        provider, model = "openai", settings.chat_model
    if not model:
        raise ChatModelError(
            f"ICS_CHAT_MODEL names no model behind {provider!r}; write {provider}:model."
        )
    known = _PROVIDERS[provider]
    if importlib.util.find_spec(known.module) is None:
        raise ChatModelError(
            f"{settings.chat_model} needs a package that is not installed; pip install"
            f" 'ics-assistant[{known.extra}]'."
        )
    if provider == "azure_openai" and not settings.chat_base_url:
        raise ChatModelError("Azure OpenAI needs ICS_CHAT_BASE_URL, the address of the resource.")
    if provider == "azure_openai" and not settings.chat_api_version:
        raise ChatModelError("Azure OpenAI needs ICS_CHAT_API_VERSION, such as 2024-10-21.")
    if not settings.has_chat_key(provider, known.key):
        raise ChatModelError(
            f"{settings.chat_model} needs a key; set ICS_CHAT_KEY in the environment or in .env."
        )
    return LangChainModel(settings, provider, model)


def _opened(settings: Settings, provider: str, model: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    key = settings.chat_key.get_secret_value() if settings.chat_key else None
    given: dict[str, Any] = {"temperature": settings.chat_temperature}
    if provider == "ollama":
        given |= {
            "base_url": settings.chat_base_url,
            "num_predict": settings.chat_answer_tokens,
            "num_ctx": settings.chat_window,
        }
    else:
        given |= {
            "max_tokens": settings.chat_answer_tokens,
            "timeout": settings.chat_seconds,
            "max_retries": 0,
            "api_key": key,
        }
        place = "azure_endpoint" if provider == "azure_openai" else "base_url"
        given |= {
            place: settings.chat_base_url,
            "api_version": settings.chat_api_version if provider == "azure_openai" else None,
        }
        if provider == "openai" and settings.chat_base_url:
            # servers of one's own know the older name of the limit only
            given |= {"max_tokens": None, "extra_body": {"max_tokens": settings.chat_answer_tokens}}
            # the client insists on a key, and the vendor's own is not for another's server
            given["api_key"] = key or "none"
        elif provider == "openai":
            given["base_url"] = _OPENAI
    try:
        return init_chat_model(
            model,
            model_provider=provider,
            **{name: value for name, value in given.items() if value is not None},
        )
    # the seam: a vendor's refusal of the settings repeats them, key and all
    except Exception:  # noqa: BLE001
        raise ChatModelError(
            f"{provider}:{model} could not be set up; check ICS_CHAT_BASE_URL and the other"
            " ICS_CHAT settings."
        ) from None
