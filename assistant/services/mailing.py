"""A mail in, handed to the server that the settings name; without one, nothing is sent.

A connection that was to be protected is, or nothing is sent: there is no way back to a plain one.
"""

from __future__ import annotations

import contextlib
import ipaddress
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from assistant.conversations.standing import Change
from assistant.errors import AssistantError, SettingsError
from assistant.services.atom import opened
from assistant.settings import Settings
from assistant.templating import render
from assistant.wording import telling as words
from index.text.dates import spoken

_SECONDS = 30
"""For each thing that is said to the server."""
_LONGEST = 254
"""Letters of an address, as SMTP has it."""
_UNREADABLE = (MessageError, AttributeError, IndexError, ValueError)
"""What the standard library's parser raises for what is no address."""


class PostError(AssistantError):
    """The server did not take the mail. Its words are not in it: they may name somebody."""


@dataclass(frozen=True)
class Post:
    """A server with how it is spoken to, and who writes."""

    host: str
    port: int
    sender: Address
    user: str
    password: str
    security: str
    trusted: ssl.SSLContext | None


def post_of(settings: Settings) -> Post | None:
    """The server of the settings, None where they name none. Raises SettingsError for what does
    not go together."""
    if settings.mail_server is None:
        return None
    if not settings.mail_from:
        raise SettingsError("ICS_MAIL_SERVER needs ICS_MAIL_FROM too (docs/changes.md).")
    try:
        sender = SMTP.header_factory("From", settings.mail_from).addresses[0]
        address(sender.addr_spec)
    except (AssistantError, *_UNREADABLE):
        raise SettingsError(
            f"ICS_MAIL_FROM: {settings.mail_from!r} is no address of mail, such as"
            " “ICS Assistant <assistant@icb.example>”."
        ) from None
    host, port = _place(settings.mail_server)
    secret, security = settings.mail_password, settings.mail_security
    if bool(settings.mail_user) != bool(secret):
        raise SettingsError("ICS_MAIL_USER and ICS_MAIL_PASSWORD go together; set both or none.")
    if security == "none" and not _this_machine(host):
        raise SettingsError(
            "ICS_MAIL_SECURITY=none is for a server on this machine; mail to another would be"
            " readable on its way. Set starttls or tls, or none-anywhere if that is meant."
        )
    if security == "none-anywhere" and secret:
        raise SettingsError("ICS_MAIL_PASSWORD is not sent readably; set starttls or tls.")
    password = secret.get_secret_value() if secret else ""
    trusted = None if security.startswith("none") else _trusted(settings)
    return Post(host, port, sender, settings.mail_user or "", password, security, trusted)


def _place(server: str) -> tuple[str, int]:
    """(host, port) of the setting."""
    try:
        there = urlsplit(f"//{server}")
    except ValueError:
        raise SettingsError(
            f"ICS_MAIL_SERVER: what stands in brackets in {server!r} is no address of a machine."
        ) from None
    try:
        return there.hostname or "", there.port or 25
    except ValueError:
        raise SettingsError("ICS_MAIL_SERVER: its port is none; write host:port.") from None


def _trusted(settings: Settings) -> ssl.SSLContext:
    """Who may vouch for the server: whom the system trusts, and the file of the settings."""
    made = ssl.create_default_context()
    if settings.mail_ca:
        try:
            made.load_verify_locations(settings.mail_ca.expanduser())
        except OSError:
            raise SettingsError(
                f"ICS_MAIL_CA: {settings.mail_ca} cannot be read as certificates (PEM)."
            ) from None
    return made


def _this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address(typed: str) -> str:
    """An address as it is written. Raises AssistantError for what is none."""
    try:
        found = Address(addr_spec=typed.strip())
    except _UNREADABLE:
        raise AssistantError(words.no_address(typed)) from None
    plain = found.addr_spec.isascii() and found.addr_spec.isprintable()
    if not (found.username and found.domain and plain and len(found.addr_spec) <= _LONGEST):
        raise AssistantError(words.no_address(typed))
    return found.addr_spec


def letter(post: Post, to: str, changes: Sequence[Change], home: str) -> EmailMessage:
    """The mail of these changes; `home` is the screen's address, empty where it is not known. The
    same changes to the same person make the same Message-ID."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = post.sender
    mail["To"] = to
    mail["Subject"] = words.subject(len(changes))
    mail["Date"] = format_datetime(datetime.now(UTC))
    same = sha256(" ".join([to, *sorted(c.id for c in changes)]).encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{same}@{post.sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    linked = [(c, opened(home, c) if home else "") for c in changes]
    mail.set_content(_text(linked))
    said = {"subject": mail["Subject"], "opening": words.opening(len(changes))}
    html = render(
        "assistant.services",
        "mail.html",
        changes=linked,
        spoken=spoken,
        stops=words.STOPS,
        **said,
    )
    mail.add_alternative(html, subtype="html")
    return mail


def _text(changes: Sequence[tuple[Change, str]]) -> str:
    parts = [words.opening(len(changes))]
    for change, link in changes:
        told = change.told
        who = f"{told.who}. " if told.who else ""
        lines = [f"It was: {told.was}", f"{told.now_is}: {told.now}"]
        lines += [f"{who}Seen {spoken(change.at[:10])}.", *filter(None, [link])]
        parts.append("\n".join([change.question, *lines]))
    return "\n\n".join([*parts, words.STOPS]) + "\n"


def send(post: Post, mail: EmailMessage) -> None:
    """Hands it over. Raises PostError where the server did not take it."""
    server: smtplib.SMTP | None = None
    try:
        server = _opened(post)
        if post.user:
            server.login(post.user, post.password)
        server.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise PostError(f"{type(error).__name__}{_code(error)}") from None
    finally:
        if server:
            with contextlib.suppress(OSError, smtplib.SMTPException):  # taken is taken
                server.quit()
            server.close()


def _opened(post: Post) -> smtplib.SMTP:
    """A connection, protected as it should be. Its own name is the sender's domain, so that the
    machine's is neither told nor looked up."""
    own, wait = post.sender.domain, _SECONDS
    if post.security == "tls":
        return smtplib.SMTP_SSL(post.host, post.port, own, timeout=wait, context=post.trusted)
    server = smtplib.SMTP(post.host, post.port, own, timeout=wait)
    if post.security == "starttls":
        try:
            server.starttls(context=post.trusted)
        except (OSError, smtplib.SMTPException, ValueError):
            server.close()
            raise
    return server


def _code(error: Exception) -> str:
    """The number that the server answered with, where it did."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f" {codes[0]}" if codes else ""
    return f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
