"""python plan_last.py [word in file name]   writes ../last and ../last/expected
python plan_last.py check                    checks what is expected against the files

The last set: invented board papers with the right text and table cells."""
import datetime as dt
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter

import bank_last as B
from model import Expect, Table, page_texts, plain, squash

ROOT = os.environ.get("LAST_OUT") or os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "last")
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


class T(Table):
    """A table with a look: section rows (a label only), total rows, indented rows, by number of row."""

    def __init__(self, head, body, caption=None, nlab=1, merge0=False, kind="table", sec=(), tot=(), ind=()):
        super().__init__(head, body, caption, nlab, merge0, kind)
        self.sec, self.tot, self.ind = set(sec), set(tot), set(ind)


class Pairs(T):
    """Two labels and two values on each row."""

    def cells(self):
        return [{"row": [plain(r[k])], "column": "", "value": plain(r[k + 1])} for r in self.body for k in (0, 2) if plain(r[k + 1])]


class C:
    """One document's source of words and figures, the same for a given name."""

    def __init__(self, name, org, neg="paren", nil="–"):
        self.name, self.org, self.neg, self.nil = name, B.ORGS[org], neg, nil
        r = self.rng = random.Random("last 1/" + name)
        self.who = r.sample(B.WHO, len(B.WHO))
        self.y, m, self.d = r.randint(2023, 2027), r.randint(1, 12), r.randint(4, 28)
        self.d -= max(0, dt.date(self.y, m, self.d).weekday() - 4)   # a working day
        self.m = MONTHS[m - 1]
        self.iso, self.date = f"{self.y}-{m:02d}-{self.d:02d}", f"{self.d} {self.m} {self.y}"
        self.fy = f"{self.y}-{(self.y + 1) % 100:02d}"
        self.used = set()

    def fill(self, t):
        r = self.rng
        for k, f in (("{m}", lambda: f"{r.randint(12, 288) / 10:.1f}"), ("{p}", lambda: f"{r.randint(23, 97)}.{r.randint(1, 9)}"), ("{k}", lambda: str(r.randint(121, 989))),
                     ("{n}", lambda: str(r.randint(11, 38))), ("{mo}", lambda: r.choice(MONTHS)), ("{pl}", lambda: r.choice(B.SPOTS)), ("{w}", lambda: r.choice(B.WHO)[0])):
            while k in t:
                t = t.replace(k, f(), 1)
        return t

    def paras(self, theme, n):
        free = [s for s in B.TEXT[theme][1] if s not in self.used]
        got = self.rng.sample(free, min(n, len(free)))
        self.used.update(got)
        return [self.fill(s) for s in got]

    def para(self, theme, n=2):
        return " ".join(self.paras(theme, n))

    def sec(self, theme, n=1, level=2, num=""):
        return [("h", level, num + B.TEXT[theme][0])] + [("p", p) for p in (self.para(theme, 2) for _ in range(n)) if p]

    def num(self, x, form="{:,.0f}", pre="", suf=""):
        s = form.format(abs(x))
        if not re.search("[1-9]", s):
            return self.nil
        s = pre + s + suf
        return s if x > 0 else {"paren": f"({s})", "minus": "−" + s, "hyphen": "-" + s}[self.neg]

    def pick(self, seq, n):
        return [seq[i] for i in sorted(self.rng.sample(range(len(seq)), n))]


def row(*names):
    return [[(n, 1, 1) for n in names]]


def ex(c, kind, blocks, title=None, published=None, publisher=None, authors=()):
    return Expect("last: " + kind, blocks, c.rng).says(title, published, publisher, authors)


def find_pages(e, path, rng):
    """Phrases that stand on one page only, spread over the pages (as in the earlier sets)."""
    pages, by = page_texts(path), {}
    for t in e.text:
        ph = " ".join(t.split()[:7]).rstrip(".,;:")
        at = [i for i, p in enumerate(pages, 1) if squash(ph) in p]
        if len(ph) >= 12 and len(at) == 1 and pages[at[0] - 1].count(squash(ph)) == 1:
            by.setdefault(at[0], []).append(ph)
    for n in sorted(by):
        for ph in rng.sample(by[n], min(2 if len(by) < 3 else 1, len(by[n]))):
            e.pages[ph] = n


