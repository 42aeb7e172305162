"""Signing in with a real OpenID Connect provider in Chromium, and other tools' clients against the program as a user starts it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from browsing import SHOTS, answered, ask, fits, go, ready, started, violations
from other_site import attack, nothing_read, other_site

from assistant.conversations.opened import open_database
from assistant.conversations.record import Record
from assistant.people.keys import Keys

pytestmark = pytest.mark.slow
PROVIDER = Path(__file__).parents[2] / "provider"
PORT, AT = 7897, 7898
DATABASE = {}
QUESTION = "What did government say to the ten-target limit, and has anything happened?"


@pytest.fixture(scope="module")
def provider():
    node = shutil.which("node")
    if not (PROVIDER / "node_modules").exists() or node is None:
        assert not os.environ.get("CI"), "CI installs the provider (.ci/run)"
        pytest.skip("npm ci in tests/provider brings the provider")
    process = subprocess.Popen([node, "server.mjs", str(PORT), f"http://127.0.0.1:{AT}/sign-in/back"], cwd=PROVIDER, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == "ready"
    yield f"http://127.0.0.1:{PORT}"
    process.terminate()


@pytest.fixture(scope="module")
def address(postgres, provider, tmp_path_factory):
    kept = {"ICS_DATABASE_URL": DATABASE.setdefault("url", postgres.database())}  # the same on SQLite: tests/assistant/web/test_door.py
    data = tmp_path_factory.mktemp("signed")
    settings = {"ICS_SIGN_IN": "oidc", "ICS_PUBLIC_URL": f"http://127.0.0.1:{AT}", "ICS_OIDC_ISSUER": provider, "ICS_OIDC_CLIENT_ID": "ics", "ICS_OIDC_CLIENT_SECRET": "a secret for tests alone", "ICS_MAIL_SERVER": "127.0.0.1:1", "ICS_MAIL_FROM": "assistant@icb.example"}
    with started(AT, data, **settings, **kept) as url:
        yield url


@pytest.fixture
def record(address):
    """`record()`: what is on record by now."""
    engine = open_database(DATABASE["url"], Path())
    yield lambda: list(Record(engine).entries())
    engine.dispose()


@pytest.fixture
def visitor(browser, address):
    """`visitor(name)`: a page of a browser of their own, signed in as that name."""
    contexts = []

    def come(name, width=1280):
        context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 860})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.locator("[name=login]").fill(name)
        page.locator("[name=password]").fill("any")
        page.locator("[type=submit]").click()
        page.locator("[type=submit]").click()  # that the name and address may be told
        return page

    yield come
    for context in contexts:
        context.close()


def test_one_signs_in_asks_and_signs_out_and_nobody_sees_anothers(visitor, address):
    bob = visitor("bob@icb.example")
    ready(bob)
    ask(bob, QUESTION)
    link = bob.url
    cookie = next(c for c in bob.context.cookies() if c["name"] == "ics-session")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    ann = visitor("ann@icb.example")
    ready(ann)
    ann.goto(link)
    ann.wait_for_selector('.tell:has-text("no longer kept")')
    go(bob, "library")
    bob.wait_for_selector("table.documents")
    assert not bob.locator("[data-drop]").is_visible() and "librarian" in bob.locator("[data-needs-told]").inner_text()
    go(ann, "library")
    ann.wait_for_selector("table.documents")
    assert ann.locator("[data-drop]").is_visible()
    go(bob, "trust")
    assert "bob" in bob.locator("[data-who]").inner_text()
    bob.locator("[data-sign-out]").click()
    bob.get_by_role("button", name="Yes, sign me out").click()  # the provider asks
    bob.wait_for_selector("[data-signed-out]")
    assert bob.url == f"http://127.0.0.1:{AT}/sign-out/back"
    bob.get_by_role("link", name="Sign in again").click()
    bob.locator("[name=login]").wait_for()  # with the session left at the provider one would be in again
    left = {c["name"]: c["value"] for c in bob.context.cookies() if c["name"] == "ics-session"}
    assert httpx.get(address + "config", cookies=left, headers={"sec-fetch-mode": "cors"}).status_code == 401


def test_a_shared_answer_opens_for_a_colleague_until_it_is_not_shared(visitor, record):
    bob, ann = visitor("bob@icb.example"), visitor("ann@icb.example", 390)
    bob.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ready(bob)
    turn = ask(bob, QUESTION)
    turn.locator("[data-share]").click()
    turn.locator("[data-share]:has-text('Copied')").wait_for()
    link = bob.evaluate("navigator.clipboard.readText()")
    ready(ann)
    ann.goto(link)
    shared = ann.locator(".turn:has(.sharer)")
    shared.wait_for()
    assert "shared by bob" in shared.inner_text() and shared.locator("h2").inner_text() == QUESTION
    assert violations(ann) == [] and fits(ann)
    ann.screenshot(path=SHOTS / "390-shared.png", full_page=True)
    shared.locator(".mark").first.click()
    ann.locator("#side .evidence").wait_for()
    ann.locator("#side [data-close]").click()
    shared.get_by_role("button", name="Ask it yourself").click()
    answered(ann, 0)
    assert ann.locator(".turn").count() == 1 and "/ask/~/" not in ann.url, "a conversation of her own"
    turn.locator("details.menu", has_text="More").locator("summary").click()
    turn.locator("[data-unshare]").click()
    bob.wait_for_selector('.tell:has-text("Nobody else")')
    ann.goto(link)
    ann.wait_for_selector('.tell:has-text("not shared any more")')
    assert [e.did for e in record() if "shared" in e.did] == ["shared an answer", "shared an answer no longer"]


def test_another_sites_page_gets_nothing_from_who_is_signed_in(visitor, address):
    page = visitor("fay@icb.example")
    ready(page)
    with other_site(7900, address) as site:
        nothing_read(attack(page, site, address))
    page.goto(address)
    ready(page)  # nor were they signed out
    go(page, "ask")
    assert page.locator(".turn").count() == 0 and page.locator("[data-conversation]").count() == 0, "it asked"


def test_who_signed_in_and_out_is_on_record_by_name_and_a_copied_cookie_opens_nothing_then(visitor, address, record):
    page = visitor("gus@icb.example")
    ready(page)
    copied = {c["name"]: c["value"] for c in page.context.cookies() if c["name"] == "ics-session"}
    seen = {"cookies": copied, "headers": {"sec-fetch-mode": "cors"}}
    assert httpx.get(address + "config", **seen).status_code == 200
    go(page, "trust")
    page.locator("[data-sign-out]").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_selector("[data-signed-out]")
    assert httpx.get(address + "config", **seen).status_code == 401
    told = [(e.did, e.what) for e in record() if e.who == "oidc:gus@icb.example"]
    assert [did for did, _ in told] == ["signed in", "signed out"] and all("gus" in what["name"] for _, what in told)
    httpx.get(address + "sign-in", follow_redirects=False)
    with httpx.Client() as begun:
        begun.get(address + "sign-in")
        begun.get(address + "sign-in/back?code=x&state=y")
    assert "sign-in failed" in [e.did for e in record() if e.who == "somebody"]


def test_mail_is_offered_to_the_address_that_the_provider_is_sure_of_and_a_feed_reader_needs_no_session(visitor):
    page = visitor("dan@icb.example")
    ready(page)
    turn = ask(page, QUESTION)
    turn.locator("details.menu", has_text="More").locator("summary").click()
    turn.locator("[data-stand]").click()
    page.wait_for_selector('.tell:has-text("Home tells if the answer changes")')
    go(page, "home")
    page.locator("details:has([data-telling]) summary").click()
    page.get_by_role("button", name="Also by mail to dan@icb.example").click()
    page.get_by_text("What changes is also mailed to dan@icb.example").wait_for()
    page.get_by_role("button", name="Make a private address").click()
    feed = httpx.get(page.locator("#feed-address").input_value())
    assert feed.status_code == 200 and "<title>Answers that changed</title>" in feed.text


def test_without_a_session_or_with_a_forged_one_nothing_is_said(address, visitor):
    for cookies in ({}, {"ics-session": "eyJwZXJzb24iOiB7fX0=.aaaa.bbbb"}):
        for path in ("config", "api/documents", "gradio_api/upload"):
            refused = httpx.get(address + path, cookies=cookies, headers={"sec-fetch-mode": "cors"})
            assert refused.status_code == 401 and "version" not in refused.text
        assert httpx.get(address, cookies=cookies).headers["location"] == "/sign-in"
    assert httpx.get(address + "health").status_code == 200
    gone = httpx.get(address + "sign-in/back?code=x&state=y")
    assert gone.status_code == 403 and "Traceback" not in gone.text and "did not work" in gone.text


def test_a_session_that_runs_out_is_told_and_nothing_typed_is_lost(visitor):
    page = visitor("cat@icb.example")
    ready(page)
    go(page, "ask")
    page.context.clear_cookies(name="ics-session")
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector('.turn.failed:has-text("sign in again")')
    assert page.locator("#question").input_value() == QUESTION


def test_a_chat_client_of_another_tool_gets_the_answer_with_its_sources(tmp_path):
    from openai import AuthenticationError, OpenAI

    with started(7899, tmp_path) as url:
        key = Keys(tmp_path).add("other tool", ("reader",))
        for _ in range(600):
            if httpx.get(url + "ready").status_code == 200:
                break
            httpx.get(url + "ready", timeout=30)
        talks = OpenAI(base_url=url + "v1", api_key=key)
        chat = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": QUESTION}]
        said = talks.chat.completions.create(model="ics-assistant", messages=chat).choices[0].message
        assert "accepted it in part" in said.content and re.search(r"\n\[1\] \S", said.content)
        assert len(said.annotations) > 1
        assert all(said.content[a.url_citation.start_index :].startswith("[") for a in said.annotations)
        pieces = talks.chat.completions.create(model="ics-assistant", messages=chat, stream=True)
        assert "".join(p.choices[0].delta.content or "" for p in pieces if p.choices) == said.content
        assert [m.id for m in talks.models.list()] == ["ics-assistant"]
        with pytest.raises(AuthenticationError):
            OpenAI(base_url=url + "v1", api_key="ics_wrong").models.list()
