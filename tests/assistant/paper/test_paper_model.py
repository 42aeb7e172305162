"""A board paper written by a scripted model over the toy embedder: what is kept, what gives way to quotation, how it stops."""

import io
import re
import threading

import pytest
from docx import Document as Docx

from assistant.errors import ChatFailure
from assistant.model.client import ScriptedModel
from assistant.paper.draft import filled
from assistant.paper.files import file_of
from assistant.paper.types import Brief, Paper, Section, Statement
from assistant.settings import load_settings
from evals.opened import open_product
from index.documents.types import Label, Metadata, Passage, Voice
from prompts import version

REVIEW = (
    "---\ntitle: The Marrow review\npublisher: The Institute\npublished: 2023-04-04\nkind: review\n---\n# Harbour targets\n\n"
    "The Marrow review recommended no more than ten national targets for harbours.\n"
)
REPLY = (
    "---\ntitle: The reply\npublisher: The Harbour Office\npublished: 2023-06-14\nkind: response\n---\n# Harbour targets\n\n"
    "The government rejected the limit of ten national targets for harbours in June 2023.\n"
)


@pytest.fixture
def write(tmp_path, ships):
    ships(tmp_path)
    opened = []

    def run(reply, stop=None, **brief):
        (tmp_path / "review.md").write_text(REVIEW)
        (tmp_path / "reply.md").write_text(REPLY)
        assistant = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), chat=ScriptedModel(reply))
        opened.append(assistant)
        assistant.library.index([tmp_path / "review.md", tmp_path / "reply.md"])
        outline = assistant.papers.outline(Brief("national targets for harbours", **brief))
        return outline, list(assistant.papers.draft(outline, stop)), assistant

    yield run
    for assistant in opened:
        assistant.close()


def section_of(prompt):
    return re.search(r"^Section: (.+)$", prompt[1][1], re.M)[1]


def test_supported_sentences_are_written_with_their_references_and_invented_ones_are_not(write):
    asked = []

    def reply(prompt):
        asked.append(section_of(prompt))
        if asked[-1] == "How it was answered":
            yield "The government rejected the limit of 10 national targets [1]. "
            yield "Moon cheese was promised in 2031 [1]."
        else:
            yield "The Marrow review recommended no more than ten national targets [1]."

    outline, papers, assistant = write(reply)
    assert set(asked) == {"What was recommended", "How it was answered"}, "nothing is left that a summary would not repeat"
    paper = papers[-1]
    written = [s for section in paper.sections for s in section.statements if s.origin == "written"]
    assert {s.text for s in written} == {
        "The government rejected the limit of 10 national targets.",
        "The Marrow review recommended no more than ten national targets.",
    }
    assert "Moon cheese" not in str([s.text for section in paper.sections for s in section.statements])
    answered = paper.section("answered")
    assert answered.model.count("removed") == 1 and answered.model.prompt == version("board_paper")
    text = file_of(paper, "md", assistant.ledger.catalogue()).decode()
    assert "written by test (scripted), every sentence checked against its passage" in text
    assert re.search(r"The government rejected the limit of 10 national targets\. \[\d\]", text)
    assert outline.section("answered").statements[0].origin == "quoted"


@pytest.mark.parametrize("text", ["", "Moon cheese was promised in 2031 [1].", "The passages do not say."])
def test_a_section_of_which_nothing_stands_is_quoted(write, text):
    outline, papers, _ = write(lambda _: [text])
    assert [s.statements for s in papers[-1].sections] == [s.statements for s in outline.sections]
    assert papers[-1].speaks.startswith("quoted from sources")


def test_a_model_that_fails_leaves_the_sections_quoted_and_says_why(write):
    asked = []

    def reply(prompt):
        asked.append(prompt)
        raise ChatFailure("The language model gave no answer.")
        yield

    outline, papers, _ = write(reply)
    assert [s.statements for s in papers[-1].sections] == [s.statements for s in outline.sections]
    assert papers[-1].speaks == "quoted from sources (The language model gave no answer)"
    assert len(asked) == 1, "a model that is not there is not asked for every section"


def test_stopping_keeps_what_was_written_and_quotes_the_rest(write):
    stop, asked = threading.Event(), []

    def reply(prompt):
        asked.append(section_of(prompt))
        yield "The Marrow review recommended no more than ten national targets [1]."
        if len(asked) == 2:
            stop.set()

    _, papers, _ = write(reply, stop)
    assert len(asked) == 2
    kinds = [{s.origin for s in section.statements} for section in papers[-1].sections if section.statements]
    assert any("written" in k for k in kinds) and kinds[-1] == {"quoted"}


def test_a_document_of_ones_own_is_quoted_with_who_said_it_and_when(write):
    _, papers, assistant = write(lambda _: [""])
    text = file_of(papers[-1], "md", assistant.ledger.catalogue()).decode()
    assert "*The Institute recommended on 4 April 2023:* “The Marrow review recommended no more than ten" in text
    assert "*The Harbour Office answered on 14 June 2023:* “The government rejected the limit" in text
    assert "The Harbour Office (2023) *The reply*" in text


def test_an_authors_space_that_is_filled_is_marked_as_the_authors_words(write):
    _, papers, assistant = write(lambda _: [""])
    paper = filled(papers[-1], "implications", 1, "Two posts would be needed.")
    text = file_of(paper, "md", assistant.ledger.catalogue()).decode()
    assert re.search(r"### Workforce\n\nTwo posts would be needed\. ?\*\[author’s words\]\*", text)
    assert text.count("[Author to complete") == file_of(papers[-1], "md", assistant.ledger.catalogue()).decode().count("[Author to complete") - 1
    assert filled(paper, "implications", 99, "x") == paper and filled(paper, "none", 0, "x") == paper


def test_markup_and_control_characters_of_a_topic_stay_text(write):
    _, papers, assistant = write(lambda _: [""], title="<b>Targets</b> \x07 ![x](http://x)", author="=cmd()")
    html, md = (file_of(papers[-1], kind, assistant.ledger.catalogue()).decode() for kind in ("html", "md"))
    assert "&lt;b&gt;Targets&lt;/b&gt;" in html and "<b>Targets</b>" not in md and "![x](http" not in md
    docx = Docx(io.BytesIO(file_of(papers[-1], "docx", assistant.ledger.catalogue())))
    assert docx.paragraphs[0].text.startswith("<b>Targets</b>") and docx.core_properties.author == "=cmd()"


def test_what_is_dated_after_the_papers_day_is_told_as_a_plan():
    passage = Passage(
        "p",
        "d",
        "d.md",
        Metadata(),
        "The bodies merge and start work.",
        0,
        32,
        (),
        None,
        Voice(Label.EVENT, None, "2027-04-01"),
    )
    statement = Statement(passage.text, (passage,))
    for made_on, lead in (("2026-11-25", "Planned for 1 April 2027:"), ("2027-05-01", "Event, 1 April 2027:")):
        paper = Paper(Brief("mergers"), (Section("progress", (statement,)),), made_on=made_on)
        assert f"*{lead}* The bodies merge" in file_of(paper, "md", {}).decode()
