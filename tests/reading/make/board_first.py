"""Six papers of invented systems as people type them, without lines round their tables (mended on):
`python board_first.py FOLDER`."""

import sys

from board_kit import Cm, Paper

OUT = sys.argv[1]

# 1 agenda: a table without lines, wrapped titles, section rows
a = Paper("agenda-ashmere", size=10.5)
a.p("Ashmere and Coldbrook Integrated Care Board", bold=True, size=15, after=2)
a.p("Meeting of the Board in public", bold=True, size=12)
a.p("Thursday 22 January 2026, 9.30am to 12.45pm")
a.p("The Corn Exchange, Market Row, Coldbrook CB4 2ZZ")
a.p("AGENDA", bold=True, align="centre")
rows = [
    ["Item", "Title", "Lead", "Time", "Paper"],
    ["Opening business", None, None, None, None],
    ["1", "Welcome, introductions and apologies for absence", "Chair", "9.30", "Verbal"],
    [
        "2",
        "Declarations of interest in respect of items on this agenda, and any changes to the register since November",
        "Chair",
        "9.35",
        "Paper A",
    ],
    ["3", "Minutes of the meeting held on 20 November 2025", "Chair", "9.40", "Paper B"],
    [
        "4",
        "Action log and matters arising not elsewhere on the agenda",
        "Director of Governance",
        "9.45",
        "Paper C",
    ],
    [
        "5",
        "Resident story: living with a long-term condition in Coldbrook",
        "Chief Nursing Officer",
        "9.50",
        "Presentation",
    ],
    ["Strategy and planning", None, None, None, None],
    ["6", "Chief Executive’s report", "Chief Executive", "10.10", "Paper D"],
    [
        "7",
        "Five-year plan: progress against the first-year milestones and the changes proposed for 2026/27",
        "Director of Strategy",
        "10.30",
        "Paper E",
    ],
    [
        "8",
        "Neighbourhood health: evaluation of the two pilots",
        "Medical Director",
        "10.55",
        "Paper F",
    ],
    ["Assurance", None, None, None, None],
    ["9", "Integrated performance report, month 8", "Chief Operating Officer", "11.20", "Paper G"],
    [
        "10",
        "Finance report, month 8, including the forecast and the position of each provider",
        "Chief Finance Officer",
        "11.45",
        "Paper H",
    ],
    ["11", "Board assurance framework", "Director of Governance", "12.10", "Paper I"],
    ["12", "Reports from committees (for information)", "Committee chairs", "12.20", "Paper J"],
    ["Closing business", None, None, None, None],
    ["13", "Questions from the public received in advance", "Chair", "12.30", "Verbal"],
    ["14", "Date of next meeting: 26 March 2026, Ashmere Town Hall", "Chair", "12.45", "Verbal"],
]
a.grid(rows, [1.4, 8.4, 3.6, 1.5, 2.4], after=4, bold_rows=(1, 7, 11, 16))
a.told(rows)
a.p(
    "Members of the public may observe the meeting. Questions should be sent to the corporate office by noon on Monday 19 January so that an answer can be prepared."
)
a.save(OUT, None)

# 2 minutes with attendance by tab stops, headings of one bold line, actions without lines
m = Paper("minutes-wexcombe", font="Calibri", size=11)
m.p("Wexcombe Vale ICB: Quality and Safety Committee", bold=True, size=14)
m.p("Minutes of the meeting held on 9 October 2025 by video link", bold=True)
m.p("Present", bold=True, after=0)
present = [
    ("Dr Oluwaseun Hartnell", "Non-Executive Member (Chair)"),
    ("Marguerite Stanforth", "Chief Nursing Officer"),
    ("Dr Piers Lockeridge", "Medical Director"),
    ("Sahana Venkatesan", "Partner Member, Primary Care"),
    ("Gwilym Prothero", "Director of Quality, Wexcombe Hospitals NHS Foundation Trust"),
]
for x, y in present:
    m.p(f"{x}\t{y}", tabs=(6,), after=0, keep=False)
m.pairs(present)
m.p("", after=2, keep=False)
m.p("In attendance", bold=True, after=0)
att = [
    ("Felicity Abara", "Head of Patient Safety"),
    ("Ruairi Conlon", "Deputy Director of Finance (item 6 only)"),
    ("Beata Nowicka", "Corporate Governance Officer (minutes)"),
]
for x, y in att:
    m.p(f"{x}\t{y}", tabs=(6,), after=0, keep=False)
