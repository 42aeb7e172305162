"""A saved web page in, pieces of its main content and its metadata out (trafilatura)."""

from __future__ import annotations

from index.errors import LoadError
from index.load.builder import Piece
from index.load.dates import checked_iso
from index.load.markdown import load_markdown
from index.load.metadata import kind_of, overlay, person
from index.types import Dropped, Metadata


def load_web(text: str, source: str) -> tuple[list[Piece], Metadata, list[Dropped]]:
    import trafilatura

    main = trafilatura.extract(
        text, output_format="markdown", include_formatting=True, include_tables=True, include_comments=False, favor_precision=True
    )
    if not main or not main.strip():
        raise LoadError(f"{source}: no readable text was found in the page; save the article itself, or print it to PDF.")
    found = trafilatura.extract_metadata(text)
    authors = tuple(person(name) for name in (found.author or "").split(";") if name.strip())
    said = Metadata(
        title=found.title,
        publisher=found.sitename,
        authors=authors,
        published=checked_iso(found.date) if found.date else None,
        kind=kind_of([found.title]) if found.title else None,
        url=found.url,
    )
    pieces, below, dropped = load_markdown(main, source)
    return pieces, overlay(said, below), dropped
