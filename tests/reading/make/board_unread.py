"""Six papers of invented systems as people type them, without lines round their tables (read once before anything was mended on them):
`python board_unread.py FOLDER`."""

import sys

from board_kit import Cm, Paper

OUT = sys.argv[1]

# 1 agenda by tabs, time first, shaded header row of a table for part B, enclosures
a = Paper("place-agenda", font="Liberation Sans", size=11, margin=2.3)
a.p("Saltmere Place Partnership", bold=True, size=16, align="centre", after=0)
a.p("Monday 9 March 2026, 2pm, Saltmere Library, first floor", align="centre")
a.p("PART A: PUBLIC", bold=True)
tabs = (2, 11.2, 14.6)
part = [
    ["Time", "Subject", "Presenter", "Enclosure"],
    ["2.00pm", "Apologies and declarations", "Chair", "Oral"],
    ["2.05pm", "Minutes of 12 January", "Chair", "1"],
    ["2.10pm", "Integrated neighbourhood teams", "Dr R Elmhirst", "2"],
    ["2.40pm", "Carers strategy: first draft", "Ms Y Okonjo", "3"],
    ["3.05pm", "Place budget for 2026/27", "Mr D Tranter", "4"],
]
for n, row in enumerate(part):
    a.p("\t".join(row), bold=not n, tabs=tabs, after=4, keep=False)
a.told(part)
a.p("", after=0, keep=False)
a.p("PART B: PRIVATE", bold=True)
rows = [
    ["Time", "Subject", "Presenter", "Enclosure"],
    [
        "3.30pm",
        "Award of the contract for intermediate care beds, with the evaluation of the three bids",
        "Ms K Hallworth",
        "5 (to follow)",
    ],
    ["3.50pm", "A complaint that the ombudsman has upheld", "Mr D Tranter", "6"],
    ["4.00pm", "Any other business", "Chair", "Oral"],
]
a.grid(rows, [2, 9.2, 3.4, 2.4], after=3, shade=True)
a.told(rows)
a.p("Papers were sent on 2 March. If you cannot open them please tell the partnership office.")
a.save(OUT)

# 2 attendance in three columns
m = Paper("governance-minutes", font="Liberation Serif", size=11.5)
m.p("NORTH HARROWMERE INTEGRATED CARE BOARD", bold=True, align="centre", after=0)
m.p("Minutes of the Audit and Governance Committee", bold=True, align="centre", after=0)
m.p("Held on Tuesday 2 December 2025 at 10am", align="centre")
rows = [
    ["Members present", "", ""],
]
m.p("Members", bold=True, after=2)
rows = [
    ["Name", "Role", "Organisation"],
    ["Sir Aubrey Tansley", "Chair, Non-Executive Member", "North Harrowmere ICB"],
    ["Dr Ifeoma Castellane", "Non-Executive Member", "North Harrowmere ICB"],
    ["Heledd Rowlandson", "Partner Member", "Harrowmere Borough Council"],
    ["Prof. Anton Weisskopf", "Independent Member", "University of Harrowmere"],
]
m.grid(rows, [5, 6, 6], after=1)
m.told(rows)
m.p("", after=0, keep=False)
m.p("Attendees", bold=True, after=2)
att = [
    ("Cressida Lowe-Hartigan", "Chief Finance Officer"),
    ("Mohammed Iqbal Siddiqui", "Head of Internal Audit, Penhallow Audit LLP"),
    ("Joana Figueiredo", "External Audit Manager, Brightwater & Co (until the end of item 4)"),
    ("Sian Pugh", "Board Secretary"),
]
m.grid([list(x) for x in att], [5, 12], head=0, after=1)
m.pairs(att)
m.p("", after=0, keep=False)
m.p("25/41 Apologies", bold=True, after=2)
m.p("Apologies had been received from Callum Strathie, Deputy Chief Executive.", align="justify")
m.p("25/42 Internal audit progress", bold=True, after=2)
m.p(
    "Mr Siddiqui presented the report. Of the eleven reviews in the plan, six were complete, two were at draft stage and three had not begun. The review of data security had been given limited assurance because leavers kept their access for an average of nineteen days. The Committee asked that the Executive confirm by the end of January that the backlog had been cleared.",
    align="justify",
)
m.p("25/43 Counter fraud", bold=True, after=2)
m.p(
    "Two referrals had been made since the last meeting and neither had led to an investigation. The Committee noted the report.",
    align="justify",
)
m.p("Actions arising", bold=True, after=2)
rows = [
    ["Ref", "Action", "By whom", "By when"],
    [
        "25/42",
        "Confirm that leavers’ access is removed on the day that they leave",
        "C Lowe-Hartigan",
        "31 January",
    ],
    ["25/42", "Report on the three reviews not begun", "M Siddiqui", "Next meeting"],
    ["25/43", "Share the referral figures with the provider audit chairs", "S Pugh", "19 December"],
]
m.grid(rows, [2, 8.4, 3.8, 2.8], after=1)
m.told(rows)
m.save(OUT)

