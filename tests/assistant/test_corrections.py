"""What readers say is wrong: beside the statement, decided on, out as a patch; on both databases."""

import json
import subprocess
from dataclasses import replace

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from assistant.answer.corrected import Corrected, Disputed
from assistant.answer.records import ask_record
from assistant.conversations.corrections import MOST, Correction, Decision, Source
from assistant.conversations.tables import corrections
from assistant.errors import AssistantError, NotThereError
from assistant.model.client import ScriptedModel
from assistant.paper.check import read_paper
from assistant.paper.types import Brief
from assistant.people.acting import LOCAL, NotAllowed, Person, act_as
from assistant.services.patching import patch
from assistant.settings import load_settings
from assistant.ui.bridge import RECORDED
from assistant.ui.disputes import of_step as beside_step
from evals.opened import open_product
from index.documents.formats.kinds import Piece
from index.documents.load import load
from index.documents.remarks import without_remarks
from index.documents.types import Place
from index.embed import ToyEmbedder

DIGEST = """---
title: Piers of Quaymouth
kind: review
published: 2024-01-01
---
# Piers of Quaymouth

## Colour of the pier

**Recommended, 4 April 2023.** The Marrow review recommended that the harbour board of Quaymouth should paint the pier green.
Sources: "A", HSJ, April 2023.

**Response, 14 June 2023.** The harbour board of Quaymouth accepted the green pier in part, without a date.
Sources: "B", DHSC, 14 June 2023.
"""
LEDGER = """# Kept by hand.
reviews:
  marrow:
    name: Marrow review
    source: marrow
    date: '2023-04-04'
recommendations:
  - id: colour-of-the-pier
    title: Colour of the pier
    digest: 01-piers.md
    review: marrow
    theme: Piers
    recommendation: Paint the pier of Quaymouth green within
      two years.
    addressees:
      - Harbour board
    sources:
      - marrow
    response:
      status: partly accepted
      summary: 'The board accepted it in part: without a date.'
      date: '2023-06-14'
      sources:
        - marrow
    confidence: high
"""
SOURCES = "- id: marrow\n  title: The Marrow review\n  publisher: HSJ\n  date: '2023-04-04'\n  kind: review\n  licence: null\n  open: false\n  url: null\n  seen: full\n"
OWN = "# The ferry report\n\nThe ferry of Lowmarsh carried 5,120 passengers in May. It sails at noon.\n"
GREEN = "The Marrow review recommended that the harbour board of Quaymouth should paint the pier green."
QUESTION = "What did the Marrow review recommend to the harbour board of Quaymouth about the pier?"
ANN, BOB = Person("ann", "Ann Lee", frozenset({"reader"})), Person("bob", "Bob Roe", frozenset({"reader"}))
EDITOR = Person("eve", "Eve Ash", frozenset({"reader", "editor"}))


@pytest.fixture(autouse=True)
def _as_before():
    yield
    act_as(LOCAL)


@pytest.fixture
def opened(tmp_path, database_url):
    library = tmp_path / "checkout" / "library"
    library.mkdir(parents=True)
    for name, text in (("01-piers.md", DIGEST), ("recommendations.yaml", LEDGER), ("sources.yaml", SOURCES)):
        (library / name).write_text(text)
    (tmp_path / "ferry.md").write_text(OWN)
    made = []

    def product(**how):
        settings = load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=library, database_url=database_url, **how.pop("settings", {}))
        made.append(open_product(settings, ToyEmbedder(), **(how or {"quoting": True})))
        if len(made) == 1:
            made[0].library.index_starter()
            made[0].library.index([tmp_path / "ferry.md"])
        return made[-1]

    yield product
    for one in made:
        one.close()


@pytest.fixture
def product(opened):
    return opened()


def of(product, words=GREEN):
    """The words, where the library has them."""
    for s in product.library.documents():
        for p in product.searcher.of_document(s.id):
            if words in p.text:
                return product.corrections.of_words(p.id, words)
    raise LookupError(words)


def said(product, who=ANN, why="It says blue on page 4.", words=GREEN, **how):
    act_as(who)
    return product.corrections.add(of(product, words), why, **how)


