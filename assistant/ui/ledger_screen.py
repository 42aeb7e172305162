"""The tab of recommendations: filter, open a row, open its evidence, export, ask about it, and decide on proposals."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import Any

from assistant.answer.types import Citation
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.ledger.export import export
from assistant.ledger.types import Ledger
from assistant.ui import ledger_view, view
from assistant.understand.day import checked_day
from index.errors import IndexingError


class LedgerScreen:
    """The event handlers of the tab; each takes and returns plain component values."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def controls(self) -> str:
        return ledger_view.controls(self.assistant.ledger())

    def table(self, day: str | None, opened: str | None = None) -> str:
        """The rows as at a day, with `opened` unfolded."""
        try:
            until = checked_day(day)
            shelf = ledger_view.Shelf(
                self.assistant.catalogue(), self.assistant.originals(), lambda step, row: self.assistant.evidence(step, row) is not None
            )
            ledger = self.assistant.ledger().as_at(until)
            ledger = replace(ledger, problems=(*ledger.problems, *self.assistant.unbacked()))
            return ledger_view.table(ledger, shelf, until, opened)
        except (IndexingError, AssistantError) as error:
            return view.told(str(error))

    def opened(self, readiness: Any, day: str | None) -> Iterator[tuple[str, str, Any, str, Any, str]]:
        """Filters, rows and charts when the tab is opened; what keeps them waiting, while the library is made ready."""
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
        ledger, events = self.assistant.ledger().as_at(until), self.assistant.events(until)
        return (
            charts.by_theme(ledger) if ledger.rows else None,
            ledger_view.chart_in_words(ledger),
            charts.timeline(events, date.today().isoformat()) if events else None,
            ledger_view.events_in_words(events),
        )

    def cite(self, row_id: str, number: int, document_id: str | None, day: str | None) -> str:
        """The passage behind a step, or where an indexed original speaks of it."""
        try:
            row = self.assistant.ledger().as_at(checked_day(day)).row(row_id)
            step = row.steps[number] if row and number < len(row.steps) else None
            if row is None or step is None:
                return view.evidence(None, None, "The ledger has changed; load the page again.")
            found = self.assistant.in_original(document_id, step) if document_id else self.assistant.evidence(step, row)
            return self._shown(found, "Nothing in that document comes near it." if document_id else "Its passage is not in this library.")
        except (IndexingError, AssistantError) as error:
            return view.evidence(None, None, str(error))

    def event(self, passage_id: str) -> str:
        found = next((p for p in self.assistant.events() if p.id == passage_id), None)
        return self._shown(found and Citation(1, found, found.text, found.start, found.end), "This event is no longer in the library.")

    def words(self, proposal_id: str) -> str:
        """A proposal's sentence in its document."""
        try:
            p = next((p for p in self.assistant.proposals() if p.id == proposal_id), None)
            return self._shown(p and self.assistant.place(p.words), "This proposal has been decided or its document is gone.")
        except IndexingError as error:
            return view.evidence(None, None, str(error))

    def _shown(self, citation: Citation | None, missing: str) -> str:
        if citation is None:
            return view.evidence(None, None, missing)
        try:
            return view.evidence(citation, self.assistant.document(citation.passage.document_id))
        except IndexingError as error:
            return view.evidence(None, None, str(error))

    def question(self, row_id: str) -> str:
        """What the chat box is filled with by "ask about this"."""
        row = self.assistant.ledger().row(row_id)
        return f"What happened to the recommendation on {row.title[:1].lower() + row.title[1:]}?" if row else ""

    def proposed(self) -> str:
        try:
            return ledger_view.proposed(self.assistant.proposals(), self.assistant.ledger())
        except (IndexingError, AssistantError) as error:
            return view.told(str(error))

    def decide(self, proposal_id: str, verdict: str, row: str | None, text: str, status: str) -> str:
        try:
            self.assistant.decide(proposal_id, verdict, row or None, "", text, status, new=not row)
            notice = "Accepted: it is in the ledger now." if verdict == "accepted" else "Rejected: it will not be proposed again."
        except (IndexingError, AssistantError) as error:
            notice = str(error)
        return ledger_view.proposed(self.assistant.proposals(), self.assistant.ledger(), notice)

    def file(self, kind: str, ids: list[str], day: str | None) -> dict:
        """{name, type, data}: the rows shown, as a file in base64."""
        until = checked_day(day)
        ledger = self.assistant.ledger().as_at(until)
        rows = [r for r in ledger.rows if r.id in set(ids)]
        kinds = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        data = export(rows, self.assistant.catalogue(), kind, until)
        return {"name": f"recommendations.{kind}", "type": kinds.get(kind, ""), "data": base64.b64encode(data).decode()}


def build_tab(screen: LedgerScreen, gr: Any, plain: dict):
    """The components of the tab and their events: (filters, table, day, charts), for links from the chat."""
    here = resources.files(__package__)
    day = gr.State("")
    with gr.Row(elem_id="ledger-main"):
        with gr.Column(scale=7, elem_id="ledger"):

            def file(asked):
                wanted = json.loads(asked)
                return screen.file(wanted["kind"], wanted["ids"], wanted["day"])

            controls = gr.HTML("", js_on_load=(here / "ledger_controls.js").read_text(), server_functions=[file], **plain)
            table = gr.HTML("", js_on_load=(here / "ledger.js").read_text(), **plain)
            with gr.Accordion("Charts", open=True, elem_classes=["shelf"]):
                gr.HTML("<h2 class='chart-title'>How government answered, by theme</h2>", **plain)
                theme = gr.Plot(show_label=False, container=False, elem_classes=["chart"])
                theme_words = gr.HTML("", **plain)
                gr.HTML("<h2 class='chart-title'>Events</h2>", **plain)
                line = gr.Plot(show_label=False, container=False, elem_classes=["chart"])
                line_words = gr.HTML("", js_on_load=(here / "ledger.js").read_text(), **plain)
            with gr.Accordion("Proposed from your documents", open=False, elem_classes=["shelf"]):
                look = gr.Button("Look in the documents of this library", elem_classes=["outlined"])
                proposals = gr.HTML(ledger_view.proposed(None, Ledger(())), js_on_load=(here / "ledger.js").read_text(), **plain)
        with gr.Column(scale=5, elem_id="ledger-side"):
            side = gr.HTML(
                view.evidence(None, None),
                js_on_load=(here / "side.js").read_text(),
                **plain,
            )

    def as_at(event):
        chosen = str(event.day)
        return (chosen, screen.table(chosen), *screen.charts(chosen))

    def cite(on, event):
        return screen.cite(str(event.row), int(event.step), str(event.document) or None, on)

    def words(event):
        return screen.words(str(event.proposal))

    def passage(event):
        return screen.event(str(event.passage))

    def decide(on, event):
        return screen.decide(str(event.proposal), str(event.verdict), str(event.row), str(event.text), str(event.status)), screen.table(on)

    for handler in (as_at, cite, words, passage, decide):
        handler.__annotations__["event"] = gr.EventData  # Gradio passes the event where it finds this type
    quiet = {"show_progress": "hidden"}
    shown = [theme, theme_words, line, line_words]
    controls.day(as_at, None, [day, table, *shown], **quiet)
    table.cite(cite, [day], [side], **quiet)
    line_words.passage(passage, None, [side], **quiet)
    proposals.words(words, None, [side], **quiet)
    proposals.decide(decide, [day], [proposals, table], **quiet)
    side.shut(lambda: view.evidence(None, None), None, [side], **quiet)
    look.click(screen.proposed, None, [proposals], show_progress="minimal")
    return controls, table, day, shown
