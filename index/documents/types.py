"""The values that flow through the index: Document, Block, Passage, Hit, and what a run reports.
All frozen."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Literal

from index.text.dates import spoken

KINDS = ("review", "response", "progress", "commentary", "guidance", "legislation")
Kind = Literal["review", "response", "progress", "commentary", "guidance", "legislation"]
Role = Literal["heading", "paragraph", "item", "row", "label", "sources"]


@dataclass(frozen=True)
class Metadata:
    """Who, when and what a document is; None means that the document does not say.

    `published` is ISO 8601, possibly only a month ("2023-04") or a year.
    """

    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    kind: Kind | None = None
    url: str | None = None
    licence: str | None = None


class Label(StrEnum):
    """What a statement of a digest is, as the digest labels it."""

    RECOMMENDED = "Recommended"
    RESPONSE = "Response"
    PROGRESS = "Progress"
    LINKED = "Progress (linked by us)"
    COMMENT = "Comment"
    GUIDANCE = "Guidance"
    LAW = "Law"
    EVENT = "Event"
    DEFINITION = "Definition"
    DISAGREE = "Sources disagree"
    NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Drawn:
    """A source that a digest's statement was drawn from: its title, its publisher and date as
    the digest `stated` them, and the ISO date or year, None where it is undated."""

    title: str
    stated: str
    published: str | None = None

    def __str__(self) -> str:
        return f'"{self.title}", {self.stated}'


@dataclass(frozen=True)
class Voice:
    """Who stands behind one statement of a digest, when it differs from the document itself.
    `sources` is empty where the digest says that none was found."""

    label: Label
    kind: Kind | None
    said_on: str | None
    sources: tuple[Drawn, ...] = ()

    @property
    def named(self) -> str:
        """The label with its date: "Response, 14 June 2023"."""
        return ", ".join(filter(None, (self.label, spoken(self.said_on))))

    @property
    def drawn_from(self) -> str:
        """The sources in words, as the digest has them."""
        return "; ".join(map(str, self.sources)) + "." if self.sources else "none found."


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is about, and its cells that are not empty, each the full header
    of its column with what stands there. `table` counts a document's tables from 1."""

    label: str
    cells: tuple[tuple[str, str], ...]
    table: int = 0


@dataclass(frozen=True)
class Block:
    """A structural piece of a document: `document.text[start:end]` is its text.

    `page` is the one on which it begins, from 1, None where the format has no pages. `section`
    is the path of headings above it. `row` is there for a row of a table; `scanned` when a
    machine read it from a picture.
    """

    start: int
    end: int
    role: Role
    section: tuple[str, ...] = ()
    page: int | None = None
    voice: Voice | None = None
    row: Row | None = None
    scanned: bool = False


@dataclass(frozen=True)
class Place:
    """Where a line of `document.text[start:end]` stands: page from 1, and its box as left, top,
    right, bottom in points from the page's upper left corner."""

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Dropped:
    """Text left out on loading, with the reason: navigation, related links, repeats, page
    furniture."""

    reason: str
    text: str