def told(product, words=GREEN):
    d = of(product, words)
    passage = product.library.passage(d.passage)
    return [r.text for r in product.corrections.told().at(passage, d.start, d.end)]


def aged(product, ident, day):
    with product.keeping._engine.begin() as db:
        db.execute(update(corrections).where(corrections.c.id == ident).values(at=f"{day}T10:00:00.000000+00:00"))


# beside the statement


def test_a_readers_words_stand_beside_the_statement_with_name_day_and_source_until_they_are_declined(product):
    assert told(product) == []
    one = said(product, source="the FERRY report")
    aged(product, one.id, "2023-04-04")
    assert one.source.document == next(s.id for s in product.library.documents() if s.source == "ferry.md")
    assert told(product) == ["Ann Lee says that this is wrong: “It says blue on page 4.” (4 April 2023; source: “The ferry report”). Not decided yet."]
    assert told(product, "The harbour board of Quaymouth accepted the green pier in part") == [], "at no other statement"
    act_as(EDITOR)
    product.corrections.decide(one.id, "declined", note="It is green there.")
    assert told(product) == [] and [c.decision.note for c in product.corrections.all()] == ["It is green there."]


def test_an_accepted_one_says_who_corrected_it_and_in_which_words(product):
    one, other = said(product), said(product, BOB, "The year is another.")
    act_as(EDITOR)
    product.corrections.decide(one.id, "accepted", instead="The Marrow review recommended a blue pier.")
    product.corrections.decide(other.id, "accepted")
    first, second = told(product)
    day = product.corrections.all()[0].decision.at
    assert first.startswith("Corrected by Eve Ash on ") and first.endswith(": “The Marrow review recommended a blue pier.”") and day
    assert second.endswith(": a reader says: “The year is another.”")


def test_it_still_stands_when_the_document_is_read_anew_and_not_when_its_words_are_others(product):
    one = said(product)
    file = product.settings.library_dir / "01-piers.md"
    file.write_text(DIGEST.replace("title: Piers of Quaymouth", "title: All piers").replace("# Piers of Quaymouth", "# All piers\n\nSomething before it."))
    product.library.index_starter()
    assert of(product).document != one.of.document and len(told(product)) == 1
    file.write_text(DIGEST.replace("green.\nSources", "blue.\nSources"))
    product.library.index_starter()
    assert told(product, "should paint the pier blue.") == [] and product.corrections.all("open") == [one]


def test_the_line_of_an_answer_has_it_by_its_marker_and_the_answer_is_the_same_without(product):
    before = product.asking.ask(QUESTION)
    said(product)
    answer = product.asking.ask(QUESTION)
    record = ask_record("1", answer, product.corrections.told())
    [found] = record.pop("corrections")
    cited = next(c for c in record["citations"] if c["marker"] == found["marker"])
    assert "green" in cited["quote"] and found["state"] == "open" and "It says blue" in found["text"]
    assert record.pop("differing") == [] and record.pop("timings_ms") and "blue" not in json.dumps(record)
    same = ask_record("1", before)
    assert {**record, "timings_ms": 0} == {**same, "timings_ms": 0} and ask_record("1", answer, Corrected())["corrections"] == []


def test_a_step_of_the_ledger_is_known_by_its_words_and_a_row_by_itself(product):
    act_as(ANN)
    rows = product.corrections
    one = rows.add(rows.of_step("colour-of-the-pier", 1), "It was accepted whole.")
    rows.add(rows.of_step("colour-of-the-pier", None), "This is no recommendation.")
    beside = rows.told()
    assert one.of.words == "The board accepted it in part: without a date."
    assert [r.correction for r in beside.of_step("colour-of-the-pier", 7, one.of.words)] == [one.id]
    assert beside.of_step("colour-of-the-pier", 1, "Other words.") == () and beside.of_step("another", 1, one.of.words) == ()
    assert len(beside.of_step("colour-of-the-pier", None, "")) == 1 and len(beside.of_row("colour-of-the-pier")) == 2
    for row, step in (("no-such", None), ("colour-of-the-pier", 99), ("colour-of-the-pier", -1)):
        with pytest.raises(NotThereError, match="The ledger has changed"):
            rows.of_step(row, step)


