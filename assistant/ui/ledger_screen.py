"""The tab of recommendations: filter, open a row, open its evidence, export, ask about it, and
decide on proposals."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.errors import AssistantError
from assistant.ledger.export import export
from assistant.ledger.types import Ledger
from assistant.services import Services
from assistant.ui import evidence_view, ledger_view, view
from assistant.ui.events import PLAIN, QUIET, script, takes_event
from assistant.understand.day import checked_day
from index.documents.types import Quotation
from index.errors import IndexingError


class LedgerScreen:
    """The event handlers of the tab; each takes and returns plain component values."""

    def __init__(self, services: Services) -> None:
        self._desk, self._library = services.ledger, services.library

    def controls(self) -> str:
        return ledger_view.controls(self._desk.ledger())

    def table(self, day: str | None, opened: str | None = None) -> str:
        """The rows as at a day, with `opened` unfolded."""
        try:
            until = checked_day(day)
            shelf = ledger_view.Shelf(
                self._desk.catalogue(),
                self._desk.originals(),
                lambda step, row: self._desk.evidence(step, row) is not None,
            )
            ledger = self._desk.ledger().as_at(until)
            ledger = replace(ledger, problems=(*ledger.problems, *self._desk.unbacked()))
            return ledger_view.table(ledger, shelf, until, opened)
        except (IndexingError, AssistantError) as error:
            return view.told(str(error))

    def opened(
        self, readiness: Any, day: str | None
    ) -> Iterator[tuple[str, str, Any, str, Any, str]]:
        """Filters, rows and charts when the tab is opened; what keeps them waiting, while the
        library is made ready."""
        for note in readiness.wait():
            yield "", view.told(note), None, "", None, ""
        if readiness.error:
            yield "", view.told(readiness.error), None, "", None, ""
            return
        yield self.controls(), self.table(day), *self.charts(day)

    def charts(self, day: str | None) -> tuple[Any, str, Any, str]:
        """(responses by theme, the same as a table, timeline of events, the same as a list)."""
        from assistant.ui import charts

        until = checked_day(day)
        ledger, events = self._desk.ledger().as_at(until), self._desk.events(until)
        return (
            charts.by_theme(ledger) if ledger.rows else None,
            ledger_view.chart_in_words(ledger),
            charts.timeline(events, date.today().isoformat()) if events else None,
            ledger_view.events_in_words(events),
        )

    def cite(self, row_id: str, number: int, document_id: str | None, day: str | None) -> str:
        """The passage behind a step, or where an indexed original speaks of it."""
        try:
            row = self._desk.ledger().as_at(checked_day(day)).row(row_id)
            step = row.steps[number] if row and number < len(row.steps) else None
            if row is None or step is None:
                return evidence_view.evidence(
                    None, None, "The ledger has changed; load the page again."
                )
            found = (
                self._desk.in_original(document_id, step)
                if document_id
                else self._desk.evidence(step, row)
            )
            return self._shown(
                found,
                (
                    "Nothing in that document comes near it."
                    if document_id
                    else "Its passage is not in this library."
                ),
            )
        except (IndexingError, AssistantError) as error:
            return evidence_view.evidence(None, None, str(error))

    def event(self, passage_id: str) -> str:
        found = next((p for p in self._desk.events() if p.id == passage_id), None)
        return self._shown(
            Quotation(found, found.text, found.start, found.end) if found else None,
            "This event is no longer in the library.",
        )

    def words(self, proposal_id: str) -> str:
        """A proposal's sentence in its document."""
        try:
            p = next((p for p in self._desk.proposals() if p.id == proposal_id), None)
            return self._shown(
                self._desk.place(p.words) if p else None,
                "This proposal has been decided or its document is gone.",
            )
        except IndexingError as error:
            return evidence_view.evidence(None, None, str(error))

    def _shown(self, quotation: Quotation | None, missing: str) -> str:
        if quotation is None:
            return evidence_view.evidence(None, None, missing)
        try:
            return evidence_view.evidence(
                quotation, self._library.document(quotation.passage.document_id)
            )
        except IndexingError as error:
            return evidence_view.evidence(None, None, str(error))

    def question(self, row_id: str) -> str:
        """What the chat box is filled with by "ask about this"."""
        row = self._desk.ledger().row(row_id)
        return (
            f"What happened to the recommendation on {row.title[:1].lower() + row.title[1:]}?"
            if row
            else ""
        )

    def proposed(self) -> str:
        try:
            return ledger_view.proposed(self._desk.proposals(), self._desk.ledger())
        except (IndexingError, AssistantError) as error:
            return view.told(str(error))

    def decide(
        self, proposal_id: str, verdict: str, row: str | None, text: str, status: str
    ) -> str:
        try:
            if verdict == "accepted":
                self._desk.accept(proposal_id, row or None, "", text, status, new=not row)
                notice = "Accepted: it is in the ledger now."
            else:
                self._desk.reject(proposal_id)
                notice = "Rejected: it will not be proposed again."
        except (IndexingError, AssistantError) as error:
            notice = str(error)
        return ledger_view.proposed(self._desk.proposals(), self._desk.ledger(), notice)

    def file(self, kind: str, ids: list[str], day: str | None) -> dict:
        """{name, type, data}: the rows shown, as a file in base64."""
        until = checked_day(day)
        ledger = self._desk.ledger().as_at(until)
        rows = [r for r in ledger.rows if r.id in set(ids)]
        kinds = {
            "csv": "text/csv",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
        data = export(rows, self._desk.catalogue(), kind, until)
        return {
            "name": f"recommendations.{kind}",
            "type": kinds.get(kind, ""),
            "data": base64.b64encode(data).decode(),
        }


class LedgerTab:
    """The components of the tab and their events, for links from the chat: filters, rows, charts
    and the day."""

    def __init__(self, gr: Any, screen: LedgerScreen) -> None:
        self._screen = screen
        self.day = gr.State("")
        with gr.Row(elem_id="ledger-main"):
            with gr.Column(scale=7, elem_id="ledger"):

                def file(asked: str) -> dict[str, str]:
                    wanted = json.loads(asked)
                    return screen.file(wanted["kind"], wanted["ids"], wanted["day"])

                self.controls = gr.HTML(
                    "", js_on_load=script("ledger_controls.js"), server_functions=[file], **PLAIN
                )
                self.table = gr.HTML("", js_on_load=script("ledger.js"), **PLAIN)
                self._charts(gr)
                self._proposals(gr)
            with gr.Column(scale=5, elem_id="ledger-side"):
                empty = evidence_view.evidence(None, None)
                self.side = gr.HTML(empty, js_on_load=script("side.js"), **PLAIN)
        self._wire(gr)

    def _charts(self, gr: Any) -> None:
        chart: dict[str, Any] = {"show_label": False, "container": False, "elem_classes": ["chart"]}
        with gr.Accordion("Charts", open=True, elem_classes=["shelf"]):
            title = "<h2 class='chart-title'>How government answered, by theme</h2>"
            gr.HTML(title, **PLAIN)
            theme = gr.Plot(**chart)
            theme_words = gr.HTML("", **PLAIN)
            gr.HTML("<h2 class='chart-title'>Events</h2>", **PLAIN)
            line = gr.Plot(**chart)
            self._events = gr.HTML("", js_on_load=script("ledger.js"), **PLAIN)
        self.charts = [theme, theme_words, line, self._events]

    def _proposals(self, gr: Any) -> None:
        with gr.Accordion("Proposed from your documents", open=False, elem_classes=["shelf"]):
            look = "Look in the documents of this library"
            self._look = gr.Button(look, elem_classes=["outlined"])
            empty = ledger_view.proposed(None, Ledger(()))
            self._proposed = gr.HTML(empty, js_on_load=script("ledger.js"), **PLAIN)

    def _wire(self, gr: Any) -> None:
        screen = self._screen

        def as_at(event: Any) -> tuple[Any, ...]:
            chosen = str(event.day)
            return (chosen, screen.table(chosen), *screen.charts(chosen))

        def cite(on: str, event: Any) -> str:
            return screen.cite(str(event.row), int(event.step), str(event.document) or None, on)

        def words(event: Any) -> str:
            return screen.words(str(event.proposal))

        def passage(event: Any) -> str:
            return screen.event(str(event.passage))

        def decide(on: str, event: Any) -> tuple[str, str]:
            said = (event.proposal, event.verdict, event.row, event.text, event.status)
            return screen.decide(*map(str, said)), screen.table(on)

        takes_event(gr, as_at, cite, words, passage, decide)
        self.controls.day(as_at, None, [self.day, self.table, *self.charts], **QUIET)
        self.table.cite(cite, [self.day], [self.side], **QUIET)
        self._events.passage(passage, None, [self.side], **QUIET)
        self._proposed.words(words, None, [self.side], **QUIET)
        self._proposed.decide(decide, [self.day], [self._proposed, self.table], **QUIET)
        self.side.shut(lambda: evidence_view.evidence(None, None), None, [self.side], **QUIET)
        self._look.click(screen.proposed, None, [self._proposed], show_progress="minimal")
