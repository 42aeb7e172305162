"""Invented words for the fresh set."""
TRUSTS = ["Wythendale University Hospitals NHS Trust", "Marl Coast Community NHS Foundation Trust",
          "Hexley and Border Mental Health NHS Trust", "Sallowfield Integrated Care Board",
          "Quorndale District Hospitals NHS Foundation Trust", "Penmoor Specialist Orthopaedic NHS Trust"]
PEOPLE = [("Imogen Thackeray-Bose", "Chief Executive"), ("Dafydd Llewes", "Chief Finance Officer"),
          ("Oluwaseun Adair", "Chief Operating Officer"), ("Carmel Jessop", "Chief Nurse"),
          ("Rafiq Mulcaster", "Medical Director"), ("Petronella Voss", "Trust Chair"),
          ("Stuart Inchbald", "Associate Director of Governance"), ("Mei-Ling Corrie", "Chief People Officer"),
          ("Jacinta Orme", "Non-Executive Director"), ("Barnaby Threlfall", "Director of Estates and Facilities")]
SITES = ["Wythendale Royal", "Quarry Bank Hospital", "the Sorrel Suite", "Marl Point Clinic", "Gannet House", "Hexley Infirmary"]
PLACE = ["Wythendale", "Marl Coast", "Hexley", "Quorndale", "Sallowfield", "Penmoor"]
THEMES = {
 "finance": ("Month-end financial position", [
  "At the close of {month} the Trust reported a deficit of £{m}m, which is £{k}k adverse to the phased plan.",
  "Elective income recovered to {pct}% of the value-weighted baseline after two theatres reopened at {site}.",
  "Delivery of the efficiency programme stands at £{m}m, of which {pct}% is recurrent.",
  "Cash at bank was £{m}m, equal to {n} days of operating expenditure, and no revenue support has been requested.",
  "Temporary staffing remains the largest single driver of the overspend, chiefly in acute medicine and anaesthetics.",
  "Better Payment Practice Code performance was {pct}% by number and is expected to hold until year end.",
  "The Finance Committee will receive a forecast outturn with best, likely and worst cases in {month}.",
  "Commissioners have confirmed a non-recurrent allocation of £{k}k towards the virtual ward."]),
 "people": ("Our people", [
  "Rolling twelve-month sickness absence fell to {pct}%, with anxiety and musculoskeletal causes still accounting for most days lost.",
  "Turnover among healthcare support workers is {n} leavers a month, the lowest since the new induction began.",
  "Mandatory training compliance has passed {pct}% everywhere but {site}, where a trainer post is unfilled.",
  "The Freedom to Speak Up Guardian recorded {n} contacts in the quarter, {mon} of them anonymous.",
  "Thirty-one internationally educated nurses passed their clinical examinations at the first attempt.",
  "Appraisals will move to a single window between {month} and the end of the summer.",
  "A hardship fund set up by {person} has helped {n} colleagues with travel and energy bills.",
  "Rosters are now approved six weeks ahead in {pct}% of teams."]),
 "quality": ("Safety and experience", [
  "There were {n} falls with harm across the adult wards, a fall of a fifth against the same period last year.",
  "One never event involving a retained swab is under review and the family is being kept informed by {person}.",
  "Compliance with the sepsis bundle rose to {pct}% following a change to the electronic observations chart.",
  "Friends and Family Test scores at {site} were {pct}% positive from {k} replies.",
  "The Patient Safety Incident Response Plan was refreshed and names five priorities for learning.",
  "Hospital-acquired pressure damage increased on two wards where specialist mattresses were in short supply.",
  "Duty of candour letters were sent within ten working days in every case but one.",
  "The mortality review group looked at {n} deaths and judged none of them to be avoidable."]),
 "operations": ("Operational performance", [
  "Bed occupancy averaged {pct}% and {n} patients a day no longer met the criteria to reside.",
  "The waiting list stood at {k},204 pathways, including {n} people who had waited longer than fifteen months.",
  "Same day emergency care took {pct}% of the medical intake at {site} without an overnight stay.",
  "Ambulance crews waited more than an hour to hand over on {n} occasions in {month}.",
  "Mutual aid for endoscopy ended in {month} and a weekend list has been added in its place.",
  "Theatre utilisation improved to {pct}% after late starts were tackled by a daily huddle.",
  "Two-thirds of first outpatient appointments are now confirmed by text within a week of referral.",
  "A full capacity protocol was used {mon} times, each time with the agreement of the executive on call."]),
 "estates": ("Estates, capital and sustainability", [
  "Roof repairs at {site} are {mon} weeks behind programme because asbestos was found above the plant room.",
  "The heat pump scheme won a grant of £{m}m and should cut gas use by {pct}%.",
  "Backlog maintenance rated as high risk has been restated at £{m}m after the six-facet survey.",
  "Capital spend to date is £{k}k behind profile, with orders raised for imaging and pathology equipment.",
  "Hot water temperatures were out of range at {n} outlets and flushing has been increased to daily.",
  "A planning application for the multi-storey car park was deferred until {month}.",
  "Catering waste per patient meal has dropped by {pct}% since digital menus were introduced."]),
 "governance": ("Governance and assurance", [
  "The Board Assurance Framework was reviewed by each lead executive and two target scores were moved to {month}.",
  "Internal audit gave significant assurance on payroll and limited assurance on medical device training.",
  "{person} declared an interest as trustee of a local hospice and took no part in the decision.",
  "The draft constitution was circulated to members and {n} comments were received.",
  "An external well-led review will begin in {month} and is expected to last {mon} weeks.",
  "The Committee agreed to escalate the delay in discharge summaries to the Board.",
  "All policies past their review date at {site} now have a named owner."]),
}
INCOME = ["Contract income from integrated care boards", "Specialised commissioning", "Teaching and placement income", "Research and development",
          "Overseas visitors and private care", "Car parking and catering"]
