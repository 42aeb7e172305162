"""`ics-assistant index` and `fetch`: files into the library, from this machine or from their
public addresses."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import Json, recorded, services_of, settings_of
from assistant.errors import AssistantError
from index.errors import DamagedIndexError, FetchError

if TYPE_CHECKING:
    from index.documents.types import FileOutcome, IndexReport
    from index.ingest import Progress, Report
    from index.settings import IndexSettings


@contextmanager
def _progress() -> Iterator[Report]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TextColumn("{task.completed}/{task.total} · {task.fields[rate]}"),
        progress.TimeElapsedColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Indexing", total=None, rate="")

        def report(p: Progress) -> None:
            rate = f"{p.passages / p.seconds:.0f} passages/s" if p.seconds and p.passages else ""
            bar.update(task, total=p.total, completed=p.done, rate=rate, description=p.source[:40])

        yield report


def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders to add or refresh.")
    ] = None,
    starter: Annotated[
        bool, typer.Option("--starter", help="Add the starter library too.")
    ] = False,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild", help="Make again an index of another model or version, or a damaged one."
        ),
    ] = False,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            help=(
                "Let documents go whose files are gone, even when a whole folder is missing or"
                " empty."
            ),
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Add or refresh files and folders; says what became of each."""
    settings = settings_of()
    wanted = [*(paths or []), *(settings.digests() if starter else [])]
    if not wanted and not rebuild:
        raise AssistantError("Say what to index: files or folders, --starter, or --rebuild.")
    recorded(settings, "indexed", [str(p) for p in wanted] + ["everything again"] * rebuild)
    with _progress() as report:
        reports = list(_runs(settings.index(), wanted, rebuild, prune, report))
    files = [f for r in reports for f in r.files]
    _tell(files, sum(r.passages for r in reports), sum(r.seconds for r in reports), as_json)


def _runs(
    settings: IndexSettings, wanted: list[Path], again: bool, prune: bool, report: Report
) -> Iterator[IndexReport]:
    """What is indexed made `again` first, if that is asked for; then the files wanted."""
    from index.ingest import index_paths
    from index.rebuilding import heal, rebuild, set_aside
    from index.search.searcher import Searcher

    known = None
    try:
        searcher = Searcher(settings, rebuilding=again)
    except DamagedIndexError:
        if not again:
            raise
        aside, known = set_aside(settings)
        print(
            f"The damaged index lies in {aside} now; {len(known)} documents were known.",
            file=sys.stderr,
        )
        searcher = Searcher(settings)
    if again:
        yield rebuild(searcher, report) if known is None else heal(searcher, known, report)
    if wanted:
        yield index_paths(searcher, wanted, report, _waiting, prune)


def _waiting() -> None:
    print("Another run is writing to this index; waiting for it to finish …", file=sys.stderr)


def _tell(files: list[FileOutcome], passages: int, seconds: float, as_json: bool) -> None:
    """What became of each file; exit code 2 when one that was wanted could not be used."""
    from index.documents.types import STATUSES

    counts = {s: sum(f.status == s for f in files) for s in STATUSES}
    if as_json:
        listed = [{"source": f.source, "status": f.status, "reason": f.reason} for f in files]
        print(
            json.dumps(
                {**counts, "passages": passages, "seconds": round(seconds, 3), "files": listed},
                ensure_ascii=False,
            )
        )
    else:
        for f in files:
            if f.status != "unchanged":
                print(f"{f.status:9} {f.reason or f.source}")
        rate = f" ({passages / seconds:.0f} passages a second)" if passages else ""
        print(
            ", ".join(f"{n} {s}" for s, n in counts.items())
            + f"; {passages} passages in {seconds:.1f} s{rate}"
        )
    unread = [f for f in files if f.failed]
    if unread or (files and all(f.status == "skipped" for f in files)):
        print(
            f"ics-assistant: {len(unread) or len(files)} of {len(files)} files could not be used;"
            " the reasons are above.",
            file=sys.stderr,
        )
        raise typer.Exit(2)


def fetch(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids from library/sources.yaml.")] = None,
    all_open: Annotated[
        bool, typer.Option("--all-open", help="Every document under an open licence.")
    ] = False,
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
        recorded(settings, "fetched a document", [path.name for path in paths])
        report = services_of(settings).library.index(paths)
        for f in report.files:
            print(f"{f.status:9} {f.reason or f.source}")
        failed += sum(f.failed for f in report.files)
    if failed:
        raise typer.Exit(2)
