"""The calls of the page without a browser: what they give, what they refuse, what they never say."""

import asyncio
import base64
import io
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from zipfile import ZipFile

import pypdfium2
import pytest

from assistant.errors import AssistantError
from assistant.paper.blocks import Paragraph, Text
from assistant.paper.pdf import pdf
from assistant.people.acting import Person, act_as
from assistant.settings import load_settings
from assistant.ui.asking import Asking
from assistant.ui.bridge import Bridge, noted
from assistant.ui.evidence import Evidence
from assistant.ui.home import Home
from assistant.ui.jobs import Jobs
from assistant.ui.live import Live
from assistant.ui.papering import Papering
from assistant.ui.shelf import Shelf
from assistant.ui.trust import Trust
from assistant.ui.uploads import Uploads
from assistant.understand.route import routed
from evals.opened import open_product
from evals.page import SHOWN, figures
from index.documents.formats import SUFFIXES
from index.embed import ToyEmbedder

PIER = "# The pier report\n\nThe harbour board of Quaymouth will paint the pier green by July 2026.\n"
TRAM = "# The tram report\n\nThe tram board of Quaymouth will paint the depot amber by May 2026.\n"


class Ready:
    note = error = None

    def wait(self):
        return iter(())


@pytest.fixture
def made(tmp_path):
    for name, text in (("pier.md", PIER), ("tram.md", TRAM)):
        (tmp_path / name).write_text(text)
    opened = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none"), ToyEmbedder(), quoting=True)
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    opened.library.index([tmp_path / "pier.md", tmp_path / "tram.md"])
    yield opened
    opened.close()


@pytest.fixture
def call(made):
    live, uploads = Live(made.keeping), Uploads(made.settings)
    asking = Asking(made, Ready(), live)
    papering = Papering(made, Ready(), uploads)
    bridge = Bridge(asking.calls(), Evidence(made, live).calls(), Shelf(made, Ready(), uploads).calls(), Home(made, Ready()).calls(), Trust(made).calls(), papering.calls())

    def call(name, **said):
        return bridge.call(json.dumps({"call": name, **said}))

    call.ask = lambda question, **said: list(asking.ask({"question": question, **said}, threading.Event()))
    call.asking, call.papering = asking, papering
    return call


def turn_of(packet):
    return packet["html"].split('data-turn="')[1].split('"')[0]


def test_a_question_is_answered_kept_and_followed(call):
    first, *_, last = call.ask("Will the harbour board of Quaymouth paint the pier green by July 2026?")
    assert "Searching" in first["html"] and first["conversation"] is None
    assert "green" in last["html"] and last["told"].startswith("Answer ready") and last["conversation"]
    assert "green" in call("conversation", id=last["conversation"])["html"] and "paint the pier green" in call("past")["html"]
    again = call.ask("And the depot?", conversation=last["conversation"])[-1]
    assert again["conversation"] == last["conversation"] and call("conversation", id=last["conversation"])["html"].count("<article") == 2
    turn = call("conversation", id=last["conversation"])["html"].split('data-turn="')[1].split('"')[0]
    assert "Quaymouth" in call("cite", turn=turn, marker=1)["html"] and "no longer kept" in call("cite", turn=turn, marker=99)["html"]


def test_a_nul_and_a_very_long_question_are_asked_all_the_same(call):
    last = call.ask("What colour\0 will the pier be painted? " + "x" * 3000)[-1]
    assert last["conversation"] and "\0" not in last["html"]
    assert call.ask("  \n ")[0]["told"] == "Type a question first."
    wrong = call.ask("What colour will the pier be painted?", day="31.31.31")[-1]
    assert wrong["back"] and wrong["conversation"] is None and call("past")["html"].count("<li") == 1


def test_only_the_documents_that_are_chosen_are_asked(call, made):
    ids = {d.source: d.id for d in made.library.documents()}
    chosen = call.ask("What will the board of Quaymouth paint?", documents=[ids["tram.md"]])[-1]["html"]
    assert "amber" in chosen and "green" not in chosen and "Only 1 of the library’s 2 documents was asked." in chosen
    assert made.asking.ask("What colour will the pier be painted?", within=frozenset()).refused


