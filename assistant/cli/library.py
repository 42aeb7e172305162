"""`ics-assistant status`, `remove`, `restore`, `forget`, `confirm` and `describe`: what is
in the library, and what a reader does with it."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import (
    Json,
    Names,
    print_line,
    recorded,
    services_of,
    settings_of,
)
from assistant.errors import AssistantError
from index.documents.types import KINDS


class Choice(StrEnum):
    """What is said of documents: versions of one another, or not."""

    SAME = "same"
    APART = "apart"


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
        print_line(record)
        return
    print(
        f"{len(found.documents)} documents, {record['passages']} passages in {found.place};"
        f" embedding model {settings.embedding_model}"
    )
    for s in found.documents:
        who = ", ".join(
            part for part in (s.metadata.publisher, s.metadata.published, s.metadata.kind) if part
        )
        standing = "" if s.vouched else ", added by a reader"
        print(
            f"  {s.source}: {s.metadata.title or 'no title'}{f' ({who})' if who else ''},"
            f" {s.passages} passages{standing}"
        )
        if s.note:
            print(f"    {s.note}")


def versions(
    choice: Annotated[
        Choice | None, typer.Argument(help="same or apart; without it they are listed.")
    ] = None,
    names: Annotated[
        list[str] | None, typer.Argument(help="Documents by name, path or id.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Documents that are versions of one another, the newest first; or say that some are, or
    that one is not: `versions same OLD NEW`, `versions apart NAME`."""
    settings = settings_of()
    library = services_of(settings).library
    if choice:
        if not names:
            raise AssistantError(f"versions {choice.value}: name the documents.")
        found = library.decide_versions(names, choice is Choice.SAME)
        recorded(settings, "decided on versions", [choice.value, *(s.source for s in found)])
        print(f"{choice.value:9} {', '.join(s.source for s in found)}")
        return
    known = {s.id: s for s in library.documents()}
    for family in library.families():
        if as_json:
            print_line(asdict(family))
            continue
        print("newest first" if family.newest else "nothing says which is the newest", end="")
        print(", confirmed" if family.sure else "")
        for s in (known[i] for i in family.ids):
            print(f"  {s.source} ({s.metadata.published or 'date not stated'})")


def remove(names: Names) -> None:
    """Take documents out of what answers; `restore` brings them back."""
    services = services_of()
    recorded(services.settings, "removed a document", names)
    for s in services.library.remove(names):
        print(f"removed   {s.source}; `ics-assistant restore {s.id}` brings it back.")


def restore(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Removed documents by name, path or id; none: list them."),
    ] = None,
) -> None:
    """Bring removed or replaced documents back; without a name, list them."""
    from index.text.dates import spoken

    services = services_of()
    library = services.library
    if not names:
        for r in library.removed():
            print(f"{r.id}  {r.source}: {r.why}, {spoken(r.at[:10])}")
        return
    recorded(services.settings, "brought a document back", names)
    for r in library.restore(names):
        print(f"restored  {r.source}")


def forget(names: Names) -> None:
    """Delete documents for good, with every older version of the same name. Their text and
    files go; numbers made from it stay in Chroma's vector file until `index --rebuild`."""
    services = services_of()
    recorded(services.settings, "forgot a document", names)
    index = services.settings.index()
    own = {index.added_dir.resolve(), index.attached_dir.resolve()}
    for d in services.library.forget(names):
        print(f"forgotten {d.source}")
        if d.path and Path(d.path).exists() and own.isdisjoint(Path(d.path).parents):
            print(
                f"  Your own file {d.path} still stands; delete or move it, or the next `index`"
                " adds it again."
            )


def confirm(names: Names) -> None:
    """Vouch for what a document you added says of its publisher and kind: it is then quoted in
    that voice."""
    services = services_of()
    recorded(services.settings, "confirmed a document", names)
    for s in services.library.confirm(names):
        print(
            f"confirmed {s.source}: {s.metadata.publisher or 'publisher not stated'},"
            f" {s.metadata.kind or 'kind not stated'}"
        )


def describe(
    name: Annotated[str, typer.Argument(help="A document by name, path or id.")],
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    publisher: Annotated[str, typer.Option(help="Who published it.")] = "",
    authors: Annotated[str, typer.Option(help="Who wrote it; several with semicolons.")] = "",
    published: Annotated[str, typer.Option(help="When: 2023-04-14, 2023-04 or 2023.")] = "",
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "",
    url: Annotated[str, typer.Option(help="Its address on the web.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take away what was said.")] = False,
) -> None:
    """Say what a document is where it does not say so itself, or says it wrongly; kept as YAML
    beside its file."""
    said = {
        "title": title, "publisher": publisher, "authors": authors, "published": published,
        "kind": kind, "url": url,
    }  # fmt: skip
    services = services_of()
    library = services.library
    if not undo and not any(said.values()):
        raise AssistantError("Nothing is said: give --title, --publisher or another, or --undo.")
    recorded(services.settings, "corrected a document", [name])
    report = library.undescribe(name) if undo else library.describe(name, said)
    for outcome in report.files:
        print(outcome.reason if outcome.failed else f"{outcome.status:9} {outcome.source}")
    for s in library.documents():
        if s.source in {o.source for o in report.files}:
            m = s.metadata
            facts = (m.publisher, ", ".join(m.authors), m.published, m.kind)
            print(f"  {m.title or 'no title'} ({', '.join(filter(None, facts)) or 'not stated'})")
