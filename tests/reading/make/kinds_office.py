"""Kinds of workbook, slides, mail, OpenDocument and RTF."""
import datetime as dt
import io
import re
import zipfile

import xlsxwriter

from model import Expect, Table, label_value, one_row, plain, two_rows
from word import Word


def xlsx(c, path, merged=True, notes=True):
    """xlsxwriter writes formula cells with their cached values."""
    r = c.rng
    wb = xlsxwriter.Workbook(path)
    pct, cur, dat = wb.add_format({"num_format": "0.0%"}), wb.add_format({"num_format": "£#,##0"}), wb.add_format({"num_format": "dd/mm/yyyy" if c.which == "tune" else "d mmm yyyy"})
    b = wb.add_format({"bold": True})
    t1 = f"Spending summary {c.month} {c.year}"
    s = wb.add_worksheet("Summary")
    s.write(0, 0, t1, b)
    heads = ["Division", "Budget", "Actual", "Total of both", "Share used", "Last updated"]
    for i, h in enumerate(heads):
        s.write(2, i, h, b)
    body, day0 = [], dt.date(c.year, 3, 5)
    for i, d in enumerate(c.pick(c.b.DIVS, 5), 3):
        bud, act = r.randint(1200, 98000), r.randint(1200, 98000)
        share = r.randint(300, 990) / 1000
        day = day0 + dt.timedelta(days=r.randint(0, 80))
        s.write(i, 0, d)
        s.write_number(i, 1, bud, cur)
        if i != 4:
            s.write_number(i, 2, act, cur)
        s.write_formula(i, 3, f"=B{i + 1}+C{i + 1}", cur, bud + (act if i != 4 else 0))
        s.write_number(i, 4, share, pct)
        s.write_datetime(i, 5, dt.datetime.combine(day, dt.time()), dat)
        body.append([d, f"£{bud:,}", f"£{act:,}" if i != 4 else "", f"£{bud + (act if i != 4 else 0):,}", f"{share * 100:.1f}%",
                     day.strftime("%d/%m/%Y") if c.which == "tune" else f"{day.day} {day.strftime('%b %Y')}"])
    tabs = [Table(one_row(*heads), body, t1)]
    note = f"Note: figures for {c.rng.choice(c.b.SITES)} are provisional"
    if notes:
        s.write(10, 0, note)
    if merged:
        q = wb.add_worksheet("By quarter")
        t2 = "Referrals by quarter"
        q.write(0, 0, t2, b)
        q.merge_range(2, 0, 3, 0, "Service", b)
        groups = [("Quarter 1", ["Received", "Seen"]), ("Quarter 2", ["Received", "Seen"])]
        body2 = []
        for gi, (g, sub) in enumerate(groups):
            q.merge_range(2, 1 + gi * 2, 2, 2 + gi * 2, g, b)
            for k, x in enumerate(sub):
                q.write(3, 1 + gi * 2 + k, x, b)
        for i, lab in enumerate(c.pick(c.b.PERF_ROWS, 4)):
            vals = [r.randint(101, 999) for _ in range(4)]
            q.write(4 + i, 0, lab)
            for k, v in enumerate(vals):
                q.write_number(4 + i, 1 + k, v)
            body2.append([lab] + [str(v) for v in vals])
        tabs.append(Table(two_rows(["Service"], groups), body2, t2))
    h = wb.add_worksheet("Workings")
    secret = f"Hidden working figure {r.randint(10000, 99999)}"
    h.write(0, 0, secret)
    h.hide()
    wb.close()
    e = Expect("xlsx: header in row 3, formulas, formats, hidden sheet" + (", merged header" if merged else ""), [("t", t) for t in tabs], r).says(t1)
    if notes:
        e.text.append(note)
        e.must.append(note)
    e.must_not += [secret, "=B4+C4", "0.0%#"]
    e.must_not = e.must_not[:2]
    return e


