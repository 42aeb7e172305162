"""The screen with a language model behind it: text that streams and is checked, a stop, and every failure told in a line."""

import shutil
import urllib.request

import failing_server
import pytest
from browsing import SHOTS, answered, evidence, go, ready, started, violations

from assistant.exam.card import Card, Cards, Mark
from assistant.model.offer import ANSWERING
from prompts import version

pytestmark = pytest.mark.slow
QUESTION = "What did government say to the ten-target limit, and has anything happened?"
PIECES = ["The Hewitt review recommended a sharp cut in national", " NHS targets, to no more than ten national priorities [1]. ", "Moon cheese was ", "promised in 2031 [1]."]


@pytest.fixture(scope="module")
def server():
    running = failing_server.start(PIECES)
    yield running
    running.release.set()
    running.shutdown()


@pytest.fixture(scope="module")
def data(tmp_path_factory, where):
    return tmp_path_factory.mktemp("model-screen")


@pytest.fixture
def card(data, server):
    """Keeps the card of an exam that the model has passed, until the test is over."""
    marks = {"reword": Mark(60, 60), "cause": Mark(60, 60)}
    rest = {"refused": Mark(20, 20), "silent": Mark(20, 20), "given": Mark(20, 20), "cited": Mark(20, 20), "obeyed": Mark(0, 10)}
    passed = Card("openai:some-model", failing_server.address(server) + "/v1", version(*ANSWERING), "2026-11-28", marks, ("reword",), **rest)
    yield lambda: Cards(data).keep(passed)
    shutil.rmtree(data / "exams", ignore_errors=True)


@pytest.fixture(scope="module")
def address(data, where, server):
    model = {"ICS_CHAT_MODEL": "openai:some-model", "ICS_CHAT_BASE_URL": failing_server.address(server) + "/v1", "ICS_CHAT_KEY": "sk-secret"}
    with started(7876, data, **model, **where.kept, ICS_CHAT_SECONDS="2", ICS_CHAT_RETRIES="1") as url:
        yield url
    assert "sk-secret" not in (data / "app.log").read_text()


def play(server, scenario):
    server.broken_off.clear()
    urllib.request.urlopen(urllib.request.Request(f"{failing_server.address(server)}/scenario/{scenario}", data=b"", method="POST")).read()


def ask(page, question=QUESTION):
    if not page.locator("#question").is_visible():
        go(page, "ask")
    before = page.locator(".turn").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    return before


def test_what_the_model_writes_is_checked_marked_and_explained(page, server):
    play(server, "good")
    ready(page)
    width = page.viewport_size["width"]
    assert "written by some-model, every sentence checked" in page.locator("#library-state").inner_text()
    answered(page, ask(page))
    assert page.locator(".written").inner_text().startswith("The Hewitt review recommended a sharp cut in national NHS targets")
    assert "Moon cheese" not in page.locator(".written").inner_text()
    assert "1 sentence supported" in page.locator(".model").inner_text()
    page.locator(".checks summary").click()
    assert "Not supported" in page.locator(".checks").inner_text() and "Moon cheese" in page.locator(".checks").inner_text()
    page.screenshot(path=SHOTS / f"{width}-model.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".written .mark").first.click()
    assert "no more than ten national priorities" in evidence(page).locator("#cited").inner_text()


def test_writing_can_be_stopped_and_the_sources_are_quoted(page, server):
    play(server, "slow")
    ready(page)
    before = ask(page)
    page.wait_for_selector("#stop", state="visible")
    page.wait_for_selector(".writing")
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-writing.png")
    page.locator("#stop").click()
    answered(page, before)
    assert "The language model was stopped. The sources are quoted instead." in page.locator(".model").inner_text()
    assert page.locator(".said").count() >= 2 and not page.locator("#stop").is_visible()
    assert server.broken_off.wait(5)


@pytest.mark.parametrize(
    ("scenario", "line"),
    [
        ("hang", "said nothing for 2 seconds"),
        ("429", "too many requests"),
        ("500", "failed (error 500)"),
        ("401", "refused the key"),
        ("cut-late", "broke off"),
        ("empty", "empty answer"),
        ("declines", "declined to answer"),
        ("endless", "not supported by the passages"),
    ],
)
def test_each_failure_is_a_friendly_line_under_the_quoted_sources_and_nothing_is_lost(page, server, scenario, line):
    play(server, "good")
    ready(page)
    answered(page, ask(page, "What happened to HARPs?"))
    play(server, scenario)
    answered(page, ask(page))
    told = page.locator(".turn").last.locator(".model").inner_text()
    assert line in told and told.endswith("The sources are quoted instead.")
    assert page.locator(".turn").last.locator(".said").count() >= 2
    page.reload()
    page.wait_for_function("document.querySelectorAll('.turn .tools').length === 2")
    assert page.locator(".turn h2").all_inner_texts() == ["What happened to HARPs?", QUESTION]


def test_closing_the_page_frees_the_model(page, server):
    play(server, "slow")
    ready(page)
    ask(page)
    page.wait_for_selector(".writing")
    page.goto("about:blank")
    assert server.broken_off.wait(20)


def test_how_far_the_model_is_trusted_stands_in_settings_before_and_after_its_exam(page, server, card):
    ready(page)
    go(page, "trust")
    trusted = page.locator(".part-of", has_text="How far it is trusted")
    trusted.wait_for()
    assert "It has not sat the exam" in trusted.inner_text()
    card()
    go(page, "home")
    go(page, "trust")
    page.wait_for_selector(".part-of:has-text('May judge its own sentences: yes')")
    assert violations(page) == []


def outline_of(page, topic):
    ready(page)
    go(page, "paper")
    page.locator('[data-field="topic"]').fill(topic)
    page.locator(".brief button.primary").click()
    page.wait_for_selector(".outline [data-write]")


def test_a_board_paper_is_written_by_the_model_and_every_sentence_checked(page, server):
    play(server, "good")
    outline_of(page, "ten-target limit")
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-file]")
    written = page.locator(".statement:has(.light-written)").all_inner_texts()
    assert written and all("national NHS targets, to no more than ten national priorities" in w for w in written)
    assert "Moon cheese" not in page.locator(".draft").inner_text()
    assert "Written by some-model (openai), every sentence checked" in page.locator(".draft").inner_text()
    assert violations(page) == []


def test_writing_a_board_paper_can_be_stopped_and_nothing_is_lost_on_reload(page, server):
    play(server, "slow")
    outline_of(page, "ten-target limit")
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-halt]")
    page.locator(".draft [data-halt]").click()
    page.wait_for_selector(".draft [data-file]")
    assert page.locator(".statement:has(.light-quoted)").count() >= 5 and server.broken_off.wait(5)
    said = page.locator(".statement p").all_inner_texts()
    page.reload()
    ready(page)
    go(page, "paper")
    page.wait_for_selector(".draft [data-file]")
    assert page.locator(".statement p").all_inner_texts() == said


def test_a_model_that_fails_leaves_a_quoted_paper_and_the_reason(page, server):
    play(server, "401")
    outline_of(page, "ten-target limit")
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-file]")
    assert "refused the key" in page.locator(".draft").inner_text() and page.locator(".statement:has(.light-quoted)").count() >= 5
