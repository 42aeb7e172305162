"""Embedding, keywords, wordings, ranking, storing and searching, with the toy embedder whose numbers can be worked out by hand."""

import json
import time

import numpy as np
import pytest

from index.documents.types import Metadata, Passage
from index.embed import ToyEmbedder
from index.errors import IndexMismatchError
from index.ingest import index_paths
from index.rebuilding import rebuild
from index.search import rank, wording
from index.search.searcher import Searcher
from index.settings import IndexSettings
from index.store.chroma import SEEN_SECONDS, Store
from index.store.keywords import Lexical
from index.store.look import look
from index.text.words import find_abbreviations, is_small, stems, words

FILES = {
    "targets.md": "# On targets\n\nThe review asked for no more than ten national targets in all.\n",
    "prevention.md": "# On prevention\n\nSpending on prevention should rise by one per cent over five years.\n",
    "care.md": "# On social care\n\nIntegrated care boards (ICBs) wanted a workforce strategy for social care.\n",
}


def passage(pid, text):
    return Passage(pid, f"of {pid}", "d.txt", Metadata(), text, 0, len(text))


# embedding


def test_toy_vectors_are_the_normalised_sum_of_word_vectors():
    toy = ToyEmbedder()
    encoded = toy.encode(["red green", "red"])
    expected = toy.word("red") + toy.word("green")
    assert np.allclose(encoded.vectors[0], expected / np.linalg.norm(expected))
    assert np.allclose(encoded.vectors[1], toy.word("red"))
    assert encoded.tokens[0].offsets.tolist() == [[0, 3], [4, 9]]


# keywords


def test_words_and_stems():
    assert words("The ICBs’ £5m, King's") == ["the", "icb", "£5m", "king"]
    assert stems("What should the boards be reporting?") == ["board", "report"]


def test_a_small_word_with_another_joined_to_it_is_small():
    assert all(map(is_small, ["who's", "why’d", "whats", "didn't", "isnt", "I'm", "there's", "the"]))
    assert not any(map(is_small, ["bed", "form", "ill", "well", "id", "ons", "DoS", "Hewitt's", "men's"]))


def test_abbreviations_come_from_the_documents():
    found = find_abbreviations(
        [
            "An integrated care board (ICB) met.",
            "Strategic health authorities (SHAs) went.",
            "Nothing (here) fits.",
            "Fewer words (ABC) than letters.",
        ]
    )
    assert found == {"icb": "integrated care board", "sha": "strategic health authority"}


def keyword_index(folder, *passages, version="v"):
    found = Lexical(folder)
    found.follow(version, frozenset(p.document_id for p in passages), lambda ids: (p for p in passages if p.document_id in ids))
    return found


def test_bm25_ranks_by_the_formula(tmp_path):
    found = keyword_index(tmp_path, passage("a", "apple apple pear"), passage("b", "apple plum plum"), passage("c", "fig"))
    scores = found.search("apple", 3)
    # Lucene BM25, k1 1.2, b 0.75, mean length 7/3; idf = ln(1 + (3 - 2 + .5) / (2 + .5))
    idf = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    damp = 1.2 * (1 - 0.75 + 0.75 * 3 / (7 / 3))
    assert scores == pytest.approx({"a": 2.2 * idf * 2 / (2 + damp), "b": 2.2 * idf * 1 / (1 + damp)}, rel=1e-4)


def test_questions_are_expanded_both_ways_and_slips_repaired(tmp_path):
    found = keyword_index(
        tmp_path,
        passage("a", "Each integrated care board (ICB) plans prevention."),
        passage("b", "A harbour where there is a quay about which much is said."),
    )
    assert "integrated care board" in found.expand("what do ICBs do?")
    assert found.expand("what does the integrated care board do?").endswith(" icb")
    assert list(found.search("prevenion", 2)) == ["a"]
    assert found.search("thier aboutt wheree", 2) == {}
    assert found.knows("prevenion") and found.knows("ICBs") and not found.knows("vaping")


def test_the_keyword_index_reads_only_what_is_new_and_forgets_what_went(tmp_path):
    papers = [passage(f"{n}", f"apple pear plum number{n}") for n in range(30)]
    asked = []

    def of(ids):
        asked.append(ids)
        return (p for p in papers if p.document_id in ids)

    def all_but(*gone):
        return frozenset(p.document_id for p in papers) - {papers[n].document_id for n in gone}

    first, second = Lexical(tmp_path), Lexical(tmp_path)
    first.follow("v1", all_but(7), of)
    first.follow("v2", all_but(3), of)
    assert asked == [all_but(7), {papers[7].document_id}]
    assert first.knows("number7") and not first.knows("number3") and list(first.search("number7", 5)) == ["7"]
    second.follow("v2", all_but(3), of)  # another process finds it done
    assert len(asked) == 2 and second.search("pear", 50) == first.search("pear", 50)
    first.follow("v3", all_but(3, 5, 6, 8), of)  # more than a tenth are of documents that went: made anew
    assert asked[-1] == all_but(3, 5, 6, 8)
    assert first.search("pear", 50) == keyword_index(tmp_path / "new", *(p for p in papers if p.id not in "3568")).search("pear", 50)


