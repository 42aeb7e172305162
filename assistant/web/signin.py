"""Who somebody is, by what vouches for them: an OpenID Connect provider (Entra ID, NHS, Keycloak),
or a proxy that has asked already and shows a secret that only it and this program know."""

from __future__ import annotations

import hmac
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from assistant.errors import SettingsError
from assistant.people.acting import Person, Role
from assistant.people.roles import RolesFile
from assistant.settings import Settings
from assistant.web.door import Scope
from index.log import LOG

_OURS = ("local", "the program", "somebody", "nobody")
_OUR_PREFIXES = ("key:", "oidc:", "person:")
_SECRET_HEADER = "x-ics-proxy-secret"
_NO_ROLE = "You are known, but have no role here. Ask who runs this installation."
_FAILED = (
    "The sign-in did not work. Go back and try it again; if it fails again, tell who runs this"
    " installation."
)
_SIGNED_OUT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Signed out</title>"
    "<main data-signed-out><h1>You are signed out.</h1><p><a href=/>Sign in again</a></p></main>"
)
_TOKENS = 5000
"""Sessions whose token of the provider is kept to sign out with, some 10 MB at 2 KB each; in
memory, for with it a cookie would be larger than browsers take. As many of those that were signed
out are known, so that a copy of their cookie opens nothing."""
_SHORTEST = 32
"""Letters of a key that can be one."""
Told = Callable[[str, Person | None], None]
"""That somebody signed in or out, for the record."""


def session_key(settings: Settings) -> str:
    """What signs the cookies: made once, kept in the data folder for its owner alone."""
    file = settings.data_dir.expanduser() / "session.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{secrets.token_hex(4)}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        part.replace(file)
    key = file.read_text("utf-8").strip()
    if len(key) < _SHORTEST:
        raise SettingsError(f"{file} is not whole; delete it and start again: a new one is made.")
    return key


def _keep(kept: OrderedDict[str, Any], name: str, what: Any) -> None:
    """As the newest of at most so many."""
    kept[name] = what
    while len(kept) > _TOKENS:
        kept.popitem(last=False)


class ByProxy:
    """A trusted header from a proxy with its shared secret."""

    def __init__(self, settings: Settings, roles: RolesFile, told: Told) -> None:
        assert settings.proxy_secret is not None  # check_door saw to it
        self._told, self._hours = told, settings.session_hours
        self._came: dict[str, float] = {}
        self._secret = settings.proxy_secret.get_secret_value().encode()
        self._user = settings.proxy_user_header.lower()
        self._groups = settings.proxy_groups_header.lower()
        self._roles = roles

    def who(self, scope: Scope, headers: dict[str, str]) -> Person | None:
        """Who the proxy says it is; nobody without the secret."""
        shown = headers.get(_SECRET_HEADER, "").encode("latin-1")
        user = headers.get(self._user, "").strip()
        if not hmac.compare_digest(shown, self._secret) or not user:
            return None
        if user.lower() in _OURS or user.lower().startswith(_OUR_PREFIXES):
            return None  # names that the program itself gives
        groups = [g.strip() for g in headers.get(self._groups, "").split(",") if g.strip()]
        person = self._roles.person(user.lower(), user, groups)
        if person:
            self._note(person)
        return replace(person, mail=user) if person and "@" in user else person

    def _note(self, person: Person) -> None:
        """That they came in by the proxy, once in the time that a session lasts."""
        now = time.time()
        if self._came.get(person.id, 0.0) > now:
            return
        self._came = {who: until for who, until in self._came.items() if until > now}
        self._came[person.id] = now + 3600 * self._hours
        self._told("signed in", person)


