"""SciFact and NFCorpus in BEIR's format: corpus.jsonl, queries.jsonl, qrels/test.tsv."""

from __future__ import annotations

from evals.yardsticks.files import Folder
from evals.yardsticks.types import PublicSet, Question, Text

_CORPUS, _QUERIES = "corpus.jsonl", "queries.jsonl"


def load(folder: Folder, part: str) -> PublicSet:
    """The corpus and the queries of one split, with what is relevant to each."""
    judged = folder.judged(f"qrels/{part}.tsv")
    texts = tuple(
        Text(
            str(folder.field(line, "_id", _CORPUS)),
            folder.field(line, "text", _CORPUS),
            line.get("title") or "",
        )
        for line in folder.lines(_CORPUS)
    )
    asked = (
        (str(folder.field(line, "_id", _QUERIES)), folder.field(line, "text", _QUERIES))
        for line in folder.lines(_QUERIES)
    )
    questions = tuple(Question(i, text, relevant=judged[i]) for i, text in asked if i in judged)
    return PublicSet(texts, questions)
