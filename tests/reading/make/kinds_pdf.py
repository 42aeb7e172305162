"""Kinds of PDF made of flowing blocks, by reportlab ("R") or Chromium ("C")."""
import rl
import web
from model import Expect, Table, one_row, page_texts, plain, squash, two_rows

KN = dict(R="reportlab", C="chromium")


def emit(c, path, blocks, engine, title="", st=None, foot=None, head=None, **o):
    """Write the blocks; st is a dict of style words that both engines know."""
    st = dict(st or {})
    land, repeat, prose = o.get("land", False), o.get("repeat", True), o.get("prose", False)
    if engine == "R":
        words = {k: st[k] for k in ("font", "size", "table", "accent", "justify", "usup", "align", "pad", "numbers",
                                    "bullet", "lead") if k in st}
        keep = {k: o[k] for k in ("cols", "title_blocks", "extra", "colw", "title_h", "before", "margin") if k in o}
        return rl.build(path, [b for b in blocks if b[0] != "raw" or b[1] in ("framebreak", "next")], rl.Style(**words),
                        head=head, foot=foot, land=land, repeat=repeat, prose=prose, meta=o.get("meta", title), **keep)
    fonts = {"LibSans": "Liberation Sans", "LibSerif": "Liberation Serif", "LibNarrow": "Liberation Sans Narrow",
             "DejaSans": "DejaVu Sans", "DejaSerif": "DejaVu Serif", "DejaCond": "DejaVu Sans Condensed"}
    css = web.css(fonts.get(st.get("font"), "Liberation Sans"), st.get("size", 10.5), st.get("table", "grid"),
                  st.get("accent", "#005eb8"), st.get("align", "right").lower(), o.get("css", ""), prose,
                  justify=st.get("justify", False), land=land, foot=foot, head=head, repeat=repeat)
    inner = o.get("inner") or web.body(blocks, st.get("usup", False))
    web.to_pdf(path, web.page(inner, css, o.get("meta", title)), o.get("chrome_head", False))
    return []


def furn(c, e, engine, name):
    """A running header and footer, and what must not be found of them."""
    head = f"{c.trust} – {name}" if c.rng.random() < 0.5 else f"OFFICIAL: {name}"
    foot = c.rng.choice([f"{name} {c.year}|Page {{p}}", f"Version 1.{c.rng.randint(0, 9)} {c.month}|{{p}}",
                         f"Papers of {c.trust}|Page {{p}}"])
    e.must_not += [head, foot.split("|")[0]] + (["Page 2"] if "Page" in foot else [])
    return head, foot


def boardpack(c, path, engine, st):
    title = f"{c.heading(c.theme())} – {c.month} {c.year}"
    blocks = [("h", 1, c.trust), ("t", c.cover(title))]
    blocks += c.section(n=2) + [("t", c.fin_table(6)), ] + c.section(n=2)
    blocks += [("pb",), ("h", 1, "Appendix 1: Performance"), ("t", c.perf_table())] + c.section(n=2)
    e = Expect("board pack with cover table, " + KN[engine], blocks, c.rng).says(title, c.iso, c.trust, [c.author])
    head, foot = furn(c, e, engine, "Board of Directors")
    emit(c, path, blocks, engine, title, st, foot, head, meta="Microsoft Word - board paper FINAL v7")
    return e


def fintable(c, path, engine, st):
    lines = {"grid": "ruled lines", "hlines": "horizontal lines only", "none": "no lines", "zebra": "shading only",
             "box": "outer box only"}[st.get("table", "grid")]
    t = f"Finance report month {c.rng.randint(2, 12)}"
    blocks = [("h", 1, t), ("p", c.para("finance", 2)), ("t", c.fin_table(7, empty=0.08, first="£m", cols=("Plan", "Actual", "Variance")))]
    second = c.fin_table(5, caption=False, cols=("Budget £000", "Forecast £000"), first="Heading")
    if c.which == "kept":
        second = c.statement(st["stmt"])
    blocks += [("p", c.para("finance", 2)), ("h", 2, "Annual budget" if c.which == "tune" else "Statement for the year"), ("t", second)]
    blocks += [("p", c.para("workforce", 2))]
    e = Expect(f"finance table with {lines}, {KN[engine]}", blocks, c.rng).says(t)
    emit(c, path, blocks, engine, t, st)
    return e


