"""How much of real files is read: `python -m bench.reading FOLDER`, a folder of files of any kind.

For each file the words and the pairs of neighbouring words of a reference that our text keeps:
PDF against pdftotext (the better of its reading order and its layout), Word and other office
files against pandoc, pages against the better of trafilatura's modes. Needs pdftotext and pandoc
on the machine. Text that was left out with its reason, such as running headers, counts as read: it
is kept and shown beside the document; a table's row is taken both as it is told and as its cells
alone, since its headers stand between them. Prints a table a kind, and with `--each` a line a
file; files under 50 words in the reference are left out.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from index.documents.isolated import IsolatedLoader
from index.errors import LoadError
from index.settings import LoadLimits

LEAST_WORDS = 50
"""Words of a reference under which a file says little about reading."""
_PANDOC = {".docx": "docx", ".odt": "odt", ".rtf": "rtf"}
_WITHOUT = "function Math() return {} end\nfunction Image() return {} end\n"
"""For pandoc, which writes equations as TeX and pictures as names of files: words nobody sees."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Score:
    """Shares, 0 to 1, of the reference's words and pairs that are kept; None for a file that was
    refused, which `why` says."""

    file: str
    words: float | None
    pairs: float | None
    seconds: float
    why: str = ""


def pairs_of(text: str) -> Counter[tuple[str, str]]:
    """Neighbouring words, in small letters."""
    words = words_of(text)
    return Counter(zip(words, words[1:], strict=False))


def words_of(text: str) -> list[str]:
    """Words in small letters."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def kept(reference: Counter, ours: Counter) -> float:
    """The share of the reference that stands in ours, each as often as it occurs."""
    total = sum(reference.values())
    return sum((reference & ours).values()) / total if total else 1.0


def references(path: Path) -> list[str]:
    """What others read in the file; empty where no other reads it."""
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        return [_told("pdftotext", *mode, str(path), "-") for mode in ((), ("-layout",))]
    if suffix in (".html", ".htm"):
        return _trafilatura(path)
    form = _PANDOC.get(".docx" if suffix in (".docm", ".dotx", ".dotm") else suffix)
    if form:
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as bare:
            bare.write(_WITHOUT)
            bare.flush()
            command = ["pandoc", "-f", form, "-t", "plain", "--wrap=none", "-L", bare.name]
            return [_told(*command, str(path))]
    return []


def _told(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return re.sub(r"(\w)[-\u2010\u00ad]\n(?=[a-z])", r"\1", done.stdout.decode("utf-8", "replace"))


def _trafilatura(path: Path) -> list[str]:
    import trafilatura

    page = path.read_bytes()
    modes = ({}, {"favor_precision": True}, {"favor_recall": True})
    return [
        trafilatura.extract(page, include_comments=False, include_tables=True, **mode) or ""
        for mode in modes
    ]


def score(path: Path, loader: IsolatedLoader) -> Score | None:
    """One file's; None where there is no reference to hold it against."""
    told = [text for text in references(path) if len(words_of(text)) >= LEAST_WORDS]
    if not told:
        return None
    begun = time.monotonic()
    try:
        document = loader.load(path, path.name)
    except LoadError as error:
        return Score(path.name, None, None, time.monotonic() - begun, str(error))
    seconds = time.monotonic() - begun
    cells = (" ".join([r.label, *(c for _, c in r.cells)]) for b in document.blocks if (r := b.row))
    ours = "\n".join([document.text, *cells, *(gone.text for gone in document.dropped)])
    mine = pairs_of(ours), Counter(words_of(ours))
    best = max((kept(pairs_of(t), mine[0]), kept(Counter(words_of(t)), mine[1])) for t in told)
    return Score(path.name, best[1], best[0], seconds)


def _all(files: list[Path]) -> list[Score]:
    with IsolatedLoader(LoadLimits()) as loader:
        return [s for path in files if (s := score(path, loader))]


def table(name: str, scores: list[Score]) -> str:
    """A row for a kind of file."""
    read = [s for s in scores if s.pairs is not None]
    pairs, words = [s.pairs for s in read], [s.words for s in read]
    if not read:
        return f"| {name} | {len(scores)} | 0 | | | | | |"
    spread = _interval(pairs)
    return (
        f"| {name} | {len(scores)} | {len(read)} | {mean(words):.3f} | {mean(pairs):.3f}"
        f" ({spread[0]:.3f} to {spread[1]:.3f}) | {median(pairs):.3f} |"
        f" {sum(p < 0.7 for p in pairs)} | {sum(p >= 0.9 for p in pairs)} |"
    )


def _interval(values: list[float], times: int = 2000) -> tuple[float, float]:
    """95 in 100 means of as many files drawn anew."""
    draw = random.Random(7)
    means = sorted(mean(draw.choices(values, k=len(values))) for _ in range(times))
    return means[int(0.025 * times)], means[int(0.975 * times)]


def main() -> int:
    """Scores every file under a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="a line a file, the worst first")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--most", type=int, help="files a kind, drawn at random")
    args = parser.parse_args()
    kinds: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(args.folder.rglob("*")):
        if path.is_file() and path.suffix:
            kinds[path.suffix.lower()].append(path)
    print("| kind | files | read | words kept | pairs, mean | median | under .70 | .90 or more |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, files in sorted(kinds.items()):
        if args.most:
            files = random.Random(7).sample(files, min(args.most, len(files)))
        with ThreadPoolExecutor(args.workers) as pool:
            parts = pool.map(_all, (files[n :: args.workers] for n in range(args.workers)))
            scores = [s for part in parts for s in part]
        if scores:
            print(table(kind, scores), flush=True)
        if args.each:
            for s in sorted(scores, key=lambda s: (s.pairs is not None, s.pairs)):
                told = f"{s.pairs:.3f} {s.words:.3f}" if s.pairs is not None else s.why
                print(f"    {s.file}: {told} ({s.seconds:.1f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
