"""Several papers joined into one PDF, as secretaries join a board pack; and PDFs by LibreOffice."""
import os
import subprocess
import tempfile

from pypdf import PdfWriter

from ctx import Ctx
from model import Expect


def pack(c, path, *parts):
    w, e, offset = PdfWriter(), None, 0
    seen_pages = {}
    for i, fn in enumerate(parts):
        ci = Ctx(c.which, f"{c.name}/{i}", c.neg)
        ci.trust, ci.date, ci.iso, ci.month, ci.year = c.trust, c.date, c.iso, c.month, c.year
        tmp = f"{path}.{i}"
        ei = fn(ci, tmp)
        w.append(tmp)
        n = len(w.pages) - offset
        os.remove(tmp)
        for k, v in ei.pages.items():
            seen_pages[k] = v + offset
        if "picture_pages" in ei.extra:
            ei.extra["picture_pages"] = [p + offset for p in ei.extra["picture_pages"]]
        e = ei if e is None else join(e, ei)
        offset += n
    w.compress_identical_objects()
    w.write(path)
    e.pages = seen_pages
    everything = " ".join(e.text + [x["value"] for t in e.tables for x in t["cells"]])
    e.must_not = [m for m in e.must_not if m not in everything]
    return e


def join(a, b):
    e = Expect(f"{a.kind} + {b.kind}")
    e.text, e.tables = a.text + b.text, a.tables + b.tables
    e.must, e.must_not = a.must + b.must, a.must_not + b.must_not
    e.says(a.title, a.published, a.publisher, a.authors)
    e.extra = dict(a.extra)
    for k, v in b.extra.items():
        if isinstance(v, list):
            e.extra[k] = e.extra.get(k, []) + v
        elif isinstance(v, dict):
            old = e.extra.get(k, {})
            e.extra[k] = {x: old.get(x, []) + v.get(x, []) for x in {*old, *v}}
    return e


def viaoffice(c, path, fn):
    """A Word file of that kind, printed to PDF by LibreOffice."""
    with tempfile.TemporaryDirectory() as d:
        src = os.path.join(d, "paper.docx")
        e = fn(c, src)
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{d}/prof", "--convert-to", "pdf", "--outdir", d, src],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        os.replace(os.path.join(d, "paper.pdf"), path)
    e.kind = "PDF by LibreOffice from: " + e.kind
    e.extra.pop("optional", None)
    return e
