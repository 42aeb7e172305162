"""A paper of one's own in, a mark for each of its sentences out: supported, contradicted, superseded, or not found in the
library, each with the passages that say so.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.paper.weigh import Weighed, weigh
from index.load import load
from index.split import sentences

MARKS = {
    "supported": "Supported",
    "contradicted": "Contradicted",
    "superseded": "Superseded by something later",
    "absent": "Not found in the library",
}
MOST = 1500
_FEWEST_WORDS, _BODY, _TOGETHER = 5, 0.2, 5
_LEAD = re.compile(
    r"^(?:(?:Recommended|Response|Progress|Comment|Guidance|Law|Event|Planned for|Stated)(?: \(linked by us\))?,? ?(?:(?:on|in) )?[\w ]{0,20}|"
    r"What the words mean|Where sources disagree|Not known|Note on the evidence|Evidence that may bear on it): ?"
)
_END = re.compile(r"^(?:\d+\.? )?(?:References|Bibliography|Endnotes|Appendix: the evidence, word for word)$", re.I)
_RAISED = re.compile(
    r"<sup>.{1,8}?</sup>|(?<=[a-z)”’][.!?])\d{1,2}(?:,\d{1,2})*(?=\s|$)"
)  # a note's number behind a sentence, where nothing says that it is raised
_OURS = re.compile(r"^\[?Author to complete|^\[")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the paper: `paragraph` counts from 0, `start` and `end` are places in the paragraph's words without
    the numbers of notes; `page` counts from 1, None where the format has none."""

    text: str
    paragraph: int
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True)
class PaperText:
    """A paper to check; `skipped` counts headings, questions and fragments, which state nothing."""

    name: str
    sentences: tuple[Sentence, ...]
    skipped: int


@dataclass(frozen=True)
class Finding:
    """What the library says of one sentence."""

    sentence: Sentence
    weighed: Weighed

    @property
    def mark(self) -> Literal["supported", "contradicted", "superseded", "absent"]:
        return self.weighed.mark

    @property
    def text(self) -> str:
        return self.sentence.text

    @property
    def label(self) -> str:
        return MARKS[self.mark] + (", in other words" if self.mark == "supported" and not self.weighed.certain else "")


@dataclass(frozen=True)
class Checked:
    """The findings so far, of `sentences` in all."""

    name: str
    sentences: int
    skipped: int
    findings: tuple[Finding, ...] = ()

    def count(self, mark: str) -> int:
        return sum(f.mark == mark for f in self.findings)


def read_paper(path: Path, max_mb: int = 64, name: str | None = None) -> PaperText:
    """The sentences of a Word, PDF, HTML, Markdown or text file. Raises LoadError, or AssistantError when there are too many."""
    name = name or path.name
    document = load(path, name, max_mb)
    if path.suffix.lower() == ".docx":
        units = [(words(p), None, _is_heading(p)) for p in paragraphs(path.read_bytes())]
    else:
        units = [(_RAISED.sub("", document.text[b.start : b.end]), b.page, b.role == "heading") for b in document.blocks]
    headings = {text.strip().lower() for text, _, heading in units if heading}
    ends = [i for i, (text, _, _) in enumerate(units) if _END.match(text.strip())]
    end = next((i for i in ends if i > _BODY * len(units)), len(units))  # what follows is a list, not what the paper says
    found, skipped = [], len(units) - end
    for number, (text, page, heading) in enumerate(units[:end]):
        if heading or text.strip().lower() in headings:
            skipped += 1
            continue
        for a, b in sentences(text):
            lead = _LEAD.match(text[a:b])
            a += lead.end() if lead else 0
            said = text[a:b].strip(" “”")
            if len(said.split()) < _FEWEST_WORDS or said.endswith(("?", ":")) or _OURS.match(said):
                skipped += 1
            else:
                found.append(Sentence(said, number, a, b, page))
    if not found:
        raise AssistantError(f"{name}: no sentence was found in it that states anything; is it the right file?")
    if len(found) > MOST:
        raise AssistantError(
            f"{name}: {len(found):,} sentences; a check reads at most {MOST:,}, about 75 pages. Split it, or check the part that matters."
        )
    return PaperText(name, tuple(found), skipped)


def paragraphs(data: bytes) -> list:
    """Every paragraph of a Word file's body in order, those in tables too, as python-docx has them."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = Document(io.BytesIO(data))
    return [Paragraph(p, document._body) for p in document.element.body.iter(qn("w:p"))]


def words(paragraph) -> str:
    """A paragraph's text without superscripts, which are marks of notes and references; a line break is a space."""
    return "".join(run.text.replace("\n", " ") for run in runs(paragraph) if not raised(run))


def runs(paragraph) -> list:
    """Its runs in order, those inside links, content controls and insertions too; not what a tracked change has taken out."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    gone = {qn("w:del"), qn("w:moveFrom")}
    return [
        Run(r, paragraph)
        for r in paragraph._p.iter(qn("w:r"))
        if next(r.iterancestors(qn("w:p"))) is paragraph._p and not any(a.tag in gone for a in r.iterancestors())
    ]


def raised(run) -> bool:
    return bool(run.font.superscript or (run.style is not None and run.style.font.superscript))


def _is_heading(paragraph) -> bool:
    style = paragraph.style.name if paragraph.style else ""
    return style.startswith(("Heading", "Title", "TOC", "Evidence note", "Reference entry"))


def check(assistant: Assistant, paper: PaperText, stop: threading.Event | None = None) -> Iterator[Checked]:
    """Findings as they are made; the last one has them all, or those made before `stop` was set."""
    checked = Checked(paper.name, len(paper.sentences), paper.skipped)
    yield checked
    for sentence in paper.sentences:
        if stop is not None and stop.is_set():
            break
        checked = replace(checked, findings=(*checked.findings, Finding(sentence, weigh(assistant, sentence.text))))
        if len(checked.findings) % _TOGETHER == 0:
            yield checked
    yield checked
