"""Answers and documents in, HTML out. Every piece of text is escaped here: a document's markup is shown, never run."""

from __future__ import annotations

from html import escape

from assistant.answer.citations import reference, with_references
from assistant.answer.markdown import (
    grouped,
    led,
    model_text,
    refusal_text,
    row_text,
    rules_text,
    standing_text,
)
from assistant.answer.types import Answer, Citation, attribution, brief
from assistant.answer.voices import voice
from assistant.ledger.types import RowLink
from assistant.wording.voices import ADDED, KIND_NAMES
from index.documents.types import Block, Document, Passage, Stored
from index.text.dates import spoken

_WINDOW_BLOCKS = 400
_MOST_LEFT_OUT = 100
_CLOSE = '<button type="button" class="close" data-close aria-label="Close the evidence">×</button>'


def header(documents: list[Stored], newest: str | None, note: str | None, speaks: str = "quoting the sources, no language model") -> str:
    """Name, purpose and the library's state in a line; `note` stands in while it is being made ready."""
    count = f"{len(documents)} document" + ("" if len(documents) == 1 else "s")
    facts = [count, f"newest evidence {spoken(newest)}" if newest else "no dated evidence", speaks]
    state = escape(note or " · ".join(facts))
    return (
        '<header class="top"><h1>ICS Assistant</h1>'
        "<p>What reviews of integrated care systems recommended, what government answered, how far it got, and who says so.</p>"
        f'<p class="state" id="library-state">{state}</p></header>'
    )


def as_at() -> str:
    """The day that answers may not look beyond."""
    return '<label class="as-at">As at <input type="date" aria-describedby="as-at-says"></label><span class="soft" id="as-at-says">Nothing said after that day is used.</span>'


def conversation(answers: list[Answer], examples: list[str], pending: tuple[str, str] | None = None, partial: int | None = None) -> str:
    """The whole conversation. `pending` is a question with a note on its way; `partial` shows the last answer's first claims."""
    turns = []
    for i, answer in enumerate(answers):
        shown = partial if partial is not None and i == len(answers) - 1 else None
        turns.append(_turn(i, answer, shown))
    if pending:
        turns.append(f'<article class="turn"><h2>{escape(pending[0])}</h2><p class="waiting">{escape(pending[1])}</p></article>')
    if not turns:
        buttons = "".join(f'<li><button type="button" class="example" data-ask="{escape(q)}">{escape(q)}</button></li>' for q in examples)
        turns.append(f'<div class="welcome"><h2>Ask about a recommendation, an answer or progress</h2><ul>{buttons}</ul></div>')
    return f'<div class="turns" data-count="{len(turns)}">{"".join(turns)}</div>'


def _turn(number: int, answer: Answer, shown: int | None) -> str:
    asked, standalone = answer.turn.asked, answer.turn.standalone
    understood = f'<p class="understood">Understood as: {escape(standalone)}</p>' if standalone != asked else ""
    body = _refusal(number, answer) if answer.refusal else _claims(number, answer, shown)
    if shown is not None and answer.model:
        doing = "is writing" if answer.model.checks else f"is reading {answer.model.read} passages"
        body += f'<p class="waiting writing">{escape(answer.model.name)} {doing}; every sentence is checked before it is shown …</p>'
    stands = standing_text(answer) if shown is None else ""
    body += f'<p class="standing">{escape(stands)}</p>' if stands else ""
    tools = "" if shown is not None else _tools(number, answer)
    return f'<article class="turn" id="turn-{number}"><h2>{escape(asked)}</h2>{understood}{body}{tools}</article>'


def _claims(number: int, answer: Answer, shown: int | None) -> str:
    claims = answer.claims if shown is None else answer.claims[:shown]
    by_marker = {c.marker: c for c in answer.citations}
    out = []
    if answer.note:
        cited = next(c for c in answer.citations if c.marker == answer.note.marker)
        out.append(f'<p class="note">{escape(answer.note.text)}{_mark(number, cited)}</p>')
    if unruled := rules_text(answer):
        out.append(f'<p class="no-rule">{escape(unruled)}</p>')
    for passage, said in grouped(claims):
        texts = [
            escape((led(claim) if not claim.listed else "") + claim.text) + "".join(_mark(number, by_marker[m]) for m in claim.markers)
            for claim in said
        ]
        if said[0].written:
            out.append(f'<div class="written"><p>{" ".join(f"<span>{text}</span>" for text in texts)}</p></div>')
            continue
        if said[0].listed:
            body = (
                (f"<p>{escape(said[0].lead)}</p>" if said[0].lead else "")
                + "<ul>"
                + "".join(f"<li>{text}</li>" for text in texts)
                + "</ul>"
            )
        else:
            body = f"<p>{' '.join(texts)}</p>"
        out.append(f'<div class="said">{_who(passage, said[0].text)}{body}</div>')
    if shown is None:
        out += [_row(row, answer) for row in answer.rows]
    return "".join(out)