def test_a_board_paper_has_it_beside_the_sentence_and_is_kept_without(product):
    said(product)
    outline = product.papers.outline(Brief("Colour of the pier"))
    *_, paper = product.papers.draft(outline)
    drawn = product.papers.remarked(paper)
    assert [s.told for part in paper.sections for s in part.statements if s.told] == []
    assert any("It says blue" in t for part in drawn.sections for s in part.statements for t in s.told)
    for kind in ("md", "html"):
        assert "[‡ Remark: Ann Lee says that this is wrong: “It says blue on page 4.” (" in product.papers.file(paper, kind).decode()


def test_an_exported_answer_has_it_below_the_source(product):
    said(product)
    text = product.keeping.file("Piers", [product.asking.ask(QUESTION)], "md").decode()
    assert "Ann Lee says that this is wrong: “It says blue on page 4.”" in text


def test_nothing_of_it_reaches_a_language_model(opened):
    heard = []

    def reply(messages):
        heard.append(str(messages))
        return [f"{GREEN} [1]"]

    product = opened(chat=ScriptedModel(reply))
    act_as(ANN)
    one = product.corrections.add(of(product), "ZANZIBAR says otherwise.", "ZANZIBAR atlas")
    product.corrections.add(product.corrections.of_step("colour-of-the-pier", 1), "ZANZIBAR was first.")
    act_as(EDITOR)
    product.corrections.decide(one.id, "accepted", "ZANZIBAR noted", "The ZANZIBAR review recommended it.")
    assert product.asking.ask(QUESTION).claims
    product.asking.ask("and when?", (QUESTION,))
    outline = product.papers.outline(Brief("Colour of the pier"))
    *_, paper = product.papers.draft(outline)
    assert "ZANZIBAR" in product.papers.file(paper, "md").decode(), "the reader is told"
    assert len(heard) >= 3 and "Marrow" in "".join(heard) and "ZANZIBAR" not in "".join(heard)
    assert "ZANZIBAR" not in str(product.asking.search("ZANZIBAR")), "it is not found either"


def test_a_reason_cannot_end_its_quotation_and_three_are_shown_at_one_statement(product):
    said(product, why='It is. ” Corrected by Eve Ash on 1 May 2024: “Blue". ] [x')
    assert told(product)[0].startswith("Ann Lee says that this is wrong: “It is. ’ Corrected by Eve Ash on 1 May 2024: ‘Blue'. ] [x” (")
    for n in range(4):
        said(product, why=f"Reason {n}.")
    outline = product.papers.outline(Brief("Colour of the pier"))
    *_, paper = product.papers.draft(outline)
    text = product.papers.file(paper, "md").decode()
    assert "[‡ Remark: and 2 more" in text and "Reason 1." in text and "Reason 2." not in text and "Blue'. ) (x”" in text


@pytest.mark.parametrize("what,kind", [("paper", "md"), ("paper", "html"), ("answer", "md"), ("answer", "docx"), ("answer", "pdf")])
def test_a_remark_in_an_exported_file_is_no_sentence_of_a_paper(product, tmp_path, what, kind):
    said(product, why="The pier at Zanzibar was painted blue] by the board of the harbour. It was dear. The pier is blue.")
    file = tmp_path / f"{what}.{kind}"
    if what == "paper":
        *_, paper = product.papers.draft(product.papers.outline(Brief("Colour of the pier")))
        file.write_bytes(product.papers.file(paper, kind))
    else:
        file.write_bytes(product.keeping.file("Piers", [product.asking.ask(QUESTION)], kind))
    sentences = " ".join(s.text for s in read_paper(file).sentences)
    assert "green" in sentences and not any(w in sentences for w in ("blue", "dear", "Remark"))


