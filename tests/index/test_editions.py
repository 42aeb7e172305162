"""Versions of one document: told by their words, the newest asked, a reader's word before all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.editions import measured
from index import describing, keeping
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


def renamed(library, tmp_path, old, new):
    (tmp_path / old).rename(tmp_path / new)
    index_paths(library, [tmp_path], prune=True)


def test_a_readers_word_holds_when_files_are_renamed_and_described(library, tmp_path):
    keeping.decide_versions(library, ["visits-2024.md"], same=False)
    renamed(library, tmp_path, "visits-2024.md", "old.md")
    renamed(library, tmp_path, "visits-2025.md", "new.md")
    assert {s.source for s in library.documents()} == {"old.md", "new.md", "letter.md"}
    assert library.editions.all() == []
    describing.describe(library, "old.md", {"publisher": "The Trust of Fenmarsh"})
    describing.describe(library, "old.md", {"publisher": "Fenmarsh Trust"})
    assert library.editions.all() == []


def test_another_document_under_the_old_name_is_not_what_a_reader_spoke_of(library, tmp_path):
    keeping.decide_versions(library, ["visits-2024.md", "letter.md"], same=True)
    renamed(library, tmp_path, "letter.md", "note.md")
    (tmp_path / "letter.md").write_text("---\ntitle: Parking\n---\n\n" + " ".join(f"Bay {word} is by the gate." for word in HOURS.split()))
    index_paths(library, [tmp_path])
    [family] = library.editions.all()
    sources = {s.id: s.source for s in library.documents()}
    assert {sources[i] for i in family.ids} == {"visits-2024.md", "note.md"}


def test_a_document_whose_words_changed_is_known_by_its_name(library, tmp_path):
    keeping.decide_versions(library, ["visits-2024.md"], same=False)
    file = tmp_path / "visits-2024.md"
    file.write_text(file.read_text() + "\nTell the porter.\n")
    index_paths(library, [tmp_path])
    assert library.editions.all() == []


def test_what_was_said_goes_with_a_document_that_was_renamed_and_removed(library, tmp_path):
    keeping.decide_versions(library, ["visits-2024.md", "letter.md"], same=True)
    renamed(library, tmp_path, "letter.md", "note.md")
    keeping.remove(library, ["note.md"])
    keeping.forget(library, ["note.md"])
    assert (library.settings.data_dir / "editions.jsonl").read_text() == ""


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
    [said] = library.editions.decided.all()
    assert (said.one, said.other, said.same) == ("visits-2024.md", "letter.md", True)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (made("b", f"New. {HOURS}", "2025-01-01"), True),
        (made("b", f"New, in month 6. {HOURS}", "2025-01-01"), True),
        (made("b", HOURS, "2025-01-01", publisher="Lowmarsh Trust"), False),
        (made("b", HOURS[:90], "2025-01-01"), False),
    ],
)
def test_who_is_taken_for_a_version(other, same):
    one = made("a", f"Old. {HOURS}", "2024-01-01")
    assert bool(families([one, other])) is same


def test_a_title_that_adds_something_only_seems_to_be_a_version_until_a_reader_says_so(library):
    general, children, maternity = (
        made(name, f"{name}. {HOURS}", f"202{year}-01-01", f"Sepsis policy{of}")
        for name, year, of in (("a", 5, ""), ("b", 4, " for children"), ("c", 4, " for maternity"))
    )
    found = families([general, children, maternity])
    assert not any({"b", "c"} <= set(family.ids) for family in found), "both titles have words of their own"
    assert all(family.left_out(family.ids) == [] for family in found)
    newer = made("d", f"d. {HOURS}", "2026-01-01", "Sepsis policy")
    settled, *_ = families([general, newer, children])
    assert settled.left_out(settled.ids) == ["a"], "what only seems to be one joins no family that is"
    [sure] = families([general, children], [Said("a", "b", True)])
    assert sure.left_out(sure.ids) == ["b"]


def test_a_monthly_report_of_one_title_is_none_and_what_a_reader_parted_stays_parted():
    figures = " ".join(f"Ward {w} spent £{{{n}}} thousand." for n, w in enumerate(("A", "B", "C", "D", "E", "F", "G")))
    june, july = (made(name, f"{figures.format(*range(at, at + 7))} {HOURS}", f"2025-0{at // 10}-01", "Finance report") for name, at in (("a", 60), ("b", 70)))
    assert families([june, july]) == []
    six, seven = (made(name, f"The deficit in month {n} is known. {HOURS}", f"2025-0{n}-01", "Finance report") for name, n in (("a", 6), ("b", 7)))
    assert families([six, seven]) == []
    three = [made(name, f"{name}. {HOURS}", f"202{n}-01-01") for n, name in enumerate("abc")]
    parted = families(three, [Said("a", "b", False)])
    assert not any({"a", "b"} <= set(family.ids) for family in parted)


def test_minutes_that_speak_of_a_draft_are_no_versions():
    january = made("a", f"DRAFT\nAmbulances waited. {HOURS[:90]} {'One thing and another was said of handover at night by several. ' * 3}", "2025-01-20", "Minutes")
    march = made("b", f"Draft minutes of January were approved. {HOURS[90:400]}", "2025-03-20", "Minutes")
    assert families([january, march]) == []


def test_those_of_one_day_are_all_asked_but_not_the_older_one():
    [family] = families([made("a", f"A. {HOURS}", "2025-06-01"), made("b", f"B. {HOURS}", "2025-06-01"), made("c", f"C. {HOURS}", "2022-01-01")])
    assert family.left_out(family.ids) == ["c"] and not family.newest
    assert family.left_out(["a", "b"]) == [] and family.left_out(["c"]) == []


def test_a_draft_is_never_the_newest_and_a_year_is_no_later_than_its_day():
    [family] = families([made("plan draft", f"A. {HOURS}", "2025-06-01"), made("plan", f"B. {HOURS}", "2025-05-01")])
    assert family.ids[0] == "plan" and family.newest
    [family] = families([made("a", f"A. {HOURS}", "2025"), made("b", f"B. {HOURS}", "2025-11-01")])
    assert not family.newest


def test_older_versions_take_no_candidates_place(tmp_path):
    sections = "\n\n".join(f"## Part {n}\n\nVisitors of part {n} are welcome whenever the nurse in charge of part {n} says so, not before. {HOURS}" for n in range(12))
    for year in range(2015, 2025):
        (tmp_path / f"visits-{year}.md").write_text(f"---\ntitle: Visiting policy\npublished: {year}-03-01\n---\n\n{sections}\n")
    (tmp_path / "letter.md").write_text("---\ntitle: A letter\n---\n\nVisitors are welcome at the pier.\n")
    searcher = Searcher(IndexSettings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    index_paths(searcher, [tmp_path])
    found = searcher.rank(searcher.query("When are visitors welcome?")).hits
    assert {h.passage.source for h in found} == {"visits-2024.md", "letter.md"} and len(found) == 25
    searcher.close()


def test_a_document_named_twice_is_no_version_of_itself(library):
    [one] = [s for s in library.documents() if s.source == "letter.md"]
    with pytest.raises(LibraryError, match=r"letter\.md: nothing else"):
        keeping.decide_versions(library, [one.id, "letter.md"], same=True)
    library.editions.decided.add([Said("letter.md", "letter.md", True)])
    assert "letter.md" in asked(library)


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
    assert set(one) == {"text", "runs", "figures", "periods", "date", "number", "draft", "body"} and len(made("x", text or " ").sketch) < 2000
    assert families([made(n, text or " ") for n in dict.fromkeys(names)], []) is not None


def addressed(name: str, text: str, published: str, url: str, title: str = "Visiting policy") -> Stored:
    document = Document(name, name, text, Metadata(title, "Fenmarsh Trust"), (Block(0, len(text), "paragraph"),))
    return Stored(name, name, "", Metadata(title, "Fenmarsh Trust", url=url, published=published), 1, sketch=sketch(document))


def test_one_address_and_one_title_are_versions_though_most_of_it_was_written_anew():
    old = addressed("a", HOURS, "2024-01-01", "https://www.fenmarsh.example/visits/")
    anew = "Come at any hour. Wear the badge that the desk gives you, and leave food outside the ward. " + HOURS[: len(HOURS) // 3]
    new = addressed("b", anew, "2025-01-01", "http://fenmarsh.example/visits#hours")
    [family] = families([old, new])
    assert family.ids == ("b", "a") and family.settled
    elsewhere = addressed("b", anew, "2025-01-01", "http://fenmarsh.example/other")
    assert families([old, elsewhere]) == [], "at another address its words are too few"
    [seems] = families([old, addressed("b", anew, "2025-01-01", "http://fenmarsh.example/visits", "How to visit")])
    assert not seems.settled, "one title names more than the other"
    assert families([old, addressed("b", anew, "2025-01-01", "http://fenmarsh.example/visits", "Parking charges")]) == [], "each names something of its own"
    quite = addressed("b", "Nothing of it is left, for the ward has gone and its staff with it.", "2025-01-01", "http://fenmarsh.example/visits")
    [asks] = families([old, quite])
    assert not asks.settled, "a reader is asked first"
