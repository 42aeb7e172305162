"""Real PDF and Word files for tests, made on the spot: fpdf2 and python-docx write them, the loaders read them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from docx import Document as Docx
from fpdf import FPDF
from fpdf.encryption import EncryptionMethod

BODY = (
    "The board agreed that integrated care systems should set local priorities with the same weight as national targets. "
    "Spending on prevention should rise over five years, and progress should be reported to the board every quarter."
)

FINDINGS = (
    BODY,
    "Patients waited longer for community services than for hospital ones, although the gap narrowed in the second half.",
    "Staff told the reviewers that reporting the same figures to several bodies took a day of each manager's week.",
    "Money for winter came late, so that plans made in autumn had to be drawn up again after the new year began.",
)


class _Report(FPDF):
    def header(self):
        self.set_font("Helvetica", size=8)
        self.cell(0, 8, "Example Trust annual report", new_x="LMARGIN", new_y="NEXT")

    def footer(self):
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 8, f"Page {self.page_no()} of 4")


def report_pdf(path: Path, pages: int = 4) -> Path:
    """A report with running header and footer, headings in larger type, and a hyphenated line end."""
    pdf = _Report()
    pdf.set_title("Example Trust review of local priorities")
    for page in range(1, pages + 1):
        pdf.add_page()
        pdf.set_font("Helvetica", style="B", size=16)
        pdf.cell(0, 12, f"Section {page} heading", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        pdf.multi_cell(0, 6, f"Finding number {page}. {FINDINGS[page - 1]}", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(8)
        pdf.cell(0, 6, "The committee asked for better account-", new_x="LMARGIN", new_y="NEXT")
        pdf.cell(
            0,
            6,
            f"ability across the whole system in the {['first', 'second', 'third', 'fourth'][page - 1]} year.",
            new_x="LMARGIN",
            new_y="NEXT",
        )
    pdf.output(str(path))
    return path


def two_columns_pdf(path: Path) -> Path:
    """Left column then right column; a reader that goes across mixes them up."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    left = [f"left line {n} of the first column runs here" for n in range(8)]
    right = [f"right line {n} of the second column runs" for n in range(8)]
    for n, (a, b) in enumerate(zip(left, right, strict=True)):
        pdf.text(15, 30 + 7 * n, a)
        pdf.text(110, 30 + 7 * n, b)
    pdf.output(str(path))
    return path


def encrypted_pdf(path: Path) -> Path:
    pdf = FPDF()
    pdf.set_encryption(owner_password="owner", user_password="user", encryption_method=EncryptionMethod.RC4)
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.cell(0, 10, BODY)
    pdf.output(str(path))
    return path


def picture_pdf(path: Path) -> Path:
    """Pages without any text, as a scanner makes them."""
    pdf = FPDF()
    for _ in range(2):
        pdf.add_page()
        pdf.rect(20, 20, 100, 100, style="F")
    pdf.output(str(path))
    return path


def empty_pdf(path: Path) -> Path:
    """A well-formed PDF with no page."""
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n"
        b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n100\n%%EOF\n"
    )
    return path


def board_docx(path: Path) -> Path:
    docx = Docx()
    docx.core_properties.title = "Board paper on local priorities"
    docx.core_properties.author = "Jane Example"
    docx.add_heading("Board paper on local priorities", 0)
    docx.add_heading("What was agreed", 1)
    docx.add_paragraph(BODY)
    docx.add_paragraph("Publish the baseline by April.", style="List Bullet")
    docx.add_paragraph("Report to the partnership each quarter.", style="List Bullet")
    docx.add_heading("Progress", 2)
    table = docx.add_table(rows=3, cols=3)
    for row, cells in enumerate([("Measure", "Target", "Result"), ("Prevention share", "6%", "5.1%"), ("Local targets", "10", "12")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    docx.save(str(path))
    return path


def bomb_docx(path: Path) -> Path:
    """Half a gigabyte of zeros in a few hundred kilobytes, named like a Word file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(500):
            part.write(b"\0" * 2**20)
    path.write_bytes(buffer.getvalue())
    return path
