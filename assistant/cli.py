"""`ics-assistant`: the same core as the screen. Errors are one sentence on standard error and exit code 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import AssistantError, BatchError
from index.errors import FetchError, IndexingError

if TYPE_CHECKING:
    from assistant.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
_state: dict[str, Path | None] = {"data_dir": None}

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[Path | None, typer.Option("--batch", help='A file of questions, a JSON line each: {"id", "question", "history"}.')]
AsAt = Annotated[str | None, typer.Option("--as-at", help="Use nothing said after this day, as 2024-07-31.")]
Words = Annotated[list[str] | None, typer.Argument(help="The question.")]


def run(command: Callable[[], object]) -> None:
    """Runs `command`; its own errors become one sentence and exit code 2."""
    try:
        command()
    except (AssistantError, IndexingError) as error:
        print(f"ics-assistant: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


def main() -> None:
    run(app)


@app.callback()
def common(data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Where the index lives (or ICS_DATA_DIR).")] = None) -> None:
    _state["data_dir"] = data_dir


def settings_of() -> Settings:
    """Settings, with the data folder given on the command line."""
    from assistant.settings import load_settings

    return load_settings(data_dir=_state["data_dir"])


def _assistant():
    from assistant.engine import Assistant

    return Assistant(settings_of())


@app.command()
def serve(port: Annotated[int | None, typer.Option(help="Port on 127.0.0.1 (or ICS_PORT).")] = None) -> None:
    """Open the screen; the first start indexes the starter library."""
    from assistant.settings import load_settings

    settings = load_settings(data_dir=_state["data_dir"], port=port)
    from assistant.engine import Assistant
    from assistant.ui.screen import serve as open_screen

    open_screen(Assistant(settings))


@contextmanager
def _progress() -> Iterator[Callable]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} · {task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Indexing", total=None, rate="")

        def report(p) -> None:
            rate = f"{p.passages / p.seconds:.0f} passages/s" if p.seconds and p.passages else ""
            bar.update(task, total=p.total, completed=p.done, rate=rate, description=p.source[:40])

        yield report


@app.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders to add or refresh.")] = None,
    starter: Annotated[bool, typer.Option("--starter", help="Add the starter library too.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make an index of another model or splitter again.")] = False,
    as_json: Json = False,
) -> None:
    """Add or refresh files and folders; says what became of each."""
    from index.ingest import index_paths
    from index.ingest import rebuild as make_again
    from index.search import Searcher

    settings = settings_of()
    wanted = list(paths or [])
    if starter:
        wanted += sorted(settings.library_dir.glob("[0-9]*.md"))
    if not wanted and not rebuild:
        raise AssistantError("Say what to index: files or folders, --starter, or --rebuild.")

    def waiting() -> None:
        print("Another run is writing to this index; waiting for it to finish …", file=sys.stderr)

    searcher = Searcher(settings.index(), rebuilding=rebuild)
    files, passages, seconds = [], 0, 0.0
    with _progress() as report:
        for step in ([lambda: make_again(searcher, report)] if rebuild else []) + (
            [lambda: index_paths(searcher, wanted, report, waiting)] if wanted else []
        ):
            done = step()
            files += done.files
            passages += done.passages
            seconds += done.seconds
    statuses = ("added", "updated", "unchanged", "removed", "skipped")
    counts = {s: sum(f.status == s for f in files) for s in statuses}
    if as_json:
        listed = [{"source": f.source, "status": f.status, "reason": f.reason} for f in files]
        print(json.dumps({**counts, "passages": passages, "seconds": round(seconds, 3), "files": listed}, ensure_ascii=False))
    else:
        for f in files:
            if f.status != "unchanged":
                print(f"{f.status:9} {f.reason if f.status == 'skipped' else f.source}")
        rate = f" ({passages / seconds:.0f} passages a second)" if passages else ""
        print(", ".join(f"{n} {s}" for s, n in counts.items()) + f"; {passages} passages in {seconds:.1f} s{rate}")
    unread = [f for f in files if f.failed]
    if unread or (files and all(f.status == "skipped" for f in files)):
        print(
            f"ics-assistant: {len(unread) or len(files)} of {len(files)} files could not be used; the reasons are above.", file=sys.stderr
        )
        raise typer.Exit(2)


def _questions(words: list[str] | None, batch: Path | None) -> list[tuple[str, str, tuple[str, ...]]]:
    """(id, question, history) of each question asked, from the command line or a batch file."""
    if not batch:
        question = " ".join(words or []).strip()
        if not question:
            raise BatchError("Give a question, or --batch FILE.jsonl.")
        return [("1", question, ())]
    try:
        lines = batch.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"{batch}: cannot be read; give a UTF-8 file with a JSON line a question.") from error
    asked = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            question, history = record["question"], record.get("history") or []
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise BatchError(f'{batch}, line {number}: not of the form {{"id": …, "question": …, "history": […]}}.') from error
        if not isinstance(question, str) or not question.strip():
            raise BatchError(f"{batch}, line {number}: the field question is empty or not text.")
        if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
            raise BatchError(f"{batch}, line {number}: the field history is not a list of earlier questions.")
        asked.append((str(record.get("id", number)), question, tuple(history)))
    return asked


def _ready(assistant) -> None:
    if not assistant.documents():
        raise AssistantError(
            f"Nothing is indexed in {assistant.searcher.store.place}; run `ics-assistant index PATH` or `index --starter`."
        )


def _line(record: dict) -> None:
    print(json.dumps(record, ensure_ascii=False), flush=True)


@app.command()
def search(
    question: Words = None,
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="Passages a question.")] = 10,
    as_json: Json = False,
    batch: Batch = None,
    as_at: AsAt = None,
) -> None:
    """Ranked passages for a question."""
    from assistant.as_at import checked_day
    from assistant.records import search_record

    questions, day = _questions(question, batch), checked_day(as_at)
    assistant = _assistant()
    _ready(assistant)
    for qid, text, history in questions:
        hits = assistant.search(text, history, k, day)
        if as_json or batch:
            _line(search_record(qid, text, hits))
        else:
            for hit in hits:
                p = hit.passage
                place = " · ".join(part for part in (p.source, f"page {p.page}" if p.page else "", p.section or "") if part)
                print(f"{hit.rank:2}. {hit.score:.3f}  {place}\n    {p.text}\n")


@app.command()
def ask(question: Words = None, as_json: Json = False, batch: Batch = None, as_at: AsAt = None) -> None:
    """A cited answer, or an honest "the library does not say"."""
    from assistant.answer import markdown
    from assistant.as_at import checked_day
    from assistant.citations import reference
    from assistant.records import ask_record

    questions, day = _questions(question, batch), checked_day(as_at)
    assistant = _assistant()
    _ready(assistant)
    for qid, text, history in questions:
        answer = assistant.ask(text, history, day)
        if as_json or batch:
            _line(ask_record(qid, answer))
        else:
            print(markdown(answer) + "\n")
            for c in answer.citations:
                print(f"[{c.marker}] {reference(c)}")


@app.command()
def fetch(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids from library/sources.yaml.")] = None,
    all_open: Annotated[bool, typer.Option("--all-open", help="Every document under an open licence.")] = False,
) -> None:
    """Fetch originals of the public documents behind the starter library, and index them."""
    from assistant.catalogue import choose, fetch_source, load_catalogue

    settings = settings_of()
    chosen = choose(load_catalogue(settings.library_dir), ids or [], all_open)
    paths, failed = [], 0
    for source in chosen:
        try:
            path, new = fetch_source(source, settings)
            print(f"{'fetched' if new else 'have':9} {source.id}: {path.name}")
            paths.append(path)
        except FetchError as error:
            failed += 1
            print(f"{'skipped':9} {error}", file=sys.stderr)
    if paths:
        report = _assistant().index(paths)
        for f in report.files:
            print(f"{f.status:9} {f.reason or f.source}")
        failed += sum(f.failed for f in report.files)
    if failed:
        raise typer.Exit(2)


@app.command()
def status(as_json: Json = False) -> None:
    """What is indexed, with which model, where."""
    from index.store import look

    settings = settings_of()
    found = look(settings.index())
    record = {
        "place": found.place,
        "model": settings.embedding_model,
        "signatures": list(found.signatures),
        "passages": sum(s.passages for s in found.documents),
        "documents": [{"id": s.id, "source": s.source, "passages": s.passages, **asdict(s.metadata)} for s in found.documents],
    }
    if as_json:
        _line(record)
        return
    print(f"{len(found.documents)} documents, {record['passages']} passages in {found.place}; embedding model {settings.embedding_model}")
    for s in found.documents:
        who = ", ".join(part for part in (s.metadata.publisher, s.metadata.published, s.metadata.kind) if part)
        print(f"  {s.source}: {s.metadata.title or 'no title'}{f' ({who})' if who else ''}, {s.passages} passages")


if __name__ == "__main__":
    main()
