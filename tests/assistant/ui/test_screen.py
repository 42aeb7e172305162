"""The screen in real Chromium: a question, streamed text, a citation opened, no request outside, no axe violation."""

import re
from pathlib import Path

import pytest
from browsing import SHOTS, ask, ready, started, violations

pytestmark = pytest.mark.slow
QUESTION = "What did government say to the ten-target limit, and has anything happened?"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The app as a user starts it, on an empty data folder: the first page comes while the model warms."""
    with started(7874, tmp_path_factory.mktemp("screen")) as url:
        yield url


def test_a_question_asked_while_the_library_is_made_ready_waits_and_is_answered(page):
    page.locator(".example").first.click()
    page.wait_for_selector(".said", timeout=180_000)
    assert page.locator(".turn h2").inner_text() == QUESTION


def test_an_answer_is_streamed_cited_and_its_passage_shown_in_its_place(page):
    ready(page)
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
            const t = document.querySelector('#talk .turn:last-child');
            if (t) window.seen.push([t.querySelectorAll('.said').length, t.querySelector('.waiting') ? 1 : 0]);
        }).observe(document.querySelector('#talk'), {childList: true, subtree: true}); }"""
    )
    ask(page, QUESTION)
    stages = {tuple(s) for s in page.evaluate("window.seen")}
    assert (0, 1) in stages and len({s for s, _ in stages if s}) >= 2, stages
    said = page.locator(".said").all_inner_texts()
    assert "accepted it in part on 14 June 2023" in page.locator(".headline").inner_text()
    assert any("Government responded" in s for s in said) and any("Progress reported" in s for s in said)

    page.locator(".headline .mark").first.click()
    page.wait_for_selector("#cited")
    cited = page.locator("#cited")
    assert "partly accepted" in cited.inner_text()
    box, panel = cited.bounding_box(), page.locator(".document").bounding_box()
    assert panel["y"] <= box["y"] <= panel["y"] + panel["height"], "the passage is scrolled into view"
    assert page.evaluate("document.activeElement.closest('.evidence') !== null")

    page.locator(".evidence [data-copy]").click()
    assert "ICS Assistant team (2026)" in page.evaluate("navigator.clipboard.readText()")
    page.locator("#talk [data-copy]").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in copied and "References\n[1]" in copied


def test_conversations_survive_a_reload_and_can_be_begun_again(page):
    ready(page)
    ask(page, "What happened to HARPs?")
    ask(page, "and who were they for?")
    assert page.locator(".understood").count() == 1
    page.reload()
    page.wait_for_selector(".turn")
    assert page.locator(".turn h2").all_inner_texts() == ["What happened to HARPs?", "and who were they for?"]
    page.locator(".mark").first.click()
    page.wait_for_selector("#cited")
    page.get_by_role("button", name="Start a new conversation").click()
    page.wait_for_selector(".welcome")
    page.reload()
    page.wait_for_selector(".welcome")


def test_a_refusal_says_so_and_shows_what_is_near(page):
    ready(page)
    ask(page, "what did Hewitt say about vaping")
    assert "The library does not say." in page.locator(".refusal").inner_text()
    assert "“vaping”" in page.locator(".refusal").inner_text()


def test_everything_can_be_done_by_keyboard(page):
    ready(page)
    page.locator("#question textarea").focus()
    page.keyboard.type("Is the capital regime review done?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip")
    page.locator(".chip").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#cited")
    page.keyboard.press("Escape")
    page.wait_for_selector(".evidence.empty", state="attached")
    assert page.evaluate("document.activeElement.classList.contains('chip')")


def test_a_document_can_be_added_and_a_bad_one_is_named(page, tmp_path):
    ready(page)
    good, bad = tmp_path / "harbour-plan.md", tmp_path / "locked.pdf"
    good.write_text("# The harbour board's plan\n\nThe harbour board of Exmouthport agreed a plan with eleven dredging milestones.\n")
    bad.write_text("no")
    page.get_by_role("button", name=re.compile("^Library")).click()
    page.locator("#talk input[type=file]").set_input_files([good, bad])
    page.wait_for_selector(".notice li")
    notice = page.locator(".notice").inner_text()
    assert "harbour-plan.md: added." in notice and "locked.pdf: its name says PDF, its content is not" in notice
    ask(page, "how many dredging milestones did Exmouthport agree?")
    assert "eleven dredging milestones" in page.locator(".said").first.inner_text()


