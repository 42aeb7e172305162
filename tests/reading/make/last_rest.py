"""Word files and PDFs that LibreOffice makes of them; workbooks, slides, pages, mail, Markdown, CSV."""
import csv
import datetime as dt
import html as HT
import io
import os
import subprocess
import tempfile

import bank_last as B
import xlsxwriter
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as AL
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from last_pdf import htab, words
from model import label_value, plain
from plan_last import C, MONTHS, Pairs, T, ex, row
from word import Word, W, deleted, esc

POS = {"l": AL.LEFT, "c": AL.CENTER, "r": AL.RIGHT}


class D(Word):
    def __init__(self, size=11, margin=2.2, ink="17365D", **k):
        super().__init__(**k)
        self.d.styles["Normal"].font.size, self.margin = Pt(size), margin
        self.size = size
        for i in (1, 2, 3):
            st = self.d.styles[f"Heading {i}"]
            st.font.name, st.font.color.rgb = self.d.styles["Normal"].font.name, RGBColor.from_string(ink)
            fonts = st.element.rPr.rFonts
            fonts.attrib.clear()
            for k in ("w:ascii", "w:hAnsi"):
                fonts.set(qn(k), self.d.styles["Normal"].font.name)
        self.paper(self.d.sections[0])

    def paper(self, s, land=False):
        w, h = (29.7, 21) if land else (21, 29.7)
        s.orientation = WD_ORIENT.LANDSCAPE if land else WD_ORIENT.PORTRAIT
        s.page_width, s.page_height = Cm(w), Cm(h)
        s.left_margin = s.right_margin = s.top_margin = s.bottom_margin = Cm(self.margin)
        self.wide = w - 2 * self.margin

    def blocks(self, blocks):
        for b in blocks:
            if b[0] == "t":
                self.tab(b[1], **b[2])
            elif b[0] == "small":
                p = self.inline(self.d.add_paragraph(), b[1])
                for r in p.runs:
                    r.font.size = Pt(self.size - 2)
            elif b[0] == "land":
                self.paper(self.d.add_section(WD_SECTION.NEW_PAGE), b[1])
            else:
                super().blocks([b])
        return self

    def tab(self, t, al, colw, style="Table Grid", head=None, band=None, sec=None, rag=False, where=None, small=0, headink=None):
        if t.caption:
            self.d.add_paragraph(t.caption, style="Caption")
        nh, n = len(t.head), t.ncols
        tb = (where or self.d).add_table(nh + len(t.body), n)
        if style:
            tb.style = self.d.styles[style]
        tb.autofit = False

        def shade(cell, fill):
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {W} w:val="clear" w:color="auto" w:fill="{fill}"/>'))

        def put(cell, x, a, bold=False, left=0, ink=None):
            p = cell.paragraphs[0]
            self.inline(p, x)
            p.alignment, p.paragraph_format.space_after, p.paragraph_format.space_before = POS[a], Pt(2), Pt(2)
            if left:
                p.paragraph_format.left_indent = Cm(left)
            for r in p.runs:
                r.font.size = Pt(self.size - 1 - small)
                if bold:
                    r.bold = True
                if ink:
                    r.font.color.rgb = RGBColor.from_string(ink)
        for r, line in enumerate(t.grid_head() if nh else []):
            for k, (x, org, cs, rs, _) in enumerate(line):
                if org:
                    cell = tb.cell(r, k)
                    if cs * rs > 1:
                        cell = cell.merge(tb.cell(r + rs - 1, k + cs - 1))
                    put(cell, x, "c" if cs > 1 else al[k], True, 0, headink)
                if head and org:
                    shade(tb.cell(r, k), head)
            tb.rows[r]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
        for i, b in enumerate(t.body):
            r = nh + i
            tb.rows[r]._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {W}/>"))
            if i in t.sec:
                m = tb.cell(r, 0).merge(tb.cell(r, n - 1))
                put(m, b[0], "l", True)
                if sec:
                    shade(m, sec)
                continue
            for k, x in enumerate(b):
                if k == 0 and t.merge0 and i and t.body[i - 1][0] == x:
                    tb.cell(r - 1, 0).merge(tb.cell(r, 0))
                    for q in tb.cell(r, 0).paragraphs[1:]:
                        q._p.getparent().remove(q._p)
                    continue
                put(tb.cell(r, k), x, al[k], i in t.tot or (not nh and k % 2 == 0), .5 if k == 0 and i in t.ind else 0)
                if rag and x in ("Green", "Amber", "Red"):
                    shade(tb.cell(r, k), {"Green": "92D050", "Amber": "FFC000", "Red": "FF7C80"}[x])
                elif band and i % 2:
                    shade(tb.cell(r, k), band)
        for r in range(nh + len(t.body)):
            for tc in tb.rows[r]._tr.tc_lst:
                k = tc.grid_offset
                tc.width = Cm(self.wide * sum(colw[k:k + tc.grid_span]) / sum(colw))
        for k, w in enumerate(colw):
            tb.columns[k].width = Cm(self.wide * w / sum(colw))
        if not where:
            self.d.add_paragraph().paragraph_format.space_after = Pt(2)
        return tb


def office(p, make):
    """A Word file made by make(path), printed to PDF by LibreOffice Writer."""
    with tempfile.TemporaryDirectory() as d:
        src = os.path.join(d, "paper.docx")
        make(src)
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{d}/prof", "--convert-to", "pdf", "--outdir", d, src], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        os.replace(os.path.join(d, "paper.pdf"), p)


def strength(c, n=7, cap="Staff in post by group"):
    r, rows, tot = c.rng, [], [0.0] * 4
    for g in c.pick(B.GROUPS, n):
        f = r.randint(300, 5200) / 10
        v = [f, round(f * r.uniform(.84, .99), 1), r.randint(0, 120) / 10, r.choice([0, r.randint(3, 60) / 10])]
        tot = [a + b for a, b in zip(tot, v)]
        rows.append([g] + [c.num(x, "{:,.1f}") for x in v] + [f"{100 * (v[0] - v[1]) / v[0]:.1f}%", f"{r.randint(31, 79) / 10:.1f}%"])
    rows.append(["Whole Trust"] + [c.num(x, "{:,.1f}") for x in tot] + [f"{100 * (tot[0] - tot[1]) / tot[0]:.1f}%", "5.2%"])
    return T([[("Staff group", 1, 2), ("Full-time equivalent", 4, 1), ("Percentage", 2, 1)], [(x, 1, 1) for x in ("Funded", "Employed", "Bank", "Agency", "Unfilled", "Sick leave")]], rows, cap, tot=[n])


