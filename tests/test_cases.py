"""Inputs that were once read wrong, lost or answered falsely, a folder each in `tests/cases`: each test failed before its mend."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.answer.markdown import markdown
from assistant.cli.main import app as commands
from assistant.settings import load_settings
from evals.opened import Opened, open_product
from index.documents.load import load
from index.embed import ToyEmbedder
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings

CASES = Path(__file__).parent / "cases"


def folder(number: str) -> Path:
    [found] = CASES.glob(f"{number}-*")
    return found


@pytest.fixture
def copy(tmp_path):
    """A function that copies a case's files to a folder that a test may change."""
    return lambda number: Path(shutil.copytree(folder(number), tmp_path / "case"))


@pytest.fixture
def searcher(tmp_path):
    opened = Searcher(IndexSettings(tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    yield opened
    opened.close()


def outcomes(report):
    return {f.source: f.status for f in report.files}


# documents


def test_09_one_bad_table_does_not_end_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("ICS_EMBEDDING_MODEL", "toy")
    result = CliRunner().invoke(commands, ["--data-dir", str(tmp_path), "index", str(folder("09")), "--json"])
    told = {f["source"]: f["status"] for f in json.loads(result.stdout)["files"]}
    assert result.exit_code == 0 and told == {"a-good.md": "added", "gridcrash.docx": "added", "z-good.md": "added"}
    assert "Flood: Score 12" in load(folder("09") / "gridcrash.docx", "g.docx").text  # the header is no cell of the row below


def test_17_what_is_told_in_much_the_same_words_is_not_dropped():
    loaded = load(folder("17") / "repeats.docx", "repeats.docx")
    assert "working in maternity complete" in loaded.text and "working in the emergency department complete" in loaded.text
    assert not loaded.dropped


def test_32_a_year_in_the_text_is_no_date():
    assert load(folder("32") / "yeartext.html", "y.html").metadata.published is None


def test_37_a_pound_sign_stays_one():
    assert "The deficit is £12 million – the board’s “red line”." in load(folder("37") / "cp1252.txt", "c.txt").text


@pytest.mark.parametrize(
    ("name", "line"), [("next.txt", "Next meeting: 12 May 2031"), ("asattitle.txt", "Position of the system at 31 March 2030")]
)
def test_38_a_date_that_speaks_of_something_else_is_text(name, line):
    loaded = load(folder("38") / name, name)
    assert loaded.metadata.published is None and line in loaded.text


def test_40_see_also_does_not_end_a_document():
    text = load(folder("40") / "related.txt", "r.txt").text
    assert "The board refused the bid for the new hospital." in text and "The chief officer has resigned." in text


def test_42_ordinary_front_matter_is_read():
    front, dated, rule = (load(folder("42") / name, name) for name in ("frontmatter.md", "frontdate.md", "hr.md"))
    assert (front.metadata.title, front.metadata.published) == ("Winter plan for the county", "2024-05-14")
    assert dated.metadata.published == "2024-05-14" and "£7 million" in dated.text
    assert "The board approved the winter plan." in rule.text and "The budget is £7 million." in rule.text


def test_44_a_folder_that_was_renamed_keeps_its_documents(searcher, copy):
    root = copy("44")
    index_paths(searcher, [root / "Old"])
    (root / "Old").rename(root / "New")
    searcher.embedder.encode = None  # what moved costs no embedding
    assert outcomes(index_paths(searcher, [root / "New"])) == {"plan.md": "moved"}
    [stored] = searcher.documents()
    assert stored.path == str(root / "New" / "plan.md") and all(p.source == "plan.md" for p in searcher.of_document(stored.id))


def test_46_documents_of_one_name_are_told_apart(searcher, copy):
    root = copy("46")
    index_paths(searcher, [root / "y23", root / "y24"])
    assert sorted(s.source for s in searcher.documents()) == ["y23/minutes.md", "y24/minutes.md"]
    assert set(outcomes(index_paths(searcher, [root / "y23"])).values()) == {"unchanged"}  # a name once given stays


def test_46_also_when_they_come_one_after_the_other(searcher, copy):
    root = copy("46")
    index_paths(searcher, [root / "y23"])
    index_paths(searcher, [root / "y24"])
    assert sorted(s.source for s in searcher.documents()) == ["minutes.md", "y24/minutes.md"]


def test_47_files_behind_a_linked_folder_are_found_and_a_circle_of_links_ends(searcher, copy):
    root = copy("47")
    (root / "lib" / "shared").symlink_to(root / "real")
    (root / "real" / "round").symlink_to(root / "lib")
    index_paths(searcher, [root / "lib"])
    assert sorted(s.source for s in searcher.documents()) == ["b.md", "shared/a.md"]


# answers


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A function that asks the real index of a case; each is made once."""
    made: dict[str, Opened] = {}

    def ask(number: str, question: str, **given):
        if number not in made:
            made[number] = open_product(load_settings(data_dir=tmp_path_factory.mktemp(f"case-{number}")))
            made[number].library.index([folder(number)])
        return made[number].asking.ask(question, **given)

    yield ask
    for assistant in made.values():
        assistant.close()


@pytest.mark.parametrize(
    "question",
    ["Is the prevention budget £6 million?", "Is the prevention budget £6m?", "Was the budget for prevention 6 million pounds?",
     "Staff sickness was 5.1% in June against a target of 4.5%. Is that so?", "Is the prevention budget 1% of its spending?"],
)  # fmt: skip
def test_49_a_figure_that_agrees_is_not_contradicted(asked, question):
    answer = asked("49", question)
    assert not answer.refused and answer.note is None


def test_49_a_figure_of_something_else_is_not_contradicted_and_a_wrong_one_is(asked):
    assert asked("49", "Is the winter budget £9 million?").note is None
    wrong = asked("49", "Is the prevention budget £7 million?")
    assert wrong.note.text == "The passages found do not say £7 million; they say £6 million."


def test_50_a_and_e_stays_whole(asked):
    answer = asked("50", "What was A&E performance in May 2024?")
    assert "71.3%" in markdown(answer)
    assert "mentions “R&D”" in markdown(asked("50", "What did the R&D committee say?"))
    assert "mentions “FT”" in markdown(asked("50", "What did the FT decide?"))


@pytest.mark.parametrize(
    ("question", "said"),
    [("Who sent apologies to the people committee?", "Ruth Ellory, Tomas Brandt, Ann Price, Dev Patel"), ("What was the net deficit?", "£0.9m")],
)
def test_54_a_list_of_names_or_figures_is_no_order_to_software(asked, question, said):
    assert said in markdown(asked("54", question))


def test_56_a_polite_question_is_answered(asked):
    question = (
        "Hello, I am the new chief of staff and I have been asked to get our chair ready for Thursday. She has been away and wants the "
        "facts only. What did the board decide about the prevention budget for 2025/26? Thanks very much."
    )
    assert "£6 million" in markdown(asked("56", question))


def test_a_question_of_nothing_but_a_day_keeps_its_words(asked):
    answer = asked("56", "What happened on 09/07/2024?")
    assert "9 July 2024" in answer.turn.standalone and "met in Harbour Hall" in markdown(answer)


def test_one_question_never_ends_a_batch(tmp_path, monkeypatch):
    monkeypatch.setenv("ICS_EMBEDDING_MODEL", "toy")
    run = lambda *words: CliRunner().invoke(commands, ["--data-dir", str(tmp_path / "d"), *map(str, words)])  # noqa: E731
    run("index", folder("56"))
    questions = ["What was decided as of December 14, 1999?", "What was decided as of the 99th?", "How many were sick?", "what " * 3000, "04/05/2024", "?!"]
    batch = tmp_path / "q.jsonl"
    batch.write_text("".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate(questions)) + '{"id": "torn", "ques')
    for command in ("ask", "search"):
        result = run(command, "--batch", batch)
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        assert [line["id"] for line in lines] == [*map(str, range(len(questions))), "7"], result.stderr
        assert "could not be read" in lines[1]["error"] and "not of the form" in lines[-1]["error"] and "error" not in lines[2]
        assert result.exit_code == 2 and "Traceback" not in result.stderr


