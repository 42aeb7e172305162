"""A file that was inside another, kept in a folder of the index's own, so that it is read as a
document like any other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from index.documents.files import Wanted
from index.documents.formats import SUFFIXES, named
from index.documents.types import Attached, FileOutcome, Stored
from index.settings import IndexSettings

_ATTACHED = "(attached to "
_NAME_LENGTH = 100
"""Characters of a file's name that are kept."""
_DEEPEST = 3
"""Files inside files inside files that are read."""


def kept(
    found: Attached, holder: Wanted, settings: IndexSettings, known: Iterable[Stored]
) -> Wanted | FileOutcome:
    """The file to index, which takes the place of an earlier one of its name in the same mail;
    what is said of one of no kind that is read."""
    source = f"{found.name} {_ATTACHED}{holder.source})"
    name = re.sub(r"[^\w .()-]", "_", found.name).lstrip(".")[-_NAME_LENGTH:]
    if Path(name).suffix.lower() not in SUFFIXES or source.count(_ATTACHED) > _DEEPEST:
        return FileOutcome(source, "skipped", f"{source}: not a document (use {named()}).")
    path = settings.attached_dir / hashlib.sha256(found.data).hexdigest()[:24] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(found.data)
    path = path.resolve()
    earlier = tuple(s.id for s in known if s.source == source and s.path != str(path))
    return Wanted(path, source, replaces=earlier)
