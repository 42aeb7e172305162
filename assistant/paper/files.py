"""A paper in, a file of the kind asked for out: Word, Markdown, one HTML page, or its references
as RIS."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import AssistantError
from assistant.ledger.catalogue import Source
from assistant.paper.appendix import entries
from assistant.paper.pages import html, markdown
from assistant.paper.references import ris
from assistant.paper.types import Paper
from assistant.paper.word import word

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "html": "text/html",
    "ris": "application/x-research-info-systems",
}


def file_of(
    paper: Paper, kind: str, catalogue: Mapping[str, Source], template: Path | None = None
) -> bytes:
    """The file's bytes; `kind` is a key of `KINDS`, `template` a Word file for "docx"."""
    if kind == "docx":
        return word(paper, catalogue, template)
    if kind == "ris":
        return ris(work for p in paper.passages for work in entries(p, catalogue)).encode()
    if kind in ("md", "html"):
        return (markdown if kind == "md" else html)(paper, catalogue).encode()
    raise AssistantError(
        f"{kind!r} is not a kind of file for a paper; use {', '.join('.' + k for k in KINDS)}."
    )


def save(path: Path, data: bytes) -> None:
    """Writes the file whole or not at all: what stood there stays until the new one is complete."""
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as out:
            temporary = Path(out.name)
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        reason = error.strerror or "the disk refused it"
        raise AssistantError(
            f"{path}: could not be written ({reason}); free some space or choose another folder,"
            " and run it again."
        ) from error
