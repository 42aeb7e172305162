"""The form with which a reader says what a document is, where it does not say so itself."""

from __future__ import annotations

from typing import Any

from assistant.ui.events import QUIET
from assistant.ui.shelf import Shelf, Shown
from index.describing import FIELDS
from index.documents.types import KINDS

_HINT = "As 4 April 2023, 2023-04 or 2023"


class Describing:
    """Placed inside the library; `wire` is called when everything is placed."""

    def __init__(self, gr: Any, books: Shelf) -> None:
        self._gr, self._books = gr, books
        with gr.Accordion("Say what a document is", open=False, elem_classes=["shelf"]) as box:
            self._box = box
            self._name = gr.Dropdown([], label="Document", elem_id="described")
            with gr.Row():
                self._title = gr.Textbox(label="Title", max_lines=1)
                self._publisher = gr.Textbox(label="Publisher", max_lines=1)
            with gr.Row():
                self._authors = gr.Textbox(label="Authors, with semicolons", max_lines=1)
                self._published = gr.Textbox(label="Published", placeholder=_HINT, max_lines=1)
            with gr.Row():
                self._kind = gr.Dropdown(["", *KINDS], label="Kind", value="")
                self._url = gr.Textbox(label="Address", max_lines=1)
            with gr.Row():
                self._save = gr.Button("Save", elem_classes=["minor"])
                self._undo = gr.Button("Take away what was said", elem_classes=["minor"])

    def wire(self, shown: list[Any]) -> None:
        """`shown` are the notice, the documents and the header."""
        books, gr = self._books, self._gr

        def save(name: str, *values: str) -> Shown:
            said = dict(zip(FIELDS, (value or "" for value in values), strict=True))
            return books.describe(name or "", said)

        fields = [
            self._title, self._publisher, self._authors, self._published, self._kind, self._url,
        ]  # fmt: skip
        self._box.expand(lambda: gr.Dropdown(choices=books.names()), None, self._name, **QUIET)
        self._save.click(save, [self._name, *fields], shown, show_progress="minimal")
        self._undo.click(
            lambda name: books.undescribe(name or ""), self._name, shown, show_progress="minimal"
        )
