"""Kinds of HTML, Markdown, plain text and CSV."""
import csv
import io

import web
from model import SUPS, Expect, plain, segs
from word import deleted


def govuk(c, path, closed=True):
    t = f"{c.heading(c.theme())}: guidance for {c.rng.choice(c.b.PLACE)}"
    inset = c.para("risk", 1)
    det = c.para("digital", 1)
    tab = c.perf_table(5)
    n = c.rng.randint(31, 96)
    start = [("h", 1, t)]
    a = [("h", 2, "Summary"), ("p", c.para("quality", 2)), ("p", f"About {n}%[[^1]] of providers replied.")]
    b = [("h", 2, "What you need to do"), ("ul", c.paras("workforce", 3))]
    d = [("h", 2, "Results"), ("t", tab), ("p", c.para("finance", 2)), ("note", "1", "Replies received before the closing date.")]
    blocks = start + a + [("p", inset)] + b + [("p", "More about the data"), ("p", det)] + d
    e = Expect("HTML: saved GOV.UK-like page", blocks, c.rng).says(t, c.iso, c.trust)
    e.must += [inset, det, f"{n}% of providers"]
    nav = ["Skip to main content", "Cookies on this website", "Accept additional cookies", "Related content", "Is this page useful?",
           "Open Parliament Licence test", "Popular searches"]
    e.must_not += nav + [f"{n}%1", "↩", "window.dataLayer"]
    e.extra["optional"] = [f"Published {c.date}", f"From: {c.trust}"]
    html = f'''<!DOCTYPE html>
<html lang="en" class="govuk-template"><head><meta charset="utf-8"><title>{t} - {c.trust}</title>
<meta name="description" content="Guidance."><meta property="article:published_time" content="{c.iso}T09:30:00+00:00">
<style>.govuk-inset-text{{border-left:10px solid #b1b4b6}}</style><script>window.dataLayer=[{{"page":"x"}}];</script></head>
<body class="govuk-template__body">
<div id="global-cookie-message" class="gem-c-cookie-banner govuk-cookie-banner" role="region" aria-label="cookie consent">
<h2>{nav[1]}</h2><p>We use some essential cookies to make this website work.</p><button>{nav[2]}</button></div>
<a href="#content" class="govuk-skip-link">{nav[0]}</a>
<header role="banner" class="govuk-header"><nav aria-label="Menu"><ul><li><a href="/">Home</a></li><li><a href="/t">Topics</a></li></ul>
<h2>{nav[6]}</h2></nav></header>
<div class="govuk-width-container"><div class="govuk-breadcrumbs"><ol><li><a href="/">Home</a></li><li><a href="/h">Health</a></li></ol></div>
<main id="content" role="main" class="govuk-main-wrapper">
{web.body(start)}
<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="/o">{c.trust}</a></dd><dt>Published</dt><dd>{c.date}</dd></dl></div>
<div class="govspeak">
{notes(c, web.body(a))}
<div class="govuk-inset-text">{inset}</div>
{web.body(b)}
<details class="govuk-details"{'' if closed else ' open'}><summary class="govuk-details__summary"><span>More about the data</span></summary>
<div class="govuk-details__text">{det}</div></details>
{notes(c, web.body(d))}
</div></main>
<aside class="gem-c-related-navigation" role="complementary"><h2>{nav[3]}</h2><ul><li><a href="/r1">Another guide to opening times</a></li></ul></aside>
<div class="gem-c-feedback"><h2>{nav[4]}</h2><button>Yes</button><button>No</button></div></div>
<footer class="govuk-footer" role="contentinfo"><p>All content is available under the {nav[5]}</p></footer></body></html>'''
    open(path, "w").write(html)
    return e


def notes(c, html):
    """GOV.UK's own footnote marks and list, in the kept set."""
    if c.which == "tune":
        return html
    html = html.replace("<sup>1</sup> Replies received before the closing date.</p>", "@@")
    html = html.replace("<sup>1</sup>", '<sup id="fnref:1"><a href="#fn:1" class="govuk-link" rel="footnote">[footnote 1]</a></sup>')
    return html.replace('<p class="fn">@@', '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>Replies received before the closing date. '
                        '<a href="#fnref:1" class="govuk-link" role="doc-backlink" aria-label="go to where this is referenced">↩</a></p></li></ol></div>')


