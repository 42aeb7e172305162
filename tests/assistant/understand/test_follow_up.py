"""What a question takes over from the one before, and what it leaves alone."""

import pytest

from assistant.understand.follow_up import resolve


@pytest.mark.parametrize(
    "question",
    [
        "how much is the better care fund worth in 2025/26",
        "what happens to NHS England?",
        "what made lord darzi get the cqc to halt its ICS checks in october 2024",
        "how do they work out a population-based pot of money for each of us",
    ],
)
def test_a_question_that_is_whole_is_left_as_it_is(question):
    before = ("which magazine said the 30% cut still stood?",)
    assert resolve(question, before, frozenset({"nhs england"})).standalone == question
