"""The calls of the recommendations: the rows that are chosen, one of them opened, exports, and
decisions on proposals."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.errors import AssistantError
from assistant.ledger.export import export
from assistant.ledger.timeline import Wanted
from assistant.ledger.types import OVERDUE, Ledger
from assistant.services import Services
from assistant.ui import ledger_view, timeline_view
from assistant.ui.bridge import Call, Said
from assistant.understand.day import checked_day
from index.errors import IndexingError

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MOST = 2000
"""Rows that a page shows at most, however many are asked for."""
_LINE = ("kind", "who", "find", "theme")
"""By what the timeline is chosen, beside its days."""


class LedgerScreen:
    """Nothing is kept between calls: each says which rows it means."""

    def __init__(self, services: Services) -> None:
        self._desk, self._told = services.ledger, services.corrections.told

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "ledger": self._opened,
            "rows": self._rows,
            "row": self._row,
            "rows_file": self._file,
            "about_row": self._question,
            "proposals": self._proposed,
            "accept_list": self._accept_list,
            "timeline": self._timeline,
            "decide": self._decide,
        }

    def _opened(self, said: Said) -> dict[str, Any]:
        """Filters and rows when the tab is opened."""
        return {"controls": ledger_view.controls(self._desk.ledger()), **self._rows(said)}

    def _timeline(self, said: Said) -> dict[str, Any]:
        """Everything dated between two days, of a kind, by somebody, with some words, of a
        theme."""
        days = (checked_day(said.get(name) or None) or "" for name in ("since", "until"))
        wanted = Wanted(*days, *(str(said.get(name) or "") for name in _LINE))
        return {"html": timeline_view.listed(self._desk.timeline(wanted))}

    def _chosen(self, said: Said) -> tuple[Ledger, str | None]:
        """(the rows that are meant, their day)."""
        day = checked_day(said.get("day") or None)
        ledger = self._desk.ledger().as_at(day)
        wanted = {key: str(said.get(key) or "") for key in ("theme", "find")}
        ledger = ledger.choose(
            addressee=str(said.get("to") or ""), source=str(said.get("review") or ""), **wanted
        )
        for which in ("response", "progress"):
            status = str(said.get(which) or "")
            if status == OVERDUE:
                ledger = ledger.choose(status=OVERDUE, day=day)
            elif status:
                rows = tuple(r for r in ledger.rows if getattr(r, which) == status)
                ledger = replace(ledger, rows=rows)
        return ledger, day

    def _rows(self, said: Said) -> dict[str, Any]:
        ledger, day = self._chosen(said)
        ledger = replace(ledger, problems=(*ledger.problems, *self._desk.unbacked()))
        every = len(self._desk.ledger().as_at(day).rows)
        since, compared = checked_day(said.get("since") or None), None
        if since:
            compared = ledger_view.Compared(since, self._desk.ledger().as_at(since))
        shown = min(_MOST, int(said.get("shown") or ledger_view.PAGE))
        if (row := str(said.get("row") or "")) and row in (ids := [r.id for r in ledger.rows]):
            shown = max(shown, ids.index(row) + 1)
        chart, rows = ledger_view.table(ledger, every, day, compared, shown)
        return {"chart": chart, "html": rows}

    def _row(self, said: Said) -> dict[str, Any]:
        """A row's timeline."""
        day = checked_day(said.get("day") or None)
        row = self._desk.ledger().as_at(day).row(str(said["row"]))
        if row is None:
            raise AssistantError("The ledger has changed; load the page again.")
        shelf = ledger_view.Shelf(
            self._desk.catalogue(),
            self._desk.originals(),
            self._desk.evidence,
            replace(self._told(), differs=None),  # a row says itself where its sources differ
        )
        return {"html": ledger_view.detail(row, shelf, day)}

    def _question(self, said: Said) -> dict[str, Any]:
        """What is asked by "ask about this"."""
        row = self._desk.ledger().row(str(said["row"]))
        title = row.title[:1].lower() + row.title[1:] if row else ""
        return {"question": f"What happened to the recommendation on {title}?" if row else ""}

    def _file(self, said: Said) -> dict[str, Any]:
        """The rows that are meant, as a file in base64."""
        kind = str(said["kind"])
        ledger, day = self._chosen(said)
        data = export(ledger.rows, self._desk.catalogue(), kind, day)
        coded = base64.b64encode(data).decode()
        return {"file": {"name": f"recommendations.{kind}", "type": _TYPES[kind], "data": coded}}

    def _proposed(self, _: Said) -> dict[str, Any]:
        return {"html": ledger_view.proposed(self._desk.proposals(), self._desk.ledger())}

    def _decide(self, said: Said) -> dict[str, Any]:
        proposal, row = str(said["proposal"]), str(said.get("row") or "")
        try:
            if said["verdict"] == "accepted":
                text, status = str(said["text"]), str(said["status"])
                self._desk.accept(proposal, row or None, "", text, status, new=not row)
                notice = "Accepted: it is in the ledger now."
            else:
                self._desk.reject(proposal)
                notice = "Rejected: it will not be proposed again."
        except (IndexingError, AssistantError) as error:
            notice = str(error)
        return self._again(notice)

    def _accept_list(self, said: Said) -> dict[str, Any]:
        """A document's whole list, as it stands."""
        try:
            count = len(self._desk.accept_list(str(said["document"])))
            notice = f"Accepted: {count} rows are in the ledger now."
        except (IndexingError, AssistantError) as error:
            notice = str(error)
        return self._again(notice)

    def _again(self, notice: str) -> dict[str, Any]:
        found = self._desk.proposals()
        return {"html": ledger_view.proposed(found, self._desk.ledger(), notice)}
