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

from anyio import to_thread
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import AssistantError, SettingsError
from assistant.people.acting import LOCAL, Person, act_as
from assistant.services.counts import requested
from assistant.settings import Settings
from assistant.web.policy import ELSEWHERE

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Who = Callable[[Scope, dict[str, str]], Person | None]
"""A request and its headers in, who it is from out; None for nobody that is known."""
Whose = Callable[[str, str], Person | None]
"""The two parts of a feed's private address in, whose it is out; None for nobody's."""

PERSON = "ics.person"
"""Where a request has who it is from."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_OPEN = re.compile(r"/(?:health|ready|robots\.txt|favicon\.ico)")
"""What is answered before anybody is known, to any host: whether the program runs."""
_SIGNING = re.compile(r"/sign-(?:in|out)(?:/back)?")
_SCREEN = re.compile(
    r"/(?:|config|theme\.css|manifest\.json|assets/.*|static/.*|svelte/.*"
    r"|gradio_api/(?:component_server|upload|startup-events|app_id|theme\.css))/?"
)
"""What the screen asks of Gradio, and nothing else that Gradio has."""
_OURS = re.compile(r"/(?:(?:api|v1|mcp)(?:/.*)?|metrics)")
_FEED = "/feed.atom"
"""The feed of the user of this machine, where nobody signs in."""
_PRIVATE_FEED = re.compile(r"/feed/([0-9a-f]{32})/([\w-]{20,100})\.atom")
"""The feed of somebody who signs in: the address itself lets its reader in, and to nothing else."""
_UPLOADS, _CALLS = ("/gradio_api/upload", "/api/check"), "/gradio_api/component_server"
"""Where files come in, and where the screen's calls do."""
_PARTS = (
    *(("/api", "api"), ("/v1", "chat"), ("/mcp", "tools"), ("/sign-", "sign-in")),
    *(("/gradio_api/upload", "upload"), (_CALLS, "call"), ("/metrics", "metrics")),
    ("/feed", "feed"),
)
"""How an address begins, and what that part of the program is called in the counts."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy adds; where nobody signs in, none may stand in front."""
_PORTS = {"http": 80, "https": 443}
"""Those that an address need not name."""
_LARGEST_CALL = 2 * 1024 * 1024
"""Bytes of what is no upload."""
_SIGN_INS = RateLimitItemPerMinute(300)
"""Requests to sign in or out from one address, which may be a proxy's."""
_FEEDS = RateLimitItemPerMinute(600)
"""Requests for private feeds from one address, which may be a proxy's."""
_AT_ONCE = 8
"""Requests of one program, or of one person to the programs' way in, at a time."""
_UNKNOWN = {True: ("sign-in", _SIGN_INS), False: ("feed", _FEEDS)}
"""What may be asked by somebody who is not known yet, and how often."""
_NOTHING = (404, "There is nothing here.", "")
_HEADERS = {
    "content-security-policy": ELSEWHERE,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "x-accel-buffering": "no",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""What every answer says; the page has said more of the first itself (`policy.py`)."""
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
    named = urlsplit(settings.public_url or "").hostname
    if settings.sign_in == "none" and named and not is_loopback(named):
        raise SettingsError(
            f"ICS_PUBLIC_URL={settings.public_url} lets others in, and no sign-in is set. Set"
            " ICS_SIGN_IN to oidc or proxy (docs/sign-in.md)."
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
    `key` tells it by a program's key, `whose` by a feed's private address."""

    def __init__(
        self, app: App, settings: Settings, who: Who | None, key: Who, whose: Whose
    ) -> None:
        self._app, self._who, self._key, self._whose = app, who, key, whose
        public = urlsplit(settings.public_url or "")
        self._hosts = {public.hostname} if public.hostname else set()
        port = "" if public.port in (None, _PORTS.get(public.scheme)) else f":{public.port}"
        self._origins = {f"{public.scheme}://{public.hostname}{port}"} if public.hostname else set()
        if is_loopback(settings.host):
            self._hosts |= {*_LOOPBACK, settings.host}
        self._signs_in = settings.sign_in == "oidc"
        self._secure = public.scheme == "https"
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._often = RateLimitItemPerMinute(settings.requests_per_minute)
        self._uploads = RateLimitItemPerHour(settings.uploads_per_hour)
        self._now: dict[str, int] = {}
        self._largest = (settings.max_file_mb + 1) * 1024 * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # the screen needs no other
            return await send({"type": "websocket.close", "code": 1008})
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        scope["headers"] = [(k, v) for k, v in scope["headers"] if k != b"origin"]
        if scope["path"] == "/":
            scope["query_string"] = b""  # Gradio fails on some of what may stand there
        told = self._refused(scope, headers)
        send = _counted(scope["path"], send)
        private = _PRIVATE_FEED.fullmatch(scope["path"])
        if told is None and private:
            told = await self._by_address(scope, private)
        if told is None and (private or self._asks(scope["path"])):
            return await self._in_turn(scope, receive, self._with_headers(send))
        if told is None:
            return await self._app(scope, self._bounded(scope, receive), self._with_headers(send))
        status, text, to = told
        await _answer(self._with_headers(send), status, text, to)
        return None

    async def _by_address(
        self, scope: Scope, private: re.Match[str]
    ) -> tuple[int, str, str] | None:
        """Lets in whoever has somebody's private address, as them; to anybody else there is
        nothing."""
        try:
            person = await to_thread.run_sync(self._whose, private[1], private[2])
        except AssistantError as error:  # the database is away
            return 503, str(error), ""
        if person is None:
            return _NOTHING
        act_as(person)
        scope[PERSON] = person
        return None

    def _asks(self, path: str) -> bool:
        """Whether a program asks there."""
        return bool(_OURS.fullmatch(path)) or (path == _FEED and self._who is None)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A program's request, of which each has a few at a time."""
        who = scope[PERSON].id
        if self._now.get(who, 0) >= _AT_ONCE:
            await _answer(send, 429, "Too many requests at once; wait for some to end.", "")
            return
        self._now[who] = self._now.get(who, 0) + 1
        try:
            await self._app(scope, self._bounded(scope, receive), send)
        finally:
            self._now[who] -= 1
            if not self._now[who]:
                del self._now[who]

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """The body, cut off where it is larger than it may be, whatever it said of itself."""
        most = self._largest if scope["path"].startswith(_UPLOADS) else _LARGEST_CALL
        read = 0

        async def received() -> MutableMapping[str, Any]:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            return message if read <= most else {"type": "http.disconnect"}

        return received

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | None:
        """(status, why, where to go instead) of a request that is not let in."""
        path, method = scope["path"], scope["method"]
        if _OPEN.fullmatch(path):
            return None
        if self._who is None and any(name in headers for name in _FORWARDED):
            return 403, "A proxy lets others in; set a sign-in (ICS_SIGN_IN).", ""
        if _name(headers.get("host", "")) not in self._hosts:
            return 421, "This address is not one of this installation (ICS_PUBLIC_URL).", ""
        if not self._own(scope, headers):
            return 403, "Another site's page may not ask here.", ""
        if _SIGNING.fullmatch(path) or _PRIVATE_FEED.fullmatch(path):
            what, often = _UNKNOWN[bool(_SIGNING.fullmatch(path))]
            there = str((scope.get("client") or ("unknown",))[0])
            if not self._limiter.hit(often, what, there):
                return 429, f"Too many {what}s from one address; wait a minute.", ""
            return None
        if not (_SCREEN.fullmatch(path) or self._asks(path)):
            return _NOTHING
        person = self._person(scope, headers)
        if person is None:
            shown = method == "GET" and headers.get("sec-fetch-mode", "navigate") == "navigate"
            to = "/sign-in" if shown and not _OURS.fullmatch(path) and self._signs_in else ""
            return 302 if to else 401, "Sign in first.", to
        act_as(person)
        scope[PERSON] = person
        upload = path.startswith(_UPLOADS) and method == "POST"
        length = headers.get("content-length") or "0"
        if not length.isdecimal() or int(length) > (self._largest if upload else _LARGEST_CALL):
            return 413, "This is larger than what this installation takes (ICS_MAX_FILE_MB).", ""
        kind = headers.get("content-type", "application/json")
        if path.startswith(_CALLS) and method == "POST" and "json" not in kind:
            return 415, "A call is JSON.", ""
        if person is not LOCAL and not (
            self._limiter.hit(self._often, person.id)
            and (not upload or self._limiter.hit(self._uploads, "upload", person.id))
        ):
            return 429, "That is more than one person may ask at once; wait a minute.", ""
        return None

    def _person(self, scope: Scope, headers: dict[str, str]) -> Person | None:
        if headers.get("authorization", "").lower().startswith("bearer ics_"):
            return self._key(scope, headers)
        return self._who(scope, headers) if self._who else LOCAL

    def _own(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether it comes from a page of ours, from no page, or follows a link to our page."""
        site, origin = headers.get("sec-fetch-site", "none"), headers.get("origin")
        here = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
        if origin is not None and origin != here and origin not in self._origins:
            return False
        page = scope["path"] in ("/", "/sign-in", "/sign-in/back", "/sign-out/back")
        follows = page and scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
        framed = headers.get("sec-fetch-dest") in ("iframe", "frame", "embed", "object")
        return site in ("same-origin", "none") or (follows and not framed)

    def _with_headers(self, send: Send) -> Send:
        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message["headers"] if not _is_cors(k)]
                said = {k.decode("latin-1").lower() for k, _ in kept}
                more = {k: v for k, v in _HEADERS.items() if k not in said}
                if self._secure:
                    more["strict-transport-security"] = "max-age=31536000"
                message["headers"] = kept + [(k.encode(), v.encode()) for k, v in more.items()]
            await send(message)

        return sent


def _counted(path: str, send: Send) -> Send:
    """Counts the answer by the part of the program that it is from."""

    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            part = next((name for begins, name in _PARTS if path.startswith(begins)), "other")
            requested(part, message["status"])
        await send(message)

    return sent


def _is_cors(name: bytes) -> bool:
    return name.decode("latin-1").lower().startswith(_CORS)


def _name(host: str) -> str:
    """A host's name without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower() if _PLAIN.fullmatch(host) else ""
    except ValueError:
        return ""


_PLAIN = re.compile(r"[\w.\-]+(?::\d{1,5})?|\[[\da-fA-F:]+\](?::\d{1,5})?")


async def _answer(send: Send, status: int, text: str, to: str) -> None:
    body = json.dumps({"told": text}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if to:
        headers.append((b"location", to.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
