"""As it is deployed: the Dockerfile read (its steps are done by tests/rehearsed_image.py, by hand: they need a network), and the
processes of compose.yaml started together: nginx with TLS, the program with a sign-in, a Chroma server, PostgreSQL."""

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import yaml
from browsing import ask, go, ready
from chroma_server import ChromaServer
from conftest import ROOT
from rehearsed_image import DOCKERFILE, steps

from assistant.settings import Settings

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
PROVIDER = Path(__file__).parent / "provider"
QUESTION = "What did government say to the ten-target limit, and has anything happened?"


def test_every_setting_of_the_deployment_is_one_and_only_the_proxy_is_reached():
    named = set(re.findall(r"ICS_[A-Z_]+", "".join((DEPLOY / f).read_text() for f in ("compose.yaml", "env.example", "Dockerfile"))))
    assert len(named) >= 8 and {n.removeprefix("ICS_").lower() for n in named} <= set(Settings.model_fields)
    services = COMPOSE["services"]
    assert [name for name, s in services.items() if "ports" in s] == ["proxy"]
    for name in ("app", "chroma"):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"] and services[name]["security_opt"] == ["no-new-privileges:true"]
    told = [rest for instruction, rest in steps(DOCKERFILE.read_text()) if instruction == "USER"]
    assert told == ["10001"], "not as root"
    assert not re.search(r"(?i)(?:secret|password|key) *= *\S", (DEPLOY / "env.example").read_text()), "no secret ships"


def test_the_dockerfile_is_read_by_hadolint():
    program = Path(sys.executable).with_name("hadolint")
    if not program.exists():
        pytest.skip("hadolint has no build for this machine")
    told = subprocess.run([program, DOCKERFILE], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
    bad = subprocess.run([program, "-"], input="FROM debian:latest\nRUN cd /tmp\n", capture_output=True, text=True)
    assert bad.returncode == 1 and "DL3007" in bad.stdout


def free():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def heard(url, seconds=120, **how):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return httpx.get(url, timeout=5, **how)
        except httpx.HTTPError:
            time.sleep(0.3)  # nothing listens yet
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory, postgres):
    """(address of the proxy, a function that stops and starts the program behind it)"""
    node, nginx = shutil.which("node"), shutil.which("nginx")
    if not (node and nginx and (PROVIDER / "node_modules").exists()):
        assert not os.environ.get("CI"), "CI installs nginx and the provider (.ci/run)"
        pytest.skip("needs nginx, and npm ci in tests/provider")
    folder = tmp_path_factory.mktemp("deployed")
    outside, inside, sign_in = free(), free(), free()
    public = f"https://localhost:{outside}"
    tls = folder / "tls"
    tls.mkdir()
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tls / "server.key", "-out", tls / "server.crt", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(made, check=True, capture_output=True)
    conf = (DEPLOY / "nginx.conf").read_text()
    for shipped, here in (("/tmp/", f"{folder}/"), ("/etc/nginx/tls", str(tls)), ("app:7860", f"127.0.0.1:{inside}"), ("listen 8443", f"listen 127.0.0.1:{outside}")):
        assert shipped in conf
        conf = conf.replace(shipped, here)
    (folder / "nginx.conf").write_text(conf)
    proxy = subprocess.Popen([nginx, "-c", folder / "nginx.conf", "-g", f"daemon off; user {getpass.getuser()};"], stderr=(folder / "nginx.log").open("w"))
    provider = subprocess.Popen([node, "server.mjs", str(sign_in), f"{public}/sign-in/back"], cwd=PROVIDER, stdout=subprocess.PIPE, text=True)
    assert provider.stdout.readline().strip() == "ready"
    chroma = ChromaServer(folder / "chroma").start()
    told = {
        **{name: value for name, value in COMPOSE["services"]["app"]["environment"].items() if name.startswith("ICS_") and "$" not in value},
        "ICS_HOST": "127.0.0.1",
        "ICS_PORT": str(inside),
        "ICS_DATA_DIR": str(folder / "data"),
        "ICS_CHROMA_URL": chroma.url,
        "ICS_DATABASE_URL": postgres.database(),
        "ICS_PUBLIC_URL": public,
        "ICS_SIGN_IN": "oidc",
        "ICS_OIDC_ISSUER": f"http://127.0.0.1:{sign_in}",
        "ICS_OIDC_CLIENT_ID": "ics",
        "ICS_OIDC_CLIENT_SECRET": "a secret for tests alone",
    }
    log, running = (folder / "app.log").open("w+"), []

    def again():
        if running:
            running[-1].terminate()
            assert running[-1].wait(20) in (0, -signal.SIGTERM)
        running.append(subprocess.Popen([sys.executable, str(ROOT / "app.py")], env={**os.environ, **told}, cwd=folder, stdout=log, stderr=subprocess.STDOUT))
        while heard(f"http://127.0.0.1:{inside}/ready").status_code != 200:
            time.sleep(0.5)  # the starter library is indexed

    again()
    yield public, again
    for process in (proxy, provider, running[-1]):
        process.terminate()
        process.wait(20)
    chroma.stop()
    log.seek(0)
    said = log.read()
    assert "Traceback" not in said and " INFO " not in said, said[-2000:]


@pytest.mark.slow
def test_behind_the_proxy_one_signs_in_asks_adds_and_finds_it_all_after_a_restart(deployed, browser, tmp_path):
    public, again = deployed
    for headers in ({}, {"x-forwarded-user": "ann@icb.example", "x-ics-proxy-secret": "x"}):
        refused = httpx.get(f"{public}/api/documents", verify=False, headers=headers)
        assert refused.status_code == 401 and "max-age" in refused.headers["strict-transport-security"]
    context = browser.new_context(locale="en-GB", ignore_https_errors=True, viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(public)
    page.locator("[name=login]").fill("ann@icb.example")
    page.locator("[name=password]").fill("any")
    page.locator("[type=submit]").click()
    page.locator("[type=submit]").click()
    ready(page)
    turn = ask(page, QUESTION)
    assert "14 June 2023" in turn.inner_text()
    paper = tmp_path / "estuary.txt"
    paper.write_text("The estuary group of Lowmarsh agreed three new moorings on 4 May 2026.\n" + "A line of no matter.\n" * 90_000)
    assert paper.stat().st_size > 1_500_000
    go(page, "library")
    page.locator("[data-files]").set_input_files(str(paper))
    page.wait_for_selector(".adding li:is(.done, .bad)", timeout=180_000)
    assert page.locator(".adding li").inner_text() == "estuary.txt: added."
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in context.cookies(public))
    again()
    page.goto(f"{public}/#/ask")
    page.reload()
    ready(page)
    page.locator(".past li a").first.click()
    page.wait_for_selector(".turn .tools")
    assert "14 June 2023" in page.locator(".turn").inner_text()
    assert "three new moorings" in ask(page, "How many new moorings did the estuary group of Lowmarsh agree?").inner_text()
    context.close()
