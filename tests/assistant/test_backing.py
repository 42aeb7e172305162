"""The runbook: back up while it runs, lose the folder, read it back, same answers; on SQLite and on PostgreSQL."""

import json
import os
import shutil
import stat
import threading
from zipfile import ZipFile

import pytest

from assistant.answer.records import ask_record
from assistant.errors import AssistantError
from assistant.people.keys import Keys
from assistant.services.backing import back_up, read_back
from assistant.settings import load_settings
from evals.opened import open_product
from index.embed import ToyEmbedder
from index.errors import StoreError
from index.search.handle import IndexHandle
from index.store import moving

QUESTION = "Will the harbour board of Quaymouth paint the pier 7 green by July 2026?"


def documents(folder, count, begin=0):
    folder.mkdir(exist_ok=True)
    for n in range(begin, begin + count):
        (folder / f"pier{n}.md").write_text(f"# The pier {n} report\n\nThe harbour board of Quaymouth will paint the pier {n} green by July 2026.\n")
    return folder


def told(product):
    answer = ask_record("1", product.asking.ask(QUESTION))
    return {k: v for k, v in answer.items() if k != "timings_ms"}


@pytest.fixture
def opened(tmp_path, database_url):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    made = []

    def product(address=database_url):
        settings = load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none", database_url=address)
        made.append(open_product(settings, ToyEmbedder(), quoting=True))
        return made[-1]

    yield product
    for one in made:
        one.close()


def test_backed_up_while_it_runs_lost_and_read_back_it_answers_the_same(opened, tmp_path, database_url, request):
    product = opened()
    product.library.add(sorted(documents(tmp_path / "docs", 12).iterdir()))
    product.library.remove(["pier3.md"])
    answer = product.asking.ask(QUESTION)
    talk = product.keeping.conversations.add("local", None, answer).conversation
    product.keeping.record.add("asked")
    key = Keys(product.settings.data_dir).add("tool", ("reader",))
    before = told(product)

    busy = threading.Thread(target=lambda: product.library.add(sorted(documents(tmp_path / "more", 6, 100).iterdir())))
    busy.start()
    file = tmp_path / "kept.zip"
    index = IndexHandle(product.settings.index(), ToyEmbedder())
    assert back_up(product.settings, index, file) > 12
    index.close()
    busy.join()
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600 and not list(tmp_path.glob(".*.part"))
    with ZipFile(file) as pack:
        assert not [n for n in pack.namelist() if "session.key" in n or "uploading" in n or "conversations.sqlite" in n]
    product.close()
    shutil.rmtree(tmp_path / "data")

    address = request.getfixturevalue("postgres").database() if database_url else None
    settings = load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none", database_url=address)
    assert read_back(settings, file)["index"] == "within"
    again = opened(address)
    assert told(again) == before
    names = {s.source for s in again.library.documents()}
    assert names >= {f"pier{n}.md" for n in range(12) if n != 3} and "pier3.md" not in names and (names & {f"pier{n}.md" for n in range(100, 106)}) in (set(), {f"pier{n}.md" for n in range(100, 106)})
    assert again.keeping.conversations.turns("local", talk)[0].answer == answer
    assert again.keeping.record.verify().entries == 1 and not again.keeping.record.verify().wrong
    assert Keys(settings.data_dir).person(key).name == "tool"
    again.library.restore([r.id for r in again.library.removed()])
    again.library.add(sorted(documents(tmp_path / "docs", 1, 50).iterdir())[-1:])
    assert {"pier3.md"} <= {s.source for s in again.library.documents()}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("into", ["server", "folder"])
def test_an_index_on_a_chroma_server_is_in_the_backup_and_goes_into_an_empty_one_alone(tmp_path, chroma, database_url, into):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    given = {"embedding_model": "toy", "library_dir": tmp_path / "none"}
    there = load_settings(data_dir=tmp_path / "data", **given, **chroma.database())
    product = open_product(there, ToyEmbedder(), quoting=True)
    product.library.add(sorted(documents(tmp_path / "docs", 12).iterdir()))
    product.library.remove(["pier3.md"])
    before, count = told(product), len(product.library.documents())
    back_up(there, product.index, tmp_path / "kept.zip")
    product.close()
    shutil.rmtree(tmp_path / "data")
    with pytest.raises(StoreError, match="holds an index already"):
        read_back(there, tmp_path / "kept.zip")
    shutil.rmtree(tmp_path / "data", ignore_errors=True)
    again = load_settings(data_dir=tmp_path / "data", **given, **(chroma.database() if into == "server" else {}))
    assert read_back(again, tmp_path / "kept.zip")["index"] == "on a server"
    back = open_product(again, ToyEmbedder(), quoting=True)
    assert told(back) == before and len(back.library.documents()) == count
    back.library.restore([r.id for r in back.library.removed()])
    assert "pier3.md" in {s.source for s in back.library.documents()}
    back.close()


