"""The ledger, its charts in words and what documents propose, in; HTML out. The templates hold
the markup and escape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer.corrected import Corrected
from assistant.ledger.catalogue import Source
from assistant.ledger.decisions import Proposal
from assistant.ledger.export import SEEN
from assistant.ledger.types import OVERDUE, STATUSES, Ledger, Row, Step
from assistant.services.corrections import said_of
from assistant.ui.disputes import Dispute, of_step
from assistant.ui.templating import render
from assistant.wording.statuses import FORMAL, PROGRESS, RESPONSES
from assistant.wording.voices import VOICES
from index.documents.types import Quotation, Stored
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
    """Search, filters, the days and the exports."""
    themes, reviews = (
        list(dict.fromkeys(values))
        for values in ([r.theme for r in ledger.rows], [r.review for r in ledger.rows])
    )
    addressees = sorted({a for row in ledger.rows for a in row.addressees}, key=str.lower)
    responses = [s for s in RESPONSES if any(r.response == s for r in ledger.rows)]
    progress = [s for s in PROGRESS if any(r.progress == s for r in ledger.rows)]
    progress += [OVERDUE] if any(r.due for r in ledger.rows) else []
    selects = (
        ("Response", "response", responses),
        ("Progress", "progress", progress),
        ("Theme", "theme", themes),
        ("Addressed to", "to", addressees),
        ("Report", "review", reviews),
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
    """What stands behind the rows: the catalogue, its documents that are indexed themselves, the
    passages of steps, and what readers say is wrong."""

    catalogue: dict[str, Source]
    originals: dict[str, Stored]
    evidence: Callable[[Step, Row], Quotation | None]
    corrected: Corrected


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
    dispute: Dispute


@dataclass(frozen=True)
class _Row:
    """A row of the table; `before` are its statuses at the earlier day that it is compared with."""

    id: str
    title: str
    recommendation: str
    published: str
    response: _Status
    progress: _Status
    before: tuple[_Status, _Status] | None = None


@dataclass(frozen=True)
class _Part:
    """A part of a bar: how many have that status, and its share of the whole in a hundred."""

    status: _Status
    count: int
    share: float


@dataclass(frozen=True)
class Compared:
    """The ledger at an earlier day, to compare with."""

    day: str
    ledger: Ledger


@dataclass(frozen=True)
class _Proposed:
    """A proposal in words; `new` when it may be a row of its own, `first` its first words,
    `title` of the `row` it belongs to, `choices` the statuses it may have, `status` the one that
    its words speak of."""

    id: str
    what: str
    source: str
    text: str
    first: str
    row: str | None
    title: str
    new: bool
    choices: tuple[str, ...]
    status: str | None


@dataclass(frozen=True)
class _List:
    """A document's whole list: its id, what it is, and what stands in it."""

    document: str
    what: str
    items: tuple[_Proposed, ...]


PAGE, PROPOSED = 12, 50
"""Rows that are shown before more are asked for, and single proposals that are shown at once."""


def table(
    ledger: Ledger, every: int, day: str | None, compared: Compared | None, shown: int
) -> tuple[str, str]:
    """(the chart of these rows, the first `shown` of them), as at `day`; `every` is how many the
    ledger has. Compared with an earlier day, only what has changed since."""
    rows, title = ledger.rows, ""
    if compared:
        before = {row.id: row for row in compared.ledger.rows}
        rows = tuple(row for row in rows if _changed(before.get(row.id), row))
        until = f"and {spoken(day)}" if day else "and now"
        title = f"{len(rows)} changed between {spoken(compared.day)} {until}"
    chart = render(
        "ledger_chart.html",
        day=spoken(day) if day else None,
        compared=title,
        said=_in_words(rows),
        parts=parts(rows, "response"),
        themes=[
            (theme, len(some), parts(some, "response")) for theme, some in _by_theme(rows).items()
        ],
        empty=not every,
    )
    return chart, render(
        "ledger_table.html",
        problems=[str(p) for p in ledger.problems],
        day=spoken(day) if day else None,
        count=f"{len(rows)} of {every} recommendations",
        rows=[_row(row, before.get(row.id) if compared else None) for row in rows[:shown]],
        more=max(0, len(rows) - shown),
        next=shown + PAGE,
        empty=not every,
    )


def _changed(before: Row | None, row: Row) -> bool:
    then = (before.response, before.progress) if before else None
    return then != (row.response, row.progress)


def parts(rows: Sequence[Row], which: str) -> list[_Part]:
    """A bar of the rows' statuses: of "response" or of "progress"."""
    names = RESPONSES if which == "response" else PROGRESS
    count = Counter(getattr(row, which) for row in rows)
    whole = max(1, len(rows))
    return [_Part(_status(n), count[n], 100 * count[n] / whole) for n in names if count[n]]


def _by_theme(rows: Sequence[Row]) -> dict[str, list[Row]]:
    themes: dict[str, list[Row]] = {}
    for row in rows:
        themes.setdefault(row.theme, []).append(row)
    return themes


def _in_words(rows: Sequence[Row]) -> str:
    """What the chart says, in a sentence."""
    if not rows:
        return "No recommendation fits what is chosen."
    count = Counter(row.response for row in rows)
    agreed = count["accepted"] + count["partly accepted"]
    known = len(rows) - count["unknown"] - count["not yet"] - count["not recorded"]
    return (
        f"Of {len(rows)}, government accepted {agreed} in whole or in part and rejected"
        f" {count['rejected']}; for {len(rows) - known} no answer is known or recorded."
    )


