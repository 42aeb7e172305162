"""Home and Ask in real Chromium: questions, sources, conversations that are kept, on SQLite and on PostgreSQL."""

import json
import re
from pathlib import Path

import pytest
from browsing import (
    SHOTS,
    answered,
    ask,
    evidence,
    fits,
    go,
    listed,
    ready,
    started,
    unlisted,
    violations,
)
from docx import Document as Docx

from assistant.conversations.opened import open_database
from assistant.conversations.store import Conversations

pytestmark = pytest.mark.slow
QUESTION = "What did government say to the ten-target limit, and has anything happened?"


@pytest.fixture(scope="module")
def address(tmp_path_factory, where):
    """The app as a user starts it, on an empty data folder: the first page comes while the model warms."""
    with started(7874, tmp_path_factory.mktemp("screen"), **where.kept) as url:
        yield url


def past(page):
    """The titles of the conversations that are listed."""
    return [t.strip() for t in page.locator(".past li a").all_inner_texts()]


def told(path, kind):
    """The words of a file that was exported, in one line."""
    import pypdfium2

    if kind == "docx":
        words = "\n".join(p.text for p in Docx(path).paragraphs)
    else:
        words = path.read_text("utf-8") if kind == "md" else " ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(path))
    return " ".join(words.split())


def test_a_question_asked_on_home_while_the_library_is_made_ready_waits_and_is_answered(page):
    page.locator("#first-question").fill(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 0)
    assert page.locator(".turn h2").inner_text() == QUESTION and page.url.split("#")[1].startswith("/ask/")