def recs(c, path, engine, st, numbered=True):
    t = f"Response to the review of services in {c.rng.choice(c.b.PLACE)}"
    tab = c.recs_table(7 if c.which == "kept" else 5)
    if not numbered:
        tab = Table(one_row(*[h[0] for h in tab.head[0][1:]]), [r[1:] for r in tab.body])
    blocks = [("h", 1, t), ("p", c.para("quality", 2)), ("t", tab), ("p", c.para("minutes", 2))]
    e = Expect("recommendations beside Accepted/Not accepted, " + KN[engine], blocks, c.rng).says(t)
    e.must += [c.rng.choice(tab.cells())["value"] for _ in range(2)]
    colw = [.06, .38, .16, .4] if numbered else [.4, .2, .4]
    emit(c, path, blocks, engine, t, st, prose=True, colw=colw)
    return e


def twopage(c, path, engine, st, repeat):
    t = f"Staffing return {c.month} {c.year}"
    blocks = [("h", 1, t), ("p", c.para("workforce", 2)), ("t", c.long_table(44 if c.which == "tune" else 52)),
              ("p", c.para("quality", 2))]
    e = Expect(f"table over two pages, header {'repeated' if repeat else 'not repeated'}, " + KN[engine], blocks, c.rng).says(t)
    head, foot = furn(c, e, engine, "Staffing return annex")
    emit(c, path, blocks, engine, t, st, foot, head, repeat=repeat)
    return e


def merged(c, path, engine, st, deep=False):
    t = f"Divisional spending, {c.month} {c.year}"
    tab = c.merged_table(5, 0.15)
    if deep:
        groups = [("Headcount", ["Funded", "In post"]), ("Pay bill £000", ["Budget", "Actual", "Variance"])]
        body = []
        for d in c.pick(c.b.DIVS, 3):
            for g in ("Nursing", "Medical", "Other"):
                r = c.rng
                body.append([d, g, str(r.randint(20, 190)), str(r.randint(20, 190)), f"{r.randint(200, 999)}",
                             f"{r.randint(200, 999)}", c.signed(r.randint(-90, 60), "{:.0f}")])
        tab2 = Table(two_rows(["Division", "Staff group"], groups), body, "Staff by group", nlab=2, merge0=True)
    else:
        tab2 = c.merged_table(4, 0.1, groups=[("Quarter 1", ["Target", "Result"]), ("Quarter 2", ["Target", "Result"])], first="Group")
    blocks = [("h", 1, t), ("p", c.para("finance", 2)), ("t", tab), ("p", c.para("risk", 2)), ("t", tab2),
              ("p", c.para("workforce", 2))]
    e = Expect("two-row merged headers, empty cells, negatives, " + KN[engine], blocks, c.rng).says(t)
    emit(c, path, blocks, engine, t, st)
    return e


def footcols(c, path, engine, st):
    t = f"Capital programme {c.year}"
    n1, n2 = (("1", "2") if c.which == "tune" else ("3", "4"))
    tab = c.fin_table(6, cols=(f"Plan[[^{n1}]]", f"Forecast[[^{n2}]]", "Variance"), first="Scheme")
    tab.body[1][0] += f"[[^{n2}]]"
    tab.body[2][2] += f"[[^{n1}]]"
    blocks = [("h", 1, t), ("p", c.para("finance", 2)), ("t", tab),
              ("note", n1, f"As approved by the board in {c.month}."), ("note", n2, "Before the sale of land is counted."),
              ("p", c.para("risk", 2))]
    e = Expect("table with footnoted columns, " + KN[engine], blocks, c.rng).says(t)
    e.must_not += [f"Plan{n1}", f"Forecast{n2}", plain(tab.body[2][2]) + n1]
    e.must_not = [x for x in e.must_not if not any(x in v for v in [cc["value"] for cc in tab.cells()])]
    emit(c, path, blocks, engine, t, st)
    return e


