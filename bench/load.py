"""The app under a crowd: simulated readers who ask as the page does, each reading for 5 to 15
seconds between questions.

`python -m bench.load [SECONDS]` starts `python app.py` on an empty data folder and prints a
Markdown table: 1, 5, 20 and 50 readers, 120 seconds each unless told otherwise. The readers are
threads of this process, on the same machine as the app.

`python -m bench.load --signed [SECONDS]`: 200 people who signed in (by a proxy's word) have the
page open and look at Home every half minute, 50 of them ask, for 600 seconds unless told
otherwise; with the memory at each tenth of the time.
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

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        import httpx

        self._client = httpx.Client(base_url=url, timeout=60, headers=headers)
        self._client.get("").raise_for_status()
        found = self._client.get("config").json()["components"]
        self._page = next(c["id"] for c in found if c["type"] == "html")

    def call(self, function: str, said: dict[str, Any]) -> dict[str, Any]:
        body = {"data": json.dumps(said), "component_id": self._page, "fn_name": function}
        reply = self._client.post(
            "gradio_api/component_server", json={**body, "session_hash": uuid.uuid4().hex}
        )
        reply.raise_for_status()
        return dict(reply.json())

    def ask(self, question: str) -> Iterator[dict[str, Any]]:
        """Packets; the last one is the answer."""
        job, seen, over = (
            self.call("call", {"call": "begin", "work": "ask", "question": question})["job"],
            0,
            False,
        )
        while not over:
            reply = self.call("hear", {"job": job, "seen": seen})
            seen, over = reply["seen"], reply["over"]
            if reply["packet"]:
                yield reply["packet"]

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()


def _reader(
    url: str,
    number: int,
    until: float,
    reads: tuple[float, float],
    crowd: Crowd,
    headers: dict[str, str] | None = None,
) -> None:
    rng = random.Random(number)
    client = Reader(url, headers)
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


SECRET = "a secret for this measurement alone"
OPEN, ASKING, LOOKS = 200, 50, 30.0
"""People with the page open, those of them who ask, and seconds between looks at Home."""


def _person(number: int) -> dict[str, str]:
    return {"x-ics-proxy-secret": SECRET, "x-forwarded-user": f"person{number}@board.example"}


def _looker(url: str, number: int, until: float, errors: list[str]) -> None:
    """Has the page open and looks at Home now and then."""
    client = Reader(url, _person(number))
    while time.monotonic() < until:
        try:
            if "html" not in client.call("call", {"call": "home"}):
                errors.append("Home was not shown")
        except Exception as error:  # noqa: BLE001 - as above
            errors.append(f"{type(error).__name__}: {error}")
        time.sleep(random.Random(number).uniform(0.5, 1.5) * LOOKS)  # reading what is new
    client.close()


def signed(url: str, pid: int, seconds: float) -> None:
    """Prints the table of `--signed`."""
    met, until = Crowd(), time.monotonic() + seconds
    reads = (5.0, 15.0)
    threads = [
        threading.Thread(target=_reader, args=(url, n, until, reads, met, _person(n)))
        for n in range(ASKING)
    ] + [
        threading.Thread(target=_looker, args=(url, n, until, met.errors))
        for n in range(ASKING, OPEN)
    ]
    for thread in threads:
        thread.start()
    memory = []
    for _ in range(10):
        time.sleep(seconds / 10)  # the memory is read at each tenth
        memory.append(resident(pid))
    for thread in threads:
        thread.join()
    rate = 60 * len(met.seconds) / seconds
    print("| open | asking | answers | a minute | p50 s | p95 s | longest s | errors |")
    print("|---|---|---|---|---|---|---|---|")
    spread = f"{statistics.median(met.seconds):.2f} | {p95(met.seconds):.2f}"
    longest = max(met.seconds)
    counts = f"{len(met.seconds)} | {rate:.0f} | {spread} | {longest:.2f} | {len(met.errors)}"
    print(f"| {OPEN} | {ASKING} | {counts} |")
    print(f"\nMemory in MB at each tenth of the time: {', '.join(map(str, memory))}.")
    for error in sorted(set(met.errors)):
        print(f"\n{error}\n")


def main() -> None:
    with_people = "--signed" in sys.argv
    given = [a for a in sys.argv[1:] if a != "--signed"]
    seconds = float(given[0]) if given else 600.0 if with_people else 120.0
    url = f"http://127.0.0.1:{PORT}/"
    environment = {**os.environ, "ICS_PORT": str(PORT), "ICS_DATA_DIR": tempfile.mkdtemp()}
    if with_people:
        environment |= {"ICS_SIGN_IN": "proxy", "ICS_PUBLIC_URL": url, "ICS_PROXY_SECRET": SECRET}
    app = subprocess.Popen(
        [sys.executable, "app.py"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                ready = urllib.request.urlopen(f"{url}ready", timeout=5)
                ready.read()
                break
            except OSError:
                time.sleep(0.2)  # the app does not answer yet
        if with_people:
            signed(url, app.pid, seconds)
            return
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
