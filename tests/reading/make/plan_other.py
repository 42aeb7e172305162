"""Which other files are made, for each set: (file name, way of negatives, function)."""
import kinds_office as o
import kinds_web as h
import kinds_word as w

TUNE = [
 ("visiting-policy.docx", "hyphen", w.combo),
 ("division-tables.docx", "minus", w.tables),
 ("guidance.html", "hyphen", h.govuk),
 ("plan.md", "hyphen", h.markdown),
 ("funds-minutes.txt", "hyphen", h.text),
 ("grants.csv", "hyphen", h.csvfile),
 ("summary.xlsx", "hyphen", o.xlsx),
 ("winter.pptx", "hyphen", o.pptx),
 ("reply.eml", "hyphen", o.eml),
 ("estates.odt", "paren", o.odt),
 ("briefing.rtf", "paren", o.rtf),
]
KEPT = [
 ("draft-visiting.docx", "hyphen", lambda c, p: w.tracked(c, p, False)),
 ("briefing-footnotes.docx", "paren", w.footnotes),
 ("welcome-boxes.docx", "hyphen", w.boxes),
 ("operational-plan.docx", "hyphen", w.numbered),
 ("tables-nested.docx", "paren", w.tables),
 ("board-cover.docx", "minus", w.cover),
 ("forum-notes.docm", "hyphen", lambda c, p: w.minutes(c, p, "docm")),
 ("paper-template.dotx", "paren", lambda c, p: w.cover(c, p, "dotx")),
 ("area-guidance.html", "hyphen", lambda c, p: h.govuk(c, p, False)),
 ("unit-news.html", "hyphen", h.news),
 ("pay-statement.html", "minus", h.plainpage),
 ("pay-statement-1252.html", "hyphen", lambda c, p: h.plainpage(c, p, "cp1252")),
 ("locality.md", "hyphen", lambda c, p: h.markdown(c, p, False)),
 ("charity-panel.txt", "hyphen", lambda c, p: h.text(c, p, 62)),
 ("charity-panel-long-lines.txt", "hyphen", lambda c, p: h.text(c, p, 4000)),
 ("grant-lines.csv", "minus", h.csvfile),
 ("grant-lines-1252.csv", "hyphen", lambda c, p: h.csvfile(c, p, False, "cp1252")),
 ("quarter-book.xlsx", "hyphen", o.xlsx),
 ("plain-book.xlsx", "hyphen", lambda c, p: o.xlsx(c, p, False, False)),
 ("winter-deck.pptx", "hyphen", o.pptx),
 ("chain-csv.eml", "hyphen", lambda c, p: o.eml(c, p, "csv")),
 ("chain-plain.eml", "hyphen", lambda c, p: o.eml(c, p, "docx", False)),
 ("property.odt", "minus", o.odt),
 ("note-for-chair.rtf", "paren", o.rtf),
 ("digital-brief.rtf", "hyphen", lambda c, p: o.rtf(c, p, True)),
 ("estates-note.odt", "hyphen", o.odt),
]
