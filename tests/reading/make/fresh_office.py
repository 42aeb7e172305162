"""Fresh workbooks, slides, mail, OpenDocument and RTF."""
import datetime as dt
import io
import textwrap

import xlsxwriter

import fresh_web
from fresh_pdf_r import ex
from fresh_word import W2
from kinds_office import rtf_esc
from model import Expect, Table, one_row


def xlsx1(c, p):
    r, t = c.rng, f"Month end workbook {c.month} {c.year}"
    wb = xlsxwriter.Workbook(p)
    f = {k: wb.add_format(v) for k, v in dict(b={"bold": 1}, br={"num_format": "#,##0;(#,##0);-"}, p={"num_format": "0.0%"}, c={"num_format": "£#,##0.00"}, h={"bold": 1, "bg_color": "#005EB8", "font_color": "white", "text_wrap": 1, "align": "center"}).items()}
    s = wb.add_worksheet("I&E")
    s.set_column(0, 0, 42)
    s.merge_range(0, 0, 0, 4, t, f["b"])
    s.merge_range(2, 0, 3, 0, "Heading", f["h"])
    s.merge_range(2, 1, 2, 3, "Year to date", f["h"])
    s.merge_range(2, 4, 3, 4, "Share of budget", f["h"])
    for k, x in enumerate(["Budget £000", "Actual £000", "Variance £000"], 1):
        s.write(3, k, x, f["h"])
    rows = []
    for i, lab in enumerate(c.pick(c.b.SPEND, 6)):
        b = r.randint(200, 9000)
        a = b if i == 2 else int(b * r.uniform(.8, 1.2))
        sh = r.randint(20, 300) / 1000
        s.write(4 + i, 0, lab)
        s.write_number(4 + i, 1, b, f["br"])
        s.write_number(4 + i, 2, a, f["br"])
        s.write_formula(4 + i, 3, f"=B{5 + i}-C{5 + i}", f["br"], b - a)
        s.write_number(4 + i, 4, sh, f["p"])
        rows.append([lab, f"{b:,}", f"{a:,}", c.num(b - a), f"{sh * 100:.1f}%"])
    t1 = Table([[("Heading", 1, 2), ("Year to date", 3, 1), ("Share of budget", 1, 2)], [(x, 1, 1) for x in ("Budget £000", "Actual £000", "Variance £000")]], rows, t)
    s2 = wb.add_worksheet("Orders")
    hd, rows = ["Order", "Supplier", "Net", "Raised"], []
    for k, x in enumerate(hd):
        s2.write(0, k, x, f["h"])
    dat = wb.add_format({"num_format": "dd/mm/yyyy"})
    for i, sup in enumerate(["Aldous and Wren Ltd", "Corvid Energy, Northern", "Fenn & Co", "Dunmow Linen LLP"], 1):
        n, v, d = r.randint(40000, 49999), r.randint(1000, 99999) / 4, dt.date(c.year, r.randint(1, 12), r.randint(1, 28))
        s2.write_string(i, 0, f"PO{n}")
        s2.write(i, 1, sup)
        s2.write_number(i, 2, v, f["c"])
        s2.write_datetime(i, 3, dt.datetime.combine(d, dt.time()), dat)
        rows.append([f"PO{n}", sup, f"£{v + 1e-9:,.2f}", d.strftime("%d/%m/%Y")])
    wb.close()
    return Expect("fresh: xlsx, title merged above, two header rows, brackets by number format, formulas, second sheet", [("t", t1), ("t", Table(one_row(*hd), rows))], r).says(t)


def xlsx2(c, p):
    wb = xlsxwriter.Workbook(p)
    wrap, b = wb.add_format({"text_wrap": 1, "valign": "top"}), wb.add_format({"bold": 1})
    tabs = [("Risk register", c.risks(5)), ("Action log", c.log(5)), ("Responses", c.responses("RTPOS", 4))]
    for name, t in tabs:
        s = wb.add_worksheet(name)
        s.write(1, 1, name, b)
        for i, row in enumerate([t.columns()] + t.body):
            for k, x in enumerate(row):
                s.write_string(3 + i, 1 + k, x, wrap if i else b)
        t.caption = name
    wb.close()
    return Expect("fresh: xlsx of words: three sheets, tables starting at B4", [("t", t) for _, t in tabs], c.rng)


