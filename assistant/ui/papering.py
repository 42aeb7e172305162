"""Papers of the page in, their outline, draft, files and checks out. A paper is kept here, and the
page knows its id.

Nothing an author typed is ever written over: what would do so makes another paper.
"""

from __future__ import annotations

import base64
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.conversations.store import new_id
from assistant.errors import AssistantError
from assistant.paper.check import Checked
from assistant.paper.check_report import annotate, report
from assistant.paper.draft import filled, reworded
from assistant.paper.files import KINDS
from assistant.paper.types import PURPOSES, SECTIONS, STYLES, Brief, Paper
from assistant.people.acting import owner
from assistant.services import Services
from assistant.ui import paper_view
from assistant.ui.bridge import Call, Said, failure
from assistant.ui.jobs import Packet
from assistant.ui.paper_state import read_kept, to_keep
from assistant.ui.readiness import Readiness
from assistant.ui.uploads import Uploads
from assistant.understand.day import checked_day

_WRITING = "The language model is writing; every sentence is checked before it is shown …"
_NEVER = "There is no paper here yet; make an outline first."
_STAYS = "What you have is kept; please try it again."
_ELSEWHERE = "This paper was changed in another window; it stands here now as it is."
_CHECKS = 20
"""Checks whose findings are at hand for their report, and templates; the oldest goes first."""
_AT_ONCE = 4
"""Drafts and checks that run at once; the others wait."""
_LOCKS = 64
"""Papers that can be changed at once without waiting for each other."""


