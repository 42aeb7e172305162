"""Invented words for the last set. None of them stands in the three earlier banks."""
ORGS = dict(A="Ottermouth and Vale Hospitals NHS Trust", B="Lythe Partnership NHS Foundation Trust", C="Greywell Ambulance Service NHS Trust",
            D="North Sarnham Integrated Care Board", E="Tidebridge Children’s Hospital NHS Foundation Trust", F="Amberholt Community Health NHS Trust",
            G="Dunmere Heart and Lung NHS Foundation Trust", H="Skerrow Isles Health and Care NHS Trust")
WHO = [("Nerys Galbraith", "Chief Executive Officer"), ("Tomasz Wilderspin", "Director of Finance and Estates"), ("Ayesha Cordingley", "Director of Nursing and Quality"),
       ("Gideon Applethwaite", "Chair of the Trust"), ("Luisa Fenwright", "Director of Workforce"), ("Kwabena Strood", "Director of Operations"),
       ("Rosalind Thackwell", "Non-executive Director"), ("Idris Pomfrey-Shah", "Company Secretary"), ("Hettie Marchbank", "Lead Pharmacist"),
       ("Declan Ravensworth", "Head of Business Intelligence"), ("Sunniva Oakes", "Freedom to Speak Up Lead"), ("Bartholomew Quigg", "Clinical Director, Surgery")]
SPOTS = ["Fairlight Lodge", "the Beacon Centre", "Saint Osyth Ward", "Millrace Health Centre", "Copperfield House", "the Dovecote Unit"]
TOWNS = ["Ottermouth", "Lythe Bridge", "Greywell", "Sarnham", "Tidebridge", "Amberholt", "Dunmere", "Skerrow"]
TEXT = {
 "money": ("Income, costs and cash", [
  "Spending ran ahead of income by £{m}m in the three months to {mo}, and almost all of the gap lies in two clinical divisions.",
  "Waiting list payments were £{k},000 higher than budgeted because weekend sessions continued after the summer.",
  "Suppliers were paid within terms for {p}% of invoices, measured by value.",
  "The underlying position, once one-off benefits are taken away, is a shortfall of £{m}m.",
  "Savings schemes worth £{m}m have been signed off by both the clinical and the finance lead.",
  "A claim for £{k},000 of winter money was submitted in {mo} and has since been agreed.",
  "Price rises on laundry, food and waste contracts added {p}% to non-pay costs.",
  "The closing bank balance in {mo} was enough to pay staff and suppliers for {n} days."]),
 "staff": ("Workforce and wellbeing", [
  "Vacancies among band five nurses have halved since {mo}, helped by a return-to-practice course run from {pl}.",
  "Some {n} colleagues took part in the listening week and asked for quieter places to rest.",
  "The share of managers who have finished the people skills course is {p}%.",
  "Days lost to coughs, colds and flu rose sharply in {mo} and then fell back within a month.",
  "{w} reported that long-line agency bookings will stop when the new rota begins.",
  "Exit interviews point to parking, pay bands and lack of flexible hours as the chief reasons for going.",
  "Induction has been cut from ten days to six, with the online part finished before the first shift.",
  "There are now {n} trained wellbeing champions, and every directorate has at least one."]),
 "care": ("Quality of care", [
  "Two wards earned the gold award for infection control, and a third is to be assessed in {mo}.",
  "Medicine errors that reached the patient fell to {n}, none of which led to lasting harm.",
  "Families told us that explanations at discharge were hurried, so a checklist is being tried on {pl}.",
  "An outside reviewer praised the kindness of staff but found gaps in the notes kept overnight.",
  "Compliments outnumbered complaints by {k} to {n} over the half year.",
  "Every death in the period was screened by a medical examiner within five days.",
  "Hand washing audits scored {p}% on average, with the lowest result in outpatients.",
  "The patient panel chose three aims for the year: less noise at night, warmer meals and clearer letters."]),
 "flow": ("Access and demand", [
  "Urgent referrals rose by {p}% compared with the same quarter a year earlier.",
  "People waited {n} days on average for a first visit, against an aim of fourteen.",
  "The single phone line took {k} calls a day and lost one in twenty before they were answered.",
  "Clinics held in the evening at {pl} have cut missed appointments by a third.",
  "Beds were closed on {n} days in {mo} because of sickness and diarrhoea among patients.",
  "Transfers between sites took too long, and {w} will bring forward a new timetable for vehicles.",
  "Half of those who asked for advice online were given an answer without the need to travel.",
  "Longest waits are in audiology, where {k} people have been on the list since {mo}."]),
 "sites": ("Buildings, kit and carbon", [
  "Rainwater came through the ceiling of {pl} twice in {mo}, and a temporary cover is in place.",
  "The lift maintenance contract has been retendered and will cost £{k},000 less over its life.",
  "Electric vehicles now make up {p}% of the pool fleet.",
  "An inspection of fire dampers found {n} defects, each of which has been given a date for repair.",
  "Rooms freed by hybrid working at {pl} are to be turned into clinic space.",
  "The survey of pipework was finished in {mo} without the need to close any beds.",
  "Old patient monitors will be traded in, which lowers the price of the new ones by £{k},000."]),
 "rules": ("Decisions and oversight", [
  "Members accepted the plan subject to a further note on the effect on rural patients.",
  "The internal auditors finished {n} reviews, of which one carried the lowest rating.",
  "{w} left the room while the lease was discussed and had no part in the vote.",
  "A self-assessment against the provider licence will be published in {mo}.",
  "Terms of reference were refreshed so that a quorum now needs two members from outside the executive.",
  "The register of gifts had {n} new entries, all of small value.",
  "It was agreed that late papers would no longer be taken except in an emergency.",
  "The insurer has asked for a fuller account of how alarms are tested at {pl}."]),
 "data": ("Information and systems", [
  "The clinical portal was unavailable for {n} minutes during a planned change in {mo}.",
  "Coding of outpatient procedures is {p}% complete by the fifth working day.",
  "Three old systems will be retired, saving £{k},000 a year in licences.",
  "{w} showed how the new map of demand is drawn from anonymous postcodes.",
  "Tablets have been given to {k} community staff so that notes can be written in the home.",
  "An attempted fraud by email was stopped by a member of the payroll team."]),
}
OUTTURN = [("Clinical income", ["Block contract income", "Activity-based income", "High cost drugs and devices", "Cross-border and overseas patients", "Injury cost recovery"]),
           ("Other operating income", ["Education, training and library", "Research awards", "Rents and concessions", "Staff recharges to other bodies"]),
           ("Employee expenses", ["Consultants", "Resident doctors", "Registered nurses and midwives", "Support to clinical staff", "Scientific, therapeutic and technical", "Managers and infrastructure support", "Apprenticeship levy"]),
           ("Non-pay expenses", ["Medicines", "Implants and dressings", "Catering, linen and cleaning", "Gas, electricity and water", "Maintenance contracts", "Insurance premiums", "Travel and transport", "Legal and professional fees"]),
           ("Financing items", ["Finance income", "Lease interest", "Dividend on public capital"])]
