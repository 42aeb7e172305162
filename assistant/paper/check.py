"""A paper of one's own in, a mark for each of its sentences out: supported, contradicted,
superseded, or not found in the library, each with the passages that say so.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from assistant.errors import AssistantError, ChatFailure
from assistant.model.task import Desk
from assistant.paper.judged import judged
from assistant.paper.verdicts import Rows
from assistant.paper.weigh import Weighed, turned_back, weigh
from index.documents.isolated import IsolatedLoader
from index.documents.remarks import REMARK
from index.search.searcher import Searcher
from index.settings import LoadLimits
from index.text.sentences import sentences

MARKS = {
    "supported": "Supported",
    "contradicted": "Contradicted",
    "superseded": "Superseded by something later",
    "absent": "Not found in the library",
}
MOST = 1500
"""Sentences of a paper, about 75 pages: the most that one check reads."""
_FEWEST_WORDS, _BODY, _TOGETHER = 5, 0.2, 5
"""Words of a sentence that is checked; share of a paper before which a list of references does
not begin; sentences between two reports of progress. Set by hand."""
_TRIED, _RUN = 20, 8
"""Sentences of a paper looked up to find it in the library, about; words that stand together to
compare two texts."""
_LEAD = re.compile(
    r"^(?:(?:Recommended|Response|Progress|Comment|Guidance|Law|Event|Planned for|"
    r"Stated)(?: \(linked by us\))?,? ?(?:(?:on|in) )?[\w ]{0,20}|What the words mean|"
    r"Where sources disagree|Not known|Note on the evidence|Evidence that may bear on it): ?"
)
_END = re.compile(
    r"^(?:\d+\.? )?(?:References|Bibliography|Endnotes|Appendix: the evidence, word for word)$",
    re.I,
)
_RAISED = re.compile(
    r"<sup>.{1,8}?</sup>|(?<=[a-z)”’][.!?])\d{1,2}(?:,\d{1,2})*(?=\s|$)"
)  # a note's number behind a sentence, where nothing says that it is raised
_OURS = re.compile(r"^\[?Author to complete|^\[")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the paper: `paragraph` counts from 0, `start` and `end` are places in the
    paragraph's words without the numbers of notes; `page` counts from 1, None where the format
    has none."""

    text: str
    paragraph: int
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True)
class PaperText:
    """A paper to check; `skipped` counts headings, questions and fragments, which state nothing.
    `text` is all of it."""

    name: str
    sentences: tuple[Sentence, ...]
    skipped: int
    text: str = ""


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
        return MARKS[self.mark] + (
            ", in other words" if self.mark == "supported" and not self.weighed.certain else ""
        )


@dataclass(frozen=True)
class Checked:
    """The findings so far, of `sentences` in all. `itself` names documents of the library that
    are this paper, or nearly: they are no evidence for it. `judge` names who gives the marks."""

    name: str
    sentences: int
    skipped: int
    findings: tuple[Finding, ...] = ()
    itself: tuple[str, ...] = ()
    judge: str = "rules"

    def count(self, mark: str) -> int:
        return sum(f.mark == mark for f in self.findings)


def read_paper(path: Path, limits: LoadLimits | None = None, name: str | None = None) -> PaperText:
    """The sentences of a Word, PDF, HTML, Markdown or text file. Raises LoadError, or
    AssistantError when there are too many."""
    name = name or path.name
    with IsolatedLoader(limits or LoadLimits()) as loader:
        document = loader.load(path, name)
    if path.suffix.lower() == ".docx":
        units: list[tuple[str, int | None, bool]] = [
            (words(p), None, _is_heading(p)) for p in paragraphs(path.read_bytes())
        ]
    else:
        units = [
            (_RAISED.sub("", document.text[b.start : b.end]), b.page, b.role == "heading")
            for b in document.blocks
        ]
    headings = {text.strip().lower() for text, _, heading in units if heading}
    ends = [i for i, (text, _, _) in enumerate(units) if _END.match(text.strip())]
    # what follows is a list, not what the paper says
    end = next((i for i in ends if i > _BODY * len(units)), len(units))
    found, skipped = [], len(units) - end
    for number, (whole, page, heading) in enumerate(units[:end]):
        text = REMARK.sub(lambda m: " " * len(m[0]), whole)
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
        raise AssistantError(
            f"{name}: no sentence was found in it that states anything; is it the right file?"
        )
    if len(found) > MOST:
        raise AssistantError(
            f"{name}: {len(found):,} sentences; a check reads at most {MOST:,}, about 75 pages."
            " Split it, or check the part that matters."
        )
    return PaperText(name, tuple(found), skipped, document.text)


