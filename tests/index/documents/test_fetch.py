"""Fetching originals: from a server on this machine, politely, within limits, resumed, and never from inside by surprise."""

import http.server
import threading

import httpx
import pytest
import yaml

from assistant.errors import SettingsError
from assistant.ledger.catalogue import Source, choose, fetch_source, load_catalogue
from assistant.settings import load_settings
from index.documents.fetch import FetchLimits, check_address, fetch
from index.documents.load import load
from index.errors import FetchError

PAGE = b"<!doctype html><html><head><title>A page</title></head><body><article>" + b"<p>The review asked for fewer targets overall.</p>" * 9
LONG = bytes(range(48, 122)) * 4000


class _Handler(http.server.BaseHTTPRequestHandler):
    seen: list[tuple[str, str | None]] = []  # noqa: RUF012

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.seen.append((self.path, self.headers.get("Range")))
        if self.path == "/page":
            self._send(PAGE + b"</article></body></html>", "text/html; charset=utf-8")
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/page")
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/out":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif self.path == "/program":
            self._send(b"MZ", "application/octet-stream")
        elif self.path == "/big":
            self._send(b"x" * (2 * 2**20), "text/plain")
        elif self.path == "/broken":  # says how long it is, stops half-way; goes on when asked to
            start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
            if start:
                self.send_response(206)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(LONG) - start))
                self.end_headers()
                self.wfile.write(LONG[start:])
            else:
                self.send_response(200)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(LONG)))
                self.end_headers()
                self.wfile.write(LONG[:100_000])
                self.close_connection = True
        else:
            self.send_error(404)

    def _send(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server():
    _Handler.seen = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


HERE = FetchLimits(seconds=5, max_mb=1, private=True)


def test_a_page_is_saved_under_the_suffix_of_its_type(server, tmp_path):
    path = fetch(server + "/moved", tmp_path / "x", HERE)
    assert path.name == "x.html" and path.read_bytes().startswith(PAGE) and not (tmp_path / "x.part").exists()


def test_a_transfer_cut_short_goes_on_where_it_stopped(server, tmp_path):
    path = fetch(server + "/broken", tmp_path / "x", HERE)
    assert path.read_bytes() == LONG
    assert [r for _, r in _Handler.seen] == [None, "bytes=100000-"]


@pytest.mark.parametrize(
    ("where", "words"),
    [("/none", "answered 404"), ("/program", "application/octet-stream, not a document"), ("/big", "limit of 1 MB"), ("/loop", "redirected more than"),
     ("/out", "only http and https")],
)  # fmt: skip
def test_what_is_not_fetched_says_why(server, tmp_path, where, words):
    with pytest.raises(FetchError, match=words) as error:
        fetch(server + where, tmp_path / "x", HERE)
    assert "\n" not in str(error.value) and not list(tmp_path.glob("x.[!p]*"))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://localhost/x", "http://[::1]/", "http://169.254.169.254/latest", "http://10.0.0.8/x"]
)
def test_private_addresses_are_refused_unless_allowed(url):
    with pytest.raises(FetchError, match="private address"):
        check_address(url, private=False)


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd", "example.org/x"])
def test_only_web_addresses(url):
    with pytest.raises(FetchError, match="only http"):
        check_address(url, private=True)


def test_the_catalogue_chooses_by_id_or_open_licence():
    from conftest import ROOT

    catalogue = load_catalogue(ROOT / "library")
    everything = choose(catalogue, [], True)
    assert everything and all(s.open and s.url for s in everything)
    assert [s.id for s in choose(catalogue, ["kf_naylor"], False)] == ["kf_naylor"]
    without = next(i for i, s in catalogue.items() if not s.url)
    with pytest.raises(SettingsError, match="No address is known"):
        choose(catalogue, [without], False)


def test_a_fetched_document_carries_the_catalogues_metadata(server, tmp_path):
    settings = load_settings(data_dir=tmp_path, fetch_private=True)
    source = Source("x1", "The page's real title here", "Example Body", "2024-05", "guidance", None, True, server + "/page")
    path, new = fetch_source(source, settings)
    assert new and yaml.safe_load((tmp_path / "fetched" / "x1.html.yaml").read_text())["publisher"] == "Example Body"
    m = load(path, path.name).metadata
    assert (m.title, m.publisher, m.published, m.kind, m.url) == (
        "The page's real title here",
        "Example Body",
        "2024-05",
        "guidance",
        server + "/page",
    )
    assert fetch_source(source, settings) == (path, False)
    assert len(_Handler.seen) == 1


def test_a_request_goes_to_the_address_that_was_checked_and_to_no_other(server, tmp_path, monkeypatch):
    """A name that stands for a public address when it is checked and for this machine a moment later is not followed here."""
    port, told = server.rpartition(":")[2], iter(["93.184.215.14", "127.0.0.1"])
    looked_up = []

    def look_up(host, *_, **__):
        looked_up.append(host)
        return [(2, 1, 6, "", (next(told, "127.0.0.1"), int(port)))]

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    sent = []

    def stream(self, method, url, **request):
        sent.append((url.host, request["headers"]["Host"], request["extensions"]["sni_hostname"]))
        raise httpx.ConnectError("not from here")

    monkeypatch.setattr(httpx.Client, "stream", stream)
    with pytest.raises(FetchError):
        fetch(f"http://rebind.example:{port}/page", tmp_path / "x", FetchLimits(seconds=5))
    assert sent[0] == ("93.184.215.14", f"rebind.example:{port}", "rebind.example") and _Handler.seen == []
