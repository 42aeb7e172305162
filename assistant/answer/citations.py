"""Citations as text to copy: a reference of a passage, and an answer with its references."""

from __future__ import annotations

from assistant.answer.markdown import markdown
from assistant.answer.types import Answer, Citation
from index.documents.types import Quotation
from index.text.dates import spoken


def reference(citation: Citation | Quotation) -> str:
    """Harvard-like reference: who (year) title. Publisher, date. Place. Address. What is not
    stated says so."""
    m, p = citation.passage.metadata, citation.passage
    who = ", ".join(m.authors) or m.publisher or "Author not stated"
    year = (m.published or "")[:4] or "no date"
    publisher = m.publisher if m.publisher and m.authors else None
    parts = [
        f"{who} ({year}) {m.title or p.source}.",
        f"{publisher}." if publisher else "",
        f"{spoken(m.published)}." if m.published else "",
    ]
    parts.append(f"p. {p.page}." if p.page else f"Section “{p.section_text}”." if p.section else "")
    parts.append(f"{m.url}" if m.url else "")
    if p.voice:
        parts.append(f"Drawn from: {p.voice.drawn_from}")
    return " ".join(part for part in parts if part)


def with_references(answer: Answer) -> str:
    """The answer's text with its numbered references below, for pasting into a paper."""
    references = "\n".join(f"[{c.marker}] {reference(c)}" for c in answer.citations)
    return (
        f"{answer.turn.asked}\n\n{markdown(answer).replace('**', '')}\n\nReferences\n{references}"
    )
