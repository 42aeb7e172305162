"""The board paper in real Chromium: topic, outline, draft, evidence, edits, reload, downloads; and a paper checked."""

import io
import re

import pytest
from browsing import SHOTS, ask, evidence, go, ready, started, violations
from docx import Document as Docx

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(tmp_path_factory, where):
    with started(7881, tmp_path_factory.mktemp("paper-screen"), **where.kept) as url:
        yield url


def open_tab(page):
    ready(page)
    go(page, "paper")
    page.wait_for_selector(".brief", state="visible")


def outlined(page, topic):
    page.locator('[data-field="topic"]').fill(topic)
    page.locator(".brief button.primary").click()
    page.wait_for_selector(f'.outline h2:has-text("{topic[1:]}")')


def drafted(page, topic="prevention spending"):
    outlined(page, topic)
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-file]")


def download(page, selector):
    with page.expect_download() as caught:
        page.locator(selector).click()
    with open(caught.value.path(), "rb") as file:
        return caught.value.suggested_filename, file.read()


def test_from_topic_to_draft_with_evidence_beside_it(page):
    width = page.viewport_size["width"]
    open_tab(page)
    outlined(page, "prevention spending")
    assert page.locator("[data-take]:checked").count() == 2
    assert re.search(r"How it was answered\s*2 passages", page.locator(".sections").inner_text())
    page.screenshot(path=SHOTS / f"{width}-paper-outline.png", full_page=True)
    assert violations(page) == []
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-file]")
    rejected = page.locator(".part", has_text="How it was answered").locator(".statement", has_text="The government rejected")
    assert rejected.locator(".light").get_attribute("aria-label") == "Word for word from its source"
    page.screenshot(path=SHOTS / f"{width}-paper-draft.png", full_page=True)
    assert violations(page) == []
    rejected.locator(".mark").click()
    assert evidence(page).locator("#cited").inner_text().startswith("The government rejected the Hewitt review's proposal")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rejected.locator("p").click(position={"x": 20, "y": 12})
    evidence(page)


def test_sections_are_reordered_and_dropped_and_recommendations_chosen_by_keyboard(page):
    open_tab(page)
    outlined(page, "prevention spending")
    up = page.get_by_role("button", name="Move What commentators say, and where they differ up")
    for _ in range(6):
        up.focus()
        page.keyboard.press("Enter")
    page.locator('.sections li[data-key="implications"] input').uncheck()
    page.locator("[data-take]:checked").first.uncheck()
    page.locator("[data-more]").select_option("fewer-national-targets")
    page.locator("[data-write]").click()
    page.wait_for_selector(".draft [data-file]")
    headings = page.locator(".draft .part h3").all_inner_texts()
    assert headings[0].startswith("What commentators say") and "Implications" not in headings
    rows = page.locator("table.glance tbody th").all_inner_texts()
    assert len(rows) == 2 and any(r.startswith("Fewer national targets") for r in rows)


def test_a_sentence_in_the_authors_words_is_marked_checked_and_survives_a_reload(page):
    open_tab(page)
    drafted(page)
    part = page.locator(".part", has_text="How it was answered")
    part.locator(".statement", has_text="The government rejected").locator("[data-edit]").click()
    page.locator(".editor textarea").fill(
        "The government accepted the Hewitt review's proposal to raise the share of NHS budgets spent on prevention."
    )
    page.locator(".editor [type=submit]").click()
    own = part.locator(".statement", has_text="The government accepted the Hewitt")
    own.wait_for()
    assert "Author’s words, not checked" in own.inner_text() and own.locator(".mark").count() == 0
    own.locator("[data-recheck]").click()
    page.wait_for_selector('.statement:has-text("Author’s words, not supported")')
    page.locator(".space [data-fill]").first.click()
    page.locator(".editor textarea").fill("The board is asked to note that prevention spending has no national target.")
    page.locator(".editor [type=submit]").click()
    page.wait_for_selector('.statement:has-text("The board is asked to note")')
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-paper-edited.png", full_page=True)
    assert violations(page) == []
    page.reload()
    open_tab(page)
    page.wait_for_selector('.draft .statement:has-text("Author’s words, not supported")')
    assert page.locator('[data-field="topic"]').input_value() == "prevention spending"
    name, data = download(page, '[data-file="docx"]')
    text = "\n".join(p.text for p in Docx(io.BytesIO(data)).paragraphs)
    assert name == "Prevention spending.docx" and "[author’s words, not supported by the passages]" in text
    assert "The board is asked to note that prevention spending has no national target. [author’s words]" in text


