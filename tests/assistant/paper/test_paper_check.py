"""A paper read against the starter library: marks, reasons, passages, comments in Word, and what is refused."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading

import pytest
from conftest import ROOT
from docx import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from fpdf import FPDF

from assistant.errors import AssistantError
from assistant.paper.check import MARKS, MOST, check, read_paper
from assistant.paper.check_report import annotate, record, report, summary
from assistant.paper.files import file_of
from assistant.paper.types import Brief
from assistant.paper.weigh import BARS, FEATURES, WEIGHTS, decide, weigh
from assistant.settings import load_settings
from evals.opened import open_product
from evals.papers import load_planted, measure
from index.embed import ToyEmbedder
from index.errors import LoadError

SAID = "The government rejected the Hewitt review's proposal to raise the share of NHS budgets spent on prevention."
WRONG = "The Hewitt review was published on 4 April 2023, with 89 pages and 63 recommendations."
LOCAL = "Our bus fleet was painted green in May last year."


def last_quarter(path, *paragraphs):
    docx = Docx()
    docx.add_heading("Prevention in our system", 1)
    for text in paragraphs:
        docx.add_paragraph(text)
    table = docx.add_table(rows=1, cols=1)
    table.cell(0, 0).text = "Our board meets in public six times in each year."
    docx.save(path)
    return path


def pdf_of(path, pages, text):
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    for page in range(pages):
        pdf.add_page()
        pdf.multi_cell(0, 6, text.replace("PAGE", str(page)))
    pdf.output(str(path))
    return path


@pytest.mark.slow
def test_sentences_of_a_paper_are_marked_with_their_passages(real_starter_index, tmp_path):
    path = last_quarter(tmp_path / "q2.docx", f"{SAID} {WRONG}", LOCAL, "Is there more to say?")
    *_, found = real_starter_index.papers.check(path)
    assert [f.mark for f in found.findings] == ["supported", "contradicted", "absent", "absent"]
    assert found.skipped == 2 and found.findings[3].text.startswith("Our board meets in public")
    assert SAID in found.findings[0].weighed.passages[0].text
    assert "36 recommendations" in found.findings[1].weighed.passages[0].text and "63" in found.findings[1].weighed.reason


@pytest.mark.slow
def test_an_answer_to_this_recommendation_is_held_against_the_ledger(real_starter_index, tmp_path):
    asked = "The Hewitt review recommended that the share of NHS budgets spent on prevention rise by at least one per cent over five years."
    wrong, right = "The government accepted this recommendation in full in June 2023.", "The government rejected this recommendation."
    *_, found = real_starter_index.papers.check(last_quarter(tmp_path / "q3.docx", asked, wrong, asked, right, LOCAL, wrong))
    by = {(before.text, f.text): f.weighed.by for before, f in zip(found.findings, found.findings[1:], strict=False)}
    assert by[asked, wrong] == "ledger" and by[asked, right] != "ledger" and by[LOCAL, wrong] != "ledger"
    assert "rejected (14 June 2023)" in next(f for f in found.findings if f.weighed.by == "ledger").weighed.reason


@pytest.mark.slow
def test_what_was_true_once_is_superseded_by_what_came_later(real_starter_index):
    found = weigh(real_starter_index.searcher, real_starter_index.judge, "Wes Streeting remains the Health and Social Care Secretary and is steering the changes.")
    assert found.mark == "superseded" and any("resigned" in p.text for p in found.passages)


@pytest.mark.slow
def test_a_planted_paper_is_marked_as_measured(real_starter_index):
    """The test half, three papers of 20 sentences; the floors lie under what was measured once."""
    planted = load_planted("test")
    found = {
        name: i.mean for name, i in measure([p.mark for p in planted], [weigh(real_starter_index.searcher, real_starter_index.judge, p.text).mark for p in planted]).items()
    }
    assert len(planted) == 60
    assert found["supported: precision"] >= 0.85 and found["absent: recall"] >= 0.8, found
    assert found["contradicted: recall"] >= 0.7 and found["superseded: recall"] >= 0.4, found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "html"])
def test_our_own_draft_is_found_supported(real_starter_index, tmp_path, kind):
    *_, paper = real_starter_index.papers.draft(real_starter_index.papers.outline(Brief("prevention spending", sections=("summary", "recommended", "answered")))
    )
    path = tmp_path / f"own.{kind}"
    path.write_bytes(file_of(paper, kind, real_starter_index.ledger.catalogue()))
    *_, found = real_starter_index.papers.check(path)
    said = {s.text for section in paper.sections for s in section.statements}
    own = [f for f in found.findings if f.text in said]
    assert len({f.text for f in own}) >= (len(said) if kind == "docx" else 0.5 * len(said))
    assert {f.mark for f in own} == {"supported"}


@pytest.mark.slow
def test_the_word_copy_has_a_comment_at_each_sentence_and_is_otherwise_the_same(real_starter_index, tmp_path):
    path = last_quarter(tmp_path / "q2.docx", f"{SAID} {WRONG}", LOCAL)
    *_, found = real_starter_index.papers.check(path)
    copy = Docx(io.BytesIO(annotate(path.read_bytes(), found)))
    assert [p.text for p in copy.paragraphs] == [p.text for p in Docx(path).paragraphs]
    comments = list(copy.comments)
    assert [c.paragraphs[0].text for c in comments] == [f.label for f in found.findings]
    assert "36 recommendations" in comments[1].text and comments[1].author == "ICS Assistant"
    text = report(found, "html")
    assert all(f.text.split("'")[0] in text for f in found.findings) and "<script" not in text
    assert record(found)["counts"] == {"supported": 1, "contradicted": 1, "superseded": 0, "absent": 2}
    assert json.loads(json.dumps(record(found)))["findings"][1]["passages"][0]["text"]


@pytest.mark.slow
def test_tracked_changes_controls_and_line_breaks_are_read_and_comments_keep_to_their_sentence(real_starter_index, tmp_path):
    docx = Docx()
    p = docx.add_paragraph(f"{SAID} The government ")
    inserted = p.add_run("accepted nothing and ")._r
    p._p.append(_wrapped("w:ins", inserted))
    deleted = p.add_run("accepted at once and ")._r
    p._p.append(_wrapped("w:del", deleted))
    p.add_run("rejected the Hewitt review's proposal\nto raise the share of NHS budgets spent on prevention.")
    docx.save(tmp_path / "tracked.docx")
    paper = read_paper(tmp_path / "tracked.docx")
    assert [s.text for s in paper.sentences] == [
        SAID,
        "The government accepted nothing and rejected the Hewitt review's proposal to raise the share of NHS budgets spent on prevention.",
    ]
    *_, found = check(real_starter_index.searcher, real_starter_index.examiner.desk(), paper)
    assert [f.weighed.certain for f in found.findings] == [True, False]
    copy = Docx(io.BytesIO(annotate((tmp_path / "tracked.docx").read_bytes(), found)))
    starts = [e for e in copy.element.body.iter(qn("w:commentRangeStart"))]
    assert len(starts) == 2 and "".join(t.text for t in starts[0].getnext().iter(qn("w:t"))) == SAID


def _wrapped(tag, run):
    made = OxmlElement(tag)
    made.set(qn("w:id"), "9")
    made.set(qn("w:author"), "A N Author")
    made.append(run)
    return made


def test_the_list_of_references_and_lines_of_contents_are_no_sentences(tmp_path):
    docx = Docx()
    docx.add_heading("What was recommended in the review of 2023", 1)
    docx.add_paragraph("What was recommended in the review of 2023")
    for _ in range(3):
        docx.add_paragraph(SAID)
    docx.add_heading("References", 1)
    docx.add_paragraph("1. HSJ (2023) Sunak should lead a national mission for health improvement.")
    docx.save(tmp_path / "refs.docx")
    assert [s.text for s in read_paper(tmp_path / "refs.docx").sentences] == [SAID] * 3


@pytest.mark.slow
def test_sentences_turned_round_in_a_word_are_not_called_certain(real_starter_index):
    for planted in (p for p in load_planted("development") if p.paper == "r1"):
        found = weigh(real_starter_index.searcher, real_starter_index.judge, planted.text)
        assert not found.certain and (found.mark != "supported" or "does not have" in found.reason), planted
    assert not weigh(real_starter_index.searcher, real_starter_index.judge, "The government said no to HARPs.").certain


@pytest.mark.slow
def test_a_check_can_be_stopped_and_keeps_what_it_found(real_starter_index, tmp_path):
    path = last_quarter(tmp_path / "q2.docx", SAID, WRONG, LOCAL)
    stop, seen = threading.Event(), []
    for checked in real_starter_index.papers.check(path, stop=stop):
        seen.append(checked)
        stop.set()
    assert len(seen[-1].findings) < 4 and seen[-1].sentences == 4


def test_a_pdf_gives_its_pages(tmp_path):
    paper = read_paper(pdf_of(tmp_path / "q2.pdf", 2, f"{SAID} {LOCAL}"))
    assert {s.page for s in paper.sentences} <= {1, 2} and paper.sentences[0].text == SAID


def test_what_cannot_be_checked_is_named_in_a_sentence(tmp_path):
    broken = tmp_path / "broken.docx"
    broken.write_text("no Word")
    empty = last_quarter(tmp_path / "empty.docx")
    Docx().save(empty)
    lines = " ".join(f"The committee of ward {i} of area PAGE met {i} times and agreed with PAGE others." for i in range(10))
    long = pdf_of(tmp_path / "long.pdf", 300, lines)
    for path, said in ((broken, "broken.docx"), (empty, "empty.docx"), (tmp_path / "none.docx", "none.docx")):
        with pytest.raises((AssistantError, LoadError), match=said):
            read_paper(path)
    with pytest.raises(AssistantError, match=f"reads at most {MOST:,}, about 75 pages"):
        read_paper(long)


def test_the_weights_fit_the_features_and_a_found_difference_is_never_called_supported():
    model = json.loads(WEIGHTS.read_text("utf-8"))
    assert model["features"] == list(FEATURES) and all(len(w) == len(FEATURES) for w in model["weights"].values())
    sure = {"bias": {"supported": 9, "contradicted": 0, "superseded": 0, "absent": 0}, "weights": {m: [0.0] * len(FEATURES) for m in MARKS}}
    numbers = [0.0] * len(FEATURES)
    assert decide(numbers, "supported", sure) == "supported" and decide(numbers, "number", sure) == "absent"
    even = {"bias": dict.fromkeys(MARKS, 0), "weights": {m: [0.0] * len(FEATURES) for m in MARKS}}
    assert decide(numbers, "supported", even) == "absent" and BARS["supported"] > 0.25


@pytest.mark.slow
def test_the_command_checks_a_paper(real_starter_index, tmp_path):
    path = last_quarter(tmp_path / "q2.docx", f"{SAID} {WRONG}")
    data = str(real_starter_index.settings.data_dir)

    def ics(*words):
        return subprocess.run(
            [sys.executable, "-c", "import app; app.cli()", "--data-dir", data, *words], capture_output=True, text=True, cwd=ROOT
        )

    done = ics("check-paper", str(path), "-o", str(tmp_path / "r.html"), "--annotated", str(tmp_path / "a.docx"))
    assert (
        done.returncode == 0 and "1 supported; 1 contradicted; 0 superseded by something later; 1 not found in the library." in done.stdout
    )
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>") and len(list(Docx(tmp_path / "a.docx").comments)) == 3
    bare = ics("check-paper", str(path))
    assert bare.returncode == 0 and "Contradicted: The Hewitt review was published" in bare.stdout and not bare.stderr.strip()
    for words, said in (
        (["check-paper", str(path), "--annotated", str(path)], "another name"),
        (["check-paper", str(tmp_path / "none.docx")], "none.docx"),
        (["check-paper", str(path), "-o", "r.txt"], ".html or .md"),
        (["check-paper", str(path), "--annotated", "r.pdf"], "Word file"),
    ):
        failed = ics(*words)
        assert failed.returncode == 2 and said in failed.stderr and len(failed.stderr.strip().splitlines()) == 1, failed.stderr


def test_a_paper_that_is_in_the_library_is_no_evidence_for_itself(tmp_path):
    """Planted falsehoods and all: once added, every sentence of it would support itself."""
    said = [
        "The harbour board asked for twelve lamps on the pier by the winter of 2025.",
        "The government accepted the call for a levy on moored boats in full.",
        "Tide tables are to be printed each quarter at a cost of £3 million.",
        "The pilots agreed to a new rota, which the inspectors called generous.",
        "Dredging of the inner basin was finished nine months before its time.",
        "No boat has been turned away from the harbour since the spring of 2024.",
        "The fish market will move to the northern quay when the lease ends.",
    ]
    paper, other = tmp_path / "paper.md", tmp_path / "other.md"
    paper.write_text("# Paper on the harbour\n\n" + "\n\n".join(said) + "\n")
    other.write_text("# Levy\n\nThe government rejected the call for a levy on moored boats.\n")
    assistant = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    edited = tmp_path / "draft.md"
    edited.write_text(paper.read_text().replace("nine months", "ten months"))
    assistant.library.index([paper, edited, other])
    *_, found = assistant.papers.check(paper)
    assert found.itself == ("paper.md",), "its draft is an older version of it, and not asked"
    assert found.count("supported") == 0
    assert {p.source for f in found.findings for p in f.weighed.passages} <= {"other.md"}
    assert "this paper or nearly: " in summary(found)
    assistant.close()
