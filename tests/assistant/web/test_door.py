"""The door without a browser: what is shut, who is let in, what they may do, and the programs' way in."""

import base64
import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import anyio
import httpx
import pytest
from conftest import ROOT
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.answer.corrected import Corrected
from assistant.errors import AssistantError, SettingsError
from assistant.paper.check_report import record
from assistant.people.acting import LOCAL, NotAllowed, Person, acting, need, owner
from assistant.people.keys import Keys
from assistant.people.roles import RolesFile
from assistant.services.keeping import Keeping
from assistant.settings import load_settings
from assistant.ui.bridge import NEEDS
from assistant.web.door import check_door
from assistant.web.onrecord import started
from assistant.web.serve import Served, web
from assistant.web.signin import ByProvider
from evals.opened import open_product
from index.embed import ToyEmbedder

PIER = "# The pier report\n\nThe harbour board of Quaymouth will paint the pier green by July 2026.\n"
SECRET = "a secret of sixteen letters or more"
HERE = "http://127.0.0.1:7860"
PUBLIC = "https://assistant.icb.example"


class Ready:
    note = error = None

    def wait(self):
        return iter(())

    def begin(self):
        pass


@pytest.fixture
def opened(tmp_path):
    """`opened(**settings)`: a client of the whole application over a small library, and the product."""
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    (tmp_path / "pier.md").write_text(PIER)
    products = []

    def made(base=HERE, **settings):
        product = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none", **settings), ToyEmbedder(), quoting=True)
        products.append(product)
        product.library.index([tmp_path / "pier.md"])
        client = TestClient(web(product, Ready()), base_url=base, follow_redirects=False)
        client.product = product
        return client

    yield made
    for product in products:
        product.close()


def component(client, **headers):
    config = client.get("/config", headers=headers).json()
    return next(c["id"] for c in config["components"] if c["type"] == "html")


def call(client, name, headers=None, **said):
    """A call of the page, as the page makes it."""
    headers = headers or {}
    body = {"data": json.dumps({"call": name, **said}), "component_id": component(client, **headers), "fn_name": "call", "session_hash": "x"}
    return client.post("/gradio_api/component_server", json=body, headers=headers)


def test_on_one_machine_all_is_as_before(opened):
    client = opened()
    assert "ICS Assistant" in client.get("/").text and call(client, "library").json()["html"]
    assert client.get("/health").json() == {"state": "running"} and client.get("/ready").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost@evil.example", "[::1].evil.example", "", "a b"])
def test_a_name_that_was_pointed_here_finds_nothing(opened, host):
    client = opened()
    for path in ("/", "/config", "/api/documents", "/gradio_api/component_server"):
        assert client.get(path, headers={"host": host}).status_code == 421
    assert client.get("/", headers={"host": "localhost:9999"}).status_code == 200