# ---------------------------------------------------------------- PDF by LibreOffice Writer
def workforce(c, p):
    t = f"Workforce report for {c.m} {c.y}"
    cov = label_value([("Title of paper", t), ("Meeting and date", f"Trust Board, {c.date}"), ("Sponsor", "{}, {}".format(*c.who[0])), ("Written by", "{}, {}".format(*c.who[1])), ("What is asked of the Board", "To take assurance and to support the bank pay proposal"),
                       ("In brief", c.para("staff", 2)), ("Strategic aim", "A place where people want to work"), ("Seen by", "People Committee"), ("Legal or equality matters", "None")])
    a = strength(c)
    moves = [[f"{m}", str(c.rng.randint(9, 48)), str(c.rng.randint(9, 48)), str(c.rng.randint(0, 6))] for m in MONTHS[3:9]]
    b = T(row("Month", "Joined", "Left", "Retired and returned"), moves)
    bl = [("h", 1, c.org), ("t", T([], cov.body, kind="cover"), dict(al="ll", colw=[1.7, 5], band=None)), *c.sec("staff", 2), ("t", a, dict(al="lrrrrrr", colw=[3, 1, 1.1, .9, .9, 1, 1.1], head="C6D9F1")), ("h", 2, "Joiners and leavers"), ("t", b, dict(al="lccc", colw=[2, 1, 1, 1.6], style="Light Shading Accent 1")), ("p", c.para("rules", 1)), ("ul", c.paras("care", 2))]
    e = ex(c, "cover sheet, workforce table with merged head and total, PDF by LibreOffice Writer", bl, t, c.iso, c.org, [c.who[1][0]])
    e.must_not += ["Amberholt people papers"]

    def make(src):
        w = D(10.5, font="Liberation Sans").blocks(bl)
        w.furniture("Amberholt people papers", "Version 3")
        w.save(src)
    office(p, make)
    return e


def capital(c, p):
    r, t, rows, tot = c.rng, f"Capital programme {c.fy}", [], [0] * 9
    for s in B.SCHEMES:
        v = [r.choice([0, r.randint(20, 900), r.randint(20, 900)]) for _ in range(8)]
        v.append(sum(v[4:]) - sum(v[:4]))
        tot = [a + b for a, b in zip(tot, v)]
        rows.append([s] + [c.num(x) for x in v])
    rows.append(["Programme total"] + [c.num(x) for x in tot])
    q = ["Q1", "Q2", "Q3", "Q4"]
    a = T([[("Scheme (£000)", 1, 2), ("Original plan", 4, 1), ("Latest forecast", 4, 1), ("Change", 1, 2)], [(x, 1, 1) for x in q + q]], rows, "Schemes by quarter", tot=[len(B.SCHEMES)])
    risks = T(row("Scheme", "What could go wrong", "What is being done"), [["Pharmacy robot", "Floor may not bear the weight", "Structural survey booked"], ["Wide area network renewal", "Ducts are full at two sites", "Radio link as a stopgap"], ["Lift and stairwell safety works", "Wards must move for six weeks", ""]], "Schemes to watch")
    bl = [("h", 1, t), *c.sec("sites", 2), ("p", c.para("money", 1)), ("land", True), ("h", 2, "Quarterly profile"), ("t", a, dict(al="l" + "r" * 9, colw=[3.4] + [1] * 9, style="Table Grid", head="404040", headink="FFFFFF", band="EDEDED")), ("small", "Quarter 1 figures are actual spend. Brackets show a forecast below plan."), ("land", False), ("t", risks, dict(al="lll", colw=[2, 2.4, 2.4], style="Light List Accent 6")), ("p", c.para("rules", 2))]
    e = ex(c, "table with merged two-row head on a landscape page between upright pages, banded rows, PDF by LibreOffice Writer", words([b for b in bl if b[0] != "land"]), t)
    office(p, lambda src: D(11, font="Liberation Serif", ink="404040").blocks(bl).save(src))
    return e


def elective(c, p):
    r, t, rows = c.rng, "Children waiting for surgery", []
    for s in B.CLINICS:
        n = r.randint(60, 900)
        rows.append([s, f"{n:,}", str(r.randint(0, 40)), c.num(r.randint(-30, 30)), f"{r.randint(52, 97)}%", r.choice(["Green", "Amber", "Red"])])
    a = T(row("Specialty", "On the list", "Over 52 weeks", "Change since last month", "Theatre sessions used", "Rating"), rows, "Waiting list by specialty")
    big = T(row("Issue", "Impact", "Response", "Lead", "By"), [["Anaesthetic cover on Fridays", "Eleven lists lost since spring", "Two locum posts out to advert; swaps agreed with the adult hospital", "Clinical Director, Surgery", "October"], ["Dental nurses", "Extractions moved to a day unit", "Joint rota", "Director of Nursing", ""],
                                                                ["Winter viruses", "Beds ring-fenced for surgery are lost from November", "Short-stay pods and a discharge lounge", "Director of Operations", "November"]], "Where help is needed")
    bl = [("h", 1, t), ("p", c.para("flow", 2)), ("t", a, dict(al="lrrrrc", colw=[2.6, 1.1, 1.2, 1.5, 1.5, 1], style=None, head="FFF2CC", rag=True)), ("p", c.para("care", 1)), ("t", big, dict(al="lllll", colw=[1.8, 2.2, 3, 1.8, 1.2], head="FFF2CC")), ("p", c.para("data", 1))]
    e = ex(c, "two tables on one page, the first without lines and with rating words, the second ruled, PDF by LibreOffice Writer", bl, t)
    office(p, lambda src: D(10, 1.8, font="DejaVu Sans Condensed", ink="7F6000").blocks(bl).save(src))
    return e


