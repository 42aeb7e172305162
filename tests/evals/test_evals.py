"""The evaluation suite itself: cases proved, arithmetic of the metrics, verdicts, planted regressions, feedback."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from conftest import ROOT

from assistant.check.support import Rules
from assistant.settings import load_settings
from evals import baseline, pairs, report, train
from evals.cases import GOLD, Case, load_cases, problems, states
from evals.errors import EvaluationError
from evals.feedback import add, candidate
from evals.opened import open_product
from evals.run import evaluate
from evals.scorers import score
from evals.stats import MARGIN, compare, holm, interval, kappa, mcnemar, overall
from evals.systems import Cited, Read, Response, Statement, digest
from index.documents.load import load
from index.documents.types import Metadata, Passage
from index.embed import ToyEmbedder
from index.search.rank import FEATURES, Sentence, Table

LINE = {
    "id": "x-1", "question": "how many targets", "history": [], "standalone": None, "type": "number", "split": "test", "author": "a", "why": "b",
    "evidence": [{"source": "a.md", "anchor": "no more than ten"}], "facts": [{"fact": "ten", "accept": ["ten", "10"]}], "absent": [],
}  # fmt: skip


# cases


@pytest.mark.parametrize(("name", "least"), [("starter", 130), ("commentary", 160)])
def test_the_gold_sets_have_their_size_types_and_halves(name, least):
    cases = load_cases(GOLD / f"{name}.jsonl")
    share = {t: sum(c.type == t for c in cases) / len(cases) for t in ("unanswerable", "false premise", "follow-up", "multi-document")}
    assert len(cases) >= least
    assert (
        share["unanswerable"] >= 0.15 and share["false premise"] >= 0.08 and share["follow-up"] >= 0.15 and share["multi-document"] >= 0.15
    )
    for t in {c.type for c in cases}:
        halves = [sum(c.type == t and c.split == s for c in cases) for s in ("development", "test")]
        assert abs(halves[0] - halves[1]) <= 1


def test_every_starter_case_is_proved():
    documents = {p.name: load(p, p.name, voices=True) for p in sorted((ROOT / "library").glob("[0-9]*.md"))}
    assert {c.id: found for c in load_cases(GOLD / "starter.jsonl") if (found := problems(c, documents))} == {}


@pytest.mark.parametrize("name", ["training", "asked-starter", "asked-commentary"])
def test_every_case_to_learn_from_or_to_develop_with_is_proved_and_none_is_for_testing(corpus, name):
    cases = load_cases(GOLD / f"{name}.jsonl")
    assert {c.split for c in cases} == {"development"}
    files = {"starter": (ROOT / "library").glob("[0-9]*.md"), "commentary": corpus.glob("*.txt")}
    documents = {name: {p.name: load(p, p.name, voices=True) for p in sorted(paths)} for name, paths in files.items()}
    assert {c.id: found for c in cases if (found := problems(c, documents[c.author.rsplit(", ", 1)[1]]))} == {}


def test_every_commentary_case_is_proved(corpus):
    documents = {p.name: load(p, p.name, voices=True) for p in sorted(corpus.glob("*.txt"))}
    assert {c.id: found for c in load_cases(GOLD / "commentary.jsonl") if (found := problems(c, documents))} == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [({"type": "riddle"}, "not one of"), ({"question": ""}, "line 2, question"), ({"facts": []}, "evidence and facts are missing"),
     ({"colour": "red"}, "colour"), ({"type": "unanswerable"}, "unanswerable"), ({"split": "train"}, "split")],
)  # fmt: skip
def test_bad_lines_name_file_line_and_field(tmp_path, change, words):
    path = tmp_path / "g.jsonl"
    path.write_text(json.dumps(LINE) + "\n" + json.dumps({**LINE, "id": "x-2", **change}) + "\n")
    with pytest.raises(EvaluationError, match=r"g\.jsonl, line 2") as error:
        load_cases(path)
    assert words in str(error.value)


def test_wordings_match_whole_words_and_any_quotation_marks():
    assert states("It’s no more\nthan ten.", "it's no more than ten") and states("TEN", "ten")
    assert not states("often", "ten") and not states("tender", "ten")


# scoring


@pytest.fixture
def small(tmp_path):
    (tmp_path / "a.md").write_text(
        "# On targets\n\nThe review asked for no more than ten targets. It was long.\n\nOther words stand here for a while.\n"
    )
    document = load(tmp_path / "a.md", "a.md")
    return Case.model_validate(LINE), {"a.md": document}


def _response(document, spans, read, refused=False):
    whole = [Cited(n, "a.md", a, b, a, b, "", None, digest(document.text[a:b])) for n, (a, b) in enumerate(spans, 1)]
    said = tuple(Statement("a.md", a, b, (n,)) for n, (a, b) in enumerate(spans, 1))
    return Response(tuple(Read("a.md", a, b) for a, b in read), said, tuple(whole), refused, "", 1.0, 1.0)


def test_scores_by_hand(small):
    case, documents = small
    text = documents["a.md"].text
    first, other = text.index("The review"), text.index("Other")
    end = text.index(" It was")
    judge = Rules(ToyEmbedder())
    response = _response(documents["a.md"], [(first, end)], [(other, len(text)), (first, end)])
    values = score(case, response, None, documents, judge).values
    assert values["complete"] == values["told_something"] == values["fact_recall"] == values["right_decision"] == values["evidence_450"] == values["recall_10"] == 1.0
    assert values["rr_10"] == 1 / 2 and values["ndcg_10"] == pytest.approx(1 / math.log2(3))
    assert values["citation_recall"] == values["citation_precision"] == values["verbatim"] == values["right_document"] == 1.0
    altered = replace(response, cited=(replace(response.cited[0], quoted=digest("other words")),))
    assert score(case, altered, None, documents, judge).values["verbatim"] == 0.0
    refused = score(case, _response(documents["a.md"], [], [], refused=True), None, documents, judge).values
    assert refused["complete"] == refused["told_something"] == refused["fact_recall"] == refused["right_decision"] == refused["evidence_450"] == 0.0 and "citation_recall" not in refused


def test_a_case_whose_document_is_missing_is_unscored_with_the_reason(small):
    case, _ = small
    scored = score(case, _response(None, [], []), None, {}, Rules(ToyEmbedder()))
    assert scored.values == {} and "a.md is missing" in scored.unscored["fact_recall"]


# statistics


def test_statistics_by_hand():
    assert mcnemar(3, 0) == 1 / 8 and mcnemar(0, 3) == 1.0 and mcnemar(2, 1) == (3 + 1) / 8 and mcnemar(0, 0) == 1.0
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert kappa([True, True, False, False], [True, False, False, False]) == pytest.approx((0.75 - 0.5) / (1 - 0.5))
    assert interval([1.0, 1.0, 0.0, 0.0]).mean == 0.5 and interval([0.5] * 9).low == 0.5


def _scores(values):
    return {str(i): {"fact_recall": float(v), "right_decision": float(v > 0)} for i, v in enumerate(values)}


def _verdict(before, after):
    return overall(compare(_scores(before), _scores(after), ["fact_recall", "right_decision"], {"right_decision"}))


def test_same_is_not_worse_much_is_worse_and_little_is_inconclusive():
    before = np.array([1.0] * 70 + [0.0] * 30)
    assert _verdict(before, before) == "not worse"
    worse = before.copy()
    worse[:12] = 0
    assert _verdict(before, worse) == "worse"
    little = before.copy()
    little[:4], little[70] = 0, 1
    assert _verdict(before, little) == "inconclusive"
    better = before.copy()
    better[70:90] = 1
    assert _verdict(before, better) == "not worse"
    assert MARGIN == 0.02


def false_alarms(runs=200, n=162, flips=0.1):
    """Share of pairs of equally good runs (a tenth of the cases differ, either way at random) that are called worse."""
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(runs):
        before = rng.integers(0, 2, n).astype(float)
        after = np.where(rng.random(n) < flips, rng.integers(0, 2, n), before)
        called += _verdict(before, after) == "worse"
    return called / runs


def test_false_alarms_of_200_pairs_of_equal_runs_are_few():
    assert false_alarms() <= 0.06


# the support judge (its parts are tested in test_assistant_support.py)


def test_the_pairs_are_whole():
    every = [p for split in ("development", "test") for p in pairs.load_pairs(split)]
    assert len(every) >= 200 and len({p["id"] for p in every}) == len(every)
    documents = {p.name: load(p, p.name, voices=True).text for p in sorted((ROOT / "library").glob("[0-9]*.md"))}
    assert [p["id"] for p in every if p["passage"] not in documents[p["source"]]] == []


# whole runs


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A function that runs the product on the starter set, with the index made once."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("evals"))
    from index.embed import load_embedder

    embedder = load_embedder(settings.embedding_model)

    def make():
        for path in (settings.data_dir / "evaluations").glob("starter-*"):
            (path / "records.jsonl").unlink(missing_ok=True)
        return evaluate("starter", settings, yardsticks=False, embedder=embedder)

    return make


@pytest.mark.slow
@pytest.mark.timeout(1500)  # the starter set five times, a minute and a half each
def test_planted_regressions_are_called_worse_and_the_same_system_is_not(runs, monkeypatch, tmp_path):
    from assistant.answer import compose as answer
    from assistant.answer import evidence
    from index.search import rank

    monkeypatch.setattr(baseline, "FOLDER", tmp_path)
    first = runs()
    kept = baseline.load(baseline.accept(first, "test"), first)
    assert baseline.against(runs(), kept)[1] == "not worse"

    with monkeypatch.context() as m:
        m.setitem(rank.MODEL, "weights", dict.fromkeys(rank.FEATURES, 0.0))  # the ranker switched off: the reader reads any windows
        assert baseline.against(runs(), kept)[1] == "worse"
    with monkeypatch.context() as m:
        m.setitem(evidence.BAR["read"], "bar", evidence.BAR["read"]["bar"] + 4.0)
        run = runs()
        comparisons, verdict = baseline.against(run, kept)
        assert verdict == "worse"
        page = report.html(run, comparisons, verdict, kept)
        assert "worse than the accepted baseline" in page and "Newly wrong" in page and "http" not in page.split("</style>")[0]
    with monkeypatch.context() as m:
        told = answer._Book.told  # the composer spoiled: only its last choice is said
        m.setattr(answer._Book, "told", lambda self, found, items: told(self, tuple(found)[-1:], items))
        assert baseline.against(runs(), kept)[1] == "worse"


@pytest.mark.slow
def test_as_at_cases_and_traps_pass_and_fail_when_their_guard_is_taken_away(corpus, tmp_path, monkeypatch):
    from evals import systems
    from index.search.searcher import Query

    def share(name, metric):
        for old in (tmp_path / name / "evaluations").glob(f"{name}-*/records.jsonl"):
            old.unlink()
        run = evaluate(name, load_settings(data_dir=tmp_path / name, corpus_dir=corpus), yardsticks=False)
        values = [s.values[metric] for s in run.scores["product"].values() if metric in s.values]
        return sum(values) / len(values), len(values)

    kept, n = share("traps", "not_policy")
    assert kept == 1.0 and n >= 30
    in_time, n = share("as-at", "in_time")
    assert in_time >= 0.95 and n >= 25
    with monkeypatch.context() as m:
        m.setattr(systems, "rules_text", lambda _: "")
        assert share("traps", "not_policy")[0] < 0.5
    with monkeypatch.context() as m:
        m.setattr(Query, "allows", lambda self, passage: True)
        assert share("as-at", "in_time")[0] < 0.7


@pytest.mark.slow
def test_recommendations_are_detected_and_linked_as_well_as_the_page_says(corpus):
    from evals.proposals import halves
    from index.embed import load_embedder

    settings = load_settings(corpus_dir=corpus)
    test = halves(settings, load_embedder(settings.embedding_model))["test"]
    assert test["detection precision"].mean > 0.5 and test["detection recall"].mean > 0.65
    assert test["linking precision"].mean > 0.75 and test["linking recall"].mean > 0.5


def test_a_run_cut_short_goes_on_and_loses_nothing(tmp_path, monkeypatch):
    from evals.systems import Product

    gold = tmp_path / "some.jsonl"
    gold.write_text("\n".join((GOLD / "starter.jsonl").read_text().splitlines()[:6]) + "\n")
    settings = load_settings(data_dir=tmp_path / "d", embedding_model="toy")
    real, asked = Product.respond, []

    def dies(self, question, history, as_at=None):
        asked.append(question)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return real(self, question, history)

    monkeypatch.setattr(Product, "respond", dies)
    with pytest.raises(KeyboardInterrupt):
        evaluate(str(gold), settings, yardsticks=False, embedder=ToyEmbedder())
    run = evaluate(str(gold), settings, yardsticks=False, embedder=ToyEmbedder())
    assert len(run.records["product"]) == 6 and len(asked) == 4 + 3
    assert run.spec["gold"] and run.spec["documents"] and run.spec["seed"]


def test_a_baseline_of_another_gold_set_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(baseline, "FOLDER", tmp_path)
    gold = tmp_path / "some.jsonl"
    lines = (GOLD / "starter.jsonl").read_text().splitlines()
    gold.write_text("\n".join(lines[:3]) + "\n")
    settings = load_settings(data_dir=tmp_path / "d", embedding_model="toy")
    run = evaluate(str(gold), settings, yardsticks=False, embedder=ToyEmbedder())
    path = baseline.accept(run, "because")
    with pytest.raises(EvaluationError, match="Say why"):
        baseline.accept(run, " ")
    changed = json.loads(lines[0]) | {"question": "Quite another question?"}
    for other in (lines[:2], [json.dumps(changed), *lines[1:3]]):
        gold.write_text("\n".join(other) + "\n")
        with pytest.raises(EvaluationError, match="another gold set"):
            baseline.load(path, evaluate(str(gold), settings, yardsticks=False, embedder=ToyEmbedder()))


def test_a_new_case_is_listed_and_the_cases_both_know_are_compared(tmp_path, monkeypatch):
    monkeypatch.setattr(baseline, "FOLDER", tmp_path)
    gold = tmp_path / "some.jsonl"
    lines = (GOLD / "starter.jsonl").read_text().splitlines()
    gold.write_text("\n".join(lines[:3]) + "\n")
    settings = load_settings(data_dir=tmp_path / "d", embedding_model="toy")
    path = baseline.accept(evaluate(str(gold), settings, yardsticks=False, embedder=ToyEmbedder()), "because")
    gold.write_text("\n".join(lines[:4]) + "\n")
    run = evaluate(str(gold), settings, yardsticks=False, embedder=ToyEmbedder())
    kept = baseline.load(path, run)
    assert baseline.new_cases(run, kept) == [json.loads(lines[3])["id"]]
    comparisons, verdict = baseline.against(run, kept)
    assert verdict == "not worse" and max(c.n for c in comparisons) <= 3
    assert "on 3 cases of" in report.markdown(run, comparisons, verdict, kept)
    assert "No baseline to compare with: 4 cases" in report.markdown(run, [], None, None)


def test_a_set_that_did_not_run_ends_with_3_and_says_so(tmp_path, monkeypatch, capsys):
    from app import cli

    monkeypatch.setenv("ICS_CORPUS_DIR", str(tmp_path / "nothing"))
    monkeypatch.setattr("sys.argv", ["ics-assistant", "--data-dir", str(tmp_path / "d"), "evaluate", "--set", "commentary", "--no-yardsticks"])
    with pytest.raises(SystemExit) as ended:
        cli()
    assert ended.value.code == 3 and "commentary: did not run" in capsys.readouterr().out


# feedback


def test_a_line_of_feedback_that_was_cut_short_costs_only_itself(tmp_path):
    from assistant.answer.feedback import FILE, Feedback, read
    from assistant.ledger.lines import append_line

    good = Feedback("2026-01-02T03:04:05+00:00", True, "", "q?", (), {"citations": []}, "v")
    append_line(tmp_path / FILE, good)
    with (tmp_path / FILE).open("a") as out:
        out.write('{"when": "2026-01-0')
    append_line(tmp_path / FILE, good)
    assert read(tmp_path) == [good, good]


def test_a_thumb_becomes_a_gold_case_when_a_person_confirms(tmp_path):
    from assistant.answer.feedback import keep

    settings = load_settings(data_dir=tmp_path / "d", embedding_model="toy")
    made = open_product(settings, ToyEmbedder())
    made.library.index_starter()
    answer = made.asking.ask("How many recommendations did the Hewitt review make?")
    keep(settings.data_dir, answer, (), False, "gave six, not 36", made.searcher.version())
    made.close()
    with pytest.raises(EvaluationError, match="no feedback number 2"):
        candidate(2, settings, [], [], None)
    place = "01-overview.md=ran to 89 pages and made 36 recommendations"
    case = candidate(1, settings, ["36 recommendations"], [place], None)
    assert case.why == "gave six, not 36" and case.evidence[0].source == "01-overview.md" and case.split == "development"
    gold = tmp_path / "g.jsonl"
    add(case, settings, gold)
    assert [c.id for c in load_cases(gold)] == [case.id]
    with pytest.raises(EvaluationError, match="already"):
        add(case, settings, gold)
    with pytest.raises(EvaluationError, match="does not stand near"):
        add(candidate(1, settings, ["37 recommendations"], [place], None), settings, gold)


def test_facts_and_evidence_of_a_ranking_are_counted_in_words():
    passages = [
        Passage(i, "d", "a.md", Metadata(), text, 0, len(text)) for i, text in (("p", "one two three"), ("q", "ten targets were set"))
    ]
    ranked = [Sentence(p.text, 0, len(p.text), p, 1.0, np.zeros(1), np.zeros(1)) for p in passages]
    case = Case.model_validate(LINE)
    assert [train.facts_in(case, ranked, words) for words in (6, 7)] == [0.0, 1.0]  # 3 + 4 words hold "ten"
    table = Table(np.zeros((2, 1)), [(p, 0, len(p.text)) for p in passages], np.zeros((2, 1)), np.zeros((2, 1)))
    example = train.Example(case, "starter", None, None, table, np.array([False, True]))
    assert [train.found_in(example, ranked, words) for words in (3, 4)] == [0.0, 1.0]


def test_the_ranker_learns_which_feature_tells_and_folds_its_scaling_in():
    rng = np.random.default_rng(1)
    examples = []
    for _ in range(30):
        features = rng.normal(5.0, 3.0, (6, len(FEATURES)))
        features[:, [FEATURES.index(name) for name in train.GIVEN]] = 0.0
        holds = np.arange(6) == features[:, 0].argmax()
        p = Passage("p", "d", "a.md", Metadata(), "x", 0, 1)
        examples.append(
            train.Example(None, "starter", None, None, Table(features, [(p, i, i + 1) for i in range(6)], features, features), holds)
        )
    model = train.fit(examples)
    assert max(model["weights"], key=lambda n: abs(model["weights"][n]) if n not in train.GIVEN else 0) == FEATURES[0]
    right = sum(int(np.argmax(e.table.features @ np.array([model["weights"][n] for n in FEATURES])) == e.holds.argmax()) for e in examples)
    assert right > 20