# 3 finance: three groups over pairs, a row of units, wrapped labels
f = Paper("resource-report", font="Calibri", size=11)
f.p("Use of resources: quarter 3", bold=True, size=18, colour="1F3864")
f.p("Executive summary", bold=True, size=13, colour="1F3864")
f.p(
    "Carrow and Dell spent £3.1m less than planned on staff and £5.6m more on everything else. The growth is in continuing healthcare, where the price of a package has risen faster than the number of people, and in prescribing."
)
f.p("Spending by programme", bold=True, size=13, colour="1F3864")
rows = [
    ["", "Quarter 3", None, "Year to date", None, "Full year", None],
    ["Programme", "Budget", "Spent", "Budget", "Spent", "Budget", "Forecast"],
    ["Acute services", "211.4", "213.0", "633.9", "637.2", "845.3", "849.1"],
    ["Mental health and learning disability", "48.7", "48.9", "146.0", "146.1", "194.8", "194.9"],
    [
        "Continuing healthcare and funded nursing care",
        "27.2",
        "30.6",
        "81.5",
        "89.9",
        "108.7",
        "119.4",
    ],
    ["Prescribing", "33.1", "34.4", "99.2", "102.5", "132.3", "136.8"],
    ["Primary medical services", "41.9", "41.7", "125.6", "125.0", "167.5", "166.9"],
    ["Running costs", "6.0", "5.1", "18.0", "16.2", "24.0", "22.1"],
    ["Total", "368.3", "373.7", "1,104.2", "1,116.9", "1,472.6", "1,489.2"],
]
f.grid(
    rows, [5.2, 1.9, 1.9, 2, 2, 2, 2], head=2, right=range(1, 7), after=2, size=10, bold_rows=(8,)
)
f.told(rows, head=2)
f.p("Figures are in £m. Totals may not sum because of rounding.", size=9)
f.p("Workforce", bold=True, size=13, colour="1F3864")
rows = [
    ["Staff group", "Establishment", "In post", "Vacancy rate"],
    ["Nursing and midwifery", "4,911", "4,480", "8.8%"],
    ["Medical and dental", "1,702", "1,611", "5.3%"],
    ["Allied health professions", "1,388", "1,249", "10.0%"],
    ["Support to clinical staff", "3,950", "3,702", "6.3%"],
]
f.grid(rows, [5.2, 3, 3, 3], right=(1, 2, 3), after=2, size=10)
f.told(rows)
f.p("Agency spending fell for the fifth month and stands at 2.4% of the pay bill.")
f.save(OUT)

# 4 a table left, text right
t = Paper("screening-brief", font="Arial", size=10)
t.p("Briefing: bowel screening in Thornaby Moor", bold=True, size=15)
t.p("For information. January 2026.")
W = Cm(7.8), Cm(9.2)
out = t.doc.add_table(rows=1, cols=2)
out.autofit = False
out.columns[0].width, out.columns[1].width = W
l, r = out.rows[0].cells
l.width, r.width = W
l.paragraphs[0].add_run("Uptake by town").bold = True
rows = [
    ["Town", "Invited", "Took part", "Uptake"],
    ["Thornaby", "9,204", "6,259", "68%"],
    ["Kirk Ashby", "4,471", "3,174", "71%"],
    ["Moorgate", "3,850", "2,118", "55%"],
    ["Skelling", "2,066", "1,488", "72%"],
    ["All", "19,591", "13,039", "67%"],
]
t.grid(rows, [2.5, 1.7, 1.9, 1.6], right=(1, 2, 3), size=9, into=l)
t.told(rows, caption="Uptake by town")
l.add_paragraph()
t.p("Why it matters", bold=True, into=r)
t.p(
    "Moorgate has the lowest uptake and the highest rate of late diagnosis. People there told us that the kit was hard to use and that the letter did not explain why it had come.",
    into=r,
)
t.p("What is being done", bold=True, into=r)
t.p(
    "Practices telephone everyone who has not sent the kit back within a month. A film in four languages is on the waiting room screens, and community champions take kits to the market on the first Saturday.",
    into=r,
)
t.p("", after=0, keep=False)
t.p("Next steps", bold=True)
t.p(
    "The public health team will bring figures for the spring to the June meeting. The aim is sixty per cent in Moorgate by the autumn."
)
t.save(OUT)