# ---------------------------------------------------------------- Word
def tracked(c, p):
    t = "Lone working procedure"
    a, b = c.rng.randint(12, 29), c.rng.randint(31, 58)
    kit = T(row("Device", "Held by", "Battery life", "[[-Weekly check]][[+Daily check]]"), [["Fob alarm", "[[-Team leader]][[+Each visitor]]", f"[[-{a} hours]][[+{b} hours]]", "Yes"], ["Car tracker", "Pool car", "", "No"], ["Body camera", "Night team", f"[[+{a + b} minutes]]", "[[-No]][[+Yes]]"]], "Equipment")
    bl = [("h", 1, t), ("p", c.para("staff", 2)), ("h", 2, "Before a visit"), ("p", f"Staff must ring the hub at least [[-{a}]][[+{b}]] minutes before [[-the end of]]their first call[[+ and again after the last]]."), ("p", "[[-The buddy list is kept on paper in the team room.]][[+The buddy list is kept in the rota system.]]"), ("ul", ["Carry your badge.", "Leave at once if you [[-are unsure]][[+feel unsafe]].", "[[+Tell the hub where you have parked.]]"]),
          ("p", "[[-An escort may be asked for by any member of staff.]]"), ("t", kit, dict(al="llll", colw=[1.4, 1.6, 1.6, 1.6], head="D9E2F3")), ("p", c.para("rules", 1))]
    last = ["Wrist strap", "Day team", f"{b + 70} hours", "Yes"]
    e = ex(c, "docx, tracked changes in words, table head and cells, a deleted row, an inserted row, a comment", [b for b in bl if plain(b[-1] if isinstance(b[-1], str) else "x")], t)
    e.must += [f"at least {b} minutes before their first call and again after the last", "The buddy list is kept in the rota system", "feel unsafe"]
    e.must_not += [x for x in deleted(bl) if len(x) > 6] + [f"{a} hours", "Team leader", "Weekly check", "Old pager"]
    w = D(11, tracked=True, font="Carlito").blocks(bl)
    tb = w.d.tables[-1]
    ids = [900]

    def mark(kind, vals):
        tr = tb.add_row()._tr
        ids[0] += 1
        at = f'w:id="{ids[0]}" w:author="P Editor" w:date="2025-03-04T10:00:00Z"'
        tr.get_or_add_trPr().append(parse_xml(f"<w:{kind} {W} {at}/>"))
        for tc, v in zip(tr.tc_lst, vals):
            tag = "delText" if kind == "del" else "t"
            tc.p_lst[0].append(parse_xml(f'<w:{kind} {W} {at}><w:r><w:{tag} xml:space="preserve">{esc(v)}</w:{tag}></w:r></w:{kind}>'))
    mark("del", ["Old pager", "Reception", f"{a + 3} days", "Never"])
    mark("ins", last)
    k = e.tables[0]["cells"]
    k += [{"row": [last[0]], "column": x, "value": v} for x, v in zip(("Held by", "Battery life", "Daily check"), last[1:])]
    q = "Has the union seen this wording?"
    w.d.add_comment(w.d.paragraphs[1].runs, text=q, author="P Editor", initials="PE")
    e.extra["optional"] = [q]
    w.save(p)
    return e


def nested(c, p):
    r, t = c.rng, "Where care is given on the isles"
    outer = T(row("Isle", "Population", "What is there", "Nearest hospital"), [["Great Skerrow", f"{r.randint(9, 14)},{r.randint(100, 900)}", "General hospital with all main services", "On the isle"], ["Holm", f"{r.randint(1, 3)},{r.randint(100, 900)}", "Staffed clinic; opening times are set out here", "Great Skerrow, 50 minutes by ferry"],
                                                                              ["Outer Stack", str(r.randint(40, 99)), "Visiting nurse only", "Great Skerrow, by air"], ["Sula", str(r.randint(210, 690)), "", "Holm"]], "Places and services")
    inner = T(row("Clinic", "Days", "Hours"), [["Treatment room", "Monday to Friday", "8.30 to 17.00"], ["Dentist", "Tuesday", "9.00 to 15.30"], ["Blood tests", "Wednesday and Friday", "8.00 to 10.00"]], kind="nested")
    two = T(row("Route", "First sailing", "Last sailing", "Return fare"), [["Great Skerrow to Holm", "06.45", "21.10", "£11.40"], ["Holm to Sula", "07.30", "", "£6.00"], ["Sula to Outer Stack", "09.15", "16.20", "£14.75"]], "Ferries used by patients")
    end = [("h", 2, "Getting there"), ("t", two, dict(al="lccr", colw=[2.4, 1, 1, 1], style="Light List Accent 3")), ("p", c.para("sites", 2))]
    A = [("h", 1, t), ("p", c.para("flow", 2))]
    e = ex(c, "docx with a table inside a cell of a table, empty cells", A + [("t", outer)] + [("t", inner)] + end, t)
    w = D(11, font="Georgia", ink="1F5F5B").blocks(A)
    tb = w.tab(outer, "lrll", [1.4, 1.5, 4.4, 2], head="D5E8E6")
    cell = tb.cell(2, 2)
    inn = cell.add_table(4, 3)
    inn.style = w.d.styles["Table Grid"]
    for i, x in enumerate([inner.columns()] + inner.body):
        for k, v in enumerate(x):
            inn.cell(i, k).text = v
    cell.add_paragraph()
    w.blocks(end).save(p)
    return e


def quality(c, p):
    r, t = c.rng, "Quality account: tables for the annex"
    cov = Pairs([], [["Paper number", f"B{r.randint(100, 199)}", "Meeting", f"Board, {c.date}"], ["Sponsor", c.who[0][0], "Author", c.who[1][0]], ["Type", "For approval", "Pages", str(r.randint(3, 9))]], kind="cover")
    body = []
    for g, ks in (("Safe", ("Restraint used face down", "Ligature points removed", "Medicine rounds on time")), ("Well run", ("Supervision in last month", "Care plans shared with the patient")), ("Kind", ("Carers offered an assessment", "Complaints upheld", "Advocate seen within two days"))):
        for k in ks:
            body.append([g, k] + [f"{r.randint(40, 99)}%" if r.random() > .12 else "" for _ in range(4)])
    a = T([[("Aim", 1, 2), ("Measure", 1, 2), ("Adult wards", 2, 1), ("Older people’s wards", 2, 1)], [(x, 1, 1) for x in (f"{c.y - 1}", f"{c.y}") * 2]], body, "Results by aim", nlab=2, merge0=True)
    rows, sec = [], []
    for name, ls in (("Inpatient", ("Acute beds", "Rehabilitation beds", "Secure beds")), ("Community", ("Crisis team caseload", "Early intervention caseload", "Memory service caseload"))):
        sec.append(len(rows))
        rows.append([name, "", "", ""])
        for x in ls:
            n = r.randint(14, 900)
            m = n + r.randint(-13, 60)
            rows.append([x, f"{n}", f"{m}", c.num(m - n)])
    b = T(row("Service", "Last year", "This year", "Difference"), rows, "Size of services", sec=sec)
    bl = [("h", 1, c.org), ("h", 2, t), ("t", cov, dict(al="llll", colw=[1.3, 2, 1.1, 2.4])), ("p", c.para("care", 2)), ("t", a, dict(al="llrrrr", colw=[1, 3, .9, .9, .9, .9], head="E2D4EC")), ("p", c.para("data", 1)), ("t", b, dict(al="lrrr", colw=[3, 1, 1, 1], head="E2D4EC", sec="F4EEF8", style=None)), ("p", c.para("rules", 1))]
    e = ex(c, "docx: cover table of pairs, labels merged down, merged two-row head, section rows, header and footer", bl, t, c.iso, c.org, [c.who[1][0]])
    w = D(10.5, font="Liberation Sans", ink="5B2C83").blocks(bl)
    w.furniture("Lythe quality annex, not for circulation", "Template 12b,")
    e.must_not += ["not for circulation", "Template 12b"]
    w.save(p)
    return e


