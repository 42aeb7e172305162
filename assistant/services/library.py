"""The library as a reader handles it: what is in it, adding, taking out, bringing back,
forgetting, vouching for."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlparse

from assistant.answer.feedback import FILE as FEEDBACK
from assistant.changes import kept as differs
from assistant.errors import AssistantError
from assistant.ledger.decisions import FILE as DECISIONS
from assistant.ledger.kept import Readings
from assistant.ledger.lines import without_lines
from assistant.ledger.statements import Statements
from assistant.people.acting import acting
from assistant.services.keeping import Keeping
from assistant.settings import Settings
from index import describing, keeping
from index.documents.editions import Family
from index.documents.fetch import FetchLimits, fetch
from index.documents.files import remembered
from index.documents.load import fingerprint
from index.documents.pages import Sheet, picture
from index.documents.types import Document, IndexReport, Passage, Removed, Stored
from index.errors import LoadError
from index.ingest import Report, index_paths, silent
from index.rebuilding import rebuild
from index.search.handle import IndexHandle


class Library:
    """Takes the open index and the digests' statements; writes to no other place than the data
    folder."""

    def __init__(
        self,
        settings: Settings,
        index: IndexHandle,
        statements: Statements,
        keeping: Keeping,
        readings: Readings,
    ) -> None:
        self._settings, self._index, self._statements = settings, index, statements
        self._keeping, self._readings = keeping, readings

    @property
    def place(self) -> str:
        """Where the index lies: a folder or a server's address."""
        return self._index.place

    def documents(self) -> list[Stored]:
        """Every live document."""
        return self._index.searcher.documents()

    def document(self, document_id: str) -> Document | None:
        """A document with its text; None when it is not in the library."""
        return self._index.document(document_id)

    def sheet(self, document_id: str, page: int) -> Sheet:
        """A page of a PDF as a picture. Raises IndexingError where there is none: another
        format, or a file that is gone or is another one by now."""
        stored = next((s for s in self.documents() if s.id == document_id), None)
        path = Path(stored.path) if stored and stored.path else None
        if path is None or path.suffix.lower() != ".pdf" or not path.is_file():
            raise LoadError("The file is not where it was; its text is kept and shown.")
        ships = self._settings.index().ships(path)
        if document_id not in (fingerprint(path, ships), fingerprint(path, blind=True)):
            raise LoadError(f"{path.name} has changed since it was read; its text is shown.")
        return picture(path, page)

    def has_pages(self, document_id: str) -> bool:
        """Whether its pages can be shown as pictures."""
        stored = next((s for s in self.documents() if s.id == document_id), None)
        return bool(stored and stored.path.lower().endswith(".pdf") and Path(stored.path).is_file())

    def chosen(self, names: list[str]) -> frozenset[str]:
        """The ids of documents by name, path or id. Raises IndexingError for one that fits
        none."""
        live = self.documents()
        return frozenset(keeping.one_of(name, live, "in the library").id for name in names)

    def kept(self, name: str) -> str:
        """The id of a document by name, path or id, be it replaced by another; what was removed is
        there for who may bring it back. Raises IndexingError for one that fits none."""
        live = self.documents()
        known: list[Stored | Removed] = [*live, *self._shown(live)]
        return keeping.one_of(name, known, "in the library or among the removed", several=True).id

    def _shown(self, live: list[Stored]) -> list[Removed]:
        """Of the removed, those that who is acting may see."""
        names = {s.source for s in live}
        every = acting().may("librarian")
        return [r for r in self.removed() if every or (r.why == "replaced" and r.source in names)]

    def passage(self, passage_id: str) -> Passage | None:
        """A passage by its id; None when it is not in the library."""
        return self._index.searcher.passages([passage_id]).get(passage_id)

    def fetch(self, url: str) -> IndexReport:
        """The document at a public address, added as a reader's own. Raises IndexingError for
        what cannot be fetched, and AssistantError where the installation does not allow it."""
        if not self._settings.fetch:
            raise AssistantError(
                "Documents are not fetched from addresses here (ICS_FETCH is off); download the"
                " file and add it."
            )
        limits = FetchLimits(
            self._settings.fetch_seconds, self._settings.max_file_mb, self._settings.fetch_private
        )
        with tempfile.TemporaryDirectory(prefix="ics-fetch-") as folder:
            report = self.add([fetch(url, Path(folder) / _named(url), limits)])
        for name in (f.source for f in report.files if f.status in ("added", "updated")):
            if next(s for s in self.documents() if s.source == name).metadata.url is None:
                self.describe(name, {"url": url})
        return report

    def version(self) -> str:
        """A name for the set of live documents."""
        return self._index.searcher.version()

    def newest(self) -> str | None:
        """ISO date of the newest thing that any document or statement speaks of having been
        published; a digest's own date is none."""
        said = [p.said_on for some in self._statements.topics().values() for p in some]
        published = [d.metadata.published for d in self.documents() if not d.voiced]
        today = date.today().isoformat()
        return max((d for d in (*said, *published) if d and d <= today), default=None)

    def index(self, paths: list[Path], report: Report | None = None) -> IndexReport:
        """Files and folders added or refreshed."""
        return index_paths(self._index.searcher, paths, report or silent)

    def wants_starter(self) -> bool:
        """Whether the index is empty, or holds digests of the starter library (perhaps not all,
        or not the newest)."""
        documents, library = self.documents(), self._settings.library_dir.resolve()
        return not documents or any(s.voiced or Path(s.path).parent == library for s in documents)

    def index_starter(self, report: Report | None = None) -> IndexReport:
        """The starter library's digests, added or refreshed, wherever they lie now: what is there
        already costs nothing. Those of an earlier library that are none of this one go."""
        return keeping.follow_library(
            self._index.searcher, self._settings.digests(), report or silent
        )

    def rebuild(self, report: Report | None = None) -> IndexReport:
        """Everything made again that an earlier version of this program indexed, from its files or
        from the texts that the index kept."""
        return rebuild(self._index.open_for_rebuild(), report or silent)

    def add(self, files: list[Path], choice: keeping.Choice | None = None) -> IndexReport:
        """A reader's files into the library; one whose name another document has waits for a
        `choice`."""
        return keeping.add_files(self._index.searcher, files, choice)

    def replace(self, name: str, file: Path) -> IndexReport:
        """A reader's file in a document's place; the version before can be brought back. What a
        reader said of it is said of the new one too, but for its date, which is its own."""
        return describing.replace(self._index.searcher, name, file)

    def waiting(self) -> list[Path]:
        """Added files that still wait for a choice."""
        return keeping.waiting(self._index.searcher)

    def folders(self) -> list[Path]:
        """The folders that were indexed before."""
        return remembered(self._index.settings)

    def look_again(self, prune: bool = False) -> IndexReport:
        """What has changed in those folders; `prune` lets documents go whose files are gone."""
        return index_paths(self._index.searcher, self.folders(), prune=prune)

    def confirm(self, names: list[str]) -> list[Stored]:
        """A reader vouches for what these documents say of their publisher and kind."""
        return keeping.confirm(self._index.searcher, names)

    def described(self) -> list[Stored]:
        """The documents of which a reader may say what they are: those that do not ship."""
        ships = self._settings.index().ships
        return [s for s in self.documents() if s.path and not ships(Path(s.path))]

    def said(self, stored: Stored) -> dict[str, object]:
        """What a reader has said of a document; empty where nobody has."""
        return describing.said(stored)

    def ships(self, stored: Stored) -> bool:
        """Whether it is of the library that ships."""
        return bool(stored.path) and self._settings.index().ships(Path(stored.path))

    def describe(self, name: str, said: dict[str, str]) -> IndexReport:
        """What a reader says a document is (by `index.describing.FIELDS`), kept beside its file."""
        return describing.describe(self._index.searcher, name, said)

    def undescribe(self, name: str) -> IndexReport:
        """What a reader said of a document taken away."""
        return describing.undescribe(self._index.searcher, name)

    def families(self) -> list[Family]:
        """Documents that are versions of one another, the newest first."""
        return self._index.searcher.editions.all()

    def version_note(self, ident: str) -> str | None:
        """What is said of a document as one of several versions; None where it has no other."""
        return self._index.searcher.editions.note(ident)

    def decide_versions(self, names: list[str], same: bool) -> list[Stored]:
        """A reader's word that these are versions of one another, or that they are not."""
        return keeping.decide_versions(self._index.searcher, names, same)

    def remove(self, names: list[str]) -> list[Stored]:
        """Documents out of what answers; they can be brought back."""
        return keeping.remove(self._index.searcher, names)

    def removed(self) -> list[Removed]:
        """What can be brought back, last removed first."""
        return self._index.searcher.removed()

    def restore(self, names: list[str]) -> list[Removed]:
        """Removed documents back."""
        return keeping.restore(self._index.searcher, names)

    def forget(self, names: list[str]) -> list[Stored | Removed]:
        """Documents gone for good, and with them what readers decided or said that quotes them."""
        gone = keeping.forget(self._index.searcher, names)
        folder = self._settings.data_dir.expanduser()
        for file in (DECISIONS, FEEDBACK):
            without_lines(folder / file, {d.id for d in gone})
        files = {d.source for d in gone} - {s.source for s in self.documents()}
        self._keeping.forget_documents([d.id for d in gone], files)
        differs.forget(self._index.searcher, {d.id for d in gone})
        self._index.forget_texts()
        self._readings.forget_texts()
        return gone


def _named(url: str) -> str:
    """A file's name for what an address leads to; its suffix comes with the file."""
    parts = urlparse(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or "document"
    plain = re.sub(r"[^\w. -]+", " ", last).strip(" .")[:80]
    return re.sub(r"\.\w{2,5}$", "", plain) or "document"
