"""The other formats: workbooks, slides, mails, OpenDocument, rich text, tables as text, web pages;
and what is refused by its right name."""

import datetime as dt
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.documents.formats import FORMATS
from index.documents.formats.cells import shown
from index.documents.load import load
from index.documents.recognise import recognised
from index.errors import LoadError
from index.ingest import index_paths

ROOT = Path(__file__).parents[2]
CASES, KEPT = ROOT / "cases", ROOT / "reading" / "kept"


def read(path):
    found = load(path, path.name)
    return found, [(b.role, found.text[b.start : b.end]) for b in found.blocks]


@pytest.mark.parametrize("name", ["details.html", "h_inset_div.html"])
def test_33_bare_text_of_a_block_is_read(name):
    found, _ = read(CASES / "33-html-inset-text-lost" / name)
    assert "You must apply before 30 June to keep your place on the scheme." in found.text


def test_35_notes_struck_text_and_tables_of_a_page():
    folder = CASES / "35-html-marks-shown-as-text"
    assert "by March 2024 at a cost of £15 million a year" in read(folder / "sup.html")[0].text
    struck, _ = read(folder / "del.html")
    assert "The cap is £8 million" in struck.text and "£5 million" not in struck.text
    assert next(d.text for d in struck.dropped if d.reason == "struck out") == "£5 million"
    rows = [text for role, text in read(folder / "table2.html")[1] if role == "row"]
    assert rows == ["Deficit: Northvale £9m, Southmere £2m"]


def test_43_rich_text_is_read_and_not_its_codes():
    found, _ = read(CASES / "43-rtf-raw-codes-indexed" / "note.rtf")
    assert "rtf1" not in found.text and "\\" not in found.text and len(found.text.split()) > 3


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1967, "£#,##0", "£1,967"), (-3.5, "#,##0.0;(#,##0.0)", "(3.5)"), (0, "#,##0;(#,##0);-", "-"), (0.981, "0.0%", "98.1%"),
        (1234567, "0.0,,\"m\"", "1.2m"), (12.50, "General", "12.5"), (7, "General", "7"), (-12, "[$£-809]#,##0", "-£12"),
        (dt.datetime(2025, 5, 3), "dd/mm/yyyy", "03/05/2025"), (dt.datetime(2025, 5, 3), "d mmm yyyy", "3 May 2025"),
        (dt.datetime(2025, 5, 3, 9, 30), "m/d/yy h:mm", "3 May 2025 09:30"), (True, "General", "TRUE"), (None, "General", ""), ("a  b", "@", "a b"),
    ],
)  # fmt: skip
def test_a_cell_shows_what_excel_shows(value, form, text):
    assert shown(value, form) == text


