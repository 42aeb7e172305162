"""The tab of board papers: an outline, the draft with its evidence, its files, and a check of a
paper one has."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.answer.types import Answer, Citation
from assistant.errors import AssistantError
from assistant.paper.check import Checked
from assistant.paper.check_report import annotate, report
from assistant.paper.draft import filled, reworded
from assistant.paper.files import KINDS
from assistant.paper.types import PURPOSES, SECTIONS, STYLES, Brief, Paper
from assistant.services import Services
from assistant.ui import evidence_view, paper_view
from assistant.ui.readiness import Readiness
from assistant.ui.templating import render
from assistant.understand.day import checked_day
from assistant.wording.failures import went_wrong
from index.errors import IndexingError
from index.log import begin_request, failed

_PAPER = TypeAdapter(Paper)
_WRITING = "The language model is writing; every sentence is checked before it is shown …"
_NEVER = "There is no paper here yet; make an outline first."


def read_kept(stored: Any) -> Paper | None:
    """The paper kept by the browser; None when there is none or it cannot be read."""
    try:
        paper = _PAPER.validate_python(stored) if stored else None
    except ValidationError:
        return None
    said = [s for section in paper.sections for s in section.statements] if paper else []
    return None if any(not s.passages and s.origin != "author" for s in said) else paper


def to_keep(paper: Paper) -> dict:
    """The paper as the browser keeps it."""
    return _PAPER.dump_python(paper, mode="json")


class PaperScreen:
    """The event handlers of the tab; each takes and returns plain component values."""

    def __init__(self, services: Services, readiness: Readiness) -> None:
        self.readiness = readiness
        self._papers, self._ledger, self._library = (
            services.papers,
            services.ledger,
            services.library,
        )
        self._stops: dict[str, set[threading.Event]] = {}

    def halt(self, session: str) -> None:
        """Ends what is being written or checked for this session."""
        for stop in tuple(self._stops.get(session, ())):
            stop.set()

    def opened(self, stored: Any) -> tuple[str, str]:
        """(form, sheet) of the paper that the browser has kept."""
        paper = read_kept(stored)
        return paper_view.form(paper.brief if paper else Brief("")), self._sheet(paper)

    def form_for(self, answers: list[Answer]) -> str:
        """The form filled in from a conversation: its last question is the topic, and what
        answered the others goes in too."""
        asked = [a.turn.standalone for a in answers if not a.refused] or [
            a.turn.standalone for a in answers
        ]
        topic = asked[-1].rstrip("? ") if asked else ""
        return paper_view.form(Brief(topic[:300], questions=tuple(dict.fromkeys(asked))))

    def _sheet(self, paper: Paper | None) -> str:
        if paper is None:
            return ""
        return paper_view.draft(paper) if paper.drafted else paper_view.outline(paper, self._rows())

    def _rows(self) -> list[tuple[str, str]]:
        return [(r.id, r.title) for r in self._ledger.ledger().rows]

    def outline(self, asked: str, stored: Any) -> Iterator[tuple[str, Any, str]]:
        """(sheet, kept paper, notice) once the outline is made."""
        yield from self._guarded(stored, lambda: iter([self._papers.outline(_brief(asked))]))

    def write(self, asked: str, stored: Any, session: str) -> Iterator[tuple[str, Any, str]]:
        """(sheet, kept paper, notice) as the draft grows; `asked` is the brief with the rows and
        sections chosen."""
        stop = threading.Event()
        self._stops.setdefault(session, set()).add(stop)
        try:
            yield from self._guarded(
                stored, lambda: self._papers.draft(self._papers.outline(_brief(asked)), stop)
            )
        finally:
            stop.set()
            self._stops[session].discard(stop)

    def _guarded(self, stored: Any, make: Any) -> Iterator[tuple[str, Any, str]]:
        """Papers as they are made; the paper kept stays when something goes wrong."""
        before = read_kept(stored)
        for note in self.readiness.wait():
            yield self._sheet(before), stored, paper_view.findings(None, note)
        try:
            if self.readiness.error:
                raise AssistantError(self.readiness.error)
            papers = make()
            paper = next(papers)
            for later in papers:
                yield (
                    paper_view.draft(
                        paper,
                        _WRITING,
                    ),
                    to_keep(paper),
                    "",
                )
                paper = later
            yield self._sheet(paper), to_keep(paper), ""
        except Exception as error:  # noqa: BLE001 - the last seam before the reader: the paper stays
            yield self._sheet(before), stored, paper_view.findings(None, _told(error))

    def back(self, stored: Any) -> tuple[str, Any]:
        """The outline of the paper again; a draft that was changed by hand is made anew from
        there."""
        paper = read_kept(stored)
        if paper is None:
            return "", None
        paper = replace(paper, drafted=False)
        return self._sheet(paper), to_keep(paper)

    def change(
        self, kind: str, key: str, place: int, text: str, stored: Any
    ) -> tuple[str, Any, str]:
        """(sheet, kept paper, notice) after a sentence was edited, a space filled, or a sentence
        checked again."""
        paper = read_kept(stored)
        if paper is None:
            return "", None, paper_view.findings(None, _NEVER)
        try:
            if kind == "recheck":
                paper = self._papers.rechecked(paper, key, place)
            else:
                paper = (reworded if kind == "edit" else filled)(paper, key, place, text)
        except (IndexingError, AssistantError) as error:
            return self._sheet(paper), stored, paper_view.findings(None, str(error))
        return self._sheet(paper), to_keep(paper), ""

    def cite(
        self, passage_id: str, key: str, place: int, stored: Any, checked: Checked | None = None
    ) -> str:
        """A passage in its document, with the sentence that rests on it marked."""
        paper = read_kept(stored)
        cited = {p.id: p for p in paper.passages} if paper else {}
        cited |= {
            p.id: p for f in (checked.findings if checked else ()) for p in f.weighed.passages
        }
        passage = cited.get(passage_id)
        if passage is None:
            return evidence_view.evidence(
                None, None, "This source is no longer kept; make the paper again."
            )
        section = paper.section(key) if paper else None
        said = (
            section.statements[place].text
            if section and 0 <= place < len(section.statements)
            else ""
        )
        at = max(passage.text.find(said), 0) if said else 0
        quote = said if said and said in passage.text else passage.text
        citation = Citation(1, passage, quote, passage.start + at, passage.start + at + len(quote))
        try:
            return evidence_view.evidence(citation, self._library.document(passage.document_id))
        except IndexingError as error:
            return evidence_view.evidence(None, None, str(error))

    def file(self, kind: str, asked: str, stored: Any, template: str | None) -> str:
        """A file of the paper, handed to the browser without touching the disk."""
        paper = read_kept(stored)
        if paper is None:
            return paper_view.findings(None, _NEVER)
        try:
            details = _brief(asked)
            fresh = {
                name: getattr(details, name)
                for name in ("purpose", "title", "meeting", "date", "author", "sponsor", "style")
            }
            paper = replace(paper, brief=replace(paper.brief, **fresh))
            data = self._papers.file(paper, kind, Path(template) if template else None)
        except Exception as error:  # noqa: BLE001 - the last seam before the reader
            return paper_view.findings(None, _told(error))
        return _handed(data, f"{_name(paper.brief.heading)}.{kind}", KINDS[kind])

    def template(self, path: str | None) -> tuple[str | None, str]:
        """(template to keep, notice), once it is known that it can be used."""
        from assistant.paper.word import check_template

        try:
            if path:
                check_template(Path(path))
        except AssistantError as error:
            return None, paper_view.findings(
                None, str(error).replace(str(path), Path(path or "").name)
            )
        return path, paper_view.findings(
            None,
            f"Word files take the styles, header and logo of {Path(path).name}." if path else "",
        )

    def check(
        self, path: str | None, session: str
    ) -> Iterator[tuple[str, Checked | None, str | None]]:
        """(findings, what was checked, its file) as the check goes on."""
        if not path:
            return
        stop = threading.Event()
        self._stops.setdefault(session, set()).add(stop)
        checked = None
        try:
            for note in self.readiness.wait():
                yield paper_view.findings(None, note), None, path
            if self.readiness.error:
                raise AssistantError(self.readiness.error)
            for checked in self._papers.check(Path(path), Path(path).name, stop):
                yield paper_view.findings(checked, running=True), None, path
            stopped = "Stopped; what was found by then is below." if stop.is_set() else ""
            yield paper_view.findings(checked, stopped), checked, path
        except Exception as error:  # noqa: BLE001 - the last seam before the reader
            yield paper_view.findings(checked, _told(error)), checked, path
        finally:
            stop.set()
            self._stops[session].discard(stop)

    def report(self, kind: str, checked: Checked | None, path: str | None) -> str:
        """The report, or the Word file with comments."""
        if checked is None:
            return paper_view.findings(None, "The check is no longer kept; upload the paper again.")
        try:
            data = (
                annotate(Path(path or "").read_bytes(), checked)
                if kind == "docx"
                else report(checked, kind).encode()
            )
        except Exception as error:  # noqa: BLE001 - the last seam before the reader
            return paper_view.findings(None, _told(error))
        return _handed(data, f"{Path(checked.name).stem} checked.{kind}", KINDS[kind])


def _brief(asked: str) -> Brief:
    """The brief as the form gives it. Raises AssistantError for a day that is none; what the
    form cannot give is left out."""
    given = json.loads(asked)
    text = {
        name: str(given.get(name, "")).strip()[:200]
        for name in ("title", "meeting", "date", "author", "sponsor")
    }
    purpose, style = given.get("purpose"), given.get("style")
    rows, sections = given.get("rows"), given.get("sections")
    return Brief(
        str(given.get("topic", "")),
        purpose if purpose in PURPOSES else "information",
        **text,
        as_at=checked_day(str(given.get("as_at") or "") or None),
        questions=tuple(str(q)[:1000] for q in given.get("questions") or ())[:20],
        rows=None if rows is None else tuple(map(str, rows)),
        sections=SECTIONS if sections is None else tuple(k for k in sections if k in SECTIONS),
        style=style if style in STYLES else "harvard",
    )


def _told(error: Exception) -> str:
    if isinstance(error, IndexingError | AssistantError):
        return str(error)
    failed("The board paper tab failed", error)
    return went_wrong("What you have is kept; please try it again.", begin_request())


def _handed(data: bytes, name: str, kind: str) -> str:
    return render("handed.html", data=base64.b64encode(data).decode(), name=name, kind=kind)


def _name(heading: str) -> str:
    return re.sub(r"[^\w -]+", "", heading).strip()[:60] or "board paper"