def test_the_answer_is_first_its_sources_are_folded_and_its_passage_is_shown_in_its_place(page):
    ready(page)
    turn = ask(page, QUESTION)
    assert "accepted it in part on 14 June 2023" in turn.locator(".headline").inner_text()
    assert turn.locator(".state").inner_text() == "Answered"
    said = turn.locator(".said:visible").all_inner_texts()
    assert any("Government responded" in s for s in said) and any("Progress reported" in s for s in said)
    below = 120 if page.viewport_size["width"] > 600 else 160  # a phone's bar is of three lines
    assert turn.locator("h2").bounding_box()["y"] < below, "the question stands at the top of the window"
    assert not page.locator("#side").is_visible()
    count = int(turn.locator(".sources summary").inner_text().split()[0])
    turn.locator(".sources summary").click()
    assert turn.locator(".sources li:visible").count() == count > 3

    turn.locator(".headline .mark").first.click()
    panel = evidence(page)
    assert "partly accepted" in panel.locator("#cited").inner_text()
    box, whole = panel.locator("#cited").bounding_box(), panel.locator(".document").bounding_box()
    assert whole["y"] <= box["y"] <= whole["y"] + whole["height"], "the passage is scrolled into view"
    assert page.evaluate("document.activeElement.closest('.evidence') !== null")
    drawn = panel.locator(".origins")
    drawn.locator("summary").click()
    assert "was read" in drawn.inner_text() and drawn.locator("a[href^=https]").count() > 1
    panel.locator("[data-copy]").click()
    assert "ICS Assistant team (2026)" in page.evaluate("navigator.clipboard.readText()")
    if page.viewport_size["width"] < 900:
        panel.locator("[data-close]").click()  # it covers the page
    turn.locator(".tools [data-copy]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in copied and "References\n[1]" in copied
    ask(page, "What happened to HARPs?")
    assert not page.locator("#side").is_visible(), "the source of one answer never stands beside another"


def test_conversations_are_kept_listed_searched_renamed_deleted_and_brought_back(page):
    ready(page)
    ask(page, "What happened to HARPs?")
    ask(page, "and who were they for?")
    assert page.locator(".understood").count() == 1
    first = page.url
    page.reload()
    page.wait_for_selector(".turn .tools")
    assert page.locator(".turn h2").all_inner_texts() == ["What happened to HARPs?", "and who were they for?"]
    listed(page)
    page.locator(".past [data-new]").click()
    assert page.locator(".turn").count() == 0 and page.locator(".start").is_visible()
    ask(page, "Is the capital regime review done?")
    listed(page)
    page.wait_for_function("document.querySelector('.past li a').textContent.startsWith('Is the capital')")
    assert past(page)[:2] == ["Is the capital regime review done?", "What happened to HARPs?"]
    page.locator("#past-words").fill("who were they")
    page.wait_for_function("document.querySelectorAll('.past li').length === 1")
    page.locator(".past li a").click()
    page.wait_for_function("document.querySelectorAll('.turn').length === 2")
    assert page.url == first
    listed(page)
    page.locator("#past-words").fill("")
    page.wait_for_function("document.querySelectorAll('.past li').length > 1")

    current = page.locator(".past li.current")
    current.locator("summary").click()
    current.locator("[data-rename]").click()
    page.locator(".rename input").fill("For the March board")
    page.keyboard.press("Enter")
    page.wait_for_selector(".past li.current a:has-text('For the March board')")
    current.locator("summary").click()
    current.locator("[data-delete]").click()
    page.wait_for_selector(".start", state="visible")
    page.wait_for_function("!document.querySelector('.past').textContent.includes('For the March board')")
    page.locator(".tell button", has_text="Undo").click()
    page.wait_for_selector(".past li a:has-text('For the March board')")
    page.goto(first)
    page.wait_for_function("document.querySelectorAll('.turn').length === 2")


def test_a_question_is_edited_asked_again_pinned_shared_and_exported(page):
    ready(page)
    ask(page, "What happened to HARPs?")
    turn = ask(page, "Is the capital regime review done?")
    ident = turn.get_attribute("id")
    turn.locator("summary", has_text="More").last.click()
    turn.locator("[data-change]").click()
    page.locator(".change textarea").fill("What happened to the capital regime review?")
    page.locator(".change [type=submit]").click()
    page.wait_for_function(f"!document.getElementById('{ident}') && document.querySelectorAll('.turn .tools').length === 2")
    assert page.locator(".turn h2").all_inner_texts() == ["What happened to HARPs?", "What happened to the capital regime review?"]
    turn = page.locator(".turn").last
    assert "Answered 2 times" in turn.inner_text()
    turn.locator("[data-pin]").click()
    page.wait_for_function("document.querySelector('.turn:last-child [data-pin]').getAttribute('aria-pressed') === 'true'")
    turn.locator("[data-share]").click()
    turn.locator("[data-share]:has-text('Copied')").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("md", b"# What happened to the capital")):
        turn.locator("summary", has_text="Export").click()
        with page.expect_download() as caught:
            turn.locator(f"[data-export={kind}]").click()
        data = Path(caught.value.path()).read_bytes()
        assert caught.value.suggested_filename == f"What happened to the capital regime review.{kind}" and data.startswith(start)
    for kind in ("docx", "pdf", "md"):
        listed(page)
        current = page.locator(".past li.current")
        current.locator("summary").click()
        with page.expect_download() as caught:
            current.locator(f"[data-export-all={kind}]").click()
        words = told(Path(caught.value.path()), kind)
        assert "What happened to HARPs?" in words and "What happened to the capital regime review?" in words and "Sources" in words, kind
    unlisted(page)
    go(page, "home")
    page.wait_for_selector(".card a:has-text('What happened to the capital regime review?')")
    other = page.context.new_page()
    other.goto(link)
    other.wait_for_function("document.querySelectorAll('.turn .tools').length === 2")
    assert other.locator(".turn").last.locator("h2").bounding_box()["y"] < 160
    other.close()


