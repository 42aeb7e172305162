"""`ics-assistant status`, `remove`, `restore`, `forget` and `confirm`: what is in the library,
and what a reader does with it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import Json, Names, print_line, services_of, settings_of


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


def remove(names: Names) -> None:
    """Take documents out of what answers; `restore` brings them back."""
    for s in services_of().library.remove(names):
        print(f"removed   {s.source}; `ics-assistant restore {s.id}` brings it back.")


def restore(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Removed documents by name, path or id; none: list them."),
    ] = None,
) -> None:
    """Bring removed or replaced documents back; without a name, list them."""
    from index.text.dates import spoken

    library = services_of().library
    if not names:
        for r in library.removed():
            print(f"{r.id}  {r.source}: {r.why}, {spoken(r.at[:10])}")
        return
    for r in library.restore(names):
        print(f"restored  {r.source}")


def forget(names: Names) -> None:
    """Delete documents for good, with every older version of the same name. Their text and
    files go; numbers made from it stay in Chroma's vector file until `index --rebuild`."""
    services = services_of()
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
    for s in services_of().library.confirm(names):
        print(
            f"confirmed {s.source}: {s.metadata.publisher or 'publisher not stated'},"
            f" {s.metadata.kind or 'kind not stated'}"
        )
