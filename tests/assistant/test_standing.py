"""Questions that stand: asked again when documents come in, and told of only where the answer changed; on both databases."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.errors import AssistantError, NotThereError
from assistant.settings import load_settings
from evals.opened import open_product
from index.embed import ToyEmbedder

GREEN = "# The pier report\n\nThe harbour board of Quaymouth will paint the pier green by July 2026.\n"
QUESTION = "What colour will the harbour board of Quaymouth paint the pier?"


@pytest.fixture
def product(tmp_path, database_url):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    (tmp_path / "pier.md").write_text(GREEN)
    made = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none", database_url=database_url), ToyEmbedder(), quoting=True)
    made.library.index([tmp_path / "pier.md"])
    yield made
    made.close()


def comes(product, name, text):
    path = product.settings.data_dir.parent / name
    path.write_text(text)
    product.library.index([path])


def test_a_question_is_asked_again_only_of_other_documents_and_told_of_once(product):
    ident = product.standing.stand("ann", QUESTION)
    assert product.standing.stand("ann", QUESTION) == ident, "it stands once"
    assert product.standing.ask_again().asked == 0
    comes(product, "ferry.md", "# The ferry report\n\nThe ferry to Lowmarsh carried 5,120 passengers in May.\n")
    again = product.standing.ask_again()
    assert (again.asked, again.changed) == (1, 0) and product.standing.changes("ann") == []
    product.library.remove(["pier.md"])
    comes(product, "new.md", GREEN.replace("green", "red"))
    assert product.standing.ask_again().changed == 1
    [change] = product.standing.changes("ann")
    assert "green" in change.told.was and "red" in change.told.now and change.question == QUESTION
    assert product.library.passage(change.told.passage).source == "new.md"
    assert product.standing.ask_again().asked == 0 and len(product.standing.changes("ann")) == 1
    assert product.standing.changes("ann", "2999-01-01") == [] and product.standing.changes("bob") == []


def test_what_is_no_question_for_the_documents_does_not_stand_and_another_may_not_take_it_away(product):
    with pytest.raises(AssistantError, match="ask it otherwise"):
        product.standing.stand("ann", "hello")
    ident = product.standing.stand("ann", QUESTION)
    with pytest.raises(NotThereError):
        product.standing.remove("bob", ident)
    product.standing.remove("ann", ident)
    assert product.standing.standing("ann") == []


def test_a_forgotten_document_and_a_forgotten_person_take_their_questions(product):
    product.standing.stand("ann", QUESTION)
    product.standing.stand("bob", QUESTION)
    assert {s.id for s in product.keeping.retention.people()} == {"ann", "bob"}
    product.keeping.retention.forget_person("ann")
    assert product.standing.standing("ann") == [] and product.standing.standing("bob")
    product.library.forget(["pier.md"])
    assert product.standing.standing("bob") == []


def test_what_was_told_of_a_document_goes_with_it_though_the_answer_is_another_by_now(product):
    product.standing.stand("ann", QUESTION)
    product.library.remove(["pier.md"])
    comes(product, "new.md", GREEN.replace("green", "red"))
    assert product.standing.ask_again().changed == 1 and "green" in product.standing.changes("ann")[0].told.was
    product.library.forget(["pier.md"])
    assert product.standing.changes("ann") == [] and product.standing.standing("ann") == []


def test_two_processes_tell_a_change_once_and_an_answer_that_cannot_be_read_is_asked_anew(product):
    from sqlalchemy import update

    from assistant.conversations.tables import standing

    product.standing.stand("ann", QUESTION)
    [seen] = product.standing.standing("ann")
    product.library.remove(["pier.md"])
    comes(product, "new.md", GREEN.replace("green", "red"))
    product.standing.ask_again()
    kept, told = product.keeping.standing, product.standing.changes("ann")[0].told
    assert kept.asked(seen, {"x"}, product.asking.ask(QUESTION), told) is False and len(product.standing.changes("ann")) == 1
    with product.keeping._engine.begin() as db:
        db.execute(update(standing).values(answer={"of": "another version"}, documents=[]))
    assert product.standing.standing("ann")[0].answer is None and product.standing.ask_again().asked == 1
    assert "red" in product.standing.standing("ann")[0].answer.headline


def test_a_question_that_fails_keeps_no_other_from_being_asked(product, monkeypatch):
    product.standing.stand("ann", QUESTION)
    product.standing.stand("bob", "Who paints the pier of Quaymouth by July 2026?")
    comes(product, "new.md", "# The ferry\n\nThe ferry to Lowmarsh sails at noon.\n")
    ask = product.asking.ask

    def fails(question, **how):
        if question == QUESTION:
            raise KeyError(question)
        return ask(question, **how)

    monkeypatch.setattr(product.asking, "ask", fails)
    assert product.standing.ask_again().asked == 1


def test_by_command_the_digest_asks_again_and_says_what_changed(product, monkeypatch, tmp_path):
    from docx import Document as Word

    from assistant.cli import standing as command

    monkeypatch.setattr(command, "services_of", lambda: product)
    made = CliRunner().invoke(command.standing, ["add", QUESTION]).output.strip()
    assert made in CliRunner().invoke(command.standing, ["list"]).output
    product.library.remove(["pier.md"])
    comes(product, "new.md", GREEN.replace("green", "red"))
    command.digest("", tmp_path / "digest.docx")
    text = "\n".join(p.text for p in Word(tmp_path / "digest.docx").paragraphs)
    assert QUESTION in text and "It was: " in text and "red" in text
    with pytest.raises(AssistantError, match="is not a date"):
        command.digest("31.31.31")
    with pytest.raises(AssistantError, match="should end in one of"):
        command.digest("", Path("x.txt"))


def test_a_digest_of_nothing_says_so(product, monkeypatch, capsys):
    from assistant.cli import standing as command

    monkeypatch.setattr(command, "services_of", lambda: product)
    command.digest()
    assert capsys.readouterr().out == "No answer changed.\n"
    product.standing.stand("local", QUESTION)
    product.library.remove(["pier.md"])
    comes(product, "new.md", GREEN.replace("green", "red"))
    command.digest(as_json=True)
    assert json.loads(capsys.readouterr().out)["told"]["now"]


@pytest.mark.slow
@pytest.mark.parametrize("half", ["test", "fresh"])
def test_changed_answers_are_told_and_others_stay_silent_in_cases_that_somebody_else_wrote(half):
    from evals.standing import measured

    found = measured(half)
    told, silent = ([o.right for o in found if o.changes is wanted] for wanted in (True, False))
    least = {"test": (3, 5), "fresh": (3, 4)}[half]  # docs/changes.md
    assert len(found) in (10, 20) and (sum(told) >= least[0] and sum(silent) >= least[1]), [o.id for o in found if not o.right]


def test_what_came_out_earlier_is_only_thought_of_or_is_anothers_view_is_no_change(product):
    product.library.remove(["pier.md"])
    head = "---\ntitle: {}\npublisher: {}\npublished: {}\nkind: report\n---\n\n# {}\n\n"
    comes(product, "now.md", head.format("Parking", "Quaymouth Board", "2025-03-01", "Parking") + "Parking for staff at Quaymouth costs £2 a day.\n")
    product.standing.stand("ann", "What does parking for staff at quaymouth cost a day?")
    comes(product, "old.md", head.format("Old parking", "Quaymouth Board", "2023-03-01", "Old parking") + "Parking for staff at Quaymouth costs £1 a day.\n")
    comes(product, "idea.md", head.format("Ideas", "Quaymouth Board", "2025-05-01", "Ideas") + "One option is that parking for staff at Quaymouth costs £4 a day.\n")
    comes(product, "union.md", head.format("Our view", "Quaymouth Union", "2025-05-02", "Our view") + "We say that parking for staff at Quaymouth costs £9 a day in all but name.\n")
    comes(product, "other.md", head.format("Elsewhere", "Ottermouth Board", "2025-05-03", "Elsewhere") + "Parking for staff costs £6 a day.\n")
    product.standing.ask_again()
    assert product.standing.changes("ann") == []
    comes(product, "new.md", head.format("New parking", "Quaymouth Board", "2025-06-01", "New parking") + "Parking for staff at Quaymouth costs £3 a day.\n")
    product.standing.ask_again()
    assert ["£3" in c.told.now for c in product.standing.changes("ann")] == [True]


def test_a_model_that_has_passed_tells_what_changed_and_one_that_fails_is_asked_again(product):
    from assistant.check.by_model import ByModel
    from assistant.check.changing import Changing
    from assistant.errors import ChatFailure

    asked = []

    def reply(messages, stop):
        asked.append(messages[-1][1])
        if len(asked) == 1:
            raise ChatFailure("The model does not answer.")
        key = next(line.split(":")[0] for line in messages[-1][1].splitlines() if "never be painted" in line)
        return json.dumps({key: {"verdict": "changed", "words": "never be painted"}})

    product.standing.judge = lambda: Changing(ByModel(reply, "model", None))
    product.standing.stand("ann", QUESTION)
    comes(product, "new.md", "# The pier again\n\nThe harbour board of Quaymouth decided on Friday. The pier will never be painted at all.\n")
    assert product.standing.ask_again().asked == 0 and product.standing.changes("ann") == []
    assert product.standing.ask_again().changed == 1
    [change] = product.standing.changes("ann")
    assert change.told.now_is == "It is now" and change.told.now == "The pier will never be painted at all." and product.library.passage(change.told.passage).source == "new.md"
    assert "The answer given: The harbour board of Quaymouth will paint the pier green" in asked[1] and product.standing.ask_again().asked == 0


def test_a_model_is_told_what_was_told_since_and_what_is_said_no_more_needs_none(product):
    from assistant.check.by_model import ByModel
    from assistant.check.changing import Changing

    asked = []

    def reply(messages, stop):
        asked.append(messages[-1][1])
        key = next(line.split(":")[0] for line in messages[-1][1].splitlines() if re.match(r"k[0-9a-f]{6}: ", line))
        return json.dumps({key: {"verdict": "changed", "words": "red"} if len(asked) == 1 else {"verdict": "same"}})

    product.standing.judge = lambda: Changing(ByModel(reply, "model", None))
    product.standing.stand("ann", QUESTION)
    comes(product, "red.md", "# The pier again\n\nThe harbour board of Quaymouth will paint the pier red by July 2026.\n")
    assert product.standing.ask_again().changed == 1
    comes(product, "more.md", "# The pier once more\n\nThe harbour board of Quaymouth will paint the pier red soon.\n")
    assert product.standing.ask_again().changed == 0 and "Since then they were told: The harbour board of Quaymouth will paint the pier red by July 2026." in asked[1]
    product.library.remove(["pier.md", "red.md", "more.md"])
    comes(product, "ferry.md", "# The ferry\n\nThe ferry to Lowmarsh carried 5,120 passengers in May.\n")
    assert product.standing.ask_again().changed == 1 and len(asked) == 2
    assert product.standing.changes("ann")[0].told.sure


def test_what_is_rounded_or_of_another_year_or_place_is_no_change(product):
    product.library.remove(["pier.md"])
    comes(product, "spend.md", "# Agency report\n\nPellingham spent £4,830,000 on agency nurses in 2024.\n")
    product.standing.stand("ann", "How much did Pellingham spend on agency nurses in 2024?")
    comes(product, "a.md", "# A note\n\nPellingham spent about £4.8 million on agency nurses in 2024.\n")
    comes(product, "b.md", "# Another note\n\nPellingham spent £3.1 million on agency nurses in 2025.\n")
    comes(product, "c.md", "# A third note\n\nOttermouth spent £2.2 million on agency nurses in 2024.\n")
    product.standing.ask_again()
    assert [c.told.now for c in product.standing.changes("ann")] == []
    comes(product, "d.md", "# A fourth note\n\nPellingham spent £5.9 million on agency nurses in 2024.\n")
    product.standing.ask_again()
    assert ["£5.9" in c.told.now for c in product.standing.changes("ann")] == [True]
