"""The recommendation ledger: who recommended what, how it was answered, how far it got.

Dates are of publication or of the event; everything else (statuses as at a date, what evidence
there is) is derived from the steps of a row. `ledger_file` reads it, `proposals` adds what
readers accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.wording.statuses import DERIVED, PROGRESS, RESPONSES
from index.documents.types import Label, Passage
from index.text.dates import by_end_of

FILE = "recommendations.yaml"
STATUSES: dict[str, list[str]] = {
    "recommended": [],
    "responded": [s for s in RESPONSES if s not in DERIVED],
    "progress": [s for s in PROGRESS if s not in DERIVED],
}
Said = Literal["recommended", "responded", "progress", "comment"]
_ORDER: tuple[Said, ...] = ("recommended", "responded", "progress", "comment")
_LABELS = {"responded": Label.RESPONSE, "progress": Label.PROGRESS, "comment": Label.COMMENT}


@dataclass(frozen=True)
class Words:
    """Words of an indexed document that a reader accepted as evidence: `document.text[start:end]
    == quote`."""

    document_id: str
    source: str
    start: int
    end: int
    quote: str


OVERDUE = "overdue"
"""Asked for as a status is: actions whose day is over."""


@dataclass(frozen=True)
class Step:
    """One thing said of a recommendation. `sources` are ids of the catalogue; `linked_by` says
    who set it beside it, `by` which reader, where people sign in."""

    said: Said
    text: str | None
    date: str | None
    status: str | None = None
    sources: tuple[str, ...] = ()
    linked_by: Literal["source", "us", "reader"] = "source"
    words: Words | None = None
    by: str = ""

    @property
    def reader(self) -> str:
        """Who accepted it, in words."""
        return self.by or "a reader"


@dataclass(frozen=True)
class Row:
    """A recommendation with all that is known of it, in the order recommended, answered, done,
    commented. `number` as its own document has it, `owner` and `due` (an ISO date) of an action."""

    id: str
    title: str
    review: str
    theme: str
    addressees: tuple[str, ...]
    steps: tuple[Step, ...]
    digest: str | None = None
    formal: str | None = None
    confidence: str | None = None
    disagreement: str | None = None
    note: str | None = None
    line: int = 0
    answered_later: bool = False
    number: str | None = None
    owner: str | None = None
    due: str | None = None

    def overdue(self, day: str) -> bool:
        """Whether it was due before that ISO day, a month by its end, was not rejected and is not
        reported as carried out."""
        over = self.due is not None and by_end_of(self.due) < day
        return over and self.progress != "done" and self.response != "rejected"

    def of(self, said: Said) -> tuple[Step, ...]:
        return tuple(s for s in self.steps if s.said == said)

    @property
    def recommendation(self) -> str:
        return self.of("recommended")[0].text or ""

    @property
    def published(self) -> str | None:
        return self.of("recommended")[0].date

    @property
    def response(self) -> str:
        """Status of the response, a key of `RESPONSES`."""
        said = {s.status for s in self.of("responded") if s.status} - {"unknown"}
        if not said:
            return "not yet" if self.answered_later else "unknown"
        return said.pop() if len(said) == 1 else "sources differ"

    @property
    def latest(self) -> Step | None:
        """The newest progress entry; one without a date only when none has one."""
        steps = self.of("progress")
        return max(steps, key=lambda s: s.date or "", default=None)

    @property
    def progress(self) -> str:
        """Status of the newest progress entry, a key of `PROGRESS`."""
        return (self.latest.status or "unknown") if self.latest else "none found"

    @property
    def newest(self) -> str | None:
        return max((s.date for s in self.steps if s.date), default=None)

    def rests_on(self, passage: Passage) -> bool:
        """Whether the passage is of the row's topic in its digest, or holds words that a reader
        accepted for it."""
        if passage.voice:
            return (self.digest, self.title) == (passage.source, passage.heading or "")
        accepted = (
            s.words for s in self.steps if s.words and s.words.document_id == passage.document_id
        )
        return any(passage.start <= words.start < passage.end for words in accepted)

    def as_at(self, day: str) -> Row | None:
        """What was known by `day`: only dated steps not after it; None when it had not been
        recommended yet."""
        known = tuple(
            s
            for s in self.steps
            if (by_end_of(s.date) <= day if s.date else s.status == "not recorded")
        )
        if not any(s.said == "recommended" for s in known):
            return None
        later = any(s.said == "responded" and s.date and s not in known for s in self.steps)
        return replace(self, steps=known, disagreement=None, note=None, answered_later=later)


@dataclass(frozen=True)
class Problem:
    """An entry, or a part of one, that was left out, and why."""

    file: str
    line: int
    id: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.id}: {self.what}"


@dataclass(frozen=True)
class RowLink:
    """A row of the ledger that an answer is about, as it stood: statuses and their ISO dates.
    `later` is the date of its newest entry, if that lies after the answer's day."""

    id: str
    title: str
    response: str
    responded: str | None
    progress: str
    progressed: str | None
    later: str | None = None


