"""The library in real Chromium: adding, reading, correcting, removing, asking only some, and what a reader must say."""

import re

import pytest
from browsing import SHOTS, ask, evidence, fits, go, ready, started, violations
from docx import Document as Docx

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def share(tmp_path_factory, where):
    """A folder that the installation watches."""
    folder = tmp_path_factory.mktemp("watched") / "board-packs"
    folder.mkdir()
    (folder / "estuary.md").write_text("# The estuary minutes\n\nThe estuary group agreed three new moorings on 4 May 2026.\n")
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory, where, share):
    with started(7875, tmp_path_factory.mktemp("library-screen"), ICS_WATCH=str(share), **where.kept) as url:
        yield url


def add(page, *paths):
    """Adds files, one after the other; what became of each."""
    page.locator("[data-files]").set_input_files([str(p) for p in paths])
    page.wait_for_function(f"document.querySelectorAll('.adding li:is(.done, .bad)').length === {len(paths)}")
    return page.locator(".adding li").all_inner_texts()


def row(page, title):
    return page.locator("tr[data-document]", has_text=title)


def does(page, title, what):
    row(page, title).locator("details.menu summary").click()
    row(page, title).locator(f"[data-{what}]").click()


def open_library(page):
    ready(page)
    go(page, "library")
    page.wait_for_selector("table.documents")


def test_documents_are_added_with_their_progress_and_a_bad_one_is_named(page, tmp_path):
    open_library(page)
    width = page.viewport_size["width"]
    good, bad = tmp_path / f"harbour-plan-{width}.md", tmp_path / f"locked-{width}.pdf"
    good.write_text(f"# The harbour board's plan of {width}\n\nThe harbour board of Exmouthport agreed a plan with eleven dredging milestones.\n")
    bad.write_text("no")
    told = add(page, good, bad)
    assert told[0] == f"{good.name}: added." and "its name says PDF, its content is not" in told[1]
    assert page.locator("table.documents caption").first.inner_text().startswith("Your documents")
    page.screenshot(path=SHOTS / f"{width}-added.png")
    assert violations(page) == []
    turn = ask(page, "how many dredging milestones did Exmouthport agree?")
    assert "eleven dredging milestones" in turn.locator(".said").first.inner_text()


def test_a_page_of_a_pdf_is_shown_with_the_passage_marked_and_its_neighbours(page, tmp_path):
    from fpdf import FPDF

    width, pdf = page.viewport_size["width"], FPDF()
    for n, words in enumerate(("The ferry committee met in March.", f"The ferry to Lowmarsh{width} carried 5,120 passengers in May 2026.", "The next meeting is in June.")):
        pdf.add_page()
        pdf.set_font("Helvetica", size=14)
        pdf.multi_cell(0, 8, f"Ferry paper {n}\n\n{words}\n\nIt was noted by everyone who was there.")
    pdf.output(str(tmp_path / f"ferry-{width}.pdf"))
    open_library(page)
    add(page, tmp_path / f"ferry-{width}.pdf")
    turn = ask(page, f"how many passengers did the ferry to Lowmarsh{width} carry?")
    assert "5,120 passengers" in turn.inner_text() and "page 2" in turn.locator(".sources").text_content()
    turn.locator(".mark").first.click()
    panel = evidence(page)
    mark = panel.locator(".on-page").first
    mark.wait_for()
    assert "Page 2 of 3" in panel.inner_text()
    box, picture = mark.bounding_box(), panel.locator(".picture").bounding_box()
    assert picture["y"] < box["y"] < picture["y"] + picture["height"] / 2 and box["width"] > 40
    page.screenshot(path=SHOTS / f"{width}-pdf-page.png")
    assert violations(page) == []
    panel.locator("[data-leaf='3']").click()
    panel.get_by_text("Page 3 of 3").wait_for()
    assert panel.locator(".on-page").count() == 0 and panel.locator("[data-leaf='4']").is_disabled()
    panel.locator("[data-view=text]").click()
    assert "5,120 passengers" in panel.locator("mark.quoted").inner_text()


