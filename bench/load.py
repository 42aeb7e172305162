"""The app under a crowd: simulated readers who ask as the page does, each reading for 5 to 15
seconds between questions.

`python -m bench.load [SECONDS]` starts `python app.py` on an empty data folder and prints a
Markdown table: 1, 5, 20 and 50 readers, 120 seconds each unless told otherwise. The readers are
threads of this process, on the same machine as the app.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.table import QUESTIONS, ROOT, p95

READERS = (1, 5, 20, 50)
PORT = 7891


@dataclass
class Crowd:
    """What a crowd met: seconds until each whole answer, errors in words, how many answers were
    told a place in line."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    told: int = 0


class Reader:
    """Asks as the page does: a question is begun, then heard until it is over."""

    def __init__(self, url: str) -> None:
        import httpx

        self._client = httpx.Client(base_url=url, timeout=60)
        found = self._client.get("config").json()["components"]
        self._page = next(c["id"] for c in found if c["type"] == "html")

    def _call(self, function: str, said: dict[str, Any]) -> dict[str, Any]:
        body = {"data": json.dumps(said), "component_id": self._page, "fn_name": function}
        reply = self._client.post(
            "gradio_api/component_server", json={**body, "session_hash": uuid.uuid4().hex}
        )
        reply.raise_for_status()
        return dict(reply.json())

    def ask(self, question: str) -> Iterator[dict[str, Any]]:
        """Packets; the last one is the answer."""
        job, seen, over = (
            self._call("call", {"call": "begin", "work": "ask", "question": question})["job"],
            0,
            False,
        )
        while not over:
            reply = self._call("hear", {"job": job, "seen": seen})
            seen, over = reply["seen"], reply["over"]
            if reply["packet"]:
                yield reply["packet"]

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()


def _reader(url: str, number: int, until: float, reads: tuple[float, float], crowd: Crowd) -> None:
    rng = random.Random(number)
    client = Reader(url)
    time.sleep(rng.uniform(0, reads[1]))  # readers do not come all at once
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            packets = list(client.ask(rng.choice(QUESTIONS)))
            said = packets[-1].get("told") or packets[-1]["lost"]
            crowd.told += any("in line" in packet["told"] for packet in packets[:-1])
            if not said.startswith(("Answer ready", "The library does not say")):
                crowd.errors.append(said)
        except Exception as error:  # noqa: BLE001 - one reader's trouble is a figure
            crowd.errors.append(f"{type(error).__name__}: {error}")
        crowd.seconds.append(time.monotonic() - began)
        time.sleep(rng.uniform(*reads))  # reading the answer
    client.close()


def crowd(
    url: str, readers: int, seconds: float, reads: tuple[float, float] = (5.0, 15.0)
) -> Crowd:
    """`readers` readers for so long; who is in the middle of a question then is waited for."""
    met, until = Crowd(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=_reader, args=(url, n, until, reads, met)) for n in range(readers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


def resident(pid: int) -> int:
    """Resident memory in MB."""
    return next(
        int(line.split()[1]) // 1024
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    url = f"http://127.0.0.1:{PORT}/"
    environment = {**os.environ, "ICS_PORT": str(PORT), "ICS_DATA_DIR": tempfile.mkdtemp()}
    app = subprocess.Popen(
        [sys.executable, "app.py"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                urllib.request.urlopen(url, timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)  # the app does not listen yet
        crowd(url, 1, 1)
        print(
            "| readers | answers | a minute | p50 s | p95 s | longest s | told a place | errors |"
            " memory after, MB |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        for readers in READERS:
            began = time.monotonic()
            met = crowd(url, readers, seconds)
            rate = 60 * len(met.seconds) / (time.monotonic() - began)
            spread = (
                f"{statistics.median(met.seconds):.2f} | {p95(met.seconds):.2f} |"
                f" {max(met.seconds):.2f}"
            )
            print(
                f"| {readers} | {len(met.seconds)} | {rate:.0f} | {spread} | {met.told} |"
                f" {len(met.errors)} | {resident(app.pid)} |",
                flush=True,
            )
            for error in sorted(set(met.errors)):
                print(f"\n{error}\n")
    finally:
        app.terminate()
        app.wait()


if __name__ == "__main__":
    main()
