"""Kinds of Word file."""
from model import Expect, Table, one_row, plain, two_rows
from word import Word, deleted


def tracked(c, path, comment=True):
    t = f"Draft policy on visiting, {c.year}"
    a, b = c.rng.randint(2, 9), c.rng.randint(11, 19)
    blocks = [("h", 1, t), ("p", c.para("quality", 2)),
              ("p", f"Each patient may have [[-{a} visitors at a time]][[+{b} visitors a week]], and the ward manager may agree more."),
              ("p", f"Visiting begins at [[-nine in the morning]][[+ten in the morning]] at {c.rng.choice(c.b.SITES)}.")]
    blocks += c.section("workforce", 2)
    blocks += [("p", "[[-The old rule on children under twelve is kept.]] Children are welcome with an adult."), ("t", c.perf_table(4))]
    e = Expect("docx with tracked changes" + (" and comments" if comment else ""), blocks, c.rng).says(t)
    e.must += [f"{b} visitors a week", "begins at ten in the morning"]
    e.must_not += deleted(blocks)
    w = Word(tracked=True).blocks(blocks)
    if comment:
        note = f"Please check this with {c.person()} before it goes out"
        p = w.d.paragraphs[1]
        w.d.add_comment(p.runs, text=note, author="R Editor", initials="RE")
        e.extra["optional"] = [note]
    w.save(path)
    return e


def footnotes(c, path):
    t = f"{c.heading('finance')} briefing"
    x, y = c.rng.randint(21, 88), c.rng.randint(11, 49)
    blocks = [("h", 1, t), ("p", f"Demand rose by {x}%[[^1]] and the bill reached £{y}[[^2]] million."), ("p", c.para("finance", 2) + "[[^3]]")]
    blocks += c.section("risk", 2) + [("t", c.fin_table(5))]
    blocks += [("note", "1", "Measured against the same month of the year before."), ("note", "2", f"Excludes the lease of {c.rng.choice(c.b.SITES)}."), ("note", "3", "See the audit file for workings.")]
    e = Expect("docx with footnotes and comments", blocks, c.rng).says(t)
    e.must += [f"{x}% and the bill", f"£{y} million", "Excludes the lease"]
    e.must_not += [f"{x}%1", f"£{y}2"]
    e.extra["loose"] = [plain(b[2]) for b in blocks if b[0] == "note"]
    w = Word(footnotes=True, font="Georgia").blocks(blocks)
    note = "Is this figure final?"
    w.d.add_comment(w.d.paragraphs[2].runs, text=note, author="A Checker", initials="AC")
    e.extra["optional"] = [note]
    w.save(path)
    return e


def boxes(c, path):
    t = f"Welcome to {c.rng.choice(c.b.SITES)}"
    box = f"Main desk: 01632 {c.rng.randint(100000, 999999)}, open every day"
    sdt = f"Review date agreed by {c.author}"
    blocks = [("h", 1, t), ("p", c.para("quality", 2)), ("box", box), ("p", c.para("digital", 2)), ("sdt", sdt),
              ("ul", c.rng.sample(c.b.LIST, 4)), ("p", c.para("workforce", 2))]
    e = Expect("docx with text box and content control", blocks, c.rng).says(t)
    e.must += [box, sdt]
    e.extra["once"] = [box, sdt]
    e.extra["loose"] = [box]
    Word(font="Verdana").blocks(blocks).save(path)
    return e


def numbered(c, path):
    t = f"Operational plan {c.year}"
    blocks, nums, n = [("p", f"[[b:{t}]]")], [], 0
    for th in c.rng.sample(list(c.b.THEMES), 4):
        n += 1
        blocks += [("h", 1, c.heading(th)), ("p", c.para(th, 1)), ("h", 2, "Where we are now"), ("p", c.para(th, 1)),
                   ("h", 2, "What comes next"), ("p", c.para(th, 1))]
        nums += [[f"{n}", c.heading(th)], [f"{n}.1", "Where we are now"], [f"{n}.2", "What comes next"]]
    blocks = [b for b in blocks if b[1]]
    blocks.append(("ol", c.rng.sample(c.b.LIST, 5)))
    e = Expect("docx with headings numbered automatically", blocks, c.rng).says(t)
    e.extra["numbered"] = nums
    Word(numbered=True).blocks(blocks).save(path)
    return e