def pptx(c, p, wide=True):
    from pptx import Presentation
    from pptx.util import Inches, Pt
    t = f"{c.heading('finance')}: briefing for governors" if wide else f"Winter review for {c.rng.choice(c.b.PLACE)}"
    P = Presentation()
    if wide:
        P.slide_width, P.slide_height = Inches(13.33), Inches(7.5)
    s = P.slides.add_slide(P.slide_layouts[0])
    s.shapes.title.text, s.placeholders[1].text = t, f"{c.author}\n{c.role}"
    B, opt = [("h", 1, t), ("p", c.author), ("p", c.role)], []
    for th in c.rng.sample(["quality", "people", "operations", "estates"], 2):
        s = P.slides.add_slide(P.slide_layouts[3] if wide else P.slide_layouts[1])
        s.shapes.title.text = c.heading(th)
        B.append(("h", 2, c.heading(th)))
        for k in ((1, 2) if wide else (1,)):   # two content boxes side by side
            it = c.paras(th, 2)
            s.placeholders[k].text_frame.text = "\n".join(it)
            B.append(("ul", it))
        n = c.para("governance", 1)
        s.notes_slide.notes_text_frame.text = n
        opt.append(n)
    tab = c.capital(3) if wide else c.responses("RPS", 3)
    s = P.slides.add_slide(P.slide_layouts[5])
    s.shapes.title.text = "Plan by year" if wide else "Where the actions stand"
    tb = s.shapes.add_table(len(tab.body) + 1, tab.ncols, Inches(.5), Inches(1.6), Inches(9), Inches(3)).table
    for i, row in enumerate([tab.columns()] + tab.body):
        for k, x in enumerate(row):
            tb.cell(i, k).text = x
            for q in tb.cell(i, k).text_frame.paragraphs:
                q.font.size = Pt(12)
    B += [("h", 2, s.shapes.title.text), ("t", tab)]
    e = ex(c, f"pptx, {'wide, two content boxes' if wide else '4:3, table of words'}, notes", B).says(t, None, None, [c.author])
    e.extra["optional"] = opt
    P.save(p)
    return e


def eml(c, p, style="plain"):
    from email.message import EmailMessage
    from email.utils import format_datetime
    who, role = c.people(1)[0]
    sub = f"Fwd: {c.heading('operations')} figures" if style != "plain" else "Re: papers for the committee"
    m, when = EmailMessage(), dt.datetime.fromisoformat(c.iso + "T16:42:00+01:00")
    m["From"], m["To"], m["Subject"], m["Date"] = f"{who} <info@example.nhs.uk>", "Board Office <board@example.nhs.uk>", sub, format_datetime(when)
    new, old = ["Hello both", c.para("operations", 2), c.para("quality", 1), "Kind regards", who, role], [c.para("people", 1), c.para("estates", 2)]
    tab = c.workforce() if style == "html" else c.log(4)
    if style == "html":   # HTML only, with the table in the mail itself
        intro = []
        m.set_content("<html><body>" + "".join(f"<div>{x}</div><br>" for x in new[:3]) + fresh_web.table(tab, fresh_web.DEF) + "".join(f"<div>{x}</div>" for x in new[3:]) + "<hr>" + "".join(f"<p>{x}</p>" for x in old) + "</body></html>", subtype="html", cte="quoted-printable")
        B = [("p", x) for x in new[:3]] + [("t", tab)] + [("p", x) for x in new[3:] + old]
    else:
        intro = [f"On {(when - dt.timedelta(days=2)).strftime('%a, %d %b %Y')} at 09:05, {c.author} wrote:"]
        m.set_content("\n\n".join(textwrap.fill(x, 74, break_on_hyphens=False) for x in new) + f"\n\n{intro[0]}\n" + "\n>\n".join(textwrap.fill(x, 70, initial_indent="> ", subsequent_indent="> ", break_on_hyphens=False) for x in old) + "\n")
        f = io.BytesIO()
        inner = c.para("governance", 2)
        W2().blocks([("p", inner), ("t", tab, dict(prose=True))]).save(f)
        m.add_attachment(f.getvalue(), maintype="application", subtype="vnd.openxmlformats-officedocument.wordprocessingml.document", filename="action log.docx")
        B = [("p", x) for x in new + intro + old + [inner]] + [("t", tab)]
    e = ex(c, "eml, " + ("HTML only with a table in it" if style == "html" else "plain wrapped reply, attached docx"), B).says(sub, c.iso, None, [who])
    e.extra["loose"] = intro
    open(p, "wb").write(m.as_bytes())
    return e


