"""A public address in, a file on disk out: politely, within limits, never from a private network
unless allowed.

A transfer that was cut short goes on from where it stopped if the server allows it.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlparse
from urllib.request import getproxies, proxy_bypass

from index.documents.formats import MEDIA_TYPES
from index.errors import FetchError

if TYPE_CHECKING:
    import httpx

_AGENT = "ics-assistant (reads public documents for its user)"
_REDIRECTS = 5
"""Redirects followed for one address."""
_RESTARTS = 3
"""Tries of one download that breaks off."""


@dataclass(frozen=True)
class FetchLimits:
    """`seconds` for connecting and for each read; `max_mb` MiB a file; `private` allows private
    and loopback addresses."""

    seconds: float = 60.0
    max_mb: int = 64
    private: bool = False


def fetch(
    url: str, target: Path, limits: FetchLimits, report: Callable[[int], None] = lambda _: None
) -> Path:
    """The document at `url` saved as `target` with the suffix its content type calls for.
    `report` gets bytes so far."""
    import httpx

    part = target.with_suffix(".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    timeout = httpx.Timeout(limits.seconds)
    with httpx.Client(
        timeout=timeout, headers={"User-Agent": _AGENT}, trust_env=True, follow_redirects=False
    ) as client:
        for attempt in range(_RESTARTS):
            try:
                suffix = _transfer(client, url, part, limits, report)
                break
            except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError) as error:
                if attempt == _RESTARTS - 1:
                    kept = (
                        " What came is kept; run the same command to go on."
                        if part.exists()
                        else ""
                    )
                    silent = isinstance(error, httpx.TimeoutException)
                    why = "no answer in time" if silent else "the connection was lost"
                    raise FetchError(f"{url}: the transfer broke off ({why}).{kept}") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise FetchError(f"{url}: could not be fetched ({error}).") from error
    final = target.with_suffix(suffix)
    os.replace(part, final)
    return final


def _transfer(
    client: httpx.Client,
    url: str,
    part: Path,
    limits: FetchLimits,
    report: Callable[[int], None],
) -> str:
    """One attempt, following redirects; appends to `part` when the server goes on from where it
    stopped."""
    import httpx

    have = part.stat().st_size if part.exists() else 0
    here = url
    for _ in range(_REDIRECTS + 1):
        address = check_address(here, limits.private)
        headers = {"Range": f"bytes={have}-"} if have else {}
        to = _to(here, address, headers)
        with client.stream("GET", to.url, headers=to.headers, extensions=to.extensions) as response:
            if response.is_redirect:
                here = urljoin(here, response.headers.get("location", ""))
                continue
            _check_peer(response, here, limits.private)
            if response.status_code == 416:
                part.unlink()
                return _transfer(client, url, part, limits, report)
            if response.status_code not in (200, 206):
                raise FetchError(
                    f"{url}: the server answered {response.status_code}; check the address or fetch"
                    " it by hand."
                )
            kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
            if kind not in MEDIA_TYPES:
                raise FetchError(
                    f"{url}: the server sent {kind or 'no content type'}, not a document that can"
                    " be indexed."
                )
            resumed = response.status_code == 206
            size = have if resumed else 0
            if size + int(response.headers.get("content-length") or 0) > limits.max_mb * 2**20:
                raise FetchError(f"{url}: larger than the limit of {limits.max_mb} MB.")
            with part.open("ab" if resumed else "wb") as out:
                for chunk in response.iter_bytes():
                    size += len(chunk)
                    if size > limits.max_mb * 2**20:
                        out.close()
                        part.unlink()
                        raise FetchError(f"{url}: larger than the limit of {limits.max_mb} MB.")
                    out.write(chunk)
                    report(size)
            if not size:
                raise httpx.RemoteProtocolError("empty body")
            return MEDIA_TYPES[kind]
    raise FetchError(f"{url}: redirected more than {_REDIRECTS} times.")


@dataclass(frozen=True)
class _Request:
    """Where a request goes, with what headers, and what httpx is told besides."""

    url: httpx.URL
    headers: dict[str, str]
    extensions: dict[str, Any] | None = None


def _to(url: str, address: str, headers: dict[str, str]) -> _Request:
    """A request for `url` that goes to the address that was checked, and to no other that its
    name may come to stand for. A proxy looks names up itself, so what goes through one keeps its
    name."""
    import httpx

    parts = httpx.URL(url)
    if getproxies().get(parts.scheme) and not proxy_bypass(parts.host):
        return _Request(parts, headers)
    named = {"Host": parts.netloc.decode(), **headers}
    return _Request(parts.copy_with(host=address), named, {"sni_hostname": parts.host})


def check_address(url: str, private: bool) -> str:
    """The address that the url's host stands for. Refuses anything but http(s), and hosts that
    resolve to private, loopback or link-local addresses, before anything is sent."""
    parts = urlparse(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"{url}: only http and https addresses are fetched.")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except (OSError, ValueError) as error:
        raise FetchError(
            f"{url}: the host {parts.hostname} was not found; check the network."
        ) from error
    addresses = [str(peer[0]) for *_, peer in found]
    for address in addresses:
        _refuse_private(url, address, private)
    return addresses[0].split("%")[0]


def _refuse_private(url: str, address: str, private: bool) -> None:
    if not private and not ipaddress.ip_address(address.split("%")[0]).is_global:
        raise FetchError(f"{url}: leads to the private address {address}; not fetched.")


def _check_peer(response: httpx.Response, url: str, private: bool) -> None:
    """The address really connected to, in case the name resolved differently the second time."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    if peer:
        _refuse_private(url, peer[0], private)
