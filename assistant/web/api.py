"""The programs' way in: questions and names in, the JSON of the command line out, over HTTP; and
the same answers as a chat model that other tools can be pointed at (`/v1/chat/completions`)."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer.citations import reference
from assistant.answer.markdown import markdown
from assistant.answer.records import ask_record, search_record
from assistant.answer.types import Answer
from assistant.ledger.catalogue import Source
from assistant.ledger.timeline import Kind, Wanted
from assistant.paper.files import KINDS
from assistant.paper.works import sources_of
from assistant.people.acting import need
from assistant.web.asked import LONGEST, REFUSED, WRONG, Name, Text, Way, iso, refused
from assistant.web.corrections import Corrections
from assistant.web.papers import Papers
from assistant.web.records import document_records, passage_record, recommendation_record

_MODEL = "ics-assistant"
_QUESTIONS = 50
"""Earlier questions that are read."""


class Ask(BaseModel):
    """A question, the ones before it, its day, the documents that are asked (by name or id), and
    whether the answer is wanted as it grows, a JSON line each time."""

    question: Text
    history: Annotated[list[Text], Field(max_length=_QUESTIONS)] = []
    as_at: date | None = None
    only: Annotated[list[Name], Field(max_length=1000)] = []
    stream: bool = False


class Message(BaseModel):
    """A message of a chat, in OpenAI's form; what else it has is not read."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Any = None

    @property
    def text(self) -> str:
        """Its words, if they are words."""
        if isinstance(self.content, list):
            parts = [p.get("text", "") for p in self.content if isinstance(p, dict)]
            return "\n".join(str(part) for part in parts if part)
        return self.content if isinstance(self.content, str) else ""


class Chat(BaseModel):
    """A chat in OpenAI's form: what the user asked last is answered."""

    model_config = ConfigDict(extra="ignore")
    messages: Annotated[list[Message], Field(min_length=1, max_length=500)]
    model: str = _MODEL
    stream: bool = False


def add_api(app: FastAPI, way: Way) -> None:
    """The way in, on the application."""
    api, papers, corrections = _Api(way), Papers(way), Corrections(way)
    routes: tuple[tuple[str, Callable[..., Any], str, tuple[str, ...]], ...] = (
        ("/api/ask", api.ask, "POST", ("application/x-ndjson",)),
        ("/api/search", api.search, "GET", ()),
        ("/api/passages/{passage}", api.passage, "GET", ()),
        ("/api/documents", api.documents, "GET", ()),
        ("/api/recommendations", api.recommendations, "GET", ()),
        ("/api/timeline", api.timeline, "GET", ()),
        ("/api/differing", api.differing, "GET", ()),
        ("/api/draft", papers.draft, "POST", tuple(KINDS.values())),
        ("/api/check", papers.check, "POST", ()),
        ("/api/compare", papers.compare, "GET", ()),
        ("/api/corrections", corrections.all, "GET", ()),
        ("/api/corrections", corrections.add, "POST", ()),
        ("/api/corrections/{correction}", corrections.decide, "POST", ()),
        ("/v1/chat/completions", api.chat, "POST", ("text/event-stream",)),
        ("/v1/models", api.models, "GET", ()),
    )
    for path, answers, method, also in routes:
        told = {**WRONG, 200: {"content": {kind: {} for kind in ("application/json", *also)}}}
        router = APIRouter()
        router.add_api_route(path, answers, methods=[method], response_model=None, responses=told)
        app.include_router(router)
    for error in REFUSED:
        app.add_exception_handler(error, refused)


