"""Questions: what they lean on, what would answer them."""

import pytest

from assistant.understand.reading import leaning, understand
from index.search.asked import analyse, gives


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many targets were there?", "count"), ("how much did it cost", "money"), ("what percentage goes on prevention", "share"),
        ("when was the review published?", "date"), ("who wrote it", "person"), ("what are the nine priorities", "list"), ("why did it stall", "reason"),
        ("which systems were picked", "which"), ("what does subsidiarity mean", "definition"), ("did ministers agree to it", "opinion"),
        ("is it law", "yes or no"), ("how did it go", "any"),
    ],
)  # fmt: skip
def test_what_would_answer(question, wanted):
    assert analyse(question).wanted == wanted


def test_a_sentence_gives_what_is_asked_or_not():
    count = analyse("how many national targets remain")
    assert gives(count, "There were 18 national targets in January 2025.")
    assert not gives(count, "In January 2025 the national targets were cut.")
    money = analyse("how much did it cost")
    assert gives(money, "It cost £2 million.") and not gives(money, "It cost more than was planned.")
    assert gives(analyse("what is a HARP"), "Anything goes where no sort of thing is asked for.")


def test_counted_things_and_stance():
    assert analyse("how many national targets remain").counted == ("national", "targets")
    assert analyse("what happened to HARPs").stance and analyse("did government accept it").stance
    assert not analyse("what is a HARP").stance


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("What happened to the ten-target limit, and who says so?", "What happened to the ten-target limit?"),
        ("Was the cap accepted and which source says that", "Was the cap accepted?"),
        ("who says so?", "who says so?"),
        ("What does the King's Fund say?", "What does the King's Fund say?"),
    ],
)
def test_who_says_so_is_told_by_every_answer_and_asks_nothing_else(asked, left):
    assert understand(asked).turn.standalone == left and understand(asked).turn.asked == asked


def test_a_part_that_leans_on_the_first_is_asked_of_what_that_is_about():
    assert leaning("How many beds are to be opened and who is responsible?") == ("How many beds are to be opened", "who is responsible, on beds opened")
    for alone in ("How many beds are to be opened?", "what is the deficit and how will it be closed", "who is it and when?", "rules and what they cost"):
        assert leaning(alone) == (), alone