def _row(row: RowLink, answer: Answer) -> str:
    """A link to the ledger's row, with its statuses as they stood."""
    rest = row_text(row, answer).removeprefix(f"In the ledger: {row.title}.").strip()
    return (
        f'<p class="row-link"><button type="button" class="quiet" data-row="{escape(row.id)}" data-day="{(answer.standing and answer.standing.as_at) or ""}">In the ledger: {escape(row.title)}</button> '
        f"<span>{escape(rest)}</span></p>"
    )


_STATES = {"supported": "Supported", "partly": "Partly supported", "unsupported": "Not supported"}
_DONE = {"kept": "", "cited anew": "cited anew", "quoted instead": "the source is quoted instead", "removed": "removed"}


def _checked(answer: Answer) -> str:
    """Which model wrote and what the checker made of each of its sentences; or, plainly, why it is not heard."""
    if answer.model is None:
        return ""
    said = escape(model_text(answer))
    if not answer.model.checks:
        return f'<p class="model">{said}</p>'
    rows = "".join(
        f'<li class="check-{c.state}"><b>{_STATES[c.state]}</b>{f", {_DONE[c.action]}" if _DONE[c.action] else ""}: {escape(c.text)}'
        f"{f' <span class=soft>({escape(c.reason)})</span>' if c.reason else ''}</li>"
        for c in answer.model.checks
    )
    return f'<p class="model">{said}</p><details class="checks"><summary>What the checker made of each sentence</summary><ul>{rows}</ul></details>'


def _who(passage: Passage, text: str) -> str:
    return (
        f'<p class="who"><span class="kind kind-{passage.kind or "none"}">{escape(voice(passage, text))}</span> '
        f"<span>{escape(attribution(passage))}</span></p>"
    )


def _mark(number: int, citation: Citation) -> str:
    label = f"Source {citation.marker}: {voice(citation.passage, citation.quote)}, {attribution(citation.passage, 1)}. Open the passage."
    return f'<button type="button" class="mark" data-turn="{number}" data-cite="{citation.marker}" aria-label="{escape(label)}">{citation.marker}</button>'


def _refusal(number: int, answer: Answer) -> str:
    nearest = "".join(
        f"<li>{_who(c.passage, c.quote)}<p>{escape(_shortened(c.quote))}{_mark(number, c)}</p></li>" for c in answer.citations
    )
    below = f'<p class="nearest">The nearest passages, which do not answer it:</p><ul class="near">{nearest}</ul>' if nearest else ""
    return f'<div class="refusal"><p>{escape(refusal_text(answer))}</p>{below}</div>'


def _shortened(text: str, most: int = 40) -> str:
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]) + " …"


def _tools(number: int, answer: Answer) -> str:
    chips = "".join(
        f'<li><button type="button" class="chip" data-turn="{number}" data-cite="{c.marker}"><b>{c.marker}</b> '
        f"{escape(voice(c.passage, c.quote))} · {escape(brief(c.passage))}</button></li>"
        for c in answer.citations
    )
    sources = f'<ul class="chips" aria-label="Sources of this answer">{chips}</ul>' if chips and not answer.refusal else ""
    copy = f'<button type="button" class="quiet" data-copy="{escape(with_references(answer))}">Copy with references</button>'
    thumbs = "".join(
        f'<button type="button" class="quiet" data-turn="{number}" data-thumb="{good}">{text}</button>'
        for good, text in (("up", "Helpful"), ("down", "Not helpful"))
    )
    paper = "" if answer.refused else '<button type="button" class="quiet" data-paper>Draft a board paper</button>'
    return f'{sources}{_checked(answer)}<div class="tools">{copy}{paper}{thumbs}</div>'


