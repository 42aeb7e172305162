"""Invented words for the tune set."""
TRUSTS = ["Fenmarsh University Hospitals NHS Trust", "Harrowdale Community Care NHS Trust",
          "Saltby and Orme Integrated Care Board", "Wexcombe Mental Health NHS Foundation Trust"]
PEOPLE = [("Dorothea Kemble", "Chief Finance Officer"), ("Imran Vasey", "Chief Operating Officer"),
          ("Ruth Oldacre", "Chief Nurse"), ("Peter Langwith", "Director of Estates"),
          ("Shanice Abara", "Chief People Officer"), ("Colm Dunstable", "Medical Director"),
          ("Agnes Thirlby", "Trust Chair"), ("Jasvir Poole", "Associate Director of Planning")]
SITES = ["Orme Road", "St Wilfrid’s", "Low Fen", "the Marsh Wing"]
PLACE = ["Saltby", "Ormeford", "Harrow Fen", "Wexcombe"]
THEMES = {
 "finance": ("Finance report", [
  "The Trust reported a deficit of £{m} million at the end of month {mon}, which is £{k}k worse than the plan agreed with the system.",
  "Agency spending fell to {pct}% of the pay bill after two wards at {site} moved to a shared bank.",
  "The cash balance stood at £{m} million and no external support is needed before the final quarter.",
  "Capital spending is behind the profile because the boiler replacement at {site} was held back until the asbestos survey was complete.",
  "The efficiency programme has delivered {pct}% of its target, and {n} further schemes are waiting for a quality impact assessment.",
  "Members are asked to note that the forecast assumes full receipt of elective recovery funding."]),
 "workforce": ("Workforce update", [
  "Turnover among registered nurses has dropped for the third month in a row and now stands at {pct}%.",
  "Sickness absence rose in community teams, mostly because of seasonal illness and long-term musculoskeletal conditions.",
  "There were {n} internationally educated nurses in post by the end of the month, and all have passed their practical examination.",
  "The staff survey closed with a response rate of {pct}%, the highest that the Trust has recorded.",
  "Appraisal rates in estates and facilities remain below the standard, and {person} has agreed a weekly check with the managers there.",
  "A new career route for healthcare support workers opens in {month}."]),
 "quality": ("Quality and safety", [
  "Two never events were declared in theatres and both families have been offered a meeting with the clinical lead.",
  "Falls with harm reduced to {n} across the adult wards after the introduction of bay nursing at {site}.",
  "The infection prevention team reviewed every case and found that hand hygiene audits were missing on {n} occasions.",
  "Complaints answered within the agreed time improved to {pct}%, although the oldest case has now been open for {n} weeks.",
  "Patients told us that they waited too long for their medicines before going home."]),
 "minutes": ("Minutes of the last meeting", [
  "{person} welcomed everyone to the meeting and noted apologies from two members.",
  "The minutes of the meeting held in {month} were accepted as a correct record.",
  "It was agreed that the winter plan would come back to the committee with a clear account of the costs at {site}.",
  "A member asked how the waiting list figures had been checked, and {person} explained the monthly sampling of {n} records.",
  "There was no other business and the meeting closed at half past four."]),
 "risk": ("Risk register", [
  "The highest scoring risk concerns the electrical supply at {site}, where a single failure could close {n} beds.",
  "The risk of losing the pharmacy robot has been lowered following the installation of a second unit.",
  "A new risk has been opened about the supply of contrast agent for imaging.",
  "Controls over medical gases were tested in {month} and found to be effective."]),
 "digital": ("Digital programme", [
  "The electronic prescribing system went live on {n} wards with no serious incidents.",
  "Downtime during the network upgrade lasted {n} minutes longer than was planned.",
  "Staff at {site} asked for more training at the elbow rather than online."]),
}
RECS = [
 ("The Trust should publish its waiting list recovery plan and report progress to each public meeting.", "Accepted", "A plan was published on the website and will be reported every second month by the planning team."),
 ("All wards should carry out a daily safety huddle attended by a pharmacist.", "Accepted in part", "Huddles take place on every ward, but pharmacist cover at weekends cannot be funded this year."),
 ("The board should appoint a lead for carers.", "Accepted", "The Chief Nurse has taken on this role."),
 ("Visitor parking charges should be ended at all sites.", "Not accepted", "The income pays for the shuttle bus between the two hospitals and for safer lighting."),
 ("Complaint letters should be checked for plain language before they are sent.", "Accepted", "A reading panel of six patients now looks at a sample each month."),
]
ACTIONS = [("14/24", "Bring a revised winter plan to the committee", "IV", "28 November 2024"),
           ("15/24", "Check the ward level agency figures with the bank office", "DK", "12 December 2024"),
           ("16/24", "Write to the families concerned and offer a meeting", "RO", "Done"),
           ("17/24", "Agree a date for the fire door survey at Low Fen", "PL", "31 January 2025"),
           ("18/24", "Share the staff survey results with union colleagues", "SA", "9 January 2025")]
FIN_ROWS = ["Income from patient care", "Other operating income", "Pay: substantive", "Pay: agency",
            "Drugs", "Clinical supplies", "Premises", "Surplus/(deficit)"]
PERF_ROWS = ["Four-hour standard", "Ambulance handovers", "Cancer 62 days", "Diagnostics within six weeks",
             "Elective waits over 65 weeks", "Outpatient follow-ups"]
DIVS = ["Medicine", "Surgery", "Women and Children", "Clinical Support", "Community"]
LIST = ["Open the window for ten minutes each morning.", "Bring a list of every medicine that you take.",
        "Wear loose clothes and flat shoes on the day.", "Do not drive for two days after the procedure.",
        "Ring the ward if you have a temperature above 38 degrees.", "Keep the dressing dry until your first check.",
        "Ask for a chaperone if you would like one.", "Tell us if you need an interpreter."]
COMPOUND = ["The non-executive directors met the co-designed pathway group twice before the long-term plan was settled, and asked for a follow-up report on the cost-effective options for the out-of-hours service.",
            "A patient-led review of the walk-in centre found that well-established teams gave high-quality care but that hand-over between the short-stay unit and the wards was error-prone."]
LIGA = ["The office of the chief financial officer confirmed that staff flow is now sufficient and that no conflict of interest was identified.",
        "Five flu clinics offered a different fit-testing profile, and the final figures reflect the efficient use of the fifth floor."]
