"""Splitting: exact spans, on structure, within the window; sentences."""

from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents.formats.builder import assemble
from index.documents.formats.kinds import Piece
from index.documents.load import load
from index.documents.types import Document, Metadata
from index.embed import ToyEmbedder
from index.split import TARGET_TOKENS, split
from index.text.sentences import count_tokens, sentences

TOY = ToyEmbedder()


def make(pieces, title=None):
    text, blocks, places = assemble(pieces)
    return Document("d", "d.txt", text, Metadata(title=title), blocks, places=places)


def passages(document, window=256):
    found = split(document, window, TOY.count)
    assert all(document.text[p.start : p.end] == p.text for p in found)
    return found


def test_a_paragraph_is_a_passage_with_its_heading():
    found = passages(
        make([Piece("heading", "Top", 1), Piece("heading", "Part one", 2), Piece("paragraph", "Fewer targets are wanted by all of us.")])
    )
    assert [(p.text, p.section) for p in found] == [("Fewer targets are wanted by all of us.", ("Part one",))]


def test_long_paragraphs_are_cut_between_sentences():
    text = " ".join(f"Sentence number {n} says that the board set its own priorities for the year." for n in range(30))
    found = passages(make([Piece("paragraph", text)]))
    assert len(found) > 3
    assert all(p.text.endswith("year.") and count_tokens(p.text) <= TARGET_TOKENS * 1.25 for p in found)
    assert " ".join(p.text for p in found) == text


def test_nothing_passes_the_window_whatever_the_text():
    text = "word " * 900 + "x" * 3000
    found = passages(make([Piece("heading", "A heading " * 40, 2), Piece("paragraph", text)], title="A title " * 60), window=120)
    assert max(TOY.count([p.searched for p in found])) <= 120


def test_items_are_found_with_the_line_that_opens_the_list():
    items = [
        Piece(
            "item",
            f"item {n} "
            + "is a priority that has to be worked on by the board and all of its partners over the whole of the coming year and the next.",
        )
        for n in range(3)
    ]
    found = passages(make([Piece("heading", "Next", 2), Piece("paragraph", "A word first. The priorities are to:"), *items]))
    assert [p.section for p in found if p.text.startswith("item")] == [("Next", "The priorities are to:")] * 3


def test_short_neighbours_share_a_passage_but_sections_do_not():
    pieces = [
        Piece("paragraph", "One short line."),
        Piece("paragraph", "Another short line."),
        Piece("heading", "New", 2),
        Piece("paragraph", "Apart."),
    ]
    assert [p.text for p in passages(make(pieces))] == ["One short line.\n\nAnother short line.", "Apart."]


def test_ids_are_content_hashes_and_repeats_are_one_passage():
    first = passages(make([Piece("heading", "A", 2), Piece("paragraph", "The same words stand here twice.")]))
    moved = passages(make([Piece("paragraph", "Something new at the top of it all, quite long enough."), Piece("heading", "A", 2),
                           Piece("paragraph", "The same words stand here twice.")]))  # fmt: skip
    assert first[0].id == moved[-1].id
    twice = passages(make([Piece("heading", "A", 2), Piece("row", "Name: a"), Piece("heading", "A", 2), Piece("row", "Name: a")]))
    assert len(twice) == 1


def test_front_of_a_passage_is_searched_but_not_quoted():
    [p] = passages(make([Piece("heading", "Heading here", 2), Piece("paragraph", "Body of it.")], title="The title"))
    assert p.searched == "The title. Heading here\nBody of it." and p.text == "Body of it."


def test_a_sentence_may_end_with_the_month_of_may():
    text = "The board met on 6 May. Work on site begins in June. It will end."
    assert [text[a:b] for a, b in sentences(text)] == [
        "The board met on 6 May.",
        "Work on site begins in June.",
        "It will end.",
    ]


def test_sentences():
    text = "Dr. Smith of the U.K. agreed, i.e. said yes. “We did.” It was £18.76 a head in Jan. 2023. So it goes…\nA new line"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Dr. Smith of the U.K. agreed, i.e. said yes.", "“We did.”", "It was £18.76 a head in Jan. 2023.", "So it goes…", "A new line",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab .?!…“”'\n\t£5é"), max_size=300))
def test_sentences_cover_every_visible_character_once(text):
    spans = sentences(text)
    assert all(a < b for a, b in spans) and all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


def test_the_real_documents_fit_the_real_window(corpus):
    for path in corpus.glob("*.txt"):
        document = load(path, path.name)
        found = split(document, 256, TOY.count)
        assert found and all(document.text[p.start : p.end] == p.text for p in found)
        words = sorted(len(p.text.split()) for p in found)
        assert words[-1] <= 130


def test_a_title_too_long_for_the_window_does_not_hold_up_the_splitting(tmp_path):
    path = tmp_path / "long.md"
    path.write_text(f"# {'9' * 9000}\n\nThe board approved the plan of the county at its meeting in the spring.\n")
    document = load(path, path.name)
    passages = split(document, 64, lambda texts: [len(text) for text in texts])  # every letter a piece: the front alone is too long
    assert "".join(p.text for p in passages).replace(" ", "") == document.text.split("\n\n")[1].replace(" ", "")


def test_a_line_of_a_million_letters_is_taken_apart_in_pieces(tmp_path, monkeypatch):
    """What reads sentences and counts tokens is never given more of it than a paragraph has."""
    import index.split as splitting

    longest = 0
    real = splitting.count_tokens

    def counted(text):
        nonlocal longest
        longest = max(longest, len(text))
        return real(text)

    monkeypatch.setattr(splitting, "count_tokens", counted)
    path = tmp_path / "long.txt"
    path.write_text("Minutes of the board " + "9" * 1_000_000 + " and " + "word " * 20_000)
    document = load(path, path.name)
    passages = split(document, 256, lambda texts: [len(t) // 4 for t in texts])
    assert passages and longest <= 8000 and all(a < b for a, b in sentences(document.text))
