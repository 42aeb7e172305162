"""A saved web page in, pieces of its main content and its metadata out (trafilatura)."""

from __future__ import annotations

import re

from index.errors import LoadError
from index.load.builder import Piece
from index.load.dates import checked_iso
from index.load.markdown import load_markdown
from index.load.metadata import kind_of, overlay, person
from index.types import Dropped, Metadata


def load_web(text: str, source: str) -> tuple[list[Piece], Metadata, list[Dropped]]:
    import trafilatura

    text, hidden = _seen(text)
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
    return pieces, overlay(said, below), [*hidden, *dropped]


_UNSEEN = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0+)?(?:;|$)|font-size:(?:0|1|2)(?:\.\d+)?(?:px|pt|em|rem|%)?(?:;|$)|(?:left|top|text-indent|margin-left):-\d{3,}|"
    r"(?:height|width|max-height):0(?:px)?(?:;|$)|clip:rect\(0|clip-path:inset\(|(?<!-)color:(?:#fff(?:fff)?|white|transparent|rgba\(\d+,\d+,\d+,0(?:\.0+)?\))(?:;|$)"
)


def _seen(text: str) -> tuple[str, list[Dropped]]:
    """The page without comments and without elements that no reader sees; their text, with the reason."""
    from lxml import html
    from lxml.etree import ParserError

    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", remove_comments=True))
    except (ParserError, ValueError):
        return text, []
    gone = []
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head") or element.getparent() is None:
            continue
        style = re.sub(r"\s+", "", element.get("style") or "").lower()
        if "hidden" in element.attrib or _UNSEEN.search(style):
            gone.append(Dropped("hidden on the page", " ".join(element.text_content().split())))
            element.drop_tree()
    return html.tostring(tree, encoding="unicode"), [d for d in gone if d.text]