def test_a_keyword_index_cut_short_or_broken_is_made_good(tmp_path):
    papers = [passage("a", "apple pear"), passage("b", "plum")]
    keyword_index(tmp_path, *papers)
    about = json.loads((tmp_path / "about.json").read_text())
    b = papers[1].document_id
    # as if it was killed after it put "b" in, before it wrote so
    (tmp_path / "about.json").write_text(json.dumps({**about, "version": None, "held": [papers[0].document_id], "unsure": [b]}))
    again = keyword_index(tmp_path, *papers)
    assert list(again.search("plum", 5)) == ["b"]
    assert len(again.search("plum", 5)) == 1
    for path in (tmp_path / "index").glob("*"):
        path.write_bytes(b"broken")
    assert list(keyword_index(tmp_path, *papers).search("plum", 5)) == ["b"]


# wordings


def test_a_question_is_cut_into_the_longest_known_phrases(monkeypatch):
    table = {"in the red": ("in deficit",), "red": ("crimson",), "bosses": ("leaders", "managers")}
    monkeypatch.setattr(wording, "everyday", lambda: table)
    found = wording.units("Are ICBs' bosses in the red, thruogh 2024?", {"icb": "integrated care board"}, {"thruogh": "through"}.get)
    assert [(u.text, u.others) for u in found] == [
        ("Are", ()), ("ICBs", ("integrated care board",)), ("bosses", ("leaders", "managers")), ("in the red", ("in deficit",)),
        ("thruogh", ("through",)), ("2024", ()),
    ]  # fmt: skip
    back = wording.units("the integrated care board", {"icb": "integrated care board"})
    assert [(u.text, u.others) for u in back] == [("the", ()), ("integrated care board", ("ICB",))]


def test_a_unit_meets_a_text_as_well_as_its_best_wording(monkeypatch):
    monkeypatch.setattr(wording, "everyday", lambda: {"bosses": ("leaders", "managers")})
    toy = ToyEmbedder()
    worded = wording.encode("bosses met", wording.units("bosses met", {}), toy)
    text = toy.encode(["managers met"]).tokens[0].vectors
    near = np.stack([(worded.tokens @ text.T).max(axis=1)], axis=1)
    assert worded.links(near)[:, 0] == pytest.approx([1.0, 1.0])
    mean = np.mean([toy.encode([t]).vectors[0] for t in ("bosses met", "leaders met", "managers met")], axis=0)
    assert worded.vector == pytest.approx(mean / np.linalg.norm(mean))


def test_every_line_of_the_thesaurus_words_something_else():
    table = wording.everyday()
    assert len(table) > 1500
    bad = [k for k, others in table.items() if not others or k != k.lower() or not 1 <= len(k.split()) <= 4 or k in map(str.lower, others)]
    assert bad == []


# ranking


def test_a_sentence_is_scored_by_the_weighed_sum_of_its_features(toy):
    searcher = toy(FILES)
    query = searcher.query("how many national targets?")
    found = searcher.table(query)
    model = {"weights": dict.fromkeys(rank.FEATURES, 0.0) | {"own": 2.0, "whole": 1.0}, "bias": -1.0}
    best = rank.weigh(found, model)
    own, whole = rank.FEATURES.index("own"), rank.FEATURES.index("whole")
    assert sorted(s.score for s in best) == pytest.approx(sorted(2 * f[own] + f[whole] - 1 for f in found.features), rel=1e-5)
    sentence = next(s for s in best if "ten national targets" in s.text)
    words_of_it = dict(zip([u.text for u in query.worded.units], sentence.links, strict=True))
    assert words_of_it["national"] == words_of_it["targets"] == pytest.approx(1.0, abs=0.02)
    # the two content words weigh the root of their rarity, "how" and "many" as function words do
    weights = rank.weights_of(query.worded, searcher.lexical.rarity_of)
    assert weights.sum() == pytest.approx(1.0) and weights[0] < weights[2]


def test_rarity_is_inverse_document_frequency(tmp_path):
    found = keyword_index(tmp_path, passage("a", "apple pear"), passage("b", "apple"), passage("c", "fig"))
    assert found.rarity_of("apples") == pytest.approx(np.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))
    assert found.rarity_of("quince") == pytest.approx(np.log(1 + (3 - 0 + 0.5) / (0 + 0.5)))


def test_a_publisher_in_the_question_is_a_soft_filter(toy):
    said = "Targets should be cut to ten in all, the paper holds.\n"
    searcher = toy({f"{n}.md": f"---\ntitle: Paper\npublisher: {n} Trust\n---\n{said}" for n in ("Acorn", "Birch")})
    assert searcher.search(searcher.query("what does the Birch Trust say of targets"), 1)[0].passage.metadata.publisher == "Birch Trust"
    assert searcher.search(searcher.query("what does the Acorn Trust say of targets"), 1)[0].passage.metadata.publisher == "Acorn Trust"


