"""An Assistant in, the running screen out: chat with evidence beside it, and the library behind both."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.answer.feedback import keep
from assistant.answer.types import Answer
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.ui import shelf_view, view
from assistant.ui.ledger_screen import LedgerScreen, build_tab
from assistant.ui.line import Line
from assistant.ui.paper_screen import PaperScreen
from assistant.ui.paper_screen import build_tab as build_paper_tab
from assistant.ui.shelf import Shelf
from assistant.understand.day import checked_day
from index.errors import IndexingError
from index.ingest import Progress

KEPT_TURNS = 20
_TOLD_EVERY = 0.5
"""Seconds after which someone who waits in line is told again."""
_THREADS = 200
"""Everyone who waits holds one."""
_ANSWER = TypeAdapter(Answer)
_LOADING = "Getting ready: loading the model …"
_BROKEN = "Something went wrong in answering this. The question is kept; please ask it again, or in other words."
_STARTER_EXAMPLES = [
    "What did government say to the ten-target limit, and has anything happened?",
    "Did anyone accept the call to spend more on prevention?",
    "What happened to high accountability and responsibility partnerships?",
    "How did commentators receive the government's response?",
]


class Readiness:
    """Model and starter library made ready behind the first page; a question asked meanwhile waits for it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._done = threading.Event()
        self._lock = threading.Lock()
        self.note: str | None = _LOADING
        self.error: str | None = None

    def begin(self) -> None:
        self.note, self.error = _LOADING, None
        self._done.clear()
        threading.Thread(target=self._make_ready, name="warm-up", daemon=True).start()

    def _make_ready(self) -> None:
        try:
            self._assistant.warm()
            if self._assistant.wants_starter():
                self._assistant.index_starter(self._progress)
            self.note = None
        except (IndexingError, AssistantError) as error:
            self.error = self.note = str(error)
        finally:
            if self.note and not self.error:
                self.error = self.note = "The library could not be made ready; the reason is in the terminal it was started from."
            self._done.set()

    def _progress(self, progress: Progress) -> None:
        self.note = f"Getting ready: {progress.done} of {progress.total} documents of the starter library indexed …"

    def wait(self) -> Iterator[str]:
        """Yields the note about twice a second until ready; what went wrong is tried again, for it may be mended."""
        with self._lock:
            if self.error:
                self.begin()
        while not self._done.wait(0.5):
            yield self.note or ""


def read_answers(stored: Any) -> list[Answer]:
    """Answers kept by the browser; what cannot be read (another version, tampering) is left out."""
    answers = []
    for record in stored if isinstance(stored, list) else []:
        try:
            answers.append(_ANSWER.validate_python(record))
        except ValidationError:
            continue
    return answers


def kept(answers: list[Answer]) -> list[dict]:
    return [_ANSWER.dump_python(a, mode="json") for a in answers[-KEPT_TURNS:]]


def newest(assistant: Assistant) -> str | None:
    """Date of the newest thing any document or statement speaks of having been published."""
    dates = [p.said_on for statements in assistant.topics().values() for p in statements] + [
        d.metadata.published for d in assistant.documents()
    ]
    today = date.today().isoformat()
    return max((d for d in dates if d and d <= today), default=None)


