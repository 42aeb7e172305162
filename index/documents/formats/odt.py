"""An OpenDocument text (.odt, of LibreOffice) in, pieces out, as of a Word file: its XML as the
HTML that stands for it, without what was deleted, hidden or struck out.

A table keeps cells that take several places; a footnote stands behind its paragraph.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

from index.documents.formats.front import described
from index.documents.formats.kinds import Loaded, Raw
from index.documents.formats.office import broken, check_zip
from index.documents.formats.word import pieces_of
from index.documents.types import Dropped
from index.text.tidy import tidy

_NS = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible-formatting-properties:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
}
_LEFT_OUT = ("tracked-changes", "annotation", "sequence-decls", "forms", "bookmark")
_MOST_SPACES = 100
"""Of a run of spaces, that are believed."""


def load(file: Raw) -> Loaded:
    """The document's pieces. Raises LoadError for what cannot be opened."""
    check_zip(file.data, file.source, "OpenDocument")
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            content = etree.fromstring(archive.read("content.xml"), parser)
            named = "meta.xml" in archive.namelist()
            about = etree.fromstring(archive.read("meta.xml"), parser) if named else None
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise broken(file.source, "OpenDocument") from error
    body = content.find(".//office:body/office:text", _NS)
    if body is None:
        raise broken(file.source, "OpenDocument")
    gone = _gone(content)
    told = _Told(_unseen(content))
    root, notes = told.html(body), told.notes
    title = about.findtext(".//dc:title", "", _NS) if about is not None else ""
    author = about.findtext(".//meta:initial-creator", "", _NS) if about is not None else ""
    loaded = described(list(pieces_of(root, notes)), title, author)
    return replace(loaded, dropped=[*gone, *told.gone, *loaded.dropped])


def _gone(content: Any) -> list[Dropped]:
    """What was deleted with changes tracked."""
    found = content.findall(".//text:changed-region/text:deletion", _NS)
    told = [tidy(" ".join("".join(p.itertext()) for p in d.iter(_q("text", "p")))) for d in found]
    return [Dropped("deleted (tracked change)", text) for text in told if text]


def _unseen(content: Any) -> set[str]:
    """Names of the styles whose text is hidden or struck out."""
    names = set()
    for style in content.iter(_q("style", "style")):
        for about in style.iter(_q("style", "text-properties")):
            struck = about.get(_q("style", "text-line-through-style"), "none") != "none"
            if struck or about.get(_q("text", "display")) == "none":
                names.add(style.get(_q("style", "name")) or "")
    return names


class _Told:
    """An element of the file as HTML; footnotes are kept apart by their address."""

    def __init__(self, unseen: set[str]) -> None:
        self._unseen = unseen
        self.notes: dict[str, str] = {}
        self.gone: list[Dropped] = []

    def html(self, body: Any) -> Any:
        """The body as a <div>."""
        from lxml.html import Element

        root = Element("div")
        self._into(root, body)
        return root

    def _into(self, parent: Any, element: Any) -> None:
        """The children of an element, with the text between them, at the end of `parent`."""
        _say(parent, element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._child(parent, child)
            _say(parent, child.tail)

    def _child(self, parent: Any, child: Any) -> None:
        name = child.tag.partition("}")[2]
        style = child.get(_q("text", "style-name"))
        if name in _LEFT_OUT:
            return
        if style in self._unseen and name in ("span", "p"):
            self.gone.append(Dropped("hidden or struck out", tidy("".join(child.itertext()))))
        elif name == "note":
            self._note(parent, child)
        elif name in ("s", "tab", "line-break"):
            self._white(parent, child, name)
        elif (made := self._as_html(parent, child, name)) is not None:
            self._into(made, child)
        else:
            self._into(parent, child)

    def _as_html(self, parent: Any, child: Any, name: str) -> Any:
        """The element of HTML that stands for a structure of the file; None for a mere frame."""
        if name == "h":
            level = child.get(_q("text", "outline-level")) or "1"
            return _sub(parent, f"h{min(int(level), 6) if level.isdigit() else 1}")
        tags = {"p": "p", "list": "ul", "list-item": "li", "list-header": "li", "table": "table"}
        tags |= {"table-row": "tr", "table-header-rows": "thead"}
        if name in tags:
            return _sub(parent, tags[name])
        if name == "table-cell":
            cell = _sub(parent, "td")
            for ours, theirs in (("colspan", "columns"), ("rowspan", "rows")):
                cell.set(ours, child.get(_q("table", f"number-{theirs}-spanned")) or "1")
            return cell
        return None

    def _note(self, parent: Any, note: Any) -> None:
        address = f"#footnote-{len(self.notes) + 1}"
        body = note.find("text:note-body", _NS)
        self.notes[address] = tidy("".join(body.itertext())) if body is not None else ""
        link = _sub(_sub(parent, "sup"), "a")
        link.set("href", address)

    def _white(self, parent: Any, child: Any, name: str) -> None:
        if name == "line-break":
            _sub(parent, "br")
        else:
            count = child.get(_q("text", "c")) or "1"
            _say(parent, " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))


def _q(space: str, name: str) -> str:
    return f"{{{_NS[space]}}}{name}"


def _sub(parent: Any, tag: str) -> Any:
    made = parent.makeelement(tag)
    parent.append(made)
    return made


def _say(parent: Any, text: str | None) -> None:
    """Text at the end of an element."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