def test_ticked_documents_that_are_gone_are_told_and_a_row_of_an_unticked_one_tells_nothing(call, made):
    ids = {d.source: d.id for d in made.library.documents()}
    last = call.ask("What will the board of Quaymouth paint?", documents=[ids["tram.md"], "gone"])[-1]
    assert last["tell"].startswith("One of the documents that you ticked is not in the library any more") and last["documents"] == [ids["tram.md"]]
    listed = call.ask("What documents do you have?", documents=[ids["tram.md"]])[-1]["html"]
    assert "The tram report" in listed and "The pier report" not in listed
    assert "pier" not in call.ask("Summarise “The pier report”", documents=[ids["tram.md"]])[-1]["html"].split("</h2>")[1].split("tools")[0].replace("“The pier report”", "")


def test_a_question_asked_again_keeps_its_day_and_its_documents(call, made):
    ids = {d.source: d.id for d in made.library.documents()}
    last = call.ask("What will the board of Quaymouth paint?", documents=[ids["tram.md"]], day="2025-01-31")[-1]["html"]
    assert 'data-day="2025-01-31"' in last and f'data-documents="{ids["tram.md"]}"' in last
    assert ", as at 31 January 2025</p>" in last, "the state itself says the day"


def test_an_answer_is_replaced_once_and_what_follows_knows_what_was_before(call, made):
    talk = call.ask("What colour will the pier be painted?")[-1]
    first, conversation = turn_of(talk), talk["conversation"]
    call.ask("And the depot?", conversation=conversation)
    anew = [call.ask("When will the pier be painted?", conversation=conversation, instead=first)[-1] for _ in range(2)]
    kept = made.keeping.conversations.turns("local", conversation)
    assert [(t.place, t.earlier) for t in kept] == [(0, 2), (1, 0)] and kept[0].id == turn_of(anew[1])
    assert made.keeping.conversations.asked_before("local", conversation, first) == ()


def heard(jobs, job):
    """Packets until it is over, as a page hears them."""
    async def listen():
        seen, packets = 0, []
        while True:
            reply = await jobs.hear(json.dumps({"job": job, "seen": seen}))
            seen = reply["seen"]
            packets += [reply["packet"]] if reply["packet"] else []
            if reply["over"]:
                return packets

    with ThreadPoolExecutor(1) as beside:  # a browser of other tests may run its loop in this thread
        return beside.submit(asyncio.run, listen()).result(60)


def test_a_job_is_heard_to_its_end_stopped_by_its_name_and_told_when_it_is_lost():
    def writes(said, stop):
        yield {"n": 1}
        stop.wait(20)
        yield {"n": 2, "stopped": stop.is_set()}

    def dies(said, stop):
        yield {"n": 1}
        raise RuntimeError("secret")

    jobs = Jobs(writes=writes, dies=dies)
    bridge = Bridge(jobs.calls())
    one, two = (bridge.call('{"call": "begin", "work": "writes"}')["job"] for _ in range(2))
    bridge.call(json.dumps({"call": "halt", "job": one}))
    assert heard(jobs, one)[-1] == {"n": 2, "stopped": True} and heard(jobs, one)[-1]["n"] == 2, "it can be heard again"
    with ThreadPoolExecutor(1) as beside:
        assert beside.submit(asyncio.run, jobs.hear(json.dumps({"job": two}))).result(60)["over"] is False, "another's stop is none of mine"
    bridge.call(json.dumps({"call": "halt", "job": two}))
    lost = heard(jobs, bridge.call('{"call": "begin", "work": "dies"}')["job"])[-1]["lost"]
    assert lost.startswith("Something went wrong") and "secret" not in lost
    assert "no longer under way" in heard(jobs, "nothing")[-1]["lost"] and "another version" in bridge.call('{"call": "begin"}')["told"]


