"""Kinds of PDF made by hand-placed pages."""
import io

import rl
import rl_special as sp
import web
from kinds_pdf import emit
from model import Expect, Table, label_value, plain


def hyphens(c, path, engine, st):
    t = "Working together" if c.which == "tune" else "How we make decisions"
    paras = list(c.b.COMPOUND)
    if c.which == "kept":
        paras = c.rng.sample(paras, 3)
    paras += [c.para("workforce", 2), c.para("finance", 2)]
    blocks = [("h", 1, t)] + [("p", p) for p in paras]
    e = Expect(f"words broken at line ends, {'reportlab' if engine == 'R' else 'chromium'}", blocks, c.rng).says(t)
    font, size = st.get("font", "LibSerif"), st.get("size", 11)
    if engine == "R":
        soft, comp = sp.hyphen_page(path, t, paras, font, size, 150, 230, st.get("justify", False))
    else:
        soft, comp, html = [], [], f"<h1>{t}</h1>"
        for p in paras:
            w = sp.best_width(p, font, size, 150, 230)
            lines, s, k = sp.break_lines(p, font, size, w)
            soft += s
            comp += k
            # soft breaks become &shy; so that Chromium itself sets the hyphen
            for word, at in s:
                p = p.replace(word, word[:at] + "\u00ad" + word[at:])
            html += f'<p style="width:{w + 1}pt;margin:0 0 10pt">{p}</p>'
        emit(c, path, blocks, "C", t, st, inner=html, css="h1{font-size:16pt}")
    e.extra["broken_words"] = {"soft": [w for w, _ in soft], "compound": [w for w, _ in comp]}
    for w, at in soft:
        e.must.append(w)
        e.must_not += [w[:at] + "-" + w[at:], w[:at] + "- " + w[at:]]
    for w, at in comp:
        e.must.append(w)
        e.must_not += [w[:at - 1] + w[at:], w[:at] + " " + w[at:]]
    return e


def glyphs(c, path, st, spaces, jitter=0.0):
    t = f"{c.heading('digital')} note"
    blocks = [("h", 1, t)] + c.section("digital", 2) + c.section("risk", 2) + [("ul", c.paras("quality", 3))] + c.section("finance", 2)
    e = Expect(f"glyph by glyph, {'with' if spaces else 'without'} space glyphs, reportlab", blocks, c.rng).says(t)
    sp.glyph_pages(path, blocks, st["font"], st["size"], 440, spaces, jitter=jitter)
    return e


def rotated(c, path, st, how):
    """A landscape page with a wide table; how: 'key' sets /Rotate 90 on a portrait box."""
    from pypdf import PdfReader, PdfWriter, Transformation
    from pypdf.generic import NameObject, NumberObject, RectangleObject
    t = f"Appendix {c.rng.choice('ABC')}: spending by division"
    tab = c.merged_table(6, 0.1, groups=[(q, ["Plan", "Actual", "Variance"]) for q in ("Q1", "Q2", "Q3")])
    first = [("h", 1, f"Finance annex {c.year}"), ("p", c.para("finance", 2)), ("p", c.para("workforce", 2))]
    wide = [("h", 1, t), ("p", c.para("risk", 2)), ("t", tab)]
    e = Expect("rotated page (/Rotate) with a table, reportlab", first + wide, c.rng).says(f"Finance annex {c.year}")
    words = {k: st[k] for k in ("font", "size", "table") if k in st}
    a, b = path + ".a", path + ".b"
    rl.build(a, first, rl.Style(**words))
    rl.build(b, wide, rl.Style(**words), land=True)
    w = PdfWriter()
    w.append(a)
    w.append(b)
    pg = w.pages[-1]
    bw, bh = float(pg.mediabox.width), float(pg.mediabox.height)
    if how == 90:   # content turned anticlockwise, page turned clockwise for reading
        pg.add_transformation(Transformation().rotate(90).translate(bh, 0))
    else:           # 270: the other way about
        pg.add_transformation(Transformation().rotate(-90).translate(0, bw))
    box = RectangleObject((0, 0, bh, bw))
    for k in ("/MediaBox", "/CropBox"):
        pg[NameObject(k)] = box
    pg[NameObject("/Rotate")] = NumberObject(how)
    w.write(path)
    import os
    os.remove(a)
    os.remove(b)
    return e


def form(c, path, st, wide):
    t = "Incident notification form" if c.which == "tune" else "Application for study leave"
    fields = [("Name of person", c.author), ("Job title", c.role), ("Place of work", c.rng.choice(c.b.SITES)),
              ("Date", c.date), ("Amount claimed", f"£{c.rng.randint(100, 900)}.50"), ("Reason", f"Ref {c.rng.randint(1000, 9999)} agreed with {c.person()}")]
    checks = [("I have told my manager", True), ("I need an interpreter", False)]
    blocks = [("h", 1, t), ("t", label_value(fields, kind="form"))] + [("p", x) for x, _ in checks]
    e = Expect("AcroForm with filled fields, reportlab", blocks).says(t)
    e.must += [v for _, v in fields] + [lab for lab, _ in fields]
    sp.form_page(path, t, fields, checks, st.get("font", "Helvetica"), wide)
    return e


