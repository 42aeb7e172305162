"""PDF files as people have them: tables, columns, notes, forms, scans, paragraphs over pages."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.documents.formats.grid import guessed_headers, is_figure, sentence, told
from index.documents.formats.hyphens import Mender
from index.documents.formats.kinds import listed
from index.documents.formats.pdffurniture import without_furniture
from index.documents.formats.pdfpages import Line, Page, garbled
from index.documents.formats.pdftables import _filled
from index.documents.load import load
from index.embed import ToyEmbedder
from index.split import split

CASES = Path(__file__).parents[2] / "cases"
TOY = ToyEmbedder()


def read(name, **about):
    path = CASES / name
    return load(path, path.name, **about)


def texts(document, role=None):
    return [document.text[b.start : b.end] for b in document.blocks if role in (None, b.role)]


def test_a_table_without_a_header_takes_none_from_its_first_row(tmp_path):
    canvas = Canvas(str(tmp_path / "log.pdf"), pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    rows = [(f"Item {n} of the log", "Dr A Name", f"{n} May 2026") for n in (1, 2, 3)]
    rows += [("Section two of the log",), ("", "Capital items")]
    rows += [(f"Thing {n} of the log", "Ms B Other", f"{n} June 2026") for n in (1, 2, 3)]
    for line, row in enumerate(rows):
        for x, cell in zip((50, 90) if len(row) == 2 else (50, 220, 420), row, strict=False):
            canvas.drawString(x, 780 - 18 * line, cell)
    canvas.save()
    text = load(tmp_path / "log.pdf", "log.pdf").text
    assert "1 May 2026 2 May" not in text and "Dr A Name Dr A Name" not in text
    for said in ("Item 1 of the log", "1 May 2026", "Section two of the log", "Capital items", "3 June 2026"):
        assert said in text


def test_19_cells_of_a_table_stay_in_order_and_under_their_headers():
    found = read("19-pdf-table-cells-out-of-order/table.pdf")
    assert texts(found, "row")[-1] == "Brackenford: Plan (£m) 7.7, Actual (£m) 12.9, Variance (£m) 5.2"
    last = found.blocks[-1].row
    assert (last.label, last.table, dict(last.cells)["Actual (£m)"]) == ("Brackenford", 1, "12.9")


def test_21_cells_of_several_lines_are_read_whole():
    one, two = texts(read("21-pdf-table-wrapped-cells/tablewrap.pdf"), "row")
    assert one.startswith("Ref 1: Recommendation: The trust should publish") and "can see it.; Response: Accepted. The trust" in one
    assert two.startswith("Ref 2:") and "Response: Not accepted. The board does not have the money" in two


def test_22_the_numbers_of_notes_are_no_part_of_a_figure_or_a_date():
    text = read("22-pdf-superscript-scrambles-sentence/super.pdf").text
    assert "see 76% of patients within four hours by March 2024 at all sites, at a cost of £15 million a year" in text
    assert "3 Excludes Brackenford" in text


def test_23_text_placed_letter_by_letter():
    assert "The paying agency agreed to supply eighty nurses by July, and the joint group says" in read("23-pdf-glyph-placed-text/perglyph.pdf").text


def test_25_columns_and_a_sidebar_are_each_read_whole():
    three = read("25-pdf-three-columns-and-sidebar/threecol.pdf").text
    assert three.index("First column") < three.index("Second column") < three.index("Third column")
    assert "has lost its chief officer, who leaves in May after six years" in three
    side = read("25-pdf-three-columns-and-sidebar/sidebar.pdf").text
    assert "42 practices 310,000 patients Deficit £9m" in side and "continues to work with its partners on the shared plan" in side


def test_26_a_passage_is_cited_by_the_page_it_stands_on():
    found = read("26-pdf-citation-page-of-run-on-paragraph/wrongpage.pdf")
    pages = {p.page: p.text for p in split(found, 256, TOY.count)}
    assert "city for nine years" in found.text and 1 in pages
    start = found.text.index("city for nine")
    assert found.page_of(start, len(found.text)) == 2 and found.page_of(0, 40) == 1


def test_27_rows_in_the_margins_are_no_furniture():
    found = read("27-pdf-rows-in-margins-dropped/longlist.pdf")
    assert len([r for r in texts(found, "row") if r.startswith("Practice ")]) == 81
    assert found.metadata.published is None and texts(found, "row")[0] == "Practice 1: 113, 2 July 2024"


def test_29_what_was_filled_into_a_form_is_read_with_its_label():
    [row] = texts(read("29-pdf-form-fields-lost/form.pdf"), "row")
    assert row == "Interest declared: Owns shares in Harbour Scanning Ltd"


def test_30_a_pack_says_which_of_its_pages_were_not_read():
    found = read("30-pdf-mostly-scanned-pack-accepted/mixedscan.pdf")
    assert found.unread == "Pages 2 to 6 are pictures and were not read."
    assert [b.page for b in found.blocks] == [1, 1]


@pytest.mark.slow  # tesseract is installed by CI
def test_30_scans_are_read_where_the_machine_can_and_marked():
    assert shutil.which("tesseract"), "tesseract is not installed"
    found = read("30-pdf-mostly-scanned-pack-accepted/mixedscan.pdf", scan_seconds=60)
    assert found.unread is None
    read_by_machine = [(b.page, b.scanned) for b in found.blocks if "refused the bid" in found.text[b.start : b.end]]
    assert read_by_machine == [(n, True) for n in (2, 3, 4, 5, 6)]
    assert [p.scanned for p in split(found, 256, TOY.count)] == [False, True]  # the same words are one passage


def line(text, left=50.0, top=100.0, page=1, size=10.0, wide=5.0, hyphen=False):
    return Line(text, page, (left, top, left + wide * len(text), top + size), size, hyphen=hyphen)


def test_a_compound_keeps_its_hyphen_and_a_broken_word_does_not():
    mender = Mender([line("A well-led review")])
    for lines, whole in ((("Establishme", "nt"), "Establishment"), (("Actual to", "date"), "Actual to date"), (("The", "rapist"), "The rapist"), (("Net", "Work"), "Net Work"), (("Managem", "ent"), "Management"), (("Q1 20", "26"), "Q1 20 26")):
        assert mender.joined([line(text) for text in lines], narrow=True)[0] == whole
        assert mender.joined([line(text) for text in lines])[0] == " ".join(lines), "only in a column of a table"
    for first, second, said in (
        ("the accounta-", "bility of boards", "the accountability of boards"),
        ("a non-", "executive director", "a non-executive director"),
        ("was well-", "led in part", "was well-led in part"),
        ("the Hewitt-", "Smith report", "the Hewitt-Smith report"),
        ("THE RECOMMEN-", "DATIONS", "THE RECOMMENDATIONS"),
    ):
        text, places = mender.joined([line(first, hyphen=True), line(second, top=112)])
        assert text == said and text[places[1].start : places[1].end] == second


def test_furniture_says_the_same_or_counts_with_the_pages():
    def page(n, *texts_):
        return Page(n, 600, 800, tuple(line(t, top=y, page=n) for t, y in texts_))

    pages = [
        page(n, ("Board papers", 30), (f"The {word} item was agreed.", 400), (f"Page {n + 6} of 90", 780), (f"{n * n} beds", 760))
        for n, word in enumerate(("first", "second", "third"), 1)
    ]
    kept, dropped = without_furniture(pages)
    assert [x.text for x in kept[1].lines] == ["The second item was agreed.", "4 beds"]
    assert {d.text for d in dropped} == {"Board papers", "Page 7 of 90", "Page 8 of 90", "Page 9 of 90"}


def numbered(texts, step, left, down=12.0):
    """A page of text with numbers at its side."""
    lines = [line(text, top=100 + down * i) for i, text in enumerate(texts)]
    lines += [line(str(step * (i + 1)), left=left, top=100 + down * step * i) for i in range(len(texts) // step)]
    return Page(1, 600, 800, tuple(lines))


@pytest.mark.parametrize(("step", "left", "gone"), [(1, 20, True), (5, 20, True), (1, 500, True), (1, 120, False), (2, 20, False)])
def test_numbers_that_count_the_lines_of_a_bill_are_no_text(step, left, gone):
    page = numbered(["Clause of the bill that goes on"] * 24, step, left)
    (kept,), dropped = without_furniture([page])
    counted = [line for line in page.lines if line.text.isdecimal()]
    assert len(kept.lines) == (24 if gone else 24 + len(counted))
    assert [d.text for d in dropped if d.reason == "line number"] == ([str(n) for n in sorted(int(c.text) for c in counted)] if gone else [])


def test_numbers_of_paragraphs_that_stand_unevenly_are_text():
    page = numbered(["Paragraph"] * 20, 1, 20)
    moved = replace(page.lines[-1], box=(20, 390, 30, 400))
    (kept,), _ = without_furniture([replace(page, lines=(*page.lines[:-1], moved))])
    assert len(kept.lines) == 40


@pytest.mark.parametrize(
    ("text", "figure"),
    [("5.0", True), ("(11.1)", True), ("−6.1%", True), ("£1,967", True), ("£4.2m", True), ("2023/24", False), ("2024", False), ("£000", False), ("Bronagh Tully", False), ("11 sites", False)],
)
def test_what_is_a_figure(text, figure):
    assert is_figure(text) is figure


def test_a_row_reads_alone():
    assert sentence("Fenmarsh", [("Plan", "−5.0"), ("Actual", "−11.1")]) == "Fenmarsh: Plan −5.0, Actual −11.1"
    assert sentence("Flood", [("Lead", "Director of Estates, Ormeford"), ("Score", "12")]) == "Flood: Lead: Director of Estates, Ormeford; Score: 12"
    rows = [["Trust", "In month", "In month"], ["", "Plan", "Actual"], ["Northvale", "1.0", "2.0"], ["Total"], ["", "3.0", ""]]
    assert guessed_headers(rows[:3]) == 2
    pieces = told(rows)
    assert [p.text for p in pieces] == ["Northvale: In month Plan 1.0, In month Actual 2.0", "Total", "In month Plan 3.0"]
    assert [p.opens for p in pieces] == [True, False, False]


def test_pages_are_named_in_a_sentence():
    assert listed([], "Page", "Pages") is None and listed([4], "Page", "Pages") == "Page 4 is a picture and was not read."
    assert listed([2, 3, 4, 7, 9, 10], "Page", "Pages") == "Pages 2 to 4, 7 and 9 to 10 are pictures and were not read."


def test_letters_without_names_are_no_text():
    def page(n, text):
        return Page(n, 600, 800, tuple(line(text, top=20.0 * i, page=n) for i in range(6)))

    prose = page(1, "The board agreed the plan (£4.2m) for 2024/25, and its costs.")
    table = page(2, "Northvale – – 5.0 (11.1) 6.1% – £3.2m")
    signs = page(3, "`aY\\bWJr>sChtUX^WR[YJZ\\[u]_Y`aY]fR~gc}Z{Jd|Vh")
    assert garbled([prose, table, signs]) == [3] and garbled([prose, table]) == []
    doubtful = page(4, "@@AC - wA--Cxy-lC--R - @@ -- 9 - qQ - zZ -")
    assert garbled([prose, doubtful]) == [] and garbled([signs, doubtful]) == [3, 4]


def test_a_table_whose_lines_leave_words_out_stays_text():
    class Drawn:
        cells = ((50.0, 100.0, 150.0, 120.0), (150.0, 100.0, 250.0, 120.0), (50.0, 120.0, 150.0, 140.0))
        bbox = (50.0, 100.0, 250.0, 140.0)

    lines = [line("Trust", 55, 103), line("Plan", 155, 103), line("Northvale", 55, 123)]
    outside = line("5.0", 155, 123)  # where no cell was drawn
    mender = Mender(lines)
    assert _filled(Drawn, Page(1, 600, 800, (*lines, outside)), mender) is None
    bolder = [replace(part, bold=n < 2) for n, part in enumerate(lines)]
    kept = _filled(Drawn, Page(1, 600, 800, tuple(bolder)), mender)
    assert kept.grid == [["Trust", "Plan"], ["Northvale", ""]] and kept.bold == 1


def test_a_row_that_is_written_as_one_run_of_letters_is_cut_into_its_cells(tmp_path):
    """As desktop publishing writes a table of figures: spaces moved apart, no run for each cell."""
    from reportlab.pdfgen.canvas import Canvas

    drawn = Canvas(str(tmp_path / "run.pdf"))
    for n, row in enumerate(("Year Total Public", "2001 51,544 37,481", "2002 52,071 37,797", "2003 52,526 38,091")):
        line = drawn.beginText(72, 700 - 14 * n)
        line.setFont("Courier", 10)
        line.setWordSpace(40)
        line.textOut(row)
        drawn.drawText(line)
    drawn.save()
    rows = [b.row for b in load(tmp_path / "run.pdf", "run.pdf").blocks if b.row]
    assert [r.label for r in rows] == ["2001", "2002", "2003"] or [r.label for r in rows] == ["Year 2001", "Year 2002", "Year 2003"]
    assert rows[-1].cells == (("Total", "52,526"), ("Public", "38,091"))


def test_numbered_paragraphs_are_no_table(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    drawn = Canvas(str(tmp_path / "numbered.pdf"))
    for n in range(1, 9):
        drawn.setFont("Helvetica-Bold" if n % 3 == 1 else "Helvetica", 10)
        drawn.drawString(72, 750 - 20 * n, f"{n}.")
        drawn.drawString(110, 750 - 20 * n, f"The board agreed the plan for place {n}")
    drawn.save()
    assert not [b for b in load(tmp_path / "numbered.pdf", "n.pdf").blocks if b.row]
