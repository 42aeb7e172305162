"""What the reader learns from, and the steps by which it learns."""

import json
import lzma

import numpy as np
import pytest

from evals.reader_rows import READING, elsewhere, own, written
from evals.train import development
from evals.train_reader import area, batch_of, learn, loss_of, prepared, read
from index.documents.load import load
from index.search.reader import network
from index.text.sentences import sentences


def lines(name):
    return [json.loads(line) for line in (READING / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("name", "count"), [("written.jsonl", 400), ("more.jsonl", 395)])
def test_rows_stand_in_their_passages(name, count):
    """Minimal pairs by writers who saw no test question: two answered and two not over each passage."""
    found = lines(name)
    assert len(found) == count
    for some in found:
        asked = some["questions"]
        assert sorted(q["answerable"] for q in asked) == [False, False, True, True]
        for q in asked:
            if q["answerable"]:
                assert q["answer"] and q["answer"] in q["evidence"] and q["evidence"] in some["passage"]
            else:
                assert not q["answer"] and not q["evidence"]


def test_rows_over_others_words_are_places_and_hold_no_text_of_theirs(corpus):
    found = lines("places.jsonl")
    assert len(found) == 64 and not any("passage" in some for some in found)
    assert max(len(q["answer"].split()) for some in found for q in some["questions"]) <= 12
    documents = {some["source"]: load(corpus / some["source"], some["source"]) for some in found}
    rows = [r for r in own(documents) if not r["own"]]
    assert sum(r["answerable"] for r in rows) >= 190
    made = list(written([r for r in rows if r["answerable"]], "own"))
    assert len(made) > 380 and all(r.holds for r in made if r.answers)


TEXT = "The chair is Ann Lee. The budget is £4m. It was agreed in June."


def test_a_row_has_its_sentence_and_the_place_of_its_answer():
    row = next(written([{"question": "who chairs?", "passage": TEXT, "answerable": True, "evidence": "The chair is Ann Lee.", "answer": "Ann Lee"}], "own"))
    assert row.holds == (0,) and TEXT[slice(*row.answer)] == "Ann Lee" and row.answers
    other = next(written([{"question": "who left?", "passage": TEXT, "answerable": False, "evidence": "", "answer": ""}], "own"))
    assert other.holds == () and other.answer is None and not other.answers


def test_a_question_is_put_to_another_passage_that_does_not_answer_it():
    rows = list(
        written(
            [
                {"question": "who chairs?", "passage": TEXT, "answerable": True, "evidence": "The chair is Ann Lee.", "answer": "Ann Lee"},
                {"question": "how many beds?", "passage": "The chair spoke of 40 beds.", "answerable": True, "evidence": "The chair spoke of 40 beds.", "answer": "40"},
            ],
            "own",
        )
    )
    made = list(elsewhere(rows))
    assert [(r.question, r.text) for r in made] == [("who chairs?", rows[1].text), ("how many beds?", TEXT)]
    assert not any(r.answers for r in made)


def test_area_is_how_often_a_true_one_scores_above_a_false_one():
    assert area([3.0, 1.0, 2.0, 0.0], [True, True, False, False]) == 0.75
    assert np.isnan(area([1.0, 2.0], [True, True]))


@pytest.fixture(scope="module")
def rows():
    pairs = [("who is the chair?", (0,), (13, 20), True), ("who is the cook?", (), None, False)]
    spans = sentences(TEXT)
    return [
        {"source": "own", "group": q, "question": q, "front": "Minutes", "text": TEXT, "spans": spans, "holds": h, "answer": a, "answers": y}
        for q, h, a, y in pairs
    ]


def test_a_few_steps_teach_what_they_are_shown(rows):
    model, tokenizer = network()
    ready = prepared(tokenizer, rows)
    assert ready[0]["wanted"].sum() == (ready[0]["sentence"] == 0).sum() > 0 and ready[1]["wanted"].sum() == 0
    before = float(loss_of(model.eval(), batch_of(ready, model.span.weight.device)))
    learnt = learn(model, ready, {"epochs": 12, "rate": 5e-4, "batch": 2})
    after = float(loss_of(learnt, batch_of(ready, learnt.span.weight.device)))
    assert after < before / 2
    (yes, said), (no, _) = read(learnt, ready)
    assert yes > no and max(said, key=said.get) == 0


def test_every_development_question_was_read_by_a_reader_that_had_not_learnt_from_it():
    with lzma.open(READING / "held-out.jsonl.xz", "rt", encoding="utf-8") as held:
        read_of = {(r["source"], r["group"]) for r in map(json.loads, held)}
    wanted = {(name, c.id) for name in ("starter", "commentary", "premises") for c in development(name)}
    assert read_of == wanted
