"""Every request in, only those that may come in let through: this installation's own hosts and
pages, the paths that the screen needs, people who are known, as often as they may.

A page of another site cannot ask, a name that was pointed here (DNS rebinding) finds nothing, and
what Gradio offers beside the screen (files, monitoring, its own interface for programs) is shut.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import SettingsError
from assistant.people.acting import LOCAL, Person, act_as
from assistant.settings import Settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Who = Callable[[Scope, dict[str, str]], Person | None]
"""A request and its headers in, who it is from out; None for nobody that is known."""

PERSON = "ics.person"
"""Where a request has who it is from."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_OPEN = re.compile(r"/(?:health|ready|robots\.txt|favicon\.ico)")
"""What is answered before anybody is known, to any host: whether the program runs."""
_SIGNING = re.compile(r"/sign-(?:in|out)(?:/back)?")
_SCREEN = re.compile(
    r"/(?:|config|theme\.css|manifest\.json|assets/.*|static/.*|svelte/.*"
    r"|gradio_api/(?:component_server|upload|startup-events|app_id|theme\.css|heartbeat/\w+))/?"
)
"""What the screen asks of Gradio, and nothing else that Gradio has."""
_OURS = re.compile(r"/(?:api|v1|mcp)(?:/.*)?")
_UPLOAD = "/gradio_api/upload"
_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self'"
        " 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self';"
        " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""Gradio's page has scripts and styles inline and makes functions of text, so those two stay."""
_CORS = "access-control-"


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach that address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_door(settings: Settings) -> None:
    """Raises SettingsError where others could come in and nothing asks who they are."""
    if settings.sign_in == "none" and not is_loopback(settings.host):
        raise SettingsError(
            f"ICS_HOST={settings.host} lets other machines in, and no sign-in is set. Set"
            " ICS_SIGN_IN to oidc or proxy (docs/sign-in.md), or leave ICS_HOST at 127.0.0.1."
        )
    lacks = [
        name
        for name in {"none": (), "oidc": _OIDC, "proxy": _PROXY}[settings.sign_in]
        if not getattr(settings, name)
    ]
    if lacks:
        raise SettingsError(
            f"ICS_SIGN_IN={settings.sign_in} needs ICS_{lacks[0].upper()} too (docs/sign-in.md)."
        )


_OIDC = ("public_url", "oidc_issuer", "oidc_client_id", "oidc_client_secret")
_PROXY = ("public_url", "proxy_secret")


class Door:
    """Before everything else. `who` tells who a request is from, None where nobody signs in;
    `key` tells it by a program's key."""

    def __init__(self, app: App, settings: Settings, who: Who | None, key: Who) -> None:
        self._app, self._who, self._key = app, who, key
        public = urlsplit(settings.public_url or "")
        self._hosts = {public.hostname} if public.hostname else set()
        self._origins = {f"{public.scheme}://{public.netloc}"} if public.hostname else set()
        if is_loopback(settings.host):
            self._hosts |= set(_LOOPBACK)
        self._secure = public.scheme == "https"
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._often = RateLimitItemPerMinute(settings.requests_per_minute)
        self._uploads = RateLimitItemPerHour(settings.uploads_per_hour)
        self._largest = (settings.max_file_mb + 1) * 1024 * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # the screen needs no other
            return await send({"type": "websocket.close", "code": 1008})
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        scope["headers"] = [(k, v) for k, v in scope["headers"] if k != b"origin"]
        told = self._refused(scope, headers)
        if told is None:
            return await self._app(scope, receive, self._with_headers(send))
        status, text, to = told
        await _answer(self._with_headers(send), status, text, to)
        return None

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | None:
        """(status, why, where to go instead) of a request that is not let in."""
        path, method = scope["path"], scope["method"]
        if _OPEN.fullmatch(path):
            return None
        if _name(headers.get("host", "")) not in self._hosts:
            return 421, "This address is not one of this installation (ICS_PUBLIC_URL).", ""
        if not self._own(scope, headers):
            return 403, "Another site's page may not ask here.", ""
        if _SIGNING.fullmatch(path):
            return None
        if not (_SCREEN.fullmatch(path) or _OURS.fullmatch(path)):
            return 404, "There is nothing here.", ""
        person = self._person(scope, headers)
        if person is None:
            shown = method == "GET" and headers.get("sec-fetch-mode", "navigate") == "navigate"
            to = "/sign-in" if shown and not _OURS.fullmatch(path) and self._who else ""
            return 302 if to else 401, "Sign in first.", to
        act_as(person)
        scope[PERSON] = person
        if int(headers.get("content-length") or 0) > self._largest:
            return 413, "This is larger than what this installation takes (ICS_MAX_FILE_MB).", ""
        upload = path.startswith(_UPLOAD) and method == "POST"
        if person is not LOCAL and not (
            self._limiter.hit(self._often, person.id)
            and (not upload or self._limiter.hit(self._uploads, "upload", person.id))
        ):
            return 429, "That is more than one person may ask at once; wait a minute.", ""
        return None

    def _person(self, scope: Scope, headers: dict[str, str]) -> Person | None:
        if headers.get("authorization", "").lower().startswith("bearer "):
            return self._key(scope, headers)
        return self._who(scope, headers) if self._who else LOCAL

    def _own(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether it comes from a page of ours, from no page, or follows a link to our page."""
        site, origin = headers.get("sec-fetch-site", "none"), headers.get("origin")
        here = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
        if origin is not None and origin != here and origin not in self._origins:
            return False
        follows = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
        framed = headers.get("sec-fetch-dest") in ("iframe", "frame", "embed", "object")
        return site in ("same-origin", "none") or (follows and not framed)

    def _with_headers(self, send: Send) -> Send:
        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message["headers"] if not _is_cors(k)]
                more = dict(_HEADERS)
                if self._secure:
                    more["strict-transport-security"] = "max-age=31536000"
                message["headers"] = kept + [(k.encode(), v.encode()) for k, v in more.items()]
            await send(message)

        return sent


def _is_cors(name: bytes) -> bool:
    return name.decode("latin-1").lower().startswith(_CORS)


def _name(host: str) -> str:
    """A host's name without its port."""
    return (urlsplit(f"//{host}").hostname or "").lower() if _PLAIN.fullmatch(host) else ""


_PLAIN = re.compile(r"[\w.\-]+(?::\d{1,5})?|\[[\da-fA-F:]+\](?::\d{1,5})?")


async def _answer(send: Send, status: int, text: str, to: str) -> None:
    body = json.dumps({"told": text}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if to:
        headers.append((b"location", to.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