m.pairs(att)
m.p("", after=2, keep=False)
m.p("Apologies", bold=True, after=0)
ap = [
    ("Councillor Edith Brannock", "Wexcombe County Council"),
    ("Tobias Achterberg", "Healthwatch Wexcombe Vale"),
]
for x, y in ap:
    m.p(f"{x}\t{y}", tabs=(6,), after=0, keep=False)
m.pairs(ap)
m.p("", after=2, keep=False)
m.p("1. Welcome and declarations of interest", bold=True)
m.p(
    "The Chair welcomed members and noted that the meeting was quorate. Dr Lockeridge declared that his practice takes part in the dermatology pilot discussed under item 5. It was agreed that he could remain for the discussion but would not vote."
)
m.p("2. Minutes of the meeting on 11 September", bold=True)
m.p(
    "The minutes were agreed as a correct record, subject to the correction of the number of pressure ulcers in paragraph 4.2, which should read 17 and not 71."
)
m.p("3. Patient safety report", bold=True)
m.p(
    "Ms Abara reported that four never events had been declared in the quarter, against one in the same quarter last year. Two concerned wrong site nerve blocks in the same theatre suite. The committee asked whether the checklist had been followed and was told that it had been completed but not read aloud. Members were not assured that the learning had reached the independent providers."
)
m.p("4. Actions agreed", bold=True)
rows = [
    ["No.", "Action", "Owner", "Due"],
    [
        "Q25/31",
        "Write to each independent provider about the theatre checklist and report what they say",
        "M Stanforth",
        "13 November",
    ],
    [
        "Q25/32",
        "Bring the maternity dashboard back with the figures for induction shown by site",
        "G Prothero",
        "11 December",
    ],
    ["Q25/33", "Correct the September minutes", "B Nowicka", "16 October"],
]
m.grid(rows, [1.9, 9.2, 3, 2.9], after=3)
m.told(rows)
m.p("The meeting closed at 12.05pm. The next meeting is on 13 November 2025.")
m.save(OUT)

# 3 finance, two-row header, no rules
f = Paper("finance-m7", size=10)
f.p("Finance report: month 7, 2025/26", bold=True, size=16)
f.p("1. Summary", bold=True)
f.p(
    "At the end of October the Tolland and Marsh system reports a deficit of £14.2m, which is £6.9m worse than plan. The pressures are in emergency care, in medicines and in the efficiency programme, which has delivered 71% of what was planned. The forecast remains break-even but the unmitigated risk has risen to £22.5m.",
    align="justify",
)
f.p("2. Position by organisation", bold=True)
f.p("Table 1 sets out the surplus or (deficit) for the month and the year to date.", after=4)
rows = [
    ["", "Month 7", None, None, "Year to date", None, None, "Forecast"],
    [
        "Organisation",
        "Plan £m",
        "Actual £m",
        "Variance £m",
        "Plan £m",
        "Actual £m",
        "Variance £m",
        "£m",
    ],
    ["Tolland and Marsh ICB", "0.0", "(0.1)", "(0.1)", "0.0", "0.4", "0.4", "0.0"],
    [
        "Tolland General Hospitals NHS Trust",
        "(0.6)",
        "(1.5)",
        "(0.9)",
        "(4.4)",
        "(9.8)",
        "(5.4)",
        "0.0",
    ],
    ["Marsh Community Health", "0.1", "0.1", "0.0", "0.5", "0.3", "(0.2)", "0.0"],
    [
        "Fenside Mental Health Partnership",
        "0.0",
        "(0.2)",
        "(0.2)",
        "(0.9)",
        "(1.6)",
        "(0.7)",
        "0.0",
    ],
    ["East Marsh Ambulance Service", "(0.3)", "(0.4)", "(0.1)", "(2.5)", "(3.5)", "(1.0)", "0.0"],
    ["System total", "(0.8)", "(2.1)", "(1.3)", "(7.3)", "(14.2)", "(6.9)", "0.0"],
]
f.grid(
    rows,
    [4.6, 1.7, 1.8, 1.9, 1.7, 1.8, 1.9, 1.8],
    head=2,
    right=range(1, 8),
    after=1,
    size=9,
    bold_rows=(7,),
)
f.told(rows, head=2)
f.p("", after=2, keep=False)
f.p("3. Efficiency", bold=True)
f.p(
    "The programme is £8.1m behind. Two schemes account for most of the gap: the closure of the escalation ward, which did not happen, and the renegotiation of the pathology contract, which starts in January.",
    align="justify",
)
rows = [
    ["Scheme", "Full-year plan", "Delivered", "Still to find", "Rating"],
    ["Escalation ward", "5.4", "0.7", "4.7", "Red"],
    ["Pathology contract", "3.2", "0.0", "3.2", "Amber"],
    ["Agency cap", "6.6", "5.9", "0.7", "Green"],
    ["Medicines switches", "2.9", "2.4", "0.5", "Green"],
    ["Estates", "1.8", "1.1", "0.7", "Amber"],
]
f.grid(rows, [4.6, 2.8, 2.4, 2.6, 2.2], right=(1, 2, 3), after=1, size=9.5)
f.told(rows)
f.p("", after=2, keep=False)
f.p("4. Recommendation", bold=True)
f.p("The Board is asked to note the position and to agree the recovery actions in section 3.")
f.save(OUT)

