"""Fresh PDFs by Chromium and LibreOffice."""
from fresh_pdf_r import Pairs, ex
from fresh_web import DEF, body, make
from model import Table, label_value, one_row


def coverlines(c, p):
    t = f"{c.heading('governance')} update"
    B = [("h", 1, c.trust), ("line", f"Report to: Board of Directors, {c.date}"), ("line", f"Report title: {t}"), ("line", f"Presented by: {c.author}, {c.role}"), ("line", f"Purpose: {c.rng.choice(['For approval', 'For noting'])}"),
         ("line", "Summary: " + c.para("governance", 2)), *c.sec("quality", 2, num="1. "), ("t", c.scorecard("Figure 1: Quality indicators", 2, 3), dict(colw=[4, 1.2, 1, 1, 1, 1.3], align=list("LRRRRL"))), *c.sec("people", 2, num="2. "), ("ol", c.paras("estates", 3))]
    e = ex(c, "cover sheet as lines, numbered sections, horizontal rules, chromium", B).says(t, c.iso, c.trust, [c.author])
    make(p, B, ("", "", "Agenda item 9"), ("{p} | Trust Board", "", ""), rules="h", font="Liberation Sans", size=11, extra=".ln{display:flex} .ln b{flex:0 0 36mm}")
    e.must_not += ["| Trust Board", "Agenda item 9"]
    return e


def workforce(c, p):
    t = f"Workforce report {c.month} {c.year}"
    B = [("h", 1, t), ("p", c.para("people", 2)), ("t", c.workforce("Table A: Establishment", 6)), *c.sec("people", 2)]
    rows = [[lab, c.num(c.rng.choice([0, c.rng.randint(1, 70)])), c.num(c.rng.choice([0, c.rng.randint(1, 70)])), c.num(c.rng.choice([1, -1]) * c.rng.randint(1, 40))] for lab in c.pick(c.b.CARE, 5)]
    B += [("t", Table(one_row("Care group", "Starters in quarter", "Leavers in quarter", "Net change in headcount since April"), rows, "Table B: Joiners and leavers"), dict(colw=[4, 1.5, 1.5, 2])), ("p", c.para("quality", 2))]
    e = ex(c, "two header rows, centred figures, nil in words, zebra, Letter, chromium", B).says(t)
    make(p, B, None, ("", "Page {p} of {n}", ""), page="letter", rules="zebra", align="C", font="DejaVu Sans", size=9, accent="#582c83", headbg="#582c83", zebra="#efeaf5", margin="22mm 16mm")
    e.must_not.append("Page 1 of")
    return e


def risklog(c, p):
    t = "Corporate risk register: risks scoring twelve and above"
    B = [("h", 1, t), ("p", c.para("governance", 2)), ("t", c.risks(5), dict(prose=True, colw=[1, 4, 5, 3, 1.1, 1.1]))]
    e = ex(c, "risk register, landscape, horizontal rules only, chromium", B).says(t)
    make(p, B, (c.trust, "", ""), ("", "", "{p}"), page="A4 landscape", rules="h", font="Liberation Serif", size=10.5, accent="#ae2573", extra="td,th{padding:5px 9px}")
    e.must_not.append(c.trust)
    return e


def recsplain(c, p):
    t = "What you told us and what we did"
    B = [("h", 1, t), ("p", c.para("quality", 2)), ("t", c.responses("TPO", 5), dict(prose=True, colw=[4, 5, 2])), *c.sec("operations", 2)]
    e = ex(c, "responses in three columns of words with no rules, chromium", B).says(t)
    make(p, B, None, ("", "", "{p}"), rules="none", font="Liberation Sans Narrow", size=12, accent="#009639", margin="25mm 22mm", extra="td,th{padding:6px 14px 6px 0}")
    return e


def news(c, p):
    t = f"The {c.rng.choice(c.b.PLACE)} Bulletin"
    top = [("h", 1, t), ("p", f"Staff news, {c.month} {c.year}")]
    B = c.sec("people", 2) + c.sec("estates", 2) + [("box", c.para("governance", 1))] + c.sec("quality", 2) + [("h", 2, "Top tips"), ("ul", c.rng.sample(c.b.TIPS, 4))] + c.sec("operations", 3) + c.sec("finance", 3)
    e = ex(c, "newsletter in two columns with a ruled box, chromium", top + B).says(t)
    st = {**DEF}
    make(p, B, None, ("", "{p}", ""), inner=body(top, st) + f'<div class="cc">{body(B, st)}</div>', font="DejaVu Serif", size=9.5, accent="#d5281b", margin="14mm",
         extra=".cc{column-count:2;column-gap:9mm;column-rule:1px dotted #888} .cc h2:first-child{margin-top:0} h1{font-size:2.6em;text-align:center;border-bottom:3px double #d5281b}")
    return e


