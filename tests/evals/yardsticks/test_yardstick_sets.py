"""Loaders of the public sets, over small extracts of our own in the same formats."""

import csv

import pytest
import small_sets

from evals.errors import EvaluationError
from evals.yardsticks import files
from evals.yardsticks.files import Folder
from evals.yardsticks.sets import SETS, bounded, open_set
from evals.yardsticks.types import PublicSet, Question, Text


def test_or_sharc_asks_each_scenario_once_and_withholds_half_of_the_rules(tmp_path):
    small_sets.sharc(tmp_path)
    data = open_set("or-sharc", tmp_path).data
    assert {t.id: t.text for t in data.texts} == small_sets.RULES
    assert [q.id for q in data.questions] == ["a", "b", "c", "d"]
    assert data.questions[0].text == "My boat is registered at Fenmarsh. Can my boat have a harbour grant?"
    assert data.questions[0].relevant == {"0": 1} and len(data.withheld) == 2
    labels = {next(iter(q.relevant)): q.label for q in data.questions}
    assert labels == {rule: "unanswerable" if rule in data.withheld else "answerable" for rule in small_sets.RULES}


def test_mtrag_has_the_questions_before_the_labels_and_the_corpus_of_its_domain(tmp_path):
    small_sets.mtrag(tmp_path)
    chosen = open_set("mtrag", tmp_path, "govt")
    first, second, third, fourth = chosen.data.questions
    assert (second.text, second.history) == ("And the pool, has it lessons?", ("When does Harrowfen library open?",))
    assert [q.label for q in (first, second, third, fourth)] == ["answerable", "partial", "unanswerable", "conversational"]
    assert first.relevant == {"g-0-60": 1} and not third.relevant
    assert len(chosen.data.texts) == 3 and chosen.left_out == ()
    assert [q.id for q in open_set("mtrag", tmp_path, "cloud").data.questions] == ["y<::>1"]


def test_mtrag_without_its_corpus_takes_what_the_tasks_refer_to_and_says_so(tmp_path):
    small_sets.mtrag(tmp_path, corpus=False)
    chosen = open_set("mtrag", tmp_path, "govt")
    assert {t.id for t in chosen.data.texts} == {"g-0-60", "g-1-60"}
    assert "corpora/passage_level/govt.jsonl is not there" in chosen.left_out[0] and "the 2 passages" in chosen.left_out[0]


def test_mtrag_un_knows_the_under_specified(tmp_path):
    small_sets.mtrag_un(tmp_path)
    data = open_set("mtrag-un", tmp_path).data
    assert [(q.label, dict(q.relevant)) for q in data.questions] == [("underspecified", {}), ("answerable", {"g-2-60": 1})]
    with pytest.raises(EvaluationError, match=r"has no mtragun-human/retrieval_tasks/qrels/fiqa\.tsv"):
        open_set("mtrag-un", tmp_path, "fiqa")


def test_refusalbench_asks_each_question_of_its_own_passages(tmp_path):
    small_sets.refusalbench(tmp_path)
    nq = open_set("refusalbench", tmp_path).data
    assert [(q.id, q.label, q.kind, q.within) for q in nq.questions] == [("n1-0", "answerable", "", ("0-0",)), ("n2-1", "unanswerable", "P-MissingInfo", ("1-0",))]
    entries = (tmp_path / "RefusalBench-NQ.jsonl").read_text().splitlines()
    small_sets.write(tmp_path / "RefusalBench-NQ.jsonl", "\n".join([entries[0], entries[0]]))
    assert len({q.id for q in open_set("refusalbench", tmp_path).data.questions}) == 2, "entries of one id are two"
    (many,) = open_set("refusalbench", tmp_path, "garage").data.questions
    assert (many.label, many.kind, many.within) == ("unanswerable", "P-FalsePremise", ("0-0", "0-1"))


def test_alce_has_sentences_with_all_their_citations_and_with_each(tmp_path):
    small_sets.alce(tmp_path)
    chosen = open_set("alce", tmp_path)
    found = [(c.kind, len(c.sources), c.supported) for c in chosen.data.claims]
    # a citation counts only where its sentence is supported as a whole
    assert found == [("sentence", 2, True), ("citation", 1, True), ("citation", 1, False), ("sentence", 1, False), ("citation", 1, False)]
    assert chosen.data.claims[0].text == "The Harrowfen library opens at nine." and chosen.data.claims[1].sources[0].title == "Library"
    assert chosen.left_out == ("1 sentences without a citation",)


def test_aggrefact_reads_json_lines_and_tables_with_lines_in_their_cells(tmp_path):
    small_sets.aggrefact(tmp_path)
    test, dev = (open_set("llm-aggrefact", tmp_path, part).data.claims for part in ("test", "dev"))
    assert [(c.kind, c.supported) for c in test] == [("Invented", True), ("Invented", False)]
    assert [c.supported for c in dev] == [False] and dev[0].sources == test[0].sources


