"""Something cited in, the panel that shows it in its place out: from an answer, a recommendation's
step, a paper, or a document opened to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.answer.corrected import Remark
from assistant.answer.types import Citation
from assistant.errors import AssistantError
from assistant.ledger.export import SEEN
from assistant.paper.works import sources_of
from assistant.people.acting import owner
from assistant.services import Services
from assistant.services.corrections import said_of
from assistant.ui import evidence_view
from assistant.ui.bridge import Call, Said
from assistant.ui.live import Live
from assistant.understand.day import checked_day
from index.documents.types import Passage, Quotation
from index.errors import IndexingError
from index.text.dates import spoken

_GONE = "This source is no longer kept; ask the question again."
_ALL = 2**31
"""More letters than any document has."""
_CHANGED = "The ledger has changed; load the page again."


class Evidence:
    """The calls of the panel."""

    def __init__(self, services: Services, live: Live) -> None:
        self._live = live
        self._library, self._desk = services.library, services.ledger
        self._keeping, self._told = services.keeping, services.corrections.told

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "cite": self._cite,
            "step": self._step,
            "passage": self._passage,
            "words": self._words,
            "read": self._read,
            "page": self._page,
        }

    def _cite(self, said: Said) -> dict[str, Any]:
        """A citation of an answer."""
        answer = self._live.answer(str(said["turn"]))
        cited = answer.citations if answer else ()
        citation = next((c for c in cited if c.marker == int(said["marker"])), None)
        early = bool(answer and answer.standing and answer.standing.as_at)
        return self.shown(citation, _GONE, early=early)

    def _step(self, said: Said) -> dict[str, Any]:
        """The passage behind a step of a recommendation, or where an indexed original speaks of
        it."""
        row = self._desk.ledger().as_at(checked_day(said.get("day"))).row(str(said["row"]))
        number = int(said["step"])
        step = row.steps[number] if row and 0 <= number < len(row.steps) else None
        if row is None or step is None:
            return {"html": evidence_view.missing(_CHANGED)}
        if document := said.get("document"):
            found = self._desk.in_original(str(document), step)
            return self.shown(found, "Nothing in that document comes near it.")
        told = self._told().of_step(row.id, number, said_of(row, number))
        found = self._desk.evidence(step, row)
        early = bool(said.get("day"))
        return self.shown(found, "Its passage is not in this library.", told, early)

    def _passage(self, said: Said) -> dict[str, Any]:
        """A passage by its id; a sentence of it, if it is given and stands there, is what is
        marked."""
        passage = self._library.passage(str(said["passage"]))
        if passage is None and said.get("paper"):
            passage = self._of_paper(str(said["paper"]), str(said["passage"]))
        if passage is None:
            return {"html": evidence_view.missing(_GONE)}
        return self.shown(_quoting(passage, str(said.get("quote") or "")), _GONE)

    def _of_paper(self, paper: str, passage: str) -> Passage | None:
        from assistant.ui.paper_state import read_kept

        kept = read_kept(self._keeping.papers.paper(owner(), paper).state)
        return next((p for p in kept.passages if p.id == passage), None) if kept else None

    def _words(self, said: Said) -> dict[str, Any]:
        """A proposal's sentence in its document."""
        wanted = str(said["proposal"])
        found = next((p for p in self._desk.proposals() if p.id == wanted), None)
        gone = "This proposal has been decided or its document is gone."
        return self.shown(self._desk.place(found.words) if found else None, gone)

    def _read(self, said: Said) -> dict[str, Any]:
        """A whole document, to read."""
        ident = str(said["document"])
        stored = next((s for s in self._library.documents() if s.id == ident), None)
        document = self._library.document(ident) if stored else None
        if stored is None or document is None:
            raise AssistantError("This document is not in the library any more.")
        paged = self._library.has_pages(ident)
        whole = Passage("", ident, stored.source, stored.metadata, document.text, 0, _ALL)
        told = replace(self._told(), differs=None).at(whole, 0, _ALL)
        return {"html": evidence_view.reading(document, stored, paged, told)}

    def _page(self, said: Said) -> dict[str, Any]:
        """A page as a picture, with what is quoted marked."""
        ident, number = str(said["document"]), int(said["page"])
        document = self._library.document(ident)
        if document is None:
            raise AssistantError("This document is not in the library any more.")
        sheet = self._library.sheet(ident, number)
        start, end = int(said["start"]), int(said["end"])
        return {"html": evidence_view.page(sheet, document, number, start, end)}

    def shown(
        self,
        quotation: Quotation | Citation | None,
        gone: str,
        told: tuple[Remark, ...] = (),
        early: bool = False,
    ) -> dict[str, Any]:
        """The panel; `gone` is said where there is nothing to show, `told` besides what readers
        say of the passage. `early`: as at a day before today, for which it is not told where
        sources differ, since that may have come later."""
        if quotation is None:
            return {"html": evidence_view.missing(gone)}
        passage = quotation.passage
        try:
            document = self._library.document(passage.document_id)
            paged = self._library.has_pages(passage.document_id)
        except IndexingError as error:
            return {"html": evidence_view.missing(str(error))}
        origins = self._origins(passage)
        beside = replace(self._told(), differs=None) if early else self._told()
        told += beside.at(passage, passage.start, passage.end)
        return {"html": evidence_view.evidence(quotation, document, origins, paged, told)}

    def _origins(self, passage: Passage) -> list[evidence_view.Origin]:
        """What a digest's statement was drawn from, each with its address and how much of it was
        read."""
        found = []
        for work in sources_of(passage, self._desk.catalogue()):
            told = f"“{work.title}”, {work.publisher}, {spoken(work.date) or 'undated'}"
            url = work.url if (work.url or "").startswith(("https://", "http://")) else None
            found.append(evidence_view.Origin(told, url, SEEN.get(work.seen or "", "")))
        return found


def _quoting(passage: Passage, quote: str) -> Quotation:
    at = passage.text.find(quote) if quote else -1
    if at < 0:
        return Quotation(passage, passage.text, passage.start, passage.end)
    start = passage.start + at
    return Quotation(passage, quote, start, start + len(quote))