@pytest.mark.parametrize("page", [1280, 390], indirect=True)
def test_no_accessibility_violation_and_no_sideways_scrolling(page):
    ready(page)
    width = page.viewport_size["width"]
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{width}-first.png")
    found = {"first": violations(page)}
    ask(page, QUESTION)
    page.screenshot(path=SHOTS / f"{width}-answer.png")
    found["answer"] = violations(page)
    page.locator(".mark").first.click()
    page.wait_for_selector("#cited")
    page.screenshot(path=SHOTS / f"{width}-evidence.png")
    found["evidence"] = violations(page)
    page.locator(".close").click()
    page.wait_for_selector(".evidence.empty", state="attached")
    page.get_by_role("button", name=re.compile("^Library")).click()
    page.wait_for_selector(".library")
    found["library"] = violations(page)
    recommendations(page)
    page.wait_for_selector(".chart svg.marks")
    page.screenshot(path=SHOTS / f"{width}-ledger.png")
    page.locator(".opens").first.click()
    page.locator("tr.detail:visible").get_by_role("button", name="Open the passage").first.click()
    page.wait_for_selector("#ledger-side #cited")
    page.screenshot(path=SHOTS / f"{width}-ledger-evidence.png")
    found["ledger evidence"] = violations(page)
    page.locator("#ledger-side .close").click()
    page.wait_for_selector("#ledger-side .evidence.empty", state="attached")
    page.locator(".chart").first.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / f"{width}-ledger-charts.png")
    found["ledger"] = violations(page)
    assert {k: v for k, v in found.items() if v} == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def recommendations(page):
    ready(page)
    page.get_by_role("tab", name="Recommendations").click()
    page.wait_for_selector("table.ledger")


def visible_rows(page):
    return page.locator("table.ledger tr.row:visible").count()


def test_the_ledger_is_filtered_opened_followed_to_its_evidence_exported_and_asked_about(page):
    recommendations(page)
    assert visible_rows(page) == 55 and page.locator("#ledger [data-count]").inner_text() == "55 of 55 recommendations"
    page.locator("[data-filter=response]").select_option("rejected")
    assert visible_rows(page) == 3
    page.locator("[data-filter=find]").fill("prevention")
    assert page.locator("#ledger [data-count]").inner_text() == f"{visible_rows(page)} of 55 recommendations" and visible_rows(page) < 3

    page.get_by_role("button", name="Share of NHS budgets spent on prevention").click()
    steps = page.locator("tr.detail:visible .step")
    assert [s.inner_text() for s in steps.locator(".kind").all()][:3] == ["Review recommended", "Government responded", "Progress reported"]
    steps.nth(1).get_by_role("button", name="Open the passage").click()
    page.wait_for_selector("#ledger-side #cited")
    assert "would not impose a national expectation" in page.locator("#ledger-side mark.quoted").first.inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector("#ledger-side .evidence.empty", state="attached")
    steps.nth(0).locator("summary").click()
    assert "only its opening was read" in steps.nth(0).inner_text()

    for kind, start in (("CSV", b"\xef\xbb\xbfRecommendation,"), ("Excel", b"PK")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {kind}").click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(start)
        assert kind == "Excel" or (
            content.count(b"Share of NHS budgets spent on prevention") == 1 and b"NHS App as a platform" not in content
        )

    page.get_by_role("button", name="Ask about this").click()
    page.wait_for_function("document.querySelector('#question textarea').value.includes('share of NHS budgets')")
    page.locator("#send").click()
    page.locator(".turn .fold summary").click()
    page.wait_for_selector(".turn .row-link")
    page.locator(".turn .row-link button").first.click()
    page.wait_for_function("document.activeElement.textContent === 'Share of NHS budgets spent on prevention'")
    assert page.locator("table.ledger tr.detail:visible .step").count() == 4


def test_the_ledger_and_an_answer_as_at_a_date_show_nothing_later(page):
    recommendations(page)
    page.locator("#ledger [data-day]").fill("2023-05-31")
    page.wait_for_function("!document.querySelector('table.ledger').textContent.includes('rejected')")
    assert visible_rows(page) == 55 and "2024" not in " ".join(page.locator("table.ledger .when").all_inner_texts())
    page.get_by_role("tab", name="Ask").click()
    page.locator(".as-at input").fill("2024-12-31")
    ask(page, QUESTION)
    page.locator(".turn .fold summary").click()
    told = page.locator(".turn").inner_text()
    assert "As at 31 December 2024: nothing dated later was used" in told and "18 headline" not in told
    assert "The ledger has later entries" in told


def look_in(page, added):
    """Adds a document and asks what it proposes for the ledger."""
    page.get_by_role("button", name=re.compile("^Library")).click()
    page.locator("#talk input[type=file]").set_input_files([added])
    page.wait_for_selector(".notice li")
    recommendations(page)
    page.get_by_role("button", name="Proposed from your documents").click()
    page.get_by_role("button", name="Look in the documents of this library").click()


def test_a_proposal_from_an_added_document_counts_only_once_accepted(page, tmp_path):
    ready(page)
    added = tmp_path / "pier-review.md"
    added.write_text(
        "---\ntitle: The pier review\npublished: 2026-02-03\nkind: review\n---\n# The pier review\n\nWe recommend that the harbour board should publish its tide tables every quarter.\n"
    )
    look_in(page, added)
    proposal = page.locator(".proposal", has_text="tide tables")
    proposal.wait_for()
    assert "May be a recommendation" in proposal.inner_text() and "tide tables" not in page.locator("table.ledger").inner_text()
    proposal.get_by_role("button", name="Accept").click()
    page.wait_for_function("document.querySelector('table.ledger').textContent.includes('tide tables')")
    assert page.locator("table.ledger tr.row").count() == 56


def test_a_reported_progress_is_accepted_with_the_status_a_reader_chose(page, tmp_path):
    ready(page)
    added = tmp_path / "targets-note.md"
    added.write_text(
        "---\ntitle: A note on targets\npublished: 2026-03-01\nkind: progress\n---\n# A note on targets\n\n"
        "Progress has been made on cutting national targets to no more than ten national priorities.\n"
    )
    look_in(page, added)
    proposal = page.locator(".proposal", has_text="Progress has been made on cutting")
    proposal.get_by_role("button", name="Accept").click()
    page.wait_for_function("document.querySelector('.proposals-told')?.textContent.includes('not one of done, under way')")
    proposal.locator("[data-status]").select_option("stalled")
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / "1280-proposals.png")
    proposal.get_by_role("button", name="Accept").click()
    page.wait_for_function("document.querySelector('.proposals-told')?.textContent.includes('it is in the ledger now')")
    row = page.locator("table.ledger tr.row[data-id=fewer-national-targets]")
    assert "stalled" in row.inner_text() and "1 March 2026" in row.inner_text()


