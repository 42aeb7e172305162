"""Settings in, something that answers questions and takes documents out; the one place where the parts are joined."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from assistant.answer.compose import answer_with
from assistant.answer.evidence import SURE, Evidence, choose, too_early
from assistant.answer.premise import byline, contradicted, not_a_rule
from assistant.answer.types import Answer, Citation, Claim, RowLink, Standing, Timings, Turn
from assistant.check.support import Judge, Judgement
from assistant.check.untrusted import addresses_reader
from assistant.erasing import without_documents
from assistant.errors import AssistantError, ChatModelError, SettingsError
from assistant.ledger.catalogue import FILE as CATALOGUE
from assistant.ledger.catalogue import Source, load_catalogue
from assistant.ledger.file import load_ledger
from assistant.ledger.proposals import FILE as DECISIONS
from assistant.ledger.proposals import Decision, Linker, Proposal, decide, propose, read_decisions, with_decisions
from assistant.ledger.types import FILE as LEDGER
from assistant.ledger.types import Ledger, Problem, Row, Step, Words, statement_of, unbacked
from assistant.model.client import ChatModel, open_chat_model
from assistant.model.offer import OFFERED, answer_prompt, standing_before
from assistant.model.rewrite import rewritten
from assistant.model.write import Desk, write
from assistant.settings import Settings
from assistant.understand.day import AsAt, in_words, read, refuse_unread, says_nothing_else
from assistant.understand.follow_up import resolve
from index import keeping
from index.documents.files import remembered
from index.documents.orders import speaks_to_machine
from index.documents.types import Document, Hit, IndexReport, Passage, Removed, Stored
from index.embed import Embedder
from index.ingest import Report, index_paths
from index.search.rank import Sentence
from index.search.searcher import Query, Ranking, Searcher
from index.store.look import look
from index.text.dates import by_end_of
from prompts import version

_UNOPENED = object()


class Assistant:
    """Asks one index. Loads the model on first use; `warm` does it early."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None, chat: ChatModel | object | None = _UNOPENED) -> None:
        self.settings = settings
        self._embedder = embedder
        self._searcher: Searcher | None = None
        self._lock = threading.Lock()
        self._ledger: tuple[tuple, Ledger] | None = None
        self._statements: tuple[str, dict[tuple[str, str], list[Passage]]] | None = None
        self._document = lru_cache(maxsize=64)(lambda i: self.searcher.document(i))
        self._chat: ChatModel | object | None = chat
        self._judge: Judge | None = None
        self.chat_trouble: str | None = None

    @property
    def searcher(self) -> Searcher:
        with self._lock:
            if self._searcher is None:
                self._searcher = Searcher(self.settings.index(), self._embedder)
            return self._searcher

    def warm(self) -> None:
        """Model loaded and one question encoded, so that the first real one is quick."""
        self.searcher.query("What did the review recommend?")

    @property
    def chat(self) -> ChatModel | None:
        """The language model that the settings name, opened on first use. Raises ChatModelError when it is not set up."""
        with self._lock:
            if self._chat is _UNOPENED:
                self._chat = open_chat_model(self.settings)
            return self._chat

    def chat_or_none(self) -> ChatModel | None:
        """The language model; without one that can be opened the sources are quoted from now on, and `chat_trouble` says why."""
        try:
            return self.chat
        except ChatModelError as error:
            self._chat, self.chat_trouble = None, str(error)
            return None

    def ask(self, question: str, history: tuple[str, ...] = (), as_at: str | None = None) -> Answer:
        """A cited answer or a refusal. `history` holds the questions before this one, oldest first; nothing said after
        the ISO day `as_at`, or after the day that the question names, is used."""
        *_, answer = self.answers(question, history, as_at)
        return answer

    def read(
        self, question: str, history: tuple[str, ...] = (), as_at: str | None = None, stop: threading.Event | None = None
    ) -> tuple[Turn, AsAt]:
        """The question as understood, by the language model if there is one, and its day."""
        turn, asked = self._read(question, history, self.ledger(), as_at)
        if self.chat and turn.standalone != asked.question and history:
            turn = replace(turn, standalone=rewritten(asked.question, history, turn.standalone, self.chat, stop or threading.Event()))
        return turn, asked

    def answers(
        self,
        question: str,
        history: tuple[str, ...] = (),
        as_at: str | None = None,
        stop: threading.Event | None = None,
        understood: tuple[Turn, AsAt] | None = None,
    ) -> Iterator[Answer]:
        """The answer of `ask` as it grows; the last one is whole. Without a language model there is only that one. Setting
        `stop` ends what the model writes, and the sources are quoted. `understood` is what `read` made of the question."""
        began = time.perf_counter()
        searcher, ledger, chat = self.searcher, self.ledger(), self.chat
        turn, asked = understood or self.read(question, history, as_at, stop)
        query = searcher.query(turn.standalone, asked.day)
        ranking = searcher.rank(query)
        later = self._later(query, ranking)
        found = time.perf_counter()
        named = byline(searcher, query, ranking)
        evidence = self.trusted(Evidence((named[1],)) if named else too_early(ranking, later) or choose(searcher, query, ranking))
        said = named or contradicted(query, evidence.chosen) or not_a_rule(query, evidence.chosen)
        stored = searcher.documents()
        undated = sum(s.metadata.published is None for s in stored) if asked.day else 0
        standing = Standing(date.today().isoformat(), asked.day, later=later and later.passage.said_on, undated=undated)

        def timings() -> Timings:
            now = time.perf_counter()
            return Timings(*(round(1000 * t, 1) for t in (found - began, now - found, now - began)))

        def rows(claims: tuple[Claim, ...]) -> tuple[RowLink, ...]:
            return ledger.rows_about(tuple(c.passage for c in claims), asked.day)

        quoted = answer_with(turn, query.asked, evidence, said, self._document, len(stored), timings, standing, rows, asked.newest)
        if chat is None or quoted.refused or named:
            yield quoted
            return
        best = [evidence.chosen[0].passage, *(c.passage for c in quoted.citations), *(h.passage for h in ranking.hits[:OFFERED])]
        offered = list({p.id: p for p in best}.values())[:OFFERED]
        yield from write(
            quoted,
            offered,
            partial(answer_prompt, turn.standalone, tuple(history)),
            version("answer"),
            chat,
            self.desk,
            stop or threading.Event(),
            timings,
            rows,
            evidence.chosen[0].score >= SURE,
        )

    @property
    def desk(self) -> Desk:
        """What checking a model's sentences against passages of this index needs."""
        return Desk(self.judge, lambda i: (d := self._document(i)) and d.text)

    @property
    def judge(self) -> Judge:
        """The support judge, with the embedding model that the index uses."""
        if self._judge is None:
            self._judge = Judge(self.searcher.embedder)
        return self._judge

    def supported(self, sentence: str, passage: Passage) -> Judgement:
        """How far the passage, with what stands in front of it, supports the sentence."""
        return self.judge.supports(sentence, passage.text, standing_before(passage))

    def trusted(self, evidence: Evidence) -> Evidence:
        """The evidence without sentences that speak to the machine that reads them."""

        def kept(found: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
            return tuple(s for s in found if not speaks_to_machine(s.text))

        chosen = kept(evidence.chosen)
        missing = (
            evidence.missing
            if chosen or not evidence.chosen
            else "What comes nearest speaks to the software that reads it, not to a reader."
        )
        nearest = tuple(s for s in kept(evidence.nearest) if not addresses_reader(s.text))
        return replace(evidence, chosen=chosen, nearest=nearest, missing=missing)

    def _later(self, query: Query, ranking: Ranking) -> Sentence | None:
        """The best sentence that was said too late for the question's day, if it answers better than any in time."""
        if not query.until:
            return None
        best = next(iter(self.searcher.rank(replace(query, until=None)).sentences), None)
        here = ranking.sentences[0] if ranking.sentences else None
        late = best and best.passage.said_on and not query.allows(best.passage)
        return best if late and (here is None or best.score > here.score) else None

    def ledger(self) -> Ledger:
        """The recommendation ledger of the library, with what readers have accepted."""
        library, folder = self.settings.library_dir, self.settings.data_dir.expanduser()
        files = (library / LEDGER, library / CATALOGUE, folder / DECISIONS)
        marks = tuple(f.stat().st_mtime_ns if f.exists() else 0 for f in files)
        if marks[2]:
            marks += (self.searcher.version(),)
        if self._ledger is None or self._ledger[0] != marks:
            try:
                written = load_ledger(library, self.catalogue())
            except SettingsError as error:
                written = Ledger((), (Problem(CATALOGUE, 1, "the catalogue", str(error)),))
            self._ledger = marks, with_decisions(written, folder, self._document_of)
        return self._ledger[1]

    def unbacked(self) -> tuple[Problem, ...]:
        """Rows without a passage here, because their digest is not indexed; loads no model for it."""
        documents = self._searcher.documents() if self._searcher else look(self.settings.index()).documents
        return unbacked(self.ledger(), (d.source for d in documents))

    def catalogue(self) -> dict[str, Source]:
        """The public documents behind the starter library, by id."""
        return load_catalogue(self.settings.library_dir)

    def evidence(self, step: Step, row: Row) -> Citation | None:
        """What a step of a row rests on: the words a reader accepted, or the digest's statement; None when neither is indexed."""
        if step.words:
            return self.place(step.words)
        found = statement_of(step, self.topics().get((row.digest or "", row.title), ()))
        return found and Citation(1, found, found.text, found.start, found.end)

    def place(self, words: Words) -> Citation | None:
        """Where words stand in their document; None when it is not indexed."""
        found = next((p for p in self.searcher.of_document(words.document_id) if p.start <= words.start < p.end), None)
        return found and Citation(1, found, words.quote, words.start, words.end)

    def topics(self) -> dict[tuple[str, str], list[Passage]]:
        """{(digest, topic): its statements}, read again when the documents have changed."""
        version = self.searcher.version()
        if self._statements is None or self._statements[0] != version:
            topics: dict[tuple[str, str], list[Passage]] = {}
            for p in self.searcher.voiced():
                topics.setdefault((p.source, (p.section or "").rsplit(" › ", 1)[-1]), []).append(p)
            self._statements = version, {topic: sorted(found, key=lambda p: p.start) for topic, found in topics.items()}
        return self._statements[1]

    def events(self, day: str | None = None) -> list[Passage]:
        """The dated events of the timeline digest, oldest first, none later than `day`."""
        found = [p for (source, _), passages in self.topics().items() for p in passages if source == self.ledger().timeline]
        dated = [p for p in found if p.said_on and (day is None or by_end_of(p.said_on) <= day)]
        return sorted(dated, key=lambda p: by_end_of(p.said_on or ""))

    def in_original(self, document_id: str, step: Step) -> Citation | None:
        """Where an indexed document comes nearest to what a step says of it; None when nothing in it comes near."""
        ranking = self.searcher.rank(self.searcher.query(step.text or ""))
        best = next((s for s in ranking.sentences if s.passage.document_id == document_id and s.score > 0), None)
        return best and Citation(1, best.passage, best.text, best.start, best.end)

    def originals(self) -> dict[str, Stored]:
        """{catalogue id: document} of the catalogue's documents that are indexed themselves, known by address or title; a file
        that only says so itself is none of them until a reader confirms it."""
        catalogue = self.catalogue()
        known = [d for d in self.documents() if d.vouched]
        by_url = {s.url: s.id for s in catalogue.values() if s.url}
        by_title = {s.title.lower(): s.id for s in catalogue.values()}
        found = {by_url.get(d.metadata.url or "") or by_title.get((d.metadata.title or "").lower()): d for d in known}
        return {i: d for i, d in found.items() if i}

    def _document_of(self, words: Words) -> Document | None:
        """The document that words were accepted from, or what has taken its place under the same name."""
        newer = next((s.id for s in self.documents() if s.source == words.source), None)
        return self.searcher.document(words.document_id) or (self.searcher.document(newer) if newer else None)

    def proposals(self) -> list[Proposal]:
        """What the indexed documents hold that may belong in the ledger and that no reader has decided on, most certain first."""
        decided, _ = read_decisions(self.settings.data_dir.expanduser())
        linker = Linker(self.ledger().rows, self.searcher.embedder)
        found = []
        for stored in self.documents():
            document = self.document(stored.id)
            if document is not None:
                found += propose(document, self.searcher.of_document(stored.id), linker)
        return sorted((p for p in found if p.id not in decided), key=lambda p: -p.confidence)

    def decide(
        self, proposal_id: str, verdict: str, row: str | None = None, title: str = "", text: str = "", status: str = "", new: bool = False
    ) -> Decision:
        """Accepts or rejects a proposal, as a reader words it; rejecting takes back what was accepted."""
        folder = self.settings.data_dir.expanduser()
        _, accepted = read_decisions(folder)[0].get(proposal_id, (0, None))
        if verdict == "rejected" and accepted and accepted.verdict == "accepted":
            return decide(folder, accepted.proposal, verdict)
        proposal = next((p for p in self.proposals() if p.id == proposal_id), None)
        if proposal is None:
            raise AssistantError(f"There is no open proposal {proposal_id!r}; `ics-assistant ledger proposals` lists them.")
        if row is not None and self.ledger().row(row) is None:
            raise AssistantError(f"There is no recommendation {row!r}; `ics-assistant ledger list` gives the ids.")
        if verdict == "accepted" and not new:
            row = row or proposal.row
        return decide(folder, proposal, verdict, row, title, text, status)

    def search(self, question: str, history: tuple[str, ...] = (), k: int = 10, as_at: str | None = None) -> list[Hit]:
        """The `k` best passages for the question as understood from the ones before it, as at its day."""
        turn, asked = self._read(question, history, self.ledger(), as_at)
        return self.searcher.search(self.searcher.query(turn.standalone, asked.day), k)

    def _read(self, question: str, history: tuple[str, ...], ledger: Ledger, as_at: str | None) -> tuple[Turn, AsAt]:
        """The question as understood, and its day: that of the question it follows on from, if it names none."""
        asked = read(question, ledger.events, as_at)
        refuse_unread(asked)
        if says_nothing_else(asked) and not history:
            asked = AsAt(in_words(question), as_at, asked.newest)
        before = [read(h, ledger.events) for h in history]
        turn = self.understand(asked.question, tuple(b.question for b in before))
        if before and asked.day is None and not asked.newest and turn.standalone != asked.question:
            asked = replace(asked, day=before[-1].day)
        return replace(turn, asked=question), asked

    def understand(self, question: str, history: tuple[str, ...]) -> Turn:
        return resolve(question, history, self.searcher.lexical.names)

    def document(self, document_id: str) -> Document | None:
        return self._document(document_id)

    def documents(self) -> list[Stored]:
        return self.searcher.documents()

    def index(self, paths: list[Path], report: Report | None = None) -> IndexReport:
        return index_paths(self.searcher, paths, *([report] if report else []))

    def add(self, files: list[Path], choice: keeping.Choice | None = None) -> IndexReport:
        """Files of a reader's into the library; one whose name another document has waits for a `choice`."""
        return keeping.add_files(self.searcher, files, choice)

    def folders(self) -> list[Path]:
        """The folders that were indexed before."""
        return remembered(self.settings.index())

    def look_again(self, prune: bool = False) -> IndexReport:
        """What has changed in those folders; `prune` lets documents go whose files are gone."""
        return index_paths(self.searcher, self.folders(), prune=prune)

    def waiting(self) -> list[Path]:
        """Added files that still wait for a choice."""
        return keeping.waiting(self.searcher)

    def confirm(self, names: list[str]) -> list[Stored]:
        """A reader vouches for what these documents say of their publisher and kind."""
        return keeping.confirm(self.searcher, names)

    def remove(self, names: list[str]) -> list[Stored]:
        """Documents out of what answers; they can be brought back."""
        return keeping.remove(self.searcher, names)

    def restore(self, names: list[str]) -> list[Removed]:
        """Removed documents back."""
        return keeping.restore(self.searcher, names)

    def forget(self, names: list[str]) -> list[Stored | Removed]:
        """Documents gone for good, and with them what readers decided or said that quotes them."""
        gone = keeping.forget(self.searcher, names)
        without_documents(self.settings.data_dir.expanduser(), {d.id for d in gone})
        self._document.cache_clear()
        return gone

    def wants_starter(self) -> bool:
        """Whether the index is empty, or holds digests of the starter library (perhaps not all, or not the newest)."""
        documents = self.documents()
        return not documents or any(Path(s.path).parent == self.settings.library_dir.resolve() for s in documents)

    def index_starter(self, report: Report | None = None) -> IndexReport:
        """The starter library's digests, added or refreshed: what is there already costs nothing."""
        digests = sorted(self.settings.library_dir.glob("[0-9]*.md"))
        return self.index(digests, report)