def audit(c, p):
    r, t = c.rng, "Notes of the Audit and Assurance Committee"
    ms = ["February", "May", "July", "October"]
    att = T(row("Name", *ms), [[a] + [r.choice(["Present", "Present", "Sent apologies", "Dialled in"]) if r.random() > .1 else "" for _ in ms] for a, _ in c.who[:5]], "Attendance this year")
    opin = T(row("Review", "Opinion", "High", "Medium", "Low"), [[x, o] + [str(r.randint(0, 6)) for _ in range(3)] for x, o in (("Payroll overpayments", "Moderate"), ("Consultant job plans", "Limited"), ("Cyber controls", "Substantial"), ("Charitable purchases", "Moderate"))], "Internal audit reports received")
    log = T(row("No", "Action", "Owner", "Due"), [["41", "Ask the counter-fraud team to brief line managers on false timesheets", "T Wilderspin", "30 April"], ["42", "Add the age of each open recommendation to the tracker", "I Pomfrey-Shah", "30 April"], ["43", "Confirm that job plans signed in paper form have been scanned", "B Quigg", ""], ["44", "Return with a fuller reply on overpayments above £5,000", "L Fenwright", "18 June"]], "Actions")
    x = r.randint(61, 97)
    bl = [("h", 1, t), ("p", f"Held on {c.date} at {r.choice(B.SPOTS)}"), ("t", att, dict(al="lllll", colw=[2, 1.1, 1.1, 1.1, 1.1], style="Medium List 1 Accent 2")), ("h", 2, "Main points"), ("ol", c.paras("rules", 2) + c.paras("money", 2)), ("p", f"The auditors tested {x} samples[[^1]] and raised no concern about the year-end timetable.[[^2]]"), ("t", opin, dict(al="llccc", colw=[3, 1.5, .8, .9, .8], head="F2DCDB")),
          ("p", c.para("data", 2)), ("t", log, dict(al="llll", colw=[.5, 5, 1.6, 1.1])), ("note", "1", "Drawn at random from invoices above £1,000."), ("note", "2", "As set by the regulator.")]
    e = ex(c, "docx notes of a committee: attendance, opinions, action log, numbered list, footnotes", bl, t, c.iso)
    e.must += [f"{x} samples and raised"]
    e.must_not += [f"{x} samples1", "timetable.2"]
    e.extra["loose"] = [plain(b[2]) for b in bl if b[0] == "note"]
    D(11, footnotes=True, font="Liberation Serif", ink="632523").blocks(bl).save(p)
    return e


# ---------------------------------------------------------------- workbooks
def book1(c, p):
    """Two tables on one sheet, each with a row of units below its head."""
    r, t = c.rng, f"Run rate workbook, {c.m} {c.y}"
    wb = xlsxwriter.Workbook(p)
    F = lambda **k: wb.add_format(k)
    h, u, b, n, pc = F(bold=1, bottom=1), F(italic=1, font_color="#666666"), F(bold=1, font_size=14), F(num_format="#,##0;[Red](#,##0);–"), F(num_format="0.0%")
    s = wb.add_worksheet("Run rate")
    s.set_column(0, 0, 34)
    s.set_column(1, 5, 13)
    s.write(0, 0, t, b)
    cap1, cap2 = "Pay by staff type", "Beds open each quarter"
    hd, un = ["Staff type", "Last quarter", "This quarter", "Movement", "Share of pay"], ["", "£000", "£000", "£000", "%"]
    s.write(2, 0, cap1, F(bold=1))
    for k, x in enumerate(hd):
        s.write(3, k, x, h)
        if un[k]:
            s.write(4, k, un[k], u)
    v = [(x, r.randint(300, 9000), r.randint(300, 9000)) for x in ("Permanent nurses", "Permanent doctors", "Bank", "Agency", "Other staff")]
    all2 = sum(x[2] for x in v)
    rows = []
    for i, (x, a, q) in enumerate(v):
        z = 5 + i
        s.write(z, 0, x)
        s.write_number(z, 1, a, n)
        s.write_number(z, 2, q, n)
        s.write_formula(z, 3, f"=C{z + 1}-B{z + 1}", n, q - a)
        s.write_formula(z, 4, f"=C{z + 1}/C$11", pc, q / all2)
        rows.append([x, f"{a:,}", f"{q:,}", c.num(q - a), f"{100 * q / all2:.1f}%"])
    a1 = sum(x[1] for x in v)
    s.write(10, 0, "All pay", F(bold=1))
    s.write_formula(10, 1, "=SUM(B6:B10)", n, a1)
    s.write_formula(10, 2, "=SUM(C6:C10)", n, all2)
    s.write_formula(10, 3, "=C11-B11", n, all2 - a1)
    rows.append(["All pay", f"{a1:,}", f"{all2:,}", c.num(all2 - a1), ""])
    hd2, un2 = ["Site", "Staffed", "Used", "Closed for cleaning"], ["", "average beds", "average beds", "bed days"]
    s.write(14, 0, cap2, F(bold=1))
    for k, x in enumerate(hd2):
        s.write(15, k, x, h)
        if un2[k]:
            s.write(16, k, un2[k], u)
    d1, rows2 = F(num_format="0.0"), []
    for i, x in enumerate(("Ottermouth General", "Vale Cottage Hospital", "Millrace Health Centre", "Copperfield House")):
        y = [r.randint(200, 4800) / 10, r.randint(150, 4600) / 10, r.choice([None, r.randint(2, 60)])]
        s.write(17 + i, 0, x)
        s.write_number(17 + i, 1, y[0], d1)
        s.write_number(17 + i, 2, y[1], d1)
        if y[2] is not None:
            s.write_number(17 + i, 3, y[2])
        rows2.append([x, f"{y[0]:.1f}", f"{y[1]:.1f}", "" if y[2] is None else str(y[2])])
    note = "Note: beds at Vale Cottage Hospital opened part way through the quarter"
    s.write(22, 0, note)
    wb.close()
    two = lambda hh, uu: [[(x, 1, 1) for x in hh], [(x, 1, 1) for x in uu]]
    return ex(c, "xlsx: two tables on one sheet, units rows, formulas, brackets by number format, note", [("h", 1, t), ("t", T(two(hd, un), rows, cap1)), ("t", T(two(hd2, un2), rows2, cap2)), ("p", note)], t)


