"""A saved web page in, pieces of its main content and its metadata out (trafilatura)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from index.documents.formats.kinds import Loaded, Piece, Raw
from index.documents.formats.markdown import read_markdown
from index.documents.formats.webpage import prepared
from index.documents.metadata import kind_of, labelled, overlay, person
from index.documents.types import Metadata
from index.errors import LoadError
from index.text.dates import checked_iso, find_date
from index.text.tidy import tidy

_LITTLE = 0.7
"""Share of the default mode's words under which the precise one has lost part of the text; set by
hand."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", re.I)


def load(file: Raw) -> Loaded:
    """The main content of a page. Raises LoadError when there is none."""
    text = _text(file)
    page = prepared(text)
    main = _main(page.html)
    if not main.strip():
        raise LoadError(
            f"{file.source}: no readable text was found in the page; save the article itself, or"
            " print it to PDF."
        )
    found = _metadata(text)
    authors = tuple(person(name) for name in (found.author or "").split(";") if name.strip())
    said = Metadata(
        title=found.title,
        publisher=found.sitename,
        authors=authors,
        published=_declared_date(page.tree),
        kind=kind_of([found.title]) if found.title else None,
        url=found.url,
    )
    below = read_markdown(main, file.source)
    said = overlay(said, _listed(page.tree))
    pieces = [piece for one in below.pieces for piece in page.with_tables(one)]
    title = said.title
    if title and not any(piece.text == title for piece in pieces):
        pieces.insert(0, Piece("heading", title, level=1))  # the finder takes it for no content
    dropped = [*page.left_out, *below.dropped]
    return Loaded(pieces, overlay(said, below.metadata), dropped)


def _listed(tree: Any) -> Metadata:
    """What a list of names and values at the top says, as GOV.UK has it ("From", "Published")."""
    if tree is None:
        return Metadata()
    pairs = [
        (tidy(term.text_content()), tidy(term.getnext().text_content()))
        for term in tree.iter("dt")
        if term.getnext() is not None and term.getnext().tag == "dd"
    ]
    named = [("publisher" if name.strip(" :").lower() == "from" else name, v) for name, v in pairs]
    return labelled(named)


def _text(file: Raw) -> str:
    """The page in the encoding that it names, else in the one that fits."""
    named = _CHARSET.search(file.data[:4096])
    if named and not file.data.startswith(b"\xef\xbb\xbf"):
        with suppress(LookupError, UnicodeDecodeError):
            return file.data.decode(named[1].decode())
    return file.text


def _main(page: str) -> str:
    """The article as Markdown: as trafilatura finds it precisely, or by default where that is
    much more."""
    import trafilatura

    def read(precise: bool) -> str:
        return (
            trafilatura.extract(
                page,
                output_format="markdown",
                include_formatting=True,
                include_tables=True,
                include_comments=False,
                favor_precision=precise,
            )
            or ""
        )

    precise, usual = read(True), read(False)
    return precise if len(precise.split()) >= _LITTLE * len(usual.split()) else usual


def _metadata(text: str) -> Any:
    """What the page says of itself. Blocks of data in it that the library cannot read cost the
    metadata, not the page."""
    import trafilatura
    from trafilatura.settings import Document as Nothing

    try:
        return (
            trafilatura.extract_metadata(text, date_config={"extensive_search": False}) or Nothing()
        )
    except Exception:  # noqa: BLE001 - its reader of JSON-LD takes every type of value for granted
        return Nothing()


_DATE_FIELDS = {
    "article:published_time", "article.published", "dc.date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dcterms.date", "citation_publication_date", "citation_date",
    "datepublished", "date", "pubdate", "publish-date", "publication_date",
    "govuk:first-published-at", "sailthru.date", "parsely-pub-date",
}  # fmt: skip


def _declared_date(tree: Any) -> str | None:
    """When the page says in so many words that it was published: a field for it, JSON-LD or a
    marked time. Never a date or year that its text happens to name."""
    if tree is None:
        return None
    declared = [
        meta.get("content")
        for meta in tree.iter("meta")
        if (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        in _DATE_FIELDS
    ]
    for script in tree.xpath("//script[@type='application/ld+json']"):
        declared += re.findall(r'"datePublished"\s*:\s*"([^"]{4,40})"', script.text or "")
    declared += [
        t.get("datetime")
        for t in tree.xpath("//time[@pubdate or @itemprop='datePublished'][@datetime]")
    ]
    return next(
        (
            iso
            for value in declared
            if value and (iso := checked_iso(value.strip()[:10]) or find_date(value))
        ),
        None,
    )