def test_versions_of_one_document_are_told_and_a_reader_parts_them(page, tmp_path):
    width = page.viewport_size["width"]
    body = (
        "Ring the bell beside the double doors and wait until somebody comes. Tell the nurse whom you wish to see, and how you know them. Children are"
        " welcome if an adult stays near. Flowers may be left at the desk, but not on intensive care, where pollen harms lungs. Please wash your hands"
        " on the way in and again as you leave. Anyone with a cough should telephone instead. Carers who help at mealtimes can come earlier by"
        " arrangement with matron. Parking is free for blue badge holders; other cars pay by the hour at machines in the main hall, which take cards."
    )
    for year, hour in ((2024, "two"), (2025, "eleven")):
        (tmp_path / f"visits-{width}-{year}.md").write_text(
            f"---\ntitle: Visiting policy of Quay{width}\npublisher: Quay{width} Trust\npublished: {year}-03-01\n---\n\nQuay{width} welcomes visitors from {hour} o'clock. {body}\n"
        )
    open_library(page)
    add(page, *sorted(tmp_path.iterdir()))
    told = page.locator("tr.versions", has_text=f"visits-{width}-2024.md")
    assert "Newest version; an older one is not asked" in told.inner_text()
    page.screenshot(path=SHOTS / f"{width}-versions.png")
    assert violations(page) == []
    turn = ask(page, f"from when does Quay{width} welcome visitors?")
    assert "eleven" in turn.inner_text() and f"Quay{width} welcomes visitors from two" not in turn.text_content()
    assert "The newest of 2 versions here" in turn.text_content()
    go(page, "library")
    older = page.locator("tr.versions", has_text=f"The newest: visits-{width}-2025.md, 1 March 2025")
    older.get_by_role("button", name="What changed?").click()
    page.locator(".compared ins", has_text="eleven").wait_for()
    page.locator("[data-compared-close]").click()
    older.get_by_role("button", name="It is a document of its own").click()
    page.wait_for_function(f"![...document.querySelectorAll('tr.versions')].some((tr) => tr.innerText.includes('visits-{width}'))")


def test_a_document_is_read_corrected_removed_and_brought_back(page, tmp_path):
    open_library(page)
    note = tmp_path / "pier-note.txt"
    note.write_text("A note on the pier\n\n" + "The pier will be mended by the harbour board in the spring. " * 6)
    add(page, note)
    row(page, "A note on the pier").locator("[data-read]").click()
    page.wait_for_selector("#side .document")
    assert "The pier will be mended" in page.locator("#side .document").inner_text()
    page.keyboard.press("Escape")
    does(page, "A note on the pier", "describe")
    form = page.locator("dialog[open] form")
    form.wait_for()
    assert form.locator("[name=title]").input_value() == "A note on the pier" and "said by the document" in form.inner_text()
    form.locator("[name=publisher]").fill("The harbour board")
    form.locator("[name=published]").fill("31.31")
    form.get_by_role("button", name="Save").click()
    page.wait_for_selector("dialog .wrong:has-text(\"date '31.31' is not one that can be read\")")
    assert violations(page) == []
    form.locator("[name=published]").fill("14 May 2024")
    form.get_by_role("button", name="Save").click()
    page.wait_for_selector("tr[data-document]:has-text('A note on the pier'):has-text('14 May 2024')")
    assert "says it is by The harbour board" in row(page, "A note on the pier").inner_text()
    does(page, "A note on the pier", "describe")
    form.wait_for()
    assert "said by a reader" in form.inner_text()
    form.get_by_role("button", name="Take away all that a reader said").click()
    page.wait_for_selector("tr[data-document]:has-text('A note on the pier'):has-text('date not stated')")

    does(page, "A note on the pier", "remove")
    page.wait_for_selector(".tell:has-text('No answer uses it any more.')")
    assert row(page, "A note on the pier").count() == 0
    page.locator(".tell button", has_text="Undo").click()
    row(page, "A note on the pier").wait_for()
    does(page, "A note on the pier", "remove")
    page.wait_for_selector(".removed summary")
    page.reload()
    page.wait_for_selector(".removed summary")
    page.locator(".removed summary").click()
    page.get_by_role("button", name="Bring back “A note on the pier”").first.click()
    row(page, "A note on the pier").wait_for()


