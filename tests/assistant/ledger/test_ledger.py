"""The ledger: the shipped file whole, statuses as at a date, bad entries named with id and line, exports, proposals."""

import csv
import io
import json
import re
from contextvars import Context
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from assistant.errors import AssistantError
from assistant.ledger.catalogue import load_catalogue
from assistant.ledger.export import COLUMNS, cited, export
from assistant.ledger.file import load_ledger
from assistant.ledger.types import Row, Step
from assistant.people.acting import Person, act_as
from assistant.settings import load_settings
from assistant.ui.ledger_screen import LedgerScreen
from assistant.wording.ledger import of_theme
from assistant.wording.statuses import PROGRESS, RESPONSES
from evals.opened import open_product
from index.embed import ToyEmbedder

LIBRARY = ROOT / "library"

ENTRY = """  - id: {id}
    title: Fewer targets
    digest: digest.md
    review: pier
    theme: Targets
    recommendation: Cut targets to ten.
    addressees: [the board]
    sources: [{source}]
    response: {response}
    progress: {progress}
    confidence: high
"""
GOOD = {
    "id": "fewer",
    "source": "paper",
    "response": "{status: rejected, summary: No., date: '2023-06-14', sources: [paper]}",
    "progress": "[{as_of: '2024-07', status: stalled, summary: Late., sources: [paper]}]",
}


def ledger_of(tmp_path, *entries):
    head = "reviews:\n  pier: {name: The pier review, source: paper, date: '2023-04-04'}\nrecommendations:\n"
    (tmp_path / "recommendations.yaml").write_text(head + "".join(ENTRY.format(**{**GOOD, **e}) for e in entries))
    return load_ledger(tmp_path, {"paper"})


@pytest.fixture(scope="module")
def shipped():
    return load_ledger(LIBRARY, load_catalogue(LIBRARY))


def test_the_shipped_ledger_loads_whole_and_shows_no_labels_of_ours_as_numbers(shipped):
    assert shipped.problems == () and len(shipped.rows) == 39 + 7 + 9
    text = (LIBRARY / "recommendations.yaml").read_text("utf-8")
    assert not re.search(r"\b(?:HW|HC|CH)\d+\b|\bnumber:", text)
    assert {s.linked_by for r in shipped.rows for s in r.of("progress")} == {"us", "source"}


def test_every_digest_topic_a_row_names_exists(shipped):
    headings = {(p.name, h) for p in LIBRARY.glob("*.md") for h in re.findall(r"^## (.+)$", p.read_text("utf-8"), re.M)}
    assert {(r.digest, r.title) for r in shipped.rows} <= headings


def test_every_cell_has_its_passage_or_says_that_none_was_read(tmp_path):
    assistant = open_product(load_settings(data_dir=tmp_path, embedding_model="toy"), ToyEmbedder())
    assistant.library.index_starter()
    unread = []
    for row in assistant.ledger.ledger().rows:
        for step in row.steps:
            found = assistant.ledger.evidence(step, row)
            if found is None:
                unread.append((row.review, step.said, step.status, step.text))
            else:
                document = assistant.library.document(found.passage.document_id)
                assert document.text[found.start : found.end] == found.quote
                dated = step.said == "progress" or (step.said == "responded" and step.status != "unknown")
                assert not dated or found.passage.said_on == step.date, row.title
    assert len(unread) == 9 and {(said, status, text) for _, said, status, text in unread} == {("responded", "not recorded", None)}


