"""What a browser may run of the page: our own files, and of what stands in the page itself only
the scripts that it came with, each by its hash (Content Security Policy, level 3)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Any, Send], Awaitable[None]]

_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)
_POLICY = (
    "default-src 'self'; script-src 'self' {}; style-src 'self' 'unsafe-inline'; img-src 'self'"
    " data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self';"
    " form-action 'self'; frame-ancestors 'none'"
)
"""Gradio's page sets styles inline."""
ELSEWHERE = _POLICY.replace(" {}", "")
"""For everything but the page itself: there is nothing to run."""


def hashed(script: bytes) -> str:
    """A script as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


class PagePolicy:
    """Before the page: its answer is held until it is whole, and told with the policy that its own
    scripts ask for. `scripts` are those that the page puts in later. Gradio makes functions of
    text ('unsafe-eval')."""

    def __init__(self, app: App, scripts: Iterable[str]) -> None:
        self._app = app
        self._scripts = [hashed(one.encode()) for one in scripts]

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            return await self._app(scope, receive, send)
        takes = b"".join(v for k, v in scope["headers"] if k == b"accept-encoding")
        plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        begun: Message = {}
        parts: list[bytes] = []

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.update(message)
                return
            if message["type"] != "http.response.body":
                return await send(message)
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._told(begun, b"".join(parts), b"gzip" in takes, send)

        await self._app({**scope, "headers": plain}, receive, held)

    async def _told(self, begun: Message, page: bytes, packed: bool, send: Send) -> None:
        own = [hashed(script) for script in _INLINE.findall(page)]
        policy = _POLICY.format(" ".join(["'unsafe-eval'", *own, *self._scripts]))
        headers = [(k, v) for k, v in begun["headers"] if k.lower() != b"content-length"]
        headers.append((b"content-security-policy", policy.encode()))
        if packed and page:
            page = gzip.compress(page, 6)
            headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
        headers.append((b"content-length", str(len(page)).encode()))
        await send({**begun, "headers": headers})
        await send({"type": "http.response.body", "body": page})
