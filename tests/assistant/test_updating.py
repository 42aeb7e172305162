"""A data folder that an earlier version made, opened by this one: nothing that readers added, set or decided is lost or changed,
and what this version brings of its own takes the place of the old.

`tests/kept/data-3f70195.zip` was made by `tests/kept/make.py` with the code of that commit: before the record of who did what,
and before texts were kept in pieces.
"""

import shutil
from zipfile import ZipFile

import pytest
from conftest import ROOT

from assistant.answer.feedback import read
from assistant.settings import load_settings
from assistant.ui.paper_state import read_kept
from assistant.ui.readiness import Readiness
from evals.opened import open_product
from index.embed import ToyEmbedder

OWN = {"pier.md", "ferry.md", "quay.md"}
QUESTION = "Will the harbour board of Quaymouth paint the pier green by July 2026?"


@pytest.fixture
def updated(tmp_path):
    """`updated(library)`: the product over the kept folder, made ready as at a start, with the starter library of that folder."""
    made = []

    def product(library=ROOT / "library"):
        if not (tmp_path / "data").exists():
            with ZipFile(ROOT / "tests" / "kept" / "data-3f70195.zip") as pack:
                pack.extractall(tmp_path)
        made.append(open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=library), ToyEmbedder(), quoting=True))
        ready = Readiness(made[-1])
        ready._make_ready()
        assert ready.note is None and ready.error is None
        return made[-1]

    yield product
    for one in made:
        one.close()


def own(product):
    return {s.source: s for s in product.library.documents() if not s.voiced}


def test_all_that_readers_added_set_and_decided_is_there(updated):
    product = updated()
    assert set(own(product)) == OWN
    assert own(product)["pier.md"].metadata.publisher == "Quaymouth Harbour Board"
    assert "6,400" in product.library.document(own(product)["ferry.md"].id).text
    removed = {(r.source, r.why): r for r in product.library.removed() if r.source in {*OWN, "mole.md"}}
    assert set(removed) == {("mole.md", "removed"), ("ferry.md", "replaced"), ("pier.md", "replaced")}
    product.library.restore([removed["mole.md", "removed"].id])
    assert "ninety metres" in product.library.document(own(product)["mole.md"].id).text
    [row] = [r for r in product.ledger.ledger().rows if r.id.startswith("added-")]
    assert (row.title, row.recommendation) == ("Tide tables", "Publish tide tables each quarter.")
    assert product.ledger.evidence(row.steps[0], row).quote.startswith("We recommend that the harbour board")
    [pinned] = product.keeping.conversations.pinned("local")
    assert pinned.answer and "green" in pinned.answer.citations[0].quote
    [paper] = product.keeping.papers.papers("local")
    assert read_kept(paper.state).brief.title == "The pier" and read_kept(paper.state).drafted
    assert [t.reason for t in read(product.settings.data_dir)] == ["as it was"]
    assert product.keeping.record.verify().entries == 0 and not product.keeping.record.verify().wrong
    assert any("green" in c.quote for c in product.asking.ask(QUESTION).citations)


def test_a_new_starter_library_takes_the_place_of_the_old_wherever_it_lies(updated, tmp_path):
    shutil.copytree(ROOT / "library", tmp_path / "new", ignore=shutil.ignore_patterns("__pycache__"))
    names = sorted(p.name for p in (tmp_path / "new").glob("[0-9]*.md"))
    changed, gone = names[0], names[1]
    (tmp_path / "new" / changed).write_text((tmp_path / "new" / changed).read_text("utf-8") + "\n\n## A new part\n\n[commentary, 3 May 2026] The mayor of Quaymouth asked for a second pier.\n", "utf-8")
    (tmp_path / "new" / gone).unlink()
    product = updated(tmp_path / "new")
    digests = [s for s in product.library.documents() if s.voiced]
    assert sorted(s.source for s in digests) == sorted(set(names) - {gone}), "each once, the one that no longer ships gone"
    assert "second pier" in product.library.document(next(s.id for s in digests if s.source == changed)).text
    assert set(own(product)) == OWN and own(product)["pier.md"].metadata.publisher == "Quaymouth Harbour Board"
    before = product.library.version()
    product.close()
    assert updated(tmp_path / "new").library.version() == before, "the second start changes nothing"


def test_a_second_copy_of_the_library_takes_the_place_of_the_first_though_that_is_there(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for file in sorted((ROOT / "library").glob("0[1-3]*.md")):
            shutil.copy(file, tmp_path / name)
        for file in ("recommendations.yaml", "sources.yaml"):
            shutil.copy(ROOT / "library" / file, tmp_path / name)
    counts = []
    for name in ("a", "b", "b", "a"):
        product = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / name), ToyEmbedder(), quoting=True)
        product.library.index_starter()
        counts.append((len(product.library.documents()), len(product.library.removed())))
        product.close()
    assert counts[0][0] >= 3 and set(counts) == {(counts[0][0], 0)}
