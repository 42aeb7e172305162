"""Files and folders in, an up-to-date index out, with what became of each file.

An unchanged file costs no embedding; a changed one replaces its passages; one that is gone from an indexed folder
leaves; the same content under two names is indexed once. One run at a time writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import IndexBusyError, LoadError
from index.load import SUFFIXES, fingerprint, load
from index.load.metadata import sidecar_of
from index.search import Searcher
from index.split import split
from index.types import Document, FileOutcome, IndexReport, Stored


@dataclass(frozen=True)
class Progress:
    """How far a run is: files done of all, passages embedded so far, seconds since it began."""

    done: int
    total: int
    passages: int
    seconds: float
    source: str


Report = Callable[[Progress], None]


def _silent(_: Progress) -> None:
    return None


def find_files(paths: list[Path]) -> tuple[list[tuple[Path, str]], list[FileOutcome]]:
    """(path, source name) of every file under `paths`, and what is passed over with its reason.

    A file given by name keeps its name; one found in a folder is named by its path inside it.
    """
    found: dict[Path, str] = {}
    skipped: list[FileOutcome] = []
    for given in paths:
        if given.is_dir():
            inside = sorted(
                p for p in given.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(given).parts)
            )
            for path in inside:
                name = path.relative_to(given).as_posix()
                if path.suffix.lower() in SUFFIXES or not path.suffix:
                    found.setdefault(path.resolve(), name)
                elif path.suffix.lower() != ".yaml" or not _is_sidecar(path):
                    skipped.append(FileOutcome(name, "skipped", f"{name}: not a document (use PDF, Word, HTML, Markdown or plain text)."))
            if not inside:
                skipped.append(FileOutcome(given.name, "skipped", f"{given}: the folder holds no files.", failed=True))
        elif given.exists():
            found.setdefault(given.resolve(), given.name)
        else:
            skipped.append(FileOutcome(given.name, "skipped", f"{given}: no such file or folder; check the name.", failed=True))
    return list(found.items()), skipped


def _is_sidecar(path: Path) -> bool:
    return any(sidecar_of(other) == path for other in path.parent.glob(path.stem + "*") if other != path)


@contextmanager
def writing(searcher: Searcher, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Holds the index's write lock; calls `waiting` once if another run has it."""
    from filelock import FileLock, Timeout

    settings = searcher.settings
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.data_dir / "write.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting:
                waiting()
            lock.acquire(timeout=settings.lock_seconds)
    except Timeout as error:
        raise IndexBusyError(f"Another run is still writing to {searcher.store.place}; try again when it has finished.") from error
    try:
        yield
    finally:
        lock.release()


def index_paths(searcher: Searcher, paths: list[Path], report: Report = _silent, waiting: Callable[[], None] | None = None) -> IndexReport:
    """Add or refresh files and folders. A file that cannot be read is skipped with its reason; the rest go in."""
    began = time.perf_counter()
    with writing(searcher, waiting):
        with searcher.lock:
            searcher.store.reopen()
            searcher.store.sweep()
        files, outcomes = find_files(paths)
        outcomes = _remove_missing(searcher, paths, {path for path, _ in files}) + outcomes
        stored = {s.id: s for s in searcher.documents()}
        by_path: dict[str, list[str]] = {}
        for s in stored.values():
            by_path.setdefault(s.path, []).append(s.id)
        total = 0
        for done, (path, source) in enumerate(files, 1):
            try:
                outcome, count, new = _one(searcher, path, source, stored, by_path.get(str(path), []))
                total += count
            except LoadError as error:
                outcome, new = FileOutcome(source, "skipped", str(error), failed=True), None
            if new:
                stored[new.id] = new
            outcomes.append(outcome)
            report(Progress(done, len(files), total, time.perf_counter() - began, source))
        _finish(searcher)
    return IndexReport(tuple(outcomes), total, time.perf_counter() - began)


def _one(searcher: Searcher, path: Path, source: str, stored: dict, earlier: list[str]) -> tuple[FileOutcome, int, Stored | None]:
    try:
        mark = fingerprint(path) if path.stat().st_size <= searcher.settings.max_file_mb * 2**20 else None
    except OSError as error:
        raise LoadError(f"{source}: cannot be read ({error.strerror}); check that it may be opened.") from error
    if mark in stored:
        _remove(searcher, [other for other in earlier if other != mark], stored)
        same = stored[mark]
        if same.path == str(path):
            return FileOutcome(source, "unchanged"), 0, None
        return FileOutcome(source, "skipped", f"{source}: same content as {same.source}, which is indexed already."), 0, None
    document = load(path, source, searcher.settings.max_file_mb)
    count = _embed(searcher, document, str(path))
    _remove(searcher, earlier, stored)
    return (
        FileOutcome(source, "updated" if earlier else "added"),
        count,
        Stored(document.id, source, str(path), document.metadata, count, any(b.voice for b in document.blocks)),
    )


def _embed(searcher: Searcher, document: Document, path: str) -> int:
    passages = split(document, searcher.embedder.window, searcher.embedder.count)
    if not passages:
        raise LoadError(f"{document.source}: no text was found in it.")
    encoded = searcher.embedder.encode([p.searched for p in passages])
    with searcher.lock:
        searcher.tokens.write(document.id, passages, encoded.tokens)
        searcher.store.write(document, path, passages, encoded.vectors)
    return len(passages)


def _remove(searcher: Searcher, ids: list[str], stored: dict[str, Stored]) -> None:
    with searcher.lock:
        for document_id in ids:
            searcher.store.remove(document_id)
            stored.pop(document_id, None)


def _remove_missing(searcher: Searcher, paths: list[Path], present: set[Path]) -> list[FileOutcome]:
    """Documents that came from one of these folders (or are one of these paths) and are no longer there."""
    gone: list[FileOutcome] = []
    roots = [p.resolve() for p in paths]
    for s in searcher.documents():
        path = Path(s.path)
        if path not in present and not path.exists() and any(path == root or root in path.parents for root in roots):
            _remove(searcher, [s.id], {})
            gone.append(FileOutcome(s.source, "removed"))
    return gone


def _finish(searcher: Searcher) -> None:
    """The keyword index and the token files follow the documents."""
    _ = searcher.lexical
    searcher.tokens.keep_only(set(searcher.store.ids()))


def rebuild(searcher: Searcher, report: Report = _silent) -> IndexReport:
    """Every document of an index made otherwise, made again with this model and splitter; then the old one goes.

    Reads each file again where it still stands, else the text that the old index kept.
    """
    began = time.perf_counter()
    outcomes: list[FileOutcome] = []
    total = 0
    with writing(searcher):
        olds = list(searcher.store.documents_of_others())
        for done, (path, old) in enumerate(olds, 1):
            try:
                document = load(Path(path), old.source, searcher.settings.max_file_mb)
            except LoadError:
                document = replace(old)
            total += _embed(searcher, document, path)
            outcomes.append(FileOutcome(document.source, "added"))
            report(Progress(done, len(olds), total, time.perf_counter() - began, document.source))
        searcher.store.drop_others()
        _finish(searcher)
    return IndexReport(tuple(outcomes), total, time.perf_counter() - began)
