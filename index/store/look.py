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
    from index.store.chroma import Store

    store = Store(settings, "")
    signatures, documents = [], []
    for name in store.other_generations():
        if name.endswith("_documents"):
            signature, found = store.generation(name)
            signatures.append(signature)
            documents += found
    store.close()
    found = Overview(store.place, tuple(signatures), tuple(documents))
    if not settings.chroma_url:
        keep(settings, found)
    return found