def detail(row: Row, shelf: Shelf, day: str | None = None) -> str:
    """A row's timeline as at a day with its sources and what else is known of it."""
    steps = tuple(_step(row, number, step, shelf, day) for number, step in enumerate(row.steps))
    told = shelf.corrected.of_step(row.id, None, row.title)
    dispute = of_step(row.id, None, row.title, told)
    return render("ledger_detail.html", row=row, steps=steps, facts=_facts(row), dispute=dispute)


def _status(name: str, when: str | None = None, note: str = "") -> _Status:
    return _Status(
        name, name.replace(" ", "-"), MARKS[name], bool(when or note), spoken(when) or "", note
    )


def _row(row: Row, before: Row | None) -> _Row:
    answered = next((s.date for s in row.of("responded") if s.date), None)
    latest = row.latest
    linked = " · linked by us" if latest and latest.linked_by == "us" else ""
    return _Row(
        row.id,
        row.title,
        row.recommendation,
        published=f"{row.review}, {spoken(row.published) or 'no date'}",
        response=_status(row.response, answered),
        progress=_status(row.progress, latest.date if latest else None, linked),
        before=(_status(before.response), _status(before.progress)) if before else None,
    )


def _facts(row: Row) -> tuple[tuple[str, str], ...]:
    """What is known of a row beside its timeline, (name, text)."""
    formal = FORMAL.get(row.formal or "")
    facts = (
        ("Standing", formal[:1].upper() + formal[1:] + "." if formal else ""),
        ("Addressed to", ", ".join(row.addressees) if not row.owner else ""),
        ("Owner", row.owner),
        ("Due", spoken(row.due)),
        ("Theme", row.theme),
        ("Sources differ", row.disagreement),
        ("Note", row.note),
        (
            "Confidence",
            {"high": "High", "medium": "Medium", "low": "Low"}.get(row.confidence or ""),
        ),
    )
    return tuple((name, text) for name, text in facts if text)


def _step(row: Row, number: int, step: Step, shelf: Shelf, day: str | None) -> _Step:
    voice = VOICES["linked" if step.linked_by == "us" else _VOICE[step.said]]
    if step.linked_by == "reader":
        voice += f", added by {step.reader}"
    missing = {"responded": RESPONSES, "progress": PROGRESS}.get(step.said, {}).get(
        step.status or "", ""
    )
    many = len(step.sources)
    sources = () if step.words else step.sources
    evidence = shelf.evidence(step, row)
    return _Step(
        number,
        step.said,
        voice,
        date=spoken(step.date) or "date not known",
        status=_status(step.status) if step.status else None,
        text=step.text or missing,
        backed=evidence is not None,
        drawn=f"{many} source{'s' if many > 1 else ''}" if many else "",
        words=step.words.source if step.words else None,
        sources=tuple(
            _source(shelf.catalogue[i], shelf.originals.get(i), row, number) for i in sources
        ),
        dispute=_dispute(row, number, evidence, shelf.corrected, day),
    )


def _dispute(
    row: Row, number: int, found: Quotation | None, corrected: Corrected, day: str | None
) -> Dispute:
    """What readers say of a step, or of the passage that it rests on."""
    words = said_of(row, number)
    told = corrected.of_step(row.id, number, words)
    told += corrected.at(found.passage, found.start, found.end) if found else ()
    return of_step(row.id, number, words, told, day)


def _source(source: Source, original: Stored | None, row: Row, number: int) -> _Source:
    read = SEEN.get(source.seen or "", "how much was read is not stated")
    told = f"{source.title}, {source.publisher}, {spoken(source.date) or 'undated'}: {read}."
    url = source.url if source.url and source.url.startswith(("https://", "http://")) else None
    return _Source(told, url, original.id if original else None, row.id, number)


def proposed(found: list[Proposal] | None, ledger: Ledger, notice: str = "") -> str:
    """What the documents may add, each to be accepted, edited or rejected by a reader."""
    single = [p for p in found or () if not p.listed]
    items = None if found is None else [_proposal(p, ledger) for p in single[:PROPOSED]]
    whole: dict[str, list[Proposal]] = {}
    for p in found or ():
        if p.listed:
            whole.setdefault(p.words.document_id, []).append(p)
    lists = [_list(some, ledger) for some in whole.values()]
    return render(
        "proposals.html",
        found=items,
        count=len(single),
        lists=lists,
        rows=ledger.rows,
        notice=notice,
    )


def _list(some: list[Proposal], ledger: Ledger) -> _List:
    some = sorted(some, key=lambda p: p.words.start)
    noun = "actions" if all(p.action for p in some) else "recommendations"
    what = f"{len(some)} {noun} in {some[0].words.source}"
    return _List(some[0].words.document_id, what, tuple(_proposal(p, ledger) for p in some))


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
    if p.listed:
        noun = "Action" if p.action else "Recommendation"
        due = f"due {spoken(p.due)}" if p.due else None
        what = ", ".join(filter(None, [f"{noun} {p.number or ''}".strip(), p.owner, due]))
    return _Proposed(
        p.id,
        what + about,
        source=f"{p.words.source}, {spoken(p.date) or 'no date'} · confidence {p.sure}",
        text=p.text,
        first=" ".join(p.text.split()[:8]),
        row=row.id if row else None,
        title=row.title if row else "",
        new=p.said == "recommended",
        choices=tuple(STATUSES[p.said]),
        status=p.status,
    )
