"""A paper's form, outline and draft, and what a check found, in; HTML out. Every piece of text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from assistant.paper.check import MARKS, Checked
from assistant.paper.check_report import HOW, place, summary
from assistant.paper.layout import heading_of, lead_of
from assistant.paper.types import (
    HEADINGS,
    PURPOSES,
    SECTIONS,
    STYLES,
    Brief,
    Paper,
    Section,
    Statement,
)
from index.text.dates import spoken

_DETAILS = (
    ("title", "Title", "the topic, if left empty"),
    ("meeting", "Meeting", ""),
    ("date", "Date of the meeting", ""),
    ("author", "Author", ""),
    ("sponsor", "Sponsor", ""),
)
_LIGHTS = {
    "quoted": "Word for word from its source",
    "written": "Written by the language model, supported by its passage",
    "unchecked": "Author’s words, not checked",
    "supported": "Author’s words, supported by the passage",
    "partly": "Author’s words, not fully supported",
    "unsupported": "Author’s words, not supported",
}
_FILES = (("docx", "Word"), ("html", "Web page"), ("md", "Markdown"), ("ris", "References (RIS)"))


def form(brief: Brief) -> str:
    """What the paper is to be about, for whom."""
    purposes = "".join(f'<option value="{p}"{" selected" if p == brief.purpose else ""}>For {p}</option>' for p in PURPOSES)
    details = "".join(
        f'<label>{label}<input type="text" maxlength="200" data-field="{name}" value="{escape(getattr(brief, name))}" placeholder="{hint}"></label>'
        for name, label, hint in _DETAILS
    )
    questions = "".join(f"<li data-question>{escape(q)}</li>" for q in brief.questions)
    asked = (
        f'<p class="soft">With the evidence of the questions asked in the chat:</p><ul class="soft asked">{questions}</ul>'
        if questions
        else ""
    )
    return (
        '<form class="brief" aria-label="A board paper">'
        '<p class="about">A paper from the ledger and the documents of this library. First its outline, then the draft; every sentence keeps the '
        "reference to its passage.</p>"
        f'<label class="wide">Topic or question<input type="text" maxlength="300" data-field="topic" value="{escape(brief.topic)}" '
        'placeholder="Such as prevention spending" required></label>'
        f'<div class="fields"><label>Purpose<select data-field="purpose">{purposes}</select></label>'
        f'<label>As at<input type="date" data-field="as_at" value="{escape(brief.as_at or "")}"></label></div>'
        f'<details><summary>Title, meeting, author and sponsor</summary><div class="fields">{details}</div></details>{asked}'
        '<button type="submit" class="primary">Make an outline</button></form>'
    )


def outline(paper: Paper, rows: Iterable[tuple[str, str]]) -> str:
    """Recommendations to choose, sections with their evidence; `rows` are (id, title) of the whole ledger."""
    taken = {line.id for line in paper.lines}
    boxes = "".join(
        f'<li><label><input type="checkbox" data-take value="{escape(i)}"{" checked" if i in taken else ""}> {escape(title)}</label></li>'
        for i, title in paper.offered
    )
    others = "".join(f'<option value="{escape(i)}">{escape(title)}</option>' for i, title in rows if i not in dict(paper.offered))
    more = f'<label class="more">Another one<select data-more><option value="">Choose …</option>{others}</select></label>' if others else ""
    keys = [*paper.brief.sections, *(k for k in SECTIONS if k not in paper.brief.sections)]
    items = "".join(_outlined(paper, key, number, len(keys)) for number, key in enumerate(keys))
    missing = "".join(f'<p class="notice">{escape(note)}</p>' for note in (*paper.notes, *filter(None, [paper.missing])))
    count = len(paper.passages)
    return (
        f'<section class="outline" aria-label="Outline"><h2 tabindex="-1">Outline: {escape(paper.brief.heading)}</h2>{missing}'
        f'<p class="soft">{len(taken)} recommendation{"" if len(taken) == 1 else "s"}, {count} passage{"" if count == 1 else "s"} of evidence.</p>'
        f"<fieldset><legend>Recommendations that go in</legend><ul data-rows>{boxes}</ul>{more}</fieldset>"
        f'<fieldset><legend>Sections, in order</legend><ol class="sections">{items}</ol></fieldset>'
        '<button type="button" class="primary" data-write>Write the draft</button></section>'
    )


def _outlined(paper: Paper, key: str, number: int, of: int) -> str:
    section, heading = paper.section(key), HEADINGS[key]
    if section is None:
        says = "left out" if not paper.missing else "no evidence"
    elif section.evidence:
        says = f"{section.evidence} passage{'' if section.evidence == 1 else 's'}"
    else:
        says = "yours to write" if section.spaces else "no evidence found"
    checked = " checked" if key in paper.brief.sections else ""
    return (
        f'<li data-key="{key}"><label><input type="checkbox" data-keep{checked}> {heading}</label> <span class="soft">{says}</span>'
        f'<span class="moves"><button type="button" class="quiet" data-move="-1" aria-label="Move {heading} up">↑</button>'
        f'<button type="button" class="quiet" data-move="1" aria-label="Move {heading} down">↓</button></span></li>'
    )


def draft(paper: Paper, writing: str = "") -> str:
    """The draft, each sentence with its light, its sources and a way to change it; `writing` says what is under way."""
    numbers = {p.id: n for n, p in enumerate(paper.passages, 1)}
    body = "".join(_section(paper, section, numbers, bool(writing)) for section in paper.sections)
    missing = "".join(f'<p class="notice">{escape(note)}</p>' for note in (*paper.notes, *filter(None, [paper.missing])))
    state = (
        f'<p class="waiting">{escape(writing)}</p><button type="button" class="outlined" data-halt>Stop writing</button>'
        if writing
        else _tools(paper)
    )
    lights = {_light(s) for section in paper.sections for s in section.statements}
    legend = "".join(
        f'<li><span class="light light-{name}" aria-hidden="true"></span>{text}</li>' for name, text in _LIGHTS.items() if name in lights
    )
    return (
        f'<section class="draft" aria-label="Draft"><h2 tabindex="-1">{escape(paper.brief.heading)}</h2>'
        f'<p class="soft">For {paper.brief.purpose}{f", as at {spoken(paper.brief.as_at)}" if paper.brief.as_at else ""}. {escape(_speaks(paper))}</p>'
        f'{state}<ul class="legend">{legend}</ul>{missing}{body}</section>'
    )


def _speaks(paper: Paper) -> str:
    return f"{paper.speaks[:1].upper()}{paper.speaks[1:]}."


def _tools(paper: Paper) -> str:
    files = "".join(f'<button type="button" class="outlined" data-file="{kind}">{name}</button>' for kind, name in _FILES)
    styles = "".join(f'<option value="{s}"{" selected" if s == paper.brief.style else ""}>{s.title()}</option>' for s in STYLES)
    return (
        f'<div class="downloads"><span class="soft">Download</span>{files}<label>References<select data-style>{styles}</select></label>'
        '<button type="button" class="quiet" data-back>Back to the outline</button></div>'
    )


def _section(paper: Paper, section: Section, numbers: dict[str, int], busy: bool) -> str:
    out = f"<h3>{escape(heading_of(paper, section))}</h3>"
    if section.lacks and not section.statements:
        out += f'<p class="soft">{escape(section.lacks)}</p>'
    placed = list(enumerate(section.statements))
    spaces = list(enumerate(section.spaces))
    groups = list(dict.fromkeys([*(s.group for _, s in placed), *(s.group for _, s in spaces)]))
    for group in groups:
        out += f"<h4>{escape(group)}</h4>" if group and len(groups) > 1 else ""
        mine = [(i, s) for i, s in placed if s.group == group]
        if section.key == "implications" and any(s.origin != "author" for _, s in mine):
            out += '<p class="who">Evidence that may bear on it:</p>'
        for lead, said in groupby(mine, key=lambda pair: lead_of(pair[1], paper.brief.as_at or paper.made_on)):
            out += f'<p class="who">{escape(lead)}</p>' if lead else ""
            out += "".join(_statement(section.key, i, s, numbers, busy) for i, s in said)
        out += "".join(_space(section.key, i, s.text, busy) for i, s in spaces if s.group == group)
    if section.key == "summary" and paper.lines:
        out += _at_a_glance(paper, numbers)
    return f'<div class="part">{out}</div>'


def _light(statement: Statement) -> str:
    if statement.origin != "author":
        return statement.origin
    return statement.verdict.state if statement.verdict else "unchecked"


def _statement(key: str, number: int, statement: Statement, numbers: dict[str, int], busy: bool) -> str:
    light = _light(statement)
    quoted = statement.origin == "quoted" and not statement.passages[0].voice
    text = escape(f"“{statement.text}”" if quoted else statement.text)
    shown = statement.passages if statement.supported else ()
    marks = "".join(_mark(p.id, numbers[p.id], key, number) for p in shown)
    at = f'data-key="{key}" data-place="{number}"'
    tools = (
        ""
        if busy
        else f'<button type="button" class="quiet" data-edit {at} data-text="{escape(statement.text)}">Edit<span class="unseen"> this sentence</span></button>'
    )
    if statement.origin == "author" and not busy:
        tools += f'<button type="button" class="quiet" data-recheck {at}>Check it</button>'
    note = ""
    if statement.origin == "author":
        why = f": {statement.verdict.reason}" if statement.verdict and statement.verdict.reason else ""
        note = f'<span class="soft verdict">{_LIGHTS[light]}{escape(why)}</span>'
    return (
        f'<div class="statement"><span class="light light-{light}" role="img" aria-label="{_LIGHTS[light]}"></span>'
        f"<p>{text}{marks}{note}</p>{tools}</div>"
    )


def _mark(passage_id: str, number: int, key: str = "", place: int = -1) -> str:
    return (
        f'<button type="button" class="mark" data-passage="{escape(passage_id)}" data-key="{key}" data-place="{place}" '
        f'aria-label="Reference {number}. Open the passage.">{number}</button>'
    )


def _space(key: str, number: int, text: str, busy: bool) -> str:
    button = (
        ""
        if busy
        else f'<button type="button" class="quiet" data-fill data-key="{key}" data-place="{number}">Write<span class="unseen"> in this space</span></button>'
    )
    return f'<div class="space"><p>[{escape(text)}]</p>{button}</div>'


def _at_a_glance(paper: Paper, numbers: dict[str, int]) -> str:
    rows = ""
    for line in paper.lines:
        cells = ""
        for name, cell in (("Response", line.response), ("Progress", line.progress)):
            mark = _mark(cell.passage.id, numbers[cell.passage.id]) if cell.passage else ""
            cells += f'<td data-label="{name}">{escape(cell.text)}{mark}</td>'
        rows += f'<tr><th scope="row">{escape(line.title)}<span class="soft">{escape(line.review)}{escape(f"; {line.doubt}" if line.doubt else "")}</span></th>{cells}</tr>'
    head = '<tr><th scope="col">Recommendation</th><th scope="col">Response</th><th scope="col">Progress</th></tr>'
    return f'<table class="glance"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def findings(checked: Checked | None, told: str = "", running: bool = False) -> str:
    """What a check found so far; `told` is a notice in its place."""
    if checked is None:
        return f'<p class="notice" role="status">{escape(told)}</p>' if told else ""
    items = "".join(
        f'<li class="finding finding-{f.mark}" data-mark="{f.mark}"><p class="who"><b>{f.label}</b> · {place(f)}</p><p>{escape(f.text)}</p>'
        f'<p class="soft">{escape(f.weighed.reason)}'
        + "".join(
            f'<button type="button" class="mark" data-found="{escape(p.id)}" aria-label="Open passage {n}">{n}</button>'
            for n, p in enumerate(f.weighed.passages, 1)
        )
        + "</p></li>"
        for f in checked.findings
    )
    counts = "".join(
        f'<button type="button" class="outlined count" data-only="{mark}" aria-pressed="false"><b>{checked.count(mark)}</b> {label}</button>'
        for mark, label in MARKS.items()
    )
    if running:
        top = f'<p class="waiting">{len(checked.findings)} of {checked.sentences} sentences checked …</p><button type="button" class="outlined" data-halt>Stop the check</button>'
    else:
        word = (
            '<button type="button" class="outlined" data-report="docx">Word copy with comments</button>'
            if checked.name.lower().endswith(".docx")
            else ""
        )
        top = (
            f'<p class="soft">{escape(summary(checked))} {escape(HOW)}</p><div class="counts">{counts}</div>'
            f'<div class="downloads"><span class="soft">Download</span><button type="button" class="outlined" data-report="html">Report</button>{word}</div>'
        )
    notice = f'<p class="notice">{escape(told)}</p>' if told else ""
    return f'<section class="checked" aria-label="Check of {escape(checked.name)}"><h2 tabindex="-1">{escape(checked.name)}</h2>{notice}{top}<ol>{items}</ol></section>'
