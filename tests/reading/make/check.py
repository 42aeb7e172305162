"""Checks the expected files against themselves and, for PDFs, against the text that pdfium finds."""
import glob
import json
import os

from make import ROOT
from model import page_texts, squash


def flat(s):
    return " ".join(s.split())


for one in ("tune", "kept", "fresh"):
    for f in sorted(glob.glob(f"{ROOT}/{one}/expected/*.json")):
        name = os.path.basename(f)[:-5]
        path = f"{ROOT}/{one}/{name}"
        d = json.load(open(f))
        all_text = flat(" \n ".join(d["text"] + [t["caption"] or "" for t in d["tables"]]
                                    + [" ".join(c["row"] + [c["column"], c["value"]]) for t in d["tables"] for c in t["cells"]]))
        say = lambda *a: print(one, name, *a)
        if not os.path.exists(path):
            say("NO FILE")
            continue
        if os.path.getsize(path) > 150_000:
            say("too big", os.path.getsize(path))
        for m in d["must"]:
            if flat(m) not in all_text:
                say("must not in expected:", m)
        for m in d["must_not"]:
            if flat(m) in all_text:
                say("must_not in expected:", m)
        if name.endswith(".pdf"):
            pages = page_texts(path)
            whole = "".join(pages)
            pics = set(d.get("picture_text", []))
            for t in d["text"]:
                if t not in pics and squash(t) not in whole and not any(squash(t[:25]) in p for p in pages):
                    say("text not seen by pdfium:", t[:70])
            for t in d["tables"]:
                for c in t["cells"]:
                    if squash(c["value"])[:20] not in whole:
                        say("cell not seen:", c)
            for ph, n in d["pages"].items():
                if ph not in pics and squash(ph) not in pages[n - 1]:
                    say("page phrase:", ph, n)
            if len(d["pages"]) < 2:
                say("few page phrases")
        if any(len(x) < 2 for x in d["text"]):
            say("empty text")
