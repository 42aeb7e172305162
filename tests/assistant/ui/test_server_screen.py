"""The screen on a Chroma server that is down at the start, goes, and comes back."""

import pytest
from browsing import SHOTS, ask, evidence, go, ready, started, violations
from chroma_server import ChromaServer

pytestmark = pytest.mark.slow
QUESTION = "how many national targets should there be?"


@pytest.fixture(scope="module")
def server(tmp_path_factory, where):
    made = ChromaServer(tmp_path_factory.mktemp("chroma-of-the-screen"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def address(tmp_path_factory, where, server):
    """The app started while its server is down."""
    with started(7883, tmp_path_factory.mktemp("server-screen"), ICS_CHROMA_URL=server.url, **where.kept) as url:
        yield url


def refused(page):
    if not page.locator("#question").is_visible():
        go(page, "ask")
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.turns').textContent.includes('cannot be reached')")
    assert "nothing is lost, ask again when it is running" in page.locator(".turns").inner_text()
    assert page.locator("#question").input_value() == QUESTION


def test_the_screen_says_that_the_server_is_away_and_recovers(page, server):
    page.wait_for_function("document.body.textContent.includes('cannot be reached')")
    refused(page)
    server.start()
    ask(page, QUESTION)  # the same page: the library is made ready now
    assert page.locator(".said").count() > 0
    page.reload()
    ready(page)
    server.stop()
    refused(page)
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-server-away.png")
    go(page, "ledger")
    page.wait_for_selector("table.ledger")  # what was read before still stands
    go(page, "ask")
    assert violations(page) == []
    server.start()
    page.wait_for_timeout(2500)  # a server that was found away is not asked again for two seconds
    ask(page, QUESTION)
    page.locator(".said .mark, [data-cite]").first.click()
    evidence(page)
