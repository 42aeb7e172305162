"""A page of another site, and what it can try on the program from a reader's browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TRIES = """
async (target) => {
  const got = {};
  const tried = async (name, path, how) => {
    try { const r = await fetch(target + path, {credentials: 'include', ...how}); got[name] = r.type + ' ' + (await r.text()); }
    catch (e) { got[name] = ''; }
  };
  const question = JSON.stringify({question: 'What happened to the ten-target limit?'});
  await tried('page', '', {});
  await tried('config', 'config', {});
  await tried('documents', 'api/documents', {});
  await tried('asked', 'api/ask', {method: 'POST', headers: {'content-type': 'application/json'}, body: question});
  await tried('plain', 'api/ask', {method: 'POST', headers: {'content-type': 'text/plain'}, body: question});
  await tried('blind', 'api/ask', {method: 'POST', mode: 'no-cors', headers: {'content-type': 'text/plain'}, body: question});
  await tried('called', 'gradio_api/component_server', {method: 'POST', mode: 'no-cors', headers: {'content-type': 'text/plain'}, body: '{}'});
  await tried('out', 'sign-out', {method: 'POST', mode: 'no-cors'});
  const form = document.createElement('form');
  form.method = 'POST'; form.action = target + 'api/ask'; form.enctype = 'text/plain'; form.target = 'within';
  const field = document.createElement('input');
  field.name = question.slice(0, -1) + ', "x": "'; field.value = '"}';
  form.append(field); document.body.append(form); form.submit();
  return got;
}
"""
"""What a page can read of the answers, by how it asked; each starts with the kind of answer."""


class _Page(BaseHTTPRequestHandler):
    def do_GET(self):
        to = self.server.target
        page = f"<!doctype html><title>Another site</title><iframe name=within></iframe><iframe name=framed src='{to}'></iframe><a href='{to}'>there</a>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_):
        pass


@contextmanager
def other_site(port: int, target: str) -> Iterator[str]:
    """A site on that port whose one page frames the program and links to it."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Page)
    server.target = target
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}/"
    server.shutdown()


def attack(page, site: str, target: str) -> dict[str, str]:
    """Opens the site's page and tries everything; what it could read."""
    page.goto(site)
    page.wait_for_load_state("networkidle")
    got = page.evaluate(TRIES, target)
    page.wait_for_load_state("networkidle")
    framed = page.frame(name="framed")
    assert framed.locator("#question, body[data-ready]").count() == 0 and "ICS" not in framed.content(), "framed"
    return got


def nothing_read(got: dict[str, str]) -> None:
    """None of it told anything: an answer that may not be read is empty."""
    assert set(got) == {"page", "config", "documents", "asked", "plain", "blind", "called", "out"}
    for name, said in got.items():
        assert said in ("", "opaque "), (name, said[:200])