def test_two_tabs_ask_at_once_and_each_keeps_to_its_own(page):
    ready(page)
    other = page.context.new_page()
    other.goto(page.url.split("#")[0])
    ready(other)
    go(page, "ask"), go(other, "ask")
    for one, question in ((page, "What happened to HARPs?"), (other, "Is the capital regime review done?")):
        one.locator("#question").fill(question)
        one.keyboard.press("Enter")
    answered(page, 0), answered(other, 0)
    ask(page, "and who were they for?")
    assert page.locator(".turn").count() == 2 and other.locator(".turn").count() == 1 and page.url != other.url
    other.close()


def test_nothing_that_a_browser_sends_is_drawn_as_an_answer(page):
    ready(page)
    ask(page, "What happened to HARPs?")
    bad = "<img src=x onerror=window.hurt=1>"
    for said in (
        {"call": "conversation", "id": bad},
        {"call": "cite", "turn": bad, "marker": 1},
        {"call": "passage", "passage": bad, "quote": bad},
        {"call": "read", "document": bad},
        {"call": "rename", "id": bad, "title": bad},
        {"call": "template", "path": "/etc/passwd"},
        {"call": "add", "path": "/etc/passwd"},
        {"call": "nothing of the kind"},
        {"call": "pin"},
    ):
        reply = page.evaluate("said => ics.call(said.call, said)", said)
        assert bad not in json.dumps(reply) and (reply.get("told") or "no longer" in reply.get("html", "")), (said, reply)
    turn = ask(page, f"what about {bad} in Leeds?")
    assert bad in turn.locator("h2").inner_text() and page.evaluate("window.hurt") is None
    page.reload()
    page.wait_for_selector(".turn .tools")
    listed(page)
    page.wait_for_selector(".past li a:has-text('HARPs')")
    assert page.evaluate("window.hurt") is None


def test_a_refusal_says_so_and_shows_what_is_near(page):
    ready(page)
    turn = ask(page, "what did Hewitt say about vaping")
    assert turn.locator(".state").inner_text() == "Not in the library"
    assert "The library does not say." in turn.locator(".refusal").inner_text() and "“vaping”" in turn.locator(".refusal").inner_text()


