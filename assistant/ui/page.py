"""Services in, the page out: one piece of HTML, a door for its calls, a stream for what grows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from assistant.services import Services
from assistant.ui.asking import Asking
from assistant.ui.bridge import Bridge, Said
from assistant.ui.events import script, takes_event, takes_request
from assistant.ui.evidence import Evidence
from assistant.ui.home import EXAMPLES, Home
from assistant.ui.ledger_screen import LedgerScreen
from assistant.ui.local import only_local
from assistant.ui.papering import Papering
from assistant.ui.readiness import Readiness
from assistant.ui.shelf import Shelf
from assistant.ui.templating import render
from assistant.ui.trust import Trust
from index.documents.formats import SUFFIXES, named

PAGES = (
    ("home", "Home"),
    ("ask", "Ask"),
    ("ledger", "Recommendations"),
    ("library", "Library"),
    ("paper", "Board paper"),
    ("trust", "Settings and trust"),
)
_QUIET: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
_PLAIN: dict[str, Any] = {"elem_classes": ["plain"], "padding": False, "apply_default_css": False}
_BUSY = 4
"""Drafts and checks that run at once; the others wait."""


def build(services: Services, readiness: Readiness) -> Any:
    """The Gradio Blocks of the screen."""
    import gradio as gr
    from gradio.events import api

    asking, papering = Asking(services, readiness), Papering(services, readiness)
    parts = (
        Home(services, readiness),
        asking,
        Evidence(services),
        LedgerScreen(services),
        Shelf(services, readiness),
        papering,
        Trust(services),
    )
    bridge = Bridge(*(part.calls() for part in parts))

    def call(asked: str) -> dict[str, Any]:
        return bridge.call(asked)

    def halt(request: Any) -> None:
        asking.stop(request.session_hash)
        papering.halt(request.session_hash)

    takes_request(gr, halt)
    with gr.Blocks(title="ICS Assistant", analytics_enabled=False, fill_width=True) as demo:
        page = gr.HTML(
            _page(services), js_on_load=script("page.js"), server_functions=[call], **_PLAIN
        )
        feed = gr.HTML(
            "", html_template="<i></i>", js_on_load=script("feed.js"), elem_classes=["unseen"]
        )
        streams: tuple[tuple[str, Callable[[Said, str], Iterator[str]], int | None], ...] = (
            ("ask", asking.ask, None),
            ("outline", papering.outline, _BUSY),
            ("write", papering.write, _BUSY),
            ("check", papering.check, _BUSY),
        )
        for name, run, at_once in streams:
            wired = {**_QUIET, "concurrency_limit": at_once, "api_name": False}
            getattr(page, name)(_streamed(gr, run), None, [feed], **wired)
        page.halt(halt, None, None, api_name=False, **_QUIET)
        demo.unload(halt)
        api(_asked(asking), api_name="ask", concurrency_limit=None)
    only_local(demo)
    return demo


def _page(services: Services) -> str:
    return render(
        "page.html",
        pages=PAGES,
        examples=EXAMPLES,
        suffixes=",".join(SUFFIXES),
        formats=named(short=True),
        fetches=services.settings.fetch,
    )


def _streamed(gr: Any, run: Callable[[Said, str], Iterator[str]]) -> Callable[..., Iterator[str]]:
    """What an event of the page starts; each packet has a number, so that none is one that came
    before."""

    def streamed(event: Any, request: Any) -> Iterator[str]:
        said = json.loads(str(event.said))
        for number, packet in enumerate(run(said, request.session_hash)):
            yield f"{said['stream']} {number} {packet}"

    takes_event(gr, streamed)
    takes_request(gr, streamed)
    return streamed


def _asked(asking: Asking) -> Callable[[str, str, str], Iterator[str]]:
    """The same question for a program: packets, as JSON."""

    def ask(question: str, conversation: str, day: str) -> Iterator[str]:
        said = {"question": question, "conversation": conversation, "day": day}
        yield from asking.ask(said, "")

    return ask
