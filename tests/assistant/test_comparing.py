"""What changed between two documents: by rules of its own, on the gold pairs, by command, and as files."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.changes.align import said_in
from assistant.changes.compare import compare
from assistant.changes.differing import kinds, worded
from assistant.changes.told import counted
from assistant.errors import AssistantError, NotThereError
from assistant.settings import load_settings
from evals.opened import open_product
from index import keeping
from index.documents.load import load
from index.embed import ToyEmbedder, load_embedder
from index.ingest import index_paths

BEFORE = """# The ferry plan

## Money

The board will spend £4.2 million on the ferry in 2026. The pier stays closed in winter. The review of the quay was accepted in full.

## People

The chair is Ann Smith. The crew should be trained by 4 May 2026. Nobody lost a job.
"""
AFTER = """# The ferry plan, second edition

## People

Nobody lost a job. The chair is Ann Smith. The crew should be trained by 4 May 2027.

## Money

The board will consider spending £4.2 million on the ferry in 2026. The review of the quay was accepted in part. A new slipway opens in June.
"""


@pytest.fixture
def pair(tmp_path):
    """The two as documents of a small library, and the library."""
    for name, text in (("before.md", BEFORE), ("after.md", AFTER)):
        (tmp_path / name).write_text(text)
    product = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder(), quoting=True)
    product.library.index([tmp_path / "before.md", tmp_path / "after.md"])
    yield product
    product.close()


def test_what_changed_is_told_with_what_it_is_and_what_moved_is_not(pair):
    found = pair.comparing.compare("before.md", "after.md").found
    told = {(c.kind, c.before and c.before.text, c.after and c.after.text) for c in found.changes}
    assert told == {
        ("commitment", "The board will spend £4.2 million on the ferry in 2026.", "The board will consider spending £4.2 million on the ferry in 2026."),
        ("verdict", "The review of the quay was accepted in full.", "The review of the quay was accepted in part."),
        ("date", "The crew should be trained by 4 May 2026.", "The crew should be trained by 4 May 2027."),
        ("dropped", "The pier stays closed in winter.", None),
        ("added", None, "A new slipway opens in June."),
    }
    assert found.same == 2 and found.moved >= 1
    assert counted(found).startswith("5 changes: 1 another date, 1 another verdict, 1 more or less firmly promised, 1 new, 1 no longer there. 2 sentences stand in both")
    for change in found.changes:
        for side, name in ((change.before, "before.md"), (change.after, "after.md")):
            if side:
                document = next(pair.library.document(s.id) for s in pair.library.documents() if s.source == name)
                assert document.text[side.start : side.end] == side.text and side.section[-1] in ("Money", "People")


@pytest.mark.parametrize(("before", "after", "wanted"), [
    ("The plan costs £4.2 million.", "The plan costs £4.3 million.", "figure"),
    ("Ten targets remain.", "10 targets remain.", "wording"),
    ("The bid was approved.", "The bid was not approved.", "verdict"),
    ("The number rose.", "The number fell.", "verdict"),
    ("The board will publish the plan.", "The board may publish the plan.", "commitment"),
    ("The board must publish the plan.", "The board should publish the plan.", "commitment"),
    ("It begins in March 2025.", "It begins in April 2025.", "date"),
    ("3. The board met.", "4. The board met.", "wording"),
    ("The trust owes −£4.2m.", "The trust owes £4.2m.", "figure"),
    ("The variance was (4.2).", "The variance was 4.2.", "figure"),
    ("Growth was +2.1%.", "Growth was -2.1%.", "figure"),
    ("Fewer than <5% agreed.", "Fewer than >5% agreed.", "figure"),
    ("It costs $5m.", "It costs €5m.", "figure"),
    ("It costs £4.2 million.", "It costs £4,200,000.", "wording"),
    ("The board agreed the “plan”.", "The board agreed the 'plan'.", "wording"),
    ("It was published on 6 March 2024.", "It was published on the sixth of March 2024.", "wording"),
    ("It was published on 6 March 2024.", "It was published on the seventh of March 2024.", "date"),
    ("It expires on 31 March 2029.", "It expires on the last day of March 2029.", "wording"),
    ("It is debated on 12 September 2024.", "It is debated on 12.09.2024.", "wording"),
    ("Nine in ten complaints were answered.", "90 per cent of complaints were answered.", "wording"),
    ("One tenant in ten pays by post.", "20 per cent of tenants pay by post.", "figure"),
    ("Three fifths of requests were approved.", "60% of requests were approved.", "wording"),
    ("Repairs took 24 hours in 98 per cent of cases.", "In 98 per cent of cases repairs took 24 hours.", "wording"),
    ("It is due within 14 days.", "It is due within a fortnight.", "wording"),
    ("It is due within 21 days.", "It is due within three weeks.", "wording"),
    ("It is due within 21 days.", "It is due within two weeks.", "figure"),
    ("They meet twice a year.", "They meet two times a year.", "wording"),
    ("There will be a single centre.", "There will be one centre.", "wording"),
    ("There will be one centre.", "There will be two centres.", "figure"),
    ("There were 2 nurses in 4 wards.", "There were 3 nurses in 6 wards.", "figure"),
    ("It was 6, and may be moved.", "It was 6, and might be moved.", "wording"),
    ("The inquiry concluded that it knew.", "The inquiry was unable to conclude that it knew.", "verdict"),
])  # fmt: skip
def test_in_what_two_sentences_differ(before, after, wanted):
    assert wanted in kinds(before, after) and (wanted != "wording" or kinds(before, after) == ("wording",))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([f"The board of area {n} agreed the plan of year {n} in full." for n in range(30)]), min_size=1, max_size=12, unique=True), st.randoms())
def test_a_document_whose_sentences_were_only_shuffled_has_no_change(some, random):
    from index.documents.types import Block, Document, Metadata

    def document(sentences):
        text = "\n".join(sentences)
        ends = [len("\n".join(sentences[: n + 1])) for n in range(len(sentences))]
        starts = [0, *(e + 1 for e in ends[:-1])]
        return Document("d", "d.md", text, Metadata(), tuple(Block(a, b, "paragraph") for a, b in zip(starts, ends, strict=True)))

    shuffled = list(some)
    random.shuffle(shuffled)
    found = compare(document(some), document(shuffled), ToyEmbedder())
    assert found.changes == () and found.same == len(some) == len(said_in(document(some)))
    assert found.moved == 0 if shuffled == some else found.moved >= 1


def test_the_pieces_of_a_sentence_are_the_sentence():
    old, new = "The board will spend £4 million.", "The board may spend £5 million now."
    ours, theirs = worded(old, new)
    assert "".join(t for t, _ in ours) == old and "".join(t for t, _ in theirs) == new
    assert next(t.strip() for t, other in theirs if other) == "may" and not any(other for t, other in theirs if "spend" in t)


def test_a_version_that_was_replaced_is_compared_with_the_one_in_its_place(pair, tmp_path):
    (tmp_path / "new.md").write_text(AFTER.replace("slipway", "causeway"))
    keeping.replace(pair.searcher, "after.md", tmp_path / "new.md")
    live = next(s for s in pair.library.documents() if s.source == "after.md")
    [old] = pair.comparing.earlier(live.id)
    found = pair.comparing.compare(old.id, live.id)
    assert [(c.before.text, c.after.text) for c in found.found.changes] == [("A new slipway opens in June.", "A new causeway opens in June.")]
    assert found.before.gone and not found.after.gone
    assert index_paths(pair.searcher, []).files == ()


def test_by_command_names_and_files_are_compared_and_written_down(pair, tmp_path, monkeypatch, capsys):
    from docx import Document as Word

    from assistant.cli import compare as command

    monkeypatch.setattr(command, "services_of", lambda: pair)
    (tmp_path / "beside.md").write_text(AFTER)
    for kind in ("docx", "pdf", "md"):
        command.compare("before.md", str(tmp_path / "beside.md"), tmp_path / f"report.{kind}")
    text = "\n".join(p.text for p in Word(tmp_path / "report.docx").paragraphs)
    assert "accepted in part" in text and "No longer there" in text and "What changed" in text
    assert (tmp_path / "report.pdf").read_bytes()[:4] == b"%PDF" and "**" in (tmp_path / "report.md").read_text()
    capsys.readouterr()
    command.compare("before.md", "after.md", None, True)
    assert len(json.loads(capsys.readouterr().out)["changes"]) == 5
    with pytest.raises(NotThereError, match=r"none\.md"):
        command.compare("before.md", "none.md", None, False)
    with pytest.raises(AssistantError, match="should end in one of"):
        command.compare("before.md", "after.md", Path("x.txt"), False)


def test_a_sentence_in_quite_other_words_in_the_same_place_is_one_and_not_two(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.changes.align.PAIRED", 0.95)  # so that only its place tells it
    between = "# Loans\n\nThe trust has four lenders at Quaymouth.\n\n{}\n\nThe next review of the lenders is in May.\n"
    (tmp_path / "a.md").write_text(between.format("All loan covenants were met with room to spare."))
    (tmp_path / "b.md").write_text(between.format("With room to spare the trust met its loan covenants."))
    (tmp_path / "c.md").write_text(between.format("The harbour master painted the telephone green."))
    (tmp_path / "d.md").write_text(between.format("").rstrip() + "\n\nWith room to spare the trust met its loan covenants.\n")
    embedder = ToyEmbedder()
    a, b, c = (load(tmp_path / f"{name}.md", name) for name in "abc")
    assert [change.kind for change in compare(a, b, embedder).changes] == ["wording"]
    d = load(tmp_path / "d.md", "d")
    assert sorted(change.kind for change in compare(a, d, embedder).changes) == ["added", "dropped"], "elsewhere it is none"
    assert sorted(change.kind for change in compare(a, c, embedder).changes) == ["added", "dropped"]


@pytest.mark.slow
@pytest.mark.parametrize("half", ["development", "test", "second development", "fresh"])
def test_planted_changes_are_found_in_pairs_that_somebody_else_wrote(half):
    from evals.changes import measured
    from index.settings import BUNDLED_MODEL

    out = measured(half, load_embedder(BUNDLED_MODEL))
    assert len(out.found) >= 19 and sum(out.found) / len(out.found) >= 0.95 and sum(out.named) / len(out.named) >= 0.85
    assert out.precision >= 0.5 and out.same >= 50  # docs/changes.md


def test_a_sign_that_changed_is_a_change_and_a_hyphen_is_none(pair, tmp_path):
    (tmp_path / "a.md").write_text("# Accounts\n\nThe variance for the year is (4.2) in all.\n\nThe well-being plan of 10-12 May stands.\n")
    (tmp_path / "b.md").write_text("# Accounts\n\nThe variance for the year is 4.2 in all.\n\nThe well being plan of 10-12 May stands.\n")
    found = pair.comparing.compare(str(tmp_path / "a.md"), str(tmp_path / "b.md")).found
    assert [c.kinds for c in found.changes] == [("figure",)] and found.same == 1


def test_two_documents_that_have_nothing_in_common_are_refused_before_any_work(pair, monkeypatch, tmp_path):
    from assistant.changes import align

    monkeypatch.setattr(align, "MOST", 3)
    for name in "ab":
        (tmp_path / f"{name}.md").write_text("# A\n\n" + "\n\n".join(f"The board of {name} agreed item {n} of its plan." for n in range(5)))
    with pytest.raises(AssistantError, match="too little in common"):
        pair.comparing.compare(str(tmp_path / "a.md"), str(tmp_path / "b.md"))


def test_who_may_not_bring_a_removed_document_back_does_not_see_it_either(pair, tmp_path):
    from contextvars import copy_context

    from assistant.people.acting import Person, act_as
    from index.errors import LibraryError

    (tmp_path / "new.md").write_text(AFTER.replace("slipway", "causeway"))
    keeping.replace(pair.searcher, "after.md", tmp_path / "new.md")
    pair.library.remove(["before.md"])
    gone = {r.why: r.id for r in pair.library.removed()}
    assert pair.library.kept(gone["removed"]) == gone["removed"]
    reader = copy_context()
    reader.run(act_as, Person("ann", "Ann", frozenset({"reader"})))
    assert reader.run(pair.library.kept, gone["replaced"]) == gone["replaced"]
    with pytest.raises(LibraryError):
        reader.run(pair.library.kept, gone["removed"])