def pptx(c, path):
    from pptx import Presentation
    from pptx.util import Inches
    t = f"{c.rng.choice(c.b.PLACE)} winter planning"
    p = Presentation()
    s = p.slides.add_slide(p.slide_layouts[0])
    s.shapes.title.text = t
    s.placeholders[1].text = f"{c.author}, {c.date}"
    blocks, opt = [("h", 1, t), ("p", f"{c.author}, {c.date}")], []
    for th in c.rng.sample(list(c.b.THEMES), 2):
        s = p.slides.add_slide(p.slide_layouts[1])
        s.shapes.title.text = c.heading(th)
        items = c.paras(th, 3)
        tf = s.placeholders[1].text_frame
        tf.text = items[0]
        for k, x in enumerate(items[1:]):
            q = tf.add_paragraph()
            q.text, q.level = x, k % 2
        note = c.para("minutes", 1)
        s.notes_slide.notes_text_frame.text = note
        opt.append(note)
        blocks += [("h", 2, c.heading(th)), ("ul", items)]
    s = p.slides.add_slide(p.slide_layouts[5])
    s.shapes.title.text = "Figures"
    tab = c.perf_table(4, caption=False)
    tb = s.shapes.add_table(5, 4, Inches(.5), Inches(1.6), Inches(9), Inches(2)).table
    for i, row in enumerate([tab.columns()] + tab.body):
        for k, x in enumerate(row):
            tb.cell(i, k).text = x
    g = s.shapes.add_group_shape()
    grp = [f"Step one: {c.rng.choice(c.b.SITES)}", f"Step two: {c.rng.choice(c.b.PLACE)}"]
    for i, x in enumerate(grp):
        g.shapes.add_textbox(Inches(1 + 3 * i), Inches(5), Inches(2.5), Inches(.6)).text_frame.text = x
    blocks += [("h", 2, "Figures"), ("t", tab)] + [("p", x) for x in grp]
    e = Expect("pptx: bullets, table, speaker notes, grouped shapes", blocks, c.rng).says(t, c.iso, None, [c.author])
    e.must += grp
    e.extra["optional"] = opt
    p.save(path)
    return e


def eml(c, path, attach="docx", html=True):
    from email.message import EmailMessage
    from email.utils import format_datetime
    who, role = c.rng.choice(c.b.PEOPLE)
    sub = f"Re: {c.heading(c.theme())} at {c.rng.choice(c.b.SITES)}".replace("’", "'")
    m = EmailMessage()
    when = dt.datetime.fromisoformat(c.iso + "T10:15:00+00:00")
    m["From"], m["To"], m["Subject"] = f"{who} <{who.split()[0].lower()}@example.nhs.uk>", f"{c.author} <team@example.nhs.uk>", sub
    m["Date"] = format_datetime(when)
    new = [f"Dear {c.author.split()[0]}", c.para("finance", 2), c.para("quality", 1), "Best wishes", who, role]
    old = [c.para("workforce", 2), c.para("risk", 1)]
    intro = f"On {(when - dt.timedelta(days=1)).strftime('%d %B %Y')}, {c.author} wrote:"
    quoted = "\n>\n".join("> " + x for x in old)
    if c.which == "kept":   # as Outlook quotes
        intro = f"From: {c.author} Sent: {(when - dt.timedelta(days=1)).strftime('%d %B %Y %H:%M')} To: {who} Subject: {sub[4:]}"
        quoted = "\n\n".join(old)
    shown = intro.replace(" Sent:", "\nSent:").replace(" To:", "\nTo:").replace(" Subject:", "\nSubject:")
    m.set_content("\n\n".join(new) + f"\n\n{shown}\n\n" + quoted + "\n")
    if html:
        m.add_alternative("<html><body>" + "".join(f"<p>{x}</p>" for x in new) + f"<p>{intro}</p><blockquote>" + "".join(f"<p>{x}</p>" for x in old) + "</blockquote></body></html>", subtype="html")
    inner, tabs = [], []
    tab = c.actions_table(3)
    if attach == "docx":
        f = io.BytesIO()
        inner = [c.para("digital", 1)]
        w = Word().blocks([("p", inner[0]), ("t", tab)])
        w.save(f)
        m.add_attachment(f.getvalue(), maintype="application", subtype="vnd.openxmlformats-officedocument.wordprocessingml.document", filename="actions.docx")
    else:
        rows = [tab.columns()] + tab.body
        m.add_attachment("\n".join(",".join(r) for r in rows).encode(), maintype="text", subtype="csv", filename="actions.csv")
    blocks = [("p", x) for x in new + [intro] + old + inner] + [("t", tab)]
    e = Expect(f"eml: reply chain, {'HTML alternative, ' if html else ''}attached {attach}", blocks, c.rng).says(sub, c.iso, None, [who])
    e.extra["loose"] = [intro]
    e.extra["once"] = [new[1][:60]]
    m_bytes = m.as_bytes()
    open(path, "wb").write(m_bytes)
    return e


