"""PDFs by reportlab, Chromium and fpdf2."""
import os
import re

import bank_last as B
import rl
from model import label_value, plain
from plan_last import C, MONTHS, Pairs, T, ex, row
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import NameObject, NumberObject, RectangleObject
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle as PS
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Table as RT
from web import inline, page, to_pdf

# ---------------------------------------------------------------- reportlab
H = colors.HexColor


class St:
    def __init__(s, font="LibSans", size=10, ink="#1d3c34", cell=None):
        s.font, s.size, s.usup, s.bold = font, size, False, rl.bold(font)
        s.cell = cell or size - 1
        s.body = PS("b", fontName=font, fontSize=size, leading=size * 1.36, spaceAfter=size * .65)
        s.h = [PS(f"h{i}", fontName=s.bold, fontSize=size * k, leading=size * k * 1.2, textColor=H(ink), spaceBefore=size * .9, spaceAfter=size * .45, keepWithNext=1) for i, k in enumerate((1.8, 1.3, 1.08))]
        s.cap = PS("cap", fontName=s.bold, fontSize=size - .5, leading=size * 1.25, spaceBefore=4, spaceAfter=3, keepWithNext=1)
        s.small = PS("sm", fontName=font, fontSize=size - 2, leading=(size - 2) * 1.25, spaceAfter=1.5)

    def c(s, a, bold=False, ink=None, left=0):
        return PS("c", fontName=s.bold if bold else s.font, fontSize=s.cell, leading=s.cell * 1.18, alignment={"l": 0, "c": 1, "r": 2}[a], leftIndent=left, textColor=H(ink) if ink else colors.black)


def rtab(t, st, width, colw, al, cmds=(), headink=None, repeat=True, pad=2.5):
    nh, rows = len(t.head), []
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("VALIGN", (0, 0), (-1, nh - 1), "BOTTOM"), ("TOPPADDING", (0, 0), (-1, -1), pad), ("BOTTOMPADDING", (0, 0), (-1, -1), pad)]
    for r, line in enumerate(t.grid_head() if nh else []):
        out = []
        for k, (x, org, cs, rs, _) in enumerate(line):
            out.append(Paragraph(rl.markup(x, st), st.c("c" if cs > 1 else al[k], True, headink)) if org else "")
            if org and cs * rs > 1:
                style.append(("SPAN", (k, r), (k + cs - 1, r + rs - 1)))
        rows.append(out)
    for i, b in enumerate(t.body):
        heavy = i in t.tot or i in t.sec
        rows.append([Paragraph(rl.markup(x, st), st.c(al[k], heavy or (not nh and k % 2 == 0), None, 10 if k == 0 and i in t.ind else 0)) for k, x in enumerate(b)])
        if i in t.sec:
            style.append(("SPAN", (0, nh + i), (-1, nh + i)))
    k = sum(colw)
    return RT(rows, colWidths=[w * width / k for w in colw], repeatRows=nh if repeat else 0, style=style + list(cmds), spaceBefore=2, spaceAfter=9, hAlign="LEFT")


def flow(blocks, st, bullet="•"):
    out = []
    for b in blocks:
        if b[0] == "h":
            out.append(Paragraph(rl.markup(b[2], st), st.h[b[1] - 1]))
        elif b[0] == "p":
            out.append(Paragraph(rl.markup(b[1], st), st.body))
        elif b[0] == "small":
            out.append(Paragraph(rl.markup(b[1], st), st.small))
        elif b[0] == "ul":
            out += [Paragraph(rl.markup(x, st), PS("li", parent=st.body, leftIndent=15, bulletIndent=4, spaceAfter=2), bulletText=bullet) for x in b[1]]
            out.append(Spacer(1, 5))
        elif b[0] == "cap":
            out.append(Paragraph(rl.markup(b[1], st), st.cap))
        else:
            out.append(b[1])
    return out


def doc(path, story, frames, size=A4, draw=None, later=None, title=None):
    d = BaseDocTemplate(path, pagesize=size, title=title, author="")
    d.addPageTemplates([PageTemplate("one", [Frame(*f, 0, 0, 0, 0) for f in frames], onPage=draw or (lambda c, d: None)),
                        PageTemplate("more", [Frame(*f, 0, 0, 0, 0) for f in later or frames], onPage=draw or (lambda c, d: None))])
    d.build([NextPageTemplate("more")] + story)


def words(bl):
    """Blocks as they are expected: small print is a paragraph; captions belong to their table."""
    return [("p", b[1]) if b[0] == "small" else b for b in bl if b[0] not in ("cap", "x")]


