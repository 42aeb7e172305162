"""Who is acting now: one person for each request, and for whatever it starts.

On a machine of one's own nobody signs in: the person is `LOCAL` and may do everything. A program
that serves people who sign in has no such person: what runs for nobody there may do nothing.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.errors import AssistantError

Role = Literal["reader", "librarian", "editor", "auditor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
_DOES: dict[Role, str] = {
    "reader": "asking and reading",
    "librarian": "changing the library",
    "editor": "deciding on recommendations and making board papers",
    "auditor": "reading the record of what was done",
    "administrator": "running this installation",
}


@dataclass(frozen=True)
class Person:
    """`id` is what vouches for them calls them, such as an address of mail; it owns what they
    keep. `mail` is their address where what vouches for them is sure of it, else empty."""

    id: str
    name: str
    roles: frozenset[Role]
    mail: str = ""

    def may(self, role: Role) -> bool:
        """Whether they have the role; an administrator has all."""
        return role in self.roles or "administrator" in self.roles


class NotAllowed(AssistantError):
    """Who is acting has not the role that it needs."""


LOCAL = Person("local", "the user of this machine", frozenset(ROLES))
_acting: ContextVar[Person | None] = ContextVar("acting", default=None)
_signing_in = False


def sign_in_needed(needed: bool) -> None:
    """From here on, in this whole process, nobody acts who is not named by `act_as`, or else
    `LOCAL` does."""
    global _signing_in  # a context's default would be LOCAL again in every new thread
    _signing_in = needed


def acting() -> Person:
    """Who is acting. Raises NotAllowed where people sign in and nobody did."""
    person = _acting.get()
    if person is None and _signing_in:
        raise NotAllowed("Nobody is acting here; sign in first.")
    return person or LOCAL


def owner() -> str:
    """The owner of what who is acting keeps."""
    return acting().id


def act_as(person: Person) -> None:
    """From here on, in this request and in what it starts, they act."""
    _acting.set(person)


def need(role: Role) -> None:
    """Raises AssistantError where who is acting has not the role."""
    if not acting().may(role):
        raise NotAllowed(
            f"You may not do this: {_DOES[role]} needs the role “{role}”. Ask who runs this"
            " installation."
        )
