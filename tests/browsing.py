"""What the tests of the screen share: the app as a user starts it, and what a reader does on its page."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT

SHOTS = Path(__file__).parent / "shots"


@contextmanager
def started(port: int, data: Path, **environment: str) -> Iterator[str]:
    """`python app.py`, once its first page answers; its output may hold no traceback, and no chatter of a library."""
    settings = {**os.environ, "ICS_DATA_DIR": str(data), "ICS_PORT": str(port), **environment}
    log = data / "app.log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, str(ROOT / "app.py")], env=settings, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
        url = f"http://127.0.0.1:{port}/"
        for _ in range(240):
            try:
                urllib.request.urlopen(url, timeout=2).read()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.25)  # waits for a server to listen, the one thing that cannot be awaited
        yield url
        process.terminate()
        process.wait(20)
    said = log.read_text()
    assert "Traceback" not in said and ("ICS_LOG_LEVEL" in environment or " INFO " not in said), said[-2000:]


def ready(page):
    page.wait_for_function("document.querySelector('#library-state')?.textContent.includes('newest evidence')", timeout=180_000)


def go(page, name):
    """One of the six pages, by its link."""
    page.locator(f"[data-go={name}]").click()
    page.wait_for_selector(f"[data-page={name}]", state="visible")


def ask(page, question):
    """Asks, and waits for the answer below the ones that are there."""
    if not page.locator("#question").is_visible():
        go(page, "ask")
    before = page.locator(".turn:not(.failed)").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    answered(page, before)
    return page.locator(".turn").last


def listed(page):
    """The list of conversations, which a phone has behind a button."""
    if not page.locator(".past").is_visible():
        page.locator("[data-past-open]").click()
    page.wait_for_selector(".past li", state="visible")


def unlisted(page):
    """Back from the list, on a phone."""
    if page.locator("[data-past-close]").is_visible():
        page.locator("[data-past-close]").click()


def answered(page, before):
    page.wait_for_function(
        f"(() => {{ const t = [...document.querySelectorAll('.turn:not(.failed)')]; return t.length > {before} && t.at(-1).querySelector('.tools [data-copy]'); }})()",
        timeout=180_000,
    )


def evidence(page):
    """The panel, once its passage is marked."""
    page.wait_for_selector("#side :is(#cited, .on-page)", state="attached")
    return page.locator("#side")


def violations(page, colours="light"):
    """What axe finds from the top of the page (further down, a button half under the bar passes for a small one), without its own
    opinion of colours where the browser has forced them."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": rules} | ({"rules": {"color-contrast": {"enabled": False}}} if colours == "forced" else {})
    at = page.evaluate("window.scrollY")
    page.evaluate("window.scrollTo(0, 0)")
    found = Axe().run(page, options=options).response["violations"]
    page.evaluate("at => window.scrollTo(0, at)", at)
    return [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]


def fits(page):
    """Nothing has to be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
