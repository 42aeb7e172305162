"""Shared parts: the real documents where they are, a small index with the toy embedder, files of every kind."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from chroma_server import ChromaServer
from postgres_server import PostgresServer

from assistant.people.acting import sign_in_needed
from assistant.settings import load_settings
from index.embed import ToyEmbedder
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in [n for n in os.environ if n.startswith("ICS_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _nobody_signs_in():
    """A test that serves people who sign in leaves nothing behind for the next in its process."""
    yield
    sign_in_needed(False)


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the five real documents (shared/corpus) are not on this machine")
    return CORPUS


@pytest.fixture(scope="session")
def chroma(tmp_path_factory):
    """A real Chroma server that stays up; who stops one starts one of its own."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma")).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL server."""
    server = PostgresServer().start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request) -> str | None:
    """Where conversations are kept: in the data folder, and in an empty database of a real server."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres").database()


@pytest.fixture
def engine(tmp_path, database_url):
    """An empty database of conversations, in either place."""
    from assistant.conversations.opened import open_database

    made = open_database(database_url, tmp_path)
    yield made
    made.dispose()


@pytest.fixture(params=["disk", pytest.param("server", marks=pytest.mark.slow)])
def new_place(request) -> Callable[[], dict[str, str]]:
    """Makes the settings of where an index lies: on disk, and in a tenant and database of its own on a real server."""
    return dict if request.param == "disk" else request.getfixturevalue("chroma").database


@pytest.fixture
def place(new_place) -> dict[str, str]:
    return new_place()


@pytest.fixture
def toy(tmp_path, place):
    """A function that opens a toy-embedder index over files given as {name: text}, read as the library that ships or not."""
    opened = []

    def make(files: dict[str, str] | None = None, data: str = "data", ships: bool = True) -> Searcher:
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        for name, text in (files or {}).items():
            (folder / name).write_text(text, "utf-8")
        library = folder if ships else None
        searcher = Searcher(IndexSettings(tmp_path / data, embedding_model="toy", library_dir=library, **place), ToyEmbedder())
        opened.append(searcher)
        if files:
            index_paths(searcher, [folder])
        return searcher

    yield make
    for searcher in opened:
        searcher.close()


@pytest.fixture
def ships(monkeypatch) -> Callable[[Path], None]:
    """Makes a folder part of the library that ships: its digests speak in voices, its publishers are vouched for."""

    def make(folder: Path) -> None:
        monkeypatch.setattr(IndexSettings, "ships", lambda _, path: folder.resolve() in path.resolve().parents)

    return make


@pytest.fixture(scope="session")
def real_corpus_index(corpus, tmp_path_factory):
    """An Assistant over the five real documents with the real model, made once."""
    from evals.opened import open_product

    assistant = open_product(load_settings(data_dir=tmp_path_factory.mktemp("real")))
    assistant.library.index([corpus])
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def real_starter_index(tmp_path_factory):
    """An Assistant over the starter library with the real model, made once."""
    from evals.opened import open_product

    assistant = open_product(load_settings(data_dir=tmp_path_factory.mktemp("starter")))
    assistant.library.index_starter()
    yield assistant
    assistant.close()


# the screen; a module that uses `page` has a fixture `address`

_CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser():
    if not Path(_CHROMIUM).exists():
        assert not os.environ.get("CI"), "CI installs chromium"
        pytest.skip("Debian's chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        yield p.chromium.launch(
            executable_path=_CHROMIUM,
            args=[
                "--headless",
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-gpu",
            ],
        )


@dataclass(frozen=True)
class Where:
    """How wide the window is, in pixels, and the settings of where things are kept."""

    width: int
    kept: dict[str, str]


@pytest.fixture(scope="module", params=[1280, 390], ids=["1280-sqlite", "390-postgresql"])
def where(request):
    """Each journey is made twice: on a laptop over SQLite, and on a phone over a real PostgreSQL."""
    kept = {} if request.param == 1280 else {"ICS_DATABASE_URL": request.getfixturevalue("postgres").database()}
    return Where(request.param, kept)


@pytest.fixture
def page(browser, address, request):
    width = getattr(request, "param", None) or (request.getfixturevalue("where").width if "where" in request.fixturenames else 1280)
    context = browser.new_context(
        locale="en-GB",
        viewport={"width": width, "height": 860 if width > 600 else 844}, permissions=["clipboard-read", "clipboard-write"]
    )
    opened = context.new_page()
    opened.outside, opened.errors = [], []
    opened.on("request", lambda r: None if re.match(r"(https?://127\.0\.0\.1[:/]|data:|blob:)", r.url) else opened.outside.append(r.url))
    opened.on("websocket", lambda w: None if "127.0.0.1" in w.url else opened.outside.append(w.url))
    opened.on("pageerror", lambda e: opened.errors.append(str(e)))
    opened.goto(address)
    opened.wait_for_selector("#library-state")
    opened.set_default_timeout(60_000)
    yield opened
    assert opened.outside == [] and opened.errors == []
    context.close()
