"""The tab in which questions are asked: its components and what their events call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.ui import evidence_view, shelf_view, view
from assistant.ui.describing import Describing
from assistant.ui.events import PLAIN, QUIET, script, takes_event, takes_request
from assistant.ui.screen import EXAMPLES, Screen
from assistant.ui.shelf import Shelf
from index.documents.formats import SUFFIXES, named

_WITH_DAY = "(...given) => [...given.slice(0, -1), document.querySelector('.as-at input').value]"
_SPOKEN = '<div role="status" aria-live="polite">${value}</div>'


class ChatTab:
    """Made inside the page's Blocks; `wire` is called when the components of every tab are
    there."""

    def __init__(self, gr: Any, screen: Screen, books: Shelf) -> None:
        self._gr, self._screen, self._books = gr, screen, books
        self.kept = gr.BrowserState(
            [], storage_key="ics-assistant-conversation", secret="kept-in-this-browser-only"
        )
        self.day = gr.Textbox("", visible=False)
        self.head = gr.HTML(screen.head(), **PLAIN)
        with gr.Tabs(selected="ask") as tabs, gr.Tab("Ask", id="ask"), gr.Row(elem_id="main"):
            with gr.Column(scale=7, elem_id="talk"):
                self._talk()
                self._library()
            with gr.Column(scale=5, elem_id="side"):
                side = evidence_view.evidence(None, None)
                self.side = gr.HTML(side, js_on_load=script("side.js"), **PLAIN)
        self.tabs = tabs

    def _talk(self) -> None:
        gr = self._gr
        empty = view.conversation([], EXAMPLES)
        self.talk = gr.HTML(empty, js_on_load=script("talk.js"), **PLAIN)
        with gr.Row(elem_id="ask"):
            self.box = gr.Textbox(
                label="Your question",
                placeholder="Ask a question …",
                lines=1,
                max_lines=5,
                scale=8,
                elem_id="question",
                show_label=False,
            )
            self.send = gr.Button("Ask", variant="primary", scale=1, elem_id="send")
        self.halted = gr.Button("Stop writing and quote the sources", elem_id="stop")
        with gr.Row(elem_id="beside"):
            self.fresh = gr.Button("Start a new conversation", elem_classes=["minor"])
            gr.HTML(view.as_at(), **PLAIN)

    def _library(self) -> None:
        gr = self._gr
        title = "Library: what is in it, and adding documents"
        with gr.Accordion(title, open=False, elem_classes=["shelf"]):
            self.add = gr.UploadButton(
                f"Add documents ({named(short=True)})",
                file_count="multiple",
                elem_id="add",
                file_types=list(SUFFIXES),
            )
            self.again = gr.Button(
                "Look for changes in your folders",
                elem_classes=["minor"],
                visible=self._books.has_folders(),
            )
            self.notice = gr.HTML("", js_on_load=script("shelf.js"), **PLAIN)
            self.shelf = gr.HTML(shelf_view.library([]), **PLAIN)
            self.describing = Describing(gr, self._books)

    def place_status(self) -> None:
        """What a screen reader is told, behind everything that is seen."""
        self.status = self._gr.HTML(
            "", elem_classes=["unseen"], html_template=_SPOKEN, padding=False
        )

    def wire(self) -> None:
        """Every event of this tab that stays in it."""
        self._wire_asking()
        self._wire_evidence()
        self._wire_library()

    def _wire_asking(self) -> None:
        screen = self._screen

        def example(stored: Any, on: str, event: Any, request: Any) -> Iterator[Any]:
            yield from screen.ask(str(event.question), stored, on, request.session_hash)

        def ask(question: str, stored: Any, on: str, request: Any) -> Iterator[Any]:
            yield from screen.ask(question, stored, on, request.session_hash)

        takes_event(self._gr, example)
        takes_request(self._gr, example, ask)
        shown = [self.talk, self.box, self.kept, self.status]
        answering = {"outputs": shown, "concurrency_limit": None, "js": _WITH_DAY, **QUIET}
        self.box.submit(ask, [self.box, self.kept, self.day], **answering)
        self.send.click(ask, [self.box, self.kept, self.day], **answering)
        self.talk.example(example, [self.kept, self.day], **answering)
        self.fresh.click(
            lambda: (view.conversation([], EXAMPLES), [], evidence_view.evidence(None, None)),
            None,
            [self.talk, self.kept, self.side],
            **QUIET,
        )

    def _wire_evidence(self) -> None:
        screen, books = self._screen, self._books

        def cite(stored: Any, event: Any) -> str:
            return screen.cite(int(event.turn), int(event.marker), stored)

        def thumb(stored: Any, event: Any) -> None:
            screen.thumb(int(event.turn), bool(event.good), str(event.reason), stored)

        def confirm(event: Any) -> tuple[str, str]:
            return books.confirm(str(event.id))

        takes_event(self._gr, cite, thumb, confirm)
        self.talk.cite(cite, [self.kept], [self.side], **QUIET)
        self.talk.thumb(thumb, [self.kept], None, **QUIET)
        self.side.shut(lambda: evidence_view.evidence(None, None), None, [self.side], **QUIET)
        self.side.confirm(confirm, None, [self.side, self.shelf], **QUIET)

    def _wire_library(self) -> None:
        books = self._books

        def choose(event: Any) -> tuple[str, str, str]:
            return books.choose(str(event.choice), str(event.name))

        takes_event(self._gr, choose)
        shown = [self.notice, self.shelf, self.head]
        self.add.upload(books.add, [self.add], shown, show_progress="minimal")
        self.again.click(books.look_again, None, shown, show_progress="minimal")
        self.notice.choose(choose, None, shown, show_progress="minimal")
        self.describing.wire(shown)
