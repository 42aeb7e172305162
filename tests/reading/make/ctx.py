"""One document's source of invented words and figures, the same for a given set and name."""
import random

import bank_kept
import bank_tune
from model import Table, label_value, one_row, two_rows

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December"]


class Ctx:
    def __init__(self, which, name, neg="hyphen"):
        self.which, self.name, self.neg = which, name, neg
        self.b = bank_tune if which == "tune" else bank_kept
        self.rng = random.Random(which + "/" + name)
        self.used = set()
        self.trust = self.rng.choice(self.b.TRUSTS)
        self.author, self.role = self.rng.choice(self.b.PEOPLE)
        y, m, d = self.rng.randint(2021, 2026), self.rng.randint(1, 12), self.rng.randint(1, 28)
        self.iso = f"{y}-{m:02d}-{d:02d}"
        self.year, self.month, self.day = y, MONTHS[m - 1], d
        self.date = f"{d} {MONTHS[m - 1]} {y}"

    def person(self):
        return self.rng.choice(self.b.PEOPLE)[0]

    def fill(self, t):
        r = self.rng
        return (t.replace("{m}", f"{r.randint(11, 389) / 10:.1f}").replace("{k}", str(r.randint(112, 978)))
                .replace("{pct}", f"{r.randint(31, 979) / 10:.1f}").replace("{n}", str(r.randint(11, 64)))
                .replace("{mon}", str(r.randint(2, 11))).replace("{site}", r.choice(self.b.SITES))
                .replace("{person}", self.person()).replace("{month}", r.choice(MONTHS))
                .replace("{r}", f"1.{r.randint(11, 89)}"))

    def theme(self):
        free = [t for t in self.b.THEMES if ("T", t) not in self.used]
        t = self.rng.choice(free or list(self.b.THEMES))
        self.used.add(("T", t))
        return t

    def paras(self, theme, n):
        """n different sentences of a theme, as a list."""
        free = [s for s in self.b.THEMES[theme][1] if s not in self.used]
        got = self.rng.sample(free, min(n, len(free)))
        self.used.update(got)
        return [self.fill(s) for s in got]

    def para(self, theme, n=2):
        return " ".join(self.paras(theme, n))

    def heading(self, theme):
        return self.b.THEMES[theme][0]

    def section(self, theme=None, n=2, level=2):
        """A heading and n paragraphs."""
        theme = theme or self.theme()
        out = [("h", level, self.heading(theme))]
        for _ in range(n):
            p = self.para(theme, 2)
            if p:
                out.append(("p", p))
        return out

    # -- figures --
    def signed(self, x, form="{:.1f}"):
        s = form.format(abs(x))
        if x >= 0:
            return s
        return {"minus": "−" + s, "paren": f"({s})", "hyphen": "-" + s}[self.neg]

    def fig(self, top=90.0, neg=0.3):
        x = self.rng.randint(1, int(top * 10)) / 10
        return self.signed(-x if self.rng.random() < neg else x)

    def pick(self, seq, n):
        seq = list(seq)
        keep = sorted(self.rng.sample(range(len(seq)), min(n, len(seq))))
        return [seq[i] for i in keep]

    def fin_table(self, n=6, caption=True, cols=("Plan £m", "Actual £m", "Variance £m"), empty=0.0,
                  first="", neg=0.3):
        body = []
        for lab in self.pick(self.b.FIN_ROWS, n):
            row = [self.fig(neg=neg) if self.rng.random() >= empty else "" for _ in cols]
            body.append([lab] + row)
        cap = f"Table {self.rng.randint(1, 4)}: Income and expenditure to the end of {self.month}" if caption else None
        return Table(one_row(first, *cols), body, cap)

    def merged_table(self, n=5, empty=0.1, caption=True, groups=None, first="Division"):
        groups = groups or [("In month", ["Plan", "Actual", "Variance"]), ("Year to date", ["Plan", "Actual", "Variance"])]
        k = sum(len(s) for _, s in groups)
        body = [[d] + [self.fig(60) if self.rng.random() >= empty else "" for _ in range(k)]
                for d in self.pick(self.b.DIVS, n)]
        cap = f"Spending by {first.lower()}, {self.month} {self.year} (£m)" if caption else None
        return Table(two_rows([first], groups), body, cap)

    def perf_table(self, n=5, caption=True):
        body = []
        for lab in self.pick(self.b.PERF_ROWS, n):
            r = self.rng
            body.append([lab, f"{r.randint(60, 98)}%", f"{r.randint(400, 975) / 10:.1f}%",
                         r.choice(["Better", "Worse", "No change"])])
        cap = f"Performance against standards, {self.month} {self.year}" if caption else None
        return Table(one_row("Standard", "Target", f"{self.month} result", "Direction"), body, cap)

    def recs_table(self, n=5, caption=None):
        body = []
        for i, (a, b, c) in enumerate(self.pick(self.b.RECS, n), 1):
            body.append([str(i), a, b, c])
        return Table(one_row("No.", "Recommendation", "Response", "What we will do"), body, caption)

    def actions_table(self, n=4, caption=None):
        return Table(one_row("Ref", "Action", "Owner", "Due"),
                     [list(a) for a in self.pick(self.b.ACTIONS, n)], caption)

    def long_table(self, n=60, caption=True):
        r, body = self.rng, []
        for i in range(n):
            div, site = self.b.DIVS[i % len(self.b.DIVS)], self.b.SITES[(i // 3) % len(self.b.SITES)]
            body.append([f"W{100 + i * 3}", div, str(r.randint(8, 36)), f"{r.randint(20, 99) / 10:.1f}",
                         self.signed(r.randint(-90, 90) / 10)])
        cap = f"Ward staffing return, {self.month} {self.year}" if caption else None
        return Table(one_row("Ward", "Group", "Beds", "Vacancies WTE", "Change"), body, cap)

    def cover(self, title):
        pairs = [("Report title", title), ("Date of meeting", self.date),
                 ("Author", f"{self.author}, {self.role}"),
                 ("Purpose", self.rng.choice(["For decision", "For assurance", "To note", "For discussion"])),
                 ("Executive summary", self.para(self.theme(), 2))]
        if self.which == "kept":
            pairs = [("Agenda item", f"{self.rng.randint(4, 15)}{self.rng.choice('abc')}")] + pairs
        return label_value(pairs)

    def statement(self, kind):
        """kind: sections, money or percent. A statement with section rows, a long label, nil marks, £ in the cells and a total."""
        r, y, body = self.rng, self.year, []
        cols = {"sections": (f"{y - 1}/{y % 100:02d} actual", f"{y}/{(y + 1) % 100} plan", "Note"),
                "money": ("Opening balance", "Movement in the year", "Closing balance", "Owner"),
                "percent": ("Q1", "Q2", "Q3", "Q4", "Full year")}[kind]

        def val(i):
            if kind == "sections":
                return str(r.randint(1, 9)) if i == 2 else self.signed(r.choice([-1, 1, 1]) * r.randint(1000, 99999), "{:,.0f}")
            if kind == "money":
                return self.rng.choice(self.b.PEOPLE)[0] if i == 3 else r.choice([f"£{r.randint(11, 99) / 10}m", "–", f"£{r.randint(100, 999)}k"])
            return self.signed(r.choice([-1, 1]) * r.randint(1, 140) / 10) + "%"
        labs = self.pick(self.b.FIN_ROWS[:-1], 6)
        labs[2] += " including the share held by partner bodies and by the hospital charity"
        for i, lab in enumerate(labs):
            if i in (0, 3) and kind == "sections":
                body.append([["Income", "", "", "Expenditure"][i], "", "", ""])
            body.append([lab] + [val(k) for k in range(len(cols))])
        body.append(["[[b:Total]]"] + [f"[[b:{val(k)}]]" if not (kind == "money" and k == 3) else "" for k in range(len(cols))])
        return Table(one_row("" if kind == "sections" else "Line", *cols), body)
