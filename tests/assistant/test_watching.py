"""Watched folders: what comes, changes and goes is in the library by itself, and nothing goes for a share that is away."""

import shutil
import time

import pytest

from assistant.errors import SettingsError
from assistant.services.watching import Watching
from assistant.settings import load_settings
from assistant.ui import shelf_view
from evals.opened import open_product
from index.embed import ToyEmbedder


@pytest.fixture
def watched(tmp_path):
    """`watched(*folders)`: the product that watches them."""
    made = []

    def product(*folders, minutes=10.0):
        settings = load_settings(data_dir=tmp_path / "data", embedding_model="toy", watch=folders, watch_minutes=minutes)
        made.append(open_product(settings, ToyEmbedder(), quoting=True))
        return made[-1]

    yield product
    for one in made:
        one.watching.stop()
        one.close()


def until(true, what):
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)  # another thread's work makes no sound


def paper(folder, name, colour):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"# The pier {name} report\n\nThe harbour board of Quaymouth will paint the pier of {name} {colour} by July 2026.\n")


def names(product):
    return {s.source for s in product.library.documents()}


def test_what_comes_changes_and_goes_is_in_the_library_without_a_word(watched, tmp_path):
    share = tmp_path / "share"
    for n in range(5):
        paper(share, f"pier{n}.md", "green")
    product = watched(share)
    product.watching.begin()
    until(lambda: len(names(product)) == 5, "the folder was not looked at")
    until(lambda: product.watching.last is not None, "nothing was told")
    paper(share, "quay.md", "blue")
    until(lambda: "quay.md" in names(product), "a new file was not heard of")
    paper(share, "quay.md", "red")
    until(lambda: any("red" in product.library.document(d.id).text for d in product.library.documents() if d.source == "quay.md"), "a changed file was not heard of")
    (share / "quay.md").unlink()
    until(lambda: "quay.md" not in names(product), "a file that went was not heard of")
    assert "quay.md" in {r.source for r in product.library.removed()}, "it can be brought back"
    did = [e for e in product.keeping.record.entries() if e.did == "took in watched folders"]
    assert did[0].what == {"added": 5} and did[0].who == "the program"


def test_a_share_that_is_away_takes_nothing_with_it_and_is_told(watched, tmp_path):
    share = tmp_path / "share"
    for n in range(3):
        paper(share, f"pier{n}.md", "green")
    product = watched(share, tmp_path / "never")
    assert product.watching.look().changed == {"added": 3}
    shutil.move(share, tmp_path / "away")
    found = product.watching.look()
    assert found.changed == {} and any("nothing was removed" in t for t in found.trouble) and any("never" in t for t in found.trouble)
    assert len(names(product)) == 3
    shown = shelf_view.watched(product.watching.folders, product.watching.last)
    assert shown.folders == ("share", "never") and "nothing new" in shown.found and shown.trouble == found.trouble
    html = shelf_view.library([], [], [], False, shown)
    assert "<strong>share</strong>, <strong>never</strong>" in html and "nothing was removed" in html


def test_folders_are_parted_as_in_a_path_and_none_is_watched_unless_set(monkeypatch, tmp_path, watched):
    import os

    monkeypatch.setenv("ICS_WATCH", os.pathsep.join([str(tmp_path / "a"), "", f" {tmp_path / 'b'} "]))
    assert load_settings().watch == (tmp_path / "a", tmp_path / "b")
    monkeypatch.setenv("ICS_WATCH_MINUTES", "0")
    with pytest.raises(SettingsError, match="ICS_WATCH_MINUTES"):
        load_settings()
    monkeypatch.delenv("ICS_WATCH")
    monkeypatch.delenv("ICS_WATCH_MINUTES")
    product = watched()
    product.watching.begin()
    assert isinstance(product.watching, Watching) and product.watching._thread is None
    assert shelf_view.watched((), None) is None


def test_a_file_that_is_still_being_copied_is_waited_for(watched, tmp_path):
    import threading

    share = tmp_path / "share"
    paper(share, "pier.md", "green")
    product = watched(share)
    product.watching.begin()
    until(lambda: product.watching.last is not None, "the folder was not looked at")
    slow = share / "slow.md"

    def copies():
        with slow.open("w") as out:
            for n in range(8):
                out.write(f"The harbour board of area {n} agreed the long plan of year {n}.\n\n")
                out.flush()
                time.sleep(0.8)  # as a slow network does

    thread = threading.Thread(target=copies)
    thread.start()
    thread.join()
    until(lambda: "slow.md" in names(product), "it was never read")
    assert "of year 7." in product.library.document(next(s.id for s in product.library.documents() if s.source == "slow.md")).text
    assert [r.source for r in product.library.removed()] == [], "no half of it was a version"
