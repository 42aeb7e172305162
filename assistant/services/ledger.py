"""The recommendation ledger as a reader handles it: rows, what they rest on, and what documents
propose to add."""

from __future__ import annotations

from functools import partial

from assistant.errors import AssistantError, NotThereError
from assistant.ledger.catalogue import Source
from assistant.ledger.current import CurrentLedger
from assistant.ledger.decisions import Decision, Proposal, decide, read_decisions
from assistant.ledger.kept import Readings
from assistant.ledger.linking import Linker
from assistant.ledger.proposals import propose
from assistant.ledger.statements import Statements
from assistant.ledger.timeline import Entry, Wanted, timeline
from assistant.ledger.types import Ledger, Problem, Row, Step, Words, unbacked
from assistant.settings import Settings
from index.documents.types import Passage, Quotation, Stored
from index.search.handle import IndexHandle


class LedgerDesk:
    """Takes the ledger as it stands, the digests' statements, what is kept of each document and
    the open index."""

    def __init__(
        self,
        settings: Settings,
        index: IndexHandle,
        current: CurrentLedger,
        statements: Statements,
        readings: Readings,
    ) -> None:
        self._folder = settings.data_dir.expanduser()
        self._index, self._current, self._statements = index, current, statements
        self._readings = readings
        self._linker: Linker | None = None

    def ledger(self) -> Ledger:
        """The ledger of the library, with what readers have accepted."""
        return self._current.now()

    def catalogue(self) -> dict[str, Source]:
        """The public documents behind the starter library, by id."""
        return self._current.catalogue()

    def unbacked(self) -> tuple[Problem, ...]:
        """Rows without a passage here, because their digest is not indexed; loads no model for
        it."""
        return unbacked(self.ledger(), (d.source for d in self._index.listed()))

    def evidence(self, step: Step, row: Row) -> Quotation | None:
        """What a step rests on; None when neither accepted words nor the digest's statement is
        indexed."""
        return self._statements.evidence(step, row)

    def place(self, words: Words) -> Quotation | None:
        """Where words stand in their document; None when it is not indexed."""
        return self._statements.place(words)

    def events(self, day: str | None = None) -> list[Passage]:
        """The dated events of the timeline digest, oldest first, none later than `day`."""
        return self._statements.events(self.ledger().timeline, day)

    def timeline(self, wanted: Wanted) -> list[Entry]:
        """Everything dated that is wanted, newest first: the ledger, events, documents and what
        is due."""
        documents = self._index.searcher.documents()
        return timeline(self.ledger(), self.events(), documents, self.catalogue(), wanted)

    def in_original(self, document_id: str, step: Step) -> Quotation | None:
        """Where an indexed document comes nearest to what a step says of it."""
        return self._statements.in_original(document_id, step)

    def originals(self) -> dict[str, Stored]:
        """{catalogue id: document} of the catalogue's documents that are indexed themselves,
        known by address or title; a file that only says so itself is none of them until a reader
        confirms it."""
        catalogue = self.catalogue()
        known = [d for d in self._index.searcher.documents() if d.vouched]
        by_url = {s.url: s.id for s in catalogue.values() if s.url}
        by_title = {s.title.lower(): s.id for s in catalogue.values()}
        found = {
            by_url.get(d.metadata.url or "") or by_title.get((d.metadata.title or "").lower()): d
            for d in known
        }
        return {i: d for i, d in found.items() if i}

    def proposals(self) -> list[Proposal]:
        """What the indexed documents hold that may belong in the ledger and that no reader has
        decided on, most certain first."""
        decided, _ = read_decisions(self._folder)
        linker = Linker(self.ledger().rows, self._index.searcher.embedder, self._linker)
        self._linker = linker
        found: list[Proposal] = []
        for stored, reading, meets in self._readings.all(linker):
            document = partial(self._index.document, stored.id)
            found += propose(stored, reading, meets, linker, document)
        return sorted((p for p in found if p.id not in decided), key=lambda p: -p.confidence)

    def accept(
        self,
        proposal_id: str,
        row: str | None = None,
        title: str = "",
        text: str = "",
        status: str = "",
        new: bool = False,
    ) -> Decision:
        """A proposal into the ledger as a reader words it, with the row proposed unless another,
        or a `new` one, is named."""
        proposal = self._open(proposal_id)
        if row is not None and self.ledger().row(row) is None:
            raise NotThereError(
                f"There is no recommendation {row!r}; `ics-assistant ledger list` gives the ids."
            )
        return decide(
            self._folder,
            proposal,
            "accepted",
            row if new else row or proposal.row,
            title,
            text,
            status,
        )

    def accept_list(self, name: str) -> list[Decision]:
        """Everything that stands in a document's whole list, as it stands, each a row of its own.
        Raises NotThereError where the document has no list that is open."""
        named = {s.id for s in self._index.searcher.documents() if name in (s.id, s.source, s.path)}
        found = [p for p in self.proposals() if p.listed and p.words.document_id in named]
        if not found:
            raise NotThereError(
                f"{name}: no list of recommendations or actions in it is open;"
                " `ics-assistant ledger proposals` shows what is."
            )
        return [decide(self._folder, p, "accepted") for p in found]

    def reject(self, proposal_id: str) -> Decision:
        """A proposal left out for good; what was accepted is taken back."""
        _, accepted = read_decisions(self._folder)[0].get(proposal_id, (0, None))
        if accepted and accepted.verdict == "accepted":
            return decide(self._folder, accepted.proposal, "rejected")
        return decide(self._folder, self._open(proposal_id), "rejected")

    def _open(self, proposal_id: str) -> Proposal:
        proposal = next((p for p in self.proposals() if p.id == proposal_id), None)
        if proposal is None:
            raise AssistantError(
                f"There is no open proposal {proposal_id!r}; `ics-assistant ledger proposals` lists"
                " them."
            )
        return proposal
