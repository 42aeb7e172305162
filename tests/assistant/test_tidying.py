"""What is kept for a time only goes when its time is over, and nothing else; on SQLite and on PostgreSQL."""

import json
import os
import threading
import time

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from assistant.answer.feedback import FILE
from assistant.cli.tidying import people
from assistant.conversations.tables import cites, conversations, papers, record, turns
from assistant.errors import AssistantError
from assistant.services.tidying import regularly
from assistant.settings import load_settings
from assistant.web import serve as serving
from evals.opened import open_product
from index.embed import ToyEmbedder

LONG_AGO, LATER = "2020-01-01T00:00:00.000000+00:00", "2020-06-01T00:00:00.000000+00:00"


@pytest.fixture
def opened(tmp_path, database_url):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    (tmp_path / "pier.md").write_text("# The pier report\n\nThe harbour board of Quaymouth will paint the pier green by July 2026.\n")
    made = []

    def product(**settings):
        found = load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none", database_url=database_url, **settings)
        made.append(open_product(found, ToyEmbedder(), quoting=True))
        return made[-1]

    yield product
    for one in made:
        one.close()


def asked(product, owner, question="Will the harbour board of Quaymouth paint the pier green by July 2026?"):
    kept = product.keeping.conversations.add(owner, None, product.asking.ask(question))
    return kept.conversation, kept.id


def aged(product, table, column, *ids):
    with product.keeping._engine.begin() as db:
        db.execute(update(table).where(table.c.id.in_(ids)).values({column: LONG_AGO}))


def rows(product, table):
    with product.keeping._engine.begin() as db:
        return {r[0] for r in db.execute(select(table))}


def test_only_what_is_older_than_its_period_goes_and_what_is_pinned_stays(opened):
    product = opened(keep_conversations_days=365, keep_papers_days=365)
    product.library.index([product.settings.data_dir.parent / "pier.md"])
    (old, _), (new, _), (held, turn) = (asked(product, "ann") for _ in range(3))
    product.keeping.conversations.pin("ann", turn, True)
    drafts = [product.keeping.papers.keep("ann", None, "t", {}, ["d1"]) for _ in range(2)]
    aged(product, conversations, "updated", old, held)
    aged(product, papers, "updated", drafts[0])
    gone = product.tidying.tidy().gone
    assert (gone["conversations"], gone["papers"]) == (1, 1) and sum(gone.values()) == 2
    assert rows(product, conversations) == {new, held} and rows(product, papers) == {drafts[1]}
    quoting = rows(product, cites)
    assert quoting and quoting <= rows(product, turns) | {drafts[1]}, "what says which documents are quoted goes too"
    assert [e.did for e in product.keeping.record.entries()][-1] == "let go what was too old"
    assert str(product.tidying.tidy()) == "Nothing was older than it may be."


def test_as_it_comes_only_what_was_deleted_a_month_ago_goes(opened):
    product = opened()
    product.library.index([product.settings.data_dir.parent / "pier.md"])
    (a, _), (b, _), (c, first) = (asked(product, "ann") for _ in range(3))
    product.keeping.conversations.add("ann", c, product.asking.ask("Who paints the pier?"), instead=first)
    for ident in (a, b):
        product.keeping.conversations.remove("ann", ident)
    aged(product, conversations, "updated", a, b, c)
    aged(product, conversations, "deleted", a)
    aged(product, turns, "replaced", first)
    assert sum(product.tidying.tidy().gone.values()) == 2
    assert rows(product, conversations) == {b, c} and first not in rows(product, turns)
    product.keeping.conversations.restore("ann", b)
    assert product.keeping.conversations.turns("ann", b)


