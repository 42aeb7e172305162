"""What is particular to a Chroma server: being away, hanging, refusing, coming back empty; several app processes; the screen
meanwhile. What disk and server have in common is tested over both (fixture `place`)."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from chroma_server import ChromaServer

from assistant.settings import load_settings
from evals.opened import open_product
from index.embed import ToyEmbedder
from index.errors import StoreError
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings
from index.store import client as store
from index.store.chroma import SEEN_SECONDS, Store

AWAY = "cannot be reached .*; nothing is lost, ask again when it is running"
slow = pytest.mark.slow


@pytest.fixture
def server(tmp_path):
    """A server of the test's own, to be stopped and started."""
    made = ChromaServer(tmp_path / "server").start()
    yield made
    made.stop()


def searcher_on(server, tmp_path, **more):
    return Searcher(IndexSettings(tmp_path / "data", embedding_model="toy", chroma_url=server.url, **more), ToyEmbedder())


def papers(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.md").write_text("# On targets\n\nThe review asked for no more than ten national targets in all.\n")
    return folder


def found(searcher):
    return [h.passage.source for h in searcher.search(searcher.query("national targets"), 1)]


def test_a_server_that_is_not_there_is_one_clear_sentence(tmp_path):
    began = time.monotonic()
    with pytest.raises(StoreError, match=AWAY) as error:
        Store.open(IndexSettings(tmp_path, chroma_url="http://127.0.0.1:9"), "s")
    assert "\n" not in str(error.value) and time.monotonic() - began < 10


def test_a_server_that_hangs_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "ANSWERS_IN", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(StoreError, match="no answer in"):
            Store.open(IndexSettings(tmp_path, chroma_url=f"http://127.0.0.1:{silent.getsockname()[1]}"), "s")
        assert time.monotonic() - began < 5


@slow
def test_a_server_that_goes_and_comes_back_is_used_again(server, tmp_path):
    searcher, folder = searcher_on(server, tmp_path), papers(tmp_path)
    index_paths(searcher, [folder])
    assert found(searcher) == ["a.md"]
    server.stop()
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(StoreError, match=AWAY):
            found(searcher)
        assert time.monotonic() - began < 3
    with pytest.raises(StoreError, match=AWAY):
        index_paths(searcher, [folder])
    assert [d.source for d in searcher.documents()] == ["a.md"]  # what was last known
    server.start()
    time.sleep(SEEN_SECONDS)  # so long a server is taken to be away
    assert found(searcher) == ["a.md"]


@slow
def test_a_request_is_tried_three_times_and_no_more(chroma, tmp_path):
    searcher, calls = searcher_on(chroma, tmp_path), []

    def answered_at(last):
        def call():
            calls.append(1)
            if len(calls) < last:
                raise httpx.ConnectError("Connection refused")
            return "answered"

        return call

    assert searcher._store._client.patience.tried(answered_at(3)) == "answered" and len(calls) == 3
    calls.clear()
    with pytest.raises(StoreError, match=AWAY):
        searcher._store._client.patience.tried(answered_at(4))
    assert len(calls) == 3


@slow
def test_a_server_that_comes_back_empty_is_filled_again(server, tmp_path):
    searcher, folder = searcher_on(server, tmp_path), papers(tmp_path)
    index_paths(searcher, [folder])
    server.stop()
    server.folder = tmp_path / "another"
    server.start()
    time.sleep(SEEN_SECONDS)  # what it holds is looked at again
    assert found(searcher) == [] and searcher.documents() == []
    assert index_paths(searcher, [folder]).count("added") == 1 and found(searcher) == ["a.md"]


@slow
def test_a_wrong_tenant_or_database_is_named_with_its_setting(chroma, tmp_path):
    for wrong in ({"chroma_tenant": "nowhere"}, {"chroma_database": "nowhere"}):
        with pytest.raises(StoreError, match=r"refuses \(.*nowhere.*ICS_CHROMA_TENANT, ICS_CHROMA_DATABASE"):
            searcher_on(chroma, tmp_path, **wrong)


@slow
def test_the_token_goes_with_every_request(chroma, tmp_path):
    """Chroma's own server knows no tokens; what stands in front of it does."""

    class Gate(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path != "/api/v2/heartbeat" and self.headers["X-Chroma-Token"] != "right":
                self.answer(401, b'{"error": "Unauthorized", "message": "a token is wanted"}')
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            got = httpx.request(self.command, chroma.url + self.path, content=body, headers={"Content-Type": "application/json"})
            self.answer(got.status_code, got.content)

        do_POST = do_DELETE = do_PUT = do_GET

        def answer(self, code, body):
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    gate = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    threading.Thread(target=gate.serve_forever, daemon=True).start()
    place = {**chroma.database(), "chroma_url": f"http://127.0.0.1:{gate.server_port}"}
    settings = IndexSettings(tmp_path / "data", embedding_model="toy", **place)
    with pytest.raises(StoreError, match=r"refuses.*ICS_CHROMA_TOKEN"):
        Searcher(replace(settings, chroma_token="wrong"), ToyEmbedder())
    searcher = Searcher(replace(settings, chroma_token="right"), ToyEmbedder())
    index_paths(searcher, [papers(tmp_path)])
    assert found(searcher) == ["a.md"]
    gate.shutdown()


def environment(place, data):
    return {**os.environ, "ICS_DATA_DIR": str(data), **{f"ICS_{name.upper()}": value for name, value in place.items()}}


@slow
def test_what_one_app_process_adds_another_answers_with_in_the_stated_time(chroma, tmp_path):
    place = chroma.database()
    there = open_product(load_settings(data_dir=tmp_path / "there", embedding_model="toy", **place))
    there.library.index([papers(tmp_path)])
    assert not there.searcher.lexical.knows("dentistry")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "dental.md").write_text("# Dentistry\n\nThe dental contract should be reformed within two years.\n")
    command = [sys.executable, "-c", "import app; app.cli()", "index", str(tmp_path / "more")]
    subprocess.run(command, env={**environment(place, tmp_path / "here"), "ICS_EMBEDDING_MODEL": "toy"}, check=True, capture_output=True)
    time.sleep(SEEN_SECONDS)  # the stated time
    assert there.searcher.lexical.knows("dentistry")
    [hit] = there.asking.search("reform of the dental contract")[:1]
    assert hit.passage.source == "dental.md"


@slow
def test_disk_and_server_give_the_same_answers(real_starter_index, chroma, tmp_path):
    """The starter library, indexed by one machine and asked on another, which has none of its token vectors."""
    place = chroma.database()
    indexing = open_product(load_settings(data_dir=tmp_path / "one", **place))
    indexing.library.index_starter()
    asking = open_product(load_settings(data_dir=tmp_path / "two", **place))
    for question in (
        "how many national targets should there be?",
        "what did the government say about prevention spending?",
        "what became of the recommendation on HARPs?",
        "what did Hewitt say about parking charges?",
    ):  # "who is Chris Ham" finds sentences nearly as good as each other, and bfloat16 tells them apart by the batch
        ours, theirs = real_starter_index.asking.ask(question), asking.asking.ask(question)
        assert ours.refused == theirs.refused
        assert [c.text for c in ours.claims] == [c.text for c in theirs.claims]
        assert [c.passage.id for c in ours.citations] == [c.passage.id for c in theirs.citations]
    assert [r.id for r in asking.ledger.ledger().rows] == [r.id for r in real_starter_index.ledger.ledger().rows]
    status = subprocess.run(
        [sys.executable, "-c", "import app; app.cli()", "status", "--json"], env=environment(place, tmp_path / "two"), capture_output=True
    )
    assert status.returncode == 0 and place["chroma_url"] in json.dumps(json.loads(status.stdout))


def test_the_command_line_says_that_the_server_is_away(tmp_path):
    toy = {**environment({"chroma_url": "http://127.0.0.1:9"}, tmp_path), "ICS_EMBEDDING_MODEL": "toy"}
    for command in (["ask", "how many targets"], ["status"], ["index", str(tmp_path)]):
        done = subprocess.run([sys.executable, "-c", "import app; app.cli()", *command], env=toy, capture_output=True, text=True)
        assert done.returncode == 2 and re.search(AWAY, " ".join(done.stderr.split())) and "Traceback" not in done.stderr
