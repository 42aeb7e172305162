"""A reader in a hurry, in real Chromium: questions and papers at once, pages left before what was asked for came, calls that fail.
What the program says is held back here as a slow network would."""

import json
import re
from contextlib import contextmanager

import pytest
from browsing import answered, ask, go, listed, ready, started

pytestmark = pytest.mark.slow
QUESTION = "What happened to HARPs?"
CALLS = re.compile("/component_server")


@pytest.fixture(scope="module")
def address(tmp_path_factory, where):
    with started(7896, tmp_path_factory.mktemp("hasty"), **where.kept) as url:
        yield url


@contextmanager
def held(page, *names):
    """What these calls say is held back until the end; "hear" is what an answer says as it grows."""
    waiting, open_again = [], []

    def hold(route):
        sent = json.loads(route.request.post_data)
        name = sent["fn_name"] if sent["fn_name"] == "hear" else json.loads(sent["data"])["call"]
        waiting.append(route) if name in names and not open_again else route.continue_()

    page.route(CALLS, hold)
    yield waiting
    open_again.append(True)
    for route in waiting:
        route.continue_()


def send(page, question):
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")


def titles(page):
    return page.locator(".turn h2").all_inner_texts()


def test_three_questions_in_a_row_are_one_conversation_in_their_order(page):
    ready(page)
    go(page, "ask")
    asked = [QUESTION, "and who were they for?", "Is the capital regime review done?"]
    for question in asked:
        send(page, question)
    assert titles(page) == asked and page.locator("#question").input_value() == ""
    answered(page, 2)
    assert titles(page) == asked and page.locator(".understood").count() == 1, "the second follows on from the first"
    page.reload()
    page.wait_for_selector(".turn .tools")
    assert titles(page) == asked


def test_an_answer_comes_though_its_conversation_was_left_and_opened_again(page):
    ready(page)
    ask(page, "Is the capital regime review done?")
    here = page.url
    with held(page, "begin"):
        send(page, QUESTION)
        listed(page)
        page.locator(".past [data-new]").click()
        assert titles(page) == []
        page.goto(here)
        page.wait_for_function("document.querySelectorAll('.turn').length === 2")
        assert titles(page)[1] == QUESTION and page.locator(".turn .waiting").count() == 1
    answered(page, 1)
    assert len(titles(page)) == 2


def test_an_answer_that_was_kept_meanwhile_stands_once_in_a_conversation_opened_again(page):
    ready(page)
    ask(page, "Is the capital regime review done?")
    here = page.url
    with held(page, "hear"):
        send(page, QUESTION)
        listed(page)
        page.locator(".past [data-new]").click()
        beside = page.context.new_page()
        for _ in range(60):
            beside.goto(here)
            beside.reload()
            beside.wait_for_selector(".turn .tools")
            if len(titles(beside)) == 2:
                break
        page.goto(here)
        page.wait_for_function("document.querySelectorAll('.turn .tools').length === 2")
        assert titles(page)[1] == QUESTION
    answered(page, 1)
    page.wait_for_timeout(500)  # what was held back comes
    assert len(titles(page)) == 2 and page.locator(".turn .waiting").count() == 0
    beside.close()


def test_a_link_to_a_conversation_that_is_gone_leaves_a_page_that_can_be_asked(page):
    ready(page)
    page.goto(page.url.split("#")[0] + "#/ask/0123456789abcdef")
    page.wait_for_selector('.tell:has-text("no longer kept")')
    page.wait_for_selector(".start", state="visible")
    ask(page, QUESTION)
    assert titles(page) == [QUESTION]


def test_a_day_that_is_none_is_refused_and_never_dropped(page):
    ready(page)
    go(page, "ask")
    page.get_by_role("textbox", name="As at").fill("31 November 2024")
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector('.tell:has-text("This day is not whole")')
    assert titles(page) == [] and page.locator("#question").input_value() == QUESTION
    page.locator(".start .example").first.click()
    assert titles(page) == [], "a button asks no more than the box does"
    page.get_by_role("textbox", name="As at").fill("31/12/24")
    page.locator("#question").focus()
    page.keyboard.press("Enter")
    answered(page, 0)
    assert page.locator(".state").inner_text() == "Answered, as at 31 December 2024"


def test_a_day_set_in_one_conversation_limits_nothing_asked_on_home_and_goes_with_its_question(page):
    ready(page)
    go(page, "ask")
    page.locator("[data-as-at]").fill("2024-12-31")
    turn = ask(page, QUESTION)
    page.get_by_role("button", name="Back to today").click()
    turn.locator("summary", has_text="More").last.click()
    turn.locator("[data-again]").first.click()
    page.wait_for_selector('.turn:has-text("Answered 2 times")')
    assert page.locator(".state").inner_text() == "Answered, as at 31 December 2024"
    turn = page.locator(".turn").last
    turn.locator("summary", has_text="More").last.click()
    turn.locator("[data-today]").click()
    page.wait_for_selector('.turn:has-text("Answered 3 times")')
    assert page.locator(".state").inner_text() == "Answered"
    page.locator("#question").focus()  # a phone shows the day while a question is typed
    page.locator("[data-as-at]").fill("2024-12-31")
    go(page, "home")
    page.locator("#first-question").fill(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 0)
    assert page.locator(".state").inner_text() == "Answered"


