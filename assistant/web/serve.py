"""The page and the programs' way in served on one port: opened at once, made ready behind it."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from assistant.errors import AssistantError
from assistant.people.acting import Person, sign_in_needed
from assistant.people.keys import Keys
from assistant.people.roles import RolesFile
from assistant.services import Services
from assistant.services.tidying import regularly
from assistant.ui.mounted import mounted, scripts
from assistant.ui.readiness import Readiness
from assistant.web.about import add_about
from assistant.web.api import add_api
from assistant.web.asked import Way
from assistant.web.door import App, Door, Scope, Who, check_door
from assistant.web.feed import add_feed
from assistant.web.onrecord import beside, signing, started
from assistant.web.policy import PagePolicy
from assistant.web.signin import ByProvider, ByProxy, session_key
from assistant.web.tools import add_tools

_LOOKS = 0.02
"""Seconds after which it is looked again whether the server runs."""
_WAITING = 1024
"""Connections that wait to be taken."""
_CONNECTIONS = 2000
"""Connections at once, those that wait for an answer among them."""
_TRIES_AGAIN = 30.0
"""Seconds after which it is tried again to make the library ready, if it could not be."""
_ASKS_AGAIN = 60.0
"""Seconds after which it is looked whether documents came in, for the standing questions."""
_GRACE = 5
"""Seconds that requests have to end in when the program stops."""
_MAILED = 10.0
"""Seconds for which a mail on its way is waited for then, so that it is not sent a second time."""


class Served:
    """A server that runs, at `address`."""

    def __init__(self, app: App, host: str, port: int) -> None:
        self._socket = _listening(host, port)
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{port}/"
        config = uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=_GRACE,
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            proxy_headers=False,  # a visitor could say of itself what address it comes from
        )
        self._server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Until the program is told to end."""
        self._server.run(sockets=[self._socket])

    def start(self) -> None:
        """In a thread of its own."""
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(_LOOKS)  # uvicorn tells that it started by a flag alone

    def close(self) -> None:
        """Ends it."""
        self._server.should_exit = True
        if self._thread:
            self._thread.join(2 * _GRACE)


def serve(services: Services, block: bool = True) -> Served:
    """Opens the screen at once and makes model and library ready behind it."""
    settings = services.settings
    check_door(settings)
    services.telling.check()
    readiness = Readiness(services)
    services.chat.or_none()
    served = Served(web(services, readiness), settings.host, settings.port)
    started(settings, services.keeping)
    readiness.begin()
    ended = threading.Event()
    regularly(services.tidying.tidy, ended)
    regularly(readiness.again, ended, _TRIES_AGAIN)
    asks = regularly(lambda: _ask_again(services, readiness, ended), ended, _ASKS_AGAIN)
    regularly(lambda: _look(services, readiness, ended), ended, _ASKS_AGAIN)
    services.watching.begin(readiness.done)
    if not block:
        served.start()
    print(f"ICS Assistant: {served.address}", flush=True)
    if block:
        _run(served, ended, asks)
        services.watching.stop()
    return served


def _run(served: Served, ended: threading.Event, asks: threading.Thread) -> None:
    """Until the program is told to end, and then until the mail on its way is noted. uvicorn
    raises the signal anew when it is done, which would end the program before that."""

    def end() -> None:
        ended.set()
        asks.join(_MAILED)

    def told(*_: Any) -> None:
        end()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTERM)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, told)
    try:
        served.run()
    finally:
        end()


def _ask_again(services: Services, readiness: Readiness, ended: threading.Event) -> None:
    """Standing questions, if documents came in, and mail of what changed; not while the library is
    being made ready."""
    if readiness.note is None:
        services.standing.ask_again(ended, patient=True)
        services.telling.send(stop=ended)


def _look(services: Services, readiness: Readiness, ended: threading.Event) -> None:
    """For what differs, where the installation says so: it may take hours, and keeps nobody from
    being told of anything else."""
    if readiness.note is None:
        services.disagreeing.look_by_itself(ended)


def web(services: Services, readiness: Readiness) -> App:
    """The whole of it as one ASGI application, with the door before it."""
    settings = services.settings
    sign_in_needed(settings.sign_in != "none")
    app = FastAPI(
        title="ICS Assistant", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    way = Way(services, readiness)
    add_about(app, way, readiness)
    add_api(app, way)
    add_tools(app, services)
    add_feed(app, services)
    keys = Keys(settings.data_dir)
    who: Who | None = None
    session: Callable[[App], App] = _same
    if settings.sign_in == "proxy":
        told = beside(signing(services.keeping))
        who = ByProxy(settings, RolesFile(settings.roles), told).who
    elif settings.sign_in == "oidc":
        provider = ByProvider(settings, RolesFile(settings.roles), signing(services.keeping))
        app.router.routes += provider.routes()
        who = provider.who
        session = _session(settings)
    whole = PagePolicy(mounted(app, services, readiness), scripts())
    return session(Door(whole, settings, who, _by_key(keys), services.telling.by_token))


def _by_key(keys: Keys) -> Who:
    def who(_: Scope, headers: dict[str, str]) -> Person | None:
        return keys.person(headers["authorization"].split(" ", 1)[1].strip())

    return who


def _same(app: App) -> App:
    return app


def _session(settings: Any) -> Callable[[App], App]:
    """A signed cookie, for this installation's own pages alone."""

    def around(app: App) -> App:
        made: Any = SessionMiddleware(
            app,
            session_key(settings),
            session_cookie="ics-session",
            max_age=int(3600 * settings.session_hours),
            same_site="lax",
            https_only=settings.public_url.startswith("https"),
        )
        return made

    return around


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises AssistantError where none can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        raise AssistantError(
            f"Port {port} of {host} cannot be used ({error.strerror or error}). Is the program"
            " running there already? Another one is set by ICS_PORT."
        ) from None
    return listening