def outturn(c, p):
    r, t, rows, sec, tot = c.rng, f"Income and expenditure in detail: month {c.rng.randint(7, 10)}", [], [], []
    net, fin = [0] * 6, [0] * 6

    def add(lab, v):
        rows.append([lab] + [c.num(x) for x in v])
    for k, (name, labs) in enumerate(B.OUTTURN):
        sec.append(len(rows))
        rows.append([name] + [""] * 6)
        sub = [0] * 6
        for lab in labs:
            b = r.randint(900, 16000) if k == 0 else r.randint(40, 5200) if k < 4 else r.randint(3, 90)
            v = []
            for mul in (1, r.uniform(7.5, 9)):
                pl, ac = int(b * mul), int(b * mul * r.uniform(.9, 1.1)) if r.random() > .08 else int(b * mul)
                v += [pl, ac, (ac - pl) if k < 2 else (pl - ac)]
            sub = [a + b for a, b in zip(sub, v)]
            add(lab + {"High cost drugs and devices": "[[^1]]", "Apprenticeship levy": "[[^2]]"}.get(lab, ""), v)
        tot.append(len(rows))
        add(f"Sub-total {name.lower()}", sub)
        net = [n + (s if k < 2 or i % 3 == 2 else -s) for i, (n, s) in enumerate(zip(net, sub))]
        if k == 3:
            tot.append(len(rows))
            add("Operating position", net)
    tot.append(len(rows))
    add("Surplus or (deficit)", net)
    g = ["Budget", "Actual", "Variance"]
    tab = T([[("£000", 1, 2), ("This month", 3, 1), ("Year to date", 3, 1)], [(x, 1, 1) for x in g + g]], rows, "Statement A: income and expenditure by line", sec=sec, tot=tot)
    ps = [("p", c.para("money", 2)), ("p", c.para("data", 1))]
    notes = [("small", "[[^1]] Paid at cost; any growth is met in full by the commissioner."), ("small", "[[^2]] Shown net of sums drawn down for courses."), ("small", "Brackets show a negative figure or an adverse variance. Totals may not cast because of rounding.")]
    end = c.sec("rules", 1)
    bl = [("h", 1, t)] + ps + [("t", tab)] + notes + end
    e = ex(c, "two-page statement with a repeated two-row header, shaded section rows, brackets, notes below, reportlab", words(bl), t)
    st = St("LibSerif", 10.5, "#4a1942", 9.5)
    cm = [("LINEABOVE", (0, 0), (-1, 0), 1.2, colors.black), ("LINEBELOW", (1, 0), (3, 0), .5, colors.black), ("LINEBELOW", (4, 0), (6, 0), .5, colors.black), ("LINEBELOW", (0, 1), (-1, 1), .8, colors.black)]
    cm += [("BACKGROUND", (0, 2 + i), (-1, 2 + i), H("#e6dfe5")) for i in sec] + [("LINEABOVE", (1, 2 + i), (-1, 2 + i), .5, colors.black) for i in tot] + [("LINEBELOW", (0, -1), (-1, -1), 1.2, colors.black)]
    W = A4[0] - 100

    def draw(cv, d):
        cv.setFont(st.font, 8)
        cv.drawString(50, A4[1] - 30, f"{c.org} / Resources Committee")
        cv.drawRightString(A4[0] - 50, 26, f"Sheet {d.page}")
    e.must_not += [c.org, "Resources Committee", "Sheet 1", "Sheet 2", "devices1", "levy2"]
    doc(p, flow([("h", 1, t)] + ps, st) + [Paragraph(tab.caption, PS("k", parent=st.cap, keepWithNext=0))] + flow([("x", rtab(tab, st, W, [3.3] + [1] * 6, "l" + "r" * 6, cm, pad=4.5))] + notes + end, st), [(50, 46, W, A4[1] - 96)], draw=draw)
    return e


def stations(c, p):
    r, t = c.rng, "Vehicle hours and the station plan"
    k = r.randrange(0, 6)
    ms = MONTHS[k:k + 6]
    rows, tot = [], [0] * 7
    for s in B.STATIONS:
        v = [r.randint(310, 2650) for _ in ms]
        v.append(sum(v))
        tot = [a + b for a, b in zip(tot, v)]
        rows.append([s] + [f"{x:,}" for x in v])
    rows.append(["All stations"] + [f"{x:,}" for x in tot])
    tab = T(row("Station", *ms, "Six months together"), rows, "Vehicle hours produced by station", tot=[len(rows) - 1])
    A, Z = [("h", 1, t), *c.sec("flow", 2), *c.sec("sites", 1)], [("p", c.para("staff", 2))]
    e = ex(c, "upright page, then a table on a turned landscape page (/Rotate 270), shaded columns, reportlab", A + [("t", tab)] + Z, t)
    st, w = St("DejaSans", 9.5, "#00563f"), PdfWriter()
    LW, LH = landscape(A4)

    def foot(wd, n):
        def f(cv, d):
            cv.setFont(st.font, 7.5)
            cv.drawCentredString(wd / 2, 24, f"Greywell operations paper, leaf {n}")
        return f
    doc(p + ".0", flow(A, st), [(60, 60, A4[0] - 120, A4[1] - 120)], draw=foot(A4[0], 1))
    cm = [("BACKGROUND", (j, 0), (j, -1), H("#dcebe5")) for j in (2, 4, 6)] + [("LINEBELOW", (0, 0), (-1, 0), 1, H("#00563f")), ("BOX", (0, 0), (-1, -1), .7, H("#00563f")), ("LINEABOVE", (0, -1), (-1, -1), .7, H("#00563f"))]
    doc(p + ".1", flow([("cap", tab.caption), ("x", rtab(tab, st, LW - 100, [2.2] + [1] * 6 + [1.3], "l" + "r" * 7, cm, pad=4))] + Z, st), [(50, 50, LW - 100, LH - 100)], size=(LW, LH), draw=foot(LW, 2))
    for i in (0, 1):
        w.append(PdfReader(f"{p}.{i}"))
        os.remove(f"{p}.{i}")
    pg = w.pages[1]
    pg.add_transformation(Transformation().rotate(-90).translate(0, LW))
    for k in ("/MediaBox", "/CropBox"):
        pg[NameObject(k)] = RectangleObject((0, 0, LH, LW))
    pg[NameObject("/Rotate")] = NumberObject(270)
    w.compress_identical_objects()
    w.write(p)
    e.must_not.append("Greywell operations paper")
    return e