def book2(c, p):
    r, t = c.rng, f"Establishment book {c.fy}"
    wb = xlsxwriter.Workbook(p)
    F = lambda **k: wb.add_format(k)
    h, d1, pc, tb = F(bold=1, bg_color="#DDEBF7", border=1, align="center", valign="vcenter", text_wrap=1), F(num_format="#,##0.0", border=1), F(num_format="0%", border=1), F(border=1)
    s = wb.add_worksheet("Stations")
    s.set_column(1, 1, 26)
    s.write(0, 1, t, F(bold=1, font_size=13))
    s.merge_range(2, 1, 3, 1, "Station", h)
    s.merge_range(2, 2, 2, 3, "Paramedics", h)
    s.merge_range(2, 4, 2, 5, "Technicians", h)
    s.merge_range(2, 6, 3, 6, "Rota filled", h)
    for k, x in enumerate(("Funded", "In post") * 2):
        s.write(3, 2 + k, x, h)
    rows, tot = [], [0] * 4
    for i, x in enumerate(B.STATIONS[:7]):
        v = [r.randint(80, 400) / 10 for _ in range(4)]
        v[3] = v[3] if r.random() > .2 else None
        sh = r.randint(71, 100)
        s.write(4 + i, 1, x, tb)
        for k, q in enumerate(v):
            s.write_blank(4 + i, 2 + k, None, tb) if q is None else s.write_number(4 + i, 2 + k, q, d1)
        s.write_number(4 + i, 6, sh / 100, pc)
        tot = [a + (b or 0) for a, b in zip(tot, v)]
        rows.append([x] + ["" if q is None else f"{q:,.1f}" for q in v] + [f"{sh}%"])
    bt = F(num_format="#,##0.0", bold=1, top=2, bottom=2)
    s.write(11, 1, "Total", F(bold=1, top=2, bottom=2))
    for k, q in enumerate(tot):
        col = "CDEF"[k]
        s.write_formula(11, 2 + k, f"=SUM({col}5:{col}11)", bt, round(q, 1))
    rows.append(["Total"] + [f"{q:,.1f}" for q in tot] + [""])
    s.freeze_panes(4, 2)
    a = T([[("Station", 1, 2), ("Paramedics", 2, 1), ("Technicians", 2, 1), ("Rota filled", 1, 2)], [(x, 1, 1) for x in ("Funded", "In post") * 2]], rows, t)
    s2 = wb.add_worksheet("Courses")
    hd, rows2 = ["Course", "Starts", "Places", "Cost per place"], []
    dat, cur = F(num_format="dd mmm yyyy"), F(num_format="£#,##0.00")
    for k, x in enumerate(hd):
        s2.write(0, k, x, F(bold=1))
    for i, x in enumerate(("Driving at speed", "Paediatric life support", "Maternity emergencies", "Dementia awareness")):
        d, n, q = dt.date(c.y, r.randint(1, 12), r.randint(1, 28)), r.randint(6, 40), r.randint(2000, 99000) / 100
        s2.write(i + 1, 0, x)
        s2.write_datetime(i + 1, 1, dt.datetime.combine(d, dt.time()), dat)
        s2.write_number(i + 1, 2, n)
        s2.write_number(i + 1, 3, q, cur)
        rows2.append([x, d.strftime("%d %b %Y"), str(n), f"£{q:,.2f}"])
    wb.close()
    return ex(c, "xlsx: table starting at B3 with merged head and totals, second sheet with dates and pounds", [("t", a), ("t", T(row(*hd), rows2))], t)


def book3(c, p):
    r, t = c.rng, "Contracts above the quotation limit"
    wb = xlsxwriter.Workbook(p)
    F = lambda **k: wb.add_format(k)
    s = wb.add_worksheet("Register")
    s.write(0, 0, t, F(bold=1))
    hd = ["Ref", "Supplier", "What is bought", "Value", "Ends", "Extension", "Notes"]
    w, cur, dat = F(text_wrap=1, valign="top"), F(num_format="£#,##0", valign="top"), F(num_format="dd/mm/yyyy", valign="top")
    rows = []
    for i, (a, b) in enumerate(B.SUPPLIERS):
        v, d = r.randint(50, 2400) * 1000, dt.date(c.y + r.randint(0, 3), r.randint(1, 12), r.randint(1, 28))
        e, n = r.choice(["12 months", "24 months", "None"]), r.choice(["", "Single tender waiver", "Under notice;\nnew tender in draft"])
        s.write_string(3 + i, 0, f"C/{210 + i}", w)
        s.write_string(3 + i, 1, a, w)
        s.write_string(3 + i, 2, b, w)
        s.write_number(3 + i, 3, v, cur)
        s.write_datetime(3 + i, 4, dt.datetime.combine(d, dt.time()), dat)
        s.write_string(3 + i, 5, e, w)
        s.write_string(3 + i, 6, n, w) if n else None
        rows.append([f"C/{210 + i}", a, b, f"£{v:,}", d.strftime("%d/%m/%Y"), e, n])
    s.add_table(2, 0, 2 + len(rows), 6, {"columns": [{"header": x} for x in hd], "style": "Table Style Light 9", "name": "Reg"})
    s.set_column(1, 2, 24)
    s.set_column(6, 6, 26)
    q = wb.add_worksheet("About")
    lines = ["How to read this register", "Values are for the whole life of the contract and leave out tax.", "Contracts let by the national supply body are not listed."]
    for i, x in enumerate(lines):
        q.write(i, 0, x)
    wb.close()
    return ex(c, "xlsx: register as an Excel table, dates, pounds, line ends in cells, empty cells, a sheet of words", [("h", 1, t), ("t", T(row(*hd), rows)), *[("p", x) for x in lines]], t)


# ---------------------------------------------------------------- slides
def put(tb, lines, size=13):
    from pptx.util import Pt as P
    for i, x in enumerate(lines):
        for k, v in enumerate(x):
            if v is not None:
                tb.cell(i, k).text = v
                for q in tb.cell(i, k).text_frame.paragraphs:
                    q.font.size = P(size)


def slides1(c, p):
    from pptx import Presentation
    from pptx.util import Inches as I
    r, t = c.rng, "Update for the council of members"
    P = Presentation()
    P.slide_width, P.slide_height = I(13.33), I(7.5)
    s = P.slides.add_slide(P.slide_layouts[0])
    s.shapes.title.text, s.placeholders[1].text = t, f"{c.who[0][0]}\n{c.who[0][1]}"
    bl, opt = [("h", 1, t), ("p", c.who[0][0]), ("p", c.who[0][1])], []
    for th in ("care", "sites"):
        s = P.slides.add_slide(P.slide_layouts[1])
        s.shapes.title.text = B.TEXT[th][0]
        it = c.paras(th, 3)
        s.placeholders[1].text_frame.text = "\n".join(it)
        bl += [("h", 2, B.TEXT[th][0]), ("ul", it)]
        opt.append(c.para("rules", 1))
        s.notes_slide.notes_text_frame.text = opt[-1]
    tab = T(row("Ward", "Beds", "Parents staying overnight", "Would recommend"), [[w, str(r.randint(8, 26)), str(r.randint(3, 24)), f"{r.randint(81, 99)}%"] for w in ("Puffin", "Kittiwake", "Guillemot", "Razorbill", "Tern")])
    s = P.slides.add_slide(P.slide_layouts[5])
    s.shapes.title.text = "Ward by ward"
    put(s.shapes.add_table(6, 4, I(.7), I(1.7), I(11.5), I(3.6)).table, [tab.columns()] + tab.body, 16)
    foot = "Figures are for the last full month"
    s.shapes.add_textbox(I(.7), I(6.3), I(8), I(.5)).text_frame.text = foot
    bl += [("h", 2, "Ward by ward"), ("t", tab), ("p", foot)]
    e = ex(c, "pptx: bullets, notes, a table and a text box", bl, t, None, None, [c.who[0][0]])
    e.extra["optional"] = opt
    P.save(p)
    return e


