"""Keyword search (BM25 by tantivy, Porter stems by PyStemmer), with abbreviations read from the
documents themselves."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from index.documents.types import Passage
from index.text.words import STOP, find_abbreviations, stems, words

if TYPE_CHECKING:
    import tantivy

_SPELT, _ALIKE = 5, 0.86
"""Letters from which a word's spelling is mended, and how alike (0 to 1) the other must be; set
by hand."""
_HEAP = 128 * 2**20
"""Bytes tantivy writes from."""
_STALE = 10
"""The index is made afresh when more than one in this many of its passages is gone."""
_FIELDS = (
    ("document", "raw", "basic"),
    ("body", "whitespace", "freq"),
    ("spelt", "whitespace", "basic"),
    ("names", "raw", "basic"),
    ("abbreviations", "raw", "basic"),
)


class _About(TypedDict):
    """What `about.json` says: the set of documents that it was built from, those `held` for
    certain and those not, and how many passages of documents that went it still counts."""

    version: str | None
    held: list[str]
    unsure: list[str]
    dead: int


def who(passage: Passage) -> set[str]:
    """Publishers and authors that a passage stands on, in plain lower case, without "the";
    authors by surname too."""
    said = [d.stated.split(",")[0] for d in passage.voice.sources] if passage.voice else []
    named = {
        n
        for n in (passage.metadata.publisher, *passage.metadata.authors, *said)
        if n and not re.search(r"\d", n)
    }
    named |= {author.split()[-1].upper() for author in passage.metadata.authors}
    plain = {n.replace("’", "'").removeprefix("The ").removeprefix("the ") for n in named}
    return {
        n.lower() for n in plain if " " in n or n.isupper()
    }  # "Reform" or "Livi" alone is too often just a word


class Lexical:
    """A BM25 index over passages' searched text, on disk and mapped, that follows the live
    documents: only what is new is read.

    One folder for one index generation. Several processes may share it; the one that first sees
    a change brings it up to date.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open()

    def _open(self) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder().add_text_field(
            "id", stored=True, tokenizer_name="raw", index_option="basic"
        )
        for name, tokenizer, option in _FIELDS:
            schema = schema.add_text_field(name, tokenizer_name=tokenizer, index_option=option)
        self._schema = schema.build()
        where = self._folder / "index"
        if not self.whole:
            shutil.rmtree(self._folder, ignore_errors=True)  # what is left of it would be believed
        where.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(self._schema, str(where))
            self._about = self._read()
            self._look()
        except (
            ValueError,
            OSError,
        ):  # broken, files missing, or of an older version: made anew from the passages
            shutil.rmtree(self._folder)
            where.mkdir(parents=True)
            self._index = tantivy.Index(self._schema, str(where))
            self._about = self._read()
            self._look()

    @property
    def whole(self) -> bool:
        """Whether its files are still there: somebody may have cleared them away."""
        return (self._folder / "index" / "meta.json").exists()

    def clear(self) -> None:
        """Lets go of its files."""
        del self._searcher, self._index

    def _look(self) -> None:
        """Take the newest state on disk."""
        self._respelt: dict[str, str | None] = {}
        self._index.reload()
        self._searcher = self._index.searcher()
        self.names = frozenset(name for name, _ in self._searcher.terms_with_prefix("names", ""))
        found: dict[str, tuple[int, str]] = {}
        for term, count in self._searcher.terms_with_prefix("abbreviations", ""):
            short, long = term.split("=", 1)
            found[short] = max(found.get(short, (0, "")), (count, long))
        self.abbreviations = {short: long for short, (_, long) in found.items()}

    @property
    def version(self) -> str | None:
        """Names the set of documents it was built from; None while that is not known."""
        return self._about["version"]

    def _read(self) -> _About:
        try:
            about: _About = json.loads((self._folder / "about.json").read_text("utf-8"))
            return about
        except (OSError, ValueError):
            return {"version": None, "held": [], "unsure": [], "dead": 0}

    def _write(
        self, version: str | None, held: Iterable[str], unsure: Iterable[str], dead: int
    ) -> None:
        self._about = {
            "version": version,
            "held": sorted(held),
            "unsure": sorted(unsure),
            "dead": dead,
        }
        temporary = self._folder / f"about.{os.getpid()}.tmp"
        temporary.write_text(json.dumps(self._about), "utf-8")
        os.replace(temporary, self._folder / "about.json")

    def follow(
        self,
        version: str,
        live: frozenset[str],
        passages: Callable[[frozenset[str]], Iterable[Passage]],
    ) -> None:
        """Hold just the `live` documents. `passages` gives those of some of them.

        What is not certain after a killed run is taken out and put in again. When more than a
        tenth of it is of documents that went, it is made anew, because word counts hold them
        until then.
        """
        from filelock import FileLock

        if not self.whole:
            self._open()
        with FileLock(self._folder / "update.lock"):
            about = self._about = self._read()
            held, unsure = frozenset(about["held"]), frozenset(about["unsure"])
            if about["version"] != version:
                went, new = (held | unsure) - live, live - held
                dead = about["dead"] + sum(self._held(d) for d in went)
                gone: frozenset[str] | None = went
                if dead * _STALE > self._searcher.num_docs:
                    gone, new, dead = None, live, 0
                settled = held & live if gone is not None else frozenset()
                self._write(None, settled, (held | unsure | live) - settled, dead)
                self._bring(gone, new, unsure, passages)
                self._write(version, live, (), dead)
        self._look()

    def _held(self, document_id: str) -> int:
        import tantivy

        found = self._searcher.search(
            tantivy.Query.term_query(self._schema, "document", document_id), 1
        )
        return found.count  # type: ignore[attr-defined]  # tantivy.pyi leaves it out

    def _bring(
        self,
        gone: frozenset[str] | None,
        new: frozenset[str],
        unsure: frozenset[str],
        passages: Callable[[frozenset[str]], Iterable[Passage]],
    ) -> None:
        """Takes out `gone` (None: everything) and puts in `new`, in one step for whoever reads."""
        import tantivy

        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        if gone is None:
            writer.delete_all_documents()
        for document_id in (gone or frozenset()) | (new & unsure):
            writer.delete_documents_by_term("document", document_id)
        for p in passages(new) if new else ():
            spelt = {
                w for w in words(p.searched) if len(w) >= _SPELT and w.isalpha() and w not in STOP
            }
            abbreviations = [
                f"{short}={long}" for short, long in find_abbreviations([p.text]).items()
            ]
            body = " ".join(stems(p.searched))
            writer.add_document(
                tantivy.Document(
                    id=p.id,
                    document=p.document_id,
                    body=body,
                    spelt=" ".join(spelt),
                    names=sorted(who(p)),
                    abbreviations=abbreviations,
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def expand(self, question: str) -> str:
        """The question with abbreviations spelt out and long forms abbreviated, from the
        documents' own definitions."""
        lowered = " ".join(words(question))
        extra = []
        for short, long in self.abbreviations.items():
            has_short = re.search(rf"\b{re.escape(short)}s?\b", lowered) is not None
            has_long = " ".join(words(long)) in lowered
            if has_short != has_long:
                extra.append(long if has_short else short)
        return " ".join([question, *extra])

    def knows(self, word: str) -> bool:
        """Whether any document has this word (by its stem, or one letter's slip from it)."""
        return all(self._known(w) for w in words(word) if w not in STOP)

    def rarity(self, stem: str | None) -> float:
        """Inverse document frequency as in BM25; that of no document for a stem that none has."""
        having = self._searcher.doc_freq("body", stem) if stem else 0
        return math.log(1 + (max(self._searcher.num_docs - having, 0) + 0.5) / (having + 0.5))

    def rarity_of(self, word: str) -> float:
        return self.rarity(next(iter(stems(word)), None))

    def stems_of(self, question: str) -> list[str]:
        """Stems of the question and of its abbreviations spelt out, spelling mended; unknown
        words stand as they are."""
        asked = [w for w in words(self.expand(question)) if w not in STOP]
        return list(dict.fromkeys(self._known(w) or w for w in asked))

    def respelt(self, word: str) -> str | None:
        """The nearest word that a document has, for one that none has."""
        if (
            len(word) < _SPELT
            or not word.isalpha()
            or word in STOP
            or any(self._has(s) for s in stems(word))
        ):
            return None
        if word not in self._respelt:
            letters = set(word)
            same = (
                w
                for w, _ in self._searcher.terms_with_prefix("spelt", word[0])
                if abs(len(w) - len(word)) <= 2
            )
            near = [
                w for w in same if len(letters.difference(w)) <= 2
            ]  # a word that is alike enough lacks no more
            self._respelt[word] = next(
                iter(get_close_matches(word, near, n=1, cutoff=_ALIKE)), None
            )
        return self._respelt[word]

    def _has(self, stem: str) -> bool:
        """Whether a live passage has this stem; frequencies count the dead too until they are
        merged away."""
        having = self._searcher.doc_freq("body", stem)
        return having > self._about["dead"] or (
            having > 0 and bool(self._searcher.search(self._term(stem), 1, count=False).hits)
        )

    def _term(self, stem: str) -> tantivy.Query:
        import tantivy

        return tantivy.Query.term_query(self._schema, "body", stem, index_option="freq")

    def _known(self, word: str) -> str | None:
        """The word's stem if a document has it; else that of the nearest spelling that one has;
        else None."""
        for stem in stems(word) + stems(word.removesuffix("s")):
            if self._has(stem):
                return stem
        close = self.respelt(word)
        return stems(close)[0] if close else None

    def search(self, question: str, k: int) -> dict[str, float]:
        """{passage id: BM25 score} of the best `k`; ids without any shared stem are left out."""
        import tantivy

        query = [(tantivy.Occur.Should, self._term(stem)) for stem in self.stems_of(question)]
        found = (
            self._searcher.search(tantivy.Query.boolean_query(query), k, count=False).hits
            if query
            else []
        )
        return {self._searcher.doc(address)["id"][0]: score for score, address in found}
