"""The record of who did what: a chain that shows what was changed, on SQLite and on PostgreSQL."""

import csv
import io
import json
import threading
from zipfile import ZipFile

import pytest
from sqlalchemy import delete, insert, select, update
from typer.testing import CliRunner

from assistant.answer.types import Answer, Claim, Timings
from assistant.conversations.opened import open_database
from assistant.conversations.record import Record
from assistant.conversations.store import Conversations
from assistant.conversations.tables import record, record_head, turns
from assistant.people.acting import LOCAL, Person, act_as
from assistant.ui.bridge import RECORDED, Bridge, noted
from assistant.understand.types import Turn
from index.documents.types import Metadata, Passage


@pytest.fixture
def kept(engine):
    return Record(engine)


def filled(kept, count=5):
    for n in range(count):
        kept.add("asked", {"n": n, "day": "ŵ “x”"}, f"reader{n % 2}")
    return kept


def test_what_was_done_stands_in_order_with_who_and_when(kept):
    assert kept.verify().entries == 0 and not kept.verify().wrong
    kept.add("removed a document", {"document": "d1"})
    act_as(Person("ann@icb.example", "Ann", frozenset({"librarian"})))
    try:
        kept.add("asked")
    finally:
        act_as(LOCAL)
    first, second = kept.entries()
    assert (first.who, first.did, first.what, second.who, second.before) == ("local", "removed a document", {"document": "d1"}, "ann@icb.example", first.hash)
    assert kept.verify().entries == 2 and kept.verify().last == second.hash and not kept.verify().wrong
    day = first.at[:10]
    assert len(list(kept.entries(day, day))) == 2 and not list(kept.entries("2001-01-01", "2001-12-31")) and not list(kept.entries("2999-01-01"))


@pytest.mark.parametrize("tampers", [
    lambda db: db.execute(update(record).where(record.c.number == 3).values(who="somebody else")),
    lambda db: db.execute(update(record).where(record.c.number == 3).values(what={"n": 99})),
    lambda db: db.execute(update(record).where(record.c.number == 3).values(at="2001-01-01T00:00:00+00:00")),
    lambda db: db.execute(delete(record).where(record.c.number == 3)),
    lambda db: db.execute(delete(record).where(record.c.number == 5)),
    lambda db: db.execute(delete(record)),
    lambda db: db.execute(insert(record).values(number=6, at="9", who="x", did="asked", what={}, before="", hash="")),
    lambda db: [db.execute(update(record).where(record.c.number == n).values(number=n + 100)) for n in (3,)],
])  # fmt: skip
def test_what_was_changed_added_or_taken_out_is_found(kept, engine, tampers):
    filled(kept)
    with engine.begin() as db:
        tampers(db)
    assert kept.verify().wrong


def test_a_chain_whose_end_was_cut_off_shows_against_a_last_hash_that_was_kept(kept, engine):
    last = filled(kept).verify().last
    with engine.begin() as db:
        fourth = db.execute(select(record).where(record.c.number == 4)).one()
        db.execute(delete(record).where(record.c.number == 5))
        db.execute(update(record_head).values(number=4, hash=fourth.hash))
    assert not kept.verify().wrong and kept.verify().last != last