def slides2(c, p):
    from pptx import Presentation
    from pptx.util import Inches as I
    r, t = c.rng, "Flow across the system"
    P = Presentation()
    s = P.slides.add_slide(P.slide_layouts[0])
    s.shapes.title.text, s.placeholders[1].text = t, "System leaders’ meeting"
    places = ["Coast", "Town", "Hills", "Whole system"]
    v = [[r.randint(100, 990) for _ in range(4)] for _ in range(3)]
    v.append([sum(x[i] for x in v) for i in range(4)])
    a = T([[("Place", 1, 2), ("Home with support", 2, 1), ("Care home", 2, 1)], [(x, 1, 1) for x in ("Plan", "Actual") * 2]], [[x] + [f"{n:,}" for n in y] for x, y in zip(places, v)], tot=[3])
    s = P.slides.add_slide(P.slide_layouts[5])
    s.shapes.title.text = "Discharges by route"
    tb = s.shapes.add_table(6, 5, I(.5), I(1.7), I(9), I(3)).table
    put(tb, [["Place", "Home with support", None, "Care home", None], [None, "Plan", "Actual", "Plan", "Actual"]] + a.body)
    tb.cell(0, 0).merge(tb.cell(1, 0))
    tb.cell(0, 1).merge(tb.cell(0, 2))
    tb.cell(0, 3).merge(tb.cell(0, 4))
    b = T(row("Offer", "Who leads", "Starts"), [["Weekend pharmacy runs", "Hettie Marchbank", "Now"], ["Shared bed map", "Declan Ravensworth", ""], ["Step-down flats", "Council partner", "Spring"]])
    s = P.slides.add_slide(P.slide_layouts[5])
    s.shapes.title.text = "What we ask of each other"
    put(s.shapes.add_table(4, 3, I(.5), I(3.4), I(9), I(2)).table, [b.columns()] + b.body)
    line = c.para("flow", 1)
    s.shapes.add_textbox(I(.5), I(1.6), I(9), I(1)).text_frame.text = line
    s.shapes[-1].text_frame.word_wrap = True
    bl = [("h", 1, t), ("p", "System leaders’ meeting"), ("h", 2, "Discharges by route"), ("t", a), ("h", 2, "What we ask of each other"), ("p", line), ("t", b)]
    e = ex(c, "pptx 4:3: table with merged two-row head, table with an empty cell", bl, t)
    P.save(p)
    return e


# ---------------------------------------------------------------- pages
def gov(c, p):
    r, t = c.rng, "Dementia assessment waits: quarterly statistics"
    body = []
    for reg in ("Northern places", "Middle places", "Southern places"):
        for m in ("People referred", "Assessed within six weeks", "Average wait (days)"):
            body.append([reg, m] + [f"{r.randint(1, 9)},{r.randint(100, 999)}" if m[0] == "P" else f"{r.randint(38, 92)}.{r.randint(0, 9)}%" if m[1] == "s" else str(r.randint(20, 90)) for _ in range(4)])
    body[4][3] = ""
    a = T([[("Area", 1, 2), ("Measure", 1, 2), (f"{c.y - 1}", 2, 1), (f"{c.y}", 2, 1)], [(x, 1, 1) for x in ("Quarter 1", "Quarter 2") * 2]], body, "Table 1: referrals, assessments and waits by area", nlab=2, merge0=True)
    n = r.randint(55, 88)
    bl = [("h", 1, t), ("p", "These figures are official statistics in development."), ("h", 2, "Headline figures"), ("p", f"In the latest quarter {n}% of people were assessed within six weeks."), ("ul", c.paras("flow", 2)), ("h", 2, "Figures by area"), ("t", a), ("p", "[r] marks a revised figure. A blank means that no return was made."), ("h", 2, "Methods"), ("p", c.para("data", 2))]
    e = ex(c, "HTML like GOV.UK: scope, colspan, rowspan for areas, empty cell, menus to leave out", bl, t, c.iso, c.org)
    e.must_not += ["Skip to contents", "Tell us whether you accept cookies", "Explore the topic", "Is there anything wrong with this page", "Crown copyright sample"]
    e.extra["optional"] = [c.org, c.date]
    out = ['<table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--m">' + a.caption + '</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" rowspan="2">Area</th><th scope="col" rowspan="2">Measure</th>'
           + "".join(f'<th scope="colgroup" colspan="2">{y}</th>' for y in (c.y - 1, c.y)) + "</tr><tr>" + "".join(f'<th scope="col" class="govuk-table__header--numeric">{q}</th>' for q in ("Quarter 1", "Quarter 2") * 2) + '</tr></thead><tbody class="govuk-table__body">']
    for i, b in enumerate(body):
        out.append('<tr class="govuk-table__row">' + (f'<th scope="rowgroup" rowspan="3">{b[0]}</th>' if i % 3 == 0 else "") + f'<th scope="row">{b[1]}</th>' + "".join(f'<td class="govuk-table__cell govuk-table__cell--numeric">{x}</td>' for x in b[2:]) + "</tr>")
    tab = "".join(out) + "</tbody></table>"
    inner = "\n".join(f'<h{b[1]} class="govuk-heading">{b[2]}</h{b[1]}>' if b[0] == "h" else f'<p class="govuk-body">{b[1]}</p>' if b[0] == "p" else '<ul class="govuk-list govuk-list--bullet">' + "".join(f"<li>{x}</li>" for x in b[1]) + "</ul>" if b[0] == "ul" else tab for b in bl[1:])
    open(p, "w").write(f'''<!DOCTYPE html>
<html lang="en" class="govuk-template"><head><meta charset="utf-8"><title>{t} - {HT.escape(c.org)}</title><meta property="article:published_time" content="{c.iso}T09:30:00+01:00"></head><body class="govuk-template__body">
<div class="govuk-cookie-banner" role="region" aria-label="Cookies"><p>Tell us whether you accept cookies</p><button>Accept</button></div><a class="govuk-skip-link" href="#main-content">Skip to contents</a>
<header class="govuk-header" role="banner"><nav><a href="/">Explore the topic</a></nav></header>
<div class="govuk-width-container"><main class="govuk-main-wrapper" id="main-content" role="main"><h1 class="govuk-heading-xl">{t}</h1>
<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="/o">{c.org}</a></dd><dt>Published</dt><dd>{c.date}</dd></dl></div>
<div class="govspeak">{inner}</div></main></div>
<div class="gem-c-feedback"><h2>Is there anything wrong with this page</h2></div><footer class="govuk-footer" role="contentinfo"><p>Crown copyright sample</p></footer></body></html>''')
    return e


