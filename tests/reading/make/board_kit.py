"""What the files of the set `board` are made with: Word files as people type them, turned into PDF
by LibreOffice, and beside each the text and the cells that it holds."""

import json
import subprocess
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor


class Paper:
    def __init__(self, name, font="Arial", size=10.5, landscape=False, margin=2.0, after=6):
        self.name, self.doc, self.text, self.tables = name, Document(), [], []
        style = self.doc.styles["Normal"]
        style.font.name, style.font.size = font, Pt(size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
        style.paragraph_format.space_after = Pt(after)
        s = self.doc.sections[0]
        s.page_width, s.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
        s.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        s.left_margin = s.right_margin = Cm(margin)
        s.top_margin = s.bottom_margin = Cm(2)

    def p(
        self,
        text,
        bold=False,
        size=None,
        align=None,
        after=None,
        tabs=(),
        keep=True,
        into=None,
        colour=None,
    ):
        para = (into or self.doc).add_paragraph()
        for at in tabs:
            para.paragraph_format.tab_stops.add_tab_stop(Cm(at))
        for n, part in enumerate(text.split("**")):
            run = para.add_run(part)
            run.bold = True if bold or n % 2 else None
            if size:
                run.font.size = Pt(size)
            if colour:
                run.font.color.rgb = RGBColor.from_string(colour)
        if align == "centre":
            para.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if align == "justify":
            para.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if after is not None:
            para.paragraph_format.space_after = Pt(after)
        if keep:
            self.text.append(text.replace("**", "").replace("\t", " "))
        return para

    def grid(
        self,
        rows,
        widths,
        head=1,
        right=(),
        after=2,
        size=None,
        shade=False,
        rules=False,
        bold_rows=(),
        into=None,
        bold_first=False,
        bold_head=True,
        repeat=False,
    ):
        """A table without lines; `rules` draws thin ones between rows."""
        table = (into or self.doc).add_table(rows=len(rows), cols=len(widths))
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for r, row in enumerate(rows):
            cells = table.rows[r].cells
            span = 0
            for c, value in enumerate(row):
                cells[c].width = Cm(widths[c])
                if value is None:  # joined with the one before
                    continue
                span = c
                while span + 1 < len(row) and row[span + 1] is None:
                    span += 1
                cell = cells[c].merge(cells[span]) if span > c else cells[c]
                para = cell.paragraphs[0]
                para.paragraph_format.space_after = Pt(after)
                run = para.add_run(value)
                run.bold = (
                    True
                    if (r < head and bold_head) or r in bold_rows or (bold_first and not c)
                    else None
                )
                if size:
                    run.font.size = Pt(size)
                if c in right:
                    para.alignment = (
                        WD_ALIGN_PARAGRAPH.CENTER if span > c else WD_ALIGN_PARAGRAPH.RIGHT
                    )
                if shade and r < head:
                    fill = OxmlElement("w:shd")
                    fill.set(qn("w:val"), "clear")
                    fill.set(qn("w:fill"), "D9E5F0")
                    cell._tc.get_or_add_tcPr().append(fill)
            if repeat and r < head:
                mark = OxmlElement("w:tblHeader")
                table.rows[r]._tr.get_or_add_trPr().append(mark)
        if rules:
            pr = table._tbl.tblPr
            borders = OxmlElement("w:tblBorders")
            line = OxmlElement("w:insideH")
            for key, v in (("val", "single"), ("sz", "4"), ("color", "999999")):
                line.set(qn(f"w:{key}"), v)
            borders.append(line)
            pr.append(borders)
        return table

    def told(self, rows, head=1, kind="table", caption=None):
        """The cells that a grid holds, for the measure."""
        names = [""] * max(map(len, rows))
        for row in rows[:head]:
            last = ""
            for c, value in enumerate(row):
                last = last if value is None else value
                if last:
                    names[c] = f"{names[c]} {last}".strip()
        cells = []
        for row in rows[head:]:
            if len(row) > 1 and row[1] is None:
                continue  # a row of the table's whole width
            cells += [
                {"row": [row[0]], "column": names[c], "value": v}
                for c, v in enumerate(row)
                if c and v
            ]
        self.tables.append({"caption": caption, "kind": kind, "cells": cells})
        self.text += [v for row in rows for v in row if v]

    def pairs(self, pairs, kind="cover"):
        self.tables.append(
            {
                "caption": None,
                "kind": kind,
                "cells": [{"row": [a], "column": "", "value": b} for a, b in pairs],
            }
        )
        self.text += [x for pair in pairs for x in pair]

    def save(self, folder, title=None, must=()):
        folder = Path(folder)
        (folder / "expected").mkdir(parents=True, exist_ok=True)
        word = folder / f"{self.name}.docx"
        self.doc.save(word)
        finish(folder, word, self, title, must)


def finish(folder, source, paper, title, must):
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    source.unlink()
    told = {
        "kind": "board",
        "text": paper.text,
        "tables": paper.tables,
        "must": list(must),
        "must_not": [],
        "title": title,
        "published": None,
        "publisher": None,
        "authors": [],
        "pages": {},
    }
    (folder / "expected" / f"{paper.name}.pdf.json").write_text(
        json.dumps(told, indent=1, ensure_ascii=False)
    )
