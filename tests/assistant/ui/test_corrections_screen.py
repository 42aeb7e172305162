"""What a reader says is wrong, in real Chromium: said, told beside the statement, decided on, out as a patch that git takes."""

import shutil
import subprocess
from pathlib import Path

import pytest
from browsing import SHOTS, ask, evidence, fits, go, ready, started, violations
from conftest import ROOT

pytestmark = pytest.mark.slow
QUESTION = "What did government say to the ten-target limit?"
SCRIPT = '<img src=x onerror="window.broken=1"> It was <b>later</b>.'


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the library that a patch may be applied to."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "library", folder / "library", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory, where, checkout):
    with started(7911, tmp_path_factory.mktemp("corrections"), ICS_LIBRARY_DIR=str(checkout / "library"), **where.kept) as url:
        yield url


def says(page, why, source=""):
    """Fills in the form that is open."""
    form = page.locator("dialog.disputing[open]")
    form.locator("textarea").fill(why)
    form.locator("[name=source]").fill(source)
    return form


def close(page):
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")


def opened_list(page):
    go(page, "home")
    page.locator("a[href='#/ledger/~wrong']").click()
    page.wait_for_selector(".wrongs [data-correction]")
    assert page.evaluate("document.activeElement.matches('.wrongs summary') && document.activeElement.getBoundingClientRect().top < innerHeight")
    return page.locator(".wrongs")


def test_it_is_said_at_an_answer_told_everywhere_accepted_with_words_and_git_takes_the_patch(page, checkout):
    width = page.viewport_size["width"]
    ready(page)
    turn = ask(page, QUESTION)
    group = turn.locator(".said").first
    button = group.get_by_role("button", name="This is wrong")
    assert button.count() == 0, "an answer is read first"
    turn.locator("details.menu > summary", has_text="More").click()
    turn.get_by_role("button", name="Say what is wrong").click()
    assert button.count() == 1 and turn.locator(".reader-says", has_text=f"{width}").count() == 0
    assert page.evaluate("document.activeElement.matches('[data-wrong]')")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.disputing[open] form")
    assert page.evaluate("document.activeElement.name") == "why"
    words = page.locator("dialog.disputing :is(blockquote, .choice span)").first.inner_text().strip("“”")
    page.screenshot(path=SHOTS / f"{width}-wrong.png")
    assert violations(page) == [] and fits(page)
    form = says(page, "   ", "")
    form.get_by_role("button", name="Say so").click()
    page.wait_for_function("document.querySelector('dialog.disputing .wrong').textContent.includes('Say why')")
    says(page, f"{SCRIPT} Page {width}.", "The Hewitt review at a glance").get_by_role("button", name="Say so").click()
    page.wait_for_selector("dialog.disputing", state="hidden")
    told = group.locator(".reader-says", has_text=f"Page {width}.")
    told.wait_for()
    assert told.inner_text().startswith(f"Of “{words}") and 'says that this is wrong: “<img src=x onerror=\'window.broken=1\'> It was <b>later</b>.' in told.inner_text()
    assert told.inner_text().endswith("source: “The Hewitt review at a glance”). Not decided yet.")
    assert told.locator("img, b").count() == 0 and page.evaluate("window.broken") is None
    assert page.evaluate("document.activeElement.dataset.wrong") == "", "back where it was begun"
    page.screenshot(path=SHOTS / f"{width}-wrong-told.png")
    assert violations(page) == [] and fits(page)

    group.locator(".mark").first.click()
    panel = evidence(page)
    panel.locator(".reader-says", has_text=f"Page {width}.").wait_for()
    assert violations(page) == []
    close(page)
    page.reload()
    ready(page)
    page.locator(".turn .said .reader-says", has_text=f"Page {width}.").first.wait_for()

    listed = opened_list(page)
    item = listed.locator("[data-correction][data-state=open]", has_text=f"Page {width}.")
    item.wait_for()
    assert words in item.locator("blockquote").inner_text() and item.locator("img, b").count() == 0
    assert violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / f"{width}-wrong-list.png")
    item.locator("[data-instead]").fill(f"Nothing was said on page {width}.")
    item.locator("[data-note]").fill("Seen on paper.")
    item.get_by_role("button", name="Accept").click()
    page.wait_for_function("document.querySelector('.corrections-told')?.textContent.startsWith('Accepted')")
    listed.locator("summary", has_text="Decided").click()
    assert f"“Nothing was said on page {width}.” Note: Seen on paper." in listed.locator("[data-state=accepted]", has_text=f"Page {width}.").inner_text()
    assert violations(page) == []
    with page.expect_download() as download:
        listed.get_by_role("button", name="Download the patch").click()
    patch = Path(download.value.path()).read_bytes()

    go(page, "ask")
    page.reload()
    ready(page)
    beside = page.locator(".turn .said .reader-says.is-accepted", has_text=f"page {width}.").first
    beside.wait_for()
    assert "”: Corrected by the user of this machine on " in beside.inner_text()

    copy = checkout.parent / f"copy-{width}-{checkout.name}"
    shutil.copytree(checkout, copy)
    applied = subprocess.run(["git", "apply", "-"], input=patch, cwd=copy, capture_output=True, timeout=60)
    assert applied.returncode == 0, applied.stderr
    changed = [p for p in (copy / "library").iterdir() if p.is_file() and p.read_bytes() != (checkout / "library" / p.name).read_bytes()]
    assert len(changed) == 1 and f"Nothing was said on page {width}." in changed[0].read_text() and words not in changed[0].read_text()
    decline(page, f"Page {width}.")