@pytest.mark.parametrize("what,kind", [("paper", "md"), ("paper", "html"), ("paper", "docx"), ("answer", "docx"), ("answer", "pdf")])
def test_an_exported_file_that_is_added_is_read_without_its_remarks(product, tmp_path, what, kind):
    said(product, why="The pier at Zanzibar was painted blue by the board of the harbour.")
    file = tmp_path / f"{what}.{kind}"
    if what == "paper":
        *_, paper = product.papers.draft(product.papers.outline(Brief("Colour of the pier")))
        file.write_bytes(product.papers.file(paper, kind))
    else:
        file.write_bytes(product.keeping.file("Piers", [product.asking.ask(QUESTION)], kind))
    found = load(file, file.name)
    assert "green" in found.text and "Zanzibar" not in found.text and "Remark" not in found.text
    told = [d for d in found.dropped if "Zanzibar" in d.text]
    assert told and all("what a reader said of a paper" in d.reason for d in told)
    for place in found.places:
        assert 0 <= place.start < place.end <= len(found.text)


def test_the_lines_of_a_page_stay_where_they_are_when_a_remark_goes():
    text = "The pier is green. [‡ Remark: It is blue.] It is old."
    whole = [Place(0, 26, 1, (0, 0, 9, 1)), Place(26, 42, 1, (0, 1, 9, 2)), Place(42, len(text), 1, (0, 2, 9, 3))]
    [piece], [gone] = without_remarks([Piece("paragraph", text, lines=tuple(whole))])
    assert piece.text == "The pier is green. It is old." and gone.text == "[‡ Remark: It is blue.]"
    assert [(piece.text[x.start : x.end], x.box[1]) for x in piece.lines] == [("The pier is green.", 0), (" It is old.", 2)]


def test_a_step_as_at_a_day_is_kept_as_that_step_of_the_whole_row(product, monkeypatch):
    act_as(LOCAL)
    desk, ledger = product.corrections, product.ledger.ledger()
    row = ledger.row("colour-of-the-pier")
    late = replace(row.steps[1], date="2025-01-01", text="Later.")
    ledger = replace(ledger, rows=(replace(row, steps=(row.steps[0], late, row.steps[1])),))
    monkeypatch.setattr(desk._current, "now", lambda: ledger)
    of = desk.of_step("colour-of-the-pier", 1, "2024-01-01")
    assert ("day", "2024-01-01") in beside_step(row.id, 1, "", (), "2024-01-01").names, "the page says as at when"
    assert (of.step, of.words) == (2, row.steps[1].text) and desk.of_step("colour-of-the-pier", 1).words == "Later."


# who may


def test_a_reader_withdraws_their_own_and_decides_on_none(product):
    one = said(product)
    act_as(BOB)
    with pytest.raises(NotAllowed):
        product.corrections.withdraw(one.id)
    with pytest.raises(NotAllowed, match="editor"):
        product.corrections.decide(one.id, "accepted")
    act_as(ANN)
    with pytest.raises(NotAllowed):
        product.corrections.decide(one.id, "declined")
    assert product.corrections.withdraw(one.id).state == "withdrawn" and told(product) == []
    with pytest.raises(AssistantError, match="cannot be withdrawn"):
        product.corrections.withdraw(one.id)
    act_as(EDITOR)
    with pytest.raises(AssistantError, match="meanwhile"):
        product.corrections.decide(one.id, "accepted")


def test_on_a_machine_of_ones_own_its_user_may_do_all(product):
    one, other = said(product, LOCAL), said(product)
    act_as(LOCAL)
    assert product.corrections.decide(one.id, "accepted").state == "accepted" and product.corrections.withdraw(other.id).state == "withdrawn"


def test_what_was_decided_meanwhile_is_not_decided_over_and_a_decision_can_be_another(product):
    one = said(product)
    act_as(EDITOR)
    product.corrections.decide(one.id, "declined", seen="")
    with pytest.raises(AssistantError, match="meanwhile"):
        product.corrections.decide(one.id, "accepted", seen="")
    seen = product.keeping.corrections.one(one.id)
    product.corrections.decide(one.id, "accepted", seen=seen.decision.at)
    with pytest.raises(AssistantError, match="meanwhile"):
        product.keeping.corrections.decide(seen, "declined", seen.decision)
    assert product.corrections.all()[0].state == "accepted"


def test_two_editors_who_decide_alike_do_not_write_over_each_other(product):
    one = said(product)
    act_as(EDITOR)
    seen = product.corrections.decide(one.id, "accepted", instead="Blue.", seen="").decision.at
    product.corrections.decide(one.id, "accepted", instead="Red.", seen=seen)
    with pytest.raises(AssistantError, match="meanwhile"):
        product.corrections.decide(one.id, "accepted", instead="White.", seen=seen)
    assert product.corrections.all()[0].decision.instead == "Red."