def test_what_could_not_be_read_back_whole_leaves_no_half_of_an_index(tmp_path, chroma):
    here, again = ({"data_dir": tmp_path / name, "embedding_model": "toy", **chroma.database()} for name in ("data", "again"))
    product = open_product(load_settings(**here), ToyEmbedder(), quoting=True)
    product.library.add(sorted(documents(tmp_path / "docs", 3).iterdir()))
    lines = list(moving.dumped(load_settings(**here).index()))
    product.close()
    named = [json.loads(line)["collection"] for line in lines if '"collection"' in line]
    assert named[-1].endswith("_documents") and len(named) > 3, "what makes a document live comes last"
    empty = load_settings(**again)
    with pytest.raises(ValueError):
        moving.filled(empty.index(), [*lines[:-1], "torn"])
    moving.filled(empty.index(), lines)
    back = open_product(empty, ToyEmbedder(), quoting=True)
    assert {s.source for s in back.library.documents()} == {"pier0.md", "pier1.md", "pier2.md"}
    back.close()


def test_an_index_of_a_folder_is_not_read_back_for_a_server(opened, tmp_path, chroma):
    product = opened()
    product.library.add(sorted(documents(tmp_path / "docs", 1).iterdir()))
    back_up(product.settings, product.index, tmp_path / "kept.zip")
    there = load_settings(data_dir=tmp_path / "there", **chroma.database())
    with pytest.raises(AssistantError, match="ICS_CHROMA_URL names a server"):
        read_back(there, tmp_path / "kept.zip")
    assert not (tmp_path / "there").exists()


def test_nothing_is_written_over_and_what_is_no_backup_is_named(opened, tmp_path):
    product = opened()
    product.library.add(sorted(documents(tmp_path / "docs", 1).iterdir()))
    index = IndexHandle(product.settings.index(), ToyEmbedder())
    back_up(product.settings, index, tmp_path / "kept.zip")
    with pytest.raises(AssistantError, match="there already"):
        back_up(product.settings, index, tmp_path / "kept.zip")
    with pytest.raises(AssistantError, match="data folder itself"):
        back_up(product.settings, index, tmp_path / "data" / "kept.zip")
    with pytest.raises(AssistantError, match="holds something already"):
        read_back(product.settings, tmp_path / "kept.zip")
    index.close()
    product.close()
    empty = load_settings(data_dir=tmp_path / "empty")
    (tmp_path / "no.zip").write_text("no zip")
    with ZipFile(tmp_path / "evil.zip", "w") as pack:
        pack.writestr("about.json", "{}")
        pack.writestr("database.jsonl", "")
        pack.writestr("data/session.key", "a key that somebody else knows")
        pack.writestr("data/../../outside.txt", "x")
    for name in ("no.zip", "evil.zip", "none.zip"):
        with pytest.raises(AssistantError, match="cannot be read as a backup"):
            read_back(empty, tmp_path / name)
    assert not (tmp_path / "empty" / "session.key").exists() and not (tmp_path / "outside.txt").exists() and not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ten_thousand_passages_are_backed_up_while_others_come_in_and_read_back_whole(opened, tmp_path):
    product, folder = opened(), tmp_path / "many"
    folder.mkdir()
    for n in range(40):
        lines = [f"The harbour board of area {n}, {k} will paint pier {n * 1000 + k} in colour {k * 7919 % 997} and see that its lamps, rails, steps and boards are mended by the end of the year that follows, with a note to the keeper of each.\n" for k in range(260)]
        (folder / f"area{n}.md").write_text(f"# Area {n}\n\n" + "\n".join(lines))
    product.library.index([folder])
    passages = sum(s.passages for s in product.library.documents())
    assert passages >= 10_000
    busy = threading.Thread(target=lambda: product.library.add(sorted(documents(tmp_path / "more", 3, 100).iterdir())))
    busy.start()
    index = IndexHandle(product.settings.index(), ToyEmbedder())
    back_up(product.settings, index, tmp_path / "kept.zip")
    index.close()
    busy.join()
    sample = {s.id: product.library.document(s.id).text for s in product.library.documents() if s.source.startswith("area")}
    product.close()
    shutil.rmtree(tmp_path / "data")
    again = load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none")
    read_back(again, tmp_path / "kept.zip")
    back = opened(None)
    kept = [s for s in back.library.documents() if s.source.startswith("area")]
    assert len(kept) == 40 and sum(s.passages for s in kept) == sum(len(back.searcher.of_document(s.id)) for s in kept) >= 10_000
    assert len(sample) == 40 and {i: back.library.document(i).text for i in sample} == sample
    assert any("pier 7031 " in h.passage.text for h in back.asking.search("Which colour will pier 7031 be painted?", k=10))