def test_a_row_as_at_a_date_knows_only_what_was_dated_by_then(tmp_path):
    (row,) = ledger_of(tmp_path, {}).rows
    assert (row.response, row.progress) == ("rejected", "stalled")
    assert row.as_at("2023-04-03") is None
    assert (row.as_at("2023-06-13").response, row.as_at("2023-06-14").response) == ("not yet", "rejected")
    assert (row.as_at("2024-07-30").progress, row.as_at("2024-07-31").progress) == ("none found", "stalled"), (
        "a month counts as its last day"
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"source": "elsewhere"}, "source 'elsewhere' is not in the catalogue"),
        ({"response": "{status: rejected, summary: No., date: 14th-ish}"}, "'14th-ish' is not a date"),
        ({"progress": "[{as_of: '2024-13', status: stalled, summary: Late.}]"}, "'2024-13' is not a date"),
        ({"response": "{status: approved}"}, "status 'approved' is not one of accepted, partly accepted"),
        ({"progress": "[{status: finished, summary: Yes.}]"}, "status 'finished' is not one of done, under way"),
        ({"response": "{status: sources differ}"}, "status 'sources differ' is not one of"),
    ],
)
def test_a_bad_entry_is_named_with_id_and_line_and_the_rest_loads(tmp_path, wrong, told):
    ledger = ledger_of(tmp_path, {}, {"id": "broken", **wrong}, {"id": "third"})
    assert [r.id for r in ledger.rows] == ["fewer", "third"]
    (problem,) = ledger.problems
    line = (tmp_path / "recommendations.yaml").read_text().splitlines().index("  - id: broken") + 1
    assert str(problem).startswith(f"recommendations.yaml, line {line}, broken: ") and told in str(problem)


def test_two_responses_that_contradict_are_both_shown_and_named(tmp_path):
    both = "[{status: rejected, summary: No., date: '2023-06-14', sources: [paper]}, {status: accepted, summary: Yes., date: '2023-06-15', sources: [paper]}]"
    ledger = ledger_of(tmp_path, {"response": both}, {"id": "third"})
    assert len(ledger.rows) == 2 and ledger.rows[0].response == "sources differ"
    assert [s.text for s in ledger.rows[0].of("responded")] == ["No.", "Yes."]
    assert "two responses contradict each other: 'rejected' (paper) and 'accepted' (paper)" in str(ledger.problems[0])


def test_a_file_that_is_no_ledger_is_one_sentence(tmp_path):
    (tmp_path / "recommendations.yaml").write_text("reviews: [\n")
    ledger = load_ledger(tmp_path, set())
    assert ledger.rows == () and "is not a ledger" in str(ledger.problems[0])
    assert load_ledger(tmp_path / "none", set()).problems == ()


def test_rows_are_chosen_by_theme_status_addressee_source_and_words(shipped):
    rejected = {r.title for r in shipped.choose(status="rejected").rows}
    assert rejected == {
        "Share of NHS budgets spent on prevention",
        "A national mission for health improvement",
        "A public health seat on every integrated care board",
    }
    assert all("CQC" in r.addressees for r in shipped.choose(addressee="CQC").rows) and shipped.choose(addressee="CQC").rows
    assert {r.review for r in shipped.choose(source="Hewitt review", theme="Data and digital").rows} == {"Hewitt review"}
    assert [r.title for r in shipped.choose(find="HARPs earned").rows] == ["Extra freedom for mature systems (HARPs)"]


def test_exports_hold_every_row_its_sources_and_no_formula(shipped):
    from openpyxl import load_workbook

    catalogue = load_catalogue(LIBRARY)
    evil = Row("x", "=HYPERLINK(1)", "r", "t", ("a",), (Step("recommended", "+1", "2024"),))
    lines = list(csv.reader(io.StringIO(export([*shipped.rows, evil], catalogue, "csv", "2024-07-31").decode("utf-8-sig"))))
    assert tuple(lines[0]) == COLUMNS and len(lines) == 1 + 55 + 1
    assert lines[-1][0] == "'=HYPERLINK(1)" and lines[-1][1] == "'+1" and lines[1][-1] == "2024-07-31"
    book = load_workbook(io.BytesIO(export([*shipped.rows, evil], catalogue, "xlsx")))
    assert book.sheetnames == ["Recommendations", "Statuses", "Sources"]
    assert book["Recommendations"].max_row == 57 and book["Recommendations"]["A57"].data_type == "s"
    assert book["Sources"].max_row == 1 + len(catalogue)
    assert {c.value for c in book["Statuses"]["B"]} >= {*RESPONSES, *PROGRESS}
    with pytest.raises(AssistantError, match="use csv or xlsx"):
        export([], catalogue, "pdf")


REVIEW = "---\ntitle: The pier review\npublished: 2026-02-03\nkind: review\n---\n# The pier review\n\nWe recommend that the harbour board should publish its tide tables every quarter. The weather was fair throughout the visit.\n"


