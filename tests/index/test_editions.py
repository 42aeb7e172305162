"""Versions of one document: told by their words, the newest asked, a reader's word before all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.editions import measured
from index import keeping
from index.documents.editions import Said, families, sketch
from index.documents.types import Block, Document, Metadata, Stored
from index.embed import ToyEmbedder
from index.errors import LibraryError
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings

HOURS = (
    "Ring the bell beside the double doors and wait until somebody comes. Tell the nurse in charge whom you wish to see, and how you know them."
    " Children are welcome if an adult stays near. Flowers may be left at the desk, but not on intensive care, where pollen harms lungs."
    " Please wash your hands on the way in and again as you leave. Anyone with a cough should telephone instead. We may ask you to step"
    " outside while a doctor examines a neighbour. Carers who help at mealtimes can come earlier by arrangement with matron. Parking is free for"
    " blue badge holders; other cars pay by the hour at machines in the main hall, which take cards."
)


def made(name: str, text: str, published: str | None = None, title: str | None = "Visiting policy", publisher: str = "Fenmarsh Trust") -> Stored:
    document = Document(name, name, text, Metadata(title, publisher), (Block(0, len(text), "paragraph"),))
    return Stored(name, name, "", Metadata(title, publisher, published=published), 1, sketch=sketch(document))


@pytest.fixture
def library(tmp_path):
    """Two versions of a policy and a letter, on disk; and how to ask them."""
    for name, date, hour in (("visits-2024.md", "2024-03-01", "two"), ("visits-2025.md", "2025-06-01", "eleven")):
        (tmp_path / name).write_text(
            f"---\ntitle: Visiting policy\npublisher: Fenmarsh Trust\npublished: {date}\n---\n\nVisitors are welcome from {hour} o'clock. {HOURS}\n"
        )
    (tmp_path / "letter.md").write_text("---\ntitle: A letter\npublished: 2025-01-01\n---\n\nVisitors are seldom on time, as everybody knows.\n")
    searcher = Searcher(IndexSettings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    index_paths(searcher, [tmp_path])
    yield searcher
    searcher.close()


def asked(searcher: Searcher, until: str | None = None, within: tuple[str, ...] = ()) -> set[str]:
    ids = frozenset(s.id for s in searcher.documents() if s.source in within) or None
    return {h.passage.source for h in searcher.search(searcher.query("When are visitors welcome?", until, ids))}


@pytest.mark.parametrize("half", ["development", "test"])
def test_families_of_the_gold_set(half):
    found = measured(half)
    assert (sum(found.right), found.false, found.wrong) == (15, 0, [])


def test_only_the_newest_is_asked_and_the_passage_says_so(library):
    assert asked(library) == {"visits-2025.md", "letter.md"}
    hit, *_ = [h for h in library.search(library.query("When are visitors welcome?")) if h.passage.source == "visits-2025.md"]
    assert hit.passage.edition == "The newest of 2 versions here."


def test_as_at_a_day_the_one_that_was_there_is_asked(library):
    assert asked(library, until="2024-12-31") == {"visits-2024.md"}
    assert asked(library, until="2025-12-31") == {"visits-2025.md", "letter.md"}
    hit, *_ = library.search(library.query("When are visitors welcome?", "2024-12-31"))
    assert hit.passage.edition == "An older version: a newer one, of 1 June 2025, is in the library."


def test_what_a_reader_ticked_is_asked_but_never_two_versions(library):
    assert asked(library, within=("visits-2024.md",)) == {"visits-2024.md"}
    assert asked(library, within=("visits-2024.md", "visits-2025.md")) == {"visits-2025.md"}


def test_a_reader_parts_them_and_joins_them_again(library):
    keeping.decide_versions(library, ["visits-2024.md"], same=False)
    assert asked(library) == {"visits-2024.md", "visits-2025.md", "letter.md"}
    keeping.decide_versions(library, ["visits-2024.md", "letter.md"], same=True)
    assert asked(library) == {"visits-2025.md", "letter.md"}
    [family] = library.editions.all()
    assert family.sure and family.newest
    with pytest.raises(LibraryError, match=r"visits-2025\.md: nothing else is taken for a version of it"):
        keeping.decide_versions(library, ["visits-2025.md"], same=False)


def test_what_was_said_of_a_document_goes_when_it_is_forgotten(library):
    keeping.decide_versions(library, ["visits-2024.md", "letter.md"], same=True)
    keeping.forget(library, ["letter.md"])
    assert library.editions.decided.all() == ()
    assert "letter.md" not in (library.settings.data_dir / "editions.jsonl").read_text()


def test_the_older_one_is_asked_again_when_the_newest_is_removed(library):
    keeping.remove(library, ["visits-2025.md"])
    assert asked(library) == {"visits-2024.md", "letter.md"}


def test_an_index_of_before_has_no_sketches_and_is_read_all_the_same(library):
    with library.locked() as store:
        for s in library.documents():
            store.amend(s.id, sketch="")
        store.reopen()
    again = Searcher(library.settings, ToyEmbedder())
    assert all(not s.sketch for s in again.documents())
    assert [len(f.ids) for f in again.editions.all()] == [2]
    again.close()


def test_a_line_that_cannot_be_read_is_passed_over(library):
    keeping.decide_versions(library, ["visits-2024.md", "letter.md"], same=True)
    file = library.settings.data_dir / "editions.jsonl"
    file.write_text("torn\n[]\n" + file.read_text())
    assert library.editions.decided.all() == (Said("visits-2024.md", "letter.md", True),)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (made("b", f"New. {HOURS}", "2025-01-01"), True),
        (made("b", f"New. {HOURS}", "2025-01-01", title="Visiting policy for adults"), True),
        (made("b", f"New. {HOURS}", "2025-01-01", title="Visiting policy for month 6"), True),
        (made("b", HOURS, "2025-01-01", publisher="Lowmarsh Trust"), False),
        (made("b", HOURS[:90], "2025-01-01"), False),
    ],
)
def test_who_is_taken_for_a_version(other, same):
    one = made("a", f"Old. {HOURS}", "2024-01-01")
    assert bool(families([one, other])) is same


def test_month_6_is_no_version_of_month_7():
    one, other = made("a", HOURS, "2025-01-01", "Finance, month 6"), made("b", HOURS, "2025-02-01", "Finance, month 7")
    assert families([one, other]) == []
    [family] = families([one, other], [Said("a", "b", True)])
    assert family.ids == ("b", "a") and family.newest and family.sure


def test_where_nothing_says_which_is_newer_it_is_said():
    [family] = families([made("a", f"Old. {HOURS}"), made("b", f"New. {HOURS}")])
    assert not family.newest


def test_versions_are_told_by_number_and_by_draft_where_no_date_is():
    texts = [f"Visiting policy, version {n}.\n{HOURS}" for n in ("1.9", "1.10")]
    [family] = families([made("a", texts[0]), made("b", texts[1])])
    assert family.ids == ("b", "a") and family.newest
    [family] = families([made("plan", HOURS), made("plan draft", HOURS)])
    assert family.ids == ("plan", "plan draft") and family.newest


@pytest.mark.parametrize("opening", ["A survey of 1990-94", "Made on 31 February 2023", "2023-13-45", "99/99/2024"])
def test_what_looks_like_a_date_and_is_none_is_passed_over(opening):
    assert json.loads(made("x", f"{opening}\n{HOURS}").sketch)["date"] is None


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_has_a_sketch_that_can_be_read(text, names):
    one = json.loads(made("x", text or " ").sketch)
    assert set(one) == {"runs", "date", "number", "draft", "body"} and len(made("x", text or " ").sketch) < 2000
    assert families([made(n, text or " ") for n in dict.fromkeys(names)], []) is not None