def supers(c, path, engine, st):
    t = "Key facts about our services"
    a, m, k = c.rng.randint(51, 97), c.rng.randint(12, 48), c.rng.randint(110, 890)
    s = ["3", "4", "5"] if c.which == "kept" else ["1", "2", "3"]
    blocks = [("h", 1, t), ("p", f"In {c.month} we saw {a}%[[^{s[0]}]] of people within the standard, at a cost of £{m}[[^{s[1]}]] million."),
              ("p", c.para("quality", 2)),
              ("p", f"The opening on the 18[[s:th]] was attended by {k}[[^{s[2]}]] people, including {c.person()}.[[^{s[0]}]]"),
              ("ul", [f"Calls answered: {k + 71}[[^{s[1]}]]", f"Staff trained: {a - 20}%[[^{s[2]}]]", c.para("workforce", 1)]),
              ("p", c.para("risk", 2)),
              ("note", s[0], "Provisional figure from the weekly return."), ("note", s[1], "Rounded to the nearest million."),
              ("note", s[2], "Counted at the door by volunteers.")]
    e = Expect("superscript note marks after figures, " + KN[engine], blocks, c.rng).says(t)
    e.must += [f"{a}%", f"£{m} million", "18th was attended", f"{k} people", f"{k + 71}"]
    e.must_not += [f"{a}%{s[0]}", f"£{m}{s[1]} ", f"{k}{s[2]} people", f"{k + 71}{s[1]}"]
    emit(c, path, blocks, engine, t, st)
    return e


def minutes(c, path, engine, st):
    t = "Minutes of the Quality Committee" if c.which == "tune" else "Minutes of the Council of Governors"
    ppl = c.rng.sample(c.b.PEOPLE, 4)
    blocks = [("h", 1, t), ("p", f"Held on {c.date} at {c.rng.choice(c.b.SITES)}"), ("h", 3, "Present")]
    blocks += [("ul", [f"{p}, {r}" for p, r in ppl])]
    for i, th in enumerate(["minutes", "finance", "workforce", "quality"], 1):
        blocks += [("h", 2, f"{i}. {c.heading(th)}"), ("p", f"{i}.1 " + c.para(th, 2)), ("p", f"{i}.2 " + c.para(th, 2))]
    blocks += [("h", 2, "Action log"), ("t", c.actions_table(5)), ("p", "Signed as a true record by the chair of the meeting.")]
    e = Expect("minutes with an actions table, " + KN[engine], blocks, c.rng).says(t, c.iso)
    head, foot = furn(c, e, engine, "Unconfirmed minutes")
    emit(c, path, blocks, engine, t, st, foot, head, prose=True, colw=[.12, .48, .2, .2])
    return e