def test_a_workbook_says_what_it_leaves_out(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Costs"
    for row in (("Costs of the year",), (), ("Site", "Plan", "Actual"), ("Orme", 5, None), ("Low Fen", 7, 8), (), ("Before savings",)):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Workings").append(("secret", 1))
    book["Workings"].sheet_state = "hidden"
    book.save(tmp_path / "b.xlsx")
    found, said = read(tmp_path / "b.xlsx")
    assert said == [("heading", "Costs of the year"), ("heading", "Costs"), ("row", "Orme: Plan 5"), ("row", "Low Fen: Plan 7"), ("paragraph", "Before savings")]
    assert {d.reason for d in found.dropped} == {"on a hidden sheet", "in hidden rows or columns"}


def test_a_slide_show_and_a_slide_that_is_hidden(tmp_path):
    from pptx import Presentation

    show = Presentation()
    for title, words in (("Winter plan of the system", "Beds open in May."), ("Not for the board", "Hidden words.")):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, words
    show.slides[1]._element.set("show", "0")
    show.slides[0].notes_slide.notes_text_frame.text = "Say this slowly."
    show.save(tmp_path / "a.pptx")
    with zipfile.ZipFile(tmp_path / "a.pptx") as old, zipfile.ZipFile(tmp_path / "b.ppsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"presentation.main+xml", b"slideshow.main+xml") if "Content_Types" in name else old.read(name))
    for name in ("a.pptx", "b.ppsx"):
        found, said = read(tmp_path / name)
        assert said == [("heading", "Winter plan of the system"), ("paragraph", "Beds open in May."), ("paragraph", "Speaker's notes: Say this slowly.")]
        assert found.blocks[1].page == 1 and found.metadata.title == "Winter plan of the system"
        assert [d.reason for d in found.dropped] == ["on a hidden slide"]


def mail(body="The board agreed the plan for the winter.", attach=()):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Dr Jane Example <jane@example.org>", "board@example.org", "The plan for winter"
    made["Date"] = "Tue, 04 Apr 2023 09:30:00 +0100"
    made.set_content(body)
    for name, data in attach:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def test_a_mail_says_who_wrote_it_and_when(tmp_path):
    (tmp_path / "m.eml").write_bytes(mail("Dear all\n\nThe plan is agreed.\n\nOn Monday, Ann wrote:\n> Is the plan agreed?\n"))
    found, said = read(tmp_path / "m.eml")
    m = found.metadata
    assert (m.title, m.authors, m.published) == ("The plan for winter", ("Jane Example",), "2023-04-04")
    assert [text for role, text in said if role == "paragraph"][1:] == ["Dear all", "The plan is agreed.", "On Monday, Ann wrote: Is the plan agreed?"]


def test_what_is_attached_to_a_mail_is_a_document_of_its_own(searcher, tmp_path):
    inner = mail("The inner mail names a lamp.", [("deep.txt", b"The deepest file names a buoy.")])
    (tmp_path / "m.eml").write_bytes(mail(attach=[("costs.csv", b"Site,Plan\nOrme,5\nLow Fen,7\n"), ("photo.png", b"\x89PNG"), ("inner.eml", inner)]))
    report = index_paths(searcher, [tmp_path / "m.eml"])
    assert {(o.source, o.status) for o in report.files} == {
        ("m.eml", "added"), ("costs.csv (attached to m.eml)", "added"), ("photo.png (attached to m.eml)", "skipped"),
        ("inner.eml (attached to m.eml)", "added"), ("deep.txt (attached to inner.eml (attached to m.eml))", "added"),
    }  # fmt: skip
    assert not any(o.failed for o in report.files)
    assert {o.status for o in index_paths(searcher, [tmp_path / "m.eml"]).files} == {"unchanged"}


@pytest.fixture
def searcher(tmp_path):
    from index.search.searcher import Searcher
    from index.settings import IndexSettings

    with_ = Searcher(IndexSettings(tmp_path / "data", embedding_model="toy"))
    yield with_
    with_.close()


def old(part):
    return b"\xd0\xcf\x11\xe0" + b"\0" * 600 + part.encode("utf-16-le") + b"\0" * 40


def zipped(name, data=b""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (old("WordDocument"), "a.doc", "an old Word file (.doc), which cannot be read; open it in Word and save it as .docx"),
        (old("PowerPoint Document"), "a.ppt", "an old PowerPoint file (.ppt)"), (old("Workbook"), "a.xls", "an old Excel file (.xls)"),
        (old("EncryptedPackage"), "a.docx", "a password-protected Office file, which cannot be read; save a copy without a password"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "a picture, which cannot be read"), (b"\xff\xd8\xff\xe0", "a.pdf", "a picture"),
        (zipped("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "a.ods", "an OpenDocument sheet"),
        (zipped("a.txt", b"x"), "a.zip", "take the files out of the zip"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "a.doc", "an old Word file (XML)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_called_by_its_right_name(tmp_path, data, name, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(LoadError) as raised:
        load(tmp_path / name, name)
    assert said in str(raised.value) and "\n" not in str(raised.value)


def test_content_tells_the_format_whatever_the_name():
    for path in sorted(KEPT.iterdir()):
        if path.is_file():
            data, suffix = path.read_bytes(), path.suffix
            form = recognised(data, suffix, path.name)
            assert suffix in form.suffixes, path.name
            if form.binary or form.module in ("mail", "web"):
                assert recognised(data, ".txt", path.name) is form
    assert {f.module for f in FORMATS} >= {"excel", "slides", "mail", "msg", "odt", "rtf", "table"}


@pytest.mark.parametrize("suffix", [".py", ".js", ".sh", ".go", ".yaml"])
def test_source_code_is_refused_by_its_name_and_says_what_to_do(tmp_path, suffix):
    path = tmp_path / f"tool{suffix}"
    path.write_text("The board met in May and agreed the plan.\n" * 5)
    with pytest.raises(LoadError, match=rf"a \{suffix} file, .*save it as \.txt"):
        load(path, path.name)


@pytest.mark.parametrize("name", ["minutes", "minutes v1.2 final", "minutes.text"])
def test_a_text_whose_name_says_no_other_kind_is_read(tmp_path, name):
    path = tmp_path / name
    path.write_text("The board met in May and agreed the plan.\n" * 5)
    assert "agreed the plan" in load(path, path.name).text
