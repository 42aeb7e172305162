"""Fresh HTML, Markdown, text and CSV."""
import csv
import io
import textwrap

import fresh_web
import web
from fresh_pdf_r import ex
from model import Expect, Table, one_row


def wrap_html(t, inner, css="", before="", after="", head=""):
    return f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{t}</title>{head}<style>{css}</style></head><body>{before}{inner}{after}</body></html>'


def h_board(c, p):
    t = f"{c.trust}: board meeting {c.date}"
    B = [("h", 1, t), *c.sec("governance", 2), ("t", c.scorecard("Indicators", 3)), *c.sec("finance", 2), ("t", c.income_statement(6, caption="Income and expenditure")), ("ul", c.paras("estates", 2))]
    e = ex(c, "HTML trust page with menus, two header rows, section rows", B).says(t, None, c.trust)
    e.must_not += ["Jump to content", "We would like to set cookies", "Browse services", "Follow us on social media"]
    bef = '<a class="skip" href="#m">Jump to content</a><div id="cookiebanner"><p>We would like to set cookies</p><button>Reject</button></div><header><nav><ul><li><a href="/s">Browse services</a></li><li><a href="/a">About</a></li></ul></nav></header><main id="m">'
    open(p, "w").write(wrap_html(t, fresh_web.body(B, fresh_web.DEF), before=bef, after="</main><footer><p>Follow us on social media</p></footer>"))
    return e


def h_plan(c, p):
    t = f"Our green plan for {c.rng.choice(c.b.PLACE)}"
    f = [(q, c.para("estates", 1)) for q in ("Why are we doing this?", "What will change?", "How can I help?")]
    B = [("h", 1, t), ("p", c.para("estates", 1))]
    for q, a in f:
        B += [("h", 2, q), ("p", a)]
    rows = [[a, b, x] for a, xs in (("Energy", (("Boilers replaced", f"{c.rng.randint(2, 9)}"), ("Solar panels", f"{c.rng.randint(100, 900)}"))), ("Travel", (("Cycle places", f"{c.rng.randint(40, 90)}"), ("Electric vans", c.nil)))) for b, x in xs]
    tab = Table(one_row("Theme", "Measure", "Number"), rows, "Progress so far", nlab=2, merge0=True)
    B += [("t", tab), ("ol", c.rng.sample(c.b.TIPS, 3)), ("p", c.para("people", 1))]
    e = ex(c, "HTML with row-spanning labels, definition sections, breadcrumbs", B).says(t)
    e.must_not += ["Print this page", "You are here"]
    h = "".join(web.table(b[1], th_rows=False) if b[0] == "t" else fresh_web.body([b], fresh_web.DEF) for b in B)
    open(p, "w").write(wrap_html(t, f'<div role="main"><section>{h}</section></div>', before='<nav class="breadcrumb" aria-label="Breadcrumb">You are here: <a href="/">Home</a></nav>', after='<aside class="tools"><a href="#">Print this page</a></aside>'))
    return e


def h_word(c, p):
    """As Word saves a page: no thead, paragraphs in cells, non-breaking spaces in empty cells."""
    t = f"Notes on spending, {c.fy}"
    tab = c.income_statement(3, caption=None)
    tab.look["section"] = set()
    tab.body = [r for r in tab.body if any(r[1:])]
    B = [("h", 1, t), ("p", c.para("finance", 2)), ("t", tab), ("p", c.para("operations", 2)), ("t", c.log(4))]
    e = ex(c, "HTML saved by Word: cells of paragraphs, no thead, non-breaking spaces", B).says(t)
    out = []
    for b in B:
        if b[0] == "t":
            out.append('<table class=MsoNormalTable border=1 cellspacing=0>' + "".join("<tr>" + "".join(
                f'<td valign=top><p class=MsoNormal>{"<b>" if i == 0 else ""}<span style="font-size:10.0pt">{x or "&nbsp;"}</span>{"</b>" if i == 0 else ""}</p></td>' for x in r) + "</tr>" for i, r in enumerate([b[1].columns()] + b[1].body)) + "</table>")
        else:
            out.append(f"<h1>{b[2]}</h1>" if b[0] == "h" else f"<p class=MsoNormal>{b[1].replace(' ', chr(10), 1)}<o:p></o:p></p>")
    open(p, "w").write(wrap_html(t, '<div class=WordSection1>' + "\n".join(out) + "</div>", css="p.MsoNormal{margin:0}", head="<meta name=Generator content='Microsoft Word 15'>"))
    return e


