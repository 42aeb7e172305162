"""Paths in, the files to index out, each with the name that tells it from the others."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.documents.formats import SUFFIXES, named
from index.documents.types import FileOutcome, Stored
from index.settings import IndexSettings

_FOLDERS = "folders.json"


@dataclass(frozen=True)
class Wanted:
    """A file to index under the name `source`. `named`: it was given by its own name, not found
    in a folder. `replaces` are ids of the documents whose place it takes."""

    path: Path
    source: str
    named: bool = False
    replaces: tuple[str, ...] = ()


def find_files(paths: list[Path], names: dict[str, str]) -> tuple[list[Wanted], list[FileOutcome]]:
    """Every file under `paths`, and what is passed over with its reason. `names` are {path: name}
    of what is indexed.

    A file given by name keeps its name; one found in a folder is named by its path inside it.
    Links to folders are followed, each folder once.
    """
    found: dict[str, Wanted] = {}
    skipped: list[FileOutcome] = []
    seen: set[str] = set()
    for given in paths:
        if given.is_dir():
            root, count = given.resolve(), 0
            for path in _inside(root, seen, skipped):
                count += 1
                name = path.relative_to(root).as_posix()
                if path.suffix.lower() in SUFFIXES or not path.suffix:
                    found.setdefault(str(path), Wanted(path, names.get(str(path), name)))
                elif path.suffix.lower() != ".yaml" or not _is_sidecar(path):
                    skipped.append(
                        FileOutcome(name, "skipped", f"{name}: not a document (use {named()}).")
                    )
            if not count:
                skipped.append(
                    FileOutcome(
                        given.name or str(given),
                        "skipped",
                        f"{given}: the folder holds no files.",
                        failed=True,
                    )
                )
        elif given.exists():
            path = given.resolve()
            found[str(path)] = Wanted(path, names.get(str(path), given.name), named=True)
        else:
            skipped.append(
                FileOutcome(
                    given.name or str(given),
                    "skipped",
                    f"{given}: no such file or folder; check the name.",
                    failed=True,
                )
            )
    return list(found.values()), skipped


def _is_sidecar(path: Path) -> bool:
    """Whether a .yaml file is the metadata of another beside it."""
    whole = path.with_suffix("")
    return whole.is_file() or any(
        whole.with_name(whole.name + suffix).is_file() for suffix in SUFFIXES
    )


def _inside(root: Path, seen: set[str], skipped: list[FileOutcome]) -> Iterator[Path]:
    """Files of a folder in order, those behind links after the others; nothing hidden, no lock
    files of Word."""

    def cannot(error: OSError) -> None:
        name = os.path.basename(error.filename or str(root))
        skipped.append(
            FileOutcome(
                name,
                "skipped",
                f"{error.filename}: the folder cannot be read ({error.strerror}).",
                failed=True,
            )
        )

    links: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=cannot):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        links += [Path(folder, f) for f in folders if os.path.islink(os.path.join(folder, f))]
        for name in sorted(files):
            path = Path(folder, name)
            if not name.startswith((".", "~$")) and path.is_file():
                yield path
    for link in links:
        yield from _inside(link, seen, skipped)


def remember(settings: IndexSettings, paths: list[Path]) -> None:
    """Keeps which folders were indexed, so that a reader can look for changes in them."""
    folders = [p.resolve() for p in paths if p.is_dir()]
    known = remembered(settings)
    if new := [f for f in folders if f not in known]:
        (settings.data_dir / _FOLDERS).write_text(
            json.dumps([str(f) for f in (*known, *new)], ensure_ascii=False), "utf-8"
        )


def remembered(settings: IndexSettings) -> list[Path]:
    """The folders that were indexed before."""
    try:
        return [Path(f) for f in json.loads((settings.data_dir / _FOLDERS).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def told_apart(wanted: list[Wanted], known: Iterable[Stored]) -> list[Wanted]:
    """The same files, those that share a name named with the folders above them:
    "y23/minutes.md", "y24/minutes.md"."""
    taken = Counter(s.source for s in known)
    paths = {s.path: s.source for s in known}
    out = list(wanted)
    while True:
        new = [i for i, w in enumerate(out) if paths.get(str(w.path)) != w.source]
        names = Counter(w.source for w in out)
        clash = [i for i in new if names[out[i].source] > 1 or taken[out[i].source]]
        longer = {i: name for i in clash if (name := _with_folder(out[i]))}
        if not longer:
            return out
        for i, name in longer.items():
            out[i] = replace(out[i], source=name)


def _with_folder(wanted: Wanted) -> str | None:
    """The name with one folder more in front; None when there is none."""
    parts = wanted.path.parts
    depth = len(Path(wanted.source).parts) + 1
    return "/".join(parts[-depth:]) if depth < len(parts) else None