STATIONS = ["Cray Street", "Harbour Yard", "Lower Wick", "Moorgate Cross", "New Ferry", "Otterfield", "Pike’s Corner", "Quayside Hub", "Redshank Lane", "Tollbar"]
KPIS = [("Speed of answer and attendance", ["Calls answered within five seconds", "Category 1 mean response (minutes)", "Category 2 mean response (minutes)", "Category 3 ninetieth centile (minutes)"]),
        ("Clinical outcomes", ["Return of circulation on arrival at hospital", "Stroke bundle delivered in full", "Pain score recorded twice"]),
        ("Resources", ["Crew hours produced against plan", "Vehicles off the road", "Hours lost at hospital doors per day"]),
        ("Experience and culture", ["Complaints closed within forty working days", "Meal breaks taken on time", "Colleagues recommending us as a place to work"])]
RISKS = [("Services to patients", [
    ("SR1", "Demand for neurodiversity assessment outstrips capacity so that children wait years for help", "Shared waiting list with school nurses; outside provider for simple cases; monthly triage by senior clinicians", "No agreed model beyond this financial year", "Director of Operations"),
    ("SR2", "Primary care practices hand back contracts, leaving towns without a local surgery", "Early warning visits; caretaker provider framework", "Framework covers only two of five districts", "Chief Medical Officer"),
    ("SR3", "Hospital transfers from the coast are delayed by road closures", "Agreement with the lifeboat service; overnight beds at the minor injuries unit", "Not yet rehearsed in winter", "Director of Operations")]),
  ("Money and estate", [
    ("SR4", "Partners do not deliver the joint savings plan and deficit support is withdrawn", "Weekly recovery board chaired by the accountable officer; controls on posts and discretionary spending", "Slippage on two of the largest schemes", "Director of Finance"),
    ("SR5", "Leases on nine clinics end together and rents rise beyond the sum allowed", "Estates strategy approved; negotiations opened with landlords", "Valuations awaited", "Director of Finance")]),
  ("People", [
    ("SR6", "Changes to running costs cause the loss of skilled commissioners", "Voluntary scheme limited by role; handover notes kept for each portfolio", "Knowledge of specialist contracts rests with three people", "Director of Workforce")])]
