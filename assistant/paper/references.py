"""Works in, formatted references (CSL styles, by citeproc-py) and a RIS file out."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from html import unescape
from importlib import resources
from typing import Any

from assistant.ledger.export import SEEN
from assistant.paper.types import Style
from assistant.paper.works import Work

_FILES: dict[Style, str] = {
    "harvard": "harvard-cite-them-right.csl",
    "vancouver": "nlm-citation-sequence.csl",
}


def formatted(works: Sequence[Work], style: Style) -> list[list[tuple[str, bool]]]:
    """Each work's reference as (text, italic) pieces, in the order given."""
    if not works:
        return []
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    records = [{"id": str(i), **_csl(work)} for i, work in enumerate(works)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of fields that a style does not use
        out = []
        for record in (
            records
        ):  # one at a time: a style would sort them, or put an earlier author's name in their place
            bibliography = CitationStylesBibliography(
                _style(style), CiteProcJSON([record]), formatter.html
            )
            bibliography.register(Citation([CitationItem(record["id"])]))
            out.append(_pieces(str(bibliography.bibliography()[0])))
    return out


def text_of(pieces: Iterable[tuple[str, bool]]) -> str:
    """The words of a reference, without their looks."""
    return "".join(piece for piece, _ in pieces)


@cache
def _style(style: Style) -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(
        str(resources.files(__package__) / "styles" / _FILES[style]), locale="en-GB", validate=False
    )


def _csl(work: Work) -> dict:
    names = [{"family": family, "given": given} for given, family in work.people] + [
        {"literal": body} for body in work.bodies
    ]
    who = names or [{"literal": work.publisher or "Author not stated"}]
    record: dict = {"type": "report", "title": _escaped(work.title), "author": who}
    if work.publisher and names:
        record["publisher"] = _escaped(work.publisher)
    if work.year:
        record["issued"] = {"date-parts": [[work.year]]}
    if work.url:
        record["URL"] = work.url
    if work.url and work.read_on:
        record["accessed"] = {"date-parts": [[int(part) for part in work.read_on.split("-")]]}
    if work.page:
        record["page"] = str(work.page)
    return record


def _escaped(words: str) -> str:
    return words.replace("<", "‹").replace(">", "›")


def _pieces(html: str) -> list[tuple[str, bool]]:
    """The library's HTML as (text, italic): it holds <i> and nothing else that matters here."""
    html = re.sub(r"^\d+\.\s*", "", html)
    html = re.sub(
        r"\b(\d{4})([A-Z][a-z]{2})(\d{1,2})\b", r"\1 \2 \3", html
    )  # the library forgets what stands between parts of a date
    return [
        (unescape(re.sub(r"<[^>]+>", "", part)), part.startswith("<i>"))
        for part in re.split(r"(<i>.*?</i>)", html)
        if re.sub(r"<[^>]+>", "", part)
    ]


def ris(works: Iterable[Work]) -> str:
    """The works once each as a RIS file, for a reference manager."""
    import rispy

    entries = []
    for work in dict.fromkeys(works):
        names = [f"{family}, {given}" for given, family in work.people] + list(work.bodies) or [
            work.publisher or "Author not stated"
        ]
        entry = {
            "type_of_reference": "ELEC" if work.url else "RPRT",
            "title": work.title,
            "authors": names,
        }
        entry |= {"publisher": work.publisher} if work.publisher else {}
        entry |= {"year": str(work.year), "date": work.date.replace("-", "/")} if work.date else {}
        entry |= {"urls": [work.url]} if work.url else {}
        entry |= {"start_page": str(work.page)} if work.page else {}
        entry |= {"notes": [SEEN[work.seen]]} if work.seen in SEEN else {}
        entries.append(entry)

    class Unnumbered(rispy.RisWriter):
        def set_header(self, count: int) -> str:
            return ""

    return rispy.dumps(entries, implementation=Unnumbered).lstrip()
