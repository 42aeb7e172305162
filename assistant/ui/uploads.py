"""A path that a browser names in, a copy of what it uploaded out that nothing else has a hand in;
anything else is refused.

Gradio keeps one file for all who upload the same bytes under the same name, so none of them may
take it away. What has lain there for a while goes when the next one comes, or at the next start.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from assistant.errors import AssistantError
from assistant.services.tidying import TAKEN
from assistant.settings import Settings

_LIES = 15 * 60
"""Seconds after which what was uploaded is taken away."""


class Uploads:
    """Over the folder of uploads."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.uploads_dir
        self._sweep(0)

    def take(self, given: Any) -> Path:
        """A copy, in a folder of its own, for who calls to `drop`. Raises AssistantError for a
        path outside the folder of uploads."""
        self._sweep(_LIES)
        path = Path(str(given or "")).resolve()
        folder = self._folder.resolve()
        if not path.is_file() or not path.is_relative_to(folder):
            raise AssistantError("This file did not come through; add it again.")
        return Path(shutil.copy2(path, mkdtemp(prefix=TAKEN, dir=folder)))

    def drop(self, taken: Path) -> None:
        """Takes a copy away with its folder."""
        shutil.rmtree(taken.parent, ignore_errors=True)

    def _sweep(self, older: float) -> None:
        """What lies there for longer than that; copies that somebody has only at the start."""
        before = time.time() - older
        for folder in self._folder.glob("*/") if self._folder.is_dir() else ():
            taken = folder.name.startswith(TAKEN)
            with contextlib.suppress(FileNotFoundError):  # another sweeps, too
                if folder.stat().st_mtime <= before and not (taken and older):
                    shutil.rmtree(folder, ignore_errors=True)