def news(c, path):
    t = f"New unit opens at {c.rng.choice(c.b.SITES)}"
    quote = c.para("quality", 1)
    blocks = [("h", 1, t), ("p", c.para("workforce", 2)), ("p", quote), ("p", c.para("digital", 2)), ("h", 2, "Next steps"), ("ol", c.paras("finance", 3))]
    e = Expect("HTML: trust news page", blocks, c.rng).says(t, c.iso, c.trust)
    e.must += [quote]
    e.must_not += ["Share this page", "Latest tweets", "Search our website", "Sitemap", "Other news: car park closure"]
    e.extra["optional"] = [f"Posted on {c.date}"]
    b = web.body(blocks[1:2]), web.body(blocks[3:])
    open(path, "w").write(f'''<!doctype html><html><head><meta charset="utf-8"><title>{t} | {c.trust}</title></head><body>
<div class="header"><div class="logo">{c.trust}</div><form><label>Search our website</label><input></form>
<div class="menu" role="navigation"><ul><li>Our services</li><li>Sitemap</li></ul></div></div>
<div class="wrapper"><article><h1>{t}</h1><time datetime="{c.iso}">Posted on {c.date}</time>{b[0]}<blockquote>{quote}</blockquote>{b[1]}
<div class="share"><span>Share this page</span></div></article>
<aside><h3>Latest tweets</h3><a href="#">Other news: car park closure</a></aside></div><footer>Sitemap</footer></body></html>''')
    return e


def plainpage(c, path, enc="utf-8"):
    t = f"Statement on pay, {c.year}"
    n, m = c.rng.randint(21, 89), c.rng.randint(11, 48)
    blocks = [("h", 1, t), ("p", f"The gap is [[-{n}.9 per cent in the draft]] {m}%[[^2]] – that’s £{n}[[^3]] an hour."), ("p", c.para("workforce", 2)),
              ("t", c.merged_table(4, .1)), ("p", c.para("finance", 2)), ("p", "The review ended on the 21[[s:st]] day."),
              ("note", "2", "Median of all staff."), ("note", "3", "Before tax.")]
    e = Expect(f"HTML with sup and del, {enc}", blocks, c.rng).says(t)
    e.must += [f"{m}% – that’s £{n} an hour", "21st day"]
    e.must_not += deleted(blocks) + [f"{m}%2", f"£{n}3"]
    head = "windows-1252" if enc == "cp1252" else "utf-8"
    doc = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={head}"><title>{t}</title></head><body>{web.body(blocks)}</body></html>'
    open(path, "wb").write(doc.encode(enc, "xmlcharrefreplace"))
    return e


def md_inline(text):
    return "".join({"^": f"[^{w}]", "-": f"~~{w}~~", "b:": f"**{w}**", "h:": f"<!-- {w} -->"}.get(k, w) for k, w in segs(text))


