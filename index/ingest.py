"""Files and folders in, an up-to-date index out, with what became of each file.

An unchanged file costs no embedding; a changed one takes its old version's place, and the old
one is kept; one that moved keeps its passages; the same content under two names is indexed once.
A file that is gone from its folder leaves the index, but a folder that is gone, empty or has
lost most of its files is an unmounted share more often than a wish: nothing is removed for it
without a word. Each file is read in a process of its own. One run at a time writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.documents.attached import kept
from index.documents.catalogue import named
from index.documents.editions import safe_sketch
from index.documents.files import Wanted, find_files, remember, told_apart
from index.documents.formats.ocr import available
from index.documents.isolated import IsolatedLoader
from index.documents.load import fingerprint
from index.documents.types import Attached, Document, FileOutcome, IndexReport, Status, Stored
from index.errors import IndexBusyError, LoadError, StoreError
from index.gone import may_go, not_yet_said, under
from index.log import failed
from index.search.searcher import Searcher
from index.split import split
from index.store.private import make_private

_AT_ONCE = 256
"""Passages encoded before they are written: what lies in memory of a long document."""


@dataclass(frozen=True)
class Progress:
    """How far a run is: files done of all, passages embedded so far, seconds since it began."""

    done: int
    total: int
    passages: int
    seconds: float
    source: str


Report = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Reports nothing."""
    return None


