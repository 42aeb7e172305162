"""What a format is, what its loader is given and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from index.documents.types import Attached, Dropped, Metadata, Place, Role, Row, Voice
from index.errors import LoadError

_MOSTLY_ASCII = 0.1
"""Share of bytes above 127 under which a text is taken for Windows-1252; French prose has about
0.04, Cyrillic 0.8."""


OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""What the older Office files, Outlook's mails and encrypted newer ones begin with."""


@dataclass(frozen=True)
class Format:
    """`module` is its file in this folder; `called` and `short` are its names for a reader. The
    first suffix is the one that fetched files get. `is_one` tells by a file's content and, where
    that leaves it open, by its suffix (in small letters). A name must not promise a `binary`
    format whose content is another; an `office` one is a zip."""

    module: str
    called: str
    short: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    is_one: Callable[[bytes, str], bool]
    binary: bool = False
    office: bool = False


@dataclass(frozen=True)
class Piece:
    """A block before it has a place in the text. `level` is a heading's depth from 1. A row that
    `opens` is the first of a table. `lines` are the places of its lines, counted from the
    piece's own start."""

    role: Role
    text: str
    level: int = 0
    page: int | None = None
    voice: Voice | None = None
    row: Row | None = None
    opens: bool = False
    lines: tuple[Place, ...] = ()
    scanned: bool = False


def office(folder: bytes) -> Callable[[bytes, str], bool]:
    """Whether a file is an Office one (a zip) with this folder in it."""
    return lambda data, _: is_zip(data) and folder in data


def is_zip(data: bytes) -> bool:
    """Whether the content is a zip, as newer Office files are."""
    return data.startswith(b"PK\x03\x04")


def opening(data: bytes) -> bytes:
    """The first 2,000 bytes of a text in small letters, without mark and white space."""
    return data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()


def listed(numbers: Sequence[int], one: str, many: str, garbled: bool = False) -> str | None:
    """What of a file is pictures and was not read ("Pages 2 to 6 are pictures and were not
    read."), or is `garbled`; None where nothing is. `one` and `many` name its pages."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if not runs:
        return None
    told = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    said = " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
    name = one if len(numbers) == 1 else many
    if garbled:
        return f"{name} {said} could not be read: the letters have no names in the file."
    if len(numbers) == 1:
        return f"{name} {said} is a picture and was not read."
    return f"{name} {said} are pictures and were not read."


@dataclass(frozen=True)
class Loaded:
    """A file taken apart: its pieces in order, what it says of itself, what was left out with
    the reason, in a sentence what could not be read, and the files inside it."""

    pieces: list[Piece]
    metadata: Metadata
    dropped: list[Dropped]
    unread: str | None = None
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True)
class Raw:
    """A file's bytes and its name for the reader. `voices`: statements of a digest are read with
    who stands behind each, which only the library that ships is. `scan_seconds` is how long
    pictures of pages may be read; 0 leaves them unread."""

    data: bytes
    source: str
    voices: bool = False
    scan_seconds: float = 0.0

    @cached_property
    def text(self) -> str:
        """The file as text in whatever encoding it is in: UTF-8, else Windows-1252 as British
        offices save it, else charset-normalizer's guess. Raises LoadError when none fits.

        Windows-1252 gives nearly every byte a meaning, so it is believed only of a text that is
        mostly ASCII: Cyrillic is not.
        """
        wide = self.data.startswith((b"\xff\xfe", b"\xfe\xff"))
        with suppress(UnicodeDecodeError):
            return self.data.decode("utf-16" if wide else "utf-8-sig")
        if sum(byte > 127 for byte in self.data) < _MOSTLY_ASCII * len(self.data):
            with suppress(UnicodeDecodeError):
                return self.data.decode("cp1252")
        from charset_normalizer import from_bytes

        best = from_bytes(self.data).best()
        if best is None:
            message = "its text encoding could not be recognised; save it as UTF-8."
            raise LoadError(f"{self.source}: {message}")
        return str(best)
