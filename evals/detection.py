"""Reports with what they recommend, the answers and later papers in; how much of the list, of the
answers and of the progress is proposed, and how much of what is proposed is right, out.

`python -m evals.detection [half …]`. Eight invented sets (two inquiries, two reviews in prose, an
audit, three committees), written by language models that saw no code. The rows
that answers are linked to are those of the gold set.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.ledger.decisions import Proposal
from assistant.ledger.linking import Linker
from assistant.ledger.proposals import propose
from assistant.ledger.reading import own, read, vectors
from assistant.ledger.types import Row, Step, Words
from index.documents.load import load
from index.documents.types import Document
from index.embed import Embedder, load_embedder
from index.settings import BUNDLED_MODEL
from index.split import split

_SAME = 0.8
"""Share of the words of a recommendation that one detected must have, and it of them."""
STATUS = {
    "accepted": "accepted",
    "partly": "partly accepted",
    "accepted in part": "partly accepted",
    "accepted in principle": "partly accepted",
    "rejected": "rejected",
    "under consideration": "no clear response",
    "noted": "noted",
    "unclear": "no clear response",
    "done": "done",
    "underway": "under way",
    "stalled": "stalled",
    "reversed": "reversed",
    "unknown": "unknown",
    "delayed": "stalled",
    "carried forward": "stalled",
    "dropped": "reversed",
    "superseded": "reversed",
}
"""The gold set's statuses in the ledger's."""


@dataclass
class Counted:
    """Of what there is, how much is `found`; of what is `told`, how much is `right`; of what is
    found and told with a `status`, or in the list with a number, owner or day, which are right."""

    there: int = 0
    found: int = 0
    told: int = 0
    right: int = 0
    status: list[bool] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"found {self.found} of {self.there}, right {self.right} of {self.told},"
            f" fields or status {sum(self.status)} of {len(self.status)}"
        )


@dataclass(frozen=True)
class _Set:
    name: str
    documents: dict[str, Document]
    gold: list[dict[str, Any]]

    def rows(self) -> list[Row]:
        """Every recommendation as a reader accepted it."""
        out = []
        for g in self.gold:
            d = self.documents[g["document"]]
            at = d.text.find(g["text"][:40])
            words = Words(d.id, d.source, at, at + len(g["text"]), g["text"])
            step = Step("recommended", g["text"], d.metadata.published, words=words)
            title = d.metadata.title or d.source
            out.append(Row(g["id"], "", title, "", (), (step,), number=g["number"]))
        return out


def sets(half: str) -> Iterator[_Set]:
    """Those of that half."""
    for folder in sorted(Path(str(resources.files("evals") / "gold" / "detection")).iterdir()):
        if json.loads((folder / "half.json").read_text("utf-8"))["half"] == half:
            documents = {p.name: load(p, p.name) for p in sorted(folder.glob("*.md"))}
            lines = (folder / "gold.jsonl").read_text("utf-8").splitlines()
            yield _Set(folder.name, documents, [json.loads(line) for line in lines])


def _same(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(a & b) >= _SAME * len(a) and 2 * len(a & b) >= len(b)


def measured(of: _Set, embedder: Embedder) -> dict[str, Counted]:
    """{"recommended", "responded", "progress"}: what is proposed of a report before anything is
    accepted, and of the others once the report's list is."""
    rows = of.rows()
    linker, none = Linker(tuple(rows), embedder), Linker((), embedder)
    out = {"recommended": Counted(), "responded": Counted(), "progress": Counted()}
    proposed: list[tuple[str, Proposal]] = []
    for name, d in of.documents.items():
        first, second = _proposed(d, embedder, none, linker)
        if name in {g["document"] for g in of.gold}:
            _lists(out["recommended"], of, name, [p for p in first if p.said == "recommended"])
        proposed += [(name, p) for p in second]
    for said, key in (("responded", "responses"), ("progress", "progress")):
        _links(out[said], of, [(n, p) for n, p in proposed if p.said == said and p.row], key)
    return out


def _proposed(d: Document, embedder: Embedder, *linkers: Linker) -> list[list[Proposal]]:
    """What is proposed of a document by the rows of each linker."""
    passages = own(split(d, embedder.window, embedder.count))
    reading = read(d, passages)
    said = vectors(passages, embedder.encode([p.searched for p in passages]).tokens)
    return [
        propose(d, reading, linker.meets(said, linker.keys), linker, lambda: d)
        for linker in linkers
    ]


def _lists(out: Counted, of: _Set, name: str, told: list[Proposal]) -> None:
    hit: set[str] = set()
    for g in (g for g in of.gold if g["document"] == name):
        matches = [p for p in told if _same(g["text"], p.text)]
        out.there += 1
        out.found += bool(matches)
        hit |= {p.id for p in matches}
        for field_name in ("number", "owner", "due") if matches else ():
            if wanted := g[field_name]:
                ours = getattr(matches[0], field_name) or ""
                right = bool(ours) and wanted.lower().startswith(ours.lower())
                out.status.append(right)
        out.wrong += [] if matches else [f"missed {g['id']} {g['text'][:100]}"]
    out.told += len(told)
    out.right += len(hit)
    every = [g["text"] for g in of.gold]  # an action may stand in the minutes and in the log
    again = [p for p in told if p.id not in hit and any(_same(text, p.text) for text in every)]
    out.told -= len(again)
    hit |= {p.id for p in again}
    out.wrong += [f"false {name}: {p.text[:100]}" for p in told if p.id not in hit]


def _links(out: Counted, of: _Set, told: list[tuple[str, Proposal]], key: str) -> None:
    hit: set[str] = set()
    for g in of.gold:
        for reply in (r for r in g[key] if r["quote"]):
            d = of.documents[reply["document"]]
            at = d.text.find(reply["quote"])
            end = at + len(reply["quote"])
            matches = [
                p
                for n, p in told
                if n == reply["document"]
                and p.row == g["id"]
                and p.words.start < end
                and at < p.words.end
            ]
            out.there += 1
            out.found += bool(matches)
            hit |= {p.id for p in matches}
            wanted = STATUS[reply.get("verdict") or reply["status"]]
            got = [p.status for p in matches if p.status]
            if got:
                out.status.append(wanted in got)
            if not matches or (got and wanted not in got):
                out.wrong.append(f"{g['id']} {wanted}, told {got}: {reply['quote'][:100]}")
    out.told += len(told)
    out.right += len(hit)
    out.wrong += [
        f"false {n} {p.row} {p.status}: {p.text[:100]}" for n, p in told if p.id not in hit
    ]


def main() -> None:
    """Prints the figures of the halves, and of the development half what went wrong."""
    embedder = load_embedder(BUNDLED_MODEL)
    for half in sys.argv[1:] or ("development", "test", "second development"):
        for of in sets(half):
            for said, counted in measured(of, embedder).items():
                print(f"{half} {of.name} {said}: {counted}")
                if half == "development":
                    print(*(f"    {wrong}" for wrong in counted.wrong), sep="\n")


if __name__ == "__main__":
    main()