def test_more_jobs_than_one_person_may_have_are_refused(monkeypatch):
    from assistant.ui import jobs as under_test

    monkeypatch.setattr(under_test, "_AT_ONCE", 2)
    end = threading.Event()
    jobs = Jobs(waits=lambda said, stop: iter([{}] if end.wait(20) else []))
    bridge = Bridge(jobs.calls())
    mine, begin = copy_context(), '{"call": "begin", "work": "waits"}'
    mine.run(act_as, Person("ann@board.example", "Ann", frozenset({"reader"})))
    begun = [mine.run(bridge.call, begin) for _ in range(3)]
    assert "job" in bridge.call(begin), "another's are not counted, nor those of who uses a machine of their own"
    end.set()
    assert "job" in begun[0] and "job" in begun[1] and "Too much is under way" in begun[2]["told"]
    mine.run(heard, jobs, begun[0]["job"]), mine.run(heard, jobs, begun[1]["job"])
    assert "job" in mine.run(bridge.call, begin)


def test_what_was_heard_to_its_end_is_let_go_soon_and_what_was_not_can_be_heard_still(monkeypatch):
    from assistant.ui import jobs as under_test

    monkeypatch.setattr(under_test, "_KEPT_HEARD", 0.05)
    monkeypatch.setattr(under_test, "_WATCHES", 0.02)
    jobs = Jobs(writes=lambda said, stop: iter([{"n": 1}]))
    one, two = (jobs.calls()["begin"]({"work": "writes"})["job"] for _ in range(2))
    assert heard(jobs, one)[-1] == {"n": 1}
    until = time.monotonic() + 10
    while "lost" not in (last := heard(jobs, one)[-1]) and time.monotonic() < until:
        time.sleep(0.2)  # each hearing keeps it a little longer
    assert "no longer under way" in last["lost"] and heard(jobs, two)[-1] == {"n": 1}


def test_a_job_that_nobody_listens_to_is_stopped(monkeypatch):
    from assistant.ui import jobs as under_test

    monkeypatch.setattr(under_test, "_ALONE", 0.1)
    monkeypatch.setattr(under_test, "_WATCHES", 0.02)
    stopped = threading.Event()

    def writes(said, stop):
        stopped.set() if stop.wait(20) else None
        yield {}

    Jobs(writes=writes).calls()["begin"]({"work": "writes"})
    assert stopped.wait(10)


def paper(call, topic, ident="", **brief):
    return list(call.papering.outline({"id": ident, "brief": {"topic": topic, **brief}}, threading.Event()))[-1]


def drafted(call, outline, topic):
    return list(call.papering.write({"id": outline["id"], "brief": {"topic": topic}}, threading.Event()))[-1]


def test_no_paper_is_ever_written_over(call, made):
    first = paper(call, "the pier")
    assert paper(call, "the pier", first["id"])["id"] == first["id"], "an outline made again takes its own place"
    draft = drafted(call, first, "the pier")
    assert draft["id"] == first["id"]
    other = paper(call, "the depot", draft["id"])
    assert other["id"] != draft["id"] and paper(call, "the pier", draft["id"])["id"] not in (draft["id"], other["id"])
    assert call("paper", id=draft["id"])["sheet"] == draft["sheet"]
    listed = call("papers", id=draft["id"])["papers"]
    assert "The pier" in listed and "The depot" in listed and listed.count("aria-current") == 1
    call("paper_remove", id=other["id"])
    assert "The depot" not in call("papers")["papers"]
    call("paper_remove", id=other["id"], undo=True)
    assert "The depot" in call("papers")["papers"]


