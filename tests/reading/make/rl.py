"""Blocks to PDF with reportlab's platypus."""
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph,
                                Spacer, NextPageTemplate, FrameBreak)
from reportlab.platypus import Table as RLTable

from model import SUPS, segs

L, D = "/usr/share/fonts/truetype/liberation/", "/usr/share/fonts/truetype/dejavu/"
FAMILIES = {"LibSans": (L + "LiberationSans-Regular.ttf", L + "LiberationSans-Bold.ttf"),
            "LibSerif": (L + "LiberationSerif-Regular.ttf", L + "LiberationSerif-Bold.ttf"),
            "LibNarrow": (L + "LiberationSansNarrow-Regular.ttf", L + "LiberationSansNarrow-Bold.ttf"),
            "DejaSans": (D + "DejaVuSans.ttf", D + "DejaVuSans-Bold.ttf"),
            "DejaSerif": (D + "DejaVuSerif.ttf", D + "DejaVuSerif-Bold.ttf"),
            "DejaCond": (D + "DejaVuSansCondensed.ttf", D + "DejaVuSansCondensed-Bold.ttf")}
for _n, (_r, _b) in FAMILIES.items():
    pdfmetrics.registerFont(TTFont(_n, _r))
    pdfmetrics.registerFont(TTFont(_n + "-Bold", _b))
    pdfmetrics.registerFontFamily(_n, normal=_n, bold=_n + "-Bold", italic=_n, boldItalic=_n + "-Bold")
BASE = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}


def bold(font):
    return BASE.get(font, font + "-Bold")


class Style:
    def __init__(self, font="Helvetica", size=10, table="grid", accent="#005EB8", justify=False,
                 usup=False, lead=1.35, align="RIGHT", indent=0, pad=3, numbers="{}.", bullet="•"):
        self.font, self.size, self.table, self.accent = font, size, table, colors.HexColor(accent)
        self.usup, self.align, self.pad, self.numbers, self.bullet = usup, align, pad, numbers, bullet
        self.body = ParagraphStyle("b", fontName=font, fontSize=size, leading=size * lead,
                                   spaceAfter=size * 0.6, leftIndent=indent,
                                   alignment=TA_JUSTIFY if justify else 0)
        self.cell = ParagraphStyle("c", fontName=font, fontSize=size - 1, leading=(size - 1) * 1.2)
        self.cellr = ParagraphStyle("cr", parent=self.cell, alignment={"RIGHT": 2, "CENTER": 1, "LEFT": 0}[align])
        self.note = ParagraphStyle("n", parent=self.body, fontSize=size - 2, leading=(size - 2) * 1.25, spaceAfter=2)
        self.h = [ParagraphStyle("h%d" % i, fontName=bold(font), fontSize=size + 8 - 3 * i, textColor=self.accent,
                                 leading=(size + 8 - 3 * i) * 1.2, spaceBefore=size * 0.8, spaceAfter=size * 0.5,
                                 keepWithNext=1) for i in range(4)]
        self.cap = ParagraphStyle("cap", parent=self.body, fontName=bold(font), fontSize=size - 0.5,
                                  spaceBefore=6)


def markup(text, st):
    out = ""
    for kind, w in segs(text):
        e = escape(w)
        if kind == "^":
            out += w.translate(SUPS) if st.usup else f"<super size={st.size * 0.62:.1f} rise={st.size * 0.38:.1f}>{e}</super>"
        elif kind == "s:":
            out += f"<super size={st.size * 0.62:.1f} rise={st.size * 0.38:.1f}>{e}</super>"
        elif kind == "-":
            out += f"<strike>{e}</strike>"
        elif kind == "b:":
            out += f"<b>{e}</b>"
        elif kind != "h:":
            out += e
    return out


class SplitPara(Paragraph):
    """Keeps a log of the paragraphs that were cut by a page break."""
    log = []

    def split(self, aw, ah):
        got = super().split(aw, ah)
        if len(got) == 2:
            SplitPara.log.append(self.getPlainText())
        return got


