"""What a screen, a command or a program may ask of this package, and the one place where the parts
are joined.

Thirteen services, each of which takes what it uses and is no way in to the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from assistant.check.support import Rules
from assistant.ledger.current import CurrentLedger
from assistant.ledger.kept import Readings
from assistant.ledger.statements import Statements
from assistant.model.opened import ChatHandle
from assistant.services.asking import Asking
from assistant.services.comparing import Comparing
from assistant.services.corrections import Corrections
from assistant.services.disagreeing import Disagreeing
from assistant.services.examining import Examiner
from assistant.services.keeping import Keeping
from assistant.services.ledger import LedgerDesk
from assistant.services.library import Library
from assistant.services.papers import PaperDesk
from assistant.services.standing import StandingDesk
from assistant.services.telling import Telling
from assistant.services.tidying import Tidying
from assistant.services.watching import Watching
from assistant.settings import Settings
from index.search.handle import IndexHandle


@dataclass(frozen=True)
class Services:
    """Everything over one index. `chat` tells which language model writes, if one does."""

    settings: Settings
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


def open_services(
    settings: Settings, index: IndexHandle | None = None, chat: ChatHandle | None = None
) -> Services:
    """The services over the index that the settings name, or over `index`; nothing heavy is
    loaded before it is needed."""
    index = index or IndexHandle(settings.index())
    chat = chat or ChatHandle(settings)
    statements, readings = Statements(index), Readings(index)
    current = CurrentLedger(settings.library_dir, settings.data_dir.expanduser(), index)

    @cache
    def rules() -> Rules:
        return Rules(index.searcher.embedder)

    examiner = Examiner(settings, chat, rules, index.text)
    keeping = Keeping(settings)
    library = Library(settings, index, statements, keeping, readings)
    asking = Asking(index, current, chat, examiner.desk)
    standing = StandingDesk(asking, library, keeping, rules, examiner.changing)
    disagreeing = Disagreeing(settings, index, current, examiner.contradicting, keeping)
    corrections = Corrections(settings, index, current, keeping, disagreeing.at)

    return Services(
        settings,
        chat,
        library,
        LedgerDesk(settings, index, current, statements, readings),
        asking,
        PaperDesk(index, current, statements, chat, examiner.desk, corrections.told),
        examiner,
        keeping,
        Comparing(index),
        standing,
        Tidying(settings, keeping),
        Watching(settings, library, keeping),
        Telling(settings, keeping, standing),
        corrections,
        disagreeing,
    )


__all__ = [
    "Asking",
    "Comparing",
    "Corrections",
    "Disagreeing",
    "Examiner",
    "Keeping",
    "LedgerDesk",
    "Library",
    "PaperDesk",
    "Services",
    "StandingDesk",
    "Telling",
    "Tidying",
    "Watching",
    "open_services",
]