@dataclass(frozen=True)
class Ledger:
    """Every row that loads, and what did not. `events` are (what an event is called, its date);
    `timeline` is the digest of dated events, `about` what the ledger says of itself."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    timeline: str | None = None
    about: str | None = None

    def row(self, row_id: str) -> Row | None:
        return next((r for r in self.rows if r.id == row_id), None)

    def as_at(self, day: str | None) -> Ledger:
        return (
            replace(self, rows=tuple(r for row in self.rows if (r := row.as_at(day))))
            if day
            else self
        )

    def rows_about(
        self, passages: tuple[Passage, ...], day: str | None = None, most: int = 3
    ) -> tuple[RowLink, ...]:
        """Rows that rest on one of the first two passages, or on more than one, each as at
        `day`."""
        counts = Counter(row for p in passages for row in self.rows if row.rests_on(p))
        first = {row for row in counts if any(map(row.rests_on, passages[:2]))}
        found = [row for row, count in counts.items() if count > 1 or row in first]
        here = [(row, row.as_at(day) if day else row) for row in found]
        return tuple(_link(then, row) for row, then in here if then)[:most]

    def choose(
        self,
        theme: str = "",
        status: str = "",
        addressee: str = "",
        source: str = "",
        find: str = "",
        day: str | None = None,
    ) -> Ledger:
        """Rows of that theme, of that status of response or progress (or `OVERDUE` by the ISO
        `day`, None for today), to that addressee, of that review, with those words."""
        today = day or date.today().isoformat()

        def fits(row: Row) -> bool:
            text = " ".join(
                filter(None, [row.title, *(s.text for s in row.steps), *row.addressees])
            ).lower()
            return (
                theme in ("", row.theme)
                and (
                    row.overdue(today)
                    if status == OVERDUE
                    else status in ("", row.response, row.progress)
                )
                and (not addressee or addressee in row.addressees)
                and source in ("", row.review)
                and all(word in text for word in find.lower().split())
            )

        return replace(self, rows=tuple(filter(fits, self.rows)))


def _link(row: Row, whole: Row) -> RowLink:
    responded = next((s.date for s in row.of("responded") if s.date), None)
    later = whole.newest if whole.newest and whole.newest > (row.newest or "") else None
    return RowLink(
        row.id,
        row.title,
        row.response,
        responded,
        row.progress,
        row.latest.date if row.latest else None,
        later,
    )


def unbacked(ledger: Ledger, sources: Iterable[str]) -> tuple[Problem, ...]:
    """The digests that rows rest on and that are not among the indexed files, each with the ids
    and lines of its rows."""
    have = set(sources)
    missing: dict[str, list[Row]] = {}
    for row in ledger.rows:
        if row.digest and row.digest not in have:
            missing.setdefault(row.digest, []).append(row)
    return tuple(
        Problem(FILE, rows[0].line, rows[0].id, _unread(digest, rows[1:]))
        for digest, rows in missing.items()
    )


def _unread(digest: str, others: list[Row]) -> str:
    more = f" (nor have {', '.join(f'{r.id}, line {r.line}' for r in others)})" if others else ""
    return (
        f"has no passage{more}, because {digest} is not indexed; run `ics-assistant index"
        " --starter`."
    )


def contradictions(row: Row, file: str, line: int) -> list[Problem]:
    """That the sources of a row answer it differently, as a problem at that line of the file."""
    if row.response != "sources differ":
        return []
    said = " and ".join(
        f"{s.status!r} ({', '.join(s.sources) or 'a reader'})"
        for s in row.of("responded")
        if s.status != "unknown"
    )
    return [
        Problem(file, line, row.id, f"two responses contradict each other: {said}; both are shown.")
    ]


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Recommended, answered, done, commented; each by date, what has none last."""
    return tuple(sorted(steps, key=lambda s: (_ORDER.index(s.said), s.date or "9")))


def statement_of(step: Step, section: Iterable[Passage]) -> Passage | None:
    """The digest statement behind a step among the passages of its topic; a "Not known" one for
    an unknown response."""
    passages = [(p, p.voice) for p in section if p.voice]

    def labelled(label: Label) -> list[Passage]:
        return [p for p, voice in passages if voice.label == label]

    if step.said == "responded" and step.status == "unknown":
        unknown = labelled(Label.NOT_KNOWN)
        return next((p for p in unknown if "answer" in p.text or "respon" in p.text), None)
    if step.said == "recommended":
        return next(iter(labelled(Label.RECOMMENDED) or labelled(Label.COMMENT)), None)
    linked = step.said == "progress" and step.linked_by == "us"
    found = labelled(Label.LINKED if linked else _LABELS[step.said])
    if step.said == "comment":
        found = [p for p in found if step.text and p.text[:60] in step.text]
    return next((p for p in found if p.said_on == step.date), None)
