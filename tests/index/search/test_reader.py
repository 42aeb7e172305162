"""The reader: what windows it is given, how what it says is weighed, and that the one that ships and a foreign one load."""

from pathlib import Path

import pytest

from index.documents.types import Hit, Metadata, Passage
from index.embed import ToyEmbedder
from index.errors import ModelError
from index.ingest import index_paths
from index.search.reader import (
    WEIGHTS,
    BundledReader,
    CrossEncoderReader,
    Read,
    Window,
    load_reader,
)
from index.search.reread import NAMES, reread, weighed
from index.search.searcher import Searcher
from index.search.windows import MOST, WORDS, windows
from index.settings import IndexSettings

SECTION = ("Targets",)


def passages(*texts, document="d"):
    made, start = [], 0
    for n, text in enumerate(texts):
        made.append(Passage(f"{document}{n}", document, f"{document}.txt", Metadata(title="T"), text, start, start + len(text), section=SECTION))
        start += len(text) + 2
    return made


def hits(*found):
    return [Hit(p, n, 0.5) for n, p in enumerate(found, 1)]


# windows


def test_a_window_is_a_passage_with_its_neighbours_each_once():
    a, b, c = passages("First one here. Second one here.", "Third one here.", "Fourth one here.")
    read = windows(hits(b, a), lambda *_: [a, b, c])
    assert len(read) == 1
    assert read[0].window.text == "First one here. Second one here. Third one here. Fourth one here."
    assert read[0].window.front == "T. Targets"
    assert [(p.id, start) for p, start, _ in read[0].said] == [("d0", 0), ("d0", 16), ("d1", b.start), ("d2", c.start)]


def test_a_window_takes_no_more_words_than_it_may_and_there_are_only_so_many():
    long = " ".join(["word"] * (WORDS - 5)) + "."
    a, b = passages(long, "Six words that have no room here.")
    assert windows(hits(a), lambda *_: [a, b])[0].window.text == long
    many = [passages("A sentence of its own.", document=f"x{n}")[0] for n in range(MOST + 3)]
    assert len(windows(hits(*many), lambda d, _: [p for p in many if p.document_id == d])) == MOST


def test_a_span_of_a_window_is_a_place_in_its_document():
    a, b = passages("First one here.", "The board met on 3 May.")
    placed = windows(hits(a), lambda *_: [a, b])[0]
    at = placed.window.text.index("3 May")
    document, start, end = placed.where((at, at + 5))
    assert document == "d" and b.text[start - b.start : end - b.start] == "3 May"
    assert placed.where((0, at)) is None and placed.where(None) is None


# weighing


class Knows:
    """Says that what holds the word answers."""

    def __init__(self, word):
        self.word, self.seen = word, []

    def read(self, question, given):
        self.seen += [w.text for w in given]
        out = []
        for w in given:
            at = w.text.find(self.word)
            said = tuple(4.0 if self.word in w.text[a:b] else -4.0 for a, b in w.spans)
            out.append(Read(max(said), said, (at, at + len(self.word)) if at >= 0 else None))
        return out


FILES = {
    "a.md": "# On beds\n\nThe review asked for more beds in winter.\n",
    "b.md": "# On money\n\nThe minister promised twelve million pounds in May 2023.\n",
}


