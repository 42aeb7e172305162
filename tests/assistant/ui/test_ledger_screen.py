"""Recommendations in real Chromium: a chart that follows the filters, rows, days compared, links, exports, proposals."""

from pathlib import Path

import pytest
from browsing import SHOTS, answered, ask, evidence, go, ready, started, violations

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(tmp_path_factory, where):
    with started(7877, tmp_path_factory.mktemp("ledger-screen"), **where.kept) as url:
        yield url


def recommendations(page):
    ready(page)
    go(page, "ledger")
    page.wait_for_selector("table.ledger")
    page.locator(".filters .more").evaluate("e => { e.open = true; }")


def count(page, shown):
    page.wait_for_function(f"document.querySelector('#ledger [data-count]').textContent === '{shown} recommendations'")


def test_the_chart_follows_the_filters_and_a_row_is_followed_to_its_evidence(page):
    recommendations(page)
    count(page, "55 of 55")
    assert page.locator("tr.row").count() == 12, "a page of rows, not all"
    assert page.evaluate("document.documentElement.scrollHeight") < (4000 if page.viewport_size["width"] > 600 else 5500)
    page.get_by_role("button", name="Show more (43 left)").click()
    page.wait_for_function("document.querySelectorAll('tr.row').length === 24")
    page.locator("[data-filter=response]").select_option("rejected")
    count(page, "3 of 55")
    assert page.locator(".chart-says").inner_text() == "Of 3, government accepted 0 in whole or in part and rejected 3; for 0 no answer is known or recorded."
    page.locator("[data-filter=find]").fill("share of NHS budgets")
    count(page, "1 of 55")

    page.get_by_role("button", name="Share of NHS budgets spent on prevention").click()
    steps = page.locator("tr.detail:visible .step")
    steps.first.wait_for()
    assert [s.inner_text() for s in steps.locator(".kind").all()][:3] == ["Review recommended", "Government responded", "Progress reported"]
    steps.nth(1).get_by_role("button", name="Open the passage").click()
    assert "would not impose a national expectation" in evidence(page).locator("mark.quoted").first.inner_text()
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-ledger-evidence.png")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")
    steps.nth(0).locator("summary").click()
    assert "only its opening was read" in steps.nth(0).inner_text()

    for kind, start in (("csv", b"\xef\xbb\xbfRecommendation,"), ("xlsx", b"PK")):
        with page.expect_download() as download:
            page.locator(f"[data-rows={kind}]").click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(start)
        assert kind == "xlsx" or (content.count(b"Share of NHS budgets spent on prevention") == 1 and b"NHS App as a platform" not in content)

    page.get_by_role("button", name="Copy a link to this row").click()
    link = page.evaluate("navigator.clipboard.readText()")
    other = page.context.new_page()
    other.goto(link)
    other.wait_for_selector("tr.detail:visible .step")
    assert other.evaluate("document.activeElement.textContent") == "Share of NHS budgets spent on prevention"
    other.close()

    page.get_by_role("button", name="Ask about this").click()
    page.wait_for_function("document.querySelector('#question').value.includes('share of NHS budgets')")
    page.locator("#send").click()
    answered(page, 0)
    page.locator(".turn .fold summary").first.click()
    page.locator(".turn .row-link button").first.click()
    page.wait_for_function("document.activeElement.textContent === 'Share of NHS budgets spent on prevention'")
    assert page.locator("table.ledger tr.detail:visible .step").count() == 4


def test_as_at_a_day_and_compared_with_another(page):
    recommendations(page)
    page.locator("[data-filter=day]").fill("2023-05-31")
    page.wait_for_function("!document.querySelector('table.ledger').textContent.includes('rejected')")
    count(page, "55 of 55")
    assert "2024" not in " ".join(page.locator("table.ledger .when").all_inner_texts())
    assert "as at 31 May 2023" in page.locator(".chart h2").inner_text()
    page.get_by_role("button", name="Clear all").click()
    count(page, "55 of 55")
    page.locator("[data-filter=since]").fill("2025-06-30")
    page.wait_for_function("document.querySelector('.chart h2').textContent.includes('changed between 30 June 2025 and now')")
    changed = page.locator("tr.row").count()
    assert 0 < changed < 30 and page.locator("tr.row .was").count() == 2 * changed
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-compared.png")
    assert violations(page) == []


def look_in(page, added):
    """Adds a document and asks what it proposes for the ledger."""
    ready(page)
    go(page, "library")
    page.wait_for_selector("table.documents")
    page.locator("[data-files]").set_input_files(added)
    page.wait_for_selector(".adding li.done")
    recommendations(page)
    page.locator(".proposing").evaluate("e => { e.open = true; }")
    page.get_by_role("button", name="Look in the documents of this library").click()


def test_a_proposal_from_an_added_document_counts_only_once_accepted(page, tmp_path):
    added = tmp_path / "pier-review.md"
    added.write_text(
        "---\ntitle: The pier review\npublished: 2026-02-03\nkind: review\n---\n# The pier review\n\nWe recommend that the harbour board should publish its tide tables every quarter.\n"
    )
    look_in(page, added)
    proposal = page.locator(".proposal", has_text="tide tables")
    proposal.wait_for()
    assert "May be a recommendation" in proposal.inner_text()
    proposal.get_by_role("button", name="Open the passage").click()
    assert "tide tables" in evidence(page).locator("mark.quoted").first.inner_text()
    page.keyboard.press("Escape")
    proposal.get_by_role("button", name="Accept").click()
    count(page, "56 of 56")


