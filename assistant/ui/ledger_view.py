"""The ledger, its charts in words and what documents propose, in; HTML out. Every piece of text is escaped here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from assistant.ledger.catalogue import Source
from assistant.ledger.export import SEEN
from assistant.ledger.proposals import Proposal
from assistant.ledger.types import STATUSES, Ledger, Row, Step
from assistant.wording.statuses import FORMAL, PROGRESS, RESPONSES
from assistant.wording.voices import VOICES
from index.documents.types import Passage, Stored
from index.text.dates import spoken

_VOICE = {"recommended": "recommended", "responded": "responded", "progress": "reported", "comment": "argued"}
MARKS = {
    "accepted": "✓", "partly accepted": "◐", "noted": "○", "rejected": "✕", "no clear response": "–", "sources differ": "≠",
    "unknown": "?", "not yet": "–", "not recorded": "·", "done": "✓", "under way": "→", "stalled": "‖", "reversed": "↩", "none found": "·",
}  # fmt: skip


def controls(ledger: Ledger) -> str:
    """Search, filters, the as-at day and the exports."""
    themes, reviews = (list(dict.fromkeys(values)) for values in ([r.theme for r in ledger.rows], [r.review for r in ledger.rows]))
    addressees = sorted({a for row in ledger.rows for a in row.addressees}, key=str.lower)
    selects = "".join(
        f'<label>{name}<select data-filter="{key}"><option value="">All</option>'
        + "".join(f'<option value="{escape(value)}">{escape(value[:1].upper() + value[1:])}</option>' for value in values)
        + "</select></label>"
        for name, key, values in (
            ("Report", "review", reviews),
            ("Theme", "theme", themes),
            ("Response", "response", [s for s in RESPONSES if any(r.response == s for r in ledger.rows)]),
            ("Progress", "progress", [s for s in PROGRESS if any(r.progress == s for r in ledger.rows)]),
            ("Addressed to", "to", addressees),
        )
    )
    meanings = "".join(
        f"<h3>{name}</h3><dl>"
        + "".join(f"<div><dt>{MARKS[s]} {s}</dt><dd>{escape(text)}</dd></div>" for s, text in words.items())
        + "</dl>"
        for name, words in (("Response", RESPONSES), ("Progress", PROGRESS))
    )
    about = f'<p class="about">{escape(ledger.about)}</p>' if ledger.about else ""
    return (
        f"{about}"
        '<form class="filters" role="search" aria-label="Find recommendations">'
        '<label class="wide">Find<input type="search" data-filter="find" placeholder="Words in it …"></label>'
        f'<details class="more" open><summary>Filters</summary><div>{selects}<label>As at<input type="date" data-day></label>'
        '<button type="reset" class="quiet">Clear</button></div></details></form>'
        '<div class="ledger-line"><p role="status" aria-live="polite" data-count></p><div class="tools">'
        '<button type="button" class="quiet" data-export="csv">Download CSV</button>'
        '<button type="button" class="quiet" data-export="xlsx">Download Excel</button></div></div>'
        f'<details class="meanings"><summary>What the statuses mean</summary>{meanings}</details>'
    )


@dataclass(frozen=True)
class Shelf:
    """What stands behind the rows: the catalogue, its documents that are indexed themselves, and which steps have a passage."""

    catalogue: dict[str, Source]
    originals: dict[str, Stored]
    backed: Callable[[Step, Row], bool]


def table(ledger: Ledger, shelf: Shelf, day: str | None, opened: str | None) -> str:
    """Every row as at `day`, each with its timeline folded away; `opened` is the id of the row to show open."""
    problems = "".join(f"<li>{escape(str(p))}</li>" for p in ledger.problems)
    notice = f'<div role="status"><ul class="notice">{problems}</ul></div>' if problems else ""
    if not ledger.rows:
        empty = (
            f"Nothing had been recommended by {spoken(day)}, as far as the ledger knows." if day else "The ledger holds no recommendations."
        )
        return notice + f'<p class="notice ledger-empty">{escape(empty)}</p>'
    shown = f'<p class="soft">As at {escape(spoken(day))}: nothing dated later is shown.</p>' if day else ""
    body = "".join(_row(row, shelf) for row in ledger.rows)
    return (
        f"{notice}{shown}"
        f'<table class="ledger" data-as-at="{day or ""}"{f""" data-open="{escape(opened)}" """ if opened else ""}><caption class="unseen">Recommendations with response and progress</caption>'
        '<thead><tr><th scope="col">Recommendation</th><th scope="col">Response</th><th scope="col">Progress</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def status(name: str, when: str | None, note: str = "") -> str:
    """A status with its sign and date."""
    date = f'<span class="when">{escape(spoken(when) or "")}{note}</span>' if when or note else ""
    return f'<span class="status status-{name.replace(" ", "-")}"><span aria-hidden="true">{MARKS[name]}</span> {name}</span>{date}'


def _row(row: Row, shelf: Shelf) -> str:
    key = escape(row.id)
    data = (
        ("review", row.review),
        ("theme", row.theme),
        ("response", row.response),
        ("progress", row.progress),
        ("to", "|".join(row.addressees)),
    )
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data)
    answered = next((s.date for s in row.of("responded") if s.date), None)
    latest = row.latest
    linked = " · linked by us" if latest and latest.linked_by == "us" else ""
    return (
        f'<tr class="row" data-id="{key}"{attributes}><th scope="row">'
        f'<button type="button" class="opens" data-toggle="{key}" aria-expanded="false" aria-controls="row-{key}">{escape(row.title)}</button>'
        f'<p>{escape(row.recommendation)}</p><p class="soft">{escape(row.review)}, {escape(spoken(row.published) or "no date")}</p></th>'
        f'<td data-label="Response">{status(row.response, answered)}</td>'
        f'<td data-label="Progress">{status(row.progress, latest and latest.date, linked)}</td></tr>'
        f'<tr class="detail" id="row-{key}" hidden><td colspan="3">{_detail(row, shelf)}</td></tr>'
    )


def _detail(row: Row, shelf: Shelf) -> str:
    steps = "".join(_step(row, number, step, shelf) for number, step in enumerate(row.steps))
    formal = FORMAL.get(row.formal or "")
    facts = (
        ("Standing", formal[:1].upper() + formal[1:] + "." if formal else ""),
        ("Addressed to", ", ".join(row.addressees)),
        ("Theme", row.theme),
        ("Sources differ", row.disagreement),
        ("Note", row.note),
        ("Confidence", {"high": "High", "medium": "Medium", "low": "Low"}.get(row.confidence or "")),
    )
    listed = "".join(f"<div><dt>{name}</dt><dd>{escape(text)}</dd></div>" for name, text in facts if text)
    return (
        f'<ol class="steps">{steps}</ol><dl class="facts">{listed}</dl>'
        f'<div class="tools"><button type="button" class="ask-about" data-ask="{escape(row.id)}" aria-label="Ask about this: {escape(row.title)}">Ask about this</button></div>'
    )


def _step(row: Row, number: int, step: Step, shelf: Shelf) -> str:
    voice = VOICES["linked" if step.linked_by == "us" else _VOICE[step.said]]
    if step.linked_by == "reader":
        voice += ", added by a reader"
    sign = (
        f' <span class="status status-{step.status.replace(" ", "-")}"><span aria-hidden="true">{MARKS[step.status]}</span> {step.status}</span>'
        if step.status
        else ""
    )
    missing = {"responded": RESPONSES, "progress": PROGRESS}.get(step.said, {}).get(step.status or "", "")
    sources = "".join(_source(shelf.catalogue[i], shelf.originals.get(i), row, number) for i in step.sources)
    if step.words:
        sources = f"<li>{escape(step.words.source)}</li>"
    button = (
        f'<button type="button" class="quiet" data-row="{escape(row.id)}" data-step="{number}" aria-label="Open the passage: {escape(voice)}, {escape(row.title)}">Open the passage</button>'
        if shelf.backed(step, row)
        else '<span class="soft">No passage in this library.</span>'
    )
    return (
        f'<li class="step step-{step.said}"><p class="who"><span class="kind">{escape(voice)}</span> <span>{escape(spoken(step.date) or "date not known")}</span>{sign}</p>'
        f"<p>{escape(step.text or missing)}</p>"
        f'<div class="tools">{button}</div>'
        + (
            f'<details class="drawn"><summary>Drawn from {len(step.sources)} source{"s" if len(step.sources) > 1 else ""}</summary><ul>{sources}</ul></details>'
            if step.sources
            else ""
        )
        + "</li>"
    )


def _source(source: Source, original: Stored | None, row: Row, number: int) -> str:
    read = SEEN.get(source.seen or "", "how much was read is not stated")
    link = (
        f' <a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer">Original</a>'
        if source.url and source.url.startswith(("https://", "http://"))
        else ""
    )
    here = (
        f' <button type="button" class="quiet" data-row="{escape(row.id)}" data-step="{number}" data-document="{escape(original.id)}">Find it in your library</button>'
        if original
        else ""
    )
    return f"<li>{escape(source.title)}, {escape(source.publisher)}, {escape(spoken(source.date) or 'undated')}: {read}.{link}{here}</li>"


def counts(ledger: Ledger) -> dict[str, Counter]:
    """{theme: how many rows of each response status}, of what was addressed to government."""
    rows = [r for r in ledger.rows if r.response != "not recorded"]
    return {theme: Counter(r.response for r in rows if r.theme == theme) for theme in dict.fromkeys(r.theme for r in rows)}


def chart_in_words(ledger: Ledger) -> str:
    """The chart of responses by theme as a table."""
    by_theme = counts(ledger)
    used = [s for s in RESPONSES if any(c[s] for c in by_theme.values())]
    head = "".join(f'<th scope="col">{s}</th>' for s in used)
    lines = "".join(
        f'<tr><th scope="row">{escape(theme)}</th>' + "".join(f"<td>{count[s]}</td>" for s in used) + f"<td>{sum(count.values())}</td></tr>"
        for theme, count in by_theme.items()
    )
    return f'<details class="as-table"><summary>The chart as a table</summary><div class="scrolls" tabindex="0" role="region" aria-label="Responses by theme"><table><thead><tr><th scope="col">Theme</th>{head}<th scope="col">All</th></tr></thead><tbody>{lines}</tbody></table></div></details>'


def events_in_words(events: Iterable[Passage]) -> str:
    """The timeline as a list, each event with its passage."""
    items = "".join(
        f"<li><span class='when'>{escape(spoken(p.said_on) or '')}</span> {escape(p.text)} "
        f'<button type="button" class="quiet" data-passage="{escape(p.id)}" aria-label="Open the passage of {escape(spoken(p.said_on) or "")}">Open the passage</button></li>'
        for p in events
    )
    return f'<details class="as-table"><summary>The timeline as a list</summary><ol class="events">{items}</ol></details>' if items else ""


def proposed(found: list[Proposal] | None, ledger: Ledger, notice: str = "") -> str:
    """What the documents may add, each to be accepted, edited or rejected by a reader."""
    told = f'<p class="notice proposals-told" tabindex="-1">{escape(notice)}</p>' if notice else ""
    if found is None:
        return (
            told
            + '<p class="soft">Looks in the documents you added for recommendations, responses and progress. Nothing is added until you accept it.</p>'
        )
    if not found:
        return told + '<p class="notice">Nothing more was found in the documents of this library.</p>'
    options = "".join(f'<option value="{escape(r.id)}">{escape(r.title)}</option>' for r in ledger.rows)
    items = "".join(_proposal(p, options, ledger) for p in found)
    return f'{told}<p class="soft">{len(found)} proposals, not facts. Read each beside its passage, then accept, edit or reject it.</p><ol class="proposals">{items}</ol>'


def _proposal(p: Proposal, options: str, ledger: Ledger) -> str:
    row = ledger.row(p.row) if p.row else None
    what = {"recommended": "May be a recommendation", "responded": "May be a response", "progress": "May report progress"}[p.said]
    about = f" to the row “{row.title}”" if row and p.said != "progress" else f" on “{row.title}”" if row else ""
    choices = "".join(f"<option>{s}</option>" for s in STATUSES[p.said])
    chosen = options.replace(f'value="{escape(p.row)}"', f'value="{escape(p.row)}" selected') if p.row else options
    first = escape(" ".join(p.text.split()[:8]))
    new = '<option value="">A new recommendation</option>' if p.said == "recommended" else ""
    return (
        f'<li class="proposal" data-proposal="{p.id}"><p class="who"><span class="kind">{what}{escape(about)}</span> '
        f"<span>{escape(p.words.source)}, {escape(spoken(p.date) or 'no date')} · confidence {p.sure}</span></p>"
        f"<blockquote>{escape(p.text)}</blockquote>"
        f'<div class="tools"><button type="button" class="quiet" data-words="{p.id}">Open the passage</button></div>'
        f"<label>Belongs to<select data-of>{new}{chosen}</select></label>"
        f"<details><summary>Edit before accepting</summary>"
        f'<label>Wording<textarea rows="3" data-text>{escape(p.text)}</textarea></label></details>'
        + (f'<label>Status<select data-status><option value="">Choose one</option>{choices}</select></label>' if choices else "")
        + f'<div class="tools"><button type="button" class="accept" data-decide="accepted" aria-label="Accept: {first}">Accept</button>'
        f'<button type="button" class="quiet" data-decide="rejected" aria-label="Reject: {first}">Reject</button></div></li>'
    )
