"""Changed answers told elsewhere than on the page Home, as a reader handles it: a feed, and mail
where a server for it is set."""

from __future__ import annotations

import hashlib
import platform
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.conversations.standing import Change
from assistant.conversations.telling import Chosen, Tellings
from assistant.errors import AssistantError
from assistant.people.acting import LOCAL, Person
from assistant.services.atom import atom
from assistant.services.keeping import Keeping
from assistant.services.mailing import PostError, address, letter, post_of, send
from assistant.services.standing import StandingDesk
from assistant.settings import Settings
from assistant.wording import telling as words
from index.log import LOG, failed

_SEEN = timedelta(days=90)
"""After which somebody who was not here has no mail where people sign in: the sign-in no longer
vouches for the address, and a leaver takes nothing back."""
_TRIES = 3
"""How often it is tried to put down that a mail was taken; what is not put down is sent again."""
_PAUSE = 1.0
"""Seconds between those."""


@dataclass(frozen=True)
class Mailed:
    """To how many people changes were mailed, to how many they could not be, and why not."""

    sent: int = 0
    failed: int = 0
    why: str = ""


class Telling:
    """Takes what is kept and what tells of changes; sends nothing where no server is set."""

    def __init__(self, settings: Settings, keeping: Keeping, desk: StandingDesk) -> None:
        self._settings, self._keeping, self._desk = settings, keeping, desk

    @property
    def _kept(self) -> Tellings:
        return self._keeping.telling

    @property
    def mails(self) -> bool:
        """Whether a server for mail is set."""
        return self._settings.mail_server is not None

    @property
    def private(self) -> bool:
        """Whether a feed has an address of its own for each person: where people sign in."""
        return self._settings.sign_in != "none"

    def check(self) -> None:
        """Raises SettingsError where the settings of mail do not go together."""
        post_of(self._settings)

    def chosen(self, owner: str) -> Chosen:
        """What they chose."""
        return self._kept.of(owner)

    def address(self) -> str:
        """Where the feed of this machine's user is."""
        return f"{self._place()}/feed.atom"

    def make_feed(self, owner: str) -> str:
        """A private address of their feed, to be shown once; one that there was ends. Raises
        AssistantError where nobody signs in, for there the feed needs none."""
        if not self.private:
            raise AssistantError(f"Nobody signs in here: the feed is at {self.address()}.")
        ident, token = self._kept.make_feed(owner)
        return f"{self._place()}/feed/{ident}/{token}.atom"

    def drop_feed(self, owner: str) -> None:
        """Their feed's private address opens nothing any more."""
        self._kept.drop_feed(owner)

    def by_token(self, ident: str, token: str) -> Person | None:
        """Whose feed that private address is; None for nobody's."""
        found = self._kept.by_token(ident, token) if self.private else None
        return Person(found.owner, found.owner, frozenset({"reader"})) if found else None

    def feed(self, owner: str, path: str) -> bytes:
        """Their changes as Atom; `path` is where it is asked for."""
        standing = self._desk.standing(owner)
        ident = self._kept.of(owner).id if self.private else self._of_machine(owner)
        began = max((s.created for s in standing), default="")
        place = self._place()
        return atom(ident, f"{place}{path}", place, self._desk.changes(owner), began)

    def turn_on(self, person: Person, typed: str = "") -> str:
        """Changes from now on are mailed to them: to the address that their sign-in gives, or,
        where nobody signs in, to the one that is typed; which it is. Raises AssistantError where
        there is none, or no server."""
        if not self.mails:
            raise AssistantError(words.NO_SERVER)
        if self.private and not person.mail:
            raise AssistantError(words.NO_ADDRESS)
        to = address(person.mail if self.private else typed)
        self._kept.turn_on(person.id, to)
        return to

    def turn_off(self, owner: str) -> None:
        """Nothing is mailed to them any more."""
        self._kept.turn_off(owner)

    def send(self, at_once: bool = False, stop: threading.Event | None = None) -> Mailed:
        """What is owing, a mail for each person that has changes. What failed is tried again after
        some minutes, or `at_once`."""
        if not self.mails:
            return Mailed()
        done = [
            self._tried(chosen, at_once)
            for chosen in self._mailing()
            if not (stop and stop.is_set())
        ]
        whys = [why for why in done if why]
        return Mailed(done.count(""), len(whys), next(iter(whys), ""))

    def _mailing(self) -> list[Chosen]:
        """Everybody whose changes are mailed; where people sign in, only for whom the sign-in
        vouched of late."""
        there = self._kept.mailing()
        if not (self.private and there):
            return there
        seen = self._keeping.visits.since(datetime.now(UTC) - _SEEN) - {LOCAL.id}
        return [chosen for chosen in there if chosen.owner in seen]

    def _tried(self, chosen: Chosen, at_once: bool) -> str | None:
        """As `_sent`; what goes wrong with one person keeps nobody else from their mail."""
        try:
            owing = self._owed(chosen)[1] or chosen.failing
            return self._sent(chosen.owner, at_once) if owing else None
        except Exception as error:  # noqa: BLE001 - whatever it was, the others have their mail
            failed("Mailing changed answers", error)
            return str(error) if isinstance(error, AssistantError) else type(error).__name__

    def _owed(self, chosen: Chosen) -> tuple[Sequence[Change], list[Change]]:
        """(all changes since they turned it on, those that were not mailed)."""
        there = self._desk.changes(chosen.owner, chosen.since)
        return there, [c for c in there if c.id not in chosen.mailed]

    def _sent(self, owner: str, at_once: bool) -> str | None:
        """Why it failed, empty where it went; None where there was nothing to do, or another
        process does it."""
        post = post_of(self._settings)
        began = self._kept.begin(owner, at_once)
        if post is None or began is None:
            return None
        mark, chosen = began
        there, owed = self._owed(chosen)
        if not owed:
            self._kept.sent(chosen, mark, chosen.mailed)
            return None
        try:
            send(post, letter(post, chosen.mail, owed, self._public()))
        except (PostError, ValueError) as error:  # some letter of a document cannot be mailed
            why = str(error) if isinstance(error, PostError) else type(error).__name__
            LOG.warning("A mail of changed answers could not be sent: %s", why)
            self._kept.not_sent(chosen, mark)
            return why
        self._put_down(chosen, mark, [c.id for c in there])
        told = {"to": owner, "changes": len(owed)}
        self._keeping.record.add("mailed changed answers", told, "the program")
        return ""

    def _put_down(self, chosen: Chosen, mark: str, ids: Iterable[str]) -> None:
        """That the server took the mail; a database that fails for a moment is asked again."""
        taken = list(ids)
        for left in reversed(range(_TRIES)):
            try:
                return self._kept.sent(chosen, mark, taken)
            except AssistantError:
                if not left:
                    raise
                time.sleep(_PAUSE)  # a database that is being started again is back in a moment

    def _public(self) -> str:
        return (self._settings.public_url or "").rstrip("/")

    def _place(self) -> str:
        """The screen's address: the public one, or that on this machine."""
        host = self._settings.host
        shown = f"[{host}]" if ":" in host else host
        return self._public() or f"http://{shown}:{self._settings.port}"

    def _of_machine(self, owner: str) -> str:
        """A name for the feed of this machine's user that stays the same."""
        told = f"{platform.node()} {self._settings.data_dir.expanduser()} {owner}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]