def test_a_dropped_document_is_read_and_a_newer_version_takes_its_place(page, tmp_path):
    open_library(page)
    said = "# The kelp survey\n\nThe kelp survey of Quaymouth counted {} beds.\n"
    dropped = page.evaluate_handle(
        "text => { const d = new DataTransfer(); d.items.add(new File([text], 'kelp.md', { type: 'text/markdown' })); return d; }", said.format("nine")
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    row(page, "The kelp survey").wait_for()
    newer = tmp_path / "kelp-2.md"
    newer.write_text(said.format("fourteen"))
    row(page, "The kelp survey").locator("details.menu summary").click()
    row(page, "The kelp survey").locator("[data-newer]").set_input_files(newer)
    page.wait_for_selector("tr.versions:has-text('1 earlier version kept')")
    turn = ask(page, "How many beds did the kelp survey of Quaymouth count?")
    assert "fourteen" in turn.inner_text() and "nine beds" not in turn.inner_text()
    go(page, "library")
    page.locator("tr.versions [data-compare]").first.click()
    page.wait_for_selector("#compared")
    assert violations(page) == [] and fits(page)


def test_a_word_document_is_shown_at_its_heading(page, tmp_path):
    made = Docx()
    made.add_heading("Ferry plan of Quaymouth", 0)
    for part in ("Tides", "Crossings", "Tickets"):
        made.add_heading(part, 1)
        for n in range(12):
            made.add_paragraph(f"The {part.lower()} of the ferry at Quaymouth are looked at in paragraph {n} of this plan, by the harbour board.")
        if part == "Crossings":
            made.add_paragraph("The ferry at Quaymouth is to make seventeen crossings a day from May 2026.")
    made.save(tmp_path / "ferry.docx")
    open_library(page)
    add(page, tmp_path / "ferry.docx")
    turn = ask(page, "How many crossings a day is the ferry at Quaymouth to make?")
    turn.locator(".mark").first.click()
    panel = evidence(page)
    assert "seventeen crossings" in panel.locator("#cited").inner_text() and "Crossings" in panel.locator("dl").inner_text()
    seen = page.evaluate("""() => { const words = document.querySelector('#side .document').getBoundingClientRect(), cited = document.querySelector('#cited').getBoundingClientRect();
      return cited.top >= words.top && cited.bottom <= words.bottom; }""")
    assert seen, "the panel opens where the words stand"
    assert violations(page) == []


def test_only_the_ticked_documents_are_asked_and_it_is_told(page, tmp_path):
    open_library(page)
    for name in ("tram", "bus"):
        (tmp_path / f"{name}.md").write_text(f"# The {name} report\n\nThe {name} depot of Quaymouth will be painted in the colour {'green' if name == 'tram' else 'amber'} by July.\n")
    add(page, tmp_path / "tram.md", tmp_path / "bus.md")
    row(page, "The tram report").locator("[data-tick]").check()
    assert "only it is asked" in page.locator("[data-chosen]").inner_text()
    turn = ask(page, "What colour will the depot of Quaymouth be painted?")
    assert "green" in turn.inner_text() and "amber" not in turn.inner_text()
    assert re.search(r"Only 1 of the library’s \d+ documents was asked", turn.inner_text())
    assert page.locator("#ask [data-limits]").inner_text().startswith("Now only 1 of the documents is asked.")
    page.reload()
    page.wait_for_selector("#ask [data-limits]", state="visible")
    page.get_by_role("button", name="Ask all of them").first.click()
    turn = ask(page, "What colour will the bus depot of Quaymouth be painted?")
    assert "amber" in turn.inner_text()


def test_documents_are_found_sorted_and_sifted(page):
    open_library(page)
    page.locator("[data-shelf=find]").fill("glossary")
    page.wait_for_function("[...document.querySelectorAll('tr[data-document]')].filter((e) => !e.hidden).length === 1")
    page.locator("[data-shelf=find]").fill("")
    page.wait_for_function("[...document.querySelectorAll('tr[data-document]')].filter((e) => !e.hidden).length > 10")
    titles = page.locator("table.documents").last.locator("tr[data-document] [data-read]").all_inner_texts()
    assert titles == sorted(titles, key=str.lower)
    page.locator("[data-shelf=kind]").select_option("Commentary")
    kinds = page.locator("tr[data-document]:visible td[data-label=Kind]").all_inner_texts()
    assert kinds and set(kinds) == {"Commentary"}


def test_a_document_of_anothers_name_raises_a_question_and_nothing_is_lost(page, tmp_path):
    open_library(page)
    for n, what in enumerate(("asked for a lamp on the pier before the winter", "heard of a buoy that broke loose, and wants it moored by May")):
        folder = tmp_path / str(n)
        folder.mkdir()
        (folder / "pier-minutes.md").write_text(f"# Minutes of the pier committee\n\nThe pier committee {what}.\n")
    assert add(page, tmp_path / "0" / "pier-minutes.md") == ["pier-minutes.md: added."]
    add(page, tmp_path / "1" / "pier-minutes.md")
    question = page.locator(".question")
    question.wait_for()
    assert "Nothing has been replaced" in question.inner_text()
    page.screenshot(path=str(SHOTS / "question.png"))
    assert violations(page) == []
    page.reload()
    question.wait_for()  # it is asked again after a reload
    page.locator("[data-choice=both]").click()
    page.wait_for_selector("tr[data-document]:has-text('pier-minutes (added')")
    for what, said in (("the lamp", "asked for a lamp"), ("the buoy that broke loose", "moored by May")):
        turn = ask(page, f"What did the pier committee say of {what}?").inner_text()
        assert said in turn and "added by a reader" in turn


def test_a_readers_document_is_quoted_as_its_own_claim_until_confirmed(page, tmp_path):
    open_library(page)
    (tmp_path / "jetty-reply.md").write_text(
        "---\ntitle: Reply on the jetty\npublisher: NHS England\nkind: response\npublished: 2024-05-01\n---\n# Reply\n\n"
        "The jetty inspectors will be paid from the harbour levy from the spring of 2025.\n"
    )
    add(page, tmp_path / "jetty-reply.md")
    turn = ask(page, "Who will pay the jetty inspectors?")
    assert "Government responded" not in turn.inner_text() and "says it is by NHS England" in turn.inner_text()
    turn.locator(".mark").first.click()
    evidence(page).locator("[data-confirm]").click()
    page.wait_for_selector(".tell:has-text('Confirmed')")
    turn = ask(page, "From when will the jetty inspectors be paid?")
    assert "Government responded" in turn.inner_text()


def test_an_address_is_fetched_only_where_it_may_be(page):
    open_library(page)
    for url, said in (("http://127.0.0.1:9/secret.pdf", "private"), ("https://127.0.0.1/x", "private")):
        page.locator("#address").fill(url)
        page.locator("[data-address] button").click()
        page.wait_for_selector(".adding li.bad")
        assert said in page.locator(".adding li").inner_text()


def test_a_file_in_a_watched_folder_is_asked_without_anybody_adding_it(page, share):
    open_library(page)
    assert "Watched: board-packs." in page.locator(".watched").inner_text() and row(page, "The estuary minutes").count() == 1
    name = f"buoys-{page.viewport_size['width']}"
    (share / f"{name}.md").write_text(f"# Report on {name}\n\nThe estuary group ordered nine lit {name} in June 2026.\n")
    page.wait_for_timeout(4000)  # the folder is quiet for two seconds before it is looked at
    for _ in range(20):
        go(page, "home"), go(page, "library")
        if row(page, f"Report on {name}").count():
            break
        page.wait_for_timeout(500)
    assert row(page, f"Report on {name}").count() == 1 and "1 added" in page.locator(".watched").inner_text()
    assert violations(page) == []
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-watched.png")


def test_two_documents_are_compared_and_each_change_is_opened_where_it_stands(page, tmp_path):
    open_library(page)
    width = page.viewport_size["width"]
    first = f"# Buoy plan {width}, first edition\n\nThe buoy board of {width} will spend £4.2 million on lights in 2026. The north buoy stays. Nobody lost a job.\n"
    for name, text in (("one", first), ("two", first.replace("first edition", "second edition").replace("will spend £4.2", "may spend £4.9").replace("The north buoy stays. ", "") + "\nA bell is to be hung in June.\n")):
        (tmp_path / f"buoy-{width}-{name}.md").write_text(text)
    add(page, tmp_path / f"buoy-{width}-one.md", tmp_path / f"buoy-{width}-two.md")
    for edition in ("first", "second"):
        row(page, f"Buoy plan {width}, {edition} edition").locator("[data-tick]").check()
    page.locator("[data-compare-two]").click()
    page.wait_for_selector(".changes")
    assert page.locator(".compared .how").inner_text().startswith("3 changes: 1 another figure, 1 new, 1 no longer there. 1 sentence stands in both")
    who = page.locator(".changes > li .who").all_inner_texts()
    assert sorted(who) == ["Another figure, more or less firmly promised", "New", "No longer there"]
    assert [e.inner_text() for e in page.locator(".change-figure ins").all()] == ["may", "£4.9"] and not page.locator("table.documents").first.is_visible()
    page.screenshot(path=SHOTS / f"{width}-compared.png")
    assert violations(page) == [] and page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    here = page.url
    page.locator(".change-dropped [data-span]").click()
    assert "The north buoy stays" in evidence(page).locator("mark.quoted").first.inner_text()
    page.keyboard.press("Escape")
    with page.expect_download() as got:
        page.locator("[data-compared-file=docx]").click()
    assert got.value.suggested_filename == f"changes of buoy-{width}-two.docx"
    page.reload()
    page.wait_for_selector(".changes")
    assert page.url == here, "it has an address of its own"
    page.locator("[data-compared-swap]").click()
    page.wait_for_selector(".change-added:has-text('north buoy')")
    page.locator("[data-compared-close]").click()
    page.wait_for_selector("table.documents", state="visible")
    page.locator("[data-ask-all]").click()


def test_a_question_stands_and_home_tells_when_its_answer_changed(page, tmp_path):
    open_library(page)
    note = "# The moorings note of {}\n\nThe mooring board of Saltwick {} moorings by May 2027.\n"
    (tmp_path / "moorings.md").write_text(note.format("May", "will lay 40 new"))
    add(page, tmp_path / "moorings.md")
    turn = ask(page, "How many new moorings will the mooring board of Saltwick lay?")
    assert "will lay 40 new" in turn.locator(".said").first.inner_text()
    turn.locator("details.menu", has_text="More").locator("summary").click()
    turn.locator("[data-stand]").click()
    page.wait_for_selector('.tell:has-text("Home tells if the answer changes")')
    go(page, "home")
    page.wait_for_selector("[data-stands]")
    assert "None so far." in page.locator("[data-stands]").inner_text() and "Questions that stand (1)" in page.locator("[data-stands] summary", has_text="Questions that stand").inner_text()
    (tmp_path / "moorings-june.md").write_text(note.format("June", "will lay 55 new"))
    go(page, "library")
    add(page, tmp_path / "moorings-june.md")
    for _ in range(45):  # it is looked once a minute whether documents came in
        page.wait_for_timeout(2000)
        go(page, "library"), go(page, "home")
        page.wait_for_selector("[data-stands]")
        if page.locator(".changed li").count():
            break
    said = page.locator(".changed li").inner_text()
    assert "It was: The mooring board of Saltwick will lay 40 new" in said and "It may now be (told by rules; read it): The mooring board of Saltwick will lay 55 new" in said
    assert violations(page) == []
    page.screenshot(path=SHOTS / f"{page.viewport_size['width']}-standing.png")
    page.locator(".changed [data-passage]").click()
    assert "will lay 55 new" in evidence(page).locator("mark.quoted").first.inner_text()
    page.keyboard.press("Escape")
    page.locator("[data-stands] summary", has_text="Questions that stand").click()
    page.locator("[data-unstand]").click()
    page.wait_for_selector("[data-stands]", state="detached")
