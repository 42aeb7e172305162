"""The page within a web application."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from assistant.services import Services
from assistant.ui.page import build
from assistant.ui.readiness import Readiness
from assistant.ui.templating import script

_THREADS = 200
"""Calls that run at once; an answer has a thread of its own."""
_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Arial", "sans-serif"]
_STYLES = ("base.css", "ask.css", "ledger.css", "library.css", "paper.css", "print.css")
_HEAD = "<style>@media (min-width:1000px) and (min-height:561px){:root{--top:3.05rem}}</style>"
"""How high the bar is that stays in sight; Gradio loses a `:root` or `.gradio-container` within a
query, so that the colours of paper stand here too."""
_SCRIPTS = ("core.js", "days.js", "ask.js", "ledger.js", "library.js", "paper.js", "wrong.js")


def mounted(app: Any, services: Services, readiness: Readiness) -> Any:
    """`app`, a FastAPI application, with the page at its root."""
    import gradio as gr

    demo, settings = build(services, readiness), services.settings
    demo.max_threads = _THREADS
    return gr.mount_gradio_app(
        app,
        demo,
        path="",
        server_name=settings.host,
        server_port=settings.port,
        show_error=False,
        footer_links=[],
        max_file_size=f"{settings.max_file_mb}mb",
        theme=gr.themes.Base(
            primary_hue=gr.themes.colors.blue,
            font=_FONTS,
            font_mono=["ui-monospace", "monospace"],
        ),
        css_paths=[_file(name) for name in _STYLES],
        head=f"{_HEAD}<style>{_file('print.css').read_text('utf-8')}</style>"
        + "".join(f"<script>{one}</script>" for one in scripts()),
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
    )


def scripts() -> list[str]:
    """The page's own scripts, in the order in which they run."""
    return [script(name) for name in _SCRIPTS]


def _file(name: str) -> Path:
    return Path(str(resources.files(__package__) / "static" / name))
