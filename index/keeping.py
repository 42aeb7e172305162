"""What a reader does to the library: add, take out, bring back, forget, vouch for. Nothing that
is added takes another's place, and nothing that goes is lost, unless a reader says so."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Literal, TypeVar

from index.documents.editions import Said, content_key
from index.documents.files import Wanted, told_apart
from index.documents.load import fingerprint
from index.documents.types import FileOutcome, IndexReport, Removed, Stored
from index.errors import LibraryError
from index.ingest import Report, Run, index_wanted, silent, writing
from index.search.searcher import Searcher
from index.store.private import make_private
from index.text.dates import spoken

Choice = Literal["replace", "both"]


def add_files(
    searcher: Searcher, files: list[Path], choice: Choice | None = None, report: Report = silent
) -> IndexReport:
    """Files into the library, each kept in the data folder by its content. One whose name
    another document has, with other content, waits for a `choice`: "replace" (the old version is
    kept and can be brought back) or "both".
    """
    folder = searcher.settings.added_dir
    make_private(folder)
    wanted: list[Wanted] = []
    told: list[FileOutcome] = []
    for file in files:
        data = file.read_bytes()
        kept = folder / hashlib.sha256(data).hexdigest()[:16] / file.name
        if kept != file:
            make_private(kept.parent)
            kept.write_bytes(data)
        path = kept.resolve()
        live = searcher.documents()
        rivals = tuple(
            s.id
            for s in live
            if s.source == file.name and s.path != str(path) and s.id != fingerprint(path)
        )
        if not rivals or any(s.path == str(path) for s in live):
            wanted.append(Wanted(path, _name_of(path, live), named=True))
        elif choice == "replace":
            wanted.append(Wanted(path, file.name, named=True, replaces=rivals))
        elif choice == "both":
            wanted.append(
                Wanted(
                    path,
                    _dated(file.name, {s.source for s in live} | {w.source for w in wanted}),
                    named=True,
                )
            )
        else:
            told.append(
                FileOutcome(
                    file.name,
                    "skipped",
                    f"{file.name}: another document of this name is in the library, with other"
                    " content. Replace it (the old version is kept and can be brought back), or"
                    " keep both?",
                    waits=True,
                )
            )
    return _kept_if_read(searcher, wanted, index_wanted(searcher, wanted, report, told))


def replace(
    searcher: Searcher, name: str, file: Path, beside: str = "", report: Report = silent
) -> IndexReport:
    """A reader's file in the place of the document called `name`, whatever the file is called,
    with the YAML `beside` it, if any; the version before is kept among the removed."""
    old = one_of(name, searcher.documents(), "in the library")
    data = file.read_bytes()
    kept = searcher.settings.added_dir / hashlib.sha256(data).hexdigest()[:16] / file.name
    make_private(searcher.settings.added_dir)
    make_private(kept.parent)
    kept.write_bytes(data)
    if beside:
        kept.with_name(f"{kept.name}.yaml").write_text(beside, "utf-8")
    wanted = [Wanted(kept.resolve(), old.source, named=True, replaces=(old.id,))]
    return _kept_if_read(searcher, wanted, index_wanted(searcher, wanted, report))


def _kept_if_read(searcher: Searcher, wanted: list[Wanted], report: IndexReport) -> IndexReport:
    """The report, after the copies of files that could not be read were taken away: nothing is
    asked about them."""
    known = _known(searcher)
    for file in wanted:
        if str(file.path) not in known and fingerprint(file.path) not in known:
            file.path.unlink(missing_ok=True)
    return report


def _known(searcher: Searcher) -> set[str]:
    """Paths and ids of all that is in the library or can be brought back."""
    live, out = searcher.documents(), searcher.removed()
    return (
        {s.path for s in live} | {s.id for s in live} | {r.path for r in out} | {r.id for r in out}
    )


def waiting(searcher: Searcher) -> list[Path]:
    """Added files about which a reader has not said yet whether they take another document's
    place."""
    names, known = {s.source for s in searcher.documents()}, _known(searcher)
    files = (f.resolve() for f in sorted(searcher.settings.added_dir.glob("*/*")) if f.is_file())
    return [
        f for f in files if f.name in names and str(f) not in known and fingerprint(f) not in known
    ]


def _name_of(path: Path, live: list[Stored]) -> str:
    return next((s.source for s in live if s.path == str(path)), path.name)


def _dated(name: str, taken: set[str]) -> str:
    """The name with the day on which it was added, and a number if that is not enough."""
    stem, suffix = Path(name).stem, Path(name).suffix
    day = spoken(date.today().isoformat())
    found = f"{stem} (added {day}){suffix}"
    number = 2
    while found in taken:
        found, number = f"{stem} (added {day}, {number}){suffix}", number + 1
    return found


def follow_library(searcher: Searcher, digests: list[Path], report: Report = silent) -> IndexReport:
    """The digests that ship, each under its file's name, in the place of those that shipped with
    an earlier version; one that no longer ships goes, and is back with the library that has
    it."""
    paths = [path.resolve() for path in digests]
    here = set(map(str, paths))
    old = [s for s in searcher.documents() if s.voiced and s.path not in here]
    earlier: dict[str, list[str]] = {}
    for s in old:
        earlier.setdefault(s.source, []).append(s.id)
    wanted = [Wanted(p, p.name, replaces=tuple(earlier.get(p.name, ()))) for p in paths]
    others = [s for s in searcher.documents() if s not in old]
    done = index_wanted(searcher, told_apart(wanted, others), report)
    unread = {f.source for f in done.files if f.failed}  # their last good text stays
    stale = {
        s.id
        for s in searcher.documents()
        if s.voiced and s.path not in here and s.source not in unread
    }
    if digests and stale:
        with writing(searcher):
            run = Run(searcher, searcher.documents())
            run.remove(sorted(stale), "gone")
            run.finish()
    return done


def remove(searcher: Searcher, names: list[str]) -> list[Stored]:
    """Documents out of what answers, by name, path or id; `restore` brings them back."""
    with writing(searcher):
        chosen = [one_of(name, searcher.documents(), "in the library") for name in names]
        run = Run(searcher, searcher.documents())
        run.remove([s.id for s in chosen], "removed")
        run.finish()
    return chosen


def restore(searcher: Searcher, names: list[str]) -> list[Removed]:
    """Removed documents back, by name, path or id. A version that took one's place goes among
    the removed in turn."""
    with writing(searcher):
        chosen = [
            one_of(name, searcher.removed(), "among the removed documents", several=True)
            for name in names
        ]  # the last one removed
        run = Run(searcher, searcher.documents())
        for r in chosen:
            with searcher.locked() as store:
                document = store.removed_document(r.id)
            if document is None:  # a server's other user has forgotten it meanwhile
                raise LibraryError(
                    f"{r.source}: it is no longer among the removed documents; add its file again."
                )
            here = Path(r.path)
            ships = searcher.settings.ships(here)
            path = (
                r.path
                if r.path
                and here.is_file()
                and r.id in (fingerprint(here, ships), fingerprint(here, blind=True))
                else ""
            )
            rivals = tuple(s.id for s in run.stored.values() if s.source == r.source)
            run.write(document, path, rivals, r.vouched)
        run.finish()
    return chosen


def forget(searcher: Searcher, names: list[str]) -> list[Stored | Removed]:
    """Documents gone for good, live or removed, with every version of the same name: from
    Chroma's file, the keywords, the token vectors and the uploads. A reader's own file in a
    folder of theirs is not touched."""
    with writing(searcher):
        everything: list[Stored | Removed] = [*searcher.documents(), *searcher.removed()]
        named = {
            one_of(
                name, everything, "in the library or among the removed documents", several=True
            ).source
            for name in names
        }
        inside = tuple(f"(attached to {source})" for source in named)
        chosen = [d for d in everything if d.source in named or d.source.endswith(inside)]
        ids = [d.id for d in chosen]
        with searcher.locked() as store:
            texts = [store.document(i) or store.removed_document(i) for i in ids]
            keys = {content_key(document.text) for document in texts if document}
            store.forget(ids)
        searcher.tokens.forget(ids)
        searcher.editions.decided.forget({d.source for d in chosen}, keys)
        searcher.forget_words()
        own = [d.resolve() for d in (searcher.settings.added_dir, searcher.settings.attached_dir)]
        for path in {Path(d.path) for d in chosen if d.path}:
            if not set(own).isdisjoint(path.parents):
                shutil.rmtree(path.parent) if path.parent not in own else path.unlink(True)
        Run(searcher, searcher.documents()).finish()
    return chosen


def confirm(searcher: Searcher, names: list[str]) -> list[Stored]:
    """A reader vouches for what these documents say of their publisher and kind: they are quoted
    in that voice from now on."""
    with writing(searcher):
        chosen = [one_of(name, searcher.documents(), "in the library") for name in names]
        for s in chosen:
            with searcher.locked() as store:
                store.amend(s.id, vouched=True)
                store.overviewed()
    return chosen


def decide_versions(searcher: Searcher, names: list[str], same: bool) -> list[Stored]:
    """A reader's word that these documents are versions of one another, or that they are not: of
    one alone, that it is none of the others it was taken with. The documents that this is about.
    Raises LibraryError where there is nothing to decide."""
    live = searcher.documents()
    found = [one_of(name, live, "in the library") for name in names]
    chosen = list({s.id: s for s in found}.values())
    family = searcher.editions.of(chosen[0].id) if len(chosen) == 1 else None
    others = [s for s in live if family and s.id in family.ids and s.id != chosen[0].id]
    pairs = [(chosen[0], s) for s in others] if others else list(combinations(chosen, 2))
    if not pairs:
        raise LibraryError(
            f"{chosen[0].source}: nothing else is taken for a version of it; name two documents."
        )
    texts = {s.id: searcher.document(s.id) for pair in pairs for s in pair}
    keys = {i: content_key(document.text) if document else "" for i, document in texts.items()}
    searcher.editions.decided.add(
        Said(a.source, b.source, same, keys[a.id], keys[b.id]) for a, b in pairs
    )
    return [*chosen, *others]


D = TypeVar("D", bound=Stored | Removed)


def one_of(name: str, documents: Iterable[D], where: str, several: bool = False) -> D:
    """The document called `name` (its name, path or id). Refuses what fits none, or more than
    one unless `several` may."""
    found = [d for d in documents if name in (d.id, d.source, d.path)]
    if not found:
        raise LibraryError(
            f"No document called {name!r} is {where}; `ics-assistant status` lists them."
        )
    if len({d.id for d in found}) > 1 and not several:
        listed = "; ".join(f"{d.id} ({d.path or 'no file'})" for d in found)
        raise LibraryError(
            f"{len(found)} documents {where} are called {name!r}; say which by its id: {listed}."
        )
    return found[0]
