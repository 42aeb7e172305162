"""What the checker of support looks at, each by itself; then its figures on the labelled pairs."""

import pytest

from assistant.check.polarity import opposed, signs
from assistant.check.support import Rules
from assistant.check.telling import retold
from assistant.check.types import Judgement, Reason
from assistant.check.wordings import resting_on
from evals import pairs
from index.embed import ToyEmbedder
from index.text.dates import dates, unmet
from index.text.numbers import bounds, figures, swapped

PASSAGE = "The government rejected the rise in prevention spending in June 2023, and 31 targets remained."


def test_the_judge_on_plain_cases():
    judge = Rules(ToyEmbedder())
    assert judge.supports("The government rejected the rise in prevention spending", PASSAGE).supported
    for sentence, reason in [
        ("The government rejected the rise in spending and 32 targets remained.", "number 32"),
        ("The government rejected the rise in prevention spending in July 2023.", "date July 2023"),
        ("The government of Wales rejected the rise in prevention spending.", "name wales"),
        ("The government did not reject the rise in prevention spending.", "negation rejected"),
        ("The government accepted the rise in prevention spending.", "negation not"),
        ("The government must by law see prevention spending rise; it is mandatory.", "voice"),
    ]:
        found = judge.supports(sentence, PASSAGE)
        assert found.state == "unsupported" and found.reason.split()[0] == reason.split()[0], (sentence, found)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("ICBs should hold their own reserves.", "The government rejected the idea that ICBs should hold their own reserves."),
        ("Ministers accepted the recommendation.", "Neither NHS England nor ministers accepted the recommendation."),
        ("The limit on targets is government policy.", "It is not true that the limit on targets is government policy."),
        ("The number of national targets was 1.", "The number of national targets was 18."),
        ("ICBs publish a joint prevention plan each year.", "ICBs should publish a joint prevention plan each year."),
        ("ICBs will pool budgets with councils.", "ICBs may pool budgets with councils."),
        ("Pooled budgets save money.", "Pooled budgets could save money."),
        ("Funding rose from £20 million to £10 million.", "Funding rose from £10 million to £20 million."),
        ("The review said “fewer targets would give freedom”.", "The review said that leaders would have freedom with fewer targets."),
        ("The review made at least 36 recommendations.", "The review made 36 recommendations."),
        ("The fund gives £50 million.", "The fund gives up to £50 million."),
        ("Every trust published a plan.", "Most trusts published a plan."),
        ("The share should rise by 1%.", "The share should rise by 1 percentage point."),
        ("Scotland spends 5% of its health budget on prevention.", "England spends 5% of its health budget on prevention."),
        ("Local councils fund integrated care boards.", "Integrated care boards fund local councils."),
    ],
)
def test_a_few_words_less_or_other_are_not_the_same(sentence, passage):
    assert not Rules(ToyEmbedder(), 0.0, -1.0).supports(sentence, passage).supported


def test_the_day_in_a_heading_is_no_count_and_its_date_is_a_date():
    judge, front = Rules(ToyEmbedder(), 0.0, -1.0), "A review. Recommended, 13 April 2023"
    assert judge.supports("The review made 13 recommendations.", "The review made 36 recommendations.", front).what == "13"
    assert judge.supports("In April 2023 the review made 36 recommendations.", "The review made 36 recommendations.", front).supported


def test_a_word_changed_in_a_copied_sentence_is_seen():
    judge = Rules(ToyEmbedder())
    passage = "The review proposed that mature systems should have a lighter national framework and more financial freedom."
    changed = "The review proposed that mature systems should have a crimson national framework and more financial freedom."
    assert judge.supports(passage, passage).supported
    assert judge.supports(changed, passage) == Judgement("partly", Reason.WORD, "crimson")


def test_figures_meet_in_any_form():
    assert figures("ten targets and £50m, 1 per cent over five years") == {"10", "£50 million", "1%", "5", "5 year"}
    assert figures("18,000 posts") == figures("eighteen thousand posts") == {"18000"}
    assert figures("half of them") == {"50%"} and "50%" in figures("50% of them", generous=True)
    assert not figures("one of the boards")


def test_dates_meet_by_what_they_say():
    given = dates("On 4 April 2023 it began; by autumn 2024 it ended.")
    assert unmet(dates("It began in April 2023."), given) == [] == unmet(dates("It began in spring 2023."), given)
    assert unmet(dates("It began on 5 April 2023."), given) == ["5 April 2023"]
    assert unmet(dates("It ended in autumn 2023."), given) == ["autumn 2023"]
    assert dates("on 14/05/2026") == {(2026, 5, 14)} and dates("it may be so") == frozenset()


@pytest.mark.parametrize("said", ["2024-25", "2022-23", "2024-12-32", "2024-00", "14/25/2026", "99 May 2024"])
def test_a_financial_year_and_what_no_calendar_has_are_no_dates(said):
    assert dates(f"It spent more in {said} than before.") == frozenset()
    assert unmet(dates(f"It spent more in {said}, from 2024-06-01."), frozenset()) == ["1 June 2024"]


def test_a_figure_of_something_else_and_a_turned_bound_are_seen():
    passage = "Planning moved to three years of revenue and four of capital, with five-year plans asked of every organisation."
    assert swapped("Planning moved to five years of revenue and four of capital.", passage) == "5"
    assert not swapped("Planning moved to three years of revenue.", passage)
    assert bounds("It set at least 10 targets.", "It set no more than ten targets.")
    assert not bounds("It set at most 10 targets.", "It set no more than ten targets.")


def test_words_have_signs_and_opposites():
    embedder = ToyEmbedder()
    text = "Ministers did not accept the limit, but they welcomed the review."
    found = {w.text: w.sign for w in signs(text, embedder.encode([text]).tokens[0])}
    assert found["accept"] == found["limit"] == -1 and found["welcomed"] == 1
    assert opposed("accepted", "rejected") and opposed("likely", "unlikely") and not opposed("accepted", "accept")


def test_a_sentence_rests_on_the_sentences_it_shares_words_with():
    passage = "The college took no view of the plan. The institute took some comfort from the plan to share records."
    assert resting_on("The college took some comfort from the plan to share records.", passage).startswith("The institute")
    leaning = "The review was published in April. It recommended ten targets for every system."
    assert resting_on("The review recommended ten targets for every system.", leaning) == leaning


@pytest.mark.parametrize(
    ("sentence", "passage", "other"),
    [
        ("Boards now spend more on prevention.", "The review recommended that boards spend more on prevention.", True),
        ("The review wanted boards to spend more on prevention.", "The review recommended that boards spend more on prevention.", False),
        ("Ministers said that progress was slow.", "The NHS Confederation said that progress was slow.", True),
        ("NHS England was abolished in March 2027.", "NHS England was planned to be abolished in March 2027.", True),
        ("Boards must publish a plan.", "The review proposed that boards publish a plan.", True),
    ],
)
def test_who_tells_it_and_as_what(sentence, passage, other):
    assert retold(sentence, passage, passage, passage) is other


@pytest.mark.slow
def test_wrong_numbers_dates_and_negations_are_caught(real_starter_index):
    """On the test half, which chose no bar: 288 pairs by two people who did not know the checker."""
    found = pairs.agreement(Rules(real_starter_index.searcher.embedder), pairs.load_pairs("test"))
    assert found.n >= 200
    for kind in ("wrong number", "wrong date", "negated"):
        assert found.by_kind[kind][0] >= 0.95, (kind, found.by_kind[kind])
    assert found.by_kind["unrelated"][0] >= 0.95 and found.precision >= 0.9