def tables(c, path, nested=True):
    t = f"Divisional tables {c.month} {c.year}"
    groups = [("Headcount", ["Funded", "In post"]), ("Pay bill £000", ["Budget", "Actual"])]
    body = [[d, g, str(c.rng.randint(20, 190)), str(c.rng.randint(20, 190)), str(c.rng.randint(200, 999)),
             c.rng.choice(["", c.signed(-c.rng.randint(10, 80), "{:.0f}")])] for d in c.pick(c.b.DIVS, 3) for g in ("Nursing", "Medical")]
    big = Table(two_rows(["Division", "Staff group"], groups), body, f"Staff in {c.month}", nlab=2, merge0=True)
    blocks = [("h", 1, t), ("p", c.para("workforce", 2)), ("t", big), ("p", c.para("finance", 2))]
    e = Expect("docx with two header rows, merged cells" + (", nested table" if nested else ""), blocks, c.rng).says(t)
    w = Word(font="Liberation Sans").blocks(blocks)
    if nested:
        out = Table(one_row("Site", "Beds"), [[c.rng.choice(c.b.SITES), "Beds by type are shown in this box"], [c.rng.choice(c.b.PLACE), str(c.rng.randint(20, 60))]])
        inner = Table(one_row("Type", "Number"), [["Adult", str(c.rng.randint(101, 190))], ["Child", str(c.rng.randint(201, 290))]], kind="nested")
        w.nested(out, 0, 1, inner)
        e.tables += [out.json(), inner.json()]
        e.must += [inner.body[0][1], inner.body[1][1]]
        last = c.para("risk", 1)
        w.blocks([("p", last)])
        e.text.append(last)
    w.save(path)
    return e


def cover(c, path, kind="docx"):
    title = f"{c.heading(c.theme())} – {c.month} {c.year}"
    gone, hid = "This line was struck out by the chair", "Internal hint not for the public"
    blocks = [("h", 1, c.trust), ("t", c.cover(title)), ("h", 2, "Purpose of the paper"),
              ("p", c.para("quality", 2) + f" [[-{gone}.]]"), ("p", f"[[h:{hid}.]]" + c.para("finance", 2))]
    blocks += c.section("risk", 2) + [("ul", c.paras("workforce", 3)), ("t", c.fin_table(5, empty=.1))]
    e = Expect(f"{kind} board paper: cover table, header and footer, hidden and struck text", blocks, c.rng).says(title, c.iso, c.trust, [c.author])
    head, foot = f"{c.trust} confidential until published", f"Paper {c.rng.choice('BCDE')}{c.rng.randint(2, 9)} version {c.rng.randint(2, 5)}"
    e.must_not += [gone, hid, head, foot]
    w = Word().blocks(blocks)
    w.furniture(head, foot)
    w.save(path, kind, title="Template 2019" if kind != "docx" else None)
    return e


def minutes(c, path, kind="docx"):
    t = "Notes of the Partnership Forum"
    blocks = [("h", 1, t), ("p", f"Date: {c.date}"), ("p", f"In the chair: {c.author}")]
    for th in ("minutes", "digital", "finance"):
        blocks += c.section(th, 2)
    blocks += [("h", 2, "Actions"), ("t", c.actions_table(5))]
    e = Expect(f"{kind} minutes with actions", blocks, c.rng).says(t, c.iso)
    Word(font="Arial").blocks(blocks).save(path, kind)
    return e


def combo(c, path):
    """Many of Word's ways in one file: used for the tune set."""
    t = f"Draft visiting policy {c.year}"
    a, b, x = c.rng.randint(2, 9), c.rng.randint(11, 19), c.rng.randint(31, 88)
    box = f"Ward line: 01632 {c.rng.randint(100000, 999999)} after six"
    gone, hid = "The former clause about flowers is kept", "Hint for the typist only"
    blocks = [("p", f"[[b:{t}]]"), ("h", 1, "Background"), ("p", c.para("quality", 2)), ("h", 2, "Rules"),
              ("p", f"Each patient may have [[-{a} callers at a time]][[+{b} callers a week]] if staff agree."),
              ("p", f"[[-{gone}.]] Last year {x}%[[^1]] of families used the scheme.[[^2]]"), ("box", box), ("h", 1, "Money"),
              ("p", f"[[h:{hid}.]]" + c.para("finance", 2)), ("sdt", f"Owner of this policy: {c.author}"),
              ("ol", c.rng.sample(c.b.LIST, 3)), ("t", c.cover("Visiting")), ("note", "1", "From the ward diary."), ("note", "2", "Day visits only.")]
    e = Expect("docx with tracked changes, comment, footnotes, text box, content control, numbered headings, hidden text", blocks, c.rng).says(t)
    head, foot = f"{c.trust} working draft", f"Policy unit copy {c.rng.randint(2, 9)}"
    e.must += [f"{b} callers a week", f"{x}% of families", box]
    e.must_not += deleted(blocks) + [f"{x}%1", head, foot]
    e.extra.update(once=[box], loose=[box, "From the ward diary.", "Day visits only."], optional=["Who will own this?"],
                   numbered=[["1", "Background"], ["1.1", "Rules"], ["2", "Money"]])
    w = Word(tracked=True, numbered=True, footnotes=True).blocks(blocks)
    w.furniture(head, foot)
    w.d.add_comment(w.d.paragraphs[2].runs, text="Who will own this?", author="R Editor", initials="RE")
    w.save(path)
    return e
