"""A reader's thumb in, a gold candidate with its evidence filled in out; it joins a set when a
person confirms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from assistant.answer.feedback import read
from assistant.settings import Settings
from evals.cases import GOLD, Case, Fact, Place, load_cases, problems
from evals.errors import EvaluationError
from index.documents.load import load


def candidate(
    number: int, settings: Settings, facts: list[str], anchors: list[str], unanswerable: str | None
) -> Case:
    """The case that the numbered feedback suggests: evidence where it was cited unless `anchors`
    say otherwise."""
    entries = read(settings.data_dir.expanduser())
    if not 1 <= number <= len(entries):
        raise EvaluationError(
            f"There is no feedback number {number}; `ics-assistant feedback listing` shows"
            f" {len(entries)}."
        )
    entry = entries[number - 1]
    if anchors:
        places = [Place(source=a.partition("=")[0], anchor=a.partition("=")[2]) for a in anchors]
    else:
        places = [
            Place(source=c["source"], anchor=" ".join(c["quote"].split()[:7]))
            for c in entry.answer["citations"][:2]
        ]
    kind = "unanswerable" if unanswerable else "follow-up" if entry.history else "fact"
    try:
        return Case(
            id=f"f-{entry.when.replace(':', '').replace('+0000', '')}",
            question=entry.question,
            history=entry.history if kind == "follow-up" else (),
            standalone=entry.answer["standalone_question"] if kind == "follow-up" else None,
            type=kind,
            evidence=() if unanswerable else tuple(places),
            facts=(
                ()
                if unanswerable
                else tuple(
                    Fact(fact=f, accept=(f,))
                    for f in facts or [places[0].anchor if places else "?"]
                )
            ),
            absent=(unanswerable,) if unanswerable else (),
            split="development",
            author=f"reader's feedback, {date.today().isoformat()}",
            why=entry.reason or ("thumbs up" if entry.good else "thumbs down"),
        )
    except ValidationError as error:
        raise EvaluationError(
            f"feedback {number}: {error.errors()[0]['msg'].lower()}; give --fact and --anchor."
        ) from error


def add(case: Case, settings: Settings, gold: Path | None) -> Path:
    """Appends the case to its set, if it is proved by the library's documents."""
    path = gold or GOLD / "starter.jsonl"
    documents = {p.name: load(p, p.name, voices=True) for p in settings.digests()}
    if wrong := problems(case, documents):
        raise EvaluationError(f"Not added: {wrong[0]}; give --fact and --anchor that hold.")
    if path.exists() and case.id in {c.id for c in load_cases(path)}:
        raise EvaluationError(f"Not added: {case.id} is in {path.name} already.")
    with path.open("a", encoding="utf-8") as out:
        out.write(case.model_dump_json(exclude_none=False) + "\n")
    return path