@pytest.fixture
def assistant(tmp_path):
    (tmp_path / "pier.md").write_text(REVIEW)
    made = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    made.library.index([tmp_path / "pier.md"])
    return made


def test_a_proposal_is_no_fact_until_accepted_and_keeps_its_words(assistant):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    assert proposal.said == "recommended" and proposal.text.startswith("We recommend") and proposal.date == "2026-02-03"
    assert len(assistant.ledger.ledger().rows) == 55
    assistant.ledger.accept(proposal.id, None, "Tide tables", "Publish tide tables each quarter.")
    row = assistant.ledger.ledger().row(f"added-{proposal.id}")
    assert (row.title, row.recommendation, row.published, row.review) == (
        "Tide tables",
        "Publish tide tables each quarter.",
        "2026-02-03",
        "The pier review",
    )
    found = assistant.ledger.evidence(row.steps[0], row)
    assert found.quote == "We recommend that the harbour board should publish its tide tables every quarter."
    assert proposal.id not in {p.id for p in assistant.ledger.proposals()}


def test_an_original_is_looked_into_though_a_newer_version_of_it_is_asked(tmp_path):
    from assistant.ledger.types import Step

    bell = " ".join(f"The harbour keeper rings the {w} bell at dawn." for w in ["alder", "ash", "aspen", "beech", "birch", "box", "cherry", "elder", "elm", "hazel", "holly", "lime", "maple", "oak", "pine"])
    tide = "We recommend that the board should publish its tide tables every quarter."
    for year, more in (("2024", f" {tide}"), ("2025", "")):
        (tmp_path / f"harbour-{year}.md").write_text(f"---\ntitle: Harbour rules\npublished: {year}-01-02\n---\n\n# Bells\n\n{bell}\n\n# Tides\n\nThe tide is high twice a day.{more}\n")
    made = open_product(load_settings(data_dir=tmp_path / "data"))
    made.library.index([tmp_path / "harbour-2024.md", tmp_path / "harbour-2025.md"])
    [family] = made.library.families()
    newer, older = family.ids
    step = Step("recommended", "The board should publish its tide tables every quarter.", "2024-01-02")
    assert made.ledger.in_original(older, step).quote == tide
    assert (found := made.ledger.in_original(newer, step)) is None or found.passage.document_id == newer
    made.close()


def test_a_rejected_proposal_stays_away(assistant):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    assistant.ledger.reject(proposal.id)
    assert proposal.id not in {p.id for p in assistant.ledger.proposals()} and len(assistant.ledger.ledger().rows) == 55
    with pytest.raises(AssistantError, match="no open proposal"):
        assistant.ledger.accept(proposal.id)


def test_what_was_accepted_is_named_when_its_document_goes_and_a_broken_line_costs_only_itself(assistant, tmp_path):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    assistant.ledger.accept(proposal.id)
    kept = Path(assistant.settings.data_dir) / "ledger.jsonl"
    kept.write_text("{not json\n" + kept.read_text())
    ledger = assistant.ledger.ledger()
    assert len(ledger.rows) == 56 and str(ledger.problems[0]).startswith("ledger.jsonl, line 1, ")
    (tmp_path / "pier.md").unlink()
    assistant.library.remove(["pier.md"])
    ledger = assistant.ledger.ledger()
    assert len(ledger.rows) == 55 and "pier.md is no longer in the library" in str(ledger.problems[-1])


def test_an_accepted_response_needs_a_known_status_and_a_row(assistant):
    from dataclasses import replace

    from assistant.ledger.decisions import decide

    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    answer, folder = replace(proposal, said="responded"), Path(assistant.settings.data_dir)
    with pytest.raises(AssistantError, match="Status 'fine' is not one of accepted"):
        decide(folder, answer, "accepted", "fewer-national-targets", status="fine")
    with pytest.raises(AssistantError, match="belongs to a recommendation"):
        decide(folder, answer, "accepted", None, status="rejected")
    decide(folder, answer, "accepted", "fewer-national-targets", status="rejected")
    ledger = assistant.ledger.ledger()
    assert ledger.row("fewer-national-targets").response == "sources differ"
    assert "two responses contradict each other: 'partly accepted'" in str(ledger.problems[-1])


