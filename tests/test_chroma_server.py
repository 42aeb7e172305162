"""The same index on a real Chroma server: added, answered, seen by another process's eyes, removed."""

import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from index.embed import ToyEmbedder
from index.ingest import index_paths
from index.search import Searcher
from index.settings import IndexSettings

pytestmark = pytest.mark.slow
PORT = 7885


@pytest.fixture
def server(tmp_path):
    chroma = Path(sys.executable).with_name("chroma")
    assert chroma.exists() or shutil.which("chroma")
    process = subprocess.Popen(
        [str(chroma), "run", "--path", str(tmp_path / "server"), "--host", "127.0.0.1", "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{PORT}"
    for _ in range(120):
        try:
            urllib.request.urlopen(url + "/api/v2/heartbeat", timeout=2).read()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.25)  # waits for the server to listen
    yield url
    process.terminate()
    process.wait(10)


def test_a_chroma_server_serves_the_same_index(server, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.md").write_text("# On targets\n\nThe review asked for no more than ten national targets in all.\n")
    first, second = (
        Searcher(IndexSettings(tmp_path / name, embedding_model="toy", chroma_url=server), ToyEmbedder()) for name in ("one", "two")
    )
    assert index_paths(first, [folder]).count("added") == 1
    [hit] = second.search(second.query("national targets"), 1)
    assert "ten national targets" in hit.passage.text
    document = second.document(hit.passage.document_id)
    assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text
    (folder / "b.md").write_text("# On prevention\n\nSpending on prevention should rise over five years.\n")
    assert index_paths(first, [folder]).count("unchanged") == 1
    assert second.search(second.query("prevention spending"), 1)[0].passage.source == "b.md"
    (folder / "a.md").unlink()
    assert index_paths(first, [folder]).count("removed") == 1
    assert {s.source for s in second.documents()} == {"b.md"}
