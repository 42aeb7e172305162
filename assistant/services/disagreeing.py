"""Statements of different documents that contradict each other, as a reader handles them: looked
for where a judge has passed the exam, listed, told beside each, and said by an editor not to.

A model is asked only where `ICS_FIND_DIFFERENCES` is set or somebody asks for a look.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.answer.corrected import Remark
from assistant.answer.types import attribution
from assistant.changes import kept
from assistant.changes.kept import Kept, Looked
from assistant.changes.near import MOST, Pair, pairs
from assistant.check.contradicting import AT_ONCE, Contradicting, Stated
from assistant.check.types import Source
from assistant.errors import AssistantError, ChatFailure
from assistant.ledger.current import CurrentLedger
from assistant.ledger.lines import append_line
from assistant.ledger.types import Row
from assistant.model.offer import standing_before
from assistant.people.acting import need
from assistant.services.differing import STATE, Differing
from assistant.services.keeping import Keeping
from assistant.settings import Settings
from assistant.wording import differing as wording
from index.documents.types import Passage, Quotation
from index.errors import IndexingError
from index.log import LOG
from index.search.handle import IndexHandle

FILE = "differing.jsonl"
_DIFFER = "sources differ"
_FAILURES, _RESTS = 3, 900.0
"""Documents in a row on which the model does not answer, after which it is not asked on, and
seconds after which it is by itself."""


@dataclass(frozen=True)
class Parted:
    """A pair that an editor says does not contradict itself, by its key."""

    key: str
    on: str


@dataclass(frozen=True)
class Differ:
    """Two statements of which not both can be true; `by` is for a reader, `on` an ISO day."""

    key: str
    one: Quotation
    other: Quotation
    by: str
    on: str


@dataclass(frozen=True)
class Look:
    """Documents that were held against others, pairs that were read, and how many of them
    contradict each other; `trouble` where something could not be read."""

    documents: int
    read: int
    found: int
    trouble: str = ""


class Disagreeing:
    """Takes the open index, the judge as the exam has it now, and what is kept."""

    def __init__(
        self,
        settings: Settings,
        index: IndexHandle,
        current: CurrentLedger,
        judge: Callable[[], Contradicting | None],
        keeping: Keeping,
    ) -> None:
        self._settings, self._index, self._judge = settings, index, judge
        self._current, self._by_digest = current, Differing(index)
        self._keeping, self._file = keeping, settings.data_dir.expanduser() / FILE
        self._alone, self._lock = threading.Lock(), threading.Lock()
        self._seen: tuple[str, float] = ("", 0.0)
        self._known: tuple[Differ, ...] = ()
        self._changed = True
        self._not_before = 0.0

    def look_by_itself(self, stop: threading.Event) -> None:
        """What came in, where the installation says so and a judge has passed."""
        due = self._settings.find_differences and time.monotonic() >= self._not_before
        if due and self.waiting():
            done = self.look(stop)
            if done.trouble:
                self._not_before = time.monotonic() + _RESTS
                LOG.warning("Not all could be looked at for what differs: %s", done.trouble)

    @property
    def judge(self) -> str:
        """Who would read, for a reader; empty where none has passed."""
        found = self._judge()
        return found.name if found else ""

    def waiting(self) -> int:
        """Documents that were not held against the others by this judge."""
        judge = self._judge()
        return len(self._todo(judge.mark)[0]) if judge else 0

    def all(self) -> tuple[Differ, ...]:
        """Those found and not parted, the last one found first."""
        searcher = self._index.searcher
        mark = searcher.version(), self._file.stat().st_mtime if self._file.exists() else 0.0
        with self._lock:
            if mark != self._seen or self._changed:
                self._known, self._seen, self._changed = self._read(), mark, False
            return self._known

    def by_digests(self) -> list[Passage]:
        """What the digests of the library say of accounts that differ."""
        return self._by_digest.told()

    def answered(self) -> list[Row]:
        """Recommendations on which the sources differ."""
        return [r for r in self._current.now().rows if r.response == _DIFFER or r.disagreement]

    def at(self, passage: Passage, start: int, end: int) -> tuple[Remark, ...]:
        """What is told beside `document.text[start:end]`: what was found, then by digests."""
        return self._found_at(passage, start, end) + self._by_digest.at(passage, start, end)

    def _found_at(self, passage: Passage, start: int, end: int) -> tuple[Remark, ...]:
        try:
            known = self.all()
        except IndexingError as error:  # nothing that is shown waits for it
            LOG.warning("What differs is not told now: %s", error)
            return ()
        out = []
        for found in known:
            for own, against in ((found.one, found.other), (found.other, found.one)):
                same = own.passage.document_id == passage.document_id
                if same and own.start < end and start < own.end:
                    told = wording.otherwise(attribution(against.passage), against.quote)
                    out.append(Remark("", STATE, told, own.quote, against.passage.id))
        return tuple(out)

    def record(self) -> dict[str, Any]:
        """All of it for programs."""
        accounts = [
            {"passage": p.id, "text": p.text, "who": attribution(p)} for p in self.by_digests()
        ]
        rows = [{"id": r.id, "title": r.title, "told": r.disagreement} for r in self.answered()]
        pairs = [
            {"key": d.key, "statements": [_said(d.one), _said(d.other)], "by": d.by, "on": d.on}
            for d in self.all()
        ]
        return {"statements": pairs, "digests": accounts, "recommendations": rows}

    def part(self, key: str) -> Differ:
        """An editor's word that the two do not contradict each other. Raises AssistantError where
        no such pair is told."""
        need("editor")
        found = next((d for d in self.all() if d.key == key), None)
        if found is None:
            raise AssistantError("These two are not told to differ any more.")
        of = [found.one.passage.source, found.other.passage.source]
        self._keeping.record.add("said that statements do not differ", {"documents": of})
        append_line(self._file, Parted(key, date.today().isoformat()))
        self._changed = True
        return found

    def look(self, stop: threading.Event | None = None) -> Look:
        """Holds every document that was not looked at against those that were, so that any two are
        held against each other once. Raises AssistantError where no judge has passed."""
        judge, stop = self._judge(), stop or threading.Event()
        if judge is None:
            raise AssistantError(wording.NO_JUDGE)
        if not self._alone.acquire(timeout=1):
            raise AssistantError(wording.UNDER_WAY)
        try:
            return self._looks(judge, stop)
        finally:
            self._tell_others()
            self._alone.release()

    def _looks(self, judge: Contradicting, stop: threading.Event) -> Look:
        """Document after document; one that no reply can be had on waits for another time, and
        after several of them in a row all the others do."""
        read = found = documents = failed = 0
        trouble = ""
        todo, before = self._todo(judge.mark)
        for ident, ours in todo.items():
            if stop.is_set() or failed >= _FAILURES:
                break
            others = {i for i, theirs in before.items() if not (ours and theirs)}
            before[ident] = ours  # though it fail: what comes next is held against it all the same
            try:
                some, told = self._looked(ident, frozenset(others), judge, stop)
            except (ChatFailure, OSError) as error:
                failed, trouble = failed + 1, str(error)
                continue
            if not stop.is_set():
                failed = 0
                read, found, documents = read + some, found + told, documents + 1
        return Look(documents, read, found, trouble)

    def _tell_others(self) -> None:
        """That there may be more to tell, to this process and to others over the same folder."""
        self._changed = True
        with contextlib.suppress(OSError):
            self._file.touch()

    def _looked(
        self, ident: str, others: frozenset[str], judge: Contradicting, stop: threading.Event
    ) -> tuple[int, int]:
        """One document; (pairs read, found). Nothing is kept of one that was broken off."""
        searcher = self._index.searcher
        some = pairs(searcher, ident, others)
        found: list[Pair] = []
        for at in range(0, len(some), AT_ONCE):
            group = some[at : at + AT_ONCE]
            ruled = _ruled(judge, [(_source(a), _source(b)) for a, b in group], stop)
            if stop.is_set():  # what was being said may have been cut
                return at, 0
            found += [pair for pair, differs in zip(group, ruled, strict=True) if differs]
        today = date.today().isoformat()
        kept.save(searcher, ident, Looked(judge.mark, [_kept(p, judge.name, today) for p in found]))
        return len(some), len(found)

    def _todo(self, mark: str) -> tuple[dict[str, bool], dict[str, bool]]:
        """(documents that this judge has not looked at, those that it has), each with whether it is
        of the starter library, of which no two are held against each other; no older versions."""
        searcher = self._index.searcher
        older = searcher.editions.older(None, None)
        todo: dict[str, bool] = {}
        looked: dict[str, bool] = {}
        for s in searcher.documents():
            if s.id in older:
                kept.drop(searcher, s.id)  # looked at anew when it is asked again
            else:
                by_it = kept.load(searcher, s.id).mark == mark
                (looked if by_it else todo)[s.id] = s.voiced
        return todo, looked

    def _read(self) -> tuple[Differ, ...]:
        searcher = self._index.searcher
        older = searcher.editions.older(None, None)
        parted = self._parted()
        every = [
            k
            for s in searcher.documents()
            if s.id not in older
            for k in kept.load(searcher, s.id).found
            if k.key not in parted
        ]
        told: dict[tuple[str, frozenset[str]], Differ] = {}
        for k, (one, other) in kept.standing(searcher, every):
            both = frozenset((one.passage.document_id, other.passage.document_id))
            if not both & older:
                told[k.key, both] = Differ(k.key, one, other, k.by, k.on)
        return tuple(sorted(told.values(), key=lambda d: d.on, reverse=True))

    def _parted(self) -> set[str]:
        try:
            lines = self._file.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            return set()
        out = set()
        for line in lines:
            try:
                out.add(str(json.loads(line)["key"]))
            except (ValueError, KeyError, TypeError):
                continue
        return out


def _ruled(judge: Contradicting, group: list[Stated], stop: threading.Event) -> list[bool]:
    """What the judge says of each; where it does not answer to all at once, each alone, and no to
    one that it does not answer to though it does to others. Raises ChatFailure where to none."""
    try:
        return judge.found(group, stop)
    except ChatFailure as error:
        failed = error
    out: list[bool | None] = []
    for pair in group if len(group) > 1 else ():
        try:
            out += judge.found([pair], stop)
        except ChatFailure:
            out.append(None)
    if all(one is None for one in out):
        raise failed
    return [bool(one) for one in out]


def _said(said: Quotation) -> dict[str, Any]:
    p = said.passage
    return {
        "text": said.quote,
        "who": attribution(p),
        "document": p.document_id,
        "source": p.source,
        "published": p.metadata.published,
        "passage": p.id,
        "start": said.start,
        "end": said.end,
    }


def _source(said: Quotation) -> Source:
    return Source(said.quote, standing_before(said.passage))


def _kept(pair: Pair, by: str, on: str) -> Kept:
    one, other = pair
    return Kept(kept.Spot.of(one), kept.Spot.of(other), by, on)


__all__ = ["AT_ONCE", "MOST", "Differ", "Disagreeing", "Look"]