@pytest.fixture
def searcher(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    made = Searcher(IndexSettings(data_dir=tmp_path / "data"), ToyEmbedder())
    index_paths(made, [tmp_path / name for name in FILES])
    yield made
    made.close()


MODEL = {"rank": 1.0, "sentence": 2.0, "window": 0.0, "unread": -1.0, "bias": 0.0}


def test_a_sentence_that_was_read_as_the_answer_comes_first(searcher):
    query = searcher.query("what did the review ask for?")
    before = searcher.rank(query)
    assert "beds" in before.sentences[0].text
    again, said = reread("?", before.sentences, before.hits, searcher.section, Knows("twelve million"), MODEL)
    assert "twelve million" in again[0].text
    assert (said.any, len(said.words)) == (4.0, 1)
    document, start, end = said.words[0]
    assert searcher.document(document).text[start:end] == "twelve million"


def test_what_was_not_read_keeps_its_rank_less_a_learnt_amount():
    assert weighed(1.5, None, MODEL) == pytest.approx(0.5)
    assert weighed(1.5, (1.0, 9.0), MODEL) == pytest.approx(3.5)
    assert set(NAMES) | {"bias"} == set(reader_weights())


def reader_weights():
    from index.search.reread import MODEL as learnt

    return learnt


def test_find_reads_and_search_does_not(searcher):
    searcher.reader = Knows("twelve million")
    found = searcher.find("what did the review ask for?")
    assert found.ranking.read and found.ranking.read.any == 4.0
    searcher.reader.seen.clear()
    searcher.search(searcher.query("what did the review ask for?"))
    assert searcher.reader.seen == []


def test_the_reader_sees_nothing_that_was_said_after_the_day(tmp_path):
    (tmp_path / "old.md").write_text("---\npublished: 2022-01-01\n---\n# Beds\n\nBeds were few in winter.\n")
    (tmp_path / "new.md").write_text("---\npublished: 2024-01-01\n---\n# Beds\n\nBeds were many in winter.\n")
    made = Searcher(IndexSettings(data_dir=tmp_path / "data"), ToyEmbedder())
    index_paths(made, [tmp_path / "old.md", tmp_path / "new.md"])
    made.reader = Knows("Beds")
    found = made.find("how many beds were there in winter?", until="2022-12-31")
    assert made.reader.seen and not any("many" in text for text in made.reader.seen)
    assert found.ranking.read
    made.close()


def test_without_a_reader_nothing_is_read(searcher):
    assert searcher.reader is None  # beside the toy embedder
    assert searcher.find("what did the review ask for?").ranking.read is None
    assert load_reader(None, replace_signature("real")) is None


def replace_signature(name):
    toy = ToyEmbedder()
    toy.signature = name
    return toy


# the one that ships


def test_the_weights_are_small_and_have_their_card():
    assert WEIGHTS.stat().st_size < 25_000_000
    card = WEIGHTS.with_suffix(".md").read_text("utf-8")
    for needed in ("CC BY-SA", "Apache", "Not good for", "held out", "all-MiniLM-L6-v2"):
        assert needed in card


@pytest.fixture(scope="module")
def bundled():
    return BundledReader.load()


LETTER = (
    "The board approved the outline business case on 6 May. Work on site begins in September."
    " The capital cost is £41.2m, of which the trust will pay a third."
)


def spans(text):
    from index.text.sentences import sentences

    return Window("Minutes. Estates", text, tuple(sentences(text)))


def test_it_tells_what_answers_from_what_does_not_and_names_the_words(bundled):
    right = bundled.read("how much will the building cost?", [spans(LETTER)])[0]
    wrong = bundled.read("who is the contractor?", [spans(LETTER)])[0]
    assert right.score > wrong.score + 1
    assert max(range(3), key=lambda i: right.sentences[i]) == 2
    assert "41.2m" in LETTER[slice(*right.answer)]


def test_windows_are_read_in_their_order_whatever_their_length(bundled):
    short = spans("The chair is Ann Lee, who was elected in May.")
    alone = [bundled.read("who is the chair?", [w])[0].score for w in (spans(LETTER), short)]
    together = [r.score for r in bundled.read("who is the chair?", [spans(LETTER), short])]
    assert together == pytest.approx(alone, abs=0.15)  # bfloat16 rounds by the batch
    assert together[1] > together[0]
    assert bundled.read("anything?", []) == []


def test_a_window_longer_than_can_be_read_is_read_as_far_as_it_goes(bundled):
    long = spans(" ".join(["The board met again and agreed nothing at all."] * 80))
    read = bundled.read("what did the board agree?", [long])[0]
    assert len(read.sentences) == 80 and read.sentences[-1] == min(read.sentences)


def test_a_question_is_not_read_twice(bundled, monkeypatch):
    first = bundled.read("when does work begin?", [spans(LETTER)])
    monkeypatch.setattr(bundled, "_model", None)
    assert bundled.read("when does work begin?", [spans(LETTER)]) == first
    with pytest.raises(TypeError):
        bundled.read("when does it end?", [spans(LETTER)])


@pytest.mark.parametrize("words", [260, 5000])
def test_a_question_longer_than_can_be_read_is_cut_and_not_refused(bundled, words):
    read = bundled.read("what did the board plan " * (words // 5), [spans(LETTER)])[0]
    assert len(read.sentences) == len(spans(LETTER).spans)


# one of another's


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    """A CrossEncoder of two thousand numbers, made here: real files, real loading code."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "beds", "money", "how", "many", "the", "."]
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    shape = {"vocab_size": len(words), "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    for labels, name in ((1, "one"), (3, "three")):
        config = BertConfig(**shape, intermediate_size=16, num_labels=labels, max_position_embeddings=64)
        BertForSequenceClassification(config).save_pretrained(folder / name)
        BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / name)
    return folder


def test_any_cross_encoder_can_take_its_place(tiny):
    made = load_reader(str(tiny / "one"), replace_signature("real"))
    assert isinstance(made, CrossEncoderReader)
    read = made.read("how many beds", [spans("The beds. The money."), spans("The money.")])
    assert [len(r.sentences) for r in read] == [2, 1]
    assert read[0].score != read[1].score and read[0].answer is None
    assert made.read("how many beds", []) == []


def test_one_that_cannot_be_used_is_told_in_a_sentence(tiny, tmp_path):
    with pytest.raises(ModelError, match=r"Reader .* could not be loaded; give ICS_READER_MODEL"):
        CrossEncoderReader(str(tmp_path / "none"))
    with pytest.raises(ModelError, match="gives 3 numbers a pair"):
        CrossEncoderReader(str(tiny / "three"))