# 5 a form whose labels stand above what was filled in, and beside
q = Paper("interest-form", font="Calibri", size=10.5)
q.p("Declaration of interests", bold=True, size=16)
q.p("Part 1. About you", bold=True)
q.grid(
    [
        ["Full name:", "Bronwen Achebe", "Position:", "Associate Non-Executive"],
        ["Organisation:", "Selwick and Dane ICB", "Start date:", "1 May 2025"],
        ["Line manager:", "Chair of the Board", "Staff number:", "Not applicable"],
    ],
    [2.8, 5.6, 2.6, 6],
    head=0,
    after=5,
)
q.pairs(
    [
        ("Full name", "Bronwen Achebe"),
        ("Position", "Associate Non-Executive"),
        ("Organisation", "Selwick and Dane ICB"),
        ("Start date", "1 May 2025"),
        ("Line manager", "Chair of the Board"),
        ("Staff number", "Not applicable"),
    ],
    "form",
)
q.p("Part 2. Your interests", bold=True)
rows = [
    ["Type", "What the interest is", "From", "To", "How it is managed"],
    [
        "Financial",
        "Shares in Lantern Diagnostics Ltd, which bids for community scanning contracts in the region",
        "June 2019",
        "Current",
        "Leaves the room for any item on diagnostics",
    ],
    [
        "Non-financial professional",
        "Trustee of the Dane Valley Hospice",
        "April 2022",
        "Current",
        "Declared at meetings that discuss end of life care",
    ],
    [
        "Indirect",
        "Partner is a salaried GP at Selwick Road Surgery",
        "2016",
        "Current",
        "Does not vote on primary care contracts",
    ],
]
q.grid(rows, [2.8, 6, 2, 1.8, 4.4], after=5)
q.told(rows)
q.p("", after=0, keep=False)
q.p("Part 3. Declaration", bold=True)
q.p(
    "I confirm that the information above is complete and correct, and that I will tell the governance team of any change within 28 days."
)
sign = [
    ("Signed:", "B Achebe"),
    ("Date:", "6 May 2025"),
    ("Received by:", "Osric Penfold, Governance Manager"),
    ("Entered on register:", "9 May 2025"),
]
for x, y in sign:
    q.p(f"{x}\t{y}", tabs=(4,), after=3, keep=False)
q.pairs([(x.rstrip(":"), y) for x, y in sign], "form")
q.save(OUT)

# 6 action log, landscape, over two pages, header repeated
k = Paper("rolling-log", size=10, landscape=True)
k.p("Board action log", bold=True, size=14)
k.p("Vale of Ennor Integrated Care Board, public session")
acts = [
    (
        "Agree with the four trusts a single definition of a corridor bed and report against it monthly",
        "L Pargeter",
        "Complete",
        "The definition was agreed on 4 November and the first figures are in the performance report",
    ),
    (
        "Invite the fire and rescue service to join the falls group",
        "H Mbeki",
        "Complete",
        "Joined in October",
    ),
    (
        "Publish the list of practices that have closed their lists",
        "T Rowntree",
        "Overdue",
        "Waiting for two practices to confirm dates; expected by 20 January",
    ),
    (
        "Set out what the ending of the hospital discharge grant means for each place",
        "S Gallimore",
        "On track",
        "A first estimate went to the finance committee; the places are checking it",
    ),
    (
        "Bring a paper on the future of the walk-in centre",
        "L Pargeter",
        "On track",
        "On the forward plan for March",
    ),
    (
        "Ask the region for the evidence behind the new ambulance handover standard",
        "H Mbeki",
        "On track",
        "Letter sent on 12 December and a reply is promised within six weeks",
    ),
    (
        "Consider whether board members should each spend a day a year with a front-line team",
        "Chair",
        "Complete",
        "Visits begin in February",
    ),
    (
        "Report on the number of complaints answered late, by provider and by cause, with what each will do",
        "D Oyelaran",
        "Overdue",
        "One provider has not sent its figures. The chief executive has written to them",
    ),
    (
        "Share the learning from the cyber incident with the local authorities",
        "M Treharne",
        "Complete",
        "Shared at the resilience forum",
    ),
    (
        "Review the terms of reference of the people committee",
        "M Treharne",
        "On track",
        "Draft to be discussed in private session",
    ),
    (
        "Confirm the date by which all sites will take electronic prescriptions",
        "D Oyelaran",
        "On track",
        "Two sites remain; supplier dates are June and August",
    ),
    (
        "Arrange a development session on population health data, with examples from outside the health service",
        "S Gallimore",
        "Overdue",
        "The speaker withdrew; new date in April",
    ),
]
dates = ["25 September 2025", "27 November 2025"]
rows = [["No", "Meeting", "Action", "Lead", "Status", "Update"]] + [
    [str(101 + n), dates[n > 5], a_, l_, s_, u_] for n, (a_, l_, s_, u_) in enumerate(acts)
]
k.grid(rows, [1.2, 3.2, 8.4, 2.8, 2.2, 7.6], after=6, repeat=True)
k.told(rows)
k.save(OUT)