def committee(c, p):
    t = "Finance and Performance Committee: draft minutes"
    ppl = c.people(5)
    m = ["May", "Jul", "Sep", "Nov"]
    att = [[a] + [c.rng.choice(["Yes", "Yes", "Apologies", "Deputy"]) for _ in m] for a, _ in ppl]
    B = [("h", 1, t), ("p", f"Held by video link on {c.date}."), ("h", 2, "Attendance record"), ("t", Table(one_row("Member", *m), att), dict(colw=[3, 1, 1, 1, 1]))]
    for i, th in enumerate(["finance", "operations", "estates", "governance"], 1):
        B += [("h", 2, f"FPC{c.year % 100}.{i + 30} {c.heading(th)}"), ("p", c.para(th, 2)), ("p", c.para(th, 2)), ("ul", c.paras(th, 2))]
    B += [("h", 2, "Log of actions"), ("t", c.log(5), dict(prose=True, colw=[1.2, 5, .9, 1.2, 1.5]))]
    e = ex(c, "committee minutes, attendance table, odd and even feet, chromium", [b for b in B if b[0] != "ul" or b[1]]).says(t, c.iso)
    make(p, B, ("DRAFT", "", ""), (f"Committee minutes {c.year}", "", "{p}"), ("{p}", "", f"Committee minutes {c.year}"), rules="grid", align="C", font="Liberation Sans", size=10.5, headbg="#fff", headfg="#000", line="#000", accent="#231f20")
    e.must_not.append(f"Committee minutes {c.year}")
    return e


def slides(c, p):
    t = f"{c.rng.choice(c.b.PLACE)} system review: meeting slides"
    B = [("h", 1, t), ("p", f"{c.author}, {c.role}"), ("p", c.date)]
    for th in c.rng.sample(list(c.b.THEMES), 3):
        B += [("pb",), ("h", 1, c.heading(th)), ("ul", c.paras(th, 4))]
    cols = c.income_statement(3, "{:,.1f}", unit="£m")
    cols.look["indent"] = {}
    cols.body, cols.look["section"], cols.look["bold"] = [r for r in cols.body if any(r[1:])][:7], set(), {4}
    B += [("pb",), ("h", 1, "Where we are against plan"), ("t", cols)]
    e = ex(c, "wide slides with bullets and a table, chromium", B).says(t, c.iso, None, [c.author])
    make(p, B, None, ("", "", "{p}"), page="13.33in 7.5in", margin="16mm 22mm", rules="zebra", font="Liberation Sans", size=19, accent="#00a499", headbg="#00a499")
    return e


def dashboard(c, p):
    t = f"Quality dashboard {c.month} {c.year}"
    B = [("h", 1, t), ("t", c.scorecard(None, 4, 3), dict(colw=[5, 1.3, 1, 1, 1, 1.3], rag=True, align=list("LCCCCC"))), ("h", 2, "Exceptions"), ("ul", c.paras("quality", 3)), ("p", c.para("operations", 2))]
    e = ex(c, "landscape dashboard, RAG words in coloured cells, full rules, chromium", B).says(t)
    make(p, B, None, ("", f"{c.trust} quality dashboard", "{p}"), page="A4 landscape", rules="grid", font="DejaVu Sans Condensed", size=9.5, headbg="#425563", secbg="#e8edee", extra="td,th{padding:2px 5px}", margin="12mm 15mm")
    return e


def patient(c, p):
    pid = c.rng.randint(100000, 999999)
    who, role = c.people(1)[0]
    sub = "Your appointments and travel costs"
    rows = [[f"{c.rng.randint(1, 28)} {m} {c.year}", x, f"{c.rng.randint(9, 16)}:{c.rng.choice(['00', '20', '45'])}", f"£{c.rng.randint(3, 19)}.{c.rng.choice(['40', '75', '00'])}"] for m, x in zip(("March", "April", "June"), ("Pre-operative clinic", "Day surgery unit, second floor", "Follow-up by telephone"))]
    top = [c.trust, "Patient Booking Office", c.rng.choice(c.b.SITES), "Mr J Okonedo", f"{c.rng.randint(2, 80)} Plover Close", c.rng.choice(c.b.PLACE), f"Hospital number: {pid}", c.date]
    B = [("p", x) for x in top] + [("p", "Dear Mr Okonedo"), ("h", 3, sub), ("p", c.para("operations", 1)), ("t", Table(one_row("Date", "Clinic", "Time", "Travel claim"), rows), dict(align=list("LLLR"))), ("ul", c.rng.sample(c.b.TIPS, 3)), ("p", c.para("quality", 1)), ("p", "With kind regards"), ("p", who), ("p", role)]
    e = ex(c, "letter to a patient with a table, address in a window, chromium", B).says(sub, c.iso, c.trust, [who])
    e.extra["loose"] = top
    h = f'<table class="lh"><tr><td>{"<br>".join(top[3:6])}</td><td>{"<br>".join(["<b>" + top[0] + "</b>"] + top[1:3])}</td></tr></table><p>{top[6]}</p><p>{top[7]}</p>'
    make(p, B, inner=h + body(B[8:], {**DEF, "rules": "grid"}), rules="grid", headbg="#e8edee", headfg="#000", font="Liberation Sans", size=12, margin="20mm 24mm", extra=".lh td{border:0!important;padding:0 0 10mm} .lh td+td{text-align:right}")
    return e


