"""What every zip of XML needs: refused when broken or when it would unpack to far more than a
document is."""

from __future__ import annotations

import io
import zipfile

from index.errors import LoadError

_UNPACKED_MAX = 300 * 2**20
"""Bytes a file may unpack to."""
_RATIO_MAX = 200
"""Times its own size that it may unpack to."""


def check_zip(data: bytes, source: str, called: str) -> None:
    """Raises LoadError for a zip that is damaged, or would unpack to more than a document needs;
    `called` is its format's name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise LoadError(
            f"{source}: the {called} file is damaged or cut short; save it again."
        ) from error
    if unpacked > _UNPACKED_MAX or unpacked > max(_RATIO_MAX * len(data), 10 * 2**20):
        raise LoadError(
            f"{source}: would unpack to {unpacked // 2**20} MB, which no document needs; not"
            " opened."
        )


def broken(source: str, called: str) -> LoadError:
    """What is said of a file whose parts cannot be read."""
    return LoadError(
        f"{source}: not a {called} file that can be opened; open it in {called} and save it again."
    )