def decline(page, words):
    """The accepted one declined after all, so that the other width finds the statement as it was."""
    listed = opened_or_not(page)
    listed.locator("summary", has_text="Decided").click()
    item = listed.locator("[data-state=accepted]", has_text=words)
    item.locator("summary", has_text="Decide otherwise").click()
    item.get_by_role("button", name="Decline").click()
    page.wait_for_function("document.querySelector('.corrections-told')?.textContent.startsWith('Declined')")
    go(page, "ask")
    page.reload()
    ready(page)
    page.wait_for_selector(".turn .said")
    assert page.locator(".turn .reader-says", has_text=words).count() == 0


def opened_or_not(page):
    go(page, "ledger")
    page.locator(".wrongs > summary").click()
    page.wait_for_selector(".wrongs .fold")
    return page.locator(".wrongs")


def test_at_a_step_of_the_recommendations_and_withdrawn_by_who_said_it(page):
    width = page.viewport_size["width"]
    ready(page)
    go(page, "ledger")
    page.locator("table.ledger .opens").first.click()
    steps = page.locator("tr.detail:visible .step")
    steps.first.wait_for()
    steps.nth(1).get_by_role("button", name="This is wrong").click()
    page.wait_for_selector("dialog.disputing[open] form")
    says(page, f"It was answered otherwise ({width}).", "https://example.org/answer").get_by_role("button", name="Say so").click()
    steps.nth(1).locator(".reader-says", has_text=f"otherwise ({width})").wait_for()
    assert steps.nth(0).locator(".reader-says").count() == 0
    assert violations(page) == [] and fits(page)
    page.screenshot(path=SHOTS / f"{width}-wrong-step.png")
    listed = opened_list(page)
    item = listed.locator("[data-correction]", has_text=f"otherwise ({width})")
    assert item.get_by_role("link", name="https://example.org/answer").get_attribute("rel") == "noopener noreferrer nofollow"
    item.get_by_role("button", name="Withdraw").click()
    page.wait_for_function("document.querySelector('.corrections-told')?.textContent === 'Withdrawn.'")
    assert listed.locator("[data-correction]", has_text=f"otherwise ({width})").count() == 0


def test_a_passage_in_the_panel_is_said_to_be_wrong_and_a_cancel_says_nothing(page):
    ready(page)
    go(page, "ledger")
    page.locator("table.ledger .opens").first.click()
    page.locator("tr.detail:visible .step").first.get_by_role("button", name="Open the passage").click()
    panel = evidence(page)
    panel.get_by_role("button", name="This is wrong").click()
    says(page, "Never said.").get_by_role("button", name="Cancel").click()
    page.wait_for_selector("dialog.disputing", state="hidden")
    assert panel.locator(".reader-says:not(.is-differ)").count() == 0, "only that sources differ, which no reader said"
    panel.get_by_role("button", name="This is wrong").click()
    page.wait_for_selector("dialog.disputing[open] form")
    says(page, "It stands otherwise in the panel.").get_by_role("button", name="Say so").click()
    panel.locator(".reader-says", has_text="otherwise in the panel").wait_for()
    assert violations(page) == []