def test_a_reports_whole_list_is_accepted_and_then_its_answers_are_proposed(page, tmp_path):
    width = page.viewport_size["width"]
    report, response = tmp_path / f"ferry-{width}.md", tmp_path / f"ferry-answer-{width}.md"
    title = f"The ferry inquiry of Quay{width}"
    report.write_text(
        f"---\ntitle: {title}\npublished: 2024-02-03\nkind: review\n---\n# {title}\n\n## Recommendations\n\n"
        "Recommendation 1: The harbour board should paint the ferry every spring.\n\n"
        "Recommendation 2: The harbour board should mend the bell by 30 June 2025.\n\n"
        "Recommendation 3: The council should buy a second boat.\n"
    )
    response.write_text(
        f"---\ntitle: Response to {title}\npublished: 2024-05-03\nkind: response\n---\n# Response to {title}\n\n"
        "## Recommendation 3\n\nNot accepted. There is no money for a second boat.\n"
    )
    look_in(page, report)
    whole = page.locator(".whole-list", has_text=report.name)
    whole.wait_for()
    assert "3 recommendations in" in whole.inner_text()
    page.screenshot(path=SHOTS / f"{width}-whole-list.png")
    assert violations(page) == []
    whole.get_by_role("button", name="Accept all 3").click()
    page.wait_for_function("document.querySelector('.proposals-told')?.textContent.includes('3 rows are in the ledger now')")
    page.locator("[data-filter=find]").fill(f"mend the bell quay{width}".split(" quay")[0])
    row = page.locator("table.ledger tr.row", has_text="Recommendation 2: The harbour board should mend the bell").last
    row.locator("button").first.click()
    page.locator("tr.detail:visible .facts", has_text="30 June 2025").first.wait_for()
    page.screenshot(path=SHOTS / f"{width}-listed-row.png")
    look_in(page, response)
    answer = page.locator(".proposal", has_text="There is no money for a second boat")
    answer.wait_for()
    assert answer.locator("[data-status]").input_value() == "rejected"


def test_a_reported_progress_is_accepted_with_the_status_a_reader_chose(page, tmp_path):
    added = tmp_path / "targets-note.md"
    added.write_text(
        "---\ntitle: A note on targets\npublished: 2026-03-01\nkind: progress\n---\n# A note on targets\n\n"
        "Progress has been made on cutting national targets to no more than ten national priorities.\n"
    )
    look_in(page, added)
    proposal = page.locator(".proposal", has_text="Progress has been made on cutting")
    belongs = proposal.locator("[data-of]")
    belongs.wait_for()
    assert belongs.locator("option").count() == 1
    belongs.focus()
    assert belongs.locator("option").count() >= 55 and belongs.input_value() == "fewer-national-targets"
    proposal.get_by_role("button", name="Accept").click()
    page.wait_for_function("document.querySelector('.proposals-told')?.textContent.includes('not one of done, under way')")
    proposal.locator("[data-status]").select_option("stalled")
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-proposals.png")
    assert violations(page) == []
    proposal.get_by_role("button", name="Accept").click()
    page.wait_for_function("document.querySelector('.proposals-told')?.textContent.includes('it is in the ledger now')")
    page.locator("[data-filter=find]").fill("fewer national targets")
    row = page.locator("table.ledger tr.row[data-id=fewer-national-targets]")
    page.wait_for_function("document.querySelector('tr.row[data-id=fewer-national-targets]')?.textContent.includes('stalled')")
    assert "1 March 2026" in row.inner_text()


def test_everything_dated_between_two_days_is_opened_where_it_rests(page):
    width = page.viewport_size["width"]
    recommendations(page)
    page.locator("[data-timeline] > summary").click()
    page.locator("[data-fill=timeline] .events li").first.wait_for()
    page.locator("[data-line=since]").fill("2023-06-01")
    page.locator("[data-line=until]").fill("2023-06-30")
    page.locator("[data-line=kind]").select_option("responded")
    page.locator("[data-line=find]").fill("arbitrary")
    page.wait_for_function("document.querySelectorAll('[data-fill=timeline] .events li').length === 1")
    entry = page.locator("[data-fill=timeline] .events li")
    assert "14 June 2023" in entry.inner_text() and "Rejected" in entry.inner_text()
    page.locator("[data-timeline]").scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / f"{width}-timeline.png")
    assert violations(page) == []
    entry.get_by_role("button").first.click()
    assert "arbitrary" in evidence(page).inner_text()


def test_what_changed_since_the_last_visit_is_told_on_home(page):
    ready(page)
    assert ask(page, "What happened to HARPs?").locator(".headline").count() == 1
    go(page, "home")
    page.wait_for_selector(".card")
    assert "Nothing to compare with yet" in page.locator(".cards").inner_text()
