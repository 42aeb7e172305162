"""What a file is, read from its content; a name that promises otherwise is refused."""

from __future__ import annotations

from index.documents.formats import FORMATS, Format, named
from index.documents.formats.kinds import is_zip
from index.errors import LoadError

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Marks of UTF-16."""


def recognised(data: bytes, suffix: str, source: str) -> Format:
    """The file's format. Raises LoadError for what no format claims, and for a name that
    promises what is not there."""
    claimed = next((f for f in FORMATS if f.binary and f.is_one(data, suffix)), None)
    if claimed:
        return claimed
    office = " or ".join(f.called for f in FORMATS if f.office)
    saved = " or ".join(f.suffixes[0] for f in FORMATS if f.office)
    if is_zip(data):
        raise LoadError(
            f"{source}: a zip or Office file that is not {office}; save it as {saved} or PDF."
        )
    if data.startswith(_OLD_OFFICE):
        raise LoadError(
            f"{source}: an old or password-protected {office} file; save it as {saved} without a"
            " password."
        )
    promised = next((f for f in FORMATS if f.binary and suffix in f.suffixes), None)
    if promised:
        raise LoadError(
            f"{source}: its name says {promised.called}, its content is not; export it again."
        )
    if b"\x00" in data[:4096] and not data.startswith(_WIDE):
        raise LoadError(f"{source}: not a document this library can read; use {named()}.")
    return next(f for f in FORMATS if not f.binary and f.is_one(data, suffix))
