"""What a check found in, a report (HTML or Markdown), JSON, or a Word copy with comments out."""

from __future__ import annotations

import copy
import io
from typing import Any

from assistant.answer.citations import reference
from assistant.answer.markdown import inert
from assistant.answer.types import Citation
from assistant.paper.check import MARKS, Checked, Finding, raised, runs
from assistant.templating import render
from assistant.wording import papers
from index.documents.types import Passage


def how(checked: Checked) -> str:
    """Who gave the marks, and how far to trust them."""
    return papers.how_checked(checked.judge)


def summary(checked: Checked) -> str:
    """How many sentences got each mark, in words."""
    counted = "; ".join(f"{checked.count(mark)} {label.lower()}" for mark, label in MARKS.items())
    return (
        f"{len(checked.findings)} of {checked.sentences} sentences checked: {counted}. Left out as"
        " stating nothing (headings, questions, fragments):"
        f" {checked.skipped}.{itself_text(checked)}"
    )


def itself_text(checked: Checked) -> str:
    """That the paper is in the library itself, and is no evidence for what it says."""
    listed = ", ".join(checked.itself)
    return (
        f" Not counted as evidence, because it is this paper or nearly: {listed}." if listed else ""
    )


def cited(passage: Passage) -> str:
    """A passage's source in a few words."""
    return reference(Citation(0, passage, passage.text, passage.start, passage.end))


def place(finding: Finding) -> str:
    """Where the sentence stands in the paper."""
    return (
        f"page {finding.sentence.page}"
        if finding.sentence.page
        else f"paragraph {finding.sentence.paragraph + 1}"
    )


def report(checked: Checked, kind: str) -> str:
    """The report as "html" or "md"."""
    return _html(checked) if kind == "html" else _markdown(checked)


def _html(checked: Checked) -> str:
    return render(
        "assistant.paper",
        "check_report.html",
        title=f"Check of {checked.name}",
        summary=summary(checked),
        how=how(checked),
        findings=[
            (
                place(f),
                f,
                papers.marked_by(f.weighed.by),
                [(p.text, cited(p)) for p in f.weighed.passages],
            )
            for f in checked.findings
        ],
    )


def _markdown(checked: Checked) -> str:
    parts = [f"# Check of {inert(checked.name)}", summary(checked), how(checked)]
    for number, f in enumerate(checked.findings, 1):
        quotes = "\n".join(
            f"> {inert(p.text)}\n> — {inert(cited(p))}\n" for p in f.weighed.passages
        )
        parts.append(
            f"{number}. **{f.label}** ({place(f)}):"
            f" {inert(f.text)}\n\n{inert(f.weighed.reason)}"
            f" ({papers.marked_by(f.weighed.by)})\n\n{quotes}"
        )
    return "\n\n".join(parts) + "\n"


def record(checked: Checked) -> dict:
    """The findings for other programs."""
    return {
        "name": checked.name,
        "sentences": checked.sentences,
        "skipped": checked.skipped,
        "itself": list(checked.itself),
        "judge": checked.judge,
        "counts": {mark: checked.count(mark) for mark in MARKS},
        "findings": [
            {
                "text": f.text,
                "page": f.sentence.page,
                "paragraph": f.sentence.paragraph + 1,
                "mark": f.mark,
                "reason": f.weighed.reason,
                "by": f.weighed.by,
                "passages": [
                    {
                        "passage_id": p.id,
                        "document_id": p.document_id,
                        "source": p.source,
                        "start": p.start,
                        "end": p.end,
                        "text": p.text,
                    }
                    for p in f.weighed.passages
                ],
            }
            for f in checked.findings
        ],
    }


def annotate(data: bytes, checked: Checked) -> bytes:
    """The Word file with a comment at each sentence: its mark, the reason, and the passages."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = Document(io.BytesIO(data))
    found = [Paragraph(p, document._body) for p in document.element.body.iter(qn("w:p"))]
    for finding in checked.findings:
        paragraph = found[finding.sentence.paragraph]
        first, last = _runs_of(paragraph, finding.sentence.start, finding.sentence.end)
        comment = document.add_comment([first, last], author="ICS Assistant", initials="ICS")
        comment.paragraphs[0].add_run(finding.label).bold = True
        for line in (
            finding.weighed.reason,
            *(f"“{p.text}” {cited(p)}" for p in finding.weighed.passages),
        ):
            comment.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _runs_of(paragraph: Any, start: int, end: int) -> tuple[Any, Any]:
    """The first and last run of a sentence, cut where it begins and ends."""
    _cut(paragraph, start)
    _cut(paragraph, end)
    at, touched = 0, []
    for run in runs(paragraph):
        if raised(run):
            continue
        if run.text and at < end and at + len(run.text) > start:
            touched.append(run)
        at += len(run.text)
    return touched[0], touched[-1]


def _cut(paragraph: Any, place: int) -> None:
    """Cuts the run that a place lies inside in two, if it holds nothing but text."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    at = 0
    for run in runs(paragraph):
        if raised(run):
            continue
        text = run.text
        if at < place < at + len(text) and {child.tag for child in run._r} <= {
            qn("w:rPr"),
            qn("w:t"),
        }:
            rest = copy.deepcopy(run._r)
            run._r.addnext(rest)
            run.text, Run(rest, paragraph).text = text[: place - at], text[place - at :]
            return
        at += len(text)