def test_two_who_change_a_paper_at_once_lose_nothing_and_a_stale_page_is_told(call, made):
    draft = drafted(call, paper(call, "the pier"), "the pier")
    kept = made.keeping.papers.paper("local", draft["id"])
    from assistant.ui.paper_state import read_kept

    places = [(s.key, n, space.text) for s in read_kept(kept.state).sections for n, space in enumerate(s.spaces)]
    sections = {key: (n, text) for key, n, text in reversed(places)}
    assert len(sections) > 1
    threads = [
        threading.Thread(target=call, args=("paper_change",), kwargs={"id": draft["id"], "kind": "fill", "key": key, "place": n, "was": text, "text": f"Mine of {key}."})
        for key, (n, text) in sections.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sheet = call("paper", id=draft["id"])["sheet"]
    assert all(f"Mine of {key}." in sheet for key in sections)
    stale = call("paper_change", id=draft["id"], kind="edit", key=places[0][0], place=0, was="What was never there.", text="Lost?")
    assert "changed in another window" in stale["told"] and stale["sheet"] == sheet
    back = call("paper_back", id=draft["id"])
    assert back["id"] != draft["id"] and "stays" in back["said"] and call("paper", id=draft["id"])["sheet"] == sheet


def test_an_answer_becomes_a_file_of_each_kind_with_its_sources(call):
    talk = call.ask("What colour will the pier be painted?")[-1]["conversation"]
    files = {kind: call("export", conversation=talk, kind=kind)["file"] for kind in ("docx", "pdf", "md")}
    data = {kind: base64.b64decode(f["data"]) for kind, f in files.items()}
    assert files["pdf"]["name"] == "What colour will the pier be painted.pdf"
    words = ZipFile(io.BytesIO(data["docx"])).read("word/document.xml").decode()
    pdf = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(data["pdf"]))
    for text in (words, " ".join(pdf.split()), data["md"].decode()):
        assert "pier green by July 2026" in text and "The pier report" in text and "Made by ICS Assistant on" in text
    assert "is not a kind of file" in call("export", conversation=talk, kind="exe")["told"]


def test_a_pdf_has_the_letters_of_every_name_in_these_islands():
    words = "Dŵr Cymru, Tŷ Hafan, Ó Súilleabháin, Žižek; 3′ and 2 ≥ 1 − ½ of €5"
    data = pdf("Letters", [Paragraph((Text(words + " co\u2011operate → act"),))])
    read = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(data))
    assert words in " ".join(read.split()) and "co-operate – act" in read


def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(call, made, monkeypatch):
    def full(*_):
        raise AssistantError("The disk is full.")

    monkeypatch.setattr(type(made.keeping.conversations), "add", full)
    last = call.ask("Will the harbour board of Quaymouth paint the pier green by July 2026?")[-1]
    assert "pier green by July 2026" in last["html"] and last["tell"] == "The disk is full. This answer is not kept." and last["conversation"] is None
    turn = turn_of(last)
    assert "pier green" in call("cite", turn=turn, marker=1)["html"], "its sources open all the same"
    assert b"pier green" in base64.b64decode(call("export", turn=turn, kind="md")["file"]["data"])
    assert "data-share" not in last["html"] and "data-pin" not in last["html"], "what needs a kept answer is not offered"


def test_a_shared_answer_is_read_by_a_colleague_with_its_sources_and_nothing_else_of_it(call):
    def by(name, work):
        def run():
            act_as(Person(name, name.title(), frozenset({"reader"})))
            return work()

        return copy_context().run(run)

    turn = turn_of(by("ann", lambda: call.ask("Will the harbour board of Quaymouth paint the pier green by July 2026?"))[-1])
    assert "no longer kept" in by("bob", lambda: call("cite", turn=turn, marker=1))["told"]
    assert "no longer kept" in by("bob", lambda: call("share", turn=turn))["told"]
    shared = by("ann", lambda: call("share", turn=turn))
    place, name = shared["link"].rsplit("/", 1)
    assert place == "#/ask/~" and shared["shared"] and "may sign in here" in shared["said"]
    read = by("bob", lambda: call("shared", shared=name))["html"]
    assert "pier green by July 2026" in read and "shared by Ann" in read and "Ask it yourself" in read
    for theirs in ("data-pin", "data-thumb", "data-share", "data-change", "data-again", "data-unshare"):
        assert theirs not in read, theirs
    assert "pier green" in by("bob", lambda: call("cite", turn=f"~{name}", marker=1))["html"]
    assert b"pier green" in base64.b64decode(by("bob", lambda: call("export", turn=f"~{name}", kind="md"))["file"]["data"])
    assert noted({"call": "export", "turn": f"~{name}"}, False) == {"turn": "a shared answer"}, "whoever reads the record reads no answer by it"
    for mine in ("pin", "thumb", "stand"):
        assert "no longer kept" in by("bob", lambda mine=mine: call(mine, turn=f"~{name}", on=True, good=True, reason=""))["told"]
    by("ann", lambda: call("unshare", turn=turn))
    assert "not shared any more" in by("bob", lambda: call("shared", shared=name))["told"]
    assert "not shared any more" in by("bob", lambda: call("cite", turn=f"~{name}", marker=1))["told"]


