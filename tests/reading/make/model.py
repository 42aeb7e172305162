"""Blocks of a document, inline marks, tables, and what is expected of a loader.

Inline marks inside a text:
  [[^3]]      superscript note mark: no part of the word
  [[s:th]]    superscript that IS part of the word (18th)
  [[-words]]  struck out or deleted
  [[+words]]  inserted (kept)
  [[h:words]] hidden
  [[b:words]] bold
Blocks are tuples:
  ("h", level, text) ("p", text) ("ul", [text]) ("ol", [text]) ("t", Table) ("pb",)
  ("box", text) a text box, ("sdt", text) a content control (Word only)
  ("note", mark, text)  footnote; ("raw", anything) is for one renderer and never expected
"""
import json
import os
import re
import unicodedata

MARK = re.compile(r"\[\[(\^|s:|-|\+|h:|b:)(.*?)\]\]")
SUPS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def segs(text):
    """[(kind, words)] where kind is '' for plain words."""
    out, at = [], 0
    for m in MARK.finditer(text):
        if m.start() > at:
            out.append(("", text[at:m.start()]))
        out.append((m.group(1), m.group(2)))
        at = m.end()
    if at < len(text):
        out.append(("", text[at:]))
    return out


def plain(text):
    kept = "".join(w for k, w in segs(text) if k not in ("^", "-", "h:"))
    return re.sub(r"\s+", " ", kept.replace("\u00ad", "")).strip()


class Table:
    """head: header rows of (text, colspan, rowspan); body: rows of strings."""

    def __init__(self, head, body, caption=None, nlab=1, merge0=False, kind="table"):
        self.head, self.body, self.caption = head, body, caption
        self.nlab, self.merge0, self.kind = nlab, merge0, kind

    @property
    def ncols(self):
        return len(self.body[0])

    def grid_head(self):
        """Header rows as a full grid: each place holds (text, is_origin)."""
        grid = [[None] * self.ncols for _ in self.head]
        for r, row in enumerate(self.head):
            c = 0
            for text, cs, rs in row:
                while grid[r][c] is not None:
                    c += 1
                for dr in range(rs):
                    for dc in range(cs):
                        grid[r + dr][c + dc] = (text, dr == 0 and dc == 0, cs, rs, dr)
                c += cs
        return grid

    def columns(self):
        grid = self.grid_head()
        out = []
        for c in range(self.ncols):
            parts = []
            for row in grid:
                text, _, _, _, dr = row[c]
                if dr == 0 and plain(text):
                    parts.append(plain(text))
            out.append(" ".join(parts))
        return out

    def cells(self):
        cols = self.columns() if self.head else [""] * self.ncols
        out = []
        for row in self.body:
            label = [plain(x) for x in row[: self.nlab]]
            for c in range(self.nlab, self.ncols):
                if plain(row[c]):
                    out.append({"row": label, "column": cols[c], "value": plain(row[c])})
        return out

    def json(self):
        return {"caption": plain(self.caption) if self.caption else None,
                "kind": self.kind, "cells": self.cells()}


def one_row(*names):
    return [[(n, 1, 1) for n in names]]


def two_rows(firsts, groups):
    """Header of two rows: firsts span both; groups are (name, [sub names])."""
    top = [(f, 1, 2) for f in firsts] + [(g, len(s), 1) for g, s in groups]
    return [top, [(n, 1, 1) for _, s in groups for n in s]]


def label_value(pairs, caption=None, kind="cover"):
    return Table([], [list(p) for p in pairs], caption, kind=kind)


def expected_text(blocks):
    out = []
    for b in blocks:
        if b[0] in ("h", "note"):
            out.append(plain(b[2]))
        elif b[0] in ("p", "box", "sdt"):
            out.append(plain(b[1]))
        elif b[0] in ("ul", "ol"):
            out += [plain(x) for x in b[1]]
    return [x for x in out if x]


def tables(blocks):
    return [b[1] for b in blocks if b[0] == "t"]


SAFE = re.compile(r"^[A-Za-z0-9%£.,() ]+$")


def phrases(texts, rng, n):
    """n short plain phrases from the texts, for 'must'."""
    good = []
    for t in texts:
        words = t.split()
        if len(words) >= 6:
            k = rng.randrange(0, len(words) - 4)
            ph = " ".join(words[k:k + 5]).rstrip(".,")
            if SAFE.match(ph):
                good.append(ph)
    rng.shuffle(good)
    return good[:n]


class Expect:
    """What is expected of one file; saved as expected/NAME.json."""

    def __init__(self, kind, blocks=(), rng=None):
        self.kind = kind
        self.text = expected_text(blocks)
        self.tables = [t.json() for t in tables(blocks)]
        self.must, self.must_not = [], []
        self.title = self.published = self.publisher = None
        self.authors, self.pages, self.extra = [], {}, {}
        if rng:
            self.must += phrases(self.text, rng, 3)
            for t in self.tables:
                vals = [c["value"] for c in t["cells"] if 2 < len(c["value"]) < 25]
                self.must += rng.sample(vals, min(2, len(vals)))

    def says(self, title=None, published=None, publisher=None, authors=()):
        self.title, self.published = title, published
        self.publisher, self.authors = publisher, list(authors)
        return self

    def save(self, folder, name):
        data = {"kind": self.kind, "text": self.text, "tables": self.tables,
                "must": list(dict.fromkeys(self.must)),
                "must_not": list(dict.fromkeys(self.must_not)),
                "title": self.title, "published": self.published,
                "publisher": self.publisher, "authors": self.authors,
                "pages": self.pages}
        data.update(self.extra)
        os.makedirs(os.path.join(folder, "expected"), exist_ok=True)
        with open(os.path.join(folder, "expected", name + ".json"), "w") as f:
            json.dump(data, f, ensure_ascii=False, indent=1)


def squash(s):
    return re.sub(r"[^a-z0-9£%]", "", unicodedata.normalize("NFKC", s).lower())


def page_texts(path):
    import pypdfium2
    doc = pypdfium2.PdfDocument(path)
    doc.init_forms()
    return [squash(doc[i].get_textpage().get_text_range()) for i in range(len(doc))]