def test_the_command_line_lists_shows_exports_and_ends_with_2_on_bad_input(tmp_path, monkeypatch, capsys):
    from app import cli

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["ics-assistant", "--data-dir", str(tmp_path / "d"), "ledger", *arguments])
        monkeypatch.setenv("ICS_EMBEDDING_MODEL", "toy")
        with pytest.raises(SystemExit) as ended:
            cli()
        return ended.value.code, *capsys.readouterr()

    code, _, error = run("list")
    assert code == 2 and "02-prevention-and-health-improvement.md is not indexed; run" in error
    assert "share-of-nhs-budgets-spent-on-prevention" in error and "a-shared-definition-of-prevention, line" in error
    assert error.count("is not indexed") == len({p.name for p in LIBRARY.glob("0[2-9]*.md")}) - 1, "one sentence a digest with rows"
    open_product(load_settings(data_dir=tmp_path / "d", embedding_model="toy"), ToyEmbedder()).library.index_starter()
    code, out, _ = run("list", "--status", "rejected", "--json")
    assert code == 0 and [json.loads(line)["response"] for line in out.splitlines()] == ["rejected"] * 3
    code, out, _ = run("show", "fewer-national-targets", "--as-at", "2023-12-31")
    assert code == 0 and "Responded, 14 June 2023: partly accepted" in out and "2025" not in out
    assert "only its opening was read" in out and "Passage: 03-systems-targets-and-accountability.md: “" in out
    code, out, _ = run("export", str(tmp_path / "ledger.csv"), "--theme", "Data and digital")
    assert code == 0 and out == "6 recommendations in ledger.csv.\n"
    for arguments, told in (
        (("show", "nothing"), "There is no recommendation 'nothing'"),
        (("list", "--status", "fine"), "'fine' is not a status"),
        (("list", "--as-at", "soon"), "'soon' is not a date"),
        (("export", str(tmp_path / "ledger.pdf")), "use csv or xlsx"),
        (("export", str(tmp_path / "no" / "ledger.csv")), "could not be written"),
        (("accept", "nothing"), "no open proposal"),
    ):
        code, _, error = run(*arguments)
        assert code == 2 and told in error and "Traceback" not in error
    broken = tmp_path / "library"
    broken.mkdir()
    (broken / "sources.yaml").write_bytes((LIBRARY / "sources.yaml").read_bytes())
    entries = yaml.safe_load((LIBRARY / "recommendations.yaml").read_text("utf-8"))
    entries["recommendations"][3]["response"]["status"] = "approved"
    (broken / "recommendations.yaml").write_text(yaml.safe_dump(entries, sort_keys=False))
    monkeypatch.setenv("ICS_LIBRARY_DIR", str(broken))
    code, out, error = run("list")
    assert code == 2 and "54 recommendations." in out and "the-public-health-grant: response.status: status 'approved'" in error


def test_accepting_a_sentence_for_a_row_never_rewrites_what_the_review_recommended(assistant):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    before = assistant.ledger.ledger().row("fewer-national-targets")
    assistant.ledger.accept(proposal.id, "fewer-national-targets")
    row = assistant.ledger.ledger().row("fewer-national-targets")
    assert (row.recommendation, row.published, row.formal) == (before.recommendation, before.published, before.formal)
    assert [s.text for s in row.of("comment") if s.linked_by == "reader"] == [proposal.text]
    assistant.ledger.reject(proposal.id)
    assert assistant.ledger.ledger().row("fewer-national-targets") == before, "what was accepted can be taken back"


def test_a_decision_carries_the_name_of_who_made_it(assistant):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]

    def decided():
        act_as(Person("oidc:8f3", "Ann Lee", frozenset({"editor"})))
        return assistant.ledger.accept(proposal.id, "fewer-national-targets")

    made = Context().run(decided)
    assert (made.by, made.name) == ("oidc:8f3", "Ann Lee")
    [step] = [s for s in assistant.ledger.ledger().row("fewer-national-targets").of("comment") if s.linked_by == "reader"]
    assert step.reader == "Ann Lee" and "added by Ann Lee" in LedgerScreen(assistant).calls()["row"]({"row": "fewer-national-targets"})["html"]
    assert any("accepted by Ann Lee" in source for source in cited(step, assistant.ledger.catalogue()))