class Screen:
    """The event handlers; each takes and returns plain component values."""

    def __init__(self, assistant: Assistant, readiness: Readiness) -> None:
        self.assistant, self.readiness = assistant, readiness
        self._stops: dict[str, set[threading.Event]] = {}
        self.line = Line(max(2, os.cpu_count() or 2))

    def _examples(self) -> list[str]:
        return _STARTER_EXAMPLES

    def head(self) -> str:
        if self.readiness.note:
            return view.header([], None, self.readiness.note)
        return view.header(self.assistant.documents(), newest(self.assistant), None, self._speaks())

    def _speaks(self) -> str:
        if self.assistant.chat_trouble:
            return f"quoting the sources: {self.assistant.chat_trouble}"
        return (
            f"written by {self.assistant.chat.name.partition(':')[2]}, every sentence checked"
            if self.assistant.chat
            else "quoting the sources, no language model"
        )

    def stop(self, session: str) -> None:
        """Ends what the language model is writing for this session; the sources are quoted instead."""
        for stop in tuple(self._stops.get(session, ())):
            stop.set()

    def load(self, stored: Any) -> Iterator[tuple[str, str, str]]:
        """First page: the kept conversation at once, the library's state as it comes."""
        talk = view.conversation(read_answers(stored), self._examples())
        yield self.head(), talk, shelf_view.library([])
        for note in self.readiness.wait():
            yield view.header([], None, note), talk, shelf_view.library([])
        documents = [] if self.readiness.error else self.assistant.documents()
        yield self.head(), talk, shelf_view.library(documents)

    def ask(self, question: str, stored: Any, day: str = "", session: str = "") -> Iterator[tuple[str, str, Any, str]]:
        """(conversation, question box, kept conversation, spoken status), growing as the answer comes."""
        question = " ".join((question or "").split())[:1000]
        answers = read_answers(stored)
        if not question:
            yield view.conversation(answers, self._examples()), "", kept(answers), "Type a question first."
            return
        yield view.conversation(answers, self._examples(), (question, "Searching the library …")), "", kept(answers), "Searching."
        for note in self.readiness.wait():
            yield view.conversation(answers, self._examples(), (question, note)), "", kept(answers), note
        stop = threading.Event()
        self._stops.setdefault(session, set()).add(stop)
        answer, asked = None, (question, tuple(a.turn.asked for a in answers))
        place = None
        try:
            if self.readiness.error:
                raise AssistantError(self.readiness.error)
            until = checked_day(day)
            understood = self.assistant.read(*asked, until, stop)
            place = self.line.join()
            while (number := place.number(_TOLD_EVERY)) and not stop.is_set():
                note = f"Many are asking now: your question is number {number} in line …"
                yield view.conversation(answers, self._examples(), (question, note)), "", kept(answers), note
            for answer in self.assistant.answers(*asked, until, stop, understood):
                if answer.model:
                    place.leave()  # what the model takes is nobody else's wait
                    yield (
                        view.conversation([*answers, answer], self._examples(), partial=len(answer.claims)),
                        "",
                        kept(answers),
                        "Answering.",
                    )
        except Exception as error:  # the last seam before the reader: the question stays, whatever went wrong
            told = str(error) if isinstance(error, (IndexingError, AssistantError)) else _BROKEN
            if told == _BROKEN:
                print(f"A question could not be answered: {type(error).__name__}.", flush=True)
            yield view.conversation(answers, self._examples(), (question, told)), question, kept(answers), told
            return
        finally:
            stop.set()
            self._stops[session].discard(stop)
            if place:
                place.leave()
        answers.append(answer)
        for shown in range(1, len(answer.claims)) if answer.model is None else ():
            yield view.conversation(answers, self._examples(), partial=shown), "", kept(answers), "Answering."
        status = "The library does not say." if answer.refused else f"Answer ready, with {len(answer.citations)} sources."
        if answer.model and answer.model.instead:
            status = f"{answer.model.instead} {status}"
        yield view.conversation(answers, self._examples()), "", kept(answers), status

    def cite(self, turn: int, marker: int, stored: Any) -> str:
        answers = read_answers(stored)
        citation = next((c for c in answers[turn].citations if c.marker == marker), None) if 0 <= turn < len(answers) else None
        if citation is None:
            return view.evidence(None, None, "This source is no longer kept; ask the question again.")
        try:
            document = self.assistant.document(citation.passage.document_id)
        except IndexingError as error:
            return view.evidence(None, None, str(error))
        return view.evidence(citation, document)

    def thumb(self, turn: int, good: bool, reason: str, stored: Any) -> None:
        """Keeps what a reader said of an answer, for the evaluation suite."""
        answers = read_answers(stored)
        if 0 <= turn < len(answers):
            history = tuple(a.turn.asked for a in answers[:turn])
            folder = self.assistant.settings.data_dir.expanduser()
            keep(folder, answers[turn], history, good, reason, self.assistant.searcher.version())

    def reports(self) -> str:
        """The latest evaluation reports, one after the other."""
        pages = sorted((self.assistant.settings.data_dir.expanduser() / "evaluations" / "latest").glob("*.html"))
        return "".join(view.report(page.read_text("utf-8")) for page in pages) or view.report(None)