def odt(c, path):
    from odf import dc  # noqa: F401  (checks that odfpy is whole)
    from odf.opendocument import OpenDocumentText
    from odf.table import CoveredTableCell, Table as OT, TableCell, TableColumn, TableHeaderRows, TableRow
    from odf.text import H, List, ListItem, P
    t = f"Estates briefing {c.year}"
    gone = "The lease will be given up in the spring"
    blocks = [("h", 1, t), ("p", c.para("risk", 2)), ("h", 2, "Points"), ("ul", c.paras("finance", 3)), ("t", c.merged_table(4, .1)),
              ("p", "TRACK " + c.para("quality", 1)), ("t", c.actions_table(3))]
    d = OpenDocumentText()

    def row(where, cells):
        tr = TableRow()
        where.addElement(tr)
        for x, cs, rs in cells:
            if x is None:
                tr.addElement(CoveredTableCell())
                continue
            tc = TableCell(numbercolumnsspanned=cs, numberrowsspanned=rs, valuetype="string")
            tc.addElement(P(text=x))
            tr.addElement(tc)
    for b in blocks:
        if b[0] == "h":
            d.text.addElement(H(outlinelevel=b[1], text=b[2]))
        elif b[0] == "p":
            d.text.addElement(P(text=b[1]))
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
            ot = OT(name=f"T{id(tb)}"[:6])
            ot.addElement(TableColumn(numbercolumnsrepeated=tb.ncols))
            hr = TableHeaderRows()
            ot.addElement(hr)
            for line in tb.grid_head():
                row(hr, [(x, cs, rs) if org else (None, 1, 1) for x, org, cs, rs, dr in line])
            for line in tb.body:
                row(ot, [(x, 1, 1) for x in line])
            d.text.addElement(ot)
    buf = io.BytesIO()
    d.save(buf)
    # the tracked change is put into content.xml by hand, since odfpy has no words for it
    track = ('<text:tracked-changes><text:changed-region xml:id="ct1" text:id="ct1"><text:deletion><office:change-info><dc:creator>R Editor'
             f'</dc:creator><dc:date>2024-01-02T09:00:00</dc:date></office:change-info><text:p>{gone}.</text:p></text:deletion></text:changed-region></text:tracked-changes>')
    with zipfile.ZipFile(buf) as zi, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zo:
        for n in zi.namelist():
            data = zi.read(n)
            if n == "content.xml":
                s = data.decode()
                s = re.sub(r"(<office:text[^>]*>)", lambda m: m.group(1) + track, s, count=1)
                s = s.replace("TRACK ", '<text:change text:change-id="ct1"/>')
                if "xmlns:dc=" not in s:
                    s = s.replace("<office:document-content ", '<office:document-content xmlns:dc="http://purl.org/dc/elements/1.1/" ', 1)
                data = s.encode()
            zo.writestr(n, data, zipfile.ZIP_STORED if n == "mimetype" else zipfile.ZIP_DEFLATED)
    blocks = [(b[0], b[1].replace("TRACK ", "")) if b[0] == "p" else b for b in blocks]
    e = Expect("odt: headings, list, tables, tracked deletion", blocks, c.rng).says(t)
    e.must_not += [gone, "R Editor"]
    return e


def rtf_esc(s, uni=False):
    out = ""
    for ch in s.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}"):
        o = ord(ch)
        if o < 128:
            out += ch
        elif o < 256 and not uni:
            out += "\\'%02x" % o
        else:
            out += "\\u%d?" % o
    return out


def rtf(c, path, uni=False):
    def rtf_esc(s):
        return globals()["rtf_esc"](s, uni)
    t = f"Briefing note: {c.heading(c.theme())}"
    n = c.rng.randint(110, 960)
    gone = "Hidden words for the editor"
    tab = c.fin_table(5, caption=False, first="Line")
    blocks = [("h", 1, t), ("p", f"We spent £{n},000 – more than planned – on “quick fixes” at {c.rng.choice(c.b.SITES)}."), ("p", c.para("finance", 2)),
              ("h", 2, "Main points"), ("ul", c.paras("workforce", 3)), ("t", tab), ("p", c.para("risk", 2))]
    e = Expect("rtf: headings, bullets, pound signs, table, unicode escapes", blocks, c.rng).says(t)
    e.must += [f"£{n},000 – more than planned"]
    e.must_not += [gone, "Liberation Serif;", "\\u8211"]
    out = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Liberation Serif;}{\f1\fswiss Arial;}}{\colortbl;\red0\green94\blue184;}"
           r"{\info{\title Untitled 4}{\author }}\uc1 "]
    for b in blocks:
        if b[0] == "h":
            out.append(r"\pard\sb240\outlinelevel%d{\b\fs%d %s}\par" % (b[1] - 1, 36 - 4 * b[1], rtf_esc(b[2])))
        elif b[0] == "p":
            out.append(r"\pard\sa120\fs22 %s\par" % rtf_esc(b[1]))
        elif b[0] == "ul":
            for x in b[1]:
                out.append(r"{\pntext\f0 \'b7\tab}\pard\fi-360\li720{\*\pn\pnlvlblt\pnf0{\pntxtb\'b7}}%s\par" % rtf_esc(x))
        else:
            for line in [tab.columns()] + tab.body:
                cells = "".join(r"\cellx%d" % (2400 * (i + 1)) for i in range(len(line)))
                out.append(r"\trowd\trgaph100" + cells + "".join(r"\pard\intbl %s\cell" % rtf_esc(x) for x in line) + r"\row")
            out.append(r"\pard")
    out.append(r"{\v %s}" % gone)
    open(path, "w", encoding="ascii").write("\n".join(out) + "}")
    return e