def _add(page, path):
    page.locator("#add input[type=file], input[type=file]").first.set_input_files(str(path))


def test_a_document_of_anothers_name_raises_a_question_and_nothing_is_lost(page, tmp_path):
    ready(page)
    page.locator(".shelf button").first.click()
    for n, what in enumerate(("asked for a lamp on the pier before the winter", "heard of a buoy that broke loose, and wants it moored by May")):
        folder = tmp_path / str(n)
        folder.mkdir()
        (folder / "pier-minutes.md").write_text(f"# Minutes of the pier committee\n\nThe pier committee {what}.\n")
    _add(page, tmp_path / "0" / "pier-minutes.md")
    page.wait_for_selector(".notice li:has-text('pier-minutes.md: added.')")
    _add(page, tmp_path / "1" / "pier-minutes.md")
    question = page.locator(".question")
    question.wait_for()
    assert "Nothing has been replaced" in question.inner_text()
    page.screenshot(path=str(SHOTS / "question.png"))
    assert violations(page) == []
    page.reload()
    ready(page)
    page.locator(".shelf button").first.click()
    question.wait_for()  # it is asked again after a reload
    page.locator("[data-choice=both]").click()
    page.wait_for_selector(".notice li:has-text('pier-minutes (added')")
    for what, said in (("the lamp", "asked for a lamp"), ("the buoy that broke loose", "moored by May")):
        ask(page, f"What did the pier committee say of {what}?")
        turn = page.locator(".turn").last.inner_text()
        assert said in turn and "added by a reader" in turn


def test_a_readers_document_is_quoted_as_its_own_claim_until_confirmed(page, tmp_path):
    ready(page)
    (tmp_path / "jetty-reply.md").write_text(
        "---\ntitle: Reply on the jetty\npublisher: NHS England\nkind: response\npublished: 2024-05-01\n---\n# Reply\n\n"
        "The jetty inspectors will be paid from the harbour levy from the spring of 2025.\n"
    )
    page.locator(".shelf button").first.click()
    _add(page, tmp_path / "jetty-reply.md")
    page.wait_for_selector(".notice li:has-text('jetty-reply.md: added.')")
    ask(page, "Who will pay the jetty inspectors?")
    turn = page.locator(".turn").last
    assert "Government responded" not in turn.inner_text() and "says it is by NHS England" in turn.inner_text()
    turn.locator(".mark").first.click()
    page.locator("[data-confirm]").click()
    page.wait_for_selector(".evidence.told:has-text('Confirmed')")
    ask(page, "From when will the jetty inspectors be paid?")
    assert "Government responded" in page.locator(".turn").last.inner_text()


def test_a_reader_says_what_a_document_is(page, tmp_path):
    ready(page)
    (tmp_path / "pier-note.txt").write_text("A note on the pier\n\n" + "The pier will be mended by the harbour board in the spring. " * 6)
    page.locator(".shelf button").first.click()
    _add(page, tmp_path / "pier-note.txt")
    page.wait_for_selector(".notice li:has-text('pier-note.txt: added.')")
    page.get_by_role("button", name="Say what a document is").click()
    page.locator("#described input").click()
    page.get_by_role("option", name="pier-note.txt").click()
    page.get_by_label("Publisher", exact=True).fill("The harbour board")
    page.get_by_label("Published", exact=True).fill("31.31")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("text=date '31.31' is not one that can be read")
    page.get_by_label("Published", exact=True).fill("14 May 2024")
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.locator(".library tr", has_text="A note on the pier")
    page.wait_for_selector(".library tr:has-text('14 May 2024')")
    assert "says it is by The harbour board" in row.inner_text() and not violations(page)
    page.get_by_role("button", name="Take away what was said").click()
    page.wait_for_selector(".library tr:has-text('A note on the pier'):has-text('not stated')")