def test_a_withdrawn_one_is_read_by_its_owner_and_administrators_only(product):
    one = said(product)
    product.corrections.withdraw(one.id)
    assert [c.id for c in product.corrections.all("withdrawn")] == [one.id]
    for who, count in ((BOB, 0), (EDITOR, 0), (LOCAL, 1)):
        act_as(who)
        assert len(product.corrections.all("withdrawn")) == len(product.corrections.all()) == count


def test_words_that_are_blank_are_not_said_to_be_wrong(product):
    act_as(ANN)
    with pytest.raises(AssistantError, match="no words there"):
        product.corrections.add(replace(of(product), words=" \n "), "Nothing stands there.")


def test_nothing_is_done_that_cannot_be_put_on_record(product, monkeypatch):
    one = said(product)

    def no(*_):
        raise AssistantError("no record")

    monkeypatch.setattr(type(product.keeping.record), "add", no)
    act_as(EDITOR)
    for deed in (lambda: product.corrections.decide(one.id, "accepted"), lambda: said(product, why="More.")):
        with pytest.raises(AssistantError, match="no record"):
            deed()
    assert product.keeping.corrections.all() == [one]


def test_what_is_too_long_empty_or_the_same_is_refused_in_a_sentence(product):
    place = of(product)
    act_as(ANN)
    for why, source, match in (("", "", "Say why"), (" \n\u202e ", "", "Say why"), ("x" * 1001, "", "at most 1,000"), ("x", "y" * 501, "at most 500")):
        with pytest.raises(AssistantError, match=match):
            product.corrections.add(place, why, source)
    assert product.corrections.all() == []
    one = product.corrections.add(place, "It is\n\0\u202e blue\ud800.")
    assert one.why == "It is blue." and product.corrections.add(place, "It is blue.").id == one.id, "said once"
    act_as(EDITOR)
    for how, match in ((("accepted", "", GREEN), "change them"), (("declined", "", "x"), "no words"), (("open",), "no decision"), (("accepted", "n" * 1001), "at most")):
        with pytest.raises(AssistantError, match=match):
            product.corrections.decide(one.id, *how)
    with pytest.raises(NotThereError):
        product.corrections.decide("none", "accepted")
    with pytest.raises(NotThereError):
        product.corrections.of_words("none")
    with pytest.raises(AssistantError, match="do not stand"):
        product.corrections.of_words(place.passage, "Words that are not there")
    with pytest.raises(NotThereError):
        product.corrections.of_span(place.document, place.end, place.start)


def test_one_person_cannot_say_it_without_end(product):
    place = of(product)
    act_as(ANN)
    kept = product.keeping.corrections
    for n in range(MOST):
        kept.add("ann", "Ann Lee", place, f"{n}", kept_source())
    with pytest.raises(AssistantError, match="withdraw one"):
        product.corrections.add(place, "one more")
    act_as(BOB)
    assert product.corrections.add(place, "one more")


def kept_source():
    from assistant.conversations.corrections import Source

    return Source()


# kept and gone


def test_every_change_is_on_record_with_no_word_of_it(product):
    one, other = said(product), said(product, BOB, "Another reason.")
    act_as(BOB)
    product.corrections.withdraw(other.id)
    act_as(EDITOR)
    product.corrections.decide(one.id, "accepted", "A note.", "Blue.")
    found = [(e.who, e.did, e.what["correction"]) for e in product.keeping.record.entries()]
    assert found == [
        ("ann", "said that something is wrong", one.id), ("bob", "said that something is wrong", other.id),
        ("bob", "withdrawn a correction", other.id), ("eve", "accepted a correction", one.id),
    ]
    assert "blue" not in str([e.what for e in product.keeping.record.entries()]).lower()


