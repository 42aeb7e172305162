"""Questions written beforehand bring the passage that they were written for; what is not asked, has
changed, or is of another model has none."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.documents.types import Metadata, Passage
from index.embed import load_embedder
from index.search.foreseen import NAME, Foreseen, key_of
from index.search.rank import FEATURES
from index.settings import BUNDLED_MODEL

LIBRARY = Path(__file__).parents[3] / "library"
ROWS = [json.loads(line) for line in (LIBRARY / "questions.jsonl").read_text("utf-8").splitlines()]


def passage(text: str, number: int = 0) -> Passage:
    return Passage(f"p{number}", "d", "f.md", Metadata(), text, 0, len(text))


@pytest.fixture
def foreseen() -> Foreseen:
    """Two passages: one with two questions, along x and y, one with a question between them."""
    keys = np.array([key_of("one"), key_of("two")])
    return Foreseen(keys, np.array([0, 0, 1]), np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32))


def test_a_passage_gains_by_its_nearest_question_and_its_place(foreseen):
    live = {key_of("one"): [passage("one", 1)], key_of("two"): [passage("two", 2)]}
    gained = foreseen.near(np.array([1, 0], np.float32), live)
    assert gained == pytest.approx({"p1": 3.0 + 4 * 0.5, "p2": 1.5 + 4 * 0.1})
    alone = foreseen.near(np.array([1, 0], np.float32), {key_of("two"): [passage("two", 2)]})
    assert alone == pytest.approx({"p2": 3.0 + 4 * 0.1})
    assert foreseen.near(np.array([-1, 0], np.float32), live) == {"p1": 0.0, "p2": 0.0}


def test_what_is_not_live_or_has_changed_has_no_question(foreseen):
    assert foreseen.near(np.array([1, 0], np.float32), {key_of("two, changed"): [passage("two, changed")]}) == {}


def test_vectors_of_another_model_are_left_alone(tmp_path):
    assert Foreseen.load(None, "model-a") is None and Foreseen.load(tmp_path, "model-a") is None
    np.savez(tmp_path / NAME, keys=np.array(["a"]), of=np.array([0]), vectors=np.ones((1, 2)), signature=np.array("model-a"))
    assert Foreseen.load(tmp_path, "model-b") is None
    assert Foreseen.load(tmp_path, "model-a").near(np.ones(2, np.float32), {"a": [passage("x", 3)]}) == pytest.approx({"p3": 3.0 + 4 * 1.5})


def test_every_question_has_its_passage_in_a_digest_and_its_vector(real_starter_index):
    searcher = real_starter_index.searcher
    texts = {(p.source, key_of(p.text)) for p in searcher.voiced()}
    assert {(row["source"], row["passage"]) for row in ROWS} == texts
    embedder = load_embedder(BUNDLED_MODEL)
    with np.load(LIBRARY / NAME) as kept:
        assert str(kept["signature"]) == embedder.signature
        assert list(kept["keys"]) == [row["passage"] for row in ROWS]
        assert list(np.bincount(kept["of"])) == [len(row["questions"]) for row in ROWS]
        some = [0, 1000, 3000]
        asked = [q for row in ROWS for q in row["questions"]]
        fresh = embedder.encode([asked[i] for i in some]).vectors
        assert (kept["vectors"][some] * fresh).sum(axis=1).min() > 0.999


def test_a_question_in_other_words_finds_its_passage(real_starter_index):
    searcher = real_starter_index.searcher
    query = searcher.query("who marks each other's homework among systems")
    assert searcher.foreseen is not None
    near = searcher.table(query)
    alike = {p.id: f for (p, _, _), f in zip(near.sentences, near.features[:, FEATURES.index("foreseen")], strict=True)}
    nearest = max(alike, key=lambda i: alike[i])
    assert alike[nearest] > 0 and "peer review" in searcher.passages([nearest])[nearest].text.lower()
    digests = frozenset(d.id for d in searcher.documents() if d.source.startswith("05"))
    assert {p.document_id for p, _, _ in searcher.table(replace(query, within=digests)).sentences} <= digests
