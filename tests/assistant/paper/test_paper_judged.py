"""Marks of a paper by a judge that has passed, by the ledger, and what the rules are left with."""

from __future__ import annotations

import json

import pytest

from assistant.check.support import Rules
from assistant.check.trust import Trust
from assistant.check.types import Judgement, Reason, Ruling
from assistant.errors import ChatFailure
from assistant.ledger.types import RowLink
from assistant.model.task import Desk
from assistant.paper.check import check, read_paper
from assistant.paper.check_report import how, record, report
from assistant.paper.verdicts import turned
from assistant.paper.weigh import weigh
from assistant.settings import load_settings
from assistant.ui import paper_view
from assistant.wording.papers import RULES_RIGHT
from evals.opened import open_product
from evals.papers import load_planted
from index.embed import ToyEmbedder

LIBRARY = "# Harbours\n\nThe government rejected the limit of ten national targets for harbours in June 2023.\n\nThe Institute urged a third pilot for the larger harbours.\n"
PAPER = "# Our paper\n\nMinisters turned down a cap of ten targets for harbours in June 2023. A third pilot was appointed at each of the larger harbours. The limit of targets for harbours cost £9 million in June 2023.\n"


@pytest.fixture
def searched(tmp_path):
    (tmp_path / "harbours.md").write_text(LIBRARY)
    made = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder(), quoting=True)
    made.library.index([tmp_path / "harbours.md"])
    (tmp_path / "paper.md").write_text(PAPER)
    yield made.searcher, read_paper(tmp_path / "paper.md")
    made.close()


class Judge:
    """Finds the first sentence supported by what cites ten, the second contradicted, and looks figures up as every judge does."""

    name, one_by_one = "scripted:judge", False

    def __init__(self):
        self.asked = []

    def rule(self, statements, sources, stop=None):
        self.asked.append(statements)
        out = []
        for s in statements:
            if "£9" in s.text:
                out.append(Ruling((), Judgement("unsupported", Reason.NUMBER, "9"), "facts"))
            elif "third pilot" in s.text:
                out.append(Ruling((), Judgement("unsupported", Reason.AGAINST, "urged a third pilot"), "model"))
            else:
                out.append(Ruling(tuple(k for k in s.keys if "ten national" in sources[k - 1].text), Judgement("supported"), "model"))
        return out


def desk(judge):
    rules = Rules(ToyEmbedder())
    return Desk(judge, rules, lambda _: None, Trust(True, True, True, judges=judge is not rules))


def test_an_examined_judge_gives_the_marks_and_is_named(searched):
    judge = Judge()
    *_, found = check(searched[0], desk(judge), searched[1])
    said = [(f.mark, f.weighed.by) for f in found.findings]
    assert said[:2] == [("supported", "scripted:judge"), ("contradicted", "scripted:judge")]
    assert said[2][0] in ("absent", "contradicted") and said[2][1] == "rules"  # never supported where a hard fact is missing
    assert "urged a third pilot" in found.findings[1].weighed.reason and len(judge.asked) == 1
    assert "judge, which has passed the exam" in how(found) and record(found)["judge"] == "scripted:judge"
    for shown in (report(found, "html"), report(found, "md"), paper_view.findings(found)):
        assert "by scripted:judge" in shown and "by rules" in shown


def test_a_judge_that_fails_leaves_the_rules(searched):
    class Silent(Judge):
        def rule(self, statements, sources, stop=None):
            raise ChatFailure("The language model is busy: too many requests.")

    *_, found = check(searched[0], desk(Silent()), searched[1])
    assert len(found.findings) == 3 and {f.weighed.by for f in found.findings} == {"rules"}


def test_without_one_it_says_how_far_rules_can_be_trusted(searched):
    rules = Rules(ToyEmbedder())
    *_, found = check(searched[0], Desk(rules, rules, lambda _: None), searched[1])
    assert f"Of {RULES_RIGHT[1]} sentences of test papers they marked {RULES_RIGHT[0]} rightly" in how(found)
    assert json.dumps(record(found))


ROW = RowLink("r", "A limit of ten targets", "rejected", "2023-06-14", "none found", None)


@pytest.mark.parametrize(
    ("sentence", "response", "wrong"),
    [
        ("The government accepted the limit of ten targets.", "rejected", True),
        ("Ministers agreed to a limit of ten targets.", "rejected", True),
        ("The government rejected the limit of ten targets.", "accepted", True),
        ("Ministers did not accept the limit of ten targets.", "accepted", True),
        ("Ministers refused to accept the limit of ten targets.", "accepted", True),
        ("The government rejected the limit of ten targets.", "rejected", False),
        ("Ministers did not accept the limit of ten targets.", "rejected", False),
        ("The government accepted part of the limit of ten targets.", "rejected", False),
        ("The government accepted the limit of ten targets.", "unknown", False),
        ("The Institute accepted the limit of ten targets.", "rejected", False),
        ("The government spoke of the limit of ten targets.", "rejected", False),
    ],
)
def test_a_verdict_turned_round_is_seen(searched, sentence, response, wrong):
    near = searched[0].of_document(searched[0].documents()[0].id)
    row = RowLink("r", ROW.title, response, ROW.responded, "none found", None)
    assert (turned(sentence, near, lambda _: (row,)) is not None) is wrong
    assert turned(sentence, near, lambda _: ()) is None


def test_the_ledger_contradicts_what_turns_its_verdict_round(searched):
    found = weigh(searched[0], Rules(ToyEmbedder()), "The government accepted the limit of ten national targets for harbours.", rows=lambda _: (ROW,))
    assert found.mark == "contradicted" and found.by == "ledger" and "rejected (14 June 2023)" in found.reason and found.passages


@pytest.mark.slow
def test_a_meeting_of_ones_own_is_not_contradicted(real_starter_index):
    for said in ("The board met on 12 March 2026 and discussed the Hewitt review of integrated care systems.", "At its meeting on 14 May 2026 the partnership discussed the Hewitt review."):
        assert weigh(real_starter_index.searcher, real_starter_index.judge, said).mark == "absent"


@pytest.mark.slow
def test_the_figure_that_is_told_of_the_rules_is_the_one_measured(real_starter_index):
    planted = load_planted("test")
    right = sum(weigh(real_starter_index.searcher, real_starter_index.judge, p.text).mark == p.mark for p in planted)
    assert len(planted) == RULES_RIGHT[1] and abs(right - RULES_RIGHT[0]) <= 3  # a near tie or two may fall otherwise on another processor