def build(assistant: Assistant, readiness: Readiness):
    """The Gradio Blocks of the screen."""
    import gradio as gr

    screen, recommendations, papers = Screen(assistant, readiness), LedgerScreen(assistant), PaperScreen(assistant, readiness)
    books = Shelf(assistant, readiness, screen.head)
    here = resources.files(__package__)

    def cite(stored, event):
        return screen.cite(int(event.turn), int(event.marker), stored)

    def example(stored, on, event, request):
        yield from screen.ask(str(event.question), stored, on, request.session_hash)

    def ask(question, stored, on, request):
        yield from screen.ask(question, stored, on, request.session_hash)

    def halt(request):
        screen.stop(request.session_hash)
        papers.halt(request.session_hash)

    def thumb(stored, event):
        screen.thumb(int(event.turn), bool(event.good), str(event.reason), stored)

    def row(event):
        on = str(event.day)
        return (
            gr.Tabs(selected="ledger"),
            recommendations.controls(),
            recommendations.table(on, str(event.row)),
            *recommendations.charts(on),
            on,
        )

    def paper(stored):
        return gr.Tabs(selected="paper"), papers.form_for(read_answers(stored))

    def about(event):
        return gr.Tabs(selected="ask"), recommendations.question(str(event.row))

    def opened(on):
        yield from recommendations.opened(readiness, on)

    def choose(event):
        return books.choose(str(event.choice), str(event.name))

    def confirm(event):
        return books.confirm(str(event.id))

    for handler in (cite, example, thumb, row, about, choose, confirm):
        handler.__annotations__["event"] = gr.EventData  # Gradio passes the event where it finds this type

    for handler in (example, ask, halt):
        handler.__annotations__["request"] = gr.Request

    plain = {"elem_classes": ["plain"], "padding": False}
    with gr.Blocks(title="ICS Assistant", analytics_enabled=False, fill_width=True) as demo:
        browser = gr.BrowserState([], storage_key="ics-assistant-conversation", secret="kept-in-this-browser-only")
        paper_kept = gr.BrowserState(None, storage_key="ics-assistant-paper", secret="kept-in-this-browser-only")
        asked_on = gr.Textbox("", visible=False)
        head = gr.HTML(screen.head(), **plain)
        with gr.Tabs(selected="ask") as tabs, gr.Tab("Ask", id="ask"), gr.Row(elem_id="main"):
            with gr.Column(scale=7, elem_id="talk"):
                talk = gr.HTML(view.conversation([], screen._examples()), js_on_load=(here / "talk.js").read_text(), **plain)
                with gr.Row(elem_id="ask"):
                    box = gr.Textbox(
                        label="Your question",
                        placeholder="Ask a question …",
                        lines=1,
                        max_lines=5,
                        scale=8,
                        elem_id="question",
                        show_label=False,
                    )
                    send = gr.Button("Ask", variant="primary", scale=1, elem_id="send")
                halted = gr.Button("Stop writing and quote the sources", elem_id="stop")
                with gr.Row(elem_id="beside"):
                    fresh = gr.Button("Start a new conversation", elem_classes=["minor"])
                    gr.HTML(view.as_at(), **plain)
                with gr.Accordion("Library: what is in it, and adding documents", open=False, elem_classes=["shelf"]):
                    add = gr.UploadButton(
                        "Add documents (PDF, Word, HTML, Markdown, text)",
                        file_count="multiple",
                        elem_id="add",
                        file_types=[".pdf", ".docx", ".html", ".htm", ".md", ".txt"],
                    )
                    again = gr.Button("Look for changes in your folders", elem_classes=["minor"], visible=bool(assistant.folders()))
                    notice = gr.HTML("", js_on_load=(here / "shelf.js").read_text(), **plain)
                    shelf = gr.HTML(shelf_view.library([]), **plain)
            with gr.Column(scale=5, elem_id="side"):
                side = gr.HTML(view.evidence(None, None), js_on_load=(here / "side.js").read_text(), **plain)
        with tabs, gr.Tab("Recommendations", id="ledger") as ledger_tab:
            controls, ledger, day, shown = build_tab(recommendations, gr, plain)
        with tabs, gr.Tab("Board paper", id="paper"):
            paper_form, paper_sheet = build_paper_tab(papers, gr, plain, paper_kept)
        with tabs, gr.Tab("Evaluation", id="evaluation") as evaluation:
            report = gr.HTML(view.report(None), **plain)
        status = gr.HTML("", elem_classes=["unseen"], html_template='<div role="status" aria-live="polite">${value}</div>', padding=False)

        answering = {"outputs": [talk, box, browser, status], "show_progress": "hidden", "concurrency_limit": None}
        with_day = "(...given) => [...given.slice(0, -1), document.querySelector('.as-at input').value]"
        box.submit(ask, [box, browser, asked_on], js=with_day, **answering)
        send.click(ask, [box, browser, asked_on], js=with_day, **answering)
        talk.example(example, [browser, asked_on], js=with_day, **answering)
        halted.click(halt, None, None, show_progress="hidden", concurrency_limit=None)
        talk.thumb(thumb, [browser], None, show_progress="hidden")
        talk.row(row, None, [tabs, controls, ledger, *shown, day], show_progress="hidden")
        talk.paper(paper, [browser], [tabs, paper_form], show_progress="hidden")
        asked = ledger.about(about, None, [tabs, box], show_progress="hidden")
        asked.then(
            None,
            None,
            None,
            js="() => { const on = document.querySelector('#ledger [data-day]'); document.querySelector('.as-at input').value = on?.value ?? ''; document.querySelector('#question textarea').focus(); }",
        )
        ledger_tab.select(opened, [day], [controls, ledger, *shown], show_progress="hidden")
        evaluation.select(screen.reports, None, [report], show_progress="hidden")
        talk.cite(cite, [browser], [side], show_progress="hidden")
        side.shut(lambda: view.evidence(None, None), None, [side], show_progress="hidden")
        fresh.click(
            lambda: (view.conversation([], screen._examples()), [], view.evidence(None, None)),
            None,
            [talk, browser, side],
            show_progress="hidden",
        )
        add.upload(books.add, [add], [notice, shelf, head], show_progress="minimal")
        again.click(books.look_again, None, [notice, shelf, head], show_progress="minimal")
        notice.choose(choose, None, [notice, shelf, head], show_progress="minimal")
        side.confirm(confirm, None, [side, shelf], show_progress="hidden")
        demo.unload(halt)
        demo.load(papers.opened, [paper_kept], [paper_form, paper_sheet], show_progress="hidden")
        demo.load(screen.load, [browser], [head, talk, shelf], show_progress="hidden").then(
            books.questions, None, [notice], show_progress="hidden"
        )
    only_local(demo)
    return demo


