"""The tab of board papers: its components and what their events call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.paper.types import Brief
from assistant.ui import evidence_view, paper_view
from assistant.ui.events import PLAIN, QUIET, script, takes_event, takes_request
from assistant.ui.paper_screen import PaperScreen

_ABOUT_CHECK = (
    '<p class="about">Last quarter’s paper, in Word or PDF: each sentence is marked supported,'
    " contradicted, superseded by something later, or not found in the library.</p>"
)


class PaperTab:
    """`kept` is where the browser keeps the paper; it stands outside the tab, which is not there
    until it is opened."""

    def __init__(self, gr: Any, screen: PaperScreen, kept: Any) -> None:
        self._screen, self._kept = screen, kept
        self._template, self._checked, self._file = gr.State(None), gr.State(None), gr.State(None)
        with gr.Row(elem_id="paper-main"):
            with gr.Column(scale=7, elem_id="paper"):
                self._place(gr)
            with gr.Column(scale=5, elem_id="paper-side"):
                empty = evidence_view.evidence(None, None)
                self._side = gr.HTML(empty, js_on_load=script("side.js"), **PLAIN)
        self._wire_draft(gr)
        self._wire_check(gr)

    def _place(self, gr: Any) -> None:
        js = {"js_on_load": script("paper.js")}
        self.form = gr.HTML(paper_view.form(Brief("")), **js, **PLAIN)
        self._notice = gr.HTML("", **js, **PLAIN)
        self.sheet = gr.HTML("", **js, **PLAIN)
        with gr.Accordion("Your trust’s Word template", open=False, elem_classes=["shelf"]):
            self._own = gr.UploadButton(
                "Use a Word template (.docx)", file_types=[".docx"], elem_classes=["outlined"]
            )
            self._own_notice = gr.HTML("", **PLAIN)
        with gr.Accordion("Check a paper you have", open=False, elem_classes=["shelf"]):
            gr.HTML(_ABOUT_CHECK, **PLAIN)
            self._up = gr.UploadButton(
                "Choose a paper",
                file_types=[".docx", ".pdf"],
                elem_id="check-paper",
                elem_classes=["outlined"],
            )
            self._found = gr.HTML("", **js, **PLAIN)

    def _wire_draft(self, gr: Any) -> None:
        screen, kept, sheet = self._screen, self._kept, self.sheet

        def outline(stored: Any, event: Any) -> Iterator[Any]:
            yield from screen.outline(str(event.brief), stored)

        def write(stored: Any, event: Any, request: Any) -> Iterator[Any]:
            yield from screen.write(str(event.brief), stored, request.session_hash)

        def changed(kind: str) -> Callable[..., Any]:
            def change(stored: Any, event: Any) -> tuple[str, Any, str]:
                text = str(getattr(event, "text", "") or "")
                return screen.change(kind, str(event.key), int(event.place), text, stored)

            return change

        def file(stored: Any, own: str | None, event: Any) -> str:
            return screen.file(str(event.kind), str(event.brief), stored, own)

        changes = {kind: changed(kind) for kind in ("edit", "fill", "recheck")}
        takes_event(gr, outline, write, file, *changes.values())
        takes_request(gr, write)
        shown = [sheet, kept, self._notice]
        self.form.outline(outline, [kept], shown, concurrency_limit=4, **QUIET)
        sheet.write(write, [kept], shown, concurrency_limit=4, **QUIET)
        sheet.back(screen.back, [kept], [sheet, kept], **QUIET)
        for kind, change in changes.items():
            getattr(sheet, kind)(change, [kept], shown, **QUIET)
        sheet.file(file, [kept, self._template], [self._notice], **QUIET)
        template = [self._template, self._own_notice]
        self._own.upload(screen.template, [self._own], template, **QUIET)

    def _wire_check(self, gr: Any) -> None:
        screen, kept, checked = self._screen, self._kept, self._checked

        def halt(request: Any) -> None:
            screen.halt(request.session_hash)

        def cite(stored: Any, found: Any, event: Any) -> str:
            return screen.cite(str(event.passage), str(event.key), int(event.place), stored, found)

        def take(path: str, request: Any) -> Iterator[Any]:
            yield from screen.check(path, request.session_hash)

        def handed(found: Any, path: str | None, event: Any) -> str:
            return screen.report(str(event.kind), found, path)

        takes_event(gr, cite, handed)
        takes_request(gr, halt, take)
        self._up.upload(
            take, [self._up], [self._found, checked, self._file], concurrency_limit=2, **QUIET
        )
        for part in (self.sheet, self._found):
            part.halt(halt, None, None, concurrency_limit=None, **QUIET)
            part.cite(cite, [kept, checked], [self._side], **QUIET)
        self._found.report(handed, [checked, self._file], [self._notice], **QUIET)
        self._side.shut(lambda: evidence_view.evidence(None, None), None, [self._side], **QUIET)
