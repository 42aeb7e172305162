"""A saved web page in, pieces of its main content and its metadata out (trafilatura)."""

from __future__ import annotations

import re
from typing import Any

from index.documents.formats.kinds import Loaded, Raw
from index.documents.formats.markdown import read_markdown
from index.documents.metadata import kind_of, overlay, person
from index.documents.types import Dropped, Metadata
from index.errors import LoadError
from index.text.dates import checked_iso, find_date


def load(file: Raw) -> Loaded:
    """The main content of a page. Raises LoadError when there is none."""
    import trafilatura

    text, hidden = _seen(file.text)
    main = trafilatura.extract(
        text,
        output_format="markdown",
        include_formatting=True,
        include_tables=True,
        include_comments=False,
        favor_precision=True,
    )
    if not main or not main.strip():
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
        published=_declared_date(text),
        kind=kind_of([found.title]) if found.title else None,
        url=found.url,
    )
    pieces, below, dropped = read_markdown(main, file.source)
    return Loaded(pieces, overlay(said, below), [*hidden, *dropped])


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


def _declared_date(text: str) -> str | None:
    """When the page says in so many words that it was published: a field for it, JSON-LD or a
    marked time. Never a date or year that its text happens to name."""
    tree = _tree(text)
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


_UNSEEN = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0+)?(?:;|$)|font-size:(?:0|1|2)(?:\.\d+)?(?:px|"
    r"pt|em|rem|%)?(?:;|$)|(?:left|top|text-indent|margin-left):-\d{3,}|(?:height|width|"
    r"max-height):0(?:px)?(?:;|$)|clip:rect\(0|clip-path:inset\(|(?<!-)color:(?:#fff(?:fff)?|"
    r"white|transparent|rgba\(\d+,\d+,\d+,0(?:\.0+)?\))(?:;|$)"
)


def _seen(text: str) -> tuple[str, list[Dropped]]:
    """The page without comments and without elements that no reader sees; their text, with the
    reason."""
    from lxml import html

    tree = _tree(text)
    if tree is None:
        return text, []
    gone = []
    for element in list(tree.iter()):
        if (
            not isinstance(element.tag, str)
            or element.tag in ("html", "body", "head")
            or element.getparent() is None
        ):
            continue
        style = re.sub(r"\s+", "", element.get("style") or "").lower()
        if "hidden" in element.attrib or _UNSEEN.search(style):
            gone.append(Dropped("hidden on the page", " ".join(element.text_content().split())))
            element.drop_tree()
    return html.tostring(tree, encoding="unicode"), [d for d in gone if d.text]


def _tree(text: str) -> Any:
    """The page as lxml reads it, without comments; None when there is nothing to read."""
    from lxml import html
    from lxml.etree import ParserError

    try:
        return html.document_fromstring(
            text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", remove_comments=True)
        )
    except (ParserError, ValueError):
        return None
