"""What readers say is wrong, as they and editors handle it: said of a statement, withdrawn,
decided on, and out as a patch for the library's files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answer.corrected import Corrected, Differs, Disputed
from assistant.errors import AssistantError, NotThereError
from assistant.ledger.current import CurrentLedger
from assistant.ledger.types import FILE, Row
from assistant.people.acting import acting, need
from assistant.services.keeping import Keeping
from assistant.settings import Settings
from index.documents.types import Passage
from index.search.handle import IndexHandle

if TYPE_CHECKING:
    from assistant.conversations.corrections import Correction, Source, State
    from assistant.services.patching import Patch

WHY, SOURCE, NOTE, WORDS = 1000, 500, 1000, 4000
"""Letters of a reason, a source, an editor's note, and the words that are wrong or stand
instead."""
_TITLES = 500
"""Titles that are offered as sources; any other may be typed."""
_CHANGED = "The ledger has changed; look at the row again."


class Corrections:
    """Takes the open index, the ledger as it stands and what is kept. Each change goes on
    record."""

    def __init__(
        self,
        settings: Settings,
        index: IndexHandle,
        current: CurrentLedger,
        keeping: Keeping,
        differs: Differs,
    ) -> None:
        self._library, self._index = settings.library_dir, index
        self._current, self._keeping = current, keeping
        self._differs = differs

    def told(self) -> Corrected:
        """What is to be told beside statements: what readers say, and where sources differ."""
        return replace(self._keeping.corrected(), differs=self._differs)

    def all(self, state: State | None = None) -> list[Correction]:
        """Every correction, or those in a state, in the order they were said; withdrawn
        ones only to who said them and who runs this installation."""
        need("reader")
        who, found = acting(), self._keeping.corrections.all(state)
        if who.may("administrator"):
            return found
        return [c for c in found if c.state != "withdrawn" or c.owner == who.id]

    def waiting(self) -> list[Correction]:
        """Those that no editor has decided on."""
        return self.all("open")

    def titles(self) -> list[str]:
        """Titles of documents that may be named as sources."""
        titles = (s.metadata.title or s.source for s in self._index.searcher.documents())
        return sorted(dict.fromkeys(titles))[:_TITLES]

    def of_passage(self, passage: Passage, start: int, end: int) -> Disputed:
        """Words of a passage: `document.text[start:end]`."""
        words = passage.text[start - passage.start : end - passage.start]
        return Disputed(words, passage.source, passage.document_id, passage.id, start, end)

    def of_words(self, passage_id: str, quote: str = "") -> Disputed:
        """The words of a passage that are quoted, or all of it. Raises NotThereError where there
        is no such passage, and AssistantError where they do not stand in it."""
        passage = self._index.searcher.passages([passage_id]).get(passage_id)
        if passage is None:
            raise NotThereError(f"There is no passage {passage_id!r}; a search gives their ids.")
        at = passage.text.find(quote)
        if at < 0:
            raise AssistantError(
                f"These words do not stand in passage {passage_id}; give them as they are quoted."
            )
        start = passage.start + at
        end = start + len(quote) if quote else passage.end
        return self.of_passage(passage, start, end)

    def of_span(self, document: str, start: int, end: int) -> Disputed:
        """`document.text[start:end]`, in the passage in which it begins. Raises NotThereError
        where there is none."""
        passages = self._index.searcher.of_document(document)
        found = next((p for p in passages if p.start <= start < p.end), None)
        if found is None or end <= start:
            raise NotThereError("This passage is not in the library any more.")
        return self.of_passage(found, start, min(end, found.end))

    def of_step(self, row: str, step: int | None, day: str | None = None) -> Disputed:
        """A step of a row of the ledger by its number in the row as at `day`, or the row itself;
        its number in the row as it is. Raises NotThereError where there is none."""
        ledger = self._current.now()
        whole, found = ledger.row(row), ledger.as_at(day).row(row)
        if whole is None or found is None or not (step is None or 0 <= step < len(found.steps)):
            raise NotThereError(_CHANGED)
        said = found.steps[step] if step is not None else None
        if said is None or step is None:
            return Disputed(found.title, FILE, row=row)
        found, step = whole, next(n for n, s in enumerate(whole.steps) if s is said)
        if w := said.words:
            return Disputed(_said(found, step), w.source, w.document_id, row=row, step=step)
        return Disputed(_said(found, step), FILE, row=row, step=step)

    def add(self, of: Disputed, why: str, source: str = "") -> Correction:
        """Who is acting says that it is wrong. Raises AssistantError without a reason, or where
        there are no words that it is of."""
        from assistant.conversations.store import new_id

        need("reader")
        why, named = plain(why, WHY, "reason"), plain(source, SOURCE, "source")
        if not why:
            raise AssistantError("Say why it is wrong; then it stands beside the statement.")
        if not plain(of.words, WORDS, "statement"):
            raise AssistantError("There are no words there; say which ones are wrong.")
        who, kept = acting(), self._keeping.corrections
        if there := kept.same(who.id, of, why):
            return kept.one(there)
        ident, about = new_id(), {"row": of.row} if of.row else {"document": of.document}
        self._note("said that something is wrong", ident, **about)
        return kept.one(kept.add(who.id, who.name, of, why, self._source(named), ident))

    def _source(self, named: str) -> Source:
        """A document of the library, if it is called so, else as it was said."""
        from assistant.conversations.corrections import Source

        for s in self._index.searcher.documents() if named else ():
            if named.lower() in ((s.metadata.title or "").lower(), s.source.lower()):
                return Source(s.metadata.title or s.source, s.id)
        return Source(named)

    def withdraw(self, ident: str) -> Correction:
        """By who said it, as long as it is open, or who runs this installation. Raises
        AssistantError otherwise."""
        kept, who = self._keeping.corrections, acting()
        found = kept.one(ident)
        if found.owner != who.id:
            need("administrator")
        if found.state != "open":
            raise AssistantError(f"This correction was {found.state}; it cannot be withdrawn.")
        return self._decided(found, "withdrawn", "", "")

    def decide(
        self, ident: str, state: State, note: str = "", instead: str = "", seen: str | None = None
    ) -> Correction:
        """An editor's decision, accepted or declined, or another in its place; `instead` are words
        that are to stand in the statement's place, `seen` the time of the decision that the
        editor saw, empty where there was none. Raises AssistantError where there is another by
        now, or it was withdrawn."""
        need("editor")
        found = self._keeping.corrections.one(ident)
        note, words = plain(note, NOTE, "note"), plain(instead, WORDS, "wording")
        if state not in ("accepted", "declined"):
            raise AssistantError(f"{state!r} is no decision; one is accepted or declined.")
        if found.state == "withdrawn" or seen not in (None, found.decision.at):
            raise AssistantError(
                "This correction was decided on or withdrawn meanwhile; look at it again."
            )
        if state == "declined" and words:
            raise AssistantError("A correction that is declined has no words to stand instead.")
        if words and words == " ".join(found.of.words.split()):
            raise AssistantError("These are the words that stand there; change them, or give none.")
        return self._decided(found, state, note, words)

    def _decided(self, found: Correction, state: State, note: str, instead: str) -> Correction:
        from assistant.conversations.corrections import Decision

        who, kept = acting(), self._keeping.corrections
        self._note(f"{state} a correction", found.id)
        kept.decide(found, state, Decision("", who.id, who.name, note, instead))
        return kept.one(found.id)

    def _note(self, did: str, ident: str, **what: str) -> None:
        self._keeping.record.add(did, {"correction": ident, **what})

    def export(self) -> Patch:
        """The accepted ones as a patch for the library's files."""
        from assistant.services.patching import patch

        return patch(self.all("accepted"), self._library)


def said_of(row: Row, step: int | None) -> str:
    """The words by which a step of a row is known; the row's title for the row itself."""
    return row.title if step is None else _said(row, step)


def _said(row: Row, step: int) -> str:
    """A step without words is known by its status."""
    return row.steps[step].text or row.steps[step].status or row.steps[step].said


def plain(text: str, most: int, what: str) -> str:
    """As one line of what can be printed: nothing that breaks a line, hides, or turns the way of
    writing. Raises AssistantError for more than so many letters."""
    shown = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
    line = " ".join(shown.split())
    if len(line) > most:
        raise AssistantError(f"The {what} has {len(line):,} letters; give at most {most:,}.")
    return line
