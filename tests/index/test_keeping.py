"""Nothing lost: folders that go, uploads of one name, removing, restoring, forgetting, versions, reading apart, broken stores."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.ledger.statements import Statements
from index import keeping
from index.documents.isolated import IsolatedLoader
from index.documents.load import load
from index.embed import ToyEmbedder
from index.errors import DamagedIndexError, LibraryError, LoadError, StoreError
from index.ingest import index_paths
from index.rebuilding import heal, set_aside
from index.search.searcher import Searcher
from index.settings import IndexSettings, LoadLimits
from index.store.look import look
from index.store.tokens import TokenStore

PAPERS = {f"p{n}.md": f"# Paper {n}\n\nThe board of area {n} approved plan number {n} at its meeting.\n" for n in range(5)}


def statuses(report):
    return {f.source: f.status for f in report.files}


@pytest.fixture
def share(tmp_path):
    """A shared folder with five papers, two of them in a folder inside it."""
    root = tmp_path / "share"
    (root / "inner").mkdir(parents=True)
    for n, (name, text) in enumerate(PAPERS.items()):
        (root / ("inner" if n > 2 else "") / name).write_text(text)
    return root


# folders


@pytest.mark.parametrize("fate", ["moved away", "empty", "most gone"])
def test_a_folder_that_is_away_removes_nothing_and_says_how_to_confirm(toy, share, tmp_path, fate):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    if fate == "moved away":
        share.rename(tmp_path / "elsewhere")
    elif fate == "empty":
        shutil.rmtree(share)
        share.mkdir()
    else:
        for path in sorted(share.rglob("*.md"))[:3]:
            path.unlink()
    report = index_paths(searcher, [share])
    [said] = [f for f in report.files if f.failed]
    gone = 3 if fate == "most gone" else 5
    assert len(searcher.documents()) == 5 and report.count("kept") == gone and not report.count("removed")
    assert f"{gone} of 5 documents would go" in said.reason and f"index {share} --prune" in said.reason
    pruned = index_paths(searcher, [share], prune=True)
    assert pruned.count("removed") == gone and len(searcher.documents()) == 5 - gone
    assert not [f for f in pruned.files if f.failed and "no such file" in f.reason]
    assert len(searcher.removed()) == gone  # even so they can be brought back


def test_a_share_inside_that_is_away_removes_nothing_of_it(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    for path in (share / "inner").iterdir():
        path.unlink()  # what an empty mount point looks like
    report = index_paths(searcher, [share])
    assert report.count("kept") == 2 and len(searcher.documents()) == 5


def test_a_few_files_that_go_are_removed_as_before(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    (share / "p0.md").unlink()
    assert statuses(index_paths(searcher, [share]))["p0.md"] == "removed"
    [removed] = searcher.removed()
    assert (removed.source, removed.why) == ("p0.md", "gone")


# uploads


def _upload(tmp_path, text, name="plan.md", at="1"):
    path = tmp_path / f"upload-{at}" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_an_upload_of_anothers_name_waits_for_a_word_and_nothing_is_lost(toy, tmp_path):
    searcher = toy(ships=False)
    keeping.add_files(searcher, [_upload(tmp_path, "# Plan\n\nThe first plan of the county is here.\n")])
    [first] = searcher.documents()
    report = keeping.add_files(searcher, [_upload(tmp_path, "# Plan\n\nAnother plan altogether, from elsewhere.\n", at="2")])
    assert [f.waits for f in report.files] == [True] and "keep both" in report.files[0].reason
    assert searcher.documents() == [first] and Path(first.path).exists()
    [waiting] = keeping.waiting(searcher)
    assert keeping.add_files(searcher, [waiting], "both").count("added") == 1
    assert keeping.waiting(searcher) == []
    names = sorted(s.source for s in searcher.documents())
    assert len(names) == 2 and names[0].startswith("plan (added ") and names[1] == "plan.md"


def test_a_replaced_version_can_be_brought_back(toy, tmp_path):
    searcher = toy(ships=False)
    keeping.add_files(searcher, [_upload(tmp_path, "# Plan\n\nThe first plan of the county is here.\n")])
    second = _upload(tmp_path, "# Plan\n\nAnother plan altogether, from elsewhere.\n", at="2")
    keeping.add_files(searcher, [second])
    assert statuses(keeping.add_files(searcher, keeping.waiting(searcher), "replace")) == {"plan.md": "updated"}
    [now], [old] = searcher.documents(), searcher.removed()
    assert "Another plan" in searcher.document(now.id).text and (old.source, old.why) == ("plan.md", "replaced")
    keeping.restore(searcher, ["plan.md"])
    [back] = searcher.documents()
    assert back.id == old.id and "first plan" in searcher.document(back.id).text
    assert [r.id for r in searcher.removed()] == [now.id] and keeping.waiting(searcher) == []


# removing, restoring, forgetting


def test_what_is_removed_does_not_answer_nor_come_back_by_itself_and_is_restored_whole(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    before = {p.id for p in searcher.of_document(next(s.id for s in searcher.documents() if s.source == "p1.md"))}
    [gone] = keeping.remove(searcher, ["p1.md"])
    assert "p1.md" not in {h.passage.source for h in searcher.search(searcher.query("plan number 1"), 10)}
    again = index_paths(searcher, [share])
    [said] = [f for f in again.files if f.source == "p1.md"]
    assert said.status == "skipped" and f"restore {gone.id}" in said.reason and not said.failed
    keeping.restore(searcher, ["p1.md"])
    assert {p.id for p in searcher.of_document(gone.id)} == before and searcher.removed() == []
    assert set(statuses(index_paths(searcher, [share])).values()) == {"unchanged"}


def test_a_removed_file_that_is_named_is_added_again(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    keeping.remove(searcher, ["p1.md"])
    assert statuses(index_paths(searcher, [share / "p1.md"])) == {"p1.md": "added"} and searcher.removed() == []


@pytest.mark.parametrize("live", [True, False])
def test_nothing_of_a_forgotten_document_is_left_in_the_data_folder(toy, share, tmp_path, live):
    searcher = toy(ships=False)
    name = "Zebedee Quillfeather"
    index_paths(searcher, [share])
    for n in (1, 2):
        file = _upload(tmp_path, f"# Complaint\n\n{name} wrote to the board {n} times about the noise.\n", "complaint.md", str(n))
        keeping.add_files(searcher, [file])
        keeping.add_files(searcher, keeping.waiting(searcher), "replace")
    assert searcher.search(searcher.query("Quillfeather"), 1)[0].passage.source == "complaint.md"
    if not live:
        keeping.remove(searcher, ["complaint.md"])
    assert len(keeping.forget(searcher, ["complaint.md"])) == 2, "the version that was replaced goes too"
    assert len(searcher.documents()) == 5 and searcher.search(searcher.query("plan number 1"), 1)
    if not searcher.settings.chroma_url:
        searcher.close()
        data = searcher.settings.data_dir
        for word in ("Quillfeather", "quillfeath", "complaint"):
            holding = [p for p in data.rglob("*") if p.is_file() and word.encode() in p.read_bytes()]
            assert holding == [], word


def test_what_a_reader_asks_of_a_document_that_is_not_there_is_refused_by_name(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    with pytest.raises(LibraryError, match=r"No document called 'x\.md' is in the library"):
        keeping.remove(searcher, ["p1.md", "x.md"])
    assert len(searcher.documents()) == 5, "all or nothing"


@pytest.mark.skipif(os.name != "posix", reason="systems without owners")
def test_nobody_else_may_read_the_data_folder(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    data = searcher.settings.data_dir
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in data.rglob("*") if p.is_file()} == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in data.rglob("*") if p.is_dir()} == {0o700}


# versions


def test_a_changed_file_that_cannot_be_read_keeps_its_last_good_text_and_says_so(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    good = (share / "p0.md").read_bytes()
    (share / "p0.md").write_bytes(b"\x00\x01\x02" * 50)
    [said] = [f for f in index_paths(searcher, [share]).files if f.failed]
    assert "last text that could be read stays" in said.reason
    [stored] = [s for s in searcher.documents() if s.source == "p0.md"]
    assert "can no longer be read" in stored.note
    [hit] = searcher.search(searcher.query("plan number 0"), 1)
    assert hit.passage.note == stored.note and "plan number 0" in hit.passage.text
    assert next(s for s in look(searcher.settings).documents if s.source == "p0.md").note == stored.note
    (share / "p0.md").write_bytes(good)
    index_paths(searcher, [share])
    assert all(s.note is None for s in searcher.documents())


def test_a_run_killed_between_two_versions_leaves_one(toy, share):
    """The new record names the old one, which is dead from that moment, though everything of it still lies there."""
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    [old] = [s for s in searcher.documents() if s.source == "p0.md"]
    (share / "p0.md").write_text(PAPERS["p0.md"].replace("approved", "refused"))

    with searcher.locked() as store:
        settle = store._settle

    def killed():
        if len(store._documents.get(include=[])["ids"]) > 5:
            raise KeyboardInterrupt
        settle()

    store._settle = killed
    with pytest.raises(KeyboardInterrupt):
        index_paths(searcher, [share])
    with searcher.locked() as store:
        store._settle = settle
        store._seen = None
        assert store._documents.get(ids=[old.id])["ids"] == [old.id], "the old version still lies there"
    texts = [h.passage.text for h in searcher.search(searcher.query("plan number 0"), 10) if "plan number 0" in h.passage.text]
    assert len(texts) == 1 and "refused" in texts[0]
    index_paths(searcher, [share])
    assert [r.id for r in searcher.removed()] == [old.id] and len(searcher.documents()) == 5


# voices


CLAIM = (
    "---\ntitle: Reply to the review\npublisher: NHS England\nkind: response\npublished: 2024-05-01\n---\n"
    "**Response, 1 May 2024.** The government accepted every recommendation of the review.\nSources: \"Reply\", NHS England, 1 May 2024.\n"
)


def test_an_added_file_is_quoted_as_its_own_claim_until_a_reader_confirms_it(tmp_path):
    from assistant.answer.markdown import markdown
    from assistant.settings import load_settings
    from evals.opened import open_product

    assistant = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    assistant.library.add([_upload(tmp_path, CLAIM, "reply.md")])
    told = markdown(assistant.asking.ask("what did the government accept of the review?"))
    assert "Government responded" not in told and "added by a reader, says it is by NHS England" in told
    assert assistant.ledger.events() == [] and assistant.ledger.originals() == {}
    assistant.library.confirm(["reply.md"])
    told = markdown(assistant.asking.ask("what did the government accept of the review?"))
    assert "(Government responded; NHS England, 1 May 2024)" in told and assistant.ledger.events() == []
    assistant.close()


# reading apart

HOSTILE = {
    "aliases.md": "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8))
    + "title: *i\n---\nThe board approved the plan.\n",
    "odd-date.md": "---\npublished: 2023-02-30\nauthors: 5\n---\nThe board approved the plan of the county.\n",
    "odd.html": '<html><head><script type="application/ld+json">{"@type": ["Article", 5], "author": 7, "datePublished": [1]}</script></head>'
    "<body><article><h1>Plan</h1>" + "<p>The board approved the plan of the county, and said at length why it did so.</p>" * 4 + "</article></body></html>",
    "spaces.txt": "The board approved the plan." + " " * 40_000 + "x\n",
    "stars.md": "The board approved the plan. " + "**" * 20_000 + " x\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_once_ended_a_run_or_held_it_up_costs_at_most_its_own_file(toy, tmp_path, name):
    searcher = toy(ships=False)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_text(HOSTILE[name])
    (folder / "good.md").write_text(PAPERS["p0.md"])
    told = statuses(index_paths(searcher, [folder]))
    assert told["good.md"] == "added" and told[name] in ("added", "skipped")
    if name != "aliases.md":
        assert told[name] == "added"


def _reader(monkeypatch, body: str, limits: LoadLimits) -> IsolatedLoader:
    """A loader whose child does something else than reading."""
    monkeypatch.setattr("index.documents.isolated._START", "import sys; sys.path[:] = {path!r}\nimport index.documents.isolated as i\n" + body + "\ni.serve({memory_mb}, {seconds})")
    return IsolatedLoader(limits)


@pytest.mark.parametrize(
    ("body", "limits", "words"),
    [
        ("def stuck(*_):\n  while True: pass\ni.load = stuck", LoadLimits(seconds=1), "took more than 1 seconds; split it, or raise ICS_LOAD_SECONDS"),
        ("i.load = lambda *_: bytearray(10**9)", LoadLimits(memory_mb=256), "needs more than 256 MB of memory"),
        ("i._bound_memory = lambda _: None\ndef big(*_):\n  import time; a = b'x' * 10**9; time.sleep(60)\ni.load = big", LoadLimits(memory_mb=256), "needs more than 256 MB of memory"),
        ("import os\ni.load = lambda *_: os._exit(139)", LoadLimits(), "reading it ended the program that reads files"),
        ("def odd(*_): raise RecursionError('x')\ni.load = odd", LoadLimits(), "could not be read (something in it is broken)"),
    ],
)  # fmt: skip
def test_whatever_happens_in_reading_is_one_sentence_and_the_next_file_is_read(tmp_path, monkeypatch, body, limits, words):
    path = tmp_path / "a.md"
    path.write_text(PAPERS["p0.md"])
    with _reader(monkeypatch, body, limits) as loader:
        with pytest.raises(LoadError) as error:
            loader.load(path, "a.md")
        assert words in str(error.value) and str(error.value).startswith("a.md: ") and "\n" not in str(error.value)
        monkeypatch.undo()
        loader.close()
        assert loader.load(path, "a.md") == load(path, "a.md")


def test_a_child_whose_parent_was_killed_ends(tmp_path):
    code = (
        "from index.documents.isolated import IsolatedLoader\nfrom index.settings import LoadLimits\nfrom pathlib import Path\nimport sys, time\n"
        "l = IsolatedLoader(LoadLimits())\nl._started('x')\nprint(l._child.pid, flush=True)\ntime.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    import psutil

    psutil.wait_procs([psutil.Process(child)] if psutil.pid_exists(child) else [], timeout=10)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_the_work_of_reading_grows_with_the_size_of_the_file(tmp_path):
    """Counted in calls, not timed: four times the file, at most about four times the calls."""
    from docx import Document as Docx

    from index.split import split

    def table(path, n):
        docx = Docx()
        made = docx.add_table(rows=n, cols=3)
        for row in made.rows:
            for cell in row.cells:
                cell.text = "plan"
        docx.save(str(path))

    kinds = {
        "items.md": lambda p, n: p.write_text("The plans are:\n\n" + "".join(f"- plan {i} of the county\n" for i in range(n))),
        "repeats.txt": lambda p, n: p.write_text("The board approved the winter plan for the county again today.\n\n" * n),
        "long.txt": lambda p, n: p.write_text("The board approved " + "word " * 40 * n),
        "stars.md": lambda p, n: p.write_text("**a " * 20 * n),
        "table.docx": table,
    }
    for name, make in kinds.items():
        calls = []
        for n in (60, 240):
            path = tmp_path / name
            make(path, n)
            split(load(path, name), 256, lambda texts: [len(t) // 4 for t in texts])  # loads what is loaded once
            count = 0

            def seen(frame, event, argument):
                nonlocal count
                count += event in ("call", "c_call")

            sys.setprofile(seen)
            try:
                split(load(path, name), 256, lambda texts: [len(t) // 4 for t in texts])
            finally:
                sys.setprofile(None)
            calls.append(count)
        assert calls[1] < 4.6 * calls[0], (name, calls)


def test_no_pattern_of_the_reader_meets_a_long_run_of_white_space(tmp_path, monkeypatch):
    """Patterns that begin with white space look at every place of a run: the run is cut before they see it."""
    import re

    import index.documents.formats.plain as text

    longest = 0
    real = re.sub

    def counted(pattern, to, said, *rest, **named):
        nonlocal longest
        if str(pattern).startswith(r"\s"):
            longest = max([longest, *(len(m) for m in re.findall(r"[ \t]+", said))])
        return real(pattern, to, said, *rest, **named)

    monkeypatch.setattr(text.re, "sub", counted)
    path = tmp_path / "a.txt"
    path.write_text("The board" + " " * 40_000 + "approved\t\t\t\tthe plan" + "\u00a0" * 500 + ".\n")
    load(path, "a.txt")
    assert 0 < longest <= 1


def test_a_long_document_is_never_held_whole_as_token_vectors(toy, tmp_path, monkeypatch):
    searcher = toy(ships=False)
    long = tmp_path / "long.md"
    long.write_text("# Long\n\n" + "\n\n".join(f"Point {n}: the board of area {n} set priority {n} and reported on it in full that year." for n in range(2400)))
    sizes = []
    encode = searcher.embedder.encode

    def counted(texts):
        sizes.append(len(texts))
        return encode(texts)

    monkeypatch.setattr(searcher.embedder, "encode", counted)
    index_paths(searcher, [long])
    [stored] = searcher.documents()
    assert stored.passages > 512 and max(sizes) <= 256
    passages = searcher.of_document(stored.id)
    fresh = TokenStore(searcher.tokens._folder, ToyEmbedder())
    kept, made = fresh.of(passages[:3] + passages[-3:]), ToyEmbedder().encode([p.searched for p in passages[:3] + passages[-3:]]).tokens
    assert all(abs(a.vectors - b.vectors).max() < 0.02 and (a.offsets == b.offsets).all() for a, b in zip(kept, made, strict=True))


@pytest.mark.parametrize("text", ["Applicants must pay a fee.", "Fee: £5", "Only residents over 60 may apply"])
def test_a_text_of_one_sentence_is_a_document(toy, tmp_path, text):
    searcher = toy(ships=False)
    for suffix in ("txt", "md"):
        (tmp_path / f"rule.{suffix}").write_text(text)
        index_paths(searcher, [tmp_path / f"rule.{suffix}"])
    assert [searcher.of_document(s.id)[0].text for s in searcher.documents()] == [text, text]


# stores that are broken, full, read-only, or written to meanwhile


def _opened(settings):
    return Searcher(settings, ToyEmbedder())


@pytest.mark.parametrize("damage", ["cut short", "overwritten", "no vectors"])
def test_a_damaged_index_is_one_sentence_and_is_made_again_from_the_files(tmp_path, share, damage):
    settings = IndexSettings(tmp_path / "data", embedding_model="toy")
    searcher = _opened(settings)
    index_paths(searcher, [share])
    searcher.close()
    file = settings.data_dir / "chroma" / "chroma.sqlite3"
    if damage == "cut short":
        os.truncate(file, file.stat().st_size // 2)
    elif damage == "overwritten":
        with file.open("r+b") as out:
            out.write(os.urandom(4000))
    else:
        import sqlite3

        with contextlib.closing(sqlite3.connect(file)) as db:  # as if its vectors had been written to a folder that is not there
            [(segment,)] = db.execute("SELECT id FROM segments WHERE scope = 'VECTOR' LIMIT 1").fetchall()
            db.execute("INSERT OR REPLACE INTO max_seq_id (segment_id, seq_id) VALUES (?, 5)", (segment,))
            db.commit()
        shutil.rmtree(file.parent / segment, ignore_errors=True)
    with pytest.raises(DamagedIndexError, match="index --rebuild") as error:
        opened = _opened(settings)
        opened.search(opened.query("plan"), 1)
    assert "\n" not in str(error.value)
    aside, known = set_aside(settings)
    healed = _opened(settings)
    report = heal(healed, known)
    assert aside.is_dir() and report.count("added") == 5 and sorted(s.source for s in healed.documents()) == sorted(s.source for s in known)
    healed.close()


@pytest.mark.parametrize("lost", ["all", "meta.json", "a segment"])
def test_missing_keyword_files_are_made_again(tmp_path, share, lost):
    settings = IndexSettings(tmp_path / "data", embedding_model="toy")
    searcher = _opened(settings)
    index_paths(searcher, [share])
    index = next((settings.data_dir / "lexical").iterdir()) / "index"

    def lose():
        if lost == "all":
            shutil.rmtree(index.parent)
        else:
            gone = index / "meta.json" if lost == "meta.json" else next(p for p in index.iterdir() if p.suffix in (".store", ".term"))
            gone.unlink()

    if lost != "a segment":
        lose()  # while it is open
        assert searcher.lexical.search("plan number 3", 5)
    searcher.close()
    lose()
    again = _opened(settings)
    assert again.lexical.search("plan number 3", 5) and again.search(again.query("plan number 3"), 1)
    again.close()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk_is_one_sentence_and_what_was_there_answers(tmp_path, share):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False).returncode:
        assert not os.environ.get("CI"), "CI can mount"
        pytest.skip("no right to mount here")
    try:
        searcher = _opened(IndexSettings(disk / "data", embedding_model="toy"))
        index_paths(searcher, [share / "p0.md"])
        big = tmp_path / "big"
        big.mkdir()
        for n in range(60):
            (big / f"b{n}.md").write_text("\n\n".join(f"Paper {n}, point {m}: the board of area {n} set priority {m} that year." for m in range(120)))
        with pytest.raises(StoreError, match="free some space") as error:
            index_paths(searcher, [big])
        assert "\n" not in str(error.value)
        searcher.close()
        again = _opened(IndexSettings(disk / "data", embedding_model="toy"))
        assert "p0.md" in {s.source for s in again.documents()} and again.search(again.query("plan number 0"), 1)
        again.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs root")
def test_asking_works_in_a_folder_that_may_only_be_read(tmp_path, share):
    settings = IndexSettings(tmp_path / "data", embedding_model="toy")
    searcher = _opened(settings)
    index_paths(searcher, [share])
    searcher.close()
    data = str(settings.data_dir)
    if subprocess.run(["mount", "--bind", data, data], check=False).returncode:
        assert not os.environ.get("CI"), "CI can mount"
        pytest.skip("no right to mount here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", data], check=True)
        reader = _opened(settings)
        assert reader.search(reader.query("plan number 3"), 1)[0].passage.source == "inner/p3.md"
        with pytest.raises(StoreError, match="cannot be written to") as error:
            index_paths(reader, [share])
        assert "\n" not in str(error.value) and len(reader.documents()) == 5
        reader.close()
    finally:
        subprocess.run(["umount", "-l", data], check=True)


def test_readers_ask_everything_while_documents_come_and_go(tmp_path, share):
    """Every public reader of the searcher and the assistant, beside runs that open the store anew each time."""
    from assistant.settings import load_settings
    from evals.opened import open_product

    assistant = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder())
    assistant.library.index([share])
    s = assistant.searcher
    words = assistant.library.documents()[0].id
    readers = [
        lambda: s.documents(), lambda: s.version(), lambda: s.document(words), lambda: s.of_document(words), lambda: s.passages([words]),
        lambda: s.search(s.query("plan"), 3), lambda: s.section(words, ("Paper 0",)), lambda: s.voiced(), lambda: s.unknown("plan"), lambda: s.removed(),
        lambda: s.nearest(s.query("plan").worded.vector, 3), lambda: assistant.asking.ask("which plan was approved?"), lambda: Statements(assistant.index).topics(),
        lambda: assistant.ledger.events(), lambda: assistant.ledger.proposals(), lambda: assistant.ledger.originals(), lambda: assistant.ledger.ledger(),
        lambda: assistant.ledger.unbacked(), lambda: assistant.library.waiting(), lambda: assistant.asking.search("plan"),
    ]  # fmt: skip
    failed, done = [], threading.Event()

    def read(reader):
        while not done.is_set():
            try:
                reader()
            except Exception as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=read, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for n in range(12):
        (share / "p0.md").write_text(PAPERS["p0.md"] + f"\nVersion {n} was sent to the board in the spring.\n")
        assistant.library.index([share])
    done.set()
    for thread in threads:
        thread.join()
    assistant.close()
    assert failed == []


def test_limits_are_settings():
    settings = IndexSettings(Path("x"), max_file_mb=3, load_mb=200, load_seconds=5)
    assert settings.limits == LoadLimits(3, 200, 5) and replace(settings, load_seconds=1).limits.seconds == 1


def test_a_file_that_is_again_as_it_was_is_taken_as_it_is(toy, share):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    first = (share / "p0.md").read_text()
    for text in (first.replace("approved", "refused"), first):
        (share / "p0.md").write_text(text)
        assert statuses(index_paths(searcher, [share]))["p0.md"] == "updated"
    [stored] = [s for s in searcher.documents() if s.source == "p0.md"]
    assert "approved" in searcher.document(stored.id).text and len(searcher.documents()) == 5


def test_a_file_that_cannot_be_opened_does_not_end_a_run_in_which_others_moved(toy, share, monkeypatch):
    searcher = toy(ships=False)
    index_paths(searcher, [share])
    (share / "p0.md").rename(share / "p9.md")
    (share / "locked.md").write_text("No one may read this one at all.")
    real = Path.read_bytes

    def refused(path):
        if path.name == "locked.md":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    told = statuses(index_paths(searcher, [share]))
    assert told["locked.md"] == "skipped" and told["p9.md"] == "moved" and len(searcher.documents()) == 5