class _Api:
    def __init__(self, way: Way) -> None:
        self._way, self._services = way, way.services

    def ask(self, said: Ask) -> Any:
        """An answer, as a line of `ics-assistant ask --json`."""
        answers = self._answers(said.question, tuple(said.history), said.as_at, said.only)
        if said.stream:
            told = self._services.corrections.told()
            lines = (_line(ask_record("1", answer, told)) for answer in answers)
            return StreamingResponse(_guarded(lines), media_type="application/x-ndjson")
        *_, answer = answers
        return ask_record("1", answer, self._services.corrections.told())

    def search(
        self,
        q: Annotated[str, Query(min_length=1, max_length=LONGEST)],
        k: Annotated[int, Query(ge=1, le=200)] = 10,
        as_at: date | None = None,
    ) -> dict[str, Any]:
        """Ranked passages, as a line of `ics-assistant search --json`."""
        services = self._way.begin()
        self._way.note("searched", q, as_at)
        with self._way.busy:
            return search_record("1", q, services.asking.search(q, (), k, iso(as_at)))

    def passage(self, passage: str) -> Any:
        """One passage by its id."""
        found = self._way.begin().library.passage(passage)
        if found is None:
            return JSONResponse({"error": "There is no such passage."}, 404)
        return passage_record(found)

    def documents(self) -> list[dict[str, Any]]:
        """What is in the library."""
        return document_records(self._way.begin().library)

    def differing(self) -> dict[str, Any]:
        """Where sources differ: statements found to contradict each other, what digests say, and
        recommendations answered in two ways."""
        return self._way.begin().disagreeing.record()

    def recommendations(self, as_at: date | None = None) -> list[dict[str, Any]]:
        """The recommendations with how they were answered and how far they got."""
        ledger = self._way.begin().ledger.ledger().as_at(iso(as_at))
        return [
            {**recommendation_record(row), "steps": [asdict(step) for step in row.steps]}
            for row in ledger.rows
        ]

    def timeline(
        self,
        since: date | None = None,
        until: date | None = None,
        kind: Kind | None = None,
        who: Annotated[str, Query(max_length=LONGEST)] = "",
        find: Annotated[str, Query(max_length=LONGEST)] = "",
        theme: Annotated[str, Query(max_length=LONGEST)] = "",
    ) -> list[dict[str, Any]]:
        """Everything dated, newest first, between two days, of a kind, by somebody, with words, of
        a theme."""
        wanted = Wanted(iso(since) or "", iso(until) or "", kind or "", who, find, theme)
        return [asdict(entry) for entry in self._way.begin().ledger.timeline(wanted)]

    def chat(self, said: Chat) -> Any:
        """OpenAI's chat completions: the answer with its sources named below it and as
        annotations."""
        asked = [m.text.strip() for m in said.messages if m.role == "user" and m.text.strip()]
        if not asked:
            return JSONResponse({"error": {"message": "There is no question in the chat."}}, 400)
        history = tuple(text[:LONGEST] for text in asked[:-1])[-_QUESTIONS:]
        *_, answer = self._answers(asked[-1][:LONGEST], history, None, [])
        ident, made = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
        catalogue = self._way.begin().ledger.catalogue()
        told = {"role": "assistant", **_content(answer, catalogue)}
        about = {"id": ident, "created": made, "model": _MODEL}
        if not said.stream:
            choice = {"index": 0, "message": told, "finish_reason": "stop"}
            return {**about, "object": "chat.completion", "choices": [choice]}
        pieces = [
            {"index": 0, "delta": told, "finish_reason": None},
            {"index": 0, "delta": {}, "finish_reason": "stop"},
        ]
        chunks = [{**about, "object": "chat.completion.chunk", "choices": [p]} for p in pieces]
        events = [f"data: {json.dumps(c)}\n\n" for c in chunks] + ["data: [DONE]\n\n"]
        return StreamingResponse(iter(events), media_type="text/event-stream")

    def models(self) -> dict[str, Any]:
        """OpenAI's list of models: this one."""
        need("reader")
        model = {"id": _MODEL, "object": "model", "created": 0, "owned_by": _MODEL}
        return {"object": "list", "data": [model]}

    def _answers(
        self, question: str, history: tuple[str, ...], as_at: date | None, only: list[str]
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is whole. What is wrong with the question is
        raised at once."""
        services, stop = self._way.begin(), threading.Event()
        self._way.note("asked", question, as_at)
        within = services.library.chosen(only) if only else None

        def answers() -> Iterator[Answer]:
            with self._way.busy:
                asked = services.asking.read(question, history, iso(as_at), stop)
                try:
                    yield from services.asking.answers(replace(asked, within=within), history, stop)
                finally:
                    stop.set()

        return answers()


def _guarded(lines: Iterator[str]) -> Iterator[str]:
    try:
        yield from lines
    except REFUSED as error:
        yield _line({"error": str(error)})


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _content(answer: Answer, catalogue: Mapping[str, Source]) -> dict[str, Any]:
    """The answer's words with its references below, and a note for each address of a source: its
    own, or those of the originals that a digest was drawn from."""
    text = markdown(answer)
    notes = []
    if answer.citations:
        text += "\n"
    for c in answer.citations:
        begins = len(text) + 1
        text += f"\n[{c.marker}] {reference(c)}"
        m, works = c.passage.metadata, sources_of(c.passage, catalogue)
        places = [(m.url, m.title or c.passage.source)] + [(w.url, w.title) for w in works]
        for url, title in dict.fromkeys(p for p in places if (p[0] or "").startswith("http")):
            cited = {"url": url, "title": title, "start_index": begins, "end_index": len(text)}
            notes.append({"type": "url_citation", "url_citation": cited})
    return {"content": text, "annotations": notes}