# searching


def test_the_passage_with_the_words_comes_first(toy):
    searcher = toy(FILES)
    hits = searcher.search(searcher.query("how many national targets?"), 3)
    assert hits[0].passage.source == "targets.md" and [h.rank for h in hits] == [1, 2, 3]
    assert hits[0].score >= hits[1].score >= hits[2].score


def test_an_empty_index_finds_nothing(toy):
    searcher = toy()
    assert searcher.search(searcher.query("anything"), 5) == []


def test_token_vectors_survive_the_loss_of_their_files(toy):
    searcher = toy(FILES)
    before = [h.passage.id for h in searcher.search(searcher.query("social care workforce"), 3)]
    for path in searcher.tokens._folder.glob("*"):
        path.write_bytes(b"rubbish")
    searcher.tokens._cache.clear()
    assert [h.passage.id for h in searcher.search(searcher.query("social care workforce"), 3)] == before


# store


def test_a_document_comes_back_as_it_went_in(toy):
    searcher = toy(FILES)
    for stored in searcher.documents():
        document = searcher.document(stored.id)
        assert document.source == stored.source and document.metadata == stored.metadata
        for p in searcher._store.all_passages():
            if p.document_id == document.id:
                assert document.text[p.start : p.end] == p.text
    assert searcher.document("nope") is None


def test_passages_of_a_document_that_never_became_live_are_not_answered_with(toy):
    searcher = toy(FILES)
    victim = next(s for s in searcher.documents() if s.source == "targets.md")
    searcher._store._note(writing=victim.id)
    searcher._store._documents.delete(ids=[victim.id])  # as if the run died before the record was written
    assert all(h.passage.document_id != victim.id for h in searcher.search(searcher.query("national targets"), 5))
    searcher._store.sweep()
    assert {m["source"] for m in searcher._store._passages.get()["metadatas"]} == {"prevention.md", "care.md"}


def test_another_model_is_refused_with_what_to_do_and_rebuilt(toy, tmp_path):
    first = toy(FILES)
    first.close()

    class Other(ToyEmbedder):
        signature = "toy-other"

    settings = first.settings
    with pytest.raises(IndexMismatchError, match="index --rebuild"):
        Searcher(settings, Other())
    (tmp_path / "files" / "care.md").unlink()  # gone from disk: the kept text serves
    again = Searcher(settings, Other(), rebuilding=True)
    report = rebuild(again)
    assert report.count("added") == 3 and not again._store.others.others()
    again.close()
    fresh = Searcher(settings, Other())
    assert {s.source for s in fresh.documents()} == set(FILES)
    fresh.close()


def test_look_needs_no_model(toy, tmp_path):
    searcher = toy(FILES)
    searcher.close()
    found = look(searcher.settings)
    assert len(found.documents) == 3 and found.signatures[0].startswith("toy-64|")
    assert look(IndexSettings(tmp_path / "nowhere")).documents == ()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("new_place", ["disk"], indirect=True)
def test_look_keeps_what_it_read_until_something_is_written(toy, tmp_path, monkeypatch):
    settings = IndexSettings(tmp_path / "data")
    searcher = toy(FILES)
    searcher.close()
    first = look(settings)
    with monkeypatch.context() as without:
        without.setattr(Store, "__init__", lambda *_: pytest.fail("Chroma was opened"))
        assert look(settings) == first
    again = toy()
    again._store.remove(first.documents[0].id, "removed")
    again.close()
    assert [d.id for d in look(settings).documents] == [d.id for d in first.documents[1:]]
    (tmp_path / "data" / "overview.json").write_text("{broken")
    assert len(look(settings).documents) == 2


def test_another_searcher_sees_what_was_added(toy, tmp_path):
    first = toy(FILES)
    second = Searcher(first.settings, ToyEmbedder())
    assert second.search(second.query("dental contract"), 1)[0].passage.source != "dental.md" and not second.lexical.knows("dental")
    (tmp_path / "files" / "dental.md").write_text("# Dentistry\n\nThe dental contract should be reformed soon.\n")
    index_paths(first, [tmp_path / "files"])
    if first.settings.chroma_url:
        time.sleep(SEEN_SECONDS)  # the promise is that it is seen after so long, and on disk at once
    assert second.search(second.query("dental contract"), 1)[0].passage.source == "dental.md" and second.lexical.knows("dental")
    (tmp_path / "files" / "dental.md").unlink()
    index_paths(second, [tmp_path / "files"])
    if first.settings.chroma_url:
        time.sleep(SEEN_SECONDS)  # as above
    assert len(first.documents()) == 3 and not first.lexical.knows("dental")
    second.close()