def markdown(c, path, quoted=True):
    t = f"{c.heading(c.theme())} for {c.rng.choice(c.b.PLACE)}"
    x = c.rng.randint(20, 90)
    old = f"The old target of {x - 7} was set in haste"
    tab, acts = c.perf_table(5), c.actions_table(3)
    tab.caption = None
    subs = c.paras("quality", 2)
    blocks = [("h", 1, t), ("p", c.para("finance", 2)), ("p", f"~~{old}.~~ The target is now {x}%[[^1]] of all referrals.".replace("~~" + old + ".~~", f"[[-{old}.]]")),
              ("h", 2, "Points to note"), ("ul", c.paras("workforce", 2) + subs), ("t", tab), ("h", 2, "Actions"), ("t", acts),
              ("ol", c.rng.sample(c.b.LIST, 3)), ("note", "1", "Counted once a quarter.")]
    e = Expect("Markdown with front matter, tables, strike-through, nested list, footnote", blocks, c.rng).says(t, c.iso, c.trust, [c.author])
    e.must += [f"The target is now {x}%"]
    e.must_not += [old, f"{x}%1", "draft: false", "---|---"]
    q = '"' if quoted else ""
    out = [f"---\ntitle: {q}{t}{q}\ndate: {c.iso}\nauthor: {c.author}\npublisher: {c.trust}\ndraft: false\ntags: [board, papers]\n---\n"]
    for b in blocks:
        if b[0] == "h":
            setext = c.which == "kept" and b[1] < 3
            out.append(b[2] + "\n" + "=-"[b[1] - 1] * len(b[2]) if setext else "#" * b[1] + " " + b[2])
        elif b[0] == "p":
            out.append(md_inline(b[1]))
        elif b[0] == "ul":
            top, sub = b[1][:-2], b[1][-2:]
            out.append("\n".join(f"- {x}" for x in top) + "\n" + "\n".join(f"    * {x}" for x in sub))
        elif b[0] == "ol":
            out.append("\n".join(f"{i}. {x}" for i, x in enumerate(b[1], 1)))
        elif b[0] == "t":
            cols = b[1].columns()
            if c.which == "kept":   # no outer bars
                out.append("\n".join([" | ".join(cols), " | ".join([":---"] * len(cols))] + [" | ".join(r) for r in b[1].body]))
                continue
            out.append("| " + " | ".join(cols) + " |\n|" + "|".join(["---"] + ["--:"] * (len(cols) - 1)) + "|\n"
                       + "\n".join("| " + " | ".join(r) + " |" for r in b[1].body))
        elif b[0] == "note":
            out.append(f"[^{b[1]}]: {b[2]}")
    open(path, "w").write("\n\n".join(out) + "\n")
    return e


def text(c, path, wrap=76):
    import textwrap
    t = f"Minutes of the Charitable Funds Panel, {c.date}"
    n = c.rng.randint(110, 980)
    blocks = [("h", 1, t), ("p", f"Present: {c.author} (in the chair), {c.person()}"), ("h", 2, "1. Opening"), ("p", c.para("minutes", 2)),
              ("h", 2, "2. Money"), ("p", f"The fund holds £{n},250 – it was £{n - 100},900 a year ago. " + c.para("finance", 2)), ("ul", c.paras("risk", 3)),
              ("h", 2, "3. Close"), ("p", c.para("quality", 2))]
    e = Expect("plain text minutes in cp1252", blocks, c.rng).says(t, c.iso)
    e.must += [f"£{n},250 – it was"]
    e.must_not += ["�", "Â£"]
    out = []
    for b in blocks:
        if b[0] == "ul":
            out.append("\r\n".join(textwrap.fill(x, wrap, initial_indent="  • ", subsequent_indent="    ") for x in b[1]))
        else:
            out.append(textwrap.fill(b[-1], wrap, break_on_hyphens=False) if wrap else b[-1])
            if b[0] == "h" and b[1] == 1:
                out[-1] += "\r\n" + "=" * 40
    data = "\r\n\r\n".join(out).replace("\r\n", "\n").replace("\n", "\r\n")
    open(path, "wb").write(data.encode("cp1252"))
    return e


def csvfile(c, path, titled=True, enc="utf-8"):
    from model import Table, one_row
    body = []
    for i, lab in enumerate(c.pick(c.b.FIN_ROWS, 7)):
        body.append([lab + (", all sites" if i % 2 else ""), f"£{c.rng.randint(1, 9)},{c.rng.randint(100, 999)}",
                     "" if i == 2 else f"£{c.rng.randint(100, 999)}", c.signed(c.rng.choice([-1, 1]) * c.rng.randint(11, 990) / 10),
                     c.rng.choice(["On track", "Late, see note", 'Marked "red"'])])
    t = f"Grant spending, {c.month} {c.year}"
    tab = Table(one_row("Heading", "Budget", "Spent", "Change %", "Comment"), body, t if titled else None)
    e = Expect("CSV with quoted commas, £, an empty cell" + (", title line above the header" if titled else ""), [("t", tab)], c.rng)
    if titled:
        e.says(t)
    f = io.StringIO()
    w = csv.writer(f)
    if titled:
        w.writerow([t])
        w.writerow([])
    w.writerow(tab.columns())
    w.writerows(body)
    open(path, "wb").write(f.getvalue().encode(enc))
    return e
