"""What the ledger reads of a document is kept: only what is new is computed, and what goes leaves nothing behind."""

import json

import numpy as np
import pytest
from test_lists import MINUTES, REPORT

from assistant.ledger import kept
from assistant.ledger.linking import Linker
from assistant.settings import load_settings
from evals.opened import open_product
from index.embed import ToyEmbedder
from index.store.tokens import TokenStore


@pytest.fixture
def product(tmp_path):
    (tmp_path / "report.md").write_text(REPORT)
    (tmp_path / "minutes.md").write_text(MINUTES)
    made = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder(), quoting=True)
    made.library.index([tmp_path / "report.md"])
    yield made
    made.close()


@pytest.fixture
def read(monkeypatch):
    """The names of the documents that are read, and of how many rows late interaction is computed, as they come."""
    seen, rows = [], []
    real, meets = kept.read, Linker.meets
    monkeypatch.setattr(kept, "read", lambda d, p: (seen.append(d.source), real(d, p))[1])
    monkeypatch.setattr(Linker, "meets", lambda self, s, keys: (rows.append(len(keys)), meets(self, s, keys))[1])
    return seen, rows


def test_only_what_is_new_is_read_and_a_decision_costs_its_own_row(product, read, tmp_path):
    seen, rows = read
    before = product.ledger.proposals()
    count = len(product.ledger.ledger().rows)
    assert seen.count("report.md") == 1 and set(rows) <= {count}
    seen.clear(), rows.clear()
    assert product.ledger.proposals() == before and seen == rows == []
    product.library.index([tmp_path / "minutes.md"])
    product.ledger.proposals()
    assert seen == ["minutes.md"] and rows == [count]
    rows.clear()
    product.ledger.accept_list("report.md")
    product.ledger.proposals()
    assert seen == ["minutes.md"] and set(rows) == {3}, "three rows are new, and nothing is read again"
    rows.clear()
    product.ledger.reject(product.ledger.proposals()[0].id)
    product.ledger.proposals()
    assert rows == []


def test_another_process_finds_it_and_says_the_same(product, read, tmp_path):
    said = product.ledger.proposals()
    seen, rows = read
    seen.clear(), rows.clear()
    other = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder(), quoting=True)
    assert other.ledger.proposals() == said and seen == rows == []
    other.close()


def test_what_was_made_by_other_code_or_is_torn_is_made_again(product, read, tmp_path):
    product.library.index([tmp_path / "minutes.md"])
    said = product.ledger.proposals()
    files = sorted((tmp_path / "data").rglob("*.ledger.json"))
    fields = json.loads(files[0].read_text())
    files[0].write_text(json.dumps(fields | {"made": "by another"}))
    files[1].write_text(files[1].read_text()[:40])
    product.ledger._readings.forget_texts()
    read[0].clear()
    assert product.ledger.proposals() == said and len(read[0]) == 2


def test_nothing_of_it_stays_when_the_document_is_forgotten(product, tmp_path):
    product.ledger.proposals()
    ident = next(s.id for s in product.library.documents() if s.source == "report.md")
    [file] = (tmp_path / "data").rglob(f"{ident}.ledger.json")
    assert "survey the pier" in file.read_text()
    product.library.forget(["report.md"])
    assert not file.exists() and ident not in product.ledger._readings._known


def test_where_nothing_can_be_written_it_is_made_each_time(product, tmp_path, monkeypatch):
    monkeypatch.setattr(TokenStore, "beside", lambda self, ident, name: tmp_path / "report.md" / name)
    assert product.ledger.proposals()


def test_meeting_and_sharing_by_arithmetic():
    class Row:
        def __init__(self, ident, title):
            self.id, self.title, self.recommendation = ident, title, ""

    linker = Linker([Row("a", "tide tables"), Row("b", "ferry tables")], ToyEmbedder())
    toy = ToyEmbedder()
    tide = np.stack([toy.word("tide"), toy.word("tables")])
    empty = np.zeros((0, toy.dimension), np.float32)
    meets = linker.meets([tide, empty], linker.keys)
    by_hand = tide @ np.stack([toy.word("ferry"), toy.word("tables")]).T
    assert meets[0] == pytest.approx([1.0, (by_hand.max(axis=1).mean() + by_hand.max(axis=0).mean()) / 2])
    assert list(meets[1]) == [0.0, 0.0]
    # "tide" stands in one of two rows: log 2; "tabl" in both: log 5/3; "pier" in none: log 3
    near = linker.near([frozenset({"tide", "tabl", "pier"})], np.zeros((1, 2)))
    one, both, none = np.log(2), np.log(5 / 3), np.log(3)
    said = one + both + none
    assert near[0] == pytest.approx([(one + both) / np.sqrt(said * (one + both)), both / np.sqrt(said * (one + both))])


def test_a_document_that_is_forgotten_while_it_is_read_leaves_nothing(product, monkeypatch):
    real = kept._save

    def saved(file, what):
        product.library.forget(["report.md"])
        real(file, what)

    monkeypatch.setattr(kept, "_save", saved)
    assert product.ledger.proposals() == []
    assert not list(product.settings.data_dir.rglob("*.ledger.json"))
