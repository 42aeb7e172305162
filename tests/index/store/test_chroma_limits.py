"""What Chroma is asked at once stays within the least of its limits, and what an earlier version wrote is read."""

import pytest
from chromadb.api.models.Collection import Collection

from index import keeping
from index.ingest import index_paths
from index.store.patience import AT_ONCE
from index.store.records import document_in

LARGEST = 8192
"""Bytes of a value."""
HEADINGS = "\n".join(f"{'#' * level} {f'Heading {level} of a very long kind ' * 40}" for level in range(1, 7))
WORDS = "".join(f"The board of area {n} agreed plan {n * 7919 % 1009} in year {n}, 計画は承認された。\n\n" for n in range(1, 1700))


@pytest.fixture
def calls(monkeypatch):
    """(name, how many records, what was given) of every call to a collection."""
    made = []

    def watched(name):
        real = getattr(Collection, name)

        def call(self, *given, **asked):
            got = real(self, *given, **asked)
            made.append((name, len(asked.get("ids") or (got["ids"] if name == "get" else ())), asked))
            return got

        return call

    for name in ("upsert", "get", "delete", "update"):
        monkeypatch.setattr(Collection, name, watched(name))
    return made


def test_no_call_and_no_value_is_larger_than_chroma_takes(toy, place, calls, tmp_path):
    searcher = toy({"long.md": f"---\ntitle: {'Plans ' * 3000}\n---\n{HEADINGS}\n\n{WORDS}"})
    [stored] = searcher.documents()
    assert stored.passages > 2 * AT_ONCE
    document = searcher.document(stored.id)
    assert document and "plan 1008 " in document.text and len(document_in(document)) > LARGEST
    keeping.remove(searcher, [stored.id])
    assert searcher.documents() == []
    keeping.restore(searcher, [stored.id])
    assert searcher.document(stored.id) == document, "every piece of it came back"
    written = [(n, given) for name, n, given in calls if name == "upsert"]
    assert max(n for n, _ in written) <= AT_ONCE
    values = [v for _, given in written for fields in given.get("metadatas") or () for v in fields.values()]
    assert max(len(v.encode()) for v in values if isinstance(v, str)) <= LARGEST
    if place:
        assert max(n for name, n, _ in calls if name in ("get", "delete")) <= AT_ONCE
        assert all("limit" in given or "ids" in given or "documents" in given["include"] for name, _, given in calls if name == "get")


def test_texts_that_an_earlier_version_kept_in_one_record_are_read_removed_and_restored(toy):
    """As version 0.9 wrote them: the whole text in one value, of the live and of the removed."""
    searcher = toy({"a.md": f"# Plans\n\n{WORDS}", "b.md": "# Others\n\nThe board of another area agreed nothing."})
    a, b = sorted(searcher.documents(), key=lambda s: s.source)
    texts = {s.id: searcher.document(s.id) for s in (a, b)}
    with searcher.locked() as store:
        live = store._parts[1]
        live.drop(where={"of": {"$ne": ""}})
        for s in (a, b):
            live.put([s.id], [{"record": document_in(texts[s.id])}])
    assert searcher.document(a.id) == texts[a.id]
    keeping.remove(searcher, [b.id])
    with searcher.locked() as store:
        *_, removed, pieces = store._parts
        about = dict(removed.rows(ids=[b.id]))[b.id]
        pieces.drop(where={"of": {"$ne": ""}})
        removed.put([b.id], [{**about, "record": document_in(texts[b.id])}])
    keeping.restore(searcher, [b.id])
    assert searcher.document(b.id) == texts[b.id]
    keeping.remove(searcher, [a.id])
    keeping.restore(searcher, [a.id])
    assert searcher.document(a.id) == texts[a.id]
    assert {f.status for f in index_paths(searcher, [searcher.settings.data_dir.parent / "files"]).files} == {"unchanged"}


def test_a_text_that_another_process_is_taking_away_is_none(toy):
    searcher = toy({"long.md": f"# Plans\n\n{WORDS}"})
    [stored] = searcher.documents()
    with searcher.locked() as store:
        store._parts[1].delete(ids=[f"{stored.id}.1"])
        assert store.document(stored.id) is None