def evidence(citation: Citation | None, document: Document | None, missing: str | None = None) -> str:
    """The passage highlighted inside its document, with what the document says of itself."""
    if citation is None:
        note = missing or "Choose a numbered source under an answer to read it here, in its place."
        if missing is None:
            return f'<section class="evidence empty" aria-label="Evidence"><p>{escape(note)}</p></section>'
        return f'<section class="evidence told" aria-label="Evidence"><div class="bar"><h2 tabindex="-1">{escape(note)}</h2>{_CLOSE}</div></section>'
    p, m = citation.passage, citation.passage.metadata
    publisher = (m.publisher or "not stated in the document") + (", our digest of the sources named below it" if p.voice else "")
    claim = "" if p.vouched or not (m.publisher or m.kind) else f" (the document says so itself; {ADDED}, not confirmed)"
    rows = [
        ("Kind", p.voice.named if p.voice else KIND_NAMES[p.kind] + (claim if m.kind else "")),
        ("Publisher", publisher + (claim if m.publisher else "")),
        ("Author", ", ".join(m.authors) or "not stated in the document" if not p.voice else None),
        ("Published", spoken(m.published) or "not stated in the document"),
        ("Page", str(p.page) if p.page else None),
        ("Section", p.section_text),
        ("File", p.source if not p.voice else None),
        ("Note", p.note),
    ]
    facts = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows if value)
    original = ""
    if m.url and m.url.startswith(("https://", "http://")):
        original = f'<a href="{escape(m.url)}" target="_blank" rel="noopener noreferrer">Open the original</a>'
    confirm = (
        f'<button type="button" class="quiet" data-confirm="{escape(p.document_id)}">Confirm publisher and kind</button>' if claim else ""
    )
    body = _document(document, citation) if document else f"<blockquote>{escape(citation.quote)}</blockquote>"
    return (
        '<section class="evidence" aria-label="Evidence"><div class="bar"><h2 tabindex="-1">'
        f"{escape(m.title or p.source)}</h2>"
        f"{_CLOSE}</div>"
        f"<dl>{facts}</dl>"
        f'<div class="tools"><button type="button" class="quiet" data-copy="{escape(reference(citation))}">Copy reference</button>{original}{confirm}</div>'
        f'<div class="document" tabindex="0" role="region" aria-label="The document, with the passage marked">{body}</div></section>'
    )


def _document(document: Document, citation: Citation) -> str:
    blocks = document.blocks
    here = next((i for i, b in enumerate(blocks) if b.end > citation.start), 0)
    first = max(0, here - _WINDOW_BLOCKS // 2) if len(blocks) > _WINDOW_BLOCKS else 0
    shown = blocks[first : first + _WINDOW_BLOCKS]
    out: list[str] = ['<p class="cut">… earlier part not shown …</p>'] if first else []
    page = None
    for block in shown:
        if block.page and block.page != page:
            page = block.page
            out.append(f'<p class="page">Page {page}</p>')
        out.append(_block(document, block, citation))
    if first + len(shown) < len(blocks):
        out.append('<p class="cut">… later part not shown …</p>')
    return "".join(out) + _left_out(document)


def _left_out(document: Document) -> str:
    """What of the file is not part of the text above, with the reason, folded."""
    if not document.dropped:
        return ""
    lines = "".join(f"<li><b>{escape(d.reason)}</b>: {escape(_shortened(d.text, 60))}</li>" for d in document.dropped[:_MOST_LEFT_OUT])
    more = len(document.dropped) - _MOST_LEFT_OUT
    lines += f"<li>and {more} more</li>" if more > 0 else ""
    return (
        f'<details class="left-out"><summary>Left out when the file was read: {len(document.dropped)}</summary><ul>{lines}</ul></details>'
    )


def _block(document: Document, block: Block, citation: Citation) -> str:
    inner = _marked(document.text, block.start, block.end, citation)
    if block.role == "heading":
        return f"<h3>{inner}</h3>"
    tag = {"item": "p class=item", "row": "p class=row", "label": "p class=label", "sources": "p class=sources"}.get(block.role, "p")
    return f"<{tag}>{inner}</p>"


def _marked(text: str, start: int, end: int, citation: Citation) -> str:
    """A block's text with the part that is the passage, and in it the quotation, marked."""
    p = citation.passage
    cuts = sorted({start, end, *(c for c in (p.start, p.end, citation.start, citation.end) if start < c < end)})
    out = ""
    for a, b in zip(cuts, cuts[1:], strict=False):
        piece = escape(text[a:b])
        if citation.start <= a < citation.end:
            first = ' id="cited"' if a == max(citation.start, start) and citation.start >= start else ""
            piece = f'<mark class="quoted"{first}>{piece}</mark>'
        elif p.start <= a < p.end:
            piece = f'<mark class="passage">{piece}</mark>'
        out += piece
    return out


def report(page: str | None) -> str:
    """The latest evaluation report, in a frame of its own without scripts."""
    if page is None:
        return '<p class="soft">No evaluation has been run yet: make eval, or ics-assistant evaluate.</p>'
    return f'<iframe class="report" title="Latest evaluation report" sandbox srcdoc="{escape(page)}"></iframe>'


def told(text: str) -> str:
    """One sentence that something was not done."""
    return f'<p class="notice bad">{escape(text)}</p>'
