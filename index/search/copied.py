"""A copy of an index that may only be read."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from index.errors import StoreError
from index.settings import IndexSettings


def copy_of_read_only(settings: IndexSettings) -> tempfile.TemporaryDirectory[str] | None:
    """A copy of an index in a folder that may only be read, for Chroma opens its files for
    writing whatever it is asked; None for any other. It shows the index as it was when it was
    opened."""
    folder = settings.data_dir
    if settings.chroma_url or not (folder / "chroma").is_dir() or os.access(folder, os.W_OK):
        return None
    copy = tempfile.TemporaryDirectory(prefix="ics-assistant-")
    try:
        for part in ("chroma", "lexical"):
            if (folder / part).is_dir():
                shutil.copytree(
                    folder / part, Path(copy.name) / part, copy_function=shutil.copyfile
                )
    except (OSError, shutil.Error) as error:
        copy.cleanup()
        raise StoreError(
            f"The index in {folder} may only be read, and there is no room for a copy of it in"
            f" {tempfile.gettempdir()}; free some space or set TMPDIR."
        ) from error
    return copy
