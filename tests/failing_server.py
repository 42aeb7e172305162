"""A server that speaks OpenAI's streaming protocol byte by byte and fails as it is told to: `POST /scenario/NAME` chooses how.

What it said and how connections ended is kept for the tests: `server.requests`, `server.broken_off`.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = ["The review recommended no more than", " ten national targets [1].", " Moon cheese is", " a target too [1]."]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/scenario/"):
            self.server.scenario, self.server.requests[:] = self.path.rsplit("/", 1)[1], []
            self._plain(200, "ok")
            return
        self.server.requests.append((self.headers.get("Authorization"), json.loads(body)))
        name = self.server.scenario
        first = len(self.server.requests) == 1
        if name.isdigit():
            self._plain(int(name), json.dumps({"error": {"message": "no, with sk-secret in it", "code": "x"}}))
        elif name.startswith("retry-"):
            self._plain(int(name[6:]), '{"error": {"message": "later"}}', {"Retry-After": "0.3"}) if first else self._stream(self.server.good)
        elif name == "hang":
            self.server.release.wait(30)
        elif name == "cut":
            self._stream(self.server.good[:1], end=False)
        elif name == "cut-late":
            self._stream(self.server.good[:3], end=False)
        elif name == "empty":
            self._stream([])
        elif name == "declines":
            self._stream([], finish="content_filter")
        elif name == "garbage":
            self._headers()
            self._write(b"data: {not json\n\n")
            self.close_connection = True
        elif name == "endless":
            try:
                for n in range(100_000):
                    if n == 0:
                        self._headers()
                    self._write(_event(f" Sentence number {n} says nothing that any passage says [1]."))
            except OSError:
                self.server.broken_off.set()
            self.close_connection = True
        elif name == "slow":
            try:
                self._headers()
                self._write(_event(self.server.good[0] + self.server.good[1] + " And"))
                for _ in range(600):
                    time.sleep(0.05)  # a model that is slow is what is played here
                    self._write(_event(" so"))
            except OSError:
                self.server.broken_off.set()
            self.close_connection = True
        else:
            self._stream(self.server.good)

    def _plain(self, status: int, text: str, headers: dict | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def _headers(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def _write(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def _stream(self, pieces: list[str], end: bool = True, finish: str = "stop") -> None:
        self._headers()
        for piece in pieces:
            self._write(_event(piece))
        if end:
            self._write(_event("", finish) + b"data: [DONE]\n\n")
        self.close_connection = True


def _event(text: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}
    return b"data: " + json.dumps({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}).encode() + b"\n\n"


def start(good: list[str] = GOOD) -> ThreadingHTTPServer:
    """The server, listening on a free port of 127.0.0.1; `good` are the pieces of an answer that nothing befalls."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads, server.good = True, good
    server.scenario, server.requests, server.broken_off, server.release = "good", [], threading.Event(), threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"