def test_on_a_machine_of_ones_own_a_link_is_the_conversations_and_nothing_is_shared(call, made):
    last = call.ask("Will the harbour board of Quaymouth paint the pier green by July 2026?")[-1]
    turn = turn_of(last)
    said = call("share", turn=turn)
    assert said["link"] == f"#/ask/{last['conversation']}/{turn}" and "this machine only" in said["said"]
    assert made.keeping.conversations.turn("local", turn).shared == ""


def test_what_cannot_be_is_told_in_one_sentence(call, tmp_path):
    for name, said in (("nothing", {}), ("pin", {}), ("page", {"document": "x"}), ("add", {"path": "/etc/passwd"}), ("read", {"document": "../x"}), ("fetch", {"url": "file:///etc/passwd"}), ("conversation", {"id": 7})):
        told = call(name, **said)["told"]
        assert told.endswith((".", "…")) and "Traceback" not in told and "/etc" not in told.replace("file:///etc/passwd", ""), name
    assert Bridge().call("no JSON") == Bridge().call('{"call": ["x"]}') == Bridge().call("[]")


def test_a_call_that_fails_is_logged_without_its_words(call, caplog):
    def fails(said):
        raise RuntimeError("secret words")

    for error in (RuntimeError, KeyError, TypeError, ValueError):
        caplog.clear()

        def stumbles(said, error=error):
            raise error("secret words")

        assert Bridge({"f": stumbles}).call('{"call": "f"}')["told"].startswith("Something went wrong") and caplog.text, error
    assert "another version" in Bridge({"f": lambda said: said["lacks"]}).call('{"call": "f"}')["told"]
    told = Bridge({"fails": fails}).call('{"call": "fails"}')["told"]
    assert told.startswith("Something went wrong (reference ") and "secret" not in told and "secret" not in caplog.text


def test_a_path_is_only_what_was_uploaded(made, tmp_path):
    folder = made.settings.uploads_dir
    uploads = Uploads(made.settings)
    (folder / "x").mkdir(parents=True)
    (folder / "x" / "a.md").write_text("x")
    (folder / "away").symlink_to(tmp_path / "pier.md")
    one, two = uploads.take(folder / "x" / "a.md"), uploads.take(folder / "x" / "a.md")
    uploads.drop(one)
    assert two.read_text() == "x" and two.name == "a.md" and not one.exists(), "who lets go of a file takes it from nobody else"
    for path in (tmp_path / "pier.md", folder / "away", folder, folder / ".." / ".." / "pier.md", "", None):
        with pytest.raises(AssistantError, match="did not come through"):
            uploads.take(path)
    Uploads(made.settings)
    assert not list(folder.glob("*/")), "nothing that was uploaded outlasts a start"


def test_a_newer_version_takes_a_documents_place_and_the_older_can_come_back(call, made):
    folder = made.settings.uploads_dir
    folder.mkdir(parents=True)
    (folder / "pier v2.md").write_text(PIER.replace("green", "blue"))
    old = next(d.id for d in made.library.documents() if d.source == "pier.md")
    before = call.ask("What colour will the pier be painted?")[-1]
    reply = call("add", path=str(folder / "pier v2.md"), document=old)
    assert "1 earlier version kept" in reply["html"] and not list(folder.glob("taken-*"))
    talk = call("conversation", id=before["conversation"])["html"]
    assert "A document quoted here has been replaced or removed since" in talk and "replaced or removed" not in before["html"]
    assert "blue" in call.ask("What colour will the pier be painted?")[-1]["html"]
    assert sorted(d.source for d in made.library.documents()) == ["pier.md", "tram.md"]
    call("restore", document=old)
    assert "green" in call.ask("What colour will the pier be painted?")[-1]["html"]


