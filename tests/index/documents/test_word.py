"""Word files as people have them: changes tracked, boxes, notes, numbers, tables."""

import zipfile
from pathlib import Path

import pytest

from index.documents.load import load

CASES = Path(__file__).parents[2] / "cases"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
RELS = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{LINK}" Target="word/document.xml"/></Relationships>'


def read(path):
    found = load(path, path.name)
    return found, [(b.role, found.text[b.start : b.end]) for b in found.blocks]


def written(path, body, **parts):
    """A Word file with this body, and other parts by name."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", part)
    return path


def run(text, marks=""):
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs, about=""):
    return f"<w:p><w:pPr>{about}</w:pPr>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def table(*rows):
    def cell(given):
        text, about = given if isinstance(given, tuple) else (given, "")
        return f"<w:tc><w:tcPr>{about}</w:tcPr>{text if text.startswith('<') else p(text) if text else '<w:p/>'}</w:tc>"

    return f"<w:tbl>{''.join('<w:tr>' + ''.join(map(cell, row)) + '</w:tr>' for row in rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("01-word-tracked-insertion-not/ins.docx", "The board did not approve the merger of the two trusts."),
        ("03-word-inline-content-control/sdtinline.docx", "The forecast deficit for the year is £34 million against a plan of £10 million."),
        ("04-word-block-content-control/sdtblock.docx", "The board is asked to approve the winter plan and its budget of £7 million."),
        ("04-word-block-content-control/sdttable.docx", "Northvale: Deficit £9 million"),
        ("06-word-text-box/textbox.docx", "Key message: the system will miss its agency spending cap by £3 million."),
        ("07-word-footnote/footnote.docx", "Elective activity rose by 4% in the year. [Footnote: Excludes the Brackenford site, where activity fell by 11%.]"),
        ("08-word-nested-table/nested.docx", "Car park: Refused"),
        ("09-word-bad-table-kills-the-run/gridcrash.docx", "Flood: Score 12"),
        ("11-word-cover-sheet-table/coversheet.docx", "Executive lead: Chief Finance Officer"),
        ("11-word-cover-sheet-table/coversheet.docx", "Meeting date: 14 May 2024"),
        ("12-word-two-header-rows/twoheader.docx", "Northvale: 2023/24 Plan £5m, 2023/24 Actual £9m, 2024/25 Plan £4m"),
        ("14-word-macro-and-template-files/macro.docm", "The board approved the estates strategy at Harbour Road."),
        ("14-word-macro-and-template-files/template.dotx", "The board approved the estates strategy at Harbour Road."),
        ("16-word-automatic-numbers-lost/numbered.docx", "2. The board should appoint a lead for prevention."),
    ],
)
def test_what_the_file_says_is_read_once(case, said):
    assert [text for _, text in read(CASES / case)[1]].count(said) == 1


def test_what_was_taken_out_is_not_read_and_is_said(tmp_path):
    body = p("The cap is ", "<w:del>" + '<w:r><w:delText xml:space="preserve">two </w:delText></w:r></w:del>', "<w:ins>" + run("four ") + "</w:ins>", "per cent.")
    body += p("Fees rise", run(" for all", "<w:strike/>"), run(" at once", '<w:strike w:val="0"/>'), run(" (draft)", "<w:vanish/>"), ".")
    found, blocks = read(written(tmp_path / "t.docx", body))
    assert [text for _, text in blocks] == ["The cap is four per cent.", "Fees rise at once."]
    assert [(d.reason, d.text.strip()) for d in found.dropped] == [
        ("deleted in a tracked change", "two"), ("struck out", "for all"), ("hidden text", "(draft)"),
    ]  # fmt: skip


def test_a_notes_number_never_becomes_part_of_a_figure(tmp_path):
    raised = '<w:vertAlign w:val="superscript"/>'
    body = p("The deficit is £4.2", run("1", raised), " million over 30 m", run("2", raised), " on the 1", run("st", raised), " day.")
    assert read(written(tmp_path / "t.docx", body))[1] == [("paragraph", "The deficit is £4.2 million over 30 m² on the 1st day.")]


def test_an_equation_is_text(tmp_path):
    body = p("The rate is ", "<m:oMath><m:r><m:t>r = 2/3</m:t></m:r></m:oMath>", " of all.")
    assert read(written(tmp_path / "t.docx", body))[1] == [("paragraph", "The rate is r = 2/3 of all.")]


def test_numbers_are_those_that_word_shows(tmp_path):
    levels = '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Recommendation %1:"/></w:lvl>'
    levels += '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    numbering = f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    listed = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    body = "".join(p(text, about=listed.format(depth)) for text, depth in (("Publish it.", 0), ("By May.", 1), ("By June.", 1), ("Fund it.", 0), ("At once.", 1)))
    said = [text for _, text in read(written(tmp_path / "t.docx", body, numbering=numbering))[1]]
    assert said == ["Recommendation 3: Publish it.", "3.i By May.", "3.ii By June.", "Recommendation 4: Fund it.", "4.i At once."]


def test_cells_that_take_several_places(tmp_path):
    two, start, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(("Trust", "Plan", "Actual"), (("Northvale", start), "£5m", "£9m"), (("", on), "£6m", ""), ("Southmere", ("not reported", two)))
    assert [text for _, text in read(written(tmp_path / "t.docx", body))[1]] == [
        "Northvale: Plan £5m, Actual £9m", "Northvale: Plan £6m",
        "Southmere: Plan not reported, Actual not reported",
    ]  # fmt: skip


def test_what_a_table_claims_of_itself_is_not_believed(tmp_path):
    two, huge = '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="999999999"/>'
    body = table((("Winter", two),), ("Lead", "Chief nurse"), (("Spring", two),), ("Lead", "Medical director"))
    body += "<w:tbl><w:tr/></w:tbl>" + table((("Risk", huge), "Score"), (), ("Flood", "12"))
    said = [text for _, text in read(written(tmp_path / "t.docx", body))[1]]
    assert said[:4] == ["Winter", "Lead: Chief nurse", "Spring", "Lead: Medical director"] and "Flood" in said[-1]


def test_a_frame_around_text_is_no_table(tmp_path):
    body = table((p("Purpose of the paper.") + table(("Item", "Lead"), ("Winter", "Chief nurse")) + p("The board is asked to note it."),))
    assert [role for role, _ in read(written(tmp_path / "t.docx", body))[1]] == ["paragraph", "row", "row", "paragraph"]
