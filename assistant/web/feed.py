"""A feed reader's request in, somebody's changed answers as Atom out, or that nothing is new.

Whose they are, the door has seen to: on one machine its user's; elsewhere those of whoever the
private address belongs to, for a feed reader cannot sign in.
"""

from __future__ import annotations

import hashlib

from fastapi import FastAPI, Request, Response

from assistant.people.acting import need, owner
from assistant.services import Services
from assistant.services.atom import KIND

_SAME = 32
"""Letters of the mark by which a feed is known to be the same."""


def add_feed(app: FastAPI, services: Services) -> None:
    """The addresses, on the application."""

    @app.api_route("/feed.atom", methods=["GET", "HEAD"], include_in_schema=False)
    @app.api_route("/feed/{_}/{__}.atom", methods=["GET", "HEAD"], include_in_schema=False)
    def feed(request: Request) -> Response:
        need("reader")
        told = services.telling.feed(owner(), request.url.path)
        mark = f'"{hashlib.sha256(told).hexdigest()[:_SAME]}"'
        headers = {"etag": mark, "cache-control": "private, no-cache"}
        if _same(request.headers.get("if-none-match", ""), mark):
            return Response(status_code=304, headers=headers)
        return Response(told, media_type=KIND, headers=headers)


def _same(known: str, mark: str) -> bool:
    """Whether the reader has it already: one of the marks it names, or any."""
    marks = [m.strip().removeprefix("W/") for m in known.split(",")]
    return mark in marks or "*" in marks
