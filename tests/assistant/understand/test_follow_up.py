"""Follow-ups made to stand alone: by the model that ships, and how what it marks is put together."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.understand.carried import (
    BEFORE,
    NOTHING,
    QUESTION,
    Marks,
    marks,
    words,
)
from assistant.understand.encoder import packed, unpacked
from assistant.understand.follow_up import chain, composed, resolve
from evals.train_follow_up import Row, agreement, labels, rows_of


@pytest.mark.parametrize(
    ("history", "question", "with_", "without"),
    [
        ((), "How many targets?", "how many targets", ""),
        (("What did the King's Fund say about targets?",), "and the Nuffield Trust?", "nuffield trust say targets", "king's fund"),
        (("how did unison judge the pay offer",), "and the rcn?", "how rcn judge pay offer", "unison"),
        (("what did the review say about prevention",), "same for children", "review say children", "prevention"),
        (("did ministers accept the ten target limit",), "why?", "why ten target limit", ""),
        (("what is the plan for the shared care record",), "who was against it", "who against shared care record", ""),
        (("waiting list at harrowfen in march",), "and in april?", "waiting list harrowfen april", "march"),
        (("What did Hewitt recommend on HARPs?", "ok"), "when was that", "when harps", "ok"),
    ],
)  # fmt: skip
def test_a_follow_up_takes_over_what_it_leaves_out_and_nothing_else(history, question, with_, without):
    said = {w.text for w in words(resolve(question, history).standalone)}
    assert set(with_.split()) <= said and not said & set(without.split())


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What did Hewitt recommend on HARPs?", "When was the Darzi investigation published?"),
        ("prevention 1%?", "list every recommendation that was rejected"),
        ("What are the priorities?", "Is it true that there are ten targets?"),
        ("what did the CQC say on systems", "what does it cost to run an integrated care board"),
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(before, question):
    assert resolve(question, (before,)).standalone == question


def test_what_falls_away_before_a_new_subject_and_what_asks_nothing():
    assert resolve("ok, different thing. what is a cluster of icbs", ("whats happening on dentists contracts",)).standalone == "what is a cluster of icbs"
    assert resolve("and hospitals?", ("beds in harrowfen care homes", "ok thanks")).standalone == resolve("and hospitals?", ("beds in harrowfen care homes",)).standalone
    assert marks(("beds in harrowfen care homes",), "ok thanks").opens == NOTHING


def test_each_question_of_a_chain_says_whether_it_took_words_over():
    steps = chain(["waiting list at harrowfen", "ok thanks", "and in april?", "When was the Darzi investigation published?"])
    assert [s.took for s in steps] == [False, False, True, False] and steps[1].text == ""


def test_many_at_once_load_the_model_once(monkeypatch):
    import assistant.understand.encoder as encoder
    from assistant.understand.carried import HEADS, WEIGHTS

    made = []
    encoder._loaded.cache_clear()
    network = encoder.network
    monkeypatch.setattr(encoder, "network", lambda heads: made.append(1) or network(heads))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: encoder.loaded(WEIGHTS, HEADS), range(8)))
    assert len(made) == 1


def _marks(before, question, kept, opens):
    """Marks of a made-up model: the words kept at 3, the others at -3."""
    def odds(text):
        return tuple(3.0 if w.text in kept else -3.0 for w in words(text))

    return Marks((odds(before),), odds(question), opens)


@pytest.mark.parametrize(
    ("before", "question", "kept", "opens", "whole"),
    [
        ("how did unison judge the offer?", "and the rcn?", "how did judge the offer rcn", BEFORE, "how did the rcn judge the offer?"),
        ("beds in harrowfen", "in april?", "beds in harrowfen april", BEFORE, "beds in harrowfen in april"),
        ("what is the care record", "who was against it?", "who was against the care record", QUESTION, "who was against care record?"),
        ("what is the trust", "who is its chair?", "who is chair trust", QUESTION, "who is trust’s chair?"),
        ("what did the committee ask of the trust board", "what was their reason?", "what was reason the committee ask of trust board", QUESTION,
         "what was their reason, on committee ask of the trust board?"),
        ("what is the plan", "what is it about?", "what is it about plan", QUESTION, "what is it about plan?"),
        ("the plan", "the cost", "cost", QUESTION, "cost"),
        ("how many of nhs england’s jobs go", "when is it gone", "nhs england when is gone", QUESTION, "when is nhs england gone"),
        ("were plans rejected", "and the cost?", "were plans rejected cost", BEFORE, "cost, on plans rejected?"),
        ("what did they decide about the car park", "and about the canteen?", "what did they decide about the canteen", BEFORE, "what did they decide about the canteen"),
        ("what did they say on beds", "same for ward 7 7 beds", "what did they say on beds ward 7", BEFORE, "what did they say on ward 7 7 beds"),
        ("the plan", "beds, wards and staff", "staff", QUESTION, "beds, wards and staff"),
    ],
)  # fmt: skip
def test_what_is_marked_is_put_together(before, question, kept, opens, whole):
    assert composed(question, (before,), _marks(before, question, kept.split(), opens)) == whole


def test_a_pasted_text_stands_alone_and_a_long_chain_is_read_by_its_end():
    long = "word " * 41 + "and why?"
    assert resolve(long, ("What is a HARP?",)).standalone == long.strip()
    assert resolve("why?", ("first subject",) * 30 + ("what is the staff passport",)).standalone == "why, on staff passport?"


def test_weights_kept_as_bytes_are_nearly_those_that_were_learnt():
    import torch

    torch.manual_seed(0)
    state = {"a.weight": torch.randn(8, 16), "a.bias": torch.randn(8), "bert.embeddings.x": torch.zeros(2)}
    kept = packed(state)
    back = unpacked(kept)
    assert kept["a.weight"].dtype == torch.int8 and set(back) == {"a.weight", "a.bias"}
    assert (back["a.weight"] - state["a.weight"]).abs().max() < state["a.weight"].abs().max() / 120


def test_labels_are_read_from_the_full_wording():
    row = Row(("how did unison judge the pay offer",), "and the rcn?", "how did the rcn judge the pay offer", "who", 0)
    made = labels(row)
    assert made.opens == BEFORE and made.question[-1] == 1
    marked = dict(zip([w.text for w in words(row.before[0])], made.before[0], strict=True))
    assert marked["unison"] == 0 and marked["judge"] == marked["offer"] == 1
    assert labels(Row(("a plan",), "ok", "", "nothing", 0)).opens == NOTHING
    assert set(labels(Row(("beds in ely",), "what is a trust", "what is a trust", "alone", 0)).before[0]) <= {0, -100}


def test_every_kept_row_can_nearly_be_made_of_the_words_typed():
    rows = rows_of()
    nears = []
    for row in rows[::25]:
        made = labels(row)
        if made.opens == NOTHING:
            continue
        sure = tuple(tuple(3.0 if m > 0 else -3.0 for m in each) for each in made.before)
        asked = tuple(3.0 if m > 0 else -3.0 for m in made.question)
        nears.append(agreement(composed(row.question, row.before, Marks(sure, asked, made.opens)), row.full))
    assert len(rows) > 4_000 and sum(nears) / len(nears) > 0.9