class Papering:
    """Papers are kept by their ids; what a check found, by its owner and a name of its own, until
    the program ends."""

    def __init__(self, services: Services, readiness: Readiness, uploads: Uploads) -> None:
        self._readiness, self._uploads = readiness, uploads
        self._papers, self._ledger = services.papers, services.ledger
        self._keeping = services.keeping
        self._checks: OrderedDict[tuple[str, str], tuple[Checked, Path]] = OrderedDict()
        self._templates: OrderedDict[tuple[str, str], Path] = OrderedDict()
        self._busy = threading.Semaphore(_AT_ONCE)
        self._changing = [threading.Lock() for _ in range(_LOCKS)]

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "paper": self._opened,
            "papers": self._listed,
            "paper_of": self._of_conversation,
            "paper_back": self._back,
            "paper_change": self._change,
            "paper_file": self._file,
            "paper_remove": self._remove,
            "template": self._template,
            "check_file": self._report,
        }

    def _opened(self, said: Said) -> dict[str, Any]:
        """The form and what there is of the paper."""
        paper = self._kept(said)
        brief = paper.brief if paper else Brief("")
        return {"form": paper_view.form(brief), "sheet": self._sheet(paper)}

    def _listed(self, said: Said) -> dict[str, Any]:
        """The papers in progress; the one with the `id` is open."""
        found = self._keeping.papers.papers(owner())
        return {"papers": paper_view.papers_of(found, str(said.get("id") or ""))}

    def _kept(self, said: Said) -> Paper | None:
        ident = str(said.get("id") or "")
        if not ident:
            return None
        paper = read_kept(self._keeping.papers.paper(owner(), ident).state)
        if paper is None:
            raise AssistantError("This paper was kept by another version; make it again.")
        return paper

    def _keep(self, paper: Paper, ident: str | None) -> str:
        cited = {p.document_id for p in paper.passages}
        title = paper.brief.heading
        return self._keeping.papers.keep(owner(), ident, title, to_keep(paper), cited)

    def _of_conversation(self, said: Said) -> dict[str, Any]:
        """The form filled in from a conversation: its last question is the topic, and what
        answered the others goes in too."""
        turns = self._keeping.conversations.turns(owner(), str(said["conversation"]))
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
        if not paper.drafted:
            return paper_view.outline(paper, rows)
        return paper_view.draft(self._papers.remarked(paper))

    def outline(self, said: Said, stop: threading.Event) -> Iterator[Packet]:
        """Packets: the outline once it is made."""
        del stop
        yield from self._guarded(said, lambda: iter([self._papers.outline(_brief(said["brief"]))]))

    def write(self, said: Said, stop: threading.Event) -> Iterator[Packet]:
        """Packets as the draft grows; the brief has the rows and sections chosen."""
        yield from self._guarded(
            said, lambda: self._papers.draft(self._papers.outline(_brief(said["brief"])), stop)
        )

    def _guarded(self, said: Said, make: Callable[[], Iterator[Paper]]) -> Iterator[Packet]:
        """Papers as they are made; the paper kept stays when something goes wrong."""
        for note in self._readiness.wait():
            yield _packet(notice=note)
        before = None
        try:
            if self._readiness.error:
                raise AssistantError(self._readiness.error)
            before = self._kept(said)
            with self._busy:
                papers = make()
                paper = next(papers)
                for later in papers:
                    yield _packet(paper_view.draft(self._papers.remarked(paper), _WRITING))
                    paper = later
            with self._alone(said):
                ident = self._keep(paper, self._in_the_place_of(said, paper))
            yield _packet(self._sheet(paper), ident=ident, title=paper.brief.heading)
        except Exception as error:  # noqa: BLE001 - the last seam before the reader: the paper stays
            yield _packet(self._sheet(before) or None, notice=failure(error, _STAYS))

    def _in_the_place_of(self, said: Said, paper: Paper) -> str | None:
        """The id of the paper that this one replaces: the outline that it was made from, or an
        outline on the same topic. A draft is never replaced."""
        try:
            open_here = self._kept(said)
        except AssistantError:  # removed meanwhile
            return None
        if open_here is None or open_here.drafted:
            return None
        return str(said["id"]) if open_here.brief.topic == paper.brief.topic else None

    def _alone(self, said: Said) -> threading.Lock:
        """Held while a paper is read, changed and kept."""
        return self._changing[hash(str(said.get("id") or "")) % _LOCKS]

    def _back(self, said: Said) -> dict[str, Any]:
        """The outline of the paper again. A draft with an author's words stays as it is, and the
        outline is another paper's."""
        with self._alone(said):
            paper = self._kept(said)
            if paper is None:
                raise AssistantError(_NEVER)
            own = any(s.origin == "author" for part in paper.sections for s in part.statements)
            paper = replace(paper, drafted=False)
            ident = self._keep(paper, None if own else str(said["id"]))
        told = "Your draft stays under Papers in progress; this is a new paper." if own else ""
        return {"sheet": self._sheet(paper), "id": ident, "said": told}

    def _change(self, said: Said) -> dict[str, Any]:
        """The paper after a sentence was edited, a space filled, or a sentence checked again;
        `was` is what stood there on the page."""
        kind, key, place = str(said["kind"]), str(said["key"]), int(said["place"])
        with self._alone(said):
            paper = self._kept(said)
            if paper is None:
                raise AssistantError(_NEVER)
            if _at(paper, kind, key, place) != said["was"]:
                return {"sheet": self._sheet(paper), "told": _ELSEWHERE}
            if kind == "recheck":
                paper = self._papers.rechecked(paper, key, place)
            else:
                change = reworded if kind == "edit" else filled
                paper = change(paper, key, place, str(said["text"]))
            self._keep(paper, str(said["id"]))
        return {"sheet": self._sheet(paper)}

    def _remove(self, said: Said) -> dict[str, Any]:
        self._keeping.papers.remove(owner(), str(said["id"]), bool(said.get("undo")))
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
        template = self._templates.get((owner(), str(said.get("template") or "")))
        if said.get("template") and template is None:
            raise AssistantError("The template is no longer at hand; choose it again.")
        data = self._papers.file(paper, kind, template)
        return _handed(data, f"{_name(paper.brief.heading)}.{kind}", KINDS[kind])

    def _template(self, said: Said) -> dict[str, Any]:
        """That a Word file can be the template, in words."""
        from assistant.paper.word import check_template

        path, name = self._uploads.take(said["path"]), new_id()
        try:
            check_template(path)
        except AssistantError as error:
            self._uploads.drop(path)
            raise AssistantError(str(error).replace(str(path), path.name)) from None
        self._templates[owner(), name] = path
        if len(self._templates) > _CHECKS:
            self._uploads.drop(self._templates.popitem(last=False)[1])
        notice = f"Word files take the styles, header and logo of {path.name}."
        return {"notice": notice, "template": name}

    def check(self, said: Said, stop: threading.Event) -> Iterator[Packet]:
        """Packets as the check of an uploaded paper goes on."""
        checked, path, name = None, None, ""
        try:
            for note in self._readiness.wait():
                yield _packet(found=paper_view.findings(None, note))
            if self._readiness.error:
                raise AssistantError(self._readiness.error)
            with self._busy:
                path = self._uploads.take(said["path"])
                for checked in self._papers.check(path, path.name, stop):
                    yield _packet(found=paper_view.findings(checked, running=True))
            stopped = "Stopped; what was found by then is below." if stop.is_set() else ""
            if checked:
                name = self._remember(checked, path)
            yield _packet(found=paper_view.findings(checked, stopped), check=name)
        except Exception as error:  # noqa: BLE001 - the last seam before the reader
            yield _packet(found=paper_view.findings(checked, failure(error, _STAYS)))
        finally:
            if path and not name:
                self._uploads.drop(path)

    def _remember(self, checked: Checked, path: Path) -> str:
        name = new_id()
        self._checks[owner(), name] = checked, path
        if len(self._checks) > _CHECKS:
            self._uploads.drop(self._checks.popitem(last=False)[1][1])
        return name

    def _report(self, said: Said) -> dict[str, Any]:
        """The report of a check, or the Word file with comments."""
        found, kind = self._checks.get((owner(), str(said["check"]))), str(said["kind"])
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
    title: str = "",
) -> Packet:
    packet = {"sheet": sheet, "notice": notice, "id": ident, "title": title}
    return {**packet, "found": found, "check": check}


def _at(paper: Paper, kind: str, key: str, place: int) -> str | None:
    """What stands at a place of the paper: a sentence, or, to be filled, a space."""
    section = paper.section(key)
    here = () if section is None else section.spaces if kind == "fill" else section.statements
    return here[place].text if 0 <= place < len(here) else None


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


def _handed(data: bytes, name: str, kind: str) -> dict[str, Any]:
    return {"file": {"name": name, "type": kind, "data": base64.b64encode(data).decode()}}


def _name(heading: str) -> str:
    return re.sub(r"[^\w -]+", "", heading).strip()[:60] or "board paper"