def plan():
    import last_pdf as p
    import last_rest as o
    return p.PLAN + o.PLAN


def main(word=""):
    os.makedirs(os.path.join(ROOT, "expected"), exist_ok=True)
    for name, org, neg, fn in plan():
        if word not in name:
            continue
        c, path = C(name, org, neg), os.path.join(ROOT, name)
        e = fn(c, path)
        if name.endswith(".pdf"):
            find_pages(e, path, c.rng)
        if e.title and not name.endswith(".eml"):
            e.must.append(e.title)
        e.save(ROOT, name)
        print(name, os.path.getsize(path), len(e.text), [len(t["cells"]) for t in e.tables], sorted(set(e.pages.values())))


def words_of(path):
    """The words of a file as another program sees them."""
    ext = path.rsplit(".", 1)[1]
    if ext == "pdf":
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
    if ext in ("docx", "html", "md"):
        return subprocess.run(["pandoc", "-t", "plain", "--wrap=none", "--columns=4000", path], capture_output=True, text=True, check=True).stdout
    if ext == "pptx":
        from pptx import Presentation
        out = []
        for s in Presentation(path).slides:
            for sh in s.shapes:
                if sh.has_text_frame:
                    out.append(sh.text_frame.text)
                if sh.has_table:
                    out += [c.text for r in sh.table.rows for c in r.cells]
        return "\n".join(out)
    return None


def check():
    total = Counter()
    for name, *_ in plan():
        path = os.path.join(ROOT, name)
        d = json.load(open(os.path.join(ROOT, "expected", name + ".json")))
        flat = lambda s: " ".join(s.split())
        say = lambda *a: print(name, *a)
        n = sum(len(t["cells"]) for t in d["tables"])
        total[name.rsplit(".", 1)[1]] += n
        total["files " + name.rsplit(".", 1)[1]] += 1
        told = flat(" \n ".join(d["text"] + [t["caption"] or "" for t in d["tables"]] + [" ".join(c["row"] + [c["column"], c["value"]]) for t in d["tables"] for c in t["cells"]]))
        for m in d["must"]:
            if flat(m) not in told and m != d["title"]:
                say("must not in expected:", m)
        for m in d["must_not"]:
            if flat(m) in told:
                say("must_not in expected:", m)
        if os.path.getsize(path) > 150_000:
            say("too big")
        for t in d["tables"]:
            for c, k in Counter((tuple(c["row"]), c["column"]) for c in t["cells"]).items():
                if k > 1 and t["kind"] == "table":
                    say("same row and column twice:", c, k)
        seen = words_of(path)
        if seen is None:
            continue
        pages = page_texts(path) if name.endswith(".pdf") else []
        whole = squash(seen) + "".join(pages)
        bag, near = Counter(re.findall(r"[^\s]+", seen)), whole
        for t in d["text"] + [t["caption"] for t in d["tables"] if t["caption"]]:
            if squash(t) not in whole and not all(squash(w) in whole for w in (t[:25], t[-25:])):
                say("text not seen:", t[:80])
        want = Counter(c["value"] for t in d["tables"] for c in t["cells"] if re.fullmatch(r"[\d(£−-][\d,.()%£m−-]*", c["value"]))
        for v, k in want.items():
            if bag[v] < k:
                say("figure seen", bag[v], "times of", k, v)
        for t in d["tables"]:
            for c in t["cells"]:
                for v in c["row"] + [c["value"]]:
                    if not all(squash(w) in near for w in v.split()):
                        say("cell not seen:", c)
                if squash(c["value"])[:14] not in near:
                    say("cell start not seen:", c)
        for ph, k in d["pages"].items():
            if squash(ph) not in pages[k - 1]:
                say("page phrase:", ph, k)
        if name.endswith(".pdf") and len(d["pages"]) < 2:
            say("few page phrases")
    print(dict(total), "cells in all:", sum(v for k, v in total.items() if not k.startswith("files")))


if __name__ == "__main__":
    sys.modules["plan_last"] = sys.modules["__main__"]
    check() if sys.argv[1:] == ["check"] else main(*sys.argv[1:2])
