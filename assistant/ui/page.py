"""Services in, the page of four tabs out."""

from __future__ import annotations

from typing import Any

from assistant.services import Services
from assistant.ui import view
from assistant.ui.chat_tab import ChatTab
from assistant.ui.events import PLAIN, QUIET, takes_event, takes_request
from assistant.ui.ledger_screen import LedgerScreen, LedgerTab
from assistant.ui.local import only_local
from assistant.ui.paper_screen import PaperScreen
from assistant.ui.paper_tab import PaperTab
from assistant.ui.readiness import Readiness
from assistant.ui.screen import Screen, read_answers
from assistant.ui.shelf import Shelf


def build(services: Services, readiness: Readiness) -> Any:
    """The Gradio Blocks of the screen."""
    import gradio as gr

    screen, recommendations = Screen(services, readiness), LedgerScreen(services)
    papers = PaperScreen(services, readiness)
    books = Shelf(services.library, readiness, screen.head)
    with gr.Blocks(title="ICS Assistant", analytics_enabled=False, fill_width=True) as demo:
        paper_kept = gr.BrowserState(
            None, storage_key="ics-assistant-paper", secret="kept-in-this-browser-only"
        )
        chat = ChatTab(gr, screen, books)
        with chat.tabs, gr.Tab("Recommendations", id="ledger") as ledger_tab:
            ledger = LedgerTab(gr, recommendations)
        with chat.tabs, gr.Tab("Board paper", id="paper"):
            paper = PaperTab(gr, papers, paper_kept)
        with chat.tabs, gr.Tab("Evaluation", id="evaluation") as evaluation:
            report = gr.HTML(view.report(None), **PLAIN)
        chat.place_status()
        chat.wire()
        _link(gr, chat, ledger, paper, recommendations, papers)

        def opened(on: str) -> Any:
            yield from recommendations.opened(readiness, on)

        def halt(request: Any) -> None:
            screen.stop(request.session_hash)
            papers.halt(request.session_hash)

        takes_request(gr, halt)
        ledger_tab.select(
            opened, [ledger.day], [ledger.controls, ledger.table, *ledger.charts], **QUIET
        )
        evaluation.select(screen.reports, None, [report], **QUIET)
        chat.halted.click(halt, None, None, concurrency_limit=None, **QUIET)
        demo.unload(halt)
        demo.load(papers.opened, [paper_kept], [paper.form, paper.sheet], **QUIET)
        loaded = demo.load(screen.load, [chat.kept], [chat.head, chat.talk, chat.shelf], **QUIET)
        loaded.then(books.questions, None, [chat.notice], **QUIET)
    only_local(demo)
    return demo


def _link(
    gr: Any,
    chat: ChatTab,
    ledger: LedgerTab,
    paper: PaperTab,
    recommendations: LedgerScreen,
    papers: PaperScreen,
) -> None:
    """The ways from one tab to another: a row from an answer, a paper from a conversation, a
    question from a row."""

    def row(event: Any) -> tuple[Any, ...]:
        on = str(event.day)
        table = recommendations.table(on, str(event.row))
        charts = recommendations.charts(on)
        return (gr.Tabs(selected="ledger"), recommendations.controls(), table, *charts, on)

    def to_paper(stored: Any) -> tuple[Any, str]:
        return gr.Tabs(selected="paper"), papers.form_for(read_answers(stored))

    def about(event: Any) -> tuple[Any, str]:
        return gr.Tabs(selected="ask"), recommendations.question(str(event.row))

    takes_event(gr, row, about)
    shown = [chat.tabs, ledger.controls, ledger.table, *ledger.charts, ledger.day]
    chat.talk.row(row, None, shown, **QUIET)
    chat.talk.paper(to_paper, [chat.kept], [chat.tabs, paper.form], **QUIET)
    asked = ledger.table.about(about, None, [chat.tabs, chat.box], **QUIET)
    asked.then(None, None, None, js=_TAKE_DAY)


_TAKE_DAY = """() => {
  const on = document.querySelector('#ledger [data-day]');
  document.querySelector('.as-at input').value = on?.value ?? '';
  document.querySelector('#question textarea').focus();
}"""