def letter(c, path, engine, st):
    who, role = c.rng.choice(c.b.PEOPLE)
    addr = [c.rng.choice(c.b.SITES), f"{c.rng.randint(2, 90)} Canal Row", c.rng.choice(c.b.PLACE), f"NW{c.rng.randint(1, 9)} 4QF"]
    to = [f"Councillor {c.rng.choice(['Wray', 'Mossop', 'Iqbal', 'Treen'])}", "Chair, Health Scrutiny Panel", "County Hall", c.rng.choice(c.b.PLACE)]
    subject = f"Re: services at {c.rng.choice(c.b.SITES)}"
    lines = [c.trust] + addr + [c.date] + to + ["Dear Councillor", subject]
    blocks = [("p", x) for x in lines] + [("p", c.para("quality", 2)), ("p", c.para("workforce", 2)), ("ul", c.paras("risk", 2)),
              ("p", c.para("finance", 2)), ("p", "Yours sincerely"), ("p", who), ("p", role)]
    e = Expect("letter with letterhead and address block, " + KN[engine], blocks, c.rng).says(subject, c.iso, c.trust, [who])
    e.must += [to[0], addr[1], c.date]
    e.extra["loose"] = [c.trust] + addr + [c.date] + to
    if engine == "R":
        def top(cv, d):
            w, h = d.pagesize
            cv.setFont(rl.bold(st["font"]), 13)
            cv.drawRightString(w - 56, h - 60, c.trust)
            cv.setFont(st["font"], 9)
            for i, x in enumerate(addr + ["", c.date]):
                cv.drawRightString(w - 56, h - 76 - 12 * i, x)
            for i, x in enumerate(to):
                cv.drawString(56, h - 120 - 12 * i, x)
        emit(c, path, [("gap", 140)] + blocks[len(lines) - 2:], engine, subject, st, before=top)
    else:
        h = "<div class=lh><b>" + c.trust + "</b><br>" + "<br>".join(addr) + "</div><p class=dt>" + c.date + "</p><p>"
        h += "<br>".join(to) + "</p>" + web.body(blocks[len(lines) - 2:])
        emit(c, path, blocks, engine, subject, st, inner=h, css=".lh{text-align:right;border-bottom:3px solid #005eb8;padding-bottom:8px} .dt{text-align:right}")
    return e


def columns(c, path, engine, st, n, foot=True):
    label = "two-column leaflet" if n == 2 else "three-column newsletter"
    t = f"Going home from {c.rng.choice(c.b.SITES)}" if n == 2 else f"{c.rng.choice(c.b.PLACE)} Matters, {c.month} {c.year}"
    tb = [("h", 1, t), ("p", f"From {c.trust}")]
    blocks = []
    for th in c.rng.sample(list(c.b.THEMES), 6):
        blocks += c.section(th, 3)
    blocks.insert(3, ("h", 2, "What to remember"))
    blocks.insert(4, ("ul", c.rng.sample(c.b.LIST, 5)))
    e = Expect(f"{label}, {KN[engine]}", tb + blocks, c.rng).says(t, None, c.trust)
    if engine == "R":
        emit(c, path, blocks, engine, t, st, cols=n, title_blocks=tb, title_h=76)
    else:
        rule = "column-rule:1px solid #999;" if c.rng.random() < 0.5 else ""
        emit(c, path, blocks, engine, t, st, inner=web.body(tb) + f'<div class=cols>{web.body(blocks)}</div>',
             css=f".cols{{column-count:{n};column-gap:{'22px' if n == 3 else '30px'};{rule}}} h2{{margin-top:0}}")
    return e


def sidebar(c, path, engine, st, left=False):
    t = f"Annual report summary {c.year}"
    main = [("h", 1, t)] + c.section("quality", 2) + c.section("workforce", 2) + c.section("finance", 2)
    side = [("h", 3, "At a glance"), ("p", c.para("digital", 1)), ("p", c.para("risk", 1)), ("p", f"Ring 01632 {c.rng.randint(100000, 999999)} for help.")]
    e = Expect("page with a sidebar box, " + KN[engine], main + side, c.rng).says(t)
    e.extra["loose"] = [plain(b[-1]) for b in side]
    if engine == "R":
        sw = 150

        def box(cv, d):
            from reportlab.platypus import KeepInFrame
            w, h = d.pagesize
            f = KeepInFrame(sw - 20, 300, rl.flow(side, rl.Style(st["font"], 9), sw - 20))
            _, fh = f.wrapOn(cv, sw - 20, 300)
            x = 40 if left else w - 40 - sw
            cv.setFillColorRGB(.9, .94, .98)
            cv.rect(x, h - 110 - fh - 20, sw, fh + 24, stroke=1, fill=1)
            cv.setFillColorRGB(0, 0, 0)
            f.drawOn(cv, x + 10, h - 110 - fh - 8)
        _sidebar_build(path, main, st, sw, box, left)
    else:
        side_html = f"<aside>{web.body(side)}</aside>"
        emit(c, path, main, engine, t, st, inner=web.body(main[:1]) + side_html + web.body(main[1:]),
             css=f"aside{{float:{'left' if left else 'right'};width:34%;background:#eef;border:1px solid #447;padding:8px 12px;margin:{'0 14px 8px 0' if left else '0 0 8px 14px'};font-size:.9em}}")
    return e


