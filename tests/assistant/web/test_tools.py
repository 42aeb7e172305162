"""The tools over the official SDK's own client: as a process of its own, and over HTTP with a key."""

import asyncio
import json
import os
import subprocess
import sys
import time

import httpx
import httpx2
import pytest
from browsing import started
from conftest import ROOT
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from assistant.people.keys import Keys

pytestmark = pytest.mark.slow
TOOLS = {"ask", "search", "passage", "documents", "recommendations", "timeline"}
SIGNED = {"ICS_SIGN_IN": "proxy", "ICS_PUBLIC_URL": "http://127.0.0.1:7904", "ICS_PROXY_SECRET": "a secret of sixteen letters"}


def apart(*how):
    """In a process of its own: a browser of other tests may run its loop in this one."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    told = subprocess.run([sys.executable, __file__, *how], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr[-2000:]


def said(result):
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


async def tried(client):
    """Every tool and resource, once; what the first answer cites is followed to its place."""
    listed = {t.name: t for t in (await client.list_tools()).tools}
    assert set(listed) == TOOLS and all(t.annotations.read_only_hint and t.description for t in listed.values())
    answer = said(await client.call_tool("ask", {"question": "What did government say to the ten-target limit, and has anything happened?"}))
    cited = answer["citations"][0]
    assert "accepted it in part on 14 June 2023" in answer["answer"]
    assert "corrections" not in answer, "a language model reads this"
    early = said(await client.call_tool("ask", {"question": "What happened to HARPs?", "as_at": "2023-05-01"}))
    assert all((c["said_on"] or "") <= "2023-05-01" for c in early["citations"])
    passage = said(await client.call_tool("passage", {"passage_id": cited["passage_id"]}))
    text = (await client.read_resource(f"document://{passage['document_id']}")).contents[0].text
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert len(said(await client.call_tool("search", {"question": "prevention", "k": 3}))["passages"]) == 3
    assert passage["document_id"] in {d["id"] for d in said(await client.call_tool("documents", {}))}
    rows = said(await client.call_tool("recommendations", {"words": "targets"}))
    assert said(await client.call_tool("timeline", {"recommendation_id": rows[0]["id"]}))["steps"]
    for tool, given, told in (("timeline", {"recommendation_id": "none"}, "no such recommendation"), ("passage", {"passage_id": "../x"}, "no such passage"), ("ask", {"question": "x", "as_at": "31.31.31"}, "not a date")):
        wrong = await client.call_tool(tool, given)
        assert wrong.is_error and told in wrong.content[0].text and "Traceback" not in wrong.content[0].text


def test_tools_over_http_for_who_has_a_key_and_over_standard_input_and_output(tmp_path):
    with started(7904, tmp_path, **SIGNED) as url:
        while httpx.get(url + "ready").status_code != 200:
            time.sleep(0.5)  # the starter library is indexed
        key = Keys(tmp_path).add("tools", ("reader",))

        apart("http", url + "mcp", key)
        for headers in ({}, {"authorization": "Bearer ics_wrong"}):
            assert httpx.post(url + "mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers={**headers, "accept": "application/json, text/event-stream"}).status_code == 401
    told = subprocess.run([sys.executable, "app.py", "audit", "export"], cwd=ROOT, env={**os.environ, "ICS_DATA_DIR": str(tmp_path)}, check=True, capture_output=True, text=True).stdout
    assert "key:tools,asked" in told and "local,asked" not in told, "who asked is on record"
    apart("stdio", str(tmp_path))


async def over_stdio(folder):
    environment = {**os.environ, "ICS_DATA_DIR": folder}
    async with Client(StdioServerParameters(command=sys.executable, args=["app.py", "mcp"], env=environment, cwd=ROOT)) as client:
        await tried(client)


async def over_http(url, key):
    async with httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"}, timeout=60) as http, Client(streamable_http_client(url, http_client=http)) as client:
        await tried(client)


if __name__ == "__main__":
    asyncio.run({"stdio": over_stdio, "http": over_http}[sys.argv[1]](*sys.argv[2:]))
