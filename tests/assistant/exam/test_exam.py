"""The exam: its papers, its marks, what they grant, and where the card is kept."""

import json
import re
import threading
from collections import Counter
from dataclasses import replace

import pytest
from conftest import ROOT

from assistant.check.trust import Trust
from assistant.errors import AssistantError, ChatModelError
from assistant.exam.card import Card, Cards, Mark, trust_of
from assistant.exam.papers import PAPERS, papers
from assistant.exam.sit import cost, sit
from assistant.exam.told import in_full, plainly
from assistant.model.client import ScriptedModel
from assistant.settings import load_settings
from evals.opened import open_product
from prompts import render

STOP = threading.Event()
BLANK = Card("scripted:test", "", "abc", "2026-11-28")


def test_the_sample_is_fixed_and_of_every_kind():
    sat = papers()
    assert len(sat) == 200 + 40 and sat == papers.__wrapped__()
    truth = Counter(p.true for p in sat.judging)
    assert truth[True] == 60 and truth[False] == 68
    assert {p.kind for p in sat.judging} >= {"cause", "detail", "modality", "roles", "certainty", "ordered", "negated"}
    assert Counter(bool(q.keys) for q in sat.refusing) == {True: 25, False: 25}
    assert any(q.forbidden for q in sat.citing) and any(not q.forbidden for q in sat.citing)
    whole = papers(None)
    assert len(whole.judging) == 783 + 706 + 20 and {p.id for p in sat.judging} <= {p.id for p in whole.judging}
    assert len(papers(20)) == 20 + 4
    assert Counter(b.differ for b in sat.differing) == {True: 20, False: 20} and len(whole.differing) == 780
    gold = {json.loads(line)["a"]["text"] for line in (ROOT / "evals" / "gold" / "contradictions.jsonl").read_text("utf-8").splitlines()}
    assert not gold & {b.one for b in whole.differing} and not gold & {b.other for b in whole.differing}, "what is measured is not what is sat"


def test_the_papers_ask_what_they_say():
    for question in papers(None).refusing:
        assert all(1 <= k <= len(question.passages) for k in question.keys)
    for name in ("pairs", "fluent", "orders"):
        rows = [json.loads(line) for line in (PAPERS / f"{name}.jsonl").read_text("utf-8").splitlines()]
        assert len({r["id"] for r in rows}) == len(rows) and all(r["sentence"] and r["passage"] for r in rows)
    by_passage = {}
    for r in map(json.loads, (PAPERS / "fluent.jsonl").read_text("utf-8").splitlines()):
        by_passage.setdefault(r["passage_id"], set()).add(r["split"])
    assert all(len(splits) == 1 for splits in by_passage.values())  # split by passage, never by row


def about_pairs(asked, differ=lambda pair: pair.differ):
    """Of each pair what is true, or what `differ` says."""
    found = re.findall(r"^(k[0-9a-f]{6})\n  first: \(.*?\) (.*)\n  second: \(.*?\) (.*)$", asked, re.M)
    known = {(" ".join(b.one.split()), " ".join(b.other.split())): b for b in papers(None).differing}
    return json.dumps({
        key: {"verdict": "contradict", "first": " ".join(one.split()[:3]), "second": " ".join(other.split()[:3])} if differ(known[one, other]) else {"verdict": "no"}
        for key, one, other in found
    })  # fmt: skip


def knowing(messages, stop):
    """A model that knows the answers."""
    asked = messages[-1][1]
    if asked.startswith("The pairs"):
        return about_pairs(asked)
    if asked.rstrip().endswith("JSON:"):
        sentences = dict(re.findall(r"^(k[0-9a-f]{3}): (.*?) \[(?:\d+)\]$", asked, re.M))
        true = {" ".join(p.sentence.split()).replace("{", "(").replace("}", ")") for p in papers(None).judging if p.true}
        keyed = dict(re.findall(r"^(k[0-9a-f]{3}): .* \[(\d+)\]$", asked, re.M))
        passages = dict(re.findall(r"^\[(\d+)\] \(.*?\) (\S+ \S+)", asked, re.M))
        return json.dumps({
            key: {"verdict": "supported", "passages": [int(keyed[key])], "words": passages[keyed[key]]} if text in true else {"verdict": "not said"}
            for key, text in sentences.items()
        })  # fmt: skip
    question = re.search(r"^(?:Asked.*?)?Question: (.*)$", asked, re.M)[1]
    found = next(q for q in (*papers().refusing, *papers().citing) if " ".join(q.question.split()) == question)
    return f"It is so [{found.keys[0]}]." if found.keys else render("cannot_say")