@dataclass(frozen=True)
class Attached:
    """A file inside a file, such as what is attached to a mail."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Document:
    """One file as clean text with its structure. `id` is a hash of content and metadata.

    `places` are the lines of a document with pages, in order of the text. `unread` says in a
    sentence what of the file is not in the text, such as pages that are pictures. `attached` are
    files inside it, each a document of its own; they are not stored with it.
    """

    id: str
    source: str
    text: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()
    places: tuple[Place, ...] = ()
    unread: str | None = None
    attached: tuple[Attached, ...] = ()

    def page_of(self, start: int, end: int) -> int | None:
        """The page on which most of a span stands; None where the format has no pages."""
        share: dict[int, int] = {}
        first = max(0, bisect_right(self.places, start, key=lambda p: p.start) - 1)
        for place in islice(self.places, first, None):
            if place.start >= end:
                break
            if (inside := min(end, place.end) - max(start, place.start)) > 0:
                share[place.page] = share.get(place.page, 0) + inside
        return max(share, key=lambda page: (share[page], -page)) if share else None


@dataclass(frozen=True)
class Passage:
    """The unit that is found and quoted: `document.text[start:end] == text`. `id` is a content
    hash.

    `vouched`: who published its document, and of what kind it is, is known from the library or a
    reader; otherwise that is the document's own claim. `note` is what a reader has to know of
    the document, such as that its file can no longer be read; `scanned`: a machine read it from
    a picture; `edition` is what is said of its document as one of several versions.
    """

    id: str
    document_id: str
    source: str
    metadata: Metadata
    text: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    page: int | None = None
    voice: Voice | None = None
    vouched: bool = True
    note: str | None = None
    scanned: bool = False
    edition: str | None = None

    @property
    def kind(self) -> Kind | None:
        """Kind of the statement, which in a digest may differ from the document's."""
        return self.voice.kind if self.voice and self.voice.kind else self.metadata.kind

    @property
    def speaks_as(self) -> Kind | None:
        """The kind in whose voice it may be quoted: none where only the document itself says
        that it is a response or law."""
        return self.kind if self.vouched else None

    @property
    def said_on(self) -> str | None:
        """When it was said: a digest's statement has a date of its own, any other passage that
        of its document."""
        return self.voice.said_on if self.voice else self.metadata.published

    @property
    def heading(self) -> str | None:
        """The last heading above it."""
        return self.section[-1] if self.section else None

    @property
    def section_text(self) -> str | None:
        """The headings above it, for a reader: "Finance › Capital"."""
        return " › ".join(self.section) or None

    @property
    def lead(self) -> str:
        """The line that opens the list it is an item of ("The priorities now are to:"); empty
        when it is of none."""
        return self.heading if self.heading and self.heading.endswith(":") else ""

    @property
    def searched(self) -> str:
        """The text that is embedded and searched: title, heading and label (their last words, if
        long) in front."""
        label = self.voice.named if self.voice else None
        parts = ((self.metadata.title, 24), (self.section_text, 30), (label, 8))
        front = [" ".join(part[-12 * words :].split()[-words:]) for part, words in parts if part]
        return ". ".join(front) + "\n" + self.text if front else self.text


@dataclass(frozen=True)
class Quotation:
    """Words of a passage: `quote` is `document.text[start:end]`."""

    passage: Passage
    quote: str
    start: int
    end: int


@dataclass(frozen=True)
class Hit:
    """A passage with its rank (from 1) and score: how likely its best sentence is to answer, 0
    to 1."""

    passage: Passage
    rank: int
    score: float


Status = Literal["added", "updated", "moved", "unchanged", "removed", "kept", "skipped"]
STATUSES: tuple[Status, ...] = (
    "added",
    "updated",
    "moved",
    "unchanged",
    "removed",
    "kept",
    "skipped",
)


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file in an indexing run; `failed` when it was skipped because it could
    not be read, or when what was to be done was not done without a word of the reader's. "kept"
    is a document whose file is gone; `waits` is a file whose name another document has, with
    other content: the reader says whether it takes that one's place.
    """

    source: str
    status: Status
    reason: str | None = None
    failed: bool = False
    waits: bool = False


@dataclass(frozen=True)
class IndexReport:
    """Outcome of an indexing run; `seconds` is wall time of the whole run."""

    files: tuple[FileOutcome, ...]
    passages: int = 0
    seconds: float = 0.0

    def count(self, status: str) -> int:
        return sum(outcome.status == status for outcome in self.files)


@dataclass(frozen=True)
class Stored:
    """A document as the store lists it, without its text. `voiced` when statements of it have
    voices of their own; `path` is its file, empty when there is none any more. `vouched` and
    `note` as in Passage; `sketch` is what its editions are known by (index/documents/editions.py),
    empty for a digest, and in an index of an earlier version of this program."""

    id: str
    source: str
    path: str
    metadata: Metadata
    passages: int
    voiced: bool = False
    vouched: bool = True
    note: str | None = None
    sketch: str = field(default="", repr=False)


@dataclass(frozen=True)
class Removed:
    """A document that was taken out and can be brought back. `at` is an ISO time, `why` one of
    "removed" (by a reader), "replaced" (by another version) and "gone" (its file went from an
    indexed folder)."""

    id: str
    source: str
    path: str
    metadata: Metadata
    at: str
    why: Literal["removed", "replaced", "gone"]
    vouched: bool = False
