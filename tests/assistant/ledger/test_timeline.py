"""Everything dated, between two days, of a kind, by a name, with words."""

import pytest

from assistant.ledger.timeline import KINDS, Wanted
from assistant.settings import load_settings
from evals.opened import open_product
from index.embed import ToyEmbedder
from index.text.dates import by_end_of

MINUTES = """---
title: Minutes of the pier committee
publisher: Exmouthport Harbour Board
published: 2024-09-10
---

# Pier committee

Action 5: PY to order the boat (PY, by 14 October 2024)

Action 6: GT to paint the telephone (GT, by 1 November 2024)

Action 7: NP to write to the council about the slipway (NP, by 2 November 2024)
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("timeline")
    (folder / "minutes.md").write_text(MINUTES)
    made = open_product(load_settings(data_dir=folder / "data", embedding_model="toy"), ToyEmbedder(), quoting=True)
    made.library.index_starter()
    made.library.index([folder / "minutes.md"])
    made.ledger.accept_list("minutes.md")
    yield made.ledger
    made.close()


def test_everything_dated_stands_in_it_newest_first(desk):
    found = desk.timeline(Wanted())
    assert {entry.kind for entry in found} == set(KINDS)
    days = [by_end_of(entry.date) for entry in found]
    assert days == sorted(days, reverse=True)
    assert len(found) > 150


def test_it_is_chosen_by_days_kind_name_and_words(desk):
    autumn = desk.timeline(Wanted("2024-09-01", "2024-10-31", who="pier committee"))
    assert [(e.date, e.kind) for e in autumn] == [("2024-09-10", "recommended")] * 3
    due = desk.timeline(Wanted(kind="action due"))
    assert [(e.date, e.who, e.about) for e in due] == [
        ("2024-11-02", "NP", "Action 7: NP to write to the council about the slipway"),
        ("2024-11-01", "GT", "Action 6: GT to paint the telephone"),
        ("2024-10-14", "PY", "Action 5: PY to order the boat"),
    ]
    rejected = desk.timeline(Wanted(kind="responded", find="rejected arbitrary"))
    assert rejected and all(e.text.startswith("Rejected: ") and "arbitrary" in e.text for e in rejected)
    data = desk.timeline(Wanted(theme="data and digital"))
    rows = {e.row for e in data}
    assert len(rows) >= 5 and all(desk.ledger().row(r).theme == "Data and digital" for r in rows)
    [document] = desk.timeline(Wanted(kind="published"))
    assert (document.text, document.who) == ("Minutes of the pier committee", "Exmouthport Harbour Board")


def test_what_it_rests_on_can_be_opened(desk):
    ledger = desk.ledger()
    for entry in desk.timeline(Wanted(find="prevention")):
        if entry.row:
            assert ledger.row(entry.row).steps[entry.step].date == entry.date
    assert desk.timeline(Wanted(since="2030-01-01")) == []