def test_a_forgotten_person_is_a_reader_and_their_withdrawn_ones_go(product):
    one, other = said(product), said(product, why="Another reason.")
    product.corrections.withdraw(other.id)
    act_as(EDITOR)
    product.corrections.decide(one.id, "accepted")
    kept = product.keeping.retention
    assert [s.id for s in kept.people()] == ["ann", "eve"]
    kept.forget_person("ann")
    kept.forget_person("eve")
    [left] = product.corrections.all()
    assert (left.id, left.owner, left.name, left.decision.who, left.decision.name) == (one.id, "", "a reader", "", "an editor")
    assert kept.people() == [] and told(product)[0].startswith("Corrected by an editor on ")


def test_a_forgotten_document_takes_its_corrections_and_is_no_source_any_more(product):
    mine, other = said(product, words="The ferry of Lowmarsh carried 5,120 passengers in May."), said(product, source="The ferry report")
    act_as(LOCAL)
    product.library.forget(["ferry.md"])
    [left] = product.corrections.all()
    assert left.id == other.id and (left.source.said, left.source.document) == ("", "") and mine.id != other.id


def test_an_earlier_version_of_a_forgotten_document_takes_its_corrections_too(product):
    said(product, words="The ferry of Lowmarsh carried 5,120 passengers in May.")
    file = product.settings.data_dir.parent / "ferry.md"
    file.write_text(OWN.replace("noon", "dusk"))
    act_as(LOCAL)
    product.library.index([file])
    ident = next(s.id for s in product.library.documents() if s.source == "ferry.md")
    product.library.forget([ident])
    assert product.corrections.all() == []


def test_declined_and_withdrawn_ones_go_with_their_periods_and_open_ones_stay(opened):
    product = opened(settings={"keep_conversations_days": 365}, quoting=True)
    ids = [said(product, why=f"Reason {n}.").id for n in range(4)]
    product.corrections.withdraw(ids[0])
    act_as(EDITOR)
    product.corrections.decide(ids[1], "declined")
    product.corrections.decide(ids[2], "accepted")
    with product.keeping._engine.begin() as db:
        db.execute(update(corrections).values(at="2020-01-01T00:00:00+00:00"))
        db.execute(update(corrections).where(corrections.c.decided.is_not(None)).values(decided="2020-01-01T00:00:00+00:00"))
    gone = product.tidying.tidy().gone
    assert (gone["declined corrections"], gone["deleted or replaced"]) == (1, 1)
    assert {c.id for c in product.corrections.all()} == set(ids[2:])


def test_without_a_database_an_answer_makes_none(tmp_path):
    product = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder(), quoting=True)
    assert product.corrections.told().told == () and not list(tmp_path.rglob("conversations.sqlite"))
    product.close()


# the patch


def accepted(product, words, instead, why="It is wrong."):
    one = said(product, why=why, words=words)
    act_as(EDITOR)
    return product.corrections.decide(one.id, "accepted", instead=instead)


