"""Where a span of a document stands on its pages."""

from pathlib import Path

import pytest

from index.documents.load import load
from index.documents.pages import boxes, paragraph, picture
from index.errors import LoadError
from index.store.records import document_in, document_out

CASES = Path(__file__).parents[2] / "cases"
PDF = CASES / "26-pdf-citation-page-of-run-on-paragraph" / "wrongpage.pdf"


def span(document, words):
    start = document.text.index(words)
    return start, start + len(words)


def test_a_span_over_a_page_break_has_its_boxes_on_both_pages():
    found = load(PDF, PDF.name)
    parts = boxes(found, *span(found, "let to a firm from the city for nine years."))
    assert [p.page for p in parts] == [1, 2]
    assert "".join(found.text[p.start : p.end] for p in parts) == "let to a firm from thecity for nine years."
    (left, top, right, bottom), line = parts[0].box, next(p for p in found.places if p.end == parts[0].end)
    assert line.box[0] < left < right == pytest.approx(line.box[2]) and top < bottom
    assert len(boxes(found, 0, len(found.text))) == len(found.places) == 6


def test_every_line_has_its_place_and_the_store_keeps_it():
    found = load(CASES / "25-pdf-three-columns-and-sidebar" / "threecol.pdf", "c.pdf")
    columns = {round(p.box[0]) for p in found.places}
    assert len(columns) == 3
    back = document_out(document_in(found))
    assert back.text == found.text and back.blocks == found.blocks and [p.start for p in back.places] == [p.start for p in found.places]


def test_a_row_of_a_table_is_kept_with_its_cells():
    found = load(CASES / "19-pdf-table-cells-out-of-order" / "table.pdf", "t.pdf")
    assert document_out(document_in(found)).blocks[-1].row.cells[0] == ("Plan (£m)", "7.7")
    assert boxes(found, *span(found, "Brackenford"))[0].box[1] > 170


def test_a_document_without_pages_counts_its_paragraphs():
    found = load(CASES / "07-word-footnote" / "footnote.docx", "f.docx")
    start, _ = span(found, "Elective activity rose")
    assert boxes(found, 0, len(found.text)) == () and paragraph(found, start) >= 2 and paragraph(found, 0) == 1


def test_a_page_is_drawn():
    sheet = picture(PDF, 2)
    assert sheet.png.startswith(b"\x89PNG") and sheet.pages == 2 and sheet.height > sheet.width > 0
    with pytest.raises(LoadError, match="has no page 3; it has 2"):
        picture(PDF, 3)
    with pytest.raises(LoadError, match="cannot be shown"):
        picture(Path(__file__), 1)
