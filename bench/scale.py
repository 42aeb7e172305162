"""How it grows: one index on disk from 10,000 to 1,000,000 synthetic passages, and what each size
costs.

`python -m bench.scale DIR [LARGEST]` fills DIR/data and writes DIR/figures.json, a table and
docs/scale.png; a killed run goes on where it was. `--search DIR` measures searching once more,
`--plot DIR` draws again. Text: a chain of word pairs learnt from the starter library, with
made-up places, sums and days, so that the vocabulary goes on growing; one passage in ten repeats
an earlier one. A passage's vector lies between the real model's vectors of two of a pool of such
texts; its tokens' vectors are those of its words. Questions are encoded by the real model and
asked once each, in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import statistics
import subprocess
import sys
import time
import zlib
from pathlib import Path

import numpy as np

from bench.scale_report import draw
from bench.table import QUESTIONS, p95, timed
from index.documents.types import Document, Metadata, Passage, Stored
from index.embed import Encoded, Tokens, load_embedder
from index.ingest import index_paths
from index.search.searcher import Searcher
from index.settings import IndexSettings

ROOT = Path(__file__).parent.parent
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
REPEATED = 0.1
POOL = 2000
ASKED = 200
SYLLABLES = re.findall(
    r"\w+",
    "ash bar bel brad brom cal chel dar dun east ex fal glen har hex ken lan mar nor ox pen sal"
    " stan thorn wen wick",
)


class Words:
    """An embedder whose passages cost nothing."""

    signature = "scale-384"

    def __init__(self) -> None:
        self.real = load_embedder("all-MiniLM-L6-v2")
        self.window, self.count = self.real.window, self.real.count
        self._rows: dict[str, int] = {}
        self._vectors = self._pool = np.zeros((0, 384), np.float32)

    def learn(self, writer: Writer) -> None:
        found = list(dict.fromkeys(re.findall(r"\w+", writer.learnt)))
        self._rows = {word: row for row, word in enumerate(found)}
        self._vectors = self.real.encode(found).vectors
        rng = random.Random("pool")
        self._pool = self.real.encode([writer.passage(rng) for _ in range(POOL)]).vectors

    def _row(self, word: str) -> int:
        """A word that the library has not (a place, a number) has a vector of its own from its
        hash."""
        if word not in self._rows:
            if len(self._rows) == len(self._vectors):
                self._vectors = np.concatenate([self._vectors, np.zeros((4096, 384), np.float32)])
            at = self._rows[word] = len(self._rows)
            vector = np.random.default_rng(zlib.crc32(word.encode())).standard_normal(384)
            self._vectors[at] = vector / np.linalg.norm(vector)
        return self._rows[word]

    def passages(self, texts: list[str]) -> Encoded:
        vectors, tokens = [], []
        for text in texts:
            found = list(re.finditer(r"\w+", text))
            rows = [self._row(m[0]) for m in found]
            rng = random.Random(text)
            between = (
                self._pool[rng.randrange(POOL)]
                + rng.uniform(0.3, 1) * self._pool[rng.randrange(POOL)]
            )
            vectors.append(between / np.linalg.norm(between))
            tokens.append(
                Tokens(self._vectors[rows], np.array([m.span() for m in found], np.int32))
            )
        return Encoded(np.stack(vectors).astype(np.float32), tuple(tokens))

    def encode(self, texts: list[str]) -> Encoded:
        return self.real.encode(texts)


class Writer:
    """Documents of a seeded size and text, the same for the same number whatever came before."""

    def __init__(self) -> None:
        text = " ".join(
            re.sub(r"[*#\[\]]|\(http\S*\)", "", p.read_text("utf-8"))
            for p in sorted((ROOT / "library").glob("[0-9]*.md"))
        )
        words = text.split()
        self.learnt = text
        self._after: dict[tuple[str, str], list[str]] = {}
        for a, b, c in zip(words, words[1:], words[2:], strict=False):
            self._after.setdefault((a, b), []).append(c)
        self._starts = [(a, b) for a, b in self._after if a[0].isupper()]

    def _place(self, rng: random.Random) -> str:
        return "".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3)))).capitalize() + rng.choice(
            ("", "", "ton", "ham", "shire", "ford")
        )

    def passage(self, rng: random.Random) -> str:
        pair = rng.choice(self._starts)
        out = list(pair)
        wanted = min(110, max(12, round(rng.gauss(58, 16))))
        while len(out) < wanted:
            choices = self._after.get(pair)
            if not choices:
                pair = rng.choice(self._starts)
                out += pair
                continue
            chosen = rng.choice(choices)
            pair = (pair[1], chosen)
            if re.search(r"\d", chosen):
                chosen = (
                    f"£{rng.randrange(1, 900)}m" if "£" in chosen else str(rng.randrange(1, 3000))
                )
            elif chosen[0].isupper() and rng.random() < 0.15:
                chosen = self._place(rng)
            out.append(chosen)
        return " ".join(out)

    def document(self, number: int) -> tuple[Document, list[Passage]]:
        rng = random.Random(number)
        name, day = (
            self._place(rng),
            f"{rng.randrange(2005, 2026)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
        )
        metadata = Metadata(
            f"Board paper {number} of {name}", f"{name} Integrated Care Board", (), day, "progress"
        )
        mark = hashlib.sha256(str(number).encode()).hexdigest()[:16]
        texts = []
        for _ in range(min(1000, max(5, round(rng.lognormvariate(4.1, 0.9))))):
            texts.append(
                self.passage(random.Random(f"repeat {rng.randrange(500)}"))
                if rng.random() < REPEATED
                else self.passage(rng)
            )
        passages, at = [], 0
        for n, text in enumerate(texts):
            section = (
                f"{rng.choice(('Finance', 'Quality', 'Performance', 'Workforce', 'Risk'))}"
                f" {n // 12 + 1}"
            )
            passages.append(
                Passage(
                    f"{mark}-{n}",
                    mark,
                    f"paper-{number}.pdf",
                    metadata,
                    text,
                    at,
                    at + len(text),
                    section,
                    n // 6 + 1,
                )
            )
            at += len(text) + 2
        return Document(mark, f"paper-{number}.pdf", "\n\n".join(texts), metadata, ()), passages


def settings(folder: Path) -> IndexSettings:
    """Of the index in the folder."""
    return IndexSettings(folder / "data", embedding_model="scale")


def used(folder: Path, part: str) -> int:
    """Bytes on disk."""
    return sum(f.stat().st_size for f in (folder / "data" / part).rglob("*") if f.is_file())


def memory() -> dict[str, int]:
    """This process's resident memory, the part of it that is not mapped files, and its peak so
    far, in MB."""
    lines = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    names = {"VmRSS": "resident_mb", "RssAnon": "own_mb", "VmHWM": "peak_mb"}
    return {name: int(lines[key].split()[0]) // 1024 for key, name in names.items()}


def keep_tokens(
    searcher: Searcher, document: Document, passages: list[Passage], encoded: Encoded
) -> None:
    """The token vectors of a document to disk."""
    with searcher.tokens.writer(document.id) as tokens:
        tokens.add(passages, encoded.tokens)


def keep(searcher: Searcher, document: Document, passages: list[Passage], encoded: Encoded) -> None:
    """Passages, vectors and token vectors of a document into the index."""
    about = Stored(document.id, document.source, document.source, document.metadata, len(passages))
    with searcher.locked() as store:
        store.begin(document.id)
        store.put(passages, encoded.vectors)
        store.commit(document, about)


def fill(folder: Path, largest: int) -> list[dict]:
    """Fills the index size by size; the figures of each."""
    embedder, writer = Words(), Writer()
    embedder.learn(writer)
    searcher = Searcher(settings(folder), embedder)
    figures_file, vectors_file = folder / "figures.json", folder / "vectors.f32"
    figures = json.loads(figures_file.read_text()) if figures_file.exists() else []
    there = {s.id: s.passages for s in searcher.documents()}
    made, number, spent = 0, 0, {"added": 0, "store_s": 0.0, "tokens_s": 0.0}
    with vectors_file.open("wb") as kept:
        for size in (s for s in SIZES if s <= largest):
            while made < size:
                document, passages = writer.document(number)
                number += 1
                encoded = embedder.passages([p.searched for p in passages])
                kept.write(encoded.vectors.tobytes())
                made += len(passages)
                if document.id not in there:
                    spent["added"] += len(passages)
                    spent["tokens_s"] += timed(
                        lambda d=document, p=passages, e=encoded: keep_tokens(searcher, d, p, e)
                    )
                    spent["store_s"] += timed(
                        lambda d=document, p=passages, e=encoded: keep(searcher, d, p, e)
                    )
            if any(f["wanted"] == size for f in figures):
                continue
            kept.flush()
            keywords = timed(lambda: searcher.lexical)
            figure = {
                "wanted": size,
                "passages": made,
                "documents": number,
                **spent,
                "keywords_s": keywords,
            }
            figure |= {f"fill_{k}": v for k, v in memory().items()}
            figure |= {
                f"{part}_bytes": used(folder, part) for part in ("chroma", "lexical", "tokens")
            }
            spent = dict.fromkeys(spent, 0)
            done = subprocess.run(
                [sys.executable, "-m", "bench.scale", "--search", str(folder)],
                capture_output=True,
                text=True,
                cwd=ROOT,
            )
            if done.returncode:
                raise SystemExit(done.stderr)
            figures.append(figure | json.loads(done.stdout.splitlines()[-1]))
            figures_file.write_text(json.dumps(figures, indent=1))
            print(json.dumps(figures[-1]), flush=True)
    return figures


def questions() -> list[str]:
    """`ASKED` different ones: the benchmark's, and the openings of passages that no document
    has."""
    writer, rng = Writer(), random.Random("questions")
    return QUESTIONS + [" ".join(writer.passage(rng).split()[:12]) for _ in range(ASKED)]


def search(folder: Path) -> dict:
    """Opens the index as an app does and asks. Recall: of the exact ten nearest, how many
    Chroma's fifty hold (ties count)."""
    embedder = Words()
    embedder.real.encode(["warm"])
    began = time.perf_counter()
    searcher = Searcher(settings(folder), embedder)
    searcher.nearest(searcher.query("a first question").worded.vector, 50)
    opened = time.perf_counter() - began
    asked = questions()
    for q in asked[:20]:
        searcher.search(searcher.query(q))
    whole = [1000 * timed(lambda q=q: searcher.search(searcher.query(q))) for q in asked[20:]]
    parts = {"encode": [], "nearest": [], "keywords": []}
    for q in asked[20:70]:
        query = searcher.query(q)
        worded = " ".join(
            [query.text, *(other for unit in query.worded.units for other in unit.others)]
        )
        parts["encode"].append(1000 * timed(lambda q=q: searcher.query(q)))
        parts["nearest"].append(1000 * timed(lambda v=query.worded.vector: searcher.nearest(v, 50)))
        parts["keywords"].append(1000 * timed(lambda w=worded: searcher.lexical.search(w, 50)))
    held = memory()
    vectors = np.memmap(folder / "vectors.f32", np.float32, "r").reshape(-1, 384)
    wanted = np.stack([searcher.query(q).worded.vector for q in asked[20:120]])
    best = np.full((len(wanted), 10), -2.0, np.float32)
    for at in range(0, len(vectors), 50_000):
        near = wanted @ vectors[at : at + 50_000].T
        best = -np.sort(-np.concatenate([best, near], axis=1), axis=1)[:, :10]
    found = [np.array(list(searcher.nearest(v, 50).values())) for v in wanted]
    recall = [min(10, int((f >= b[9] - 1e-5).sum())) / 10 for f, b in zip(found, best, strict=True)]
    paper = folder / "one more.md"
    paper.write_text(
        f"# One more paper\n\nThe board heard of {time.time_ns()} visits to the new centre and was"
        " content.\n",
        "utf-8",
    )
    added = timed(lambda: index_paths(searcher, [paper]))
    unchanged = timed(lambda: index_paths(searcher, [paper]))
    seen = timed(lambda: searcher.search(searcher.query("visits to the new centre")))
    paper.unlink()
    index_paths(searcher, [paper.parent / "one more.md"])
    return {
        "opened_s": opened, "p50_ms": statistics.median(whole), "p95_ms": p95(whole),
        "max_ms": max(whole), "recall": statistics.mean(recall),
        **{f"{k}_ms": [statistics.median(v), p95(v)] for k, v in parts.items()},
        **{f"search_{k}": v for k, v in held.items()}, "add_one_s": added,
        "unchanged_s": unchanged, "first_after_s": seen,
    }  # fmt: skip


def main() -> None:
    if sys.argv[1] == "--search":
        print(json.dumps(search(Path(sys.argv[2]))))
        return
    if sys.argv[1] == "--plot":
        draw(json.loads((Path(sys.argv[2]) / "figures.json").read_text()))
        return
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    draw(fill(folder, int(sys.argv[2]) if len(sys.argv) > 2 else SIZES[-1]))


if __name__ == "__main__":
    main()
