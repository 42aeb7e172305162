"""Invented words for the kept set."""
TRUSTS = ["Brackenholme Teaching Hospitals NHS Foundation Trust", "Tarnside Partnership NHS Trust",
          "Northwold and Eskmere Integrated Care Board", "Cressbrook Ambulance Service NHS Trust",
          "Pellingham Children’s Hospital NHS Foundation Trust", "Loxley Vale Community Health NHS Trust",
          "Greater Aldersea Cancer Alliance"]
PEOPLE = [("Marguerite Ansty", "Director of Finance"), ("Tobias Fairclough", "Deputy Chief Executive"),
          ("Nkechi Obuasi", "Chief Nursing Officer"), ("Hamish Dalgarno", "Director of Strategy"),
          ("Leila Farrokh", "Chief Digital Officer"), ("Edwin Starbeck", "Company Secretary"),
          ("Bronagh Tully", "Director of People and Culture"), ("Anselm Whitcroft", "Chair"),
          ("Yusra Haddon", "Head of Performance"), ("Gwilym Pryce-Rowe", "Chief Medical Officer")]
SITES = ["Eskmere General", "the Larch Building", "Cobden Street", "Tarnside House", "Hollow Lane", "the Aldersea Unit"]
PLACE = ["Northwold", "Eskmere", "Aldersea", "Pellingham", "Cressbrook"]
THEMES = {
 "finance": ("Financial performance", [
  "Year to date the position is a shortfall of £{m}m against a planned surplus, driven by pay awards and by the cost of escalation beds at {site}.",
  "Income was above plan by £{k},000 because more day cases were carried out than the contract allowed for.",
  "Pay costs were over budget in {n} of the clinical groups, and a vacancy control panel now meets on Mondays.",
  "The underlying run rate has improved by {pct}% since the spring but it is not yet enough to meet the control total.",
  "Non-pay pressures arose from energy, from outsourced reporting of scans and from the higher price of consumables.",
  "Our auditors raised {n} points on the stock count and management has accepted every one of them.",
  "The committee was assured that creditors are being paid within thirty days in {pct}% of cases.",
  "A loan of £{m} million will be repaid in {month} as set out in the treasury policy.",
  "Reserves of £{k},000 have been released to pay for additional paediatric beds."]),
 "workforce": ("People and culture", [
  "The vacancy rate for allied health professionals is {pct}%, with the greatest gaps in speech and language therapy.",
  "Mandatory training compliance slipped during {month} when the learning system was moved to a new supplier.",
  "We held {n} listening events on the night shift and heard that rest areas are too far from the wards.",
  "Nineteen apprentices finished their programmes and all but one have been offered a permanent job at {site}.",
  "Use of temporary staff above the price cap has been ended except in anaesthetics.",
  "Colleagues from minority ethnic backgrounds are still less likely to be appointed from a shortlist, at a ratio of {r}.",
  "A total of {n} exception reports were submitted by resident doctors, most of them about missed breaks.",
  "{person} thanked the volunteers who gave {k} hours of their time in the quarter."]),
 "quality": ("Care quality", [
  "The mortality indicator remains within the expected range, and the learning from deaths team reviewed {n} sets of notes.",
  "Pressure ulcers of category three fell by {pct}% following the mattress replacement at {site}.",
  "A theme from recent incidents is the handover of insulin doses when a patient moves between areas.",
  "Mothers rated the new antenatal pathway highly, but access in the east of the county is uneven.",
  "The regulator visited {site} without notice in {month} and gave verbal feedback on the same day.",
  "Sepsis screening was completed for {pct}% of patients who met the criteria.",
  "Duty of candour letters were sent late in {n} cases and an apology has been made to each person."]),
 "minutes": ("Discussion", [
  "{person} opened the meeting at ten o’clock and confirmed that it was quorate.",
  "No interests were declared beyond those already on the register.",
  "Members considered the report and questioned whether the trajectory for {month} was realistic.",
  "In reply, {person} said that capacity at {site} would rise once the second scanner was in use.",
  "The committee resolved to refer the matter to the audit committee for a deeper look.",
  "A governor described her experience of using the service and was thanked for her candour.",
  "The next meeting would take place at {site} and would be open to the public."]),
 "risk": ("Principal risks", [
  "Failure of the ageing ventilation plant at {site} is scored at twenty and is reviewed weekly.",
  "The likelihood of a cyber incident has been raised because {n} servers are out of support.",
  "There is limited assurance over the transport contract, and a second provider is being sought.",
  "The target score for the medicines shortage risk will not be met until {month}.",
  "Industrial action remains a threat to the recovery of routine surgery.",
  "Mitigations for the radiology backlog include weekend lists and {n} extra reporting sessions."]),
 "digital": ("Digital and data", [
  "The shared care record now covers {n} general practices and is opened about {k} times a week.",
  "Clinicians reported that the new login takes longer than the old one, and a fix is due in {month}.",
  "An audit of coding found an accuracy of {pct}% for the primary diagnosis.",
  "Old paging equipment at {site} will be switched off once the handsets have been tested.",
  "Patients can now change an appointment by text message without ringing the booking office."]),
}
RECS = [
 ("NHS bodies in the area should agree a single referral form for children with complex needs.", "Accepted", "The form was piloted with four practices and will be used by everyone from the spring."),
 ("The ambulance service should station a crew permanently on the coast road.", "Not accepted", "Modelling shows that a fixed post would slow the response to the inland villages by four minutes."),
 ("Discharge letters must be sent to the patient as well as to the general practice.", "Accepted", "This became the default setting in the record system last month."),
 ("The Trust should double the number of hospice beds within one year.", "Accepted in principle", "Funding for six beds has been found; the others depend on the lease of the Larch Building."),
 ("Interpreters should be booked when the appointment is made.", "Accepted", "Booking staff have been trained and a prompt has been added to the screen."),
 ("An independent guardian should be appointed to hear the concerns of volunteers.", "Not accepted", "Volunteers can already speak to the existing guardian, who is independent of line managers."),
 ("Board papers should be published seven days before each meeting.", "Accepted", "The timetable has been changed with effect from the next meeting."),
]
ACTIONS = [("A-031", "Confirm the start date for weekend lists in radiology", "Tobias Fairclough", "15/05/2026"),
           ("A-032", "Present options for a second transport provider", "Hamish Dalgarno", "Closed"),
           ("A-033", "Circulate the note on coding accuracy to members", "Yusra Haddon", "22/05/2026"),
           ("A-034", "Arrange a visit by governors to Tarnside House", "Edwin Starbeck", "30/06/2026"),
           ("A-035", "Report on the rest areas used by night staff", "Bronagh Tully", "Overdue"),
           ("A-036", "Review the stock count with the auditors", "Marguerite Ansty", "12/06/2026")]
