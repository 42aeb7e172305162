"""Shared parts: the real documents where they are, a small index with the toy embedder, files of every kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.settings import load_settings
from index.embed import ToyEmbedder
from index.ingest import index_paths
from index.search import Searcher
from index.settings import IndexSettings

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in [n for n in os.environ if n.startswith("ICS_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the five real documents (shared/corpus) are not on this machine")
    return CORPUS


@pytest.fixture
def toy(tmp_path):
    """A function that opens a toy-embedder index over files given as {name: text}."""
    opened = []

    def make(files: dict[str, str] | None = None, data: str = "data") -> Searcher:
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        for name, text in (files or {}).items():
            (folder / name).write_text(text, "utf-8")
        searcher = Searcher(IndexSettings(tmp_path / data, embedding_model="toy"), ToyEmbedder())
        opened.append(searcher)
        if files:
            index_paths(searcher, [folder])
        return searcher

    yield make
    for searcher in opened:
        searcher.close()


@pytest.fixture(scope="session")
def real_corpus_index(corpus, tmp_path_factory):
    """An Assistant over the five real documents with the real model, made once."""
    from assistant.engine import Assistant

    assistant = Assistant(load_settings(data_dir=tmp_path_factory.mktemp("real")))
    assistant.index([corpus])
    yield assistant
    assistant.searcher.close()


@pytest.fixture(scope="session")
def real_starter_index(tmp_path_factory):
    """An Assistant over the starter library with the real model, made once."""
    from assistant.engine import Assistant

    assistant = Assistant(load_settings(data_dir=tmp_path_factory.mktemp("starter")))
    assistant.index_starter()
    yield assistant
    assistant.searcher.close()
