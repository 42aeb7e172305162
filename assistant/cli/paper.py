"""`ics-assistant draft` and `check-paper`: a board paper made, and a paper read against the
library."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.cli.common import AsAt, Json, recorded, services_of
from assistant.errors import AssistantError
from assistant.paper.types import HEADINGS, PURPOSES, SECTIONS, STYLES, Brief, Paper
from assistant.understand.day import checked_day
from assistant.wording.papers import NO_TOPIC

if TYPE_CHECKING:
    from assistant.services import Services

T = TypeVar("T", bound=str)
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--output", help="Where to write it: .docx, .md, .html or .ris; may be given again."
    ),
]


def _one_of(name: str, value: str, known: tuple[T, ...]) -> T:
    chosen = next((k for k in known if k == value), None)
    if chosen is None:
        raise AssistantError(f"{value!r} is not a {name}; use one of {', '.join(known)}.")
    return chosen


def _with_documents(services: Services) -> None:
    """Indexes the starter library if nothing is indexed yet."""
    if not services.library.documents():
        services.library.index_starter()


def draft(
    topic: Annotated[list[str] | None, typer.Argument(help="A topic or a question.")] = None,
    output: Output = None,
    purpose: Annotated[str, typer.Option(help=f"One of {', '.join(PURPOSES)}.")] = "information",
    title: Annotated[str, typer.Option(help="The paper's title, if not the topic.")] = "",
    meeting: Annotated[str, typer.Option(help="Which meeting.")] = "",
    date: Annotated[str, typer.Option(help="Date of the meeting.")] = "",
    author: Annotated[str, typer.Option(help="Who writes it.")] = "",
    sponsor: Annotated[str, typer.Option(help="Who brings it to the board.")] = "",
    row: Annotated[
        list[str] | None,
        typer.Option(
            "--row",
            help="A recommendation that goes in, by its id in `ledger list`; may be given again.",
        ),
    ] = None,
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question", help="A further question whose evidence goes in; may be given again."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help=f"A section to leave out: {', '.join(SECTIONS)}."),
    ] = None,
    style: Annotated[
        str, typer.Option(help=f"References in {' or '.join(STYLES)} style.")
    ] = "harvard",
    template: Annotated[
        Path | None, typer.Option(help="A Word file whose styles, header and logo are kept.")
    ] = None,
    as_at: AsAt = None,
    outline: Annotated[bool, typer.Option("--outline", help="Only say what would go in.")] = False,
) -> None:
    """Draft a board paper whose every claim has a reference."""
    files = output or []
    _check_files(files, template, outline)
    for key in without or ():
        _one_of("section", key, SECTIONS)
    brief = Brief(
        " ".join(topic or []),
        _one_of("purpose", purpose, PURPOSES),
        *(title, meeting, date, author, sponsor),
        checked_day(as_at),
        tuple(question or ()),
        tuple(row) if row else None,
        tuple(key for key in SECTIONS if key not in (without or ())),
        _one_of("style", style, STYLES),
    )
    if not brief.topic.strip():
        raise AssistantError(NO_TOPIC)
    _draft(brief, files, template, outline)


def _check_files(files: list[Path], template: Path | None, outline: bool) -> None:
    """Refuses names of kinds that are not written, and a template that is none, before any work."""
    from assistant.paper.files import KINDS
    from assistant.paper.word import check_template

    for path in files:
        if path.suffix[1:].lower() not in KINDS:
            kinds = ", ".join("." + kind for kind in KINDS)
            raise AssistantError(f"{path}: the name should end in one of {kinds}.")
    if not files and not outline:
        raise AssistantError(
            "Say where to write the paper, as in -o paper.docx; or ask for its --outline."
        )
    if template is not None:
        check_template(template)


def _draft(brief: Brief, files: list[Path], template: Path | None, outline: bool) -> None:
    from assistant.paper.files import save

    services = services_of()
    _with_documents(services)
    papers = services.papers
    paper = papers.outline(brief)
    if paper.missing:
        print(paper.missing)
    if paper.missing or outline:
        _tell(paper)
    if outline:
        return
    *_, paper = papers.draft(paper)
    recorded(services.settings, "drafted a paper", [path.name for path in files])
    for path in files:
        save(path, papers.file(paper, path.suffix[1:].lower(), template))
        print(
            f"{path}: {len(paper.lines)} recommendations, {len(paper.passages)} references;"
            f" {paper.speaks}."
        )


def _tell(paper: Paper) -> None:
    """The outline: evidence under each heading, and the recommendations taken and near by."""
    for section in paper.sections:
        print(f"{section.evidence:4}  {HEADINGS[section.key]}")
    taken = {line.id for line in paper.lines}
    for row_id, title in paper.offered:
        print(f"  {'taken' if row_id in taken else '     '} {row_id}: {title}")
    if any(row_id not in taken for row_id, _ in paper.offered):
        print("Choose recommendations with --row ID.")


def _check_outputs(file: Path, output: Path | None, annotated: Path | None) -> None:
    """Refuses names under which nothing can be written, before any work."""
    if output and output.suffix not in (".html", ".md"):
        raise AssistantError(f"{output}: the report's name should end in .html or .md.")
    if annotated and (annotated.suffix != ".docx" or file.suffix.lower() != ".docx"):
        raise AssistantError(
            f"{annotated}: comments go into a copy of a Word file (.docx); for other files take the"
            " report, -o report.html."
        )
    if annotated and annotated.resolve() == file.resolve():
        raise AssistantError(
            f"{annotated}: would be written over the paper itself; give the copy another name."
        )


def check_paper(
    file: Annotated[Path, typer.Argument(help="The paper: Word or PDF.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A report: .html or .md.")
    ] = None,
    annotated: Annotated[
        Path | None,
        typer.Option(
            "--annotated",
            help="A copy of the Word file with a comment at each sentence that needs one.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a paper against the library: what is supported, contradicted, superseded, or not
    found in it."""
    from rich.console import Console
    from rich.progress import Progress

    from assistant.paper.check import MARKS
    from assistant.paper.check_report import annotate, itself_text, record, report
    from assistant.paper.files import save

    _check_outputs(file, output, annotated)
    services = services_of()
    checking = services.papers.check(file)
    _with_documents(services)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=None)
        found = next(checking)
        for found in checking:
            bar.update(task, total=found.sentences, completed=len(found.findings))
    if as_json:
        print(json.dumps(record(found), ensure_ascii=False))
    else:
        print(
            "; ".join(f"{found.count(mark)} {words.lower()}" for mark, words in MARKS.items())
            + "."
            + itself_text(found)
        )
    if output or annotated:
        names = [path.name for path in (output, annotated) if path]
        recorded(services.settings, "exported a check", names)
    if output:
        save(output, report(found, output.suffix[1:]).encode())
    if annotated:
        save(annotated, annotate(file.read_bytes(), found))
    if not (output or annotated or as_json):
        for finding in found.findings:
            if finding.mark != "supported":
                print(
                    f"\n{finding.label}: {finding.text}\n    {finding.weighed.reason}",
                    file=sys.stdout,
                )
