"""Fresh Word files, and PDFs that LibreOffice makes of them."""
import os
import subprocess
import tempfile

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as A
from docx.shared import Cm, Pt

from fresh_pdf_r import Pairs, ex
from model import Table, label_value, one_row, plain
from word import Word, deleted

AL = {"L": A.LEFT, "R": A.RIGHT, "C": A.CENTER, "D": A.RIGHT}


class W2(Word):
    def __init__(self, size=11, page="A4", margin=2.2, align="R", **k):
        super().__init__(**k)
        self.align = align
        s = self.d.sections[0]
        self.d.styles["Normal"].font.size = Pt(size)
        w, h = (21, 29.7) if page.startswith("A4") else (21.59, 27.94)
        if page == "A4L":
            w, h, s.orientation = h, w, WD_ORIENT.LANDSCAPE
        s.page_width, s.page_height = Cm(w), Cm(h)
        s.left_margin = s.right_margin = s.top_margin = s.bottom_margin = Cm(margin)
        self.wide = w - 2 * margin

    def blocks(self, blocks):
        for b in blocks:
            if b[0] == "line":
                p = self.d.add_paragraph()
                a, _, v = b[1].partition(": ")
                p.add_run(a + ":").bold = True
                p.add_run("\t" + v)
                p.paragraph_format.tab_stops.add_tab_stop(Cm(4))
                p.paragraph_format.left_indent, p.paragraph_format.first_line_indent = Cm(4), Cm(-4)
            elif b[0] == "t":
                self.table(b[1], opts=b[2] if len(b) > 2 else {})
            else:
                super().blocks([b])
        return self

    def table(self, t, where=None, opts=None):
        tb = super().table(t, where)
        look, nh, o = getattr(t, "look", {}), len(t.head), opts or {}
        al = o.get("align") or ["L"] * t.nlab + ["L" if o.get("prose") or not nh else self.align] * (t.ncols - t.nlab)
        for r in range(nh + len(t.body)):
            i = r - nh
            for c in range(t.ncols):
                cell = tb.cell(r, c)
                for p in cell.paragraphs:
                    p.alignment = A.CENTER if i < 0 and cell._tc.grid_span > 1 else AL[al[c]]
                    p.paragraph_format.space_after = Pt(2)
                    if c == 0 and i in look.get("indent", {}):
                        p.paragraph_format.left_indent = Cm(.5)
                    for run in p.runs:
                        run.bold = True if (i < 0 or i in look.get("bold", ()) or i in look.get("section", ()) or (not nh and c % 2 == 0)) else None
            if i in look.get("section", ()):
                m = tb.cell(r, 0).merge(tb.cell(r, t.ncols - 1))
                for p in m.paragraphs[1:]:
                    p._p.getparent().remove(p._p)
        colw = o.get("colw") or [2.8 if t.ncols > 4 and t.nlab == 1 and not o.get("prose") else 1] + [1] * (t.ncols - 1)
        tb.autofit = False
        for c, w in enumerate(colw):
            tb.columns[c].width = Cm(self.wide * w / sum(colw))
        for r in range(nh + len(t.body)):
            for tc in tb.rows[r]._tr.tc_lst:   # spans take the sum of their columns
                k = tc.grid_offset
                tc.width = Cm(self.wide * sum(colw[k:k + tc.grid_span]) / sum(colw))
        return tb


def tracked(c, p):
    t = f"Uniform and workwear policy, revision {c.rng.randint(3, 8)}"
    a, b = c.rng.randint(11, 19), c.rng.randint(21, 29)
    B = [("h", 1, t), ("p", c.para("people", 2)), ("p", f"Laundry may claim back [[-{a} pounds each year]][[+{b} pounds each quarter]] where no machine is on site."),
         ("p", "Lanyards [[-must be worn at all times]][[+must be removed for clinical contact]] and replaced when soiled."), ("h", 2, "Responsibilities"),
         ("p", "[[-The former uniform committee will approve exceptions.]][[+Exceptions are for the Chief Nurse.]]"), *c.sec("quality", 1),
         ("t", Table(one_row("Garment", "Issued", "[[+Replaced every]]"), [["Tunic", str(c.rng.randint(3, 6)), f"[[-{a} months]][[+{b} months]]"], ["Fleece", "1", "[[+On request]]"]])), ("p", c.para("governance", 1))]
    e = ex(c, "docx with tracked changes in text and in table cells", B).says(t)
    e.must += [f"{b} pounds each quarter", "must be removed for clinical contact"]
    e.must_not += deleted(B) + [f"{a} months"]
    W2(size=12, page="Letter", tracked=True, font="Liberation Serif", style_table="Light List Accent 1").blocks(B).save(p)
    return e


def cover(c, p):
    t = f"{c.heading('finance')} – {c.month} {c.year}"
    r = c.rng
    pr = Pairs([], [["Meeting date", c.date, "Agenda item", f"{r.randint(6, 18)}"], ["Report author", c.author, "Lead director", c.people(1)[0][0]], ["Status", "Public", "Action", r.choice(["Approve", "Discuss"])]], kind="cover")
    B = [("h", 1, c.trust), ("t", label_value([("Report title", t), ("Purpose of report", c.para("governance", 1)), ("Recommendation", c.para("finance", 1)), ("Risks", c.para("estates", 1))]), dict(colw=[2, 7])),
         ("t", pr, dict(colw=[2, 3, 2, 2])), *c.sec("operations", 2), ("t", c.income_statement(3, caption="Income and expenditure"), dict(colw=[5, 2, 2, 2])), ("p", c.para("people", 2))]
    e = ex(c, "docx board paper: two cover tables, statement with section rows, header and footer", B).says(t, c.iso, c.trust, [c.author])
    w = W2(size=10.5, font="Liberation Sans").blocks(B)
    w.furniture(f"{c.trust} | public papers", f"Front sheet template v{r.randint(2, 9)} |")
    e.must_not += ["| public papers", "Front sheet template"]
    w.save(p)
    return e