def trustpage(c, p):
    r, t = c.rng, "Safer staffing on our wards"
    w = ["Puffin", "Kittiwake", "Guillemot", "Razorbill"]
    v = [[r.randint(600, 3900), r.randint(500, 3900), r.randint(200, 1900), r.randint(200, 1900)] for _ in w]
    s = [sum(x[i] for x in v) for i in range(4)]
    a = T([[("Ward", 1, 2), ("Day hours", 2, 1), ("Night hours", 2, 1)], [(x, 1, 1) for x in ("Planned", "Worked") * 2]], [[x] + [f"{n:,}" for n in y] for x, y in zip(w, v)] + [["All wards"] + [f"{n:,}" for n in s]], "Registered nurse hours", tot=[4])
    b = T(row("Ward", "Red flags", "What we did"), [["Puffin", "2", "Moved a nurse from the day unit"], ["Kittiwake", "", "Nothing to report"], ["Razorbill", "1", "Called the bank; closed two beds overnight"]], "Red flags raised in the month")
    bl = [("h", 1, t), ("p", c.para("staff", 2)), ("h", 2, "Hours"), ("t", a), ("p", c.para("care", 1)), ("h", 2, "Red flags"), ("t", b), ("p", "The next report will be ready in six weeks.")]
    e = ex(c, "HTML trust page: foot row with totals, no thead, empty cell, side menu", bl, t, None, c.org)
    e.must_not += ["Jump to main", "In this section", "Visiting hours and parking", "Find us on the map", "Back to top"]
    h = lambda x: "<tr>" + "".join(x) + "</tr>"
    ta = f"<table><caption>{a.caption}</caption><tr><th rowspan=2>Ward</th><th colspan=2>Day hours</th><th colspan=2>Night hours</th></tr>" + h(f"<th>{x}</th>" for x in ("Planned", "Worked") * 2)
    ta += "".join(h([f'<th scope="row">{x[0]}</th>'] + [f"<td align=right>{q}</td>" for q in x[1:]]) for x in a.body[:-1]) + "<tfoot>" + h([f"<th scope=row>{a.body[-1][0]}</th>"] + [f"<td align=right><b>{q}</b></td>" for q in a.body[-1][1:]]) + "</tfoot></table>"
    tb = f"<table class='wide striped'><caption>{b.caption}</caption><tbody>" + h(f"<th><span>{x}</span></th>" for x in b.columns()) + "".join(h(f"<td><p>{q.replace('; ', ';<br>') or '&nbsp;'}</p></td>" for q in x) for x in b.body) + "</tbody></table>"
    tabs = iter((ta, tb))
    inner = "".join(next(tabs) if k[0] == "t" else f"<h{k[1]}>{k[2]}</h{k[1]}>" if k[0] == "h" else f"<p>{k[1]}</p>" for k in bl)
    open(p, "w").write(f'''<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{t} | {c.org}</title><meta property="og:site_name" content="{c.org}"></head><body><a href="#c" class="visually-hidden">Jump to main</a>
<header><div class="logo"><img src="l.png" alt="{c.org}"></div><nav><ul><li><a href="/v">Visiting hours and parking</a></li></ul></nav></header><div class="row"><aside class="sidebar"><h2>In this section</h2><ul><li><a href="/a">Find us on the map</a></li></ul></aside>
<main id="c">{inner}</main></div><footer><a href="#">Back to top</a></footer></body></html>''')
    return e