def accounts(c, p):
    t = f"Summary accounts for the year ended 31 March {c.year}"
    B = [("h", 1, t), ("p", c.para("finance", 2)), ("h", 2, "Statement of financial position"), ("t", c.balance(), dict(colw=[5, .8, 1.7, 1.7], align=list("LCRR"))), ("p", c.para("finance", 2)), ("h", 2, "Income and expenditure"),
         ("t", c.income_statement(3, caption="Performance for the year"), dict(colw=[5, 1.4, 1.4, 1.4])), *c.sec("governance", 2)]
    e = ex(c, "statement of financial position with note column, brackets, sections, chromium", B).says(t)
    make(p, B, (f"Annual Report and Accounts {c.fy}", "", ""), ("", "{p}", ""), rules="total", font="Liberation Serif", size=11, accent="#000", margin="24mm")
    e.must_not.append(f"Annual Report and Accounts {c.fy}")
    return e


def frontsheet(c, p):
    t = f"{c.heading('estates')}: business case"
    r = c.rng
    cov = Pairs([], [["Agenda item", f"{r.randint(5, 19)}", "Enclosure", f"{r.choice('FGHJ')}{r.randint(1, 9)}"], ["Date", c.date, "Confidential", r.choice(["Yes", "No"])],
                     ["Author", c.author, "Executive sponsor", c.people(1)[0][0]], ["Decision sought", "Approve the outline case", "Value", f"£{r.randint(11, 99) / 10}m over {r.randint(3, 9)} years"]], kind="cover")
    wide = label_value([("Report title", t), ("Executive summary", c.para("estates", 2)), ("Financial implications", c.para("finance", 1)), ("Equality impact", "No adverse effect on any protected group was found.")])
    opts = [[f"Option {i + 1}: {x}", c.num(r.randint(10, 900) / 10, "{:.1f}", "£", "m"), c.num(-r.randint(10, 400) / 10, "{:.1f}", "£", "m"), f"{r.randint(40, 95)}%"] for i, x in enumerate(["Do nothing", "Refurbish within the present footprint", "New modular building on the south car park"])]
    B = [("h", 1, c.trust), ("t", wide, dict(colw=[2, 7])), ("t", cov, dict(colw=[1.4, 2, 1.4, 2])), ("pb",), *c.sec("estates", 2), ("t", Table(one_row("Option", "Capital cost", "Net present value", "Benefits score (out of 100%)"), opts, "Options appraisal"), dict(colw=[4, 1.3, 1.4, 1.6])), *c.sec("operations", 2)]
    e = ex(c, "front sheet with two labels on a row, options table with £, m and %, chromium", B).says(t, c.iso, c.trust, [c.author])
    make(p, B, None, ("Page {p} of {n}", "", c.trust), rules="grid", font="Liberation Sans", size=10.5, line="#005eb8", headbg="#dce9f5", headfg="#003087")
    return e


def tracker(c, p):
    t = "Quality improvement plan tracker"
    B = [("h", 1, t), ("p", c.para("quality", 2)), ("t", c.responses("RTPOS", 6), dict(prose=True, colw=[.6, 3.2, 4, 1.6, 1.2])), ("h", 2, "Matters outstanding"), ("t", c.log(6), dict(prose=True, colw=[1.3, 5, .8, 1.1, 1.3])), *c.sec("people", 2)]
    e = ex(c, "improvement plan with wrapped words in five columns, full rules, page count in the head, chromium", B).says(t)
    make(p, B, ("", "", "Page {p} of {n}"), None, rules="grid", font="DejaVu Sans Condensed", size=10, headbg="#ffb81c", headfg="#000", accent="#b35900", margin="20mm 15mm")
    e.must_not.append("Page 1 of")
    return e
