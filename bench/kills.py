"""Runs killed at any moment in, what was lost out: `python -m bench.kills [COUNT]`.

Half of the kills fall on a run that adds 30 papers, half on one that updates 30 papers which are
indexed already. After each, the index is opened as a reader would: every document is whole, none
answers in two versions, none that was there is missing; after the next run everything is as if
nothing had happened.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from index.embed import ToyEmbedder
from index.search.searcher import Searcher
from index.settings import IndexSettings

SEED, PAPERS = 20261128, 30


def write(folder: Path, version: str) -> None:
    """The folder's files in one version."""
    folder.mkdir(exist_ok=True)
    for n in range(PAPERS):
        points = "\n\n".join(
            f"Paper {n}, point {m}: the board of area {n} set priority {m}, {version}."
            for m in range(8)
        )
        (folder / f"paper-{n:02}.md").write_text(f"# Paper number {n}\n\n{points}\n")


def start(data: Path, folder: Path) -> subprocess.Popen:
    """A run of `index` over the folder."""
    command = [
        sys.executable,
        "-c",
        "import app; app.cli()",
        "--data-dir",
        str(data),
        "index",
        str(folder),
    ]
    environment = {**os.environ, "ICS_EMBEDDING_MODEL": "toy"}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def looked(data: Path, before: set[str]) -> Counter:
    """What is wrong with an index: documents in parts, in two versions, or lost; and how many
    are of each version."""
    searcher = Searcher(IndexSettings(data, embedding_model="toy"), ToyEmbedder())
    found, names = Counter(), Counter()
    for s in searcher.documents():
        names[s.source] += 1
        texts = [p.text for p in searcher.of_document(s.id)]
        found["in parts"] += len(texts) != s.passages
        found["new" if "second version" in " ".join(texts) else "old"] += 1
        held = [
            h.passage.document_id
            for h in searcher.search(searcher.query(f"area {int(s.source[6:8])} priority 3"), 40)
            if h.passage.source == s.source
        ]
        found["two versions answer"] += len(set(held)) > 1
    found["two versions listed"] = sum(n > 1 for n in names.values())
    found["lost"] = len(before - names.keys())
    searcher.close()
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng, told, inside = random.Random(SEED), Counter(), Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        papers = root / "papers"
        write(papers, "first version")
        ready = root / "ready"
        usual = time.monotonic()
        assert start(ready, papers).wait() == 0
        usual = time.monotonic() - usual
        names = {p.name for p in papers.iterdir()}
        for n in range(count):
            updating = n % 2 == 1
            write(papers, "second version" if updating else "first version")
            data = root / "data"
            if updating:
                shutil.copytree(ready, data)
            process = start(data, papers)
            time.sleep(usual * rng.uniform(0.3, 1.0))  # a moment in the run, not a wait for one
            process.send_signal(signal.SIGKILL)
            process.wait()
            left = looked(data, names if updating else set())
            kind = "updating" if updating else "adding"
            inside[kind] += 0 < left["new" if updating else "old"] < PAPERS
            told += Counter({k: v for k, v in left.items() if k not in ("new", "old")})
            assert start(data, papers).wait() == 0
            after = looked(data, names)
            told += Counter(
                {f"{k}, after the next run": v for k, v in after.items() if k not in ("new", "old")}
            )
            told["not whole after the next run"] += after["new" if updating else "old"] != PAPERS
            shutil.rmtree(data)
    wrong = {k: v for k, v in told.items() if v}
    print(
        json.dumps(
            {
                "kills": count,
                "fell inside a run": dict(inside),
                "wrong": wrong,
                "minutes": round((time.monotonic() - began) / 60, 1),
            }
        )
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