@contextmanager
def writing(searcher: Searcher, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Holds the index's write lock; calls `waiting` once if another run has it. What a killed
    run left is swept first."""
    from filelock import FileLock, Timeout

    settings = searcher.settings
    try:
        make_private(settings.data_dir)
        lock = FileLock(settings.data_dir / "write.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting:
                waiting()
            lock.acquire(timeout=settings.lock_seconds)
    except Timeout as error:
        raise IndexBusyError(
            f"Another run is still writing to {searcher.place}; try again when it has finished."
        ) from error
    except OSError as error:
        raise StoreError(
            f"The folder {settings.data_dir} cannot be written to ({error.strerror}); check who may"
            " write to it. Asking still works."
        ) from error
    try:
        with searcher.locked() as store:
            store.reopen()
            store.sweep()
        yield
    except OSError as error:
        raise StoreError(
            f"Writing to {settings.data_dir} failed ({error.strerror}); free some space or mend the"
            " folder, and run the same command again. What was indexed before is whole."
        ) from error
    finally:
        lock.release()


def index_paths(
    searcher: Searcher,
    paths: list[Path],
    report: Report = silent,
    waiting: Callable[[], None] | None = None,
    prune: bool = False,
) -> IndexReport:
    """Add or refresh files and folders. A file that cannot be read is skipped with its reason;
    the rest go in. `prune` confirms that documents whose files are gone may go, however many
    they are."""
    with writing(searcher, waiting):
        remember(searcher.settings, paths)
        known = searcher.documents()
        names = {s.path: s.source for s in known if s.path}
        wanted, outcomes = find_files(paths, names)
        here = {str(w.path) for w in wanted}
        run = Run(searcher, known)
        gone = [
            s
            for s in known
            if s.path and s.path not in here and not Path(s.path).exists() and under(s, paths)
        ]
        moved = run.moved(
            [w for w in wanted if str(w.path) not in names],
            [s for s in known if s.path and not Path(s.path).exists()],
        )
        leaving, kept = may_go([s for s in gone if s.id not in moved], known, paths, here, prune)
        for s in leaving:
            run.remove([s.id], "gone")
        outcomes = (
            [FileOutcome(s.source, "removed") for s in leaving]
            + kept
            + not_yet_said(outcomes, [*leaving, *(s for s in gone if s.id not in moved)], paths)
        )
        return run.take_in(
            told_apart(wanted, [s for s in run.stored.values() if s.id not in moved]),
            report,
            outcomes,
        )


def index_wanted(
    searcher: Searcher,
    wanted: list[Wanted],
    report: Report = silent,
    outcomes: Iterable[FileOutcome] = (),
) -> IndexReport:
    """Add or refresh files under names that are given."""
    with writing(searcher):
        return Run(searcher, searcher.documents()).take_in(wanted, report, list(outcomes))


class Run:
    """One run over the documents as they stand."""

    def __init__(self, searcher: Searcher, known: list[Stored]) -> None:
        self._searcher, self._settings = searcher, searcher.settings
        self.stored = {s.id: s for s in known}
        self._at: dict[str, list[str]] = {}
        for s in known:
            self._at.setdefault(s.path, []).append(s.id)
        with searcher.locked() as store:
            self._taken_out = store.taken_out()

    def moved(self, new: list[Wanted], gone: list[Stored]) -> set[str]:
        """Ids of documents that are gone from their place and stand at another."""
        if not gone:
            return set()
        wanted, found = {s.id for s in gone}, set()
        for one in new:
            with suppress(LoadError):  # said when its turn comes
                found.add(self._mark(one))
        return wanted & found

    def _mark(self, wanted: Wanted) -> str | None:
        """The id that the file's document has; None for one that is too big to read."""
        try:
            if wanted.path.stat().st_size > self._settings.max_file_mb * 2**20:
                return None
            mark = fingerprint(wanted.path, self._settings.ships(wanted.path))
            if mark in self.stored:
                return mark
            blind = fingerprint(wanted.path, blind=True)
            sees = self._settings.ocr and available()
            same = blind in self._taken_out or (blind in self.stored and not sees)
            return blind if same else mark
        except OSError as error:
            raise LoadError(
                f"{wanted.source}: cannot be read ({error.strerror}); check that it may be opened."
            ) from error

    def take_in(
        self, wanted: list[Wanted], report: Report, outcomes: list[FileOutcome]
    ) -> IndexReport:
        began, total = time.perf_counter(), 0
        wanted = list(wanted)  # what is attached to a mail comes behind the others
        with IsolatedLoader(self._settings.limits) as loader:
            for done, one in enumerate(wanted, 1):
                try:
                    outcome, count, inside = self._one(one, loader)
                    total += count
                    for found in inside:
                        file = kept(found, one, self._settings, self.stored.values())
                        wanted += [file] if isinstance(file, Wanted) else []
                        outcomes += [file] if isinstance(file, FileOutcome) else []
                except LoadError as error:
                    outcome = FileOutcome(
                        one.source, "skipped", self._last_good(one, str(error)), failed=True
                    )
                outcomes.append(outcome)
                report(Progress(done, len(wanted), total, time.perf_counter() - began, one.source))
        self.finish()
        return IndexReport(tuple(outcomes), total, time.perf_counter() - began)

    def _one(
        self, wanted: Wanted, loader: IsolatedLoader
    ) -> tuple[FileOutcome, int, tuple[Attached, ...]]:
        source, path = wanted.source, str(wanted.path)
        mark, earlier = self._mark(wanted), [i for i in self._at.get(path, []) if i in self.stored]
        if same := self.stored.get(mark or ""):
            return self._known(wanted, same, [i for i in earlier if i != same.id]), 0, ()
        ships = self._settings.ships(wanted.path)
        if not ships and (
            digest := self.stored.get(fingerprint(wanted.path, True) if mark else "")
        ):
            return (
                FileOutcome(
                    source,
                    "skipped",
                    f"{source}: same content as {digest.source}, which is indexed already.",
                ),
                0,
                (),
            )
        if (
            mark in self._taken_out and not wanted.named and not earlier
        ):  # a file that is again as it was once is no such
            return (
                FileOutcome(
                    source,
                    "skipped",
                    f"{source}: was {self._taken_out[mark]} by a reader; `ics-assistant restore"
                    f" {mark}` brings it back.",
                ),
                0,
                (),
            )
        document = named(loader.load(wanted.path, source, voices=ships), self._settings.library_dir)
        plain = (
            fingerprint(wanted.path, False) if ships else ""
        )  # a reader's copy of a digest of ours gives way to it
        copies = [plain] if plain in self.stored else []
        replaces = tuple(
            dict.fromkeys([*earlier, *copies, *(i for i in wanted.replaces if i in self.stored)])
        )
        count = self.write(document, path, replaces, self._vouched(wanted.path, document, replaces))
        status: Status = "updated" if replaces else "added"
        return FileOutcome(source, status, _left_out(document)), count, document.attached

    def _known(self, wanted: Wanted, same: Stored, others: list[str]) -> FileOutcome:
        """What becomes of a file whose content is indexed already; `others` are older documents
        of its path."""
        source, path = wanted.source, str(wanted.path)
        self.remove(others, "replaced")
        if same.path == path:
            if same.note and same.note != (unread := self._unread(same)):
                self._note(same, unread)
            return FileOutcome(source, "unchanged")
        # a digest follows the library that ships now, be the copy of an earlier one still there
        ships = self._settings.ships
        follows = ships(wanted.path) and same.path and not ships(Path(same.path))
        if same.path and Path(same.path).exists() and not follows:
            return FileOutcome(
                source,
                "skipped",
                f"{source}: same content as {same.source}, which is indexed already.",
            )
        self._amend(replace(same, path=path, source=source), path=path, source=source)
        return FileOutcome(source, "moved")

    def _unread(self, stored: Stored) -> str:
        """What of an indexed document could not be read, as it was read last."""
        document = self._searcher.document(stored.id)
        return (document.unread if document else None) or ""

    def _note(self, stored: Stored, note: str) -> None:
        """What a reader has to know of a document; empty when there is nothing any more."""
        self._amend(replace(stored, note=note or None), note=note)

    def _amend(self, amended: Stored, **fields: str) -> None:
        """A document's record as it is now; `fields` are those of it that the store changes."""
        with self._searcher.locked() as store:
            store.amend(amended.id, **fields)
        self.stored[amended.id] = amended

    def _vouched(self, path: Path, document: Document, replaces: tuple[str, ...]) -> bool:
        """Whether its publisher and kind are known: from the library, or from a reader who
        confirmed the same of an earlier version."""
        m = document.metadata
        before = [self.stored[i] for i in replaces]
        confirmed = any(
            s.vouched and (s.metadata.publisher, s.metadata.kind) == (m.publisher, m.kind)
            for s in before
        )
        return self._settings.vouches(path) or confirmed

    def _last_good(self, wanted: Wanted, why: str) -> str:
        """Why a file could not be read; where an earlier version of it is indexed, that one
        stands and says so."""
        earlier = [i for i in self._at.get(str(wanted.path), []) if i in self.stored]
        if not earlier:
            return why
        reason = why.removeprefix(f"{wanted.source}: ")
        for document_id in earlier:
            self._note(
                self.stored[document_id],
                "The file has changed and can no longer be read"
                f" ({reason.split(';')[0].rstrip('.')}); this is its last text that could be.",
            )
        return f"{why} Its last text that could be read stays."

    def write(
        self,
        document: Document,
        path: str,
        replaces: tuple[str, ...] = (),
        vouched: bool = True,
        note: str | None = None,
    ) -> int:
        """The document split, encoded and live, a few hundred passages at a time; how many it
        has."""
        searcher = self._searcher
        try:
            passages = split(document, searcher.embedder.window, searcher.embedder.count)
        except Exception as error:
            # a text that breaks a tokenizer costs its own document only
            failed("A text could not be taken apart", error)
            raise LoadError(
                f"{document.source}: its text could not be taken apart; save it again, or as PDF."
            ) from error
        if not passages:
            raise LoadError(f"{document.source}: no text was found in it.")
        with searcher.locked() as store:
            store.begin(document.id)
        with searcher.tokens.writer(document.id) as tokens:
            for at in range(0, len(passages), _AT_ONCE):
                some = passages[at : at + _AT_ONCE]
                encoded = searcher.embedder.encode([p.searched for p in some])
                tokens.add(some, encoded.tokens)
                with searcher.locked() as store:
                    store.put(some, encoded.vectors)
        voiced = any(p.voice for p in passages)
        about = Stored(
            document.id,
            document.source,
            path,
            document.metadata,
            len(passages),
            voiced,
            vouched,
            note or document.unread,
            "" if voiced else safe_sketch(document),
        )
        with searcher.locked() as store:
            store.commit(document, about, replaces)
            if document.id in self._taken_out:
                store.drop_removed(document.id)
        for old in replaces:
            self.stored.pop(old, None)
        self.stored[document.id] = about
        return len(passages)

    def remove(self, ids: list[str], why: str) -> None:
        with self._searcher.locked() as store:
            for document_id in ids:
                store.remove(document_id, why)
                self.stored.pop(document_id, None)

    def finish(self) -> None:
        """The keyword index, the token files and the kept list follow the documents; nobody else
        may read what was written."""
        _ = self._searcher.lexical
        with self._searcher.locked() as store:
            self._searcher.tokens.keep_only(set(store.ids()))
            store.overviewed()
        make_private(self._settings.data_dir, everything=True)


def _left_out(document: Document) -> str | None:
    """How much of a file was not read or left out, for whoever wants to look at it."""
    count = len([d for d in document.dropped if "page header" not in d.reason])
    pieces = f"{count} piece{'s' if count > 1 else ''} of text left out (shown below the document)."
    said = [document.unread, pieces if count else None]
    return f"{document.source}: {' '.join(filter(None, said))}" if any(said) else None