def test_what_a_reader_said_of_a_document_is_said_of_its_newer_version_but_for_its_date(call, made):
    folder = made.settings.uploads_dir
    folder.mkdir(parents=True)
    (folder / "pier v2.md").write_text(PIER.replace("green", "blue"))
    old = next(d.id for d in made.library.documents() if d.source == "pier.md")
    call("describe", document=old, fields={"title": "The pier report", "publisher": "Quaymouth Harbour Trust", "authors": "A. Tern; B. Gull", "published": "4 April 2023", "kind": "", "url": ""})
    old = next(d.id for d in made.library.documents() if d.source == "pier.md")
    reply = call("add", path=str(folder / "pier v2.md"), document=old)
    new = next(d for d in made.library.documents() if d.source == "pier.md")
    assert new.metadata.publisher == "Quaymouth Harbour Trust" and list(new.metadata.authors) == ["A. Tern", "B. Gull"] and new.metadata.published is None
    assert "pier.md: " in reply["notice"]
    assert "published 4 April 2023" in reply["html"], "which edition can be brought back is told"


def test_a_newer_version_that_cannot_be_read_leaves_the_document_and_no_question(call, made):
    folder = made.settings.uploads_dir
    folder.mkdir(parents=True)
    (folder / "pier.md").write_bytes(b"")
    old = next(d.id for d in made.library.documents() if d.source == "pier.md")
    reply = call("add", path=str(folder / "pier.md"), document=old)
    assert "data-choice" not in reply["notice"] and made.library.waiting() == [] and "bad" in reply["notice"]
    assert old in {d.id for d in made.library.documents()}


def test_home_tells_what_came_since_the_last_visit(call, made, monkeypatch):
    from datetime import timedelta

    from assistant.conversations import desk

    assert "Nothing to compare with yet" in call("home")["html"]
    monkeypatch.setattr(desk, "_AWAY", timedelta(0))
    call("home")
    (made.settings.data_dir / "new.md").write_text("# The new note\n\nA note about nothing at all but the weather.\n")
    made.library.index([made.settings.data_dir / "new.md"])
    news = call("home")["html"]
    assert "The new note" in news and "came into the library" in news and "Summarise “The" in news


def test_what_a_question_worth_asking_asks_is_answered(made, call):
    asked = [q.split("data-ask=")[1] for q in call("home")["html"].split("class=\"example\" ")[1:]]
    for quoted in asked[:2]:
        question = quoted.split(">")[1].split("<")[0]
        assert question.startswith("Summarise “The ") and not made.asking.ask(question).refused


def test_the_figures_on_the_screen_are_those_of_the_accepted_baselines(call):
    assert json.loads(SHOWN.read_text()) == json.loads(json.dumps(figures()))
    html = call("trust")["html"]
    starter = figures()["sets"][0]
    assert f"<td>{starter['n']}</td>" in html and f"<b>{round(100 * starter['shares'][0][1])}%</b>" in html and "None is on." in html


@pytest.mark.parametrize("question", ["How do I turn on a language model?", "where can i find my old conversations", "how do i add a pdf?", "Hi, how do I export this answer to Word?"])
def test_a_question_about_the_program_is_none_for_the_documents(question, call):
    assert routed(question) == "using"
    assert "That is about this program" in call.ask(question)[-1]["html"]


def test_a_question_that_only_sounds_like_it_goes_to_the_documents():
    for question in ("How do I find the recommendations on prevention?", "How do ICBs change the settings of care?", "How can the board use this document to save money?"):
        assert routed(question) != "using"


def test_a_picked_file_may_be_of_every_kind_that_is_read(made):
    from assistant.ui.page import _page

    page = _page(made)
    assert f'accept="{",".join(SUFFIXES)}"' in page and page.count("<h1") == 6 and 'src="http' not in page
