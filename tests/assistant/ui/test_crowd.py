"""Many readers at once, as the page asks, and a model that answers nobody."""

import time
from concurrent.futures import ThreadPoolExecutor

import failing_server
import pytest
from browsing import started

from assistant.ui.line import Line
from bench.load import Reader, crowd

QUESTION = "how many national targets should there be?"


def test_a_line_lets_a_few_in_at_a_time_in_their_order():
    line = Line(at_once=2)
    places = [line.join() for _ in range(5)]
    assert [p.number(0.01) for p in places] == [0, 0, 1, 2, 3]
    places[3].leave()  # one who gives up
    places[0].leave()
    places[0].leave()
    assert [p.number(0.01) for p in places if p not in (places[0], places[3])] == [0, 0, 1]


@pytest.mark.slow
def test_thirty_readers_at_once_are_all_answered_and_told_their_place(tmp_path):
    with started(7892, tmp_path) as url:
        met = crowd(url, 30, 8, reads=(0.0, 0.5))
    assert met.errors == [] and len(met.seconds) >= 30 and met.told > 0


@pytest.mark.slow
def test_a_model_that_answers_nobody_keeps_no_place(tmp_path):
    """Eight questions wait for a silent model; the ninth, whose answer comes, is not behind them."""
    server = failing_server.start()
    model = {"ICS_CHAT_MODEL": "openai:some-model", "ICS_CHAT_BASE_URL": failing_server.address(server) + "/v1", "ICS_CHAT_KEY": "sk-x"}
    with started(7893, tmp_path, **model, ICS_CHAT_SECONDS="60", ICS_CHAT_RETRIES="0") as url:
        client = Reader(url)
        list(client.ask(QUESTION))
        server.scenario, server.requests[:] = "hang", []
        pool = ThreadPoolExecutor(8)
        waiting = [pool.submit(lambda: list(Reader(url).ask(QUESTION))[-1]) for _ in range(8)]
        deadline = time.monotonic() + 60
        while len(server.requests) < 8:
            assert time.monotonic() < deadline, "some of the eight never reached the model"
            time.sleep(0.1)  # the eight come one after the other
        server.scenario = "good"
        said = list(client.ask(QUESTION))[-1]
        assert said["told"].startswith("Answer ready") and not any(job.done() for job in waiting)
        server.release.set()
        assert all(job.result(timeout=60)["told"] for job in waiting)
