"""MTRAG-UN: conversations whose last question is unanswerable, under-specified or hangs on what
was said before."""

from __future__ import annotations

from evals.yardsticks.files import Folder
from evals.yardsticks.mtrag import of_tasks
from evals.yardsticks.types import PublicSet

_TASKS = "mtragun-human/generation_tasks/reference.jsonl"


def load(folder: Folder, part: str) -> PublicSet:
    """The tasks of one domain, or of all of them over one library."""
    return of_tasks(
        folder, _TASKS, part, lambda domain: f"mtragun-human/retrieval_tasks/qrels/{domain}.tsv"
    )
