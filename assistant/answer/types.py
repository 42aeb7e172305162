"""The values of an answer. Frozen; its text is derived from its claims each time it is asked
for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.ledger.types import RowLink
from assistant.understand.types import Turn
from assistant.wording import refusals
from assistant.wording.voices import ADDED
from index.documents.types import Drawn, Passage
from index.text.dates import spoken


@dataclass(frozen=True)
class Citation:
    """Marker (from 1) and the words it stands for: `quote` is `document.text[start:end]`."""

    marker: int
    passage: Passage
    quote: str
    start: int
    end: int


@dataclass(frozen=True)
class Claim:
    """A sentence or two of a source, word for word, with the markers of every passage that says
    it; or, `written`, a sentence of the language model's that those passages support. `words` is
    where in the text the words stand that answer, of the first claim alone."""

    text: str
    markers: tuple[int, ...]
    passage: Passage
    listed: bool = False
    written: bool = False
    words: tuple[int, int] | None = None

    @property
    def lead(self) -> str | None:
        """The line that opens the list this is an item of ("The priorities now are to:"), in the
        source's words."""
        return None if self.passage.voice else self.passage.lead or None


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer: what was sought, what is missing, what kind of document might have
    it."""

    sought: str
    missing: str
    advice: str

    @property
    def headline(self) -> str:
        """That the library does not say, and what is missing."""
        return refusals.headline(self.missing)


State = Literal["answered", "partly answered", "not in the library", "ask back", "outside"]
"""How a question came out: "outside" is what is none for the documents, such as a greeting."""


@dataclass(frozen=True)
class Note:
    """A sentence in our words, derived from the ledger or from a document's own facts, with the
    markers it rests on; `doubts`: that what is quoted below may be no answer."""

    text: str
    markers: tuple[int, ...] = ()
    doubts: bool = False


Action = Literal["kept", "cited anew", "rewritten", "quoted instead", "removed"]


@dataclass(frozen=True)
class Check:
    """What became of a sentence of the model's: the keys it cited, how far they support it, what
    was done, and why."""

    text: str
    keys: tuple[int, ...]
    state: Literal["supported", "partly", "unsupported"]
    action: Action
    reason: str = ""


@dataclass(frozen=True)
class ModelNote:
    """Which model was asked, with which prompts (their content hash), the ids of the passages it
    read in the order of their keys, how many more had no room, and what became of its sentences;
    `instead` is why the quoting answer stands in place of what it wrote. `judge` names who read
    its sentences, `examined` tells whether it has sat the exam, and `trouble` is why the rules
    read them where another judge should have."""

    provider: str
    name: str
    prompt: str
    passages: tuple[str, ...]
    left_out: int
    checks: tuple[Check, ...] = ()
    instead: str | None = None
    judge: str = "rules"
    examined: bool = False
    trouble: str | None = None

    @property
    def read(self) -> int:
        return len(self.passages)

    def count(self, action: str) -> int:
        return sum(c.action == action for c in self.checks)


@dataclass(frozen=True)
class Timings:
    """Milliseconds."""

    search: float
    answer: float
    total: float


@dataclass(frozen=True)
class Standing:
    """How an answer stands, in time and among the documents. In ISO dates: the day it was asked
    on, the day it may not look beyond, its newest dated evidence, the newest evidence left out as
    later; how many documents were left out for having no date; and, where only some were asked,
    how many `of` how many, and their ids.
    """

    today: str
    as_at: str | None = None
    newest: str | None = None
    later: str | None = None
    undated: int = 0
    asked: int | None = None
    of: int = 0
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """An answer or a refusal, with its evidence. `documents` is the number of documents searched.

    It opens with the `note`, if there is one, else with the first claim; `folded` are claims that a
    reader opens, `points` the lines of a list in our words, `remarks` what is said quietly below,
    `next` questions that the library answers. `on_duty`: the question speaks of duties.
    """

    turn: Turn
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    refusal: Refusal | None
    documents: int
    timings: Timings
    model: ModelNote | None = None
    note: Note | None = None
    standing: Standing | None = None
    rows: tuple[RowLink, ...] = ()
    folded: tuple[Claim, ...] = ()
    points: tuple[Note, ...] = ()
    remarks: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    on_duty: bool = False
    outcome: State = "answered"

    @property
    def refused(self) -> bool:
        return self.refusal is not None

    @property
    def state(self) -> State:
        """How the question came out."""
        return "not in the library" if self.refusal else self.outcome

    @property
    def headline(self) -> str:
        """The sentence that the answer opens with: ours, else the best of the sources'."""
        if self.refusal:
            return self.refusal.headline
        return self.note.text if self.note else self.claims[0].text if self.claims else ""


def attribution(passage: Passage, most: int = 2) -> str:
    """Who said it and when, as far as the document says: "The King's Fund (Anna Charles), 14
    April 2023"."""
    if passage.voice:
        when = spoken(passage.voice.said_on)
        named = _source_names(passage.voice.sources, most)
        return " · ".join(
            part for part in (when, f"our digest of {named}" if named else "our digest") if part
        )
    m = passage.metadata
    who = m.publisher or ""
    if m.authors:
        people = m.authors[0] + (
            " and others"
            if len(m.authors) > 2
            else f" and {m.authors[1]}"
            if len(m.authors) == 2
            else ""
        )
        who = f"{who} ({people})" if who else people
    if who and not passage.vouched:
        who = f"{ADDED}, says it is by {who}"
    if not who:
        who = (
            f"“{m.title}”, publisher not stated"
            if m.title
            else f"{passage.source}, publisher not stated"
        )
        who = who if passage.vouched else f"{ADDED}: {who}"
    return f"{who}, {spoken(m.published) or 'date not stated'}{noted(passage)}"


def noted(passage: Passage) -> str:
    """What a reader has to know of the passage or its document, behind its attribution: "; read by
    machine from a scan"; empty where there is nothing."""
    note = (passage.note or "").rstrip(".")
    return f"; {note[0].lower()}{note[1:]}" if note else ""


def brief(passage: Passage) -> str:
    """Attribution in a few words, for a chip: "Mills & Reeve, June 2023 + 4"."""
    if not passage.voice:
        m = passage.metadata
        who = (
            (passage.vouched and (m.publisher or ", ".join(m.authors[:1])))
            or m.title
            or passage.source
        )
        return f"{who}, {spoken(passage.metadata.published) or 'no date'}"
    sources = passage.voice.sources
    first = sources[0].stated if sources else "our digest"
    return first + (f" + {len(sources) - 1}" if len(sources) > 1 else "")


def source_dates(passage: Passage) -> list[str]:
    """ISO dates of a digest statement's sources, as far as they have more than a year."""
    sources = passage.voice.sources if passage.voice else ()
    return [s.published for s in sources if s.published and len(s.published) > 4]


def known_on(passage: Passage) -> str | None:
    """When it became known: its own date; that of its newest source where it has none, or tells
    of what was still to come."""
    published = max(source_dates(passage), default=None)
    if passage.said_on is None:
        return published
    return published if published and published < passage.said_on else passage.said_on


def _source_names(sources: tuple[Drawn, ...], most: int) -> str:
    """Publisher and date of the first few sources of a digest's statement."""
    named = "; ".join(s.stated for s in sources[:most])
    return named + (f" and {len(sources) - most} more" if len(sources) > most else "")
