"""A feed and mail chosen on Home in real Chromium, with a real SMTP server behind it, on SQLite and on PostgreSQL."""

import httpx
import pytest
from browsing import SHOTS, fits, violations
from lxml import etree
from smtp_server import SmtpServer

from assistant.services.telling import Mailed
from assistant.settings import load_settings
from assistant.web.serve import Served, web
from evals.opened import open_product
from index.embed import ToyEmbedder

pytestmark = pytest.mark.slow
PIER = "# The pier report\n\nThe harbour board of Quaymouth will paint the pier {} by July 2026.\n"
QUESTION = "What colour will the harbour board of Quaymouth paint the pier?"
PORT = 7921
URL = f"http://127.0.0.1:{PORT}"
SECRET = "a secret of sixteen letters"


class Ready:
    note = error = None

    def wait(self):
        return iter(())


@pytest.fixture
def server():
    made = SmtpServer().start()
    yield made
    made.stop()


@pytest.fixture
def opened(tmp_path, database_url, server):
    """`opened(**settings)`: the product, served, with a question that stands for `owner`."""
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    running = []

    def made(owner="local", **settings):
        mail = {"mail_server": server.address, "mail_from": "assistant@icb.example", "mail_security": "none"}
        product = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none", database_url=database_url, public_url=URL, **mail, **settings), ToyEmbedder(), quoting=True)
        comes(product, "pier.md", "green")
        product.standing.stand(owner, QUESTION)
        running.append((Served(web(product, Ready()), "127.0.0.1", PORT), product))
        running[-1][0].start()
        return product

    yield made
    for served, product in running:
        served.close()
        product.close()


@pytest.fixture
def product(opened):
    return opened()


@pytest.fixture
def address(product):
    return URL


def comes(product, name, colour):
    path = product.settings.data_dir.parent / name
    path.write_text(PIER.format(colour))
    product.library.index([path])


def changes(product, name, colour, gone):
    product.library.remove([gone])
    comes(product, name, colour)
    assert product.standing.ask_again().changed == 1


def home(page):
    """Home drawn anew, with the choices unfolded."""
    page.reload()
    fold = page.locator("details:has([data-telling])")
    fold.wait_for()
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return page.locator("[data-telling]")


@pytest.mark.parametrize("page", [1280, 390], indirect=True)
def test_changes_come_by_mail_as_a_feed_and_what_could_not_be_sent_is_told(page, product, server):
    told, width = home(page), page.viewport_size["width"]
    feed = told.locator("#feed-address").input_value()
    assert feed == f"{URL}/feed.atom" and etree.fromstring(httpx.get(feed).content).tag.endswith("feed")
    told.locator("[data-copy-feed]").click()
    told.locator("[data-copy-feed]:has-text('Copied')").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == feed
    told.locator("#mail-address").focus()
    page.keyboard.type("ann@icb")
    page.keyboard.press("Enter")
    told.get_by_text("also mailed to ann@icb.").wait_for()
    told.locator("[data-mail-off]").click()
    told.locator("#mail-address").fill("ann@icb.example")
    page.keyboard.press("Enter")
    told.get_by_text("also mailed to ann@icb.example").wait_for()
    assert "also mailed to ann@icb.example" in page.locator("[data-announce]").inner_text() and page.evaluate("document.activeElement.closest('[data-telling]') !== null")
    assert violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / f"{width}-telling.png", full_page=True)

    changes(product, "new.md", "red", "pier.md")
    server.post.refuses = "550 not here"
    assert product.telling.send() == Mailed(0, 1, "SMTPRecipientsRefused 550")
    told = home(page)
    assert "Mail could not be sent since" in told.locator(".notice.bad").inner_text() and violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / f"{width}-telling-failed.png", full_page=True)
    server.post.refuses = ""
    assert product.telling.send(at_once=True) == Mailed(1)
    assert home(page).locator(".notice.bad").count() == 0

    [mail] = server.post.mails
    [link] = [line for line in mail.get_body(("plain",)).get_content().splitlines() if line.startswith(URL)]
    for name, colour, gone in (("b.md", "blue", "new.md"), ("c.md", "black", "b.md"), ("d.md", "white", "c.md")):
        changes(product, name, colour, gone)
    page.goto("about:blank")
    page.goto(link)
    there = page.locator("[data-change]:focus")
    there.wait_for()
    assert "red" in there.inner_text() and page.locator("[data-change]").count() == 4, "an earlier change is unfolded"
    assert violations(page) == []
    home(page).locator("[data-mail-off]").click()
    page.locator("#mail-address").wait_for()
    assert product.telling.chosen("local").mail == ""


def test_a_private_address_is_made_shown_once_made_anew_and_taken_away(browser, opened):
    product = opened(owner="ann@icb.example", sign_in="proxy", proxy_secret=SECRET)
    context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844}, extra_http_headers={"x-ics-proxy-secret": SECRET, "x-forwarded-user": "ann@icb.example"})
    page = context.new_page()
    page.goto(URL)
    told = home(page)
    assert "cannot sign in" in told.inner_text()
    told.get_by_role("button", name="Make a private address").click()
    told.locator("#feed-address").wait_for()
    first = told.locator("#feed-address").input_value()
    assert page.evaluate("document.activeElement.id") == "feed-address" and violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / "390-private-feed.png", full_page=True)
    changes(product, "new.md", "red", "pier.md")
    assert b"red" in httpx.get(first).content, "a feed reader that signs in nowhere reads it"
    told = home(page)
    assert told.locator("#feed-address").count() == 0 and "shown when it was made" in told.inner_text()
    told.get_by_role("button", name="Make it anew").click()
    told.locator("#feed-address").wait_for()
    second = told.locator("#feed-address").input_value()
    assert httpx.get(first).status_code == 404 and httpx.get(second).status_code == 200
    told.get_by_role("button", name="Also by mail to ann@icb.example").click()
    told.get_by_text("also mailed to ann@icb.example").wait_for()
    told.get_by_role("button", name="Take the private address of the feed away").click()
    told.get_by_role("button", name="Make a private address").wait_for()
    assert httpx.get(second).status_code == 404 and violations(page) == []
    context.close()