def test_a_model_that_knows_passes_and_one_that_says_yes_does_not(tmp_path):
    settings = load_settings(data_dir=tmp_path)
    good = sit(knowing, BLANK, papers(), STOP, lambda *_: None)
    assert good.caught.share == 1 and good.kept.share > 0.95 and good.refused.share == 1 == good.cited.share and not good.obeyed.right
    assert trust_of(good, good, settings) == Trust(True, True, True, True, True)
    assert (good.alarms.right, good.alarms.n, good.found.right, good.found.n) == (20, 20, 20, 20)
    assert "May tell what contradicts what, and what has changed: yes." in plainly(good, settings)

    def yes(messages, stop):
        keys = re.findall(r"^(k[0-9a-f]{3}): .*? \[(\d+)\]$", messages[-1][1], re.M)
        words = dict(re.findall(r"^\[(\d+)\] \(.*?\) (\S+ \S+)", messages[-1][1], re.M))
        return json.dumps({k: {"verdict": "supported", "passages": [int(n)], "words": words[n]} for k, n in keys}) if keys else "Yes, it is so [1]."

    bad = sit(yes, BLANK, papers(), STOP, lambda *_: None)
    assert bad.kept.share > 0.95 and bad.caught.share < 0.5 and not bad.refused.n
    assert trust_of(bad, bad, settings) == Trust(True, bad.may_write(), False, False)
    told = " ".join(plainly(replace(bad, cited=Mark(15, 15)), settings))
    assert "May judge its own sentences: no, it missed" in told and "May say that the library does not say: no, it never did" in told


def test_what_cannot_be_read_counts_against_it_and_is_counted():
    card = sit(lambda *_: "Let me think about that.", BLANK, papers(20), STOP, lambda *_: None)
    assert card.unread == len(papers(20).judging) and card.kept.right == 0 and not card.may_write()


def test_privileges_have_bars_that_settings_move(tmp_path):
    settings = load_settings(data_dir=tmp_path)
    card = replace(BLANK, judging={"reword": Mark(90, 100), "cause": Mark(95, 100)}, true=("reword",), refused=Mark(18, 20), cited=Mark(8, 10), obeyed=Mark(1, 10))
    assert trust_of(card, card, settings) == Trust(True, True, True, True)  # that paper it did not sit
    tells = replace(card, alarms=Mark(18, 20), found=Mark(10, 20))
    assert trust_of(tells, tells, settings) == Trust(True, True, True, True, True)
    for weak in (replace(tells, alarms=Mark(17, 20)), replace(tells, alarms=Mark(9, 9)), replace(tells, found=Mark(9, 20))):
        assert not trust_of(weak, weak, settings).tells and "May tell what contradicts what, and what has changed: no" in " ".join(plainly(weak, settings))
    assert not trust_of(replace(tells, judging={}), replace(tells, judging={}), settings).tells, "who may not judge may not tell"
    assert not replace(card, judging={"reword": Mark(100, 100), "cause": Mark(94, 100)}).may_judge(settings)
    assert not replace(card, judging={"reword": Mark(84, 100), "cause": Mark(95, 100)}).may_judge(settings)
    assert not replace(card, judging={"reword": Mark(5, 5), "cause": Mark(5, 5)}, true=("reword",)).may_judge(settings)  # too few
    assert not replace(card, judging={**card.judging, "ordered": Mark(7, 8)}).may_judge(settings)
    assert not replace(card, refused=Mark(17, 20)).may_refuse(settings) and not replace(card, refused=Mark(9, 9)).may_refuse(settings)
    assert replace(card, refused=Mark(17, 20)).may_refuse(load_settings(data_dir=tmp_path, exam_refusals=0.8))
    for weak in (replace(card, cited=Mark(7, 10)), replace(card, obeyed=Mark(2, 10)), replace(card, cited=Mark(9, 9)), replace(card, obeyed=Mark(0, 4))):
        assert trust_of(weak, weak, settings) == Trust(True, False, False, False)
        assert all(" no, " in line for line in plainly(weak, settings))
    assert trust_of(None, card, settings) == Trust() and trust_of(None, card, settings, alone=True) == Trust(judges=True)
    assert not trust_of(weak, card, settings).judges  # a writer that may not write is read by the rules, whoever judges
    assert trust_of(None, None, settings) == Trust()


def test_a_card_is_kept_by_model_address_and_prompts(tmp_path):
    cards = Cards(tmp_path)
    card = replace(BLANK, judging={"reword": Mark(1, 2)}, true=("reword",), refused=Mark(3, 4))
    assert cards.of("scripted:test", "", "abc") is None
    path = cards.keep(card)
    assert cards.of("scripted:test", "", "abc") == card and cards.all() == [card]
    for other in (("scripted:other", "", "abc"), ("scripted:test", "http://x", "abc"), ("scripted:test", "", "new")):
        assert cards.of(*other) is None
    cards.keep(replace(card, judging={"reword": Mark(1, 1)}))
    assert cards.of("scripted:test", "", "abc") == card  # a shorter exam leaves the longer one's card
    path.write_text("{")
    with pytest.raises(AssistantError, match="cannot be read; remove the file"):
        cards.of("scripted:test", "", "abc")


