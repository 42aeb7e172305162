"""Services in, the page out: one piece of HTML, a door for its calls, another for what grows."""

from __future__ import annotations

from typing import Any

from assistant.services import Services
from assistant.ui.asking import Asking
from assistant.ui.bridge import Bridge, Said, noted
from assistant.ui.comparing import ComparingScreen
from assistant.ui.correcting import Correcting
from assistant.ui.differing_screen import DifferingScreen
from assistant.ui.evidence import Evidence
from assistant.ui.home import EXAMPLES, Home
from assistant.ui.jobs import Jobs
from assistant.ui.ledger_screen import LedgerScreen
from assistant.ui.live import Live
from assistant.ui.local import only_local
from assistant.ui.papering import Papering
from assistant.ui.readiness import Readiness
from assistant.ui.recorded import Recorded
from assistant.ui.shelf import Shelf
from assistant.ui.telling import TellingScreen
from assistant.ui.templating import render, script
from assistant.ui.timeline_view import NAMES
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

    live, uploads = Live(services.keeping), Uploads(services.settings)
    asking = Asking(services, readiness, live)
    papering = Papering(services, readiness, uploads)
    differing = DifferingScreen(services)
    jobs = Jobs(
        ask=asking.ask,
        outline=papering.outline,
        write=papering.write,
        check=papering.check,
        look_differing=differing.look,
    )
    parts = (
        Home(services, readiness),
        TellingScreen(services),
        asking,
        Evidence(services, live),
        LedgerScreen(services),
        Shelf(services, readiness, uploads),
        ComparingScreen(services),
        Correcting(services, live),
        differing,
        papering,
        Trust(services),
        Recorded(services),
        jobs,
    )

    def note(did: str, said: Said) -> None:
        services.keeping.record.add(did, noted(said, services.settings.audit_questions))

    bridge = Bridge(*(part.calls() for part in parts), note=note)

    def call(asked: str) -> dict[str, Any]:
        return bridge.call(asked)

    async def hear(asked: str) -> dict[str, Any]:
        return await jobs.hear(asked)

    with gr.Blocks(title="ICS Assistant", analytics_enabled=False, fill_width=True) as demo:
        gr.HTML(
            _page(services), js_on_load=script("page.js"), server_functions=[call, hear], **_PLAIN
        )
    only_local(demo)
    return demo


def _page(services: Services) -> str:
    return render(
        "page.html",
        pages=PAGES,
        timeline_kinds=list(NAMES.items()),
        examples=EXAMPLES,
        suffixes=",".join(SUFFIXES),
        formats=named(short=True),
        fetches=services.settings.fetch,
    )
