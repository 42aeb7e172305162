"""Words, figures and tables of the fresh set. A table's look (indents, bold rows, alignment) stands in t.look, by row."""
import random

import bank_fresh as B
from ctx import MONTHS, Ctx
from model import Table, label_value, one_row, two_rows


class FCtx(Ctx):
    def __init__(self, which, name, neg="paren", nil="-"):
        super().__init__("kept", name, neg)
        self.which, self.b, self.nil = "fresh", B, nil
        r = self.rng = random.Random("fresh 1/" + name)
        self.trust = r.choice(B.TRUSTS)
        self.author, self.role = r.choice(B.PEOPLE)
        y, m, d = r.randint(2022, 2026), r.randint(1, 12), r.randint(1, 28)
        self.iso, self.year, self.month, self.day = f"{y}-{m:02d}-{d:02d}", y, MONTHS[m - 1], d
        self.date = f"{d} {MONTHS[m - 1]} {y}"
        self.fy = f"{y}/{(y + 1) % 100:02d}"

    def sec(self, theme=None, n=2, level=2, num=""):
        theme = theme or self.theme()
        self.used.add(("T", theme))
        out = [("h", level, num + self.heading(theme))]
        return out + [("p", p) for p in (self.para(theme, 2) for _ in range(n)) if p]

    def num(self, x, form="{:,.0f}", pre="", suf=""):
        """One figure in the document's way of negatives and nil."""
        if round(x, 2) == 0:
            return self.nil
        s = pre + form.format(abs(x)) + suf
        if x > 0:
            return s
        return {"paren": f"({s})", "minus": "−" + s, "hyphen": "-" + s}[self.neg]

    def people(self, n):
        return self.rng.sample(B.PEOPLE, n)

    def front(self, title, extra=True):
        r = self.rng
        pairs = [("Title of report", title), ("Meeting", f"Trust Board, {self.date}"), ("Agenda reference", f"TB/{self.year % 100}/{r.randint(10, 99)}"),
                 ("Executive lead", "{}, {}".format(*self.people(1)[0])), ("Prepared by", f"{self.author}, {self.role}"),
                 ("Action required", r.choice(["Approve", "Note", "Receive for assurance", "Ratify"]))]
        if extra:
            pairs += [("Key issues", self.para("governance", 2)), ("Links to strategic objectives", r.choice(["1, 2 and 4", "Great care, every time", "Objective 3: live within our means"])),
                      ("Previously considered by", f"Executive Team on {r.randint(1, 28)} {r.choice(MONTHS)}")]
        return label_value(pairs)

    def income_statement(self, cols=3, form="{:,.0f}", caption=None, first="", unit="£000", ytd=True):
        """Section rows, indented lines, bold subtotals, a total; figures add up."""
        r, rows, look = self.rng, [], dict(section=set(), bold=set(), indent={})
        heads = ["Budget", "Actual", "Variance"]
        k = cols

        def vals(lo, hi, sign, empty=True):
            out = []
            for _ in range(k // 3):
                b = r.randint(lo, hi) * (0 if empty and r.random() < 0.12 else 1)
                a = int(b * r.uniform(.85, 1.15)) if b else r.choice([0, r.randint(5, 80)])
                out += [sign * b, sign * a, sign * a - sign * b]
            return out

        def add(lab, v, kind=""):
            if kind:
                look[kind].add(len(rows))
            else:
                look["indent"][len(rows)] = 1
            rows.append([lab] + [self.num(x / (10 if ".1f" in form else 1), form) if x is not None else "" for x in (v or [None] * k)])
        total = [0] * k
        for name, labs, sign, n in (("Income", B.INCOME, 1, 4), ("Expenditure", B.SPEND, -1, 5)):
            add(name, None, "section")
            sub = [0] * k
            for lab in self.pick(labs, n):
                v = vals(120, 9000 if sign > 0 else 6000, sign)
                sub = [a + b for a, b in zip(sub, v)]
                add(lab, v)
            add("Total " + name.lower(), sub, "bold")
            total = [a + b for a, b in zip(total, sub)]
        add("Operating surplus/(deficit) before technical items", total, "bold")
        v = vals(100, 900, -1, False)
        add(r.choice(B.BELOW), v)
        add("Surplus/(deficit) for the period", [a + b for a, b in zip(total, v)], "bold")
        if cols == 3:
            head = one_row(first, *[f"{h} {unit}".strip() for h in heads])
        else:
            head = two_rows([first], [(f"{self.month} {unit}".strip(), heads), (f"Year to date {unit}".strip(), heads)])
        return self.looked(Table(head, rows, caption), **look)

    @staticmethod
    def looked(t, **look):
        t.look = dict(section=set(), bold=set(), indent={}, align=None, colw=None)
        t.look.update(look)
        return t

    def capital(self, years=4, caption=None, form="{:,.1f}"):
        r, y, rows, tot = self.rng, self.year, [], [0] * (years + 1)
        for lab in self.pick(B.SCHEMES, 6):
            v = [0 if r.random() < .25 else r.choice([r.randint(1, 9), r.randint(10, 180), r.randint(200, 1900)]) / 10 for _ in range(years)]
            v.append(sum(v))
            tot = [a + b for a, b in zip(tot, v)]
            rows.append([lab] + [self.num(x, form) for x in v])
        rows.append(["Total programme"] + [self.num(x, form) for x in tot])
        return self.looked(Table(one_row("Scheme", *[f"{y + i}/{(y + i + 1) % 100:02d} £m" for i in range(years)], f"Total {years} years £m"), rows, caption), bold={len(rows) - 1})

    def scorecard(self, caption=None, n=3, months=3):
        r, rows, sec = self.rng, [], set()
        m0 = r.randint(0, 8)
        for dom, names in list(B.MEASURES.items())[:n]:
            sec.add(len(rows))
            rows.append([dom] + [""] * (months + 2))
            for lab in names:
                pct = "within" in lab or "assess" in lab or "Staff" in lab or "Appraisal" in lab or "utilis" in lab or "Readm" in lab
                f = (lambda: f"{r.randint(500, 990) / 10:.1f}%") if pct else (lambda: r.choice([self.nil, str(r.randint(1, 48)), f"{r.randint(10, 190) / 100:.2f}"]))
                rows.append([lab, f"≥ {r.randint(70, 95)}%" if pct else f"≤ {r.randint(2, 30)}"] + [f() for _ in range(months)] + [r.choice(["Green", "Amber", "Red"])])
        groups = [("Last three months", [MONTHS[m0 + i][:3] for i in range(months)])]
        return self.looked(Table([[("Indicator", 1, 2), ("Target", 1, 2), (groups[0][0], months, 1), ("RAG rating", 1, 2)], [(x, 1, 1) for x in groups[0][1]]], rows, caption), section=sec)

    def workforce(self, caption=None, n=5, two=True):
        r, rows, tot = self.rng, [], [0] * 4
        for lab in self.pick(B.CARE, n):
            v = [r.randint(90, 1400), 0, r.choice([0, r.randint(2, 60)]), r.choice([0, 0, r.randint(1, 30)])]
            v[1] = int(v[0] * r.uniform(.84, 1))
            tot = [a + b for a, b in zip(tot, v)]
            rows.append([lab] + [self.num(x) for x in v] + [f"{100 * (v[0] - v[1]) / v[0]:.1f}%", f"{r.randint(20, 99) / 10:.1f}%"])
        rows.append(["Trust total"] + [self.num(x) for x in tot] + [f"{100 * (tot[0] - tot[1]) / tot[0]:.1f}%", f"{r.randint(20, 99) / 10:.1f}%"])
        return self.looked(Table(two_rows(["Care group"], [("Whole-time equivalents", ["Establishment", "In post", "Bank", "Agency"]), ("Rates", ["Vacancy", "Sickness absence"])]),
                                 rows, caption), bold={len(rows) - 1})

    def risks(self, n=4, score=True):
        rows = []
        for i, (a, b, c, s, t) in enumerate(self.rng.sample(B.RISKS, n)):
            rows.append([f"BAF{self.rng.randint(1, 9)}.{i + 1}", a, b] + ([c, s, t] if score else []))
        return Table(one_row("Ref", "Description of risk", "Key controls", *(["Assurance", "Current score", "Target score"] if score else [])), rows)

    def responses(self, cols="RTPOS", n=5):
        """R ref, T recommendation, P response, O owner, S status."""
        at = {"R": (0, "Ref"), "T": (1, "Recommendation"), "P": (2, "Trust response and progress to date"), "O": (3, "Lead"), "S": (4, "Status")}
        return Table(one_row(*[at[k][1] for k in cols]), [[x[at[k][0]] for k in cols] for x in self.pick(B.RESPONSES, n)])

    def log(self, n=5):
        return Table(one_row("Action ref", "Agreed action", "Lead", "Due date", "Status"), [list(x) for x in self.pick(B.LOG, n)])

    def balance(self, note=True):
        """Statement of financial position with a note column."""
        r, rows, look = self.rng, [], dict(section=set(), bold=set(), indent={})
        tot = [0, 0]
        for name, labs, sg in (("Non-current assets", ["Property, plant and equipment", "Right of use assets", "Intangible assets", "Receivables falling due after more than one year"], 1),
                               ("Current assets", ["Inventories", "Trade and other receivables", "Cash and cash equivalents"], 1),
                               ("Current liabilities", ["Trade and other payables", "Borrowings", "Provisions", "Deferred income"], -1)):
            look["section"].add(len(rows))
            rows.append([name, "", "", ""])
            sub = [0, 0]
            for lab in labs:
                v = [sg * (0 if r.random() < .1 else r.choice([r.randint(90, 990), r.randint(1000, 98000)])) for _ in range(2)]
                sub = [a + b for a, b in zip(sub, v)]
                look["indent"][len(rows)] = 1
                rows.append([lab, str(r.randint(8, 27))] + [self.num(x) for x in v])
            look["bold"].add(len(rows))
            rows.append(["Total " + name.lower(), ""] + [self.num(x) for x in sub])
            tot = [a + b for a, b in zip(tot, sub)]
        look["bold"].add(len(rows))
        rows.append(["Total net assets", ""] + [self.num(x) for x in tot])
        return self.looked(Table(one_row("", "Note", f"31 March {self.year} £000", f"31 March {self.year - 1} £000"), rows), **look)