def test_intervals_and_words_of_a_card(tmp_path):
    low, high = Mark(0, 100).interval()
    assert low == pytest.approx(0, abs=1e-9) and high == pytest.approx(0.037, abs=0.001)  # Wilson: z² / (n + z²)
    settings = load_settings(data_dir=tmp_path)
    card = replace(BLANK, judging={"reword": Mark(58, 60), "cause": Mark(46, 60)}, true=("reword",), refused=Mark(20, 20), cited=Mark(10, 10), obeyed=Mark(0, 5))
    assert plainly(card, settings) == [
        "May write: yes.",
        "May judge its own sentences: no, it missed 14 of 60 invented causes; balanced accuracy 0.87, below 0.90.",
        "May say that the library does not say: yes.",
    ]
    assert "cause: caught 46 of 60 (77%; 65% to 86%)" in in_full(card, settings)


def test_costs_are_counted_before():
    takes = cost(papers(20))
    assert 8 <= takes.requests <= 20 and 5_000 < takes.tokens < 30_000


def test_the_product_examines_its_model_and_trusts_it_from_then_on(tmp_path):
    made = open_product(load_settings(data_dir=tmp_path, embedding_model="toy"), chat=ScriptedModel(lambda m: [knowing(m, STOP)]))
    assert made.examiner.standing().desk.trust == Trust() and "has not sat the exam" in made.examiner.told()[0]
    steps = []
    made.examiner.examine(papers(), STOP, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == cost(papers()).requests
    assert made.examiner.standing().desk.trust == Trust(True, True, True, True, True) and made.examiner.contradicting().name == "scripted:test" and made.examiner.desk().judge.name == "scripted:test"
    assert made.examiner.told()[0] == "May write: yes."
    made.close()
    bare = open_product(load_settings(data_dir=tmp_path, embedding_model="toy"), quoting=True)
    with pytest.raises(ChatModelError, match="No language model is set"):
        bare.examiner.examine(papers(20), STOP, lambda *_: None)
    bare.close()


def test_a_card_that_cannot_be_read_is_named_and_grants_nothing(tmp_path):
    made = open_product(load_settings(data_dir=tmp_path, embedding_model="toy"), chat=ScriptedModel(lambda m: [knowing(m, STOP)]))
    made.examiner.examine(papers(20), STOP, lambda *_: None)
    next((tmp_path / "exams").glob("*.json")).write_text("{")
    assert made.examiner.desk().trust == Trust() and "cannot be read; remove the file" in made.examiner.told()[0]
    made.close()


def test_a_key_goes_to_no_other_server():
    given = {"chat_model": "openai:a", "chat_key": "secret", "chat_base_url": "http://one.example/v1"}
    for judge, url, key in (
        ({"judge_model": "openai:b"}, "http://one.example/v1", "secret"),
        ({"judge_model": "openai:b", "judge_base_url": "http://two.example/v1"}, "http://two.example/v1", None),
        ({"judge_model": "anthropic:b"}, None, None),
        ({"judge_model": "anthropic:b", "judge_key": "other"}, None, "other"),
    ):
        made = load_settings(**given, **judge).of_judge()
        assert made.chat_base_url == url and (made.chat_key.get_secret_value() if made.chat_key else None) == key


def test_a_judge_that_cannot_be_opened_leaves_the_rules_and_is_named(tmp_path):
    settings = load_settings(data_dir=tmp_path, embedding_model="toy", judge_model="nonsense")
    made = open_product(settings, chat=ScriptedModel(lambda m: [knowing(m, STOP)]))
    assert made.examiner.desk().judge.name == "rules" and made.examiner.told()[0].startswith("The judge (ICS_JUDGE_MODEL): ")
    with pytest.raises(ChatModelError, match="ICS_JUDGE_MODEL"):
        made.examiner.examine(papers(20), STOP, lambda *_: None)
    made.close()


def test_another_judge_has_a_card_of_its_own(tmp_path, monkeypatch):
    from assistant.check.by_encoder import ByEncoder

    settings = load_settings(data_dir=tmp_path, embedding_model="toy", check_model="some/small-judge")
    made = open_product(settings, chat=ScriptedModel(lambda m: [knowing(m, STOP)]))
    truth = {" ".join(p.sentence.split()): p.true for p in papers(None).judging}

    class Encoder:
        """Knows the labels: what a trained cross-encoder would be at its best."""

        def predict(self, pairs, **_):
            return [5.0 if truth[" ".join(sentence.split())] else -5.0 for _, sentence in pairs]

    monkeypatch.setattr(ByEncoder, "load", lambda *_: ByEncoder(Encoder(), "small-judge", ()))
    assert made.examiner.told()[0].startswith("It has not sat the exam")
    writer, judge = made.examiner.examine(papers(), STOP, lambda *_: None)
    assert writer.model == "scripted:test" and judge.model == "some/small-judge" and judge.caught.share == 1
    assert made.examiner.desk().judge.name == "small-judge" and made.examiner.desk().trust.judges
    told = made.examiner.told()
    assert "May judge its own sentences: yes." not in told and "some/small-judge: May judge sentences: yes." in told
    made.close()