def tworows(c, p):
    t = f"Establishment review {c.year}"
    B = [("h", 1, t), ("p", c.para("people", 2)), ("t", c.workforce("Care group establishment", 5), dict(colw=[3.2, 2, 1.3, 1.2, 1.2, 1.3, 1.5])), ("p", c.para("quality", 1)), ("t", c.income_statement(6, "{:,.1f}", "Pay and income", unit="£m")), ("p", c.para("finance", 2))]
    e = ex(c, "docx landscape, two header rows, section rows, bold totals", B).says(t)
    W2(size=10, page="A4L", font="Arial", style_table="Medium Shading 1 Accent 3").blocks(B).save(p)
    return e


def numbered(c, p):
    t, nums, B = f"Standing financial instructions {c.fy}", [], []
    B.append(("p", f"[[b:{t}]]"))
    for i, th in enumerate(c.rng.sample(list(c.b.THEMES), 4), 1):
        B += [("h", 1, c.heading(th)), ("p", c.para(th, 1)), ("h", 2, "Scope"), ("p", c.para(th, 1)), ("h", 2, "Delegated limits"), ("p", c.para(th, 1)), ("h", 3, "Exceptions"), ("p", c.para(th, 1))]
        nums += [[f"{i}", c.heading(th)], [f"{i}.1", "Scope"], [f"{i}.2", "Delegated limits"], [f"{i}.2.1", "Exceptions"]]
    B += [("ol", c.rng.sample(c.b.TIPS, 4)), ("t", Table(one_row("Limit", "Approver"), [["Up to £10,000", "Budget holder"], ["£10,001 to £250,000", "Chief Finance Officer"], ["Above £250,000", "Trust Board"]]), dict(prose=True))]
    B = [b for b in B if b[-1]]
    e = ex(c, "docx with three levels of automatic heading numbers and a numbered list", B).says(t)
    e.extra["numbered"] = nums
    W2(size=11, margin=3, numbered=True, font="Verdana").blocks(B).save(p)
    return e


def footnotes(c, p, note=True):
    t = f"Commentary on activity, {c.month} {c.year}"
    x, y = c.rng.randint(41, 97), c.rng.randint(11, 89)
    B = [("h", 1, t), ("line", f"From: {c.author}, {c.role}"), ("line", f"To: Executive Team, {c.date}"), ("p", f"Attendances reached {x},400[[^1]] and the cost per case was £{y}.20.[[^2]] " + c.para("operations", 1)), *c.sec("operations", 1),
         ("t", c.workforce("People in post", 4), dict(colw=[3, 2.5, 1.5, 1.3, 1.7, 1.9, 1.9])), ("p", c.para("quality", 1) + "[[^3]]"),
         ("note", "1", "Includes the urgent treatment centre."), ("note", "2", "At current prices, before overheads."), ("note", "3", f"Source: clinical system, extracted {c.rng.randint(1, 9)} days after month end.")]
    e = ex(c, "docx memo with footnotes and two header rows", B).says(t, c.iso)
    e.must += [f"{x},400 and the cost per case", f"£{y}.20."]
    e.must_not += [f"{x},4001", f"£{y}.20.2"]
    e.extra["loose"] = [plain(b[2]) for b in B if b[0] == "note"]
    W2(size=10.5, footnotes=True, font="Liberation Sans", align="C", style_table="Light Grid Accent 5").blocks(B).save(p)
    return e


def viaoffice(c, p, fn):
    with tempfile.TemporaryDirectory() as d:
        src = os.path.join(d, "paper.docx")
        e = fn(c, src)
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{d}/prof", "--convert-to", "pdf", "--outdir", d, src],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        os.replace(os.path.join(d, "paper.pdf"), p)
    e.kind = e.kind.replace("docx", "PDF by LibreOffice from docx")
    e.extra.pop("numbered", None)
    return e


def paper(c, p):
    t = f"Safer staffing paper, {c.month} {c.year}"
    B = [("h", 1, t), ("t", c.front(t, False), dict(colw=[2.5, 7])), *c.sec("people", 2), ("t", c.workforce("Staffing by care group", 4), dict(colw=[3, 2.4, 1.5, 1.3, 1.6, 1.8, 1.8])), *c.sec("quality", 1),
         ("t", c.responses("RTPS", 4), dict(prose=True, colw=[.8, 3.5, 4, 1.6])), ("ul", c.paras("operations", 2))]
    e = ex(c, "docx board paper with cover table, two header rows and responses", B).says(t, c.iso)
    w = W2(size=10, font="Liberation Sans").blocks(B)
    w.furniture(c.trust, "Safer staffing |")
    e.must_not += [c.trust, "Safer staffing |"]
    w.save(p)
    e.must_not = [m for m in e.must_not if m not in str(e.text)]
    return e
