"""A file in, a Document out. What a file is, is read from its content; a name that promises
otherwise is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.documents.formats import Raw, read
from index.documents.recognise import recognised
from index.documents.remarks import without_remarks
from index.documents.types import Document
from index.errors import LoadError

_LOADER_VERSION = 6
"""Part of a document's digest: another makes every file read again."""
_MOST_TEXT = 20_000_000
"""Characters of one document, some 7,000 pages."""


def load(
    path: Path, source: str, max_mb: int = 64, voices: bool = False, scan_seconds: float = 0.0
) -> Document:
    """Document from the file at `path`, known to the reader as `source`. Raises LoadError with one
    clear sentence.

    With `voices` the statements of a digest are read with who stands behind each; only the
    library that ships is so read. `scan_seconds` is how long pictures of pages may be read.
    """
    from index.documents.formats.builder import assemble
    from index.documents.formats.ocr import available
    from index.documents.metadata import overlay, read_yaml
    from index.documents.orders import (
        without_orders,
    )  # here, so that whoever only wants a date of this package does not wait

    data, side_text, side_name = _read(path, source, max_mb)
    if not data.strip():
        raise LoadError(f"{source}: the file is empty.")
    form = recognised(data, path.suffix.lower(), source)
    loaded = read(form, Raw(data, source, voices, scan_seconds))
    metadata = loaded.metadata
    if side_text:
        metadata = overlay(read_yaml(side_text, side_name), metadata)
    metadata, orders = without_orders(metadata)
    sees = scan_seconds > 0 and available()
    pieces, remarks = without_remarks(loaded.pieces)
    text, blocks, places = assemble(pieces)
    if not text.strip():
        raise LoadError(f"{source}: no text was found in it.")
    if len(text) > _MOST_TEXT:
        raise LoadError(
            f"{source}: {len(text):,} characters of text are over the limit of {_MOST_TEXT:,};"
            " split it."
        )
    return Document(
        _digest(path, side_text, data, voices, bool(loaded.unread) and not sees),
        source,
        text,
        metadata,
        blocks,
        (*loaded.dropped, *remarks, *orders),
        places,
        loaded.unread,
        loaded.attached,
    )


def _read(path: Path, source: str, max_mb: int) -> tuple[bytes, str, str]:
    """The file, and what is kept beside it with that file's name; both empty where there is
    none."""
    from index.documents.metadata import sidecar_of

    try:
        size = path.stat().st_size
        if size > max_mb * 2**20:
            raise LoadError(
                f"{source}: {size // 2**20} MB is over the limit of {max_mb} MB; split it or raise"
                " ICS_MAX_FILE_MB."
            )
        data = path.read_bytes()
        sidecar = sidecar_of(path)
        side_text = sidecar.read_text("utf-8") if sidecar else ""
    except OSError as error:
        raise LoadError(
            f"{source}: cannot be read ({error.strerror}); check that it exists and may be opened."
        ) from error
    except UnicodeDecodeError as error:
        raise LoadError(
            f"{source}: its metadata file is not UTF-8 text; save it as UTF-8."
        ) from error
    return data, side_text, sidecar.name if sidecar else ""


def fingerprint(path: Path, voices: bool = False, blind: bool = False) -> str:
    """The id that `load` would give, without loading: a hash of the file, its sidecar and the
    loader's version. `blind` is a document some of whose pages nothing on the machine could read:
    it is another where something can."""
    from index.documents.metadata import sidecar_of

    sidecar = sidecar_of(path)
    return _digest(
        path,
        sidecar.read_text("utf-8", errors="replace") if sidecar else "",
        path.read_bytes(),
        voices,
        blind,
    )


def _digest(path: Path, side_text: str, data: bytes, voices: bool, blind: bool) -> str:
    how = f"{'voices' if voices else ''}{' blind' if blind else ''}"
    mark = f"{_LOADER_VERSION}\0{path.suffix.lower()}\0{side_text}\0{how}"
    return hashlib.sha256(mark.encode() + data).hexdigest()[:24]
