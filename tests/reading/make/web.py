"""Blocks to HTML, and HTML to PDF by Chromium."""
import html as H
import os
import subprocess
import tempfile

from model import SUPS, segs


def inline(text, usup=False):
    out = ""
    for k, w in segs(text):
        e = H.escape(w, quote=False)
        out += {"^": w.translate(SUPS) if usup else f"<sup>{e}</sup>", "s:": f"<sup>{e}</sup>", "-": f"<del>{e}</del>",
                "+": f"<ins>{e}</ins>", "h:": f'<span style="display:none">{e}</span>', "b:": f"<strong>{e}</strong>",
                "": e}[k]
    return out


def table(t, usup=False, thead=True, cls="", th_rows=True):
    out = [f'<table class="{cls}">' if t.head else f'<table class="{cls} lv">']
    if t.caption:
        out.append(f"<caption>{inline(t.caption, usup)}</caption>")
    if t.head:
        out.append("<thead>" if thead else "<tbody>")
        for row in t.head:
            out.append("<tr>")
            for text, cs, rs in row:
                a = (f' colspan="{cs}"' if cs > 1 else "") + (f' rowspan="{rs}"' if rs > 1 else "")
                out.append(f'<th scope="col"{a}>{inline(text, usup)}</th>')
            out.append("</tr>")
        out.append("</thead><tbody>" if thead else "")
    else:
        out.append("<tbody>")
    for i, row in enumerate(t.body):
        out.append("<tr>")
        for c, x in enumerate(row):
            if c == 0 and t.merge0:
                if i and t.body[i - 1][0] == x:
                    continue
                n = sum(1 for r in t.body[i:] if r[0] == x)
                out.append(f'<th scope="row" rowspan="{n}">{inline(x, usup)}</th>')
            elif c == 0 and th_rows:
                out.append(f'<th scope="row">{inline(x, usup)}</th>')
            else:
                out.append(f"<td>{inline(x, usup)}</td>")
        out.append("</tr>")
    out.append("</tbody></table>")
    return "\n".join(out)


def body(blocks, usup=False, thead=True, cls=""):
    out = []
    for b in blocks:
        k = b[0]
        if k == "h":
            out.append(f"<h{b[1]}>{inline(b[2], usup)}</h{b[1]}>")
        elif k == "p":
            out.append(f"<p>{inline(b[1], usup)}</p>")
        elif k in ("ul", "ol"):
            out.append(f"<{k}>" + "".join(f"<li>{inline(x, usup)}</li>" for x in b[1]) + f"</{k}>")
        elif k == "t":
            out.append(table(b[1], usup, thead, cls))
        elif k == "note":
            m = b[1].translate(SUPS) if usup else f"<sup>{b[1]}</sup>"
            out.append(f'<p class="fn">{m} {inline(b[2], usup)}</p>')
        elif k == "pb":
            out.append('<div style="break-after:page"></div>')
        elif k == "raw":
            out.append(b[1])
    return "\n".join(out)


TABLE_CSS = {
    "grid": "th,td{border:1px solid #666;padding:3px 6px} thead th{background:#dde7f2}",
    "hlines": "th,td{border-bottom:1px solid #999;padding:3px 6px} thead{border-top:2px solid #000;border-bottom:2px solid #000}",
    "none": "th,td{padding:2px 8px}",
    "zebra": "th,td{padding:4px 6px} tbody tr:nth-child(odd){background:#eef3e8}",
    "box": "table{border:2px solid #222} th,td{padding:3px 6px} thead th{border-bottom:1px solid #222}",
}


def css(font="Liberation Sans", size=10.5, table="grid", accent="#005eb8", align="right", extra="", prose=False,
        margin="20mm", justify=False, land=False, foot=None, head=None, repeat=True):
    boxes = ""
    if head:
        boxes += f'@top-left{{content:"{head}";font:8pt "{font}"}}'
    if foot:
        a, _, b = foot.partition("|")
        boxes += f'@bottom-left{{content:"{a}";font:8pt "{font}"}}'
        if b:
            boxes += '@bottom-right{content:"' + b.replace("{p}", '" counter(page) "').replace("{n}", '" counter(pages) "') + f'";font:8pt "{font}"}}'
    al = "left" if prose else align
    return (f"@page{{size:A4{' landscape' if land else ''};margin:{margin};{boxes}}}"
            f'body{{font:{size}pt/1.4 "{font}";margin:0{";text-align:justify" if justify else ""}}}'
            f"h1,h2,h3{{color:{accent};line-height:1.2;break-after:avoid}} h1{{font-size:1.8em}} h2{{font-size:1.3em}}"
            f"table{{border-collapse:collapse;width:100%;margin:8px 0 14px}} caption{{text-align:left;font-weight:bold;padding:4px 0}}"
            f"th,td{{text-align:{al};vertical-align:top}} th[scope=row]{{text-align:left;font-weight:normal}} thead th:first-child{{text-align:left}}"
            f"thead th[colspan]{{text-align:center}} tr{{break-inside:avoid}} sup{{font-size:.62em;line-height:0}} .fn{{font-size:.8em;margin:2px 0}}"
            + ".lv td{text-align:left} .lv th{width:26%;font-weight:bold!important}"
            + ("" if repeat else "thead{display:table-row-group}") + TABLE_CSS[table] + extra)


def page(body_html, style, title="", lang="en-GB"):
    return (f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{H.escape(title)}</title>'
            f"<style>{style}</style></head><body>{body_html}</body></html>")


def to_pdf(path, html_text, chrome_head=False):
    with tempfile.TemporaryDirectory() as d:
        src = os.path.join(d, "paper.html")
        with open(src, "w") as f:
            f.write(html_text)
        cmd = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={d}/prof",
               f"--print-to-pdf={path}"]
        if not chrome_head:
            cmd.append("--no-pdf-header-footer")
        subprocess.run(cmd + ["file://" + src], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=120)