def test_many_at_once_make_one_chain(kept):
    threads = [threading.Thread(target=filled, args=(kept, 10)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.verify().entries == 60 and not kept.verify().wrong


def test_a_database_of_the_version_before_is_brought_up_to_date_with_what_it_holds(database_url, tmp_path):
    from alembic import command
    from alembic.config import Config

    from assistant.conversations import opened
    from assistant.conversations.store import Conversations

    engine = opened._engine(database_url, tmp_path)
    config = Config()
    config.set_main_option("script_location", "assistant.conversations:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "first")
    talk = Conversations(engine).start("local", "kept from before")
    engine.dispose()
    engine = open_database(database_url, tmp_path)
    assert [c.id for c in Conversations(engine).conversations("local")] == [talk]
    Record(engine).add("asked")
    assert Record(engine).verify().entries == 1
    engine.dispose()


def test_a_call_is_put_on_record_before_it_is_done_and_without_its_words():
    told = []
    done = Bridge({name: lambda said: {} for name in RECORDED} | {"begin": lambda said: {}, "rows": lambda said: {}}, note=lambda did, said: told.append((did, noted(said, False))))
    for name in RECORDED:
        done.call(json.dumps({"call": name, "document": "d", "question": "a secret question", "fields": {"title": "secret"}, "path": "/tmp/x/a paper.docx"}))
    done.call(json.dumps({"call": "begin", "work": "ask", "question": "a secret question", "day": "2024-01-01"}))
    done.call('{"call": "rows"}')
    assert len(told) == len(RECORDED) + 1 and "secret" not in str(told)
    assert told[-1] == ("asked", {"as_at": "2024-01-01"}) and told[0][1]["file"] == "a paper.docx"
    assert noted({"question": "words"}, True)["words"] == "words" and noted({"brief": {"topic": "words"}}, True)["words"] == "words"

    def away(did, said):
        raise RuntimeError("the database is away")

    did = []
    refused = Bridge({"remove": lambda said: did.append(1) or {}}, note=away).call('{"call": "remove", "document": "d"}')
    assert refused["told"] and did == [], "what cannot be put on record is not done"


def test_the_record_is_verified_and_handed_out_by_command(tmp_path, monkeypatch):
    from assistant.cli import common
    from assistant.cli.audit import audit

    monkeypatch.setenv("ICS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setitem(common._given, "data_dir", None)  # what a command of another test was given
    engine = open_database(None, tmp_path / "data")
    filled(Record(engine))
    Record(engine).add("=1+1", {}, "=cmd()")
    run = CliRunner().invoke
    assert "6 entries, none changed" in run(audit, ["verify"]).output
    rows = list(csv.reader(io.StringIO(run(audit, ["export"]).output)))
    assert len(rows) == 7 and rows[0][0] == "number" and rows[6][2:4] == ["'=cmd()", "'=1+1"]
    with engine.begin() as db:  # days apart, to be chosen from; their hashes are none any more
        for number in range(1, 8):
            db.execute(update(record).where(record.c.number == number).values(at=f"2026-04-0{number}T09:00:00+00:00"))
    conversations, said = Conversations(engine), "The harbour board will paint the pier."
    passage = Passage("p1", "d1", "a.md", Metadata("A", "The Fund"), said, 0, len(said))
    for question, day in (("What of the early day?", "2026-04-01"), ("What of harps?", "2026-04-03"), ("What of the late day?", "2026-04-06")):
        kept = conversations.add("ann@icb.example", None, Answer(Turn(question, question), (Claim(said, (1,), passage),), (), None, 1, Timings(1.0, 2.0, 3.0)))
        with engine.begin() as db:
            db.execute(update(turns).where(turns.c.id == kept.id).values(created=f"{day}T10:00:00+00:00"))
    conversations.remove("ann@icb.example", kept.conversation)

    def packed(*options):
        file = tmp_path / f"pack{len(list(tmp_path.glob('*.zip')))}.zip"
        assert run(audit, ["foi", str(file), *options]).exit_code == 0
        with ZipFile(file) as pack:
            return {name: pack.read(name).decode() for name in pack.namelist()}

    held = packed("--from", "2026-04-02", "--to", "2026-04-04")
    assert [row[0] for row in csv.reader(io.StringIO(held["record.csv"]))] == ["number", "2", "3", "4"]
    assert "from 2 April 2026 to 4 April 2026: 3 entries" in held["about.txt"] and "answers.csv" not in held
    held = packed("--from", "2026-04-02", "--to", "2026-04-04", "--answers")
    answers = list(csv.DictReader(io.StringIO(held["answers.csv"])))
    assert [(a["who"], a["question"]) for a in answers] == [("ann@icb.example", "What of harps?")] and answers[0]["answer"]
    assert "late day" in packed("--answers")["answers.csv"], "what was deleted and is kept still is held"
    assert [e.did for e in Record(engine).entries()][7:] == ["made a pack of the record", *["made a pack of the record and answers"] * 2]
    failed = run(audit, ["verify"])
    assert failed.exit_code != 0 and "entry 1 was changed" in str(failed.exception)
    engine.dispose()