def odt(c, p):
    from odf.opendocument import OpenDocumentText
    from odf.table import CoveredTableCell, Table as OT, TableCell, TableColumn, TableHeaderRows, TableRow
    from odf.text import H, List, ListItem, P, Note, NoteBody, NoteCitation
    t = f"Ward accreditation results {c.year}"
    B = [("h", 1, t), ("p", c.para("quality", 2)), ("h", 2, "Results"), ("t", c.workforce("Staffing on accredited wards", 4)), ("p", c.para("people", 1)), ("ul", c.paras("operations", 3)), ("t", c.responses("RTP", 3))]
    e = ex(c, "odt, two header rows, list, table of words, footnote", B).says(t)
    d = OpenDocumentText()
    for b in B:
        if b[0] == "h":
            d.text.addElement(H(outlinelevel=b[1], text=b[2]))
        elif b[0] == "p":
            q = P(text=b[1])
            if b is B[1]:
                n = Note(id="n1", noteclass="footnote")
                n.addElement(NoteCitation(text="1"))
                nb = NoteBody()
                nb.addElement(P(text="Wards open for the whole year only."))
                n.addElement(nb)
                q.addElement(n)
            d.text.addElement(q)
        elif b[0] == "ul":
            li = List()
            for x in b[1]:
                it = ListItem()
                it.addElement(P(text=x))
                li.addElement(it)
            d.text.addElement(li)
        else:
            tb = b[1]
            if tb.caption:
                d.text.addElement(P(text=tb.caption))
            ot, hr = OT(name=f"Tab{B.index(b)}"), TableHeaderRows()
            ot.addElement(TableColumn(numbercolumnsrepeated=tb.ncols))
            ot.addElement(hr)
            for where, line in [(hr, [g[:4] for g in r]) for r in tb.grid_head()] + [(ot, [(x, 1, 1, 1) for x in r]) for r in tb.body]:
                tr = TableRow()
                where.addElement(tr)
                for x, org, cs, rs in line:
                    cell = TableCell(numbercolumnsspanned=cs, numberrowsspanned=rs, valuetype="string") if org else CoveredTableCell()
                    if org:
                        cell.addElement(P(text=x))
                    tr.addElement(cell)
            d.text.addElement(ot)
    e.text.append("Wards open for the whole year only.")
    e.extra["loose"] = e.text[-1:]
    d.save(p)
    return e


def rtf(c, p):
    t = f"Note on efficiency: {c.month} {c.year}"
    tab, log = c.capital(3), c.log(3)
    B = [("h", 1, t), ("p", f"Savings of £{c.rng.randint(110, 990)},000 – “banked” – fall short by {c.rng.randint(3, 19)}%."), ("p", c.para("finance", 2)), ("t", tab), ("p", c.para("estates", 1)), ("t", log), ("ul", c.paras("people", 2))]
    e = ex(c, "rtf, two tables, right-aligned figures, quotes and dashes", B).says(t)
    e.must_not += ["Liberation Sans;", "\\cell"]
    out = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Liberation Sans;}}{\colortbl;\red0\green48\blue135;}\paperw12240\paperh15840\uc1"]
    for b in B:
        if b[0] == "h":
            out.append(r"\pard\keepn\sb120\sa120{\b\cf1\fs34 %s}\par" % rtf_esc(b[2]))
        elif b[0] == "p":
            out.append(r"\pard\qj\sa140\fs21 %s\par" % rtf_esc(b[1], True))
        elif b[0] == "ul":
            out += [r"{\listtext\u8226?\tab}\pard\fi-300\li600 %s\par" % rtf_esc(x) for x in b[1]]
        else:
            for i, row in enumerate([b[1].columns()] + b[1].body):
                ends = [2600 + 1500 * k for k in range(len(row))] if b[1] is tab else [1300, 5400, 6200, 7400, 8800]
                out.append(r"\trowd\trgaph80" + "".join(r"\clbrdrb\brdrs\cellx%d" % x for x in ends) + "".join(
                    r"\pard\intbl%s{%s%s}\cell" % (r"\qr" if k and b[1] is tab else r"\ql", r"\b " if i == 0 else "", rtf_esc(x)) for k, x in enumerate(row)) + r"\row")
            out.append(r"\pard\par")
    open(p, "w", encoding="ascii").write("\n".join(out) + "}")
    return e
