"""Damaged files of every format in, what each cost out: `python -m bench.fuzz [COUNT] [--folder
REAL_FILES]`.

Files of our own making (and of a folder, if one is given) are cut, flipped, repeated, swapped
and stuffed; each goes through the same door as a reader's file, beside a good one. Counted:
tracebacks, files over a limit and told so, harmed indexes (the good file no longer answers), and
the most memory that a reading child took.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import psutil
from make_files import (
    board_docx,
    bomb_docx,
    encrypted_pdf,
    picture_pdf,
    report_pdf,
    two_columns_pdf,
)

from index.documents.formats import SUFFIXES
from index.embed import ToyEmbedder
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings

ROOT = Path(__file__).parent.parent
SEED = 20261128
_STUFFING = [
    b"\x00",
    b"\xff\xfe",
    b"**",
    b"  ",
    b"((",
    b"<<",
    b"---\n",
    b"&a *a",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"\xe2\x80\xae",
    b"9" * 400,
    b"[x](",
    b"<table>",
    b"|a|b|\n",
]
GOOD = "# The good paper\n\nThe board approved the plan for the harbour in the spring of 2024.\n"


def seeds(folder: Path, more: Path | None) -> list[Path]:
    """Good files of every format."""
    made = [
        report_pdf(folder / "r.pdf"),
        two_columns_pdf(folder / "c.pdf"),
        encrypted_pdf(folder / "e.pdf"),
        picture_pdf(folder / "p.pdf"),
    ]
    made += [board_docx(folder / "b.docx"), bomb_docx(folder / "z.docx")]
    made += [p for p in sorted((ROOT / "tests" / "cases").rglob("*")) if p.suffix in SUFFIXES]
    kept = ROOT / "tests" / "reading" / "kept"
    made += [p for p in sorted(kept.iterdir()) if p.suffix in SUFFIXES]
    made += sorted((ROOT / "library").glob("1[0-3]*.md"))
    page = (
        "<!doctype html><html><head><title>Plan</title><meta name='date'"
        " content='2024-01-02'></head><body><main>"
        + "<p>The board approved the plan, it is said, at last.</p>"
        * 9
    )
    (folder / "w.html").write_text(page + "<table><tr><td>1</td></tr></table></main></body></html>")
    (folder / "f.md").write_text(
        "---\ntitle: A plan\nauthors: [A B]\npublished: 2024-01-02\n---\n# Plan\n\n- one\n-"
        " two\n\n|a|b|\n|-|-|\n|1|2|\n"
    )
    made += [folder / "w.html", folder / "f.md"]
    return (
        made + [p for p in sorted(more.rglob("*")) if p.suffix.lower() in SUFFIXES]
        if more
        else made
    )


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The file with one to four kinds of damage."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(out) + 1)
        match rng.randrange(7):
            case 0:
                del out[at:]
            case 1:
                for _ in range(rng.randint(1, 30)):
                    if out:
                        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
            case 2:
                out[at:at] = rng.choice(_STUFFING) * rng.choice([1, 9, 900, 20_000])
            case 3:
                piece = bytes(out[at : at + rng.randint(1, 4000)])
                out[at:at] = piece * rng.randint(1, 40)
            case 4:
                del out[at : at + rng.randint(1, 2000)]
            case 5:
                out[at:at] = rng.randbytes(rng.randint(1, 500))
            case 6:
                other = rng.randrange(len(out) + 1)
                out[min(at, other) : max(at, other)] = reversed(
                    out[min(at, other) : max(at, other)]
                )
    return bytes(out[: 8 * 2**20])


class Watch:
    """The most memory of any child of this process, in bytes, looked at after each file."""

    peak = 0

    def look(self) -> None:
        for child in psutil.Process().children(recursive=True):
            try:
                with (Path("/proc") / str(child.pid) / "status").open() as status:
                    high = next(
                        (
                            int(line.split()[1]) * 1024
                            for line in status
                            if line.startswith("VmHWM")
                        ),
                        0,
                    )
                self.peak = max(self.peak, high)
            except OSError:
                continue


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=3000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--together", type=int, default=50, help="files in one run")
    given = parser.parse_args()
    began, fuzzed = time.monotonic(), Fuzzed()
    with tempfile.TemporaryDirectory() as place:
        fuzzed.run(Path(place), given.count, given.together, given.folder)
    figures = {
        "files": given.count, **fuzzed.told, "tracebacks": len(fuzzed.tracebacks),
        "harmed indexes": fuzzed.harmed, "peak memory of a reader, MB": fuzzed.watch.peak // 2**20,
        "slowest file, s": round(fuzzed.slowest, 1),
        "minutes": round((time.monotonic() - began) / 60, 1),
    }  # fmt: skip
    print(json.dumps(figures))
    print("\n".join(fuzzed.tracebacks[:3]))
    sys.exit(bool(fuzzed.tracebacks or fuzzed.harmed))


_LIMITS = ("ICS_LOAD_SECONDS", "ICS_LOAD_MB", "over the limit", "would unpack")


class Fuzzed:
    """What became of the mutated files, batch by batch."""

    def __init__(self) -> None:
        self.watch, self.told = Watch(), Counter()
        self.tracebacks: list[str] = []
        self.harmed, self.slowest, self._last = 0, 0.0, 0.0

    def run(self, root: Path, count: int, together: int, folder: Path | None) -> None:
        """Indexes `count` mutated files, `together` in one run, beside a good one."""
        rng = random.Random(SEED)
        (root / "seeds").mkdir()
        good = seeds(root / "seeds", folder)
        settings = IndexSettings(root / "data", embedding_model="toy", load_seconds=20, load_mb=512)
        searcher = Searcher(settings, ToyEmbedder())
        (root / "good.md").write_text(GOOD)
        index_paths(searcher, [root / "good.md"])
        for first in range(0, count, together):
            batch = root / "batch"
            batch.mkdir()
            for n in range(first, min(first + together, count)):
                seed = rng.choice(good)
                (batch / f"f{n}{seed.suffix}").write_bytes(mutated(seed.read_bytes(), rng))
            self._index(searcher, batch)
            for path in batch.iterdir():
                path.unlink()
            batch.rmdir()
            index_paths(searcher, [batch], prune=True)
        searcher.close()

    def _index(self, searcher: Searcher, batch: Path) -> None:
        self._last = time.monotonic()
        try:
            for f in index_paths(searcher, [batch], self._step).files:
                over = f.reason and any(w in f.reason for w in _LIMITS)
                self.told["over a limit, told" if over else f.status] += 1
        except Exception:  # noqa: BLE001 - what is looked for
            self.tracebacks.append(traceback.format_exc())
        hits = searcher.search(searcher.query("plan for the harbour in the spring of 2024"), 3)
        self.harmed += not any(h.passage.source == "good.md" for h in hits)

    def _step(self, _progress: object) -> None:
        self.watch.look()
        now = time.monotonic()
        self.slowest, self._last = max(self.slowest, now - self._last), now


if __name__ == "__main__":
    main()