def contents(c, path, engine, st, leader="."):
    t = f"Annual plan {c.year}/{(c.year + 1) % 100}"
    ths = c.rng.sample(list(c.b.THEMES), 5)
    entries, bodies, bl = [], [], []
    for i, th in enumerate(ths, 1):
        h = f"{i}. {c.heading(th)}"
        ps = [c.para(th, 2) for _ in range(2)]
        entries.append((h, i + 1, 0))
        entries.append((f"{i}.1 Background", i + 1, 1))
        bodies.append([(h, True), (f"{i}.1 Background", True)] + [(p, False) for p in ps if p])
    for b in bodies:
        bl += [("h", 2, x) if y else ("p", x) for x, y in b]
    blocks = [("h", 1, t)] + bl
    e = Expect("contents page with dot leaders, " + ("reportlab" if engine == "R" else "chromium"), blocks, c.rng).says(t)
    e.extra["contents"] = [f"{a} {p}" for a, p, _ in entries]
    e.must_not += [leader * 12, "Page 3 of the plan"]
    if engine == "R":
        sp.contents_pages(path, t, entries, bodies, st["font"], st.get("size", 11), leader, "Page {p} of the plan")
    else:
        lead = leader * 220
        h = f"<h1>{t}</h1>" + "".join(
            f'<div class=e style="padding-left:{18 * lv}pt"><span class=n>{a}</span><span class=d>{lead}</span><span>{p}</span></div>' for a, p, lv in entries)
        for b in bodies:
            h += '<div style="break-before:page"></div>' + "".join(f"<h2>{x}</h2>" if y else f"<p>{x}</p>" for x, y in b)
        emit(c, path, blocks, "C", t, st, inner=h, css=".e{display:flex;margin:6pt 0} .d{flex:1;overflow:hidden;white-space:nowrap;margin:0 4pt} .n{white-space:nowrap}", foot="|Page {p} of the plan")
    return e


def ligatures(c, path, engine, st):
    t = "Staff flow and finance" if c.which == "tune" else "Official findings on fire safety"
    paras = list(c.b.LIGA) + [c.para("finance", 2), c.para("workforce", 2)]
    blocks = [("h", 1, t)] + [("p", p) for p in paras]
    e = Expect("text with ligatures, " + ("reportlab" if engine == "R" else "chromium"), blocks, c.rng).says(t)
    e.must += [w for w in ("office", "sufficient", "conflict", "confirmed", "financial", "official", "significant") if any(w in p for p in paras)]
    e.must_not += ["ﬁ", "ﬂ", "fi nance", "of fice"]
    if engine == "R":   # the glyphs themselves are the ligature characters
        def lig(x):
            return x.replace("fi", "ﬁ").replace("fl", "ﬂ")
        emit(c, path, [(b[0], *(lig(x) if isinstance(x, str) else x for x in b[1:])) for b in blocks], "R", t, st)
    else:
        emit(c, path, blocks, "C", t, st, css="body{font-variant-ligatures:common-ligatures}")
    return e


def mixed(c, path, st, plan):
    """plan: string of t (text page) and s (scanned page)."""
    t = f"Pack for the meeting of {c.date}"
    pages, blocks, pics, e_pages = [], [], [], {}
    for n, k in enumerate(plan, 1):
        th = c.theme()
        lines = ([(t, True)] if n == 1 else []) + [(f"{c.heading(th)}, item {n}", True)] + [(c.para(th, 2), False) for _ in range(2)]
        lines = [x for x in lines if x[0]]
        blocks += [("h", 1, x) if b else ("p", x) for x, b in lines]
        e_pages[f"{c.heading(th)}, item {n}"] = n
        if k == "s":
            pics += [x for x, _ in lines]
            im = sp.scan_image(lines, st.get("scanfont", "LibSerif"), st.get("px", 30), noise=c.rng if st.get("noise") else None)
            pages.append(("scan", lines, im))
        else:
            pages.append(("text", lines, None))
    e = Expect("mixed pack of text and picture-only pages, reportlab", blocks).says(t, c.iso)
    texts = [x for x in e.text if x not in pics]
    from model import phrases
    e.must += phrases(texts, c.rng, 3)
    e.pages = e_pages
    e.extra["picture_pages"] = [i for i, k in enumerate(plan, 1) if k == "s"]
    e.extra["picture_text"] = pics
    sp.mixed_pages(path, pages, st["font"], st.get("size", 11), "Meeting pack page {p}")
    e.must_not.append("Meeting pack page 1")
    return e
