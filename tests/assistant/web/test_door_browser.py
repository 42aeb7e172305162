"""What only a browser can show of the door: another site's page that asks, reads and frames, a name that was pointed here, and
scripts that are not the page's own."""

import pytest
from browsing import ask, go, ready, started
from other_site import attack, nothing_read, other_site

from assistant.conversations.opened import open_database
from assistant.conversations.record import Record

pytestmark = pytest.mark.slow
AT, SITE = 7906, 7907
BROKEN = "window.broken = []; document.addEventListener('securitypolicyviolation', e => window.broken.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("alone")


@pytest.fixture(scope="module")
def address(data):
    with started(AT, data) as url:
        yield url


def asked(data):
    engine = open_database(None, data)
    found = [e.did for e in Record(engine).entries() if e.did != "started"]
    engine.dispose()
    return found


@pytest.fixture
def other(browser):
    """A browser in which the name evil.example was pointed to this machine."""
    from conftest import _CHROMIUM

    launched = browser.browser_type.launch(executable_path=_CHROMIUM, args=["--headless", "--no-sandbox", "--disable-background-networking", "--disable-gpu", "--host-resolver-rules=MAP evil.example 127.0.0.1"])
    yield launched
    launched.close()


@pytest.mark.parametrize("name", ["127.0.0.1", "evil.example"])
def test_another_sites_page_reads_nothing_asks_nothing_and_frames_nothing(other, address, data, name):
    before = asked(data)
    with other_site(SITE, address):
        page = other.new_page()
        nothing_read(attack(page, f"http://{name}:{SITE}/", address))
        assert asked(data) == before, "it asked"
        page.get_by_role("link", name="there").click()  # a link leads here all the same
        ready(page)


def test_a_name_that_was_pointed_here_shows_nothing(other, address):
    page = other.new_page()
    told = page.goto(f"http://evil.example:{AT}/")
    assert told.status == 421 and "Gradio" not in page.content()
    assert page.evaluate("fetch('/api/documents').then(r => r.status)") == 421, "its own origin by now"


def test_the_page_runs_its_own_scripts_and_no_others(page, address):
    page.add_init_script(BROKEN)
    page.goto(address)
    ready(page)
    for name in ("library", "ledger", "paper", "trust", "home"):
        go(page, name)
    ask(page, "What did government say to the ten-target limit, and has anything happened?")
    assert page.evaluate("window.broken") == []
    page.evaluate("""() => {
      const script = document.createElement('script'); script.textContent = 'window.ran = 1'; document.body.append(script);
      const far = document.createElement('script'); far.src = 'data:text/javascript,window.ran=2'; document.body.append(far);
      const picture = document.createElement('div'); picture.innerHTML = '<img src=x onerror="window.ran = 3">'; document.body.append(picture);
    }""")
    page.wait_for_function("window.broken.length >= 3")
    assert page.evaluate("window.ran") is None
    policy = page.request.get(address).headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "'unsafe-eval'" not in page.request.get(address + "config").headers["content-security-policy"]
