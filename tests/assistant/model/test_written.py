"""A model's text read piece by piece: sentences, keys in every form, and nothing that could be opened."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.model.stream import Reader, Written

TEXT = """```markdown
The review recommended ten targets in 2023 [1]. Ministers said no.[2][3] But **others** agreed 【4†a】, he said [1, 2].
- See [here](https://evil.example/x) ![a](https://e.example/p.png) for it [5-7].
The NHS App, e.g. for booking, is fine [passage 2]. Code `a[9]` is left [1].
It ended well. [3]
[4] Another way. <think>never shown [1].</think> Last of all [1"""


def read(pieces):
    reader = Reader()
    return [w for piece in pieces for w in reader.feed(piece)] + reader.close()


def test_keys_in_every_form():
    found = {w.text: w for w in read([TEXT])}
    assert found["The review recommended ten targets in 2023."].keys == (1,)
    assert found["Ministers said no."].keys == (2, 3)
    assert found["But others agreed, he said."].keys == (4, 1, 2)
    assert found["See here for it."].keys == (5, 6, 7) and set(found["See here for it."].flaws) == {"an image", "a link"}
    assert found["The NHS App, e.g. for booking, is fine."].keys == (2,)
    assert found["Code a is left."].keys == (1,)  # what stands in code is no key
    assert found["It ended well."].keys == (3,)
    assert found["Last of all"] == Written("Last of all", (), ("its last key is not finished",))
    assert not any("never shown" in text for text in found)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=200))
@settings(max_examples=80, deadline=None)
def test_it_does_not_matter_where_the_pieces_break(sizes):
    pieces, at = [], 0
    for size in sizes:
        pieces.append(TEXT[at : at + size])
        at += size
    assert read([*pieces, TEXT[at:]]) == read([TEXT])


def test_a_sentence_comes_as_soon_as_the_next_one_has_begun():
    reader = Reader()
    assert reader.feed("Ministers said no [1].") == []
    assert reader.feed(" [2]") == []
    assert [w.text for w in reader.feed(" And then they")] == ["Ministers said no."]
    assert [w.text for w in reader.close()] == ["And then they"]


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("Go to https://evil.example/q?x=1 now [1].", "an address"),
        ("Write to someone@evil.example today [1].", "an address"),
        ('See <a href="https://evil.example">the page</a> [1].', "a link"),
        ("Look ![x](https://evil.example/p.png) here [1].", "an image"),
        ('Look <img src="https://evil.example/p.png"> here [1].', "an image"),
    ],
)
def test_what_could_be_opened_is_taken_out_and_said(text, flaw):
    (found,) = read([text])
    assert flaw in found.flaws and "<" not in found.text and "](" not in found.text


def test_code_in_a_fence_is_no_answer_and_prose_in_one_is():
    assert [w.text for w in read(["```python\nx = a[1]\n```\nMinisters agreed [1]."])] == ["Ministers agreed."]
    assert [w.text for w in read(["```\nMinisters agreed [1].\n```"])] == ["Ministers agreed."]


def test_invisible_characters_are_gone():
    assert read(["Mini\u200bsters agr\u00adeed\U000e0041 [1]."])[0].text == "Ministers agreed."


def test_a_quotation_that_runs_over_sentences_stays_whole():
    (found,) = read(list("The review said “We made 36 recommendations. They bind nobody” [1]."))
    assert found.text.endswith("They bind nobody”.") and found.keys == (1,)
