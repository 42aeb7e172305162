"""Fresh PDFs by reportlab."""
import io
import os

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import NameObject, NumberObject, RectangleObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from fresh_rl import SIZES, St, build
from model import Expect, Table, label_value, one_row, plain
from rl import FAMILIES, bold


class Pairs(Table):
    """Two labels and two values on each row."""
    def cells(self):
        return [{"row": [plain(r[k])], "column": "", "value": plain(r[k + 1])} for r in self.body for k in (0, 2) if plain(r[k + 1])]


def ex(c, kind, blocks):
    return Expect("fresh: " + kind, [("p", b[1]) if b[0] == "line" else b for b in blocks], c.rng)


def finance(c, p):
    t = f"Finance report, month {c.rng.randint(3, 11)} {c.fy}"
    B = [("h", 1, t), ("t", c.front(t), dict(colw=[.26, .74])), ("pb",)] + c.sec("finance", 2, num="1. ")
    B += [("t", c.income_statement(6, caption="Table 1: Statement of comprehensive income"), dict(colw=[.31] + [.115] * 6)), ("p", c.para("people", 2)), ("h", 2, "2. Cash")]
    cash, at = [], c.rng.randint(2000, 9000)
    for m, mv in zip(("April", "May", "June", "July", "August"), c.rng.sample([0, 412, -1380, 655, -97, 1204, -2210], 5)):
        cash.append([f"{m} {c.year}", c.num(at), c.num(mv), c.num(at + mv)])
        at += mv
    B += [("p", c.para("finance", 2)), ("t", Table(one_row("Month", "Opening cash £000", "Net movement £000", "Closing cash £000"), cash, "Table 2: Cash flow")), *c.sec("governance", 1, num="3. ")]
    e = ex(c, "finance report, front sheet, section rows, subtotals, horizontal rules, odd and even feet, reportlab", B).says(t, c.iso, c.trust)
    e.must_not += ["| Trust Board", "Public session papers"]
    build(p, B, St(font="LibSans", size=10, rules="h", h=(18, 13, 11)), head=("", "", f"{c.trust}"),
          foot=lambda n: ("", "", f"Trust Board | {n}") if n % 2 else (f"{n} | Trust Board", "", "Public session papers"))
    e.must_not.append(c.trust)
    return e


def scorecard(c, p):
    t = f"Integrated performance report {c.month} {c.year}"
    B = [("h", 1, t), ("p", c.para("operations", 2)), ("t", c.scorecard("Board scorecard", 4, 3), dict(colw=[.4, .12, .1, .1, .1, .18], rag=True)), *c.sec("operations", 1), *c.sec("quality", 2)]
    e = ex(c, "landscape scorecard, RAG words, two header rows, zebra, centred, reportlab", B).says(t)
    e.must_not += ["Page 1 of", "Integrated performance | "]
    build(p, B, St(font="DejaCond", size=10, rules="zebra", align="C", accent="#006747", headbg="#006747", secbg="#CDE5D9", pad=2.5), "A4L", 42, foot=("", "Page {p} of {n}", ""))
    return e


def register(c, p):
    t = f"Board Assurance Framework, quarter {c.rng.randint(1, 4)}"
    B = [("h", 1, t), ("p", c.para("governance", 2)), ("t", c.risks(6), dict(prose=True, colw=[.08, .25, .32, .19, .08, .08], align=list("LLLLCC"))), ("p", c.para("governance", 1))]
    e = ex(c, "risk register, full rules, six columns of words, landscape, reportlab", B).says(t)
    build(p, B, St(font="Helvetica", size=9.5, headbg="#D9D9D9", headfg="#000000", line="#000000", accent="#000000", valign="MIDDLE"), "A4L", 36, head=(f"OFFICIAL-SENSITIVE: {c.trust}", "", ""), foot=("", "", "{p}"))
    e.must_not.append("OFFICIAL-SENSITIVE")
    return e


def actionlog(c, p):
    t = "Rolling action log"
    B = [("h", 1, c.trust), ("h", 2, t), ("p", c.para("governance", 1)), ("t", c.log(6), dict(prose=True, colw=[.12, .5, .09, .13, .16])), ("p", c.para("people", 2))]
    e = ex(c, "action log of words with no rules, Letter, reportlab", B).says(t, None, c.trust)
    build(p, B, St(font="LibSerif", size=11, rules="none", accent="#330072", pad=4), "Letter", 64, foot=("- {p} -", "", f"Action log as at {c.date}"))
    e.must_not.append("Action log as at")
    return e


