"""The screen takes files from the reader's machine only, and the library's questions stand in its HTML."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.services import Services
from assistant.settings import load_settings
from assistant.ui import shelf_view
from assistant.ui.page import build
from assistant.ui.readiness import Readiness
from evals.opened import open_product
from index.documents.types import FileOutcome, IndexReport
from index.embed import ToyEmbedder
from index.errors import OlderIndexError
from index.store import chroma, records


def test_an_event_that_names_an_address_as_its_file_looks_nothing_up(tmp_path, monkeypatch):
    import gradio as gr
    from gradio import processing_utils

    assistant = open_product(load_settings(data_dir=tmp_path, embedding_model="toy"), ToyEmbedder())
    demo = build(assistant, Readiness(assistant))
    looked_up = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *given, **_: looked_up.append(given) or [])
    assert demo.blocks
    for block in demo.blocks.values():
        for address in ("http://somewhere.example/a.pdf", "HTTPS://somewhere.example/a.pdf", "ftp://somewhere.example/a.pdf"):
            event = [{"path": address, "meta": {"_type": "gradio.FileData"}}]
            moving = processing_utils.async_move_files_to_cache(event, block, check_in_upload_folder=True)
            with pytest.raises(gr.Error, match="Addresses are not fetched here"), ThreadPoolExecutor(1) as beside:
                beside.submit(asyncio.run, moving).result()  # a browser of other tests may run its loop in this thread
    assert looked_up == []


def test_documents_whose_files_are_gone_raise_a_question_and_names_are_escaped():
    files = (FileOutcome("<b>.md", "kept"), FileOutcome("c.md", "kept"), FileOutcome("share", "skipped", "share: 2 of 2 would go.", True))
    shown = shelf_view.outcome(IndexReport(files), ["<i>.md"])
    assert "The files of 2 documents are not where they were (&lt;b&gt;.md, c.md)" in shown and 'data-choice="prune"' in shown
    assert 'data-name="&lt;i&gt;.md"' in shown and "<i>.md" not in shown and "share: 2 of 2 would go." in shown
    assert "Nothing has changed" in shelf_view.outcome(IndexReport((FileOutcome("a.md", "unchanged"),)), [])


def test_an_index_of_an_earlier_version_is_made_again_behind_the_first_page(tmp_path, monkeypatch):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.md").write_text("# Piers\n\nThe harbour board should publish tide tables every quarter.\n")
    settings = load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=folder)
    with monkeypatch.context() as earlier:
        earlier.setattr(chroma, "_FORMAT", 3)
        made = open_product(settings, ToyEmbedder())
        made.library.index([folder])
        made.close()
    made = open_product(settings, ToyEmbedder())
    with pytest.raises(OlderIndexError, match="earlier version of this program; run `ics-assistant index --rebuild`"):
        made.library.documents()
    ready = Readiness(Services(settings, made.chat, made.library, made.ledger, made.asking, made.papers, made.examiner, made.keeping, made.comparing, made.standing, made.tidying, made.watching, made.telling, made.corrections, made.disagreeing))
    ready.begin()
    told = list(ready.wait())
    assert ready.error is None and [d.source for d in made.library.documents()] == ["a.md"], told
    assert not made.asking.ask("what should the harbour board publish on tide tables?").refused
    made.close()


def test_a_voice_of_an_earlier_format_is_read_as_none():
    old = {"label": "Sources disagree", "kind": None, "said_on": None, "sources": '"A", HSJ, April 2023.'}
    for label in (old["label"], "Response, 14 June 2023"):
        assert records._voice_out({**old, "label": label}) is None
