"""What the ledger reads of each document, kept beside its token vectors from one look to the next:
the reading, and how its sentences meet each row by late interaction.

A file a document, called by its content id in the folder of the model that made the vectors, so
that it goes when the document goes or is forgotten. It is made again when the code or the weights
that made it, or the way of splitting, are others; of a row that is new only what meets that row is
computed. What cannot be written costs time, not the answer.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from assistant.ledger import detect, ends, linking, listed, lists, reading
from assistant.ledger.linking import Linker
from assistant.ledger.listed import Listed
from assistant.ledger.reading import Heard, Reading, own, read, vectors
from index import split
from index.documents.types import Passage, Stored
from index.search.handle import IndexHandle
from index.text import dates, sentences, words

_NAME = "ledger.json"
_AT_ONCE = 256
"""Passages whose token vectors are in memory at once, some 50 MB."""


@dataclass(frozen=True)
class _Kept:
    """A document's reading, and `meets` [sentences, keys] with the rows of these keys."""

    reading: Reading
    keys: tuple[str, ...]
    meets: np.ndarray


class Readings:
    """Over one index; what it has read stays in memory too."""

    def __init__(self, index: IndexHandle) -> None:
        self._index = index
        self._known: dict[str, _Kept] = {}

    def all(self, linker: Linker) -> Iterator[tuple[Stored, Reading, np.ndarray]]:
        """Every document with its reading, and how its sentences meet the linker's rows."""
        documents = self._index.searcher.documents()
        live = {s.id for s in documents}
        self._known = {i: kept for i, kept in self._known.items() if i in live}
        for stored in documents:
            kept = self._of(stored.id, linker)
            if kept is not None:
                at = [kept.keys.index(key) for key in linker.keys]
                yield stored, kept.reading, kept.meets[:, at]

    def forget_texts(self) -> None:
        """No text of any document in memory."""
        self._known.clear()

    def _of(self, ident: str, linker: Linker) -> _Kept | None:
        """What is kept of a document, with what is new computed; None where it has gone."""
        file = self._index.searcher.tokens.beside(ident, _NAME)
        kept = self._known.get(ident) or _load(file)
        wanted = dict.fromkeys(linker.keys)
        if kept is None or not wanted.keys() <= set(kept.keys):
            kept = self._made(ident, linker, kept)
            if kept is not None:
                _save(file, kept)
                if self._index.searcher.document(ident) is None:  # forgotten while it was read
                    file.unlink(missing_ok=True)
                    kept = None
        if kept is not None:
            self._known[ident] = kept
        return kept

    def _made(self, ident: str, linker: Linker, before: _Kept | None) -> _Kept | None:
        """Made, or with what `before` lacks; rows that are none any more go."""
        passages = own(self._index.searcher.of_document(ident))
        if before is None:
            document = self._index.document(ident)
            if document is None:
                return None
            before = _Kept(read(document, passages), (), np.zeros((0, 0), np.float32))
        held = {key: at for at, key in enumerate(before.keys)}
        keys = tuple(dict.fromkeys(linker.keys))
        new = [key for key in keys if key not in held]
        met = self._met(passages, linker, new)
        if len(met) != len(before.reading.heard):  # another process is taking it away
            return None
        meets = np.zeros((len(met), len(keys)), np.float32)
        for at, key in enumerate(keys):
            meets[:, at] = before.meets[:, held[key]] if key in held else met[:, new.index(key)]
        return replace(before, keys=keys, meets=meets)

    def _met(self, passages: Sequence[Passage], linker: Linker, keys: list[str]) -> np.ndarray:
        found = [np.zeros((0, len(keys)), np.float32)]
        for at in range(0, len(passages), _AT_ONCE):
            some = passages[at : at + _AT_ONCE]
            tokens = self._index.searcher.tokens.of(list(some))
            found.append(linker.meets(vectors(some, tokens), keys))
        return np.concatenate(found)


@cache
def _mark() -> str:
    """A name for all that makes a reading: code, weights, the way of splitting."""
    code = (detect, ends, linking, listed, lists, reading, dates, sentences, words)
    made_by = [m.__file__ for m in code]
    files = [Path(file) for file in made_by if file]
    data = b"".join(hashlib.sha256(f.read_bytes()).digest() for f in (*files, detect.WEIGHTS))
    how = f"{split.VERSION} {split.TARGET_TOKENS}"
    return hashlib.sha256(data + how.encode()).hexdigest()[:16]


def _save(file: Path, kept: _Kept) -> None:
    r = kept.reading
    fields = {
        "made": _mark(),
        "opening": sorted(r.opening),
        "listed": [asdict(one) for one in r.listed],
        "quotes": r.quotes,
        "heard": [astuple(replace(h, stems=" ".join(sorted(h.stems)))) for h in r.heard],  # type: ignore[arg-type]
        "keys": kept.keys,
        "meets": base64.b64encode(kept.meets.astype("<f4").tobytes()).decode(),
    }
    temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(fields, ensure_ascii=False), "utf-8")
        os.replace(temporary, file)


def _load(file: Path) -> _Kept | None:
    """None for a file that is missing, broken or made otherwise."""
    try:
        fields = json.loads(file.read_text("utf-8"))
        if fields["made"] != _mark():
            return None
        heard = tuple(
            Heard(start, end, text, chance, reports, frozenset(said.split()), block)
            for start, end, text, chance, reports, said, block in fields["heard"]
        )
        keys = tuple(fields["keys"])
        numbers = np.frombuffer(base64.b64decode(fields["meets"]), "<f4")
        found = tuple(Listed(**one) for one in fields["listed"])
        text = Reading(frozenset(fields["opening"]), found, tuple(fields["quotes"]), heard)
        return _Kept(text, keys, numbers.reshape(len(heard), len(keys)))
    except (OSError, ValueError, KeyError, TypeError):
        return None
