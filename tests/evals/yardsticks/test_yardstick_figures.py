"""Figures of the yardsticks, by arithmetic."""

import json
import math
from datetime import date

import pytest

from assistant.exam.card import Mark
from evals.yardsticks import judging, refusing, retrieval
from evals.yardsticks.judging import Verdict
from evals.yardsticks.refusing import Asked
from evals.yardsticks.report import Outcome, markdown, record, write
from evals.yardsticks.sets import Chosen
from evals.yardsticks.types import PublicSet, Question

CHOSEN = Chosen("scifact", "SciFact (BEIR)", "test", "0123456789abcdef", PublicSet(), ("2 of 4 questions, left out by a seed",))


def test_recall_and_ndcg_are_those_of_the_definition():
    questions = [Question("1", "q", relevant={"a": 1, "b": 1}), Question("2", "q", relevant={"c": 1}), Question("3", "q", relevant={"d": 1})]
    found = retrieval.scored(questions, {"1": ["a", "x", "b"], "2": [*"vwxyz", "c"], "3": []})
    ideal = 1 + 1 / math.log2(3)
    assert found["1"] == pytest.approx({"R@1": 1 / 2, "R@5": 1, "R@10": 1, "nDCG@10": (1 + 1 / math.log2(4)) / ideal})
    assert found["2"] == pytest.approx({"R@1": 0, "R@5": 0, "R@10": 1, "nDCG@10": 1 / math.log2(7)})
    assert set(found["3"].values()) == {0.0}


def test_a_higher_grade_gains_more():
    questions = [Question("1", "q", relevant={"a": 2, "b": 1})]
    assert retrieval.scored(questions, {"1": ["b", "a"]})["1"]["nDCG@10"] == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))


def test_fusion_adds_the_reciprocal_ranks():
    # b: 1/62 + 1/61; a: 1/61; c: 1/62
    assert retrieval.fused([["a", "b"], ["b", "c"]]) == ["b", "a", "c"]
    assert retrieval.fused([[], ["c"]]) == ["c"] and retrieval.fused([]) == []


def _scores(*values):
    return {str(n): dict.fromkeys(retrieval.MEASURES, v) for n, v in enumerate(values)}


def test_ours_is_compared_with_the_best_plain_system_and_with_itself_without_a_part():
    made = retrieval.summed({retrieval.OURS: _scores(1, 1, 0.5), retrieval.WITHOUT_WORDS: _scores(1, 0.7, 0.5), "BM25": _scores(1, 0, 0), "dense": _scores(0, 1, 0.5)})
    assert made.n == 3 and made.best == "dense" and set(made.against) == {"dense", retrieval.WITHOUT_WORDS}
    for other, difference in (("dense", 1 / 3), (retrieval.WITHOUT_WORDS, 0.1)):
        for compared in made.against[other]:
            assert compared.difference == pytest.approx(difference) and 0 <= compared.low <= compared.difference <= compared.high


def _asked(label, outcome, relevant=None, kind=""):
    _asked.n = getattr(_asked, "n", 0) + 1
    return Asked(str(_asked.n), label, kind, outcome, relevant)


def test_refusals_are_counted_by_label_and_only_complete_answers_count():
    made = refusing.summed([
        _asked("answerable", "complete", True), _asked("answerable", "complete", False), _asked("answerable", "partial", True), _asked("answerable", "none"),
        _asked("unanswerable", "none", kind="P-A"), _asked("unanswerable", "complete", kind="P-B"), _asked("underspecified", "asked back or outside"),
    ])  # fmt: skip
    answerable, unanswerable, vague, first, second = made.rows
    assert [r.label for r in made.rows] == ["answerable", "unanswerable", "underspecified", "of these: P-A", "of these: P-B"]
    assert answerable.outcomes == {"complete": 2, "partial": 1, "none": 1, "asked back or outside": 0}
    assert (answerable.refused, answerable.complete, answerable.sound) == (Mark(1, 4), Mark(2, 4), Mark(1, 2))
    assert unanswerable.refused == Mark(1, 2) and vague.outcomes["asked back or outside"] == 1
    assert (first.refused, second.refused) == (Mark(1, 1), Mark(0, 1))
    # right: three of the answerable and one of the unanswerable; who never refuses has four
    assert made.decided == Mark(4, 6) and made.against.before == made.against.after == pytest.approx(4 / 6)


def test_without_labels_that_decide_nothing_is_compared():
    made = refusing.summed([_asked("underspecified", "none")])
    assert made.against is None and made.decided == Mark(0, 0)


def _verdicts(kept, supported, caught, unsupported, kind="x"):
    return [Verdict("", kind, True, n < kept) for n in range(supported)] + [Verdict("", kind, False, n >= caught) for n in range(unsupported)]


def test_balanced_accuracy_is_the_mean_of_both_shares_whatever_their_number():
    made = judging.balanced(_verdicts(9, 10, 1, 2))
    assert made.n == 12 and made.mean == pytest.approx((0.9 + 0.5) / 2) and made.low < made.mean < made.high
    sure = judging.balanced(_verdicts(3, 3, 2, 2))
    assert (sure.mean, sure.low, sure.high) == (1.0, 1.0, 1.0)
    assert math.isnan(judging.balanced(_verdicts(1, 2, 0, 0)).mean)


def test_a_kind_with_one_label_has_its_share_right():
    made = judging.summed("rules", [*_verdicts(1, 2, 0, 0, "a"), *_verdicts(0, 0, 1, 3, "b"), *_verdicts(1, 1, 0, 1, "c")])
    assert made.by_kind["a"] == Mark(1, 2) and made.by_kind["b"] == Mark(1, 3) and made.by_kind["c"].mean == 0.5
    assert made.kept == Mark(2, 3) and made.caught == Mark(1, 4)


def test_the_page_and_the_file_say_set_day_command_and_what_was_left_out(tmp_path):
    retrieved = retrieval.summed({retrieval.OURS: _scores(1, 0.5), "BM25": _scores(0.5, 0.5)})
    outcome = Outcome(CHOSEN, "python -m evals.yardsticks scifact FOLDER", date(2023, 4, 4), "toy", 1, 0, retrieved)
    page = write(outcome, tmp_path / "out")
    text = page.read_text("utf-8")
    assert "`python -m evals.yardsticks scifact FOLDER`, 4 April 2023; set 0123456789abcdef" in text
    assert "Left out: 2 of 4 questions, left out by a seed; 1 texts that could not be read." in text
    assert "| ours | 0.750 (0.500 to 1.000) |" in text and "Ours less BM25, the best of the plain systems by nDCG@10, paired: nDCG@10 +0.250" in text
    kept = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert kept["date"] == "2023-04-04" and kept["retrieval"]["systems"]["ours"]["R@1"]["mean"] == 0.75
    assert kept["left_out"] == list(outcome.left_out)


def test_what_is_not_a_number_is_null_in_the_file_and_a_dash_on_the_page():
    made = judging.summed("rules", _verdicts(1, 2, 0, 0))
    outcome = Outcome(CHOSEN, "x", date(2023, 4, 4), "toy", judged=(made,))
    assert record(outcome)["judges"][0]["balanced"]["mean"] is None and "| balanced accuracy | – |" in markdown(outcome)
