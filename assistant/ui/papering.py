"""Papers of the page in, their outline, draft, files and checks out. A paper is kept here, and the
page knows its id."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.conversations.store import new_id
from assistant.conversations.types import LOCAL
from assistant.errors import AssistantError
from assistant.paper.check import Checked
from assistant.paper.check_report import annotate, report
from assistant.paper.draft import filled, reworded
from assistant.paper.files import KINDS
from assistant.paper.types import PURPOSES, SECTIONS, STYLES, Brief, Paper
from assistant.services import Services
from assistant.ui import paper_view
from assistant.ui.bridge import Call, Said
from assistant.ui.paper_state import read_kept, to_keep
from assistant.ui.readiness import Readiness
from assistant.ui.stops import Stops
from assistant.ui.uploads import uploaded
from assistant.understand.day import checked_day
from assistant.wording.failures import went_wrong
from index.errors import IndexingError
from index.log import begin_request, failed

_WRITING = "The language model is writing; every sentence is checked before it is shown …"
_NEVER = "There is no paper here yet; make an outline first."
_CHECKS = 20
"""Checks whose findings are at hand for their report; the oldest goes first."""


class Papering:
    """Papers are kept by their ids; what a check found, by a name of its own, until the program
    ends."""

    def __init__(self, services: Services, readiness: Readiness) -> None:
        self._readiness, self._settings = readiness, services.settings
        self._papers, self._ledger = services.papers, services.ledger
        self._keeping = services.keeping
        self._checks: OrderedDict[str, tuple[Checked, Path]] = OrderedDict()
        self._stops = Stops()

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "paper": self._opened,
            "paper_of": self._of_conversation,
            "paper_back": self._back,
            "paper_change": self._change,
            "paper_file": self._file,
            "paper_remove": self._remove,
            "template": self._template,
            "check_file": self._report,
        }

    def halt(self, session: str) -> None:
        """Ends what is being written or checked for this session."""
        self._stops.stop(session)

    def _opened(self, said: Said) -> dict[str, Any]:
        """The form and what there is of the paper."""
        paper = self._kept(said)
        brief = paper.brief if paper else Brief("")
        return {"form": paper_view.form(brief), "sheet": self._sheet(paper)}

    def _kept(self, said: Said) -> Paper | None:
        ident = str(said.get("id") or "")
        if not ident:
            return None
        paper = read_kept(self._keeping.papers.paper(LOCAL, ident).state)
        if paper is None:
            raise AssistantError("This paper was kept by another version; make it again.")
        return paper

    def _keep(self, paper: Paper, ident: str | None) -> str:
        cited = {p.document_id for p in paper.passages}
        title = paper.brief.heading
        return self._keeping.papers.keep(LOCAL, ident, title, to_keep(paper), cited)

    def _of_conversation(self, said: Said) -> dict[str, Any]:
        """The form filled in from a conversation: its last question is the topic, and what
        answered the others goes in too."""
        turns = self._keeping.conversations.turns(LOCAL, str(said["conversation"]))
        answers = [t.answer for t in turns if t.answer]
        asked = [a.turn.standalone for a in answers if not a.refused] or [
            a.turn.standalone for a in answers
        ]
        topic = asked[-1].rstrip("? ") if asked else ""
        brief = Brief(topic[:300], questions=tuple(dict.fromkeys(asked)))
        return {"form": paper_view.form(brief), "sheet": ""}

    def _sheet(self, paper: Paper | None) -> str:
        if paper is None:
            return ""
        rows = [(r.id, r.title) for r in self._ledger.ledger().rows]
        return paper_view.draft(paper) if paper.drafted else paper_view.outline(paper, rows)

    def outline(self, said: Said, session: str) -> Iterator[str]:
        """Packets, as JSON: the outline once it is made."""
        del session
        yield from self._guarded(said, lambda: iter([self._papers.outline(_brief(said["brief"]))]))

    def write(self, said: Said, session: str) -> Iterator[str]:
        """Packets as the draft grows; the brief has the rows and sections chosen."""
        with self._stops.of(session) as stop:
            yield from self._guarded(
                said, lambda: self._papers.draft(self._papers.outline(_brief(said["brief"])), stop)
            )

    def _guarded(self, said: Said, make: Callable[[], Iterator[Paper]]) -> Iterator[str]:
        """Papers as they are made; the paper kept stays when something goes wrong."""
        ident = str(said.get("id") or "") or None
        for note in self._readiness.wait():
            yield _packet(notice=note)
        try:
            if self._readiness.error:
                raise AssistantError(self._readiness.error)
            papers = make()
            paper = next(papers)
            for later in papers:
                yield _packet(paper_view.draft(paper, _WRITING))
                paper = later
            ident = self._keep(paper, ident)
            yield _packet(self._sheet(paper), ident=ident)
        except Exception as error:  # noqa: BLE001 - the last seam before the reader: the paper stays
            yield _packet(notice=_told(error))

    def _back(self, said: Said) -> dict[str, Any]:
        """The outline of the paper again; a draft that was changed by hand is made anew from
        there."""
        paper = self._kept(said)
        if paper is None:
            raise AssistantError(_NEVER)
        paper = replace(paper, drafted=False)
        self._keep(paper, str(said["id"]))
        return {"sheet": self._sheet(paper)}

    def _change(self, said: Said) -> dict[str, Any]:
        """The paper after a sentence was edited, a space filled, or a sentence checked again."""
        paper, kind = self._kept(said), str(said["kind"])
        if paper is None:
            raise AssistantError(_NEVER)
        key, place = str(said["key"]), int(said["place"])
        if kind == "recheck":
            paper = self._papers.rechecked(paper, key, place)
        else:
            change = reworded if kind == "edit" else filled
            paper = change(paper, key, place, str(said["text"]))
        self._keep(paper, str(said["id"]))
        return {"sheet": self._sheet(paper)}

    def _remove(self, said: Said) -> dict[str, Any]:
        self._keeping.papers.remove(LOCAL, str(said["id"]), bool(said.get("undo")))
        return {}

    def _file(self, said: Said) -> dict[str, Any]:
        """A file of the paper."""
        paper, kind = self._kept(said), str(said["kind"])
        if paper is None:
            raise AssistantError(_NEVER)
        details = _brief(said["brief"])
        fresh = {
            name: getattr(details, name)
            for name in ("purpose", "title", "meeting", "date", "author", "sponsor", "style")
        }
        paper = replace(paper, brief=replace(paper.brief, **fresh))
        template = uploaded(self._settings, said["template"]) if said.get("template") else None
        data = self._papers.file(paper, kind, template)
        return _handed(data, f"{_name(paper.brief.heading)}.{kind}", KINDS[kind])

    def _template(self, said: Said) -> dict[str, Any]:
        """That a Word file can be the template, in words."""
        from assistant.paper.word import check_template

        path = uploaded(self._settings, said["path"])
        try:
            check_template(path)
        except AssistantError as error:
            raise AssistantError(str(error).replace(str(path), path.name)) from None
        return {"notice": f"Word files take the styles, header and logo of {path.name}."}

    def check(self, said: Said, session: str) -> Iterator[str]:
        """Packets as the check of an uploaded paper goes on."""
        with self._stops.of(session) as stop:
            yield from self._checked(said, stop)

    def _checked(self, said: Said, stop: threading.Event) -> Iterator[str]:
        checked = None
        try:
            path = uploaded(self._settings, said["path"])
            for note in self._readiness.wait():
                yield _packet(found=paper_view.findings(None, note))
            if self._readiness.error:
                raise AssistantError(self._readiness.error)
            for checked in self._papers.check(path, path.name, stop):
                yield _packet(found=paper_view.findings(checked, running=True))
            stopped = "Stopped; what was found by then is below." if stop.is_set() else ""
            name = self._remember(checked, path) if checked else ""
            yield _packet(found=paper_view.findings(checked, stopped), check=name)
        except Exception as error:  # noqa: BLE001 - the last seam before the reader
            yield _packet(found=paper_view.findings(checked, _told(error)))

    def _remember(self, checked: Checked, path: Path) -> str:
        name = new_id()
        self._checks[name] = checked, path
        while len(self._checks) > _CHECKS:
            _, (_, old) = self._checks.popitem(last=False)
            old.unlink(missing_ok=True)
        return name

    def _report(self, said: Said) -> dict[str, Any]:
        """The report of a check, or the Word file with comments."""
        found, kind = self._checks.get(str(said["check"])), str(said["kind"])
        if found is None:
            raise AssistantError("The check is no longer kept; upload the paper again.")
        checked, path = found
        word = kind == "docx"
        data = annotate(path.read_bytes(), checked) if word else report(checked, kind).encode()
        return _handed(data, f"{Path(checked.name).stem} checked.{kind}", KINDS[kind])


def _packet(
    sheet: str | None = None,
    notice: str = "",
    ident: str | None = None,
    found: str | None = None,
    check: str = "",
) -> str:
    packet = {"paper": True, "sheet": sheet, "notice": notice, "id": ident}
    return json.dumps({**packet, "found": found, "check": check}, ensure_ascii=False)


def _brief(given: Mapping[str, Any]) -> Brief:
    """The brief as the form gives it. Raises AssistantError for a day that is none; what the
    form cannot give is left out."""
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


def _handed(data: bytes, name: str, kind: str) -> dict[str, Any]:
    return {"file": {"name": name, "type": kind, "data": base64.b64encode(data).decode()}}


def _name(heading: str) -> str:
    return re.sub(r"[^\w -]+", "", heading).strip()[:60] or "board paper"