@pytest.mark.parametrize("name", ["scifact", "nfcorpus"])
def test_beir_has_the_queries_of_its_split_with_their_grades(tmp_path, name):
    small_sets.beir(tmp_path)
    data = open_set(name, tmp_path).data
    assert {q.id: dict(q.relevant) for q in data.questions} == {"1": {"g-0-60": 2, "g-1-60": 1}, "2": {"g-2-60": 1}}
    assert [(t.id, t.title, t.text) for t in data.texts] == small_sets.PASSAGES


def test_scifact_has_each_claim_with_each_abstract_it_cites(tmp_path):
    small_sets.scifact_claims(tmp_path)
    claims = open_set("scifact-claims", tmp_path).data.claims
    assert [(c.id, c.kind, c.supported) for c in claims] == [("1/0", "supports", True), ("1/1", "does not say", False), ("2/2", "contradicts", False)]
    assert claims[0].sources[0].text == "Harrowfen library opens at nine on weekdays and closes at six. That is all."


@pytest.mark.parametrize("name", SETS)
def test_an_empty_folder_is_refused_with_what_is_missing_and_where_it_is_from(tmp_path, name):
    with pytest.raises(EvaluationError) as error:
        open_set(name, tmp_path)
    said = str(error.value)
    assert f"{tmp_path} has no " in said and SETS[name].origin in said and "\n" not in said


def test_what_is_no_folder_no_set_no_part_and_no_such_file_is_said(tmp_path):
    small_sets.beir(tmp_path)
    for arguments, words in (
        (("scifact", tmp_path / "none"), "is no folder"), (("marvel", tmp_path), "no set that is known"), (("scifact", tmp_path, "govt"), "no part 'govt'"),
    ):  # fmt: skip
        with pytest.raises(EvaluationError, match=words):
            open_set(*arguments)
    small_sets.write(tmp_path / "queries.jsonl", "{\n")
    with pytest.raises(EvaluationError, match=r"queries\.jsonl, line 1 is not JSON"):
        open_set("scifact", tmp_path)
    small_sets.write(tmp_path / "queries.jsonl", [{"_id": "1"}])
    with pytest.raises(EvaluationError, match="without 'text'"):
        open_set("scifact", tmp_path)
    small_sets.write(tmp_path / "qrels/test.tsv", "query-id\tscore\n1\t1\n")
    with pytest.raises(EvaluationError, match=r"not as SciFact .* has it .KeyError"):
        open_set("scifact", tmp_path)


def test_a_cell_of_a_table_may_be_long_and_what_is_no_table_is_said(tmp_path, monkeypatch):
    small_sets.write(tmp_path / "a.csv", f"text,n\n{'x' * 200_000},1\n")
    folder = Folder(tmp_path, "a set", "somewhere")
    assert [len(row["text"]) for row in folder.rows("a.csv", ",")] == [200_000]
    monkeypatch.setattr(files, "_FIELD", 1000)
    with pytest.raises(EvaluationError, match=r"a\.csv, after line 1, is no table"):
        list(folder.rows("a.csv", ","))
    csv.field_size_limit(131_072)


def test_the_version_follows_what_the_files_hold(tmp_path):
    small_sets.beir(tmp_path)
    first = open_set("scifact", tmp_path).version
    assert first == open_set("scifact", tmp_path).version
    small_sets.write(tmp_path / "queries.jsonl", [{"_id": "1", "text": "another"}])
    assert open_set("scifact", tmp_path).version != first


def test_a_bounded_part_is_the_same_each_time_keeps_what_it_needs_and_says_what_went():
    questions = tuple(Question(str(n), f"question {n}", relevant={str(n): 1}) for n in range(10))
    whole = PublicSet(tuple(Text(str(n), "words") for n in range(100)), questions)
    part, left_out = bounded(whole, 4, 6)
    asked = {q.id for q in part.questions}
    assert part == bounded(whole, 4, 6)[0] and len(asked) == 4
    assert len(part.texts) == 6 and asked <= {t.id for t in part.texts}
    assert left_out == ("6 of 10 questions, left out by a seed", "94 of 100 texts, none that a question asked needs")
    assert len(bounded(whole, 4, 2)[0].texts) == 4
    assert bounded(whole, None, None) == (whole, ())


def test_texts_of_questions_that_are_not_asked_go_where_each_is_asked_of_its_own():
    questions = tuple(Question(str(n), "q", label="answerable", within=(str(n),)) for n in range(5))
    part, _ = bounded(PublicSet(tuple(Text(str(n), f"words {n}") for n in range(5)), questions), 2, None)
    assert [t.id for t in part.texts] == [q.id for q in part.questions] and len(part.texts) == 2
