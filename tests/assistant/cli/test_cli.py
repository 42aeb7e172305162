"""The command line: the contract's lines, one sentence and exit code 2 for what is wrong."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT
from typer.testing import CliRunner

from assistant.cli import main as cli
from assistant.cli.common import run as run_command
from assistant.errors import AssistantError
from index.errors import IndexingError

FILES = {
    "a.md": "---\ntitle: On targets of the review\nkind: review\n---\nThe review asked for no more than ten national targets in all.\n",
    "b.md": "# On prevention\n\nSpending on prevention should rise by one per cent over five years.\n",
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("ICS_EMBEDDING_MODEL", "toy")
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)

    def invoke(*arguments):
        result = CliRunner().invoke(cli.app, ["--data-dir", str(tmp_path / "data"), *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit | AssistantError | IndexingError):
            raise result.exception
        return result

    invoke.folder = folder
    return invoke


def test_index_says_what_became_of_each_file(run):
    first = json.loads(run("index", run.folder, "--json").stdout)
    assert (first["added"], first["skipped"], first["passages"]) == (2, 0, 2)
    assert first["files"][0] == {"source": "a.md", "status": "added", "reason": None}
    assert "2 unchanged" in run("index", run.folder).stdout
    (run.folder / "bad.pdf").write_text("no")
    again = run("index", run.folder)
    assert again.exit_code == 2 and "bad.pdf: its name says PDF" in again.stdout and "2 unchanged" in again.stdout


def test_an_empty_index_takes_only_what_it_is_given(run):
    run("index", run.folder)
    assert {d["source"] for d in json.loads(run("status", "--json").stdout)["documents"]} == {"a.md", "b.md"}


def test_ask_and_search_batches_print_a_line_a_question_in_order(run, tmp_path):
    run("index", run.folder)
    batch = tmp_path / "q.jsonl"
    batch.write_text(
        '{"id": "x", "question": "how many national targets?"}\n\n{"id": 7, "question": "how many of them?", "history": ["what about national targets?"]}\n'
    )
    asked = [json.loads(line) for line in run("ask", "--batch", batch).stdout.splitlines()]
    assert [a["id"] for a in asked] == ["x", "7"] and asked[1]["standalone_question"] == "how many of national targets?"
    assert asked[0]["citations"][0]["quote"] == "The review asked for no more than ten national targets in all."
    found = [json.loads(line) for line in run("search", "--batch", batch, "-k", 1).stdout.splitlines()]
    assert [len(f["passages"]) for f in found] == [1, 1] and found[0]["passages"][0]["source"] == "a.md"


def test_ask_for_a_reader(run):
    run("index", run.folder)
    out = run("ask", "how", "many", "national", "targets?").stdout
    assert "no more than ten national targets" in out and "[1] Author not stated (no date) On targets of the review." in out


@pytest.mark.parametrize(
    ("line", "words"),
    [("{", "line 1: not of the form"), ('{"question": ""}', "line 1: the field question"), ('["a"]', "not of the form"),
     ('{"question": "a", "history": "b"}', "the field history")],
)  # fmt: skip
def test_bad_batch_lines_name_file_line_and_field(run, tmp_path, line, words):
    run("index", run.folder)
    batch = tmp_path / "q.jsonl"
    batch.write_text(line + '\n{"id": "good", "question": "how many national targets?"}\n')
    result = run("ask", "--batch", batch)
    bad, good = map(json.loads, result.stdout.splitlines())
    assert words in bad["error"] and good["id"] == "good" and "no more than ten" in good["answer"]
    assert result.exit_code == 2 and "1 of 2 lines could not be answered" in result.stderr


def test_errors_are_one_sentence_and_exit_code_2(run, capsys, monkeypatch, tmp_path):
    import sys

    for arguments, words in [
        (["ask", "anything"], "Nothing is indexed"),
        (["index"], "Say what to index"),
        (["fetch"], "Say which documents"),
        (["fetch", "nothing_like_it"], "not in the catalogue"),
    ]:
        monkeypatch.setattr(sys, "argv", ["ics-assistant", "--data-dir", str(tmp_path / "empty"), *arguments])
        with pytest.raises(SystemExit) as stop:
            run_command(cli.app)
        said = capsys.readouterr().err
        assert stop.value.code == 2 and words in said and said.count("\n") == 1 and "Traceback" not in said


def test_a_folder_with_nothing_readable_is_exit_code_2(run, tmp_path):
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "x.png").write_bytes(b"\x89PNG")
    result = run("index", odd)
    assert result.exit_code == 2 and "x.png: not a document" in result.stdout


def test_rebuild_through_the_command_line(run, monkeypatch):
    run("index", run.folder)
    from index import split

    monkeypatch.setattr(split, "VERSION", 99)
    refused = run("ask", "targets")
    assert "index --rebuild" in str(refused.exception)
    assert run("index", "--rebuild").exit_code == 0
    assert run("ask", "how many national targets?").exit_code == 0


def test_what_is_printed_is_utf8_wherever_it_goes(run, tmp_path):
    run("index", run.folder)
    command = [sys.executable, "-c", "import app; app.cli()", "--data-dir", str(tmp_path / "data"), "ask", "how many vaping shops?"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "ICS_EMBEDDING_MODEL": "toy"}
    out = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "“how many vaping shops?”" in out.stdout.decode("utf-8")


def test_what_a_command_changes_goes_on_record(tmp_path):
    (tmp_path / "a.md").write_text("# A plan\n\nThe board of Lowmarsh agreed a plan with eleven milestones.\n")
    settings = {"ICS_EMBEDDING_MODEL": "toy", "ICS_READER_MODEL": "none", "ICS_DATA_DIR": str(tmp_path / "data")}

    def run(*arguments):
        return subprocess.run([sys.executable, "app.py", *arguments], cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True)

    for arguments in (("index", str(tmp_path / "a.md")), ("describe", "a.md", "--title", "The plan"), ("keys", "add", "tool"), ("keys", "remove", "tool"), ("backup", "make", str(tmp_path / "b.zip")), ("remove", "a.md")):
        done = run(*arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    told = [line.split(",")[3] for line in run("audit", "export").stdout.splitlines()[1:]]
    assert told == ["indexed", "corrected a document", "made a key", "took a key away", "backed up", "removed a document"]


def test_a_leaked_key_goes_though_nothing_can_be_put_on_record(tmp_path):
    from assistant.people.keys import Keys

    Keys(tmp_path).add("leaked", ("reader",))
    away = {"ICS_DATA_DIR": str(tmp_path), "ICS_DATABASE_URL": "postgresql://nobody:x@127.0.0.1:9/none"}
    done = subprocess.run([sys.executable, "app.py", "keys", "remove", "leaked"], cwd=ROOT, env={**os.environ, **away}, capture_output=True, text=True)
    assert done.returncode == 0 and Keys(tmp_path).all() == [] and "Not put on record" in done.stderr
    refused = subprocess.run([sys.executable, "app.py", "keys", "add", "another"], cwd=ROOT, env={**os.environ, **away}, capture_output=True, text=True)
    assert refused.returncode == 2 and Keys(tmp_path).all() == [] and "Traceback" not in refused.stderr