def test_another_sites_page_may_neither_ask_nor_read(opened):
    client = opened()
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}, {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}):
        for path in ("/config", "/api/documents"):
            refused = client.get(path, headers=headers)
            assert refused.status_code == 403 and not any(k.startswith("access-control") for k in refused.headers), headers
        asked = client.post("/api/ask", json={"question": "What colour will the pier be?"}, headers=headers)
        assert asked.status_code == 403 and "green" not in asked.text
    preflight = client.options("/api/ask", headers={"origin": "http://evil.example", "access-control-request-method": "POST"})
    assert preflight.status_code == 403 and not any(k.startswith("access-control") for k in preflight.headers)
    linked = client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"})
    assert linked.status_code == 200, "a link on another page leads here"
    assert client.get("/config", headers={"origin": HERE, "sec-fetch-site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("path", ["/monitoring", "/monitoring/summary", "/gradio_api/file=/etc/passwd", "/file=/etc/passwd", "/gradio_api/file/etc/passwd", "/gradio_api/proxy=http://x.example/", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/call/ask", "/gradio_api/run/ask", "/gradio_api/runs", "/gradio_api/deep_link", "/gradio_api/dev/reload", "/gradio_api/vibe-edit", "/gradio_api/token", "/login", "/docs", "/redoc", "/openapi.json", "/gradio_api/stream/x/y/1/playlist.m3u8"])
def test_what_gradio_offers_beside_the_screen_is_shut(opened, path):
    client = opened()
    for sent in (client.get(path), client.post(path, json={}), client.get(path.upper()), client.get("/x/.." + path)):
        assert sent.status_code in (404, 405), (path, sent.status_code)


def test_every_answer_says_what_a_browser_may_do_with_it(opened):
    client = opened()
    for path in ("/", "/config", "/health", "/api/documents", "/nothing"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer" and headers["x-frame-options"] == "DENY" and "strict-transport-security" not in headers


def test_a_name_that_the_program_gives_or_a_roles_own_name_gives_nobody_more(proxied):
    document = proxied.product.library.documents()[0].id
    for user in ("local", "Local", "the program", "key:tool", "oidc:1", "person:root@icb.example"):
        assert proxied.post("/api/ask", json={"question": "x"}, headers=by(user)).status_code == 401, user
    for user in ("administrator", "Librarian", "strategy team"):
        assert "You may not do this" in call(proxied, "remove", by(user), document=document).json()["told"], user
    assert "You may not do this" in call(proxied, "remove", by("bob", groups="ann@icb.example, person:ann@icb.example"), document=document).json()["told"]


def test_a_proxy_before_a_machine_where_nobody_signs_in_is_refused(opened):
    with pytest.raises(SettingsError, match="ICS_PUBLIC_URL"):
        check_door(load_settings(public_url=PUBLIC))
    client = opened()
    for name in ("x-forwarded-for", "forwarded", "x-forwarded-host", "x-real-ip"):
        assert client.get("/api/documents", headers={name: "10.0.0.9"}).status_code == 403


def test_a_body_is_bounded_whatever_it_says_of_itself(opened):
    client = opened()
    pieces = (b" " * 100_000 for _ in range(200))
    sent = client.post("/api/ask", content=pieces, headers={"content-type": "application/json"})
    assert sent.status_code >= 400
    assert client.post("/api/ask", content=b"x", headers={"content-length": "10000000"}).status_code == 413
    assert client.post("/api/ask", content=b"x", headers={"content-length": "-1"}).status_code in (400, 413)
    assert client.post("/gradio_api/component_server", files={"data": ("a", b"x")}).status_code == 415


def test_odd_requests_are_no_errors_of_ours(opened):
    client = opened()
    assert client.get("/", headers={"host": "[:::::]"}).status_code == 421
    assert client.head("/health").status_code == 200 and client.head("/ready").status_code == 200
    body = {"data": "[1]", "component_id": component(client), "fn_name": "hear", "session_hash": "x"}
    assert "no longer under way" in client.post("/gradio_api/component_server", json=body).text
    assert client.get("/api/documents", headers={"authorization": "Bearer another-programs-token"}).status_code == 200, "none of ours"
    linked = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/api/search", params={"q": "x"}, headers=linked).status_code == 403, "a link asks nothing"
    assert client.get("/gradio_api/heartbeat/x").status_code == 404


def test_a_key_of_sessions_that_is_not_whole_is_refused(tmp_path):
    from assistant.web.signin import session_key

    settings = load_settings(data_dir=tmp_path)
    made = session_key(settings)
    assert len(made) > 40 and session_key(settings) == made and (tmp_path / "session.key").stat().st_mode & 0o077 == 0
    (tmp_path / "session.key").write_text("")
    with pytest.raises(SettingsError, match="not whole"):
        session_key(settings)


def test_nobody_hears_or_stops_what_another_has_under_way(proxied):
    bob, eve = by("bob@icb.example"), by("eve@icb.example")
    job = call(proxied, "begin", bob, work="ask", question="What colour will the pier be?").json()["job"]

    def hear(who):
        body = {"data": json.dumps({"job": job}), "component_id": component(proxied, **who), "fn_name": "hear", "session_hash": "x"}
        return proxied.post("/gradio_api/component_server", json=body, headers=who).json()

    call(proxied, "halt", eve, job=job)
    assert "no longer under way" in hear(eve)["packet"]["lost"] and "lost" not in hear(bob)["packet"]


def test_others_are_let_in_only_where_something_asks_who_they_are():
    with pytest.raises(SettingsError, match="no sign-in is set"):
        check_door(load_settings(host="0.0.0.0"))
    with pytest.raises(SettingsError, match="ICS_PUBLIC_URL"):
        check_door(load_settings(host="0.0.0.0", sign_in="oidc"))
    with pytest.raises(SettingsError, match="ICS_PROXY_SECRET"):
        check_door(load_settings(host="0.0.0.0", sign_in="proxy", public_url=PUBLIC))
    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        check_door(load_settings(host=host))


@pytest.fixture
def proxied(opened, tmp_path):
    roles = tmp_path / "roles.yaml"
    roles.write_text("librarian: [Ann@icb.example]\neditor: [strategy team]\nadministrator: [root@icb.example]\nauditor: [iris@icb.example]\n")
    return opened(PUBLIC, host="0.0.0.0", sign_in="proxy", public_url=PUBLIC, proxy_secret=SECRET, roles=roles)


def by(user, secret=SECRET, groups=""):
    return {"x-ics-proxy-secret": secret, "x-forwarded-user": user, "x-forwarded-groups": groups}


def test_a_proxys_word_counts_only_with_its_secret(proxied):
    for headers in ({}, by("ann@icb.example", "wrong"), by("ann@icb.example", ""), by("")):
        assert proxied.get("/config", headers=headers).status_code == 401 and proxied.get("/", headers=headers).status_code == 401
        assert proxied.post("/api/ask", json={"question": "What colour?"}, headers=headers).status_code == 401
    assert proxied.get("/", headers=by("bob@icb.example")).headers["strict-transport-security"]
    assert proxied.get("/", headers={**by("bob@icb.example"), "host": "127.0.0.1"}).status_code == 421


def test_what_runs_for_nobody_may_do_nothing_where_people_sign_in(opened, proxied):
    def tried():
        found = []
        for work in (acting, owner, lambda: need("reader"), lambda: proxied.product.keeping.record.add("did something")):
            try:
                found.append(work())
            except NotAllowed as error:
                found.append(str(error))
        return found

    def nobody():
        return Context().run(tried)  # whatever an earlier test left in this thread

    for run in (nobody, ThreadPoolExecutor(1).submit(tried).result):
        assert run() == ["Nobody is acting here; sign in first."] * 4
    assert "did something" not in [e.did for e in proxied.product.keeping.record.entries()]
    opened()
    assert nobody()[:2] == [LOCAL, "local"], "nobody signs in here"


def test_each_keeps_to_their_own_and_does_what_their_role_allows(proxied):
    bob, ann, eve = by("bob@icb.example"), by("ann@icb.example"), by("eve@icb.example", groups="other, Strategy Team")
    document = proxied.product.library.documents()[0].id
    for name, who, may in (("remove", bob, False), ("remove", ann, True), ("restore", ann, True), ("paper_remove", ann, False), ("paper_remove", eve, True), ("restore", eve, False), ("remove", by("root@icb.example"), True)):
        told = call(proxied, name, who, document=document, id="0").json().get("told", "")
        assert ("You may not do this" in told) is not may, (name, who, told)
    began = call(proxied, "begin", bob, work="write", brief={"topic": "x"}).json()
    assert "editor" in began["told"], "what takes its time is asked for its role too"
    assert "librarian" in call(proxied, "remove", bob, work="ask", document=document).json()["told"]
    talk = proxied.product.keeping.conversations.start("ann@icb.example", "mine")
    assert "mine" in call(proxied, "past", ann).json()["html"] and "mine" not in call(proxied, "past", bob).json()["html"]
    assert "no longer kept" in call(proxied, "conversation", bob, id=talk).json()["told"]


def test_who_did_what_is_on_record(proxied):
    document = proxied.product.library.documents()[0].id
    call(proxied, "remove", by("bob@icb.example"), document=document)  # refused: nothing was done
    call(proxied, "remove", by("ann@icb.example"), document=document)
    key = Keys(proxied.product.settings.data_dir).add("tool", ("reader",))
    proxied.post("/api/ask", json={"question": "What colour is the pier?"}, headers={"authorization": f"Bearer {key}"})
    proxied.get("/api/search", params={"q": "pier"}, headers=by("bob@icb.example"))
    told = [(e.who, e.did, e.what) for e in proxied.product.keeping.record.entries() if e.did != "signed in"]
    assert told == [("ann@icb.example", "removed a document", {"document": document}), ("key:tool", "asked", {}), ("bob@icb.example", "searched", {})]
    assert not proxied.product.keeping.record.verify().wrong


def test_who_came_in_by_the_proxy_is_on_record_once_in_the_time_of_a_session(proxied):
    for who in ("bob@icb.example", "ann@icb.example", "bob@icb.example"):
        proxied.get("/config", headers=by(who))
    proxied.get("/config", headers=by("mallory", "wrong"))
    deadline = time.monotonic() + 20
    while len(found := [e.who for e in proxied.product.keeping.record.entries() if e.did == "signed in"]) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)  # it is written beside the request
    assert found == ["bob@icb.example", "ann@icb.example"]


def test_a_session_ends_by_its_time_and_by_signing_out_whatever_the_cookie_says(tmp_path):
    given = {"data_dir": tmp_path, "sign_in": "oidc", "public_url": PUBLIC, "oidc_issuer": "https://id.example", "oidc_client_id": "ics", "oidc_client_secret": SECRET}
    provider = ByProvider(load_settings(**given), RolesFile(None), lambda *_: None)
    kept = {"id": "oidc:1", "name": "Ann", "roles": ["reader"], "until": time.time() + 60, "token": "one"}
    assert provider.who({"session": {"person": kept}}, {}).name == "Ann"
    assert provider.who({"session": {"person": {**kept, "until": time.time() - 1}}}, {}) is None
    assert provider.who({"session": {}}, {}) is None
    app = Starlette(routes=provider.routes(), middleware=[Middleware(SessionMiddleware, secret_key="k"), Middleware(Kept, kept)])
    provider._ends = nothing_there
    assert TestClient(app, base_url=PUBLIC).post("/sign-out").json()["told"] == "You are signed out."
    assert provider.who({"session": {"person": kept}}, {}) is None and provider.who({"session": {"person": {**kept, "token": "two"}}}, {}).name == "Ann"


async def nothing_there(_):
    return ""


class Kept:
    """A session that holds somebody."""

    def __init__(self, app, kept):
        self.app, self.kept = app, kept

    async def __call__(self, scope, receive, send):
        scope["session"]["person"] = dict(self.kept)
        await self.app(scope, receive, send)


def test_no_socket_of_the_web_is_opened(opened):
    with pytest.raises(WebSocketDisconnect) as closed, opened().websocket_connect("/gradio_api/queue/join"):
        pass
    assert closed.value.code == 1008


def test_an_address_that_others_reach_does_not_start_without_a_sign_in(tmp_path):
    environment = {**os.environ, "ICS_HOST": "0.0.0.0", "ICS_DATA_DIR": str(tmp_path), "ICS_PORT": "7908"}
    told = subprocess.run([sys.executable, str(ROOT / "app.py")], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert told.returncode == 2 and "lets other machines in" in told.stderr and "Traceback" not in told.stderr


def test_what_a_start_changes_is_on_record_and_no_secret_is(tmp_path):
    def start(**given):
        settings = load_settings(data_dir=tmp_path, **given)
        keeping = Keeping(settings)
        started(settings, keeping)
        told = list(keeping.record.entries())[-1].what
        keeping.close()
        assert "hush" not in json.dumps(told) and "example" not in json.dumps(told)
        return told["changed"]

    (tmp_path / "roles.yaml").write_text("ann@icb.example: librarian\n")
    assert start() == []
    assert start(max_file_mb=7, proxy_secret="hush hush hush hush") == ["max_file_mb", "proxy_secret"]
    assert start(max_file_mb=7, proxy_secret="hush hush hush hush") == []
    assert start(max_file_mb=7, proxy_secret="another hush hush hush") == ["proxy_secret"]
    assert start(max_file_mb=7, proxy_secret="another hush hush hush", roles=tmp_path / "roles.yaml") == ["roles", "what the file of roles holds"]
    (tmp_path / "roles.yaml").write_text("ann@icb.example: administrator\n")
    assert start(max_file_mb=7, proxy_secret="another hush hush hush", roles=tmp_path / "roles.yaml") == ["what the file of roles holds"]


def test_a_start_that_cannot_be_put_on_record_is_a_start_all_the_same(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "session.key").write_text("short")  # a key that is not whole; as of a folder that may only be read
    settings = load_settings(data_dir=tmp_path / "data")
    keeping = Keeping(settings)
    started(settings, keeping)
    assert list(keeping.record.entries()) == []
    keeping.close()


async def echoes(scope, receive, send):
    """Says after a while who it is that asks."""
    if scope["type"] == "http":
        await anyio.sleep(1.0)  # what is under way when the program is told to end
        said = json.dumps([scope["client"][0], scope["scheme"]]).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": said})


def test_a_visitor_cannot_say_where_it_comes_from_and_what_is_under_way_ends_before_the_program_does():
    served = Served(echoes, "127.0.0.1", 7909)
    served.start()
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(httpx.get, served.address, headers={"x-forwarded-for": "10.9.8.7", "x-forwarded-proto": "https"}, timeout=20)
        time.sleep(0.3)  # by then it has begun
        served.close()
        assert asked.result().json() == ["127.0.0.1", "http"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(served.address)


def test_the_record_is_read_on_the_screen_by_auditors_alone(proxied):
    bob, ann, eve, iris = by("bob@icb.example"), by("ann@icb.example"), by("eve@icb.example", groups="Strategy Team"), by("iris@icb.example")
    document = proxied.product.library.documents()[0].id
    call(proxied, "remove", ann, document=document)
    for _ in range(3):
        proxied.get("/api/search", params={"q": "pier"}, headers=bob)
    proxied.product.keeping.record.add("=HYPERLINK(1)", {"name": "<b>x</b>"}, "somebody")
    for who in (bob, ann, eve):
        assert "data-record" not in call(proxied, "trust", who).json()["html"]
        for name in ("record", "record_file"):
            told = call(proxied, name, who).json()
            assert "needs the role “auditor”" in told["told"] and "html" not in told and "file" not in told
    for who in (iris, by("root@icb.example")):
        assert "data-record" in call(proxied, "trust", who).json()["html"]
        shown = call(proxied, "record", who).json()
        assert {"removed a document", "searched"} <= set(shown["kinds"]) and "ann@icb.example" in shown["html"]
    assert "&lt;b&gt;x&lt;/b&gt;" in shown["html"] and "<b>x" not in shown["html"]
    today = next(proxied.product.keeping.record.entries()).at[:10]
    searched = call(proxied, "record", iris, did="searched", day=today).json()["html"]
    assert searched.count("<tr><td>") == 3 and "ann@icb.example" not in searched
    assert "No entry" in call(proxied, "record", iris, day="2001-02-03").json()["html"]
    assert "2001-02-30" in call(proxied, "record", iris, day="2001-02-30").json()["told"]
    file = call(proxied, "record_file", iris, did="searched").json()["file"]
    rows = list(csv.DictReader(io.StringIO(base64.b64decode(file["data"]).decode())))
    assert file["name"] == "record.csv" and [(r["who"], r["did"]) for r in rows] == [("bob@icb.example", "searched")] * 3
    whole = base64.b64decode(call(proxied, "record_file", iris).json()["file"]["data"]).decode()
    assert "'=HYPERLINK(1)" in whole and "exported the record" in whole, "that it was handed out is on record"
    assert not proxied.product.keeping.record.verify().wrong


def test_on_ones_own_machine_its_user_reads_the_record_and_the_newest_hundred_are_shown(opened):
    client = opened()
    for n in range(105):
        client.product.keeping.record.add(f"did {n:03}", {})
    shown = call(client, "record").json()["html"]
    assert shown.count("<tr><td>") == 100 and "did 104" in shown and "did 005" in shown and "did 004" not in shown and "there may be more" in shown
    assert shown.index("did 104") < shown.index("did 103") and "data-record" in call(client, "trust").json()["html"]


def test_a_reader_says_what_is_wrong_and_an_editor_decides_over_http(proxied):
    bob, ann, eve = by("bob@icb.example"), by("ann@icb.example"), by("eve@icb.example", groups="Strategy Team")
    asked = {"question": "Will the harbour board of Quaymouth paint the pier green by July 2026?"}
    passage = proxied.post("/api/ask", json=asked, headers=bob).json()["citations"][0]["passage_id"]
    said = {"why": "It is blue.", "passage": passage, "quote": "paint the pier green", "source": "The pier report"}
    one = proxied.post("/api/corrections", json=said, headers=bob).json()
    assert one["of"]["words"] == "paint the pier green" and one["source"]["document"] and "bob@icb.example" not in (one.get("owner"), one["decision"].get("who"))
    way = f"/api/corrections/{one['id']}"
    assert proxied.post(way, json={"state": "accepted"}, headers=bob).status_code == 403
    assert proxied.post(way, json={"state": "withdrawn"}, headers=ann).status_code == 403
    line = proxied.post("/api/ask", json=asked, headers=ann).json()
    assert [c["text"] for c in line["corrections"]] == [one["told"]] and "It is blue." not in line["answer"]
    talk = {"messages": [{"role": "user", "content": asked["question"]}]}
    assert "It is blue." not in proxied.post("/v1/chat/completions", json=talk, headers=bob).text, "another model may read this"
    assert proxied.post(way, json={"state": "declined", "seen": "accepted"}, headers=eve).status_code == 400
    assert proxied.post(way, json={"state": "declined", "note": "It is green."}, headers=eve).json()["state"] == "declined"
    assert proxied.post("/api/ask", json=asked, headers=ann).json()["corrections"] == []
    assert [c["state"] for c in proxied.get("/api/corrections", headers=ann).json()] == ["declined"]
    assert proxied.get("/api/corrections", params={"state": "open"}, headers=ann).json() == []
    for wrong, status in (({"why": "x"}, 400), ({"why": "x", "passage": "none"}, 404), ({"why": "x", "row": "none"}, 404), ({"why": "", "passage": passage}, 422), ({"why": "x" * 1001, "passage": passage}, 422)):
        assert proxied.post("/api/corrections", json=wrong, headers=bob).status_code == status, wrong
    did = [(e.who, e.did) for e in proxied.product.keeping.record.entries() if "correction" in e.what]
    assert did == [("bob@icb.example", "said that something is wrong"), ("eve@icb.example", "declined a correction")]


def test_every_call_that_changes_what_all_share_needs_a_role():
    from pathlib import Path

    changes = {"add", "fetch", "choose", "look_again", "describe", "undescribe", "confirm", "remove", "restore", "decide", "decide_correction", "look_differing", "do_not_differ"}
    assert changes <= set(NEEDS)
    named = set()
    for file in (Path(__file__).parents[3] / "assistant" / "ui").glob("*.py"):
        named |= set(re.findall(r'^            "(\w+)": (?:self\.|lambda)', file.read_text(), re.M))
    assert set(NEEDS) <= named | {"outline", "write", "look_differing"}, "a role is asked for calls that there are"


def test_a_person_may_not_ask_without_end(opened):
    client = opened(PUBLIC, host="0.0.0.0", sign_in="proxy", public_url=PUBLIC, proxy_secret=SECRET, requests_per_minute=10, uploads_per_hour=2)
    codes = [client.get("/api/documents", headers=by("bob")).status_code for _ in range(12)]
    assert codes == [200] * 10 + [429] * 2 and client.get("/api/documents", headers=by("ann")).status_code == 200
    sent = [client.post("/gradio_api/upload", files={"files": ("a.md", b"x")}, headers=by("cat")).status_code for _ in range(3)]
    assert sent == [200, 200, 429]
    large = client.post("/gradio_api/upload", content=b"x", headers={**by("dan"), "content-length": str(10**12)})
    assert large.status_code == 413


def test_roles_come_from_a_file_or_from_what_the_sign_in_says(tmp_path):
    file = tmp_path / "roles.yaml"
    roles = RolesFile(None)
    assert roles.person("a", "A", ["auditor", "other"]).roles == {"reader", "auditor"}
    file.write_text("reader: [board]\nlibrarian: ['person:Ann', ann@icb.example]\n")
    roles = RolesFile(file)
    assert roles.person("bob", "Bob", []) is None and roles.person("bob", "Bob", ["Board"]).roles == {"reader"}
    assert roles.person("ann", "Ann", []).roles == {"reader", "librarian"}
    assert roles.person("oidc:1", "Ann", [], ["Ann@icb.example"]).roles == {"reader", "librarian"}
    file.write_text("librarian: []\n")
    assert roles.person("ann", "Ann", []).roles == {"reader"}, "read anew at each sign-in"
    for wrong in ("kings: [a]\n", "reader: a\n", "- a\n", "reader: [\n"):
        file.write_text(wrong)
        with pytest.raises(SettingsError, match="ICS_ROLES"):
            RolesFile(file)
    assert Person("x", "X", frozenset({"administrator"})).may("librarian") and LOCAL.may("auditor")


def test_a_programs_key_opens_what_its_roles_allow_until_it_is_taken_away(proxied):
    keys = Keys(proxied.product.settings.data_dir)
    made = keys.add("open-webui", ("reader",))
    held = {"authorization": f"Bearer {made}"}
    assert made not in (proxied.product.settings.data_dir / "keys.json").read_text()
    assert proxied.get("/api/documents", headers=held).json()[0]["source"] == "pier.md"
    assert "librarian" in call(proxied, "remove", held, document="x").json()["told"]
    assert proxied.get("/api/documents", headers={"authorization": "Bearer ics_wrong"}).status_code == 401
    with pytest.raises(AssistantError, match="already"):
        keys.add("open-webui", ("reader",))
    with pytest.raises(AssistantError, match="not a role"):
        keys.add("other", ("king",))
    keys.remove("open-webui")
    assert proxied.get("/api/documents", headers=held).status_code == 401


def test_the_programs_way_in_gives_what_the_command_line_gives(opened):
    client = opened()
    said = client.post("/api/ask", json={"question": "Will the harbour board of Quaymouth paint the pier green by July 2026?"}).json()
    assert "green" in said["answer"] and said["citations"][0]["source"] == "pier.md"
    from assistant.answer.records import ask_record

    same = ask_record("1", client.product.asking.ask("Will the harbour board of Quaymouth paint the pier green by July 2026?"), Corrected())
    assert {**said, "timings_ms": 0} == json.loads(json.dumps({**same, "timings_ms": 0}))
    lines = client.post("/api/ask", json={"question": "Will the harbour board of Quaymouth paint the pier green by July 2026?", "stream": True}).text.splitlines()
    assert json.loads(lines[-1])["answer"] == said["answer"]
    hits = client.get("/api/search", params={"q": "pier", "k": 1}).json()["passages"]
    assert client.get(f"/api/passages/{hits[0]['passage_id']}").json()["text"] == hits[0]["text"]
    assert client.get("/api/passages/none").status_code == 404 and client.get("/api/recommendations").json() == []
    for body, told, status in (({"question": "x", "as_at": "31.31.31"}, "as_at: Input should be a valid date", 422), ({"question": "x", "only": ["none.md"]}, "none.md", 404), ({"question": ""}, "question: String should have", 422)):
        refused = client.post("/api/ask", json=body)
        assert refused.status_code == status and told in refused.json()["error"]
    assert client.post("/api/ask", json={"question": ""}).status_code == 422



def test_the_way_in_is_described_on_a_page_that_needs_nothing_from_elsewhere(opened):
    client = opened()
    page = client.get("/api").text
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert f"<h2>POST {path}</h2>" in page or f"<h2>GET {path}</h2>" in page
    assert "<td><code>question</code></td><td>string</td><td>yes</td>" in page and "vancouver" in page and "<td>404</td>" in page
    assert not re.search(r"(?:src|href)=.?https?:", page)


def test_counts_name_nobody_and_nothing_that_was_asked(opened, proxied, tmp_path):
    ann = by("ann@icb.example")
    asked = proxied.post("/api/ask", json={"question": "What colour will the pier be by July 2026?"}, headers=ann)
    assert asked.status_code == 200
    assert "auditor" in proxied.get("/metrics", headers=ann).json()["error"] and proxied.get("/metrics").status_code == 401
    key = Keys(tmp_path / "data").add("prometheus", ("auditor",))
    told = proxied.get("/metrics", headers={"authorization": f"Bearer {key}"})
    assert told.status_code == 200 and told.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = dict(line.rsplit(" ", 1) for line in told.text.splitlines() if not line.startswith("#"))
    assert lines["ics_documents"] == "1.0" and lines["ics_ready"] == "1.0" and float(lines["process_resident_memory_bytes"]) > 1e6
    assert float(lines['ics_requests_total{part="api",status="200"}']) >= 1 and any(k.startswith("ics_answers_total") for k in lines)
    assert not any(word in told.text for word in ("ann", "pier", "colour", "icb.example"))


def test_a_paper_is_drafted_and_checked_over_http(opened, tmp_path):
    client = opened()
    said = client.post("/api/draft", json={"topic": "the pier of Quaymouth"}).json()
    assert "paint the pier green" in said["markdown"] and said["references"] and said["title"]
    word = client.post("/api/draft", json={"topic": "the pier of Quaymouth", "kind": "docx"})
    assert word.content[:2] == b"PK" and "wordprocessingml" in word.headers["content-type"]
    (tmp_path / "mine.md").write_text("The harbour board of Quaymouth will paint the pier green by July 2026.")
    found = client.post("/api/check", files={"file": ("mine.md", (tmp_path / "mine.md").read_bytes())}).json()
    assert found["sentences"] == 1 and found == json.loads(json.dumps(record([*client.product.papers.check(tmp_path / "mine.md")][-1])))
    broken = client.post("/api/check", files={"file": ("mine.docx", b"PK not a Word file")})
    assert broken.status_code == 400 and "mine.docx" in broken.json()["error"] and "Traceback" not in broken.text


def test_a_draft_over_http_needs_the_role_of_an_editor(proxied):
    refused = proxied.post("/api/draft", json={"topic": "x"}, headers=by("ann@icb.example"))
    assert refused.status_code == 403 and "editor" in refused.json()["error"]
    made = proxied.post("/api/draft", json={"topic": "the pier"}, headers=by("bob@icb.example", groups="strategy team"))
    assert made.status_code == 200


def test_what_a_query_says_to_the_page_is_not_heard_and_sign_ins_are_bounded(opened):
    client = opened()
    assert client.get("/?page=x").status_code == 200 and client.get("/?view=api&__theme=dark").status_code == 200
    assert client.get("/sign-in").status_code == 404, "nobody signs in here"
    told = [client.get("/sign-in").status_code for _ in range(305)]
    assert told[-1] == 429 and 404 in told


def test_no_file_of_the_machine_is_compared_or_opened_by_its_path(opened, tmp_path):
    client = opened()
    (tmp_path / "secret.txt").write_text("The secret of the harbour board is a very long sentence indeed.\n")
    for before in (str(tmp_path / "secret.txt"), "/etc/passwd"):
        assert "No document called" in call(client, "compare", before=before, after="pier.md").json()["told"]
        assert client.get("/api/compare", params={"before": before, "after": "pier.md"}).status_code == 404
    assert "not kept any more" in call(client, "span", document=str(tmp_path / "secret.txt"), start=0, end=10).json()["html"]
    assert client.get("/api/compare", params={"before": "pier.md", "after": "pier.md"}).json()["changes"] == []
