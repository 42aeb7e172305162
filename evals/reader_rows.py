"""Makes the rows that the reader learns from: `python -m evals.reader_rows FOLDER OUT`.

FOLDER holds `public_qa.jsonl.xz`, `public_qa_dev.jsonl.xz` and `written_qa.jsonl`; the project's
own rows are in `evals/reading`, and the development questions of the gold sets come with the
windows that their search finds. Test halves are never read. Each row has its group (a passage or
a question), by which rows are split, never one by one.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.settings import Settings, load_settings
from evals.cases import Place, locate
from evals.errors import EvaluationError
from evals.train import development, open_set
from index.documents.types import Document
from index.search.rank import weigh
from index.search.searcher import ranked
from index.search.windows import Placed, windows
from index.text.sentences import sentences
from index.text.words import stems

READING = Path(__file__).parent / "reading"
FOLDS, SEED, READ = 5, 7, 8
"""Windows of a question that are learnt from: more than the product reads."""


@dataclass(frozen=True)
class Row:
    """A question with a window: `spans` are the places of its sentences, `holds` the numbers of
    those that answer, `answer` the place of the answer's words, `answers` whether the window
    answers at all. `fold` is that of a development question, None for any other row."""

    source: str
    group: str
    question: str
    front: str
    text: str
    spans: tuple[tuple[int, int], ...]
    holds: tuple[int, ...]
    answer: tuple[int, int] | None = None
    answers: bool = False
    fold: int | None = None
    at: tuple[tuple[str, int], ...] = ()
    answerable: bool = True
    more: bool = False
    """Of a development question's windows alone: document and place of each sentence, whether the
    documents answer it, and whether the window was not among the best."""


def written(lines: Iterable[dict[str, Any]], source: str) -> Iterator[Row]:
    """Rows of questions with their passages. Where the answer's words do not stand in its passage,
    only that the passage answers is known."""
    for r in lines:
        text, spans = r["passage"], tuple(sentences(r["passage"]))
        said = r.get("evidence") or r.get("answer") or ""
        at = text.find(said) if r["answerable"] and said else -1
        end = at + len(said)
        holds = tuple(i for i, (a, b) in enumerate(spans) if at >= 0 and a < end and at < b)
        words = r.get("answer") or ""
        where = text.find(words, max(at, 0)) if holds and words else -1
        yield Row(
            source, text[:80], r["question"], "", text, spans, holds,
            (where, where + len(words)) if where >= 0 else None, bool(r["answerable"]),
        )  # fmt: skip


def own(documents: dict[str, Document]) -> Iterator[dict[str, Any]]:
    """The project's rows, a question each. A passage of others' words is kept as a place, and left
    out where its document is not at hand."""
    for path in sorted(READING.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            held = json.loads(line)
            passage = held.get("passage") or _of_place(held, documents)
            if passage is None:
                continue
            spans = sentences(passage)
            for q in held["questions"]:
                if "sentence" in q:
                    a, b = spans[q["sentence"]] if q["answerable"] else (0, 0)
                    q = {**q, "evidence": passage[a:b]}
                yield {**q, "passage": passage, "own": held["source"] == "own"}


def _of_place(held: dict[str, Any], documents: dict[str, Document]) -> str | None:
    first, last = (
        locate(Place(source=held["source"], anchor=held[k]), documents) for k in ("from", "to")
    )
    return documents[held["source"]].text[first[0] : last[1]] if first and last else None


def elsewhere(rows: Sequence[Row]) -> Iterator[Row]:
    """Each answered question over another passage of invented names, the one most like its own:
    what does not answer it because it tells of something else."""
    texts = {r.group: r for r in rows}
    bags = {g: set(stems(r.text)) for g, r in texts.items()}
    for row in rows:
        if row.holds:
            asked = set(stems(row.question))
            other = max(
                (g for g in texts if g != row.group),
                key=lambda g: (
                    2 * len(asked & bags[g]) + len(bags[row.group] & bags[g]) / len(bags[g])
                ),
            )
            there = texts[other]
            yield Row("elsewhere", row.group, row.question, "", there.text, there.spans, ())


def asked(name: str, settings: Settings) -> tuple[list[Row], dict[str, Document]]:
    """The windows of a set's development questions, and one that holds the evidence where none of
    them does; with the set's documents."""
    product, documents = open_set(name, settings)
    searcher, out = product.searcher, []
    cases = development(name)
    order = sorted({c.id for c in cases})
    random.Random(SEED).shuffle(order)
    for case in cases:
        text = product.asking.understood(case.question, case.history).turn.standalone
        found = ranked(weigh(searcher.table(searcher.query(text))))
        spots = [(p.source, locate(p, documents)) for p in (*case.evidence, *case.also)]
        read = windows(found.hits, searcher.section, READ)
        marked = [_holding(w, spots) for w in read]
        if case.answerable and not any(marked):
            for hit in found.hits:
                more = windows([hit], searcher.section, most=1)[0]
                if holds := _holding(more, spots):
                    read, marked = [*read, more], [*marked, holds]
                    break
        out += [
            Row(
                name, case.id, text, w.window.front, w.window.text, w.window.spans, holds, None,
                bool(holds),
                order.index(case.id) % FOLDS, tuple((p.document_id, a) for p, a, _ in w.said),
                case.answerable, n >= READ,
            )
            for n, (w, holds) in enumerate(zip(read, marked, strict=True))
        ]  # fmt: skip
    product.close()
    return out, documents


Spots = Sequence[tuple[str, tuple[int, int] | None]]
"""Where evidence stands: file and place."""


def _holding(window: Placed, spots: Spots) -> tuple[int, ...]:
    return tuple(
        i
        for i, (p, a, b) in enumerate(window.said)
        if any(e and p.source == f and a < e[1] and e[0] < b for f, e in spots)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    settings = load_settings()
    rows: list[Row] = []
    for name in ("public_qa", "public_qa_dev"):
        with lzma.open(given.folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            rows += written(map(json.loads, lines), name)
    lines = (given.folder / "written_qa.jsonl").read_text("utf-8").splitlines()
    rows += written(map(json.loads, lines), "written_qa")
    documents: dict[str, Document] = {}
    for name in ("starter", "premises", "commentary"):
        try:
            found, there = asked(name, settings)
            rows, documents = rows + found, documents | there
        except EvaluationError as error:
            print(error)
    mine = list(own(documents))
    rows += written(mine, "own")
    rows += elsewhere(list(written((r for r in mine if r["own"]), "own")))
    with given.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(asdict(r)) + "\n" for r in rows)
    print({s: sum(r.source == s for r in rows) for s in dict.fromkeys(r.source for r in rows)})


if __name__ == "__main__":
    main()