def _sidebar_build(path, main, st, sw, box, left):
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
    w, h = A4
    doc = BaseDocTemplate(path, pagesize=A4)
    s = rl.Style(st["font"], st.get("size", 10), accent=st.get("accent", "#005EB8"))
    fw = w - 56 - 40 - sw - 20
    doc.addPageTemplates([PageTemplate("p", [Frame(40 + sw + 20 if left else 56, 56, fw, h - 112, 0, 0, 0, 0)], onPage=box)])
    doc.build(rl.flow(main, s, fw))


def runon(c, path, engine, st):
    """Paragraphs that run over the page break, with running header and footer between."""
    t = f"{c.heading('quality')}: a fuller account"
    for tries in range(12):
        c.used.clear()
        blocks = [("h", 1, t)]
        for th in list(c.b.THEMES) * 2:
            p = " ".join(c.paras(th, 4))
            if p:
                blocks.append(("p", p))
        e = Expect("paragraph that runs over a page break, " + KN[engine], blocks, c.rng).says(t)
        head, foot = furn(c, e, engine, "Quality Account")
        emit(c, path, blocks, engine, t, dict(st, lead=1.9 + tries * .05), foot, head, css=f"body{{line-height:{2 + tries * .07}}} p{{orphans:2;widows:2}}")
        pages = page_texts(path)
        cut = [t for t in e.text for x, y in zip(pages, pages[1:]) if squash(t[:40]) in x and squash(t[-30:]) in y]
        if cut:   # at least one paragraph does run over
            e.extra["runs_over"] = cut
            break
    return e


def longlist(c, path, engine, st):
    t = f"Terms of reference and standing orders {c.year}"
    items = []
    for th in c.b.THEMES:
        items += c.paras(th, 9)
    items += c.b.LIST
    blocks = [("h", 1, t), ("p", "Members shall keep to each of the points below."), ("ol", items)]
    e = Expect("long numbered list over pages, " + KN[engine], blocks, c.rng).says(t)
    head, foot = furn(c, e, engine, "Standing orders")
    emit(c, path, blocks, engine, t, dict(st, lead=1.8), foot, head, css="li{margin-bottom:12px} body{line-height:1.9}")
    return e


def slides(c, path, engine, st):
    t = f"{c.rng.choice(c.b.PLACE)} recovery programme"
    blocks = [("h", 1, t), ("p", f"{c.author}, {c.date}")]
    for th in c.rng.sample(list(c.b.THEMES), 3):
        blocks += [("pb",), ("h", 1, c.heading(th)), ("ul", c.paras(th, 4))]
    blocks += [("pb",), ("h", 1, "Results"), ("t", c.perf_table(4))]
    e = Expect("slides exported as PDF, " + KN[engine], blocks, c.rng).says(t, c.iso, None, [c.author])
    emit(c, path, blocks, engine, t, dict(st, size=18), f"{c.trust}|{{p}}", None, land=True)
    e.must_not.append(c.trust)
    return e


def chromehead(c, path, engine, st):
    """Printed from a browser with its own date, title and address lines."""
    t = f"News: {c.heading('digital')}"
    blocks = [("h", 1, t)] + c.section("digital", 3) + [("t", c.perf_table(5))] + c.section("quality", 3) + c.section("risk", 3) + c.section("workforce", 4) + c.section("finance", 4)
    e = Expect("browser print with its own header and footer lines, chromium", blocks, c.rng).says(t)
    e.must_not += ["file:///", "paper.html", "1/2"]
    emit(c, path, blocks, "C", t, st, chrome_head=True, meta=t + " | intranet")
    return e