def test_everything_can_be_done_by_keyboard(page):
    ready(page)
    page.keyboard.press("Alt+2")
    page.wait_for_selector("[data-page=ask]", state="visible")
    page.keyboard.press("/")
    page.keyboard.type("Is the capital regime review done?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    answered(page, 0)
    page.locator(".turn .mark").first.focus()
    page.keyboard.press("Enter")
    evidence(page)
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")
    assert page.evaluate("document.activeElement.classList.contains('mark')")
    page.locator(".turn summary", has_text="Export").focus()
    page.keyboard.press("Enter")
    assert page.locator("[data-export=pdf]").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("[data-export=pdf]").is_visible()
    page.keyboard.press("Alt+n")
    page.wait_for_selector(".start", state="visible")
    assert page.evaluate("document.activeElement.id") == "question"
    page.goto(page.url.split("#")[0])
    page.wait_for_selector("#library-state")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "stage"


@pytest.mark.parametrize("page", [390], indirect=True)
def test_a_phone_has_a_way_back_from_everything(page):
    ready(page)
    turn = ask(page, "What happened to HARPs?")
    turn.locator(".mark").first.click()
    panel = evidence(page)
    assert panel.get_attribute("role") == "dialog" and panel.bounding_box()["width"] == 390
    assert page.evaluate("document.querySelector('#stage').inert")
    page.go_back()
    page.wait_for_selector("#side", state="hidden")
    assert turn.is_visible() and not page.evaluate("document.querySelector('#stage').inert")
    turn.locator(".mark").first.click()
    evidence(page).locator("[data-close]").click()
    page.wait_for_selector("#side", state="hidden")
    page.locator("[data-past-open]").click()
    page.wait_for_selector(".past li a", state="visible")
    page.screenshot(path=SHOTS / "390-past.png")
    page.locator("[data-past-close]").click()
    assert turn.is_visible() and not page.locator(".past").is_visible()
    go(page, "library")
    page.go_back()
    page.wait_for_selector("[data-page=ask]", state="visible")


def test_an_earlier_day_is_marked_and_has_a_way_back(page):
    ready(page)
    go(page, "ask")
    page.locator("[data-as-at]").fill("2024-12-31")
    bar = page.locator("#ask [data-limits]")
    assert "As at 31 December 2024: nothing said later is used." in bar.inner_text()
    turn = ask(page, QUESTION)
    turn.locator(".fold summary").first.click()
    told = turn.inner_text()
    assert "As at 31 December 2024: nothing dated later was used" in told and "18 headline" not in told
    assert "The ledger has later entries" in told
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-as-at.png")
    bar.get_by_role("button", name="Back to today").click()
    assert not bar.is_visible() and page.locator("[data-as-at]").input_value() == ""
    page.locator("#question").focus()
    page.locator("[data-as-at]").fill("2023-12-31")
    assert "The answer above is of another day." in bar.inner_text()
    bar.get_by_role("button", name="Ask its question as at this one").click()
    answered(page, 1)
    assert page.locator(".turn").last.locator(".state").inner_text() == "Answered, as at 31 December 2023" and "another day" not in bar.inner_text()
    page.locator("#question").focus()
    page.locator("[data-as-at]").fill("2023-05-31")
    page.locator("#send").click()
    answered(page, 2)
    assert page.locator(".turn h2").last.inner_text() == QUESTION, "another day and no words: the same question"
    assert page.locator(".turn").last.locator(".state").inner_text().endswith("as at 31 May 2023")
    page.locator("#question").focus()
    page.locator("[data-as-at]").fill("")
    turn = page.locator(".turn").last
    turn.locator("details.menu", has_text="More").locator("summary").click()
    assert fits(page), "an open menu stays on the page"
    turn.locator("[data-another-day]").click()
    assert page.locator("#question").input_value() == QUESTION and page.evaluate("document.activeElement.matches('.as-at input')")
    page.locator("#question").fill("")
    page.locator("[data-as-at]").fill("2024-12-31")
    listed(page)
    page.locator(".past [data-new]").click()
    assert not bar.is_visible(), "a new conversation is of today"


def test_a_day_is_typed_as_it_is_written_here_whatever_the_browser_is_set_to(browser, address, page):
    """Day first, in words or figures; the browser's own field, which an American one draws month first, is not seen."""
    context = browser.new_context(locale="en-US", viewport=page.viewport_size)
    other = context.new_page()
    other.goto(address)
    ready(other)
    go(other, "ask")
    box = other.get_by_role("textbox", name="As at")
    for typed, day in (("4/7/2023", "4 July 2023"), ("Tuesday, 4 July 2023", "4 July 2023"), ("1 sept 23", "1 September 2023"), ("2024-02-29", "29 February 2024"), ("2nd Jan 2024", "2 January 2024")):
        box.fill(typed)
        box.press("Tab")
        assert box.input_value() == day and f"As at {day}" in other.locator("#ask [data-limits]").inner_text(), typed
    for typed in ("29/2/2023", "13/13/2023", "yesterday", "July 2023", "4 July 1923"):
        box.fill(typed)
        box.press("Tab")
        other.wait_for_selector('.tell:has-text("This day is not whole")')
        assert box.get_attribute("aria-invalid") == "true" and box.input_value() == typed
        other.locator(".tell button").last.click()
    box.fill("")
    box.press("Tab")
    assert box.get_attribute("aria-invalid") is None and not other.locator("#ask [data-limits]").is_visible()
    under = "e => { const b = e.getBoundingClientRect(), at = document.elementFromPoint(b.x + 20, b.y + b.height / 2); return [getComputedStyle(e).opacity, at.type]; }"
    assert other.locator("[data-as-at]").evaluate(under) == ["0", "text"]
    context.close()


def test_home_leads_to_an_earlier_day_and_to_the_check_of_a_paper_and_a_next_question_is_answered(page):
    ready(page)
    page.get_by_role("link", name="Check a paper you have").click()
    page.wait_for_function("document.activeElement.id === 'checking'")
    go(page, "home")
    page.get_by_role("link", name="Ask as at an earlier day").click()
    page.wait_for_function("document.activeElement.matches('.as-at input')")
    page.keyboard.type("31 December 2024")
    turn = ask(page, QUESTION)
    assert turn.locator(".state").inner_text() == "Answered, as at 31 December 2024"
    go(page, "home")
    page.locator("#first-question").fill(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 0)
    suggested = page.locator(".turn .suggest").first
    question = suggested.inner_text()
    suggested.click()
    answered(page, 1)
    last = page.locator(".turn").last
    assert last.locator("h2").inner_text() == question and last.locator(".refusal").count() == 0


def test_home_tells_what_stands_and_goes_on(page):
    ready(page)
    page.wait_for_selector(".cards")
    assert "55 recommendations" in page.locator(".stands").inner_text()
    assert re.search(r"\d{4}", page.locator(".card .events .when").first.inner_text())
    page.locator(".card .events [data-passage]").first.click()
    evidence(page)
    page.keyboard.press("Escape")
    page.locator(".legend [data-value=rejected]").click()
    page.wait_for_function("document.querySelectorAll('table.ledger tr.row').length === 3")
    assert page.locator("[data-count]").inner_text() == "3 of 55 recommendations"


FILLED = {"ledger": "table.ledger tr.row, .rows .row", "library": "table.documents tr", "paper": "[data-page=paper] form", "trust": "table", "home": ".card"}
"""What a page shows once its call is answered."""


def test_a_question_sends_little_and_a_page_opens_at_once(page):
    ready(page)
    go(page, "ask")
    wire, moved = page.context.new_cdp_session(page), []
    wire.send("Network.enable")
    wire.on("Network.dataReceived", lambda e: moved.append(e["dataLength"]))  # as decoded: more than what is sent
    wire.on("Network.requestWillBeSent", lambda e: moved.append(len(e["request"].get("postData", "")) + len(str(e["request"]["headers"]))))
    for question in (QUESTION, f"{QUESTION} And why?", "What happened to HARPs?"):
        moved.clear()
        ask(page, question)
        page.wait_for_timeout(400)  # the list of conversations comes after it
        assert 5_000 < sum(moved) < 60_000, (question, sum(moved))
    for name in ("ledger", "library", "paper", "trust", "home"):
        took = page.evaluate(
            """async ([name, what]) => {
            const section = document.querySelector(`[data-page=${name}]`);
            section.querySelectorAll(what).forEach((e) => (e.dataset.old = "1"));  // what stood there before its call
            const at = performance.now(); location.hash = `/${name}`;
            while (section.hidden || !section.querySelector(`${what}:not([data-old])`) || section.querySelector(".waiting")) await new Promise(requestAnimationFrame);
            return performance.now() - at; }""",
            [name, FILLED[name]],
        )
        assert took < 300, (name, took)


def test_an_answer_prints_with_its_sources_and_nothing_to_press(page, tmp_path):
    import pypdfium2

    ready(page)
    ask(page, QUESTION)
    page.pdf(path=tmp_path / "answer.pdf", format="A4")
    printed = pypdfium2.PdfDocument(tmp_path / "answer.pdf")
    text = " ".join(" ".join(p.get_textpage().get_text_range() for p in printed).split())
    assert QUESTION in text and "accepted it in part" in text and "Our digest of" in text.replace("our digest of", "Our digest of")
    assert "Draft a board paper" not in text and "New conversation" not in text and len(printed) <= 4
    SHOTS.mkdir(exist_ok=True)
    printed[0].render(scale=1).to_pil().save(SHOTS / "print.png")
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert page.evaluate("getComputedStyle(document.querySelector('.turn .headline')).color") == "rgb(0, 0, 0)", "black on white, though the screen is dark"


@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
def test_no_accessibility_violation_and_no_sideways_scrolling_on_any_page(page, colours):
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light", forced_colors="active" if colours == "forced" else "none")
    ready(page)
    width, found = page.viewport_size["width"], {}
    SHOTS.mkdir(exist_ok=True)

    def look(name):
        page.wait_for_timeout(250)  # what fades in is not looked at half way
        page.screenshot(path=SHOTS / f"{width}-{colours}-{name}.png")
        found[name] = violations(page, colours) + ([] if fits(page) else ["scrolls sideways"])

    page.wait_for_selector(".cards")
    look("home")
    turn = ask(page, QUESTION)
    look("answer")
    turn.locator(".sources summary").click()
    turn.locator(".mark").first.click()
    evidence(page)
    look("evidence")
    page.locator("#side [data-close]").click()
    ask(page, "what did Hewitt say about vaping")
    look("refusal")
    go(page, "ledger")
    page.wait_for_selector("table.ledger")
    page.locator(".by-theme summary").click()
    page.locator(".opens").first.click()
    page.wait_for_selector(".step")
    look("ledger")
    go(page, "library")
    page.wait_for_selector("table.documents")
    look("library")
    go(page, "paper")
    page.wait_for_selector(".brief")
    look("paper")
    go(page, "trust")
    page.locator("[data-record] summary").click()
    page.wait_for_selector("[data-record] td")
    assert page.locator("[data-record-did] option").count() > 1 and fits(page)
    look("trust")
    assert {k: v for k, v in found.items() if v} == {}


@pytest.mark.parametrize("page", [320, 640], indirect=True)
def test_at_four_hundred_and_two_hundred_percent_nothing_is_cut_off(page):
    ready(page)
    page.wait_for_selector(".cards")
    for name in ("home", "ask", "ledger", "library", "paper", "trust"):
        go(page, name)
        page.wait_for_timeout(300)  # filled by its call
        assert fits(page), name
    ask(page, "What happened to HARPs?").locator(".mark").first.click()
    evidence(page)
    assert fits(page)


def test_settings_are_kept_in_this_browser(page):
    ready(page)
    go(page, "trust")
    page.get_by_label("Dark", exact=True).check()
    page.get_by_label("Larger", exact=True).check()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    ready(page)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 30)"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20.8px"
    page.wait_for_selector("table.figures")
    assert "None is on" in page.locator("[data-page=trust]").inner_text() and page.get_by_label("Dark", exact=True).is_checked()


def test_a_long_list_of_conversations_comes_some_at_a_time_and_a_question_still_sends_little(browser, tmp_path):
    engine = open_database(None, tmp_path)
    kept = Conversations(engine)
    for n in range(200):
        kept.start("local", f"What did the board of area {n} say of the pier that the harbour paints green?")
    engine.dispose()
    with started(7911, tmp_path) as url:
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(url)
        ready(page)
        go(page, "ask")
        page.wait_for_selector("[data-past-more]")
        assert len(past(page)) == 20
        wire, moved = page.context.new_cdp_session(page), []
        wire.send("Network.enable")
        wire.on("Network.dataReceived", lambda e: moved.append(e["dataLength"]))
        ask(page, QUESTION)
        page.wait_for_timeout(400)  # the list of conversations comes after it
        assert 5_000 < sum(moved) < 60_000
        page.locator("[data-past-more]").focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelectorAll('.past li').length === 120")
        assert "area 180 " in page.evaluate("document.activeElement.textContent"), "one reads on where the list ended"
        page.locator("[data-past-more]").click()
        page.wait_for_function("document.querySelectorAll('.past li').length === 201 && !document.querySelector('[data-past-more]')")
        page.close()