def test_an_edit_that_fails_leaves_the_answer_that_was_there_and_the_words_typed(page):
    ready(page)
    turn = ask(page, QUESTION)
    turn.locator("summary", has_text="More").last.click()
    turn.locator("[data-change]").click()
    page.locator(".change textarea").fill("What became of them?")
    with held(page, "begin") as waiting:
        page.locator(".change [type=submit]").click()
        page.wait_for_selector(".turn .waiting")
        page.wait_for_timeout(200)  # the call is on its way
        waiting.pop().abort()
        page.wait_for_selector(".change textarea")
    assert page.locator(".turn").count() == 1 and page.locator(".turn .tools [data-copy]").count() == 1, "the answer that was there"
    assert page.locator(".change textarea").input_value() == "What became of them?"
    page.locator(".change [type=submit]").click()
    page.wait_for_selector('.turn:has-text("Answered 2 times")')
    assert titles(page) == ["What became of them?"]


def test_a_program_that_goes_away_while_it_answers_is_told_and_the_question_stays(page):
    ready(page)
    go(page, "ask")
    page.route(CALLS, lambda route: route.abort() if '"hear"' in route.request.post_data else route.continue_())
    send(page, QUESTION)
    page.wait_for_selector(".turn.failed", timeout=30_000)
    assert "does not answer" in page.locator(".turn.failed").inner_text() and page.locator("#question").input_value() == QUESTION
    page.unroute(CALLS)
    page.locator("#question").focus()
    page.keyboard.press("Enter")
    answered(page, 0)
    assert titles(page) == [QUESTION]


def test_a_source_asked_for_before_another_never_covers_it(page):
    ready(page)
    turn = ask(page, "What did government say to the ten-target limit, and has anything happened?")
    turn.locator(".sources summary").click()
    marks = turn.locator(".sources .mark")
    with held(page, "cite") as waiting:
        marks.nth(0).click()
        page.wait_for_timeout(200)  # the call is on its way
        first = waiting.pop()
        marks.nth(1).click()
        page.wait_for_timeout(200)
        waiting.pop().continue_()
        page.wait_for_selector("#side .evidence")
        shown = page.locator("#side").inner_text()
        first.continue_()
        page.wait_for_timeout(500)  # and comes late
        assert page.locator("#side").inner_text() == shown
        page.locator("#side [data-close]").click()


def test_a_paper_made_while_another_is_open_is_kept_beside_it(page):
    ready(page)
    go(page, "paper")
    page.locator('[data-field="topic"]').fill("prevention spending")
    page.locator(".brief button.primary").click()
    page.wait_for_selector(".outline")
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-file]")
    first = page.url
    page.locator(".space [data-fill]").first.click()
    page.locator(".editor textarea").fill("The board is asked to note this.")
    page.locator(".editor [type=submit]").click()
    page.wait_for_selector('.statement:has-text("The board is asked")')
    page.locator('[data-field="topic"]').fill("ten-target limit")
    with held(page, "hear"):
        page.locator(".brief button.primary").click()
        page.locator("[data-new-paper]").click()
        page.wait_for_function("document.querySelector('[data-field=topic]').value === ''")
    page.wait_for_selector('.tell:has-text("“Ten-target limit” is ready")')
    assert page.locator(".outline").count() == 0
    page.wait_for_function("document.querySelectorAll('.papers li').length === 2")
    page.goto(first)
    page.wait_for_selector('.draft .statement:has-text("The board is asked")')
    page.locator("[data-back]").click()
    page.wait_for_selector(".outline")
    assert page.url != first, "a draft with its author's words stays"
    page.locator(".papers summary").click()
    page.locator('.papers li:has(a[aria-current]) [data-drop]').click()
    page.wait_for_function("document.querySelectorAll('.papers li').length === 2 && !document.querySelector('.outline')")


def test_what_is_typed_in_a_paper_stays_when_another_sentence_is_kept(page):
    ready(page)
    go(page, "paper")
    page.locator('[data-field="topic"]').fill("prevention spending")
    page.locator(".brief button.primary").click()
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-file]")
    page.locator(".space [data-fill]").nth(0).click()
    page.locator(".editor textarea").fill("Kept first.")
    page.locator(".space [data-fill]").nth(1).click()
    page.locator(".editor textarea").nth(1).fill("Still being typed.")
    page.locator(".editor [type=submit]").nth(0).click()
    page.wait_for_selector('.statement:has-text("Kept first.")')
    assert page.locator(".editor textarea").input_value() == "Still being typed."


def test_a_phone_turned_on_its_side_gives_the_page_back(page):
    ready(page)
    turn = ask(page, QUESTION)
    page.set_viewport_size({"width": 390, "height": 844})
    turn.locator(".sources summary").click()
    turn.locator(".sources .mark").first.click()
    page.wait_for_selector("#side[role=dialog]")
    page.set_viewport_size({"width": 1000, "height": 700})
    page.wait_for_selector("#side:not([role])")
    assert not page.evaluate("document.querySelector('#stage').inert")


def test_back_closes_a_dialog_and_its_keys_are_its_own(page, tmp_path):
    ready(page)
    go(page, "library")
    file = tmp_path / "note.md"
    file.write_text("# A note\n\nThe harbour board of Quaymouth will paint the pier green.\n")
    page.locator("[data-files]").set_input_files(file)
    page.wait_for_selector('tr:has-text("A note")')
    page.locator('tr:has-text("A note") summary').click()
    page.locator('tr:has-text("A note") [data-describe]').click()
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Alt+1")
    assert page.locator("dialog[open]").count() == 1 and page.locator("[data-page=library]").is_visible()
    page.locator("dialog [type=submit]").click()
    page.wait_for_selector('dialog .wrong:has-text("Nothing was changed")')
    assert page.locator(".tell").count() == 0, "told once"
    page.go_back()
    page.wait_for_selector("[data-page=library]", state="hidden")
    assert page.locator("dialog[open]").count() == 0
