"""The real client against a server that fails byte by byte: one friendly line, the sources quoted, the key never told."""

import json
import subprocess
import sys
import threading
import time

import failing_server
import pytest
from conftest import ROOT

from assistant.answer.records import ask_record
from assistant.errors import ChatModelError, SettingsError
from assistant.model.client import open_chat_model
from assistant.settings import load_settings
from evals.opened import open_product

DOCUMENT = (
    "---\ntitle: A review of targets\npublisher: The Institute\npublished: 2023-04-04\nkind: review\n---\n# A review of targets\n\n"
    "The review recommended no more than ten national targets for the health service. Boards were to choose local ones with their partners.\n"
)
QUESTION = "How many national targets did the review recommend?"


@pytest.fixture(scope="module")
def server():
    running = failing_server.start()
    yield running
    running.release.set()
    running.shutdown()


@pytest.fixture
def assistant(server, tmp_path):
    server.scenario, server.requests[:] = "good", []
    server.broken_off.clear()
    path = tmp_path / "review.md"
    path.write_text(DOCUMENT)
    settings = load_settings(
        data_dir=tmp_path / "data", embedding_model="toy", chat_model="openai:some-model", chat_base_url=failing_server.address(server) + "/v1",
        chat_key="sk-secret", chat_seconds=1.0, chat_retries=1,
    )  # fmt: skip
    made = open_product(settings)
    made.library.index([path])
    yield made
    made.close()


def test_a_good_answer_is_checked_sentence_by_sentence(assistant, server):
    grown = list(assistant.asking.answers(assistant.asking.read(QUESTION)))
    answer = grown[-1]
    assert [c.text for c in answer.claims if c.written] == ["The review recommended no more than ten national targets."]
    assert [(c.text, c.action) for c in answer.model.checks][1] == ("Moon cheese is a target too.", "removed")
    assert answer.model.instead is None and len(grown) > 2
    key, body = server.requests[0]
    assert key == "Bearer sk-secret" and body["stream"] is True and body["temperature"] == 0 and body["max_tokens"] == 600
    assert "ten national targets" in body["messages"][-1]["content"] and "review.md" not in json.dumps(body)


@pytest.mark.parametrize(
    ("scenario", "line"),
    [
        ("hang", "said nothing for 1 seconds"),
        ("429", "busy: too many requests"),
        ("500", "failed (error 500)"),
        ("503", "failed (error 503)"),
        ("401", "refused the key; check ICS_CHAT_KEY"),
        ("404", "does not know 'some-model'"),
        ("400", "did not take the question (error 400)"),
        ("cut", "broke off"),
        ("cut-late", "broke off"),
        ("garbage", "broke off"),
        ("empty", "empty answer"),
        ("declines", "declined to answer"),
    ],
)
def test_each_failure_is_one_line_and_the_sources_are_quoted(assistant, server, scenario, line):
    server.scenario = scenario
    answer = assistant.asking.ask(QUESTION)
    assert line in answer.model.instead and "\n" not in answer.model.instead
    assert [c.written for c in answer.claims] == [False] and "no more than ten national targets" in answer.claims[0].text
    assert "sk-secret" not in json.dumps(ask_record("1", answer))
    again = 2 if scenario in ("429", "500", "503", "garbage", "empty") else 1
    assert len(server.requests) == again


@pytest.mark.parametrize("status", ["429", "503"])
def test_retry_after_is_kept_to_and_the_second_answer_taken(assistant, server, status):
    server.scenario = f"retry-{status}"
    began = time.monotonic()
    answer = assistant.asking.ask(QUESTION)
    assert answer.model.instead is None and len(server.requests) == 2
    assert time.monotonic() - began >= 0.3


def test_a_model_that_never_stops_is_stopped(assistant, server):
    server.scenario = "endless"
    answer = assistant.asking.ask(QUESTION)
    assert "Most of what the language model wrote was not supported" in answer.model.instead
    assert server.broken_off.wait(5)


def test_stopping_frees_the_request_and_quotes(assistant, server):
    server.scenario = "slow"
    stop = threading.Event()
    for answer in assistant.asking.answers(assistant.asking.read(QUESTION), stop=stop):
        if answer.claims:
            stop.set()
    assert answer.model.instead == "The language model was stopped." and not answer.claims[0].written
    assert server.broken_off.wait(5)


def test_leaving_off_in_the_middle_frees_the_request(assistant, server):
    server.scenario = "slow"
    answers = assistant.asking.answers(assistant.asking.read(QUESTION))
    while not next(answers).claims:
        pass
    answers.close()
    assert server.broken_off.wait(5)


@pytest.mark.parametrize("model", ["azure_openai:some-model", "anthropic:some-model", "ollama:some-model:8b"])
@pytest.mark.parametrize(("status", "line"), [("401", "refused the key"), ("429", "too many requests"), ("500", "failed (error 500)")])
def test_every_provider_is_asked_at_its_address_and_its_errors_are_understood(assistant, server, model, status, line):
    given = {"chat_model": model, "chat_base_url": failing_server.address(server), "chat_api_version": "2024-10-21", "chat_retries": 0}
    server.scenario = status
    answer = open_product(assistant.settings.model_copy(update=given)).asking.ask(QUESTION)
    assert line in answer.model.instead and len(server.requests) == 1 and answer.claims
    assert answer.model.name == model.partition(":")[2]