# 4 text beside a table
t = Paper("beside-lindow", font="Liberation Serif", size=11)
t.p("Urgent care in Lindow: what changed this winter", bold=True, size=17)
t.p("Prepared for the Lindow Place Committee, February 2026")
W = Cm(9.4), Cm(7.6)
out = t.doc.add_table(rows=1, cols=2)
out.autofit = False
out.columns[0].width, out.columns[1].width = W
l, r = out.rows[0].cells
l.width, r.width = W


def into(cell, text, bold=False):
    t.p(text, bold=bold, into=cell)


into(l, "Demand", bold=True)
into(
    l,
    "Attendances at the urgent treatment centre rose by a tenth, most of it after six in the evening. The out-of-hours service took fewer calls, and general practice offered more same-day appointments than in any earlier winter.",
)
into(
    l,
    "The centre opened two hours longer from the first of December. Staff were found from the bank, and no shift was left without a prescriber.",
)
into(l, "What residents told us", bold=True)
into(
    l,
    "People who answered the survey valued being told how long they would wait. They did not value being asked the same questions at each step.",
)
r.paragraphs[0].add_run("Attendances by month").bold = True
rows = [
    ["Month", "2024/25", "2025/26"],
    ["October", "3,912", "4,204"],
    ["November", "4,018", "4,377"],
    ["December", "4,460", "5,013"],
    ["January", "4,397", "4,951"],
]
t.grid(rows, [2.6, 2.2, 2.2], right=(1, 2), size=9.5, into=r)
t.told(rows, caption="Attendances by month")
rows = [
    ["Seen within four hours", "81.3%"],
    ["Sent on to hospital", "7.9%"],
    ["Left before being seen", "3.1%"],
]
r.add_paragraph().add_run("This winter").bold = True
t.grid(rows, [4.4, 2.2], head=0, right=(1,), size=9.5, into=r)
t.pairs([tuple(x) for x in rows])
r.add_paragraph()
t.p("", after=0, keep=False)
t.p("What the committee is asked to decide", bold=True)
t.p(
    "Whether the longer hours should become permanent from April. The cost would be £312,000 in a full year, of which the hospital has offered to meet a third from what it saves."
)
t.save(OUT)

