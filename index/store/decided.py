"""What readers said of editions, in a file of the data folder: a line for each pair of
documents, the last word on a pair being the one that holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from index.documents.editions import Said
from index.errors import LibraryError
from index.store.private import make_private

FILE = "editions.jsonl"


class Decided:
    """Over one data folder; reads again what another process has written."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._seen: tuple[int, int] | None = None
        self._said: tuple[Said, ...] = ()

    def all(self) -> tuple[Said, ...]:
        """Every word said, the first one first; a line that cannot be read is passed over."""
        try:
            about = self._path.stat()
        except OSError:
            self._seen, self._said = None, ()
            return ()
        if (mark := (about.st_size, about.st_mtime_ns)) != self._seen:
            lines = self._path.read_text("utf-8", errors="replace").split("\n")
            self._said = tuple(said for line in lines if (said := _read(line)))
            self._seen = mark
        return self._said

    def add(self, said: Iterable[Said]) -> None:
        """Words more. Raises LibraryError where they cannot be written."""
        text = "".join(f"{json.dumps(asdict(one), ensure_ascii=False)}\n" for one in said)
        try:
            make_private(self._path.parent)
            torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
            with self._path.open("a", encoding="utf-8") as out:
                out.write("\n" * bool(torn and self._path.stat().st_size) + text)
        except OSError as error:
            raise LibraryError(
                f"{FILE} in {self._path.parent} cannot be written ({error.strerror}); free some"
                " space or check who may write to it."
            ) from error

    def forget(self, names: Iterable[str], keys: Iterable[str]) -> None:
        """Nothing said of documents of these names or with this content."""
        gone, words = set(names), set(keys)
        kept = [
            said
            for said in self.all()
            if not gone & {said.one, said.other} and not words & {said.one_key, said.other_key}
        ]
        if len(kept) < len(self._said):
            self._path.write_text(
                "".join(f"{json.dumps(asdict(s), ensure_ascii=False)}\n" for s in kept), "utf-8"
            )


def _read(line: str) -> Said | None:
    try:
        fields = json.loads(line)
        keys = (str(fields.get(key, "")) for key in ("one_key", "other_key"))
        return Said(str(fields["one"]), str(fields["other"]), bool(fields["same"]), *keys)
    except (ValueError, KeyError, TypeError):
        return None