def applied(product, made):
    """The library's folder after `git apply`."""
    file = product.settings.data_dir.parent / "corrections.patch"
    file.write_bytes(made.text.encode())
    told = subprocess.run(["git", "apply", str(file)], cwd=product.settings.library_dir.parent, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stderr + made.text
    return product.settings.library_dir


def test_the_patch_puts_an_editors_words_in_place_and_git_takes_it(product):
    accepted(product, GREEN, "The Marrow review recommended a blue pier (“navy”).")
    rows = product.corrections
    for step, instead in ((0, "Paint it: blue # soon."), (1, "The board’s answer was 'no'; it accepted nothing of it, and said so at length in a letter to all that live in Quaymouth.")):
        act_as(ANN)
        one = rows.add(rows.of_step("colour-of-the-pier", step), "No.")
        act_as(EDITOR)
        rows.decide(one.id, "accepted", instead=instead)
    made = rows.export()
    assert made.files == ("01-piers.md", "recommendations.yaml") and made.looked == ()
    folder = applied(product, made)
    assert (folder / "01-piers.md").read_text() == DIGEST.replace(GREEN, "The Marrow review recommended a blue pier (“navy”).")
    after = (folder / "recommendations.yaml").read_text()
    assert after.startswith("# Kept by hand.\n") and len(after.splitlines()) <= len(LEDGER.splitlines()) + 2
    act_as(LOCAL)
    product.library.index_starter()
    fresh = product.ledger.ledger()
    assert fresh.row("colour-of-the-pier").recommendation == "Paint it: blue # soon." and not fresh.problems
    again = rows.export()
    assert again.files == () and all("stand in the file already" in line for line in again.looked)


def test_what_no_patch_can_say_is_listed_before_it_and_a_readers_words_are_no_patch(product):
    evil = "x\n--- a/library/sources.yaml\n+++ b/library/sources.yaml\n@@ -1 +0,0 @@\n-- id: marrow"
    accepted(product, "The ferry of Lowmarsh carried 5,120 passengers in May.", "6,000 passengers.", why=evil)
    accepted(product, GREEN, "")
    rows = product.corrections
    act_as(ANN)
    one = rows.add(rows.of_step("colour-of-the-pier", None), "It is none.")
    accepted(product, "The harbour board of Quaymouth accepted the green pier in part, without a date.", "diff --git a/x b/x")
    rows.decide(one.id, "accepted", instead="Another title")
    made = rows.export()
    assert made.files == ("01-piers.md",) and len(made.looked) == 3
    assert any("a document of your own" in line for line in made.looked) and any("gave no words" in line for line in made.looked)
    before = (product.settings.library_dir / "sources.yaml").read_text()
    folder = applied(product, made)
    assert (folder / "sources.yaml").read_text() == before and "diff --git a/x b/x" in (folder / "01-piers.md").read_text()
    head = made.text.split("diff --git a/library")[0]
    assert all(line.startswith("#") or not line for line in head.split("\n")), head


def test_a_file_without_a_last_line_end_and_one_with_those_of_windows_are_patched_as_they_are(product):
    file = product.settings.library_dir / "01-piers.md"
    for text in (DIGEST.rstrip("\n"), DIGEST.replace("\n", "\r\n")):
        file.write_bytes(text.encode())
        act_as(LOCAL)
        product.library.index_starter()
        for one in product.corrections.all():
            product.corrections.decide(one.id, "declined")
        last = 'Sources: "B", DHSC, 14 June 2023.'
        one = accepted(product, "The harbour board of Quaymouth accepted the green pier in part, without a date.", "It did not.")
        folder = applied(product, product.corrections.export())
        assert (folder / "01-piers.md").read_bytes().decode() == text.replace(one.of.words, "It did not.") and last in text


def test_nothing_accepted_is_an_empty_patch(tmp_path):
    made = patch([], tmp_path)
    assert made.files == () and made.text == "# Accepted corrections, exported by ICS Assistant.\n# There are none.\n"


def test_words_that_stand_twice_are_left_to_somebody(product):
    one = accepted(product, "pier", "quay")
    assert one.of.words == "pier" and "once only" in product.corrections.export().looked[0]


def corrected(words, instead, at="2024-01-01"):
    return Correction("i", "ann", "Ann Lee", at, Disputed(words, "01-a.md"), "No.", Source(), "accepted", Decision(at, "eve", "Eve Ash", "", instead))


def patched(folder, text, *ones):
    """(the file as patched, or None; what is to be looked at)."""
    library = folder / "library"
    library.mkdir(exist_ok=True)
    (library / "01-a.md").write_text(text)
    made = patch([corrected(*one) for one in ones], library)
    if not made.files:
        return None, made.looked
    subprocess.run(["git", "apply", "-"], input=made.text, cwd=folder, text=True, check=True, timeout=60)
    return (library / "01-a.md").read_text(), made.looked


def test_words_that_contain_the_old_ones_are_put_in_once(tmp_path):
    more = ("in part", "in part and in writing")
    once, looked = patched(tmp_path, "It was accepted in part.\n", more, (*more, "2024-01-02"))
    assert (once, looked) == ("It was accepted in part and in writing.\n", ())
    again, looked = patched(tmp_path, once, more)
    assert again is None and "stand in the file already" in looked[0]
    assert patched(tmp_path, once, more[::-1])[0] == "It was accepted in part.\n"


@pytest.mark.parametrize(
    "text,ones",
    [
        ("It took ten days. It lasts ten years.", [("It took ten days.", "It took six."), ("ten", "six")]),
        ("It cost 1,5120 pounds.", [("512", "600")]),
        ("It cost 1,512 pounds.", [("512", "600")]),
        ("---\nurl: https://example.org/blue\n---\nIt is red.", [("blue", "green")]),
        ("It is [red](https://example.org/blue) or [dark](a/blue).", [("blue", "green")]),
        ("It took ten days.", [("ten days", "six days"), ("took ten", "took six")]),
    ],
)
def test_no_other_place_is_changed(tmp_path, text, ones):
    after, looked = patched(tmp_path, text + "\n", *ones)
    whole = "It took six. It lasts ten years.\n" if "years" in text else None
    assert after == whole and len(looked) == len(ones) - bool(whole)


def test_an_address_beside_the_words_hides_none_of_them(tmp_path):
    text = "---\ntitle: blue\n---\nSee [it](https://example.org/blue): it is blue.\n"
    assert patched(tmp_path, text, ("blue", "red"))[0] == text.replace("it is blue", "it is red")


# by command


@pytest.fixture
def command(product, monkeypatch):
    from assistant.cli import corrections as module

    monkeypatch.setattr(module, "services_of", lambda: product)

    def run(*words):
        found = CliRunner().invoke(module.corrections, list(words))
        if found.exception and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found.output

    return run


def test_by_command_it_is_said_listed_decided_and_exported(product, command, tmp_path):
    place = of(product)
    act_as(LOCAL)
    made = json.loads(command("add", "It", "is", "blue.", "--passage", place.passage, "--quote", GREEN, "--source", "https://example.org/pier", "--json"))
    assert made["state"] == "open" and made["of"]["words"] == GREEN and "not decided" in made["told"].lower()
    assert f"{made['id']}  open  01-piers.md" in command("list") and "source: https://example.org/pier" in command("list")
    other = json.loads(command("add", "No.", "--row", "colour-of-the-pier", "--step", "2", "--json"))
    assert other["of"]["step"] == 1
    assert command("withdraw", other["id"]) == f"withdrawn   {other['id']}\n"
    third = json.loads(command("add", "Why?", "--row", "colour-of-the-pier", "--json"))["id"]
    assert command("decline", third, "--note", "For it is one.") == f"declined   {third}\n"
    assert json.loads(command("accept", made["id"], "--instead", "It is blue there.", "--json"))["decision"]["instead"] == "It is blue there."
    assert [json.loads(line)["id"] for line in command("list", "--state", "accepted", "--json").splitlines()] == [made["id"]]
    assert "Eve" not in command("list") and "(For it is one.)" in command("list")
    file = tmp_path / "corrections.patch"
    assert command("export", "-o", str(file)) == f"{file}: changes 01-piers.md; 0 to be looked at by hand\n"
    assert "+**Recommended, 4 April 2023.** It is blue there." in file.read_text() and command("export") == file.read_text()
    assert "corrections_file" in RECORDED and [e.did for e in product.keeping.record.entries()][-2:] == ["exported corrections"] * 2
    assert json.loads(command("export", "--json"))["files"] == ["01-piers.md"]


@pytest.mark.parametrize(
    "words,match",
    [
        (("add", "why"), "Say of what"),
        (("add", "why", "--row", "r", "--passage", "p"), "Say of what"),
        (("add", "why", "--row", "r", "--quote", "q"), "goes with"),
        (("add", "why", "--row", "no-such"), "ledger has changed"),
        (("add", "why", "--passage", "p"), "no passage"),
        (("list", "--state", "lost"), "is not a state"),
        (("accept", "none"), "no correction"),
        (("withdraw", "none"), "no correction"),
    ],
)
def test_what_a_command_cannot_do_is_told_in_a_sentence(command, words, match):
    with pytest.raises(AssistantError, match=match):
        command(*words)


def test_an_empty_list_says_so(command):
    assert command("list") == "Nothing is said to be wrong.\n"


def test_words_cut_otherwise_by_another_splitter_still_meet():
    from index.documents.types import Metadata, Passage

    d = Disputed("One sentence here. And another one.", "a.md", "old", "p", 0, 35)
    passage = Passage("p", "new", "a.md", Metadata(), "And another one. Then a third.", 100, 130)
    assert d.stands_at(passage, 100, 116) and not d.stands_at(passage, 117, 130)
