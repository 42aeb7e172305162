"""A document known by its catalogue title: what it does not state of itself."""

from pathlib import Path

import pytest

from index.documents.catalogue import named
from index.documents.types import Document, Metadata
from index.ingest import index_paths

ENTRY = """
- {id: one, title: 'Turning the ship around: what systems need', publisher: The Fenmarsh Institute (FI), date: '2023-04-05', kind: commentary, licence: null, open: false, url: 'https://example.org/ship'}
- {id: two, title: Annual report, publisher: Elsewhere, date: '2023-04-05', kind: review, licence: null, open: false, url: null}
"""
TITLE = "Turning the ship around: what systems need"


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "sources.yaml").write_text(ENTRY)
    return folder


def document(**said):
    return Document("d", "d.md", "Text.", Metadata(**said), ())


def test_a_title_of_the_catalogue_says_who_and_when(library):
    found = named(document(title="Turning the Ship Around: what systems need"), library).metadata
    assert (found.publisher, found.published, found.kind, found.url) == ("The Fenmarsh Institute (FI)", "2023-04-05", "commentary", "https://example.org/ship")
    assert found.title == "Turning the Ship Around: what systems need"


@pytest.mark.parametrize(
    "said",
    [
        {"title": "Turning the ship around"},
        {"title": "Annual report"},
        {"title": TITLE, "publisher": "Another body"},
        {"title": TITLE, "published": "2024-01-01"},
        {},
    ],
)
def test_what_is_not_plainly_that_document_stays_as_it_is(library, said):
    assert named(document(**said), library) == document(**said)


def test_what_a_document_states_goes_before_the_catalogue(library):
    found = named(document(title=TITLE, publisher="The Fenmarsh Institute", published="2023-04", kind="review"), library).metadata
    assert (found.publisher, found.published, found.kind) == ("The Fenmarsh Institute", "2023-04", "review")


@pytest.mark.parametrize("content", [None, "- nonsense", "{", "- {title: 3}"])
def test_without_a_catalogue_nothing_is_known(tmp_path, content):
    if content is not None:
        (tmp_path / "sources.yaml").write_text(content)
    assert named(document(title=TITLE), tmp_path) == document(title=TITLE)
    assert named(document(title=TITLE), None) == document(title=TITLE)


def test_an_added_file_is_known_when_it_is_indexed(toy, tmp_path):
    searcher = toy({"02-digest.md": "# A digest\n\nOf something.\n", "sources.yaml": ENTRY})
    own = tmp_path / "own"
    own.mkdir()
    (own / "ship.md").write_text(f"# {TITLE}\n\nThe ship turns slowly, says the institute of the fen.\n")
    index_paths(searcher, [own])
    (found,) = [s for s in searcher.documents() if s.source == "ship.md"]
    assert found.metadata.publisher == "The Fenmarsh Institute (FI)" and not found.vouched
    assert Path(found.path) == own / "ship.md"
