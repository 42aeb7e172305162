"""The log: one logger, a request id, no text of a question or document unless it is asked for."""

import logging

import pytest

from assistant.settings import load_settings
from evals.opened import open_product
from index import log
from index.embed import ToyEmbedder


@pytest.fixture(autouse=True)
def heard(caplog):
    """Once configured the logger hands nothing on, so the lines are heard at the logger itself."""
    log.configure("info")
    log.LOG.addHandler(caplog.handler)
    yield
    log.LOG.removeHandler(caplog.handler)


def lines(caplog):
    return [r.getMessage() for r in caplog.records]


def asked(tmp_path, caplog, level):
    (tmp_path / "a.md").write_text("# Piers\n\nThe harbour board should publish tide tables every quarter.\n")
    made = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy"), ToyEmbedder(), quoting=True)
    made.library.index([tmp_path / "a.md"])
    with caplog.at_level(level, logger=log.LOG.name):
        log.begin_request()
        made.asking.ask("what should the harbour board publish on tide tables?")
    made.close()
    return "\n".join(lines(caplog))


def test_an_answer_is_one_line_without_the_question(tmp_path, caplog):
    told = asked(tmp_path, caplog, logging.INFO)
    assert told.count("answered: refused False") == 1 and "tide" not in told


def test_the_question_is_told_when_it_is_asked_for(tmp_path, caplog):
    assert "asked: what should the harbour board publish on tide tables?" in asked(tmp_path, caplog, logging.DEBUG)


def test_what_fails_is_told_by_its_place_and_not_in_its_words(caplog):
    reference = log.begin_request()
    try:
        raise ValueError("the secret of the pier")
    except ValueError as error:
        with caplog.at_level(logging.INFO, logger=log.LOG.name):
            log.failed("It broke", error)
    assert lines(caplog)[0].startswith("It broke: ValueError in test_what_fails") and "secret" not in caplog.text
    assert log.request_id() == reference and len(reference) == 8
