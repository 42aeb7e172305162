"""The page served on this machine: opened at once, made ready behind it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from assistant.services import Services
from assistant.ui.page import build
from assistant.ui.readiness import Readiness
from assistant.ui.templating import script

_THREADS = 200
"""Everyone who waits for an answer holds one."""
_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Arial", "sans-serif"]


_STYLES = ("base.css", "ask.css", "ledger.css", "library.css", "paper.css", "print.css")
_SCRIPTS = ("core.js", "ask.js", "ledger.js", "library.js", "paper.js")


def serve(services: Services, block: bool = True) -> tuple[Any, str]:
    """Opens the screen at once and makes model and library ready behind it. Returns (demo,
    address)."""
    import gradio as gr

    readiness = Readiness(services)
    services.chat.or_none()
    demo = build(services, readiness)
    settings = services.settings
    readiness.begin()
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
        theme=gr.themes.Base(
            primary_hue=gr.themes.colors.blue,
            font=_FONTS,
            font_mono=["ui-monospace", "monospace"],
        ),
        css_paths=[_file(name) for name in _STYLES],
        head="".join(f"<script>{script(name)}</script>" for name in _SCRIPTS),
        ssr_mode=False,
        pwa=False,
    )
    print(f"ICS Assistant: {address}", flush=True)
    if block:
        demo.block_thread()
    return demo, address


def _file(name: str) -> Path:
    return Path(str(resources.files(__package__) / "static" / name))
