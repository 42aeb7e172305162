"""A mail (.eml) in, pieces out: its subject as title, who wrote it and when, its words, also those
of the mail that it answers. What is attached goes beside it as documents of their own."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime

from index.documents.formats.htmltable import table_pieces
from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.plain import BULLET
from index.documents.metadata import person
from index.documents.types import Attached, Metadata
from index.errors import LoadError
from index.text.tidy import tidy

_QUOTE = re.compile(r"^(?:>\s?)+")
_HEADERS = ("From", "To", "Cc", "Date")
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "tr", "br", "hr"})


@dataclass(frozen=True)
class Mail:
    """A mail taken apart, of whatever kind of file. `headers` are (name, value) as they are shown;
    `published` is an ISO date."""

    subject: str
    author: str
    headers: tuple[tuple[str, str], ...]
    published: str | None
    text: str
    html: str
    attached: tuple[Attached, ...]


def load(file: Raw) -> Loaded:
    """The mail's pieces. Raises LoadError for what is no mail."""
    try:
        found = email.message_from_bytes(file.data, policy=email.policy.default)
        plain, page = found.get_body(("plain",)), found.get_body(("html",))
        headers = tuple((n, tidy(str(found[n]))) for n in _HEADERS if found[n])
        mail = Mail(
            tidy(str(found["Subject"] or "")),
            parseaddr(str(found["From"] or ""))[0],
            headers,
            _day(str(found["Date"] or "")),
            _content(plain),
            _content(page),
            tuple(_attached(found)),
        )
    except (MessageError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise LoadError(f"{file.source}: not a mail that can be read; save it as PDF.") from error
    return told(mail, file.source)


def told(mail: Mail, source: str) -> Loaded:
    """A mail as a document. Raises LoadError for one that says nothing."""
    page = list(_of_page(mail.html))
    tables = any(piece.role == "row" for piece in page)  # the plain half of it has none
    body = list(_lines(mail.text)) if mail.text.strip() and not tables else page
    if not body and not mail.attached and not mail.subject:
        raise LoadError(f"{source}: the mail holds no text.")
    title = [Piece("heading", mail.subject, level=1)] if mail.subject else []
    head = [Piece("paragraph", "; ".join(f"{n}: {v}" for n, v in mail.headers))]
    author = person(mail.author)
    about = Metadata(
        title=mail.subject or None, authors=(author,) if author else (), published=mail.published
    )
    names = [Piece("paragraph", f"Attached: {a.name}") for a in mail.attached]
    pieces = [*title, *(head if mail.headers else []), *body, *names]
    return Loaded(pieces, about, [], attached=mail.attached)


def _content(part: MIMEPart | None) -> str:
    if part is None:
        return ""
    content = part.get_content()
    return content if isinstance(content, str) else content.decode("utf-8", "replace")


def _day(date: str) -> str | None:
    try:
        return parsedate_to_datetime(date).date().isoformat() if date else None
    except (ValueError, TypeError, IndexError):
        return None


def _attached(mail: EmailMessage) -> Iterator[Attached]:
    """Files attached; a mail inside it too."""
    for part in mail.iter_attachments():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_content()
            yield Attached(f"{tidy(str(inner['Subject'] or 'mail'))[:80]}.eml", inner.as_bytes())
        elif name := part.get_filename():
            content = part.get_content()
            data = content.encode() if isinstance(content, str) else content
            if isinstance(data, bytes) and part.get_content_disposition() != "inline":
                yield Attached(tidy(name), data)


def _lines(text: str) -> Iterator[Piece]:
    """Paragraphs between empty lines, bullets by themselves, without the marks of quotation."""
    held: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        said = _QUOTE.sub("", line).strip()
        if held and (not said or BULLET.match(said)):
            yield _piece(" ".join(held))
            held = []
        held += [said] if said else []


def _piece(text: str) -> Piece:
    text = tidy(text)
    item = BULLET.match(text) is not None
    return Piece("item" if item else "paragraph", BULLET.sub("", text) if item else text)


def _of_page(page: str) -> Iterator[Piece]:
    """The same of a mail that is a web page; its tables as rows."""
    if not page.strip():
        return
    from lxml import html
    from lxml.etree import ParserError

    try:
        tree = html.document_fromstring(page)
    except (ParserError, ValueError):
        return
    tables: list[list[Piece]] = []
    for element in list(tree.iter()):
        if element.tag in ("script", "style", "head", "title") and element.getparent() is not None:
            element.drop_tree()
        elif (
            element.tag == "table"
            and not element.xpath(".//table")
            and len(element.xpath(".//tr")) > 1
        ):
            tables.append(table_pieces(element, lambda cell: tidy(cell.text_content())))
            element.clear(keep_tail=True)
            element.text = f"\n⟦{len(tables) - 1}⟧\n"
        elif element.tag in _BLOCKS:
            mark = "• " if element.tag == "li" else ""
            element.text = f"\n\n{mark}{element.text or ''}"
            element.tail = f"\n\n{element.tail or ''}"
    for piece in _lines(tree.text_content()):
        number = re.fullmatch(r"⟦(\d+)⟧", piece.text)
        yield from tables[int(number[1])] if number else [piece]