AGENDA = [("Opening business", [("1", "Welcome, apologies and confirmation of quorum", "Chair", "Verbal", "10.00", "To note"), ("2", "Declarations of interest in items on the agenda", "All", "Verbal", "", "To declare"),
                                ("3", "Minutes of the previous meeting and matters arising", "Chair", "Paper A", "10.05", "To approve"), ("4", "Story from an island resident: dialysis away from home", "Director of Nursing", "Film", "10.15", "To discuss")]),
          ("Performance and assurance", [("5", "Report of the chief executive, including the ferry contract and its effect on visiting staff", "Chief Executive", "Paper B", "10.35", "To note"),
                                         ("6", "Balanced scorecard", "Director of Operations", "Paper C", "10.50", "For assurance"), ("7", "Money and resources: position at month seven", "Director of Finance", "Paper D", "11.10", "For assurance"),
                                         ("8", "Escalations from committees", "Committee chairs", "Papers E1 to E4", "11.25", "For assurance")]),
          ("Strategy and decisions", [("9", "Business case for the replacement of the X-ray room on the outer isle", "Director of Finance", "Paper F", "11.45", "To approve"), ("10", "Winter resilience arrangements with the council, the coastguard and the airfield", "Director of Operations", "Paper G", "12.00", "To approve"),
                                      ("11", "Gaelic and Norn language plan", "Secretary", "Paper H", "12.15", "To approve")]),
          ("Closing business", [("12", "Questions from the public sent in before the meeting", "Chair", "Verbal", "12.25", "To discuss"), ("13", "Review of risks raised today", "Secretary", "Verbal", "", "To note"), ("14", "Any other business and date of next meeting", "Chair", "", "12.40", "To note")])]
ACTIONS = [("27/1", "Share the exit interview themes with staff networks and bring back their view", "L Fenwright", "9 June", "Done; networks met on 4 June"),
           ("27/2", "Recast the turnover chart so that fixed-term leavers are shown apart", "D Ravensworth", "9 June", "In hand"),
           ("27/3", "Ask the ethics group whether the wearable alarm trial may carry on", "A Cordingley", "14 July", "Awaiting reply"),
           ("28/1", "Write to the university about placements that clash with exams", "L Fenwright", "14 July", ""),
           ("28/2", "Publish a plain guide to flexible working requests, with worked examples for rostered teams", "S Oakes", "8 September", "Draft with unions"),
           ("28/3", "Correct the headcount in last month’s annex", "D Ravensworth", "At once", "Done"),
           ("28/4", "Bring costed options for rest rooms at both main sites", "T Wilderspin", "13 October", "Not started")]
GROUPS = ["Registered nursing", "Health visiting and school nursing", "Allied health professions", "Medical and dental", "Unregistered clinical support", "Administrative and clerical", "Estates, porters and drivers"]
SCHEMES = ["Day case theatre ventilation", "Community hub at Millrace", "Replacement of bedside monitors", "Wide area network renewal", "Lift and stairwell safety works", "Pharmacy robot", "Minor works allocation"]
LEDGER = ["Salaries, permanent", "Salaries, fixed term", "Bank shifts", "Agency invoices", "Employer pension", "National insurance", "Training courses", "Travel claims", "Lease cars", "Stationery and print", "Postage", "Telephones and data",
          "Software licences", "Small equipment", "Drugs dispensed", "Depot injections", "Patient meals", "Laundry", "Clinical waste", "Rent payable", "Business rates", "Electricity", "Gas", "Water and sewerage", "Grounds upkeep", "Security guards",
          "Interpreters", "Advocacy contract", "Peer support grants", "Out of area beds", "Recharge to council", "Recharge to prison service", "Placement income", "Sundry income"]
CLINICS = ["Ear, nose and throat", "Orthopaedics", "General surgery", "Dental extraction", "Urology", "Plastic surgery", "Ophthalmology", "Cleft lip and palate"]
VISIT = ["Ask at the desk for a sticker before you go in.", "Bring only one soft toy, and label it.", "Brothers and sisters may visit after school.", "Tell a nurse if you have had a tummy bug in the past two days.", "Phones may be used if the sound is off.",
         "Please do not sit on the bed.", "The play room shuts for cleaning at noon.", "Snacks without nuts are welcome.", "Water can be filled up beside the lift."]
SUPPLIERS = [("Harrier Medical Leasing", "Infusion pumps"), ("Bywater & Daughters", "Window cleaning"), ("Oakum Digital Ltd", "Referral portal"), ("Pellow Patient Travel", "Non-urgent transport"), ("Sarn Valley Hospice", "Community night sitting"),
             ("Trinnick Pathology LLP", "Histology backlog"), ("Ventnor Lift Co", "Maintenance"), ("Wren Language Line", "Interpreting")]
