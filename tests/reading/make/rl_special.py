"""PDF pages drawn by hand: hyphens, glyph by glyph, scans, forms, rotated pages, dot leaders."""
import io
import re

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas

from model import plain
from rl import FAMILIES, bold

W, H = A4


def soft_points(word):
    """Places inside a long word where a line may be cut, by a plain vowel rule."""
    if len(word) < 9 or not word.isalpha():
        return []
    return [i for i in range(4, len(word) - 3) if word[i - 1].lower() in "aeiou" and word[i].lower() not in "aeiou"]


def break_lines(text, font, size, width):
    """(lines, soft broken words, true compounds broken at their hyphen)."""
    lines, soft, comp, cur = [], [], [], ""
    for word in text.split():
        trial = (cur + " " + word).strip()
        if stringWidth(trial, font, size) <= width:
            cur = trial
            continue
        core = re.sub(r"[.,;:]$", "", word)
        done = False
        cuts = [i + 1 for i, ch in enumerate(core[:-1]) if ch == "-"]
        kind = "comp" if cuts else "soft"
        cuts = cuts or soft_points(core)
        for c in reversed(cuts):
            head = word[:c] + ("" if kind == "comp" else "-")
            trial = (cur + " " + head).strip()
            if stringWidth(trial, font, size) <= width:
                lines.append(trial)
                cur = word[c:]
                (comp if kind == "comp" else soft).append((core, c))
                done = True
                break
        if not done:
            lines.append(cur)
            cur = word
    return lines + [cur], soft, comp


def best_width(text, font, size, lo, hi):
    """The column width that cuts most compounds, and some soft words as well."""
    def score(w):
        _, s, c = break_lines(text, font, size, w)
        return 3 * len(c) + min(len(s), 3)
    return max(range(lo, hi, 2), key=score)


def hyphen_page(path, title, paras, font, size, lo, hi, justify, xpos=60):
    c = canvas.Canvas(path, pagesize=A4)
    y = H - 80
    c.setFont(bold(font), size + 6)
    c.drawString(xpos, y, title)
    y -= 34
    soft, comp = [], []
    for p in paras:
        w = best_width(p, font, size, lo, hi)
        lines, s, k = break_lines(p, font, size, w)
        soft += s
        comp += k
        for i, line in enumerate(lines):
            t = c.beginText(xpos, y)
            t.setFont(font, size)
            gaps = line.count(" ")
            if justify and gaps and i < len(lines) - 1:
                t.setWordSpace((w - stringWidth(line, font, size)) / gaps)
            t.textOut(line)
            c.drawText(t)
            y -= size * 1.3
        y -= size * 0.9
    c.showPage()
    c.save()
    return soft, comp


def glyph_pages(path, blocks, font, size, width, spaces=True, per_page=46, jitter=0.0):
    """Each glyph is set in its own place; without spaces, a gap alone parts the words."""
    c = canvas.Canvas(path, pagesize=A4)
    x0, y = 70, H - 80
    count = 0

    def put(text, f, s, x=x0):
        nonlocal y, count
        words, line, lines = text.split(), "", []
        for wd in words:
            if stringWidth(line + " " + wd, f, s) > width - (x - x0):
                lines.append(line.strip())
                line = wd
            else:
                line += " " + wd
        for ln in lines + [line.strip()]:
            at = x
            for ch in ln:
                if ch != " " or spaces:
                    t = c.beginText()
                    t.setFont(f, s)
                    t.setTextOrigin(at, y)
                    t.textOut(ch)
                    c.drawText(t)
                at += stringWidth(ch, f, s) + jitter
            y -= s * 1.4
            count += 1
            if count >= per_page:
                c.showPage()
                y, count = H - 80, 0
    for b in blocks:
        if b[0] == "h":
            put(plain(b[2]), bold(font), size + 5 - b[1])
        elif b[0] == "p":
            put(plain(b[1]), font, size)
        elif b[0] == "ul":
            for item in b[1]:
                c.setFont(font, size)
                c.drawString(x0 + 6, y, "•")
                put(plain(item), font, size, x0 + 22)
        y -= size * 0.8
    c.save()


