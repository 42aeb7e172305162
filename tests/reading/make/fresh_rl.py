"""The fresh set's own way with reportlab: page sizes, odd and even furniture, looks of tables."""
import os
import re

from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Table as RLTable

from rl import BASE, bold, markup

SIZES = {"A4": pagesizes.A4, "A4L": pagesizes.landscape(pagesizes.A4), "Letter": pagesizes.LETTER, "Slide": (720, 405)}
DEF = dict(font="LibSans", size=10, rules="grid", align="R", accent="#003087", headbg="#003087", headfg="#FFFFFF", zebra="#E8EDEE",
           pad=3, lead=1.3, usup=False, h=(17, 13, 11), cell=-1, secbg=None, bullet="•", line="#768692", valign="TOP")


class St:
    def __init__(self, **o):
        self.__dict__.update({**DEF, **o})
        f, s = self.font, self.size
        P = ParagraphStyle
        self.body = P("fb", fontName=f, fontSize=s, leading=s * self.lead, spaceAfter=s * .7)
        self.hs = [P(f"fh{i}", fontName=bold(f), fontSize=z, leading=z * 1.2, textColor=colors.HexColor(self.accent), spaceBefore=z * .6,
                     spaceAfter=z * .4, keepWithNext=1) for i, z in enumerate(self.h)]
        self.cap = P("fc", fontName=bold(f), fontSize=s - .5, leading=s * 1.2, spaceBefore=5, spaceAfter=2, keepWithNext=1)
        self.note = P("fn", fontName=f, fontSize=s - 2, leading=(s - 2) * 1.2, spaceAfter=2)
        z = s + self.cell
        self.c = {a: P("c" + a, fontName=f, fontSize=z, leading=z * 1.18, alignment=k) for a, k in (("L", 0), ("C", 1), ("R", 2))}


def sty(st, a, fg=None, indent=0):
    p = st.c["R" if a == "D" else a]
    if fg or indent:
        p = ParagraphStyle(p.name + str(fg) + str(indent), parent=p, leftIndent=indent, textColor=colors.HexColor(fg) if fg else p.textColor)
    return p


def table(t, st, width, colw=None, prose=False, align=None, repeat=True, rag=False):
    look = getattr(t, "look", {})
    n, nh = t.ncols, len(t.head)
    al = align or look.get("align") or ["L"] * t.nlab + [("L" if prose or not nh else st.align)] * (n - t.nlab)
    fg = st.headfg if st.rules in ("grid", "zebra", "rows") else None
    rows, cmds = [], [("VALIGN", (0, 0), (-1, -1), st.valign), ("TOPPADDING", (0, 0), (-1, -1), st.pad), ("BOTTOMPADDING", (0, 0), (-1, -1), st.pad)]
    if "D" in al:
        for c, a in enumerate(al):
            if a == "D":
                cmds += [("ALIGN", (c, nh), (c, -1), "DECIMAL"), ("RIGHTPADDING", (c, nh), (c, -1), 20)]
    if st.rules == "zebra":
        cmds += [("BACKGROUND", (0, 0), (-1, nh - 1), colors.HexColor(st.headbg))] if nh else []
        cmds += [("BACKGROUND", (0, r), (-1, r), colors.HexColor(st.zebra)) for r in range(nh + 1, nh + len(t.body), 2)]
    cmds.append(("FONT", (0, 0), (-1, -1), st.font, st.size + st.cell, (st.size + st.cell) * 1.18))
    for r, line in enumerate(t.grid_head() if nh else []):
        row = []
        for c, (text, org, cs, rs, dr) in enumerate(line):
            row.append(Paragraph(f"<b>{markup(text, st)}</b>", sty(st, "C" if cs > 1 else al[c], fg)) if org else "")
            if org and (cs > 1 or rs > 1):
                cmds.append(("SPAN", (c, r), (c + cs - 1, r + rs - 1)))
        rows.append(row)
    for i, body in enumerate(t.body):
        r = nh + i
        b = i in look.get("bold", ()) or i in look.get("section", ())
        line = []
        for c, x in enumerate(body):
            m = markup(x, st)
            if b or (not nh and c % 2 == 0):
                m = f"<b>{m}</b>"
            if al[c] == "D":
                line.append(re.sub("<.*?>", "", m))
                if b:
                    cmds.append(("FONTNAME", (c, r), (c, r), bold(st.font)))
                continue
            line.append(Paragraph(m, sty(st, al[c], None, 9 * look.get("indent", {}).get(i, 0) if c == 0 else 0)))
            if rag and x in ("Green", "Amber", "Red"):
                cmds.append(("BACKGROUND", (c, r), (c, r), colors.HexColor({"Green": "#78BE20", "Amber": "#FFB81C", "Red": "#E8808A"}[x])))
        if i in look.get("section", ()):
            cmds.append(("SPAN", (0, r), (-1, r)))
            if st.secbg:
                cmds.append(("BACKGROUND", (0, r), (-1, r), colors.HexColor(st.secbg)))
        if i in look.get("bold", ()) and st.rules in ("total", "h"):
            cmds.append(("LINEABOVE", (1, r), (-1, r), .8, colors.black))
        rows.append(line)
    ln = colors.HexColor(st.line)
    if st.rules in ("grid", "rows") and nh:
        cmds.append(("BACKGROUND", (0, 0), (-1, nh - 1), colors.HexColor(st.headbg)))
    if st.rules == "grid":
        cmds.append(("GRID", (0, 0), (-1, -1), .5, ln))
    elif st.rules in ("h", "rows"):
        cmds += [("LINEBELOW", (0, max(nh - 1, 0)), (-1, -1), .4, ln), ("LINEABOVE", (0, 0), (-1, 0), 1.1, ln)]
    elif st.rules == "total" and nh:
        cmds.append(("LINEBELOW", (1, nh - 1), (-1, nh - 1), .8, colors.black))
    if not colw:
        first = .34 if n > 2 else .27
        colw = [first] + [(1 - first) / (n - 1)] * (n - 1)
    k = sum(colw)
    return RLTable(rows, colWidths=[w * width / max(k, 1) for w in colw], repeatRows=nh if repeat else 0, style=cmds, spaceBefore=3, spaceAfter=9, hAlign="LEFT")