def only_local(demo) -> None:
    """Files come from the reader's machine. Gradio would fetch an address that an event names as a file; here it is refused
    before its name is looked up."""
    import gradio as gr

    def guarded(move):
        def moved(path, *rest, **named):
            if re.match(r"\s*[a-z][a-z0-9+.-]*://", str(path), re.I):
                raise gr.Error("Addresses are not fetched here; add the file itself.", print_exception=False)
            return move(path, *rest, **named)

        return moved

    for block in demo.blocks.values():
        block.move_resource_to_block_cache = guarded(block.move_resource_to_block_cache)
        block.async_move_resource_to_block_cache = guarded(block.async_move_resource_to_block_cache)


def serve(assistant: Assistant, block: bool = True):
    """Opens the screen at once and makes model and library ready behind it. Returns (demo, address)."""
    import gradio as gr

    readiness = Readiness(assistant)
    assistant.chat_or_none()
    demo = build(assistant, readiness)
    settings = assistant.settings
    readiness.begin()
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Arial", "sans-serif"]
    _, address, _ = demo.queue(default_concurrency_limit=8).launch(
        server_name=settings.host,
        server_port=settings.port,
        share=False,
        quiet=True,
        show_error=False,
        footer_links=[],
        prevent_thread_lock=True,
        max_threads=_THREADS,
        max_file_size=f"{settings.max_file_mb}mb",
        theme=gr.themes.Base(primary_hue=gr.themes.colors.blue, font=fonts, font_mono=["ui-monospace", "monospace"]),
        css_paths=[Path(str(resources.files(__package__) / name)) for name in ("style.css", "paper.css")],
        head='<meta name="color-scheme" content="light">',
        js="() => document.body.classList.remove('dark')",
        ssr_mode=False,
        pwa=False,
    )
    print(f"ICS Assistant: {address}", flush=True)
    if block:
        demo.block_thread()
    return demo, address