def scan_image(lines, font="LibSerif", px=30, dpi_w=1100, noise=None):
    """A page as a picture; lines are (text, bold)."""
    im = Image.new("L", (dpi_w, int(dpi_w * 1.414)), 255)
    d = ImageDraw.Draw(im)
    y = 110
    for text, b in lines:
        f = ImageFont.truetype(FAMILIES[font][1 if b else 0], px + (8 if b else 0))
        line = ""
        for w in text.split() + [None]:
            if w is None or d.textlength(line + " " + w, font=f) > dpi_w - 220:
                d.text((110, y), line.strip(), font=f, fill=20)
                y += int(px * 1.45)
                line = w or ""
            else:
                line += " " + w
        y += px // 2
    if noise:
        for _ in range(250):
            x, yy = noise.randrange(dpi_w), noise.randrange(im.height)
            d.point((x, yy), fill=0)
        im = im.rotate(noise.choice([-0.4, 0.3, 0.5]), fillcolor=255)
    return im.point(lambda v: 255 if v > 140 else 0).convert("1")


def mixed_pages(path, pages, font, size, foot=None):
    """pages: list of ("text"|"scan", [(text, bold)], image or None)."""
    c = canvas.Canvas(path, pagesize=A4)
    for n, (kind, lines, im) in enumerate(pages, 1):
        if kind == "scan":
            buf = io.BytesIO()
            im.save(buf, "PNG")
            buf.seek(0)
            c.drawImage(ImageReader(buf), 0, 0, W, H)
        else:
            y = H - 80
            for text, b in lines:
                f = bold(font) if b else font
                s = size + (4 if b else 0)
                line = ""
                for w in text.split() + [None]:
                    if w is None or stringWidth(line + " " + w, f, s) > W - 130:
                        c.setFont(f, s)
                        c.drawString(65, y, line.strip())
                        y -= s * 1.35
                        line = w or ""
                    else:
                        line += " " + w
                y -= s * 0.7
            if foot:
                c.setFont(font, 8)
                c.drawString(65, 30, foot.replace("{p}", str(n)))
        c.showPage()
    c.save()


def form_page(path, title, fields, checks, font="Helvetica", wide=False):
    c = canvas.Canvas(path, pagesize=A4)
    c.setFont(bold(font), 16)
    c.drawString(60, H - 80, title)
    y = H - 130
    for i, (label, value) in enumerate(fields):
        c.setFont(font, 10.5)
        c.drawString(60, y, label)
        if wide:
            y -= 28
            c.acroForm.textfield(name=f"f{i}", value=value, x=60, y=y, width=440, height=22, fontSize=10, borderWidth=1)
            y -= 24
        else:
            c.acroForm.textfield(name=f"f{i}", value=value, x=220, y=y - 6, width=310, height=20, fontSize=10, borderWidth=1)
            y -= 34
    for i, (label, on) in enumerate(checks):
        c.acroForm.checkbox(name=f"c{i}", checked=on, x=60, y=y - 3, size=14, buttonStyle="check")
        c.setFont(font, 10.5)
        c.drawString(84, y, label)
        y -= 26
    c.save()


def contents_pages(path, title, entries, bodies, font, size, leader=".", foot=None):
    """entries: [(text, page, level)]; bodies: one list of (text, bold) for each following page."""
    c = canvas.Canvas(path, pagesize=A4)
    c.setFont(bold(font), size + 8)
    c.drawString(60, H - 80, title)
    y = H - 125
    for text, page, lev in entries:
        x = 60 + 18 * lev
        c.setFont(font, size)
        c.drawString(x, y, text)
        c.drawRightString(W - 60, y, str(page))
        a = x + stringWidth(text, font, size) + 5
        b = W - 65 - stringWidth(str(page), font, size)
        n = int((b - a) / stringWidth(leader, font, size))
        c.drawRightString(b, y, leader * n)
        y -= size * 1.7
    if foot:
        c.setFont(font, 8)
        c.drawCentredString(W / 2, 30, foot.replace("{p}", "1"))
    c.showPage()
    for n, lines in enumerate(bodies, 2):
        y = H - 80
        for text, b in lines:
            f, s = (bold(font), size + 3) if b else (font, size)
            line = ""
            for w in text.split() + [None]:
                if w is None or stringWidth(line + " " + w, f, s) > W - 130:
                    c.setFont(f, s)
                    c.drawString(60, y, line.strip())
                    y -= s * 1.4
                    line = w or ""
                else:
                    line += " " + w
            y -= s * 0.6
        if foot:
            c.setFont(font, 8)
            c.drawCentredString(W / 2, 30, foot.replace("{p}", str(n)))
        c.showPage()
    c.save()
