"""The fresh set's own way with Chromium."""
import html as H

from model import plain
from web import inline, page, to_pdf

DEF = dict(font="Liberation Sans", size=10, rules="grid", align="R", accent="#003087", headbg="#003087", headfg="#fff", zebra="#f0f4f5", line="#aeb7bd",
           page="A4", margin="18mm", lh=1.35, extra="", secbg="none")
ALIGN = {"L": "left", "C": "center", "R": "right", "D": "right"}


def table(t, st, colw=None, prose=False, align=None, repeat=True, rag=False):
    look = getattr(t, "look", {})
    n, nh = t.ncols, len(t.head)
    al = align or look.get("align") or ["L"] * t.nlab + [("L" if prose or not nh else st["align"])] * (n - t.nlab)
    out = ["<table>"]
    if t.caption:
        out.append(f"<caption>{inline(t.caption)}</caption>")
    if colw:
        out.append("<colgroup>" + "".join(f'<col style="width:{100 * w / sum(colw):.1f}%">' for w in colw) + "</colgroup>")
    if nh:
        out.append("<thead>" if repeat else "<tbody>")
        for row, grid in zip(t.head, t.grid_head()):
            cs0 = [c for c, g in enumerate(grid) if g[1]]
            out.append("<tr>" + "".join(f'<th colspan="{cs}" rowspan="{rs}" style="text-align:{"center" if cs > 1 else ALIGN[al[c]]}">{inline(x)}</th>'
                                        for c, (x, cs, rs) in zip(cs0, row)) + "</tr>")
        out.append("</thead>" if repeat else "</tbody>")
    out.append("<tbody>")
    dec = {c: max([len(plain(r[c]).rstrip(")%").partition(".")[2]) for r in t.body]) for c in range(n) if al[c] == "D"}
    for i, row in enumerate(t.body):
        if i in look.get("section", ()):
            out.append(f'<tr class="sec"><td colspan="{n}">{inline(row[0])}</td></tr>')
            continue
        out.append('<tr class="tot">' if i in look.get("bold", ()) else "<tr>")
        for c, x in enumerate(row):
            css = f"text-align:{ALIGN[al[c]]}"
            if c in dec:
                css += f";padding-right:{2.2 + (dec[c] - len(x.rstrip(')%').partition('.')[2])) * .56 - (.33 if x.endswith(')') else 0):.2f}em"
            if c == 0 and i in look.get("indent", {}):
                css += ";padding-left:1.6em"
            if rag and x in ("Green", "Amber", "Red"):
                css += ";background:" + {"Green": "#78be20", "Amber": "#ffb81c", "Red": "#e8808a"}[x]
            if not nh and c % 2 == 0:
                css += ";font-weight:bold"
            out.append(f'<td style="{css}">{inline(x)}</td>')
        out.append("</tr>")
    return "".join(out) + "</tbody></table>"


def body(blocks, st):
    out = []
    for b in blocks:
        k = b[0]
        if k == "h":
            out.append(f"<h{b[1]}>{inline(b[2])}</h{b[1]}>")
        elif k == "p":
            out.append(f"<p>{inline(b[1])}</p>")
        elif k == "line":
            a, _, v = b[1].partition(": ")
            out.append(f'<p class="ln"><b>{H.escape(a)}:</b> <span>{inline(v)}</span></p>')
        elif k in ("ul", "ol"):
            out.append(f"<{k}>" + "".join(f"<li>{inline(x)}</li>" for x in b[1]) + f"</{k}>")
        elif k == "t":
            out.append(table(b[1], st, **(b[2] if len(b) > 2 else {})))
        elif k == "note":
            out.append(f'<p class="fn"><sup>{b[1]}</sup> {inline(b[2])}</p>')
        elif k == "pb":
            out.append('<div style="break-after:page"></div>')
        elif k == "box":
            out.append(f'<div class="box">{inline(b[1])}</div>')
        elif k == "raw":
            out.append(b[1])
    return "\n".join(out)


def boxes(line, where):
    """(left, centre, right) words as page margin boxes."""
    out = ""
    for x, s in zip(("left", "center", "right"), line or ()):
        if s:
            s = s.replace('"', "").replace("{p}", '" counter(page) "').replace("{n}", '" counter(pages) "')
            out += f'@{where}-{x}{{content:"{s}"}}'
    return out


def css(st, head=None, foot=None, even=None):
    r, ln = st["rules"], st["line"]
    rules = {"grid": f"td,th{{border:1px solid {ln}}}", "h": f"td{{border-bottom:1px solid {ln}}} thead{{border-top:2px solid #333;border-bottom:2px solid #333}}",
             "zebra": f"tbody tr:nth-child(even){{background:{st['zebra']}}}", "none": "thead th{font-weight:bold}",
             "total": ".tot td+td{border-top:1px solid #000} thead th+th{border-bottom:1px solid #000}"}[r]
    if r in ("grid", "zebra"):
        rules += f"thead th{{background:{st['headbg']};color:{st['headfg']}}}"
    pg = f'@page{{size:{st["page"]};margin:{st["margin"]};font:8pt "{st["font"]}";{boxes(head, "top")}{boxes(foot, "bottom")}}}'
    if even:
        pg += f"@page:left{{{boxes(even, 'bottom')}}}@page:right{{{boxes(foot, 'bottom')}}}"
    return (pg + f'body{{font:{st["size"]}pt/{st["lh"]} "{st["font"]}";margin:0}} h1,h2,h3{{color:{st["accent"]};line-height:1.2;break-after:avoid}}'
            "h1{font-size:1.75em;margin:.2em 0 .5em} h2{font-size:1.25em;margin:.9em 0 .3em} h3{font-size:1.05em} p{margin:.4em 0 .7em}"
            "table{border-collapse:collapse;width:100%;margin:6px 0 14px;font-size:.93em} caption{text-align:left;font-weight:bold;padding:3px 0}"
            "td,th{padding:3px 5px;vertical-align:top} tr{break-inside:avoid} sup{font-size:.62em;line-height:0} .fn{font-size:.8em;margin:1px 0}"
            f".tot td,.sec td{{font-weight:bold}} .sec td{{background:{st['secbg']}}} .ln{{margin:2px 0}} .ln b{{display:inline-block;width:34mm}}"
            f".box{{border:2px solid {st['accent']};padding:6px 10px;margin:8px 0;break-inside:avoid}}" + rules + st["extra"])


def make(path, blocks, head=None, foot=None, even=None, title="", inner=None, **o):
    st = {**DEF, **o}
    to_pdf(path, page(inner or body(blocks, st), css(st, head, foot, even), title))
