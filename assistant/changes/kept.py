"""Which statements were found to contradict each other, kept beside a document's token vectors: by
where they stand and a hash, without a word of them, so that nothing stays of what is forgotten."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.changes.near import Pair
from index.documents.types import Quotation
from index.search.searcher import Searcher

_NAME = "differs.json"


@dataclass(frozen=True)
class Spot:
    """`text[start:end]` of a document, and the hash of its words."""

    document: str
    passage: str
    start: int
    end: int
    words: str

    @classmethod
    def of(cls, said: Quotation) -> Spot:
        return cls(
            said.passage.document_id, said.passage.id, said.start, said.end, hashed(said.quote)
        )


@dataclass(frozen=True)
class Kept:
    """A pair by whose word (`by`, for a reader) and on which ISO day."""

    one: Spot
    other: Spot
    by: str
    on: str

    @property
    def key(self) -> str:
        """Of these words, wherever they stand."""
        return hashed(" ".join(sorted((self.one.words, self.other.words))))


@dataclass
class Looked:
    """Of one document: what decided (`mark`), and what was found in those that had been looked
    at before it. A document that has none of this was not looked at."""

    mark: str = ""
    found: list[Kept] = field(default_factory=list)


def hashed(words: str) -> str:
    """A name for words, however they are broken into lines."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:24]


def load(searcher: Searcher, ident: str) -> Looked:
    """Empty for a file that is missing or broken."""
    try:
        said = json.loads(searcher.tokens.beside(ident, _NAME).read_text("utf-8"))
        found = [
            Kept(Spot(**k["one"]), Spot(**k["other"]), str(k["by"]), str(k["on"]))
            for k in said["found"]
        ]
        return Looked(str(said["mark"]), found)
    except (OSError, ValueError, KeyError, TypeError):
        return Looked()


def save(searcher: Searcher, ident: str, looked: Looked) -> None:
    """Raises OSError where it cannot be written."""
    file: Path = searcher.tokens.beside(ident, _NAME)
    temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary.write_text(json.dumps(asdict(looked)), "utf-8")
    os.replace(temporary, file)
    if searcher.document(ident) is None:  # forgotten meanwhile
        file.unlink(missing_ok=True)


def drop(searcher: Searcher, ident: str) -> None:
    """As if the document had not been looked at."""
    with contextlib.suppress(OSError):
        searcher.tokens.beside(ident, _NAME).unlink(missing_ok=True)


def forget(searcher: Searcher, idents: set[str]) -> None:
    """No place and no hash of words of these documents, beside whichever document they are."""
    for file in searcher.tokens.beside("any", _NAME).parent.glob(f"*.{_NAME}"):
        ident = file.name.split(".")[0]
        looked = load(searcher, ident)
        left = [k for k in looked.found if not {k.one.document, k.other.document} & idents]
        if len(left) < len(looked.found):
            save(searcher, ident, Looked(looked.mark, left))


def standing(searcher: Searcher, found: Iterable[Kept]) -> list[tuple[Kept, Pair]]:
    """Those whose words still stand where they stood, with them."""
    some = list(found)
    passages = searcher.passages(list({s.passage for k in some for s in (k.one, k.other)}))

    def there(spot: Spot) -> Quotation | None:
        p = passages.get(spot.passage)
        if p is None:
            return None
        words = p.text[spot.start - p.start : spot.end - p.start]
        return Quotation(p, words, spot.start, spot.end) if hashed(words) == spot.words else None

    both = ((k, there(k.one), there(k.other)) for k in some)
    return [(k, (one, other)) for k, one, other in both if one and other]