def test_with_a_model_set_nothing_but_its_server_is_called(server, tmp_path):
    """Every connection of the process watched by an audit hook, from loading to the checked answer."""
    import os

    server.scenario, server.requests[:] = "good", []
    hook = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event == 'socket.connect' and isinstance(args[1], tuple):\n"
        "        print('CALLED', args[1][0], args[1][1], file=sys.stderr, flush=True)\n"
        "    if event == 'socket.getaddrinfo':\n"
        "        print('LOOKED UP', args[0], file=sys.stderr, flush=True)\n"
        "sys.addaudithook(hook)\n"
    )
    (tmp_path / "sitecustomize.py").write_text(hook)
    (tmp_path / "review.md").write_text(DOCUMENT)
    environment = {
        **os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}", "ICS_DATA_DIR": str(tmp_path / "data"), "ICS_EMBEDDING_MODEL": "toy",
        "ICS_CHAT_MODEL": "some-model", "ICS_CHAT_BASE_URL": failing_server.address(server) + "/v1",
        "LANGCHAIN_TRACING_V2": "true", "LANGCHAIN_API_KEY": "x", "LANGCHAIN_ENDPOINT": "http://127.0.0.1:9",
    }  # fmt: skip
    command = [sys.executable, "-c", "import app; app.cli()"]
    subprocess.run([*command, "index", str(tmp_path / "review.md")], env=environment, cwd=tmp_path, check=True, capture_output=True)
    out = subprocess.run([*command, "ask", QUESTION], env=environment, cwd=tmp_path, capture_output=True, text=True)
    called = {line for line in out.stderr.splitlines() if line.startswith(("CALLED", "LOOKED UP"))}
    assert out.returncode == 0 and "Written by some-model" in out.stdout, out.stderr
    assert called <= {f"CALLED 127.0.0.1 {server.server_address[1]}", "LOOKED UP 127.0.0.1"} and len(server.requests) == 1


def test_no_server_at_all(assistant, monkeypatch, tmp_path):
    settings = assistant.settings.model_copy(update={"chat_base_url": "http://127.0.0.1:9/v1", "chat_retries": 0})
    answer = open_product(settings).asking.ask(QUESTION)
    assert answer.model.instead == "No language model could be reached at http://127.0.0.1:9/v1." and answer.claims


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"chat_model": "gpt-4.1"}, "write provider:model, with a provider of openai, azure_openai, anthropic, ollama"),
        ({"chat_model": "openai:"}, "names no model"),
        ({"chat_model": "openai:gpt-4.1"}, "needs a key; set ICS_CHAT_KEY"),
        ({"chat_model": "azure_openai:x", "chat_key": "k"}, "needs ICS_CHAT_BASE_URL"),
        ({"chat_model": "azure_openai:x", "chat_key": "k", "chat_base_url": "https://x.example"}, "needs ICS_CHAT_API_VERSION"),
        ({"chat_model": "any", "chat_base_url": "http://h:abc/v1"}, "could not be set up; check ICS_CHAT_BASE_URL"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(monkeypatch, given, line):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ChatModelError, match=line):
        open_chat_model(load_settings(**given))


def test_a_missing_package_is_said_with_the_command_that_mends_it(monkeypatch):
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ChatModelError, match=r"pip install 'ics-assistant\[anthropic\]'"):
        open_chat_model(load_settings(chat_model="anthropic:claude-x", chat_key="k"))


def test_on_the_command_line_a_missing_key_is_exit_code_2_and_no_key_is_shown(tmp_path):
    import os

    environment = {k: v for k, v in os.environ.items() if not k.endswith("_API_KEY")} | {
        "ICS_DATA_DIR": str(tmp_path), "ICS_EMBEDDING_MODEL": "toy", "ICS_CHAT_MODEL": "openai:gpt-x",
    }  # fmt: skip
    path = tmp_path / "review.md"
    path.write_text(DOCUMENT)
    command = [sys.executable, "-c", "import app; app.cli()"]
    subprocess.run([*command, "index", str(path)], env=environment, cwd=ROOT, check=True, capture_output=True)
    out = subprocess.run([*command, "ask", QUESTION], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert out.returncode == 2 and out.stderr == "ics-assistant: openai:gpt-x needs a key; set ICS_CHAT_KEY in the environment or in .env.\n"
    bad = subprocess.run([*command, "ask", QUESTION], env=environment | {"ICS_CHAT_KEY": "sk-secret", "ICS_CHAT_WINDOW": "3"}, cwd=ROOT, capture_output=True, text=True)
    assert bad.returncode == 2 and "ICS_CHAT_WINDOW" in bad.stderr and "sk-secret" not in bad.stderr + bad.stdout


def test_another_server_never_gets_the_vendors_key_and_a_misplaced_key_is_not_repeated(monkeypatch, assistant, server):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real")
    settings = assistant.settings.model_copy(update={"chat_key": None})
    open_product(settings).asking.ask(QUESTION)
    assert server.requests[0][0] == "Bearer none"
    with pytest.raises(SettingsError, match="ICS_CHAT_BASE_URL") as error:
        load_settings(chat_base_url="sk-proj-mykey")
    assert "sk-proj" not in str(error.value)


def test_the_key_is_in_no_text_of_the_settings():
    settings = load_settings(chat_model="openai:x", chat_key="sk-secret")
    assert "sk-secret" not in repr(settings) and "sk-secret" not in str(settings.model_dump())


def test_nothing_is_opened_without_a_model(monkeypatch):
    assert open_chat_model(load_settings()) is None
