"""`ics-assistant`: the same core as the screen. Errors are one sentence on standard error and exit code 2."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import AssistantError, BatchError
from index.errors import DamagedIndexError, FetchError, IndexingError

if TYPE_CHECKING:
    from assistant.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
_state: dict[str, Path | None] = {"data_dir": None}

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[Path | None, typer.Option("--batch", help='A file of questions, a JSON line each: {"id", "question", "history"}.')]
AsAt = Annotated[str | None, typer.Option("--as-at", help="Use nothing said after this day, as 2024-07-31.")]
Words = Annotated[list[str] | None, typer.Argument(help="The question.")]


def run(command: Callable[[], object]) -> None:
    """Runs `command`; its own errors become one sentence and exit code 2. What it writes, nobody else may read."""
    os.umask(0o077)
    try:
        command()
    except (AssistantError, IndexingError) as error:
        print(f"ics-assistant: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


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
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make an index of another model or splitter, or a damaged one, again.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Let documents go whose files are gone, even when a whole folder is missing or empty.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Add or refresh files and folders; says what became of each."""
    from index.documents.types import STATUSES
    from index.ingest import heal, index_paths, set_aside
    from index.ingest import rebuild as make_again
    from index.search.searcher import Searcher

    settings = settings_of()
    wanted = list(paths or [])
    if starter:
        wanted += sorted(settings.library_dir.glob("[0-9]*.md"))
    if not wanted and not rebuild:
        raise AssistantError("Say what to index: files or folders, --starter, or --rebuild.")

    def waiting() -> None:
        print("Another run is writing to this index; waiting for it to finish …", file=sys.stderr)

    known = None
    try:
        searcher = Searcher(settings.index(), rebuilding=rebuild)
    except DamagedIndexError:
        if not rebuild:
            raise
        aside, known = set_aside(settings.index())
        print(f"The damaged index lies in {aside} now; {len(known)} documents were known.", file=sys.stderr)
        searcher = Searcher(settings.index())
    files, passages, seconds = [], 0, 0.0
    with _progress() as report:
        again = (
            [] if not rebuild else [lambda: heal(searcher, known, report)] if known is not None else [lambda: make_again(searcher, report)]
        )
        for step in again + ([lambda: index_paths(searcher, wanted, report, waiting, prune)] if wanted else []):
            done = step()
            files += done.files
            passages += done.passages
            seconds += done.seconds
    counts = {s: sum(f.status == s for f in files) for s in STATUSES}
    if as_json:
        listed = [{"source": f.source, "status": f.status, "reason": f.reason} for f in files]
        print(json.dumps({**counts, "passages": passages, "seconds": round(seconds, 3), "files": listed}, ensure_ascii=False))
    else:
        for f in files:
            if f.status != "unchanged":
                print(f"{f.status:9} {f.reason or f.source}")
        rate = f" ({passages / seconds:.0f} passages a second)" if passages else ""
        print(", ".join(f"{n} {s}" for s, n in counts.items()) + f"; {passages} passages in {seconds:.1f} s{rate}")
    unread = [f for f in files if f.failed]
    if unread or (files and all(f.status == "skipped" for f in files)):
        print(
            f"ics-assistant: {len(unread) or len(files)} of {len(files)} files could not be used; the reasons are above.", file=sys.stderr
        )
        raise typer.Exit(2)