def test_every_kind_of_file_with_the_details_given_and_the_style_chosen(page):
    open_tab(page)
    drafted(page, "ten-target limit")
    page.locator(".brief summary").click()
    page.locator('[data-field="meeting"]').fill("Board in public <b>")
    page.locator("[data-style]").select_option("vancouver")
    name, data = download(page, '[data-file="html"]')
    assert (
        name == "Ten-target limit.html" and b"Board in public &lt;b&gt;" in data and b"Available from: " in data and b"<script" not in data
    )
    assert b"TY  - " in download(page, '[data-file="ris"]')[1]
    assert "# Ten-target limit" in download(page, '[data-file="md"]')[1].decode()


def test_an_unknown_topic_and_an_empty_one_are_told_plainly_and_the_draft_is_kept(page):
    open_tab(page)
    drafted(page)
    page.locator('[data-field="topic"]').fill("   ")
    page.locator(".brief button.primary").click()
    page.wait_for_selector('#paper .notice:has-text("A paper needs a topic")')
    assert page.locator(".draft .statement").count() > 10
    outlined(page, "vaping in car parks")
    assert "by the words “vaping in car parks”" in page.locator(".outline .notice").inner_text()


def test_a_paper_from_the_conversation(page):
    ready(page)
    ask(page, "What happened to high accountability and responsibility partnerships?")
    page.locator("[data-paper]").last.click()
    page.wait_for_selector(".brief [data-question]")
    assert "high accountability" in page.locator('[data-field="topic"]').input_value()
    page.locator(".brief button.primary").click()
    page.wait_for_selector(".outline")
    taken = page.locator(".outline li:has([data-take]:checked)").all_inner_texts()
    assert any("HARPs" in t for t in taken), taken


def test_a_template_that_is_none_is_named_and_a_good_one_used(page, tmp_path):
    (tmp_path / "trust.docx").write_text("not Word")
    good = Docx()
    good.sections[0].header.paragraphs[0].text = "Example NHS Trust"
    good.save(tmp_path / "good.docx")
    open_tab(page)
    drafted(page)
    page.get_by_text("Your organisation’s Word template").click()
    upload = page.locator("[data-template]")
    upload.set_input_files(tmp_path / "trust.docx")
    page.wait_for_selector('[data-template-says]:has-text("trust.docx: not a Word file")')
    upload.set_input_files(tmp_path / "good.docx")
    page.wait_for_selector('[data-template-says]:has-text("logo of good.docx")')
    _, data = download(page, '[data-file="docx"]')
    assert Docx(io.BytesIO(data)).sections[0].header.paragraphs[0].text == "Example NHS Trust"


def test_a_paper_is_checked_sentence_by_sentence_and_comes_back_with_comments(page, tmp_path):
    paper = Docx()
    paper.add_heading("Prevention", 1)
    paper.add_paragraph(
        "The government rejected the Hewitt review's proposal to raise the share of NHS budgets spent on prevention. "
        "The Hewitt review was published on 4 April 2023, with 89 pages and 63 recommendations. Our bus fleet was painted green in May last year."
    )
    paper.save(tmp_path / "last quarter.docx")
    open_tab(page)
    page.locator("[data-check]").set_input_files(tmp_path / "last quarter.docx")
    page.wait_for_selector(".checked [data-report]", timeout=120_000)
    marks = page.locator(".finding").evaluate_all("found => found.map((f) => f.dataset.mark)")
    assert marks == ["supported", "contradicted", "absent"]
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-paper-checked.png", full_page=True)
    assert violations(page) == []
    numbers = page.locator(".finding .mark").all_inner_texts()
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)], "each source has a number of its own"
    page.locator('[data-only="contradicted"]').click()
    assert page.locator(".finding:visible").count() == 1
    page.locator(".finding:visible [data-found]").first.click()
    assert "36 recommendations" in evidence(page).locator(".document").inner_text()
    page.keyboard.press("Escape")
    name, data = download(page, '[data-report="docx"]')
    comments = [c.text for c in Docx(io.BytesIO(data)).comments]
    assert name == "last quarter checked.docx" and len(comments) == 3 and comments[1].startswith("Contradicted")
    (tmp_path / "big.docx").write_text("no")
    page.locator("[data-check]").set_input_files(tmp_path / "big.docx")
    page.wait_for_selector('#paper .notice:has-text("big.docx")')


def test_a_paper_is_found_again_on_home_and_one_that_is_gone_is_told(page):
    open_tab(page)
    drafted(page, "ten-target limit")
    page.wait_for_function("location.hash.startsWith('#/paper/')")
    go(page, "home")
    page.locator(".card a", has_text="Ten-target limit").first.click()
    page.wait_for_selector(".draft [data-file]")
    page.goto(page.url.split("#")[0] + "#/paper/nothing-of-the-kind")
    page.wait_for_selector('.tell:has-text("no longer kept")')
    other = page.context.new_page()
    other.goto(page.url.split("#")[0] + "#/paper")
    ready(other)
    other.wait_for_selector(".brief")
    assert other.locator(".draft").count() == 0, "two tabs, two papers"
    other.close()