def table(t, st, width, repeat=True, colw=None, prose=False):
    nh = len(t.head)
    rows, cmds = [], [("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), st.pad),
                      ("BOTTOMPADDING", (0, 0), (-1, -1), st.pad)]
    if nh:
        for r, line in enumerate(t.grid_head()):
            row = []
            for c, (text, org, cs, rs, dr) in enumerate(line):
                sty = st.cell if c < t.nlab or prose else st.cellr
                if cs > 1:
                    sty = ParagraphStyle("m", parent=st.cell, alignment=1)
                row.append(Paragraph(f"<b>{markup(text, st)}</b>", sty) if org else "")
                if org and (cs > 1 or rs > 1):
                    cmds.append(("SPAN", (c, r), (c + cs - 1, r + rs - 1)))
            rows.append(row)
    prev, start = None, 0
    for i, row in enumerate(t.body):
        line = []
        for c, x in enumerate(row):
            if c == 0 and t.merge0 and x == prev:
                line.append("")
                continue
            left = c < t.nlab or prose or not nh
            m = markup(x, st)
            line.append(Paragraph(f"<b>{m}</b>" if (not nh and c == 0) else m, st.cell if left else st.cellr))
        if t.merge0 and row[0] != prev:
            if i - start > 1:
                cmds.append(("SPAN", (0, nh + start), (0, nh + i - 1)))
            prev, start = row[0], i
        rows.append(line)
    if t.merge0 and len(t.body) - start > 1:
        cmds.append(("SPAN", (0, nh + start), (0, nh + len(t.body) - 1)))
    grey = colors.HexColor("#888888")
    if st.table == "grid":
        cmds.append(("GRID", (0, 0), (-1, -1), 0.6, grey))
        if nh:
            cmds.append(("BACKGROUND", (0, 0), (-1, nh - 1), colors.HexColor("#DDE7F2")))
    elif st.table == "hlines":
        cmds += [("LINEBELOW", (0, 0), (-1, -1), 0.4, grey), ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black)]
        if nh:
            cmds.append(("LINEBELOW", (0, nh - 1), (-1, nh - 1), 1, colors.black))
    elif st.table == "zebra":
        cmds += [("BACKGROUND", (0, r), (-1, r), colors.HexColor("#EEF3E8")) for r in range(nh, len(rows), 2)]
    elif st.table == "box":
        cmds += [("BOX", (0, 0), (-1, -1), 1.2, colors.black)]
        if nh:
            cmds.append(("LINEBELOW", (0, nh - 1), (-1, nh - 1), 0.8, colors.black))
    if not colw:
        n = t.ncols
        first = 0.3 if n > 2 else 0.28
        colw = [first] + [(1 - first) / (n - 1)] * (n - 1)
    return RLTable(rows, colWidths=[w * width for w in colw], repeatRows=nh if repeat else 0,
                   style=cmds, spaceBefore=4, spaceAfter=10)


def flow(blocks, st, width, repeat=True, colw=None, prose=False):
    out = []
    for b in blocks:
        k = b[0]
        if k == "h":
            out.append(Paragraph(markup(b[2], st), st.h[min(b[1], 3)]))
        elif k == "p":
            out.append(SplitPara(markup(b[1], st), st.body))
        elif k in ("ul", "ol"):
            ind = ParagraphStyle("li", parent=st.body, leftIndent=18, bulletIndent=3, bulletFontName=st.font,
                                 bulletFontSize=st.size, spaceAfter=3)
            for i, x in enumerate(b[1], 1):
                out.append(Paragraph(markup(x, st), ind, bulletText=st.bullet if k == "ul" else st.numbers.format(i)))
            out.append(Spacer(1, 4))
        elif k == "t":
            if b[1].caption:
                out.append(Paragraph(markup(b[1].caption, st), st.cap))
            own = b[2] if len(b) > 2 else {}
            out.append(table(b[1], st, width, own.get("repeat", repeat), own.get("colw", colw), own.get("prose", prose)))
        elif k == "note":
            mark = b[1].translate(SUPS) if st.usup else f"<super size={st.size * 0.6:.1f} rise={st.size * 0.3:.1f}>{b[1]}</super>"
            out.append(Paragraph(f"{mark} {markup(b[2], st)}", st.note))
        elif k == "pb":
            out.append(PageBreak())
        elif k == "gap":
            out.append(Spacer(1, b[1]))
        elif k == "raw" and b[1] == "framebreak":
            out.append(FrameBreak())
        elif k == "raw" and b[1] == "next":
            out.append(NextPageTemplate(b[2]))
    return out


def furniture(st, head=None, foot=None, size=None, rule=False):
    """Draws running header and footer; {p} is the page number."""
    def draw(c, doc):
        w, h = doc.pagesize
        c.saveState()
        c.setFont(st.font, 8)
        c.setFillColor(colors.HexColor("#555555"))
        if head:
            c.drawString(56, h - 34, head.replace("{p}", str(doc.page)))
        if foot:
            parts = foot.replace("{p}", str(doc.page)).split("|")
            c.drawString(56, 28, parts[0])
            if len(parts) > 1:
                c.drawRightString(w - 56, 28, parts[1])
        if rule:
            c.line(56, 40, w - 56, 40)
        c.restoreState()
    return draw


def build(path, blocks, st, head=None, foot=None, cols=1, title_blocks=(), land=False, gap=18, extra=None,
          meta=None, margin=56, repeat=True, colw=None, prose=False, title_h=90, before=None):
    """One document; with cols>1 the title_blocks stand in a frame over the columns of page 1."""
    size = landscape(A4) if land else A4
    w, h = size
    doc = BaseDocTemplate(path, pagesize=size, title=meta or "", author="", leftMargin=margin, rightMargin=margin)
    fur = furniture(st, head, foot, rule=bool(foot) and st.table == "hlines")

    def on(c, d):
        if before and d.page == 1:
            before(c, d)
        fur(c, d)
        if extra and d.page == 1:
            extra(c, d)
    width = w - 2 * margin
    cw = (width - gap * (cols - 1)) / cols
    top = h - margin

    def frames(y1):
        return [Frame(margin + i * (cw + gap), margin, cw, y1 - margin, 0, 0, 0, 0) for i in range(cols)]
    if title_blocks:
        first = [Frame(margin, top - title_h, width, title_h, 0, 0, 0, 0)] + frames(top - title_h - 8)
        story = flow(title_blocks, st, width) + [FrameBreak(), NextPageTemplate("later")]
        doc.addPageTemplates([PageTemplate("first", first, onPage=on), PageTemplate("later", frames(top), onPage=on)])
    else:
        story = []
        doc.addPageTemplates([PageTemplate("first", frames(top), onPage=on)])
    SplitPara.log = []
    doc.build(story + flow(blocks, st, cw, repeat, colw, prose))
    return list(SplitPara.log)
