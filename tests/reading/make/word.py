"""Blocks to Word files."""
import re

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from model import plain, segs

W = nsdecls("w")
BOX = ('<w:r {w} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
       'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
       'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
       'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
       '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="3000000" cy="700000"/>'
       '<wp:docPr id="{i}" name="Text Box {i}"/><a:graphic><a:graphicData '
       'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
       '<a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="700000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
       '</wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>'
       '</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:240pt;height:55pt">'
       '<v:textbox><w:txbxContent><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>'
       '</mc:AlternateContent></w:r>')


def esc(s):
    return s.replace("&", "&amp;").replace("<", "&lt;")


class Word:
    def __init__(self, tracked=False, numbered=False, footnotes=False, font="Calibri", style_table="Table Grid", gridspan=True):
        self.d = Document()
        self.d.styles["Normal"].font.name = font
        self.d.styles["Normal"].font.size = Pt(11)
        self.tracked, self.footnotes, self.style_table = tracked, footnotes, style_table
        self.notes, self.ids = {}, 100
        if numbered:
            self._number_headings()

    def _number_headings(self):
        num = self.d.part.numbering_part.element
        lv = "".join(f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{i + 1}"/>'
                     f'<w:lvlText w:val="{".".join("%" + str(k + 1) for k in range(i + 1))}"/></w:lvl>' for i in range(3))
        num.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>{lv}</w:abstractNum>'))
        num.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        for i in range(3):
            ppr = self.d.styles[f"Heading {i + 1}"].element.get_or_add_pPr()
            ppr.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{i}"/><w:numId w:val="77"/></w:numPr>'))

    def inline(self, p, text):
        for k, w in segs(text):
            if k == "^" and self.footnotes:
                p._p.append(parse_xml(f'<w:r {W}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{w}"/></w:r>'))
            elif k == "-" and self.tracked:
                self.ids += 1
                p._p.append(parse_xml(f'<w:del {W} w:id="{self.ids}" w:author="R Editor" w:date="2024-02-01T09:00:00Z"><w:r>'
                                      f'<w:delText xml:space="preserve">{esc(w)}</w:delText></w:r></w:del>'))
            elif k == "+" and self.tracked:
                self.ids += 1
                p._p.append(parse_xml(f'<w:ins {W} w:id="{self.ids}" w:author="R Editor" w:date="2024-02-01T09:00:00Z"><w:r>'
                                      f'<w:t xml:space="preserve">{esc(w)}</w:t></w:r></w:ins>'))
            else:
                r = p.add_run(w)
                if k in ("^", "s:"):
                    r.font.superscript = True
                elif k == "-":
                    r.font.strike = True
                elif k == "h:":
                    r.font.hidden = True
                elif k == "b:":
                    r.bold = True
        return p

    def blocks(self, blocks):
        for b in blocks:
            k = b[0]
            if k == "h":
                self.inline(self.d.add_heading("", min(b[1], 9)), b[2])
            elif k == "p":
                self.inline(self.d.add_paragraph(), b[1])
            elif k in ("ul", "ol"):
                for x in b[1]:
                    self.inline(self.d.add_paragraph(style="List Bullet" if k == "ul" else "List Number"), x)
            elif k == "t":
                self.table(b[1])
            elif k == "note":
                if self.footnotes:
                    self.notes[b[1]] = plain(b[2])
                else:
                    self.inline(self.d.add_paragraph(), f"[[^{b[1]}]] {b[2]}")
            elif k == "box":
                self.ids += 1
                p = self.d.add_paragraph()
                p._p.append(parse_xml(BOX.format(w=W, i=self.ids, t=esc(b[1]))))
            elif k == "sdt":
                self.d.element.body.insert(-1, parse_xml(
                    f'<w:sdt {W}><w:sdtPr><w:alias w:val="Field"/><w:tag w:val="f"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>{esc(b[1])}</w:t></w:r></w:p></w:sdtContent></w:sdt>'))
            elif k == "pb":
                self.d.add_page_break()
        return self

    def table(self, t, where=None):
        if t.caption:
            self.d.add_paragraph(t.caption, style="Caption")
        nh = len(t.head)
        tb = (where or self.d).add_table(nh + len(t.body), t.ncols)
        if not where:
            tb.style = self.style_table
        if nh:
            for r, line in enumerate(t.grid_head()):
                for c, (text, org, cs, rs, dr) in enumerate(line):
                    if org:
                        cell = tb.cell(r, c)
                        if cs > 1 or rs > 1:
                            cell = cell.merge(tb.cell(r + rs - 1, c + cs - 1))
                        self.inline(cell.paragraphs[0], f"[[b:{text}]]" if "[[" not in text else text)
                tb.rows[r]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
        for i, row in enumerate(t.body):
            for c, x in enumerate(row):
                if c == 0 and t.merge0 and i and t.body[i - 1][0] == x:
                    tb.cell(nh + i - 1, 0).merge(tb.cell(nh + i, 0))
                    for p in tb.cell(nh + i, 0).paragraphs[1:]:
                        p._p.getparent().remove(p._p)
                    continue
                self.inline(tb.cell(nh + i, c).paragraphs[0], x)
        if not where:
            self.d.add_paragraph()
        return tb

    def nested(self, t, row, col, inner):
        """A table with another inside one cell, below the cell's words."""
        tb = self.table(t)
        inn = tb.cell(len(t.head) + row, col).add_table(len(inner.head) + len(inner.body), inner.ncols)
        rows = [[h[0] for h in inner.head[0]]] + inner.body
        for r, line in enumerate(rows):
            for c, x in enumerate(line):
                inn.cell(r, c).text = x

    def furniture(self, head, foot):
        s = self.d.sections[0]
        s.header.paragraphs[0].text = head
        p = s.footer.paragraphs[0]
        p.text = foot + " Page "
        p._p.append(parse_xml(f'<w:fldSimple {W} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))

    def save(self, path, kind="docx", title=None):
        if title:
            self.d.core_properties.title = title
        self.d.core_properties.author = ""
        if self.notes:
            x = f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            for i, text in self.notes.items():
                x += f'<w:footnote w:id="{i}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {esc(text)}</w:t></w:r></w:p></w:footnote>'
            part = Part(PackURI("/word/footnotes.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
                        ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + x + "</w:footnotes>").encode(), self.d.part.package)
            self.d.part.relate_to(part, RT.FOOTNOTES)
        ct = {"docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
              "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"}.get(kind)
        if ct:
            self.d.part._content_type = ct
        self.d.save(path)


def deleted(blocks):
    """Words that were struck, deleted or hidden, for must_not."""
    out = []
    for b in blocks:
        for x in b[1:]:
            for s in ([x] if isinstance(x, str) else x if isinstance(x, list) else []):
                out += [w for k, w in segs(s) if k in ("-", "h:") and len(w) > 5]
    return [re.sub(r"\s+", " ", w).strip() for w in out]
