"""The yardsticks from the command line, over small extracts."""

import json
import subprocess
import sys

import pytest
import small_sets
from conftest import ROOT

from assistant.check.support import Rules
from assistant.settings import load_settings
from evals.yardsticks import judging, refusing, retrieval
from evals.yardsticks.sets import open_set
from evals.yardsticks.shelf import Shelf
from evals.yardsticks.types import Question, Text
from index.embed import ToyEmbedder
from index.search import wording


def _shelf(tmp_path, texts):
    return Shelf(texts, load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())


def test_a_library_of_its_own_is_on_no_server_and_watches_nothing(tmp_path):
    there = {"chroma_url": "http://127.0.0.1:9", "chroma_token": "a token", "database_url": f"sqlite:///{tmp_path / 'live'}", "watch": (tmp_path,)}
    shelf = Shelf([Text("a", "Harrowfen library opens at nine.")], load_settings(data_dir=tmp_path / "data", embedding_model="toy", **there), ToyEmbedder())
    own = shelf.opened.settings
    assert (own.chroma_url, own.chroma_token, own.database_url, own.watch) == (None, None, None, ())
    assert shelf.unread == 0 and len(shelf.documents()) == 1
    shelf.close()


def _run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "evals.yardsticks", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=500,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "OMP_NUM_THREADS": "1", **environment},
    )  # fmt: skip


def test_texts_that_say_the_same_are_one_document_and_withheld_ones_are_gone(tmp_path):
    texts = [Text(i, text) for i, text in small_sets.RULES.items()] + [Text("twin", small_sets.RULES["1"])]
    shelf = _shelf(tmp_path, texts)
    try:
        assert shelf.same["twin"] == "1" and len(shelf.opened.library.documents()) == 4 and shelf.unread == 0
        assert shelf.documents_of(["1", "twin"]) == shelf.documents_of(["1"]) and len(shelf.documents_of(["0", "1"])) == 2
        asked = Question("q", "Can I rent an allotment in Lowmarsh?", relevant={"twin": 1}, label="answerable")
        assert refusing.ask(asked, shelf).relevant is True
        assert shelf.withhold({"1", "twin"}) == 1
        assert refusing.ask(asked, shelf).relevant is False
    finally:
        shelf.close()


def test_a_question_with_texts_of_its_own_is_answered_from_no_other(tmp_path):
    shelf = _shelf(tmp_path, [Text("0-0", "Harrowfen library opens at nine on weekdays."), Text("1-0", "Exmouthport market sells fish.")])
    try:
        alone = Question("q", "When does Harrowfen library open?", relevant={"0-0": 1}, label="unanswerable", within=("1-0",))
        assert refusing.ask(alone, shelf).relevant is False
        own = Question("q", "When does Harrowfen library open?", relevant={"0-0": 1}, label="answerable", within=("0-0",))
        assert refusing.ask(own, shelf) == refusing.Asked("q", "answerable", "", "complete", True)
    finally:
        shelf.close()


def test_ours_without_everyday_words_is_asked_without_them(tmp_path, monkeypatch):
    seen = []
    shelf = _shelf(tmp_path, [Text(i, text) for i, text in small_sets.RULES.items()])
    try:
        real = shelf.opened.asking.search

        def search(question, history, k):
            seen.append((len(wording.everyday()) > 0, history))
            return real(question, history, k)

        monkeypatch.setattr(shelf.opened.asking, "search", search)
        asked = [Question("q", "Who may rent an allotment?", ("What of Lowmarsh?",), {"1": 1})]
        made = retrieval._rankers(asked, shelf)
        for name in (retrieval.OURS, retrieval.WITHOUT_WORDS, retrieval.ALONE):
            assert made[name](asked[0])[0] == "1"
        assert seen == [(True, ("What of Lowmarsh?",)), (False, ("What of Lowmarsh?",)), (True, ())]
    finally:
        shelf.close()


def test_the_rules_judge_the_claims(tmp_path):
    small_sets.aggrefact(tmp_path)
    (made,) = judging.measure(open_set("llm-aggrefact", tmp_path).data.claims, [Rules(ToyEmbedder())], lambda _: None)
    assert made.name == "rules" and made.balanced.mean == 1.0 and made.by_kind["Invented"].n == 2


def test_a_bad_folder_is_one_sentence_and_exit_code_2(tmp_path):
    told = _run("or-sharc", tmp_path)
    assert told.returncode == 2 and told.stdout == ""
    assert told.stderr.strip() == (
        f"ics-assistant: {tmp_path} has no data/id2snippet.json, which OR-ShARC needs; download the set from"
        " Yifan-Gao/open_retrieval_conversational_machine_reading on GitHub."
    )


def test_claims_are_judged_from_the_command_line_and_a_cross_encoder_is_asked_for_where_it_is_set(tmp_path):
    small_sets.scifact_claims(tmp_path / "set")
    told = _run("scifact-claims", tmp_path / "set", "-o", tmp_path / "out", "--limit", "2", ICS_EMBEDDING_MODEL="toy", ICS_DATA_DIR=str(tmp_path))
    assert told.returncode == 0, told.stderr
    kept = json.loads((tmp_path / "out" / "scifact-claims-dev.json").read_text("utf-8"))
    assert kept["n"]["claims"] == 2 and kept["left_out"] == ["1 of 3 claims, left out by a seed"] and "--limit 2" in kept["command"]
    told = _run("scifact-claims", tmp_path / "set", ICS_EMBEDDING_MODEL="toy", ICS_CHECK_MODEL=str(tmp_path / "none"), ICS_DATA_DIR=str(tmp_path))
    assert told.returncode == 2 and "no cross-encoder could be loaded" in told.stderr and "Traceback" not in told.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["or-sharc", "mtrag", "scifact", "refusalbench"])
def test_a_set_is_measured_beside_plain_systems(tmp_path, name):
    maker = {"or-sharc": small_sets.sharc, "mtrag": small_sets.mtrag, "scifact": small_sets.beir, "refusalbench": small_sets.refusalbench}[name]
    maker(tmp_path / "set")
    told = _run(name, tmp_path / "set", "-o", tmp_path / "out", ICS_DATA_DIR=str(tmp_path))
    assert told.returncode == 0, told.stderr
    kept = json.loads(next((tmp_path / "out").glob("*.json")).read_text("utf-8"))
    if name == "refusalbench":
        assert kept["retrieval"] is None and [r["n"] for r in kept["refusing"]["rows"]] == [1, 1, 1]
        return
    systems = kept["retrieval"]["systems"]
    least = {"ours", "ours without everyday words", "plain LangChain", "BM25", "dense", "BM25 and dense fused"}
    assert set(systems) - {"ours, last question alone"} == least and ("ours, last question alone" in systems) == (name == "mtrag")
    assert all(by["R@10"]["mean"] == 1.0 for s, by in systems.items() if s != "BM25")
    assert (kept["refusing"] is None) == (name == "scifact") and kept["withheld"] == (2 if name == "or-sharc" else 0)