def recs(c, p):
    t = f"Response to the independent review of care in {c.rng.choice(c.b.PLACE)}"
    B = [("h", 1, t), *c.sec("quality", 1), ("t", c.responses("RTPS", 6), dict(prose=True, colw=[.07, .35, .43, .15])), *c.sec("governance", 2)]
    e = ex(c, "responses to recommendations, four columns, horizontal rules only, reportlab", B).says(t)
    build(p, B, St(font="LibNarrow", size=11.5, rules="h", accent="#7C2855", line="#7C2855", pad=4), "A4", 60, foot=("Review response", "", "{p} of {n}"))
    return e


def minutes(c, p):
    t = "Minutes of the Trust Board held in public"
    ppl = c.people(6)
    B = [("h", 1, t), ("line", f"Date: {c.date}"), ("line", f"Time: {c.rng.randint(9, 11)}.30am to 1.15pm"), ("line", f"Venue: The lecture theatre, {c.rng.choice(c.b.SITES)}"),
         ("h", 3, "Members present"), ("t", Table([], [[a, b] for a, b in ppl], kind="cover"), dict(colw=[.32, .5]))]
    for i, th in enumerate(["governance", "quality", "operations", "finance"], 1):
        d = c.rng.randint(40, 60)
        B += [("h", 2, f"{d}/{c.year % 100} {c.heading(th)}"), ("p", f"{i}.1 " + c.para(th, 2)), ("p", f"{i}.2 " + c.para(th, 2)), ("p", f"Resolved: the Board noted item {i} and agreed to return to it in {c.rng.randint(2, 6)} months.")]
    B += [("h", 2, "Actions arising"), ("t", c.log(4), dict(prose=True, colw=[.13, .48, .08, .13, .18])), ("p", "There being no further business the Chair closed the meeting.")]
    e = ex(c, "board minutes, lines at the top, names without rules, actions, reportlab", B).says(t, c.iso)
    build(p, B, St(font="DejaSerif", size=9, rules="none", accent="#002F5C", h=(14, 10.5, 9.5)), "A4", 66, head=("Unconfirmed", "", f"Minutes {c.month} {c.year}"), foot=("", "Page {p} of {n}", ""))
    e.must_not += ["Unconfirmed", "Page 2 of"]
    return e


def letter(c, p):
    (who, role), to = c.rng.choice(c.b.PEOPLE), ["Ms A Brannigan", "Inspection Manager (North)", "Care Standards Office", "14 Ropewalk Square", c.rng.choice(c.b.PLACE)]
    addr = ["Trust Headquarters", c.rng.choice(c.b.SITES), f"{c.rng.choice(c.b.PLACE)} WD{c.rng.randint(1, 9)} 7LT", f"Tel: 01632 {c.rng.randint(960000, 960999)}"]
    ref = f"Our ref: {who.split()[0][0]}{who.split()[-1][0]}/{c.rng.randint(100, 999)}/reg"
    sub = f"Action plan following your visit to {c.rng.choice(c.b.SITES)}"
    t2 = c.responses("RPS", 3)
    B = [("p", c.trust)] + [("p", x) for x in addr] + [("p", ref), ("p", c.date)] + [("p", x) for x in to]
    k = len(B)
    B += [("p", "Dear Ms Brannigan"), ("h", 3, sub), ("p", c.para("quality", 2)), ("p", c.para("estates", 2)), ("t", t2, dict(prose=True, colw=[.1, .7, .2])), ("p", c.para("people", 2)), ("p", "Yours sincerely"), ("p", who), ("p", role), ("p", "cc: Chair of the Quality Committee")]
    e = ex(c, "letter with letterhead left and reference, small table, Letter size, reportlab", B).says(sub, c.iso, c.trust, [who])
    e.extra["loose"] = [b[1] for b in B[:k]]
    e.must += [to[0], ref, c.date]

    def draw(cv, w, h):
        cv.setFillColorRGB(0, .37, .72)
        cv.rect(60, h - 62, 6, 26, stroke=0, fill=1)
        cv.setFont("Times-Bold", 14)
        cv.drawString(74, h - 56, c.trust)
        cv.setFillColorRGB(0, 0, 0)
        cv.setFont("Times-Roman", 10)
        for i, x in enumerate(addr):
            cv.drawString(w - 200, h - 90 - 13 * i, x)
        for i, x in enumerate([ref, c.date]):
            cv.drawString(w - 200, h - 154 - 13 * i, x)
        for i, x in enumerate(to):
            cv.drawString(60, h - 110 - 13 * i, x)
    build(p, [("gap", 135)] + B[k:], St(font="Times-Roman", size=11.5, rules="grid", headbg="#FFFFFF", headfg="#000000"), "Letter", 60, draw=draw)
    return e