def h_letter(c, p):
    t = f"Waiting times at {c.rng.choice(c.b.SITES)}"
    x = c.rng.randint(21, 89)
    B = [("h", 1, t), ("p", f"In the last year {x}%[[^1]] of people were seen on time, [[-not the {x - 9} per cent first stated]] the best since 2019."), ("p", c.para("operations", 2)), ("t", c.capital(3, "Investment in capacity")), ("p", c.para("quality", 2)), ("note", "1", "Twelve months to the end of the quarter.")]
    e = ex(c, "HTML page with a note mark, deleted words, money table", B).says(t)
    e.must += [f"{x}% of people"]
    e.must_not += [f"{x}%1", "per cent first stated", "var tracker"]
    open(p, "w").write(wrap_html(t, "<article>" + fresh_web.body(B, fresh_web.DEF) + "</article>", after="<script>var tracker=1;</script>"))
    return e


def md(c, p, front=True):
    t = f"{c.heading('operations')} in {c.rng.choice(c.b.PLACE)}"
    cap, acts = c.capital(3), c.log(4)
    B = [("h", 1, t), ("p", c.para("operations", 2)), ("h", 2, "Investment"), ("t", cap), ("p", c.para("estates", 1)), ("h", 2, "Who does what"), ("t", acts), ("ul", c.paras("people", 3)), ("ol", c.rng.sample(c.b.TIPS, 3))]
    e = ex(c, "Markdown, " + ("front matter, aligned bars, bold totals" if front else "no outer bars, stars for bullets"), B).says(t, c.iso if front else None)
    e.must_not += ["---", "**Total"]
    out = [f"---\ntitle: '{t}'\ndate: {c.iso}\n---"] if front else []
    for b in B:
        if b[0] == "h":
            out.append("#" * b[1] + " " + b[2] + (" " + "#" * b[1] if not front else ""))
        elif b[0] == "t":
            rows = [[f"**{x}**" if x and i in getattr(b[1], "look", {}).get("bold", ()) else x for x in r] for i, r in enumerate(b[1].body)]
            rows = [b[1].columns(), [":--"] + ["--:" if b[1] is cap else ":-:"] * (b[1].ncols - 1)] + rows
            w = [max(len(r[k]) for r in rows) for k in range(b[1].ncols)]
            out.append("\n".join(("| " + " | ".join(x.ljust(w[k]) for k, x in enumerate(r)) + " |") if front else " | ".join(r) for r in rows))
        elif b[0] in ("ul", "ol"):
            out.append("\n".join((("* " if b[0] == "ul" else f"{i}) ") + x) for i, x in enumerate(b[1], 1)))
        else:
            out.append(b[1])
    open(p, "w").write("\n\n".join(out) + "\n")
    return e


def txt(c, p, enc="utf-8-sig", width=72):
    t = f"Patient Council: notes of the meeting on {c.date}"
    B = [("h", 1, t), ("p", f"Chair: {c.author}")]
    for i, th in enumerate(["quality", "operations", "estates"], 1):
        B += [("h", 2, f"{i}) {c.heading(th)}"), ("p", c.para(th, 2)), ("ul", c.paras(th, 2))]
    B.append(("p", f"Travel of £{c.rng.randint(11, 99)}.50 – claimed by post – was approved."))
    e = ex(c, f"plain text notes, {enc}, {'wrapped' if width < 1000 else 'long lines'}", B).says(t, c.iso)
    e.must_not += ["Â£", "\ufeff"]
    out = []
    for b in B:
        if b[0] == "ul":
            out.append("\n".join(textwrap.fill(x, width, initial_indent=" - ", subsequent_indent="   ", break_on_hyphens=False) for x in b[1]))
        else:
            out.append(textwrap.fill(b[-1], width, break_on_hyphens=False) + ("\n" + "-" * 30 if b[0] == "h" else ""))
    open(p, "wb").write("\n\n".join(out).encode(enc))
    return e


def csvf(c, p, kind="spend"):
    if kind == "spend":   # publication of spending over £25,000, with a byte order mark
        tab = Table(one_row("Supplier", "Date paid", "Expense area", "Amount (£)", "Reference"),
                    [[s, f"{c.rng.randint(1, 28):02d}/{c.rng.randint(1, 12):02d}/{c.year}", c.rng.choice(c.b.CARE), c.num(c.rng.choice([1, 1, 1, -1]) * c.rng.randint(25000, 990000) + .25, "{:,.2f}"), str(c.rng.randint(10 ** 6, 10 ** 7))]
                     for s in ("Aldous and Wren Ltd", 'Bracknell "Med-Sure" plc', "Corvid Energy, Northern", "Dunmow Linen LLP", "Easterly Agency Staffing", "Fenn & Co")])
        enc = "utf-8-sig"
    else:
        tab, enc = c.risks(5), "utf-8"
        tab.body = [[x.replace("; ", ";\n") if k == 2 else x for k, x in enumerate(r)] for r in tab.body]
    e = Expect("fresh: CSV, " + ("byte order mark, quoted commas" if kind == "spend" else "words with line ends inside cells"), [("t", tab)], c.rng)
    f = io.StringIO()
    csv.writer(f).writerows([tab.columns()] + tab.body)
    open(p, "wb").write(f.getvalue().encode(enc))
    return e