SPEND = ["Substantive pay", "Bank pay", "Agency pay", "Drugs and medical gases", "Clinical supplies and services",
         "Clinical negligence contributions", "Energy, rates and water", "Consultancy and outsourced services"]
BELOW = ["Depreciation and impairment", "Public dividend capital payable", "Interest receivable"]
CARE = ["Urgent and Emergency Care", "Planned Care and Theatres", "Family Services", "Diagnostics, Pharmacy and Therapies",
        "Specialist Rehabilitation", "Corporate Directorates"]
SCHEMES = ["Roof and façade renewal, east block", "Electronic patient record: phase two rollout including community teams", "MRI scanner replacement",
           "Endoscopy decontamination unit", "Fire compartmentation", "Heat decarbonisation", "Ward refurbishment rolling programme", "Network switches and wireless coverage"]
MEASURES = {"Safe": ["Falls with harm per 1,000 bed days", "Category 3 and 4 pressure ulcers", "C. difficile cases (healthcare onset)", "VTE risk assessment"],
            "Effective": ["Summary hospital mortality indicator", "Readmissions within 30 days", "Theatre utilisation (touch time)"],
            "Responsive": ["A&E patients seen within four hours", "Referral to treatment within 18 weeks", "Cancer faster diagnosis within 28 days of an urgent referral", "Diagnostic waits over six weeks"],
            "Well led": ["Staff turnover (rolling year)", "Appraisal completed in last 12 months"]}
RISKS = [("Failure to recruit enough anaesthetists could lead to cancelled lists and longer waits for surgery", "Overseas campaign open; locum tier agreed with neighbouring providers; weekly rota review by the clinical lead", "Reports to the People Committee; bank fill rate", "16", "8"),
         ("Ageing electrical switchgear may fail and cut power to critical care", "Generator tested monthly; portable units on site; replacement in year one of the capital plan", "Authorising engineer’s annual report", "20", "10"),
         ("Cyber attack leads to loss of clinical systems for more than one day", "Multi-factor sign-in, offline back-up and a rehearsed business continuity plan in each department", "Penetration test; toolkit submission", "15", "10"),
         ("Efficiency programme is not delivered and cash support is needed before year end", "Weekly turnaround meeting; vacancy panel; sign-off of quality impact by two executives", "Finance Committee deep dive", "12", "9"),
         ("Delays in discharge to social care harm patients and block admissions", "Transfer of care hub with council staff; discharge to assess beds at two homes", "Daily situation report", "16", "12"),
         ("Lapsed fire training means that staff are unable to evacuate safely", "Extra sessions at night; wardens named on each floor", "Fire safety group minutes", "9", "6")]
RESPONSES = [("R1", "The Trust must make sure that medicines are stored at the right temperature in every treatment room.", "Fully accepted. Sensors that alert the on-call pharmacist have been fitted in all rooms at both hospitals.", "Chief Pharmacist", "Complete"),
             ("R2", "Leaders should agree one escalation route for deteriorating patients and test it out of hours.", "Accepted. A single bleep number was introduced and has been tested on four nights, with learning shared at the safety huddle.", "Medical Director", "On track"),
             ("R3", "Records of restraint should be audited each quarter.", "Accepted in principle. The first audit covered half of the wards because of a gap in the team.", "Chief Nurse", "Delayed"),
             ("R4", "The Board should consider whether the call centre ought to open at weekends.", "Partially accepted. A Saturday pilot is running; Sunday opening was not supported by the number of calls received.", "Chief Operating Officer", "On track"),
             ("R5", "Bereavement rooms should be provided at each site.", "Rejected. There is no suitable space at the smaller clinics and families are offered the use of the chapel.", "Director of Estates", "Closed"),
             ("R6", "Young people moving to adult services should have a named key worker from the age of seventeen.", "Accepted. Eleven key workers are in post and a further three will start before the end of term.", "Chief People Officer", "Complete")]
LOG = [("TB/061", "Circulate the terms of reference for the well-led review to all directors", "SI", "30/04", "Closed"),
       ("TB/064", "Provide a breakdown of agency spend by specialty, with the reasons for any shift paid above the cap", "DL", "28/05", "Open"),
       ("TB/067", "Invite the patient whose story was heard to join the redesign group for outpatient letters", "CJ", "28/05", "Open"),
       ("TB/070", "Add a forecast line to the run chart for discharges before noon", "OA", "25/06", "Not due"),
       ("TB/071", "Ask internal audit to widen its review of device training to bank staff and volunteers", "SI", "25/06", "Overdue"),
       ("TB/075", "Confirm whether the charity can meet the cost of the garden at the rehabilitation unit", "BT", "23/07", "Not due")]
TIPS = ["Take your tablets with food unless the label says otherwise.", "Bring your hearing aids and glasses to the clinic.", "Rest with your leg raised for the first evening.",
        "Drink plenty of water, but no alcohol, for twenty-four hours.", "Telephone the helpline if the wound feels hot or begins to weep.", "Have nothing to eat after midnight before your test.",
        "Ask your pharmacist before you buy any cold remedy.", "Arrange for an adult to stay with you overnight.", "Remove nail varnish and jewellery at home."]
