"""An index made again: with another model or splitter, or after its files were damaged."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from index.documents.files import Wanted
from index.documents.isolated import IsolatedLoader
from index.documents.types import FileOutcome, IndexReport, Stored
from index.errors import LoadError
from index.ingest import Progress, Report, Run, index_wanted, silent, writing
from index.search.searcher import Searcher
from index.settings import IndexSettings
from index.store.overview import last_known


def rebuild(searcher: Searcher, report: Report = silent) -> IndexReport:
    """Every document of an index made otherwise, made again with this model and splitter; then the
    old one goes.

    Reads each file again where it still stands, else takes the text that the old index kept.
    """
    began = time.perf_counter()
    outcomes: list[FileOutcome] = []
    total = 0
    with writing(searcher), IsolatedLoader(searcher.settings.limits) as loader:
        with searcher.locked() as store:
            olds = list(store.others.documents())
        run = Run(searcher, searcher.documents())
        for done, (old, document) in enumerate(olds, 1):
            ships, note = searcher.settings.ships(Path(old.path)), old.note
            try:
                document = loader.load(Path(old.path), old.source, voices=ships)
            except LoadError:
                document = (
                    document
                    if ships
                    else replace(
                        document, blocks=tuple(replace(b, voice=None) for b in document.blocks)
                    )
                )
            if document.id not in run.stored:
                total += run.write(
                    document,
                    old.path,
                    (),
                    old.vouched and (searcher.settings.vouches(Path(old.path)) or not old.voiced),
                    note,
                )
            outcomes.append(FileOutcome(document.source, "added"))
            report(Progress(done, len(olds), total, time.perf_counter() - began, document.source))
        with searcher.locked() as store:
            store.others.drop()
        run.finish()
    return IndexReport(tuple(outcomes), total, time.perf_counter() - began)


def set_aside(settings: IndexSettings) -> tuple[Path, tuple[Stored, ...]]:
    """A damaged index out of the way, for an empty one to take its place: (where it lies now,
    the documents last known)."""
    known = last_known(settings)
    aside = settings.data_dir / f"chroma-damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    os.replace(settings.data_dir / "chroma", aside)
    return aside, known


def heal(searcher: Searcher, known: tuple[Stored, ...], report: Report = silent) -> IndexReport:
    """The documents last known of a damaged index, from their files; those without one are
    named."""
    there = [s for s in known if s.path and Path(s.path).exists()]
    lost = [
        FileOutcome(
            s.source,
            "skipped",
            f"{s.source}: its file is no longer at {s.path or 'any known place'}; add it again.",
            failed=True,
        )
        for s in known
        if s not in there
    ]
    return index_wanted(
        searcher, [Wanted(Path(s.path), s.source, named=True) for s in there], report, lost
    )
