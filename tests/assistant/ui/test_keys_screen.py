"""Every journey by keyboard alone: nothing here clicks, and what has the focus can be seen to have it."""

import pytest
from browsing import answered, evidence, ready, started

pytestmark = pytest.mark.slow
QUESTION = "What happened to HARPs?"
NOTE = "# The slipway report\n\nThe slipway of Quaymouth will be painted green in July 2026.\n"


@pytest.fixture(scope="module")
def share(tmp_path_factory, where):
    """A folder of each run's own: what is said of a document stands beside its file."""
    folder = tmp_path_factory.mktemp("slipway")
    (folder / "slipway.md").write_text(NOTE)
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory, where, share):
    with started(7913, tmp_path_factory.mktemp("keys"), ICS_WATCH=str(share), ICS_CONTACT="the corporate office", **where.kept) as url:
        yield url


def tab(page, selector, key="Tab", most=150):
    """Tab until what is sought has the focus; it must be seen to have it."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("what => document.activeElement.matches(what)", selector):
            break
    else:
        raise AssertionError(f"{selector} is not reached by {key}")
    seen = page.evaluate("""() => {
      const e = document.activeElement.closest('.pick') ?? document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) && box.width > 0 && box.bottom > 0 && box.top < innerHeight; }""")
    assert seen, f"{selector} has the focus, and nobody sees it"


def press(page, selector, key="Tab"):
    tab(page, selector, key)
    page.keyboard.press("Enter")


def opened(page, number, selector):
    page.keyboard.press(f"Alt+{number}")
    page.wait_for_selector(selector, state="visible")


def test_a_question_its_source_its_file_and_its_pin(page):
    ready(page)
    page.wait_for_selector(".cards")
    press(page, ".example")
    answered(page, 0)
    press(page, ".turn .mark")
    evidence(page)
    tab(page, "#side [data-close]", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#side", state="hidden")
    assert page.evaluate("document.activeElement.matches('.turn .mark')"), "one is back where one was"
    press(page, ".turn [data-pin]")
    page.wait_for_selector(".turn [data-pin][aria-pressed=true]")
    press(page, ".turn details.menu summary")
    tab(page, "[data-export=md]")
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    assert caught.value.suggested_filename.endswith(".md")


def test_a_conversation_is_renamed_deleted_and_brought_back(page):
    ready(page)
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.matches('#first-question, #question')")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 0)
    if page.viewport_size["width"] < 900:
        press(page, "[data-past-open]", "Shift+Tab")
        page.wait_for_selector(".past li.current", state="visible")
        press(page, ".past li.current summary")
    else:
        page.wait_for_selector(".past li.current", state="visible")
        press(page, ".past li.current summary", "Shift+Tab")
    press(page, ".past li.current [data-rename]")
    page.wait_for_function("document.activeElement.matches('.rename input')")
    page.keyboard.type("For the March board")
    page.keyboard.press("Enter")
    page.wait_for_selector(".past li a:has-text('For the March board')")
    page.wait_for_function("document.activeElement.matches('.past li.current a')")
    press(page, ".past li.current summary")
    press(page, ".past li.current [data-delete]")
    page.wait_for_selector(".tell:has-text('is deleted')")
    press(page, ".tell button")
    page.wait_for_selector(".past li a:has-text('For the March board')", state="attached")


def test_a_recommendation_as_at_a_day_is_followed_to_its_passage(page):
    ready(page)
    opened(page, 3, "table.ledger")
    press(page, "#ledger details.more summary")
    tab(page, "input[aria-label='As at']")
    page.keyboard.type("31/5/2023")
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelector('[data-filter=day]').value === '2023-05-31'")
    page.wait_for_function("document.querySelector('#ledger').innerText.includes('31 May 2023')")
    assert page.locator("#ledger input[aria-label='As at']").input_value() == "31 May 2023"
    press(page, "table.ledger .opens")
    page.wait_for_selector(".step")
    press(page, ".step button")
    evidence(page)
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")


def test_a_document_is_read_described_removed_and_brought_back(page):
    ready(page)
    opened(page, 4, "table.documents")
    for _ in range(30):
        if page.locator("tr[data-document]:has-text('slipway')").count():
            break
        page.wait_for_timeout(1000)  # the watched folder is looked into some seconds after the start
        page.reload()
        page.wait_for_selector("table.documents")
    press(page, "[data-read]")
    page.wait_for_selector("#side .document")
    page.keyboard.press("Escape")
    press(page, "details.menu summary")
    press(page, "[data-describe]")
    page.wait_for_selector("dialog[open] form")
    tab(page, "dialog [name=publisher]")
    page.keyboard.type("The harbour board")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr[data-document]:has-text('The harbour board')")
    page.wait_for_function("document.activeElement.matches('tr[data-document] details.menu summary')")  # one is back where one was
    page.keyboard.press("Enter")
    press(page, "[data-remove]")
    page.wait_for_selector(".tell:has-text('No answer uses it')")
    press(page, ".tell button")
    page.wait_for_selector("tr[data-document]:has-text('slipway')")


def test_a_paper_is_drafted_and_a_sentence_put_in_ones_own_words(page):
    ready(page)
    opened(page, 5, ".brief")
    tab(page, "[data-field=topic]")
    page.keyboard.type("prevention spending")
    page.keyboard.press("Enter")
    page.wait_for_selector(".outline [data-write]")
    press(page, "[data-write]")
    page.wait_for_selector(".draft [data-file]")
    press(page, ".draft [data-edit]")
    page.wait_for_function("document.activeElement.matches('.editor textarea')")
    page.keyboard.press("Control+a")
    page.keyboard.type("Prevention has no target of its own.")
    press(page, ".editor [type=submit]")
    page.wait_for_selector(".statement:has-text('Prevention has no target of its own.')")


def test_settings_tell_who_to_ask_and_dark_colours_are_chosen_with_the_arrow_keys(page):
    ready(page)
    opened(page, 6, "[name=theme]")
    page.wait_for_selector("[name=theme]:checked")
    tab(page, "[name=theme]")
    for _ in range(3):
        if page.evaluate("document.documentElement.dataset.theme") != "dark":
            page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark" and page.get_by_label("Dark", exact=True).is_checked()
    told = page.locator("[data-page=trust]").inner_text()
    assert all(words in told for words in ("the corporate office", "Privacy", "Accessibility", "None is on", "How far to trust this"))
