"""Which files make up the fresh set: (name, way of negatives, nil, function)."""
import fresh_office as f
import fresh_other as o
import fresh_pdf_c as k
import fresh_pdf_r as r
import fresh_word as w

PDF = [("finance-month.pdf", "paren", "-", r.finance), ("performance-scorecard.pdf", "hyphen", "-", r.scorecard), ("assurance-framework.pdf", "hyphen", "-", r.register),
       ("rolling-actions.pdf", "hyphen", "-", r.actionlog), ("review-response.pdf", "hyphen", "-", r.recs), ("public-minutes.pdf", "hyphen", "-", r.minutes),
       ("regulator-letter.pdf", "hyphen", "-", r.letter), ("after-operation.pdf", "hyphen", "-", r.leaflet), ("charity-form.pdf", "hyphen", "-", r.form),
       ("agenda-pack.pdf", "minus", "nil", r.mixed), ("plan-annex.pdf", "paren", "-", r.turned), ("capital-decimal.pdf", "paren", "", r.capital),
       ("board-update.pdf", "hyphen", "-", k.coverlines), ("workforce-letter-size.pdf", "minus", "nil", k.workforce), ("corporate-risks.pdf", "hyphen", "-", k.risklog),
       ("you-said.pdf", "hyphen", "-", k.recsplain), ("bulletin.pdf", "hyphen", "-", k.news), ("committee-draft.pdf", "hyphen", "-", k.committee),
       ("system-slides.pdf", "paren", "-", k.slides), ("quality-dashboard.pdf", "hyphen", "nil", k.dashboard), ("booking-letter.pdf", "hyphen", "-", k.patient),
       ("summary-accounts.pdf", "paren", "-", k.accounts), ("business-case.pdf", "paren", "-", k.frontsheet), ("improvement-tracker.pdf", "hyphen", "-", k.tracker),
       ("safer-staffing.pdf", "hyphen", "-", lambda c, p: w.viaoffice(c, p, w.paper)), ("activity-memo.pdf", "paren", "nil", lambda c, p: w.viaoffice(c, p, w.footnotes))]
OTHER = [("uniform-policy.docx", "hyphen", "-", w.tracked), ("board-front.docx", "paren", "-", w.cover), ("establishment.docx", "minus", "nil", w.tworows), ("instructions.docx", "hyphen", "-", w.numbered),
         ("activity-notes.docx", "paren", "-", w.footnotes), ("board-page.html", "minus", "-", o.h_board), ("green-plan.html", "hyphen", "nil", o.h_plan), ("spending-notes.html", "paren", "", o.h_word),
         ("waiting-times.html", "hyphen", "-", o.h_letter), ("capacity.md", "hyphen", "-", o.md), ("capacity-plain.md", "hyphen", "nil", lambda c, p: o.md(c, p, False)),
         ("patient-council.txt", "hyphen", "-", o.txt), ("patient-council-long.txt", "hyphen", "-", lambda c, p: o.txt(c, p, "cp1252", 5000)), ("spend-over-25k.csv", "hyphen", "-", o.csvf),
         ("risks.csv", "hyphen", "-", lambda c, p: o.csvf(c, p, "risks")), ("month-end.xlsx", "paren", "-", f.xlsx1), ("registers.xlsx", "hyphen", "-", f.xlsx2),
         ("governors.pptx", "paren", "-", f.pptx), ("winter-review.pptx", "hyphen", "-", lambda c, p: f.pptx(c, p, False)), ("papers-reply.eml", "hyphen", "-", f.eml),
         ("figures-forward.eml", "hyphen", "nil", lambda c, p: f.eml(c, p, "html")), ("accreditation.odt", "hyphen", "-", f.odt), ("efficiency.rtf", "paren", "-", f.rtf)]
