"""`library/sources.yaml` in, public documents fetched into the data folder out, each with its
metadata beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.errors import SettingsError
from assistant.settings import Settings
from index.documents.fetch import FetchLimits, fetch
from index.documents.formats import SUFFIXES
from index.documents.types import KINDS
from index.errors import FetchError

FILE = "sources.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Source:
    """A public document behind the starter library; `open` only for an open government or
    parliament licence."""

    id: str
    title: str
    publisher: str
    date: str | None
    kind: str
    licence: str | None
    open: bool
    url: str | None
    seen: str | None = None


def load_catalogue(library: Path) -> dict[str, Source]:
    """Every source by id. Refuses a file that does not fit, naming the entry."""
    path = library / FILE
    try:
        entries = yaml.load(path.read_text("utf-8"), LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(
            f"The catalogue {path.name} cannot be read; check ICS_LIBRARY_DIR."
        ) from error
    sources: dict[str, Source] = {}
    for entry in entries:
        try:
            source = Source(**entry)
        except TypeError as error:
            raise SettingsError(
                f"{path.name}: entry {entry.get('id', entry)!r} has missing or unknown fields."
            ) from error
        if source.kind not in KINDS or source.id in sources:
            raise SettingsError(
                f"{path.name}: entry {source.id!r} has an unknown kind or an id that stands twice."
            )
        sources[source.id] = source
    return sources


def choose(catalogue: dict[str, Source], ids: list[str], all_open: bool) -> list[Source]:
    """The sources asked for, refusing unknown ids and those without an address."""
    if unknown := [i for i in ids if i not in catalogue]:
        raise SettingsError(
            f"{unknown[0]!r} is not in the catalogue; its ids are in library/sources.yaml."
        )
    if without := [i for i in ids if not catalogue[i].url]:
        raise SettingsError(
            f"No address is known for {without[0]!r}; find it by its title, save it, and index the"
            " file."
        )
    if not ids and not all_open:
        raise SettingsError(
            "Say which documents to fetch: ids from library/sources.yaml, or --all-open."
        )
    chosen = [catalogue[i] for i in ids]
    return chosen + [
        s for s in catalogue.values() if all_open and s.open and s.url and s not in chosen
    ]


def fetch_source(
    source: Source, settings: Settings, report: Callable[[int], None] = lambda _: None
) -> tuple[Path, bool]:
    """(file, whether it was fetched now); a file fetched earlier is kept as it is."""
    folder = settings.data_dir.expanduser() / "fetched"
    have = [p for p in folder.glob(f"{source.id}.*") if p.suffix in SUFFIXES]
    if have:
        return have[0], False
    limits = FetchLimits(settings.fetch_seconds, settings.max_file_mb, settings.fetch_private)
    if source.url is None:
        raise FetchError(f"{source.id}: no address is known.")
    path = fetch(source.url, folder / source.id, limits, report)
    about = {
        "title": source.title,
        "publisher": source.publisher,
        "published": source.date,
        "kind": source.kind,
        "url": source.url,
        "licence": source.licence,
    }
    sidecar = path.with_name(path.name + ".yaml")
    sidecar.write_text(
        yaml.safe_dump({k: v for k, v in about.items() if v}, allow_unicode=True, sort_keys=False),
        "utf-8",
    )
    return path, True
