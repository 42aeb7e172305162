"""The ledger, its charts in words and what documents propose, in; HTML out. The templates hold
the markup and escape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.ledger.catalogue import Source
from assistant.ledger.export import SEEN
from assistant.ledger.proposals import Proposal
from assistant.ledger.types import STATUSES, Ledger, Row, Step
from assistant.ui.templating import render
from assistant.wording.statuses import FORMAL, PROGRESS, RESPONSES
from assistant.wording.voices import VOICES
from index.documents.types import Passage, Stored
from index.text.dates import spoken

_VOICE = {
    "recommended": "recommended",
    "responded": "responded",
    "progress": "reported",
    "comment": "argued",
}
MARKS = {
    "accepted": "✓", "partly accepted": "◐", "noted": "○", "rejected": "✕",
    "no clear response": "–", "sources differ": "≠", "unknown": "?", "not yet": "–",
    "not recorded": "·", "done": "✓", "under way": "→", "stalled": "‖", "reversed": "↩",
    "none found": "·",
}  # fmt: skip


def controls(ledger: Ledger) -> str:
    """Search, filters, the as-at day and the exports."""
    themes, reviews = (
        list(dict.fromkeys(values))
        for values in ([r.theme for r in ledger.rows], [r.review for r in ledger.rows])
    )
    addressees = sorted({a for row in ledger.rows for a in row.addressees}, key=str.lower)
    selects = (
        ("Report", "review", reviews),
        ("Theme", "theme", themes),
        (
            "Response",
            "response",
            [s for s in RESPONSES if any(r.response == s for r in ledger.rows)],
        ),
        (
            "Progress",
            "progress",
            [s for s in PROGRESS if any(r.progress == s for r in ledger.rows)],
        ),
        ("Addressed to", "to", addressees),
    )
    return render(
        "ledger_controls.html",
        about=ledger.about,
        selects=[
            (name, key, [(v, v[:1].upper() + v[1:]) for v in values])
            for name, key, values in selects
        ],
        meanings=[
            (name, [(MARKS[status], status, text) for status, text in words.items()])
            for name, words in (("Response", RESPONSES), ("Progress", PROGRESS))
        ],
    )


@dataclass(frozen=True)
class Shelf:
    """What stands behind the rows: the catalogue, its documents that are indexed themselves, and
    which steps have a passage."""

    catalogue: dict[str, Source]
    originals: dict[str, Stored]
    backed: Callable[[Step, Row], bool]


@dataclass(frozen=True)
class _Status:
    """A status with its sign; `dated` when its date, or a note beside it, is shown."""

    name: str
    look: str
    sign: str
    dated: bool = False
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Source:
    """A source that a step is drawn from; `document` is the id of the indexed document that it
    is, if any."""

    told: str
    url: str | None
    document: str | None
    row: str
    step: int


@dataclass(frozen=True)
class _Step:
    """One thing said of a recommendation, in words; `drawn` says from how many sources, `words`
    where a reader found it."""

    number: int
    said: str
    voice: str
    date: str
    status: _Status | None
    text: str
    backed: bool
    drawn: str
    words: str | None
    sources: tuple[_Source, ...]


@dataclass(frozen=True)
class _Row:
    """A row of the table with its timeline; `data` are the (name, value) that the filters read."""

    id: str
    title: str
    recommendation: str
    published: str
    data: tuple[tuple[str, str], ...]
    response: _Status
    progress: _Status
    steps: tuple[_Step, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Proposed:
    """A proposal in words; `new` when it may be a row of its own, `first` its first words,
    `choices` the statuses it may have."""

    id: str
    what: str
    source: str
    text: str
    first: str
    row: str | None
    new: bool
    choices: tuple[str, ...]


def table(ledger: Ledger, shelf: Shelf, day: str | None, opened: str | None) -> str:
    """Every row as at `day`, each with its timeline folded away; `opened` is the id of the row
    to show open."""
    return render(
        "ledger_table.html",
        problems=[str(p) for p in ledger.problems],
        day=spoken(day) if day else None,
        as_at=day or "",
        opened=opened,
        rows=[_row(row, shelf) for row in ledger.rows],
    )


def status(name: str, when: str | None, note: str = "") -> str:
    """A status with its sign and date."""
    return render("ledger_status.html", shown=_status(name, when, note))


def _status(name: str, when: str | None = None, note: str = "") -> _Status:
    return _Status(
        name, name.replace(" ", "-"), MARKS[name], bool(when or note), spoken(when) or "", note
    )


def _row(row: Row, shelf: Shelf) -> _Row:
    data = (
        ("review", row.review),
        ("theme", row.theme),
        ("response", row.response),
        ("progress", row.progress),
        ("to", "|".join(row.addressees)),
    )
    answered = next((s.date for s in row.of("responded") if s.date), None)
    latest = row.latest
    linked = " · linked by us" if latest and latest.linked_by == "us" else ""
    return _Row(
        row.id,
        row.title,
        row.recommendation,
        published=f"{row.review}, {spoken(row.published) or 'no date'}",
        data=data,
        response=_status(row.response, answered),
        progress=_status(row.progress, latest.date if latest else None, linked),
        steps=tuple(_step(row, number, step, shelf) for number, step in enumerate(row.steps)),
        facts=_facts(row),
    )


def _facts(row: Row) -> tuple[tuple[str, str], ...]:
    """What is known of a row beside its timeline, (name, text)."""
    formal = FORMAL.get(row.formal or "")
    facts = (
        ("Standing", formal[:1].upper() + formal[1:] + "." if formal else ""),
        ("Addressed to", ", ".join(row.addressees)),
        ("Theme", row.theme),
        ("Sources differ", row.disagreement),
        ("Note", row.note),
        (
            "Confidence",
            {"high": "High", "medium": "Medium", "low": "Low"}.get(row.confidence or ""),
        ),
    )
    return tuple((name, text) for name, text in facts if text)


def _step(row: Row, number: int, step: Step, shelf: Shelf) -> _Step:
    voice = VOICES["linked" if step.linked_by == "us" else _VOICE[step.said]]
    if step.linked_by == "reader":
        voice += ", added by a reader"
    missing = {"responded": RESPONSES, "progress": PROGRESS}.get(step.said, {}).get(
        step.status or "", ""
    )
    many = len(step.sources)
    sources = () if step.words else step.sources
    return _Step(
        number,
        step.said,
        voice,
        date=spoken(step.date) or "date not known",
        status=_status(step.status) if step.status else None,
        text=step.text or missing,
        backed=shelf.backed(step, row),
        drawn=f"{many} source{'s' if many > 1 else ''}" if many else "",
        words=step.words.source if step.words else None,
        sources=tuple(
            _source(shelf.catalogue[i], shelf.originals.get(i), row, number) for i in sources
        ),
    )


def _source(source: Source, original: Stored | None, row: Row, number: int) -> _Source:
    read = SEEN.get(source.seen or "", "how much was read is not stated")
    told = f"{source.title}, {source.publisher}, {spoken(source.date) or 'undated'}: {read}."
    url = source.url if source.url and source.url.startswith(("https://", "http://")) else None
    return _Source(told, url, original.id if original else None, row.id, number)


def counts(ledger: Ledger) -> dict[str, Counter]:
    """{theme: how many rows of each response status}, of what was addressed to government."""
    rows = [r for r in ledger.rows if r.response != "not recorded"]
    return {
        theme: Counter(r.response for r in rows if r.theme == theme)
        for theme in dict.fromkeys(r.theme for r in rows)
    }


def chart_in_words(ledger: Ledger) -> str:
    """The chart of responses by theme as a table."""
    by_theme = counts(ledger)
    used = [s for s in RESPONSES if any(c[s] for c in by_theme.values())]
    lines = [
        (theme, [count[s] for s in used], sum(count.values())) for theme, count in by_theme.items()
    ]
    return render("ledger_chart.html", used=used, lines=lines)


def events_in_words(events: Iterable[Passage]) -> str:
    """The timeline as a list, each event with its passage."""
    return render(
        "ledger_events.html", events=[(p.id, spoken(p.said_on) or "", p.text) for p in events]
    )


def proposed(found: list[Proposal] | None, ledger: Ledger, notice: str = "") -> str:
    """What the documents may add, each to be accepted, edited or rejected by a reader."""
    items = None if found is None else [_proposal(p, ledger) for p in found]
    return render("proposals.html", found=items, rows=ledger.rows, notice=notice)


def _proposal(p: Proposal, ledger: Ledger) -> _Proposed:
    row = ledger.row(p.row) if p.row else None
    what = {
        "recommended": "May be a recommendation",
        "responded": "May be a response",
        "progress": "May report progress",
    }[p.said]
    about = (
        f" to the row “{row.title}”"
        if row and p.said != "progress"
        else f" on “{row.title}”"
        if row
        else ""
    )
    return _Proposed(
        p.id,
        what + about,
        source=f"{p.words.source}, {spoken(p.date) or 'no date'} · confidence {p.sure}",
        text=p.text,
        first=" ".join(p.text.split()[:8]),
        row=p.row,
        new=p.said == "recommended",
        choices=tuple(STATUSES[p.said]),
    )
