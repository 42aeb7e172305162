"""The choices of a feed and of mail under the answers that changed, on the page Home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.people.acting import acting, owner
from assistant.services import Services
from assistant.ui.bridge import Call, Said
from assistant.ui.templating import render
from assistant.wording.telling import NO_ADDRESS
from index.text.dates import spoken


@dataclass(frozen=True)
class View:
    """What is drawn: `private` where people sign in, `place` the feed's address where they do not,
    `once` a private address that was just made, `mine` what the sign-in gives, `failing` since when
    mail fails, in words."""

    private: bool
    place: str
    feed: bool
    once: str
    mails: bool
    mail: str
    mine: str
    failing: str
    contact: str
    lacking: str = NO_ADDRESS

    @property
    def some(self) -> bool:
        """Whether anything is chosen."""
        return self.feed or bool(self.mail)


def view(services: Services, once: str = "") -> View:
    """As it is chosen by who is acting."""
    telling = services.telling
    chosen = telling.chosen(owner())
    return View(
        telling.private,
        telling.address(),
        chosen.feed,
        once,
        telling.mails,
        chosen.mail,
        acting().mail,
        _moment(chosen.failing),
        services.settings.contact or "",
    )


class TellingScreen:
    """The calls of these choices."""

    def __init__(self, services: Services) -> None:
        self._services, self._telling = services, services.telling

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "feed_make": self._feed_make,
            "feed_drop": self._feed_drop,
            "mail_on": self._mail_on,
            "mail_off": self._mail_off,
        }

    def _feed_make(self, _: Said) -> dict[str, Any]:
        made = self._telling.make_feed(owner())
        return self._drawn("The private address is made; it is shown this once.", made)

    def _feed_drop(self, _: Said) -> dict[str, Any]:
        self._telling.drop_feed(owner())
        return self._drawn("The private address opens nothing any more.")

    def _mail_on(self, said: Said) -> dict[str, Any]:
        to = self._telling.turn_on(acting(), str(said.get("address") or ""))
        return self._drawn(f"What changes from now on is also mailed to {to}.")

    def _mail_off(self, _: Said) -> dict[str, Any]:
        self._telling.turn_off(owner())
        return self._drawn("Nothing is mailed any more.")

    def _drawn(self, said: str, once: str = "") -> dict[str, Any]:
        return {"html": render("telling.html", told=view(self._services, once)), "said": said}


def _moment(at: str) -> str:
    """A moment in words, by this machine's clock; empty for none."""
    if not at:
        return ""
    then = datetime.fromisoformat(at).astimezone()
    return f"{spoken(f'{then:%Y-%m-%d}')}, {then:%H:%M}"
