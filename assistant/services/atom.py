"""Changed answers in, an Atom feed (RFC 4287) out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from importlib import metadata
from xml.etree.ElementTree import Element, SubElement, tostring

from assistant.conversations.standing import Change
from assistant.templating import render
from assistant.wording.telling import FEED
from index.text.dates import spoken

KIND = "application/atom+xml; charset=utf-8"
MOST = 100
"""Entries of a feed, the newest; what is older is on the page Home."""
_NAMESPACE = "http://www.w3.org/2005/Atom"
_EVER = "1970-01-01T00:00:00+00:00"
"""When a feed changed of somebody who has asked nothing yet."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that a document may hold and XML may not."""


def atom(ident: str, place: str, home: str, changes: Sequence[Change], began: str = "") -> bytes:
    """The feed: `ident` is its id as 32 hexadecimal digits, `place` its own address, `home` that of
    the screen, `began` when it came to be, for one that has no entry."""
    feed = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en-GB"})
    _put(feed, "id", _urn(ident))
    _put(feed, "title", FEED)
    _put(feed, "updated", max([c.at for c in changes], default=began or _EVER))
    _put(SubElement(feed, "author"), "name", "ICS Assistant")
    _put(feed, "generator", "ICS Assistant", version=metadata.version("ics-assistant"))
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=place)
    SubElement(feed, "link", rel="alternate", type="text/html", href=f"{home}/#/home")
    for change in changes[:MOST]:
        entry = SubElement(feed, "entry")
        _put(entry, "id", _urn(change.id))
        _put(entry, "title", change.question)
        _put(entry, "updated", change.at)
        link = opened(home, change)
        SubElement(entry, "link", rel="alternate", type="text/html", href=link)
        told = render("assistant.services", "change.html", change=change, spoken=spoken)
        _put(entry, "content", told, type="html")
    return tostring(feed, encoding="utf-8", xml_declaration=True)


def opened(home: str, change: Change) -> str:
    """Where on the screen a change stands."""
    return f"{home}/#/home/{change.id}"


def _urn(ident: str) -> str:
    return uuid.UUID(ident).urn


def _put(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _NOT_XML.sub(" ", text)
