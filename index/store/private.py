"""Folders that nobody but their owner may read, on systems that know owners."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def make_private(folder: Path, everything: bool = False) -> None:
    """The folder made if it is missing, and closed to others (0700); with `everything`, all in
    it too (0600, folders 0700)."""
    folder.mkdir(parents=True, exist_ok=True)
    _close(folder, 0o700)
    if everything:
        for where, folders, files in os.walk(folder):
            for name in folders:
                _close(Path(where, name), 0o700)
            for name in files:
                _close(Path(where, name), 0o600)


def _close(path: Path, mode: int) -> None:
    with contextlib.suppress(OSError):  # a folder of somebody else's, or a system without owners
        if os.name == "posix" and not path.is_symlink() and path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)
