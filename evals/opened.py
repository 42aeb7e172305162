"""The product opened to be measured: its services, with the index and the judge under them
within reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.check.support import Rules
from assistant.model.client import ChatModel
from assistant.model.opened import ChatHandle
from assistant.services import (
    Asking,
    Comparing,
    Corrections,
    Disagreeing,
    Examiner,
    Keeping,
    LedgerDesk,
    Library,
    PaperDesk,
    StandingDesk,
    Telling,
    Tidying,
    Watching,
    open_services,
)
from assistant.settings import Settings
from index.documents.types import Document
from index.embed import Embedder
from index.search.handle import IndexHandle
from index.search.searcher import Searcher


@dataclass(frozen=True)
class Opened:
    """The services, and what a measurement looks at beneath them."""

    settings: Settings
    index: IndexHandle
    chat: ChatHandle
    library: Library
    ledger: LedgerDesk
    asking: Asking
    papers: PaperDesk
    examiner: Examiner
    keeping: Keeping
    comparing: Comparing
    standing: StandingDesk
    tidying: Tidying
    watching: Watching
    telling: Telling
    corrections: Corrections
    disagreeing: Disagreeing

    @property
    def searcher(self) -> Searcher:
        """The open index."""
        return self.index.searcher

    @cached_property
    def judge(self) -> Rules:
        """A judge with the index's embedding model, which keeps what it has encoded."""
        return Rules(self.searcher.embedder)

    def texts(self) -> dict[str, Document]:
        """{file: its document} of the whole library."""
        found = ((s.source, self.library.document(s.id)) for s in self.library.documents())
        return {source: document for source, document in found if document}

    def close(self) -> None:
        """Closes the index and the database."""
        self.keeping.close()
        self.index.close()


def of_its_own(settings: Settings, data_dir: Path) -> Settings:
    """The settings with a library of its own in that folder: on no server, nothing watched."""
    nothing = {"chroma_url": None, "chroma_token": None, "database_url": None, "watch": ()}
    return settings.model_copy(update={"data_dir": data_dir, **nothing})


def open_product(
    settings: Settings,
    embedder: Embedder | None = None,
    chat: ChatModel | None = None,
    quoting: bool = False,
) -> Opened:
    """The product over the index that the settings name. `chat` writes in place of the model
    that they name; `quoting`: no model writes."""
    index = IndexHandle(settings.index(), embedder)
    handle = ChatHandle.none(settings) if quoting else ChatHandle(settings, chat)
    s = open_services(settings, index, handle)
    rest = (s.library, s.ledger, s.asking, s.papers, s.examiner, s.keeping)
    more = (s.comparing, s.standing, s.tidying, s.watching, s.telling)
    return Opened(settings, index, handle, *rest, *more, s.corrections, s.disagreeing)