def beside(c, p):
    r, t = c.rng, "Home visiting: a note for the integrated teams"
    teams = ["Amber", "Birch", "Cedar", "Damson", "Elder", "Fern", "Gorse"]
    a = T(row("Team", "Visits", "Not at home"), [[x, f"{r.randint(480, 2300):,}", str(r.randint(9, 74))] for x in teams], "Visits in the quarter")
    ages = ["Under 5", "5 to 17", "18 to 64", "65 to 79", "80 and over"]
    v = [[n, n - r.randint(9, 50), r.randint(20, n // 2), r.randint(11, 99)] for n in (r.randint(160, 1900) for _ in ages)]
    b = T(row("Age band", "Referred", "Accepted", "First seen within two weeks", "Still waiting"), [[x] + [f"{n:,}" for n in y] for x, y in zip(ages, v)] + [["Total"] + [f"{sum(y[i] for y in v):,}" for i in range(4)]], "Referrals by age", tot=[5])
    left = [("h", 2, "What the teams have seen"), ("p", c.para("flow", 2)), ("p", c.para("care", 2)), ("p", c.para("staff", 1))]
    after = [("p", c.para("data", 2)), ("h", 2, "Who was referred")]
    end = [("p", c.para("rules", 2))]
    bl = [("h", 1, t)] + left + [("t", a)] + after + [("t", b)] + end
    e = ex(c, "a ruled table beside text, then a table without lines, reportlab", bl, t)
    st = St("LibNarrow", 11.5, "#7a3b00", 10.5)
    W, hh = A4[0], A4[1]
    cm = [("GRID", (0, 0), (-1, -1), .6, H("#b07a45")), ("BACKGROUND", (0, 0), (-1, 0), H("#f3e3d3"))]
    story = flow([("h", 1, t)], st) + [FrameBreak()] + flow(left, st) + [FrameBreak()] + flow([("cap", a.caption), ("x", rtab(a, st, 190, [1.4, 1, 1.2], "lrr", cm))], st) + [FrameBreak()]
    story += flow(after + [("cap", b.caption), ("x", rtab(b, st, W - 110, [1.6, 1, 1, 1.5, 1.1], "lrrrr", pad=2))] + end, st)
    doc(p, story, [(55, hh - 100, W - 110, 50), (55, hh - 372, 270, 268), (350, hh - 372, 190, 268), (55, 50, W - 110, hh - 430)])
    return e


def form(c, p):
    r, t = c.rng, "Proposal to take part in a research study"
    f = [("Name of applicant", c.who[0][0]), ("Position", c.who[0][1]), ("Telephone", f"01632 {r.randint(960100, 960899)}"), ("Department", "Respiratory physiology"), ("Study sponsor", "University of Sarnham"),
         ("Number of participants", str(r.randint(24, 160))), ("Start date", f"{r.randint(1, 28)} {r.choice(MONTHS)} {c.y}"), ("Type of study", "Observational"),
         ("Summary in plain words", "Patients will wear a small sensor at home for a week\nso that changes in breathing can be seen earlier."), ("Funding sought", f"£{r.randint(11, 79)},{r.randint(100, 899)}")]
    typed = [("Signed for the department", c.who[1][0]), ("Panel that will decide", "Thoracic and sleep panel"), ("Reference given by the office", f"RD-{r.randint(300, 899)}-{c.y % 100}")]
    tab = label_value(f, kind="form")
    tab2 = label_value(typed, kind="form")
    ps = ["Use this form for studies that do not involve a medicine.", "For office use"]
    e = ex(c, "form with filled fields (text, drop-down, many lines) and typed lines, reportlab", [("h", 1, t), ("p", ps[0]), ("t", tab), ("p", ps[1]), ("t", tab2)], t)
    e.must += [v for _, v in f + typed if len(v) < 60]
    w, h = A4
    cv = canvas.Canvas(p, pagesize=A4)
    cv.setFont("Times-Bold", 18)
    cv.drawCentredString(w / 2, h - 70, t)
    cv.setFont("Times-Italic", 11)
    cv.drawCentredString(w / 2, h - 92, ps[0])
    y = h - 130
    for i, (lab, v) in enumerate(f):
        cv.setFont("Times-Roman", 11)
        cv.drawString(58, y, lab)
        x, wd = 215, w - 215 - 58
        if lab == "Type of study":
            cv.acroForm.choice(name="kind", value=v, options=[v, "Interventional", "Questionnaire"], x=x, y=y - 6, width=150, height=20, fontSize=10, borderWidth=.7, fieldFlags="combo")
        elif len(v) > 60:
            cv.acroForm.textfield(name=f"f{i}", value=v, x=x, y=y - 46, width=wd, height=60, fontSize=9, fontName="Helvetica", borderWidth=.7, fieldFlags="multiline", maxlen=400)
            y -= 44
        else:
            cv.acroForm.textfield(name=f"f{i}", value=v, x=x, y=y - 6, width=wd if i < 5 else 170, height=20, fontSize=10, fontName="Helvetica", borderWidth=.7)
        y -= 32
    cv.line(58, y, w - 58, y)
    cv.setFont("Times-Bold", 12)
    cv.drawString(58, y - 22, ps[1])
    y -= 50
    for lab, v in typed:
        cv.setFont("Times-Roman", 11)
        cv.drawString(58, y, lab)
        cv.setFont("Courier", 10.5)
        cv.drawString(222, y + 1, v)
        cv.setLineWidth(.5)
        cv.line(215, y - 3, w - 58, y - 3)
        y -= 28
    cv.save()
    return e


def leaflet(c, p):
    t, sub = "Staying on the ward with your child", f"A guide for families from {c.org}"
    v = T(row("Day", "Afternoon", "Evening"), [["Weekdays", "2pm to 4pm", "6pm to 8pm"], ["Saturday", "1pm to 5pm", "6pm to 7pm"], ["Sunday", "11am to 5pm", ""], ["Bank holidays", "1pm to 4pm", "6pm to 7pm"]], "When you can visit")
    tel = T(row("If you need", "Ring"), [["The nurse in charge", "01632 960244"], ["Family flat bookings", "01632 960251"], ["Parking passes", "01632 960268"], ["An interpreter", "01632 960273"]])
    tips = c.rng.sample(B.VISIT, 8)
    one = [("h", 2, "Before you come in"), ("p", c.para("care", 2)), ("ul", tips[:4]), ("h", 2, "Getting to us"), ("p", c.para("sites", 2)), ("p", c.para("flow", 2)), ("cap", v.caption), ("t", v)]
    two = [("h", 2, "While you are here"), ("ul", tips[4:]), ("p", c.para("staff", 2)), ("h", 2, "Your views"), ("p", c.para("care", 2)), ("p", c.para("rules", 1)), ("h", 2, "Useful numbers"), ("t", tel), ("p", "We can give you this guide in large print. Please ask any member of the team.")]
    e = ex(c, "two-column leaflet with a small table in each column, reportlab", [("h", 1, t), ("p", sub)] + words(one + two), t, None, c.org)
    st = St("DejaCond", 10, "#b3006b", 9)
    W, hh = A4
    cw = (W - 96 - 26) / 2
    line = [("LINEBELOW", (0, 0), (-1, -1), .4, H("#b3006b"))]
    tabs = {id(v): rtab(v, st, cw, [1.2, 1, 1], "lll", line), id(tel): rtab(tel, st, cw, [1.4, 1], "ll", [("ROWBACKGROUNDS", (0, 0), (-1, -1), [H("#fde8f3"), colors.white])])}
    put = lambda bl: flow([("x", tabs[id(b[1])]) if b[0] == "t" else b for b in bl], st, "»")

    def draw(cv, d):
        cv.setFillColor(H("#b3006b"))
        cv.rect(0, hh - 110, W, 110, stroke=0, fill=1)
        cv.setFillColor(colors.white)
        cv.setFont(st.bold, 22)
        cv.drawString(48, hh - 62, t)
        cv.setFont(st.font, 11)
        cv.drawString(48, hh - 86, sub)
    doc(p, put(one) + [FrameBreak()] + put(two), [(48, 40, cw, hh - 170), (48 + cw + 26, 40, cw, hh - 170)], draw=draw)
    return e


# ---------------------------------------------------------------- Chromium
def htab(t, al, colw=None, rag=False, cls="", cap=True):
    n = t.ncols
    pos = {"l": "left", "c": "center", "r": "right"}
    out = [f'<table class="{cls}">']
    if t.caption and cap:
        out.append(f"<caption>{inline(t.caption)}</caption>")
    if colw:
        out.append("<colgroup>" + "".join(f'<col style="width:{100 * w / sum(colw):.2f}%">' for w in colw) + "</colgroup>")
    if t.head:
        out.append("<thead>")
        for line, grid in zip(t.head, t.grid_head()):
            at = [k for k, g in enumerate(grid) if g[1]]
            out.append("<tr>" + "".join(f'<th colspan="{cs}" rowspan="{rs}" style="text-align:{"center" if cs > 1 else pos[al[k]]}">{inline(x)}</th>' for k, (x, cs, rs) in zip(at, line)) + "</tr>")
        out.append("</thead>")
    out.append("<tbody>")
    for i, b in enumerate(t.body):
        if i in t.sec:
            out.append(f'<tr class="sec"><td colspan="{n}">{inline(b[0])}</td></tr>')
            continue
        out.append(f'<tr class="{"tot" if i in t.tot else ""}">')
        for k, x in enumerate(b):
            if k == 0 and t.merge0:
                if i and t.body[i - 1][0] == x:
                    continue
                m = 1
                while i + m < len(t.body) and t.body[i + m][0] == x:
                    m += 1
                out.append(f'<td rowspan="{m}" class="span">{inline(x)}</td>')
                continue
            cl = f' class="{x.lower()}"' if rag and x in ("Green", "Amber", "Red") else ' class="lab"' if not t.head and k % 2 == 0 else ""
            out.append(f'<td{cl} style="text-align:{pos[al[k]]}{";padding-left:1.5em" if k == 0 and i in t.ind else ""}">{inline(x)}</td>')
        out.append("</tr>")
    return "".join(out) + "</tbody></table>"


def hbody(blocks):
    out = []
    for b in blocks:
        k = b[0]
        if k == "h":
            out.append(f"<h{b[1]}>{inline(b[2])}</h{b[1]}>")
        elif k in ("p", "small"):
            out.append(f'<p class="{k}">{inline(b[1])}</p>')
        elif k in ("ul", "ol"):
            out.append(f"<{k}>" + "".join(f"<li>{inline(x)}</li>" for x in b[1]) + f"</{k}>")
        elif k == "t":
            out.append(htab(b[1], **b[2]))
        elif k == "raw":
            out.append(b[1])
    return "\n".join(out)


def chrome(p, inner, css, font="Liberation Sans", size=10.5, ink="#123", size_page="A4", margin="20mm", head="", foot="", title=""):
    box = lambda s, where: "".join(f'@{where}-{side}{{content:"{x}"}}'.replace("{p}", '" counter(page) "').replace("{n}", '" counter(pages) "') for side, x in zip(("left", "center", "right"), s) if x)
    base = (f'@page{{size:{size_page};margin:{margin};font:8pt "{font}";{box(head, "top")}{box(foot, "bottom")}}}'
            f'body{{font:{size}pt/1.38 "{font}";margin:0}} h1,h2,h3{{color:{ink};line-height:1.2;break-after:avoid}} h1{{font-size:1.7em;margin:0 0 .5em}} h2{{font-size:1.22em;margin:1em 0 .35em}} h3{{font-size:1.02em;margin:.8em 0 .2em}} p{{margin:.3em 0 .7em}}'
            "table{border-collapse:collapse;width:100%;margin:6px 0 12px} caption{text-align:left;font-weight:bold;padding:3px 0} td,th{padding:3px 6px;vertical-align:top} thead th{vertical-align:bottom} tr{break-inside:avoid} sup{font-size:.62em;line-height:0}"
            ".tot td,.sec td,.lab{font-weight:bold} .small{font-size:.82em;margin:1px 0}" + css)
    to_pdf(p, page(inner, base, title))


def scorecard(c, p):
    r, t = c.rng, f"Balanced scorecard, quarter {c.rng.randint(1, 4)} of {c.fy}"
    k = r.randrange(0, 10)
    ms, rows, sec = MONTHS[k:k + 3], [], []
    for name, ks in B.KPIS:
        sec.append(len(rows))
        rows.append([name] + [""] * 7)
        for x in ks:
            mins = "minutes" in x
            v = [f"{r.randint(6, 48)}:{r.randint(10, 59)}" if mins else f"{r.randint(41, 97)}.{r.randint(0, 9)}%" for _ in range(4)]
            if r.random() < .3:
                v[r.randint(1, 3)] = ""
            rows.append([x] + v + [r.choice(["Green", "Amber", "Red"]), r.choice(["Better", "Worse", "Level"]), r.choice(["", "Recovery plan in place", "Data under review by the informatics team"])])
    tab = T([[("Measure", 1, 2), ("Standard", 1, 2), ("Result", 3, 1), ("Assessment", 2, 1), ("Comment", 1, 2)], [(x, 1, 1) for x in [m[:3] for m in ms] + ["Rating", "Direction"]]], rows, sec=sec)
    pre, post = [("p", c.para("flow", 2))], [("h", 2, "Points for the Board"), ("ul", c.paras("care", 2) + c.paras("staff", 1))]
    e = ex(c, "landscape scorecard with RAG words, section rows, merged two-row header, empty cells, chromium", [("h", 1, t)] + pre + [("t", tab)] + post, t)
    chrome(p, hbody([("h", 1, t)] + pre + [("t", tab, dict(al="lcccccll"[:8], colw=[4.2, 1.1, 1, 1, 1, 1, 1.1, 3.2], rag=True))] + post),
           "td,th{border:1px solid #fff;padding:2px 5px} thead th{background:#31466b;color:#fff} tbody td{background:#eef1f6} .sec td{background:#b9c5dc} .green{background:#4caf50!important} .amber{background:#ffc107!important} .red{background:#e57373!important}",
           "DejaVu Sans", 8, "#31466b", "A4 landscape", "13mm 16mm", ("", "", f"{c.org} | Trust Board"), ("Scorecard", "", "{p} of {n}"))
    e.must_not += [c.org, "Trust Board"]
    return e


def minutes(c, p):
    t = "People and Culture Committee: minutes"
    pres = T([], [list(x) for x in c.who[:6]], kind="cover")
    att = T([], [[a, b] for a, b in c.who[6:9]], kind="cover")
    log = T(row("Minute", "What was agreed", "By", "When", "Position"), [list(x) for x in B.ACTIONS])
    n, bl = c.rng.randint(61, 80), [("h", 1, t), ("p", f"Held on {c.date} in the seminar room, {c.rng.choice(B.SPOTS)}, at 2pm"), ("h", 3, "Members"), ("t", pres, dict(al="ll", colw=[1, 1.4], cls="who")), ("h", 3, "In attendance"), ("t", att, dict(al="ll", colw=[1, 1.4], cls="who"))]
    for i, th in enumerate(["rules", "staff", "data", "money"]):
        bl += [("h", 2, f"PCC {n + i} {B.TEXT[th][0]}"), ("p", f"{n + i}.1 {c.para(th, 2)}"), ("p", f"{n + i}.2 {c.para(th, 2)}"), ("p", f"The Committee RESOLVED to receive the report on item {n + i}.")]
    bl += [("h", 2, "Action log"), ("t", log, dict(al="lllll", colw=[1, 5, 1.6, 1.4, 2.2], cls="log")), ("p", "The meeting closed at twenty past four.")]
    e = ex(c, "minutes, names and posts without lines, action log with shaded head and an empty cell, chromium", bl, t, c.iso)
    chrome(p, hbody(bl), ".who td{padding:1px 6px} .who .lab{font-weight:normal} .log td{border-bottom:1px dotted #555} .log th{background:#ddd;border-top:2px solid #000} h2{border-bottom:1px solid #999}",
           "Liberation Serif", 11.5, "#000", "A4", "24mm 26mm", ("CONFIRMED MINUTES", "", ""), ("", "People and Culture Committee {p}/{n}", ""), "Microsoft Word - PCC mins v4 clean")
    e.must_not += ["CONFIRMED MINUTES", "Committee 1/", "Committee 2/", "v4 clean"]
    return e


def agenda(c, p):
    t = "Meeting of the Board in public"
    import datetime as dt
    day = dt.date.fromisoformat(c.iso).strftime("%A")
    rows, sec = [], []
    for name, items in B.AGENDA:
        sec.append(len(rows))
        rows.append([name] + [""] * 5)
        rows += [[a, b, l, pap, tm, pu] for a, b, l, pap, tm, pu in items]
    tab = T(row("Item", "Subject", "Lead", "Paper", "Time", "Purpose"), rows, sec=sec)
    det = label_value([("Date", f"{day} {c.date}"), ("Time", "10am to 1pm"), ("Place", "The old school hall, Skerrow, and by video link"), ("Contact", f"{c.who[0][0]}, board office, 01632 960455")])
    pre, post = [("p", "Members of the public are welcome to watch. Questions should reach the board office two working days before.")], [("h", 2, "Future meetings"), ("p", "Meetings are held every second month, in turn on each of the three larger isles."), ("p", c.para("rules", 1))]
    bl = [("h", 2, c.org), ("h", 1, t), ("t", T([], det.body, kind="cover"), dict(al="ll", colw=[1, 5], cls="det"))] + pre + [("t", tab, dict(al="clllcl", colw=[.7, 5.4, 2.2, 1.5, .9, 1.6], cls="ag"))] + post
    e = ex(c, "agenda with section rows, times, leads and empty cells, horizontal rules only, chromium", bl, t, c.iso, c.org)
    chrome(p, hbody(bl), ".det td{padding:1px 4px} .ag{border-top:2px solid #00718f} .ag td,.ag th{border-bottom:1px solid #9bc3cd} .ag thead th{color:#00718f} .sec td{padding-top:9px;color:#00718f}",
           "Liberation Sans", 10.5, "#00718f", "A4", "18mm 20mm", "", ("", "", "{p}"))
    return e


def risks(c, p):
    r, t, rows, sec = c.rng, "System risk register", [], []
    for name, items in B.RISKS:
        sec.append(len(rows))
        rows.append([name] + [""] * 8)
        for ref, d, ctl, gap, lead in items:
            a, b = r.randint(3, 5), r.randint(3, 5)
            rows.append([ref, d, ctl, gap, str(a), str(b), str(a * b), str(r.choice([4, 6, 8, 9])), lead])
    tab = T([[("Ref", 1, 2), ("Description", 1, 2), ("Controls in place", 1, 2), ("Gaps", 1, 2), ("Score now", 3, 1), ("Aim", 1, 2), ("Owner", 1, 2)], [(x, 1, 1) for x in ("Likelihood", "Impact", "Total")]], rows, "Risks scored at nine or more", sec=sec)
    pre, post = [("p", c.para("rules", 2))], [("small", "Scores are likelihood multiplied by impact, each on a scale of one to five."), ("p", c.para("money", 1))]
    e = ex(c, "risk register, landscape, wrapped words, section rows, merged header with upright figures, chromium", words([("h", 1, t)] + pre + [("t", tab)] + post), t)
    chrome(p, hbody([("h", 1, t)] + pre + [("t", tab, dict(al="lllllcccl"[:4] + "ccccl", colw=[.8, 4.2, 4.4, 3.2, 1.35, 1.1, .9, .8, 1.8]))] + post),
           "td,th{border:1px solid #444} thead th{background:#f6d55c} .sec td{background:#fdf6d8;text-transform:none}", "Liberation Sans Narrow", 10.5, "#6b4e00", "A4 landscape", "14mm", ("", c.org, ""), ("", "", "Page {p}"))
    e.must_not += [c.org, "Page 1"]
    return e


def letter(c, p):
    r = c.rng
    (who, role) = B.WHO[1]
    sub = f"Non-recurrent allocations for {c.fy}"
    head = [c.org, "Cornhill Exchange, Market Way, Sarnham SR4 9QT", "Telephone 01632 960600"]
    to = ["Dr P Halloran-Webb", "Senior Partner", "Lower Wick Surgery", "3 Tanners Lane", "Sarnham"]
    ref = f"Reference NSICB/{r.randint(1000, 9999)}/PC"
    n = [r.randint(3, 60) * 1000 + r.choice([0, 250, 500]) for _ in range(5)]
    m = [x + r.choice([-1, 1]) * r.randint(1, 9) * 250 for x in n]
    tab = T(row("Purpose of the money", "Asked for", "Agreed", "Paid in"), [[a, f"£{x:,}", f"£{y:,}", q] for a, x, y, q in zip(["Extra telephone lines", "Spirometry training", "Home visiting vehicle", "Room for social prescribers", "Cover for the merger of records"], n, m, ["July", "July", "September", "", "October"])]
            + [["Sum of all lines", f"£{sum(n):,}", f"£{sum(m):,}", ""]], tot=[5])
    loose = head + [c.date, ref] + to
    bl = [("p", x) for x in loose] + [("p", "Dear Dr Halloran-Webb"), ("h", 3, sub), ("p", c.para("money", 2)), ("p", "The sums below will reach you by the usual route and need not be claimed."), ("t", tab, dict(al="lrrl", colw=[4, 1.3, 1.3, 1.3])),
          ("p", c.para("data", 2)), ("ul", c.paras("flow", 2)), ("p", "Yours faithfully"), ("p", who), ("p", role), ("p", "Copy to the local medical committee")]
    e = ex(c, "letter with centred head, reference, table without lines, chromium", bl, sub, c.iso, c.org, [who])
    e.extra["loose"] = loose
    e.must += [ref, to[0], to[3], c.date]
    k = len(loose)
    h = f'<div class="lh"><b>{head[0]}</b><br>{head[1]}<br>{head[2]}</div><div class="rt">{c.date}<br>{ref}</div><p>{"<br>".join(to)}</p>' + hbody(bl[k:])
    chrome(p, h, ".lh{text-align:center;border-bottom:1px solid #333;padding-bottom:6px;margin-bottom:14px} .lh b{font-size:1.4em} .rt{text-align:right} table{width:88%;margin-left:6%} td,th{padding:2px 10px} h3{text-decoration:underline;font-size:1em}", "DejaVu Serif", 10, "#000", "A4", "16mm 25mm 20mm")
    return e


def accounts(c, p):
    r, t = c.rng, f"Dunmere Hospital Charity: accounts for {c.fy}"
    v = lambda lo=4, hi=980: r.randint(lo, hi)

    def line(lab, note, sg=1):
        a, b = sg * v(), sg * (v() if r.random() > .25 else 0)
        return lab, note, a, b
    inc = [line("Gifts from the public", "2"), line("Wills", ""), line("Events and raffles", "3"), line("Return on deposits", "")]
    out = [line("Research fellowships", "4", -1), line("Equipment for wards", "", -1), line("Comforts for patients and visitors, including the garden room", "", -1), line("Cost of raising funds", "5", -1)]
    rows, sec, tot, ind = [], [], [], []
    whole = [0, 0]
    for name, ls in (("Money coming in", inc), ("Money going out", out)):
        sec.append(len(rows))
        rows.append([name] + [""] * 4)
        for lab, note, a, b in ls:
            ind.append(len(rows))
            rows.append([lab, note, c.num(a), c.num(b), c.num(a + b)])
        s = [sum(x[2] for x in ls), sum(x[3] for x in ls)]
        tot.append(len(rows))
        rows.append([f"Total {name[6:]}", "", c.num(s[0]), c.num(s[1]), c.num(sum(s))])
        whole = [x + y for x, y in zip(whole, s)]
    tot.append(len(rows))
    rows.append(["Net movement in funds", "", c.num(whole[0]), c.num(whole[1]), c.num(sum(whole))])
    a = T([[("", 1, 1), ("Note", 1, 1), ("Unrestricted funds", 1, 1), ("Restricted funds", 1, 1), ("All funds", 1, 1)], [("", 1, 1), ("", 1, 1), ("£000", 1, 1), ("£000", 1, 1), ("£000", 1, 1)]], rows, "Statement of financial activities", sec=sec, tot=tot, ind=ind)
    x = [[v(900, 8000), v(900, 8000)], [v(), v()], [v(), v()], [-v(), -v()]]
    bs = [[lab, nt] + [c.num(q) for q in y] for lab, nt, y in zip(["Investments at market value", "Debtors", "Cash in hand", "Creditors due within a year"], ["6", "", "7", "8"], x)]
    bs.append(["Net assets", ""] + [c.num(sum(y[i] for y in x)) for i in (0, 1)])
    b = T([[("", 1, 1), ("Note", 1, 1), (f"{c.y + 1}", 1, 1), (f"{c.y}", 1, 1)], [("", 1, 1), ("", 1, 1), ("£000", 1, 1), ("£000", 1, 1)]], bs, "Balance sheet", tot=[4])
    s1 = T(row("Fund", "Grants made"), [[q, str(r.randint(2, 40))] for q in ("General", "Heart research", "Children’s lung health", "Nurse education")], "Grants by fund")
    s2 = T(row("Method", "Share of gifts"), [[q, f"{n}%"] for q, n in zip(("By post", "Online", "In person", "Payroll giving"), (22, 41, 26, 11))], "How people gave")
    intro, mid, end = ("p", c.para("rules", 2)), ("small", "The notes form part of these accounts. Figures in brackets are outgoings or sums owed."), [("raw", '<div style="break-before:page"></div>'), ("h", 2, "About the gifts"), ("p", "The trustees thank all who gave. " + c.para("care", 1))]
    last = ("p", c.para("sites", 2))
    e = ex(c, "accounts: two tables on one page with units row and note column, rules at totals only; two small tables side by side, chromium", words([("h", 1, t), intro, ("t", a), mid, ("t", b)] + end + [("t", s1), ("t", s2), last]), t)
    h = hbody([("h", 1, t), intro, ("t", a, dict(al="lcrrr", colw=[4.2, .7, 1.4, 1.4, 1.2])), mid, ("t", b, dict(al="lcrr", colw=[4.2, .7, 1.3, 1.3]))] + end)
    h += '<div class="two">' + htab(s1, "lr", cls="bx") + htab(s2, "lr", cls="bx") + "</div>" + hbody([last])
    chrome(p, h, ".tot td+td+td{border-top:1px solid #000} thead th+th+th{font-weight:bold} td,th{padding:1.5px 6px} .two{display:flex;gap:14mm;align-items:flex-start} .bx td,.bx th{border:1px solid #888;padding:3px 7px} .bx thead th{background:#efe9dd}", "Liberation Serif", 11, "#5b2c1b", "A4", "18mm 22mm", "", ("", "Page {p}", ""))
    e.must_not.append("Page 1")
    return e


# ---------------------------------------------------------------- fpdf2
def ledger(c, p):
    from fpdf import FPDF
    from fpdf.fonts import FontFace
    from fpdf.enums import TableBordersLayout
    r, t = c.rng, "Ledger print: mental health directorate"
    rows, s = [], [0, 0, 0]
    for i, lab in enumerate(B.LEDGER):
        sg = -1 if "Recharge" in lab or "income" in lab else 1
        a = sg * r.randint(900, 260000) + r.randint(0, 99) / 100
        b = sg * r.randint(900, 260000) + r.randint(0, 99) / 100 if r.random() > .12 else None
        s = [s[0] + a, s[1] + (b or 0), s[2] + a - (b or 0)]
        rows.append([f"{3100 + 7 * i}", lab] + [c.num(a, "{:,.2f}"), "" if b is None else c.num(b, "{:,.2f}"), c.num(a - (b or 0), "{:,.2f}")])
    rows.append(["Total", ""] + [c.num(x, "{:,.2f}") for x in s])
    tab = T(row("Code", "Account", "Budget", "Spent and committed", "Left to spend"), rows, tot=[len(rows) - 1])
    pre, post = c.para("money", 2), "End of print. Queries to the finance help desk."
    e = ex(c, "ledger of codes over two pages, header repeated, shaded bands, no lines, fpdf2", [("h", 1, t), ("p", pre), ("t", tab), ("p", post)], t)

    class P(FPDF):
        def footer(s):
            s.set_y(-12)
            s.set_font("dj", size=7)
            s.cell(0, 5, f"Printed from the general ledger, side {s.page_no()} of {{nb}}", align="R")
    f = P(format="A4")
    f.add_font("dj", "", rl.D + "DejaVuSansCondensed.ttf")
    f.add_font("dj", "B", rl.D + "DejaVuSansCondensed-Bold.ttf")
    f.set_margin(17)
    f.set_auto_page_break(True, 20)
    f.add_page()
    f.set_font("dj", "B", 15)
    f.cell(0, 10, t, new_x="LMARGIN", new_y="NEXT")
    f.set_font("dj", size=9.5)
    f.multi_cell(0, 5, pre, new_x="LMARGIN", new_y="NEXT")
    f.ln(3)
    f.set_font("dj", size=9)
    with f.table(borders_layout=TableBordersLayout.NONE, cell_fill_color=(232, 238, 244), cell_fill_mode="ROWS", col_widths=(12, 44, 24, 26, 24), text_align=("LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT"),
                 line_height=7.4, headings_style=FontFace(emphasis="BOLD", fill_color=(186, 203, 220))) as tb:
        for i, x in enumerate([tab.columns()] + rows):
            rr = tb.row(style=FontFace(emphasis="BOLD")) if i == len(rows) else tb.row()
            for v in x:
                rr.cell(v)
    f.ln(4)
    f.set_font("dj", size=9.5)
    f.multi_cell(0, 5, post)
    f.output(p)
    e.must_not += ["Printed from the general ledger"]
    return e


PLAN = [("income-detail.pdf", "A", "paren", outturn), ("vehicle-hours.pdf", "C", "hyphen", stations), ("home-visiting.pdf", "F", "hyphen", beside), ("study-proposal.pdf", "G", "hyphen", form), ("family-guide.pdf", "E", "hyphen", leaflet),
        ("balanced-scorecard.pdf", "C", "hyphen", scorecard), ("people-culture-minutes.pdf", "B", "hyphen", minutes), ("isles-agenda.pdf", "H", "hyphen", agenda), ("system-risks.pdf", "D", "hyphen", risks), ("allocation-letter.pdf", "D", "hyphen", letter),
        ("charity-statements.pdf", "G", "paren", accounts), ("ledger-print.pdf", "B", "minus", ledger)]