# 5 a form
q = Paper("equality-screen", size=10)
q.p("Equality and health inequality impact screening form", bold=True, size=14)
q.p("Complete this form for every proposal that goes to the Executive Committee.")
q.p("Section A: About the proposal", bold=True, size=11)
rows = [
    [
        "Title of proposal:",
        "Moving phlebotomy out of Brackwater Hospital into four practices",
        "",
        "",
    ],
]
q.grid(
    [
        [
            "Title of proposal:",
            "Moving phlebotomy out of Brackwater Hospital into four practices",
            None,
            None,
        ],
        ["Lead officer:", "Anneliese Corrigan", "Job title:", "Programme Manager"],
        ["Directorate:", "Primary and Community Care", "Date started:", "3 November 2025"],
        ["Telephone:", "01632 960227", "Email:", "a.corrigan@brackwater.example"],
    ],
    [3.2, 6.2, 2.6, 5],
    head=0,
    after=5,
    bold_first=False,
)
q.pairs(
    [
        ("Title of proposal", "Moving phlebotomy out of Brackwater Hospital into four practices"),
        ("Lead officer", "Anneliese Corrigan"),
        ("Job title", "Programme Manager"),
        ("Directorate", "Primary and Community Care"),
        ("Date started", "3 November 2025"),
        ("Telephone", "01632 960227"),
        ("Email", "a.corrigan@brackwater.example"),
    ],
    "form",
)
q.p("Section B: Screening", bold=True, size=11)
rows = [
    ["Question", "Yes / No", "Reason"],
    [
        "Does the proposal affect who can get the service?",
        "Yes",
        "Two of the practices are not on a bus route, and the hospital car park has free blue badge bays.",
    ],
    [
        "Could one group be affected more than another?",
        "Yes",
        "Older people and people with a learning disability have more blood tests than others.",
    ],
    [
        "Have people who use the service been asked?",
        "No",
        "A survey is planned for December, with an easy-read version.",
    ],
    ["Is there evidence from elsewhere?", "Yes", "The evaluation of the Harrowmere scheme."],
]
q.grid(rows, [6, 2, 9], after=4)
q.told(rows)
q.p("", after=2, keep=False)
q.p("Section C: Sign-off", bold=True, size=11)
sign = [
    ("Completed by", "Anneliese Corrigan"),
    ("Checked by", "Obinna Farquharson, Equality Lead"),
    ("Full assessment needed", "Yes, by 31 January 2026"),
    ("Reference", "EHIA-0418"),
]
for x, y in sign:
    q.p(f"{x}\t{y}", tabs=(5.5,), after=4, keep=False)
q.pairs(sign, "form")
q.save(OUT)

# 6 risk register, landscape, long wrapped cells
k = Paper("risks-orrin", size=9, landscape=True, margin=1.5)
k.p("Orrin Water Integrated Care System", bold=True, size=13, after=2)
k.p("Corporate risk register: risks scoring 12 and above", bold=True, size=11)
k.p(
    "The register was reviewed by the Executive on 6 January 2026. One risk has been closed and one has been added since the last report."
)
rows = [
    ["Ref", "Risk", "Controls in place", "Gaps in control", "Score", "Target", "Owner", "Review"],
    [
        "OW-03",
        "There is a risk that the urgent care plan does not reduce long waits in the emergency department, because patients who are ready to leave cannot, leading to harm and regulatory action",
        "Daily system call. Discharge hubs at both acute sites. Winter beds bought from three homes",
        "The number of home care hours is below what was contracted; no weekend therapy at the northern site",
        "20",
        "12",
        "Chief Operating Officer",
        "March 2026",
    ],
    [
        "OW-07",
        "If the efficiency programme is not delivered in full then the system will miss its control total",
        "Weekly finance group; grip and control measures; vacancy panel",
        "Schemes worth £9m have no plan",
        "16",
        "8",
        "Chief Finance Officer",
        "February 2026",
    ],
    [
        "OW-11",
        "Vacancies in community nursing",
        "International recruitment, return to practice scheme",
        "Housing for new recruits on the islands",
        "15",
        "10",
        "Chief People Officer",
        "March 2026",
    ],
    [
        "OW-14",
        "Failure of the shared care record when the hosting contract ends",
        "Extension signed to September 2026",
        "Procurement has not begun",
        "12",
        "6",
        "Chief Digital Officer",
        "April 2026",
    ],
    [
        "OW-19",
        "Dental access: practices handing back contracts faster than they can be replaced, leaving more than forty thousand residents without a practice within fifteen miles",
        "Urgent dental line; two mobile units; flexible commissioning with six practices",
        "No powers to require practices to stay",
        "16",
        "12",
        "Director of Primary Care",
        "February 2026",
    ],
]
k.grid(rows, [1.5, 6.6, 5.2, 4.8, 1.3, 1.4, 3, 2.4], after=4)
k.told(rows)
k.p("Movement since the last report", bold=True)
k.p(
    "OW-16 (blood products) was closed because the supplier has returned to normal stock. OW-19 was added at the request of the Primary Care Committee."
)
k.save(OUT)
