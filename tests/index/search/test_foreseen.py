"""Questions written beforehand bring the passage that they were written for; what is not asked, has
changed, or is of another model has none."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.understand.route import routed
from evals.foreseen import found, key_in, learnt, mapped
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
    return Foreseen(keys, np.array([0, 0, 1]), np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32), np.eye(2, dtype=np.float32))


def gain(near: float, *others: float) -> float:
    """What a passage gains whose nearest question has that cosine, beside others."""
    share = np.exp(near / 0.05) / np.exp(np.array([near, *others]) / 0.05).sum()
    return float(3 * np.sqrt(share) + 4 * max(0.0, near - 0.4))


def test_a_passage_gains_by_its_nearest_question_and_its_share_of_all(foreseen):
    live = {key_of("one"): [passage("one", 1)], key_of("two"): [passage("two", 2)]}
    gained = foreseen.near(np.array([1, 0], np.float32), live)
    assert gained == pytest.approx({"p1": gain(1.0, 0.6), "p2": gain(0.6, 1.0)})
    alone = foreseen.near(np.array([1, 0], np.float32), {key_of("two"): [passage("two", 2)]})
    assert alone == pytest.approx({"p2": gain(0.6, 1.0)}), "what is not asked still has its share"
    far = foreseen.near(np.array([-1, 0], np.float32), live)
    assert far == pytest.approx({"p1": gain(0.0, -0.6), "p2": gain(-0.6, 0.0)})


def test_what_is_not_live_or_has_changed_has_no_question(foreseen):
    assert foreseen.near(np.array([1, 0], np.float32), {key_of("two, changed"): [passage("two, changed")]}) == {}


def test_vectors_of_another_model_are_left_alone(tmp_path):
    assert Foreseen.load(None, "model-a") is None and Foreseen.load(tmp_path, "model-a") is None
    kept = {"keys": np.array(["a"]), "of": np.array([0]), "vectors": np.array([[10, 0]], np.int8), "step": np.float32(0.1), "signature": np.array("model-a")}
    np.savez(tmp_path / NAME, **kept)
    assert Foreseen.load(tmp_path, "model-a") is None, "one of an earlier version, without its map"
    np.savez(tmp_path / NAME, **kept, map=np.array([[0, 1], [1, 0]], np.float16))
    assert Foreseen.load(tmp_path, "model-b") is None
    turned = Foreseen.load(tmp_path, "model-a").near(np.array([0, 2], np.float32), {"a": [passage("x", 3)]})
    assert turned == pytest.approx({"p3": gain(1.0)}), "the question goes through the map, and its length is nothing"


def test_what_is_asked_after_is_a_passage_a_row_or_a_digest(foreseen):
    assert [key for key, _ in foreseen.first(np.array([0, 1], np.float32))] == [key_of("one"), key_of("two")]
    assert foreseen.first(np.array([0, 1], np.float32), 1) == [(key_of("one"), pytest.approx(1.0))]


def test_every_question_has_its_passage_in_a_digest_and_its_vector(real_starter_index):
    searcher = real_starter_index.searcher
    texts = {(p.source, key_of(p.text)) for p in searcher.voiced()}
    assert {(row["source"], row["passage"]) for row in ROWS if "passage" in row} == texts
    assert {row["row"] for row in ROWS if "row" in row} == {row.id for row in real_starter_index.ledger.ledger().rows}
    assert {row["document"] for row in ROWS if "document" in row} == {d.source for d in searcher.documents()}
    asked_as = [row["as"] for row in ROWS if "as" in row]
    assert len(asked_as) == len(set(asked_as)) and all(routed(q) in ("list", "timeline", "about") for q in asked_as)
    embedder = load_embedder(BUNDLED_MODEL)
    with np.load(LIBRARY / NAME) as kept:
        assert str(kept["signature"]) == embedder.signature
        keys = [key_in(row) for row in ROWS]
        assert list(kept["keys"]) == list(dict.fromkeys(keys))
        texts_first = len({row["passage"] for row in ROWS if "passage" in row})
        asked_of = [str(kept["keys"][n]) for n in kept["of"][texts_first:]]
        assert asked_of == [key for key, row in zip(keys, ROWS, strict=True) for _ in row["questions"]]
        some = [0, 3000, 8000]
        asked = [q for row in ROWS for q in row["questions"]]
        fresh = embedder.encode([asked[i] for i in some]).vectors @ kept["map"].astype(np.float32)
        fresh /= np.linalg.norm(fresh, axis=1, keepdims=True)
        vectors = kept["vectors"][texts_first:] * kept["step"]
        assert (vectors[some] * fresh).sum(axis=1).min() > 0.998


def test_the_map_brings_what_is_alike_together_and_leaves_the_rest_apart():
    rng = np.random.default_rng(0)
    of = np.repeat(np.arange(8), 6)
    meant, worded = rng.normal(size=(8, 8)), rng.normal(size=(48, 8))
    vectors = np.concatenate([meant[of] * 0.4, worded], axis=1).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked = np.arange(48) % 6 == 5
    by = learnt(vectors[~asked], of[~asked])

    def first(used):
        placed = mapped(vectors, used)
        return (found(placed[~asked], of[~asked], placed[asked], of[asked]) == 0).mean()

    assert by.shape == (16, 16) and first(by) > first(np.eye(16, dtype=np.float32))


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


def test_nothing_was_asked_before_where_no_digest_is_asked(real_starter_index, tmp_path):
    searcher = real_starter_index.searcher
    query = searcher.query("which of hers did ministers accept")
    assert searcher.asked_before(query, 3) and not searcher.asked_before(replace(query, within=frozenset({"another"})), 3)
