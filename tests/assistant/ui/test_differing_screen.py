"""Where documents contradict each other, in real Chromium: the list, beside a statement, opened, parted by an editor; and a look that
no judge may take."""

import pytest
from browsing import SHOTS, evidence, fits, go, ready, started, violations

from assistant.services.disagreeing import Disagreeing
from assistant.settings import load_settings
from evals.opened import open_product

pytestmark = pytest.mark.slow


class Reads:
    """A judge for which any two counts of lamps of one pier contradict each other."""

    name, mark = "scripted judge", "scripted judge"

    def found(self, pairs, stop):
        return ["lamps" in one.text and "lamps" in other.text and one.text[-5:] == other.text[-5:] for one, other in pairs]


@pytest.fixture(scope="module")
def address(tmp_path_factory, where):
    data, own = tmp_path_factory.mktemp("differing"), tmp_path_factory.mktemp("own")
    for who, count in (("Harbour Fund", 31), ("Pier League", 32)):
        name = f"{who} on Quay{where.width}"
        (own / f"{name}.md").write_text(f"---\ntitle: {name}\npublisher: {who}\npublished: 2025-05-02\n---\n\n# Lamps\n\nThe pier was counted to have {count} lamps in 2024 at Quay{where.width}.\n")
    made = open_product(load_settings(data_dir=data, database_url=where.kept.get("ICS_DATABASE_URL")), quoting=True)
    made.library.index_starter()
    made.library.add(sorted(own.iterdir()))
    assert Disagreeing(made.settings, made.index, made.ledger._current, Reads, made.keeping).look().found == 1
    made.close()
    with started(7931, data, **where.kept) as url:
        yield url


def test_what_differs_is_listed_opened_told_beside_both_and_parted(page):
    width = page.viewport_size["width"]
    ready(page)
    page.locator("a[href='#/library/~differ']", has_text="statements").click()
    page.wait_for_selector(".differs[open] .differing")
    assert page.evaluate("document.activeElement.matches('.differs summary')")
    item = page.locator("[data-differ]", has_text=f"Quay{width}")
    assert item.locator("blockquote").count() == 2 and "Found by scripted judge on " in item.inner_text()
    assert "The Pier League" not in item.inner_text() and "Pier League, 2 May 2025" in item.inner_text()
    assert page.locator(".differs h2", has_text="Told by digests").count() == 1
    assert "no two statements are held against each other" in page.locator(".differs").inner_text()
    assert page.locator("[data-look-differing]").count() == 0, "no judge has passed"
    page.screenshot(path=SHOTS / f"{width}-differing.png")
    assert violations(page) == [] and fits(page)

    item.get_by_role("button", name="Open where it stands").first.click()
    panel = evidence(page)
    panel.locator(".reader-says.is-differ", has_text="Another document says otherwise").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")

    page.locator("tr[data-document]", has_text=f"Harbour Fund on Quay{width}").locator("[data-tick]").check()
    go(page, "ask")  # of one of them alone: an answer that shows both needs not say so
    page.locator("#question").fill(f"How many lamps did the pier have in 2024 at Quay{width}?")
    page.keyboard.press("Enter")
    page.locator(".turn .said .reader-says.is-differ", has_text="Another document says otherwise").first.wait_for(timeout=60_000)
    page.screenshot(path=SHOTS / f"{width}-differing-answer.png")
    assert violations(page) == [] and fits(page)

    page.goto(page.url.split("#")[0] + "#/library/~differ")
    ready(page)
    item.wait_for()
    item.get_by_role("button", name="They do not contradict each other").click()
    page.wait_for_function(f"![...document.querySelectorAll('[data-differ]')].some((e) => e.textContent.includes('Quay{width}'))")
    assert page.evaluate("document.activeElement.matches('.differs summary')")
