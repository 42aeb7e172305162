"""Board papers for programs: a draft made, and a paper of one's own read against the library."""

from __future__ import annotations

import tempfile
from datetime import date as Day
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Query, Response, UploadFile
from pydantic import BaseModel, Field

from assistant.paper.changed import record as compared_record
from assistant.paper.check_report import record
from assistant.paper.files import KINDS
from assistant.paper.types import SECTIONS, Brief, Key, Paper, Purpose, Style
from assistant.web.asked import Line, Name, Way

Kind = Literal["json", "docx", "md", "html", "ris"]
_READ = (".docx", ".pdf", ".html", ".htm", ".md", ".txt")
"""Kinds of file that a check reads."""


class Draft(BaseModel):
    """What a paper is to be about, as on the page; `rows` are ids of recommendations, left out:
    those that the topic finds. `kind` is what comes back: the paper in JSON, or a file of it."""

    topic: Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
    purpose: Purpose = "information"
    title: Line = ""
    meeting: Line = ""
    date: Line = ""
    author: Line = ""
    sponsor: Line = ""
    as_at: Day | None = None
    questions: Annotated[list[Line], Field(max_length=20)] = []
    rows: Annotated[list[Name], Field(max_length=200)] | None = None
    without: Annotated[list[Key], Field(max_length=len(SECTIONS))] = []
    style: Style = "harvard"
    kind: Kind = "json"

    @property
    def brief(self) -> Brief:
        """The brief that it stands for."""
        return Brief(
            self.topic,
            self.purpose,
            *(self.title, self.meeting, self.date, self.author, self.sponsor),
            self.as_at.isoformat() if self.as_at else None,
            tuple(self.questions),
            None if self.rows is None else tuple(self.rows),
            tuple(key for key in SECTIONS if key not in self.without),
            self.style,
        )


Document = Annotated[str, Query(min_length=1, max_length=300)]


class Papers:
    """A few at once; the others wait."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def draft(self, said: Draft) -> Any:
        """A board paper whose every claim has a reference."""
        services = self._way.begin("editor")
        self._way.note("drafted a paper", said.topic, said.as_at)
        with self._way.busy:
            *_, paper = services.papers.draft(services.papers.outline(said.brief))
            if said.kind == "json":
                return _record(paper, services.papers.file(paper, "md").decode())
            return Response(services.papers.file(paper, said.kind), media_type=KINDS[said.kind])

    def check(self, file: UploadFile) -> Any:
        """A paper (Word, PDF, HTML, Markdown or text) read against the library: what of it is
        supported, contradicted, superseded or not found, as `ics-assistant check-paper --json`."""
        services = self._way.begin("reader")
        name = Path(file.filename or "paper").name[-120:]
        self._way.note("checked a paper", name, None)
        suffix = Path(name).suffix.lower()
        with self._way.busy, tempfile.TemporaryDirectory(prefix="ics-check-") as folder:
            path = Path(folder) / f"paper{suffix if suffix in _READ else '.txt'}"
            path.write_bytes(file.file.read())
            *_, found = services.papers.check(path, name)
            return record(found)

    def compare(self, before: Document, after: Document) -> dict[str, Any]:
        """What changed between two documents of the library, by name or id, as `ics-assistant
        compare --json`."""
        services = self._way.begin()
        self._way.note("compared documents", f"{before} and {after}", None)
        with self._way.busy:
            library = services.library
            old, new = library.kept(before), library.kept(after)
            return compared_record(services.comparing.compare(old, new))


def _record(paper: Paper, text: str) -> dict[str, Any]:
    """The paper for other programs: its words, what is missing, what it cites."""
    return {
        "title": paper.brief.heading,
        "missing": paper.missing,
        "notes": list(paper.notes),
        "speaks": paper.speaks,
        "recommendations": [line.id for line in paper.lines],
        "offered": [{"id": key, "title": title} for key, title in paper.offered],
        "references": [p.id for p in paper.passages],
        "markdown": text,
    }
