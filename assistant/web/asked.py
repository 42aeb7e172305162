"""What every request of a program shares: who may, whether it is ready, what goes on record, how
many at once; and what a request may hold."""

from __future__ import annotations

import os
import threading
from datetime import date
from typing import Annotated, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field

from assistant.errors import AssistantError, NotThereError
from assistant.people.acting import NotAllowed, Role, need
from assistant.services import Services
from assistant.ui.bridge import noted
from assistant.ui.readiness import Readiness
from index.errors import IndexingError, LibraryError
from index.log import begin_request

LONGEST = 4000
"""Letters of a question."""
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Line = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
_OF_CHATS = "/v1/"
"""Where programs expect OpenAI's form, of errors too."""
_SENTENCE = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]},
    ]
}
WRONG: dict[int | str, dict[str, Any]] = {
    code: {
        "description": told,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"error": _SENTENCE, "told": {"type": "string"}},
                }
            }
        },
    }
    for code, told in {
        400: "It cannot be done; one sentence says why.",
        401: "No key, or an unknown one.",
        403: "The key's roles do not allow it.",
        404: "There is no such thing here.",
        422: "The request is not as described; one sentence says what of it.",
        429: "Too many requests at once, or in a minute.",
        503: "The library is being made ready.",
    }.items()
}
"""What can come instead of an answer, for the description of the interface."""


class NotReady(AssistantError):
    """The library is still being made ready."""


class Way:
    """In for programs. `busy` is held while the heavy part of a request runs."""

    def __init__(self, services: Services, readiness: Readiness) -> None:
        self.services, self._readiness = services, readiness
        self.busy = threading.Semaphore(max(2, os.cpu_count() or 2))

    def begin(self, role: Role = "reader") -> Services:
        """The services, for who has the role. Raises AssistantError where it may or can not be."""
        begin_request()
        need(role)
        if self._readiness.note:
            raise NotReady(f"Not yet. {self._readiness.note}")
        return self.services

    def note(self, did: str, words: str, day: date | None) -> None:
        """On record, with the words if the installation keeps them."""
        said = {"question": words, "day": day.isoformat() if day else None}
        told = noted(said, self.services.settings.audit_questions)
        self.services.keeping.record.add(did, told)


def iso(day: date | None) -> str | None:
    """As the library counts days."""
    return day.isoformat() if day else None


async def refused(request: Request, error: Exception) -> JSONResponse:
    """What went wrong as an answer: one sentence under "error"."""
    told = str(error)
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        told = f"{'.'.join(map(str, first['loc'][1:])) or 'The body'}: {first['msg']}."
    chats = request.url.path.startswith(_OF_CHATS)
    return JSONResponse({"error": {"message": told} if chats else told}, _status(error))


def _status(error: Exception) -> int:
    if isinstance(error, RequestValidationError):
        return 422
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, LibraryError | NotThereError):
        return 404
    return 503 if isinstance(error, NotReady) else 400


REFUSED = (AssistantError, IndexingError, RequestValidationError)
"""What is told in a sentence."""
