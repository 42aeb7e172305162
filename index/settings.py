"""What an index needs to know, passed in by the caller: nothing here reads the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BUNDLED_MODEL = "all-MiniLM-L6-v2"
BUNDLED_READER = "bundled"
TOY_MODEL = "toy"
AUTO_DEVICE = "auto"


_SCAN_SHARE = 0.7
"""Of the time for a file, for reading pictures of its pages; set by hand."""


@dataclass(frozen=True)
class IndexSettings:
    """Where the index lives and how it is made. `max_file_mb` and `load_mb` are in MiB, the seconds
    in seconds.

    `library_dir` is the library that ships, the only place whose documents may speak in several
    voices; `fetched_dir` holds what was fetched from the addresses of its catalogue. The
    publisher and kind of any other document are its own claim. `ocr`: pictures of pages are read
    where tesseract is on the machine.
    """

    data_dir: Path
    embedding_model: str = BUNDLED_MODEL
    reader_model: str | None = BUNDLED_READER
    device: str = AUTO_DEVICE
    chroma_url: str | None = None
    chroma_tenant: str = "default_tenant"
    chroma_database: str = "default_database"
    chroma_token: str | None = None
    max_file_mb: int = 64
    load_mb: int = 1024
    load_seconds: float = 120.0
    ocr: bool = True
    lock_seconds: float = 600.0
    library_dir: Path | None = None

    @property
    def limits(self) -> LoadLimits:
        return LoadLimits(self.max_file_mb, self.load_mb, self.load_seconds, self.ocr)

    @property
    def added_dir(self) -> Path:
        """Files added on the screen, a folder for each content."""
        return self.data_dir / "added"

    @property
    def attached_dir(self) -> Path:
        """Files that were attached to mails, a folder for each content."""
        return self.data_dir / "attached"

    @property
    def fetched_dir(self) -> Path:
        return self.data_dir / "fetched"

    def ships(self, path: Path) -> bool:
        """Whether the file is part of the library that ships."""
        return self.library_dir is not None and self.library_dir.resolve() in path.resolve().parents

    def vouches(self, path: Path) -> bool:
        """Whether who published the file, and of what kind it is, is known from us and not only
        from the file."""
        return self.ships(path) or self.fetched_dir.resolve() in path.resolve().parents


@dataclass(frozen=True)
class LoadLimits:
    """What reading one file may take: MiB of the file, MiB of memory, seconds; and whether
    pictures of pages are read where the machine can. The defaults fit a board pack of 300
    pages."""

    file_mb: int = 64
    memory_mb: int = 1024
    seconds: float = 120.0
    ocr: bool = True

    @property
    def scan_seconds(self) -> float:
        """How long pictures of pages may be read, of all the time that there is for a file."""
        return _SCAN_SHARE * self.seconds if self.ocr else 0.0
