"""Conversations, papers and visits, in SQLite and in a real PostgreSQL: nothing lost, nothing seen by another owner."""

import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from assistant.answer.types import Answer, Citation, Claim, Timings
from assistant.conversations import tables
from assistant.conversations.desk import Papers, Visits
from assistant.conversations.opened import open_database
from assistant.conversations.store import Conversations
from assistant.errors import AssistantError, SettingsError
from assistant.understand.types import Turn
from index.documents.types import Metadata, Passage

ME, OTHER = "local", "somebody else"


@pytest.fixture
def kept(engine):
    return Conversations(engine)


def answer(question="How many targets?", document="d1", said="There are ten targets — no “more”."):
    passage = Passage("p1", document, "a.md", Metadata("A", "The Fund"), said, 0, len(said))
    claim = Claim(said, (1,), passage)
    return Answer(Turn(question, question), (claim,), (Citation(1, passage, said, 0, len(said)),), None, 1, Timings(1.0, 2.0, 3.0))


def test_an_answer_comes_back_as_it_was_given(kept):
    talk = kept.start(ME, "How many targets?")
    turn = kept.add(ME, talk, answer())
    [again] = kept.turns(ME, talk)
    assert again.answer == answer() and again.id == turn.id and kept.turn(ME, turn.id).asked == "How many targets?"
    [listed] = kept.conversations(ME)
    assert (listed.title, listed.turns) == ("How many targets?", 1)


def test_nothing_is_dropped_at_the_twenty_first_question(kept):
    talk = kept.start(ME, "q0")
    for n in range(30):
        kept.add(ME, talk, answer(f"q{n}"))
    assert [t.asked for t in kept.turns(ME, talk)] == [f"q{n}" for n in range(30)]


def test_nobody_sees_or_changes_what_another_owns(kept):
    talk = kept.start(ME, "mine")
    turn = kept.add(ME, talk, answer())
    assert kept.conversations(OTHER) == [] and kept.pinned(OTHER) == []
    for reach in (
        lambda: kept.turns(OTHER, talk),
        lambda: kept.turn(OTHER, turn.id),
        lambda: kept.add(OTHER, talk, answer()),
        lambda: kept.rename(OTHER, talk, "taken"),
        lambda: kept.remove(OTHER, talk),
        lambda: kept.restore(OTHER, talk),
        lambda: kept.pin(OTHER, turn.id, True),
    ):
        with pytest.raises(AssistantError, match="no longer kept"):
            reach()
    assert len(kept.turns(ME, talk)) == 1 and kept.conversations(ME)[0].title == "mine"


def test_an_answer_that_is_shared_is_read_by_its_name_until_it_is_not(kept, engine):
    talk = kept.start(ME, "mine")
    first, second = kept.add(ME, talk, answer("one")), kept.add(ME, talk, answer("two"))
    name = kept.share(ME, first.id, "Ann Example")
    assert kept.share(ME, first.id, "Ann Example") == name != first.id
    read = kept.shared(name)
    assert read.answer == answer("one") and read.shared_by == "Ann Example" and read.shared_at >= first.created
    assert kept.turn(ME, first.id).shared == name and kept.turn(ME, second.id).shared == ""
    for reach in (lambda: kept.share(OTHER, second.id, "B"), lambda: kept.unshare(OTHER, first.id)):
        with pytest.raises(AssistantError, match="no longer kept"):
            reach()
    for wrong in (first.id, second.id, "", "~"):
        with pytest.raises(AssistantError, match="not shared any more"):
            kept.shared(wrong)
    kept.remove(ME, talk)
    with pytest.raises(AssistantError, match="not shared any more"):
        kept.shared(name)
    kept.restore(ME, talk)
    assert kept.shared(name).id == first.id
    kept.unshare(ME, first.id)
    with pytest.raises(AssistantError, match="not shared any more"):
        kept.shared(name)
    again = kept.share(ME, first.id, "Ann Example")
    assert again != name, "an old link opens nothing"
    asked_again = kept.add(ME, talk, answer("one"), instead=first.id)
    with pytest.raises(AssistantError, match="not shared any more"):
        kept.shared(again)  # nobody could stop sharing what is on no screen
    again = kept.share(ME, asked_again.id, "Ann Example")
    kept.forget_documents(["d1"])
    with pytest.raises(AssistantError, match="not shared any more"):
        kept.shared(again)