def paragraphs(data: bytes) -> list:
    """Every paragraph of a Word file's body in order, those in tables too, as python-docx has
    them."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = Document(io.BytesIO(data))
    return [Paragraph(p, document._body) for p in document.element.body.iter(qn("w:p"))]


def words(paragraph: Any) -> str:
    """A paragraph's text without superscripts, which are marks of notes and references; a line
    break is a space."""
    return "".join(run.text.replace("\n", " ") for run in runs(paragraph) if not raised(run))


def runs(paragraph: Any) -> list[Any]:
    """Its runs in order, those inside links, content controls and insertions too; not what a
    tracked change has taken out."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    gone = {qn("w:del"), qn("w:moveFrom")}
    return [
        Run(r, paragraph)
        for r in paragraph._p.iter(qn("w:r"))
        if next(r.iterancestors(qn("w:p"))) is paragraph._p
        and not any(a.tag in gone for a in r.iterancestors())
    ]


def raised(run: Any) -> bool:
    """Whether a run stands above the line, as the number of a note does."""
    return bool(run.font.superscript or (run.style is not None and run.style.font.superscript))


def _is_heading(paragraph: Any) -> bool:
    style: str = paragraph.style.name if paragraph.style else ""
    return style.startswith(("Heading", "Title", "TOC", "Evidence note", "Reference entry"))


def itself(searcher: Searcher, paper: PaperText) -> dict[str, str]:
    """{id: name} of the library's documents whose text is that of the paper, or nearly: at least
    half of the runs of eight words that either has, both have."""
    near: set[str] = set()
    step = max(1, len(paper.sentences) // _TRIED)
    for sentence in paper.sentences[::step]:
        near |= {h.passage.document_id for h in searcher.search(searcher.query(sentence.text), 5)}
    own = _runs(paper.text)
    found = {}
    for document_id in near:
        document = searcher.document(document_id)
        if document is None:
            continue
        other = _runs(document.text)
        if own & other and 2 * len(own & other) >= len(own | other):
            found[document_id] = document.source
    return found


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    said = re.findall(r"[^\W_]+", text.lower())
    return frozenset(tuple(said[i : i + _RUN]) for i in range(max(1, len(said) - _RUN + 1)))


def check(
    searcher: Searcher,
    desk: Desk,
    paper: PaperText,
    stop: threading.Event | None = None,
    rows: Rows = lambda _: (),
) -> Iterator[Checked]:
    """Findings as they are made; the last one has them all, or those made before `stop` was set."""
    same = itself(searcher, paper)
    judge = desk.judge.name if desk.trust.judges else "rules"
    checked = Checked(
        paper.name, len(paper.sentences), paper.skipped, itself=tuple(same.values()), judge=judge
    )
    yield checked
    stop, without = stop or threading.Event(), frozenset(same)
    for at in range(0, len(paper.sentences), _TOGETHER):
        some = paper.sentences[at : at + _TOGETHER]
        found: list[Weighed] = []
        if checked.judge != "rules" and not stop.is_set():
            try:
                found = judged(searcher, desk, [s.text for s in some], without, rows, stop)
            except ChatFailure:  # the rules mark the rest, and the report says so
                checked = replace(checked, judge="rules")
        for place, sentence in enumerate(some[len(found) :], at + len(found)):
            if not stop.is_set():
                said = weigh(searcher, desk.rules, sentence.text, without=without, rows=rows)
                before = paper.sentences[place - 1].text if place else ""
                known = [*(f.weighed for f in checked.findings[-1:]), *found][-1:]
                if said.mark == "absent" and any(last.mark != "absent" for last in known):
                    said = (
                        turned_back(searcher, desk.rules, sentence.text, before, without, rows)
                        or said
                    )
                found.append(said)
        fresh = tuple(map(Finding, some, found))
        checked = replace(checked, findings=(*checked.findings, *fresh))
        if stop.is_set():
            break
        yield checked
    yield checked
