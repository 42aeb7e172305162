"""Who speaks in a sentence: a recommendation keeps its voice, and a question about duties is told that none was found."""

import pytest

from assistant.answer.markdown import markdown
from assistant.answer.voices import RULES, speaker
from assistant.ledger.detect import LIKELY, recommends
from assistant.settings import load_settings
from assistant.wording.answers import NO_DUTY, NO_RULE, NOT_A_RULE
from assistant.wording.voices import VOICES
from evals.opened import open_product
from index.documents.types import Label, Metadata, Passage, Voice
from index.embed import ToyEmbedder


def passage(kind, text, label=None, section=None):
    voice = Voice(Label(label), None, None) if label else None
    return Passage("p", "d", "f.md", Metadata(kind=kind), text, 0, len(text), (section,) if section else (), None, voice)


@pytest.mark.parametrize(
    ("kind", "text", "label", "expected"),
    [
        ("review", "NHS England should publish one outcomes framework.", None, "recommended"),
        ("review", "The report ran to 89 pages.", None, "found"),
        ("response", "The department must and will review this.", None, "responded"),
        ("commentary", "ICBs must now be left alone.", None, "argued"),
        ("progress", "Boards must still wait.", None, "reported"),
        ("guidance", "Boards must submit a plan by March.", None, "requires"),
        ("guidance", "Boards may find this helpful.", None, "advises"),
        ("legislation", "A board must have regard to the strategy.", None, "provides"),
        ("guidance", "Every board must cut targets.", "Recommended", "recommended"),
        ("review", "A plan was printed.", "Progress (linked by us)", "linked"),
        (None, "ICBs must do this.", None, "stated"),
    ],
)
def test_a_sentence_has_the_voice_of_its_source(kind, text, label, expected):
    assert speaker(passage(kind, text, label), text) == expected


def test_no_review_response_report_or_comment_can_take_the_voice_of_a_rule():
    said = "Boards must, shall and are required by law to do this; it is a statutory duty."
    assert {speaker(passage(kind, said), said) for kind in ("review", "response", "progress", "commentary", None)}.isdisjoint(RULES)
    assert len(set(VOICES.values())) == len(VOICES)


def test_an_item_of_a_list_of_priorities_is_a_recommendation_by_its_opening_line():
    item = "Reduce the number of national programmes."
    assert recommends(item, "The priorities now are to:") >= LIKELY > recommends("The number of programmes fell.", "What happened next:")


RULES_OF_THE_PIER = """---
title: The pier review
publisher: Harbour Board
published: 2023-04-04
kind: review
---
# The pier review

The harbour board should publish tide tables every quarter.
"""


def test_a_question_about_duty_answered_from_a_review_says_first_that_no_rule_was_found(tmp_path, ships):
    ships(tmp_path)
    (tmp_path / "pier.md").write_text(RULES_OF_THE_PIER)
    assistant = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    assistant.library.index([tmp_path / "pier.md"])
    answer = assistant.asking.ask("must the harbour board publish tide tables every quarter?")
    assert answer.note is None and markdown(answer).startswith(f"{NOT_A_RULE}: they tell what was recommended.")
    plain = assistant.asking.ask("what did the pier review say of the harbour board and tide tables every quarter?")
    assert plain.note is None and markdown(plain).split("\n\n")[1] == NO_RULE  # right below the headline
    (tmp_path / "pier.md").write_text(RULES_OF_THE_PIER.replace("kind: review", "kind: guidance").replace("should", "must"))
    assistant.library.index([tmp_path / "pier.md"])
    ruled = assistant.asking.ask("must the harbour board publish tide tables every quarter?")
    assert ruled.note is None and "(Guidance requires;" in markdown(ruled) and NO_RULE not in markdown(ruled)


def test_guidance_without_a_duty_is_not_called_a_rule_nor_denied(tmp_path, ships):
    ships(tmp_path)
    (tmp_path / "pier.md").write_text(RULES_OF_THE_PIER.replace("kind: review", "kind: guidance").replace("should", "may"))
    assistant = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    assistant.library.index([tmp_path / "pier.md"])
    told = markdown(assistant.asking.ask("must the harbour board publish tide tables every quarter?"))
    assert told.startswith(NO_DUTY) and NO_RULE not in told and NOT_A_RULE not in told