def test_a_changed_question_takes_its_place_and_the_answer_before_is_kept_behind_it(kept, engine):
    talk = kept.start(ME, "first")
    first, second = kept.add(ME, talk, answer("first")), kept.add(ME, talk, answer("second"))
    kept.pin(ME, first.id, True)
    again = kept.add(ME, talk, answer("first, reworded"), instead=first.id)
    turns = kept.turns(ME, talk)
    assert [t.asked for t in turns] == ["first, reworded", "second"] and turns[0].earlier == 1
    assert turns[0].id == again.id and turns[0].pinned and turns[1].id == second.id
    with engine.connect() as db:
        assert db.execute(text("SELECT count(*) FROM turns")).scalar() == 3
    assert [t.asked for t in kept.pinned(ME)] == ["first, reworded"] and kept.conversations(ME)[0].turns == 2


def test_a_conversation_is_renamed_deleted_and_brought_back(kept):
    talk = kept.start(ME, "x" * 200)
    assert len(kept.conversations(ME)[0].title) <= 80
    kept.rename(ME, talk, "  Targets \n for   March ")
    assert kept.conversations(ME)[0].title == "Targets for March"
    with pytest.raises(AssistantError, match="needs a name"):
        kept.rename(ME, talk, "  ")
    kept.remove(ME, talk)
    assert kept.conversations(ME) == []
    with pytest.raises(AssistantError, match="no longer kept"):
        kept.turns(ME, talk)
    kept.restore(ME, talk)
    assert kept.conversations(ME)[0].title == "Targets for March"


def test_conversations_are_found_by_their_words_and_by_nothing_else(kept):
    for title, question in (("Board of May", "What of 100% funding?"), ("Other", "what of capital_limits?")):
        talk = kept.start(ME, title)
        kept.add(ME, talk, answer(question))
    found = {w: [c.title for c in kept.conversations(ME, w)] for w in ("board MAY", "100%", "capital_", "capital%", "funding other", "", "'; --")}
    assert found == {"board MAY": ["Board of May"], "100%": ["Board of May"], "capital_": ["Other"], "capital%": [], "funding other": [], "": ["Other", "Board of May"], "'; --": []}


def test_an_answer_of_another_version_is_named_and_never_drawn(kept, engine):
    talk = kept.start(ME, "old")
    turn = kept.add(ME, talk, answer())
    with engine.begin() as db:
        db.execute(update(tables.turns).values(answer={"claims": "<script>"}))
    [again] = kept.turns(ME, talk)
    assert again.id == turn.id and again.answer is None and again.asked == "How many targets?"


def test_two_at_once_lose_nothing(kept):
    talk = kept.start(ME, "both")
    troubles = []

    def ask(name):
        try:
            for n in range(15):
                kept.add(ME, talk, answer(f"{name}{n}"))
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=ask, args=(name,)) for name in "ab"]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    asked = [t.asked for t in kept.turns(ME, talk)]
    assert not troubles and sorted(asked) == sorted(f"{name}{n}" for name in "ab" for n in range(15))
    assert [a for a in asked if a[0] == "a"] == [f"a{n}" for n in range(15)]
    assert [t.place for t in kept.turns(ME, talk)] == list(range(30)), "no two share a place"


