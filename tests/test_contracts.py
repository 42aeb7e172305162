"""What holds across the packages: cold imports, the library's format, wording that has to be there, no egress."""

import re
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT

from assistant.ledger.catalogue import load_catalogue
from index.documents.load import load

DIGESTS = sorted((ROOT / "library").glob("[0-9]*.md"))


def test_importing_any_package_loads_nothing_heavy():
    code = (
        "import sys, assistant, assistant.services, assistant.cli.main, assistant.cli.paper, assistant.web.serve, evals.cli, evals.run, index.search.searcher, index.ingest, index.documents.load, prompts, app\n"
        "print([m for m in ('torch', 'gradio', 'chromadb', 'langchain', 'langchain_core', 'openai', 'transformers', 'tantivy', 'pypdfium2', 'docx', 'trafilatura', 'citeproc', 'rispy', 'jinja2') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("words", [["--help"], ["status"]])
def test_help_and_status_load_no_library_that_makes_them_wait(words, tmp_path):
    code = (
        "import sys, app\n"
        f"sys.argv = ['ics-assistant', '--data-dir', {str(tmp_path)!r}, *{words!r}]\n"
        "try: app.cli()\nexcept SystemExit: pass\n"
        "print([m for m in ('numpy', 'yaml', 'chromadb', 'torch', 'gradio', 'docx', 'Stemmer', 'jinja2') if m in sys.modules], file=sys.stderr)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.stderr.strip().endswith("[]"), out.stderr


def test_every_module_says_what_it_is():
    for package in ("assistant", "index", "prompts", "evals"):
        for path in (ROOT / package).rglob("*.py"):
            assert path.read_text().startswith('"""'), path


# the starter library


def test_the_library_has_its_documents_and_each_is_a_digest():
    assert len(DIGESTS) >= 14
    for path in DIGESTS:
        loaded = load(path, path.name, voices=True)
        m = loaded.metadata
        assert m.title and m.publisher == "ICS Assistant starter library" and m.published and m.kind and m.licence, path
        assert all(b.voice for b in loaded.blocks if b.role in ("label", "sources")), path


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_every_statement_names_its_sources_and_they_are_in_the_catalogue(path):
    known = {(s.title.replace('"', "'"), s.publisher) for s in load_catalogue(ROOT / "library").values()}
    loaded = load(path, path.name, voices=True)
    statements = [b for b in loaded.blocks if b.role == "paragraph" and b.voice]
    assert statements
    for block in statements:
        if not block.voice.sources:
            assert block.voice.label in ("Not known", "Definition"), loaded.text[block.start : block.end]
            continue
        for drawn in block.voice.sources:
            assert any(drawn.title == t and drawn.stated.startswith(p) for t, p in known), drawn
        written = next(b for b in loaded.blocks if b.role == "sources" and b.start >= block.end)
        assert loaded.text[written.start : written.end] == f"Sources: {block.voice.drawn_from}"


def test_no_recommendation_has_a_number_or_our_labels():
    for path in DIGESTS:
        text = path.read_text()
        assert not re.search(r"\b(HW|HC|CH)\d+\b", text), path
        assert not re.search(r"\brecommendation (number )?\d+\b", text, re.I), path


def test_doubt_stays_visible():
    text = "\n".join(path.read_text() for path in DIGESTS)
    assert text.count("**Progress (linked by us)") >= 20
    assert text.count("the link to") >= 10
    assert text.count("**Not known") >= 30 and text.count("**Sources disagree.**") >= 10
    assert "2 July 2026" in text


def test_sources_catalogue():
    sources = load_catalogue(ROOT / "library")
    raw = yaml.safe_load((ROOT / "library" / "sources.yaml").read_text())
    assert len(sources) == len(raw) >= 160
    for s in sources.values():
        assert s.open == bool(s.licence and re.match(r"Open (Government|Parliament)", s.licence)), s.id
        assert s.url is None or s.url.startswith(("https://", "http://")), s.id


# no egress

_HOOK = """
import sys
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        target = args[1] if event != "socket.getaddrinfo" else args[0]
        host = target[0] if isinstance(target, tuple) else target
        host = host.decode() if isinstance(host, bytes) else host
        if isinstance(host, str) and host not in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "") and not host.startswith("/"):
            print("EGRESS", event, host, file=sys.stderr, flush=True)
sys.addaudithook(hook)
"""


@pytest.mark.slow
def test_nothing_leaves_the_machine(tmp_path):
    """Index, ask, and serve a page with every connection watched: in Python by an audit hook, below it by strace."""
    import os
    import shutil

    (tmp_path / "sitecustomize.py").write_text(_HOOK)
    doc = tmp_path / "paper.md"
    doc.write_text("# Paper\n\nThe review recommended no more than ten national targets for the health service.\n")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    script = (
        "import sys, threading, urllib.request\n"
        "from pathlib import Path\n"
        "from assistant.settings import load_settings\n"
        f"s = load_settings(data_dir=Path({str(tmp_path / 'data')!r}), port=7873)\n"
        "from assistant.services import open_services\n"
        "a = open_services(s)\n"
        f"a.library.index([Path({str(doc)!r})])\n"
        "assert not a.asking.ask('how many national targets?').refused\n"
        "a.standing.stand('local', 'how many national targets?')\n"
        "a.keeping.telling.turn_on('local', 'ann@icb.example')  # chosen while a server was set\n"
        "assert a.telling.send(at_once=True).failed == 0\n"
        "from assistant.web.serve import serve\n"
        "served = serve(a, block=False)\n"
        "page = urllib.request.urlopen(served.address).read().decode()\n"
        "assert 'ICS Assistant' in page\n"
        "import time; time.sleep(3)  # time for anything in the background to call out\n"
        "served.close()\n"
    )
    trace = tmp_path / "trace"
    command = [sys.executable, "-c", script]
    if shutil.which("strace"):
        command = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-e", "signal=none", "-o", str(trace), *command]
    else:
        assert not os.environ.get("CI"), "CI installs strace"
    out = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert out.returncode == 0, out.stderr[-2000:]
    assert "EGRESS" not in out.stderr, out.stderr[-2000:]
    if trace.exists():
        outside = [
            line for line in trace.read_text().splitlines()
            if re.search(r"sin6?_addr|inet_addr|inet_pton", line) and not re.search(r"127\.0\.0\.|\"::1\"|\"::ffff:127|0\.0\.0\.0", line)
        ]  # fmt: skip
        assert outside == []