@dataclass(frozen=True)
class Asked:
    """A question of the command line or of a batch file; `wrong` is why a line of the file is none."""

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
        raise BatchError(f"{batch}: cannot be read; give a UTF-8 file with a JSON line a question.") from error
    return [_asked(batch.name, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _asked(name: str, number: int, line: str) -> Asked:
    """One line of a batch file."""
    try:
        record = json.loads(line)
        question, history = record["question"], record.get("history") or []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Asked(str(number), "", wrong=f'{name}, line {number}: not of the form {{"id": …, "question": …, "history": […]}}.')
    key = str(record.get("id", number))
    if not isinstance(question, str) or not question.strip():
        return Asked(key, "", wrong=f"{name}, line {number}: the field question is empty or not text.")
    if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        return Asked(key, question, wrong=f"{name}, line {number}: the field history is not a list of earlier questions.")
    return Asked(key, question, tuple(history))


def _each(asked: list[Asked], lines: bool, answer: Callable[[Asked], None]) -> None:
    """Answers one question after the other. With JSON `lines`, one that cannot be answered is a line with its error, and the
    others go on; at the end, exit code 2 if a line was no question."""
    failed = []
    for one in asked:
        try:
            if one.wrong:
                raise BatchError(one.wrong)
            answer(one)
        except (AssistantError, IndexingError) as error:
            if not lines:
                raise
            failed.append(one)
            _line({"id": one.id, "question": one.question, "error": str(error)})
        except Exception as error:  # one question never ends a batch
            if not lines:
                raise
            failed.append(one)
            _line({"id": one.id, "question": one.question, "error": f"This question could not be answered ({type(error).__name__})."})
    if failed:
        print(f"ics-assistant: {len(failed)} of {len(asked)} lines could not be answered; each has its error.", file=sys.stderr)
    if any(one.wrong for one in failed):
        raise typer.Exit(2)


def _ready(assistant) -> None:
    if not assistant.documents():
        raise AssistantError(f"Nothing is indexed in {assistant.searcher.place}; run `ics-assistant index PATH` or `index --starter`.")


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
    from assistant.answer.records import search_record
    from assistant.understand.day import checked_day

    questions, day = _questions(question, batch), checked_day(as_at)
    assistant = _assistant()
    _ready(assistant)
    lines = bool(as_json or batch)

    def answer(one: Asked) -> None:
        hits = assistant.search(one.question, one.history, k, day)
        if lines:
            _line(search_record(one.id, one.question, hits))
            return
        for hit in hits:
            p = hit.passage
            place = " · ".join(part for part in (p.source, f"page {p.page}" if p.page else "", p.section or "") if part)
            print(f"{hit.rank:2}. {hit.score:.3f}  {place}\n    {p.text}\n")

    _each(questions, bool(batch), answer)


@app.command()
def ask(question: Words = None, as_json: Json = False, batch: Batch = None, as_at: AsAt = None) -> None:
    """A cited answer, or an honest "the library does not say"."""
    from assistant.answer.citations import reference
    from assistant.answer.compose import markdown
    from assistant.answer.records import ask_record
    from assistant.understand.day import checked_day

    questions, day = _questions(question, batch), checked_day(as_at)
    assistant = _assistant()
    _ready(assistant)

    def answer(one: Asked) -> None:
        said = assistant.ask(one.question, one.history, day)
        if as_json or batch:
            _line(ask_record(one.id, said))
            return
        print(markdown(said) + "\n")
        for c in said.citations:
            print(f"[{c.marker}] {reference(c)}")

    _each(questions, bool(batch), answer)


@app.command()
def fetch(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids from library/sources.yaml.")] = None,
    all_open: Annotated[bool, typer.Option("--all-open", help="Every document under an open licence.")] = False,
) -> None:
    """Fetch originals of the public documents behind the starter library, and index them."""
    from assistant.ledger.catalogue import choose, fetch_source, load_catalogue

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
    from index.store.look import look

    settings = settings_of()
    found = look(settings.index())
    record = {
        "place": found.place,
        "model": settings.embedding_model,
        "signatures": list(found.signatures),
        "passages": sum(s.passages for s in found.documents),
        "documents": [
            {
                "id": s.id,
                "source": s.source,
                "path": s.path,
                "passages": s.passages,
                "vouched": s.vouched,
                "note": s.note,
                **asdict(s.metadata),
            }
            for s in found.documents
        ],
    }
    if as_json:
        _line(record)
        return
    print(f"{len(found.documents)} documents, {record['passages']} passages in {found.place}; embedding model {settings.embedding_model}")
    for s in found.documents:
        who = ", ".join(part for part in (s.metadata.publisher, s.metadata.published, s.metadata.kind) if part)
        standing = "" if s.vouched else ", added by a reader"
        print(f"  {s.source}: {s.metadata.title or 'no title'}{f' ({who})' if who else ''}, {s.passages} passages{standing}")
        if s.note:
            print(f"    {s.note}")


Names = Annotated[list[str], typer.Argument(help="Documents by name, path or id, as `status --json` lists them.")]


@app.command()
def remove(names: Names) -> None:
    """Take documents out of what answers; `restore` brings them back."""
    for s in _assistant().remove(names):
        print(f"removed   {s.source}; `ics-assistant restore {s.id}` brings it back.")


@app.command()
def restore(
    names: Annotated[list[str] | None, typer.Argument(help="Removed documents by name, path or id; none: list them.")] = None,
) -> None:
    """Bring removed or replaced documents back; without a name, list them."""
    from index.text.dates import spoken

    assistant = _assistant()
    if not names:
        for r in assistant.searcher.removed():
            print(f"{r.id}  {r.source}: {r.why}, {spoken(r.at[:10])}")
        return
    for r in assistant.restore(names):
        print(f"restored  {r.source}")


@app.command()
def forget(names: Names) -> None:
    """Delete documents for good, with every older version of the same name: nothing of them stays in the data folder."""
    assistant = _assistant()
    added = assistant.settings.index().added_dir.resolve()
    for d in assistant.forget(names):
        print(f"forgotten {d.source}")
        if d.path and Path(d.path).exists() and added not in Path(d.path).parents:
            print(f"  Your own file {d.path} still stands; delete or move it, or the next `index` adds it again.")


@app.command()
def confirm(names: Names) -> None:
    """Vouch for what a document you added says of its publisher and kind: it is then quoted in that voice."""
    for s in _assistant().confirm(names):
        print(f"confirmed {s.source}: {s.metadata.publisher or 'publisher not stated'}, {s.metadata.kind or 'kind not stated'}")


if __name__ == "__main__":
    run(app)
