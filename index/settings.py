"""What an index needs to know, passed in by the caller: nothing here reads the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BUNDLED_MODEL = "all-MiniLM-L6-v2"
TOY_MODEL = "toy"


@dataclass(frozen=True)
class IndexSettings:
    """Where the index lives and how it is made. `max_file_mb` is in MiB, `lock_seconds` in seconds."""

    data_dir: Path
    embedding_model: str = BUNDLED_MODEL
    chroma_url: str | None = None
    chroma_tenant: str = "default_tenant"
    chroma_database: str = "default_database"
    chroma_token: str | None = None
    max_file_mb: int = 64
    lock_seconds: float = 600.0
