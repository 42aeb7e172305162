"""Indexing runs: what each file became, what is lost when one is bad (nothing), killed runs, two runs at once."""

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from make_files import board_docx, bomb_docx, encrypted_pdf, picture_pdf, report_pdf

from index import keeping
from index.embed import ToyEmbedder
from index.errors import IndexBusyError
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings

TEXTS = {
    "a.md": "# First paper\n\nThe review asked for ten targets at the most.\n",
    "b.md": "# Second paper\n\nPrevention spending should rise over five years.\n",
}


def statuses(report):
    return {f.source: f.status for f in report.files}


def contents(searcher):
    """Everything that lies in the store, leftovers too."""
    got = searcher._store._passages.get()
    rows = zip(got["ids"], got["metadatas"], strict=True)
    return sorted((i, m["document_id"], m["source"], m["start"], m["end"], m["text"]) for i, m in rows)


def test_added_unchanged_updated_removed(toy, tmp_path):
    searcher = toy()
    folder = tmp_path / "files"
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    assert statuses(index_paths(searcher, [folder])) == {"a.md": "added", "b.md": "added"}

    searcher.embedder.encode = None  # an unchanged file costs no embedding
    assert statuses(index_paths(searcher, [folder])) == {"a.md": "unchanged", "b.md": "unchanged"}
    del searcher.embedder.encode

    before = {p[0] for p in contents(searcher) if p[2] == "b.md"}
    (folder / "a.md").write_text(TEXTS["a.md"].replace("ten", "twelve"))
    report = index_paths(searcher, [folder])
    assert statuses(report) == {"a.md": "updated", "b.md": "unchanged"} and report.passages == 1
    texts = [p[5] for p in contents(searcher)]
    assert len(texts) == 2 and any("twelve" in t for t in texts)
    assert {p[0] for p in contents(searcher) if p[2] == "b.md"} == before

    (folder / "b.md").unlink()
    assert statuses(index_paths(searcher, [folder])) == {"b.md": "removed", "a.md": "unchanged"}
    assert [p[2] for p in contents(searcher)] == ["a.md"]


def test_a_changed_sidecar_updates_its_document(toy, tmp_path):
    searcher = toy(TEXTS)
    (tmp_path / "files" / "a.yaml").write_text("publisher: Example Body\n")
    assert statuses(index_paths(searcher, [tmp_path / "files"]))["a.md"] == "updated"
    assert {s.metadata.publisher for s in searcher.documents()} == {"Example Body", None}


def test_the_same_content_under_two_names_is_indexed_once_and_said(toy, tmp_path):
    searcher = toy({**TEXTS, "copy.md": TEXTS["a.md"]})
    [skipped] = [f for f in index_paths(searcher, [tmp_path / "files"]).files if f.status == "skipped"]
    assert skipped.reason == "copy.md: same content as a.md, which is indexed already." and not skipped.failed
    assert len(searcher.documents()) == 2


def test_removing_the_first_of_two_copies_keeps_the_content(toy, tmp_path):
    searcher = toy({**TEXTS, "copy.md": TEXTS["a.md"]})
    (tmp_path / "files" / "a.md").unlink()
    assert statuses(index_paths(searcher, [tmp_path / "files"])) == {"b.md": "unchanged", "copy.md": "moved"}
    assert {s.source for s in searcher.documents()} == {"b.md", "copy.md"}


