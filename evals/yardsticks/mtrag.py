"""MTRAG: conversations over corpora of passages, each last question labelled as answerable,
unanswerable, partial or conversational.

A corpus lies in corpora/passage_level/, unpacked. Where it is not there, the passages that the
tasks refer to are the library, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evals.yardsticks.files import Folder
from evals.yardsticks.types import PublicSet, Question, Text

DOMAINS = ("govt", "clapnq", "cloud", "fiqa")
ALL = "all"
_HOMES = ("mtrag-human", "human")
"""The folder's name, now and in earlier versions of the set."""


def load(folder: Folder, part: str) -> PublicSet:
    """The tasks of one domain, or of all of them over one library."""
    tasks = folder.first(*(f"{home}/generation_tasks/reference.jsonl" for home in _HOMES))
    home = tasks.split("/")[0]
    return of_tasks(
        folder, tasks, part, lambda domain: f"{home}/retrieval_tasks/{domain}/qrels/dev.tsv"
    )


def of_tasks(folder: Folder, file: str, part: str, qrels: Callable[[str], str]) -> PublicSet:
    """The tasks of a file with their passages; `qrels` names the judgements of a domain."""
    texts: dict[str, Text] = {}
    questions: list[Question] = []
    notes: list[str] = []
    tasks = list(folder.lines(file))
    for domain in DOMAINS if part == ALL else (part,):
        judged = folder.judged(qrels(domain))
        some = [t for t in tasks if domain in _value(t, "collection")]
        corpus = f"corpora/passage_level/{domain}.jsonl"
        if folder.has(corpus):
            found = [_passage(p, "_id") for p in folder.lines(corpus)]
        else:
            found = [_passage(c, "document_id") for t in some for c in t["contexts"]]
            count = len({p.id for p in found})
            notes.append(
                f"{corpus} is not there: the library of {domain} is the {count} passages that"
                " its tasks refer to"
            )
        texts |= {p.id: p for p in found}
        questions += [_question(t, judged.get(t["task_id"], {})) for t in some]
    if not questions:
        raise folder.missing(f"task of {part} in {file}")
    return PublicSet(tuple(texts.values()), tuple(questions), notes=tuple(notes))


def _passage(line: dict[str, Any], key: str) -> Text:
    return Text(line[key], line["text"], line.get("title") or "")


def _question(task: dict[str, Any], relevant: dict[str, int]) -> Question:
    *before, last = (turn["text"] for turn in task["input"] if turn["speaker"] == "user")
    return Question(
        task["task_id"], last, tuple(before), relevant, _value(task, "answerability").lower()
    )


def _value(task: dict[str, Any], name: str) -> str:
    """A field that is written small in one file and large in another, and may be a list of one."""
    value = next((v for k, v in task.items() if k.lower() == name), "")
    return str(value[0] if isinstance(value, list) and value else value)