def flow(blocks, st, width):
    out = []
    for b in blocks:
        k = b[0]
        if k == "h":
            out.append(Paragraph(markup(b[2], st), st.hs[min(b[1], 3) - 1]))
        elif k == "p":
            out.append(Paragraph(markup(b[1], st), st.body))
        elif k == "line":
            lab, _, val = b[1].partition(": ")
            p = ParagraphStyle("ln", parent=st.body, leftIndent=120, bulletFontName=bold(st.font), bulletFontSize=st.size, spaceAfter=3)
            out.append(Paragraph(markup(val, st), p, bulletText=lab + ":"))
        elif k in ("ul", "ol"):
            p = ParagraphStyle("li", parent=st.body, leftIndent=20, bulletIndent=6, bulletFontName=st.font, bulletFontSize=st.size, spaceAfter=2.5)
            for i, x in enumerate(b[1], 1):
                out.append(Paragraph(markup(x, st), p, bulletText=st.bullet if k == "ul" else f"({'abcdefghij'[i - 1]})"))
            out.append(Spacer(1, 5))
        elif k == "t":
            if b[1].caption:
                out.append(Paragraph(markup(b[1].caption, st), st.cap))
            out.append(table(b[1], st, width, **(b[2] if len(b) > 2 else {})))
        elif k == "note":
            out.append(Paragraph(f"<super>{b[1]}</super> {markup(b[2], st)}", st.note))
        elif k == "pb":
            out.append(PageBreak())
        elif k == "gap":
            out.append(Spacer(1, b[1]))
        elif k == "fb":
            out.append(FrameBreak())
    return out


def build(path, blocks, st, size="A4", margin=50, head=None, foot=None, cols=1, top=0, over=(), gap=20, draw=None, meta="", total=None):
    """head and foot: (left, centre, right), or a function of the page number giving that; {p} and {n} inside."""
    w, h = SIZES[size]
    n = [total or 0]

    def on(c, d):
        c.saveState()
        if draw and d.page == 1:
            draw(c, w, h)
        for what, y in ((head, h - 30), (foot, 24)):
            line = what(d.page) if callable(what) else what
            for x, a, s in zip((margin, w / 2, w - margin), (c.drawString, c.drawCentredString, c.drawRightString), line or ()):
                if s:
                    c.setFont(st.font, 8)
                    c.setFillColor(colors.HexColor("#425563"))
                    a(x, y, s.replace("{p}", str(d.page)).replace("{n}", str(n[0])))
        c.restoreState()
    width = w - 2 * margin
    cw = (width - gap * (cols - 1)) / cols

    def frames(y):
        return [Frame(margin + i * (cw + gap), margin, cw, y - margin, 0, 0, 0, 0) for i in range(cols)]

    def go():
        doc = BaseDocTemplate(path, pagesize=(w, h), title=meta, author="")
        first = ([Frame(margin, h - margin - top, width, top, 0, 0, 0, 0)] if over else []) + frames(h - margin - top)
        doc.addPageTemplates([PageTemplate("first", first, onPage=on), PageTemplate("later", frames(h - margin), onPage=on)])
        doc.build((flow(over, st, width) + [FrameBreak()] if over else []) + [NextPageTemplate("later")] + flow(blocks, st, cw))
        return doc.page
    n[0] = go()
    if "{n}" in str(head) + str(foot):
        go()
    return n[0]
