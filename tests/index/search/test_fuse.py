"""The order of passages: their best sentence, keywords and vectors added up, with numbers that can be worked out by hand."""

import math

import numpy as np
import pytest

from index.documents.types import Metadata, Passage
from index.embed import ToyEmbedder
from index.ingest import index_paths
from index.search.fuse import fused
from index.search.rank import Near, Sentence
from index.search.searcher import Searcher
from index.settings import IndexSettings


def scored(**odds):
    """A sentence a passage, best first."""
    none = np.zeros(0)
    made = [Sentence("", 0, 1, Passage(i, "d", "d.md", Metadata(), "x", 0, 1), s, none, none) for i, s in odds.items()]
    return sorted(made, key=lambda s: -s.score)


def order(sentences, near):
    return [h.passage.id for h in fused(sentences, near)]


def test_what_keywords_and_vectors_find_moves_up_and_the_score_says_by_how_much():
    sentences = scored(a=2.0, b=1.5, c=1.0)
    hits = fused(sentences, Near({"b": 20.0, "c": 10.0}, {"a": 0.60, "b": 0.58}))
    # a: 2.0 - 0.12 * 20; b: 1.5 - 10 * 0.02; c was not found by vectors: as far as the last, b
    odds = {"b": 1.5 - 0.2, "a": 2.0 - 2.4, "c": 1.0 - 1.2 - 0.2}
    assert [h.passage.id for h in hits] == sorted(odds, key=odds.get, reverse=True) and [h.rank for h in hits] == [1, 2, 3]
    assert [h.score for h in hits] == pytest.approx([1 / (1 + math.exp(-odds[h.passage.id])) for h in hits])


def test_a_clear_lead_stays_and_each_passage_has_its_best_sentence_once():
    sentences = [*scored(a=9.0, b=1.0), *scored(a=-3.0, b=-4.0)]
    assert order(sentences, Near({"b": 30.0}, {"b": 0.8, "a": 0.5})) == ["a", "b"]
    assert order(sentences, Near({"b": 60.0}, {"b": 0.8, "a": 0.5})) == ["b", "a"]


def test_where_nothing_came_near_a_passage_is_as_good_as_its_best_sentence():
    assert order(scored(b=1.0, a=2.0), Near()) == ["a", "b"] and fused([], Near({"gone": 1.0}, {"gone": 0.5})) == ()


def test_a_question_of_any_length_has_a_score():
    assert [h.score for h in fused(scored(a=0.0), Near({"far": 1e5}, {}))] == [0.0]


def test_the_order_keeps_to_the_day_and_to_what_is_asked(tmp_path):
    for name, day in (("old.md", "2022-01-01"), ("new.md", "2024-01-01")):
        (tmp_path / name).write_text(f"---\npublished: {day}\n---\n# Beds\n\nThe beds of {name[:3]} wards were few in winter.\n")
    searcher = Searcher(IndexSettings(data_dir=tmp_path / "data"), ToyEmbedder())
    index_paths(searcher, [tmp_path / "old.md", tmp_path / "new.md"])
    of = {s.source: s.id for s in searcher.documents()}
    asked = "how few were the beds of new wards?"
    ranking = searcher.find(asked, until="2022-12-31").ranking
    assert {h.passage.source for h in ranking.hits} == {"old.md"}
    assert {*ranking.near.keyword, *ranking.near.dense} == {h.passage.id for h in ranking.hits}
    only = searcher.find(asked, within=frozenset({of["old.md"]})).ranking
    assert {h.passage.source for h in only.hits} == {"old.md"}
    both = searcher.find(asked).ranking
    assert set(both.near.keyword) == {h.passage.id for h in both.hits} and both.hits[0].passage.source == "new.md"
    searcher.close()