def test_accepted_words_are_found_again_when_their_document_changes(assistant, tmp_path):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    assistant.ledger.accept(proposal.id, title="Tide tables")
    (tmp_path / "pier.md").write_text(REVIEW.replace("We recommend", "The pier stood long. We recommend"))
    assistant.library.index([tmp_path / "pier.md"])
    row = assistant.ledger.ledger().row(f"added-{proposal.id}")
    assert assistant.ledger.evidence(row.steps[0], row).quote == proposal.text and assistant.ledger.ledger().problems == ()


@pytest.mark.parametrize("kept", ["\n{}", '{"status": "x"', "\u2028\n", "\x00"])
def test_a_torn_last_line_costs_only_itself(assistant, kept):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    folder = Path(assistant.settings.data_dir)
    (folder / "ledger.jsonl").write_text(kept, "utf-8")
    assistant.ledger.accept(proposal.id, title="Tide\u2028tables")
    assert assistant.ledger.ledger().row(f"added-{proposal.id}").title == "Tide\u2028tables"


def test_a_status_on_a_recommendation_is_refused(assistant):
    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    with pytest.raises(AssistantError, match="no status of its own"):
        assistant.ledger.accept(proposal.id, status="banana")


@pytest.mark.parametrize(
    "head", ["reviews: {pier: {name: P, source: s, date: soon}}\n", "events: [{called: election, date: x}]\n", "about: [1]\n"]
)
def test_a_bad_head_of_the_file_is_named_not_raised(tmp_path, head):
    text = (head if "reviews" in head else "reviews: {}\n" + head) + "recommendations: []\n"
    (tmp_path / "recommendations.yaml").write_text(text)
    ledger = load_ledger(tmp_path, set())
    assert ledger.rows == () and len(ledger.problems) == 1 and "Traceback" not in str(ledger.problems[0])
    (tmp_path / "recommendations.yaml").write_text("reviews: {}\nrecommendations: 3\n")
    assert "is not a ledger" in str(load_ledger(tmp_path, set()).problems[0])


def test_a_proposed_report_of_progress_can_be_accepted_only_with_a_status_chosen(assistant):
    from dataclasses import replace

    from assistant.ui.ledger_view import proposed

    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    page = proposed([replace(proposal, said="progress", row="fewer-national-targets")], assistant.ledger.ledger())
    offered = re.search(r"<select data-status>(.*?)</select>", page)[1]
    assert re.findall(r"<option[^>]*>([^<]*)", offered) == ["Choose one", *(s for s in PROGRESS if s != "none found")]
    assert 'value="fewer-national-targets" selected' in page


def test_the_rows_stand_once_on_a_page_of_many_proposals_and_the_surest_are_shown(assistant):
    from dataclasses import replace

    from assistant.ui.ledger_view import PROPOSED, proposed

    (proposal,) = [p for p in assistant.ledger.proposals() if p.row is None]
    ledger = assistant.ledger.ledger()
    many = [replace(proposal, id=str(n), row="fewer-national-targets") for n in range(PROPOSED + 7)]
    page = proposed(many, ledger)
    assert all(page.count(f'<option value="{row.id}"') == 1 for row in ledger.rows if row.id != "fewer-national-targets")
    assert page.count("data-proposal=") == PROPOSED and f"{PROPOSED + 7} proposals, not facts" in page and f"The {PROPOSED} surest are shown" in page
    assert len(page) < 1200 * PROPOSED + 150 * len(ledger.rows)


@pytest.mark.parametrize(
    ("responses", "said"),
    [
        (["accepted"], "Money, one topic in the ledger: government accepted 1."),
        (["unknown"] * 3, ""),
        (["accepted"] * 2, "Money, 2 topics in the ledger: government accepted all 2."),
        (["accepted", "rejected", "unknown", "unknown"], "Money, 4 topics in the ledger: government accepted 1, rejected 1; the answer to 2 is not known."),
        (["noted", "unknown", "not yet"], "Money, 3 topics in the ledger: government noted 1 without agreeing; no answer to 2 is known by that day."),
    ],
)
def test_how_the_topics_of_a_digest_were_answered(responses, said):
    assert of_theme("Money", responses) == said
