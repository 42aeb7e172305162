"""Gold questions and attacks in, papers of the exam out: `python -m evals.exam_papers FOLDER`
writes `refusing.jsonl`,
`citing.jsonl` and `orders.jsonl` from an index of the starter library in FOLDER.

The passages of a question are those that the product would offer an examined model, so that the
paper asks what the product will. An answerable question is in only where its evidence is among
them; the passage that holds it is the one to be cited.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.exam.papers import PAPERS
from assistant.model.client import ScriptedModel
from assistant.model.offer import Offer, headed, offer
from assistant.model.task import Task
from assistant.settings import load_settings
from evals.attacks import load_attacks
from evals.cases import GOLD, Case, load_cases
from evals.opened import Opened, of_its_own, open_product
from index.text.tidy import plain

_ROOM = 800  # tokens of the prompt around the passages
_PASSAGES, _OF_A_KIND = 12, 60
"""Passages of a question on paper, and questions that are answerable and that are not; set by
hand: enough for the whole paper, and a quarter of it for the sample."""
_CITED = ("fact", "number", "date", "attribution", "response", "progress", "recommendation")
"""Types of questions whose answer stands in one place, so that its key is known."""
_SETS = ("starter", "premises")


def offered_for(product: Opened, question: str) -> Offer:
    """The passages that an examined model would be offered for a question."""
    asking = product.asking
    quoted, found = asking.quoted(asking.understood(question))
    task = Task.of_question(question, (), quoted, found.ranking, asking.near(found.query))
    return offer(list(task.passages), ScriptedModel(lambda _: ()), _ROOM)


def questions(product: Opened) -> Iterator[dict[str, Any]]:
    """A record a question of the gold sets over the starter library that stands alone: its
    passages, whether they answer it, and the keys of those that do."""
    for case in (c for name in _SETS for c in load_cases(GOLD / f"{name}.jsonl")):
        answerable = case.type != "unanswerable"
        if case.history or case.type == "false premise":
            continue
        given = offered_for(product, case.question)
        keys = _keys(case, given)
        if answerable and not keys:
            continue
        yield {
            "id": f"r-{case.id}", "question": case.question, "answerable": answerable,
            "keys": keys, "type": case.type,
            "passages": [{"head": head, "text": text} for head, text in headed(given)[:_PASSAGES]],
        }  # fmt: skip


def _keys(case: Case, given: Offer) -> list[int]:
    anchors = [plain(p.anchor) for p in (*case.evidence, *case.also)]
    texts = given.texts[:_PASSAGES]
    return [k for k, t in enumerate(texts, 1) if any(a in plain(t) for a in anchors)]


def main() -> None:
    product = open_product(of_its_own(load_settings(), Path(sys.argv[1])), quoting=True)
    found = list(questions(product))
    cited = [
        {"id": r["id"].replace("r-", "c-"), **{k: r[k] for k in ("question", "keys", "passages")}}
        for r in found
        if r["type"] in _CITED and r["answerable"]
    ]
    orders = [
        {
            "id": f"c-{a.id}",
            "question": a.question,
            "keys": [1],
            "forbidden": list(a.forbidden),
            "passages": [{"head": f"Comment, {a.file}, date not stated", "text": a.content}],
        }
        for a in load_attacks()
        if not a.kind.startswith("judge")
    ]
    ordered = [
        {
            "id": f"o-{a.id}",
            "sentence": re.sub(r"\s*\[\d+\]", "", a.obeys),
            "passage": a.content,
            "front": f"{a.file}. date not stated",
            "label": "unsupported",
            "kind": "ordered",
        }
        for a in load_attacks()
        if a.kind.startswith("judge")
    ]
    refusing = [
        r
        for kind in (True, False)
        for r in [r for r in found if r["answerable"] is kind][:_OF_A_KIND]
    ]
    for name, rows in (("refusing", refusing), ("citing", [*cited, *orders]), ("orders", ordered)):
        path = PAPERS / f"{name}.jsonl"
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        path.write_text(text + "\n", "utf-8")
        print(f"{path.name}: {len(rows)} questions")


if __name__ == "__main__":
    main()
