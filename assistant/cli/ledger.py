"""`ics-assistant ledger`: the rows, their evidence, an export, and what documents propose to
add."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import AsAt, Json, recorded, services_of
from assistant.errors import AssistantError
from assistant.ledger.timeline import KINDS, Wanted
from assistant.ledger.types import OVERDUE, Ledger, Row, Step
from assistant.understand.day import checked_day
from assistant.wording.statuses import FORMAL, PROGRESS, RESPONSES
from index.text.dates import spoken

if TYPE_CHECKING:
    from assistant.services import LedgerDesk

ledger = typer.Typer(
    no_args_is_help=True, help="What was recommended, how it was answered, how far it got."
)
Theme = Annotated[str, typer.Option(help="Only this theme.")]
Status = Annotated[str, typer.Option(help="Only this status of response or progress; or overdue.")]
Addressee = Annotated[str, typer.Option(help="Only those addressed to it.")]
Source = Annotated[str, typer.Option(help="Only those of this review or report.")]
Find = Annotated[str, typer.Option(help="Only those with these words.")]


def _chosen(
    desk: LedgerDesk,
    as_at: str | None,
    theme: str = "",
    status: str = "",
    addressee: str = "",
    source: str = "",
    find: str = "",
) -> Ledger:
    known = tuple(dict.fromkeys((*RESPONSES, *PROGRESS, OVERDUE)))
    if status and status not in known:
        raise AssistantError(f"{status!r} is not a status; they are {', '.join(known)}.")
    day = checked_day(as_at)
    return desk.ledger().as_at(day).choose(theme, status, addressee, source, find, day)


def _named(found: Ledger, row_id: str) -> Row:
    row = found.row(row_id)
    if row is None:
        for problem in found.problems:
            print(f"ics-assistant: {problem}", file=sys.stderr)
        raise AssistantError(
            f"There is no recommendation {row_id!r}; `ics-assistant ledger list` gives the ids."
        )
    return row


def _end(desk: LedgerDesk) -> None:
    """Names what did not load or has no passage here, and then ends with exit code 2."""
    problems = (*desk.ledger().problems, *desk.unbacked())
    for problem in problems:
        print(f"ics-assistant: {problem}", file=sys.stderr)
    if problems:
        raise typer.Exit(2)


def _record(row: Row) -> dict[str, Any]:
    fields = asdict(row)
    return {
        **{k: v for k, v in fields.items() if k != "line"},
        "response": row.response,
        "progress": row.progress,
        "newest": row.newest,
    }


@ledger.command("list")
def listing(
    theme: Theme = "",
    status: Status = "",
    addressee: Addressee = "",
    source: Source = "",
    find: Find = "",
    as_at: AsAt = None,
    as_json: Json = False,
) -> None:
    """Every row that fits, a line each."""
    desk = services_of().ledger
    found = _chosen(desk, as_at, theme, status, addressee, source, find)
    for row in found.rows:
        if as_json:
            print(json.dumps(_record(row), ensure_ascii=False))
        else:
            as_of = f" ({spoken(row.latest.date)})" if row.latest and row.latest.date else ""
            print(
                f"{row.id}\n    {row.title}. Response: {row.response}. Progress:"
                f" {row.progress}{as_of}."
            )
    if not as_json:
        print(f"{len(found.rows)} recommendations.")
    _end(desk)


@ledger.command()
def show(
    row_id: Annotated[str, typer.Argument(help="Its id in `ledger list`.")], as_at: AsAt = None
) -> None:
    """One row as it went: recommended, answered, done, commented, each with its sources and the
    passage behind it."""
    from assistant.ledger.export import cited

    desk = services_of().ledger
    found = _chosen(desk, as_at)
    row = _named(found, row_id)
    print(
        f"{row.title}\n{row.review}; {row.theme}; to {', '.join(row.addressees) or 'nobody named'}."
    )
    if row.formal:
        print(f"{FORMAL[row.formal].capitalize()}.")
    catalogue = desk.catalogue()
    for step in row.steps:
        print(f"\n{said(step)}\n{step.text or 'Nothing was found.'}")
        for source in cited(step, catalogue):
            print(f"  - {source}")
        evidence = desk.evidence(step, row)
        print(
            f"  Passage: {evidence.passage.source}: “{evidence.quote}”"
            if evidence
            else "  Passage: not in this library."
        )
    for about, text in (
        ("Sources differ", row.disagreement),
        ("Note", row.note),
        ("Confidence", row.confidence),
    ):
        if text:
            print(f"\n{about}: {text}")
    _end(desk)


def said(step: Step) -> str:
    """What a step is, in a line: "Responded, 14 June 2023: rejected"."""
    linked = {"us": ", linked by us", "reader": f", linked by {step.reader}"}
    link = linked.get(step.linked_by, "")
    return f"{step.said.capitalize()}{link}, {spoken(step.date) or 'date not known'}" + (
        f": {step.status}" if step.status else ""
    )


@ledger.command()
def export(
    file: Annotated[Path, typer.Argument(help="A file ending in .csv or .xlsx.")],
    theme: Theme = "", status: Status = "", addressee: Addressee = "", source: Source = "",
    find: Find = "", as_at: AsAt = None,
) -> None:  # fmt: skip
    """The rows that fit as CSV or Excel, with their sources."""
    from assistant.ledger.export import export as write
    from assistant.paper.files import save

    services = services_of()
    desk = services.ledger
    found = _chosen(desk, as_at, theme, status, addressee, source, find)
    recorded(services.settings, "exported recommendations", [file.name])
    save(file, write(found.rows, desk.catalogue(), file.suffix.lower().removeprefix("."), as_at))
    print(f"{len(found.rows)} recommendations in {file.name}.")
    _end(desk)


@ledger.command("timeline")
def timed(
    since: Annotated[str, typer.Option("--from", help="From that day on, as 2024-07-31.")] = "",
    until: Annotated[str, typer.Option("--to", help="Up to that day.")] = "",
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "",
    who: Annotated[str, typer.Option(help="A name of who is behind it or addressed.")] = "",
    find: Annotated[str, typer.Option(help="Words in it.")] = "",
    theme: Annotated[str, typer.Option(help="A theme of recommendations, or part of it.")] = "",
    as_json: Json = False,
) -> None:
    """Everything dated, newest first: what was recommended, answered, reported and said of it,
    events, documents, actions due."""
    if kind not in ("", *KINDS):
        raise AssistantError(f"--kind {kind}: choose one of {', '.join(KINDS)}.")
    first = checked_day(since or None) or ""
    if re.fullmatch(r"\d{4}(-\d{2})?", since.strip()):  # from the beginning of a year or month
        first = f"{since.strip()}-01-01"[:10]
    days = (first, checked_day(until or None) or "")
    for entry in services_of().ledger.timeline(Wanted(*days, kind, who, find, theme)):
        if as_json:
            print(json.dumps(asdict(entry), ensure_ascii=False))
        else:
            about = f" [{entry.about}]" if entry.about else ""
            print(f"{spoken(entry.date)}  {entry.kind}{about}: {entry.text}")


@ledger.command()
def proposals(as_json: Json = False) -> None:
    """What the documents you added may have to add: nothing of it counts until you accept it."""
    found = services_of().ledger.proposals()
    for p in found:
        if as_json:
            print(json.dumps({**asdict(p), "sure": p.sure}, ensure_ascii=False))
        else:
            about = f" on {p.row}" if p.row else " (new)" if p.said == "recommended" else ""
            about += f", number {p.number}" if p.number else ""
            about += f", {p.status}?" if p.status else ""
            print(
                f"{p.id}  {p.said}{about}, confidence {p.sure} ({p.confidence:.2f}),"
                f" {p.words.source}, {spoken(p.date) or 'no date'}\n    “{p.text}”"
            )
    if not as_json:
        print(
            f"{len(found)} proposals; accept or reject each with `ics-assistant ledger accept ID`"
            " or `reject ID`, a whole list with `accept-list DOCUMENT`."
        )


@ledger.command()
def accept(
    proposal: Annotated[str, typer.Argument(help="Its id in `ledger proposals`.")],
    row: Annotated[
        str | None, typer.Option(help="The recommendation it belongs to, if not the one proposed.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="A recommendation of its own.")] = False,
    title: Annotated[str, typer.Option(help="A short title for a new one.")] = "",
    text: Annotated[str, typer.Option(help="Your wording, if not the document's.")] = "",
    status: Annotated[str, typer.Option(help="Of a response or of progress.")] = "",
) -> None:
    """Put a proposal into your ledger, with your corrections."""
    services = services_of()
    recorded(services.settings, "decided on a proposal", [proposal, "accepted"])
    decided = services.ledger.accept(proposal, row, title, text, status, new)
    print(f"accepted: {decided.row or f'added-{proposal}'}")


@ledger.command("accept-list")
def accept_list(
    document: Annotated[str, typer.Argument(help="Its name, path or id.")],
) -> None:
    """Put a document's whole list of recommendations or actions into your ledger as it stands."""
    services = services_of()
    recorded(services.settings, "accepted a document's list", [document])
    print(f"accepted: {len(services.ledger.accept_list(document))} rows")


@ledger.command()
def reject(proposal: Annotated[str, typer.Argument(help="Its id in `ledger proposals`.")]) -> None:
    """Leave a proposal out for good, or take back what you accepted."""
    services = services_of()
    recorded(services.settings, "decided on a proposal", [proposal, "rejected"])
    services.ledger.reject(proposal)
    print(f"rejected: {proposal}")
