"""What a question asks for, by the model that ships; the words that carry it; the time it names."""

import pytest

from assistant.understand.asked_for import asked_for
from assistant.understand.period import bounds_time, overlaps, period
from assistant.understand.route import routed
from evals.train_asked_for import in_core, rows_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how did the harrowfen merger get from first talks to the vote, step by step", "order"),
        ("beds open at fenmarsh, quarter by quarter since 2021", "order"),
        ("name every trust that signed the fenmarsh accord", "list"),
        ("the auditors say 4.2m, the board says 3.9m. which one is right", "sides"),
        ("can I print that all wards were inspected by march?", "claim"),
        ("did the rota app ever see the light of day", "fate"),
        ("what did ministers say back to the rota idea", "answer"),
        ("the estates strategy in a nutshell for my chair", "summary"),
        ("have you actually read the original or only what others wrote", "library"),
        ("what should our board do about the rota", "advice"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_known_in_other_words(question, kind):
    assert asked_for(question).wants(kind)


@pytest.mark.parametrize(
    "question", ["when did the fenmarsh merger start", "who chairs the fenmarsh board", "how long did the fenmarsh inquiry sit"]
)  # fmt: skip
def test_a_plain_question_asks_for_no_shape(question):
    assert routed(question) == "best"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("which of her asks did they wave through", "accepted"),
        ("the ones ministers binned", "rejected"),
        ("what have they actually finished", "done"),
        ("all the recommendations on estates", "none"),
    ],
)
def test_the_verdict_whose_items_are_wanted_is_known_in_idiom(question, status):
    assert asked_for(question).status == status


def test_courtesy_and_preamble_carry_nothing():
    question = "I am so sorry to trouble you before the holidays. For our chair's speech, might you kindly tell me how many wards Fenmarsh closed in 2024?"  # fmt: skip
    core = asked_for(question).core
    assert {"wards", "Fenmarsh", "closed", "2024?"} <= set(core.split())
    assert not {"sorry", "trouble", "holidays.", "kindly"} & set(core.split())
    assert asked_for("wards closed fenmarsh 2024").core == "wards closed fenmarsh 2024"


def test_words_of_a_core_are_marked_in_their_order():
    assert in_core("Well, who then, who pays?", "who pays?") == [0, 1, 0, 0, 1]
    assert {next(k for k in ("kinds", "status", "core") if k in r) for r in rows_of()} == {"kinds", "status", "core"}


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("I was away april to end of july 2025", "2025-04-01", "2025-07-31"),
        ("all of sept 2025 in order", "2025-09-01", "2025-09-30"),
        ("beds by year, 22/23 onwards", "2022-04-01", "9999-12-31"),
        ("since 13 March 2025", "2025-03-13", "9999-12-31"),
        ("spring 24 to spring 25", "2024-03-01", "2025-05-31"),
        ("winter 2024", "2024-12-01", "2025-02-28"),
        ("everything before June 2023", "0000", "2023-05-31"),
        ("after 2023", "2024-01-01", "9999-12-31"),
        ("key dates in 2024 on the cuts", "2024-01-01", "2024-12-31"),
        ("said by Hewitt in 2023", "2023-01-01", "2023-12-31"),
        ("what may change by March 2026", "0000", "2026-03-31"),
        ("march 12 2024", "2024-03-12", "2024-03-12"),
        ("12/03/2024 to 15/04/2024", "2024-03-12", "2024-04-15"),
        ("since 2024-03-15", "2024-03-15", "9999-12-31"),
        ("march to may 24", "2024-03-01", "2024-05-31"),
        ("2023–24", "2023-04-01", "2024-03-31"),
        ("in 2027 and 2028", "2027-01-01", "2028-12-31"),
    ],
)
def test_a_stretch_of_time_is_read(question, first, last):
    assert period(question) == (first, last)


def test_what_names_no_year_names_no_stretch():
    some = ("24/7 cover", "who may 24/7 cover", "what may happen", "in march we merged", "1% over five years", "16-17 year olds", "99/00", "31 feb 2024")  # fmt: skip
    assert {q: period(q) for q in some} == dict.fromkeys(some)


def test_a_year_alone_bounds_nothing_and_two_dates_do():
    assert bounds_time("every twist from april 24 to march 25") and bounds_time("all of sept 2025")
    assert not bounds_time("what may change in 2024") and not bounds_time("who chairs the board")


def test_a_date_of_any_precision_lies_within():
    assert overlaps("2025", ("2025-04-01", "2025-07-31")) and overlaps("2025-07", ("2025-07-31", "9999-12-31"))
    assert not overlaps("2025-08-01", ("2025-04-01", "2025-07-31"))