def actionpage(c, p):
    t = "Action plan after our inspection"
    fact = [("Inspected by", "Care Standards Office"), ("Overall rating", "Requires improvement"), ("Executive lead", c.who[0][0]), ("Next review", "Spring")]
    tab = T(row("Area", "What we were told to do", "What has changed", "Leads", "State"), [["Consent", "Record the capacity of each patient to agree to treatment", "A new form is used on all sites", "A Cordingley B Quigg", "Green"], ["Storage", "Keep corridors clear of beds and hoists", "Two store rooms built at the Beacon Centre; a third is on order", "T Wilderspin", "Amber"],
                                                                                          ["Training", "Make sure that all staff finish life support courses", "", "L Fenwright", "Red"], ["Records", "Lock trolleys that hold notes", "Locks fitted and spot checks made each week", "D Ravensworth K Strood", "Green"]], "Must do actions")
    done = T(row("Area", "Should do action", "Closed in"), [["Signs", "Put up signs in other languages", "March"], ["Meals", "Offer hot food after seven", "May"]], "Actions closed")
    bl = [("h", 1, t), ("p", c.para("rules", 1)), ("t", label_value(fact)), ("h", 2, "Must do"), ("t", tab), ("h", 2, "Should do"), ("t", done), ("p", c.para("care", 2)), ("p", "This plan replaces the one[[- printed in the spring leaflet]] sent out last year.")]
    e = ex(c, "HTML: label and value table with row heads, action table with line breaks and lists in cells, struck words", bl, t)
    e.must_not += ["printed in the spring leaflet", "Share on social media", "function("]
    li = lambda x: x if x.count(" ") != 3 else x.split(" ", 2)[0] + " " + x.split(" ", 2)[1] + "<br>" + x.split(" ", 2)[2]
    tt = f"<div class='tw'><table><caption>{tab.caption}</caption><thead><tr>" + "".join(f"<th>{x}</th>" for x in tab.columns()) + "</tr></thead><tbody>" + "".join(
        f"<tr><td>{a}</td><td>{b}</td><td>{'<ul><li>' + d.replace('; ', ';</li><li>') + '</li></ul>' if d else ''}</td><td>{li(l)}</td><td class='{s.lower()}'>{s}</td></tr>" for a, b, d, l, s in tab.body) + "</tbody></table></div>"
    lv = "<table>" + "".join(f'<tr><th scope="row">{a}</th><td>{b}</td></tr>' for a, b in fact) + "</table>"
    parts = [f"<h1>{t}</h1>", f"<p>{bl[1][1]}</p>", lv, "<h2>Must do</h2>", tt, "<h2>Should do</h2>", htab(done, "lll"), f"<p>{bl[7][1]}</p>", "<p>This plan replaces the one<s> printed in the spring leaflet</s> sent out last year.</p>"]
    open(p, "w").write(f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{t}</title><style>.green{{background:#9c6}}</style></head><body><article>" + "\n".join(parts) + "</article><div class='share'><nav>Share on social media</nav></div><script>(function(){})();</script></body></html>")
    return e


# ---------------------------------------------------------------- Markdown, mail, CSV
def md(c, p):
    r, t = c.rng, "Vaccination of staff: weekly note"
    wk = T(row("Site", "Offered", "Given", "Uptake", "Clinic days"), [[x, str(n), str(n - k), f"{100 * (n - k) / n:.0f}%", d] for x, n, k, d in [(q, r.randint(150, 900), r.randint(20, 120), d) for q, d in (("Fairlight Lodge", "Mon | Wed"), ("Beacon Centre", "Tue"), ("Millrace Health Centre", ""), ("Copperfield House", "Daily"))]])
    ask = T(row("Ask", "Of whom", "Why"), [["Free two rooms", "Estates helpdesk", "Queues on Mondays"], ["Send reminders", "Line managers", "Lists are on the intranet page"]])
    bl = [("h", 1, t), ("p", c.para("staff", 2)), ("h", 2, "Where we are"), ("t", wk), ("p", "Uptake is counted against staff in post, not posts."), ("h", 2, "What is needed"), ("ol", c.paras("flow", 2)), ("t", ask), ("p", c.para("care", 1))]
    e = ex(c, "Markdown: front matter, bars escaped in a cell, link in a cell, bold and code, empty cell", bl, t, c.iso, None, [c.who[0][0]])
    e.must_not += ["https://intranet", "**", "status: draft", "\\|"]
    out = [f"---\ntitle: \"{t}\"\nauthor: {c.who[0][0]}\ndate: {c.iso}\nstatus: draft\n---"]
    for b in bl:
        if b[0] == "h":
            out.append("#" * b[1] + " " + b[2])
        elif b[0] == "p":
            out.append(b[1].replace("staff in post", "**staff in post**"))
        elif b[0] == "ol":
            out.append("\n".join(f"{i}. {x}" for i, x in enumerate(b[1], 1)))
        else:
            f = lambda x: x.replace("|", "\\|").replace("intranet page", "[intranet page](https://intranet.example/jabs)").replace("Tue", "*Tue*")
            out.append("\n".join("| " + " | ".join(map(f, x)) + " |" for x in [b[1].columns(), ["---", *["--:" if b[1] is wk else ":--"] * (b[1].ncols - 1)]] + b[1].body))
    open(p, "w").write("\n\n".join(out) + "\n")
    return e


def eml(c, p):
    from email.message import EmailMessage
    from email.utils import format_datetime
    r, (who, role) = c.rng, c.who[0]
    sub = "Morning position and the request for mutual aid"
    m = EmailMessage()
    m["From"], m["To"], m["Cc"], m["Subject"] = f"{who} <ops@example.nhs.uk>", "Control room <control@example.nhs.uk>", f"{c.who[1][0]} <x@example.nhs.uk>", sub
    m["Date"] = format_datetime(dt.datetime.fromisoformat(c.iso + "T07:35:00+00:00"))
    tab = T(row("Hospital", "Beds free", "Ambulances waiting", "Level"), [[x, str(r.randint(0, 14)), str(r.randint(0, 9)), q] for x, q in (("Ottermouth General", "Three"), ("Vale Cottage Hospital", "One"), ("Tidebridge Children’s", "Two"), ("Dunmere Heart and Lung", ""), ("Sarnham Infirmary", "Four"))])
    a, z = ["Morning all", c.para("flow", 2), "The position at seven is below."], [c.para("sites", 1), "Please reply before nine if you can help.", "Thanks", who, role]
    st = 'style="border:1px solid #999;padding:2px 6px"'
    m.set_content("\n\n".join(a) + "\n\n" + "\n".join("\t".join(x) for x in [tab.columns()] + tab.body) + "\n\n" + "\n\n".join(z) + "\n", cte="quoted-printable")
    h = "".join(f'<p class="MsoNormal">{x}</p>' for x in a) + '<table cellspacing="0" style="border-collapse:collapse">' + "".join("<tr>" + "".join(f"<td {st}><p class='MsoNormal'>{'<b>' + v + '</b>' if i == 0 else v or '&nbsp;'}</p></td>" for v in x) + "</tr>" for i, x in enumerate([tab.columns()] + tab.body)) + "</table>" + "".join(f'<p class="MsoNormal">{x}</p>' for x in z)
    m.add_alternative(f"<html><head><style>p.MsoNormal{{margin:0}}</style></head><body>{h}</body></html>", subtype="html", cte="base64")
    e = ex(c, "eml: plain and HTML alternatives, table in the mail", [("p", x) for x in a] + [("t", tab)] + [("p", x) for x in z], sub, c.iso, None, [who])
    e.extra["once"] = [a[1][:60]]
    e.must_not += ["MsoNormal", "border-collapse"]
    open(p, "wb").write(m.as_bytes())
    return e


def bed_csv(c, p):
    r, rows, tot = c.rng, [], [0, 0, 0]
    for x in ("Ward 3, stroke", 'Ward 5 ("the Dovecote")', "Ward 7", "Rehabilitation – men", "Rehabilitation – women", "Hospice at home", "Intermediate care, Sarnham"):
        v = [r.randint(200, 990), r.randint(150, 900), r.choice([None, r.randint(1, 60)])]
        tot = [a + (b or 0) for a, b in zip(tot, v)]
        rows.append([x, str(v[0]), str(v[1]), "" if v[2] is None else str(v[2]), f"£{r.randint(190, 480)}.{r.choice(['00', '25', '50'])}", r.choice(["Open", "Part closed", ""])])
    rows.append(["Total"] + [str(x) for x in tot] + ["", ""])
    tab = T(row("Ward", "Bed days available", "Bed days used", "Days lost to infection", "Cost per bed day", "State at month end"), rows)
    e = ex(c, "CSV in cp1252: quoted commas and quotes, dashes, pounds, empty cells, total", [("t", tab)])
    f = io.StringIO()
    csv.writer(f).writerows([tab.columns()] + rows)
    open(p, "wb").write(f.getvalue().encode("cp1252"))
    return e


PLAN = [("workforce-paper.pdf", "F", "hyphen", workforce), ("capital-quarters.pdf", "A", "paren", capital), ("surgery-waits.pdf", "E", "minus", elective),
        ("lone-working.docx", "F", "hyphen", tracked), ("isles-services.docx", "H", "hyphen", nested), ("quality-annex.docx", "B", "minus", quality), ("audit-notes.docx", "G", "hyphen", audit),
        ("run-rate.xlsx", "A", "paren", book1), ("establishment-book.xlsx", "C", "hyphen", book2), ("contracts-register.xlsx", "D", "hyphen", book3), ("members-council.pptx", "E", "hyphen", slides1), ("system-flow.pptx", "D", "hyphen", slides2),
        ("dementia-waits.html", "D", "hyphen", gov), ("safer-staffing-page.html", "E", "hyphen", trustpage), ("inspection-actions.html", "H", "hyphen", actionpage), ("vaccination-note.md", "B", "hyphen", md), ("morning-position.eml", "C", "hyphen", eml), ("bed-days.csv", "F", "hyphen", bed_csv)]
