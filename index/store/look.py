"""What an index holds, read without loading a model; on disk without Chroma too, while its files
are as they were."""

from __future__ import annotations

from index.settings import IndexSettings
from index.store.overview import Overview, keep, kept


def look(settings: IndexSettings) -> Overview:
    """What is indexed, read without loading a model; on disk without Chroma too, while its files
    are as they were when last read."""
    if not settings.chroma_url and not (settings.data_dir / "chroma").is_dir():
        return Overview(str(settings.data_dir), (), ())
    if (known := kept(settings)) is not None:
        return known
    from index.store.client import Client
    from index.store.generations import Generations

    client = Client(settings)
    made = list(Generations(client).listed())
    client.close()
    signatures = tuple(signature for _, signature, _ in made)
    found = Overview(client.place, signatures, tuple(d for *_, some in made for d in some))
    if not settings.chroma_url:
        keep(settings, found)
    return found
