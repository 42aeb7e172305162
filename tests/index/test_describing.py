"""What a reader says a document is: kept beside its file, read with it, and taken away again."""

import pytest

from index.describing import describe, undescribe
from index.embed import ToyEmbedder
from index.errors import IndexingError
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings

TEXT = "A plan for the coming winter\n\n" + "The board agreed that beds open in May and close in June. " * 10


@pytest.fixture
def searcher(tmp_path):
    opened = Searcher(IndexSettings(tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "ships"), ToyEmbedder())
    (tmp_path / "ships").mkdir()
    (tmp_path / "a.txt").write_text(TEXT)
    index_paths(opened, [tmp_path / "a.txt"])
    yield opened
    opened.close()


def only(searcher):
    [stored] = searcher.documents()
    return stored.metadata


def test_what_is_said_is_kept_beside_the_file_and_can_be_taken_away(searcher, tmp_path):
    describe(searcher, "a.txt", {"publisher": "Example Trust", "authors": "Ann Lee; Bob Ray", "published": "14 May 2024"})
    m = only(searcher)
    assert (m.title, m.publisher, m.authors, m.published) == ("A plan for the coming winter", "Example Trust", ("Ann Lee", "Bob Ray"), "2024-05-14")
    describe(searcher, "a.txt", {"kind": "progress", "title": ""})
    assert (only(searcher).kind, only(searcher).publisher, only(searcher).title) == ("progress", "Example Trust", m.title)
    assert "publisher: Example Trust" in (tmp_path / "a.txt.yaml").read_text()
    [passage] = {p.metadata.publisher for p in searcher.of_document(searcher.documents()[0].id)}
    assert passage == "Example Trust"
    undescribe(searcher, "a.txt")
    assert only(searcher).publisher is None and not (tmp_path / "a.txt.yaml").exists()


@pytest.mark.parametrize(("said", "why"), [({"published": "31.31"}, "date '31.31'"), ({"kind": "gossip"}, "kind 'gossip'")])
def test_what_cannot_be_so_is_refused_and_nothing_is_written(searcher, tmp_path, said, why):
    with pytest.raises(IndexingError, match=why):
        describe(searcher, "a.txt", said)
    assert not (tmp_path / "a.txt.yaml").exists() and only(searcher).published is None


def test_a_file_of_the_readers_own_is_not_taken_away(searcher, tmp_path):
    (tmp_path / "a.txt.yaml").write_text("publisher: Mine\n")
    with pytest.raises(IndexingError, match="nothing was said of it"):
        undescribe(searcher, "a.txt")
    (tmp_path / "a.txt").unlink()
    with pytest.raises(IndexingError, match="its file is gone"):
        describe(searcher, "a.txt", {"title": "X"})
    with pytest.raises(IndexingError, match="No document called"):
        describe(searcher, "b.txt", {"title": "X"})
