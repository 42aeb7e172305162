"""`ics-assistant search` and `ask`: one question, or a file of them a JSON line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import AsAt, Batch, Json, Words, print_line, services_of
from assistant.errors import AssistantError, BatchError
from assistant.wording.failures import went_wrong
from index import log
from index.errors import IndexingError

if TYPE_CHECKING:
    from assistant.services import Library


@dataclass(frozen=True)
class Asked:
    """A question of the command line or of a batch file; `wrong` is why a line of the file is
    none."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    wrong: str | None = None


def _questions(words: list[str] | None, batch: Path | None) -> list[Asked]:
    """The questions asked. A line of a batch file that is no question is kept with the reason."""
    if not batch:
        question = " ".join(words or []).strip()
        if not question:
            raise BatchError("Give a question, or --batch FILE.jsonl.")
        return [Asked("1", question)]
    try:
        lines = batch.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(
            f"{batch}: cannot be read; give a UTF-8 file with a JSON line a question."
        ) from error
    return [
        _asked(batch.name, number, line) for number, line in enumerate(lines, 1) if line.strip()
    ]


def _asked(name: str, number: int, line: str) -> Asked:
    """One line of a batch file."""
    try:
        record = json.loads(line)
        question, history = record["question"], record.get("history") or []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Asked(
            str(number),
            "",
            wrong=(
                f'{name}, line {number}: not of the form {{"id": …, "question": …, "history":'
                " […]}."
            ),
        )
    key = str(record.get("id", number))
    if not isinstance(question, str) or not question.strip():
        return Asked(
            key, "", wrong=f"{name}, line {number}: the field question is empty or not text."
        )
    if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        return Asked(
            key,
            question,
            wrong=f"{name}, line {number}: the field history is not a list of earlier questions.",
        )
    return Asked(key, question, tuple(history))


def _each(asked: list[Asked], lines: bool, answer: Callable[[Asked], None]) -> None:
    """Answers one question after the other. With JSON `lines`, one that cannot be answered is a
    line with its error, and the others go on; at the end, exit code 2 if a line was no question."""
    failed = []
    for one in asked:
        log.begin_request()
        try:
            if one.wrong:
                raise BatchError(one.wrong)
            answer(one)
        except (AssistantError, IndexingError) as error:
            if not lines:
                raise
            failed.append(one)
            print_line({"id": one.id, "question": one.question, "error": str(error)})
        except Exception as error:
            if not lines:
                raise
            failed.append(one)
            log.failed("A question could not be answered", error)
            print_line(
                {
                    "id": one.id,
                    "question": one.question,
                    "error": went_wrong("The other questions go on.", log.request_id()),
                }
            )
    if failed:
        print(
            f"ics-assistant: {len(failed)} of {len(asked)} lines could not be answered; each has"
            " its error.",
            file=sys.stderr,
        )
    if any(one.wrong for one in failed):
        raise typer.Exit(2)


def _ready(library: Library) -> None:
    if not library.documents():
        raise AssistantError(
            f"Nothing is indexed in {library.place}; run `ics-assistant index PATH` or `index"
            " --starter`."
        )


def search(
    question: Words = None,
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="Passages a question.")] = 10,
    as_json: Json = False,
    batch: Batch = None,
    as_at: AsAt = None,
) -> None:
    """Ranked passages for a question."""
    from assistant.answer.records import search_record
    from assistant.understand.day import checked_day

    questions, day = _questions(question, batch), checked_day(as_at)
    services = services_of()
    _ready(services.library)
    lines = bool(as_json or batch)

    def answer(one: Asked) -> None:
        hits = services.asking.search(one.question, one.history, k, day)
        if lines:
            print_line(search_record(one.id, one.question, hits))
            return
        for hit in hits:
            p = hit.passage
            place = " · ".join(
                part
                for part in (p.source, f"page {p.page}" if p.page else "", p.section_text or "")
                if part
            )
            print(f"{hit.rank:2}. {hit.score:.3f}  {place}\n    {p.text}\n")

    _each(questions, bool(batch), answer)


def ask(
    question: Words = None,
    as_json: Json = False,
    batch: Batch = None,
    as_at: AsAt = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Ask only this document, by name, path or id; repeatable."),
    ] = None,
) -> None:
    """A cited answer, or an honest "the library does not say"."""
    from assistant.answer.citations import reference
    from assistant.answer.markdown import markdown
    from assistant.answer.records import ask_record
    from assistant.understand.day import checked_day

    questions, day = _questions(question, batch), checked_day(as_at)
    services = services_of()
    _ready(services.library)
    within = services.library.chosen(only) if only else None

    def answer(one: Asked) -> None:
        said = services.asking.ask(one.question, one.history, day, within)
        if as_json or batch:
            print_line(ask_record(one.id, said, services.corrections.told()))
            return
        print(markdown(said) + "\n")
        for c in said.citations:
            print(f"[{c.marker}] {reference(c)}")
        for marker, remark in services.corrections.told().by_marker(said):
            print(f"[{marker}] {remark.text}")

    _each(questions, bool(batch), answer)
