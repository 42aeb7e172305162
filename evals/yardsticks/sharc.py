"""OR-ShARC: rule texts of governments and questions about them.

Each question is asked as the set's own retriever asks it, its scenario before it, once for each
scenario. Every question has a rule that answers it; to see refusals, half of the rules, drawn by
a seed, are withheld when they are counted: who asks about one of those cannot be answered.
"""

from __future__ import annotations

import random

from evals.stats import SEED
from evals.yardsticks.files import Folder
from evals.yardsticks.types import ANSWERABLE, UNANSWERABLE, PublicSet, Question, Text

_RULES = "data/id2snippet.json"


def load(folder: Folder, part: str) -> PublicSet:
    """The rules, and the questions of one part."""
    texts = tuple(Text(str(i), words) for i, words in folder.json(_RULES).items())
    file = f"data/open_retrieval_sharc_{part}.json"
    asked: dict[tuple[str, str], Question] = {}
    for line in folder.lines(file):
        rule = str(folder.field(line, "gold_snippet_id", file))
        scenario = (line.get("scenario") or "").strip()
        stop = "" if not scenario or scenario.endswith((".", "?", "!")) else "."
        text = f"{scenario}{stop} {folder.field(line, 'question', file)}".strip()
        asked.setdefault((text, rule), Question(line["utterance_id"], text, relevant={rule: 1}))
    withheld = _half({t.id: t.text for t in texts}, {rule for _, rule in asked})
    questions = tuple(
        Question(
            q.id,
            q.text,
            relevant=q.relevant,
            label=UNANSWERABLE if rule in withheld else ANSWERABLE,
        )
        for (_, rule), q in asked.items()
    )
    return PublicSet(texts, questions, withheld=withheld)


def _half(texts: dict[str, str], rules: set[str]) -> frozenset[str]:
    """Half of the rules that are asked about, with every other text that says the same."""
    drawn = random.Random(SEED).sample(sorted(rules), len(rules) // 2)
    said = {texts[i].strip() for i in drawn if i in texts}
    return frozenset(i for i, text in texts.items() if text.strip() in said)
