"""What a paper is made from."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ledger.statements import Statements
from assistant.ledger.types import Ledger
from index.search.searcher import Searcher


@dataclass(frozen=True)
class Sources:
    """The open index, the ledger as it stands, and the digests' statements behind its rows."""

    searcher: Searcher
    ledger: Ledger
    statements: Statements
