"""Services in, the page out: one piece of HTML, a door for its calls, another for what grows."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

from assistant.services import Services
from assistant.ui.asking import Asking
from assistant.ui.bridge import Bridge
from assistant.ui.evidence import Evidence
from assistant.ui.home import EXAMPLES, Home
from assistant.ui.jobs import Jobs
from assistant.ui.ledger_screen import LedgerScreen
from assistant.ui.live import Live
from assistant.ui.local import only_local
from assistant.ui.papering import Papering
from assistant.ui.readiness import Readiness
from assistant.ui.shelf import Shelf
from assistant.ui.templating import render, script
from assistant.ui.trust import Trust
from assistant.ui.uploads import Uploads
from index.documents.formats import SUFFIXES, named

PAGES = (
    ("home", "Home"),
    ("ask", "Ask"),
    ("ledger", "Recommendations"),
    ("library", "Library"),
    ("paper", "Board paper"),
    ("trust", "Settings and trust"),
)
_PLAIN: dict[str, Any] = {"elem_classes": ["plain"], "padding": False, "apply_default_css": False}


def build(services: Services, readiness: Readiness) -> Any:
    """The Gradio Blocks of the screen."""
    import gradio as gr
    from gradio.events import api

    live, uploads = Live(services.keeping), Uploads(services.settings)
    asking = Asking(services, readiness, live)
    papering = Papering(services, readiness, uploads)
    jobs = Jobs(
        ask=asking.ask, outline=papering.outline, write=papering.write, check=papering.check
    )
    parts = (
        Home(services, readiness),
        asking,
        Evidence(services, live),
        LedgerScreen(services),
        Shelf(services, readiness, uploads),
        papering,
        Trust(services),
        jobs,
    )
    bridge = Bridge(*(part.calls() for part in parts))

    def call(asked: str) -> dict[str, Any]:
        return bridge.call(asked)

    async def hear(asked: str) -> dict[str, Any]:
        return await jobs.hear(asked)

    with gr.Blocks(title="ICS Assistant", analytics_enabled=False, fill_width=True) as demo:
        gr.HTML(
            _page(services), js_on_load=script("page.js"), server_functions=[call, hear], **_PLAIN
        )
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


def _asked(asking: Asking) -> Callable[[str, str, str], Iterator[str]]:
    """The same question for a program: packets, as JSON."""

    def ask(question: str, conversation: str, day: str) -> Iterator[str]:
        said = {"question": question, "conversation": conversation, "day": day}
        for packet in asking.ask(said, threading.Event()):
            yield json.dumps(packet, ensure_ascii=False)

    return ask
