"""RefusalBench: questions with passages of their own, changed so that some can no longer be
answered.

Each question is asked of its own passages alone, which may contradict those of others. The set
comes as JSON lines: NQ with one passage a question, GaRAGe with ten in `grounding`.
"""

from __future__ import annotations

from typing import Any

from evals.yardsticks.files import Folder
from evals.yardsticks.types import ANSWERABLE, UNANSWERABLE, PublicSet, Question, Text

_FILES = {
    "nq": ("RefusalBench-NQ.jsonl", "nq/test.jsonl", "test.jsonl"),
    "garage": ("RefusalBench-GaRAGe.jsonl", "garage/test.jsonl", "test.jsonl"),
}
_ANSWERS = "ANSWER_CORRECTLY"


def load(folder: Folder, part: str) -> PublicSet:
    """The questions of one part, each with its passages."""
    file = folder.first(*_FILES[part])
    texts: list[Text] = []
    questions: list[Question] = []
    for number, line in enumerate(folder.lines(file)):
        about = line | line.get("refusalbench_perturbation_metadata", {})
        passages = _grounding(line) if part == "garage" else [line.get("perturbed_context") or ""]
        own = [Text(f"{number}-{n}", words) for n, words in enumerate(passages) if words.strip()]
        if not own:
            raise folder.missing(f"passage for entry {number + 1} of {file}")
        asked = line.get("perturbed_query") or line.get("query") or line.get("question")
        answers = folder.field(about, "expected_rag_behavior", file) == _ANSWERS
        questions.append(
            Question(
                f"{line['id']}-{number}" if line.get("id") else str(number),  # some share one
                str(asked),
                label=ANSWERABLE if answers else UNANSWERABLE,
                kind="" if answers else about.get("perturbation_class", ""),
                within=tuple(t.id for t in own),
            )
        )
        texts += own
    return PublicSet(tuple(texts), tuple(questions))


def _grounding(line: dict[str, Any]) -> list[str]:
    """The passages: plain, or each under its key `cite_1`, `cite_2`, …"""
    out = []
    for passage in line.get("grounding") or []:
        if isinstance(passage, dict):
            words = next((v for k, v in passage.items() if k.startswith("cite_")), "")
            out.append(str(words or passage.get("text") or ""))
        else:
            out.append(str(passage))
    return out
