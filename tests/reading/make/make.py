"""python make.py [tune|kept|fresh|all] [word in file name]  writes the sets beside this folder."""
import os
import sys

import plan_fresh
import plan_pdf
from ctx import Ctx
from fresh_ctx import FCtx
from model import page_texts, squash

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def find_pages(e, path, rng):
    """Adds phrases that stand on one page only, spread over the pages."""
    pages = page_texts(path)
    by = {}
    for t in e.text:
        ph = " ".join(t.split()[:7]).rstrip(".,;:")
        if len(ph) < 12:
            continue
        at = [i for i, p in enumerate(pages, 1) if squash(ph) in p]
        if len(at) == 1:
            by.setdefault(at[0], []).append(ph)
    nums = sorted(by)
    if len(nums) > 4:
        nums = sorted({nums[0], nums[-1], *rng.sample(nums, 2)})
    for n in nums:
        e.pages[rng.choice(by[n])] = n
    if len(e.pages) < 2 and nums:
        for ph in by[nums[0]][:3]:
            e.pages[ph] = nums[0]


def main(which, word=""):
    try:
        import plan_other
        other = {"tune": plan_other.TUNE, "kept": plan_other.KEPT}
    except ImportError:
        other = {"tune": [], "kept": []}
    for one in (["tune", "kept", "fresh"] if which == "all" else [which]):
        folder = os.path.join(ROOT, one)
        os.makedirs(folder, exist_ok=True)
        if one == "fresh":
            plan = [(name, lambda n=name, a=neg, z=nil: FCtx("fresh", n, a, z), fn) for name, neg, nil, fn in plan_fresh.PDF + plan_fresh.OTHER]
        else:
            pdfs = plan_pdf.TUNE if one == "tune" else plan_pdf.KEPT
            plan = [(name, lambda n=name, a=neg: Ctx(one, n, a), fn) for name, neg, fn in pdfs + other[one]]
        for name, ctx, fn in plan:
            if word not in name:
                continue
            c = ctx()
            path = os.path.join(folder, name)
            e = fn(c, path)
            if name.endswith(".pdf"):
                find_pages(e, path, c.rng)
            if e.title and not name.endswith(".eml"):
                e.must.append(e.title)
            e.save(folder, name)
            print(one, name, os.path.getsize(path), len(e.text), len(e.tables), e.pages and max(e.pages.values()))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all", sys.argv[2] if len(sys.argv) > 2 else "")