def leaflet(c, p):
    t = f"After your operation at {c.rng.choice(c.b.SITES)}"
    over = [("h", 1, t), ("p", f"Information for patients from {c.trust}")]
    B = [("h", 2, "Before you leave"), ("ul", c.rng.sample(c.b.TIPS[4:], 4)), *c.sec("quality", 2), ("h", 2, "At home"), ("ul", c.rng.sample(c.b.TIPS[:4], 3)), *c.sec("operations", 3), *c.sec("estates", 2), *c.sec("people", 3),
         ("h", 2, "Who to call"), ("t", Table(one_row("Service", "Number"), [["Ward desk", f"01632 {c.rng.randint(960000, 960999)}"], ["Physiotherapy", f"01632 {c.rng.randint(960000, 960999)}"], ["Out of hours", "111"]]), dict(colw=[.5, .5], align=["L", "L"]))]
    e = ex(c, "leaflet, landscape, three columns, small table, reportlab", over + B).says(t, None, c.trust)
    build(p, B, St(font="DejaSans", size=9, rules="rows", headbg="#E5E5F0", headfg="#000000", accent="#AE2573", h=(20, 12, 10), bullet="–"), "A4L", 40, cols=3, over=over, top=64, gap=28)
    return e


def form(c, p):
    t = "Request for access to charitable funds"
    f = [("Applicant", c.author), ("Post held", c.role), ("Ward or department", c.rng.choice(c.b.CARE)), ("Site", c.rng.choice(c.b.SITES)), ("Amount requested", f"£{c.rng.randint(1, 9)},{c.rng.randint(100, 999)}.00"),
         ("Cost centre", f"{c.rng.randint(100000, 999999)}"), ("Supplier", "Aldous and Wren Ltd"), ("Date needed", c.date), ("Approved by", c.people(1)[0][0])]
    ck = [("Three quotations are attached", True), ("The item will need yearly servicing", False), ("Infection control has been consulted", True)]
    B = [("h", 1, t), ("p", "Please complete every box in black ink or on screen."), ("t", label_value(f, kind="form"))] + [("p", x) for x, _ in ck]
    e = ex(c, "form in two columns with filled fields, reportlab", B).says(t)
    e.must += [v for _, v in f]
    w, h = SIZES["A4"]
    cv = canvas.Canvas(p, pagesize=(w, h))
    cv.setFillColorRGB(.1, .3, .4)
    cv.rect(0, h - 70, w, 70, stroke=0, fill=1)
    cv.setFillColorRGB(1, 1, 1)
    cv.setFont("Helvetica-Bold", 17)
    cv.drawString(40, h - 45, t)
    cv.setFillColorRGB(0, 0, 0)
    cv.setFont("Helvetica", 10)
    cv.drawString(40, h - 95, B[1][1])
    for i, (lab, v) in enumerate(f):
        x, y = (40, 310)[i % 2], h - 130 - 52 * (i // 2)
        cv.setFont("Helvetica-Bold", 9)
        cv.drawString(x, y, lab)
        cv.acroForm.textfield(name=f"q{i}", value=v, x=x, y=y - 26, width=240, height=20, fontSize=9, borderWidth=.5)
    for i, (lab, on) in enumerate(ck):
        y = h - 420 - 26 * i
        cv.setFont("Helvetica", 10)
        cv.drawString(40, y, lab)
        cv.acroForm.checkbox(name=f"k{i}", checked=on, x=310, y=y - 3, size=13, buttonStyle="cross")
    cv.save()
    return e


def scan(lines, font, px, rng):
    """A 300 dpi A4 page as a picture; the table rows are lists."""
    W, H = 2480, 3508
    im = Image.new("L", (W, H), 250)
    d = ImageDraw.Draw(im)
    y = 260
    for x, b in lines:
        f = ImageFont.truetype(FAMILIES[font][1 if b else 0], px + (14 if b else 0))
        line = ""
        for wd in x.split() + [None]:
            if wd is None or d.textlength(line + " " + wd, font=f) > W - 560:
                d.text((280, y), line.strip(), font=f, fill=25)
                y += int(px * 1.5)
                line = wd or ""
            else:
                line += " " + wd
        y += px // 2
    return im.rotate(rng.choice([-.3, .25, .4]), fillcolor=250).point(lambda v: 255 if v > 150 else 0).convert("1")


def mixed(c, p):
    t = f"Agenda pack, {c.date}"
    B1 = [("h", 1, t), ("line", f"Chair: {c.people(1)[0][0]}"), ("line", f"Venue: {c.rng.choice(c.b.SITES)}"), ("p", c.para("governance", 2)), ("t", c.log(3), dict(prose=True, colw=[.13, .46, .08, .13, .2]))]
    s1 = [("h", 1, "Letter from the staff side"), ("p", c.para("people", 2)), ("p", c.para("estates", 2)), ("p", c.para("people", 2))]
    B2 = c.sec("finance", 2) + [("t", c.income_statement(3, caption="Summary position"), dict(colw=[.46, .18, .18, .18]))]
    s2 = [("h", 1, "Signed declaration of interests"), ("p", c.para("governance", 2)), ("p", c.para("quality", 2))]
    e = ex(c, "pack with two scanned pages (300 dpi) among text pages, reportlab", B1 + s1 + B2 + s2).says(t, c.iso)
    e.extra["picture_pages"], e.extra["picture_text"] = [2, 4], [b[-1] for b in s1 + s2]
    e.must = [m for m in e.must if not any(m in x for x in e.extra["picture_text"])]
    st, w = St(font="LibSans", size=10.5, rules="grid", headbg="#41B6E6", headfg="#000000"), PdfWriter()
    for i, part in enumerate((B1, s1, B2, s2)):
        tmp = f"{p}.{i}"
        if i % 2:
            cv = canvas.Canvas(tmp, pagesize=SIZES["A4"])
            buf = io.BytesIO()
            scan([(b[-1], b[0] == "h") for b in part], ("LibSerif", "LibSans")[i // 2], (46, 42)[i // 2], c.rng).save(buf, "PNG")
            buf.seek(0)
            cv.drawImage(ImageReader(buf), 0, 0, *SIZES["A4"])
            cv.save()
        else:
            build(tmp, part, st, foot=("", f"Pack page {i + 1}", ""))
        w.append(tmp)
        os.remove(tmp)
    w.compress_identical_objects()
    w.write(p)
    e.must_not.append("Pack page")
    return e


def turned(c, p):
    t = f"Annex to the annual plan {c.fy}"
    st = St(font="LibSans", size=9.5, rules="grid", headbg="#768692", align="R")
    parts = [("A4", [("h", 1, t)] + c.sec("estates", 2) + c.sec("finance", 1), 0),
             ("A4L", [("h", 2, "Workforce plan by care group"), ("t", c.workforce("Establishment and vacancies"))] + c.sec("people", 1), 90),
             ("A4L", [("h", 2, "Capital plan by year"), ("t", c.capital(4, "Schemes"))] + c.sec("operations", 1), 270)]
    e = ex(c, "upright page and two turned pages (/Rotate 90 and 270), reportlab", [b for x in parts for b in x[1]]).says(t)
    w = PdfWriter()
    for i, (size, B, how) in enumerate(parts):
        build(p + ".x", B, st, size, foot=("", f"Annex page {i + 1}", ""))
        w.append(PdfReader(p + ".x"))
        if how:
            pg = w.pages[-1]
            bw, bh = float(pg.mediabox.width), float(pg.mediabox.height)
            pg.add_transformation(Transformation().rotate(90).translate(bh, 0) if how == 90 else Transformation().rotate(-90).translate(0, bw))
            for k in ("/MediaBox", "/CropBox"):
                pg[NameObject(k)] = RectangleObject((0, 0, bh, bw))
            pg[NameObject("/Rotate")] = NumberObject(how)
    w.compress_identical_objects()
    w.write(p)
    os.remove(p + ".x")
    e.must_not.append("Annex page")
    return e


def capital(c, p):
    t = f"Capital programme {c.fy} onwards"
    tab = c.capital(5, "Five-year programme by scheme")
    tab.head = one_row("Scheme[[^a]]", *[h[0].replace(" £m", "") for h in tab.head[0][1:-1]], "Total[[^b]] £m")
    B = [("h", 1, t), ("p", c.para("estates", 2)), ("t", tab, dict(colw=[.34] + [.132] * 5 + [.15], align=["L"] + ["D"] * 6)), ("note", "a", "Schemes above the limit for Board approval."), ("note", "b", "Before slippage of five per cent."), *c.sec("estates", 2), *c.sec("governance", 1)]
    e = ex(c, "capital table, decimal aligned, empty cells for nil, no rules but a total line, footnotes, reportlab", B).says(t)
    build(p, B, St(font="LibSerif", size=11, rules="total", accent="#005EB8"), "A4", 54, head=("", "", "{p} | Capital and estates"))
    e.must_not.append("| Capital and estates")
    return e