FIN_ROWS = ["NHS contract income", "Education and training", "Research grants", "Private patients",
            "Medical staff", "Nursing staff", "Other staff", "Drugs and gases", "Energy", "Depreciation",
            "Interest", "Net position"]
PERF_ROWS = ["Category 2 response", "Two-week wait", "Faster diagnosis", "Referral to treatment",
             "Talking therapies access", "Health visitor checks", "Bed occupancy", "Virtual ward use"]
DIVS = ["Urgent Care", "Planned Care", "Family Health", "Diagnostics", "Mental Health", "Corporate"]
LIST = ["Come to the main entrance and ask for the day unit.", "Do not eat for six hours before you arrive.",
        "You may drink clear water until two hours before.", "Leave jewellery and valuables at home.",
        "An adult should stay with you overnight.", "Take paracetamol at the times shown on the packet.",
        "Some bruising is normal and fades within a fortnight.", "Call 111 if the bleeding does not stop.",
        "Return the walking frame to the equipment store.", "Your stitches will dissolve by themselves.",
        "Sleep with your head raised on two pillows.", "We will write to your doctor within a week."]
COMPOUND = ["Our decision-making framework was co-produced with self-employed carers, and the cross-boundary team gave a well-received account of end-of-life care and of near-miss reporting in the high-dependency unit.",
            "The vice-chair noted that year-end cut-off testing had been under-resourced, that a one-off payment was mis-stated and that a fixed-term post would be re-advertised.",
            "Joined-up working with the not-for-profit sector has helped first-time mothers, and a drop-in clinic with a single-site booking desk is now well-attended.",
            "A decision-ready, evidence-based paper on ring-fenced funds will reach the sub-committee after the mid-year stock-take."]
LIGA = ["The benefits office flagged that five staff files were affected by a firewall configuration fault, and the official offer was briefly deferred.",
        "A financial reflection on inflation confirmed that fewer fluids were used, with significant effects on waste and on the scaffold of the first floor refit.",
        "Traffic flows differ at the affiliated site, where a difficult fire officer inspection defined the final specification."]
