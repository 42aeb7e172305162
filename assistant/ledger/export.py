"""Rows of the ledger in, a CSV or an Excel workbook out, with sources and the meaning of each
status."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from assistant.errors import AssistantError
from assistant.ledger.catalogue import Source
from assistant.ledger.types import Row, Step
from assistant.wording.statuses import FORMAL, PROGRESS, RESPONSES
from index.text.dates import spoken

SEEN = {
    "full": "read in full",
    "opening": "only its opening was read",
    "listing": "only its entry in a list was read",
    "not_seen": "not read; known from others",
}
COLUMNS = (
    "Recommendation", "In our words", "Recommended by", "Published", "Theme", "Addressed to",
    "Formal recommendation", "Response", "Response date", "Response in our words",
    "Response sources", "Progress", "Progress as of", "Progress in our words", "Progress sources",
    "Comment", "Where sources differ", "Sources of the recommendation", "Number",
    "Owner", "Due", "As at",
)  # fmt: skip


def cited(step: Step, catalogue: dict[str, Source]) -> list[str]:
    """Each source of a step with its publisher, date and how much of it was read."""
    if step.words:
        return [f"{step.words.source}, accepted by {step.reader}"]
    found = [catalogue[i] for i in step.sources]
    return [
        f'"{s.title}", {s.publisher}, {spoken(s.date) or "undated"}'
        f" ({SEEN.get(s.seen or '', 'not stated how much was read')})"
        for s in found
    ]


def _cells(row: Row, catalogue: dict[str, Source], as_at: str | None) -> list[str]:
    def joined(steps: tuple[Step, ...], each: Callable[[Step], str]) -> str:
        return "\n".join(text for step in steps if (text := each(step)))

    def told(step: Step) -> str:
        linked = {"us": " (linked by us)", "reader": f" (linked by {step.reader})"}
        link = linked.get(step.linked_by, "")
        return f"{spoken(step.date) or 'Undated'}, {step.status}{link}: {step.text}"

    def sources(step: Step) -> str:
        return "; ".join(cited(step, catalogue))

    answers, progress, comments = row.of("responded"), row.of("progress"), row.of("comment")
    return [
        row.title, row.recommendation, row.review, row.published or "", row.theme,
        "; ".join(row.addressees), FORMAL.get(row.formal or "", ""), row.response,
        next((s.date for s in answers if s.date), ""), joined(answers, lambda s: s.text or ""),
        joined(answers, sources), row.progress, (row.latest.date if row.latest else None) or "",
        joined(progress, told), joined(progress, sources),
        joined(comments, lambda s: f"{spoken(s.date) or 'Undated'}: {s.text}"),
        row.disagreement or "", joined(row.of("recommended"), sources), row.number or "",
        row.owner or "", row.due or "", as_at or "",
    ]  # fmt: skip


def export(
    rows: Iterable[Row], catalogue: dict[str, Source], kind: str, as_at: str | None = None
) -> bytes:
    """The file's bytes; `kind` is "csv" or "xlsx"."""
    table = [_cells(row, catalogue, as_at) for row in rows]
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(
            [list(COLUMNS), *([_inert(cell) for cell in cells] for cells in table)]
        )
        return ("\ufeff" + text.getvalue()).encode()
    if kind != "xlsx":
        raise AssistantError(f"{kind!r} is not a format of the ledger; use csv or xlsx.")
    return _workbook(table, catalogue)


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in tuple("=+-@\t\r") else cell


def _workbook(table: list[list[str]], catalogue: dict[str, Source]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.title, book.properties.creator = "Recommendation ledger", "ICS Assistant"
    statuses = [["Response", s, meaning] for s, meaning in RESPONSES.items()] + [
        ["Progress", s, meaning] for s, meaning in PROGRESS.items()
    ]
    sources = [
        [s.title, s.publisher, s.date or "", s.kind, SEEN.get(s.seen or "", ""), s.url or ""]
        for s in catalogue.values()
    ]
    sheets = (
        (
            "Recommendations",
            list(COLUMNS),
            table,
            [34, 60, 24, 12, 30, 24, 26, 16, 13, 50, 50, 14, 13, 60, 50, 50, 40, 50, 10, 24, 12, 9],
        ),
        ("Statuses", ["Of", "Status", "What it means"], statuses, [12, 20, 80]),
        (
            "Sources",
            ["Title", "Publisher", "Date", "Kind", "How much was read", "Address"],
            sources,
            [60, 40, 12, 14, 30, 70],
        ),
    )
    book.remove(book.worksheets[0])
    for number, (name, header, lines, widths) in enumerate(sheets):
        sheet = book.create_sheet(name)
        for line in [header, *lines]:
            sheet.append([_inert(str(cell)) for cell in line])
        for number_of, width in enumerate(widths, 1):
            sheet.cell(1, number_of).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(number_of)].width = width
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "B2" if number == 0 else "A2"
        sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
