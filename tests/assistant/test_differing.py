"""Where sources differ is told beside whatever rests on one of them, by what a digest says, and nowhere else."""

import base64

import pytest

from assistant.answer.records import ask_record
from assistant.paper.exported import exported
from assistant.settings import load_settings
from assistant.ui import turn_view
from assistant.ui.asking import Asking
from assistant.ui.evidence import Evidence
from assistant.ui.live import Live
from assistant.ui.readiness import Readiness
from evals.opened import open_product
from index.embed import ToyEmbedder

HEAD = "---\ntitle: Where accounts differ\npublisher: ICS Assistant starter library\nsource_publishers: [The Harbour Fund, The Pier League]\nauthors: [ICS Assistant team]\npublished: 2026-01-05\nkind: commentary\nurl: null\nlicence: CC BY 4.0\n---\n"
DIGEST = HEAD + """# Where accounts differ

## The lamps on the pier

**Sources disagree.** The Harbour Fund counts 31 lamps on the pier for 2024/25, and the Pier League counts 32 lamps on the pier for 2024/25.
Sources: "Lamps", The Harbour Fund, 2 May 2025; "Lights", The Pier League, 3 May 2025.
"""
OWN = """# The pier report

Publisher: The Harbour Fund

The Harbour Fund counts 31 lamps on the pier for 2024/25 in all.

The Harbour Fund counted 31 lamps on the pier for 2019/20 in all.

The keeper of the pier painted 12 boats green last winter, and no lamp was touched.
"""


@pytest.fixture
def product(tmp_path):
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "01-differ.md").write_text(DIGEST)
    (tmp_path / "library" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "library" / "sources.yaml").write_text("[]\n")
    (tmp_path / "pier.md").write_text(OWN)
    made = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "library"), ToyEmbedder(), quoting=True)
    made.library.index_starter()
    made.library.add([tmp_path / "pier.md"])
    yield made
    made.close()


def beside(product, words):
    """What is told beside these words of the report."""
    [stored] = [s for s in product.library.documents() if s.source == "pier.md"]
    passage = next(p for p in product.searcher.of_document(stored.id) if words in p.text)
    start = passage.start + passage.text.index(words)
    return product.corrections.told().at(passage, start, start + len(words))


def test_beside_the_figure_on_which_sources_differ_and_beside_no_other(product):
    [told] = beside(product, "The Harbour Fund counts 31 lamps on the pier for 2024/25 in all.")
    assert told.text == "Sources differ on this: The Harbour Fund counts 31 lamps on the pier for 2024/25, and the Pier League counts 32 lamps on the pier for 2024/25."
    assert product.library.passage(told.passage).source == "01-differ.md"
    assert beside(product, "The Harbour Fund counted 31 lamps on the pier for 2019/20 in all.") == (), "of another year"
    assert beside(product, "The keeper of the pier painted 12 boats green last winter, and no lamp was touched.") == ()


def test_an_answer_tells_it_on_the_screen_in_a_file_and_as_json_unless_it_shows_it_or_is_of_an_earlier_day(product):
    [own] = [s.id for s in product.library.documents() if s.source == "pier.md"]
    question = "How many lamps does the Harbour Fund count on the pier for 2024/25?"
    answer, told = product.asking.ask(question, within=frozenset({own})), product.corrections.told()
    assert "31 lamps" in answer.headline
    assert "Sources differ on this" in turn_view.answered(answer, "t1", told) and "Open where sources differ" in turn_view.answered(answer, "t1", told)
    assert "Sources differ on this" in exported("Lamps", [answer], "md", told).decode()
    record = ask_record("1", answer, told)
    assert record["corrections"] == [] and "32 lamps" in record["differing"][0]["text"] and "differing" not in ask_record("1", answer)
    both = product.asking.ask(question)
    assert any("Pier League" in c.quote for c in both.citations)
    assert "Sources differ on this" not in turn_view.answered(both, "t2", told), "the answer shows it itself"
    early = product.asking.ask(question, as_at="2026-06-01", within=frozenset({own}))
    assert early.standing.as_at and "Sources differ on this" not in turn_view.answered(early, "t3", told)


def test_a_file_that_the_screen_gives_and_the_panel_have_it_and_not_as_at_an_earlier_day(product):
    [own] = [s.id for s in product.library.documents() if s.source == "pier.md"]
    question = "How many lamps does the Harbour Fund count on the pier for 2024/25?"
    live = Live(product.keeping)
    for turn, day in (("now", None), ("then", "2026-06-01")):
        live.put(turn, product.asking.ask(question, as_at=day, within=frozenset({own})))
        given = Asking(product, Readiness(product), live).calls()["export"]({"turn": turn, "kind": "md"})["file"]["data"]
        panel = Evidence(product, live).calls()["cite"]({"turn": turn, "marker": 1})["html"]
        assert ("Sources differ on this" in base64.b64decode(given).decode()) is ("Sources differ on this" in panel) is (day is None)


def test_without_a_digest_of_that_kind_nothing_is_told(product):
    product.library.remove([s.id for s in product.library.documents() if s.voiced])
    assert beside(product, "The Harbour Fund counts 31 lamps on the pier for 2024/25 in all.") == ()