class ByProvider:
    """OpenID Connect, by Authlib; who signed in stands in a signed cookie until it expires."""

    def __init__(self, settings: Settings, roles: RolesFile, told: Told) -> None:
        from authlib.integrations.starlette_client import OAuth

        assert settings.oidc_issuer and settings.oidc_client_secret and settings.public_url
        self._settings, self._roles, self._told = settings, roles, told
        oauth = OAuth()
        self._provider: Any = oauth.register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            server_metadata_url=settings.oidc_issuer.rstrip("/")
            + "/.well-known/openid-configuration",
            client_kwargs={"scope": settings.oidc_scope, "code_challenge_method": "S256"},
        )
        self._back = settings.public_url.rstrip("/") + "/sign-in/back"
        self._out = settings.public_url.rstrip("/") + "/sign-out/back"
        self._tokens: OrderedDict[str, str] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()

    def routes(self) -> list[Route]:
        """Where one signs in and out."""
        return [
            Route("/sign-in", self._sign_in),
            Route("/sign-in/back", self._returned),
            Route("/sign-out", self._sign_out, methods=["POST"]),
            Route("/sign-out/back", self._signed_out),
        ]

    def who(self, scope: Scope, headers: dict[str, str]) -> Person | None:
        """Who the cookie names, while it counts."""
        kept = scope["session"].get("person")
        if not kept or kept["until"] < time.time() or kept.get("token") in self._ended:
            return None
        roles: frozenset[Role] = frozenset(kept["roles"])
        return Person(kept["id"], kept["name"], roles, kept.get("mail", ""))

    async def _sign_in(self, request: Request) -> Response:
        try:
            went: Response = await self._provider.authorize_redirect(request, self._back)
        except Exception as error:  # noqa: BLE001 - the provider is another's; what it does is not known
            LOG.warning("The sign-in could not be begun: %s", type(error).__name__)
            return PlainTextResponse(_FAILED, 502)
        return went

    async def _returned(self, request: Request) -> Response:
        try:
            token = await self._provider.authorize_access_token(request)
            claims = dict(token["userinfo"])
        except Exception as error:  # noqa: BLE001 - as above
            LOG.warning("The sign-in failed: %s", type(error).__name__)
            if any(key.startswith("_state_") for key in request.session):  # it was begun here
                await to_thread.run_sync(self._told, "sign-in failed", None)
                request.session.clear()
            return PlainTextResponse(_FAILED, 403)
        claims |= await self._more(token, claims)
        mail = str(claims.get("email") or "")
        sure = claims.get("email_verified") is True or self._settings.oidc_trust_email
        ident = f"oidc:{claims['sub']}"
        called = mail or str(claims.get("preferred_username") or claims["sub"])
        groups = claims.get(self._settings.oidc_roles_claim) or []
        groups = [groups] if isinstance(groups, str) else [str(group) for group in groups]
        known_as = [mail] if mail and sure else []
        person = self._roles.person(ident, str(claims.get("name") or called), groups, known_as)
        request.session.clear()
        if person is None:
            await to_thread.run_sync(
                self._told, "sign-in without a role", Person(ident, called, frozenset())
            )
            return PlainTextResponse(_NO_ROLE, 403)
        request.session["person"] = {
            "id": person.id,
            "name": person.name,
            "roles": sorted(person.roles),
            "mail": mail if sure else "",
            "until": time.time() + 3600 * self._settings.session_hours,
            "token": self._kept(str(token.get("id_token") or "")),
        }
        await to_thread.run_sync(self._told, "signed in", person)
        return RedirectResponse("/", 303)

    async def _more(self, token: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
        """What only the provider's userinfo tells, where the token names no address."""
        if claims.get("email"):
            return {}
        try:
            told = dict(await self._provider.userinfo(token=token))
        except Exception:  # noqa: BLE001 - not every provider has it
            return {}
        return told if told.get("sub") == claims["sub"] else {}

    async def _sign_out(self, request: Request) -> Response:
        """Out here, and where to go to be signed out at the provider too, if it can do that."""
        person = self.who(request.scope, {})
        kept = request.session.get("person") or {}
        request.session.clear()
        name = str(kept.get("token"))
        if person:
            _keep(self._ended, name, None)
            await to_thread.run_sync(self._told, "signed out", person)
        to = await self._ends(self._tokens.pop(name, ""))
        return JSONResponse({"told": "You are signed out.", "to": to})

    def _kept(self, token: str) -> str:
        """A name for the provider's token, by which it is found when its owner signs out."""
        name = secrets.token_urlsafe(12)
        _keep(self._tokens, name, token)
        return name

    async def _ends(self, token: str) -> str:
        """The address at the provider that ends its session (OpenID Connect RP-Initiated Logout
        1.0); empty where it has none, or cannot be asked."""
        try:
            about = await self._provider.load_server_metadata()
        except Exception as error:  # noqa: BLE001 - the provider is another's
            LOG.warning("The provider was not told of a sign-out: %s", type(error).__name__)
            return ""
        there = str(about.get("end_session_endpoint") or "")
        if not there.startswith(("https://", "http://")):
            return ""
        said = {"client_id": self._settings.oidc_client_id, "post_logout_redirect_uri": self._out}
        said |= {"id_token_hint": token} if token else {}
        return f"{there}{'&' if '?' in there else '?'}{urlencode(said)}"

    async def _signed_out(self, _: Request) -> Response:
        return HTMLResponse(_SIGNED_OUT)
