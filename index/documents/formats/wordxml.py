"""A Word file's XML in; out the text as it would be if every change were accepted, with its
automatic numbers written out, and what is not part of it: deleted, struck out and hidden text.

Names are compared without their namespace, which is another in strict files.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.documents.types import Dropped
from index.text.tidy import tidy

_GONE = {"del": "deleted in a tracked change", "moveFrom": "moved elsewhere in a tracked change"}
_UNSEEN = {"strike": "struck out", "dstrike": "struck out", "vanish": "hidden text"}
_OFF = ("0", "false", "off", "none")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class Opened:
    """`data` is the file made plain; `title` and `creator` are its properties."""

    data: bytes
    left_out: list[Dropped]
    title: str
    creator: str


@dataclass
class _Level:
    """A level of a numbering: "Recommendation %1" counts from `start`."""

    text: str
    form: str
    start: int


@dataclass
class _Numbers:
    """Counts paragraphs as Word does: those of one abstract numbering share a count."""

    levels: dict[str, dict[int, _Level]]
    lists: dict[str, tuple[str, dict[int, int]]]
    styles: dict[str, tuple[str, int]]
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[str] = field(default_factory=set)

    def label(self, paragraph: Any) -> str:
        """What Word shows in front of the paragraph; "" for a bullet and for no list."""
        number, depth = self._list_of(paragraph)
        if number not in self.lists:
            return ""
        shared, starts = self.lists[number]
        level = self.levels.get(shared, {}).get(depth)
        if level is None or level.form in ("bullet", "none"):
            return ""
        counted = self.counts[shared]
        if starts and number not in self.begun:
            counted.update({at: start - 1 for at, start in starts.items()})
        self.begun.add(number)
        counted[depth] = counted.get(depth, level.start - 1) + 1
        for deeper in [at for at in counted if at > depth]:
            del counted[deeper]
        told = level.text
        for at, above in self.levels[shared].items():
            told = told.replace(f"%{at + 1}", _spelt(counted.get(at, above.start), above.form))
        return told.strip()

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        about = _child(paragraph, "pPr")
        style = _value(_child(about, "pStyle"))
        number, depth = self.styles.get(style, ("", 0))
        listed = _child(about, "numPr")
        if listed is not None:
            number = _value(_child(listed, "numId")) or number
            depth = int(_value(_child(listed, "ilvl")) or depth)
        return number, depth


def opened(data: bytes) -> Opened:
    """The file made plain. Raises zipfile.BadZipFile, KeyError or lxml's XMLSyntaxError for what
    is no Word file."""
    from lxml import etree

    left_out: list[Dropped] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())

        def read(name: str) -> Any:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(archive.read(name), parser) if name in names else None

        body = read("word/document.xml")
        if body is None:
            raise KeyError("word/document.xml")
        numbers = _numbers(read("word/numbering.xml"), read("word/styles.xml"))
        core = read("docProps/core.xml")
        _plain(body, left_out)
        for paragraph in [e for e in _all(body) if _local(e) == "p"]:
            if (label := numbers.label(paragraph)) and _text(paragraph):
                at = 1 if _local(paragraph[0]) == "pPr" else 0
                paragraph.insert(at, _run(body, label + " "))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as copy:
            for name in sorted(names):
                if name == "word/document.xml":
                    copy.writestr(name, etree.tostring(body, encoding="utf-8"))
                elif not name.startswith("word/media/"):
                    copy.writestr(name, archive.read(name))
    said = {_local(e): tidy(e.text or "") for e in core} if core is not None else {}
    return Opened(made.getvalue(), left_out, said.get("title", ""), said.get("creator", ""))


def _plain(body: Any, left_out: list[Dropped]) -> None:
    """Takes out what the final text does not have, and writes equations as text."""
    for element in list(_all(body)):
        name = _local(element)
        why = _GONE.get(name, "")
        if name == "r":
            about = _child(element, "rPr")
            listed = about if about is not None else ()
            marks = [_local(m) for m in listed if _value(m) not in _OFF]
            why = next((_UNSEEN[m] for m in marks if m in _UNSEEN), "")
        if why and (text := _text(element)):
            if left_out and left_out[-1].reason == why and name == "r":
                left_out[-1] = Dropped(why, left_out[-1].text + text)
            else:
                left_out.append(Dropped(why, text))
            for part in [e for e in _all(element) if _local(e) in ("t", "delText")]:
                part.text = ""
        elif name == "oMath" and (told := _text(element)):
            element.getparent().replace(element, _run(body, told))


def _run(body: Any, text: str) -> Any:
    space = body.tag.rpartition("}")[0] + "}"
    run = body.makeelement(f"{space}r")
    words = body.makeelement(f"{space}t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def _numbers(numbering: Any, styles: Any) -> _Numbers:
    found = _Numbers({}, {}, {})
    for part in numbering if numbering is not None else ():
        if _local(part) == "abstractNum":
            found.levels[_attribute(part, "abstractNumId")] = {
                int(_attribute(level, "ilvl") or 0): _Level(
                    _value(_child(level, "lvlText")),
                    _value(_child(level, "numFmt")) or "decimal",
                    int(_value(_child(level, "start")) or 1),
                )
                for level in part
                if _local(level) == "lvl"
            }
        elif _local(part) == "num":
            starts = {
                int(_attribute(other, "ilvl") or 0): int(_value(_child(other, "startOverride")))
                for other in part
                if _local(other) == "lvlOverride" and _value(_child(other, "startOverride"))
            }
            shared = _value(_child(part, "abstractNumId"))
            found.lists[_attribute(part, "numId")] = (shared, starts)
    for style in styles if styles is not None else ():
        listed = _child(_child(style, "pPr"), "numPr")
        if _local(style) == "style" and listed is not None:
            depth = int(_value(_child(listed, "ilvl")) or 0)
            found.styles[_attribute(style, "styleId")] = (_value(_child(listed, "numId")), depth)
    return found


def _spelt(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        told = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form in ("lowerRoman", "upperRoman"):
        told, left = "", count
        for worth, letters in _ROMAN:
            told, left = told + letters * (left // worth), left % worth
    else:
        return str(count)
    return told.upper() if form.startswith("upper") else told


def _all(element: Any) -> Iterator[Any]:
    return (e for e in element.iter() if isinstance(e.tag, str))


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Any, name: str) -> Any:
    return next((e for e in element if _local(e) == name), None) if element is not None else None


def _attribute(element: Any, name: str) -> str:
    found = (v for k, v in element.attrib.items() if k.rpartition("}")[2] == name)
    return str(next(found, "")) if element is not None else ""


def _value(element: Any) -> str:
    return _attribute(element, "val") if element is not None else ""


def _text(element: Any) -> str:
    return "".join(e.text or "" for e in _all(element) if _local(e) in ("t", "delText"))
