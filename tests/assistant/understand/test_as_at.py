"""The day a question asks to be answered as at, the age of evidence, and answers that use nothing later."""

import pytest

from assistant.answer.markdown import markdown
from assistant.errors import AssistantError
from assistant.settings import load_settings
from assistant.understand.day import age, checked_day, read
from assistant.understand.reading import understand
from evals.opened import open_product
from index.embed import ToyEmbedder

EVENTS = (("response", "2023-06-14"), ("government responded", "2023-06-14"), ("election", "2024-07"), ("review", "2023-04-04"))


@pytest.mark.parametrize(
    ("question", "day", "rest"),
    [
        ("targets as at 2024-07-31", "2024-07-31", "targets"),
        ("what was known of HARPs before the response?", "2023-06-13", "what was known of HARPs?"),
        ("before the government responded, what was on the table", "2023-06-13", "what was on the table"),
        ("up to the election what had happened to the forum", "2024-06-30", "what had happened to the forum"),
        ("by summer 2024, how far had it got?", "2024-08-31", "how far had it got?"),
        ("where did the assessments stand at the end of 2024", "2024-12-31", "where did the assessments stand"),
        ("in mid 2024 what was the state of play", "2024-06-30", "what was the state of play"),
        ("who led it as of 3 March 2025?", "2025-03-03", "who led it?"),
        ("what happened before May 2024 to the pots", "2024-04-30", "what happened to the pots"),
        ("what did Hewitt want done by April 2024?", None, "what did Hewitt want done by April 2024?"),
        ("when is the definition due, by autumn 2023?", None, "when is the definition due, by autumn 2023?"),
        ("what was said in the June 2023 reply", None, "what was said in the June 2023 reply"),
        ("before the review began who lined it up with older work", None, "before the review began who lined it up with older work"),
        ("what did the 2022 Act do", None, "what did the 2022 Act do"),
    ],
)
def test_the_day_is_read_from_the_question(question, day, rest):
    asked = read(question, EVENTS)
    assert (asked.day, asked.question) == (day, rest)


def test_the_earlier_of_two_days_counts_and_latest_is_seen():
    assert read("targets as at 2024-07-31", EVENTS, "2024-01-31").day == "2024-01-31"
    assert read("what is the latest on targets", EVENTS).newest and not read("targets as at 2024", EVENTS).newest


def test_a_day_beside_the_question_is_checked():
    assert (checked_day("2024-02"), checked_day("31 July 2024"), checked_day("")) == ("2024-02-29", "2024-07-31", None)
    with pytest.raises(AssistantError, match="'soon' is not a date"):
        checked_day("soon")


def test_age_is_told_from_a_year_on():
    assert age("2025-11-23", "2026-11-22") is None
    assert age("2025-11-22", "2026-11-22") == "1 year"
    assert age("2024-07-26", "2026-11-22") == "2 years and 3 months"
    assert age("2024-07", "2026-08-31") == "2 years and 1 month"


DIGEST = """---
title: Tides
publisher: Harbour library
published: 2026-11-22
kind: review
---
# Tides

## Tide tables for the harbour

**Recommended, 4 April 2023.** The pier review recommended that tide tables be published.
Sources: "The pier review", Harbour board, 4 April 2023.

**Response, 14 June 2023.** The harbour office rejected the pier review's call for tide tables.
Sources: "Reply", Harbour office, 14 June 2023.

**Progress, 26 July 2024.** Work on tide tables had stalled by July 2024.
Sources: "A year on", Harbour Fund, 26 July 2024.

**Progress.** Tide tables were printed at some time.
Sources: "Notes", Harbour Fund, undated.
"""


@pytest.fixture
def assistant(tmp_path, ships):
    ships(tmp_path)
    (tmp_path / "tides.md").write_text(DIGEST)
    (tmp_path / "loose.md").write_text("# Loose leaf\n\nTide tables were spoken of on the quay.\n")
    made = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    made.library.index([tmp_path / "tides.md", tmp_path / "loose.md"])
    return made


@pytest.mark.parametrize(("day", "told"), [("2023-06-14", 2), ("2024-07-26", 3), (None, 4)])
def test_nothing_later_and_nothing_undated_is_used(assistant, day, told):
    answer = assistant.asking.ask("what happened to the call for tide tables?", (), day)
    dates = [c.passage.said_on for c in answer.citations]
    assert len(answer.claims) >= told if day is None else len(answer.claims) == told and all(d and d <= day for d in dates)
    if day:
        assert "nothing dated later was used, nor the 1 document without a date." in markdown(answer)


def test_the_newest_evidence_is_named_with_its_age(assistant):
    answer = assistant.asking.ask("what happened to the call for tide tables?", (), "2025-08-01")
    assert "Newest evidence quoted: 26 July 2024, 1 year old." in markdown(answer)


def test_search_keeps_to_the_day_too(assistant):
    assert {h.passage.said_on for h in assistant.asking.search("tide tables", as_at="2023-06-14")} == {"2023-04-04", "2023-06-14"}


def test_latest_comes_newest_first(assistant):
    answer = assistant.asking.ask("what is the latest progress on the call for tide tables?")
    dated = [c.passage.said_on for c in answer.claims if c.passage.said_on]
    assert dated == sorted(dated, reverse=True) and dated[0] == "2024-07-26"


def test_before_anything_was_said_the_refusal_says_so(assistant):
    answer = assistant.asking.ask("what did the pier review recommend on tide tables?", (), "2023-04-03")
    assert answer.refused and answer.citations == () and "As at 3 April 2023" in markdown(answer)
    assert "is dated later, 4 April 2023" in markdown(answer)


def test_an_as_at_that_is_no_date_is_refused_but_does_not_stop_the_conversation(assistant):
    with pytest.raises(AssistantError, match="could not be read"):
        assistant.asking.ask("as at 31.6.2024 what of tide tables?")
    assert assistant.asking.ask("what happened to the call for tide tables?", ("as at 31.6.2024 what of tide tables?",)).standing.as_at is None


@pytest.mark.parametrize(
    ("history", "question", "day"),
    [
        (("What did the review say on beds as at July 2023?",), "why?", "2023-07-31"),
        (("What did the review say on beds as at July 2023?", "why?"), "who was against it", "2023-07-31"),
        (("What did the review say on beds as at July 2023?", "thanks"), "and hospitals?", "2023-07-31"),
        (("What did the review say on beds as at July 2023?",), "ok, different thing. what is a cluster", None),
        (("What did the review say on beds as at July 2023?",), "When was the Darzi investigation published?", None),
        (("What did the review say on beds as at July 2023?",), "and the latest on that?", None),
    ],
)
def test_the_day_goes_along_a_chain_as_its_words_do(history, question, day):
    assert understand(question, history).day == day


def test_a_follow_up_keeps_the_day_of_the_question_before(assistant):
    first = "as at 14 June 2023, what happened to the call for tide tables?"
    assert assistant.asking.ask("and what was the response to it?", (first,)).standing.as_at == "2023-06-14"
    assert assistant.asking.ask("and as at 26 July 2024?", (first,)).standing.as_at == "2024-07-26"
