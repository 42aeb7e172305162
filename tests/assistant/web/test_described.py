"""The programs' way in, served, tried with requests that schemathesis makes from its own description: right ones and wrong ones."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from test_door import Ready

from assistant.people.keys import Keys
from assistant.settings import load_settings
from assistant.web.serve import Served, web
from evals.opened import open_product
from index.embed import ToyEmbedder

pytestmark = pytest.mark.slow
PATHS = {"/api/ask", "/api/search", "/api/passages/{passage}", "/api/documents", "/api/recommendations", "/api/timeline", "/api/draft", "/api/check", "/api/compare", "/api/differing", "/api/corrections", "/api/corrections/{correction}", "/v1/chat/completions", "/v1/models"}
URL = "http://127.0.0.1:7905"
SIGNED = {"sign_in": "proxy", "public_url": URL, "proxy_secret": "a secret of sixteen letters", "requests_per_minute": 100_000, "uploads_per_hour": 10_000}


@pytest.fixture(scope="module")
def way(tmp_path_factory):
    """(what the application over a small library says of itself, a key that may do all)"""
    folder = tmp_path_factory.mktemp("described")
    (folder / "pier.md").write_text("# The pier report\n\nThe harbour board of Quaymouth will paint the pier green by July 2026.\n")
    product = open_product(load_settings(data_dir=folder / "data", embedding_model="toy", **SIGNED), ToyEmbedder(), quoting=True)
    product.library.index([folder / "pier.md"])
    headers = {"authorization": "Bearer " + Keys(folder / "data").add("tried", ("editor", "auditor"))}
    served = Served(web(product, Ready()), "127.0.0.1", 7905)
    served.start()
    yield schemathesis.openapi.from_url(f"{URL}/api/openapi.json", headers=headers), headers
    served.close()
    product.close()


def test_every_request_brings_an_answer_that_is_described(way):
    schema, headers = way
    tried = {}

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def once(case):
            tried[case.path] = tried.get(case.path, 0) + 1
            # a chat in which no user says anything is right by its description, which cannot tell so
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance] if "chat" in case.path else [])

        once()
    assert set(tried) == PATHS and sum(tried.values()) >= 100, tried