def test_bad_files_are_named_and_the_rest_go_in(toy, tmp_path):
    searcher = toy(TEXTS)
    folder = tmp_path / "files"
    encrypted_pdf(folder / "locked.pdf")
    picture_pdf(folder / "scan.pdf")
    bomb_docx(folder / "bomb.docx")
    (folder / "fake.docx").write_text("no Word here")
    (folder / "zero.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "odd name — ‘x’ & <b> (1).md").write_text("# Odd\n\nThe odd one goes in as well as the others do.\n")
    report_pdf(folder / "good.pdf")
    board_docx(folder / "good.docx")
    secret = folder / "secret.txt"
    secret.write_text("x" * 50)
    secret.chmod(0)
    report = index_paths(searcher, [folder])
    by_name = statuses(report)
    unreadable = {"locked.pdf", "scan.pdf", "bomb.docx", "fake.docx", "zero.txt"} | ({"secret.txt"} if os.geteuid() else set())
    assert {f.source for f in report.files if f.failed} == unreadable
    assert all(f.reason.startswith(f.source) and f.reason.count("\n") == 0 for f in report.files if f.failed)
    assert by_name["odd name — ‘x’ & <b> (1).md"] == by_name["good.pdf"] == by_name["good.docx"] == "added"
    assert by_name["a.md"] == by_name["b.md"] == "unchanged" and by_name["picture.png"] == "skipped"


@pytest.mark.parametrize("sees", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_scans_are_read_again_once_something_can(toy, tmp_path, sees):
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(Path(__file__).parents[1] / "cases/30-pdf-mostly-scanned-pack-accepted/mixedscan.pdf", own / "pack.pdf")
    searcher = toy()
    searcher.settings = replace(searcher.settings, ocr=False)
    index_paths(searcher, [own])
    (blind,) = searcher.documents()
    assert "not read" in blind.note
    assert statuses(index_paths(searcher, [own])) == {"pack.pdf": "unchanged"}
    searcher.settings = replace(searcher.settings, ocr=sees)
    assert statuses(index_paths(searcher, [own])) == {"pack.pdf": "updated" if sees else "unchanged"}
    (now,) = searcher.documents()
    assert bool(now.note) != sees
    keeping.remove(searcher, ["pack.pdf"])
    assert statuses(index_paths(searcher, [own])) == {"pack.pdf": "skipped"}


def test_a_file_that_turns_bad_leaves_its_old_text_answering(toy, tmp_path):
    searcher = toy(TEXTS)
    (tmp_path / "files" / "a.md").write_bytes(b"")
    report = index_paths(searcher, [tmp_path / "files"])
    assert statuses(report) == {"a.md": "skipped", "b.md": "unchanged"}
    assert "ten targets" in searcher.search(searcher.query("targets"), 1)[0].passage.text


def test_missing_and_empty_folders_are_said(toy, tmp_path):
    (tmp_path / "empty").mkdir()
    report = index_paths(toy(), [tmp_path / "empty", tmp_path / "nowhere"])
    assert [f.failed for f in report.files] == [True, True]
    assert "holds no files" in report.files[0].reason and "no such file or folder" in report.files[1].reason


def test_names_inside_folders_keep_their_path(toy, tmp_path):
    searcher = toy(TEXTS)
    (tmp_path / "files" / "sub").mkdir()
    (tmp_path / "files" / "sub" / "a.md").write_text("# Third\n\nQuite another paper under the same name.\n")
    (tmp_path / "files" / ".hidden.md").write_text("# Hidden\n\nNot for indexing at all.\n")
    index_paths(searcher, [tmp_path / "files"])
    assert sorted(s.source for s in searcher.documents()) == ["a.md", "b.md", "sub/a.md"]


def test_a_second_run_waits_or_says_so(toy, tmp_path):
    searcher = toy(TEXTS)
    lock = FileLock(searcher.settings.data_dir / "write.lock", thread_local=False)
    impatient = Searcher(replace(searcher.settings, lock_seconds=0.2), ToyEmbedder())
    told = []
    with lock, pytest.raises(IndexBusyError, match="Another run is still writing"):
        index_paths(impatient, [tmp_path / "files"], waiting=lambda: told.append(1))
    assert told == [1]
    patient = Searcher(replace(searcher.settings, lock_seconds=30), ToyEmbedder())
    lock.acquire()
    threading.Timer(0.3, lock.release).start()
    assert index_paths(patient, [tmp_path / "files"]).count("unchanged") == 2
    impatient.close()
    patient.close()


def _many(folder: Path, count: int) -> Path:
    folder.mkdir()
    for n in range(count):
        body = "\n\n".join(
            f"Paper {n}, point {m}: the board of area {n} set priority {m} and reported on it in full that year." for m in range(12)
        )
        (folder / f"paper-{n:02}.md").write_text(f"# Paper number {n}\n\n{body}\n")
    return folder


def _start(data: Path, folder: Path, place: dict[str, str]) -> subprocess.Popen:
    environment = {**os.environ, "ICS_EMBEDDING_MODEL": "toy", **{f"ICS_{name.upper()}": value for name, value in place.items()}}
    command = [sys.executable, "-c", "import app; app.cli()", "--data-dir", str(data), "index", str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_finishes_the_work(tmp_path, new_place):
    folder = _many(tmp_path / "papers", 40)
    kills = 20 if new_place is dict else 6

    def opened(data, place):
        return Searcher(IndexSettings(data, embedding_model="toy", **place), ToyEmbedder())

    whole, place = tmp_path / "whole", new_place()
    began = time.perf_counter()
    assert _start(whole, folder, place).wait() == 0
    usual = time.perf_counter() - began
    undisturbed = opened(whole, place)
    expected = contents(undisturbed)
    undisturbed.close()
    assert len({p[1] for p in expected}) == 40
    rng = random.Random(20231114)
    partial = 0
    for n in range(kills):
        data, place = tmp_path / f"killed-{n}", new_place()
        process = _start(data, folder, place)
        time.sleep(usual * rng.uniform(0.3, 1.0))  # a moment in the run, not a wait for one
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = opened(data, place)  # what a killed run leaves opens and answers, with whole documents only
        live = left.documents()
        partial += 0 < len(live) < 40
        if live:
            assert left.search(left.query("priority of the board"), 3)
        counts = {s.id: s.passages for s in live}
        found = [p.document_id for p in left._store.all_passages()]
        assert all(found.count(i) == count for i, count in counts.items())
        left.close()
        assert _start(data, folder, place).wait() == 0
        again = opened(data, place)
        assert contents(again) == expected
        again.close()
    assert partial >= kills / 4, "too few kills fell inside the run to prove anything"


@pytest.mark.slow
def test_two_runs_at_once_leave_one_good_index(tmp_path, place):
    folder = _many(tmp_path / "papers", 20)
    data = tmp_path / "data"
    runs = [_start(data, folder, place) for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    searcher = Searcher(IndexSettings(data, embedding_model="toy", **place), ToyEmbedder())
    assert len(searcher.documents()) == 20 and len({p[0] for p in contents(searcher)}) == len(contents(searcher))
    assert index_paths(searcher, [folder]).count("unchanged") == 20
    searcher.close()


def _open_all(folders, places, together, failures):
    from index.store.chroma import Store

    for folder, place in zip(folders, places, strict=True):
        together.wait()
        try:
            Store.open(IndexSettings(folder, embedding_model="toy", **place), "toy").close()
        except Exception as error:
            failures.put(str(error))


def test_processes_that_create_an_index_at_the_same_moment_do_not_break_it(tmp_path, new_place):
    context = multiprocessing.get_context("spawn")
    together, failures = context.Barrier(3), context.Queue()
    folders, places = [tmp_path / str(n) for n in range(8)], [new_place() for _ in range(8)]
    runs = [context.Process(target=_open_all, args=(folders, places, together, failures)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0, 0] and failures.empty()