def test_two_who_change_one_question_at_once_leave_one_answer(kept):
    talk = kept.start(ME, "q")
    turn = kept.add(ME, talk, answer("q"))
    threads = [threading.Thread(target=kept.add, args=(ME, talk, answer(f"q{n}"), turn.id)) for n in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    [left] = kept.turns(ME, talk)
    assert left.place == 0 and left.earlier == 6


def test_two_first_visits_at_once_are_both_let_in(engine):
    visits, troubles = Visits(engine), []

    def come():
        try:
            visits.come(ME, ["d"], {})
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert troubles == []


def test_where_the_data_folder_may_only_be_read_all_works_until_the_program_ends(tmp_path, monkeypatch):
    from assistant.services import keeping as under_test
    from assistant.settings import load_settings

    monkeypatch.setattr(under_test.os, "access", lambda path, _: path != tmp_path)
    keeping = under_test.Keeping(load_settings(data_dir=tmp_path))
    assert keeping.passing
    threads = [threading.Thread(target=keeping.conversations.add, args=(ME, None, answer(f"q{n}"))) for n in range(10)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(keeping.conversations.conversations(ME)) == 10 and not list(tmp_path.glob("*.sqlite"))
    keeping.close()


def test_a_forgotten_document_takes_with_it_what_quotes_it(kept, engine):
    talk = kept.start(ME, "q")
    kept.add(ME, talk, answer("one", "secret"))
    kept.add(ME, talk, answer("two", "public"))
    papers = Papers(engine)
    gone = papers.keep(ME, None, "On the secret", {"a": 1}, ["secret", "public"])
    stays = papers.keep(ME, None, "On the public", {"a": 2}, ["public"])
    assert kept.forget_documents(["secret"]) == 1 and papers.forget_documents(["secret"]) == 1
    assert [t.asked for t in kept.turns(ME, talk)] == ["two"] and [p.id for p in papers.papers(ME)] == [stays]
    with pytest.raises(AssistantError, match="no longer kept"):
        papers.paper(ME, gone)


def test_a_paper_is_kept_under_one_id_and_by_its_owner(engine):
    papers = Papers(engine)
    ident = papers.keep(ME, None, "Prevention", {"sections": ["é", "“"]}, [])
    assert papers.keep(ME, ident, "Prevention, again", {"sections": []}, []) == ident
    [paper] = papers.papers(ME)
    assert (paper.title, paper.state) == ("Prevention, again", {"sections": []}) and papers.papers(OTHER) == []
    taken = papers.keep(OTHER, ident, "Mine now", {}, [])
    assert taken != ident and papers.paper(ME, ident).title == "Prevention, again"
    papers.remove(ME, ident)
    assert papers.papers(ME) == []
    papers.remove(ME, ident, undo=True)
    assert [p.id for p in papers.papers(ME)] == [ident]


def test_what_is_new_is_told_against_the_visit_before_this_one(engine):
    visits = Visits(engine)
    assert visits.come(ME, ["a"], {"r": ("unknown", "none found")}) is None
    assert visits.come(ME, ["a", "b"], {"r": ("rejected", "none found")}) is None  # the same visit goes on
    with engine.begin() as db:  # forty minutes pass
        [row] = db.execute(tables.visits.select()).all()
        earlier = (datetime.fromisoformat(row.last["at"]) - timedelta(minutes=40)).isoformat()
        db.execute(update(tables.visits).values(last={**row.last, "at": earlier}))
    seen = visits.come(ME, ["a", "b", "c"], {"r": ("rejected", "stalled")})
    assert seen and seen.documents == ("a", "b") and seen.rows == {"r": ("rejected", "none found")}
    again = visits.come(ME, ["a", "b", "c", "d"], {})
    assert again == seen and visits.come(OTHER, [], {}) is None


def test_the_tables_are_those_of_the_code(engine):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), tables.METADATA) == []


def test_a_second_start_finds_what_was_kept(tmp_path, database_url):
    first = open_database(database_url, tmp_path)
    talk = Conversations(first).start(ME, "kept?")
    first.dispose()
    second = open_database(database_url, tmp_path)
    assert [c.id for c in Conversations(second).conversations(ME)] == [talk]
    second.dispose()


def test_an_address_that_is_none_is_told_without_its_password(tmp_path):
    with pytest.raises(SettingsError, match="not the address of a database"):
        open_database("nonsense", tmp_path)
    with pytest.raises(SettingsError, match="names mysql"):
        open_database("mysql://me:hunter2@host/db", tmp_path)
    with pytest.raises(AssistantError, match="cannot be opened") as told:
        open_database("postgresql://me:hunter2@127.0.0.1:9/db", tmp_path)
    assert "hunter2" not in str(told.value) and "ICS_DATABASE_URL" in str(told.value)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "conversations.sqlite").write_text("no database at all " * 100)
    with pytest.raises(AssistantError, match="cannot be opened"):
        open_database(None, tmp_path / "broken")


def test_answers_are_kept_whole_in_json(kept):
    talk = kept.start(ME, "q")
    strange = replace(answer(said="Ünïcode  and \\ and \" and 𝛑 and </script>"), remarks=("…",))
    kept.add(ME, talk, strange)
    assert kept.turns(ME, talk)[0].answer == strange and json.dumps(kept.turns(ME, talk)[0].asked)


def test_a_database_that_goes_away_is_told_in_a_sentence(kept, engine):
    talk = kept.start(ME, "q")
    with engine.begin() as db:
        db.execute(text("DROP TABLE turns"))
    with pytest.raises(AssistantError, match=r"cannot be used now.*Nothing that was kept is lost\.$"):
        kept.turns(ME, talk)