def test_the_record_is_cut_at_its_beginning_and_stays_a_chain(opened):
    product = opened(keep_record_days=365)
    kept = product.keeping.record
    for n in range(6):
        kept.add("asked", {"n": n}, "ann")
    # as if the first four were of long ago: made anew, with their hashes
    from assistant.conversations.record import _hash

    with product.keeping._engine.begin() as db:
        before = ""
        for r in db.execute(select(record).order_by(record.c.number)).all():
            at = LONG_AGO if r.number <= 3 else LATER if r.number == 4 else r.at
            hashed = _hash(r.number, at, r.who, r.did, r.what, before)
            db.execute(update(record).where(record.c.number == r.number).values(at=at, before=before, hash=hashed))
            before = hashed
        from assistant.conversations.tables import record_head

        db.execute(update(record_head).values(hash=before))
    assert not kept.verify().wrong and kept.verify().entries == 6
    assert product.tidying.tidy().gone["entries of the record"] == 4
    found = kept.verify()
    assert not found.wrong and found.entries == 4 and [e.did for e in kept.entries()] == ["asked", "asked", "cut off the record", "let go what was too old"]
    kept.add("asked")
    assert not kept.verify().wrong and kept.cut(LONG_AGO) == 0 and not kept.verify().wrong, "a later cut with an earlier day changes nothing"
    with product.keeping._engine.begin() as db:
        db.execute(record.delete().where(record.c.number == 5))
    assert "missing" in kept.verify().wrong or "changed" in kept.verify().wrong, "more than was due is seen"


def test_thumbs_and_uploads_go_and_young_ones_stay(opened):
    product = opened(keep_feedback_days=30)
    folder = product.settings.data_dir
    folder.mkdir(exist_ok=True, parents=True)
    young = json.dumps({"when": "2999-01-01T00:00:00+00:00", "good": True, "reason": "a\u2028b"}, ensure_ascii=False) + "\n"
    (folder / FILE).write_text(json.dumps({"when": LONG_AGO}) + "\n{torn\n" + young)
    for name in ("old", "new", "taken-by-somebody"):
        (product.settings.uploads_dir / name).mkdir(parents=True)
    for name in ("old", "taken-by-somebody"):
        os.utime(product.settings.uploads_dir / name, (time.time() - 2 * 86400,) * 2)
    gone = product.tidying.tidy().gone
    assert (gone["thumbs"], gone["uploads"]) == (2, 1) and (folder / FILE).read_text() == young
    assert (product.settings.uploads_dir / "new").is_dir() and (product.settings.uploads_dir / "taken-by-somebody").is_dir() and not (product.settings.uploads_dir / "old").exists()


def test_all_of_a_person_is_forgotten_and_nothing_of_another(opened, monkeypatch):
    product = opened()
    product.library.index([product.settings.data_dir.parent / "pier.md"])
    asked(product, "oidc:ann")
    kept, _ = asked(product, "oidc:bob")
    for who in ("oidc:ann", "oidc:bob"):
        product.keeping.papers.keep(who, None, "t", {}, ["d1"])
        product.keeping.visits.come(who, [], {})
    monkeypatch.setattr("assistant.cli.tidying.services_of", lambda: product)
    told = CliRunner().invoke(people, ["list"]).output
    assert told.count("1 conversations, 1 papers, last here ") == 2 and "oidc:ann" in told
    assert CliRunner().invoke(people, ["forget", "oidc:ann"]).output == "forgotten oidc:ann\n"
    assert [s.id for s in product.keeping.retention.people()] == ["oidc:bob"]
    assert rows(product, conversations) == {kept} and len(rows(product, papers)) == 1
    assert isinstance(CliRunner().invoke(people, ["forget", "oidc:ann"]).exception, AssistantError)
    assert [e.what["names"] for e in product.keeping.record.entries() if e.did == "forgot a person"] == [["oidc:ann"]]


def test_the_daily_work_is_done_again_also_after_a_day_on_which_it_failed():
    done, stop = [], threading.Event()

    def work():
        done.append(len(done))
        if len(done) == 1:
            raise OSError("the disk was full")
        if len(done) == 3:
            stop.set()

    regularly(work, stop, 0.01).join(10)
    assert done == [0, 1, 2] and stop.is_set()


def test_a_program_that_serves_tidies_each_day(opened, monkeypatch):
    product, begun = opened(port=7910), []
    monkeypatch.setattr(serving, "regularly", lambda work, stop, every=86_400: begun.append((work, every)) or threading.Thread())
    served = serving.serve(product, block=False)
    served.close()
    assert (product.tidying.tidy, 86_400) in begun
