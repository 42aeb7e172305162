"""A mail of Outlook (.msg) in (python-oxmsg), pieces out, as of any other mail."""

from __future__ import annotations

import io

from index.documents.formats.kinds import Loaded, Raw
from index.documents.formats.mail import Mail, told
from index.documents.types import Attached
from index.errors import LoadError
from index.text.tidy import tidy


def load(file: Raw) -> Loaded:
    """The mail's pieces. Raises LoadError for what cannot be opened."""
    from oxmsg import Message

    try:
        found = Message.load(io.BytesIO(file.data))
        sender = tidy(found.sender or "")
        named = {name.lower(): tidy(value) for name, value in found.message_headers.items()}
        sent = found.sent_date
        headers = [("From", sender), ("To", named.get("to", ""))]
        headers += [("Date", sent.strftime("%d %B %Y").lstrip("0") if sent else "")]
        attached = [
            Attached(tidy(a.file_name), a.file_bytes)
            for a in found.attachments
            if a.file_name and a.file_bytes
        ]
        mail = Mail(
            tidy(found.subject or ""),
            tidy(sender.split("<")[0]).strip('"'),
            tuple((name, value) for name, value in headers if value),
            sent.date().isoformat() if sent else None,
            found.body or "",
            found.html_body or "",
            tuple(attached),
        )
    except Exception as error:  # its parser takes every stream of the file for granted
        raise LoadError(
            f"{file.source}: the mail cannot be opened; save it from Outlook again, or as PDF."
        ) from error
    return told(mail, file.source)
